// How the canvas's lines look. All coordinates are stage pixels. Lines lie on a lighter, wider one, so that they can be
// seen on every picture.
import type { Point } from "../document/geometry";
import type { Guide } from "../document/snapping";
import type { HandleSet } from "./handles";
import type { Size } from "./view";

interface Pen {
  context: CanvasRenderingContext2D;
  accent: string;
  size: number; // of handles
}

export const CORNERS: Point[] = [[0, 0], [1, 0], [1, 1], [0, 1]];

const HALO = "rgb(255 255 255 / 85%)";
const DARK = "rgb(15 23 42 / 88%)";
const FONT = "500 12px system-ui, sans-serif";

export function outline(pen: Pen, corners: Point[], { dashed = false, faint = false }): void {
  trace(pen.context, corners, true);
  doubleStroke(pen, dashed ? [5, 4] : [], faint ? 0.65 : 1);
}

export function contour({ context, accent }: Pen, path: Path2D): void {
  context.lineCap = "round";
  for (const [style, width] of [[HALO, 4], [accent, 2]] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke(path);
  }
}

/** A box in the making. */
export function draft(pen: Pen, corners: Point[]): void {
  trace(pen.context, corners, true);
  pen.context.fillStyle = "rgb(255 255 255 / 18%)";
  pen.context.fill();
  doubleStroke(pen, [6, 4]);
}

export function marquee(pen: Pen, corners: Point[]): void {
  const { context, accent } = pen;
  trace(context, corners, true);
  context.save();
  context.globalAlpha = 0.14;
  context.fillStyle = accent;
  context.fill();
  context.restore();
  doubleStroke(pen, []);
}

export function handles(pen: Pen, { corners, grips, stem }: HandleSet): void {
  const { context, accent, size } = pen;
  outline(pen, corners, {});
  trace(context, stem, false);
  doubleStroke(pen, []);
  const [[ax, ay], [bx, by]] = corners;
  const angle = Math.atan2(by - ay, bx - ax);
  for (const { grip, at } of grips) {
    context.save();
    context.translate(...at);
    context.rotate(angle);
    context.beginPath();
    if (grip === "rotate") context.arc(0, 0, size / 2 + 0.5, 0, 2 * Math.PI);
    else context.roundRect(-size / 2, -size / 2, size, size, size > 12 ? size / 2 : 2.5);
    context.shadowColor = "rgb(0 0 0 / 35%)";
    context.shadowBlur = 2.5;
    context.fillStyle = "white";
    context.fill();
    context.shadowColor = "transparent";
    context.strokeStyle = accent;
    context.lineWidth = 1.5;
    context.stroke();
    context.restore();
  }
}

export function guide({ context, accent }: Pen, { axis, at, from, to }: Guide, toStage: (point: Point) => Point): void {
  const ends = axis === "x" ? [toStage([at, from]), toStage([at, to])] : [toStage([from, at]), toStage([to, at])];
  const across = axis === "x" ? 0 : 1;
  for (const end of ends) end[across] = Math.round(end[across]) + 0.5; // a thin line is sharp only on whole pixels
  trace(context, ends, false);
  context.strokeStyle = HALO;
  context.lineWidth = 2.5;
  context.stroke();
  context.strokeStyle = accent;
  context.lineWidth = 1;
  context.stroke();
}

export function polygon(pen: Pen, corners: Point[], pointer: Point): void {
  const { context, accent } = pen;
  trace(context, corners, true);
  context.fillStyle = "rgb(255 255 255 / 18%)";
  context.fill();
  trace(context, corners, false);
  doubleStroke(pen, []);
  trace(context, [corners[corners.length - 1], pointer], false);
  doubleStroke(pen, [4, 4]);
  for (const [i, [x, y]] of corners.entries()) {
    context.beginPath();
    context.arc(x, y, i === 0 ? pen.size / 2 + 1 : 3, 0, 2 * Math.PI);
    context.fillStyle = "white";
    context.fill();
    context.strokeStyle = accent;
    context.lineWidth = 1.5;
    context.stroke();
  }
}

export function brush(pen: Pen, [x, y]: Point, radius: number, color?: string): void {
  const { context } = pen;
  context.beginPath();
  context.arc(x, y, Math.max(1.5, radius), 0, 2 * Math.PI);
  if (color) {
    context.save();
    context.globalAlpha = 0.75;
    context.fillStyle = color;
    context.fill();
    context.restore();
  }
  doubleStroke(pen, []);
  if (radius < 4) cross(pen, [x, y], 9);
}

export function crosshair(pen: Pen, at: Point, down: boolean): void {
  const { context } = pen;
  cross(pen, at, 16);
  context.beginPath();
  context.arc(...at, 7, 0, 2 * Math.PI);
  if (down) {
    context.fillStyle = pen.accent;
    context.fill();
  }
  doubleStroke(pen, []);
}

function cross(pen: Pen, [x, y]: Point, length: number): void {
  const { context } = pen;
  context.beginPath();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    context.moveTo(x + dx * 4, y + dy * 4);
    context.lineTo(x + dx * length, y + dy * length);
  }
  doubleStroke(pen, []);
}

/** A short text beside a point, inside the stage. */
export function label({ context }: Pen, [x, y]: Point, text: string, stage: Size): void {
  context.font = FONT;
  const [width, height] = [context.measureText(text).width + 14, 22];
  const left = Math.min(stage.width - width - 4, Math.max(4, x + 16));
  const top = Math.min(stage.height - height - 4, Math.max(4, y + 18));
  context.beginPath();
  context.roundRect(left, top, width, height, 6);
  context.fillStyle = DARK;
  context.fill();
  context.fillStyle = "white";
  context.textBaseline = "middle";
  context.fillText(text, left + 7, top + height / 2 + 0.5);
}

function trace(context: CanvasRenderingContext2D, points: readonly Point[], closed: boolean): void {
  context.beginPath();
  for (const point of points) context.lineTo(...point);
  if (closed) context.closePath();
}

function doubleStroke({ context, accent }: Pen, dash: number[], alpha = 1): void {
  context.save();
  context.globalAlpha = alpha;
  context.strokeStyle = HALO;
  context.lineWidth = 3;
  context.stroke();
  context.setLineDash(dash);
  context.strokeStyle = accent;
  context.lineWidth = 1.5;
  context.stroke();
  context.restore();
}
