// By arc length: each leaving line is drawn off from its start while each arriving one is drawn on, as a pen would.

import { type FrameView, LAYER, LAYER_WORDS } from "../../protocol/frame.ts";
import { layoutMix, type Mixer, shift, writeLayer, writeMixHead, writePadding } from "./mix-head.ts";

/** A cut this near to a point of the line, as a share of its segment, is that point: no point is written twice. */
const NEAR = 1e-5;

/** Where the next point goes, counted across both sides, and how far the side at work is moved. */
let next = 0;
let dx = 0;
let dy = 0;

export const mixDash: Mixer = (out, a, b, share) => {
  const lines = a.lines + b.lines;
  layoutMix(out, a.points + b.points, lines, a.layers + b.layers, a.stride);
  writeMixHead(out, a, b, share);
  writePadding(out);
  out.words[out.offsetsWord] = 0;
  next = 0;
  dx = shift.ax;
  dy = shift.ay;
  put(out, a, 0, 0, share, 1);
  dx = shift.bx;
  dy = shift.by;
  put(out, b, a.layers, a.lines, 0, share);
  layoutMix(out, next, lines, a.layers + b.layers, a.stride);
};

/** Keeps of each line what lies between the shares `from` and `to` of its length. */
function put(out: FrameView, side: FrameView, layer: number, line: number, from: number, to: number): void {
  const { ints, layersWord } = side;
  for (let l = 0; l < side.layers; l++) {
    const at = layersWord + l * LAYER_WORDS;
    const first = ints[at + LAYER.firstLine];
    const count = ints[at + LAYER.lines];
    const firstPoint = next;
    writeLayer(out, layer + l, side, l, 1, firstPoint, line + first);
    for (let i = 0; i < count; i++) {
      const begin = side.words[side.offsetsWord + first + i];
      const end = side.words[side.offsetsWord + first + i + 1];
      if (to > from && end > begin) cut(out, side, layer + l, begin, end, from, to, (i + 0.5) / count);
      out.words[out.offsetsWord + line + first + i + 1] = next;
    }
    out.ints[out.layersWord + (layer + l) * LAYER_WORDS + LAYER.points] = next - firstPoint;
  }
}

/** One line. `order`, its place among the others (0..1), says when a dot appears or goes: it has no length to be cut. */
function cut(
  out: FrameView,
  side: FrameView,
  layer: number,
  begin: number,
  end: number,
  from: number,
  to: number,
  order: number,
): void {
  const { floats, stride } = side;
  const base = side.coordsWord + stride;
  let length = 0;
  for (let i = begin + 1; i < end; i++) length += segment(floats, base + i * stride, stride);
  const started = next;
  if (length === 0) {
    if (order >= from && order < to) for (let i = begin; i < end; i++) copy(out, side, base + i * stride, layer);
  } else if (from > 0) {
    const skip = from * length;
    let walked = 0;
    let i = begin + 1;
    let size = segment(floats, base + i * stride, stride);
    while (i < end - 1 && walked + size <= skip) {
      walked += size;
      i++;
      size = segment(floats, base + i * stride, stride);
    }
    const share = size > 0 ? (skip - walked) / size : 0;
    if (share < 1 - NEAR) {
      between(out, side, base + i * stride, Math.max(0, share), layer);
      for (; i < end; i++) copy(out, side, base + i * stride, layer);
    }
  } else {
    const keep = to * length;
    let walked = 0;
    copy(out, side, base + begin * stride, layer);
    for (let i = begin + 1; i < end; i++) {
      const size = segment(floats, base + i * stride, stride);
      if (walked + size > keep && to < 1) {
        const share = (keep - walked) / size;
        if (share > NEAR) between(out, side, base + i * stride, share, layer);
        break;
      }
      walked += size;
      copy(out, side, base + i * stride, layer);
    }
    // A point alone would be a dot.
    if (next === started + 1) next = started;
  }
  if (next > started) endLine(out, layer);
}

/** Length of the segment that ends at word `at`. */
function segment(floats: Float32Array, at: number, stride: number): number {
  const x = floats[at] - floats[at - stride];
  const y = floats[at + 1] - floats[at - stride + 1];
  return Math.sqrt(x * x + y * y);
}

function copy(out: FrameView, side: FrameView, at: number, layer: number): void {
  const to = out.coordsWord + (next++ + 1) * out.stride;
  out.floats[to] = side.floats[at] + dx;
  out.floats[to + 1] = side.floats[at + 1] + dy;
  if (out.stride === 3) out.words[to + 2] = side.words[at + 2] & ~1;
  else {
    out.floats[to + 2] = side.floats[at + 2];
    out.floats[to + 3] = layer * 2;
  }
}

/** The point at `share` of the segment that ends at word `at`. */
function between(out: FrameView, side: FrameView, at: number, share: number, layer: number): void {
  const { floats, stride } = side;
  const to = out.coordsWord + (next++ + 1) * stride;
  const before = at - stride;
  out.floats[to] = floats[before] * (1 - share) + floats[at] * share + dx;
  out.floats[to + 1] = floats[before + 1] * (1 - share) + floats[at + 1] * share + dy;
  out.floats[to + 2] = floats[before + 2] * (1 - share) + floats[at + 2] * share;
  if (stride === 3) out.words[to + 2] &= ~1;
  else out.floats[to + 3] = layer * 2;
}

function endLine(out: FrameView, layer: number): void {
  const last = out.coordsWord + next * out.stride;
  if (out.stride === 3) out.words[last + 2] |= 1;
  else out.floats[last + 3] = layer * 2 + 1;
}
