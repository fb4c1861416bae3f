// A pointer for the keyboard: arrows move it, Space presses and lets go. It drives the same drags as a mouse.
import type { Point } from "../document/geometry";
import { fill } from "../strings";
import type { Input } from "./input";
import type { Parts } from "./parts";

const STEP = 8; // page pixels; with Shift one canvas pixel
const ROOM = 24; // page pixels that it keeps from the edge of the stage
const QUIET = 350; // milliseconds before its place is read out

const ARROWS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What the keyboard's pointer presses and moves. */
export interface Pressed {
  press(input: Input): void;
  move(input: Input): void;
  release(input: Input): void;
  readonly dragging: boolean;
}

export class Crosshair {
  private at: Point | undefined; // canvas pixels; undefined: not in use
  private timer = 0;

  constructor(private parts: Parts, private pointer: Pressed) {}

  get visible(): boolean {
    return this.at !== undefined;
  }

  /** True if the key was for it. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key in ARROWS) this.step(ARROWS[event.key], event.shiftKey);
    else if (event.key === " ") this.toggle();
    else if (event.key === "Enter" && this.visible && this.pointer.dragging) this.toggle();
    else return false;
    return true;
  }

  hide(): void {
    if (!this.at) return;
    this.at = undefined;
    window.clearTimeout(this.timer);
    this.parts.overlay.set({ crosshair: undefined });
  }

  private step([dx, dy]: Point, fine: boolean): void {
    const { stage, editor } = this.parts;
    const { width, height } = editor.paper;
    const length = fine ? 1 : STEP / stage.view.scale;
    const [x, y] = this.at ?? stage.middle;
    // Half a canvas beyond the edge is far enough for anything.
    this.at = [within(x + dx * length, -width / 2, 1.5 * width), within(y + dy * length, -height / 2, 1.5 * height)];
    const [left, top] = stage.hiddenBy(this.at, ROOM);
    if (left || top) stage.pan(-left, -top);
    this.pointer.move(this.input());
    this.show();
  }

  private toggle(): void {
    this.at ??= this.parts.stage.middle;
    if (this.pointer.dragging) this.pointer.release(this.input());
    else this.pointer.press(this.input());
    this.show();
  }

  private input(): Input {
    const at = this.at!;
    const path = [{ point: at, pressure: undefined }];
    // It goes exactly where it is sent: nothing catches.
    return { at, inStage: this.parts.stage.toStage(at), path, shift: false, alt: false, free: true, coarse: false };
  }

  private show(): void {
    const at = this.at!;
    const { editor, overlay } = this.parts;
    overlay.set({ crosshair: { at, down: this.pointer.dragging } });
    window.clearTimeout(this.timer);
    const [x, y] = at.map(Math.round);
    this.timer = window.setTimeout(() => editor.painting.announce(fill(editor.strings.pointerAt, { x, y })), QUIET);
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
