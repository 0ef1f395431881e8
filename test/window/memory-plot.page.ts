// The browser's half of memory-plot.gpu.test.ts.

import type { MemoryPoint } from "../../src/protocol/hud.ts";
import { createMemoryPlot, type MemoryPlot } from "../../src/window/memory-plot.ts";

let plot: MemoryPlot | undefined;
let redraws = 0;
const clearRect = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...box) {
  redraws++;
  clearRect.apply(this, box);
};

export function open() {
  plot?.dispose();
  plot = createMemoryPlot(document.body);
}

export interface Feed {
  fromMs?: number;
  count: number;
  everyMs: number;
  /** Of the buffers; everything else stands still. */
  bytesPerSecond?: number;
  /** Cuts, by the number of points before them. */
  cuts?: Record<number, string>;
}

/** Answers how often the plot was drawn meanwhile. */
export async function feed({ fromMs = 0, count, everyMs, bytesPerSecond = 0, cuts = {} }: Feed): Promise<number> {
  const before = redraws;
  const point: MemoryPoint = { atMs: 0, page: 12e6, air: 5e6, buffers: 0, shared: 8.4e6, gpu: 24.9e6 };
  for (let i = 0; i < count; i++) {
    if (cuts[i]) plot!.cut(cuts[i]);
    point.atMs = fromMs + i * everyMs;
    point.buffers = 2e6 + (i * everyMs * bytesPerSecond) / 1000;
    plot!.add(point);
    await null; // uPlot draws in a microtask
  }
  return redraws - before;
}

export function cut(reason: string) {
  plot!.cut(reason);
}

export function toggle(times: number) {
  for (let i = 0; i < times; i++) plot!.setVisible(!plot!.visible());
  return plot!.visible();
}

/** Bytes of heap that so many points leave behind. */
export function heapOf(count: number): number {
  const heap = () => {
    (globalThis as unknown as { gc(): void }).gc();
    return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
  };
  const point: MemoryPoint = { atMs: 0, page: 1, air: 2, buffers: 3, shared: 4, gpu: 5 };
  const before = heap();
  for (let i = 0; i < count; i++) {
    point.atMs = i * 500;
    plot!.add(point);
    if (i % 10 === 0) plot!.cut(`v${i}`);
  }
  return heap() - before;
}

export async function state() {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const shadows = [...document.body.children].flatMap((child) => child.shadowRoot ?? []);
  const canvases = shadows.flatMap((shadow) => [...shadow.querySelectorAll("canvas")]);
  const labels = shadows.flatMap((shadow) => [...shadow.querySelectorAll<HTMLElement>(".owner")]);
  return {
    visible: plot!.visible(),
    overlays: shadows.length,
    canvases: canvases.length,
    labels: labels
      .filter((label) => label.getClientRects().length > 0)
      .map((label) =>
        [...label.children]
          .map((part) => part.textContent)
          .join(" ")
          .trim(),
      ),
    tops: labels.map((label) => label.getBoundingClientRect().top),
    panel: shadows[0]?.querySelector(".panel")?.getBoundingClientRect().toJSON(),
    ...(canvases[0] && look(canvases[0])),
  };
}

/** What is on the canvas: how many pixels of strong colour, the leftmost of them, and where lines run top to bottom. */
function look(canvas: HTMLCanvasElement) {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
  let colored = 0;
  let leftmost = width;
  const hairlines: number[] = [];
  for (let x = 0; x < width; x++) {
    let lit = 0;
    for (let y = 0; y < height; y++) {
      const [r, g, b, a] = data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4);
      if (a > 80) lit++;
      if (a <= 100 || Math.max(r, g, b) - Math.min(r, g, b) < 60) continue;
      colored++;
      leftmost = Math.min(leftmost, x);
    }
    if (lit > 0.8 * height) hairlines.push(x);
  }
  return { colored, leftmost, hairlines };
}
