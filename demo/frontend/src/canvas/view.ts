// Where the paper lies in the stage, as pure arithmetic. Canvas coordinates are pixels of the picture, stage
// coordinates are page pixels from the stage's corner.
import type { Point } from "../document/geometry";

export interface View {
  scale: number; // page pixels per canvas pixel
  x: number; // of the canvas's corner in the stage
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const MIN_SCALE = 0.05;
export const MAX_SCALE = 16;
export const CRISP_SCALE = 3; // from here on single pixels are shown as squares

const KEPT = 64; // page pixels of the paper that always stay in the stage
const LEVELS = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 16];

export function toStage({ scale, x, y }: View, point: Point): Point {
  return [point[0] * scale + x, point[1] * scale + y];
}

export function toCanvas({ scale, x, y }: View, point: Point): Point {
  return [(point[0] - x) / scale, (point[1] - y) / scale];
}

/** The whole canvas in the middle of the stage. */
export function fitted(stage: Size, canvas: Size, margin: number): View {
  const room = (side: number) => Math.max(16, side - 2 * margin);
  const scale = Math.min(MAX_SCALE, room(stage.width) / canvas.width, room(stage.height) / canvas.height);
  return centred(stage, canvas, scale);
}

export function centred(stage: Size, canvas: Size, scale: number): View {
  return { scale, x: (stage.width - canvas.width * scale) / 2, y: (stage.height - canvas.height * scale) / 2 };
}

/** Changes the scale so that what lies under a stage point stays there. */
export function zoomed(view: View, scale: number, about: Point): View {
  // A canvas that is fitted below the least scale may stay there.
  const wanted = Math.min(MAX_SCALE, Math.max(Math.min(MIN_SCALE, view.scale), scale));
  const [x, y] = toCanvas(view, about);
  return { scale: wanted, x: about[0] - x * wanted, y: about[1] - y * wanted };
}

export function panned(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Two fingers: what lay under them stays under them, as far as one scale allows. */
export function pinched(view: View, from: readonly [Point, Point], to: readonly [Point, Point]): View {
  const [before, after] = [middle(from), middle(to)];
  const factor = distance(to) / Math.max(1, distance(from));
  return panned(zoomed(view, view.scale * factor, before), after[0] - before[0], after[1] - before[1]);
}

function middle([one, other]: readonly [Point, Point]): Point {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

function distance([one, other]: readonly [Point, Point]): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}

/** The nearest view in which some of the paper stays in the stage. */
export function limited(view: View, stage: Size, canvas: Size): View {
  const within = (at: number, room: number, side: number) => {
    const kept = Math.min(KEPT, side, room);
    return Math.min(room - kept, Math.max(kept - side, at));
  };
  return {
    scale: view.scale,
    x: within(view.x, stage.width, canvas.width * view.scale),
    y: within(view.y, stage.height, canvas.height * view.scale),
  };
}

/** The next step of the zoom buttons. */
export function levelAbove(scale: number): number {
  return LEVELS.find((level) => level > scale * 1.01) ?? MAX_SCALE;
}

export function levelBelow(scale: number): number {
  return LEVELS.findLast((level) => level < scale * 0.99) ?? Math.min(scale, MIN_SCALE);
}
