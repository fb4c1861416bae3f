import { expect, test } from "vitest";
import type { Bounds } from "../src/document/geometry";
import { guidesOf, snapped, snappedPoint } from "../src/document/snapping";

const canvas: Bounds = { left: 0, top: 0, right: 640, bottom: 480 };
const other: Bounds = { left: 100, top: 50, right: 200, bottom: 90 };
const box = (left: number, top: number, width = 60, height = 40): Bounds => ({ left, top, right: left + width, bottom: top + height });

test("the nearest line within reach catches, on each axis by itself", () => {
  const { dx, dy } = snapped(box(104, 300), [canvas, other], 6);
  expect([dx, dy]).toEqual([-4, 0]);
  expect(snapped(box(107, 300), [canvas, other], 6).dx).toBe(0);
});

test("centres and edges catch on each other", () => {
  expect(snapped(box(293, 222), [canvas], 6)).toMatchObject({ dx: -3, dy: -2 }); // centre on centre
  expect(snapped(box(203, 300), [other], 6).dx).toBe(-3); // left edge on a right edge
  expect(snapped(box(575, 300), [canvas], 6).dx).toBe(5); // right edge on the canvas's
});

test("only the lines that move catch", () => {
  expect(snapped(box(103, 300, 90), [other], 6, ["end"], [])).toMatchObject({ dx: 0, dy: 0 }); // its left edge is near
  expect(snapped(box(103, 300, 94), [other], 6, ["end"], []).dx).toBe(3);
});

test("a guide is as long as everything on its line", () => {
  const { guides } = snapped(box(100, 300), [other], 6);
  expect(guides).toEqual([{ axis: "x", at: 100, from: 50, to: 340 }]);
});

test("boxes of one size share three guides", () => {
  expect(guidesOf(box(100, 300, 100), [other]).map(({ at }) => at)).toEqual([100, 150, 200]);
  expect(guidesOf(box(11, 311), [other])).toEqual([]);
});

test("a point catches like a box without a size", () => {
  expect(snappedPoint([318, 7], [canvas], 6)).toMatchObject({ dx: 2, dy: 0 });
  expect(snappedPoint([318, 5], [canvas], 6)).toMatchObject({ dx: 2, dy: -5 });
});
