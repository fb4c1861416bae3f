import { expect, test } from "vitest";
import { handlesOf, FINE, COARSE, cursorOf, gripAt } from "../src/canvas/handles";
import { inFrame, layersAt, layersIn, layersNear, nextBelow, type AlphaAt } from "../src/canvas/hit";
import { newLayer, type Frame, type Layer } from "../src/document/scene";

const frame = (cx: number, cy: number, side = 40): Frame => ({ cx, cy, width: side, height: side, rotation: 0, flip: false });
const layer = (id: string, at: Frame, change: Partial<Layer> = {}): Layer => ({ ...newLayer(id, "horse", at, { kind: "generated" }), id, ...change });
const ids = (layers: Layer[]) => layers.map(({ id }) => id);
const unknown: AlphaAt = () => undefined;
const none = new Map<string, Frame>();

const [below, above] = [layer("below", frame(50, 50)), layer("above", frame(60, 60))];

test("the topmost opaque object comes first", () => {
  const alpha: AlphaAt = (id, [x]) => (id === "above" && x < 55 ? 0.05 : 1);
  expect(ids(layersAt([below, above], [60, 60], alpha, none))).toEqual(["above", "below"]);
  expect(ids(layersAt([below, above], [50, 60], alpha, none))).toEqual(["below"]);
});

test("without a picture the outline counts", () => {
  expect(ids(layersAt([below, above], [60, 60], unknown, none))).toEqual(["above", "below"]);
  expect(ids(layersAt([below, above], [35, 35], unknown, none))).toEqual(["below"]);
});

test("a faint object can still be hit", () => {
  expect(ids(layersAt([layer("faint", frame(50, 50), { opacity: 0.1 })], [50, 50], () => 0.09, none))).toEqual(["faint"]);
});

test("hidden and locked objects are not hit", () => {
  const layers = [layer("hidden", frame(50, 50), { visible: false }), layer("locked", frame(50, 50), { locked: true })];
  expect(layersAt(layers, [50, 50], () => 1, none)).toEqual([]);
  expect(layersIn(layers, { left: 0, top: 0, right: 99, bottom: 99 })).toEqual([]);
});

test("an object that was moved since it was painted is hit where it is now", () => {
  const alpha: AlphaAt = (_, [x]) => (x < 70 ? 1 : 0);
  const moved = layer("moved", frame(150, 50));
  expect(ids(layersAt([moved], [150, 50], alpha, new Map([["moved", frame(50, 50)]])))).toEqual(["moved"]);
});

test("a finger hits what lies beside its middle", () => {
  const find = ([x, y]: [number, number]) => layersAt([below], [x, y], unknown, none);
  expect(ids(layersNear(find, [76, 50], 12))).toEqual(["below"]);
  expect(layersNear(find, [96, 50], 12)).toEqual([]);
});

test("going down from object to object begins again at the top", () => {
  const hit = [above, below];
  expect(nextBelow(hit, undefined)?.id).toBe("above");
  expect(nextBelow(hit, "above")?.id).toBe("below");
  expect(nextBelow(hit, "below")?.id).toBe("above");
});

test("a marquee takes what it touches", () => {
  expect(ids(layersIn([below, above], { left: 0, top: 0, right: 35, bottom: 35 }))).toEqual(["below"]);
  expect(ids(layersIn([below, above], { left: 75, top: 75, right: 300, bottom: 300 }))).toEqual(["above"]);
});

test("a frame is hit in its own axes", () => {
  const turned = { ...frame(50, 50), rotation: 45 };
  expect(inFrame(turned, [50, 25])).toBe(true);
  expect(inFrame(turned, [33, 33])).toBe(false);
});

const view = { scale: 2, x: 10, y: 20 };
const stage = { width: 800, height: 600 };

test("eight handles and one for rotation, four where only corners make sense", () => {
  const { grips, stem } = handlesOf(frame(100, 100, 60), view, stage, FINE, false);
  expect(grips).toHaveLength(9);
  expect(stem).toEqual([[210, 160], [210, 134]]);
  expect(handlesOf(frame(100, 100, 60), view, stage, FINE, true).grips).toHaveLength(5);
});

test("the handle for rotation goes below where there is no room above", () => {
  const { stem } = handlesOf(frame(100, 20, 60), view, stage, FINE, false);
  expect(stem[1][1]).toBeGreaterThan(stem[0][1]);
});

test("a press near a handle means it, the middle of a small object moves it", () => {
  const set = handlesOf(frame(100, 100, 60), view, stage, FINE, false);
  expect(gripAt(set, [152, 158], FINE)).toEqual({ x: -1, y: -1 });
  expect(gripAt(set, [210, 134], FINE)).toBe("rotate");
  expect(gripAt(set, [210, 220], FINE)).toBeUndefined();
  const small = handlesOf(frame(100, 100, 20), view, stage, COARSE, false);
  expect(gripAt(small, [210, 220], COARSE)).toBeUndefined();
  expect(gripAt(small, [180, 190], COARSE)).toEqual({ x: -1, y: -1 });
});

test("cursors turn with the object", () => {
  expect(cursorOf({ x: 1, y: 0 }, 0)).toBe("ew-resize");
  expect(cursorOf({ x: 1, y: 1 }, 0)).toBe("nwse-resize");
  expect(cursorOf({ x: 1, y: 0 }, 90)).toBe("ns-resize");
  expect(cursorOf({ x: -1, y: 0 }, 45)).toBe("nwse-resize");
});
