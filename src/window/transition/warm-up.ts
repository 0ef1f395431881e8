// The first mix of a show would be drawn by cold code: 13 ms for 40,000 points by dash and 30 by morph where 0.4 and 0.5
// are usual, a display frame or two lost on the very bar that everybody waits for. So the mixers are run on two small drawings
// while nothing goes on, in slices too short to be seen.

import { createFrameView, type FrameView, frameBytes, LAYER, layoutFrame, type Stride } from "../../protocol/frame.ts";
import type { Mixer } from "./mix-head.ts";

export interface WarmUp {
  /** Runs for about `ms`; false once there is nothing left to do. */
  slice(now: () => number, ms: number): boolean;
}

const RUNS = 300;

export function createWarmUp(
  mixers: readonly Mixer[],
  stride: Stride,
  memory: (bytes: number) => ArrayBufferLike,
): WarmUp {
  // Unlike in lines and points, so that the morph meets every case.
  const a = sample(18, 20, stride, memory);
  const b = sample(24, 14, stride, memory);
  const out = createFrameView(memory(frameBytes(a.points + b.points, a.lines + b.lines, 2, stride)));
  let runs = 0;
  return {
    slice(now, ms) {
      for (const started = now(); runs < RUNS && now() - started < ms; runs++) {
        for (const mix of mixers) mix(out, a, b, (runs % 20) / 20);
      }
      return runs < RUNS;
    },
  };
}

/** A drawing of waves in one layer. */
function sample(lines: number, each: number, stride: Stride, memory: (bytes: number) => ArrayBufferLike): FrameView {
  const points = lines * each;
  const view = createFrameView(memory(frameBytes(points, lines, 1, stride)));
  layoutFrame(view, { points, lines, layers: 1, stride });
  view.ints[view.layersWord + LAYER.points] = points;
  view.ints[view.layersWord + LAYER.lines] = lines;
  for (let line = 0, point = 0; line < lines; line++) {
    for (let i = 0; i < each; i++, point++) {
      const at = view.coordsWord + (point + 1) * stride;
      view.floats[at] = i * 3;
      view.floats[at + 1] = line * 4 + Math.sin(i + each);
      if (stride === 3) view.words[at + 2] = i === each - 1 ? 1 : 0;
      else view.floats[at + 3] = i === each - 1 ? 1 : 0;
    }
    view.words[view.offsetsWord + line + 1] = point;
  }
  return view;
}
