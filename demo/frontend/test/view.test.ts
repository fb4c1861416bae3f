import { expect, test } from "vitest";
import type { Point } from "../src/document/geometry";
import * as views from "../src/canvas/view";

const stage = { width: 800, height: 600 };
const canvas = { width: 640, height: 480 };

test("fitting shows the whole canvas in the middle", () => {
  const view = views.fitted(stage, canvas, 20);
  const [[left, top], [right, bottom]] = [views.toStage(view, [0, 0]), views.toStage(view, [640, 480])];
  expect(left).toBeGreaterThanOrEqual(20);
  expect(top).toBeGreaterThanOrEqual(20);
  expect(left).toBeCloseTo(800 - right);
  expect(top).toBeCloseTo(600 - bottom);
  expect(Math.min(left, top)).toBeCloseTo(20);
});

test("a stage without room still has a view", () => {
  expect(views.fitted({ width: 10, height: 10 }, canvas, 20).scale).toBeGreaterThan(0);
});

test("canvas and stage coordinates undo each other", () => {
  const view = { scale: 2.5, x: -30, y: 12 };
  const [x, y] = views.toCanvas(view, views.toStage(view, [17, 4]));
  expect([x, y]).toEqual([17, 4]);
});

test("zooming keeps the point under the pointer", () => {
  const before = views.fitted(stage, canvas, 20);
  const pointer: Point = [250, 400];
  const after = views.zoomed(before, 4, pointer);
  expect(after.scale).toBe(4);
  const [[x0, y0], [x1, y1]] = [views.toCanvas(before, pointer), views.toCanvas(after, pointer)];
  expect(x1).toBeCloseTo(x0);
  expect(y1).toBeCloseTo(y0);
});

test("the scale has limits, but a large canvas may be fitted below the least", () => {
  const view = views.fitted(stage, canvas, 20);
  expect(views.zoomed(view, 1000, [0, 0]).scale).toBe(views.MAX_SCALE);
  expect(views.zoomed(view, 0, [0, 0]).scale).toBe(views.MIN_SCALE);
  const tiny = views.fitted({ width: 300, height: 200 }, { width: 16_000, height: 16_000 }, 10);
  expect(views.zoomed(tiny, tiny.scale * 0.5, [0, 0]).scale).toBe(tiny.scale);
});

test("two fingers keep what lies under them", () => {
  const before = { scale: 1, x: 100, y: 50 };
  const from: [Point, Point] = [[200, 200], [300, 200]];
  const to: [Point, Point] = [[220, 260], [420, 260]];
  const after = views.pinched(before, from, to);
  expect(after.scale).toBeCloseTo(2);
  from.forEach((finger, i) => {
    const [x, y] = views.toStage(after, views.toCanvas(before, finger));
    expect(x).toBeCloseTo(to[i][0]);
    expect(y).toBeCloseTo(to[i][1]);
  });
});

test("some of the paper always stays in the stage", () => {
  const far = views.limited({ scale: 1, x: 5000, y: -5000 }, stage, canvas);
  expect(far.x).toBeLessThan(stage.width);
  expect(far.y + canvas.height).toBeGreaterThan(0);
  const inside = { scale: 1, x: 80, y: 60 };
  expect(views.limited(inside, stage, canvas)).toEqual(inside);
});

test("the buttons go from level to level and stop at the ends", () => {
  expect(views.levelAbove(0.87)).toBe(1);
  expect(views.levelAbove(1)).toBe(1.25);
  expect(views.levelBelow(1)).toBe(0.75);
  expect(views.levelAbove(views.MAX_SCALE)).toBe(views.MAX_SCALE);
  expect(views.levelBelow(views.MIN_SCALE)).toBe(views.MIN_SCALE);
  expect(views.levelBelow(0.02)).toBe(0.02);
});
