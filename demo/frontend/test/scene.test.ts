import { expect, test } from "vitest";
import * as model from "../src/document/scene";

function scene(...names: string[]): model.Scene {
  const frame = { cx: 50, cy: 40, width: 20, height: 10, rotation: 0, flip: false };
  return names.reduce(
    (before, name) => model.addLayer(before, { ...model.newLayer(name, "horse", frame, { kind: "generated" }), id: name }),
    model.emptyScene(100, 80, 7),
  );
}

const names = (document: model.Scene) => document.layers.map((layer) => layer.name);

test("edits leave the document they start from unchanged", () => {
  const before = Object.freeze(scene("a", "b"));
  const copy = structuredClone(before);
  model.removeLayers(before, ["a"]);
  model.updateLayers(before, ["b"], ({ frame }) => ({ frame: { ...frame, cx: 0 } }));
  model.shiftLayers(before, ["a"], 1);
  model.placeLayers(before, ["a"], 2);
  model.duplicateLayers(before, ["a"]);
  model.pasteLayers(before, before.layers);
  model.fitted(before, 200, 80);
  expect(before).toEqual(copy);
});

test("other shapes of a drawing keep it as their sketch", () => {
  const triangle: model.Shape = { kind: "polygon", points: [[0, 0], [1, 0], [0, 1]] }; // prettier-ignore
  const finished = model.seeded(triangle);
  expect(finished).toEqual({ kind: "generated", sketch: triangle });
  expect(model.seeded(finished)).toBe(finished);
  const [layer] = scene("a").layers;
  expect(model.sketchBehind({ ...layer, shape: finished })).toBe(triangle);
  expect(model.sketchBehind({ ...layer, shape: triangle })).toBeUndefined();
  expect(model.sketchBehind(layer)).toBeUndefined();
});

test("reordering moves one place and stops at the ends", () => {
  expect(names(model.shiftLayers(scene("a", "b", "c"), ["a"], 1))).toEqual(["b", "a", "c"]);
  expect(names(model.shiftLayers(scene("a", "b", "c"), ["c"], -1))).toEqual(["a", "c", "b"]);
  const at = scene("a", "b");
  expect(model.shiftLayers(at, ["b"], 1)).toBe(at);
});

test("several layers move together, in their order", () => {
  expect(names(model.shiftLayers(scene("a", "b", "c", "d"), ["a", "b"], 1))).toEqual(["c", "a", "b", "d"]);
  expect(names(model.shiftLayers(scene("a", "b", "c"), ["b", "c"], 1))).toEqual(["a", "b", "c"]);
  expect(names(model.shiftLayers(scene("a", "b", "c", "d"), ["a", "c"], Infinity))).toEqual(["b", "d", "a", "c"]);
  expect(names(model.shiftLayers(scene("a", "b", "c", "d"), ["b", "d"], -Infinity))).toEqual(["b", "d", "a", "c"]);
  expect(names(model.placeLayers(scene("a", "b", "c", "d"), ["a", "d"], 1))).toEqual(["b", "a", "d", "c"]);
});

test("a duplicate lies just above its original, with its own id and name", () => {
  const { scene: after, ids } = model.duplicateLayers(scene("Horse", "Cow"), ["Horse"]);
  expect(names(after)).toEqual(["Horse", "Horse 2", "Cow"]);
  expect(after.layers[1].id).toBe(ids[0]);
  expect(ids[0]).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  expect(after.layers[1].shape_seed).toBe(after.layers[0].shape_seed);
});

test("pasted layers lie at the front, whatever became of the originals", () => {
  const before = scene("Horse", "Cow");
  const { scene: after, ids } = model.pasteLayers(model.removeLayers(before, ["Horse"]), before.layers.slice(0, 1));
  expect(names(after)).toEqual(["Cow", "Horse"]);
  expect(ids).toEqual([after.layers[1].id]);
});

test("adding and removing touches no other layer", () => {
  const before = scene("a", "b");
  const added = model.addLayer(before, { ...before.layers[0], id: "c" });
  expect(model.removeLayers(added, ["c"])).toEqual(before);
});

test("names and locks do not change the picture, places and seeds do", () => {
  const before = scene("a", "b");
  const changed = (change: Partial<model.Layer>) => model.samePicture(before, model.updateLayer(before, "a", change));
  expect(changed({ name: "other", locked: true })).toBe(true);
  expect(changed({ style_seed: 1 })).toBe(false);
  expect(model.samePicture(before, model.shiftLayers(before, ["a"], 1))).toBe(false);
});

test("a document costs what it does not share with the one beside it", () => {
  const before = scene("a", "b");
  const points = Array.from({ length: 1000 }, (_, i): [number, number] => [i, i]);
  const drawn = model.updateLayer(before, "a", { shape: { kind: "polygon", points } });
  expect(model.bytesBeside(drawn, before)).toBeGreaterThan(10_000);
  expect(model.bytesBeside(model.updateLayer(drawn, "b", { opacity: 0.5 }), drawn)).toBeLessThan(2_000);
});

test("fitting keeps relative places and never distorts", () => {
  const { layers, canvas } = model.fitted(scene("a"), 300, 160);
  expect(canvas).toEqual({ width: 300, height: 160 });
  expect(layers[0].frame).toMatchObject({ cx: 150, cy: 80, width: 40, height: 20 });
});

test("names count up", () => {
  expect(model.freeName(scene("Horse", "Horse 2"), "Horse")).toBe("Horse 3");
});

test("seeds are whole numbers in range", () => {
  for (let i = 0; i < 100; i++) {
    const seed = model.randomSeed();
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
  }
});
