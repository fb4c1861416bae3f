// What brush, eraser, polygon and colour sketch do to the document.
import type { Editor } from "./editor";
import { frameOf, polygonLayer, refit, simplify, strokeLayer, type Bounds, type Point } from "../document/geometry";
import { drawOnMask, maskOfStrokes, type BrushStroke } from "../document/masks";
import { isCutOut, setBackground, updateLayer, type ColorSketch, type Layer, type MaskShape, type Rgb } from "../document/scene";
import { paintSketch, plainSketch, sketchOf } from "../document/sketch";
import type { Transport } from "./transport";

const MAX_POINTS = 1_000; // of one stroke or polygon
const MAX_STROKES = 400; // of a drawing; with more it becomes a bitmap

export class Drawing {
  brushSize = 8; // percent of the canvas's shorter side
  colour: Rgb = [96, 148, 210]; // what the colour sketch paints with
  /** The layer whose outline the brush changes; undefined: the brush begins a new object. */
  target: string | undefined;
  private key: unknown; // what the bitmap depends on
  private bitmap: MaskShape | undefined;
  private waiting: { strokes: BrushStroke[]; erase: boolean }[] = []; // drawn before the bitmap was here
  private transport!: Transport;

  constructor(private editor: Editor) {}

  connect(transport: Transport): void {
    this.transport = transport;
  }

  setBrushSize(percent: number): void {
    this.brushSize = Math.min(40, Math.max(1, Math.round(percent)));
    this.editor.changed();
  }

  /** A step smaller (-1) or larger (1). */
  stepBrushSize(steps: number): void {
    const step = Math.max(1, Math.round(this.brushSize * 0.2));
    this.setBrushSize(this.brushSize + steps * step);
  }

  setColour(colour: Rgb): void {
    this.colour = colour;
    this.editor.changed();
  }

  /** The brush's diameter in pixels of what lies on the stage. */
  get brushDiameter(): number {
    const { width, height } = this.editor.paper;
    return Math.max(1, (this.brushSize / 100) * Math.min(width, height));
  }

  // --- new objects -------------------------------------------------------------------------------------------------

  box(bounds: Bounds): void {
    this.editor.objects.add(frameOf(bounds), { kind: "generated", sketch: null });
  }

  polygon(path: Point[]): void {
    const { frame, shape } = polygonLayer(simplify(path, 0.25).slice(0, MAX_POINTS));
    this.editor.objects.add(frame, shape);
  }

  /** Brush strokes (one, or several of different widths from a pen): change the target's outline or begin an object. */
  stroke(strokes: BrushStroke[], erase: boolean): void {
    const { editor } = this;
    const thin = strokes.map(({ path, diameter }) => ({ path: this.thinned(path), diameter }));
    const target = editor.scene.layers.find((layer) => layer.id === this.target);
    if (target) this.extend(target, thin, erase);
    else if (erase) editor.painting.say(editor.layer && isCutOut(editor.layer) ? editor.strings.cutOutFixed : editor.strings.eraserHint);
    else this.begin(thin);
  }

  private begin([first, ...rest]: BrushStroke[]): void {
    let { frame, shape } = strokeLayer(first.path, first.diameter);
    for (const { path, diameter } of rest) ({ frame, shape } = refit(frame, shape, path, diameter, false));
    const before = this.editor.scene;
    this.editor.objects.add(frame, shape);
    if (this.editor.scene === before) return; // it is full
    this.target = this.editor.selection[0]; // the next strokes go on with it
    this.editor.changed();
  }

  private extend(layer: Layer, strokes: BrushStroke[], erase: boolean): void {
    const { editor } = this;
    let { frame } = layer;
    if (layer.locked) {
      editor.painting.say(editor.strings.lockedHint);
      return;
    }
    const label = erase ? editor.strings.eraser : editor.strings.brush;
    if (layer.shape.kind === "strokes" && layer.shape.strokes.length <= MAX_STROKES) {
      let { shape } = layer;
      for (const { path, diameter } of strokes) ({ frame, shape } = refit(frame, shape, path, diameter, erase));
      editor.commit(updateLayer(editor.scene, layer.id, { frame, shape }), label);
      return;
    }
    const bitmap = layer.shape.kind === "strokes" ? maskOfStrokes(frame, layer.shape) : this.bitmap;
    if (!bitmap) {
      this.waiting.push({ strokes, erase });
      return;
    }
    const drawn = drawOnMask(frame, bitmap, strokes, erase);
    if (drawn) editor.commit(updateLayer(editor.scene, layer.id, drawn), label);
    else editor.painting.say(editor.strings.nothingLeft);
  }

  private thinned(path: Point[]): Point[] {
    const { width, height } = this.editor.scene.canvas;
    let tolerance = 0.002 * Math.min(width, height);
    let thin = simplify(path, tolerance);
    while (thin.length > MAX_POINTS) thin = simplify(path, (tolerance *= 2));
    return thin;
  }

  // --- an outline that is there already ----------------------------------------------------------------------------

  /** Lets the brush change the chosen object's outline. */
  editOutline(): void {
    this.target = this.editor.layer?.id;
    this.editor.setTool("brush");
  }

  /** Lets the brush begin a new object. */
  newObject(): void {
    this.target = undefined;
    this.editor.select();
  }

  toolChanged(): void {
    const { editor } = this;
    if (editor.tool === "eraser") this.target = this.erasable;
    else if (editor.tool !== "brush") this.target = undefined;
    if (editor.tool === "polygon") editor.painting.say(editor.strings.polygonHint);
    if (editor.tool === "colours") editor.painting.say(editor.strings.coloursHint);
    this.follow();
  }

  private get erasable(): string | undefined {
    const { layer } = this.editor;
    return layer && !isCutOut(layer) ? layer.id : undefined;
  }

  /** Another document or selection: the brush stays with its object while that is chosen. */
  follow(): void {
    const { editor } = this;
    if (editor.tool === "eraser") this.target = this.erasable;
    else if (this.target && editor.layer?.id !== this.target) this.target = undefined;
    const layer = editor.scene.layers.find((each) => each.id === this.target);
    const drawn = layer && layer.shape.kind !== "strokes" ? layer : undefined;
    const key = drawn && JSON.stringify([drawn.id, drawn.shape, drawn.category, drawn.shape_seed, drawn.frame.width / drawn.frame.height]);
    if (key === this.key) return;
    this.key = key;
    this.bitmap = undefined;
    this.waiting = [];
    if (drawn?.shape.kind === "mask") this.bitmap = drawn.shape;
    else if (drawn) void this.fetchOutline(drawn, key);
  }

  private async fetchOutline(layer: Layer, key: unknown): Promise<void> {
    const outline = await this.transport.outline(layer);
    if (key !== this.key) return;
    this.bitmap = outline;
    const { waiting } = this;
    this.waiting = [];
    if (outline) for (const { strokes, erase } of waiting) this.stroke(strokes, erase);
    this.editor.changed();
  }

  /** The bitmap that the brush changes, in the unit square of the target's frame; strokes are drawn as strokes. */
  get outline(): MaskShape | undefined {
    return this.bitmap;
  }

  // --- the colour sketch of the background -------------------------------------------------------------------------

  /** The sketch that is there, or the colours of the background as it is. */
  get sketch(): ColorSketch {
    const { scene, painting } = this.editor;
    const { background, canvas } = scene;
    if (background.kind === "generated" && background.sketch) return background.sketch;
    if (background.kind === "plain") return plainSketch(canvas, background.rgb);
    const picture = painting.layers.background;
    return picture ? sketchOf(picture, canvas) : plainSketch(canvas, [200, 200, 200]);
  }

  /** Paints into the sketch; a photo or a plain colour becomes a landscape in its colours. */
  paintColours(path: Point[]): void {
    this.setSketch(paintSketch(this.sketch, this.editor.scene.canvas, path, this.brushDiameter, this.colour));
  }

  fillColours(): void {
    this.setSketch(plainSketch(this.editor.scene.canvas, this.colour));
  }

  /** Back to colours that the network chooses. */
  clearColours(): void {
    this.setSketch(null);
  }

  private setSketch(sketch: ColorSketch | null): void {
    const { editor } = this;
    const { background } = editor.scene;
    const seed = background.kind === "generated" ? background.seed : 0;
    editor.commit(setBackground(editor.scene, { kind: "generated", seed, sketch }), editor.strings.colours);
  }
}
