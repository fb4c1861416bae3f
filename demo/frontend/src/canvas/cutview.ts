// The photo from which something is taken, in place of the scene, and over it what is marked: tinted, with a line around.
import { contourOf, type CutMask } from "../document/cutouts";
import { maskPicture } from "../editor/cutmasks";
import type { Editor } from "../editor/editor";
import { h } from "../panels/dom";
import { Shape } from "./konva";
import type { Overlay } from "./overlay";
import type { Stage } from "./stage";

export class CutView {
  readonly element: HTMLElement;
  private shown: { image?: HTMLImageElement; mask?: CutMask; accent?: string } = {};
  private tinted: OffscreenCanvas | undefined;
  private outline: Path2D | undefined; // in cells of the mask

  constructor(private editor: Editor, private stage: Stage, private overlay: Overlay) {
    this.element = h("div", { class: "cut-photo", hidden: true });
    stage.tint.add(new Shape({ sceneFunc: (context) => this.draw(context._context) }));
  }

  /** Called when the gesture, the mask or the view has changed. */
  update(): void {
    const { stage, overlay, shown } = this;
    const { active, photo, mask, waiting } = this.editor.cutting;
    stage.content.visible(!active); // nothing of the scene lies over the photo
    this.element.hidden = !photo;
    this.element.classList.toggle("waiting", waiting === "object" || waiting === "cut-out");
    if (photo?.image !== shown.image) this.showPhoto(photo?.image);
    if (mask !== shown.mask || stage.accent !== shown.accent) {
      this.shown = { ...this.shown, mask, accent: stage.accent };
      this.tinted = mask && maskPicture(mask, stage.accent);
      this.outline = mask && pathOf(contourOf(mask));
      stage.tint.batchDraw();
    }
    overlay.set({ contour: this.outline && mask && this.onStage(this.outline, mask) });
  }

  private showPhoto(image: HTMLImageElement | undefined): void {
    this.shown.image = image;
    this.element.replaceChildren();
    if (!image) return;
    const { src } = image; // the scene's own may be in use elsewhere
    this.element.append(h("img", { class: "picture", src, alt: this.editor.strings.photoToCut, draggable: "false", decoding: "sync" }));
  }

  private draw(context: CanvasRenderingContext2D): void {
    const { width, height } = this.editor.paper;
    if (this.tinted) context.drawImage(this.tinted, 0, 0, width, height);
  }

  /** The outline keeps its width at every zoom: it is drawn in stage pixels. */
  private onStage(outline: Path2D, mask: CutMask): Path2D {
    const { scale, x, y } = this.stage.view;
    const { width, height } = this.editor.paper;
    const path = new Path2D();
    path.addPath(outline, { a: (scale * width) / mask.width, d: (scale * height) / mask.height, e: x, f: y });
    return path;
  }
}

function pathOf(pieces: readonly number[][]): Path2D {
  const path = new Path2D();
  for (const [x0, y0, x1, y1] of pieces) {
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
  }
  return path;
}
