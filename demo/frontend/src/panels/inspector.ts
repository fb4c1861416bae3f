// What can be changed about the selected object.
import { button, h } from "./dom";
import type { Editor } from "../editor/editor";
import { categorySelect, type View } from "./toolbar";

export function inspector(editor: Editor): View {
  const { strings } = editor;
  const shape = button({ icon: "shape", label: strings.rerollShape, text: true, onclick: () => editor.rerollShape() });
  const look = button({ icon: "dice", label: strings.rerollLook, text: true, onclick: () => editor.rerollLook() });
  const hide = button({ icon: "eye", label: strings.hide, onclick: () => editor.setVisible(false) });
  const show = button({ icon: "hidden", label: strings.show, onclick: () => editor.setVisible(true) });
  const up = button({ icon: "up", label: strings.moveUp, shortcut: "]", onclick: () => editor.shift(1) });
  const down = button({ icon: "down", label: strings.moveDown, shortcut: "[", onclick: () => editor.shift(-1) });
  const actions = h(
    "div",
    { class: "actions" },
    hide,
    show,
    button({ icon: "flip", label: strings.flip, onclick: () => editor.flip() }),
    button({ icon: "duplicate", label: strings.duplicate, shortcut: "Ctrl+D", onclick: () => editor.duplicate() }),
    up,
    down,
    button({ icon: "delete", label: strings.delete, shortcut: "Del", onclick: () => editor.delete() }),
  );

  const category = categorySelect(editor, (chosen) => editor.change({ category: chosen }, strings.category));
  const opacity = h("input", { type: "range", min: 0, max: 100, step: 5 });
  opacity.addEventListener("change", () => editor.change({ opacity: Number(opacity.value) / 100 }, strings.opacity));
  const context = h("select", {}, h("option", { value: "scene" }, strings.contextScene), h("option", { value: "free" }, strings.contextFree));
  context.addEventListener("change", () => editor.change({ context: context.value as "scene" | "free" }, strings.context));
  const field = (label: string, control: HTMLElement) => h("label", { class: "field" }, h("span", {}, label), control);

  const heading = h("h2", {}, strings.selected);
  const nothing = h("p", { class: "quiet" }, strings.nothingSelected);
  const fields = [field(strings.category, category), field(strings.opacity, opacity), field(strings.context, context)];
  const body = h("div", { class: "object" }, h("div", { class: "rerolls" }, shape, look), actions, ...fields);
  const element = h("section", { class: "inspector" }, heading, nothing, body);

  const update = () => {
    const { layer, scene } = editor;
    nothing.hidden = layer !== undefined;
    body.hidden = layer === undefined;
    heading.textContent = layer?.name ?? strings.selected;
    if (!layer) return;
    const at = scene.layers.indexOf(layer);
    swap(hide, show, layer.visible);
    shape.disabled = layer.shape.kind !== "generated"; // a drawn outline has no other version
    up.disabled = at === scene.layers.length - 1;
    down.disabled = at === 0;
    category.value = layer.category;
    opacity.value = String(Math.round(layer.opacity * 100));
    context.value = layer.context;
  };
  return { element, update };
}

/** Shows one of two buttons that share a place, and hands the focus over. */
function swap(first: HTMLButtonElement, second: HTMLButtonElement, showFirst: boolean): void {
  const [shown, hidden] = showFirst ? [first, second] : [second, first];
  const focused = document.activeElement === hidden;
  shown.hidden = false;
  hidden.hidden = true;
  if (focused) shown.focus();
}
