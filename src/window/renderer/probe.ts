// Which back end is faster here? Asked of the machine and not of its name: a tiny drawing with each, timed to the pixel.
//
// Instancing wins or draws on GPUs and uploads a quarter less; on software renderers it is 8-11 times slower, because
// each instance is set up as a draw of its own. The margin keeps a noisy tie with the smaller upload.

import { createFrameView, frameBytes, LAYER, layoutFrame, type Stride } from "../../protocol/frame.ts";
import { createGroup } from "./layers.ts";
import type { LineBackend } from "./line-backend.ts";

const POINTS = 512;
const ROUNDS = 3;
const MARGIN = 1.5;
const ENOUGH_MS = 25;

export function isFirstSlower(gl: WebGL2RenderingContext, first: LineBackend, second: LineBackend): boolean {
  const group = { ...createGroup(), points: POINTS };
  const pixel = new Uint8Array(4);
  const time = (backend: LineBackend) => {
    const start = performance.now();
    backend.draw(group);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); // waits for the drawing
    return performance.now() - start;
  };
  for (const backend of [first, second]) {
    backend.upload(probeFrame(backend.stride));
    time(backend); // compiles, and first use is always slower
  }
  let firstMs = Number.POSITIVE_INFINITY;
  let secondMs = Number.POSITIVE_INFINITY;
  const until = performance.now() + ENOUGH_MS;
  for (let round = 0; round < ROUNDS && (round === 0 || performance.now() < until); round++) {
    firstMs = Math.min(firstMs, time(first));
    secondMs = Math.min(secondMs, time(second));
  }
  return firstMs > secondMs * MARGIN;
}

/** A zigzag of short segments: the cost of vertices, hardly any of pixels. */
function probeFrame(stride: Stride) {
  const view = createFrameView(new ArrayBuffer(frameBytes(POINTS, 1, 1, stride)));
  layoutFrame(view, { points: POINTS, lines: 1, layers: 1, stride });
  view.ints[view.layersWord + LAYER.points] = POINTS;
  for (let i = 0; i <= POINTS; i++) {
    view.floats[view.coordsWord + i * stride] = i & 31;
    view.floats[view.coordsWord + i * stride + 1] = (i >> 5) * 2 + (i & 1);
  }
  return view;
}
