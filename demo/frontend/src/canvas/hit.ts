// Which objects lie under a point.
import { canvasToUnit, covers, unitToCanvas, type Bounds, canvasBounds, type Point } from "../document/geometry";
import type { Frame, Layer } from "../document/scene";

const OPAQUE = 0.5; // of the object's own opacity; a shadow is less
const TOUCH_RING = 8; // places around a finger that are tried when it misses

/** How opaque a layer was painted at a point of its last picture; undefined: not known yet. */
export type AlphaAt = (id: string, point: Point) => number | undefined;

/** The visible, unlocked layers that show something at a point, the topmost first. */
export function layersAt(layers: readonly Layer[], point: Point, alphaAt: AlphaAt, painted: ReadonlyMap<string, Frame>): Layer[] {
  return layers.filter((layer) => isAt(layer, point, alphaAt, painted.get(layer.id))).toReversed();
}

function isAt(layer: Layer, point: Point, alphaAt: AlphaAt, painted: Frame | undefined): boolean {
  if (!layer.visible || layer.locked) return false;
  // The picture may still show the object where it was before the last edit.
  const there = painted && painted !== layer.frame ? unitToCanvas(painted, canvasToUnit(layer.frame, point)) : point;
  const alpha = alphaAt(layer.id, there);
  return alpha === undefined ? covers(layer, point) : alpha > OPAQUE * layer.opacity;
}

/** The same for a finger, which hits what lies beside its middle too. */
export function layersNear(find: (point: Point) => Layer[], [x, y]: Point, radius: number): Layer[] {
  const hit = find([x, y]);
  for (let i = 0; i < TOUCH_RING && hit.length === 0; i++) {
    const angle = (i / TOUCH_RING) * 2 * Math.PI;
    hit.push(...find([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]));
  }
  return hit;
}

/** The one below the present one, beginning again at the top. */
export function nextBelow(hit: readonly Layer[], present: string | undefined): Layer | undefined {
  const at = hit.findIndex(({ id }) => id === present);
  return hit[(at + 1) % hit.length];
}

/** Layers whose upright box touches a rectangle. */
export function layersIn(layers: readonly Layer[], { left, top, right, bottom }: Bounds): Layer[] {
  return layers.filter((layer) => {
    if (!layer.visible || layer.locked) return false;
    const box = canvasBounds(layer.frame);
    return box.left <= right && box.right >= left && box.top <= bottom && box.bottom >= top;
  });
}

/** True where a frame lies, whatever it shows there. */
export function inFrame(frame: Frame, point: Point): boolean {
  return canvasToUnit(frame, point).every((value) => value >= 0 && value <= 1);
}
