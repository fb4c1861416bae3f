// Painting the colours of the landscape.
import { paintSketch } from "../../document/sketch";
import type { ColorSketch, Rgb } from "../../document/scene";
import type { Drag, Input, Tool } from "../input";
import type { Parts } from "../parts";
import type { Point } from "../../document/geometry";

export class ColoursTool implements Tool {
  cursor = "none"; // a circle shows the brush

  constructor(private parts: Parts) {}

  hover(input: Input | undefined): void {
    const { editor, overlay } = this.parts;
    const { brushDiameter: diameter, colour } = editor.drawing;
    const color = `rgb(${colour.join(" ")})`;
    overlay.set({ brush: input && !input.coarse ? { at: input.at, diameter, color } : undefined });
  }

  press(start: Input): Drag | undefined {
    const { editor, lift } = this.parts;
    const { drawing, scene } = editor;
    let { sketch } = drawing;
    if (start.alt) {
      const color = colorAt(sketch, scene.canvas, start.at);
      if (color) drawing.setColour(color);
      this.hover(start);
      return undefined;
    }
    const path: Point[] = [];
    const paint = (points: Point[]) => {
      const from = path.length ? path.slice(-1) : [];
      path.push(...points);
      sketch = paintSketch(sketch, scene.canvas, [...from, ...points], drawing.brushDiameter, drawing.colour);
    };
    paint([start.at]);
    let picture = pictureOf(sketch);
    lift.beginSketch((context) => {
      context.imageSmoothingEnabled = false;
      context.drawImage(picture, 0, 0, scene.canvas.width, scene.canvas.height);
      context.imageSmoothingEnabled = true;
    });
    return {
      move: (input) => {
        paint(input.path.map(({ point }) => point));
        picture = pictureOf(sketch);
        lift.redraw();
        this.hover(input);
      },
      end: () => {
        drawing.paintColours(path);
        lift.release();
      },
      cancel: () => lift.end(),
    };
  }
}

function colorAt({ width, height, pixels }: ColorSketch, canvas: { width: number; height: number }, [x, y]: Point): Rgb | undefined {
  const [column, row] = [Math.floor((x / canvas.width) * width), Math.floor((y / canvas.height) * height)];
  return column >= 0 && row >= 0 && column < width && row < height ? pixels[row * width + column] : undefined;
}

function pictureOf({ width, height, pixels }: ColorSketch): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const data = new ImageData(width, height);
  pixels.forEach((color, i) => data.data.set([...color, 255], 4 * i));
  canvas.getContext("2d")?.putImageData(data, 0, 0);
  return canvas;
}
