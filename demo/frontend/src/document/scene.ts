// The scene document as JSON, and its pure edits: every function returns a new document and changes none.
// `scenegen/scene.py` defines and validates the same document.
import type { Point } from "./geometry";

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

/** A bitmap as COCO run-lengths: column by column, counts of 0s and 1s in turn, zeros first. */
export interface MaskShape {
  kind: "mask";
  width: number;
  height: number;
  counts: number[];
}

/** A cut-out: the layer's pixels come from a photo, and lie beside the document under this name. */
export interface PhotoShape {
  kind: "photo";
  sha256: string;
}

export type DrawnShape = { kind: "polygon"; points: Point[] } | StrokesShape | MaskShape;

/** A network's outline; with a sketch one that is like it. */
export interface GeneratedShape {
  kind: "generated";
  sketch?: DrawnShape | null; // files may leave it out
}

export type Shape = GeneratedShape | DrawnShape | PhotoShape;

export interface Layer {
  id: string;
  name: string;
  category: string | null; // null: none of ours, which only a cut-out may be
  frame: Frame;
  shape: Shape;
  shape_seed: number;
  style_seed: number;
  style_strength: number;
  style_reference: string | null;
  context: "scene" | "free";
  shadow: number;
  light: number;
  opacity: number;
  visible: boolean;
  locked: boolean;
}

export type Rgb = [number, number, number];

/** A coarse colour layout: rows from the top, each from the left. */
export interface ColorSketch {
  width: number;
  height: number;
  pixels: Rgb[];
}

export type Background =
  | { kind: "generated"; seed: number; sketch: ColorSketch | null }
  | { kind: "photo"; sha256: string | null }
  | { kind: "plain"; rgb: Rgb };

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

/** An empty scene on one of the landscapes with these seeds. */
export function freshScene(seeds: readonly number[]): Scene {
  return emptyScene(640, 480, seeds[randomSeed() % seeds.length] ?? randomSeed());
}

// So that a new object stands in its scene; one that comes from a photo keeps what the photo shows.
const NEW_SHADOW = 0.6;
const NEW_LIGHT = 0.3;

export function newLayer(name: string, category: string | null, frame: Frame, shape: Shape): Layer {
  const fromPhoto = shape.kind === "photo";
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
    shadow: fromPhoto ? 0 : NEW_SHADOW,
    light: fromPhoto ? 0 : NEW_LIGHT,
    opacity: 1,
    visible: true,
    locked: false,
  };
}

/** A layer as a file may have it, with everything that it leaves out. */
export function completeLayer(layer: Pick<Layer, "id" | "name" | "category" | "frame"> & Partial<Layer>): Layer {
  const usual = { ...newLayer("", "", layer.frame, { kind: "generated", sketch: null }), shape_seed: 0, style_seed: 0, shadow: 0, light: 0 };
  return { ...usual, ...layer, frame: { ...layer.frame, rotation: layer.frame.rotation ?? 0, flip: layer.frame.flip ?? false } };
}

export function completeBackground(background: Partial<Background> = {}): Background {
  const usual: Background[] = [{ kind: "generated", seed: 0, sketch: null }, { kind: "photo", sha256: null }, { kind: "plain", rgb: [255, 255, 255] }];
  return { ...(usual.find((each) => each.kind === background.kind) ?? usual[0]), ...background } as Background;
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

/** True for objects that come from a photo: nothing about them is generated. */
export function isCutOut({ shape }: Layer): boolean {
  return shape.kind === "photo";
}

/** The shape whose outlines a seed chooses from: a drawing becomes the sketch that they are like. */
export function seeded(shape: Shape): Shape {
  return drawn(shape) ? { kind: "generated", sketch: shape } : shape;
}

/** True for objects whose outline is as a person drew it. */
export function isDrawn({ shape }: Layer): boolean {
  return drawn(shape);
}

function drawn(shape: Shape): shape is DrawnShape {
  return shape.kind !== "generated" && shape.kind !== "photo";
}

/** What a person drew that a network has finished since. */
export function sketchBehind({ shape }: Layer): DrawnShape | undefined {
  return (shape.kind === "generated" && shape.sketch) || undefined;
}

/** Names of the pictures beside a document, each once: cut-outs, and those that layers take their look from. */
export function picturesOf({ layers }: Scene): string[] {
  const names = layers.map(({ shape, style_reference }) => (shape.kind === "photo" ? shape.sha256 : style_reference));
  return [...new Set(names.filter((name) => name !== null))];
}

/** The document without a picture that is lost: objects get a look of their own, cut-outs have nothing left to show. */
export function withoutPicture(scene: Scene, sha256: string): Scene {
  const layers = scene.layers
    .filter(({ shape }) => shape.kind !== "photo" || shape.sha256 !== sha256)
    .map((layer) => (layer.style_reference === sha256 ? { ...layer, style_reference: null } : layer));
  return { ...scene, layers };
}

export function addLayer(scene: Scene, layer: Layer): Scene {
  return { ...scene, layers: [...scene.layers, layer] };
}

export function updateLayers(scene: Scene, ids: readonly string[], change: (layer: Layer) => Partial<Layer>): Scene {
  const layers = scene.layers.map((layer) => (ids.includes(layer.id) ? { ...layer, ...change(layer) } : layer));
  return { ...scene, layers };
}

export function updateLayer(scene: Scene, id: string, change: Partial<Layer>): Scene {
  return updateLayers(scene, [id], () => change);
}

export function removeLayers(scene: Scene, ids: readonly string[]): Scene {
  return { ...scene, layers: scene.layers.filter((layer) => !ids.includes(layer.id)) };
}

/** Copies of layers (of this or another scene) at the front, a little beside where they were; returns their ids too. */
export function pasteLayers(scene: Scene, layers: readonly Layer[]): { scene: Scene; ids: string[] } {
  let after = scene;
  for (const layer of layers) after = addLayer(after, copied(after, layer));
  return { scene: after, ids: after.layers.slice(scene.layers.length).map((layer) => layer.id) };
}

/** Copies of layers, each just above its original. */
export function duplicateLayers(scene: Scene, ids: readonly string[]): { scene: Scene; ids: string[] } {
  let after = scene;
  const copies: string[] = [];
  for (const id of ids) {
    const index = after.layers.findIndex((layer) => layer.id === id);
    if (index < 0) continue;
    const copy = copied(after, after.layers[index]);
    after = { ...after, layers: after.layers.toSpliced(index + 1, 0, copy) };
    copies.push(copy.id);
  }
  return { scene: after, ids: copies };
}

function copied(scene: Scene, original: Layer): Layer {
  const offset = Math.round(Math.min(scene.canvas.width, scene.canvas.height) * 0.04);
  const frame = { ...original.frame, cx: original.frame.cx + offset, cy: original.frame.cy + offset };
  return { ...original, id: newId(), name: freeName(scene, original.name.replace(/ \d+$/, "")), frame };
}

/** Moves layers one place towards the front (1) or the back (-1), or all the way (Infinity); they keep their order. */
export function shiftLayers(scene: Scene, ids: readonly string[], steps: number): Scene {
  const chosen = scene.layers.filter((layer) => ids.includes(layer.id));
  if (!Number.isFinite(steps)) return placeLayers(scene, ids, steps > 0 ? scene.layers.length : 0);
  const layers = [...scene.layers];
  const order = steps > 0 ? chosen.toReversed() : chosen;
  for (const layer of order) {
    const from = layers.indexOf(layer);
    const to = from + Math.sign(steps);
    if (to < 0 || to >= layers.length || ids.includes(layers[to].id)) continue;
    [layers[from], layers[to]] = [layers[to], layers[from]];
  }
  return sameOrder(scene, layers);
}

/** Puts layers side by side, in their order, at place `index` among the others (0: at the back). */
export function placeLayers(scene: Scene, ids: readonly string[], index: number): Scene {
  const chosen = scene.layers.filter((layer) => ids.includes(layer.id));
  const others = scene.layers.filter((layer) => !ids.includes(layer.id));
  return sameOrder(scene, others.toSpliced(Math.max(0, index), 0, ...chosen));
}

/** The scene itself if the new order is the old one. */
function sameOrder(scene: Scene, layers: Layer[]): Scene {
  return layers.every((layer, i) => layer === scene.layers[i]) ? scene : { ...scene, layers };
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

/** True if two documents look the same: names and locks are not painted. */
export function samePicture(one: Scene, other: Scene): boolean {
  const visible = ({ name: _name, locked: _locked, ...rest }: Layer) => JSON.stringify(rest);
  return (
    one.canvas === other.canvas &&
    one.background === other.background &&
    one.layers.length === other.layers.length &&
    one.layers.every((layer, i) => layer === other.layers[i] || visible(layer) === visible(other.layers[i]))
  );
}

/** What a document costs in memory beside another one with which it shares layers, in bytes (roughly). */
export function bytesBeside(scene: Scene, beside: Scene): number {
  const shared = new Set<unknown>([...beside.layers, beside.background]);
  const own = [...scene.layers, scene.background].filter((part) => !shared.has(part));
  return 200 + 8 * scene.layers.length + own.reduce((sum, part) => sum + 2 * JSON.stringify(part).length, 0);
}
