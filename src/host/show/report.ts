// The window's counters in the shapes that commands answer with. Pure.

import type { Quality } from "../../core/op.ts";
import type { PageStats } from "../../protocol/link.ts";
import type { Config } from "../config.ts";
import type { CacheStatus, Perf, SlotStatus, Spread, Status, WorkerStatus } from "../show-api.ts";
import type { Roles } from "./swap.ts";
import type { HeapReading } from "./watchdog.ts";

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

export function frameSpreads(seen: PageStats | null): Pick<Perf, "frame" | "evaluate"> {
  const spread = (count?: number, p50?: number | null, p95?: number | null, p99?: number | null): Spread => ({
    count: count ?? 0,
    p50: p50 ?? null,
    p95: p95 ?? null,
    p99: p99 ?? null,
  });
  return {
    frame: spread(seen?.frameCount, seen?.frameP50, seen?.frameP95, seen?.frameP99),
    evaluate: spread(seen?.evaluateCount, seen?.evaluateP50, seen?.evaluateP95, seen?.evaluateP99),
  };
}

const EMPTY_SLOT: SlotStatus = {
  published: 0,
  shown: 0,
  dropped: 0,
  stale: 0,
  grown: 0,
  bytes: 0,
  buffers: 0,
  epoch: 0,
  ageMs: null,
  ticks: 0,
  skipped: 0,
};

export function slotStatus(seen: PageStats | null): SlotStatus {
  return seen ? { ...seen.slot, ticks: seen.ticksSent, skipped: seen.ticksSkipped } : EMPTY_SLOT;
}

export function workerStatuses(
  seen: PageStats | null,
  roles: Roles,
  heaps: ReadonlyMap<number | "page", HeapReading>,
): WorkerStatus[] {
  const roleOf = (id: number): WorkerStatus["role"] => {
    if (roles.air?.ids.includes(id)) return "air";
    if (roles.leaving?.ids.includes(id)) return "leaving";
    return roles.previous?.ids.includes(id) ? "previous" : "standby";
  };
  return (seen?.workers ?? []).map((worker) => ({
    id: worker.id,
    role: roleOf(worker.id),
    status: worker.status,
    generation: worker.generation,
    frames: worker.frames,
    drawMs: round(worker.drawMs, 3),
    evaluateMs: round(worker.evaluateMs, 3),
    heapBytes: heaps.get(worker.id)?.used ?? null,
    bufferBytes: heaps.get(worker.id)?.buffers ?? null,
  }));
}

/** The bounded stores of the window's side. */
export function windowCaches(seen: PageStats | null, config: Config): CacheStatus[] {
  if (!seen) return [];
  const rows: CacheStatus[] = [];
  for (const worker of seen.workers.filter((each) => each.onAir)) {
    rows.push({
      name: `results of worker ${worker.id}`,
      entries: worker.memoEntries,
      maxEntries: config.cache.entries,
      bytes: worker.memoBytes,
      maxBytes: config.cache.bytes,
      hits: worker.memoHits,
      misses: worker.memoMisses,
      evictions: worker.memoEvictions,
    });
    rows.push({
      name: `arena of worker ${worker.id}`,
      entries: 1,
      maxEntries: 1,
      bytes: worker.arenaPeakBytes,
      maxBytes: config.budgets.bytes * 4,
    });
  }
  const { buffers, bytes } = seen.slot;
  rows.push({
    name: "frame slot",
    entries: buffers,
    maxEntries: buffers,
    bytes,
    maxBytes: config.budgets.bytes * 2 * buffers,
  });
  const { transition } = seen;
  rows.push({
    name: "transition",
    entries: transition.bytes > 0 ? 1 : 0,
    maxEntries: 1,
    bytes: transition.bytes,
    maxBytes: transition.maxBytes,
  });
  return rows;
}

/** The quality of the picture that was drawn last. */
export const drawnOf = (workers: PageStats["workers"]): Quality =>
  workers.some((worker) => worker.onAir && worker.quality === "final") ? "final" : "draft";

/** The iterative op at work, of the first worker on air that has one. */
export function workingOf(workers: PageStats["workers"]): Status["working"] {
  const found = workers.find((worker) => worker.onAir && worker.working !== "");
  return found ? { op: found.working, share: round(found.progress, 3), seconds: round(found.busyMs / 1000, 1) } : null;
}
