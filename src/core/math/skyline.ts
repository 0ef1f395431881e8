// The upper envelope of lines seen from the front: what lies on or below it is hidden. It is kept as pieces from left to
// right that do not overlap; where there is none, nothing is hidden. A line asks first what of it is seen, then joins.

import { float64Scratch } from "../scratch.ts";

const NO_FLOATS = new Float64Array(0);
const HIGHEST = -Infinity;

export class Skyline {
  /** What `findSeen` found: pairs of shares of the segment, rising. */
  seen: Float64Array = NO_FLOATS;

  /** x0, y0, x1, y1 per piece, x0 < x1. */
  private pieces: Float64Array = NO_FLOATS;
  private count = 0;
  private merged: Float64Array = NO_FLOATS;
  private mergedCount = 0;
  private lastSource: number = NO_SOURCE;
  private inFirst = true;
  private readonly memories = [float64Scratch(), float64Scratch()];
  private readonly seenMemory = float64Scratch();

  begin(): void {
    this.pieces = this.memories[0].take(4);
    this.seen = this.seenMemory.take(4);
    this.count = 0;
    this.inFirst = true;
  }

  /** Which parts of the segment x0, y0, x1, y1 lie above the skyline; says how many. */
  findSeen(segment: Float64Array): number {
    const ax = segment[0];
    const ay = segment[1];
    const bx = segment[2];
    const by = segment[3];
    const left = ax < bx ? ax : bx;
    const right = ax < bx ? bx : ax;
    const { pieces, count, seen } = this;
    if (ax === bx) return this.findSeenUpright(segment);
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[middle * 4 + 2] <= left) low = middle + 1;
      else high = middle;
    }
    // From left to right: `open` is where the part that is seen begins.
    let found = 0;
    let open = left;
    const slope = (by - ay) / (bx - ax);
    for (let i = low; i < count && pieces[i * 4] < right; i++) {
      const px = pieces[i * 4];
      const py = pieces[i * 4 + 1];
      const rise = (pieces[i * 4 + 3] - py) / (pieces[i * 4 + 2] - px);
      const from = px > left ? px : left;
      const to = pieces[i * 4 + 2] < right ? pieces[i * 4 + 2] : right;
      // How far below the piece: y grows downwards.
      const d0 = ay + (from - ax) * slope - (py + (from - px) * rise);
      const d1 = ay + (to - ax) * slope - (py + (to - px) * rise);
      if (d0 < 0 && d1 < 0) continue;
      const across = from + ((to - from) * d0) / (d0 - d1);
      const hidden = d0 >= 0 ? from : across;
      if (hidden > open) {
        seen[found++] = open;
        seen[found++] = hidden;
      }
      open = d1 >= 0 ? to : across;
    }
    if (open < right) {
      seen[found++] = open;
      seen[found++] = right;
    }
    // Places into shares, in the segment's own direction.
    for (let i = 0; i < found; i++) seen[i] = (seen[i] - ax) / (bx - ax);
    if (bx < ax) {
      for (let i = 0, k = found - 1; i < k; i++, k--) {
        const share = seen[i];
        seen[i] = seen[k];
        seen[k] = share;
      }
    }
    return found / 2;
  }

  /** Takes in a stretch of a line: points `first .. end` of which x never falls (`step` 1) or never rises (−1). */
  join(coords: Float32Array, first: number, end: number, step: number): void {
    const { pieces, count } = this;
    const most = count + (end - first);
    this.merged = this.memories[this.inFirst ? 1 : 0].take((most * 4 + 4) * 4);
    this.mergedCount = 0;
    this.lastSource = NO_SOURCE;
    let i = 0;
    let k = step > 0 ? first : end - 1;
    const last = step > 0 ? end - 1 : first;
    let x = HIGHEST;
    while (i < count || k !== last) {
      const p = i * 4;
      const a = k * 3;
      const b = (k + step) * 3;
      const p0 = i < count ? Math.max(pieces[p], x) : Infinity;
      const p1 = i < count ? pieces[p + 2] : Infinity;
      const q0 = k !== last ? Math.max(coords[a], x) : Infinity;
      const q1 = k !== last ? coords[b] : Infinity;
      if (i < count && p1 <= p0) {
        i++;
        continue;
      }
      if (k !== last && q1 <= q0) {
        k += step;
        continue;
      }
      if (p0 < q0) {
        x = Math.min(p1, q0);
        this.putPiece(i, p0, x);
      } else if (q0 < p0) {
        x = Math.min(q1, p0);
        this.putSegment(coords, k, step, q0, x);
      } else {
        x = Math.min(p1, q1);
        this.putHigher(i, coords, k, step, p0, x);
      }
    }
    this.pieces = this.merged;
    this.count = this.mergedCount;
    this.inFirst = !this.inFirst;
    this.merged = NO_FLOATS;
    this.seen = this.seenMemory.take(this.count * 2 + 4);
  }

  release(): void {
    this.pieces = NO_FLOATS;
    this.merged = NO_FLOATS;
    this.seen = NO_FLOATS;
  }

  private findSeenUpright(segment: Float64Array): number {
    const { pieces, count, seen } = this;
    const x = segment[0];
    const ay = segment[1];
    const by = segment[3];
    let edge = Infinity;
    for (let i = 0; i < count; i++) {
      const p = i * 4;
      if (pieces[p] > x || pieces[p + 2] < x) continue;
      const y = pieces[p + 1] + ((x - pieces[p]) * (pieces[p + 3] - pieces[p + 1])) / (pieces[p + 2] - pieces[p]);
      if (y < edge) edge = y;
    }
    if (ay >= edge && by >= edge) return 0;
    const share = ay === by ? 1 : (edge - ay) / (by - ay);
    seen[0] = ay < edge ? 0 : share;
    seen[1] = by < edge ? 1 : share;
    return 1;
  }

  private putPiece(i: number, from: number, to: number): void {
    const p = i * 4;
    const { pieces } = this;
    const rise = (pieces[p + 3] - pieces[p + 1]) / (pieces[p + 2] - pieces[p]);
    const y = pieces[p + 1];
    this.put(i, from, y + (from - pieces[p]) * rise, to, y + (to - pieces[p]) * rise);
  }

  private putSegment(coords: Float32Array, k: number, step: number, from: number, to: number): void {
    const a = k * 3;
    const b = (k + step) * 3;
    const rise = (coords[b + 1] - coords[a + 1]) / (coords[b] - coords[a]);
    const y = coords[a + 1];
    this.put(-2 - k, from, y + (from - coords[a]) * rise, to, y + (to - coords[a]) * rise);
  }

  /** Both are there from `from` to `to`: the higher, which is less in y, and the other beyond where they cross. */
  private putHigher(i: number, coords: Float32Array, k: number, step: number, from: number, to: number): void {
    const p = i * 4;
    const a = k * 3;
    const b = (k + step) * 3;
    const { pieces } = this;
    const rise = (pieces[p + 3] - pieces[p + 1]) / (pieces[p + 2] - pieces[p]);
    const slope = (coords[b + 1] - coords[a + 1]) / (coords[b] - coords[a]);
    const d0 = pieces[p + 1] + (from - pieces[p]) * rise - (coords[a + 1] + (from - coords[a]) * slope);
    const d1 = pieces[p + 1] + (to - pieces[p]) * rise - (coords[a + 1] + (to - coords[a]) * slope);
    if (d0 <= 0 && d1 <= 0) this.putPiece(i, from, to);
    else if (d0 >= 0 && d1 >= 0) this.putSegment(coords, k, step, from, to);
    else {
      const across = from + ((to - from) * d0) / (d0 - d1);
      if (d0 < 0) {
        this.putPiece(i, from, across);
        this.putSegment(coords, k, step, across, to);
      } else {
        this.putSegment(coords, k, step, from, across);
        this.putPiece(i, across, to);
      }
    }
  }

  /** A piece that goes on with the last, from the same source, lengthens it: so the skyline does not crumble. */
  private put(source: number, x0: number, y0: number, x1: number, y1: number): void {
    if (!(x1 > x0)) return;
    const { merged } = this;
    const last = (this.mergedCount - 1) * 4;
    if (source === this.lastSource && merged[last + 2] === x0) {
      merged[last + 2] = x1;
      merged[last + 3] = y1;
      return;
    }
    const at = this.mergedCount++ * 4;
    merged[at] = x0;
    merged[at + 1] = y0;
    merged[at + 2] = x1;
    merged[at + 3] = y1;
    this.lastSource = source;
  }
}

/** Pieces count from 0 up, segments from −2 down. */
const NO_SOURCE = -1;
