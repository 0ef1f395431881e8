// By shape: matched lines become one another. With as many points, point by point; otherwise at every place where either
// line has a point, counted by index from 0 to 1, so that both ends are the very drawings. A line without a partner shrinks
// into its middle, or grows out of it.

import { type FrameView, LAYER, LAYER_WORDS } from "../../protocol/frame.ts";
import type { Matcher } from "./match-lines.ts";
import { layoutMix, type Mixer, NOW, now, writeLayer, writeMixHead, writePadding } from "./mix-head.ts";

/** Where the next point goes. */
let next = 0;

export function createMorph(matcher: Matcher): Mixer {
  return (out, a, b, share) => {
    matcher.match(a, b);
    const { matches } = matcher;
    layoutMix(out, a.points + b.points, matches.count, matches.layers, a.stride);
    writeMixHead(out, a, b, share);
    writePadding(out);
    out.words[out.offsetsWord] = 0;
    next = 0;
    let entry = 0;
    for (let layer = 0; layer < matches.layers; layer++) {
      const firstPoint = next;
      const firstLine = entry;
      while (entry < matches.count && matches.layer[entry] === layer) {
        const lineA = matches.a[entry];
        const lineB = matches.b[entry];
        if (lineA < 0) scaleLine(out, b, lineB, NOW.share, layer, NOW.bx);
        else if (lineB < 0) scaleLine(out, a, lineA, NOW.keep, layer, NOW.ax);
        else mixLines(out, a, lineA, b, lineB, matches.turned[entry] === 1, layer);
        entry++;
        out.words[out.offsetsWord + entry] = next;
      }
      const record = out.layersWord + layer * LAYER_WORDS;
      writeMixedLayer(out, layer, a, matches.layerA[layer], b, matches.layerB[layer], share, firstPoint, firstLine);
      out.ints[record + LAYER.points] = next - firstPoint;
      out.ints[record + LAYER.lines] = entry - firstLine;
    }
    layoutMix(out, next, matches.count, matches.layers, a.stride);
  };
}

function writeMixedLayer(
  out: FrameView,
  to: number,
  a: FrameView,
  layerA: number,
  b: FrameView,
  layerB: number,
  share: number,
  firstPoint: number,
  firstLine: number,
): void {
  // What cannot lie between two layers (blend, pen, unit of the width) changes half-way.
  if (layerB < 0 || (layerA >= 0 && share < 0.5)) writeLayer(out, to, a, layerA, 1, firstPoint, firstLine);
  else writeLayer(out, to, b, layerB, 1, firstPoint, firstLine);
  if (layerA < 0 || layerB < 0) return;
  const at = out.layersWord + to * LAYER_WORDS;
  const fromA = a.layersWord + layerA * LAYER_WORDS;
  const fromB = b.layersWord + layerB * LAYER_WORDS;
  for (let i = LAYER.r; i <= LAYER.a; i++) {
    out.floats[at + i] = a.floats[fromA + i] * (1 - share) + b.floats[fromB + i] * share;
  }
  if (a.floats[fromA + LAYER.widthInPx] !== b.floats[fromB + LAYER.widthInPx]) return;
  out.floats[at + LAYER.width] = a.floats[fromA + LAYER.width] * (1 - share) + b.floats[fromB + LAYER.width] * share;
}

/** A line alone, at a share of its size around the middle of its box. `sizeAt` and `shift` are places in `now`. */
function scaleLine(out: FrameView, side: FrameView, line: number, sizeAt: number, layer: number, shift: number): void {
  const { floats, words, offsetsWord, coordsWord, stride } = side;
  const begin = words[offsetsWord + line];
  const end = words[offsetsWord + line + 1];
  const size = now[sizeAt];
  if (end === begin || size <= 0) return;
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  const first = coordsWord + (begin + 1) * stride;
  const last = coordsWord + end * stride;
  for (let at = first; at <= last; at += stride) {
    if (floats[at] < minX) minX = floats[at];
    if (floats[at] > maxX) maxX = floats[at];
    if (floats[at + 1] < minY) minY = floats[at + 1];
    if (floats[at + 1] > maxY) maxY = floats[at + 1];
  }
  const x = ((minX + maxX) / 2) * (1 - size) + now[shift];
  const y = ((minY + maxY) / 2) * (1 - size) + now[shift + 1];
  for (let at = first; at <= last; at += stride) {
    const to = out.coordsWord + (next++ + 1) * stride;
    out.floats[to] = x + floats[at] * size;
    out.floats[to + 1] = y + floats[at + 1] * size;
    out.floats[to + 2] = floats[at + 2];
    if (stride === 3) out.words[to + 2] &= ~1;
    else out.floats[to + 3] = layer * 2;
  }
  endLine(out, layer);
}

function mixLines(
  out: FrameView,
  a: FrameView,
  lineA: number,
  b: FrameView,
  lineB: number,
  turned: boolean,
  layer: number,
): void {
  const { stride } = out;
  const beginA = a.words[a.offsetsWord + lineA];
  const lastA = a.words[a.offsetsWord + lineA + 1] - 1 - beginA;
  const beginB = b.words[b.offsetsWord + lineB];
  const lastB = b.words[b.offsetsWord + lineB + 1] - 1 - beginB;
  if (lastA < 0) return void (lastB >= 0 && scaleLine(out, b, lineB, NOW.share, layer, NOW.bx));
  if (lastB < 0) return scaleLine(out, a, lineA, NOW.keep, layer, NOW.ax);
  const stepB = turned ? -stride : stride;
  const firstB = b.coordsWord + (beginB + 1 + (turned ? lastB : 0)) * stride;
  const firstA = a.coordsWord + (beginA + 1) * stride;
  const share = now[NOW.share];
  const keep = now[NOW.keep];
  const dx = now[NOW.ax] * keep + now[NOW.bx] * share;
  const dy = now[NOW.ay] * keep + now[NOW.by] * share;
  // Places along both lines as whole numbers out of lastA * lastB: equal ones are one point, whatever the rounding.
  const scaleA = lastB > 0 ? lastB : 1;
  const scaleB = lastA > 0 ? lastA : 1;
  const end = Math.max(lastA * scaleA, lastB * scaleB);
  let i = 0;
  let j = 0;
  for (;;) {
    const placeA = i <= lastA ? i * scaleA : Infinity;
    const placeB = j <= lastB ? j * scaleB : Infinity;
    const place = placeA < placeB ? placeA : placeB;
    const atA = firstA + (i > lastA ? lastA : i) * stride;
    const atB = firstB + (j > lastB ? lastB : j) * stepB;
    // How far back from the next point of its own each line is, as a share of the segment before it.
    const backA = placeA > place && i <= lastA && i > 0 ? (placeA - place) / scaleA : 0;
    const backB = placeB > place && j <= lastB && j > 0 ? (placeB - place) / scaleB : 0;
    const beforeA = backA > 0 ? atA - stride : atA;
    const beforeB = backB > 0 ? atB - stepB : atB;
    const to = out.coordsWord + (next++ + 1) * stride;
    for (let k = 0; k < 3; k++) {
      const onA = a.floats[beforeA + k] * backA + a.floats[atA + k] * (1 - backA);
      const onB = b.floats[beforeB + k] * backB + b.floats[atB + k] * (1 - backB);
      out.floats[to + k] = onA * keep + onB * share + (k === 0 ? dx : k === 1 ? dy : 0);
    }
    if (stride === 3) out.words[to + 2] &= ~1;
    else out.floats[to + 3] = layer * 2;
    if (place >= end) break;
    if (placeA === place) i++;
    if (placeB === place) j++;
  }
  endLine(out, layer);
}

function endLine(out: FrameView, layer: number): void {
  const last = out.coordsWord + next * out.stride;
  if (out.stride === 3) out.words[last + 2] |= 1;
  else out.floats[last + 3] = layer * 2 + 1;
}
