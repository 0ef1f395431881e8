// Rings that neither cross nor touch themselves or one another: the common case of regions that were drawn apart. Then
// nothing has to be cut: each ring is an edge of the result or it is not, and two looks decide which. It saves the sweep of
// `clipper.ts`, which takes some microseconds an edge and makes garbage.
//
// Coordinates are whole numbers, so that every answer is exact; whatever is nearly a touch is told as one.

import { float64Scratch, int32Scratch } from "../scratch.ts";

export type Ring = readonly { readonly x: number; readonly y: number }[];

/** Larger numbers have inexact products. */
const LARGEST = 2 ** 25;
/** From here on looking at all pairs takes longer than the sweep. */
const MOST_EDGES = 20_000;
const MOST_LOOKS = 2_000_000;

const edgeScratch = float64Scratch();
const ringScratch = int32Scratch();
const startScratch = int32Scratch();
const listedScratch = int32Scratch();

/** Twice the area, positive where the ring turns from +x to +y. */
export function doubleArea(ring: Ring): number {
  let sum = 0;
  let before = ring[ring.length - 1];
  for (const point of ring) {
    sum += before.x * point.y - point.x * before.y;
    before = point;
  }
  return sum;
}

/** Whether no edge of the rings meets another, but for neighbours in the corner they share. No ring has a point twice in a row. */
export function areApart(rings: readonly Ring[]): boolean {
  let count = 0;
  for (const ring of rings) count += ring.length;
  if (count === 0) return true;
  if (count > MOST_EDGES) return false;
  const edges = edgeScratch.take(count * 4);
  const owner = ringScratch.take(count * 2);
  let at = 0;
  let top = Infinity;
  let bottom = -Infinity;
  let heights = 0;
  for (const ring of rings) {
    const first = at;
    for (let i = 0; i < ring.length; i++, at++) {
      const a = ring[i];
      const b = ring[i + 1 < ring.length ? i + 1 : 0];
      if (!(Math.abs(a.x) < LARGEST && Math.abs(a.y) < LARGEST)) return false;
      edges[at * 4] = a.x;
      edges[at * 4 + 1] = a.y;
      edges[at * 4 + 2] = b.x;
      edges[at * 4 + 3] = b.y;
      // The edge that begins where this one ends.
      owner[at] = i + 1 < ring.length ? at + 1 : first;
      if (a.y < top) top = a.y;
      if (a.y > bottom) bottom = a.y;
      heights += Math.abs(b.y - a.y);
    }
  }
  // By strips of y, about as tall as an edge: only what shares a strip can meet.
  const height = bottom - top + 1;
  const strips = Math.max(1, Math.min(count, Math.ceil((count * height) / (heights + count))));
  const perUnit = strips / height;
  const starts = startScratch.take(strips + 2);
  starts.fill(0, 0, strips + 2);
  for (let e = 0; e < count; e++) {
    const a = Math.floor((edges[e * 4 + 1] - top) * perUnit);
    const b = Math.floor((edges[e * 4 + 3] - top) * perUnit);
    for (let strip = a < b ? a : b; strip <= (a < b ? b : a); strip++) starts[strip + 2]++;
  }
  for (let strip = 2; strip < strips + 2; strip++) starts[strip] += starts[strip - 1];
  const listed = listedScratch.take(starts[strips + 1]);
  for (let e = 0; e < count; e++) {
    const a = Math.floor((edges[e * 4 + 1] - top) * perUnit);
    const b = Math.floor((edges[e * 4 + 3] - top) * perUnit);
    for (let strip = a < b ? a : b; strip <= (a < b ? b : a); strip++) listed[starts[strip + 1]++] = e;
  }
  let looks = 0;
  for (let strip = 0; strip < strips; strip++) {
    for (let i = starts[strip]; i < starts[strip + 1]; i++) {
      looks += i - starts[strip];
      if (looks > MOST_LOOKS) return false;
      for (let j = starts[strip]; j < i; j++) if (meet(edges, owner, listed[i], listed[j])) return false;
    }
  }
  return true;
}

/** Whether two edges have a point in common that is no shared corner. */
function meet(edges: Float64Array, next: Int32Array, e: number, f: number): boolean {
  const [p, q] = [e * 4, f * 4];
  const ax = edges[p];
  const ay = edges[p + 1];
  const bx = edges[p + 2];
  const by = edges[p + 3];
  const cx = edges[q];
  const cy = edges[q + 1];
  const dx = edges[q + 2];
  const dy = edges[q + 3];
  if ((ax < bx ? bx : ax) < (cx < dx ? cx : dx) || (cx < dx ? dx : cx) < (ax < bx ? ax : bx)) return false;
  if ((ay < by ? by : ay) < (cy < dy ? cy : dy) || (cy < dy ? dy : cy) < (ay < by ? ay : by)) return false;
  const ux = bx - ax;
  const uy = by - ay;
  const vx = dx - cx;
  const vy = dy - cy;
  if (next[e] === f || next[f] === e) {
    // Neighbours meet in their corner. More than that only where one folds back along the other.
    return ux * vy - uy * vx === 0 && ux * vx + uy * vy < 0;
  }
  const c = ux * (cy - ay) - uy * (cx - ax);
  const d = ux * (dy - ay) - uy * (dx - ax);
  if ((c > 0 && d > 0) || (c < 0 && d < 0)) return false;
  const a = vx * (ay - cy) - vy * (ax - cx);
  const b = vx * (by - cy) - vy * (bx - cx);
  return !((a > 0 && b > 0) || (a < 0 && b < 0));
}

/** Whether `ring` holds a point that is not on it, even-odd. */
export function holds(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  let before = ring[ring.length - 1];
  for (const point of ring) {
    if (before.y > y !== point.y > y) {
      // Where the edge passes this height, compared without a division.
      const side = (point.x - before.x) * (y - before.y) - (x - before.x) * (point.y - before.y);
      if (side > 0 === point.y > before.y) inside = !inside;
    }
    before = point;
  }
  return inside;
}

/**
 * A convex ring of positive area with each edge moved inwards by `distance`: what is left of it, as x, y pairs in `out`, cut
 * edge by edge. Says how many points; 0 if nothing is left.
 */
export function insetConvex(ring: Ring, distance: number, out: Float64Array, other: Float64Array): number {
  let count = ring.length;
  let from = out;
  let to = other;
  for (let i = 0; i < count; i++) {
    from[i * 2] = ring[i].x;
    from[i * 2 + 1] = ring[i].y;
  }
  let before = ring[ring.length - 1];
  for (const point of ring) {
    const dx = point.x - before.x;
    const dy = point.y - before.y;
    const length = Math.sqrt(dx * dx + dy * dy);
    // Inside is on the left of an edge, seen with +y up.
    const nx = -dy / length;
    const ny = dx / length;
    const least = nx * before.x + ny * before.y + distance;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const j = i + 1 < count ? i + 1 : 0;
      const a = from[i * 2] * nx + from[i * 2 + 1] * ny - least;
      const b = from[j * 2] * nx + from[j * 2 + 1] * ny - least;
      if (a >= 0) {
        to[kept * 2] = from[i * 2];
        to[kept++ * 2 + 1] = from[i * 2 + 1];
      }
      if (a >= 0 !== b >= 0) {
        const share = a / (a - b);
        to[kept * 2] = from[i * 2] + (from[j * 2] - from[i * 2]) * share;
        to[kept++ * 2 + 1] = from[i * 2 + 1] + (from[j * 2 + 1] - from[i * 2 + 1]) * share;
      }
    }
    count = kept;
    const swap = from;
    from = to;
    to = swap;
    before = point;
  }
  if (from !== out) for (let i = 0; i < count * 2; i++) out[i] = from[i];
  return count;
}

/** Whether a ring of positive area turns one way only, and once round. */
export function isConvex(ring: Ring): boolean {
  let turns = 0;
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i];
    const b = ring[(i + 1) % ring.length];
    const c = ring[(i + 2) % ring.length];
    if ((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) < 0) return false;
    // Its direction passes from left to right once in a full turn.
    if (b.x > a.x !== c.x > b.x) turns++;
  }
  return turns <= 2;
}
