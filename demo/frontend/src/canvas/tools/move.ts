// Dragging objects.
import { canvasBounds, type Bounds, type Point } from "../../document/geometry";
import type { Layer } from "../../document/scene";
import { snapped } from "../../document/snapping";
import { way, type Drag, type Input } from "../input";
import { snapReach, snapTargets, type Parts } from "../parts";
import { shifted, unionOf } from "../resize";
import { Carry } from "./carry";

/** Moves layers with the pointer; with `copies` duplicates of them. */
export function moving(parts: Parts, start: Input, layers: readonly Layer[], copies: boolean): Drag {
  const { editor } = parts;
  const carry = new Carry(parts, layers, copies);
  const dragged = new Set(copies ? [] : layers.map(({ id }) => id));
  const targets = snapTargets(parts, dragged);
  const bounds = unionOf(layers.map(({ frame }) => canvasBounds(frame)));

  return {
    move(input) {
      const [dx, dy] = way(start, input, input.shift);
      const snap = input.free ? { dx: 0, dy: 0, guides: [] } : caught([dx, dy], input.shift);
      const frames = new Map(layers.map(({ id, frame }) => [id, shifted(frame, dx + snap.dx, dy + snap.dy)]));
      carry.show({ frames, guides: snap.guides });
    },
    end: () => carry.drop(editor.strings.edits.move),
    cancel: () => carry.cancel(),
  };

  function caught([dx, dy]: Point, straight: boolean) {
    const box: Bounds = { left: bounds.left + dx, right: bounds.right + dx, top: bounds.top + dy, bottom: bounds.bottom + dy };
    // A straight way stays straight.
    const [xs, ys] = [straight && dx === 0 ? [] : undefined, straight && dy === 0 ? [] : undefined];
    return snapped(box, targets, snapReach(parts), xs, ys);
  }
}
