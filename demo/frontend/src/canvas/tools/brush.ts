// Brush and eraser: strokes that begin an object or change the outline of one.
import type { Point } from "../../document/geometry";
import type { BrushStroke } from "../../document/masks";
import type { Drag, Input, Tool } from "../input";
import { objectsUnder, type Parts } from "../parts";
import { strokesOf, type Sample } from "../pressure";

export class BrushTool implements Tool {
  cursor = "none"; // a circle shows the brush
  private last: Point | undefined; // where the stroke before ended

  /** `paint` takes the strokes in place of the document. */
  constructor(private parts: Parts, private erases: boolean, private paint?: (strokes: BrushStroke[]) => void) {}

  hover(input: Input | undefined): void {
    const { editor, overlay } = this.parts;
    overlay.set({ brush: input && !input.coarse ? { at: input.at, diameter: editor.drawing.brushDiameter } : undefined });
  }

  press(start: Input): Drag {
    const { parts, erases } = this;
    const { editor, tint } = parts;
    if (erases && !editor.drawing.target && !this.paint) this.choose(start);
    // With Shift a straight line from the end of the stroke before.
    const path: Sample[] = start.shift && this.last ? [{ ...start.path[0], point: this.last }] : [];
    path.push(...start.path);
    const diameter = editor.drawing.brushDiameter;
    const show = (input: Input) => {
      tint.stroke(strokesOf(path, diameter), erases);
      this.hover(input);
    };
    show(start);
    return {
      move(input) {
        path.push(...input.path);
        show(input);
      },
      end: () => {
        this.last = path[path.length - 1].point;
        const strokes = strokesOf(path, diameter);
        if (this.paint) this.paint(strokes);
        else editor.drawing.stroke(strokes, erases);
        tint.rest();
      },
      cancel: () => tint.rest(),
    };
  }

  /** An eraser without an object takes the one that it is put on. */
  private choose(input: Input): void {
    const [top] = objectsUnder(this.parts, input);
    if (top) this.parts.editor.select(top.id);
  }
}
