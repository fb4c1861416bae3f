// Bitmap outlines: COCO run-lengths, and brush strokes that change them.
import { boundsOf, canvasToLocal, localToCanvas, roundedFrame, type Bounds, type Point } from "./geometry";
import type { Frame, MaskShape, StrokesShape } from "./scene";

const MAX_SIDE = 512; // cells
const MIN_DENSITY_SIDE = 128; // a coarse bitmap is refined before it is drawn on

export interface BrushStroke {
  path: Point[]; // canvas pixels
  diameter: number;
}

/** Draws a stroke in the context's colour. */
export function traceStroke(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, { path, diameter }: BrushStroke): void {
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = diameter;
  context.beginPath();
  context.moveTo(...path[0]);
  for (const [x, y] of path) context.lineTo(x + diameter * 1e-4, y); // a line without any length would leave no dot
  context.stroke();
}

/** Rows from the top, one byte per cell: 0 or 1. */
export function decodeMask({ width, height, counts }: MaskShape): Uint8Array<ArrayBuffer> {
  const cells = new Uint8Array(width * height);
  let at = 0;
  counts.forEach((count, i) => {
    if (i % 2) for (let k = at; k < at + count; k++) cells[(k % height) * width + Math.floor(k / height)] = 1;
    at += count;
  });
  return cells;
}

export function encodeMask(cells: Uint8Array, width: number, height: number): MaskShape {
  const counts: number[] = [];
  let run = 0;
  let value = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const cell = cells[y * width + x] ? 1 : 0;
      if (cell !== value) {
        counts.push(run);
        run = 0;
        value = cell;
      }
      run++;
    }
  }
  counts.push(run);
  return { kind: "mask", width, height, counts };
}

/** A white picture of a mask on a transparent ground. */
export function maskPicture(shape: MaskShape): OffscreenCanvas {
  const canvas = new OffscreenCanvas(shape.width, shape.height);
  const pixels = new ImageData(shape.width, shape.height);
  decodeMask(shape).forEach((cell, i) => pixels.data.fill(cell * 255, 4 * i, 4 * i + 4));
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  return canvas;
}

/** A drawing as a bitmap, for when it has more strokes than a document may hold. */
export function maskOfStrokes({ width, height }: Frame, { strokes, aspect }: StrokesShape): MaskShape {
  const density = MAX_SIDE / Math.max(width, height);
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.round(side * density)));
  const context = new OffscreenCanvas(columns, rows).getContext("2d")!;
  context.scale(columns / aspect, rows); // in units of the frame's height when the brush was round
  for (const { points, width: diameter, erase } of strokes) {
    context.globalCompositeOperation = erase ? "destination-out" : "source-over";
    traceStroke(context, { path: points.map(([u, v]): Point => [u * aspect, v]), diameter });
  }
  return encodeMask(coveredCells(context, columns, rows), columns, rows);
}

function coveredCells(context: OffscreenCanvasRenderingContext2D, columns: number, rows: number): Uint8Array {
  const { data } = context.getImageData(0, 0, columns, rows);
  return Uint8Array.from({ length: columns * rows }, (_, i) => (data[4 * i + 3] > 127 ? 1 : 0));
}

/**
 * A bitmap outline with brush strokes added or erased, and the frame that fits it tightly. The frame grows and shrinks
 * along its own axes, so that a rotated or mirrored object stays as it is. Undefined if nothing would be left.
 */
export function drawOnMask(
  frame: Frame,
  shape: MaskShape,
  strokes: BrushStroke[],
  erase: boolean,
): { frame: Frame; shape: MaskShape } | undefined {
  const local = strokes.map(({ path, diameter }) => ({ path: path.map((point) => canvasToLocal(frame, point)), diameter }));
  const old: Bounds = { left: -frame.width / 2, top: -frame.height / 2, right: frame.width / 2, bottom: frame.height / 2 };
  const area = erase ? old : local.reduce((sum, { path, diameter }) => union(sum, boundsOf(path, diameter / 2)), old);
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const fine = Math.max(shape.width / frame.width, shape.height / frame.height, MIN_DENSITY_SIDE / Math.max(frame.width, frame.height));
  const density = Math.min(fine, MAX_SIDE / Math.max(width, height)); // cells per canvas pixel
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.ceil(side * density)));

  const context = new OffscreenCanvas(columns, rows).getContext("2d")!;
  context.setTransform(columns / width, 0, 0, rows / height, (-area.left * columns) / width, (-area.top * rows) / height);
  context.drawImage(maskPicture(shape), old.left, old.top, frame.width, frame.height);
  context.globalCompositeOperation = erase ? "destination-out" : "source-over";
  for (const stroke of local) traceStroke(context, stroke);
  const cells = coveredCells(context, columns, rows);
  const tight = coveredBounds(cells, columns, rows);
  if (!tight) return undefined;
  const kept = cropped(cells, columns, tight);
  const [x0, y0] = [area.left + (tight.left / columns) * width, area.top + (tight.top / rows) * height];
  const [x1, y1] = [area.left + (tight.right / columns) * width, area.top + (tight.bottom / rows) * height];
  const [cx, cy] = localToCanvas(frame, [(x0 + x1) / 2, (y0 + y1) / 2]);
  return {
    frame: roundedFrame({ ...frame, cx, cy, width: x1 - x0, height: y1 - y0 }),
    shape: encodeMask(kept, tight.right - tight.left, tight.bottom - tight.top),
  };
}

function union(one: Bounds, other: Bounds): Bounds {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** The cells that are set, as whole columns and rows (right and bottom exclusive). */
export function coveredBounds(cells: Uint8Array, width: number, height: number): Bounds | undefined {
  const bounds = { left: width, top: height, right: 0, bottom: 0 };
  cells.forEach((cell, i) => {
    if (!cell) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x + 1);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y + 1);
  });
  return bounds.right > bounds.left ? bounds : undefined;
}

function cropped(cells: Uint8Array, stride: number, { left, top, right, bottom }: Bounds): Uint8Array {
  const width = right - left;
  return Uint8Array.from({ length: width * (bottom - top) }, (_, i) => cells[(top + Math.floor(i / width)) * stride + left + (i % width)]);
}
