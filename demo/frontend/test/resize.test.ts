import { expect, test } from "vitest";
import { canvasBounds, canvasToUnit, unitToCanvas, type Point } from "../src/document/geometry";
import type { Frame } from "../src/document/scene";
import { carried, commonBox, resized, rotated, upright } from "../src/canvas/resize";
import { transformOf } from "../src/canvas/lift";

const box: Frame = { cx: 100, cy: 80, width: 60, height: 40, rotation: 0, flip: false };
const free = { ratio: false, centred: false };

test("a corner moves its two sides, the opposite corner stays", () => {
  const after = resized(box, { x: 1, y: 1 }, [20, -10], free);
  expect(canvasBounds(after)).toEqual({ left: 70, top: 60, right: 150, bottom: 90 });
});

test("a side moves alone", () => {
  expect(canvasBounds(resized(box, { x: -1, y: 0 }, [-30, 99], free))).toEqual({ left: 40, top: 60, right: 130, bottom: 100 });
});

test("from the centre both sides move", () => {
  const after = resized(box, { x: 1, y: 0 }, [10, 0], { ratio: false, centred: true });
  expect(after).toEqual({ ...box, width: 80 });
});

test("at corners the ratio can be kept", () => {
  const after = resized(box, { x: -1, y: -1 }, [-30, -20], { ratio: true, centred: false });
  expect(after.width / after.height).toBeCloseTo(1.5);
  expect(canvasBounds(after)).toEqual({ left: 40, top: 40, right: 130, bottom: 100 });
});

test("a box never turns inside out", () => {
  for (const ratio of [false, true]) {
    const after = resized(box, { x: 1, y: 1 }, [-500, -500], { ratio, centred: false });
    expect(Math.min(after.width, after.height)).toBeGreaterThanOrEqual(4);
    expect(canvasBounds(after).left).toBeCloseTo(70);
  }
});

test("a rotated box is resized along its own axes", () => {
  const turned = { ...box, rotation: 30 };
  const after = resized(turned, { x: 1, y: 0 }, [Math.cos(Math.PI / 6) * 10, Math.sin(Math.PI / 6) * 10], free);
  expect(after.width).toBeCloseTo(70);
  expect(after.height).toBeCloseTo(40);
  const corner = (frame: Frame) => unitToCanvas(frame, [0, 0]);
  expect(corner(after)[0]).toBeCloseTo(corner(turned)[0]);
  expect(corner(after)[1]).toBeCloseTo(corner(turned)[1]);
});

test("turning follows the pointer around the centre, with Shift by steps of 15 degrees", () => {
  expect(rotated(box, [100, 40], [140, 80], false).rotation).toBeCloseTo(90);
  expect(rotated(box, [100, 40], [140, 70], true).rotation).toBe(75);
  expect(rotated({ ...box, rotation: 170 }, [100, 40], [140, 80], false).rotation).toBeCloseTo(-100);
});

test("angles stay between -180 and 180", () => {
  expect([540, -180, 181, -90].map(upright)).toEqual([180, 180, -179, -90]);
});

test("objects keep their places in a common box", () => {
  const frames: Frame[] = [box, { ...box, cx: 200, cy: 160, rotation: 45, flip: true }];
  const before = commonBox(frames);
  expect(before.rotation).toBe(0);
  const after = { ...before, cx: before.cx + 7, width: 2 * before.width, height: 2 * before.height, rotation: 90 };
  for (const frame of frames) {
    const moved = carried(frame, before, after);
    expect(moved).toMatchObject({ width: 2 * frame.width, height: 2 * frame.height, flip: frame.flip });
    expect(moved.rotation).toBeCloseTo(frame.rotation + 90);
    const [place, then] = [canvasToUnit(before, [frame.cx, frame.cy]), canvasToUnit(after, [moved.cx, moved.cy])];
    expect(then[0]).toBeCloseTo(place[0]);
    expect(then[1]).toBeCloseTo(place[1]);
  }
});

test("the box of one object is its own, not mirrored", () => {
  expect(commonBox([{ ...box, rotation: 20, flip: true }])).toEqual({ ...box, rotation: 20 });
});

test("a lifted picture follows every change of its frame", () => {
  const painted: Frame = { cx: 30, cy: 40, width: 20, height: 10, rotation: 25, flip: true };
  for (const flip of [true, false]) {
    const frame: Frame = { cx: 90, cy: 70, width: 50, height: 15, rotation: -60, flip };
    const unit: Point = [0.2, 0.9];
    const { x, y, rotation, scaleX, scaleY } = transformOf(painted, frame);
    // What Konva does: the picture's own rotation undone, then scaled, turned and moved.
    const [px, py] = unitToCanvas(painted, unit);
    const [u, v] = turn([px - painted.cx, py - painted.cy], -painted.rotation);
    const [dx, dy] = turn([u * scaleX, v * scaleY], rotation);
    const [ex, ey] = unitToCanvas(frame, unit);
    expect(x + dx).toBeCloseTo(ex);
    expect(y + dy).toBeCloseTo(ey);
  }
});

function turn([x, y]: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
}
