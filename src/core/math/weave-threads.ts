// Threads across a region, knotted wherever two of them meet, and then drawn tight: each knot goes towards its four
// neighbours along its two threads, while the ends of the threads stay on the outline.

import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";
import { hashToUnit } from "../random.ts";
import { float32Scratch, float64Scratch, int32Scratch } from "../scratch.ts";
import { regionHas } from "./region.ts";

// A knot on a thread is sorted as one number: thread, place along it, knot. 11 + 22 + 20 bits, what a double holds.
/** A chord through a region with bays becomes several threads; there are no more than this. */
const MOST_THREADS = 1 << 11;
const PLACES = 1 << 22;
const MOST_KNOTS = 1 << 20;

/** A thread shorter than this, in mm, is none. */
const SHORTEST = 0.01;

const outlineScratch = float64Scratch();
const lengthScratch = float64Scratch();
const cutScratch = float64Scratch();
const threadScratch = float64Scratch();
const keyScratch = float64Scratch();
const xyScratch = float32Scratch();
const nextScratch = float32Scratch();
const linkScratch = int32Scratch();
const orderScratch = int32Scratch();

// The threads at hand. Points are the knots, then start and end of each thread.
let outline: Float64Array = new Float64Array(0);
let lengths: Float64Array = outline;
let segments = 0;
let threads: Float64Array = outline;
let threadCount = 0;
let xy: Float32Array = new Float32Array(0);
let knots = 0;
let links: Int32Array = new Int32Array(0);
let order: Int32Array = links;

/**
 * Lays `chords` chords between random points of the outline of `region`, each cut to what of it is inside, and knots
 * them. Says how many knots there are.
 *
 * Every thread is tried with every other: across one region about a third of all pairs do meet, so a grid or a sweep
 * would find the same number of knots no sooner.
 */
export function layThreads(region: Polylines, chords: number, seed: number): number {
  takeOutline(region);
  threads = threadScratch.take(MOST_THREADS * 4);
  threadCount = 0;
  knots = 0;
  const whole = segments > 0 ? lengths[segments - 1] : 0;
  if (whole === 0) return 0;
  for (let chord = 0; chord < chords; chord++) {
    addChord(region, hashToUnit(seed, chord * 2) * whole, hashToUnit(seed, chord * 2 + 1) * whole);
  }
  knot();
  return knots;
}

function takeOutline(region: Polylines): void {
  const { coords, offsets } = region;
  outline = outlineScratch.take(region.points * 4);
  lengths = lengthScratch.take(region.points);
  segments = 0;
  let whole = 0;
  for (let line = 0; line < region.lines; line++) {
    const first = offsets[line] * 3;
    const end = offsets[line + 1] * 3;
    if (end - first < 9) continue;
    for (let i = first, before = end - 3; i < end; before = i, i += 3) {
      const length = Math.hypot(coords[i] - coords[before], coords[i + 1] - coords[before + 1]);
      if (length === 0) continue;
      outline[segments * 4] = coords[before];
      outline[segments * 4 + 1] = coords[before + 1];
      outline[segments * 4 + 2] = coords[i];
      outline[segments * 4 + 3] = coords[i + 1];
      whole += length;
      lengths[segments++] = whole;
    }
  }
}

/** The segment that holds the point so far along all outlines. */
function segmentAt(along: number): number {
  let low = 0;
  let high = segments - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lengths[middle] > along) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where between its ends, 0..1, the segment has the point so far along all outlines. */
function shareAt(segment: number, along: number): number {
  const before = segment > 0 ? lengths[segment - 1] : 0;
  return (along - before) / (lengths[segment] - before);
}

function addChord(region: Polylines, from: number, to: number): void {
  const a = segmentAt(from);
  const b = segmentAt(to);
  // Along its own side a chord is neither inside nor outside.
  if (a === b) return;
  const shareA = shareAt(a, from);
  const shareB = shareAt(b, to);
  const ax = outline[a * 4] + (outline[a * 4 + 2] - outline[a * 4]) * shareA;
  const ay = outline[a * 4 + 1] + (outline[a * 4 + 3] - outline[a * 4 + 1]) * shareA;
  const bx = outline[b * 4] + (outline[b * 4 + 2] - outline[b * 4]) * shareB;
  const by = outline[b * 4 + 1] + (outline[b * 4 + 3] - outline[b * 4 + 1]) * shareB;

  const cuts = cutScratch.take(segments + 2);
  let count = 0;
  cuts[count++] = 0;
  cuts[count++] = 1;
  for (let s = 0; s < segments; s++) {
    if (s === a || s === b) continue;
    const share = crossing(ax, ay, bx, by, outline, s * 4);
    if (share > 0 && share < 1) cuts[count++] = share;
  }
  if (count > 2) cuts.subarray(0, count).sort();
  for (let i = 0; i + 1 < count && threadCount < MOST_THREADS; i++) {
    const middle = (cuts[i] + cuts[i + 1]) / 2;
    const length = (cuts[i + 1] - cuts[i]) * Math.hypot(bx - ax, by - ay);
    if (length < SHORTEST || !regionHas(region, ax + (bx - ax) * middle, ay + (by - ay) * middle)) continue;
    const at = threadCount++ * 4;
    threads[at] = ax + (bx - ax) * cuts[i];
    threads[at + 1] = ay + (by - ay) * cuts[i];
    threads[at + 2] = ax + (bx - ax) * cuts[i + 1];
    threads[at + 3] = ay + (by - ay) * cuts[i + 1];
  }
}

/** Where from a to b, 0..1, the segment at `at` of `others` is met; −1 where it is not. */
function crossing(ax: number, ay: number, bx: number, by: number, others: Float64Array, at: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const ex = others[at + 2] - others[at];
  const ey = others[at + 3] - others[at + 1];
  const across = dx * ey - dy * ex;
  if (across === 0) return -1;
  const fx = others[at] - ax;
  const fy = others[at + 1] - ay;
  const theirs = (fx * dy - fy * dx) / across;
  if (theirs < 0 || theirs > 1) return -1;
  return (fx * ey - fy * ex) / across;
}

/** Finds all crossings and strings them along their threads. */
function knot(): void {
  const most = Math.min(MOST_KNOTS, (threadCount * (threadCount - 1)) / 2);
  const keys = keyScratch.take(most * 2);
  xy = xyScratch.take((most + threadCount * 2) * 2);
  for (let a = 0; a < threadCount; a++) {
    const i = a * 4;
    for (let b = a + 1; b < threadCount && knots < most; b++) {
      const share = crossing(threads[i], threads[i + 1], threads[i + 2], threads[i + 3], threads, b * 4);
      if (share <= 0 || share >= 1) continue;
      const j = b * 4;
      const theirs = crossing(threads[j], threads[j + 1], threads[j + 2], threads[j + 3], threads, i);
      xy[knots * 2] = threads[i] + (threads[i + 2] - threads[i]) * share;
      xy[knots * 2 + 1] = threads[i + 1] + (threads[i + 3] - threads[i + 1]) * share;
      keys[knots * 2] = keyOf(a, share, knots);
      keys[knots * 2 + 1] = keyOf(b, theirs, knots);
      knots++;
    }
  }
  for (let t = 0; t < threadCount * 2; t++) {
    xy[(knots + t) * 2] = threads[t * 2];
    xy[(knots + t) * 2 + 1] = threads[t * 2 + 1];
  }
  keys.subarray(0, knots * 2).sort();
  string(keys);
}

const keyOf = (thread: number, share: number, knot: number): number =>
  (thread * PLACES + Math.min(PLACES - 1, Math.max(0, Math.floor(share * PLACES)))) * MOST_KNOTS + knot;

/** Fills `order`, the points of each thread from end to end, thread after thread, and the links between neighbours. */
function string(keys: Float64Array): void {
  order = orderScratch.take(knots * 2 + threadCount * 2);
  links = linkScratch.take(knots * 4);
  links.fill(-1, 0, knots * 4);
  let at = 0;
  let key = 0;
  for (let thread = 0; thread < threadCount; thread++) {
    let before = knots + thread * 2;
    order[at++] = before;
    for (; key < knots * 2 && Math.floor(keys[key] / MOST_KNOTS / PLACES) === thread; key++) {
      const here = keys[key] % MOST_KNOTS;
      link(here, before);
      link(before, here);
      order[at++] = here;
      before = here;
    }
    link(before, knots + thread * 2 + 1);
    order[at++] = knots + thread * 2 + 1;
  }
}

/** Ends of threads have no links: they do not move. */
function link(from: number, to: number): void {
  if (from >= knots) return;
  let slot = from * 4;
  while (links[slot] >= 0) slot++;
  links[slot] = to;
}

/** One step towards the neighbours: the sum of the four ways there, times `pull`, which is at most ¼. */
export function tighten(pull: number): void {
  const next = nextScratch.take(xy.length);
  const keep = 1 - 4 * pull;
  for (let i = 0; i < knots; i++) {
    const a = links[i * 4] * 2;
    const b = links[i * 4 + 1] * 2;
    const c = links[i * 4 + 2] * 2;
    const d = links[i * 4 + 3] * 2;
    next[i * 2] = keep * xy[i * 2] + pull * (xy[a] + xy[b] + xy[c] + xy[d]);
    next[i * 2 + 1] = keep * xy[i * 2 + 1] + pull * (xy[a + 1] + xy[b + 1] + xy[c + 1] + xy[d + 1]);
  }
  for (let i = 0; i < knots * 2; i++) xy[i] = next[i];
}

/** Each thread as one line. */
export function writeThreads(out: LineWriter, z: number): void {
  let starts = true;
  for (let at = 0; at < (knots + threadCount) * 2; at++) {
    const point = order[at];
    if (starts) out.moveTo(xy[point * 2], xy[point * 2 + 1], z);
    else out.lineTo(xy[point * 2], xy[point * 2 + 1], z);
    starts = point >= knots && !starts;
  }
}
