// Evaluated layers → the bytes of a frame. One pass over the points does the copy, the break flags and the bounds.

import type { Evaluation } from "../core/evaluate.ts";
import {
  createFrameView,
  type FrameView,
  frameBytes,
  HEAD,
  LAYER,
  LAYER_WORDS,
  layoutFrame,
  type Stride,
  TIME,
} from "../protocol/frame.ts";
import { hashFrame } from "../protocol/frame-hash.ts";
import type { FrameWriter } from "../protocol/frame-slot.ts";

export interface FrameMeta {
  epoch: number;
  seq: number;
  generation: number;
  controlRevision: number;
  t: number;
  beat: number;
  bar: number;
  phase: number;
  bpm: number;
  beatsPerBar: number;
  seed: number;
  tickMs: number;
  drawUs: number;
  evaluateUs: number;
  canvasWidth: number;
  canvasHeight: number;
  background: Float64Array;
}

export interface FramePublisher {
  /**
   * Encodes and hands over; false when a later tick was there first. Returns the pack time through `meta`-like stats.
   * `hash`, if given, takes the hash of the frame, low word first.
   */
  publish(evaluation: Evaluation, meta: FrameMeta, hash?: Uint32Array): boolean;
  packUs(): number;
  /** Share of the points that is published, 0..1: an experiment tells what grows with points from what does not. */
  setDetail(share: number): void;
}

/** Views are kept per buffer: at most 16 live ones, and a few of buffers that have grown since. */
const KEPT_VIEWS = 20;

export function createFramePublisher(writer: FrameWriter, stride: Stride, now: () => number): FramePublisher {
  const views: FrameView[] = [];
  let packUs = 0;
  let detail = 1;

  const viewOf = (bytes: ArrayBufferLike): FrameView => {
    for (let i = 0; i < views.length; i++) if (views[i].bytes === bytes) return views[i];
    const view = createFrameView(bytes);
    views.push(view);
    if (views.length > KEPT_VIEWS) views.shift();
    return view;
  };

  return {
    packUs: () => packUs,
    setDetail: (share) => {
      detail = share;
    },
    publish(whole, meta, hash) {
      const started = now();
      const evaluation = detail < 1 ? thinned(whole, detail) : whole;
      const bytes = writer.buffer(frameBytes(evaluation.points, evaluation.lines, evaluation.count, stride));
      const view = viewOf(bytes);
      counts.points = evaluation.points;
      counts.lines = evaluation.lines;
      counts.layers = evaluation.count;
      counts.stride = stride;
      layoutFrame(view, counts);
      writeHead(view, evaluation, meta);
      writeLayers(view, evaluation);
      if (hash !== undefined) hashFrame(view, hash);
      packUs = (now() - started) * 1000;
      view.time[TIME.packUs] = packUs;
      return writer.publish(meta.seq);
    },
  };
}

/** The first points of every layer. Made afresh each time: experiments may cost garbage. */
function thinned(whole: Evaluation, share: number): Evaluation {
  let points = 0;
  let lines = 0;
  const layers = whole.layers.slice(0, whole.count).map(({ lines: all, style }) => {
    const kept = Math.ceil(all.points * share);
    let count = 0;
    while (count < all.lines && all.offsets[count] < kept) count++;
    const offsets = all.offsets.slice(0, count + 1);
    offsets[count] = Math.min(offsets[count], kept);
    points += offsets[count];
    lines += count;
    return { lines: { coords: all.coords, offsets, points: offsets[count], lines: count }, style };
  });
  // No key: the picture has changed although the drawing has not.
  return { layers, count: layers.length, points, lines, keyLow: 0, keyHigh: 0 };
}

const counts = { points: 0, lines: 0, layers: 0, stride: 3 as Stride };

function writeHead(view: FrameView, evaluation: Evaluation, meta: FrameMeta): void {
  const { head, time } = view;
  head[HEAD.epoch] = meta.epoch;
  head[HEAD.seq] = meta.seq;
  head[HEAD.generation] = meta.generation;
  head[HEAD.controlRevision] = meta.controlRevision;
  head[HEAD.contentLow] = evaluation.keyLow;
  head[HEAD.contentHigh] = evaluation.keyHigh;
  time[TIME.t] = meta.t;
  time[TIME.beat] = meta.beat;
  time[TIME.bar] = meta.bar;
  time[TIME.phase] = meta.phase;
  time[TIME.bpm] = meta.bpm;
  time[TIME.beatsPerBar] = meta.beatsPerBar;
  time[TIME.seed] = meta.seed;
  time[TIME.tickMs] = meta.tickMs;
  time[TIME.drawUs] = meta.drawUs;
  time[TIME.evaluateUs] = meta.evaluateUs;
  time[TIME.canvasWidth] = meta.canvasWidth;
  time[TIME.canvasHeight] = meta.canvasHeight;
  time[TIME.backgroundR] = meta.background[0];
  time[TIME.backgroundG] = meta.background[1];
  time[TIME.backgroundB] = meta.background[2];
  time[TIME.backgroundA] = meta.background[3];
}

function writeLayers(view: FrameView, evaluation: Evaluation): void {
  const { ints, floats, words, time, stride } = view;
  let point = 0;
  let line = 0;
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  // The padding point ends a line, so that the first real point never sees a segment before it.
  const pad = view.coordsWord;
  floats[pad] = 0;
  floats[pad + 1] = 0;
  if (stride === 3) words[pad + 2] = 1;
  else {
    floats[pad + 2] = 0;
    floats[pad + 3] = 1;
  }
  words[view.offsetsWord] = 0;

  for (let l = 0; l < evaluation.count; l++) {
    const { lines, style } = evaluation.layers[l];
    const { coords, offsets } = lines;
    const record = view.layersWord + l * LAYER_WORDS;
    ints[record + LAYER.firstPoint] = point;
    ints[record + LAYER.points] = lines.points;
    ints[record + LAYER.firstLine] = line;
    ints[record + LAYER.lines] = lines.lines;
    ints[record + LAYER.blend] = style.blend;
    ints[record + LAYER.pen] = style.pen;
    floats[record + LAYER.width] = style.width;
    floats[record + LAYER.widthInPx] = style.widthInPx ? 1 : 0;
    floats[record + LAYER.r] = style.rgba[0];
    floats[record + LAYER.g] = style.rgba[1];
    floats[record + LAYER.b] = style.rgba[2];
    floats[record + LAYER.a] = style.rgba[3];

    let to = pad + stride + point * stride;
    let from = 0;
    if (stride === 3) {
      for (let i = 0; i < lines.points; i++, from += 3, to += 3) {
        const x = coords[from];
        const y = coords[from + 1];
        floats[to] = x;
        floats[to + 1] = y;
        floats[to + 2] = coords[from + 2];
        words[to + 2] &= ~1;
        if (x < minX) minX = x;
        if (x > maxX) maxX = x;
        if (y < minY) minY = y;
        if (y > maxY) maxY = y;
      }
    } else {
      const mark = l * 2;
      for (let i = 0; i < lines.points; i++, from += 3, to += 4) {
        const x = coords[from];
        const y = coords[from + 1];
        floats[to] = x;
        floats[to + 1] = y;
        floats[to + 2] = coords[from + 2];
        floats[to + 3] = mark;
        if (x < minX) minX = x;
        if (x > maxX) maxX = x;
        if (y < minY) minY = y;
        if (y > maxY) maxY = y;
      }
    }
    const base = pad + stride + point * stride;
    const offsetsTo = view.offsetsWord + line;
    for (let i = 1; i <= lines.lines; i++) {
      const end = offsets[i];
      words[offsetsTo + i] = point + end;
      if (end === offsets[i - 1]) continue; // an empty line has no last point
      const last = base + (end - 1) * stride;
      if (stride === 3) words[last + 2] |= 1;
      else floats[last + 3] = l * 2 + 1;
    }
    point += lines.points;
    line += lines.lines;
  }
  time[TIME.minX] = minX;
  time[TIME.minY] = minY;
  time[TIME.maxX] = maxX;
  time[TIME.maxY] = maxY;
}
