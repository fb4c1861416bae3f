// Moving and zooming the paper: wheel, middle button, space, two fingers.
import type { Point } from "../document/geometry";
import type { Stage } from "./stage";
import { pinched, type View } from "./view";

const WHEEL = { zoom: 0.0015, pinch: 0.01 }; // per page pixel of the wheel; a trackpad's pinch comes as small steps
const LINE = 16; // page pixels of a wheel that counts lines

export class Navigation {
  private fingers = new Map<number, Point>(); // on the stage, in stage pixels
  private pinch: { view: View; ids: [number, number]; from: [Point, Point] } | undefined;
  private grabbed: { id: number; view: View; from: Point } | undefined;
  private space = false;

  constructor(private stage: Stage) {}

  /** True while two fingers, or the pointer with space or the middle button, move the paper. */
  get active(): boolean {
    return this.pinch !== undefined || this.grabbed !== undefined;
  }

  /** True while a press would move the paper. */
  get ready(): boolean {
    return this.space;
  }

  holdSpace(held: boolean): void {
    this.space = held;
    this.showCursor();
  }

  /** True if the press moves the paper and is not for a tool. */
  press(event: PointerEvent): boolean {
    const at = this.stage.inStage(event);
    if (event.pointerType === "touch") {
      this.fingers.set(event.pointerId, at);
      if (this.fingers.size >= 2) this.beginPinch();
      return this.fingers.size >= 2;
    }
    if (event.button !== 1 && !(event.button === 0 && this.space)) return false;
    this.grabbed = { id: event.pointerId, view: this.stage.view, from: at };
    this.showCursor();
    return true;
  }

  move(event: PointerEvent): void {
    const at = this.stage.inStage(event);
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, at);
    const { pinch, grabbed } = this;
    if (pinch?.ids.includes(event.pointerId)) this.stage.moveTo(pinched(pinch.view, pinch.from, this.places(pinch.ids)));
    if (grabbed?.id !== event.pointerId) return;
    const { view, from } = grabbed;
    this.stage.moveTo({ ...view, x: view.x + at[0] - from[0], y: view.y + at[1] - from[1] });
  }

  release({ pointerId }: PointerEvent): void {
    this.fingers.delete(pointerId);
    if (this.pinch?.ids.includes(pointerId)) this.pinch = undefined;
    if (this.fingers.size >= 2) this.beginPinch();
    if (this.grabbed?.id === pointerId) this.grabbed = undefined;
    this.showCursor();
  }

  wheel(event: WheelEvent): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    const sideways = event.shiftKey ? dx || dy : dx;
    if (!event.ctrlKey && (event.shiftKey || Math.abs(dx) > Math.abs(dy))) this.stage.pan(-sideways, 0);
    else this.stage.zoomTo(this.stage.view.scale * Math.exp(-dy * (event.ctrlKey ? WHEEL.pinch : WHEEL.zoom)), this.stage.inStage(event));
  }

  private beginPinch(): void {
    const ids = [...this.fingers.keys()].slice(0, 2) as [number, number];
    this.pinch = { view: this.stage.view, ids, from: this.places(ids) };
  }

  private places([one, other]: [number, number]): [Point, Point] {
    return [this.fingers.get(one)!, this.fingers.get(other)!];
  }

  private showCursor(): void {
    const { dataset } = this.stage.element;
    if (this.grabbed) dataset.pan = "grabbing";
    else if (this.space) dataset.pan = "grab";
    else delete dataset.pan;
  }
}
