// By opacity: the lines of both, the leaving ones below. Both at half would leave a line that stands in both pictures at
// three quarters of its ink; with the sine and cosine of a crossfade in sound the dip is nine hundredths.

import { type FrameView, LAYER, LAYER_WORDS } from "../../protocol/frame.ts";
import { layoutMix, type Mixer, NOW, now, writeLayer, writeMixHead, writePadding } from "./mix-head.ts";

export const mixFade: Mixer = (out, a, b, share) => {
  layoutMix(out, a.points + b.points, a.lines + b.lines, a.layers + b.layers, a.stride);
  writeMixHead(out, a, b, share);
  writePadding(out);
  out.words[out.offsetsWord] = 0;
  put(out, a, 0, 0, 0, now[NOW.ax], now[NOW.ay], share <= 0 ? 1 : share >= 1 ? 0 : Math.cos((share * Math.PI) / 2));
  put(
    out,
    b,
    a.layers,
    a.points,
    a.lines,
    now[NOW.bx],
    now[NOW.by],
    share <= 0 ? 0 : share >= 1 ? 1 : Math.sin((share * Math.PI) / 2),
  );
};

function put(
  out: FrameView,
  from: FrameView,
  layer: number,
  point: number,
  line: number,
  dx: number,
  dy: number,
  opacity: number,
): void {
  for (let l = 0; l < from.layers; l++) {
    const at = from.layersWord + l * LAYER_WORDS;
    const firstPoint = point + from.ints[at + LAYER.firstPoint];
    writeLayer(out, layer + l, from, l, opacity, firstPoint, line + from.ints[at + LAYER.firstLine]);
  }
  const { words, floats, stride } = out;
  const offsets = out.offsetsWord + line;
  for (let i = 1; i <= from.lines; i++) words[offsets + i] = point + from.words[from.offsetsWord + i];
  let to = out.coordsWord + (point + 1) * stride;
  let read = from.coordsWord + stride;
  const end = read + from.points * stride;
  if (stride === 3) {
    // z as a word: the break is a bit of it.
    for (; read < end; read += 3, to += 3) {
      floats[to] = from.floats[read] + dx;
      floats[to + 1] = from.floats[read + 1] + dy;
      words[to + 2] = from.words[read + 2];
    }
    return;
  }
  const mark = layer * 2;
  for (; read < end; read += 4, to += 4) {
    floats[to] = from.floats[read] + dx;
    floats[to + 1] = from.floats[read + 1] + dy;
    floats[to + 2] = from.floats[read + 2];
    floats[to + 3] = from.floats[read + 3] + mark;
  }
}
