// Save → pixel, by stage, of the last few hundred saves.

import type { Perf, Spread } from "../show-api.ts";

export const STAGES = ["watch", "build", "load", "audition", "publish", "present"] as const;
export type Stage = (typeof STAGES)[number];

export interface ReloadTimes {
  /** One finished reload. `total` is save → presented, ms. */
  add(stages: Record<Stage, number>, total: number): void;
  perf(): Perf["reload"];
  lastTotal(): number | null;
}

const KEPT = 500;

export function createReloadTimes(): ReloadTimes {
  const totals: number[] = [];
  const stages: Record<Stage, number[]> = { watch: [], build: [], load: [], audition: [], publish: [], present: [] };
  let last: Record<string, number> | null = null;
  let count = 0;
  const keep = (list: number[], value: number) => {
    list.push(value);
    if (list.length > KEPT) list.shift();
  };
  return {
    add(times, total) {
      count++;
      keep(totals, total);
      for (const stage of STAGES) keep(stages[stage], times[stage]);
      last = { ...times, total };
    },
    lastTotal: () => last?.total ?? null,
    perf() {
      const whole = spread(totals);
      return {
        count,
        p50: whole.p50,
        p95: whole.p95,
        stages: Object.fromEntries(STAGES.map((stage) => [stage, spread(stages[stage])])) as Record<Stage, Spread>,
        last,
      };
    },
  };
}

/** `spread([1, 2, 3]).p50` → `2` */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
