// Dragging a handle: resizes or turns the chosen objects.
import { canvasBounds } from "../../document/geometry";
import type { Frame } from "../../document/scene";
import { guidesOf, snapped, type Guide, type Line } from "../../document/snapping";
import type { Grip } from "../handles";
import { isClick, way, type Drag, type Input } from "../input";
import { snapReach, snapTargets, type Parts } from "../parts";
import { carried, resized, rotated, upright, withSize, type Handle } from "../resize";
import { Carry } from "./carry";

export function transforming(parts: Parts, start: Input, grip: Grip, box: Frame): Drag {
  const { editor } = parts;
  const layers = editor.movable;
  const targets = snapTargets(parts, new Set(layers.map(({ id }) => id)));
  let carry: Carry | undefined;

  return {
    move(input) {
      if (!carry && isClick(start, input)) return;
      carry ??= new Carry(parts, layers);
      const { after, guides } = grip === "rotate" ? { after: turned(input), guides: [] } : sized(grip, input);
      const frames = new Map(layers.map(({ id, frame }) => [id, carried(frame, box, after)]));
      const text = grip === "rotate" ? `${Math.round(upright(after.rotation))}°` : sizeText(after);
      carry.show({ frames, box: after, guides, label: { at: input.inStage, text } });
    },
    end: () => carry?.drop(grip === "rotate" ? editor.strings.edits.rotate : editor.strings.edits.resize),
    cancel: () => carry?.cancel(),
  };

  function turned(input: Input): Frame {
    return rotated(box, start.at, input.at, input.shift);
  }

  function sized(handle: Handle, input: Input): { after: Frame; guides: Guide[] } {
    const corner = handle.x !== 0 && handle.y !== 0;
    const ratio = corner && (input.shift || layers.length > 1); // several objects keep their shapes
    const free = resized(box, handle, way(start, input, false), { ratio, centred: input.alt });
    if (input.free || box.rotation % 360 !== 0) return { after: free, guides: [] };
    const after = caught(handle, free, ratio, input.alt);
    return { after, guides: guidesOf(canvasBounds(after), targets, lineOf(handle.x), lineOf(handle.y)) };
  }

  /** The moving sides catch; where the ratio is kept the nearer one decides. */
  function caught(handle: Handle, free: Frame, ratio: boolean, centred: boolean): Frame {
    const { dx, dy } = snapped(canvasBounds(free), targets, snapReach(parts), lineOf(handle.x), lineOf(handle.y));
    const times = centred ? 2 : 1;
    const [wider, higher] = [times * handle.x * dx, times * handle.y * dy];
    if (!ratio) return withSize(box, handle, free.width + wider, free.height + higher, centred);
    const across = dy === 0 || (dx !== 0 && Math.abs(dx) < Math.abs(dy));
    const scale = across ? (free.width + wider) / box.width : (free.height + higher) / box.height;
    return withSize(box, handle, box.width * scale, box.height * scale, centred);
  }
}

function lineOf(side: -1 | 0 | 1): Line[] {
  if (side === 0) return [];
  return side < 0 ? ["start"] : ["end"];
}

export function sizeText({ width, height }: { width: number; height: number }): string {
  return `${Math.round(width)} × ${Math.round(height)}`;
}
