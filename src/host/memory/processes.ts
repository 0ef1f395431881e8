// The operating system's view: what each process of the show holds. Read from /proc where there is one; elsewhere the
// browser's own list without bytes. Never add RSS up: shared pages are counted in every process that maps them.

import { readFile } from "node:fs/promises";
import type { Cdp } from "../cdp.ts";
import type { ProcessStatus } from "./memory-api.ts";

export interface Processes {
  /** Everything, `smaps_rollup` included: some milliseconds a process. */
  list(): Promise<ProcessStatus[]>;
  /** RSS by type, for slopes. */
  resident(): Promise<Record<string, number>>;
}

const PAGE = 4096;
/** USER_HZ, which Linux has fixed at 100 for every program that reads it. */
const TICKS = 100;

export function createProcesses(cdp: () => Cdp | null, now: () => number): Processes {
  let before = new Map<number, { cpu: number; at: number }>();

  async function find(): Promise<{ type: string; pid: number; cpuTime: number | null }[]> {
    const own = {
      type: "host",
      pid: process.pid,
      cpuTime: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
    };
    const browser = cdp();
    const found = browser
      ? await browser.send("SystemInfo.getProcessInfo", {}, undefined, 2000).catch(() => null)
      : null;
    const rows = (found?.processInfo ?? []).map(
      ({ type, id, cpuTime }: { type: string; id: number; cpuTime: number }) => ({
        type,
        pid: id,
        cpuTime,
      }),
    );
    const children = await childrenOf(process.pid);
    const others = children
      .filter(({ name }) => name === "esbuild")
      .map(({ pid }) => ({ type: "esbuild", pid, cpuTime: null }));
    return [own, ...others, ...rows];
  }

  return {
    async list() {
      const at = now();
      const next = new Map<number, { cpu: number; at: number }>();
      const rows = await Promise.all(
        (await find()).map(async ({ type, pid, cpuTime }): Promise<ProcessStatus> => {
          const [rss, rollup, cpu] = await Promise.all([residentOf(pid), rollupOf(pid), cpuTime ?? cpuOf(pid)]);
          const last = before.get(pid);
          if (cpu !== null) next.set(pid, { cpu, at });
          return {
            type,
            pid,
            rss,
            pss: rollup?.pss ?? null,
            privateBytes: rollup?.privateBytes ?? null,
            cpu: last && cpu !== null && at > last.at ? (cpu - last.cpu) / ((at - last.at) / 1000) : null,
          };
        }),
      );
      before = next;
      return rows;
    },
    async resident() {
      const sums: Record<string, number> = {};
      for (const { type, pid } of await find()) {
        const rss = await residentOf(pid);
        const name =
          type === "browser" || type === "renderer" || type === "GPU" || type === "host" ? type.toLowerCase() : null;
        if (rss !== null && name !== null) sums[name] = (sums[name] ?? 0) + rss;
      }
      return sums;
    },
  };
}

async function read(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}

async function residentOf(pid: number): Promise<number | null> {
  const text = await read(`/proc/${pid}/statm`);
  return text === null ? null : Number(text.split(" ")[1]) * PAGE;
}

async function rollupOf(pid: number): Promise<{ pss: number; privateBytes: number } | null> {
  const text = await read(`/proc/${pid}/smaps_rollup`);
  if (text === null) return null;
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) * 1024;
  return { pss: kib("Pss"), privateBytes: kib("Private_Clean") + kib("Private_Dirty") };
}

/** The name may hold spaces and brackets; the figures begin behind its last one. */
async function cpuOf(pid: number): Promise<number | null> {
  const text = await read(`/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS : null;
}

async function childrenOf(pid: number): Promise<{ pid: number; name: string }[]> {
  const text = await read(`/proc/${pid}/task/${pid}/children`);
  const pids = text?.trim() ? text.trim().split(/\s+/).map(Number) : [];
  return Promise.all(
    pids.map(async (child) => ({ pid: child, name: ((await read(`/proc/${child}/comm`)) ?? "").trim() })),
  );
}
