// The books of what the page holds outside every heap: shared memory, blob URLs, workers, and messages that a worker has
// not come to yet. No profile and no snapshot of a realm shows any of them; whoever makes them must be watched.
//
// The constructors are wrapped by a Proxy that only hears of constructions, so that `instanceof`, subclasses, statics
// and species stay what they are. Everything is held weakly, and errors in the books are swallowed: the page must run
// the same with them and without.

import type { OutsideKind, OutsideRow, OutsideTotals } from "../protocol/memory.ts";
import { captureStack } from "./stack.ts";

export interface PageLedger {
  /** By kind, owner and place; messages by worker. */
  rows(): OutsideRow[];
  /** One record, kept current. */
  readonly totals: OutsideTotals;
  /** What is made in `make` is this owner's. The innermost name wins. */
  within<T>(owner: string, make: () => T): T;
  /** How many messages this worker has come to, since it began. One that nobody reports for has come to none. */
  handled(worker: Worker, count: number): void;
  /** Looks how far memories have grown: they do so in place, and unseen. Call it before reading `totals`. */
  refresh(): void;
  /** Takes the wrappers away. What is in the books stays there. */
  close(): void;
}

/** What shares kind, owner and place. Goes when nobody uses it any more. */
interface Row extends OutsideRow {
  key: string;
  uses: number;
}

/** One thing in the books. Never the thing itself. */
interface Item {
  row: Row;
  bytes: number;
}

/** Memory that grows in place, and so has to be asked. Reading a WeakRef keeps its target to the end of the job only. */
interface Growing extends Item {
  memory: WeakRef<WebAssembly.Memory>;
}

interface Post {
  /** As a worker, and the messages on their way to it. */
  worker: Item;
  row: Row;
  posted: number;
  handled: number;
  bytes: number;
}

const MAX_ROWS = 500;
const OTHERS = "(others)";
const MAX_FIELDS = 64;
/** What a number in a message is taken for. */
const NUMBER_BYTES = 8;

export function openPageLedger(scope: typeof globalThis = globalThis): PageLedger {
  const totals: OutsideTotals = {
    shared: { bytes: 0, count: 0 },
    blob: { bytes: 0, count: 0 },
    worker: { bytes: 0, count: 0 },
    message: { bytes: 0, count: 0 },
  };
  const rows = new Map<string, Row>();
  const growing = new Set<Growing>();
  const blobs = new Map<string, Item>();
  const posts = new WeakMap<Worker, Post>();
  /** Called when what it is about was collected. */
  const collected = new FinalizationRegistry<() => void>((close) => close());
  const undo: (() => void)[] = [];
  let owner = "";
  let workers = 0;

  /** The row of these, a new one, or the common one of its kind when there are too many. */
  function use(kind: OutsideKind, stack: string, tag = ""): Row {
    let key = `${kind}\n${owner}\n${tag}\n${stack}`;
    const full = rows.size >= MAX_ROWS && !rows.has(key);
    if (full) key = `${kind}\n${OTHERS}`;
    let row = rows.get(key);
    if (row === undefined) {
      row = { kind, owner: full ? OTHERS : owner, bytes: 0, count: 0, stack: full ? "" : stack, key, uses: 0 };
      rows.set(key, row);
    }
    row.uses++;
    return row;
  }

  function leave(row: Row): void {
    if (--row.uses === 0) rows.delete(row.key);
  }

  /** Called for each message: no object is made here. */
  function add(row: Row, bytes: number, count: number): void {
    row.bytes += bytes;
    row.count += count;
    const total = totals[row.kind];
    total.bytes += bytes;
    total.count += count;
  }

  function open(kind: OutsideKind, bytes: number, stack: string): Item {
    const item = { row: use(kind, stack), bytes };
    add(item.row, bytes, 1);
    return item;
  }

  function close({ row, bytes }: Item): void {
    add(row, -bytes, -1);
    leave(row);
  }

  function refresh(): void {
    for (const item of growing) {
      const bytes = item.memory.deref()?.buffer.byteLength ?? item.bytes;
      add(item.row, bytes - item.bytes, 0);
      item.bytes = bytes;
    }
  }

  /** Has `note` hear of everything `new holder[name]` makes. */
  function follow<T extends object>(holder: object, name: string, note: (made: T, stack: string) => void): void {
    const names = holder as Record<string, { prototype: { constructor: unknown } }>;
    const native = names[name];
    if (native === undefined) return; // no shared memory in a page that is not isolated
    const handler: ProxyHandler<typeof native> = {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target as never, args, newTarget);
        quietly(() => note(made, captureStack(handler.construct)));
        return made;
      },
    };
    const proxy = new Proxy(native, handler);
    names[name] = proxy;
    native.prototype.constructor = proxy; // `made.constructor === holder[name]`, and species goes through it
    undo.push(() => {
      names[name] = native;
      native.prototype.constructor = native;
    });
  }

  follow(scope, "SharedArrayBuffer", (made: SharedArrayBuffer, stack) => {
    const item = open("shared", made.byteLength, stack);
    collected.register(made, () => close(item));
  });

  follow(scope.WebAssembly, "Memory", (made: WebAssembly.Memory, stack) => {
    const { byteLength } = made.buffer;
    if (made.buffer instanceof scope.ArrayBuffer) return; // not shared: V8 counts it as this realm's
    const item = { ...open("shared", byteLength, stack), memory: new WeakRef(made) };
    growing.add(item);
    collected.register(made, () => {
      growing.delete(item);
      close(item);
    });
  });

  follow(scope, "Worker", (made: Worker, stack) => {
    const row = use("message", stack, String(++workers));
    const post: Post = { worker: open("worker", 0, stack), row, posted: 0, handled: 0, bytes: 0 };
    posts.set(made, post);
    collected.register(made, () => end(post), made); // it may have closed itself
  });

  function end(post: Post): void {
    close(post.worker);
    add(post.row, -post.bytes, post.handled - post.posted);
    leave(post.row);
  }

  function patch<Name extends string>(holder: Record<Name, unknown>, name: Name, patched: unknown): void {
    const native = holder[name];
    holder[name] = patched;
    undo.push(() => {
      holder[name] = native;
    });
  }

  const { prototype } = scope.Worker;
  const { postMessage, terminate } = prototype;
  patch(prototype, "postMessage", function (this: Worker, message: unknown): void {
    // A bare number is a frame's tick: it goes through without an object. Sizes are taken before, a transfer ends them.
    const bytes = typeof message === "number" ? NUMBER_BYTES : messageBytes(message);
    // biome-ignore lint/complexity/noArguments: passed on whole it costs no array, and keeps the count that is checked
    postMessage.apply(this, arguments as unknown as [unknown]);
    const post = posts.get(this);
    if (post === undefined) return;
    post.posted++;
    post.bytes += bytes;
    add(post.row, bytes, 1);
  });
  patch(prototype, "terminate", function (this: Worker): void {
    terminate.call(this);
    const post = posts.get(this);
    if (post === undefined) return;
    posts.delete(this);
    collected.unregister(this);
    end(post);
  });

  const { URL } = scope;
  const { createObjectURL, revokeObjectURL } = URL;
  patch(URL, "createObjectURL", function create(object: Blob): string {
    // biome-ignore lint/complexity/noArguments: as above
    const url = createObjectURL.apply(URL, arguments as unknown as [Blob]);
    quietly(() => blobs.set(url, open("blob", object.size ?? 0, captureStack(create)))); // a MediaSource has no size
    return url;
  });
  patch(URL, "revokeObjectURL", (...args: [string]): void => {
    revokeObjectURL.apply(URL, args);
    quietly(() => {
      const url = String(args[0]);
      const item = blobs.get(url);
      if (item === undefined) return;
      blobs.delete(url);
      close(item);
    });
  });

  return {
    rows() {
      refresh();
      return [...rows.values()]
        .filter(({ count }) => count > 0)
        .map(({ kind, owner, bytes, count, stack }) => ({ kind, owner, bytes, count, stack }));
    },
    totals,
    within(name, make) {
      const outer = owner;
      owner = name;
      try {
        return make();
      } finally {
        owner = outer;
      }
    },
    handled(worker, count) {
      const post = posts.get(worker);
      if (post === undefined) return;
      const waiting = post.posted - post.handled;
      const fewer = Math.min(waiting, count - post.handled);
      if (fewer <= 0) return;
      // Those it came to are taken for average ones; when it has caught up, this is exact again.
      const bytes = fewer === waiting ? post.bytes : Math.round((post.bytes * fewer) / waiting);
      post.handled += fewer;
      post.bytes -= bytes;
      add(post.row, -bytes, -fewer);
    },
    refresh,
    close() {
      for (const each of undo.reverse()) each();
    },
  };
}

function quietly(book: () => void): void {
  try {
    book();
  } catch {
    // A wrong figure is better than a page that stops.
  }
}

/** A cheap guess at what a message takes on its way: its own bytes, and its fields' if it is a plain object or array. */
function messageBytes(message: unknown): number {
  let bytes = ownBytes(message);
  try {
    if (!isPlain(message)) return bytes;
    let fields = 0;
    for (const name in message) {
      if (++fields > MAX_FIELDS) break;
      bytes += ownBytes(message[name]);
    }
  } catch {
    // A field that throws when it is read: `postMessage` will say so.
  }
  return bytes;
}

function ownBytes(value: unknown): number {
  if (typeof value === "string") return value.length * 2;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
  return NUMBER_BYTES;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Array.isArray(value);
}
