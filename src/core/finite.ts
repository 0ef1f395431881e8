// No op hands on a coordinate that is not a number: one NaN in a buffer can blank a whole draw call. The test is one
// multiplication and addition per coordinate (0 × NaN and 0 × ∞ are NaN, 0 × anything else is 0); only when it fails
// are the points looked at one by one.

import type { LineWriter } from "./line-writer.ts";

export function allFinite(coords: Float32Array, count: number): boolean {
  let a = 0;
  let b = 0;
  let c = 0; // three sums, because one would wait for itself
  const end = count - (count % 3);
  for (let i = 0; i < end; i += 3) {
    a += coords[i] * 0;
    b += coords[i + 1] * 0;
    c += coords[i + 2] * 0;
  }
  for (let i = end; i < count; i++) a += coords[i] * 0;
  return a + b + c === 0;
}

/** Removes bad points in place, and lines that lose all of theirs. Returns how many points went. */
export function dropNonFinite(lines: LineWriter): number {
  const { coords, offsets } = lines;
  let points = 0;
  let kept = 0;
  let from = 0;
  for (let line = 0; line < lines.lines; line++) {
    const to = offsets[line + 1];
    const before = points;
    for (let p = from; p < to; p++) {
      const x = coords[p * 3];
      const y = coords[p * 3 + 1];
      const z = coords[p * 3 + 2];
      if ((x + y + z) * 0 !== 0 && !(Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z))) continue;
      coords[points * 3] = x;
      coords[points * 3 + 1] = y;
      coords[points * 3 + 2] = z;
      points++;
    }
    if (points > before || to === from) offsets[++kept] = points;
    from = to;
  }
  const dropped = lines.points - points;
  lines.points = points;
  lines.lines = kept;
  return dropped;
}
