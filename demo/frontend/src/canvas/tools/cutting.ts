// What brings an object out of a photo: a click or a box that finds it, brush and eraser that correct what is marked.
import type { Tool as ToolName } from "../../editor/editor";
import { isClick, type Drag, type Input, type Tool } from "../input";
import type { Parts } from "../parts";
import { boundsBetween } from "./box";
import { BrushTool } from "./brush";

export function cuttingTools(parts: Parts): Partial<Record<ToolName, Tool>> {
  const { cutting } = parts.editor;
  return {
    box: new FindTool(parts),
    brush: new BrushTool(parts, false, (strokes) => cutting.stroke(strokes, false)),
    eraser: new BrushTool(parts, true, (strokes) => cutting.stroke(strokes, true)),
  };
}

class FindTool implements Tool {
  cursor = "crosshair";

  constructor(private parts: Parts) {}

  press(start: Input): Drag | undefined {
    const { editor, overlay } = this.parts;
    if (!editor.cutting.photo) return undefined;
    let begun = false;
    const drawn = (input: Input) => boundsBetween(start.at, input.at, input);
    const rest = () => overlay.set({ box: undefined });
    return {
      move(input) {
        begun ||= !isClick(start, input);
        if (begun) overlay.set({ box: drawn(input) });
      },
      end(input) {
        rest();
        void editor.cutting.find(begun ? drawn(input) : start.at);
      },
      cancel: rest,
    };
  }
}
