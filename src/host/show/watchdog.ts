// Watches the workers from outside the browser: only from here can an endless loop be ended at once. The window says
// when a frame is overdue; the heap is asked for every 50 ms, because a worker that runs out of memory takes the whole
// tab with it and Chromium has no cap of its own. A query without an answer counts as guilt: a thrashing heap stalls it.

import type { Link } from "../link.ts";
import type { Group, Groups } from "./groups.ts";

export interface HeapReading {
  used: number;
  buffers: number;
  embedder: number;
  /** Bytes allocated since the first reading, as far as readings between two collections show it. */
  allocated: number;
  /** Bytes a second over the last seconds. */
  rate: number;
}

export interface Watchdog {
  /** The last readings, by worker id and "page". */
  heaps(): ReadonlyMap<number | "page", HeapReading>;
  /** Ends a worker's execution. Resolves true when it obeyed, false when only ending the worker helps. */
  interrupt(id: number): Promise<boolean>;
  /** A realm stands still because we ask something of it: its silence is no guilt until `work` is done. */
  excuse<T>(key: number | "page", work: () => Promise<T>): Promise<T>;
  /** Resolves when the excuse of this worker has ended; null when it has none. */
  excuseOf(id: number): Promise<void> | null;
  stop(): void;
}

export interface WatchdogParts {
  link(): Link | null;
  groups: Groups;
  pollMs: number;
  heapBytes: number;
  onGuilty(group: Group, what: string, tryThis: string): void;
  onPageSilent(): void;
}

/** Well above what a busy machine needs to answer, well below what a heap needs to fill. */
const SILENCE_MS = 1500;
/** A look that took longer may have left the realm with work to catch up. */
const LONG_MS = 100;
const EXCUSE_MS = 15_000;
const PAGE_POLL_MS = 500;
const PAGE_SILENCE_MS = 4000;

export function createWatchdog(parts: WatchdogParts): Watchdog {
  const heaps = new Map<number | "page", HeapReading>();
  const readAt = new Map<number | "page", number>();
  const asking = new Set<number | "page">();
  const excused = new Map<number | "page", Promise<void>>();
  let lastPagePoll = 0;

  const timer = setInterval(() => {
    const link = parts.link();
    if (!link) return heaps.clear();
    const ids = new Set(link.workerIds());
    for (const id of heaps.keys()) {
      if (id === "page" || ids.has(id)) continue;
      heaps.delete(id);
      readAt.delete(id);
    }
    for (const id of ids) if (!excused.has(id)) void ask(link, id);
    if (Date.now() - lastPagePoll >= PAGE_POLL_MS) {
      lastPagePoll = Date.now();
      void askPage(link);
    }
  }, parts.pollMs);

  /** Smoothed over some two seconds, so that one collection does not read as a pause. */
  function note(key: number | "page", heap: Pick<HeapReading, "used" | "buffers" | "embedder">): void {
    const at = performance.now();
    const last = heaps.get(key);
    const grown = last ? Math.max(0, heap.used - last.used) : 0;
    const seconds = (at - (readAt.get(key) ?? at)) / 1000;
    const weight = Math.min(1, seconds / 2);
    const rate = last && seconds > 0 ? last.rate + (grown / seconds - last.rate) * weight : 0;
    readAt.set(key, at);
    heaps.set(key, { ...heap, allocated: (last?.allocated ?? 0) + grown, rate });
  }

  async function ask(link: Link, id: number): Promise<void> {
    if (asking.has(id)) return;
    const group = parts.groups.groupOf(id);
    asking.add(id);
    try {
      const heap = await link.heap(id, SILENCE_MS);
      note(id, heap);
      const total = heap.used + heap.buffers;
      if (total > parts.heapBytes && group?.version) {
        parts.onGuilty(
          group,
          `the sketch holds ${megabytes(total)} of memory, the limit is ${megabytes(parts.heapBytes)}`,
          "Something grows from frame to frame; `watchdog.heap_bytes` sets the limit.",
        );
      }
    } catch (error) {
      const silent = (error as { code?: number }).code === -3;
      if (silent && group?.version && !excused.has(id) && parts.link() === link) {
        parts.onGuilty(
          group,
          `worker ${id} did not answer for ${SILENCE_MS} ms`,
          "It may have been running out of memory.",
        );
      }
    } finally {
      asking.delete(id);
    }
  }

  async function askPage(link: Link): Promise<void> {
    if (asking.has("page")) return;
    asking.add("page");
    try {
      note("page", await link.heap("page", PAGE_SILENCE_MS));
    } catch (error) {
      const silent = (error as { code?: number }).code === -3;
      if (silent && !excused.has("page") && parts.link() === link) parts.onPageSilent();
    } finally {
      asking.delete("page");
    }
  }

  return {
    heaps: () => heaps,
    async interrupt(id) {
      const link = parts.link();
      if (!link) return false;
      return link.terminate(id).then(
        () => true,
        () => false,
      );
    },
    async excuse(key, work) {
      const started = performance.now();
      const done = work();
      const ended = Promise.all([excused.get(key), done.then(nothing, nothing)])
        // An answer may come before the realm runs on: the excuse lasts until it speaks again.
        .then(() => (performance.now() - started > LONG_MS ? parts.link()?.heap(key, EXCUSE_MS) : null))
        .then(nothing, nothing);
      excused.set(key, ended);
      void ended.then(() => {
        if (excused.get(key) === ended) excused.delete(key);
      });
      return done;
    },
    excuseOf: (id) => excused.get(id) ?? null,
    stop: () => clearInterval(timer),
  };
}

const nothing = () => {};

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
