import { expect, test } from "vitest";
import { contourOf, emptyMask, isEmpty, placedIn, wantedIn, type CutMask } from "../src/document/cutouts";
import * as model from "../src/document/scene";
import { readScene } from "../src/editor/storage";

const HORSE = "a".repeat(64);
const LOOK = "b".repeat(64);
const frame = { cx: 50, cy: 40, width: 20, height: 10, rotation: 0, flip: false };

function mask(...rows: string[]): CutMask {
  const coverage = Uint8ClampedArray.from(rows.join(""), (cell) => (cell === "#" ? 255 : 0));
  return { width: rows[0].length, height: rows.length, coverage, category: null };
}

/** How often each end of a piece is met; in a closed line every one twice. */
function ends(pieces: number[][]): number[] {
  const met = new Map<string, number>();
  for (const [x0, y0, x1, y1] of pieces) {
    for (const end of [`${x0} ${y0}`, `${x1} ${y1}`]) met.set(end, (met.get(end) ?? 0) + 1);
  }
  return [...met.values()];
}

test("a contour is closed, also at the photo's edge and where cells touch only at a corner", () => {
  for (const each of [mask("....", ".##.", ".##.", "...."), mask("##", "##"), mask("#.", ".#"), mask("####", "#..#", "####")]) {
    const pieces = contourOf(each);
    expect(pieces.length).toBeGreaterThan(3);
    expect(ends(pieces).every((count) => count === 2)).toBe(true);
  }
  expect(contourOf(mask("...", "..."))).toEqual([]);
});

test("a contour runs around what is marked, between the cells", () => {
  const pieces = contourOf(mask(".....", "..#..", "....."));
  const xs = pieces.flatMap(([x0, , x1]) => [x0, x1]);
  const ys = pieces.flatMap(([, y0, , y1]) => [y0, y1]);
  expect([Math.min(...xs), Math.max(...xs)]).toEqual([expect.closeTo(2, 1), expect.closeTo(3, 1)]);
  expect([Math.min(...ys), Math.max(...ys)]).toEqual([expect.closeTo(1, 1), expect.closeTo(2, 1)]);
});

test("a new mask has the photo's proportions and at most 1024 cells a side", () => {
  expect(emptyMask({ width: 640, height: 480 })).toMatchObject({ width: 640, height: 480 });
  const large = emptyMask({ width: 4000, height: 3000 });
  expect(large).toMatchObject({ width: 1024, height: 768, category: null });
  expect(isEmpty(large)).toBe(true);
  expect(isEmpty(mask("..", ".#"))).toBe(false);
});

test("a box that was dragged beyond the photo ends at its edge, and what lies outside is nothing to look at", () => {
  const photo = { width: 640, height: 480 };
  expect(wantedIn(photo, { left: -20, top: 10, right: 700, bottom: 500 })).toEqual({ box: [0, 10, 640, 480] });
  expect(wantedIn(photo, { left: 100, top: 100, right: 101, bottom: 300 })).toBeUndefined();
  expect(wantedIn(photo, { left: 650, top: 10, right: 700, bottom: 90 })).toBeUndefined();
  expect(wantedIn(photo, [12.5, 470])).toEqual({ click: [12.5, 470] });
  expect(wantedIn(photo, [-1, 470])).toBeUndefined();
});

test("a cut-out from another photo keeps its proportions, fits the scene and lies where the person looks", () => {
  const canvas = { width: 600, height: 400 };
  const placed = placedIn(canvas, { width: 3000, height: 1000 }, [150, 100]);
  expect(placed).toMatchObject({ cx: 150, cy: 100, rotation: 0, flip: false });
  expect(placed.width / placed.height).toBeCloseTo(3);
  expect(placed.width).toBeLessThan(canvas.width);
  expect(placedIn(canvas, { width: 90, height: 60 }, [-500, 900])).toMatchObject({ cx: 0, cy: 400, width: 90, height: 60 });
});

function sceneWithCutOut(): model.Scene {
  const cutOut = model.newLayer("Cut-out", null, frame, { kind: "photo", sha256: HORSE });
  const painted = { ...model.newLayer("Cow", "cow", frame, { kind: "generated" }), style_reference: LOOK };
  return [cutOut, painted].reduce(model.addLayer, model.emptyScene(100, 80, 7));
}

test("a cut-out is kept in a scene file as it is, without a category too", () => {
  const scene = sceneWithCutOut();
  expect(readScene(JSON.stringify(scene))).toEqual(scene);
  expect(scene.layers.map(model.isCutOut)).toEqual([true, false]);
});

test("a copy of a cut-out shows the same picture under a name of its own", () => {
  const before = sceneWithCutOut();
  const { scene } = model.duplicateLayers(before, [before.layers[0].id]);
  expect(scene.layers.map(({ name }) => name)).toEqual(["Cut-out", "Cut-out 2", "Cow"]);
  expect(scene.layers[1].shape).toEqual({ kind: "photo", sha256: HORSE });
});

test("without its picture a cut-out goes, and what only looked like a picture stays", () => {
  const scene = sceneWithCutOut();
  expect(model.withoutPicture(scene, HORSE).layers).toEqual([scene.layers[1]]);
  expect(model.withoutPicture(scene, LOOK).layers).toEqual([scene.layers[0], { ...scene.layers[1], style_reference: null }]);
});
