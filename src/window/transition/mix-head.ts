// What every mixer writes the same way: the sheet between two sheets, the padding point, and a layer's record.

import {
  type FrameCounts,
  type FrameView,
  HEAD,
  HEADER_BYTES,
  LAYER,
  LAYER_WORDS,
  layoutFrame,
  type Stride,
  TIME,
} from "../../protocol/frame.ts";

/** Writes the mix of `a` and `b` at `share` (0: all `a`, 1: all `b`) into `out`, and aims it. Makes no object. */
export type Mixer = (out: FrameView, a: FrameView, b: FrameView, share: number) => void;

/**
 * The numbers of the mix that is being made, for functions that are called once a line: as arguments each would be an object
 * on the heap. How far each drawing is moved lies here, because two sheets of unlike size are laid middle on middle.
 */
export const NOW = { share: 0, keep: 1, ax: 2, ay: 3, bx: 4, by: 5 } as const;
export const now = new Float64Array(6);

const counts: FrameCounts = { points: 0, lines: 0, layers: 0, stride: 3 };

/** Sections do not depend on how many points there will be: a mixer that cannot know lays out first and counts later. */
export function layoutMix(out: FrameView, points: number, lines: number, layers: number, stride: Stride): void {
  counts.points = points;
  counts.lines = lines;
  counts.layers = layers;
  counts.stride = stride;
  layoutFrame(out, counts);
}

/** Identity and times are those of `b`, which the show takes for on air; sheet and paper lie between both. */
export function writeMixHead(out: FrameView, a: FrameView, b: FrameView, share: number): void {
  const { head, time } = out;
  head[HEAD.epoch] = b.head[HEAD.epoch];
  head[HEAD.seq] = b.head[HEAD.seq];
  head[HEAD.generation] = b.head[HEAD.generation];
  head[HEAD.controlRevision] = b.head[HEAD.controlRevision];
  // No key: each mix is a picture of its own.
  head[HEAD.contentLow] = 0;
  head[HEAD.contentHigh] = 0;
  const last = (HEADER_BYTES - 64) / 8;
  for (let i = 0; i < last; i++) time[i] = b.time[i];
  for (let i = TIME.canvasWidth; i <= TIME.backgroundA; i++) time[i] = a.time[i] * (1 - share) + b.time[i] * share;
  now[NOW.share] = share;
  now[NOW.keep] = 1 - share;
  now[NOW.ax] = (time[TIME.canvasWidth] - a.time[TIME.canvasWidth]) / 2;
  now[NOW.ay] = (time[TIME.canvasHeight] - a.time[TIME.canvasHeight]) / 2;
  now[NOW.bx] = (time[TIME.canvasWidth] - b.time[TIME.canvasWidth]) / 2;
  now[NOW.by] = (time[TIME.canvasHeight] - b.time[TIME.canvasHeight]) / 2;
  time[TIME.minX] = Math.min(a.time[TIME.minX] + now[NOW.ax], b.time[TIME.minX] + now[NOW.bx]);
  time[TIME.minY] = Math.min(a.time[TIME.minY] + now[NOW.ay], b.time[TIME.minY] + now[NOW.by]);
  time[TIME.maxX] = Math.max(a.time[TIME.maxX] + now[NOW.ax], b.time[TIME.maxX] + now[NOW.bx]);
  time[TIME.maxY] = Math.max(a.time[TIME.maxY] + now[NOW.ay], b.time[TIME.maxY] + now[NOW.by]);
}

/** The point before the first one, which ends a line. */
export function writePadding({ floats, words, coordsWord, stride }: FrameView): void {
  floats[coordsWord] = 0;
  floats[coordsWord + 1] = 0;
  if (stride === 3) words[coordsWord + 2] = 1;
  else {
    floats[coordsWord + 2] = 0;
    floats[coordsWord + 3] = 1;
  }
}

/** The record of `layer` of `from`, thinner by `opacity`, with the place of its points and lines. */
export function writeLayer(
  out: FrameView,
  to: number,
  from: FrameView,
  layer: number,
  opacity: number,
  firstPoint: number,
  firstLine: number,
): void {
  const at = out.layersWord + to * LAYER_WORDS;
  const read = from.layersWord + layer * LAYER_WORDS;
  for (let i = 0; i < LAYER_WORDS; i++) out.words[at + i] = from.words[read + i];
  out.ints[at + LAYER.firstPoint] = firstPoint;
  out.ints[at + LAYER.firstLine] = firstLine;
  out.floats[at + LAYER.a] *= opacity;
}
