// Many line segments of the plane, found by place: the edges are listed per horizontal strip they touch. It answers
// what cutting and filling ask: is a point inside (even-odd), where does a segment meet an edge, how far is the next one.
//
// Questions and answers that are fractions go through small arrays, since a call that is not inlined would box them.
// The instance holds its arrays from `begin` to `release` only, so that idle scratches can be let go.

import { float64Scratch, int32Scratch } from "../scratch.ts";

/** As a share of a segment: how far beyond its ends it still meets another. Double precision errs far less. */
const TOUCH = 1e-9;
/** Listings per edge, on average, that the height of a strip is chosen for. */
const LISTINGS = 4;
/** From here on the sort of the language beats insertion. */
const MANY = 32;

const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);

export class EdgeStrips {
  /** Edges taken in. */
  count = 0;
  /** Whose edge it is, as said to `add`. */
  owners: Int32Array = NO_INTS;
  /** x0, y0, x1, y1 per edge. */
  edges: Float64Array = NO_FLOATS;
  /** What `findCuts` found: shares of the segment, rising. */
  cuts: Float64Array = NO_FLOATS;
  /** What `findOwners` found. */
  found: Int32Array = NO_INTS;
  left = Infinity;
  right = -Infinity;
  top = Infinity;
  bottom = -Infinity;

  /** Edges of strip s: `listed[starts[s] .. starts[s + 1]]`. */
  listed: Int32Array = NO_INTS;
  starts: Int32Array = NO_INTS;
  private stamps: Int32Array = NO_INTS;
  private stamp = 0;
  private marks: Int32Array = NO_INTS;
  private mostOwner = 0;
  private strips = 1;
  private perMm = 0;

  private readonly edgeMemory = float64Scratch();
  private readonly cutMemory = float64Scratch();
  private readonly ownerMemory = int32Scratch();
  private readonly listedMemory = int32Scratch();
  private readonly startMemory = int32Scratch();
  private readonly stampMemory = int32Scratch();
  private readonly markMemory = int32Scratch();
  private readonly foundMemory = int32Scratch();

  /** Empties it, with room for so many edges. */
  begin(most: number): void {
    this.edges = this.edgeMemory.take(most * 4);
    this.owners = this.ownerMemory.take(most);
    this.count = 0;
    this.mostOwner = 0;
    this.left = Infinity;
    this.right = -Infinity;
    this.top = Infinity;
    this.bottom = -Infinity;
  }

  /** Takes in the segments between the points `first .. end`. Those without length are left out. */
  add(coords: Float32Array, first: number, end: number, owner: number): void {
    const { edges, owners } = this;
    if (owner > this.mostOwner) this.mostOwner = owner;
    for (let i = first; i + 1 < end; i++) {
      const a = i * 3;
      const x0 = coords[a];
      const y0 = coords[a + 1];
      const x1 = coords[a + 3];
      const y1 = coords[a + 4];
      if (x0 === x1 && y0 === y1) continue;
      const at = this.count * 4;
      edges[at] = x0;
      edges[at + 1] = y0;
      edges[at + 2] = x1;
      edges[at + 3] = y1;
      owners[this.count++] = owner;
    }
  }

  /** Lists the edges by strip. To be called once all are in. */
  index(): void {
    const { edges, count } = this;
    let heights = 0;
    for (let at = 0; at < count * 4; at += 2) {
      const x = edges[at];
      const y = edges[at + 1];
      if (x < this.left) this.left = x;
      if (x > this.right) this.right = x;
      if (y < this.top) this.top = y;
      if (y > this.bottom) this.bottom = y;
      if (at % 4 === 0) heights += Math.abs(edges[at + 3] - y);
    }
    const height = this.bottom - this.top;
    // So many that the listings stay a small multiple of the edges, even where every edge is as tall as the drawing.
    const fine = heights > 0 ? (LISTINGS * count * height) / heights : 1;
    this.strips = Math.max(1, Math.min(count, Math.ceil(fine)));
    this.perMm = height > 0 ? this.strips / height : 0;
    this.starts = this.startMemory.take(this.strips + 2);
    this.starts.fill(0, 0, this.strips + 2);
    const { starts } = this;
    for (let edge = 0; edge < count; edge++) {
      const a = this.stripOf(edges, edge * 4 + 1);
      const b = this.stripOf(edges, edge * 4 + 3);
      for (let strip = Math.min(a, b); strip <= Math.max(a, b); strip++) starts[strip + 2]++;
    }
    for (let strip = 2; strip < this.strips + 2; strip++) starts[strip] += starts[strip - 1];
    this.listed = this.listedMemory.take(starts[this.strips + 1]);
    // The count of a strip stands two places on while it fills; each listing moves the start before it into place.
    for (let edge = 0; edge < count; edge++) {
      const a = this.stripOf(edges, edge * 4 + 1);
      const b = this.stripOf(edges, edge * 4 + 3);
      for (let strip = Math.min(a, b); strip <= Math.max(a, b); strip++) this.listed[starts[strip + 1]++] = edge;
    }
    this.stamps = this.stampMemory.take(count);
    this.stamps.fill(0, 0, count);
    this.stamp = 0;
    this.marks = this.markMemory.take(this.mostOwner + 1);
    this.marks.fill(0, 0, this.mostOwner + 1);
    this.found = this.foundMemory.take(count);
    this.cuts = this.cutMemory.take(count * 2 + 2);
  }

  /** The strip of the y at `values[at]`; beyond the edges the nearest. */
  stripOf(values: Float64Array, at: number): number {
    const strip = Math.floor((values[at] - this.top) * this.perMm);
    return strip < 0 ? 0 : strip < this.strips ? strip : this.strips - 1;
  }

  /** Whether the point x, y is inside: an odd number of edges to its right. */
  contains(point: Float64Array): boolean {
    const x = point[0];
    const y = point[1];
    if (!(y >= this.top && y <= this.bottom && x >= this.left && x <= this.right)) return false;
    const { edges, listed, starts } = this;
    const strip = this.stripOf(point, 1);
    let inside = false;
    for (let i = starts[strip]; i < starts[strip + 1]; i++) {
      const e = listed[i] * 4;
      const py = edges[e + 1];
      const qy = edges[e + 3];
      if (py > y === qy > y) continue;
      const px = edges[e];
      if (x < px + ((y - py) * (edges[e + 2] - px)) / (qy - py)) inside = !inside;
    }
    return inside;
  }

  /** Puts the owners whose own edges enclose the point x, y into `found`; says how many. */
  findOwners(point: Float64Array): number {
    const x = point[0];
    const y = point[1];
    if (!(y >= this.top && y <= this.bottom && x >= this.left && x <= this.right)) return 0;
    const { edges, owners, listed, starts, marks, found } = this;
    const strip = this.stripOf(point, 1);
    let crossings = 0;
    for (let i = starts[strip]; i < starts[strip + 1]; i++) {
      const edge = listed[i];
      const e = edge * 4;
      const py = edges[e + 1];
      const qy = edges[e + 3];
      if (py > y === qy > y) continue;
      const px = edges[e];
      if (!(x < px + ((y - py) * (edges[e + 2] - px)) / (qy - py))) continue;
      marks[owners[edge]] ^= 1;
      found[crossings++] = owners[edge];
    }
    let count = 0;
    for (let i = 0; i < crossings; i++) {
      const owner = found[i];
      if (marks[owner] === 0) continue;
      marks[owner] = 0;
      found[count++] = owner;
    }
    return count;
  }

  /**
   * Where the segment x0, y0, x1, y1 meets edges, touches included, as rising shares 0..1 in `cuts`; says how many.
   * Along an edge it shares, it meets that edge's ends.
   */
  findCuts(segment: Float64Array): number {
    const ax = segment[0];
    const ay = segment[1];
    const bx = segment[2];
    const by = segment[3];
    const x0 = ax < bx ? ax : bx;
    const x1 = ax < bx ? bx : ax;
    const y0 = ay < by ? ay : by;
    const y1 = ay < by ? by : ay;
    if (this.count === 0 || x1 < this.left || x0 > this.right || y1 < this.top || y0 > this.bottom) return 0;
    const { edges, listed, starts, stamps, cuts } = this;
    const rx = bx - ax;
    const ry = by - ay;
    const reach = Math.abs(rx) + Math.abs(ry);
    if (reach === 0) return 0;
    const from = this.stripOf(segment, 1);
    const to = this.stripOf(segment, 3);
    const last = from < to ? to : from;
    const stamp = ++this.stamp;
    let found = 0;
    for (let strip = from < to ? from : to; strip <= last; strip++) {
      for (let i = starts[strip]; i < starts[strip + 1]; i++) {
        const edge = listed[i];
        const e = edge * 4;
        const px = edges[e];
        const py = edges[e + 1];
        const qx = edges[e + 2];
        const qy = edges[e + 3];
        if ((px < x0 && qx < x0) || (px > x1 && qx > x1) || (py < y0 && qy < y0) || (py > y1 && qy > y1)) continue;
        if (stamps[edge] === stamp) continue;
        stamps[edge] = stamp;
        const ex = qx - px;
        const ey = qy - py;
        const cx = px - ax;
        const cy = py - ay;
        const across = rx * ey - ry * ex;
        const aside = cx * ry - cy * rx;
        if (Math.abs(across) > 1e-12 * reach * (Math.abs(ex) + Math.abs(ey))) {
          const t = (cx * ey - cy * ex) / across;
          const u = aside / across;
          if (t >= -TOUCH && t <= 1 + TOUCH && u >= -TOUCH && u <= 1 + TOUCH) cuts[found++] = t < 0 ? 0 : t > 1 ? 1 : t;
        } else if (Math.abs(aside) <= TOUCH * reach * reach) {
          const square = rx * rx + ry * ry;
          const t = (cx * rx + cy * ry) / square;
          const u = t + (ex * rx + ey * ry) / square;
          if (t > 0 && t < 1) cuts[found++] = t;
          if (u > 0 && u < 1) cuts[found++] = u;
          // Even when both lie beyond: the segment is on the edge, and whether it is inside must be asked.
          if (!(t > 0 && t < 1) && !(u > 0 && u < 1)) cuts[found++] = 0;
        }
      }
    }
    if (found > MANY) cuts.subarray(0, found).sort();
    else if (found > 1) sortFew(cuts, found);
    return found;
  }

  /** Distance from point x, y to the nearest edge, put into `point[2]`; `most` where none is nearer than that. */
  findDistance(point: Float64Array, most: number): void {
    const x = point[0];
    const y = point[1];
    const { edges, listed, starts } = this;
    let best = most * most;
    if (this.count > 0) {
      const home = this.stripOf(point, 1);
      const height = this.perMm > 0 ? 1 / this.perMm : Infinity;
      for (let step = 0, open = true; open; step++) {
        open = false;
        for (let side = 0; side < 2; side++) {
          if (side === 1 && step === 0) continue;
          const strip = side === 0 ? home + step : home - step;
          if (strip < 0 || strip >= this.strips) continue;
          const near = side === 0 ? this.top + strip * height - y : y - (this.top + (strip + 1) * height);
          if (step > 0 && near > 0 && near * near >= best) continue;
          open = true;
          for (let i = starts[strip]; i < starts[strip + 1]; i++) {
            const e = listed[i] * 4;
            const px = edges[e];
            const py = edges[e + 1];
            const ex = edges[e + 2] - px;
            const ey = edges[e + 3] - py;
            const share = ((x - px) * ex + (y - py) * ey) / (ex * ex + ey * ey);
            const t = share < 0 ? 0 : share > 1 ? 1 : share;
            const dx = px + ex * t - x;
            const dy = py + ey * t - y;
            const square = dx * dx + dy * dy;
            if (square < best) best = square;
          }
        }
      }
    }
    point[2] = Math.sqrt(best);
  }

  /** Lets go of the memory. */
  release(): void {
    this.edges = NO_FLOATS;
    this.cuts = NO_FLOATS;
    this.owners = NO_INTS;
    this.listed = NO_INTS;
    this.starts = NO_INTS;
    this.stamps = NO_INTS;
    this.marks = NO_INTS;
    this.found = NO_INTS;
    this.count = 0;
  }
}

function sortFew(values: Float64Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const value = values[i];
    let at = i;
    while (at > 0 && values[at - 1] > value) {
      values[at] = values[at - 1];
      at--;
    }
    values[at] = value;
  }
}
