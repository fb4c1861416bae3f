import { expect, test } from "vitest";
import { readScene } from "../src/editor/storage";
import { fromHex, hex } from "../src/panels/colours";
import { turned, withHeight, withWidth } from "../src/panels/geometry";
import { ariaKeys, shownKeys } from "../src/panels/keys";
import { placeFromGap } from "../src/panels/reorder";

test("shortcuts are written as the platform writes them", () => {
  expect(shownKeys("Mod+Shift+Z", false)).toBe("Ctrl+Shift+Z");
  expect(shownKeys("Mod+Shift+Z", true)).toBe("⇧⌘Z");
  expect(shownKeys("+", false)).toBe("+");
  expect(shownKeys("Delete", false)).toBe("Del");
  expect(ariaKeys(["Mod+Shift+Z", "+"], false)).toBe("Control+Shift+Z Plus");
  expect(ariaKeys(["Mod+]"], true)).toBe("Meta+]");
  expect(ariaKeys([])).toBeUndefined();
});

test("a gap in the list is a place among the other layers, from the back", () => {
  const order = ["d", "c", "b", "a"]; // the front first
  expect(placeFromGap(order, ["d"], 4)).toBe(0);
  expect(placeFromGap(order, ["a"], 0)).toBe(3);
  expect(placeFromGap(order, ["d"], 0)).toBe(3); // where it is
  expect(placeFromGap(order, ["d"], 1)).toBe(3);
  expect(placeFromGap(order, ["d", "b"], 3)).toBe(1);
});

test("another size keeps the upper left corner", () => {
  const frame = { cx: 50, cy: 40, width: 20, height: 10, rotation: 0, flip: false };
  expect(withWidth(frame, 30)).toEqual({ width: 30, cx: 55 });
  expect(withHeight(frame, 20)).toEqual({ height: 20, cy: 45 });
});

test("angles are told between -180 and 180 degrees", () => {
  expect([370, -190, 180, -180, 725].map(turned)).toEqual([10, 170, 180, 180, 5]);
});

test("colours go to the browser's field and back", () => {
  expect(hex([238, 142, 9])).toBe("#ee8e09");
  expect(fromHex("#ee8e09")).toEqual([238, 142, 9]);
});

test("a scene file may leave out what is usual", () => {
  const frame = { cx: 1, cy: 2, width: 3, height: 4 };
  const scene = readScene(JSON.stringify({ version: 1, canvas: { width: 64, height: 48 }, layers: [{ id: "a", name: "A", category: "cow", frame }] }));
  expect(scene?.background).toEqual({ kind: "generated", seed: 0, sketch: null });
  expect(scene?.layers[0]).toMatchObject({ shape: { kind: "generated" }, shape_seed: 0, style_strength: 1, opacity: 1, visible: true });
  expect(scene?.layers[0].frame).toEqual({ ...frame, rotation: 0, flip: false });
});

test("a file that is no scene is none", () => {
  for (const text of ["", "null", "[]", "{}", '{"version":2,"canvas":{"width":1,"height":1}}', '{"version":1,"canvas":{"width":9,"height":9},"layers":[{}]}']) {
    expect(readScene(text), text).toBeUndefined();
  }
});
