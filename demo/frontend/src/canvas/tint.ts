// The outline that brush and eraser change, and the stroke in the making, tinted over the picture.
import type { Editor } from "../editor/editor";
import type { Point } from "../document/geometry";
import { maskPicture, traceStroke, type BrushStroke } from "../document/masks";
import type { Frame, Layer, MaskShape, StrokesShape } from "../document/scene";
import { Shape } from "./konva";
import type { Stage } from "./stage";

type Draw = (context: CanvasRenderingContext2D) => void;

const nothing: Draw = () => undefined;

export class Tint {
  private outline = nothing;
  private live = nothing;
  private shown: unknown[] = [];

  constructor(private editor: Editor, private stage: Stage) {
    const draw = (context: CanvasRenderingContext2D) => {
      this.outline(context);
      this.live(context);
    };
    stage.tint.add(new Shape({ sceneFunc: (context) => draw(context._context) }));
  }

  update(): void {
    const { cutting, drawing, scene, tool } = this.editor;
    const layer = !cutting.active && (tool === "brush" || tool === "eraser") ? scene.layers.find(({ id }) => id === drawing.target) : undefined;
    const shown = [layer, drawing.outline, this.stage.accent];
    if (shown.every((each, i) => each === this.shown[i])) return;
    this.shown = shown;
    this.outline = this.outlineOf(layer, drawing.outline);
    this.redraw();
  }

  /** Shows a stroke while it is drawn. */
  stroke(strokes: BrushStroke[], erase: boolean): void {
    this.live = (context) => {
      context.globalCompositeOperation = erase ? "destination-out" : "source-over";
      context.strokeStyle = this.stage.accent;
      for (const stroke of strokes) traceStroke(context, stroke);
      context.globalCompositeOperation = "source-over";
    };
    this.redraw();
  }

  rest(): void {
    this.live = nothing;
    this.redraw();
  }

  redraw(): void {
    this.stage.tint.batchDraw();
  }

  private outlineOf(layer: Layer | undefined, bitmap: MaskShape | undefined): Draw {
    if (layer?.shape.kind === "strokes") return this.strokesOf(layer.frame, layer.shape);
    if (layer && bitmap) return this.bitmapOf(layer.frame, bitmap);
    return nothing;
  }

  private strokesOf(frame: Frame, { strokes, aspect }: StrokesShape): Draw {
    const { height } = frame;
    const drawn = aspect * height; // the frame's width when the brush was round
    const paths = strokes.map(({ points, width, erase }) => {
      const path = points.map(([u, v]): Point => [(u - 0.5) * drawn, (v - 0.5) * height]);
      return { stroke: { path, diameter: width * height }, erase };
    });
    return (context) => {
      within(context, frame, () => {
        context.scale(frame.width / drawn, 1);
        context.strokeStyle = this.stage.accent;
        for (const { stroke, erase } of paths) {
          context.globalCompositeOperation = erase ? "destination-out" : "source-over";
          traceStroke(context, stroke);
        }
      });
    };
  }

  private bitmapOf(frame: Frame, bitmap: MaskShape): Draw {
    const picture = maskPicture(bitmap);
    const context = picture.getContext("2d")!;
    context.globalCompositeOperation = "source-in";
    context.fillStyle = this.stage.accent;
    context.fillRect(0, 0, picture.width, picture.height);
    const { width, height } = frame;
    return (target) => within(target, frame, () => target.drawImage(picture, -width / 2, -height / 2, width, height));
  }
}

/** Draws in a frame's own axes, from its centre. */
function within(context: CanvasRenderingContext2D, { cx, cy, rotation, flip }: Frame, draw: () => void): void {
  context.save();
  context.translate(cx, cy);
  context.rotate((rotation * Math.PI) / 180);
  if (flip) context.scale(-1, 1);
  draw();
  context.restore();
}
