// Objects in the pointer's hand: their frames and pictures follow, the document changes once when they are let go.
import { updateLayers, duplicateLayers, type Frame, type Layer } from "../../document/scene";
import { roundedFrame } from "../../document/geometry";
import type { Guide } from "../../document/snapping";
import type { Point } from "../../document/geometry";
import type { Parts } from "../parts";

export interface Place {
  frames: Map<string, Frame>;
  box?: Frame; // around them
  guides?: Guide[];
  label?: { at: Point; text: string };
}

export class Carry {
  private frames = new Map<string, Frame>();

  constructor(private parts: Parts, readonly layers: readonly Layer[], private copies = false) {
    parts.lift.begin(new Set(layers.map(({ id }) => id)), copies);
    parts.overlay.set({ hovered: [] });
  }

  show({ frames, box, guides = [], label }: Place): void {
    this.frames = frames;
    this.parts.selection.drag(frames, box);
    this.parts.overlay.set({ guides, label });
    this.parts.lift.place(frames);
  }

  drop(label: string): void {
    const { editor, lift } = this.parts;
    if (this.copies) this.duplicate();
    else editor.objects.setFrames(this.frames, label);
    this.rest();
    lift.release();
  }

  cancel(): void {
    this.rest();
    this.parts.lift.end();
  }

  private rest(): void {
    this.parts.overlay.set({ guides: [], label: undefined });
    this.parts.selection.rest();
  }

  /** The originals stay; copies take the new places. */
  private duplicate(): void {
    const { editor } = this.parts;
    const originals = this.layers.map(({ id }) => id);
    if (editor.objects.full(originals.length)) return;
    const { scene, ids } = duplicateLayers(editor.scene, originals);
    const placed = updateLayers(scene, ids, ({ id }) => ({ frame: roundedFrame(this.frames.get(originals[ids.indexOf(id)])!) }));
    editor.selection = ids;
    editor.commit(placed, editor.strings.duplicate);
  }
}
