// The browser's half of renderer.gpu.test.ts: draws with the real renderer and measures the pixels.

import { type FrameView, HEAD, LAYER, layoutFrame, TIME } from "../../src/protocol/frame.ts";
import type { BackendName } from "../../src/window/renderer/line-backend.ts";
import { createRenderer, type Renderer } from "../../src/window/renderer/renderer.ts";
import type { ViewTransform } from "../../src/window/view.ts";
import { createShared, encodeFrame, hardLines, type Line, putPoint, type Scene } from "./scene.ts";

const WIDTH = 640;
const HEIGHT = 400;
const WHITE: [number, number, number] = [1, 1, 1];
const BLACK: [number, number, number, number] = [0, 0, 0, 1];

let revision = 0;

/** One mm is one px unless told otherwise. */
function viewOf(width: number, height: number, pxPerMm = 1): ViewTransform {
  const scaleX = (2 * pxPerMm) / width;
  const scaleY = (-2 * pxPerMm) / height;
  return { scaleX, scaleY, offsetX: -1, offsetY: 1, pxPerMm, pxPerScreenPx: 1, revision: ++revision };
}

function open(backend: BackendName | "auto", width = WIDTH, height = HEIGHT, onLost = () => {}) {
  const canvas = document.createElement("canvas");
  document.body.replaceChildren(canvas);
  const renderer = createRenderer({ canvas, backend, onLost });
  renderer.resize(width, height);
  return { canvas, renderer };
}

/** Reads what was drawn; in the same task as the drawing, before the browser takes the buffer away. */
function pixelsOf(canvas: HTMLCanvasElement): Uint8ClampedArray {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true })!;
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, canvas.width, canvas.height).data;
}

function render(backend: BackendName, scene: Scene, pxPerMm = 1): Uint8ClampedArray {
  const { canvas, renderer } = open(backend, scene.size[0] * pxPerMm, scene.size[1] * pxPerMm);
  renderer.upload(encodeFrame(scene, renderer.stride));
  renderer.draw(viewOf(canvas.width, canvas.height, pxPerMm), false);
  const pixels = pixelsOf(canvas);
  renderer.dispose();
  return pixels;
}

function hardScene(width: number): Scene {
  return { size: [WIDTH, HEIGHT], paper: WHITE, layers: [{ lines: hardLines(WIDTH, HEIGHT), color: BLACK, width }] };
}

interface Difference {
  /** Share of pixels off by more than 64 of 255. */
  offShare: number;
  mean: number;
  worst: number;
  points: number;
}

function difference(a: Uint8ClampedArray, b: Uint8ClampedArray): Omit<Difference, "points"> {
  let off = 0;
  let sum = 0;
  let worst = 0;
  for (let i = 0; i < a.length; i += 4) {
    const gap = Math.max(Math.abs(a[i] - b[i]), Math.abs(a[i + 1] - b[i + 1]), Math.abs(a[i + 2] - b[i + 2]));
    if (gap > 64) off++;
    sum += gap;
    worst = Math.max(worst, gap);
  }
  return { offShare: off / (a.length / 4), mean: sum / (a.length / 4), worst };
}

/** The same scene by Canvas2D with round caps and joins: what a pen does. */
function renderCanvas2D({ size, layers }: Scene): Uint8ClampedArray {
  const context = new OffscreenCanvas(...size).getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, ...size);
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const { lines, color, width } of layers) {
    context.lineWidth = width;
    context.strokeStyle = `rgba(${color.slice(0, 3).map((part) => part * 255)}, ${color[3]})`;
    for (const line of lines) {
      context.beginPath();
      for (const [x, y] of line) context.lineTo(x, y); // the first of a path moves
      // Canvas2D drops what has no length; a pen put down leaves a dot.
      if (line.every(([x, y]) => x === line[0][0] && y === line[0][1])) context.lineTo(line[0][0] + 0.001, line[0][1]);
      context.stroke();
    }
  }
  return context.getImageData(0, 0, ...size).data;
}

export function againstCanvas2D({ backend, width }: { backend: BackendName; width: number }): Difference {
  const scene = hardScene(width);
  const points = scene.layers[0].lines.reduce((sum, line) => sum + line.length, 0);
  return { ...difference(render(backend, scene), renderCanvas2D(scene)), points };
}

/** Any scene of one mm to the px on white paper against Canvas2D. */
export function compare({ backend, scene }: { backend: BackendName; scene: Scene }): Omit<Difference, "points"> {
  return difference(render(backend, scene), renderCanvas2D(scene));
}

export function backendsAgree({ width, alpha }: { width: number; alpha: number }): Omit<Difference, "points"> {
  const scene = hardScene(width);
  scene.layers[0].color = [0, 0, 0, alpha];
  return difference(render("instanced", scene), render("pulled", scene));
}

/** RGB at the given px of a scene. */
export function sample(options: { backend: BackendName; scene: Scene; at: [number, number][]; pxPerMm?: number }) {
  const { backend, scene, at, pxPerMm = 1 } = options;
  const pixels = render(backend, scene, pxPerMm);
  const width = scene.size[0] * pxPerMm;
  return at.map(([x, y]) => [...pixels.slice((y * width + x) * 4, (y * width + x) * 4 + 3)]);
}

/** How dark each column or row is in sum, in units of a whole dark pixel: the ink a line leaves. */
export function ink({ backend, scene, pxPerMm = 1 }: { backend: BackendName; scene: Scene; pxPerMm?: number }) {
  const pixels = render(backend, scene, pxPerMm);
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 4) sum += 255 - pixels[i];
  return sum / 255;
}

/** The darkest pixel of a translucent line against the level one layer of ink should leave. */
export function darkest({ backend, scene }: { backend: BackendName; scene: Scene }): number {
  const pixels = render(backend, scene);
  let least = 255;
  for (let i = 0; i < pixels.length; i += 4) least = Math.min(least, pixels[i]);
  return least;
}

function movingFrame(renderer: Renderer, points: number): (seq: number) => FrameView {
  const perLine = 50;
  const view = createShared(points, points / perLine, 1, renderer.stride);
  layoutFrame(view, { points, lines: points / perLine, layers: 1, stride: renderer.stride });
  view.ints[view.layersWord + LAYER.points] = points;
  view.floats.set([0.3, 0, 0, 0, 0, 1], view.layersWord + LAYER.width);
  view.time.set([WIDTH, HEIGHT, 1, 1, 1, 1], TIME.canvasWidth);
  for (let i = 0; i < points; i++) {
    putPoint(view, i, (i % perLine) * 4, Math.floor(i / perLine) % HEIGHT, 0, i % perLine === perLine - 1);
  }
  return (seq) => {
    const to = view.coordsWord + (points + 1) * view.stride;
    for (let at = view.coordsWord + view.stride; at < to; at += view.stride) view.floats[at] += (seq & 1) - 0.5;
    view.head[HEAD.contentLow] = seq;
    return view;
  };
}

export function bytesPerPoint({ backend, points }: { backend: BackendName; points: number }): number {
  const { renderer } = open(backend);
  renderer.upload(movingFrame(renderer, points)(1));
  const { uploadBytes } = renderer.stats;
  renderer.dispose();
  return uploadBytes / points;
}

export function steadyState({ backend, frames, points }: { backend: BackendName; frames: number; points: number }) {
  const { renderer } = open(backend);
  const next = movingFrame(renderer, points);
  const view = viewOf(WIDTH, HEIGHT);
  const step = (seq: number) => {
    renderer.upload(next(seq));
    renderer.draw(view, false);
  };
  for (let seq = 1; seq <= 5; seq++) step(seq);
  const before = { ...renderer.stats };
  for (let seq = 6; seq < 6 + frames; seq++) step(seq);
  const created = renderer.stats.glObjectsCreated - before.glObjectsCreated;
  const uploads = renderer.stats.uploads - before.uploads;
  const { drawCalls, liveObjects } = renderer.stats;
  renderer.dispose();
  return { created, uploads, drawCalls, liveObjects, liveAfterDispose: renderer.stats.liveObjects };
}

/** Growth keeps GL objects, and a smaller frame after a bigger one draws only itself. */
export function growth({ backend }: { backend: BackendName }) {
  const { canvas, renderer } = open(backend);
  const view = viewOf(WIDTH, HEIGHT);
  const small: Scene = {
    size: [WIDTH, HEIGHT],
    paper: WHITE,
    layers: [
      {
        lines: [
          [
            [10, 10],
            [90, 10],
          ],
        ],
        color: BLACK,
        width: 4,
      },
    ],
  };
  renderer.upload(encodeFrame(small, renderer.stride, 1));
  renderer.draw(view, false);
  const first = pixelsOf(canvas);
  const { glObjectsCreated } = renderer.stats;
  renderer.upload(movingFrame(renderer, 20_000)(2));
  renderer.draw(view, false);
  renderer.upload(encodeFrame(small, renderer.stride, 3));
  renderer.draw(view, false);
  const again = difference(first, pixelsOf(canvas));
  const created = renderer.stats.glObjectsCreated - glObjectsCreated;
  renderer.dispose();
  return { worst: again.worst, created };
}

export function unchanged({ backend }: { backend: BackendName }) {
  const { renderer } = open(backend);
  const seen: number[] = [];
  const scene = hardScene(1);
  const put = (content: number) => {
    renderer.upload(encodeFrame(scene, renderer.stride, content));
    seen.push(renderer.stats.uploadBytes);
  };
  put(5);
  put(5); // the same
  scene.layers[0].width = 2;
  put(5); // only the layer table
  put(6); // only the points
  put(0); // content unknown
  put(0); // content unknown: cannot be skipped
  renderer.dispose();
  return seen;
}

export async function contextLoss({ backend }: { backend: BackendName }) {
  let lost = 0;
  const first = open(backend, WIDTH, HEIGHT, () => lost++);
  const frame = encodeFrame(hardScene(1.5), first.renderer.stride, 9);
  const view = viewOf(WIDTH, HEIGHT);
  first.renderer.upload(frame);
  first.renderer.draw(view, false);
  const before = pixelsOf(first.canvas);
  const event = new Promise((resolve) => first.canvas.addEventListener("webglcontextlost", resolve, { once: true }));
  first.canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!.loseContext();
  await event;
  // The frame loop may still be in the middle of a frame: neither may throw.
  first.renderer.upload(frame);
  first.renderer.draw(view, false);
  first.renderer.dispose();
  const start = performance.now();
  const second = open(backend);
  second.renderer.upload(frame);
  second.renderer.draw(view, false);
  const after = pixelsOf(second.canvas);
  const ms = performance.now() - start;
  second.renderer.dispose();
  return { lost, worst: difference(before, after).worst, live: first.renderer.stats.liveObjects, ms };
}

export function blackout({ backend }: { backend: BackendName }) {
  const { canvas, renderer } = open(backend);
  renderer.upload(encodeFrame(hardScene(6), renderer.stride, 1));
  renderer.draw(viewOf(WIDTH, HEIGHT), true);
  const most = pixelsOf(canvas).reduce((most, part, i) => (i % 4 === 3 ? most : Math.max(most, part)), 0);
  renderer.dispose();
  return most;
}

export function wrongStride({ backend }: { backend: BackendName }): string {
  const { renderer } = open(backend);
  try {
    renderer.upload(encodeFrame(hardScene(1), renderer.stride === 3 ? 4 : 3));
    return "";
  } catch (error) {
    return (error as Error).message;
  } finally {
    renderer.dispose();
  }
}

export function probe() {
  const start = performance.now();
  const { renderer } = open("auto");
  const ms = performance.now() - start;
  const { backend, gpuName, liveObjects } = renderer.stats;
  renderer.dispose();
  const alone = open(backend);
  const expected = alone.renderer.stats.liveObjects;
  alone.renderer.dispose();
  return { backend, gpuName, ms, liveObjects, expected };
}

/** For looking at. */
export function picture({
  backend,
  scene,
  pxPerMm = 1,
}: {
  backend: BackendName;
  scene: Scene;
  pxPerMm?: number;
}): string {
  const { canvas, renderer } = open(backend, scene.size[0] * pxPerMm, scene.size[1] * pxPerMm);
  renderer.upload(encodeFrame(scene, renderer.stride));
  renderer.draw(viewOf(canvas.width, canvas.height, pxPerMm), false);
  const url = canvas.toDataURL();
  renderer.dispose();
  return url;
}

export function hardPicture({ backend, width }: { backend: BackendName; width: number }): string {
  return picture({ backend, scene: hardScene(width), pxPerMm: 1 });
}

let runFrames = (_count: number) => {};

/** Sets a small changing scene up; `frames` then draws it, for a heap profile from outside. */
export function prepareFrames({ backend, layers }: { backend: BackendName; layers: number }): void {
  const { renderer } = open(backend, 16, 16); // JavaScript is asked here, not the GPU
  const blends = ["normal", "add"] as const;
  const lines: Line[] = [
    [
      [1, 1],
      [9, 9],
    ],
  ];
  const frame = encodeFrame(
    {
      size: [16, 16],
      paper: WHITE,
      layers: Array.from({ length: layers }, (_, i) => ({ lines, color: BLACK, width: 1, blend: blends[i % 2] })),
    },
    renderer.stride,
  );
  const view = viewOf(16, 16);
  runFrames = (count) => {
    for (let i = 0; i < count; i++) {
      frame.head[HEAD.contentLow]++;
      renderer.upload(frame);
      renderer.draw(view, false);
    }
  };
  runFrames(3000); // compiled by now
}

export function frames({ count }: { count: number }): void {
  runFrames(count);
}

/** Milliseconds of JavaScript for upload and draw together, median. */
export function cost({ backend, points, frames }: { backend: BackendName; points: number; frames: number }): number {
  const { renderer } = open(backend);
  const next = movingFrame(renderer, points);
  const view = viewOf(WIDTH, HEIGHT);
  const times: number[] = [];
  const gl = document.querySelector("canvas")!.getContext("webgl2")!;
  for (let seq = 1; seq <= frames; seq++) {
    const frame = next(seq);
    const start = performance.now();
    renderer.upload(frame);
    renderer.draw(view, false);
    times.push(performance.now() - start);
    gl.finish();
  }
  renderer.dispose();
  return times.sort((a, b) => a - b)[frames >> 1];
}
