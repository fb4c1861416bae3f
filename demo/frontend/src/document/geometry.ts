// Frames, drawings and hit tests. Canvas coordinates are pixels of the picture; unit coordinates span a layer's frame.
import type { Frame, Layer, Shape, Stroke, StrokesShape } from "./scene";

export type Point = [number, number];

export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const SMALLEST = 4; // pixels: a frame has to have an area
const FARTHEST = 2; // frames away from its own: an eraser that wanders further off erases nothing

export function frameOf({ left, top, right, bottom }: Bounds): Frame {
  const width = Math.max(SMALLEST, right - left);
  const height = Math.max(SMALLEST, bottom - top);
  return roundedFrame({ cx: (left + right) / 2, cy: (top + bottom) / 2, width, height, rotation: 0, flip: false });
}

export function roundedFrame(frame: Frame): Frame {
  const { cx, cy, width, height, rotation, flip } = frame;
  return { cx: round(cx, 2), cy: round(cy, 2), width: round(width, 2), height: round(height, 2), rotation: round(rotation, 2), flip };
}

export function boundsOf(points: Point[], margin = 0): Bounds {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return {
    left: Math.min(...xs) - margin,
    top: Math.min(...ys) - margin,
    right: Math.max(...xs) + margin,
    bottom: Math.max(...ys) + margin,
  };
}

export function unitToCanvas(frame: Frame, [u, v]: Point): Point {
  return localToCanvas(frame, [(u - 0.5) * frame.width, (v - 0.5) * frame.height]);
}

export function canvasToUnit(frame: Frame, point: Point): Point {
  const [x, y] = canvasToLocal(frame, point);
  return [x / frame.width + 0.5, y / frame.height + 0.5];
}

/** Local: pixels along the frame's own axes from its centre, rotation and mirroring undone. */
export function localToCanvas(frame: Frame, [x, y]: Point): Point {
  const angle = (frame.rotation * Math.PI) / 180;
  const mirrored = frame.flip ? -x : x;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [frame.cx + cos * mirrored - sin * y, frame.cy + sin * mirrored + cos * y];
}

export function canvasToLocal(frame: Frame, [px, py]: Point): Point {
  const angle = (frame.rotation * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const dx = px - frame.cx;
  const dy = py - frame.cy;
  const x = cos * dx + sin * dy;
  return [frame.flip ? -x : x, -sin * dx + cos * dy];
}

/** The upright box around a frame on the canvas. */
export function canvasBounds(frame: Frame): Bounds {
  const corners: Point[] = [[0, 0], [1, 0], [0, 1], [1, 1]];
  return boundsOf(corners.map((corner) => unitToCanvas(frame, corner)));
}

/** A polygon drawn on the canvas as frame and shape. */
export function polygonLayer(path: Point[]): { frame: Frame; shape: Shape } {
  const frame = frameOf(boundsOf(path));
  return { frame, shape: { kind: "polygon", points: path.map((point) => unitPoint(frame, point)) } };
}

/** A first brush stroke on the canvas (pixels) as frame and shape. */
export function strokeLayer(path: Point[], diameter: number): { frame: Frame; shape: StrokesShape } {
  const frame = frameOf(boundsOf(path, diameter / 2));
  const stroke = { points: path.map((point) => unitPoint(frame, point)), width: round(diameter / frame.height, 5), erase: false };
  return { frame, shape: { kind: "strokes", strokes: [stroke], aspect: aspectOf(frame.width / frame.height) } };
}

/**
 * A drawing with one more stroke (canvas pixels). The frame grows along its own axes, so that a rotated or mirrored
 * object stays as it is; a frame that was stretched since it was drawn keeps stretching the brush.
 */
export function refit(
  frame: Frame,
  shape: StrokesShape,
  path: Point[],
  diameter: number,
  erase: boolean,
): { frame: Frame; shape: StrokesShape } {
  const stretch = frame.width / frame.height / shape.aspect;
  const local = path.map((point) => canvasToLocal(frame, point));
  const grown: Bounds = { left: -frame.width / 2, top: -frame.height / 2, right: frame.width / 2, bottom: frame.height / 2 };
  if (!erase) {
    const drawn = boundsOf(local);
    grown.left = Math.min(grown.left, drawn.left - (diameter / 2) * stretch);
    grown.right = Math.max(grown.right, drawn.right + (diameter / 2) * stretch);
    grown.top = Math.min(grown.top, drawn.top - diameter / 2);
    grown.bottom = Math.max(grown.bottom, drawn.bottom + diameter / 2);
  }
  const width = grown.right - grown.left;
  const height = grown.bottom - grown.top;
  const [cx, cy] = localToCanvas(frame, [(grown.left + grown.right) / 2, (grown.top + grown.bottom) / 2]);
  const unit = ([x, y]: Point): Point => [round((x - grown.left) / width, 5), round((y - grown.top) / height, 5)];
  const kept = shape.strokes.map((stroke) => ({
    ...stroke,
    points: stroke.points.map(([u, v]) => unit([(u - 0.5) * frame.width, (v - 0.5) * frame.height])).map(clamped),
    width: round(Math.min(4, (stroke.width * frame.height) / height), 5),
  }));
  const points = local.map(unit).filter((point) => !erase || point.every((value) => Math.abs(value - 0.5) < FARTHEST));
  const added: Stroke[] = points.length ? [{ points, width: round(Math.min(4, diameter / height), 5), erase }] : [];
  return {
    frame: roundedFrame({ ...frame, cx, cy, width, height }),
    shape: { kind: "strokes", strokes: [...kept, ...added], aspect: aspectOf(width / height / stretch) },
  };
}

function clamped([x, y]: Point): Point {
  return [Math.min(5, Math.max(-4, x)), Math.min(5, Math.max(-4, y))];
}

function aspectOf(value: number): number {
  return round(Math.min(100, Math.max(0.01, value)), 5);
}

function unitPoint(frame: Frame, point: Point): Point {
  const [u, v] = canvasToUnit(frame, point);
  return clamped([round(u, 5), round(v, 5)]);
}

/** Leaves out points that lie within `tolerance` of the path without them (Ramer, Douglas and Peucker). */
export function simplify(path: Point[], tolerance: number): Point[] {
  if (path.length < 3) return path;
  const keep = new Uint8Array(path.length);
  keep[0] = keep[path.length - 1] = 1;
  const spans: [number, number][] = [[0, path.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let farthest = -1;
    let distance = tolerance;
    for (let i = first + 1; i < last; i++) {
      const d = segmentDistance(path[i], path[first], path[last]);
      if (d > distance) [farthest, distance] = [i, d];
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    spans.push([first, farthest], [farthest, last]);
  }
  return path.filter((_, i) => keep[i]);
}

function segmentDistance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** True where a layer's outline, as far as the document tells it, covers a canvas point. */
export function covers({ frame, shape }: Layer, point: Point): boolean {
  const [u, v] = canvasToUnit(frame, point);
  if (u < 0 || u > 1 || v < 0 || v > 1) return false;
  if (shape.kind === "polygon") return insidePolygon([u, v], shape.points);
  if (shape.kind === "strokes") return underBrush([u, v], shape);
  return true;
}

function insidePolygon([x, y]: Point, corners: Point[]): boolean {
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [xi, yi] = corners[i];
    const [xj, yj] = corners[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function underBrush([u, v]: Point, { strokes, aspect }: StrokesShape): boolean {
  let covered = false;
  const point: Point = [u * aspect, v]; // in units of the frame's height, where the brush is round
  for (const { points, width, erase } of strokes) {
    const path = points.map(([x, y]): Point => [x * aspect, y]);
    const hit = path.some((end, i) => segmentDistance(point, path[Math.max(0, i - 1)], end) <= width / 2);
    if (hit) covered = !erase;
  }
  return covered;
}

export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
