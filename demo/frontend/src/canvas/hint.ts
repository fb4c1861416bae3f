// What an empty canvas says: how to begin, shown rather than told.
import { h } from "../panels/dom";
import type { Editor } from "../editor/editor";

export class Hint {
  readonly element: HTMLElement;

  constructor(private editor: Editor) {
    const { strings } = editor;
    const demonstration = h("div", { class: "demonstration", "aria-hidden": "true" }, h("i", { class: "drawn" }), h("i", { class: "arrow" }));
    this.element = h("div", { class: "hint" }, demonstration, h("strong", {}, strings.hint), h("span", {}, strings.hintMore));
  }

  update(): void {
    const { cutting, scene, tool } = this.editor;
    this.element.hidden = scene.layers.length > 0 || tool === "colours" || cutting.active;
  }
}
