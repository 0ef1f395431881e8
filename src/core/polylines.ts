// The one geometry type: every shape makes it, every effect maps it, the frame carries it.
// Ragged layout in two flat arrays, so a kernel is a loop and an upload is a view.

/**
 * Polylines in millimetres (origin top left, +y down, z towards the viewer).
 *
 * `coords` holds x, y, z per point; `offsets` holds `lines + 1` point indices, first 0, last `points`; line i is the
 * points `offsets[i] .. offsets[i + 1]`. Both arrays may be longer than that: memory from the arena is handed out in
 * rounded sizes so that a count which wobbles from frame to frame needs no new typed array. **Loop over `points` and
 * `lines`, never over `.length`.** Coordinates are finite; the evaluator sees to it.
 */
export interface Polylines {
  coords: Float32Array;
  offsets: Uint32Array;
  points: number;
  lines: number;
}

/** New, exactly sized polylines. `createPolylines(2, 1)` has room for one line of two points. */
export function createPolylines(points: number, lines: number): Polylines {
  return { coords: new Float32Array(points * 3), offsets: new Uint32Array(lines + 1), points, lines };
}

/** An exactly sized copy, for whatever must outlive the frame. */
export function copyPolylines(from: Polylines): Polylines {
  return {
    coords: from.coords.slice(0, from.points * 3),
    offsets: from.offsets.slice(0, from.lines + 1),
    points: from.points,
    lines: from.lines,
  };
}

/** Throws, with both numbers, when the layout is broken. For tests and for results of a sketch's own ops. */
export function checkPolylines(lines: Polylines): void {
  const { coords, offsets } = lines;
  if (coords.length < lines.points * 3) {
    throw new RangeError(`coords hold ${coords.length} numbers, expected at least ${lines.points * 3}`);
  }
  if (offsets.length < lines.lines + 1) {
    throw new RangeError(`offsets hold ${offsets.length} entries, expected at least ${lines.lines + 1}`);
  }
  if (offsets[0] !== 0) throw new RangeError(`offsets start at ${offsets[0]}, expected 0`);
  for (let i = 0; i < lines.lines; i++) {
    if (offsets[i + 1] < offsets[i])
      throw new RangeError(`offsets fall from ${offsets[i]} to ${offsets[i + 1]} at line ${i}`);
  }
  if (offsets[lines.lines] !== lines.points) {
    throw new RangeError(`offsets end at ${offsets[lines.lines]}, expected ${lines.points} points`);
  }
}
