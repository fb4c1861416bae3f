// The frames of the chosen objects and their handles, also while they are dragged.
import type { Editor } from "../editor/editor";
import type { Point } from "../document/geometry";
import type { Frame } from "../document/scene";
import { COARSE, FINE, gripAt, handlesOf, type Grip, type HandleSet } from "./handles";
import type { Overlay } from "./overlay";
import { commonBox } from "./resize";
import type { Stage } from "./stage";

export class Selection {
  private handles: HandleSet | undefined;
  private dragged: { frames: ReadonlyMap<string, Frame>; box: Frame | undefined } | undefined;

  constructor(private editor: Editor, private stage: Stage, private overlay: Overlay) {}

  /** Called when the document, the tool or the view has changed. */
  update(): void {
    const { editor, dragged } = this;
    const chosen = editor.tool === "colours" || editor.cutting.active ? [] : editor.chosen; // the background has no objects
    const frames = chosen.map(({ id, frame, visible, locked }) => {
      return { frame: dragged?.frames.get(id) ?? frame, dashed: !visible || locked };
    });
    this.handles = dragged ? undefined : this.idleHandles();
    if (dragged?.box && editor.movable.length > 1) frames.push({ frame: dragged.box, dashed: false });
    this.overlay.set({ frames, handles: this.handles });
  }

  private idleHandles(): HandleSet | undefined {
    const { tool, movable } = this.editor;
    if ((tool !== "select" && tool !== "box") || movable.length === 0) return undefined;
    const box = commonBox(movable.map(({ frame }) => frame));
    const { view, size, coarse } = this.stage;
    return handlesOf(box, view, size, coarse ? COARSE : FINE, movable.length > 1);
  }

  /** The box that the handles stand around. */
  get box(): Frame | undefined {
    return this.handles?.box;
  }

  /** The handle that a press at a stage point means. */
  gripAt(point: Point, coarse: boolean): Grip | undefined {
    return this.handles && gripAt(this.handles, point, coarse ? COARSE : FINE);
  }

  /** Shows the frames somewhere else than in the document. */
  drag(frames: ReadonlyMap<string, Frame>, box?: Frame): void {
    this.dragged = { frames, box };
    this.update();
  }

  rest(): void {
    this.dragged = undefined;
    this.update();
  }
}
