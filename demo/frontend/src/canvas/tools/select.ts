// Choosing and moving objects.
import type { Bounds } from "../../document/geometry";
import type { Layer } from "../../document/scene";
import { inFrame, layersIn, nextBelow } from "../hit";
import { isClick, type Drag, type Input, type Tool } from "../input";
import { objectsUnder, type Parts } from "../parts";
import { moving } from "./move";

export class SelectTool implements Tool {
  cursor = "default";

  constructor(private parts: Parts) {}

  hover(input: Input | undefined): void {
    const { editor, overlay } = this.parts;
    const top = input && !input.coarse ? objectsUnder(this.parts, input)[0] : undefined;
    this.cursor = top || (input && this.heldAt(input, [])) ? "move" : "default";
    overlay.set({ hovered: top && !editor.selection.includes(top.id) ? [top.frame] : [] });
  }

  press(start: Input): Drag {
    const { editor } = this.parts;
    const under = objectsUnder(this.parts, start);
    const held = this.heldAt(start, under);
    if (under.length === 0 && !held) return this.choosing(start);
    // A plain press chooses at once; what Shift and Alt mean shows when the pointer is let go or moved.
    if (!held && !start.shift && !start.alt) editor.select(under[0].id);
    return this.grabbing(start, under, held);
  }

  /** True if a drag from here moves what is chosen, even where something else lies above it. */
  private heldAt({ at }: Input, under: Layer[]): boolean {
    const { movable } = this.parts.editor;
    return movable.some(({ id }) => under.some((each) => each.id === id)) || (under.length === 0 && movable.some(({ frame }) => inFrame(frame, at)));
  }

  /** The drag begins, and with it the layers' own, once the pointer has gone further than a click does. */
  private grabbing(start: Input, under: Layer[], held: boolean): Drag {
    const { editor } = this.parts;
    let drag: Drag | undefined;
    const begin = () => {
      if (!held && start.shift) editor.toggleSelected(under[0].id);
      else if (!held) editor.select(under[0].id);
      return moving(this.parts, start, editor.movable, start.alt);
    };
    return {
      move(input) {
        if (!drag && isClick(start, input)) return;
        drag ??= begin();
        drag.move(input);
      },
      end: (input) => (drag ? drag.end(input) : this.click(start, under)),
      cancel: () => drag?.cancel(),
    };
  }

  private click(start: Input, under: Layer[]): void {
    const { editor } = this.parts;
    const [top] = under;
    if (!top) editor.select();
    else if (start.alt) editor.select(nextBelow(under, editor.layer?.id)!.id);
    else if (start.shift) editor.toggleSelected(top.id);
    else editor.select(top.id);
  }

  /** A marquee: from nothing over objects. */
  private choosing(start: Input): Drag {
    const { editor, overlay } = this.parts;
    const found = (marquee: Bounds) => layersIn(editor.scene.layers, marquee);
    let begun = false;
    return {
      move(input) {
        begun ||= !isClick(start, input);
        if (!begun) return;
        const marquee = between(start, input);
        overlay.set({ marquee, hovered: found(marquee).map(({ frame }) => frame) });
      },
      end(input) {
        overlay.set({ marquee: undefined, hovered: [] });
        const ids = begun ? found(between(start, input)).map(({ id }) => id) : [];
        if (start.shift) editor.select(...editor.selection, ...ids.filter((id) => !editor.selection.includes(id)));
        else editor.select(...ids);
      },
      cancel: () => overlay.set({ marquee: undefined, hovered: [] }),
    };
  }
}

function between({ at: [x0, y0] }: Input, { at: [x1, y1] }: Input): Bounds {
  return { left: Math.min(x0, x1), top: Math.min(y0, y1), right: Math.max(x0, x1), bottom: Math.max(y0, y1) };
}
