// The scene document as JSON, and its pure edits: every function returns a new document and changes none.
// `scenegen/scene.py` defines and validates the same document.
import { refit, type Point } from "./geometry";

export interface Frame {
  cx: number;
  cy: number;
  width: number;
  height: number;
  rotation: number; // degrees, clockwise
  flip: boolean;
}

export interface Stroke {
  points: Point[];
  width: number; // brush diameter / frame height
  erase: boolean;
}

export interface StrokesShape {
  kind: "strokes";
  strokes: Stroke[];
  aspect: number; // frame width / height when it was drawn
}

export type Shape =
  | { kind: "generated" }
  | { kind: "polygon"; points: Point[] }
  | StrokesShape
  | { kind: "mask"; width: number; height: number; counts: number[] };

export interface Layer {
  id: string;
  name: string;
  category: string;
  frame: Frame;
  shape: Shape;
  shape_seed: number;
  style_seed: number;
  style_strength: number;
  style_reference: string | null;
  context: "scene" | "free";
  opacity: number;
  visible: boolean;
  locked: boolean;
}

export type Background =
  | { kind: "generated"; seed: number; sketch: unknown }
  | { kind: "photo"; sha256: string | null }
  | { kind: "plain"; rgb: [number, number, number] };

export interface Scene {
  version: 1;
  canvas: { width: number; height: number };
  background: Background;
  layers: Layer[]; // bottom first
}

const MAX_SEED = 2 ** 31 - 1;

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] & MAX_SEED;
}

export function emptyScene(width: number, height: number, seed: number): Scene {
  return { version: 1, canvas: { width, height }, background: { kind: "generated", seed, sketch: null }, layers: [] };
}

export function newLayer(name: string, category: string, frame: Frame, shape: Shape): Layer {
  return {
    id: newId(),
    name,
    category,
    frame,
    shape,
    shape_seed: randomSeed(),
    style_seed: randomSeed(),
    style_strength: 1,
    style_reference: null,
    context: "scene",
    opacity: 1,
    visible: true,
    locked: false,
  };
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return "layer-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** "Horse", then "Horse 2", "Horse 3", …: the first name that no layer has. */
export function freeName(scene: Scene, stem: string): string {
  const taken = new Set(scene.layers.map((layer) => layer.name));
  let name = stem;
  for (let number = 2; taken.has(name); number++) name = `${stem} ${number}`;
  return name;
}

export function findLayer(scene: Scene, id: string | null): Layer | undefined {
  return scene.layers.find((layer) => layer.id === id);
}

export function addLayer(scene: Scene, layer: Layer): Scene {
  return { ...scene, layers: [...scene.layers, layer] };
}

export function updateLayer(scene: Scene, id: string, change: Partial<Layer>): Scene {
  return { ...scene, layers: scene.layers.map((layer) => (layer.id === id ? { ...layer, ...change } : layer)) };
}

export function updateFrame(scene: Scene, id: string, change: Partial<Frame>): Scene {
  const layer = findLayer(scene, id);
  return layer ? updateLayer(scene, id, { frame: { ...layer.frame, ...change } }) : scene;
}

export function removeLayer(scene: Scene, id: string): Scene {
  return { ...scene, layers: scene.layers.filter((layer) => layer.id !== id) };
}

/** A copy just above the original and a little beside it; it gets its own look but keeps the outline. */
export function duplicateLayer(scene: Scene, id: string): { scene: Scene; id: string } {
  const index = scene.layers.findIndex((layer) => layer.id === id);
  if (index < 0) return { scene, id };
  const original = scene.layers[index];
  const offset = Math.round(Math.min(scene.canvas.width, scene.canvas.height) * 0.04);
  const frame = { ...original.frame, cx: original.frame.cx + offset, cy: original.frame.cy + offset };
  const name = freeName(scene, original.name.replace(/ \d+$/, ""));
  const copy = { ...original, id: newId(), name, frame };
  return { scene: { ...scene, layers: scene.layers.toSpliced(index + 1, 0, copy) }, id: copy.id };
}

/** Moves a layer `steps` places towards the front (positive) or the back; stops at the ends. */
export function reorderLayer(scene: Scene, id: string, steps: number): Scene {
  const from = scene.layers.findIndex((layer) => layer.id === id);
  if (from < 0) return scene;
  const to = Math.min(scene.layers.length - 1, Math.max(0, from + steps));
  if (to === from) return scene;
  const layers = scene.layers.toSpliced(from, 1).toSpliced(to, 0, scene.layers[from]);
  return { ...scene, layers };
}

export function setBackground(scene: Scene, background: Background): Scene {
  return { ...scene, background };
}

/** The same scene on a canvas of another size: centres keep their relative place, sizes take the smaller factor. */
export function fitted(scene: Scene, width: number, height: number): Scene {
  const { canvas } = scene;
  if (canvas.width === width && canvas.height === height) return scene;
  const sx = width / canvas.width;
  const sy = height / canvas.height;
  const scale = Math.min(sx, sy);
  const layers = scene.layers.map((layer) => {
    const { frame } = layer;
    const moved = { cx: frame.cx * sx, cy: frame.cy * sy, width: frame.width * scale, height: frame.height * scale };
    return { ...layer, frame: { ...frame, ...moved } };
  });
  return { ...scene, canvas: { width, height }, layers };
}

/** Adds a stroke, given in canvas pixels, to a drawn layer; its frame grows where the brush went past it. */
export function extendStrokes(scene: Scene, id: string, path: Point[], diameter: number, erase: boolean): Scene {
  const layer = findLayer(scene, id);
  if (layer?.shape.kind !== "strokes") return scene;
  return updateLayer(scene, id, refit(layer.frame, layer.shape, path, diameter, erase));
}
