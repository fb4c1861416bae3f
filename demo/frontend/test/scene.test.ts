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
  model.removeLayer(before, "a");
  model.updateFrame(before, "b", { cx: 0 });
  model.reorderLayer(before, "a", 1);
  model.duplicateLayer(before, "a");
  model.fitted(before, 200, 80);
  expect(before).toEqual(copy);
});

test("reordering moves one place and stops at the ends", () => {
  expect(names(model.reorderLayer(scene("a", "b", "c"), "a", 1))).toEqual(["b", "a", "c"]);
  expect(names(model.reorderLayer(scene("a", "b", "c"), "c", -1))).toEqual(["a", "c", "b"]);
  const at = scene("a", "b");
  expect(model.reorderLayer(at, "b", 1)).toBe(at);
});

test("a duplicate lies just above its original, with its own id and name", () => {
  const { scene: after, id } = model.duplicateLayer(scene("Horse", "Cow"), "Horse");
  expect(names(after)).toEqual(["Horse", "Horse 2", "Cow"]);
  expect(after.layers[1].id).toBe(id);
  expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  expect(after.layers[1].shape_seed).toBe(after.layers[0].shape_seed);
});

test("adding and removing touches no other layer", () => {
  const before = scene("a", "b");
  const added = model.addLayer(before, { ...before.layers[0], id: "c" });
  expect(model.removeLayer(added, "c")).toEqual(before);
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
