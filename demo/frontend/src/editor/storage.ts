// What stays in this browser: the document, and the secret under which the server keeps this visitor's photos.
import { completeBackground, completeLayer, type Layer, type Scene } from "../document/scene";
import { secret } from "./transport";

const SCENE = "scenegen.scene";
const OWNER = "scenegen.owner";
const VISITED = "scenegen.visited";

/** Keeps the document; false where the browser does not allow it. */
export function saveScene(scene: Scene): boolean {
  return write(SCENE, JSON.stringify(scene));
}

/** True only once: the first time that this browser sees the editor. */
export function firstVisit(): boolean {
  const first = read(VISITED) === null;
  write(VISITED, "1");
  return first;
}

export function savedScene(): Scene | undefined {
  return readScene(read(SCENE) ?? "");
}

/** A document from its JSON text; undefined if it is none. What its layers leave out gets the usual value. */
export function readScene(text: string): Scene | undefined {
  try {
    const scene = JSON.parse(text);
    const layers = scene.layers ?? [];
    const { width, height } = scene.canvas;
    const usable = scene.version === 1 && width > 0 && height > 0 && layers.every((layer: Layer) => layer.id && layer.frame.width > 0);
    if (usable) return { ...scene, background: completeBackground(scene.background), layers: layers.map(completeLayer) };
  } catch {
    // Damaged, or not JSON at all.
  }
  return undefined;
}

export function ownerSecret(): string {
  const known = read(OWNER);
  if (known && /^[0-9a-f]{32}$/.test(known)) return known;
  const fresh = secret();
  write(OWNER, fresh);
  return fresh;
}

// Storage may be full or forbidden (private windows): the editor works without it.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
