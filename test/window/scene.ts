// Drawings for the renderer's tests, as plain layers; `encodeFrame` writes them as a worker would.

import {
  BLENDS,
  type Blend,
  createFrameView,
  type FrameView,
  frameBytes,
  HEAD,
  LAYER,
  LAYER_WORDS,
  layoutFrame,
  type Stride,
  TIME,
} from "../../src/protocol/frame.ts";

export type Line = [x: number, y: number][];

export interface SceneLayer {
  lines: Line[];
  color: [r: number, g: number, b: number, a: number];
  width: number;
  inPx?: boolean;
  blend?: Blend;
}

export interface Scene {
  size: [width: number, height: number];
  paper: [r: number, g: number, b: number];
  layers: SceneLayer[];
}

export function createShared(points: number, lines: number, layers: number, stride: Stride): FrameView {
  return createFrameView(new SharedArrayBuffer(frameBytes(points, lines, layers, stride)));
}

export function encodeFrame({ size, paper, layers }: Scene, stride: Stride, content = 0): FrameView {
  const count = (of: (layer: SceneLayer) => number) => layers.reduce((sum, layer) => sum + of(layer), 0);
  const points = count((layer) => layer.lines.reduce((sum, line) => sum + line.length, 0));
  const lines = count((layer) => layer.lines.length);
  const view = createShared(points, lines, layers.length, stride);
  layoutFrame(view, { points, lines, layers: layers.length, stride });
  view.head[HEAD.contentLow] = content;
  view.time[TIME.canvasWidth] = size[0];
  view.time[TIME.canvasHeight] = size[1];
  view.time.set([...paper, 1], TIME.backgroundR);
  let point = 0;
  let line = 0;
  layers.forEach((layer, index) => {
    const at = view.layersWord + index * LAYER_WORDS;
    view.ints[at + LAYER.firstPoint] = point;
    view.ints[at + LAYER.firstLine] = line;
    view.ints[at + LAYER.lines] = layer.lines.length;
    view.ints[at + LAYER.blend] = BLENDS.indexOf(layer.blend ?? "normal");
    view.floats[at + LAYER.width] = layer.width;
    view.floats[at + LAYER.widthInPx] = layer.inPx ? 1 : 0;
    view.floats.set(layer.color, at + LAYER.r);
    for (const vertices of layer.lines) {
      view.words[view.offsetsWord + line++] = point;
      const last = point + vertices.length - 1;
      for (const [x, y] of vertices) putPoint(view, point, x, y, index, point++ === last);
    }
    view.ints[at + LAYER.points] = point - view.ints[at + LAYER.firstPoint];
  });
  view.words[view.offsetsWord + line] = point;
  return view;
}

export function putPoint(view: FrameView, point: number, x: number, y: number, layer: number, breaks: boolean): void {
  const at = view.coordsWord + (point + 1) * view.stride;
  view.floats[at] = x;
  view.floats[at + 1] = y;
  view.floats[at + 2] = Math.sin(point) * 40; // any z: only its lowest bit means something
  if (view.stride === 4) view.floats[at + 3] = layer * 2 + (breaks ? 1 : 0);
  else view.words[at + 2] = ((view.words[at + 2] & ~1) | (breaks ? 1 : 0)) >>> 0;
}

/** Seeded, so that each run sees the same picture (mulberry32). */
export function createRandom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const around = (count: number, at: (share: number, i: number) => [number, number]): Line =>
  Array.from({ length: count }, (_, i) => at(i / (count - 1), i));

/** Everything that line shaders get wrong: spikes, loops, tiny and zero segments, a lone point, curves in one pixel. */
export function hardLines(width: number, height: number): Line[] {
  const random = createRandom(7);
  const lines: Line[] = [];
  const circle = (x: number, y: number, radius: number, count: number): Line =>
    around(count, (share) => [x + radius * Math.cos(share * 2 * Math.PI), y + radius * Math.sin(share * 2 * Math.PI)]);

  for (let i = 0; i < 9; i++) lines.push(circle(60 + i * 62, 70, 8 + i * 3.2, 6 + i * i));
  for (let i = 0; i < 6; i++) lines.push(circle(40 + i * 22, 150, 0.3 + i * 0.9, 24));
  // Spikes: each turn nearly folds back.
  lines.push(around(60, (share, i) => [230 + share * 330, 150 + (i % 2) * 46 + random() * 4]));
  // Waves with segments far below a pixel.
  for (let i = 0; i < 4; i++)
    lines.push(around(180, (share) => [30 + share * 60, 220 + i * 12 + 6 * Math.sin(share * 9)]));
  // Long and straight, at many angles.
  for (let i = 0; i < 12; i++) {
    const angle = (i / 12) * Math.PI;
    lines.push(
      around(2, (share) => [
        200 + 70 * Math.cos(angle) * (share * 2 - 1),
        300 + 70 * Math.sin(angle) * (share * 2 - 1),
      ]),
    );
  }
  // A walk with doubled points, and a square with closed corners.
  const walk: Line = [[330, 240]];
  for (let i = 0; i < 120; i++) {
    const [x, y] = walk[walk.length - 1];
    walk.push(i % 5 === 0 ? [x, y] : [x + (random() - 0.42) * 16, y + (random() - 0.5) * 22]);
  }
  lines.push(walk);
  lines.push([
    [500, 260],
    [580, 260],
    [580, 340],
    [500, 340],
    [500, 260],
  ]);
  // There and back on one line; a lone point; the same point twice.
  lines.push(
    [
      [480, 370],
      [580, 372],
      [480, 370],
    ],
    [[610, 300]],
    [
      [610, 330],
      [610, 330],
    ],
  );
  // A spiral tighter than the pen at its heart.
  lines.push(
    around(240, (share) => [100 + share * 42 * Math.cos(share * 40), 340 + share * 42 * Math.sin(share * 40)]),
  );
  return lines.map((line) => line.map(([x, y]) => [(x * width) / 640, (y * height) / 400]));
}
