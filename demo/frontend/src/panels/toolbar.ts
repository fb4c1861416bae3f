// The tools, what they draw with, and the commands for the whole scene.
import { button, h } from "./dom";
import type { Editor, Example, Tool } from "../editor/editor";

export interface View {
  element: HTMLElement;
  update(): void;
}

/** Asks for a photo file. */
export function photoInput(editor: Editor): HTMLInputElement {
  const input = h("input", { type: "file", accept: "image/*", hidden: true, "aria-label": editor.strings.uploadPhoto });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void editor.openPhoto(file);
    input.value = ""; // choosing the same file again counts
  });
  input.addEventListener("cancel", () => editor.forgetExample());
  return input;
}

export function toolRail(editor: Editor): View {
  const { strings } = editor;
  const tools: [Tool, string, string][] = [
    ["select", strings.select, "V"],
    ["box", strings.box, "R"],
    ["brush", strings.brush, "B"],
    ["eraser", strings.eraser, "E"],
    ["polygon", strings.polygon, "P"],
  ];
  const buttons = tools.map(([tool, label, shortcut]) =>
    button({ icon: tool, label, shortcut, text: true, onclick: () => editor.setTool(tool) }),
  );
  const element = h("div", { class: "rail", role: "toolbar", "aria-label": strings.tools }, ...buttons);
  const update = () => buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(tools[i][0] === editor.tool)));
  return { element, update };
}

/** Undo, redo, and what the next object will be. */
export function drawingBar(editor: Editor): View {
  const { strings } = editor;
  const undo = button({ icon: "undo", label: strings.undo, shortcut: "Ctrl+Z", onclick: () => editor.undo() });
  const redo = button({ icon: "redo", label: strings.redo, shortcut: "Ctrl+Shift+Z", onclick: () => editor.redo() });
  const animals = categoryChips(editor);
  const element = h("div", { class: "bar" }, h("div", { class: "group" }, undo, redo), animals.element);
  const update = () => {
    undo.disabled = editor.undoLabel === undefined;
    redo.disabled = editor.redoLabel === undefined;
    animals.update();
  };
  return { element, update };
}

/** What brush and eraser need; stands beside the canvas, which keeps its place when the tool changes. */
export function brushPanel(editor: Editor): View {
  const { strings } = editor;
  const size = h("input", { type: "range", min: 1, max: 40 });
  size.addEventListener("input", () => editor.drawing.setBrushSize(Number(size.value)));
  const another = button({ icon: "new", label: strings.newObject, text: true, onclick: () => editor.drawing.newObject() });
  const label = h("label", { class: "field" }, h("span", {}, strings.brushSize), size);
  const element = h("section", { class: "brush" }, label, another);
  const update = () => {
    size.value = String(editor.drawing.brushSize);
    element.hidden = editor.tool !== "brush" && editor.tool !== "eraser";
    another.hidden = editor.tool !== "brush" || editor.layer?.shape.kind !== "strokes";
  };
  return { element, update };
}

/** What the next object will be: all choices in sight, one tab stop. */
function categoryChips(editor: Editor): View {
  const { categories, strings } = editor;
  const chips = categories.map((category) => {
    const choose = () => editor.setCategory(category);
    return h("button", { type: "button", role: "radio", class: "chip", onclick: choose }, editor.categoryName(category));
  });
  const element = h("div", { class: "animals", role: "radiogroup", "aria-label": strings.animal }, ...chips);
  element.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    const to = (categories.indexOf(editor.category) + step + categories.length) % categories.length;
    editor.setCategory(categories[to]);
    chips[to].focus();
    event.preventDefault();
  });
  const update = () => {
    chips.forEach((chip, i) => {
      const chosen = categories[i] === editor.category;
      chip.setAttribute("aria-checked", String(chosen));
      chip.tabIndex = chosen ? 0 : -1;
    });
  };
  return { element, update };
}

export function categorySelect(editor: Editor, choose: (category: string) => void): HTMLSelectElement {
  const options = editor.categories.map((category) => h("option", { value: category }, editor.categoryName(category)));
  const select = h("select", {}, ...options);
  select.addEventListener("change", () => choose(select.value));
  return select;
}

export function sceneCommands(editor: Editor, upload: () => void): HTMLElement {
  const { strings } = editor;
  return h(
    "div",
    { class: "commands" },
    button({ icon: "new", label: strings.newScene, text: true, onclick: () => editor.newScene() }),
    button({ icon: "photo", label: strings.uploadPhoto, text: true, onclick: upload }),
    button({ icon: "landscape", label: strings.newBackground, text: true, onclick: () => editor.newBackground() }),
    button({ icon: "download", label: strings.export, text: true, onclick: () => editor.export() }),
  );
}

export function exampleRow(editor: Editor, examples: Example[], upload: () => void): HTMLElement {
  const open = (example: Example) => () => {
    if (editor.openExample(example)) upload();
  };
  const chips = examples.map((example) =>
    h("button", { type: "button", class: "chip", onclick: open(example) }, example.name),
  );
  const element = h("div", { class: "examples" }, h("span", {}, editor.strings.examples), ...chips);
  element.hidden = examples.length === 0;
  return element;
}
