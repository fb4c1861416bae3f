// The editor's state and everything a person can do; knows nothing of how it looks.
import { polygonLayer, roundedFrame, simplify, strokeLayer, type Point } from "./geometry";
import { History } from "./history";
import * as model from "./scene";
import type { Frame, Layer, Scene, Shape } from "./scene";
import { Painting } from "./painting";
import { saveScene } from "./storage";
import { fill, type Strings } from "./strings";
import type { Transport } from "./transport";

export type Tool = "select" | "box" | "brush" | "eraser" | "polygon";

export interface Limits {
  layers: number;
  photo_bytes: number;
}

export interface Example {
  name: string;
  scene: Scene;
}

const MAX_POINTS = 1_000; // of one stroke or polygon

export class Editor {
  tool: Tool = "box";
  category: string;
  brushSize = 8; // percent of the canvas's shorter side
  selected: string | null = null;
  readonly painting: Painting;
  private example: Example | null = null; // waits for a photo
  private history: History<Scene>;
  private transport!: Transport;
  private listeners: (() => void)[] = [];

  constructor(scene: Scene, readonly strings: Strings, readonly categories: string[], readonly limits: Limits) {
    this.history = new History(scene);
    this.category = categories[0];
    this.painting = new Painting(strings, () => this.changed());
    this.painting.photoMissing = () => this.losePhoto();
  }

  connect(transport: Transport): void {
    this.transport = transport;
    this.painting.connect(transport);
    this.paint();
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  // --- the document ------------------------------------------------------------------------------------------------

  get scene(): Scene {
    return this.history.present;
  }

  get layer(): Layer | undefined {
    return model.findLayer(this.scene, this.selected);
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  commit(scene: Scene, kind = ""): void {
    if (scene === this.scene) return;
    this.history.commit(scene, kind);
    this.paint();
  }

  undo(): void {
    if (this.history.undo()) this.paint();
  }

  redo(): void {
    if (this.history.redo()) this.paint();
  }

  private paint(): void {
    if (!this.layer) this.selected = null;
    saveScene(this.scene);
    this.painting.request(this.scene);
  }

  // --- what is chosen ----------------------------------------------------------------------------------------------

  select(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.changed();
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    if (tool === "polygon") this.painting.say(this.strings.polygonHint);
    this.changed();
  }

  setCategory(category: string): void {
    this.category = category;
    this.changed();
  }

  setBrushSize(percent: number): void {
    this.brushSize = Math.min(40, Math.max(1, Math.round(percent)));
    this.changed();
  }

  /** The brush's diameter in canvas pixels. */
  get brushDiameter(): number {
    const { width, height } = this.scene.canvas;
    return Math.max(1, (this.brushSize / 100) * Math.min(width, height));
  }

  // --- drawing -----------------------------------------------------------------------------------------------------

  addBox(frame: Frame): void {
    this.add(frame, { kind: "generated" });
  }

  addPolygon(path: Point[]): void {
    const { frame, shape } = polygonLayer(simplify(path, 0.25).slice(0, MAX_POINTS));
    this.add(frame, shape);
  }

  /** A stroke in canvas pixels: extends the selected drawing, or begins a new object. */
  addStroke(path: Point[], erase: boolean): void {
    const stroke = this.thinned(path);
    const drawn = this.layer?.shape.kind === "strokes" ? this.layer : undefined;
    if (drawn) this.commit(model.extendStrokes(this.scene, drawn.id, stroke, this.brushDiameter, erase));
    else if (erase) this.painting.say(this.strings.eraserHint);
    else {
      const { frame, shape } = strokeLayer(stroke, this.brushDiameter);
      this.add(frame, shape);
    }
  }

  private thinned(path: Point[]): Point[] {
    let tolerance = 0.002 * Math.min(this.scene.canvas.width, this.scene.canvas.height);
    let thin = simplify(path, tolerance);
    while (thin.length > MAX_POINTS) thin = simplify(path, (tolerance *= 2));
    return thin;
  }

  private add(frame: Frame, shape: Shape): void {
    if (this.full()) return;
    const name = model.freeName(this.scene, this.categoryName(this.category));
    const layer = model.newLayer(name, this.category, frame, shape);
    this.selected = layer.id;
    this.commit(model.addLayer(this.scene, layer));
  }

  private full(): boolean {
    if (this.scene.layers.length < this.limits.layers) return false;
    this.painting.complain(fill(this.strings.tooManyLayers, { count: this.limits.layers }));
    return true;
  }

  categoryName(category: string): string {
    return this.strings.categories[category] ?? category;
  }

  // --- the selected object -----------------------------------------------------------------------------------------

  change(change: Partial<Layer>, kind = ""): void {
    if (this.layer) this.commit(model.updateLayer(this.scene, this.layer.id, change), kind);
  }

  changeFrame(change: Partial<Frame>, kind = ""): void {
    if (this.layer && !this.layer.locked) this.change({ frame: roundedFrame({ ...this.layer.frame, ...change }) }, kind);
  }

  nudge(dx: number, dy: number): void {
    if (!this.layer) return;
    const { cx, cy } = this.layer.frame;
    this.changeFrame({ cx: cx + dx, cy: cy + dy }, `nudge ${this.layer.id}`);
  }

  rerollShape(): void {
    this.change({ shape_seed: model.randomSeed() });
  }

  rerollLook(): void {
    this.change({ style_seed: model.randomSeed() });
  }

  toggleVisible(id = this.selected): void {
    const layer = model.findLayer(this.scene, id);
    if (layer) this.commit(model.updateLayer(this.scene, layer.id, { visible: !layer.visible }));
  }

  duplicate(): void {
    if (!this.layer || this.full()) return;
    const { scene, id } = model.duplicateLayer(this.scene, this.layer.id);
    this.selected = id;
    this.commit(scene);
  }

  reorder(steps: number): void {
    if (this.layer) this.commit(model.reorderLayer(this.scene, this.layer.id, steps));
  }

  delete(): void {
    if (this.layer) this.commit(model.removeLayer(this.scene, this.layer.id));
  }

  // --- the scene as a whole ----------------------------------------------------------------------------------------

  newBackground(): void {
    this.commit(model.setBackground(this.scene, { kind: "generated", seed: model.randomSeed(), sketch: null }));
  }

  newScene(): void {
    this.selected = null;
    this.example = null;
    this.commit(model.emptyScene(640, 480, model.randomSeed()));
  }

  /** Opens an example; true if it first needs a photo to be chosen. */
  openExample(example: Example): boolean {
    const { background } = example.scene;
    if (background.kind !== "photo" || background.sha256) {
      this.selected = null;
      this.commit(example.scene);
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
    if (file.size > this.limits.photo_bytes) {
      this.painting.complain(fill(this.strings.photoTooLarge, { megabytes: Math.round(this.limits.photo_bytes / 1e6) }));
      return;
    }
    this.painting.say(this.strings.uploading, true);
    try {
      const { sha256, width, height, error } = await this.transport.openPhoto(file);
      if (sha256 && width && height) this.layOnPhoto(sha256, width, height);
      else this.painting.complain(error ?? this.strings.uploadFailed);
    } catch {
      this.painting.complain(this.strings.uploadFailed);
    }
  }

  private layOnPhoto(sha256: string | null, width: number, height: number): void {
    const objects = this.example?.scene ?? this.scene;
    this.example = null;
    this.commit(model.setBackground(model.fitted(objects, width, height), { kind: "photo", sha256 }));
  }

  /** The document must stay usable: without its photo it gets a generated background. */
  private losePhoto(): void {
    this.history.replace(model.setBackground(this.scene, { kind: "generated", seed: model.randomSeed(), sketch: null }));
    this.paint();
    this.painting.complain(this.strings.photoMissing);
  }

  download(): void {
    this.painting.download(this.scene);
  }
}
