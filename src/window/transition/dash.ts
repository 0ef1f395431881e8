// By arc length: each leaving line is drawn off from its start while each arriving one is drawn on, as a pen would.

import { type FrameView, LAYER, LAYER_WORDS } from "../../protocol/frame.ts";
import { layoutMix, type Mixer, NOW, now, writeLayer, writeMixHead, writePadding } from "./mix-head.ts";

/** A cut this near to a point of the line, as a share of its segment, is that point: no point is written twice. */
const NEAR = 1e-5;

/** Where the next point goes, counted across both sides. */
let next = 0;
/** As in mix-head.ts: what is kept of the side at work, how far it is moved, where in its segment a cut lies, how
 * long the line at work is. */
const AT = { from: 0, to: 1, dx: 2, dy: 3, cut: 4, length: 5 } as const;
const at = new Float64Array(6);

export const mixDash: Mixer = (out, a, b, share) => {
  const lines = a.lines + b.lines;
  layoutMix(out, a.points + b.points, lines, a.layers + b.layers, a.stride);
  writeMixHead(out, a, b, share);
  writePadding(out);
  out.words[out.offsetsWord] = 0;
  next = 0;
  at[AT.from] = share;
  at[AT.to] = 1;
  at[AT.dx] = now[NOW.ax];
  at[AT.dy] = now[NOW.ay];
  put(out, a, 0, 0);
  at[AT.from] = 0;
  at[AT.to] = share;
  at[AT.dx] = now[NOW.bx];
  at[AT.dy] = now[NOW.by];
  put(out, b, a.layers, a.lines);
  layoutMix(out, next, lines, a.layers + b.layers, a.stride);
};

function put(out: FrameView, side: FrameView, layer: number, line: number): void {
  const { ints, words, layersWord, offsetsWord } = side;
  const empty = at[AT.from] >= at[AT.to];
  for (let l = 0; l < side.layers; l++) {
    const record = layersWord + l * LAYER_WORDS;
    const first = ints[record + LAYER.firstLine];
    const count = ints[record + LAYER.lines];
    const firstPoint = next;
    writeLayer(out, layer + l, side, l, 1, firstPoint, line + first);
    for (let i = 0; i < count; i++) {
      const begin = words[offsetsWord + first + i];
      const end = words[offsetsWord + first + i + 1];
      if (!empty && end > begin) {
        const started = next;
        if (at[AT.from] > 0) drawOff(out, side, layer + l, begin, end, i, count);
        else drawOn(out, side, layer + l, begin, end, i, count);
        if (next > started) endLine(out, layer + l);
      }
      out.words[out.offsetsWord + line + first + i + 1] = next;
    }
    out.ints[out.layersWord + (layer + l) * LAYER_WORDS + LAYER.points] = next - firstPoint;
  }
}

/** A line of no length cannot be cut: such dots come and go one by one, in order of their lines. */
function putDot(out: FrameView, side: FrameView, layer: number, begin: number, end: number, i: number, count: number) {
  const order = (i + 0.5) / count;
  if (order < at[AT.from] || order >= at[AT.to]) return;
  for (let point = begin; point < end; point++) copy(out, side, wordOf(side, point), layer);
}

/** The end of a line, from the cut on. */
function drawOff(
  out: FrameView,
  side: FrameView,
  layer: number,
  begin: number,
  end: number,
  order: number,
  count: number,
): void {
  const { floats, stride } = side;
  const first = wordOf(side, begin);
  const last = wordOf(side, end - 1);
  measure(side, first, last);
  const length = at[AT.length];
  if (length === 0) return putDot(out, side, layer, begin, end, order, count);
  const skip = at[AT.from] * length;
  let walked = 0;
  let word = first + stride;
  let size = segment(floats, word, stride);
  while (word < last && walked + size <= skip) {
    walked += size;
    word += stride;
    size = segment(floats, word, stride);
  }
  at[AT.cut] = size > 0 ? Math.max(0, (skip - walked) / size) : 0;
  if (at[AT.cut] > 1 - NEAR) return;
  putCut(out, side, word, layer);
  for (; word <= last; word += stride) copy(out, side, word, layer);
}

/** The start of a line, up to the cut. */
function drawOn(
  out: FrameView,
  side: FrameView,
  layer: number,
  begin: number,
  end: number,
  order: number,
  count: number,
): void {
  const { floats, stride } = side;
  const first = wordOf(side, begin);
  const last = wordOf(side, end - 1);
  measure(side, first, last);
  const length = at[AT.length];
  if (length === 0) return putDot(out, side, layer, begin, end, order, count);
  const whole = at[AT.to] >= 1;
  const keep = at[AT.to] * length;
  const started = next;
  let walked = 0;
  copy(out, side, first, layer);
  for (let word = first + stride; word <= last; word += stride) {
    const size = segment(floats, word, stride);
    if (walked + size > keep && !whole) {
      at[AT.cut] = (keep - walked) / size;
      if (at[AT.cut] > NEAR) putCut(out, side, word, layer);
      break;
    }
    walked += size;
    copy(out, side, word, layer);
  }
  // A point alone would be a dot.
  if (next === started + 1) next = started;
}

const wordOf = ({ coordsWord, stride }: FrameView, point: number) => coordsWord + (point + 1) * stride;

function measure({ floats, stride }: FrameView, first: number, last: number): void {
  let length = 0;
  for (let word = first + stride; word <= last; word += stride) length += segment(floats, word, stride);
  at[AT.length] = length;
}

/** Length of the segment that ends at `word`. */
function segment(floats: Float32Array, word: number, stride: number): number {
  const x = floats[word] - floats[word - stride];
  const y = floats[word + 1] - floats[word - stride + 1];
  return Math.sqrt(x * x + y * y);
}

function copy(out: FrameView, side: FrameView, word: number, layer: number): void {
  const to = wordOf(out, next++);
  out.floats[to] = side.floats[word] + at[AT.dx];
  out.floats[to + 1] = side.floats[word + 1] + at[AT.dy];
  if (out.stride === 3) out.words[to + 2] = side.words[word + 2] & ~1;
  else {
    out.floats[to + 2] = side.floats[word + 2];
    out.floats[to + 3] = layer * 2;
  }
}

/** The point of the cut, in the segment that ends at `word`. */
function putCut(out: FrameView, { floats, stride }: FrameView, word: number, layer: number): void {
  const to = wordOf(out, next++);
  const before = word - stride;
  const share = at[AT.cut];
  const keep = 1 - share;
  out.floats[to] = floats[before] * keep + floats[word] * share + at[AT.dx];
  out.floats[to + 1] = floats[before + 1] * keep + floats[word + 1] * share + at[AT.dy];
  out.floats[to + 2] = floats[before + 2] * keep + floats[word + 2] * share;
  if (stride === 3) out.words[to + 2] &= ~1;
  else out.floats[to + 3] = layer * 2;
}

function endLine(out: FrameView, layer: number): void {
  const last = wordOf(out, next - 1);
  if (out.stride === 3) out.words[last + 2] |= 1;
  else out.floats[last + 3] = layer * 2 + 1;
}
