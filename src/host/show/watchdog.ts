// Watches the workers from outside the browser: only from here can an endless loop be ended at once. The window says
// when a frame is overdue; the heap is asked for every 50 ms, because a worker that runs out of memory takes the whole
// tab with it and Chromium has no cap of its own. A query without an answer counts as guilt: a thrashing heap stalls it.

import type { Link } from "../link.ts";
import type { Group, Groups } from "./groups.ts";

export interface HeapReading {
  used: number;
  buffers: number;
}

export interface Watchdog {
  /** The last readings, by worker id and "page". */
  heaps(): ReadonlyMap<number | "page", HeapReading>;
  /** Ends a worker's execution. Resolves true when it obeyed, false when only ending the worker helps. */
  interrupt(id: number): Promise<boolean>;
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
const PAGE_POLL_MS = 500;
const PAGE_SILENCE_MS = 4000;

export function createWatchdog(parts: WatchdogParts): Watchdog {
  const heaps = new Map<number | "page", HeapReading>();
  const asking = new Set<number | "page">();
  let lastPagePoll = 0;

  const timer = setInterval(() => {
    const link = parts.link();
    if (!link) return heaps.clear();
    const ids = new Set(link.workerIds());
    for (const id of heaps.keys()) if (id !== "page" && !ids.has(id)) heaps.delete(id);
    for (const id of ids) void ask(link, id);
    if (Date.now() - lastPagePoll >= PAGE_POLL_MS) {
      lastPagePoll = Date.now();
      void askPage(link);
    }
  }, parts.pollMs);

  async function ask(link: Link, id: number): Promise<void> {
    if (asking.has(id)) return;
    const group = parts.groups.groupOf(id);
    if (!group) return;
    asking.add(id);
    try {
      const heap = await link.heap(id, SILENCE_MS);
      heaps.set(id, heap);
      const total = heap.used + heap.buffers;
      if (total > parts.heapBytes && group.version) {
        parts.onGuilty(
          group,
          `the sketch holds ${megabytes(total)} of memory, the limit is ${megabytes(parts.heapBytes)}`,
          "Something grows from frame to frame; `watchdog.heap_bytes` sets the limit.",
        );
      }
    } catch (error) {
      const silent = (error as { code?: number }).code === -3;
      if (silent && group.version && parts.link() === link) {
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
      heaps.set("page", await link.heap("page", PAGE_SILENCE_MS));
    } catch (error) {
      if ((error as { code?: number }).code === -3 && parts.link() === link) parts.onPageSilent();
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
    stop: () => clearInterval(timer),
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
