import { expect, test } from "vitest";
import {
  boundsOf,
  canvasBounds,
  canvasToUnit,
  covers,
  frameOf,
  polygonLayer,
  refit,
  simplify,
  strokeLayer,
  unitToCanvas,
  type Point,
} from "../src/document/geometry";
import { newLayer, type Frame, type StrokesShape } from "../src/document/scene";

const turned: Frame = { cx: 120, cy: 80, width: 60, height: 30, rotation: 30, flip: true };

function strokesOnCanvas(frame: Frame, shape: StrokesShape): Point[][] {
  return shape.strokes.map((stroke) => stroke.points.map((point) => unitToCanvas(frame, point)));
}

function expectNear(points: Point[], expected: Point[]): void {
  expect(points.length).toBe(expected.length);
  points.forEach(([x, y], i) => {
    expect(x).toBeCloseTo(expected[i][0], 1);
    expect(y).toBeCloseTo(expected[i][1], 1);
  });
}

test("unit and canvas coordinates undo each other, rotation and flip included", () => {
  const point: Point = [0.2, 0.9];
  const [u, v] = canvasToUnit(turned, unitToCanvas(turned, point));
  expect(u).toBeCloseTo(0.2);
  expect(v).toBeCloseTo(0.9);
});

test("rotation is clockwise, because y points down", () => {
  const frame = { cx: 0, cy: 0, width: 2, height: 2, rotation: 90, flip: false };
  const [x, y] = unitToCanvas(frame, [1, 0.5]); // the middle of the right edge
  expect(x).toBeCloseTo(0);
  expect(y).toBeCloseTo(1);
});

test("flip mirrors left and right", () => {
  const frame = { cx: 50, cy: 50, width: 20, height: 10, rotation: 0, flip: true };
  expect(unitToCanvas(frame, [0, 0])).toEqual([60, 45]);
});

test("a first stroke gets the bounding box of its drawing, brush included", () => {
  const { frame, shape } = strokeLayer([[100, 50], [160, 50]], 20);
  expect(frame).toEqual({ cx: 130, cy: 50, width: 80, height: 20, rotation: 0, flip: false });
  expect(shape.aspect).toBe(4);
  expect(shape.strokes).toEqual([{ points: [[0.125, 0.5], [0.875, 0.5]], width: 1, erase: false }]);
});

test("another stroke grows the frame and leaves what was drawn where it was", () => {
  const first = strokeLayer([[100, 50], [160, 50]], 20);
  const second = refit(first.frame, first.shape, [[130, 50], [130, 140]], 20, false);
  expect(canvasBounds(second.frame)).toEqual({ left: 90, top: 40, right: 170, bottom: 150 });
  const [before, added] = strokesOnCanvas(second.frame, second.shape);
  expectNear(before, [[100, 50], [160, 50]]);
  expectNear(added, [[130, 50], [130, 140]]);
  expect(second.shape.strokes[0].width * second.frame.height).toBeCloseTo(20, 2);
  expect(second.shape.aspect).toBeCloseTo(second.frame.width / second.frame.height, 4);
});

test("a rotated, flipped drawing grows along its own axes", () => {
  const shape: StrokesShape = { kind: "strokes", strokes: [{ points: [[0.1, 0.5], [0.9, 0.5]], width: 0.2, erase: false }], aspect: 2 };
  const [drawn] = strokesOnCanvas(turned, shape);
  const path: Point[] = [[120, 80], [200, 150]];
  const grown = refit(turned, shape, path, 6, false);
  expect(grown.frame.rotation).toBe(30);
  expect(grown.frame.flip).toBe(true);
  const [before, added] = strokesOnCanvas(grown.frame, grown.shape);
  expectNear(before, drawn);
  expectNear(added, path);
});

test("a stretched drawing stays stretched", () => {
  const { frame, shape } = strokeLayer([[100, 50], [160, 50]], 20);
  const stretched = { ...frame, width: frame.width * 2 };
  const grown = refit(stretched, shape, [[130, 50], [130, 140]], 20, false);
  expect(grown.frame.width / grown.frame.height / grown.shape.aspect).toBeCloseTo(2, 3);
});

test("erasing keeps the frame, and far away it erases nothing", () => {
  const { frame, shape } = strokeLayer([[100, 50], [160, 50]], 20);
  const erased = refit(frame, shape, [[150, 50], [200, 50]], 10, true);
  expect(erased.frame).toEqual(frame);
  expect(erased.shape.strokes[1].erase).toBe(true);
  expect(refit(frame, shape, [[900, 900]], 10, true).shape.strokes).toHaveLength(1);
});

test("a polygon fills its frame", () => {
  const { shape } = polygonLayer([[10, 10], [30, 10], [30, 50]]);
  expect(shape).toEqual({ kind: "polygon", points: [[0, 0], [1, 0], [1, 1]] });
});

test("a frame always has an area", () => {
  expect(frameOf(boundsOf([[5, 5], [5, 5]])).width).toBeGreaterThan(0);
});

test("simplifying keeps corners and drops what lies on a line", () => {
  const path: Point[] = [[0, 0], [1, 0.01], [2, 0], [3, 0], [3, 3]];
  expect(simplify(path, 0.1)).toEqual([[0, 0], [3, 0], [3, 3]]);
});

test("a polygon covers what lies inside it, a generated shape its whole frame", () => {
  const triangle = polygonLayer([[0, 0], [100, 0], [0, 100]]);
  const drawn = newLayer("drawn", "horse", triangle.frame, triangle.shape);
  const box = newLayer("box", "horse", frameOf({ left: 0, top: 0, right: 100, bottom: 100 }), { kind: "generated" });
  expect([covers(drawn, [20, 20]), covers(drawn, [90, 90])]).toEqual([true, false]);
  expect([covers(box, [90, 90]), covers(box, [150, 50])]).toEqual([true, false]);
});

test("a drawing covers nothing beside the brush or where it was erased", () => {
  const first = strokeLayer([[20, 50], [180, 50]], 20);
  const { frame, shape } = refit(first.frame, first.shape, [[100, 50]], 30, true);
  const drawn = newLayer("drawn", "horse", frame, shape);
  expect([covers(drawn, [40, 52]), covers(drawn, [100, 50])]).toEqual([true, false]);
});
