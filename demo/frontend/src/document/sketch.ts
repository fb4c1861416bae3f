// The colour layout that a person paints and the background network turns into a landscape.
import type { Point } from "./geometry";
import type { ColorSketch, Rgb, Scene } from "./scene";

const SHORT_SIDE = 16; // cells: as fine as the network's own layouts
const MAX_SIDE = 64;

/** The grid that suits a canvas: square cells, as far as whole numbers allow. */
export function sketchSize({ width, height }: Scene["canvas"]): { width: number; height: number } {
  const unit = Math.min(width, height) / SHORT_SIDE;
  const cells = (side: number) => Math.min(MAX_SIDE, Math.max(1, Math.round(side / unit)));
  return { width: cells(width), height: cells(height) };
}

export function plainSketch(canvas: Scene["canvas"], color: Rgb): ColorSketch {
  const { width, height } = sketchSize(canvas);
  return { width, height, pixels: Array.from({ length: width * height }, () => color) };
}

/** The coarse colours of a picture. */
export function sketchOf(picture: CanvasImageSource, canvas: Scene["canvas"]): ColorSketch {
  const { width, height } = sketchSize(canvas);
  const context = new OffscreenCanvas(width, height).getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = Array.from({ length: width * height }, (_, i): Rgb => [data[4 * i], data[4 * i + 1], data[4 * i + 2]]);
  return { width, height, pixels };
}

/** A sketch with a brush stroke: `path` and `diameter` in canvas pixels. At least the cells under the path change. */
export function paintSketch(sketch: ColorSketch, canvas: Scene["canvas"], path: Point[], diameter: number, color: Rgb): ColorSketch {
  const [sx, sy] = [sketch.width / canvas.width, sketch.height / canvas.height];
  const centers = dense(path.map(([x, y]): Point => [x * sx, y * sy]));
  const radius = Math.max(0.71, (diameter / 2) * Math.min(sx, sy)); // a cell's half diagonal
  const pixels = sketch.pixels.map((old, i) => {
    const [x, y] = [(i % sketch.width) + 0.5, Math.floor(i / sketch.width) + 0.5];
    return centers.some(([cx, cy]) => Math.hypot(cx - x, cy - y) <= radius) ? color : old;
  });
  return { ...sketch, pixels };
}

/** Points at most half a cell apart. */
function dense(path: Point[]): Point[] {
  const points = path.slice(0, 1);
  for (const [x, y] of path.slice(1)) {
    const [x0, y0] = points[points.length - 1];
    const steps = Math.ceil(Math.hypot(x - x0, y - y0) / 0.5);
    for (let i = 1; i <= steps; i++) points.push([x0 + ((x - x0) * i) / steps, y0 + ((y - y0) * i) / steps]);
  }
  return points;
}
