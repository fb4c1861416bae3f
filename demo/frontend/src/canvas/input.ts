// What tools hear, whether it comes from a mouse, a finger, a pen or the keyboard.
import type { Point } from "../document/geometry";
import type { Sample } from "./pressure";
import type { Stage } from "./stage";

export interface Input {
  at: Point; // canvas pixels
  inStage: Point; // page pixels from the stage's corner
  path: Sample[]; // everything that was passed since the input before, `at` last
  shift: boolean;
  alt: boolean;
  free: boolean; // Ctrl or Command: nothing catches
  coarse: boolean; // a finger
}

/** A press that may turn into a drag; ends with `end` or `cancel`. */
export interface Drag {
  move(input: Input): void;
  end(input: Input): void;
  cancel(): void;
}

export interface Tool {
  cursor: string;
  press(input: Input): Drag | undefined;
  /** The pointer moves without being pressed; undefined: it has left. */
  hover?(input: Input | undefined): void;
  key?(event: KeyboardEvent): boolean;
  /** Drops what is half drawn; true if there was something. */
  cancel?(): boolean;
}

const CLICK = { fine: 4, coarse: 9 }; // page pixels: a shorter way is a click

export function isClick(from: Input, to: Input): boolean {
  const reach = from.coarse ? CLICK.coarse : CLICK.fine;
  return Math.hypot(to.inStage[0] - from.inStage[0], to.inStage[1] - from.inStage[1]) < reach;
}

/** The way between two inputs on the canvas, along the longer axis alone if it is to be straight. */
export function way(from: Input, to: Input, straight: boolean): Point {
  const [dx, dy] = [to.at[0] - from.at[0], to.at[1] - from.at[1]];
  if (!straight) return [dx, dy];
  return Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
}

/** A pointer event as an input, with the places that the browser has put together into one event. */
export function inputOf(stage: Stage, event: PointerEvent): Input {
  const passed = event.type === "pointermove" ? (event.getCoalescedEvents?.() ?? []) : [];
  const path = (passed.length ? passed : [event]).map((each) => {
    const pressure = each.pointerType === "pen" && each.pressure > 0 ? each.pressure : undefined;
    return { point: stage.toCanvas(stage.inStage(each)), pressure };
  });
  const inStage = stage.inStage(event);
  const { shiftKey: shift, altKey: alt } = event;
  return { at: stage.toCanvas(inStage), inStage, path, shift, alt, free: event.ctrlKey || event.metaKey, coarse: event.pointerType === "touch" };
}
