// Drawing a box, which becomes an object.
import type { Bounds, Point } from "../../document/geometry";
import { guidesOf, snappedPoint, type Guide } from "../../document/snapping";
import { isClick, type Drag, type Input, type Tool } from "../input";
import { objectsUnder, snapReach, snapTargets, type Parts } from "../parts";
import { sizeText } from "./transform";

const SMALLEST = 5; // page pixels

export class BoxTool implements Tool {
  cursor = "crosshair";

  constructor(private parts: Parts) {}

  press(start: Input): Drag {
    const { parts } = this;
    const { editor, overlay, stage } = parts;
    const targets = snapTargets(parts, new Set());
    const first = this.caught(start, targets);
    let begun = false;
    const rest = () => overlay.set({ box: undefined, guides: [], label: undefined });
    const drawn = (input: Input) => boundsBetween(first, input.shift ? input.at : this.caught(input, targets), input);

    return {
      move(input) {
        begun ||= !isClick(start, input);
        if (!begun) return;
        const box = drawn(input);
        const guides: Guide[] = input.free ? [] : guidesOf(box, targets, ["start", "end"], ["start", "end"]);
        const size = { width: box.right - box.left, height: box.bottom - box.top };
        overlay.set({ box, guides, label: { at: input.inStage, text: sizeText(size) } });
      },
      end: (input) => {
        rest();
        const box = drawn(input);
        const smallest = SMALLEST / stage.view.scale;
        if (!begun && isClick(start, input)) this.click(start);
        else if (box.right - box.left >= smallest && box.bottom - box.top >= smallest && this.onCanvas(box)) editor.drawing.box(box);
        else editor.painting.say(editor.strings.dragBox);
      },
      cancel: rest,
    };
  }

  private caught(input: Input, targets: Bounds[]): Point {
    const { dx, dy } = input.free ? { dx: 0, dy: 0 } : snappedPoint(input.at, targets, snapReach(this.parts));
    return [input.at[0] + dx, input.at[1] + dy];
  }

  private onCanvas({ left, top, right, bottom }: Bounds): boolean {
    const { width, height } = this.parts.editor.scene.canvas;
    return left < width && right > 0 && top < height && bottom > 0;
  }

  private click(input: Input): void {
    const { editor } = this.parts;
    const [top] = objectsUnder(this.parts, input);
    editor.select(...(top ? [top.id] : []));
    if (!top) editor.painting.say(editor.strings.dragBox);
  }
}

/** Shift makes a square, Alt begins in the middle. */
export function boundsBetween([x0, y0]: Point, [x1, y1]: Point, { shift, alt }: { shift: boolean; alt: boolean }): Bounds {
  let [dx, dy] = [x1 - x0, y1 - y0];
  if (shift) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    [dx, dy] = [dx < 0 ? -side : side, dy < 0 ? -side : side];
  }
  const [xs, ys] = [[alt ? x0 - dx : x0, x0 + dx], [alt ? y0 - dy : y0, y0 + dy]];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}
