// The painted picture on the paper.
import { h } from "../panels/dom";
import type { Editor } from "../editor/editor";
import type { Frame } from "../document/scene";

export class Picture {
  readonly element: HTMLImageElement;
  /** The frames that the layers had when they were painted. */
  painted: ReadonlyMap<string, Frame> = new Map();
  private url = "";
  private frame = 0;

  constructor(private editor: Editor) {
    this.element = h("img", { class: "picture", alt: editor.strings.picture, draggable: "false" });
  }

  update(): void {
    const { painting, scene } = this.editor;
    if (painting.picture !== this.url) this.element.src = this.url = painting.picture;
    if (painting.frame === this.frame) return;
    this.frame = painting.frame;
    this.painted = new Map(scene.layers.map(({ id, frame }) => [id, frame]));
  }

  /** Waits until the present picture can be seen. */
  async shown(): Promise<void> {
    await this.element.decode().catch(() => undefined);
  }
}
