// Where the handles of a box stand in the stage, which one a press means, and the cursor that tells what it does.
import { unitToCanvas, type Point } from "../document/geometry";
import type { Frame } from "../document/scene";
import type { Handle } from "./resize";
import { toStage, type Size, type View } from "./view";

export type Grip = Handle | "rotate";

export interface HandleSet {
  box: Frame;
  corners: Point[]; // stage pixels, around the box
  grips: { grip: Grip; at: Point }[];
  stem: [Point, Point]; // from the box to the handle for rotation
}

const CORNERS: Handle[] = [{ x: -1, y: -1 }, { x: 1, y: -1 }, { x: 1, y: 1 }, { x: -1, y: 1 }];
const SIDES: Handle[] = [{ x: 0, y: -1 }, { x: 1, y: 0 }, { x: 0, y: 1 }, { x: -1, y: 0 }];
const NARROW = 3; // handle sizes: a shorter side has no handle in its middle
const CURSORS = ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"];

export interface HandleSizes {
  size: number; // page pixels, as drawn
  reach: number; // how far from its middle a press still means it
  stem: number; // between the box and the handle for rotation
}

export const FINE: HandleSizes = { size: 10, reach: 9, stem: 26 };
export const COARSE: HandleSizes = { size: 16, reach: 22, stem: 40 };

export function handlesOf(box: Frame, view: View, stage: Size, sizes: HandleSizes, onlyCorners: boolean): HandleSet {
  const at = ({ x, y }: Handle): Point => toStage(view, unitToCanvas(box, [(x + 1) / 2, (y + 1) / 2]));
  const long = (handle: Handle) => (handle.x ? box.height : box.width) * view.scale > NARROW * sizes.size;
  const sides = onlyCorners ? [] : SIDES.filter(long);
  const stem = stemOf(box, at, stage, sizes.stem);
  const grips = [...CORNERS, ...sides].map((grip) => ({ grip: grip as Grip, at: at(grip) }));
  return { box, corners: CORNERS.map(at), grips: [...grips, { grip: "rotate", at: stem[1] }], stem };
}

/** The handle for rotation stands above the box, or below where the stage ends above. */
function stemOf(box: Frame, at: (handle: Handle) => Point, stage: Size, length: number): [Point, Point] {
  const up = ((box.rotation - 90) * Math.PI) / 180;
  const stems = ([[-1, 1], [1, -1]] as const).map(([y, sign]): [Point, Point] => {
    const foot = at({ x: 0, y });
    return [foot, [foot[0] + sign * Math.cos(up) * length, foot[1] + sign * Math.sin(up) * length]];
  });
  const inside = ([, [x, y]]: [Point, Point]) => x > 4 && y > 4 && x < stage.width - 4 && y < stage.height - 4;
  return inside(stems[0]) || !inside(stems[1]) ? stems[0] : stems[1];
}

/** The handle that a press at a stage point means. The middle of a small box stays free to move it. */
export function gripAt({ grips, corners }: HandleSet, point: Point, { reach }: HandleSizes): Grip | undefined {
  const near = grips.map(({ grip, at }) => ({ grip, away: Math.hypot(at[0] - point[0], at[1] - point[1]) }));
  const nearest = near.reduce((best, each) => (each.away < best.away ? each : best));
  const [width, height] = [distance(corners[0], corners[1]), distance(corners[1], corners[2])];
  const own = nearest.grip !== "rotate" && inMiddle(corners, point) ? Math.min(reach, width / 5, height / 5) : reach;
  return nearest.away <= own ? nearest.grip : undefined;
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}

/** True inside the box. */
function inMiddle([first, right, , down]: Point[], [x, y]: Point): boolean {
  const share = (to: Point) => {
    const [dx, dy] = [to[0] - first[0], to[1] - first[1]];
    return ((x - first[0]) * dx + (y - first[1]) * dy) / (dx * dx + dy * dy);
  };
  const [u, v] = [share(right), share(down)];
  return u > 0 && u < 1 && v > 0 && v < 1;
}

export function cursorOf(grip: Grip, rotation: number): string {
  if (grip === "rotate") return ROTATE_CURSOR;
  const degrees = (Math.atan2(grip.y, grip.x) * 180) / Math.PI + rotation;
  return CURSORS[((Math.round(degrees / 45) % 4) + 4) % 4];
}

const ARC = "M18.5 8.500A8 8 0 1 0 20 14M19.500 3.500v5.500h-5.500";
const STROKE = (color: string, width: number) => `<path d='${ARC}' fill='none' stroke='${color}' stroke-width='${width}'/>`;
const SVG = `<svg xmlns='http://www.w3.org/2000/svg' width='24' height='24'>${STROKE("white", 5)}${STROKE("black", 2)}</svg>`;
const ROTATE_CURSOR = `url("data:image/svg+xml,${encodeURIComponent(SVG)}") 12 13, grab`;
