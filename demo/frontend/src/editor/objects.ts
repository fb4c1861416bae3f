// What can be done to objects: nearly all of it to several at once.
import { roundedFrame } from "../document/geometry";
import * as model from "../document/scene";
import type { Frame, Layer } from "../document/scene";
import { fill } from "../strings";
import type { Editor } from "./editor";

export class Objects {
  private clipboard: readonly Layer[] = [];

  constructor(private editor: Editor) {}

  add(frame: Frame, shape: model.Shape): void {
    const { editor } = this;
    if (this.full(1)) return;
    const name = model.freeName(editor.scene, editor.categoryName(editor.category));
    const layer = model.newLayer(name, editor.category, roundedFrame(frame), shape);
    editor.selection = [layer.id];
    editor.commit(model.addLayer(editor.scene, layer), fill(editor.strings.edits.add, { name }));
  }

  /** An object in the middle of the canvas, for those who do not draw with a pointer. */
  addInMiddle(): void {
    const { width, height } = this.editor.scene.canvas;
    const side = 0.4 * Math.min(width, height);
    this.add({ cx: width / 2, cy: height / 2, width: side * 1.2, height: side, rotation: 0, flip: false }, { kind: "generated", sketch: null });
  }

  /** True, and said, if the scene cannot take so many more layers. */
  full(more: number): boolean {
    const { editor } = this;
    if (editor.scene.layers.length + more <= editor.limits.layers) return false;
    editor.painting.complain(fill(editor.strings.tooManyLayers, { count: editor.limits.layers }));
    return true;
  }

  /** Changes all chosen layers alike. */
  change(change: Partial<Layer>, label: string, kind = ""): void {
    this.changeEach(() => change, label, kind);
  }

  changeEach(change: (layer: Layer) => Partial<Layer>, label: string, kind = ""): void {
    const { editor } = this;
    if (editor.selection.length) editor.commit(model.updateLayers(editor.scene, editor.selection, change), label, kind);
  }

  /** Changes the chosen layers that are painted: what a photo shows has no look to change. */
  changeGenerated(change: (layer: Layer) => Partial<Layer>, label: string, kind = ""): void {
    const { editor } = this;
    const ids = editor.generated.map(({ id }) => id);
    if (ids.length) editor.commit(model.updateLayers(editor.scene, ids, change), label, kind);
  }

  /** Gives layers new frames; locked ones keep theirs. */
  setFrames(frames: ReadonlyMap<string, Frame>, label: string, kind = ""): void {
    const { editor } = this;
    const ids = [...frames.keys()].filter((id) => model.findLayer(editor.scene, id)?.locked === false);
    if (ids.length === 0) return;
    editor.commit(model.updateLayers(editor.scene, ids, ({ id }) => ({ frame: roundedFrame(frames.get(id)!) })), label, kind);
  }

  /** Changes the frames of the chosen, unlocked layers. */
  changeFrames(change: (frame: Frame) => Partial<Frame>, label: string, kind = ""): void {
    this.setFrames(new Map(this.editor.movable.map(({ id, frame }) => [id, { ...frame, ...change(frame) }])), label, kind);
  }

  nudge(dx: number, dy: number): void {
    const { editor } = this;
    this.changeFrames(({ cx, cy }) => ({ cx: cx + dx, cy: cy + dy }), editor.strings.edits.move, `nudge ${editor.selection}`);
  }

  flip(): void {
    this.changeFrames(({ flip }) => ({ flip: !flip }), this.editor.strings.flip);
  }

  rerollShape(): void {
    this.changeGenerated(({ shape }) => ({ shape: model.seeded(shape), shape_seed: model.randomSeed() }), this.editor.strings.rerollShape);
  }

  /** Makes outlines of what is drawn by hand, each like its drawing. */
  finishDrawing(): void {
    this.changeGenerated(({ shape }) => ({ shape: model.seeded(shape) }), this.editor.strings.finishDrawing);
  }

  /** Takes the outlines that a network made of drawings away again. */
  backToDrawing(): void {
    this.changeGenerated((layer) => ({ shape: model.sketchBehind(layer) ?? layer.shape }), this.editor.strings.backToDrawing);
  }

  rerollLook(): void {
    this.changeGenerated(() => ({ style_seed: model.randomSeed(), style_reference: null }), this.editor.strings.rerollLook);
  }

  rename(id: string, name: string): void {
    const { editor } = this;
    const trimmed = name.trim().slice(0, 80);
    if (trimmed && trimmed !== model.findLayer(editor.scene, id)?.name) {
      editor.commit(model.updateLayer(editor.scene, id, { name: trimmed }), editor.strings.rename);
    }
  }

  /** Shows or hides a layer, by default the chosen ones. */
  setVisible(visible: boolean, ids = this.editor.selection): void {
    const { editor } = this;
    editor.commit(model.updateLayers(editor.scene, ids, () => ({ visible })), visible ? editor.strings.show : editor.strings.hide);
  }

  setLocked(locked: boolean, ids = this.editor.selection): void {
    const { editor } = this;
    editor.commit(model.updateLayers(editor.scene, ids, () => ({ locked })), locked ? editor.strings.lock : editor.strings.unlock);
  }

  duplicate(): void {
    const { editor } = this;
    if (editor.selection.length === 0 || this.full(editor.selection.length)) return;
    const { scene, ids } = model.duplicateLayers(editor.scene, editor.chosen.map((layer) => layer.id));
    editor.selection = ids;
    editor.commit(scene, editor.strings.duplicate);
  }

  copy(): void {
    const { editor } = this;
    if (editor.selection.length === 0) return;
    this.clipboard = editor.chosen;
    editor.painting.announce(fill(editor.strings.copied, { count: this.clipboard.length }));
  }

  cut(): void {
    this.copy();
    this.delete();
  }

  get canPaste(): boolean {
    return this.clipboard.length > 0;
  }

  paste(): void {
    const { editor } = this;
    if (!this.canPaste || this.full(this.clipboard.length)) return;
    const { scene, ids } = model.pasteLayers(editor.scene, this.clipboard);
    this.clipboard = scene.layers.filter((layer) => ids.includes(layer.id)); // the next copies lie beside these
    editor.selection = ids;
    editor.commit(scene, editor.strings.paste);
  }

  /** One place towards the front (1) or the back (-1), or all the way (±Infinity). */
  shift(steps: number): void {
    const { editor } = this;
    editor.commit(model.shiftLayers(editor.scene, editor.selection, steps), editor.strings.edits.reorder);
  }

  /** Puts layers at place `index` (0: at the back) among the others. */
  place(ids: readonly string[], index: number): void {
    const { editor } = this;
    editor.commit(model.placeLayers(editor.scene, ids, index), editor.strings.edits.reorder);
  }

  delete(): void {
    const { editor } = this;
    const names = editor.chosen.map((layer) => layer.name);
    if (names.length === 0) return;
    editor.commit(model.removeLayers(editor.scene, editor.selection), editor.strings.delete);
    editor.painting.announce(fill(editor.strings.deleted, { names: names.join(", ") }));
  }
}
