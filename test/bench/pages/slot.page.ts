// The browser's half of slot.ts. The same script is the page and the worker: the worker fills frames and hands them over
// in one of five ways, the page takes them, looks at both ends, and says so (credit of two frames in flight).

import {
  createFrameReader,
  createFrameWriter,
  createSlotMemory,
  type FrameReader,
  type SlotMemory,
} from "../../../src/protocol/frame-slot.ts";

export type Mode = "slot" | "copy" | "transfer" | "pool";

interface Job {
  mode: Mode;
  floats: number;
  slot: SlotMemory;
  /** Int32: frames published, frames taken, stop. Float64 behind it: the page's share of nothing. */
  signal: SharedArrayBuffer;
}

const WORD = { published: 0, taken: 1, stop: 2 } as const;
const CREDIT = 2;

export interface Run {
  frames: number;
  ms: number;
  /** Hand-over → readable by the page, ms each. */
  latency: number[];
  heapPerFrame: number;
  wrong: number;
}

// ---- the worker ------------------------------------------------------------------------------------------------------

const inWorker = typeof document === "undefined";
/** The worker's scope, as far as it is needed: the page's types have no name for it. */
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};

function produce({ mode, floats, slot, signal }: Job): void {
  const words = new Int32Array(signal);
  const source = new Float32Array(floats);
  for (let i = 0; i < floats; i++) source[i] = i;
  const bytes = floats * 4;
  const writer = createFrameWriter(slot, 0);
  const own = new Float32Array(floats);
  const pool: ArrayBuffer[] = mode === "pool" ? [0, 1, 2].map(() => new ArrayBuffer(bytes + 16)) : [];
  const views = new Map<ArrayBufferLike, { time: Float64Array; data: Float32Array }>();
  const viewOf = (buffer: ArrayBufferLike) => {
    let view = views.get(buffer);
    if (!view) {
      view = { time: new Float64Array(buffer, 0, 1), data: new Float32Array(buffer, 16, floats) };
      views.set(buffer, view);
    }
    return view;
  };
  let seq = 0;

  /** The work of the frame, the same in all modes: every byte written once. */
  const fill = (data: Float32Array) => {
    data.set(source);
    data[0] = seq;
    data[floats - 1] = seq;
  };
  const stamp = () => performance.timeOrigin + performance.now();

  const step = () => {
    seq++;
    if (mode === "slot") {
      const view = viewOf(writer.buffer(bytes + 16));
      fill(view.data);
      view.time[0] = stamp();
      writer.publish(seq);
    } else if (mode === "copy") {
      fill(own);
      scope.postMessage({ at: stamp(), data: own });
    } else {
      // A buffer that was transferred is another object when it comes back: views cannot be kept.
      const buffer = mode === "pool" ? (pool.pop() as ArrayBuffer) : new ArrayBuffer(bytes + 16);
      fill(new Float32Array(buffer, 16, floats));
      new Float64Array(buffer, 0, 1)[0] = stamp();
      scope.postMessage({ data: buffer }, [buffer]);
    }
    Atomics.add(words, WORD.published, 1);
    Atomics.notify(words, WORD.published);
  };

  if (mode === "pool") {
    scope.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) pool.push(data);
      if (Atomics.load(words, WORD.stop) === 0) while (pool.length > 1) step();
    };
    step();
    step();
    return;
  }
  while (Atomics.load(words, WORD.stop) === 0) {
    const taken = Atomics.load(words, WORD.taken);
    if (seq - taken >= CREDIT) {
      Atomics.wait(words, WORD.taken, taken, 100);
      continue;
    }
    step();
  }
}

if (inWorker) {
  scope.onmessage = ({ data }: MessageEvent<Job>) => produce(data);
  scope.postMessage("ready");
}

// ---- the page --------------------------------------------------------------------------------------------------------

const usedHeap = () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
const gc = () => (globalThis as unknown as { gc(): void }).gc();

export async function handOver({ mode, points, ms }: { mode: Mode; points: number; ms: number }): Promise<Run> {
  const floats = points * 3;
  const pages = Math.ceil((floats * 4 + 16) / 65_536) + 1;
  const slot = createSlotMemory(1, 1, () => new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }));
  const reader: FrameReader = createFrameReader(slot);
  const signal = new SharedArrayBuffer(16);
  const words = new Int32Array(signal);
  const worker = new Worker("/page.js");
  await new Promise((resolve) => {
    worker.onmessage = resolve;
  });

  const latency = new Float64Array(200_000);
  let frames = 0;
  let wrong = 0;
  let last = 0;
  let warm = 0;
  let started = 0;
  let heap = 0;
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const views = new Map<ArrayBufferLike, { time: Float64Array; data: Float32Array }>();

  const took = (sentMs: number, first: number, end: number) => {
    const now = performance.now();
    if (first !== end || first <= last) wrong++;
    last = first;
    if (++warm < 8) return;
    if (warm === 8) {
      gc();
      heap = usedHeap();
      started = performance.now();
      return;
    }
    if (frames < latency.length) latency[frames] = performance.timeOrigin + now - sentMs;
    frames++;
    if (now - started >= ms) finish();
  };
  const ack = () => {
    Atomics.add(words, WORD.taken, 1);
    Atomics.notify(words, WORD.taken);
  };

  worker.onmessage = ({ data: message }) => {
    if (mode === "copy") {
      const { at, data } = message as { at: number; data: Float32Array };
      took(at, data[0], data[floats - 1]);
      ack();
      return;
    }
    const buffer = message.data as ArrayBuffer;
    const data = new Float32Array(buffer, 16, floats);
    took(new Float64Array(buffer, 0, 1)[0], data[0], data[floats - 1]);
    if (mode === "pool") worker.postMessage(buffer, [buffer]);
    else ack();
  };

  let finished = false;
  void done.then(() => {
    finished = true;
  });
  worker.postMessage({ mode, floats, slot, signal } satisfies Job);
  if (mode === "slot") {
    while (!finished) {
      const seen = Atomics.load(words, WORD.published);
      const bytes = reader.latest();
      if (bytes) {
        let view = views.get(bytes);
        if (!view) {
          view = { time: new Float64Array(bytes, 0, 1), data: new Float32Array(bytes, 16, floats) };
          views.set(bytes, view);
        }
        took(view.time[0], view.data[0], view.data[floats - 1]);
        // Frames that were overwritten unread need no answer of their own.
        Atomics.store(words, WORD.taken, view.data[0]);
        Atomics.notify(words, WORD.taken);
        continue;
      }
      // The page may not block; this is what it has instead.
      const waiting = (
        Atomics as unknown as {
          waitAsync(
            words: Int32Array,
            at: number,
            seen: number,
            ms: number,
          ): { async: boolean; value: Promise<string> };
        }
      ).waitAsync(words, WORD.published, seen, 50);
      if (waiting.async) await waiting.value;
    }
  }
  await done;
  const took_ms = performance.now() - started;
  const grown = usedHeap() - heap;
  Atomics.store(words, WORD.stop, 1);
  Atomics.notify(words, WORD.taken);
  worker.terminate();
  return {
    frames,
    ms: took_ms,
    latency: [...latency.subarray(0, Math.min(frames, latency.length))],
    heapPerFrame: grown / frames,
    wrong,
  };
}

/** Control: the same bytes, copied within one thread. */
export function memcpy({ points, ms }: { points: number; ms: number }): { frames: number; ms: number } {
  const from = new Float32Array(points * 3).fill(1.5);
  const to = new Float32Array(new SharedArrayBuffer(points * 12));
  const started = performance.now();
  let frames = 0;
  do {
    to.set(from);
    frames++;
  } while (performance.now() - started < ms);
  return { frames, ms: performance.now() - started };
}
