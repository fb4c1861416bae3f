// The layer list: a listbox whose first option is the front of the picture.
import { h } from "./dom";
import { icon } from "./icons";
import type { Editor } from "../editor/editor";
import { canvasBounds } from "../document/geometry";
import type { Layer } from "../document/scene";
import { fill } from "../strings";
import type { View } from "./toolbar";

const THUMBNAIL = 40; // pixels

export function layerPanel(editor: Editor, picture: () => HTMLImageElement | null): View {
  const { strings } = editor;
  // The list itself keeps the focus; rebuilding its options loses nothing.
  const list = h("ul", { role: "listbox", tabindex: 0, "aria-label": strings.layers });
  const empty = h("p", { class: "quiet" }, strings.noLayers);
  const background = h("p", { class: "background" });
  const element = h("section", { class: "layers" }, h("h2", {}, strings.layers), list, empty, background);

  list.addEventListener("keydown", (event) => {
    const ids = editor.scene.layers.map((layer) => layer.id).reverse();
    const at = ids.indexOf(editor.layer?.id ?? "");
    const to = { ArrowUp: Math.max(0, at - 1), ArrowDown: Math.min(ids.length - 1, at + 1), Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined || ids.length === 0) return;
    editor.select(ids[to]);
    event.preventDefault();
    event.stopPropagation(); // elsewhere the arrows move the object
  });

  let shown = "";
  const update = () => {
    const { scene } = editor;
    const selected = editor.layer?.id;
    const { frame } = editor.painting;
    // Rebuilt only when something that it shows has changed.
    const state = JSON.stringify([selected, frame, scene.background.kind, scene.layers.map(({ id, name, visible }) => [id, name, visible])]);
    if (state === shown) return;
    shown = state;
    list.replaceChildren(...scene.layers.toReversed().map((layer) => option(editor, layer, picture())));
    list.hidden = scene.layers.length === 0;
    empty.hidden = scene.layers.length > 0;
    if (selected) list.setAttribute("aria-activedescendant", `scenegen-${selected}`);
    else list.removeAttribute("aria-activedescendant");
    const kinds = { generated: strings.backgroundGenerated, photo: strings.backgroundPhoto, plain: strings.backgroundPlain };
    background.replaceChildren(icon(scene.background.kind === "photo" ? "photo" : "landscape"), kinds[scene.background.kind]);
  };
  return { element, update };
}

function option(editor: Editor, layer: Layer, picture: HTMLImageElement | null): HTMLElement {
  // The eye is a shortcut for the mouse; the button with a name is among the object's own.
  const eye = h("span", { class: "eye", "aria-hidden": "true" }, icon(layer.visible ? "eye" : "hidden"));
  eye.addEventListener("click", (event) => {
    editor.setVisible(!layer.visible, [layer.id]);
    event.stopPropagation();
  });
  const name = layer.visible ? layer.name : fill(editor.strings.hiddenLayer, { name: layer.name });
  const attributes = { role: "option", id: `scenegen-${layer.id}`, "aria-label": name, "aria-selected": String(editor.selection.includes(layer.id)) };
  const row = h("li", attributes, thumbnail(layer, editor, picture), h("span", { class: "name" }, layer.name), eye);
  row.classList.toggle("dim", !layer.visible);
  row.addEventListener("click", () => editor.select(layer.id));
  return row;
}

function thumbnail(layer: Layer, editor: Editor, picture: HTMLImageElement | null): HTMLElement {
  const side = THUMBNAIL * Math.min(2, window.devicePixelRatio || 1);
  const canvas = h("canvas", { width: side, height: side, "aria-hidden": "true" });
  if (!picture?.naturalWidth) return canvas;
  const { left, top, right, bottom } = canvasBounds(layer.frame);
  const length = Math.max(right - left, bottom - top) * 1.1;
  const scale = picture.naturalWidth / editor.scene.canvas.width;
  const x = ((left + right - length) / 2) * scale;
  const y = ((top + bottom - length) / 2) * scale;
  canvas.getContext("2d")?.drawImage(picture, x, y, length * scale, length * scale, 0, 0, side, side);
  return canvas;
}
