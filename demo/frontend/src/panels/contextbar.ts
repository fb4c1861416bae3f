// Above the canvas: undo and redo, and what the present tool needs. It has one height, so that the canvas keeps its place.
import type { Commands } from "../editor/commands";
import type { Editor, Tool } from "../editor/editor";
import { findLayer, isCutOut } from "../document/scene";
import { fill } from "../strings";
import { commandButton, plainButton } from "./buttons";
import { categoryChips } from "./categories";
import { h, setAttribute, setText, type View } from "./dom";
import { slider } from "./fields";
import { palette } from "./palette";
import { takingButtons } from "./taking";

const ADDING: readonly Tool[] = ["box", "brush", "polygon"];
const BRUSHES: readonly Tool[] = ["brush", "eraser", "colours"];

export function contextBar(editor: Editor, commands: Commands, categoryPictures: Record<string, string | null>): View {
  const { strings } = editor;
  const undo = commandButton(commands.undo);
  const redo = commandButton(commands.redo);
  const hint = h("p", { class: "quiet" });
  const animals = categoryChips(editor, categoryPictures);
  const add = commandButton(commands.addInMiddle);
  const colours = palette(editor);
  const size = slider({
    label: strings.brushSize,
    min: 1,
    max: 40,
    value: () => editor.drawing.brushSize,
    change: (percent) => editor.drawing.setBrushSize(percent),
  });
  const outline = outlineNote(editor);
  const taking = takingButtons(editor, commands);

  const adding = h("div", { class: "adding" }, animals.element, add.element);
  const history = h("div", { class: "group" }, undo.element, redo.element);
  const element = h("div", { class: "bar" }, history, hint, adding, colours.element, size.element, outline.element, taking.element);
  const views = [undo, redo, animals, add, colours, size, outline, taking];
  const hints: Partial<Record<Tool, string>> = { select: strings.selectHint, eraser: strings.eraserHint };
  let shown = "";
  const update = () => {
    const { cutting, layer, tool } = editor;
    if (`${tool} ${cutting.active}` !== shown) {
      shown = `${tool} ${cutting.active}`;
      adding.hidden = !ADDING.includes(tool) || cutting.active;
      size.element.hidden = !BRUSHES.includes(tool);
      colours.element.hidden = tool !== "colours";
      element.scrollLeft = 0;
    }
    const fixed = tool === "eraser" && layer && isCutOut(layer);
    const own = tool === "eraser" && editor.drawing.target ? "" : fixed ? strings.cutOutFixed : hints[tool];
    const text = cutting.active ? (tool === "box" ? strings.takeHint : strings.takeMore) : own;
    hint.hidden = !text;
    setText(hint, text ?? "");
    for (const view of views) view.update();
  };
  return { element, update };
}

/** Says whose outline the brush changes, and lets go of it. */
function outlineNote(editor: Editor): View {
  const { strings } = editor;
  const note = h("p", { class: "note" });
  const another = plainButton("add", strings.newObject, () => editor.drawing.newObject(), { text: true });
  const element = h("div", { class: "outline" }, note, another);
  const update = () => {
    const target = findLayer(editor.scene, editor.drawing.target ?? null);
    element.hidden = !target || editor.cutting.active || !(editor.tool === "brush" || editor.tool === "eraser");
    another.hidden = editor.tool !== "brush";
    const text = target ? fill(strings.outlineOf, { name: target.name }) : "";
    setText(note, text);
    setAttribute(note, "title", text);
  };
  return { element, update };
}
