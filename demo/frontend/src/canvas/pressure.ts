// A pen's pressure as brush strokes of a few different diameters.
import type { Point } from "../document/geometry";
import type { BrushStroke } from "../document/masks";

export interface Sample {
  point: Point;
  pressure: number | undefined; // 0 to 1; undefined: a mouse or a finger, which press alike everywhere
}

const LEVELS = 8;
const [THINNEST, THICKEST] = [0.3, 1.3]; // of the brush's diameter
const STEADY = 0.7; // levels: pressure has to change by more than its usual trembling
const MAX_STROKES = 40; // of one gesture

/** Consecutive strokes that share their end points. */
export function strokesOf(samples: readonly Sample[], diameter: number): BrushStroke[] {
  if (samples.every(({ pressure }) => pressure === undefined)) return [{ path: samples.map(({ point }) => point), diameter }];
  for (let steady = STEADY; ; steady *= 1.5) {
    const runs = runsOf(samples, steady);
    if (runs.length <= MAX_STROKES) return runs.map(({ path, level }) => ({ path, diameter: diameter * share(level) }));
  }
}

function runsOf(samples: readonly Sample[], steady: number): { path: Point[]; level: number }[] {
  const runs: { path: Point[]; level: number }[] = [];
  for (const { point, pressure = 0.5 } of samples) {
    const exact = pressure * (LEVELS - 1);
    const last = runs.at(-1);
    last?.path.push(point);
    if (last && Math.abs(exact - last.level) <= steady) continue;
    runs.push({ path: [point], level: Math.round(exact) });
  }
  // The last run may consist of the point alone that the one before it ends with.
  if (runs.length > 1 && runs[runs.length - 1].path.length === 1) runs.pop();
  return runs;
}

function share(level: number): number {
  return THINNEST + ((THICKEST - THINNEST) * level) / (LEVELS - 1);
}
