import { expect, test } from "vitest";
import { fill, stringsFor } from "../src/strings";
import { en } from "../src/strings/en";
import { zh } from "../src/strings/zh";

test("the browser's first known language wins, English is the fallback", () => {
  expect(stringsFor(["fr-FR", "zh-CN", "en"])).toBe(zh);
  expect(stringsFor(["fr-FR"])).toBe(en);
});

/** All texts below a key, by their paths. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, each]) => texts(each, `${path}/${key}`));
}

test("every language has the same texts with the same places for values", () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  const own = ({ problems: _problems, examplesByName: _examples, ...rest }: typeof en) => rest; // English ones come from elsewhere
  const translated = new Map(texts(own(zh)));
  for (const [path, text] of texts(own(en))) expect(places(translated.get(path) ?? "missing {}"), path).toEqual(places(text));
  expect([...translated.keys()]).toEqual(texts(own(en)).map(([path]) => path));
});

test("values are put into sentences", () => {
  expect(fill("Painting {step} of {of}…", { step: 2, of: 4 })).toBe("Painting 2 of 4…");
});
