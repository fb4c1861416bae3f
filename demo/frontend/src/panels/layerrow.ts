// One row of the layer list.
import type { Editor } from "../editor/editor";
import type { Layer } from "../document/scene";
import { fill, type Strings } from "../strings";
import { h, setAttribute, setText } from "./dom";
import { icon } from "./icons";
import { Thumbnail } from "./thumbnail";

/** Eye and lock are shortcuts for the pointer; the buttons with names are among the object's own. */
function toggle(className: string, on: Parameters<typeof icon>[0], off: Parameters<typeof icon>[0], press: () => void): HTMLElement {
  const element = h("span", { class: `toggle ${className}`, "aria-hidden": "true" }, icon(on), icon(off));
  element.addEventListener("pointerdown", (event) => event.stopPropagation()); // no drag begins here
  element.addEventListener("click", (event) => {
    press();
    event.stopPropagation();
  });
  return element;
}

export class LayerRow {
  readonly element: HTMLElement;
  private thumbnail = new Thumbnail(36);
  private name = h("span", { class: "name" });
  private opacity = h("span", { class: "opacity" });

  constructor(private editor: Editor, readonly id: string) {
    const lock = toggle("lock", "lock", "locked", () => editor.objects.setLocked(!this.layer?.locked, [id]));
    const eye = toggle("eye", "eye", "hidden", () => editor.objects.setVisible(!this.layer?.visible, [id]));
    const grip = h("span", { class: "grip", "aria-hidden": "true" }, icon("grip"));
    const attributes = { role: "option", id: `scenegen-${id}`, "data-layer": id };
    this.element = h("li", attributes, grip, this.thumbnail.element, this.name, this.opacity, lock, eye);
  }

  private get layer(): Layer | undefined {
    return this.editor.scene.layers.find((each) => each.id === this.id);
  }

  update(layer: Layer, selected: boolean, active: boolean): void {
    const { element, editor } = this;
    setText(this.name, layer.name);
    setText(this.opacity, layer.opacity < 1 ? `${Math.round(layer.opacity * 100)} %` : "");
    setAttribute(element, "aria-label", spokenName(layer, editor.strings));
    setAttribute(element, "title", layer.name);
    setAttribute(element, "aria-selected", String(selected));
    setAttribute(element, "data-hidden", layer.visible ? undefined : "");
    setAttribute(element, "data-locked", layer.locked ? "" : undefined);
    setAttribute(element, "data-active", active ? "" : undefined);
    this.thumbnail.show(editor.painting.layers.layer(layer.id)?.image);
  }
}

function spokenName({ name, visible, locked }: Layer, strings: Strings): string {
  const seen = visible ? name : fill(strings.hiddenLayer, { name });
  return locked ? fill(strings.lockedLayer, { name: seen }) : seen;
}
