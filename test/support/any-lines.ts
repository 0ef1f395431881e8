// Arbitrary polylines for property tests: a few lines of a few points, dots and repeated points among them.

import fc from "fast-check";
import type { Polylines } from "../../src/core/polylines.ts";

/** A coordinate in mm, on a fine lattice so that points meet now and then and every value is exact as a float. */
const coordinate = fc.integer({ min: -400, max: 400 }).map((quarters) => quarters / 4);
const point = fc.tuple(coordinate, coordinate, coordinate);
const flatPoint = fc.tuple(coordinate, coordinate, fc.constant(0));

function linesOf(points: typeof point): fc.Arbitrary<Polylines> {
  return fc.array(fc.array(points, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }).map((lines) => {
    const offsets = new Uint32Array(lines.length + 1);
    lines.forEach((line, i) => {
      offsets[i + 1] = offsets[i] + line.length;
    });
    return { coords: Float32Array.from(lines.flat(2)), offsets, points: offsets[lines.length], lines: lines.length };
  });
}

export const anyLines = linesOf(point);
/** The same with z 0 throughout. */
export const anyFlatLines = linesOf(flatPoint as typeof point);
