import { expect, test } from "vitest";
import { carriesScene } from "../src/document/carried";
import { emptyScene, newLayer, picturesOf, type Scene } from "../src/document/scene";
import { asCurl, asPython, needsPictures } from "../src/editor/snippets";

const FRAME = { cx: 50, cy: 40, width: 20, height: 10, rotation: 0, flip: false };
const ADDRESS = "http://127.0.0.1:7860";
const [LOOK, CUT_OUT, PHOTO] = ["a", "b", "c"].map((digit) => digit.repeat(64));

/** A PNG file with these chunks, without checksums that anybody checks. */
function png(...chunks: [kind: string, content: string][]): Uint8Array {
  const bytes = chunks.flatMap(([kind, content]) => [0, 0, content.length >> 8, content.length & 255, ...codes(kind + content), 0, 0, 0, 0]);
  return new Uint8Array([0x89, ...codes("PNG\r\n\x1a\n"), ...bytes]);
}

const codes = (text: string) => [...text].map((sign) => sign.charCodeAt(0));

test("a picture carries a scene if its text says so, wherever in the file", () => {
  for (const kind of ["tEXt", "zTXt", "iTXt"]) {
    expect(carriesScene(png(["IHDR", "x".repeat(13)], ["IDAT", "y".repeat(300)], [kind, "scenegen\0{}"], ["IEND", ""]))).toBe(true);
  }
  expect(carriesScene(png(["IHDR", "x".repeat(13)], ["tEXt", "scenegenerator\0{}"], ["IDAT", "tEXtscenegen\0"], ["IEND", ""]))).toBe(false);
  expect(carriesScene(png(["tEXt", "scenegen\0{}"]).subarray(1))).toBe(false);
});

test("broken files carry none", () => {
  const whole = png(["IHDR", "x".repeat(13)], ["IDAT", "yyy"]);
  for (let length = 0; length <= whole.length; length++) expect(carriesScene(whole.subarray(0, length))).toBe(false);
  const endless = whole.slice();
  endless.fill(255, 8, 12);
  expect(carriesScene(endless)).toBe(false);
});

function scene(): Scene {
  const horse = newLayer(`It's "Ed" \\ '''`, "horse", FRAME, { kind: "generated" });
  return { ...emptyScene(64, 48, 9), layers: [horse, { ...horse, id: "other", name: "斑马\u2028\n" }] };
}

/** What stands between the first pair of single quotes after `start`: neither Python's r''' nor a shell changes it. */
function quoted(program: string, start: string): unknown {
  const from = program.indexOf(start) + start.length;
  return JSON.parse(program.slice(from, program.indexOf("'", from)));
}

test("copied programs hold the very document, whatever its names", () => {
  for (const document of [scene(), emptyScene(64, 48, 9)]) {
    expect(quoted(asPython(document), "r'''")).toEqual(document);
    expect(quoted(asCurl(document, ADDRESS), "SCENE='")).toEqual(document);
  }
  expect(asCurl(scene(), ADDRESS)).toContain(`SERVER='${ADDRESS}'`);
});

test("copied programs ask for the project only where they need it", () => {
  const [one, other] = scene().layers;
  const looks = { ...scene(), layers: [{ ...one, style_reference: LOOK }, { ...other, style_reference: LOOK }] };
  const cutOut = { ...scene(), layers: [newLayer("Car", null, FRAME, { kind: "photo", sha256: CUT_OUT })] };
  const onPhoto: Scene = { ...scene(), background: { kind: "photo", sha256: PHOTO } };
  expect([scene(), looks, cutOut, onPhoto].map(needsPictures)).toEqual([false, true, true, true]);
  expect([looks, cutOut, onPhoto].map(picturesOf)).toEqual([[LOOK], [CUT_OUT], []]);
  for (const write of [asPython, (each: Scene) => asCurl(each, ADDRESS)]) {
    expect([scene(), looks, cutOut, onPhoto].map((each) => write(each).includes("scene.ora"))).toEqual([false, true, true, true]);
  }
});
