// Where edges and centres catch while something is moved, resized or drawn.
import type { Bounds, Point } from "./geometry";

export interface Guide {
  axis: "x" | "y"; // "x": a vertical line at this x
  at: number;
  from: number;
  to: number;
}

export interface Snap {
  dx: number;
  dy: number;
  guides: Guide[];
}

/** Which lines of a box may catch; "middle" is its centre. */
export type Line = "start" | "middle" | "end";

export const ALL_LINES: readonly Line[] = ["start", "middle", "end"];

interface Span {
  start: number;
  end: number;
}

/** The least shift of a box that lays one of its lines on a line of a target, on each axis within `reach`. */
export function snapped(box: Bounds, targets: readonly Bounds[], reach: number, xs = ALL_LINES, ys = ALL_LINES): Snap {
  const dx = shift(horizontal(box), targets.map(horizontal), reach, xs);
  const dy = shift(vertical(box), targets.map(vertical), reach, ys);
  const moved = { left: box.left + dx, right: box.right + dx, top: box.top + dy, bottom: box.bottom + dy };
  return { dx, dy, guides: guidesOf(moved, targets, xs, ys) };
}

/** The same for a single point. */
export function snappedPoint([x, y]: Point, targets: readonly Bounds[], reach: number): Snap {
  return snapped({ left: x, right: x, top: y, bottom: y }, targets, reach, ["start"], ["start"]);
}

/** The lines on which a box lies together with targets. */
export function guidesOf(box: Bounds, targets: readonly Bounds[], xs = ALL_LINES, ys = ALL_LINES): Guide[] {
  return [
    ...aligned("x", horizontal(box), vertical(box), targets.map((each) => [horizontal(each), vertical(each)]), xs),
    ...aligned("y", vertical(box), horizontal(box), targets.map((each) => [vertical(each), horizontal(each)]), ys),
  ];
}

function shift(box: Span, targets: Span[], reach: number, lines: readonly Line[]): number {
  let least = Infinity;
  for (const mine of lines.map((line) => place(box, line))) {
    for (const target of targets) {
      for (const line of ALL_LINES) {
        const way = place(target, line) - mine;
        if (Math.abs(way) < Math.abs(least)) least = way;
      }
    }
  }
  return Math.abs(least) <= reach ? least : 0;
}

/** One guide per line, as long as everything that lies on it. */
function aligned(axis: Guide["axis"], box: Span, across: Span, targets: [Span, Span][], lines: readonly Line[]): Guide[] {
  const guides: Guide[] = [];
  for (const at of new Set(lines.map((line) => place(box, line)))) {
    const on = targets.filter(([span]) => ALL_LINES.some((line) => Math.abs(place(span, line) - at) < 0.01));
    if (on.length === 0) continue;
    const spans = [across, ...on.map(([, span]) => span)];
    guides.push({ axis, at, from: Math.min(...spans.map(({ start }) => start)), to: Math.max(...spans.map(({ end }) => end)) });
  }
  return guides;
}

function place({ start, end }: Span, line: Line): number {
  if (line === "start") return start;
  return line === "end" ? end : (start + end) / 2;
}

function horizontal({ left, right }: Bounds): Span {
  return { start: left, end: right };
}

function vertical({ top, bottom }: Bounds): Span {
  return { start: top, end: bottom };
}
