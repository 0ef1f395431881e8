// A Gaussian along a line: the line is sampled at even steps of its length, blurred, and put together again from its
// slow part and its fast part. What `lowpass` and `highpass` share.

import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";
import { float64Scratch } from "../scratch.ts";
import { isClosed } from "./closed.ts";

export const CLOSINGS = ["auto", "open", "closed"] as const;
export type Closing = (typeof CLOSINGS)[number];

/** The bell is cut off at this many sigmas, where 0.01 % of it is left. */
const REACH = 4;

const samples = float64Scratch();
const padded = float64Scratch();
const bell = float64Scratch();

/** How many samples a line gets, the last one included: even steps as near to `step` as they go; 0 for a dot. */
function samplesOf(length: number, step: number, loop: boolean): number {
  return length > 0 ? Math.max(loop ? 3 : 1, Math.round(length / step)) + 1 : 0;
}

const isLoop = (closing: Closing, coords: Float32Array, first: number, end: number): boolean =>
  closing === "auto" ? isClosed(coords, first, end) : closing === "closed" && end - first > 2;

/** Length of the line in mm; of a loop with the way back to its start. */
function lengthOf(coords: Float32Array, first: number, end: number, loop: boolean): number {
  let length = 0;
  for (let i = first; i + 1 < end; i++) length += apart(coords, i * 3, i * 3 + 3);
  return loop ? length + apart(coords, end * 3 - 3, first * 3) : length;
}

function apart(coords: Float32Array, a: number, b: number): number {
  const x = coords[b] - coords[a];
  const y = coords[b + 1] - coords[a + 1];
  const z = coords[b + 2] - coords[a + 2];
  return Math.sqrt(x * x + y * y + z * z);
}

/** Points that `filterLines` writes. */
export function filteredPoints(input: Polylines, step: number, closing: Closing): number {
  const { coords, offsets } = input;
  let points = 0;
  for (let line = 0; line < input.lines; line++) {
    const first = offsets[line];
    const end = offsets[line + 1];
    const loop = isLoop(closing, coords, first, end);
    points += samplesOf(lengthOf(coords, first, end, loop), step, loop) || end - first;
  }
  return points;
}

/**
 * Writes every line anew as mean + slow·(blurred − mean) + fast·(sampled − blurred), where the mean is that of the
 * line's samples. Lines without length stay as they are.
 */
export function filterLines(
  input: Polylines,
  step: number,
  sigma: number,
  closing: Closing,
  slow: number,
  fast: number,
  out: LineWriter,
): void {
  const { coords, offsets } = input;
  for (let line = 0; line < input.lines; line++) {
    const first = offsets[line];
    const end = offsets[line + 1];
    const loop = isLoop(closing, coords, first, end);
    const length = lengthOf(coords, first, end, loop);
    const count = samplesOf(length, step, loop);
    const at = out.points * 3;
    if (count === 0) {
      for (let c = 0; c < (end - first) * 3; c++) out.coords[at + c] = coords[first * 3 + c];
      out.commitLine(end - first);
      continue;
    }
    const places = samples.take(count * 3);
    sample(coords, first, end, length, count, places);
    // Wider than the line itself, a bell only flattens what is flat already.
    const widest = (loop ? 1 : 2) * (count - 1);
    const width = Math.min(widest, (Math.max(0, sigma) * (count - 1)) / length);
    const reach = writeBell(width);
    const distinct = loop ? count - 1 : count;
    for (let axis = 0; axis < 3; axis++) {
      const row = pad(places, axis, distinct, reach, loop);
      let mean = 0;
      for (let i = 0; i < distinct; i++) mean += row[reach + i];
      mean /= distinct;
      for (let i = 0; i < distinct; i++) {
        const here = row[reach + i];
        const blurred = blurAt(row, reach + i, reach);
        out.coords[at + i * 3 + axis] = mean + slow * (blurred - mean) + fast * (here - blurred);
      }
      if (loop) out.coords[at + distinct * 3 + axis] = out.coords[at + axis];
    }
    out.commitLine(count);
  }
}

/** `count` points in even steps along the line, first and last included; a loop's last is its first. */
function sample(
  coords: Float32Array,
  first: number,
  end: number,
  length: number,
  count: number,
  places: Float64Array,
): void {
  let i = first;
  let travelled = 0;
  let next = i + 1 < end ? i + 1 : first;
  let segment = apart(coords, i * 3, next * 3);
  for (let s = 0; s < count; s++) {
    const along = (length * s) / (count - 1);
    while (i < end - 1 && travelled + segment < along) {
      travelled += segment;
      i++;
      next = i + 1 < end ? i + 1 : first;
      segment = apart(coords, i * 3, next * 3);
    }
    // The last segment of an open line would lead back to its start: there is nothing left to walk.
    const share = segment > 0 ? Math.min(1, (along - travelled) / segment) : 0;
    for (let axis = 0; axis < 3; axis++) {
      const from = coords[i * 3 + axis];
      places[s * 3 + axis] = from + (coords[next * 3 + axis] - from) * share;
    }
  }
}

/** Writes half of a bell of this width (in samples), its middle first, whole sum 1; returns how far it reaches. */
function writeBell(width: number): number {
  const reach = width > 0 ? Math.ceil(width * REACH) : 0;
  const half = bell.take(reach + 1);
  half[0] = 1;
  let sum = 1;
  for (let k = 1; k <= reach; k++) {
    half[k] = Math.exp(-0.5 * (k / width) ** 2);
    sum += 2 * half[k];
  }
  for (let k = 0; k <= reach; k++) half[k] /= sum;
  return reach;
}

/** One coordinate of all samples, continued by `reach` on both sides: round a loop, turned about the ends of a line. */
function pad(places: Float64Array, axis: number, distinct: number, reach: number, loop: boolean): Float64Array {
  const row = padded.take(distinct + 2 * reach);
  const last = distinct - 1;
  const first = places[axis];
  const span = places[last * 3 + axis] - first;
  for (let i = -reach; i < distinct + reach; i++) {
    let value: number;
    if (loop) {
      value = places[(((i % distinct) + distinct) % distinct) * 3 + axis];
    } else {
      // Beyond an end the line goes on as its own half turn about that end, so the ends stay where they are.
      const lap = Math.floor(i / (2 * last));
      const k = i - lap * 2 * last;
      const folded = k <= last ? places[k * 3 + axis] : 2 * (first + span) - places[(2 * last - k) * 3 + axis];
      value = folded + lap * 2 * span;
    }
    row[reach + i] = value;
  }
  return row;
}

function blurAt(row: Float64Array, at: number, reach: number): number {
  const half = bell.take(reach + 1);
  let sum = half[0] * row[at];
  for (let k = 1; k <= reach; k++) sum += half[k] * (row[at - k] + row[at + k]);
  return sum;
}
