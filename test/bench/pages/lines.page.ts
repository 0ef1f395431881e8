// The browser's half of lines.ts: the same moving lines through the program's renderer, three.js, p5 and bare Canvas2D.

import { type FrameView, HEAD, LAYER, layoutFrame, TIME } from "../../../src/protocol/frame.ts";
import type { BackendName } from "../../../src/window/renderer/line-backend.ts";
import { createRenderer } from "../../../src/window/renderer/renderer.ts";
import { createShared, encodeFrame, hardLines } from "../../window/scene.ts";
import { createP5, createThree } from "../peers/lines.js";

export type Contender = BackendName | "three" | "p5" | "canvas2d";

const WIDTH = 400;
const HEIGHT = 400;
const LINE_PX = 1;
const POINTS_PER_LINE = 50;
const VIEW = {
  scaleX: 2 / WIDTH,
  scaleY: -2 / HEIGHT,
  offsetX: -1,
  offsetY: 1,
  pxPerMm: 1,
  pxPerScreenPx: 1,
  revision: 1,
};

export interface LineRun {
  ms: number[];
  /** Until a pixel could be read, so until the GPU had drawn: ms each, the last frame left out. */
  drawn: number[];
  bytesPerPoint: number;
  /** Share of the pixels that are ink, in the last frame. */
  ink: number;
}

/** Short curls all over the sheet, somewhere else in each frame. Writes x, y, z. */
function move(positions: Float32Array, from: number, stride: number, points: number, t: number): void {
  for (let i = 0, at = from; i < points; i++, at += stride) {
    const line = Math.floor(i / POINTS_PER_LINE);
    const along = i % POINTS_PER_LINE;
    const angle = along * 0.2 + t + line;
    positions[at] = 20 + ((line * 37.7) % (WIDTH - 40)) + Math.cos(angle) * along * 0.2;
    positions[at + 1] = 20 + ((line * 61.3) % (HEIGHT - 40)) + Math.sin(angle) * along * 0.2;
    positions[at + 2] = 0;
  }
}

interface Drawer {
  /** The bytes of the next frame appear where a worker would have put them. Not timed. */
  prepare(t: number): void;
  /** What the main thread does for it. Timed. */
  frame(): void;
  gl: WebGL2RenderingContext | null;
  pixels(): Uint8ClampedArray;
  dispose(): void;
}

let drawer: Drawer | null = null;
let uploaded = 0;

function countUploads(gl: WebGL2RenderingContext): void {
  const bytesOf = (data: unknown, length?: number) =>
    ArrayBuffer.isView(data) ? (length ? length * (data as Float32Array).BYTES_PER_ELEMENT : data.byteLength) : 0;
  const wrap = (name: "bufferSubData" | "bufferData" | "texSubImage2D", of: (args: unknown[]) => number) => {
    const native = (gl[name] as (...args: unknown[]) => void).bind(gl);
    Object.defineProperty(gl, name, {
      configurable: true,
      value(...args: unknown[]) {
        uploaded += of(args);
        native(...args);
      },
    });
  };
  wrap("bufferSubData", (args) => bytesOf(args[2], args[4] as number | undefined));
  wrap("bufferData", (args) => bytesOf(args[1], args[4] as number | undefined));
  wrap("texSubImage2D", (args) => (args.length >= 9 ? (args[4] as number) * (args[5] as number) * 16 : 0));
}

function read(canvas: HTMLCanvasElement): Uint8ClampedArray {
  const copy = new OffscreenCanvas(WIDTH, HEIGHT).getContext("2d", {
    willReadFrequently: true,
  }) as OffscreenCanvasRenderingContext2D;
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, WIDTH, HEIGHT).data;
}

function createOurs(backend: BackendName, points: number): Drawer {
  const lines = points / POINTS_PER_LINE;
  const canvas = document.createElement("canvas");
  document.body.append(canvas);
  const renderer = createRenderer({ canvas, backend, onLost() {} });
  renderer.resize(WIDTH, HEIGHT);
  const { stride } = renderer;
  const view: FrameView = createShared(points, lines, 1, stride);
  layoutFrame(view, { points, lines, layers: 1, stride });
  view.time[TIME.canvasWidth] = WIDTH;
  view.time[TIME.canvasHeight] = HEIGHT;
  view.time.set([1, 1, 1, 1], TIME.backgroundR);
  const layer = view.layersWord;
  view.ints[layer + LAYER.points] = points;
  view.ints[layer + LAYER.lines] = lines;
  view.floats[layer + LAYER.width] = LINE_PX;
  view.floats[layer + LAYER.widthInPx] = 1;
  view.floats[layer + LAYER.a] = 1;
  const pad = view.coordsWord;
  if (stride === 3) view.words[pad + 2] = 1;
  else view.floats[pad + 3] = 1;
  let content = 1;
  return {
    prepare(t) {
      move(view.floats, pad + stride, stride, points, t);
      for (let i = 0, at = pad + stride; i < points; i++, at += stride) {
        const ends = i % POINTS_PER_LINE === POINTS_PER_LINE - 1;
        if (stride === 4) view.floats[at + 3] = ends ? 1 : 0;
        else view.words[at + 2] = ends ? 1 : 0;
      }
      view.head[HEAD.contentLow] = content++;
    },
    frame() {
      renderer.upload(view);
      renderer.draw(VIEW, false);
    },
    gl: canvas.getContext("webgl2"),
    pixels: () => read(canvas),
    dispose() {
      renderer.dispose();
      canvas.remove();
    },
  };
}

async function createPeer(name: "three" | "p5" | "canvas2d", points: number): Promise<Drawer> {
  const lines = points / POINTS_PER_LINE;
  const positions = new Float32Array(points * 3);
  const prepare = (t: number) => move(positions, 0, 3, points, t);
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  document.body.append(canvas);
  if (name === "canvas2d") {
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.lineWidth = LINE_PX;
    return {
      prepare,
      frame() {
        context.fillStyle = "#fff";
        context.fillRect(0, 0, WIDTH, HEIGHT);
        context.beginPath();
        for (let i = 0, at = 0; i < points; i++, at += 3) {
          if (i % POINTS_PER_LINE === 0) context.moveTo(positions[at], positions[at + 1]);
          else context.lineTo(positions[at], positions[at + 1]);
        }
        context.stroke();
      },
      gl: null,
      pixels: () => context.getImageData(0, 0, WIDTH, HEIGHT).data,
      dispose: () => canvas.remove(),
    };
  }
  const peer =
    name === "three"
      ? createThree(canvas, WIDTH, HEIGHT, LINE_PX, lines, POINTS_PER_LINE)
      : await createP5(document.body, WIDTH, HEIGHT, LINE_PX, lines, POINTS_PER_LINE);
  return {
    prepare,
    frame: () => peer.frame(positions),
    gl: peer.gl ?? null,
    pixels: () => read(peer.canvas ?? canvas),
    dispose() {
      peer.dispose();
      canvas.remove();
    },
  };
}

let clock = 0;
let counted = 0;

export async function open({ name, points }: { name: Contender; points: number }): Promise<void> {
  drawer?.dispose();
  drawer = name === "instanced" || name === "pulled" ? createOurs(name, points) : await createPeer(name, points);
  uploaded = 0;
  counted = 0;
  if (drawer.gl) countUploads(drawer.gl);
  clock = 0;
}

/** Some frames; between two, the GPU finishes outside the clock, or one contender would wait for another's drawing. */
export function frames({ count, points }: { count: number; points: number }): LineRun {
  if (!drawer) throw new Error("nothing is open");
  const ms: number[] = [];
  const drawn: number[] = [];
  const pixel = new Uint8Array(4);
  let pixels = new Uint8ClampedArray(0);
  for (let i = 0; i < count; i++) {
    clock += 0.05;
    drawer.prepare(clock);
    const started = performance.now();
    drawer.frame();
    ms.push(performance.now() - started);
    if (i === count - 1) pixels = drawer.pixels() as Uint8ClampedArray<ArrayBuffer>;
    else if (drawer.gl) drawer.gl.readPixels(0, 0, 1, 1, drawer.gl.RGBA, drawer.gl.UNSIGNED_BYTE, pixel);
    else drawer.pixels();
    if (i < count - 1) drawn.push(performance.now() - started);
  }
  counted += count;
  let ink = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i] < 128) ink++;
  return {
    ms,
    drawn,
    bytesPerPoint: drawer.gl ? uploaded / counted / points : Number.NaN,
    ink: ink / (pixels.length / 4),
  };
}

export function close(): void {
  drawer?.dispose();
  drawer = null;
}

/** The scene of everything line shaders get wrong, against Canvas2D's round strokes: share of pixels off by more than 64. */
export function difference({ backend, linePx }: { backend: BackendName; linePx: number }): {
  off: number;
  mean: number;
  points: number;
} {
  const size: [number, number] = [640, 400];
  const lines = hardLines(...size);
  const canvas = document.createElement("canvas");
  document.body.append(canvas);
  const renderer = createRenderer({ canvas, backend, onLost() {} });
  renderer.resize(...size);
  renderer.upload(
    encodeFrame({ size, paper: [1, 1, 1], layers: [{ lines, color: [0, 0, 0, 1], width: linePx }] }, renderer.stride),
  );
  renderer.draw(
    { scaleX: 2 / size[0], scaleY: -2 / size[1], offsetX: -1, offsetY: 1, pxPerMm: 1, pxPerScreenPx: 1, revision: 1 },
    false,
  );
  const copy = new OffscreenCanvas(...size).getContext("2d", {
    willReadFrequently: true,
  }) as OffscreenCanvasRenderingContext2D;
  copy.drawImage(canvas, 0, 0);
  const ours = copy.getImageData(0, 0, ...size).data;
  const pen = new OffscreenCanvas(...size).getContext("2d", {
    willReadFrequently: true,
  }) as OffscreenCanvasRenderingContext2D;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, ...size);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.lineWidth = linePx;
  for (const line of lines) {
    pen.beginPath();
    line.forEach(([x, y], i) => void (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    if (line.length === 1) pen.lineTo(line[0][0], line[0][1]);
    pen.stroke();
  }
  const theirs = pen.getImageData(0, 0, ...size).data;
  renderer.dispose();
  canvas.remove();
  let off = 0;
  let sum = 0;
  for (let i = 0; i < ours.length; i += 4) {
    const gap = Math.abs(ours[i] - theirs[i]);
    if (gap > 64) off++;
    sum += gap;
  }
  return {
    off: off / (ours.length / 4),
    mean: sum / (ours.length / 4),
    points: lines.reduce((total, line) => total + line.length, 0),
  };
}
