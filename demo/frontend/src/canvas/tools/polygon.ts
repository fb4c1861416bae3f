// An outline from corners, set one by one.
import type { Point } from "../../document/geometry";
import type { Drag, Input, Tool } from "../input";
import type { Parts } from "../parts";

const REACH = { fine: 10, coarse: 20 }; // page pixels around a corner that close the outline

export class PolygonTool implements Tool {
  cursor = "crosshair";
  private corners: Point[] = [];

  constructor(private parts: Parts) {}

  /** Sets a corner, which may be dragged into place until the pointer is let go. */
  press(input: Input): Drag | undefined {
    if (this.closes(input)) {
      this.finish();
      return undefined;
    }
    const { corners } = this;
    const index = corners.push(this.straight(input)) - 1;
    this.show(corners[index]);
    return {
      move: (moved) => {
        corners[index] = this.straight(moved);
        this.show(corners[index]);
      },
      end: () => undefined,
      cancel: () => void this.takeBack(),
    };
  }

  hover(input: Input | undefined): void {
    if (input && this.corners.length) this.show(this.straight(input));
  }

  key({ key }: KeyboardEvent): boolean {
    if (this.corners.length === 0) return false;
    if (key === "Enter") this.finish();
    else if (key === "Backspace") this.takeBack();
    else return false;
    return true;
  }

  cancel(): boolean {
    const some = this.corners.length > 0;
    this.drop();
    return some;
  }

  private closes({ inStage, coarse }: Input): boolean {
    const { corners } = this;
    if (corners.length < 3) return false;
    const reach = coarse ? REACH.coarse : REACH.fine;
    // The last corner: the second click of a double click.
    return [corners[0], corners[corners.length - 1]].some((corner) => {
      const [x, y] = this.parts.stage.toStage(corner);
      return Math.hypot(x - inStage[0], y - inStage[1]) < reach;
    });
  }

  /** With Shift at a multiple of 45° from the last corner. */
  private straight({ at, shift }: Input): Point {
    const last = this.corners.at(-1);
    if (!shift || !last) return at;
    const [dx, dy] = [at[0] - last[0], at[1] - last[1]];
    const angle = (Math.round(Math.atan2(dy, dx) / (Math.PI / 4)) * Math.PI) / 4;
    const length = dx * Math.cos(angle) + dy * Math.sin(angle);
    return [last[0] + length * Math.cos(angle), last[1] + length * Math.sin(angle)];
  }

  private finish(): void {
    const { corners } = this;
    const { editor } = this.parts;
    this.drop();
    if (corners.length >= 3) editor.drawing.polygon(corners);
    else editor.painting.say(editor.strings.polygonShort);
  }

  private takeBack(): void {
    this.corners.pop();
    const last = this.corners.at(-1);
    if (last) this.show(last);
    else this.drop();
  }

  private drop(): void {
    this.corners = [];
    this.parts.overlay.set({ polygon: undefined });
    delete this.parts.stage.element.dataset.drawing;
  }

  private show(pointer: Point): void {
    this.parts.stage.element.dataset.drawing = "";
    this.parts.overlay.set({ polygon: { corners: this.corners, pointer } });
  }
}
