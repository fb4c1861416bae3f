// What the handles of a box do to it and to the objects in it, as pure arithmetic.
import { canvasBounds, canvasToUnit, localToCanvas, unitToCanvas, type Bounds, type Point } from "../document/geometry";
import type { Frame } from "../document/scene";

/** A handle by its place on the box: -1, 0 or 1 along each of the box's own axes. */
export interface Handle {
  x: -1 | 0 | 1;
  y: -1 | 0 | 1;
}

export interface Resizing {
  ratio: boolean; // keeps width / height, at corners
  centred: boolean; // the centre stays instead of the opposite side
}

const SMALLEST = 4; // canvas pixels

/** The box that the handles of these frames stand around: one object's own, several objects' upright one. */
export function commonBox(frames: readonly Frame[]): Frame {
  if (frames.length === 1) return { ...frames[0], flip: false };
  const { left, top, right, bottom } = unionOf(frames.map(canvasBounds));
  return { cx: (left + right) / 2, cy: (top + bottom) / 2, width: right - left, height: bottom - top, rotation: 0, flip: false };
}

export function unionOf(all: readonly Bounds[]): Bounds {
  return {
    left: Math.min(...all.map(({ left }) => left)),
    top: Math.min(...all.map(({ top }) => top)),
    right: Math.max(...all.map(({ right }) => right)),
    bottom: Math.max(...all.map(({ bottom }) => bottom)),
  };
}

/** A box after one of its handles was dragged by `way` (canvas pixels). */
export function resized(box: Frame, handle: Handle, way: Point, { ratio, centred }: Resizing): Frame {
  const angle = (box.rotation * Math.PI) / 180;
  const along = Math.cos(angle) * way[0] + Math.sin(angle) * way[1];
  const down = -Math.sin(angle) * way[0] + Math.cos(angle) * way[1];
  const times = centred ? 2 : 1;
  let width = box.width + times * handle.x * along;
  let height = box.height + times * handle.y * down;
  if (ratio && handle.x && handle.y) {
    // The pointer's way along the diagonal decides.
    const scale = (width * box.width + height * box.height) / (box.width ** 2 + box.height ** 2);
    const least = SMALLEST / Math.min(box.width, box.height);
    [width, height] = [box.width, box.height].map((side) => side * Math.max(least, scale));
  }
  return withSize(box, handle, Math.max(SMALLEST, width), Math.max(SMALLEST, height), centred);
}

/** A box of another size whose side opposite to the handle, or whose centre, stays where it is. */
export function withSize(box: Frame, handle: Handle, width: number, height: number, centred: boolean): Frame {
  if (centred) return { ...box, width, height };
  const [cx, cy] = localToCanvas(box, [(handle.x * (width - box.width)) / 2, (handle.y * (height - box.height)) / 2]);
  return { ...box, cx, cy, width, height };
}

/** A box turned so that the handle, grabbed at `from`, points to `to`. */
export function rotated(box: Frame, from: Point, to: Point, stepwise: boolean): Frame {
  const angle = (point: Point) => (Math.atan2(point[1] - box.cy, point[0] - box.cx) * 180) / Math.PI;
  const turned = box.rotation + angle(to) - angle(from);
  const rotation = stepwise ? Math.round(turned / 15) * 15 : turned;
  return { ...box, rotation: upright(rotation) };
}

/** The same angle between -180 (exclusive) and 180 degrees. */
export function upright(degrees: number): number {
  return 180 - ((((180 - degrees) % 360) + 360) % 360);
}

/** An object's frame after the box around it became another one. */
export function carried(frame: Frame, before: Frame, after: Frame): Frame {
  const [cx, cy] = unitToCanvas(after, canvasToUnit(before, [frame.cx, frame.cy]));
  const [sx, sy] = [after.width / before.width, after.height / before.height];
  const rotation = frame.rotation + after.rotation - before.rotation;
  return { ...frame, cx, cy, width: frame.width * sx, height: frame.height * sy, rotation: upright(rotation) };
}

export function shifted(frame: Frame, dx: number, dy: number): Frame {
  return { ...frame, cx: frame.cx + dx, cy: frame.cy + dy };
}
