// The memory commands' far side with figures anybody can check: one of each answer, and snapshots that are kept.

import type { Cost, MemoryApi, SlopeRow, Snapshot, Top } from "../../src/host/memory/memory-api.ts";
import { CommandProblem } from "../../src/host/show-api.ts";

export const COST: Cost = { ms: 12.5, pauseMs: 3, sampling: 0.004, bytes: 1_200_000 };
export const SITE = { file: "sketches/field.ts", line: 41, column: 18, name: "memoFlow" };

export function createFakeMemory(): MemoryApi {
  const kept = new Map<string, Snapshot>();
  const slope: SlopeRow = {
    name: "memory",
    unit: "B",
    value: 21e6,
    slope: 1.2e6,
    low: 1.1e6,
    high: 1.3e6,
    verdict: "grows",
    seconds: 42,
    cut: "version 3",
    peak: 22e6,
    peakAgo: 3,
    sinceStart: 4e6,
  };
  const snapshot = (name: string): Snapshot => ({
    format: "hairline-memory-1",
    name,
    at: "2026-11-25T21:00:00.000Z",
    ms: 1000,
    run: "run",
    frame: 600,
    generation: 12,
    sketch: "sketches/field.ts",
    forcedGc: true,
    realms: [{ realm: "air", worker: 2, generation: 12, life: 2, heap: 5e6, embedder: 0, buffers: 2e6, traced: true }],
    books: { heap: 5e6, buffers: 2e6, shared: 1e6, gl: 3e6, outside: 0 },
    counts: { "gl objects": 19 },
    rows: [{ bytes: 2e6, count: 50, realm: "air", kind: "buffer", site: SITE, what: "", trace: ["a", "b"] }],
    cost: COST,
    notes: [],
  });
  const table = (): Top => ({
    forcedGc: true,
    seconds: 12.2,
    total: 51.9e6,
    books: { heap: 1e6, buffers: 50.9e6, shared: 0, gl: 0, outside: 0 },
    counts: { "gl objects": 3 },
    rows: [
      {
        bytes: 50.9e6,
        count: 5090,
        rate: 4.17e6,
        share: 0.981,
        realm: "air",
        kind: "buffer",
        site: SITE,
        what: "",
        source: "new Float32Array(n * 2)",
        trace: ["a", "b"],
      },
      {
        bytes: 1e5,
        count: null,
        rate: null,
        share: 0.002,
        realm: "page",
        kind: "object",
        site: null,
        what: "(engine)",
        source: "",
      },
    ],
    untraced: 9e5,
    more: 4,
    notes: ["air ran version 11 then and 12 now"],
    cost: COST,
  });
  const get = (name: string): Snapshot => {
    const found = kept.get(name);
    if (!found) throw new CommandProblem({ severity: "error", what: `there is no snapshot "${name}"` });
    return found;
  };
  return {
    overview: async () => ({
      rows: [{ ...slope, name: "air", realm: "air", worker: 2, generation: 12, buffers: 2e6, allocPerSecond: 1e7 }],
      total: slope,
      processes: [{ ...slope, name: "rss browser" }],
      counts: { "gpu objects": 19 },
      perFrame: { allocated: 160_000, retained: null },
      tracing: true,
      cost: COST,
    }),
    slopes: async () => [
      slope,
      { ...slope, name: "gpu objects", unit: "", slope: null, low: null, high: null, verdict: "unknown" },
    ],
    cost: () => COST,
    seriesNames: () => ["memory", "page", "air"],
    resetPeaks: () => {},
    traceStatus: () => ({ on: false, seconds: 0, realms: [], cost: COST }),
    startTrace: async () => ({
      on: true,
      seconds: 0,
      realms: [{ realm: "air", worker: 2, intervalBytes: 65_536, expected: 0.01 }],
      cost: COST,
    }),
    stopTrace: async () => ({ on: false, seconds: 0, realms: [], cost: COST }),
    clearTrace: async () => ({ on: true, seconds: 0, realms: [], cost: COST }),
    async snap(name) {
      const made = snapshot(name ?? `snap-${kept.size + 1}`);
      kept.set(made.name, made);
      return made;
    },
    snapshots: () => [...kept.values()],
    snapshot: get,
    dropSnapshot: (name) => void kept.delete(name),
    saveSnapshot: async (name, path) => ({ path: path ?? `out/${get(name).name}.memory.json`, bytes: 2048 }),
    async loadSnapshot(path, name) {
      const made = snapshot(name ?? path);
      kept.set(made.name, made);
      return made;
    },
    top: async () => ({ ...table(), seconds: null }),
    async diff(from, to) {
      get(from);
      if (to) get(to);
      return table();
    },
    watch: async () => table(),
    churn: async () => ({ ...table(), frames: 120, perFrame: 433_000 }),
    zoom: async () => ({
      file: SITE.file,
      seconds: 3,
      growth: 3e6,
      frames: 180,
      rows: [
        {
          site: SITE,
          what: "new Float32Array",
          source: "new Float32Array(n * 2)",
          madePerSecond: 60,
          alive: 180,
          share: 0.98,
          bytes: 2.9e6,
        },
      ],
      left: 0,
      cost: COST,
    }),
    gpu: async () => ({
      renderer: "llvmpipe",
      backend: "pulled",
      objects: [
        {
          kind: "texture",
          id: 4,
          bytes: 32_768,
          ageFrames: 812,
          uploadAgeFrames: 0,
          uploadPerFrame: 16_000,
          owner: "points",
          site: SITE,
        },
      ],
      counts: { texture: 1 },
      totals: { count: 1, bytes: 32_768, peak: 65_536 },
      drawingBuffer: { width: 900, height: 900, samples: 0, bytes: 3_240_000 },
      createdPerSecond: 0,
      deletedPerSecond: 0,
      leakedToGc: 2,
      contextLosses: 0,
      cost: COST,
    }),
    gpuDiff: (from, to) => ({
      from,
      to,
      rows: [{ kind: "buffer", owner: "points", count: 1, bytes: 4096 }],
      count: 1,
      bytes: 4096,
    }),
    processes: async () => [{ type: "GPU", pid: 12, rss: 1e8, pss: 5e7, privateBytes: 4e7, cpu: 0.25 }],
    why: async () => ({
      realm: "air",
      heapBytes: 5e6,
      pauseMs: 900,
      predictedMs: 1000,
      suspects: [
        { sentence: "memo is a Map with 1,204 entries", path: ["globalThis", "memo", "Map"], bytes: 4e6, site: SITE },
      ],
      cost: COST,
    }),
    where: async () => ({ what: "Float32Array(100)", site: SITE, source: "new Float32Array(n * 2)" }),
    async diagnose({ yes }) {
      if (!yes)
        throw new CommandProblem({
          severity: "warning",
          what: "this changes what the audience sees",
          try: "`.diagnose --yes`",
        });
      const verdict = {
        verdict: "a frame drawn",
        distance: 0.05,
        runnerUp: { verdict: "time", distance: 0.8 },
        ratios: { fps: 0.26, inputs: 1, workers: null },
      };
      return {
        ...verdict,
        site: SITE,
        source: "memo.set(key, made)",
        agreement: true,
        next: "`.zoom` names the line.",
        series: [{ series: "air heap", base: 1e6, unit: "B", ...verdict }],
        seconds: 21,
        notes: [],
        cost: COST,
      };
    },
    budgets: () => [{ series: "memory", limit: 50_000, perSecond: true, value: 1.2e6, exceeded: true }],
    setBudget: (series) => [{ series, limit: 8e7, perSecond: false, value: 2e7, exceeded: false }],
    clearBudget: () => [],
    alarms: () => 0,
    plot: async (path) => ({ path: path ?? "out/memory.svg", bytes: 2048 }),
    leak: async (kind) => [{ kind, bytesPerSecond: 1e6, seconds: 0 }],
    leakOff: async () => [],
    leaks: () => [],
  };
}
