// A small zoom readout in the stage's corner: less, the whole picture, more.
import { h } from "../panels/dom";
import { icon } from "../panels/icons";
import type { ViewControls } from "../editor/editor";
import type { Strings } from "../strings";

export class ZoomBar {
  readonly element: HTMLElement;
  private readout = h("span", { "aria-hidden": "true" });

  constructor(strings: Strings, view: ViewControls) {
    const one = (label: string, keys: string, content: Node, onclick: () => void) =>
      h("button", { type: "button", "aria-label": label, title: `${label} (${keys})`, onclick }, content);
    this.element = h(
      "div",
      { class: "zoom" },
      one(strings.zoomOut, "-", icon("zoomOut"), () => view.zoomOut()),
      one(strings.fit, "0", this.readout, () => view.fit()),
      one(strings.zoomIn, "+", icon("zoomIn"), () => view.zoomIn()),
    );
  }

  show(scale: number): void {
    const text = `${Math.round(scale * 100)} %`;
    if (this.readout.textContent !== text) this.readout.textContent = text;
  }
}
