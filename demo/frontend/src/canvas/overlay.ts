// Everything drawn over the picture in lines: frames, handles, guides, what is being drawn, the pointers. One shape that
// draws its state, so that nothing has to be built anew while something is dragged.
import { unitToCanvas, type Bounds, type Point } from "../document/geometry";
import type { Frame } from "../document/scene";
import type { Guide } from "../document/snapping";
import type { HandleSet } from "./handles";
import * as ink from "./ink";
import { Shape } from "./konva";
import type { Stage } from "./stage";

/** Coordinates are canvas pixels unless said otherwise. */
export interface Marks {
  frames: { frame: Frame; dashed: boolean }[]; // of the chosen objects
  hovered: Frame[]; // of those that a click or a marquee would choose
  handles: HandleSet | undefined;
  guides: Guide[];
  marquee: Bounds | undefined;
  box: Bounds | undefined; // being drawn
  contour: Path2D | undefined; // of what is taken from a photo; in stage pixels
  polygon: { corners: Point[]; pointer: Point } | undefined;
  brush: { at: Point; diameter: number; color?: string } | undefined;
  crosshair: { at: Point; down: boolean } | undefined; // of the keyboard
  label: { at: Point; text: string } | undefined; // `at` in stage pixels
}

const NOTHING: Marks = {
  frames: [],
  hovered: [],
  handles: undefined,
  guides: [],
  marquee: undefined,
  box: undefined,
  contour: undefined,
  polygon: undefined,
  brush: undefined,
  crosshair: undefined,
  label: undefined,
};

export class Overlay {
  private marks = { ...NOTHING };

  constructor(private stage: Stage) {
    stage.overlay.add(new Shape({ sceneFunc: (context) => this.draw(context._context) }));
  }

  set(marks: Partial<Marks>): void {
    Object.assign(this.marks, marks);
    this.redraw();
  }

  redraw(): void {
    this.stage.overlay.batchDraw();
  }

  private draw(context: CanvasRenderingContext2D): void {
    const { stage, marks } = this;
    const pen = { context, accent: stage.accent, size: stage.coarse ? 16 : 10 };
    const at = (point: Point) => stage.toStage(point);
    const corners = (frame: Frame) => ink.CORNERS.map((corner) => at(unitToCanvas(frame, corner)));
    const rectangle = ({ left, top, right, bottom }: Bounds): Point[] => [at([left, top]), at([right, top]), at([right, bottom]), at([left, bottom])];
    for (const frame of marks.hovered) ink.outline(pen, corners(frame), { faint: true });
    for (const { frame, dashed } of marks.frames) ink.outline(pen, corners(frame), { dashed });
    for (const guide of marks.guides) ink.guide(pen, guide, at);
    if (marks.marquee) ink.marquee(pen, rectangle(marks.marquee));
    if (marks.contour) ink.contour(pen, marks.contour);
    if (marks.box) ink.draft(pen, rectangle(marks.box));
    if (marks.handles) ink.handles(pen, marks.handles);
    if (marks.polygon) ink.polygon(pen, marks.polygon.corners.map(at), at(marks.polygon.pointer));
    if (marks.brush) ink.brush(pen, at(marks.brush.at), (marks.brush.diameter / 2) * stage.view.scale, marks.brush.color);
    if (marks.crosshair) ink.crosshair(pen, at(marks.crosshair.at), marks.crosshair.down);
    if (marks.label) ink.label(pen, marks.label.at, marks.label.text, stage.size);
  }
}
