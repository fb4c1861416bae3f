// A small picture of one painted layer, with its own proportions; drawn again only when there is another picture.
import { h } from "./dom";

export class Thumbnail {
  readonly element: HTMLCanvasElement;
  private shown: HTMLImageElement | undefined;

  constructor(width: number, height = width) {
    const scale = Math.min(2, window.devicePixelRatio || 1);
    this.element = h("canvas", { class: "thumbnail", width: width * scale, height: height * scale, "aria-hidden": "true" });
    this.element.style.setProperty("--width", `${width}px`);
    this.element.style.setProperty("--height", `${height}px`);
  }

  /** Shows a picture; without one the last stays. `cover` fills the whole place. */
  show(image: HTMLImageElement | undefined, cover = false): void {
    if (!image?.naturalWidth || image === this.shown) return;
    this.shown = image;
    const { element } = this;
    const sides = [element.width / image.naturalWidth, element.height / image.naturalHeight];
    const scale = cover ? Math.max(...sides) : Math.min(...sides);
    const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    const context = element.getContext("2d")!;
    context.clearRect(0, 0, element.width, element.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(image, (element.width - width) / 2, (element.height - height) / 2, width, height);
  }
}
