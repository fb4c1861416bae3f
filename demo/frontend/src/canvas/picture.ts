// The painted picture on the paper.
import { h } from "../panels/dom";
import type { Editor } from "../editor/editor";
import type { Frame } from "../document/scene";
import type { Screen } from "../editor/painting";
import { decoded } from "../editor/pictures";
import type { Message } from "../editor/transport";

export class Picture implements Screen {
  readonly element: HTMLCanvasElement;
  number: number | undefined;
  /** The frames that the layers had when they were painted. */
  painted: ReadonlyMap<string, Frame> = new Map();
  private frame = 0;
  private last: Promise<boolean> = Promise.resolve(true); // pictures are shown in the order in which they came

  constructor(private editor: Editor) {
    this.element = h("canvas", { class: "picture", role: "img", "aria-label": editor.strings.picture, width: "1", height: "1" });
    editor.painting.screen = this;
  }

  update(): void {
    const { painting, scene } = this.editor;
    if (painting.frame === this.frame) return;
    this.frame = painting.frame;
    this.painted = new Map(scene.layers.map(({ id, frame }) => [id, frame]));
  }

  display(message: Message): Promise<boolean> {
    const image = decoded(message.picture ?? "");
    this.last = this.last.then(async () => this.draw(await image, message));
    return this.last;
  }

  private draw(image: HTMLImageElement, { sequence, part, exact }: Message): boolean {
    if (part && part.of !== this.number) return false;
    if (!image.naturalWidth) {
      this.number = undefined; // this browser cannot show it: the last picture stays, and the next one comes whole
      return true;
    }
    if (!part) Object.assign(this.element, { width: image.naturalWidth, height: image.naturalHeight });
    this.element.getContext("2d")?.drawImage(image, part?.x ?? 0, part?.y ?? 0);
    this.number = exact ? sequence : undefined;
    return true;
  }

  /** The same pixels as a file: what has no transparency passes through a canvas unchanged. */
  asPng(): Promise<Blob> {
    return new Promise((done, fail) => this.element.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
  }

  /** Waits until the present picture can be seen. */
  async shown(): Promise<void> {
    await this.last;
  }
}
