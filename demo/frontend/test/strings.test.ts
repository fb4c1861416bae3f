import { expect, test } from "vitest";
import { fill, stringsFor } from "../src/strings";
import { en } from "../src/strings/en";
import { zh } from "../src/strings/zh";

test("the browser's first known language wins, English is the fallback", () => {
  expect(stringsFor(["fr-FR", "zh-CN", "en"])).toBe(zh);
  expect(stringsFor(["fr-FR"])).toBe(en);
});

test("every language has the same places for values and every category", () => {
  const places = (text: unknown) => (String(text).match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect(places(zh[key]), key).toEqual(places(en[key]));
  expect(Object.keys(zh.categories)).toEqual(Object.keys(en.categories));
});

test("values are put into sentences", () => {
  expect(fill("Painting {step} of {of}…", { step: 2, of: 4 })).toBe("Painting 2 of 4…");
});
