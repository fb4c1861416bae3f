// Masks over a photo as pixels: from the server's picture, under the brush, and back.
import type { CutMask } from "../document/cutouts";
import { traceStroke, type BrushStroke } from "../document/masks";
import { decoded } from "./pictures";
import type { Found } from "./transport";

export async function maskOf({ mask, category }: Found): Promise<CutMask> {
  const image = await decoded(mask);
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = contextOf(width, height);
  context.drawImage(image, 0, 0);
  return { width, height, coverage: channel(context, 0), category };
}

/** The same mask with strokes (pixels of the photo) added or erased. */
export function painted(mask: CutMask, photo: { width: number; height: number }, strokes: BrushStroke[], erase: boolean): CutMask {
  const { width, height } = mask;
  const context = contextOf(width, height);
  context.drawImage(maskPicture(mask, "white"), 0, 0);
  context.scale(width / photo.width, height / photo.height);
  context.strokeStyle = "white";
  context.globalCompositeOperation = erase ? "destination-out" : "source-over";
  for (const stroke of strokes) traceStroke(context, stroke);
  return { ...mask, coverage: channel(context, 3) };
}

/** A mask in one colour, as opaque as it covers. */
export function maskPicture({ width, height, coverage }: CutMask, color: string): OffscreenCanvas {
  const context = contextOf(width, height);
  const pixels = new ImageData(width, height);
  for (let i = 0; i < coverage.length; i++) pixels.data[4 * i + 3] = coverage[i];
  context.putImageData(pixels, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = color;
  context.fillRect(0, 0, width, height);
  return context.canvas;
}

/** A PNG file in grey: white where the mask covers the photo. */
export function maskUrl(mask: CutMask): string {
  const { width, height } = mask;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d")!;
  context.fillRect(0, 0, width, height);
  context.drawImage(maskPicture(mask, "white"), 0, 0);
  return canvas.toDataURL("image/png");
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  return new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
}

function channel(context: OffscreenCanvasRenderingContext2D, index: number): Uint8ClampedArray<ArrayBuffer> {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  const values = new Uint8ClampedArray(width * height);
  for (let i = 0; i < values.length; i++) values[i] = data[4 * i + index];
  return values;
}
