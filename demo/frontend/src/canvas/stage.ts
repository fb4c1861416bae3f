// The canvas: the painted picture, and over it (Konva) the handles, the drawing in progress and the brush.
import type { Stage as KonvaStage } from "konva/lib/Stage.js";
import { h } from "../panels/dom";
import type { Editor } from "../editor/editor";
import { unitToCanvas, type Point } from "../document/geometry";
import { Circle, Image, Layer, Line, Rect, Stage, Transformer } from "./konva";
import type { Frame, Layer as SceneLayer, StrokesShape } from "../document/scene";

const COARSE = matchMedia("(pointer: coarse)").matches;
const SMALLEST_SIDE = 4; // canvas pixels
const ROOM_AROUND = 250; // page pixels of height for what stands above and below

export class StageView {
  readonly element: HTMLElement; // the whole area that the canvas may use
  readonly region: HTMLElement; // exactly the canvas
  readonly stage: KonvaStage;
  readonly drafts = new Layer({ listening: false }); // what is being drawn
  scale = 1; // page pixels per canvas pixel
  private picture: HTMLImageElement;
  private shown = ""; // its URL
  private hint: HTMLElement;
  private masks = new Layer({ listening: false }); // the drawing that brush and eraser change
  private handles = new Layer();
  private frameRect = new Rect({ strokeScaleEnabled: false, strokeWidth: 1.5, listening: false });
  private transformer: Transformer;
  private brush = new Circle({ strokeScaleEnabled: false, strokeWidth: 1.5, visible: false });

  private dragged: Image | null = null; // the object's own picture under the pointer
  private dragging = false;
  private drags = 0;

  constructor(private editor: Editor) {
    const { strings } = editor;
    this.picture = h("img", { class: "picture", alt: strings.picture, draggable: "false" });
    this.hint = h("div", { class: "hint" }, h("strong", {}, strings.hint), h("span", {}, strings.hintMore));
    const konva = h("div", { class: "konva" });
    const role = { role: "application", "aria-label": strings.canvas, tabindex: 0 };
    this.region = h("div", { class: "canvas", ...role }, this.picture, konva, this.hint);
    this.element = h("div", { class: "stage" }, this.region);
    this.stage = new Stage({ container: konva, width: 1, height: 1 });
    this.transformer = this.createTransformer();
    this.handles.add(this.frameRect, this.transformer);
    this.drafts.add(this.brush);
    this.stage.add(this.masks, this.drafts, this.handles);
    this.masks.getNativeCanvasElement().style.opacity = "0.4"; // as a whole, so that overlapping strokes look even
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.element);
    window.addEventListener("resize", () => this.fit());
  }

  private createTransformer(): Transformer {
    const transformer = new Transformer({
      flipEnabled: false,
      keepRatio: false,
      anchorSize: COARSE ? 18 : 11,
      anchorCornerRadius: COARSE ? 9 : 3,
      rotateAnchorOffset: COARSE ? 36 : 26,
      rotationSnapTolerance: 8,
      borderStrokeWidth: 1.5,
      boundBoxFunc: (before, after) => {
        const smallest = SMALLEST_SIDE * this.scale;
        return Math.abs(after.width) < smallest || Math.abs(after.height) < smallest ? before : after;
      },
    });
    const every15 = Array.from({ length: 24 }, (_, i) => i * 15);
    // The transformer's own events do not bubble to the layer.
    transformer.on("transform", ({ evt }: { evt?: MouseEvent }) => transformer.rotationSnaps(evt?.shiftKey ? every15 : []));
    transformer.on("transformend", () => this.takeFrame());
    return transformer;
  }

  private takeFrame(): void {
    const rect = this.frameRect;
    const width = rect.width() * rect.scaleX();
    const height = rect.height() * rect.scaleY();
    this.editor.changeFrames(() => ({ cx: rect.x(), cy: rect.y(), width, height, rotation: rect.rotation() }), this.editor.strings.edits.resize);
  }

  /** Where a pointer is, in canvas pixels. */
  at(event: { clientX: number; clientY: number }): Point {
    const { left, top, width, height } = this.region.getBoundingClientRect();
    const { canvas } = this.editor.scene;
    return [((event.clientX - left) / width) * canvas.width, ((event.clientY - top) / height) * canvas.height];
  }

  /** True where a press belongs to a handle and not to the tool. */
  isHandle(event: { clientX: number; clientY: number }): boolean {
    const { left, top } = this.region.getBoundingClientRect();
    const node = this.stage.getIntersection({ x: event.clientX - left, y: event.clientY - top });
    return node?.getParent() === this.transformer && node.name().includes("_anchor");
  }

  /** Gives the canvas the largest size that fits its place and the window. */
  fit(): void {
    const { width, height } = this.editor.scene.canvas;
    const room = Math.max(240, window.innerHeight - ROOM_AROUND);
    const scale = Math.min(this.element.clientWidth / width, room / height);
    if (scale <= 0) return;
    this.scale = scale;
    this.region.style.width = `${width * scale}px`;
    this.region.style.height = `${height * scale}px`;
    this.stage.size({ width: width * scale, height: height * scale });
    this.stage.scale({ x: scale, y: scale });
    this.transformer.forceUpdate();
  }

  update(): void {
    const { editor } = this;
    const { picture } = editor.painting;
    if (picture !== this.shown) this.picture.src = this.shown = picture;
    this.region.dataset.tool = editor.tool;
    this.hint.hidden = editor.scene.layers.length > 0;
    this.fit();
    this.color();
    this.showFrame(editor.layer);
    this.showMask(editor.layer);
    if (!this.dragging && !editor.painting.busy) this.endDrag();
  }

  private color(): void {
    const accent = getComputedStyle(this.element).getPropertyValue("--color-accent").trim() || "#f97316";
    this.frameRect.stroke(accent);
    this.brush.stroke(accent);
    this.transformer.setAttrs({ anchorStroke: accent, borderStroke: accent, anchorFill: "white" });
  }

  get accent(): string {
    return this.frameRect.stroke() as string;
  }

  private showFrame(layer: SceneLayer | undefined): void {
    const handled = layer && !layer.locked && (this.editor.tool === "select" || this.editor.tool === "box");
    this.frameRect.visible(Boolean(layer));
    // What the pointer holds stays with the pointer, whatever arrives meanwhile.
    if (layer && !this.dragging && !this.transformer.isTransforming()) this.moveFrame(layer.frame);
    this.frameRect.opacity(handled ? 0 : 0.7);
    this.transformer.nodes(handled ? [this.frameRect] : []);
  }

  /** Moves the handles alone, as while dragging. */
  moveFrame({ cx, cy, width, height, rotation }: Frame): void {
    this.frameRect.setAttrs({ x: cx, y: cy, width, height, offsetX: width / 2, offsetY: height / 2, rotation, scaleX: 1, scaleY: 1 });
  }

  /** Begins to drag a layer: its picture, once the server has sent it, follows `dragBy`. */
  async beginDrag(layer: SceneLayer): Promise<void> {
    this.endDrag();
    this.dragging = true;
    const drag = this.drags;
    const picture = this.editor.painting.layers.layer(layer.id);
    if (!picture || drag !== this.drags) return;
    const { x, y, width, height, image } = picture;
    this.dragged = new Image({ image, x, y, width, height, opacity: 0.85, visible: false });
    this.drafts.add(this.dragged);
  }

  dragBy(dx: number, dy: number): void {
    this.dragged?.offset({ x: -dx, y: -dy });
    this.dragged?.visible(true);
  }

  /** Lets go: the dragged picture stays in place until the scene has been painted. */
  releaseDrag(): void {
    this.dragging = false;
    if (!this.editor.painting.busy) this.endDrag();
  }

  endDrag(): void {
    this.dragging = false;
    this.drags += 1;
    this.dragged?.destroy();
    this.dragged = null;
  }

  private showMask(layer: SceneLayer | undefined): void {
    this.masks.destroyChildren();
    const drawing = this.editor.tool === "brush" || this.editor.tool === "eraser";
    if (drawing && layer?.shape.kind === "strokes") this.addStrokes(layer.frame, layer.shape);
  }

  private addStrokes(frame: Frame, { strokes }: StrokesShape): void {
    for (const { points, width, erase } of strokes) {
      const path = points.map((point) => unitToCanvas(frame, point));
      this.masks.add(this.strokeLine(path, width * frame.height, erase));
    }
  }

  /** A brush stroke on the canvas; an erasing one takes away what its Konva layer shows. */
  strokeLine(path: Point[], diameter: number, erase = false): Line {
    const points = path.length === 1 ? [...path[0], path[0][0] + 0.01, path[0][1]] : path.flat();
    const composite = erase ? "destination-out" : "source-over";
    const look = { stroke: this.accent, strokeWidth: diameter, lineCap: "round", lineJoin: "round" } as const;
    return new Line({ points, ...look, globalCompositeOperation: composite });
  }

  showBrush(point: Point | null): void {
    const drawing = this.editor.tool === "brush" || this.editor.tool === "eraser";
    this.brush.visible(Boolean(point) && drawing);
    if (point) this.brush.setAttrs({ x: point[0], y: point[1], radius: this.editor.drawing.brushDiameter / 2 });
  }
}
