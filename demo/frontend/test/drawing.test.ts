import { expect, test } from "vitest";
import { strokesOf, type Sample } from "../src/canvas/pressure";
import { boundsBetween } from "../src/canvas/tools/box";
import { coveredBounds, decodeMask, encodeMask } from "../src/document/masks";
import { paintSketch, plainSketch, sketchSize } from "../src/document/sketch";

test("run-lengths and cells undo each other, column by column", () => {
  const cells = Uint8Array.from([0, 1, 0, 1, 1, 0]); // two rows of three
  const shape = encodeMask(cells, 3, 2);
  expect(shape.counts).toEqual([1, 3, 2]);
  expect(decodeMask(shape)).toEqual(cells);
});

test("run-lengths begin with zeros, if only none", () => {
  expect(encodeMask(Uint8Array.from([1, 1]), 1, 2).counts).toEqual([0, 2]);
  expect(encodeMask(Uint8Array.from([0, 0]), 1, 2).counts).toEqual([2]);
  expect(encodeMask(Uint8Array.from([0, 1, 1, 0]), 2, 2).counts).toEqual([1, 2, 1]);
});

test("the covered bounds of a bitmap", () => {
  expect(coveredBounds(Uint8Array.from([0, 0, 0, 0, 1, 1]), 3, 2)).toEqual({ left: 1, top: 1, right: 3, bottom: 2 });
  expect(coveredBounds(new Uint8Array(6), 3, 2)).toBeUndefined();
});

test("a sketch has square cells and few of them", () => {
  expect(sketchSize({ width: 640, height: 480 })).toEqual({ width: 21, height: 16 });
  expect(sketchSize({ width: 100, height: 1000 })).toEqual({ width: 16, height: 64 });
});

test("painting changes the cells under the brush and no others", () => {
  const canvas = { width: 160, height: 160 };
  const plain = plainSketch(canvas, [10, 20, 30]);
  const painted = paintSketch(plain, canvas, [[5, 5], [155, 5]], 8, [200, 0, 0]);
  const changed = painted.pixels.map((color, i) => (color[0] === 200 ? i : -1)).filter((i) => i >= 0);
  expect(changed).toEqual(Array.from({ length: 16 }, (_, i) => i)); // the first row
  expect(plain.pixels.every(([red]) => red === 10)).toBe(true);
});

const pen = (pressures: (number | undefined)[]): Sample[] => pressures.map((pressure, i) => ({ point: [i, 0], pressure }));

test("a mouse makes one stroke of the brush's own diameter", () => {
  expect(strokesOf(pen([undefined, undefined]), 20)).toEqual([{ path: [[0, 0], [1, 0]], diameter: 20 }]);
});

test("a pen's pressure becomes diameters between 30 % and 130 %", () => {
  const strokes = strokesOf(pen([0.01, 0.01, 0.5, 0.5, 1, 1]), 100);
  expect(strokes[0].diameter).toBeCloseTo(30);
  expect(strokes.at(-1)!.diameter).toBeCloseTo(130);
  for (let i = 1; i < strokes.length; i++) expect(strokes[i].path[0]).toEqual(strokes[i - 1].path.at(-1)); // no gaps
});

test("a trembling hand does not make many strokes, and no gesture too many", () => {
  expect(strokesOf(pen([0.5, 0.52, 0.48, 0.51, 0.5]), 20)).toHaveLength(1);
  const wild = strokesOf(pen(Array.from({ length: 500 }, (_, i) => 0.5 + 0.5 * Math.sin(i))), 20);
  expect(wild.length).toBeLessThanOrEqual(40);
  expect(wild.at(-1)!.path.at(-1)).toEqual([499, 0]);
});

test("a tap of a pen is a dot", () => {
  const [dot, ...others] = strokesOf(pen([0.7]), 10);
  expect(dot.path).toEqual([[0, 0]]);
  expect(others).toEqual([]);
});

test("boxes go in every direction, Shift makes squares, Alt begins in the middle", () => {
  const plain = { shift: false, alt: false };
  expect(boundsBetween([50, 50], [10, 80], plain)).toEqual({ left: 10, top: 50, right: 50, bottom: 80 });
  expect(boundsBetween([50, 50], [20, 60], { ...plain, shift: true })).toEqual({ left: 20, top: 50, right: 50, bottom: 80 });
  expect(boundsBetween([50, 50], [60, 70], { ...plain, alt: true })).toEqual({ left: 40, top: 30, right: 60, bottom: 70 });
});
