import { isClosed } from "../math/closed.ts";
import { effectOp, number, sameSize } from "../op.ts";
import { int32Scratch, uint8Scratch } from "../scratch.ts";

/** Below this, in mm, a distance is the rounding of coordinates. */
const EXACT = 1e-6;

const stackMemory = int32Scratch();
const keepMemory = uint8Scratch();

/**
 * Drops points a line can do without: afterwards no point that went lies further than `tolerance` from the line that
 * stayed, in space. The method is Ramer's (1972) and Douglas and Peucker's (1973): the point furthest from the chord
 * stays, and both sides are looked at again. It takes n·log n steps on most lines, and n² on one that is cut at its end
 * every time, such as an ever widening spiral. A closed line stays closed: its start and the point furthest from there
 * stay. Tolerance 0 drops only what lies exactly between its neighbours.
 *
 * @example G.lissajous().scale(130).translate(74, 105).simplify(6)
 */
export const simplify = effectOp({
  name: "simplify",
  help: "Drops points a line can do without.",
  params: {
    tolerance: number(0.05, { range: [0, 10], unit: "mm", help: "Distance a line may move, at most." }),
  },
  positional: (tolerance) => ({ tolerance }),
  size: sameSize,
  apply(p, input, out) {
    const { coords, offsets, points, lines } = input;
    const keep = keepMemory.take(points);
    keep.fill(0, 0, points);
    const most = Math.max(EXACT, p.tolerance) ** 2;
    for (let line = 0; line < lines; line++) {
      markLine(coords, offsets[line], offsets[line + 1], most, keep);
      const start = out.points;
      let at = start * 3;
      for (let i = offsets[line]; i < offsets[line + 1]; i++) {
        if (keep[i] === 0) continue;
        out.coords[at++] = coords[i * 3];
        out.coords[at++] = coords[i * 3 + 1];
        out.coords[at++] = coords[i * 3 + 2];
      }
      out.commitLine(at / 3 - start);
    }
  },
});

/** Sets `keep` for the points of one line that stay. `most` is the square of the tolerance. */
function markLine(coords: Float32Array, first: number, end: number, most: number, keep: Uint8Array): void {
  if (first === end) return;
  const last = end - 1;
  keep[first] = 1;
  keep[last] = 1;
  const stack = stackMemory.take((end - first) * 2);
  let depth = 0;
  const split = furthestFromStart(coords, first, end);
  if (split === first) keep.fill(1, first, end); // no length: stays as it is
  if (isClosed(coords, first, end)) {
    keep[split] = 1;
    stack[depth++] = first;
    stack[depth++] = split;
    stack[depth++] = split;
    stack[depth++] = last;
  } else {
    stack[depth++] = first;
    stack[depth++] = last;
  }
  while (depth > 0) {
    const b = stack[--depth];
    const a = stack[--depth];
    const ax = coords[a * 3];
    const ay = coords[a * 3 + 1];
    const az = coords[a * 3 + 2];
    const ux = coords[b * 3] - ax;
    const uy = coords[b * 3 + 1] - ay;
    const uz = coords[b * 3 + 2] - az;
    const square = ux * ux + uy * uy + uz * uz;
    const inverse = square > 0 ? 1 / square : 0;
    let worst = most;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const x = coords[i * 3] - ax;
      const y = coords[i * 3 + 1] - ay;
      const z = coords[i * 3 + 2] - az;
      const share = (x * ux + y * uy + z * uz) * inverse;
      const t = share < 0 ? 0 : share > 1 ? 1 : share;
      const dx = x - ux * t;
      const dy = y - uy * t;
      const dz = z - uz * t;
      const distance = dx * dx + dy * dy + dz * dz;
      if (distance > worst) {
        worst = distance;
        at = i;
      }
    }
    if (at < 0) continue;
    keep[at] = 1;
    stack[depth++] = a;
    stack[depth++] = at;
    stack[depth++] = at;
    stack[depth++] = b;
  }
}

/** The first point itself where all are one. */
function furthestFromStart(coords: Float32Array, first: number, end: number): number {
  const a = first * 3;
  let best = 0;
  let at = first;
  for (let i = first + 1; i < end; i++) {
    const x = coords[i * 3] - coords[a];
    const y = coords[i * 3 + 1] - coords[a + 1];
    const z = coords[i * 3 + 2] - coords[a + 2];
    const distance = x * x + y * y + z * z;
    if (distance > best) {
      best = distance;
      at = i;
    }
  }
  return at;
}
