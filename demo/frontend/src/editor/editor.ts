// The editor's state and everything a person can do; knows nothing of how it looks.
import { Drawing } from "./drawing";
import { keepFile, keptFile } from "./files";
import { roundedFrame } from "../document/geometry";
import { History } from "../document/history";
import * as model from "../document/scene";
import type { Frame, Layer, Rgb, Scene } from "../document/scene";
import { Looks } from "./looks";
import { Painting, saveFile } from "./painting";
import { readScene, savedHistory, saveHistory, saveScene } from "./storage";
import { fill, problemText, type Strings } from "../strings";
import type { OpenedPicture, PictureKind, Problem, Transport } from "./transport";

export type Tool = "select" | "box" | "brush" | "eraser" | "polygon" | "colours";

export interface Limits {
  layers: number;
  photo_bytes: number;
}

export interface Example {
  id: string;
  name: string;
  scene: Scene;
  picture: string | null; // URL
}

/** What the canvas offers to commands; the canvas puts itself in place. */
export interface ViewControls {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  actualSize(): void;
}

const DEFAULT_SIZE = [640, 480] as const;
const MAX_SCENE_BYTES = 20_000_000; // far more than the largest document has
const KEPT_STEPS = 60; // of either direction, over a reload

export class Editor {
  tool: Tool = "box";
  category: string;
  /** Ids of the chosen layers; the last one is the one that fields show. */
  selection: readonly string[] = [];
  /** There is work that no exported file holds. */
  unsaved = false;
  view: ViewControls | undefined;
  readonly painting: Painting;
  readonly drawing: Drawing;
  readonly looks: Looks;
  private example: Example | null = null; // waits for a photo
  private clipboard: readonly Layer[] = [];
  private history: History<Scene>;
  private transport!: Transport;
  private listeners: (() => void)[] = [];
  private recovered = new Map<string, number>(); // when a kept file was last sent again

  constructor(scene: Scene, readonly strings: Strings, readonly categories: string[], readonly limits: Limits) {
    this.history = new History(scene, model.bytesBeside);
    const earlier = savedHistory(scene);
    if (earlier) this.history.restore(earlier);
    this.category = categories[0];
    this.painting = new Painting(strings, () => this.changed());
    this.painting.pictureMissing = (problem) => void this.recover(problem);
    this.painting.exported = () => this.markSaved();
    this.drawing = new Drawing(this);
    this.looks = new Looks(this);
  }

  connect(transport: Transport): void {
    this.transport = transport;
    this.painting.connect(transport);
    this.drawing.connect(transport);
    this.painting.request(this.scene);
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  // --- the document ------------------------------------------------------------------------------------------------

  get scene(): Scene {
    return this.history.present;
  }

  get undoLabel(): string | undefined {
    return this.history.undoLabel;
  }

  get redoLabel(): string | undefined {
    return this.history.redoLabel;
  }

  /** Takes a new document. `label` names the edit; edits of one `kind` in quick succession are one step to undo. */
  commit(scene: Scene, label: string, kind = ""): void {
    const before = this.scene;
    if (scene === before) return;
    this.history.commit(scene, { label, kind });
    this.show(before);
  }

  undo(): void {
    const before = this.scene;
    const label = this.history.undo();
    if (label === undefined) return;
    this.show(before);
    this.painting.announce(fill(this.strings.undone, { edit: label }));
  }

  redo(): void {
    const before = this.scene;
    const label = this.history.redo();
    if (label === undefined) return;
    this.show(before);
    this.painting.announce(fill(this.strings.redone, { edit: label }));
  }

  /** For a page that is about to go. */
  keepHistory(): void {
    saveHistory(this.history.saved(KEPT_STEPS));
  }

  /** Keeps the present document and has it painted if it looks different from the one before. */
  private show(before: Scene): void {
    this.selection = this.selection.filter((id) => model.findLayer(this.scene, id));
    this.drawing.follow();
    this.unsaved = true;
    saveScene(this.scene);
    if (model.samePicture(before, this.scene)) this.changed();
    else this.painting.request(this.scene);
  }

  private markSaved(): void {
    this.unsaved = false;
    this.changed();
  }

  // --- what is chosen ----------------------------------------------------------------------------------------------

  /** The layer that fields and single-object commands are about. */
  get layer(): Layer | undefined {
    return model.findLayer(this.scene, this.selection.at(-1) ?? null);
  }

  /** All chosen layers, bottom first. */
  get chosen(): Layer[] {
    return this.scene.layers.filter((layer) => this.selection.includes(layer.id));
  }

  /** The chosen layers that may be changed on the canvas. */
  get movable(): Layer[] {
    return this.chosen.filter((layer) => !layer.locked);
  }

  select(...ids: string[]): void {
    if (ids.length === this.selection.length && ids.every((id, i) => id === this.selection[i])) return;
    this.selection = ids;
    this.drawing.follow();
    this.changed();
  }

  /** Adds a layer to the selection, or takes it out. */
  toggleSelected(id: string): void {
    const without = this.selection.filter((each) => each !== id);
    this.select(...(without.length < this.selection.length ? without : [...without, id]));
  }

  selectAll(): void {
    this.select(...this.scene.layers.map((layer) => layer.id));
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    this.drawing.toolChanged();
    this.changed();
  }

  setCategory(category: string): void {
    this.category = category;
    this.changed();
  }

  categoryName(category: string): string {
    return this.strings.categories[category] ?? category;
  }

  // --- the chosen objects ------------------------------------------------------------------------------------------

  add(frame: Frame, shape: model.Shape): void {
    if (this.full(1)) return;
    const name = model.freeName(this.scene, this.categoryName(this.category));
    const layer = model.newLayer(name, this.category, roundedFrame(frame), shape);
    this.selection = [layer.id];
    this.commit(model.addLayer(this.scene, layer), fill(this.strings.edits.add, { name }));
  }

  /** An object in the middle of the canvas, for those who do not draw with a pointer. */
  addInMiddle(): void {
    const { width, height } = this.scene.canvas;
    const side = 0.4 * Math.min(width, height);
    this.add({ cx: width / 2, cy: height / 2, width: side * 1.2, height: side, rotation: 0, flip: false }, { kind: "generated" });
  }

  /** True, and said, if the scene cannot take so many more layers. */
  full(more: number): boolean {
    if (this.scene.layers.length + more <= this.limits.layers) return false;
    this.painting.complain(fill(this.strings.tooManyLayers, { count: this.limits.layers }));
    return true;
  }

  /** Changes all chosen layers alike. */
  change(change: Partial<Layer>, label: string, kind = ""): void {
    this.changeEach(() => change, label, kind);
  }

  changeEach(change: (layer: Layer) => Partial<Layer>, label: string, kind = ""): void {
    if (this.selection.length) this.commit(model.updateLayers(this.scene, this.selection, change), label, kind);
  }

  /** Gives layers new frames; locked ones keep theirs. */
  setFrames(frames: ReadonlyMap<string, Frame>, label: string, kind = ""): void {
    const ids = [...frames.keys()].filter((id) => model.findLayer(this.scene, id)?.locked === false);
    if (ids.length === 0) return;
    this.commit(model.updateLayers(this.scene, ids, ({ id }) => ({ frame: roundedFrame(frames.get(id)!) })), label, kind);
  }

  /** Changes the frames of the chosen, unlocked layers. */
  changeFrames(change: (frame: Frame) => Partial<Frame>, label: string, kind = ""): void {
    this.setFrames(new Map(this.movable.map(({ id, frame }) => [id, { ...frame, ...change(frame) }])), label, kind);
  }

  nudge(dx: number, dy: number): void {
    this.changeFrames(({ cx, cy }) => ({ cx: cx + dx, cy: cy + dy }), this.strings.edits.move, `nudge ${this.selection}`);
  }

  flip(): void {
    this.changeFrames(({ flip }) => ({ flip: !flip }), this.strings.flip);
  }

  rerollShape(): void {
    this.changeEach(() => ({ shape_seed: model.randomSeed() }), this.strings.rerollShape);
  }

  rerollLook(): void {
    this.changeEach(() => ({ style_seed: model.randomSeed(), style_reference: null }), this.strings.rerollLook);
  }

  rename(id: string, name: string): void {
    const trimmed = name.trim().slice(0, 80);
    if (trimmed && trimmed !== model.findLayer(this.scene, id)?.name) {
      this.commit(model.updateLayer(this.scene, id, { name: trimmed }), this.strings.rename);
    }
  }

  /** Shows or hides a layer, by default the chosen ones. */
  setVisible(visible: boolean, ids = this.selection): void {
    this.commit(model.updateLayers(this.scene, ids, () => ({ visible })), visible ? this.strings.show : this.strings.hide);
  }

  setLocked(locked: boolean, ids = this.selection): void {
    this.commit(model.updateLayers(this.scene, ids, () => ({ locked })), locked ? this.strings.lock : this.strings.unlock);
  }

  duplicate(): void {
    if (this.selection.length === 0 || this.full(this.selection.length)) return;
    const { scene, ids } = model.duplicateLayers(this.scene, this.chosen.map((layer) => layer.id));
    this.selection = ids;
    this.commit(scene, this.strings.duplicate);
  }

  copy(): void {
    if (this.selection.length === 0) return;
    this.clipboard = this.chosen;
    this.painting.announce(fill(this.strings.copied, { count: this.clipboard.length }));
  }

  cut(): void {
    this.copy();
    this.delete();
  }

  get canPaste(): boolean {
    return this.clipboard.length > 0;
  }

  paste(): void {
    if (!this.canPaste || this.full(this.clipboard.length)) return;
    const { scene, ids } = model.pasteLayers(this.scene, this.clipboard);
    this.clipboard = scene.layers.filter((layer) => ids.includes(layer.id)); // the next copies lie beside these
    this.selection = ids;
    this.commit(scene, this.strings.paste);
  }

  /** One place towards the front (1) or the back (-1), or all the way (±Infinity). */
  shift(steps: number): void {
    this.commit(model.shiftLayers(this.scene, this.selection, steps), this.strings.edits.reorder);
  }

  /** Puts layers at place `index` (0: at the back) among the others. */
  place(ids: readonly string[], index: number): void {
    this.commit(model.placeLayers(this.scene, ids, index), this.strings.edits.reorder);
  }

  delete(): void {
    const names = this.chosen.map((layer) => layer.name);
    if (names.length === 0) return;
    this.commit(model.removeLayers(this.scene, this.selection), this.strings.delete);
    this.painting.announce(fill(this.strings.deleted, { names: names.join(", ") }));
  }

  // --- the scene as a whole ----------------------------------------------------------------------------------------

  newBackground(): void {
    const background = { kind: "generated", seed: model.randomSeed(), sketch: null } as const;
    this.commit(model.setBackground(this.scene, background), this.strings.newBackground);
  }

  setPlainBackground(rgb: Rgb): void {
    this.commit(model.setBackground(this.scene, { kind: "plain", rgb }), this.strings.plainColour, "plain colour");
  }

  newScene(): void {
    this.example = null;
    this.commit(model.emptyScene(...DEFAULT_SIZE, model.randomSeed()), this.strings.newScene);
  }

  /** Opens an example; true if it first needs a photo to be chosen. */
  openExample(example: Example): boolean {
    const { background } = example.scene;
    if (background.kind !== "photo" || background.sha256) {
      this.commit(example.scene, this.strings.edits.open);
      return false;
    }
    this.example = example;
    if (this.scene.background.kind !== "photo") {
      this.painting.say(this.strings.choosePhoto);
      return true;
    }
    this.layOnPhoto(this.scene.background.sha256, this.scene.canvas.width, this.scene.canvas.height);
    return false;
  }

  forgetExample(): void {
    this.example = null;
  }

  async openPhoto(file: File): Promise<void> {
    const { sha256, width, height } = (await this.upload(file, "photo")) ?? {};
    if (sha256 && width && height) this.layOnPhoto(sha256, width, height);
  }

  private layOnPhoto(sha256: string | null, width: number, height: number): void {
    const objects = this.example?.scene ?? this.scene;
    this.example = null;
    this.commit(model.setBackground(model.fitted(objects, width, height), { kind: "photo", sha256 }), this.strings.uploadPhoto);
  }

  export(): void {
    this.painting.export(this.scene);
  }

  /** Saves the document itself as a file. */
  saveScene(): void {
    saveFile(new Blob([JSON.stringify(this.scene)], { type: "application/json" }), "scene.json");
    this.markSaved();
  }

  async openScene(file: File): Promise<void> {
    const scene = file.size < MAX_SCENE_BYTES ? readScene(await file.text()) : undefined;
    this.example = null;
    if (scene) this.commit(scene, this.strings.edits.open);
    else this.painting.complain(fill(this.strings.sceneUnreadable, { name: file.name }));
  }

  // --- pictures that belong to the document ------------------------------------------------------------------------

  /** Sends a picture to the server and keeps it in this browser; says what went wrong and returns nothing then. */
  async upload(file: File, kind: PictureKind): Promise<OpenedPicture | undefined> {
    if (file.size > this.limits.photo_bytes) {
      this.painting.complain(fill(this.strings.photoTooLarge, { megabytes: Math.round(this.limits.photo_bytes / 1e6) }));
      return undefined;
    }
    this.painting.say(this.strings.uploading, true);
    const opened = await this.transport.openPicture(file, kind);
    if (opened?.sha256) {
      await keepFile(opened.sha256, file);
      return opened;
    }
    const { error: text = this.strings.uploadFailed, code = "", values } = opened ?? {};
    this.painting.complain(problemText(this.strings, { code, text, values }));
    return undefined;
  }

  /** A server that was restarted has lost its pictures: it gets the one that this browser kept. */
  private async recover(problem: Problem): Promise<void> {
    const { code, sha256 = "" } = problem;
    const file = await keptFile(sha256);
    const again = Date.now() - (this.recovered.get(sha256) ?? 0) < 10_000; // it did not help the last time
    this.recovered.set(sha256, Date.now());
    const kind = code === "photo_missing" ? "photo" : "reference";
    if (file && !again && (await this.transport.openPicture(file, kind))?.sha256 === sha256) this.painting.again();
    else if (!this.painting.unreachable) this.losePicture(kind, sha256);
  }

  /** The document must stay usable: without its photo it gets a generated background, without a model its own look. */
  private losePicture(kind: PictureKind, sha256: string): void {
    const without: Scene =
      kind === "photo"
        ? model.setBackground(this.scene, { kind: "generated", seed: model.randomSeed(), sketch: null })
        : { ...this.scene, layers: this.scene.layers.map((layer) => (layer.style_reference === sha256 ? { ...layer, style_reference: null } : layer)) };
    this.history.replace(without);
    saveScene(without);
    this.painting.request(without);
    this.painting.complain(kind === "photo" ? this.strings.photoMissing : this.strings.referenceMissing);
  }
}
