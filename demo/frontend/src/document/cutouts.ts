// Objects cut out of photos: the mask over the photo, its contour, and where the object comes to lie.
import type { Bounds, Point } from "./geometry";
import type { Frame } from "./scene";

const LONGEST = 1024; // cells: as many as the server's masks have
const SMALLEST_BOX = 8; // pixels of the photo
const HALF = 128; // coverage from which a place counts as inside

interface Size {
  width: number;
  height: number;
}

/** What of a photo belongs to the object. */
export interface CutMask extends Size {
  coverage: Uint8ClampedArray<ArrayBuffer>; // 0 to 255, rows from the top
  category: string | null; // of the object, if it is known
}

/** The mask before anything is marked. */
export function emptyMask(photo: Size): CutMask {
  const scale = Math.min(1, LONGEST / Math.max(photo.width, photo.height));
  const [width, height] = [photo.width, photo.height].map((side) => Math.max(1, Math.round(side * scale)));
  return { width, height, coverage: new Uint8ClampedArray(width * height), category: null };
}

export function isEmpty({ coverage }: CutMask): boolean {
  return coverage.every((value) => value === 0);
}

/**
 * The line around everything that is marked: single pieces, each [x0, y0, x1, y1] in cells (marching squares, Lorensen
 * and Cline 1987, in the plane). What touches the photo's edge is closed there.
 */
export function contourOf({ width, height, coverage }: CutMask): number[][] {
  const pieces: number[][] = [];
  const stride = width + 2; // with a margin of nothing
  const cells = new Uint8Array(stride * (height + 2));
  for (let y = 0; y < height; y++) cells.set(coverage.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  for (let y = -1; y < height; y++) {
    for (let x = -1, i = (y + 1) * stride; x < width; x++, i++) {
      const a = cells[i];
      const b = cells[i + 1];
      const c = cells[i + stride + 1];
      const d = cells[i + stride];
      const inside = a >= HALF;
      if (inside === b >= HALF && inside === c >= HALF && inside === d >= HALF) continue;
      const ends: Point[] = [];
      if (a >= HALF !== b >= HALF) ends.push([x + 0.5 + crossing(a, b), y + 0.5]);
      if (b >= HALF !== c >= HALF) ends.push([x + 1.5, y + 0.5 + crossing(b, c)]);
      if (c >= HALF !== d >= HALF) ends.push([x + 0.5 + crossing(d, c), y + 1.5]);
      if (d >= HALF !== a >= HALF) ends.push([x + 0.5, y + 0.5 + crossing(a, d)]);
      for (let end = 0; end < ends.length; end += 2) pieces.push([...ends[end], ...ends[end + 1]]);
    }
  }
  return pieces;
}

function crossing(from: number, to: number): number {
  return (HALF - from) / (to - from);
}

/** Where an object is looked for, in pixels of the photo. */
export type Wanted = { click: Point } | { box: [left: number, top: number, right: number, bottom: number] };

/** The part of a point or of a box that lies in a photo; undefined if that is nothing, or too little to look at. */
export function wantedIn({ width, height }: Size, at: Point | Bounds): Wanted | undefined {
  if (Array.isArray(at)) return at[0] >= 0 && at[1] >= 0 && at[0] <= width && at[1] <= height ? { click: at } : undefined;
  const [left, top] = [Math.max(0, at.left), Math.max(0, at.top)];
  const [right, bottom] = [Math.min(width, at.right), Math.min(height, at.bottom)];
  return Math.min(right - left, bottom - top) >= SMALLEST_BOX ? { box: [left, top, right, bottom] } : undefined;
}

const SHARE = 0.7; // of the canvas that a cut-out from another photo takes at most

/** A cut-out from another photo in a scene: never enlarged, small enough, about `middle` but on the canvas. */
export function placedIn(canvas: Size, cutOut: Size, middle: Point): Frame {
  const scale = Math.min(1, (SHARE * canvas.width) / cutOut.width, (SHARE * canvas.height) / cutOut.height);
  const cx = Math.min(canvas.width, Math.max(0, middle[0]));
  const cy = Math.min(canvas.height, Math.max(0, middle[1]));
  return { cx, cy, width: cutOut.width * scale, height: cutOut.height * scale, rotation: 0, flip: false };
}
