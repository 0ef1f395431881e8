// Memory and number of a process and everything it started, from /proc; null where there is none.

import { readdirSync, readFileSync } from "node:fs";

export interface ProcessTree {
  processes: number;
  /** Resident bytes, shared pages counted once per process that maps them. */
  rss: number;
}

export function processTree(root: number): ProcessTree | null {
  const parents = new Map<number, number>();
  try {
    for (const name of readdirSync("/proc")) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      try {
        // The command may hold spaces and brackets; the fields after the last bracket are plain.
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
        parents.set(pid, Number(fields[1]));
      } catch {
        // Ended meanwhile.
      }
    }
  } catch {
    return null;
  }
  const inside = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (!inside.has(parent) || inside.has(pid)) continue;
      inside.add(pid);
      grown = true;
    }
  }
  let rss = 0;
  for (const pid of inside) {
    try {
      rss += Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
    } catch {
      // Ended meanwhile.
    }
  }
  return { processes: inside.size, rss };
}

/** Highest resident size of this process so far, bytes. */
export function peakRss(): number {
  return process.resourceUsage().maxRSS * 1024;
}
