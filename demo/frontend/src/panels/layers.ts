// The panel of layers: how many there are, the list, and under it the background.
import type { Commands } from "../editor/commands";
import type { Editor } from "../editor/editor";
import { backgroundRow } from "./background";
import { h, setText, type View } from "./dom";
import { layerList, type LayerList } from "./layerlist";

export function layerPanel(editor: Editor, commands: Commands): View & { list: LayerList } {
  const { strings } = editor;
  const list = layerList(editor);
  const background = backgroundRow(editor, commands);
  const empty = h("p", { class: "quiet" }, strings.noLayers);
  const count = h("span", { class: "count" });
  const heading = h("div", { class: "heading" }, h("h2", {}, strings.layers), count);
  const element = h("section", { class: "layers", "aria-label": strings.layers }, heading, list.element, empty, background.element);
  const update = () => {
    const { length } = editor.scene.layers;
    setText(count, length ? `${length} / ${editor.limits.layers}` : "");
    empty.hidden = length > 0;
    list.update();
    background.update();
  };
  return { element, update, list };
}
