// What stays in this browser: the document, and the secret under which the server keeps this visitor's photos.
import type { SavedHistory } from "../document/history";
import { completeBackground, completeLayer, type Layer, type Scene } from "../document/scene";
import { secret } from "./transport";

const SCENE = "scenegen.scene";
const OWNER = "scenegen.owner";
const HISTORY = "scenegen.history";
const VISITED = "scenegen.visited";

/** Keeps the document; false where the browser does not allow it. */
export function saveScene(scene: Scene): boolean {
  return write(SCENE, JSON.stringify(scene));
}

/** Keeps what can be undone for this tab, so that a reload loses none of it. */
export function saveHistory(history: SavedHistory<Scene>): void {
  write(HISTORY, JSON.stringify(history), "sessionStorage");
}

/** What could be undone in this tab, if it leads to `scene`. */
export function savedHistory(scene: Scene): SavedHistory<Scene> | undefined {
  try {
    const history = JSON.parse(read(HISTORY, "sessionStorage") ?? "null") as SavedHistory<Scene> | null;
    if (history && JSON.stringify(history.now) === JSON.stringify(scene)) return history;
  } catch {
    // Damaged: nothing to undo.
  }
  return undefined;
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

type Storage = "localStorage" | "sessionStorage";

// Storage may be full or forbidden (private windows): the editor works without it.
function read(key: string, storage: Storage = "localStorage"): string | null {
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string, storage: Storage = "localStorage"): boolean {
  try {
    window[storage].setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
