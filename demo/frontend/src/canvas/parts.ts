// What the canvas's tools work with.
import { canvasBounds, type Bounds, type Point } from "../document/geometry";
import type { Layer } from "../document/scene";
import type { Editor } from "../editor/editor";
import { layersAt, layersNear } from "./hit";
import type { Input } from "./input";
import type { Lift } from "./lift";
import type { Overlay } from "./overlay";
import type { Picture } from "./picture";
import type { Selection } from "./selection";
import type { Stage } from "./stage";
import type { Tint } from "./tint";

export interface Parts {
  editor: Editor;
  stage: Stage;
  picture: Picture;
  overlay: Overlay;
  selection: Selection;
  lift: Lift;
  tint: Tint;
}

const SNAP_REACH = 6; // page pixels
const FINGER = 12; // page pixels around its middle

/** The objects under a pointer, the topmost first. */
export function objectsUnder({ editor, stage, picture }: Parts, { at, coarse }: Input): Layer[] {
  const { layers } = editor.painting;
  const find = (point: Point) => layersAt(editor.scene.layers, point, (id, there) => layers.alphaAt(id, there), picture.painted);
  return coarse ? layersNear(find, at, FINGER / stage.view.scale) : find(at);
}

/** What edges and centres catch on: the canvas and all visible layers but those that are dragged. */
export function snapTargets({ editor }: Parts, dragged: ReadonlySet<string>): Bounds[] {
  const { canvas, layers } = editor.scene;
  const others = layers.filter(({ id, visible }) => visible && !dragged.has(id));
  return [{ left: 0, top: 0, right: canvas.width, bottom: canvas.height }, ...others.map(({ frame }) => canvasBounds(frame))];
}

export function snapReach({ stage }: Parts): number {
  return SNAP_REACH / stage.view.scale;
}
