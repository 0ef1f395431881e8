// The browser's half of page-ledger.gpu.test.ts. The same script runs in the workers it starts, where it does as it is told.

import type { OutsideRow } from "../../src/protocol/memory.ts";
import { openPageLedger, type PageLedger } from "../../src/window/page-ledger.ts";

declare const gc: () => void;

const inWorker = typeof document === "undefined";
if (inWorker) globalThis.onmessage = ({ data }) => data === "close" && globalThis.close();

const startWorker = () => new Worker("/page.js");

async function collect(until: () => boolean): Promise<boolean> {
  for (let round = 0; round < 40 && !until(); round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return until();
}

/** Opens the books for one test and closes them behind it. */
async function withLedger<T>(act: (ledger: PageLedger) => T | Promise<T>): Promise<T> {
  const ledger = openPageLedger();
  try {
    return await act(ledger);
  } finally {
    ledger.close();
  }
}

const short = ({ kind, owner, bytes, count }: OutsideRow) => `${kind} ${owner} ${bytes} ${count}`;

/** What must not change when constructors are watched. Each line is a fact about the language as it is. */
function facts(): Record<string, unknown> {
  const thrown = (act: () => unknown) => {
    try {
      return String(act());
    } catch (error) {
      return String(error);
    }
  };
  class Mine extends SharedArrayBuffer {
    extra = 7;
  }
  class Posting extends Worker {
    override postMessage(): void {
      super.postMessage("through");
    }
  }
  const shared = new SharedArrayBuffer(16);
  const mine = new Mine(8);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
  const worker = startWorker();
  const posting = new Posting("/page.js");
  const url = URL.createObjectURL(new Blob(["x"]));
  const seen = {
    instanceOf: [shared instanceof SharedArrayBuffer, memory instanceof WebAssembly.Memory, worker instanceof Worker],
    name: [SharedArrayBuffer.name, WebAssembly.Memory.name, Worker.name, SharedArrayBuffer.length, Worker.length],
    prototype: [
      Object.getPrototypeOf(shared) === SharedArrayBuffer.prototype,
      Object.getPrototypeOf(memory) === WebAssembly.Memory.prototype,
      Object.getPrototypeOf(worker) === Worker.prototype,
    ],
    constructor: [
      shared.constructor === SharedArrayBuffer,
      memory.constructor === WebAssembly.Memory,
      worker.constructor === Worker,
    ],
    subclass: [
      mine instanceof Mine,
      mine instanceof SharedArrayBuffer,
      mine.extra,
      mine.byteLength,
      mine.constructor.name,
    ],
    workerSubclass: [posting instanceof Posting, posting instanceof Worker, thrown(() => posting.postMessage())],
    species: [
      SharedArrayBuffer[Symbol.species as never] === SharedArrayBuffer,
      shared.slice(4, 12).byteLength,
      shared.slice(0) instanceof SharedArrayBuffer,
      mine.slice(0, 4) instanceof Mine,
    ],
    tag: [Object.prototype.toString.call(shared), Object.prototype.toString.call(memory.buffer)],
    memoryBuffer: [memory.buffer instanceof SharedArrayBuffer, memory.buffer.byteLength, memory.grow(1)],
    viewable: new Float32Array(shared).fill(2).join(),
    clone: structuredClone(new Float32Array([1, 2])).join(),
    call: thrown(() => (SharedArrayBuffer as unknown as () => void)()),
    bad: [
      thrown(() => new SharedArrayBuffer(-1)),
      thrown(() => new WebAssembly.Memory({ initial: 2, maximum: 1, shared: true })),
      thrown(() => new (Worker as unknown as new () => Worker)()),
      thrown(() => (worker as unknown as { postMessage(): void }).postMessage()),
      thrown(() => worker.postMessage(() => {})),
      thrown(() => worker.postMessage(1, 5 as never)),
      thrown(() => Worker.prototype.postMessage.call({} as Worker, 1)),
      thrown(() => (URL as unknown as { createObjectURL(): string }).createObjectURL()),
      thrown(() => URL.createObjectURL("text" as never)),
      thrown(() => (URL as unknown as { revokeObjectURL(): void }).revokeObjectURL()),
      thrown(() => URL.revokeObjectURL("blob:nothing")),
    ],
    url: [url.startsWith("blob:"), thrown(() => URL.revokeObjectURL(url))],
    enumerable: [
      Object.keys(globalThis).includes("Worker"),
      Object.keys(Worker.prototype).join(),
      Object.keys(URL).join(),
      Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, "constructor")?.enumerable,
    ],
  };
  worker.terminate();
  posting.terminate();
  return seen;
}

export async function unchanged() {
  const before = [SharedArrayBuffer, WebAssembly.Memory, Worker, URL.createObjectURL, Worker.prototype.postMessage];
  const without = facts();
  let booked = 0;
  const within = await withLedger((ledger) => {
    const seen = facts();
    booked = ledger.totals.shared.count; // slices too
    return seen;
  });
  const after = [SharedArrayBuffer, WebAssembly.Memory, Worker, URL.createObjectURL, Worker.prototype.postMessage];
  return { without, within, booked, restored: before.every((each, i) => each === after[i]) };
}

export function shared() {
  return withLedger(async ({ totals, rows, within, refresh }) => {
    const seen: Record<string, unknown> = {};
    const board = within("board", () => new SharedArrayBuffer(100));
    const more = within("board", () => [new SharedArrayBuffer(50), new SharedArrayBuffer(50)]);
    const memory = within("slot", () => new WebAssembly.Memory({ initial: 1, maximum: 8, shared: true }));
    const own = new WebAssembly.Memory({ initial: 5 });
    seen.born = { ...totals.shared };
    memory.grow(2);
    refresh();
    seen.grown = { ...totals.shared };
    memory.grow(1);
    seen.rows = rows().map(short);
    seen.stacks = rows().every(({ stack }) => stack.includes("shared") && !/page-ledger\.ts|construct/.test(stack));
    // Who keeps only the bytes of a memory keeps the memory.
    const keep = {
      bytes: within("bytes", () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer),
    };
    (() => {
      for (let i = 0; i < 50; i++) within("dropped", () => new SharedArrayBuffer(1000));
      for (let i = 0; i < 4; i++)
        within("dropped", () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }));
    })();
    const before = totals.shared.count;
    seen.dropped = (await collect(() => totals.shared.count <= before - 54)) && before - totals.shared.count;
    seen.left = rows().map(short);
    seen.kept = [board, memory, own, keep.bytes, ...more].length;
    return seen;
  });
}

export function blobs() {
  return withLedger(({ totals, rows }) => {
    const make = () => URL.createObjectURL(new Blob([new Uint8Array(1000)]));
    const urls = [make(), make(), make()];
    const alive = { ...totals.blob };
    const [row] = rows();
    URL.revokeObjectURL(urls[0]);
    URL.revokeObjectURL(urls[0]);
    const one = { ...totals.blob };
    for (const url of urls) URL.revokeObjectURL(url);
    return { alive, one, none: totals.blob, place: row.stack.split("\n")[1], rows: rows().length };
  });
}

export function workers() {
  return withLedger(async ({ totals, within }) => {
    const group = within("group", () => [startWorker(), startWorker()]);
    const born = totals.worker.count;
    group[0].terminate();
    group[0].terminate();
    const ended = totals.worker.count;
    (() => {
      startWorker().postMessage("close"); // ends by itself, and nobody holds it
    })();
    const three = totals.worker.count;
    const closed = await collect(() => totals.worker.count === ended);
    group[1].terminate();
    return { born, ended, three, closed, left: { ...totals.worker }, messages: { ...totals.message } };
  });
}

export function messages() {
  return withLedger(({ totals, rows, handled, within }) => {
    const start = (owner: string) => within(owner, startWorker);
    const [stuck, silent] = ["stuck", "silent"].map(start);
    const seen: Record<string, unknown> = {};
    for (let i = 0; i < 10; i++) stuck.postMessage(i);
    seen.numbers = { ...totals.message };
    handled(stuck, 4);
    seen.handled = rows()
      .filter(({ kind }) => kind === "message")
      .map(short);
    handled(stuck, 3); // an older figure
    handled(stuck, 99); // more than were sent
    seen.caughtUp = { ...totals.message };
    const sizes = (message: unknown, transfer: Transferable[] = []) => {
      const before = totals.message.bytes;
      silent.postMessage(message, transfer);
      return totals.message.bytes - before;
    };
    const moved = new ArrayBuffer(500);
    seen.bytes = {
      number: sizes(1),
      text: sizes("hello"),
      typed: sizes(new Float32Array(100)),
      buffer: sizes(new ArrayBuffer(64)),
      transferred: sizes(moved, [moved]),
      object: sizes({ kind: "state", seq: 3, data: new Uint8Array(200) }),
      many: sizes(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, i]))),
      nothing: sizes(undefined),
    };
    seen.transferredAway = moved.byteLength;
    const before = { ...totals.message };
    try {
      silent.postMessage({ run() {} });
    } catch {
      // What cannot be cloned was not sent.
    }
    seen.refused = totals.message.count - before.count;
    stuck.postMessage(1);
    seen.rows = rows()
      .filter(({ kind }) => kind === "message")
      .map(({ owner, count, stack }) => `${owner} ${count} ${stack.includes("startWorker")}`);
    stuck.terminate();
    silent.terminate();
    seen.ended = { ...totals.message };
    return seen;
  });
}

export function merging() {
  return withLedger(({ rows, within, totals }) => {
    const kept: SharedArrayBuffer[] = [];
    const make = (owner: string) => kept.push(within(owner, () => new SharedArrayBuffer(8)));
    for (let i = 0; i < 20; i++) make("one");
    const merged = rows().map(short);
    for (let i = 0; i < 700; i++) make(`owner ${i}`);
    const all = rows();
    const worker = startWorker();
    const others = rows().filter(({ owner }) => owner === "(others)");
    const summed = rows().reduce((sum, { kind, count }) => sum + (kind === "shared" ? count : 0), 0);
    worker.terminate();
    return {
      merged,
      rows: all.length,
      others: others.map(short),
      summed,
      total: totals.shared.count,
      workers: totals.worker.count,
      kept: kept.length,
    };
  });
}

let post = (_count: number) => {};

/** Sets a worker up for `posts`, with the books open or without them. */
export function preparePosts({ books }: { books: boolean }): void {
  if (books) openPageLedger(); // stays open: this page is for nothing else
  const worker = startWorker();
  post = (count) => {
    for (let i = 0; i < count; i++) worker.postMessage(i);
  };
  post(5000); // compiled by now
}

export function posts({ count }: { count: number }): void {
  post(count);
}
