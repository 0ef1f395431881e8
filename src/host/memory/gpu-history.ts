// What each version of the sketch held on the GPU when it was last seen on air. Small, bounded, and enough to say what a
// save added.

import type { GlOwner } from "../../protocol/memory.ts";
import { CommandProblem } from "../show-api.ts";
import type { GpuDiff } from "./memory-api.ts";

export interface GpuHistory {
  seen(generation: number, rows: readonly GlOwner[]): void;
  diff(from: number, to: number): GpuDiff;
}

const MAX_GENERATIONS = 50;

export function createGpuHistory(): GpuHistory {
  const versions = new Map<number, readonly GlOwner[]>();
  const get = (generation: number): readonly GlOwner[] => {
    const rows = versions.get(generation);
    if (rows) return rows;
    throw new CommandProblem({
      severity: "error",
      what: `nothing is known of version ${generation} on the GPU`,
      expected: `one of ${[...versions.keys()].join(", ") || "none yet"}`,
      try: "A version is noted while it is on air.",
    });
  };
  return {
    seen(generation, rows) {
      versions.delete(generation);
      versions.set(generation, rows);
      for (const oldest of versions.keys()) {
        if (versions.size <= MAX_GENERATIONS) break;
        versions.delete(oldest);
      }
    },
    diff(from, to) {
      const keyed = (of: readonly GlOwner[]) => new Map(of.map((row) => [`${row.kind}|${row.owner}`, row]));
      const before = keyed(get(from));
      const after = keyed(get(to));
      const rows = [...new Set([...before.keys(), ...after.keys()])]
        .map((key) => {
          const { kind, owner } = (after.get(key) ?? before.get(key)) as GlOwner;
          const count = (after.get(key)?.count ?? 0) - (before.get(key)?.count ?? 0);
          const bytes = (after.get(key)?.bytes ?? 0) - (before.get(key)?.bytes ?? 0);
          return { kind, owner, count, bytes };
        })
        .filter(({ count, bytes }) => count !== 0 || bytes !== 0)
        .sort((a, b) => b.bytes - a.bytes || b.count - a.count);
      const sum = (field: "count" | "bytes") => rows.reduce((total, row) => total + row[field], 0);
      return { from, to, rows, count: sum("count"), bytes: sum("bytes") };
    },
  };
}
