// The stage: the area in which the paper lies, zoomed and moved. Holds the elements, Konva's layers and the view.
import { h } from "../panels/dom";
import type { Point } from "../document/geometry";
import type { Strings } from "../strings";
import { Konva, Layer, Stage as KonvaStage } from "./konva";
import * as views from "./view";
import type { Size, View } from "./view";

const MAX_PIXEL_RATIO = 2; // finer lines cost time that a phone does not have
const MARGIN = { fine: 32, coarse: 8 }; // page pixels around a fitted paper; at a large screen the zoom readout has room there

/** What was to be seen of the paper. */
export interface KeptView {
  view: View;
  fits: boolean;
}

export class Stage {
  readonly element: HTMLElement;
  /** Exactly the canvas: what assistive technology and scripts know as the place to draw on. */
  readonly paper: HTMLElement;
  readonly content = new Layer({ listening: false }); // pictures over the painted one; canvas pixels, cut off at the paper
  readonly tint = new Layer({ listening: false }); // outlines and strokes, half transparent as a whole; canvas pixels
  readonly overlay = new Layer({ listening: false }); // frames, handles, lines; stage pixels
  readonly coarse = matchMedia("(pointer: coarse)").matches;
  view: View = { scale: 1, x: 0, y: 0 };
  size: Size = { width: 0, height: 0 };
  accent = "";
  /** Called when something else is to be seen of the paper. */
  viewChanged = (): void => undefined;
  private konva: InstanceType<typeof KonvaStage>;
  private canvas: Size = { width: 1, height: 1 };
  private fits = true; // the view follows the size of the stage
  private corner: Point = [0, 0]; // of the stage in the window
  private observer = new ResizeObserver(() => this.measure());

  constructor(strings: Strings) {
    const label = { role: "application", "aria-label": strings.canvas, "aria-description": strings.canvasKeys };
    this.paper = h("div", { class: "paper", ...label, tabindex: 0 });
    const container = h("div", { class: "konva" });
    this.element = h("div", { class: "stage" }, this.paper, container);
    Konva.pixelRatio = pixelRatio();
    this.konva = new KonvaStage({ container, width: 1, height: 1, listening: false });
    this.konva.add(this.content, this.tint, this.overlay);
    this.tint.getNativeCanvasElement().style.opacity = "0.45"; // overlapping strokes look even
    this.observer.observe(this.element);
  }

  destroy(): void {
    this.observer.disconnect();
    this.konva.destroy();
  }

  // --- where things are --------------------------------------------------------------------------------------------

  /** Finds out where the stage is in the window; while something is dragged that is not asked again. */
  locate(): void {
    const { left, top } = this.element.getBoundingClientRect();
    this.corner = [left, top];
  }

  /** A place in the window, in stage pixels. */
  inStage({ clientX, clientY }: { clientX: number; clientY: number }): Point {
    return [clientX - this.corner[0], clientY - this.corner[1]];
  }

  toCanvas(point: Point): Point {
    return views.toCanvas(this.view, point);
  }

  toStage(point: Point): Point {
    return views.toStage(this.view, point);
  }

  /** The part of the stage that a canvas point needs to be moved by to come into sight, with some room around it. */
  hiddenBy(point: Point, room: number): Point {
    const [x, y] = this.toStage(point);
    const away = (at: number, side: number) => Math.min(0, at - room) + Math.max(0, at + room - side);
    return [away(x, this.size.width), away(y, this.size.height)];
  }

  // --- the view ----------------------------------------------------------------------------------------------------

  /** Takes over the canvas of the document; another size is fitted into the stage. */
  setCanvas({ width, height }: Size): void {
    if (width === this.canvas.width && height === this.canvas.height) return;
    this.canvas = { width, height };
    this.element.style.setProperty("--aspect", String(width / height));
    this.content.clip({ x: 0, y: 0, width, height });
    this.fit();
  }

  get keptView(): KeptView {
    return { view: this.view, fits: this.fits };
  }

  restore({ view, fits }: KeptView): void {
    if (fits) this.fit();
    else this.moveTo(view);
  }

  /** The middle of what is to be seen, in canvas pixels. */
  get middle(): Point {
    return this.toCanvas([this.size.width / 2, this.size.height / 2]);
  }

  fit(): void {
    this.fits = true;
    this.setView(views.fitted(this.size, this.canvas, this.coarse ? MARGIN.coarse : MARGIN.fine));
  }

  /** Zooms about a stage point, by default the middle. */
  zoomTo(scale: number, about: Point = [this.size.width / 2, this.size.height / 2]): void {
    this.moveTo(views.zoomed(this.view, scale, about));
  }

  pan(dx: number, dy: number): void {
    this.moveTo(views.panned(this.view, dx, dy));
  }

  /** A view that a person chose: it stays when the stage changes its size. */
  moveTo(view: View): void {
    this.fits = false;
    this.setView(view);
  }

  private setView(view: View): void {
    if (this.size.width === 0) return;
    const { scale, x, y } = views.limited(view, this.size, this.canvas);
    const ratio = Konva.pixelRatio;
    // On whole pixels of the screen, or the picture would be blurred.
    this.view = { scale, x: Math.round(x * ratio) / ratio, y: Math.round(y * ratio) / ratio };
    this.paper.style.width = `${this.canvas.width * scale}px`;
    this.paper.style.height = `${this.canvas.height * scale}px`;
    this.paper.style.transform = `translate(${this.view.x}px, ${this.view.y}px)`;
    const crisp = scale >= views.CRISP_SCALE;
    this.element.classList.toggle("crisp", crisp);
    this.element.classList.toggle("fits", this.fits);
    this.content.imageSmoothingEnabled(!crisp);
    for (const layer of [this.content, this.tint]) layer.setAttrs({ x: this.view.x, y: this.view.y, scaleX: scale, scaleY: scale });
    this.viewChanged();
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    const [dx, dy] = [(width - this.size.width) / 2, (height - this.size.height) / 2];
    this.size = { width, height };
    this.color();
    Konva.pixelRatio = pixelRatio();
    for (const layer of this.konva.getLayers()) layer.getCanvas().setPixelRatio(Konva.pixelRatio);
    this.konva.size(this.size);
    if (this.fits) this.fit();
    else this.setView(views.panned(this.view, dx, dy)); // the middle stays
  }

  /** The theme's colour for lines and handles. */
  color(): void {
    this.accent = getComputedStyle(this.element).getPropertyValue("--color-accent").trim() || "#f97316";
  }
}

function pixelRatio(): number {
  return Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio || 1);
}
