// What stays in this browser: the document, and the secret under which the server keeps this visitor's photos.
import type { Scene } from "../document/scene";
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
  try {
    const scene = JSON.parse(read(SCENE) ?? "null");
    if (scene?.version === 1 && scene.canvas?.width > 0 && scene.background?.kind && Array.isArray(scene.layers)) return scene;
  } catch {
    // Damaged: begin anew.
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
