// The painted picture on the paper.
import { h } from "../panels/dom";
import type { Editor } from "../editor/editor";
import type { Frame } from "../document/scene";

export class Picture {
  readonly element: HTMLImageElement;
  /** The frames that the layers had when they were painted. */
  painted: ReadonlyMap<string, Frame> = new Map();
  private frame = 0;

  constructor(private editor: Editor) {
    // Decoded when it is painted: the last picture stays until then, and nothing is decoded twice.
    this.element = h("img", { class: "picture", alt: editor.strings.picture, draggable: "false", decoding: "sync" });
    editor.painting.display = async (url) => {
      this.element.src = url;
      await this.shown();
    };
  }

  update(): void {
    const { painting, scene } = this.editor;
    if (painting.frame === this.frame) return;
    this.frame = painting.frame;
    this.painted = new Map(scene.layers.map(({ id, frame }) => [id, frame]));
  }

  /** Waits until the present picture can be seen. */
  async shown(): Promise<void> {
    await this.element.decode().catch(() => undefined);
  }
}
