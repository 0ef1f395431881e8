// Cuts a region down to one side of a straight line, exactly, whatever its shape: with holes, in several pieces, or
// overlapping itself. The cells of Voronoi diagrams are a region cut by one bisector after another.
//
// Rings are cut into chains at the line. Sorted along it, the chains' ends pair off, first with second, third with
// fourth (that is where an even-odd region lies between them), and following chains from pair to pair gives the rings
// that remain. Known from polygon filling; for one line it needs none of the case work of general clipping.

import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";
import { float64Scratch, type Scratch, uint8Scratch, uint32Scratch } from "../scratch.ts";

/** Rings of points; the last of a ring is joined to its first. */
interface Rings {
  xy: Float64Array;
  ends: Uint32Array;
  points: number;
  count: number;
}

interface RingStore {
  rings: Rings;
  xyScratch: Scratch<Float64Array>;
  endsScratch: Scratch<Uint32Array>;
}

const createStore = (): RingStore => ({
  rings: { xy: new Float64Array(0), ends: new Uint32Array(0), points: 0, count: 0 },
  xyScratch: float64Scratch(),
  endsScratch: uint32Scratch(),
});

// The region at hand, what a cut makes of it, and the chains in between.
let current = createStore();
let next = createStore();
const chains = createStore();
const sideScratch = float64Scratch();
const alongScratch = float64Scratch();
const orderScratch = uint32Scratch();
const partnerScratch = uint32Scratch();
const takenScratch = uint8Scratch();

function clear(store: RingStore, points: number): Rings {
  const { rings } = store;
  rings.xy = store.xyScratch.take(points * 2);
  rings.ends = store.endsScratch.take(points);
  rings.points = 0;
  rings.count = 0;
  return rings;
}

function addPoint(rings: Rings, x: number, y: number): void {
  const at = rings.points++ * 2;
  rings.xy[at] = x;
  rings.xy[at + 1] = y;
}

function endRing(rings: Rings): void {
  rings.ends[rings.count++] = rings.points;
}

/** Begins with the lines of `region` that have three corners or more, each closed. */
export function takeRegion(region: Polylines): void {
  const { coords, offsets } = region;
  const rings = clear(current, region.points + 1);
  for (let line = 0; line < region.lines; line++) {
    const first = offsets[line] * 3;
    let end = offsets[line + 1] * 3;
    while (end - first > 3 && coords[end - 3] === coords[first] && coords[end - 2] === coords[first + 1]) end -= 3;
    if (end - first < 9) continue;
    for (let i = first; i < end; i += 3) addPoint(rings, coords[i], coords[i + 1]);
    endRing(rings);
  }
}

/** Keeps what is at least as near to point a as to point b, and `apart` mm away from where both are as near. */
export function keepNearer(ax: number, ay: number, bx: number, by: number, apart = 0): void {
  const nx = bx - ax;
  const ny = by - ay;
  const mx = (ax + bx) / 2;
  const my = (ay + by) / 2;
  const from = current.rings;
  const { xy, points } = from;
  const side = sideScratch.take(points);
  const moved = apart * Math.sqrt(nx * nx + ny * ny);
  let beyond = 0;
  for (let i = 0; i < points; i++) {
    side[i] = (xy[i * 2] - mx) * nx + (xy[i * 2 + 1] - my) * ny + moved;
    if (side[i] > 0) beyond++;
  }
  if (beyond === 0) return;
  // A cut adds at most one point per edge it meets, and it cannot meet more edges than there are.
  const to = clear(next, points * 2 + 1);
  if (beyond < points) {
    const pieces = clear(chains, points * 2 + 1);
    cutRings(from, side, to, pieces);
    if (pieces.count > 0) joinChains(pieces, -ny, nx, to);
  }
  const made = next;
  next = current;
  current = made;
}

/** Whole rings on this side go to `to`, pieces of the others to `pieces`, each from crossing to crossing. */
function cutRings(from: Rings, side: Float64Array, to: Rings, pieces: Rings): void {
  const { xy, ends, count } = from;
  for (let ring = 0, first = 0; ring < count; first = ends[ring++]) {
    const end = ends[ring];
    let entry = -1;
    let kept = 0;
    for (let i = first; i < end; i++) {
      if (side[i] > 0) continue;
      kept++;
      if (side[i > first ? i - 1 : end - 1] > 0) entry = i;
    }
    if (kept === 0) continue;
    if (entry < 0) {
      for (let i = first; i < end; i++) addPoint(to, xy[i * 2], xy[i * 2 + 1]);
      endRing(to);
      continue;
    }
    // From where the ring comes in once round, so that it ends beyond the line.
    let before = entry > first ? entry - 1 : end - 1;
    for (let step = first, i = entry; step < end; step++) {
      if (side[i] > 0 !== side[before] > 0) addCrossing(pieces, xy, side, before, i);
      if (side[i] <= 0) addPoint(pieces, xy[i * 2], xy[i * 2 + 1]);
      else if (side[before] <= 0) endRing(pieces);
      before = i;
      i = i + 1 < end ? i + 1 : first;
    }
  }
}

function addCrossing(pieces: Rings, xy: Float64Array, side: Float64Array, a: number, b: number): void {
  const share = side[a] / (side[a] - side[b]);
  addPoint(
    pieces,
    xy[a * 2] + (xy[b * 2] - xy[a * 2]) * share,
    xy[a * 2 + 1] + (xy[b * 2 + 1] - xy[a * 2 + 1]) * share,
  );
}

/** End 2c is where chain c starts, 2c + 1 where it stops. */
function joinChains(pieces: Rings, dx: number, dy: number, to: Rings): void {
  const { xy, ends, count } = pieces;
  const along = alongScratch.take(count * 2);
  const order = orderScratch.take(count * 2);
  const partner = partnerScratch.take(count * 2);
  const taken = takenScratch.take(count);
  for (let c = 0; c < count; c++) {
    const first = (c > 0 ? ends[c - 1] : 0) * 2;
    const last = ends[c] * 2 - 2;
    along[c * 2] = xy[first] * dx + xy[first + 1] * dy;
    along[c * 2 + 1] = xy[last] * dx + xy[last + 1] * dy;
    taken[c] = 0;
  }
  sortIndices(order, along, count * 2);
  for (let i = 0; i < count * 2; i += 2) {
    partner[order[i]] = order[i + 1];
    partner[order[i + 1]] = order[i];
  }
  for (let c = 0; c < count; c++) {
    if (taken[c] === 1) continue;
    let entry = c * 2;
    do {
      const chain = entry >> 1;
      taken[chain] = 1;
      addChain(pieces, chain, (entry & 1) === 1, to);
      entry = partner[entry ^ 1];
    } while (entry !== c * 2);
    endRing(to);
  }
}

function addChain(pieces: Rings, chain: number, backwards: boolean, to: Rings): void {
  const first = chain > 0 ? pieces.ends[chain - 1] : 0;
  const end = pieces.ends[chain];
  for (let i = first; i < end; i++) {
    const at = (backwards ? end - 1 - (i - first) : i) * 2;
    addPoint(to, pieces.xy[at], pieces.xy[at + 1]);
  }
}

/** Shell sort of 0 .. count by `keys`: mostly two entries, and never the many thousands where it would be slow. */
function sortIndices(order: Uint32Array, keys: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) order[i] = i;
  let gap = 1;
  while (gap < count / 9) gap = gap * 3 + 1;
  for (; gap >= 1; gap = Math.floor(gap / 3)) {
    for (let i = gap; i < count; i++) {
      const moved = order[i];
      const key = keys[moved];
      let to = i;
      for (; to >= gap && keys[order[to - gap]] > key; to -= gap) order[to] = order[to - gap];
      order[to] = moved;
    }
  }
}

/** Writes what is left, each ring as a closed line. */
export function writeRegion(out: LineWriter, z: number): void {
  const { xy, ends, count } = current.rings;
  for (let ring = 0, first = 0; ring < count; first = ends[ring++]) {
    if (ends[ring] - first < 3) continue;
    out.moveTo(xy[first * 2], xy[first * 2 + 1], z);
    for (let i = first + 1; i < ends[ring]; i++) out.lineTo(xy[i * 2], xy[i * 2 + 1], z);
    out.lineTo(xy[first * 2], xy[first * 2 + 1], z);
  }
}
