// What the memory commands may do: the observatory, and the tools that act on the show. Wires, and says what a person
// must know before something is done to the picture.

import type { PageStats } from "../../protocol/link.ts";
import type { PageMemory } from "../../protocol/memory.ts";
import type { Link } from "../link.ts";
import type { Swap } from "../show/swap.ts";
import { CommandProblem, NO_WINDOW, type Realm } from "../show-api.ts";
import { diff } from "./compare.ts";
import { type DiagnoseParts, diagnose, EXPECTED_SECONDS, type Readings } from "./diagnose.ts";
import type { LeakDrill } from "./leak-drill.ts";
import type { BudgetRow, MemoryApi } from "./memory-api.ts";
import type { Observatory } from "./observatory.ts";
import { savePlot } from "./save-plot.ts";
import type { RealmKey } from "./tracer.ts";
import { where } from "./where.ts";
import { createWhy } from "./why.ts";
import { zoom } from "./zoom.ts";

export interface MemoryParts {
  project: string;
  /** Where plots are written. */
  folder: string;
  observatory: Observatory;
  drill: LeakDrill;
  swap: Swap;
  link(): Link | null;
  nextGeneration(): number;
  excuse<T>(key: RealmKey, work: () => Promise<T>): Promise<T>;
  stats(): Promise<PageStats | null>;
  /** The performer's settings, and the ways to change them for an experiment. */
  play: {
    now: { fps: number; frozen: boolean };
    setFps(fps: number): Promise<void>;
    setFrozen(on: boolean): Promise<void>;
  };
  holdControls(on: boolean): void;
  say(line: string): void;
  now(): number;
}

export function createMemory(parts: MemoryParts): MemoryApi {
  const { observatory, link, now } = parts;
  const { pulse, snapshots } = observatory;
  const why = createWhy({ link, excuse: parts.excuse, places: observatory.places, say: parts.say, now });
  let busy: string | null = null;

  const needLink = (): Link => {
    const window = link();
    if (!window) throw new CommandProblem(NO_WINDOW);
    return window;
  };

  /** Two of these at once would measure each other. */
  async function alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (busy !== null)
      throw new CommandProblem({ severity: "error", what: `${busy} is still at work`, try: "Wait for its answer." });
    busy = what;
    try {
      return await work();
    } finally {
      busy = null;
    }
  }

  function realmKey(realm: Realm): "page" | number {
    if (realm === "page") return "page";
    if (realm !== "air") return realm.worker;
    const id = parts.swap.air()?.ids[0];
    if (id === undefined)
      throw new CommandProblem({ severity: "error", what: "no sketch is on air", try: "`@page` looks at the window." });
    return id;
  }

  /** The series of an experiment. Counts and bytes of all realms by what they are to the show. */
  async function read(): Promise<Readings> {
    const window = needLink();
    const realms = observatory.realms();
    await observatory.collect(realms.map(({ key }) => key));
    await new Promise((resolve) => setTimeout(resolve, 60)); // finalisers
    const [memory, ...heaps] = await Promise.all([
      window.page<PageMemory>("memory"),
      ...realms.map(async ({ key, role }) => {
        if (key === "host") return { role, ...observatory.host.heap(), embedder: 0 };
        return { role, ...(await window.heap(key).catch(() => ({ used: 0, buffers: 0, embedder: 0 }))) };
      }),
    ]);
    const seen: Readings = {
      shared: memory.workers.reduce((sum, { arenaBytes }) => sum + arenaBytes, 0),
      gl: memory.totals.bytes,
      "gl objects": memory.totals.count,
      modules: [...window.loads().values()].reduce((sum, { count }) => sum + count, 0),
      blobs: 0,
      messages: 0,
      workers: 0,
    };
    for (const { role, used, embedder, buffers } of heaps) {
      seen[`${role} heap`] = (seen[`${role} heap`] ?? 0) + used + embedder;
      seen[`${role} buffers`] = (seen[`${role} buffers`] ?? 0) + buffers;
    }
    for (const { kind, bytes, count } of memory.outside) {
      if (kind === "shared") seen.shared += bytes;
      else if (kind === "blob") seen.blobs += bytes;
      else if (kind === "message") seen.messages += count;
      else seen.workers += count;
    }
    return seen;
  }

  const experiment = (change: Partial<{ presentEvery: number; cache: boolean; detail: number }>) =>
    needLink().page("experiment", change);

  /** The same version once more, on fresh or other workers; the one that plays stays warm and comes back. */
  async function visit(workers?: number): Promise<() => Promise<void>> {
    const version = parts.swap.version();
    if (!version) throw new CommandProblem({ severity: "error", what: "no sketch is on air" });
    const { outcome, giveBack } = await parts.swap.visit({ ...version }, workers);
    if (outcome.kind !== "air")
      throw new Error(outcome.kind === "refused" ? outcome.problem.what : "something else went on air");
    return async () => {
      if (!(await giveBack())) throw new Error("something else went on air");
    };
  }

  const apply: DiagnoseParts["apply"] = async (intervention) => {
    const { play } = parts;
    switch (intervention) {
      case "fps": {
        const fps = play.now.fps;
        await play.setFps(Math.max(1, Math.min(60, fps) / 4));
        return () => play.setFps(fps);
      }
      case "inputs": {
        const { frozen } = play.now;
        parts.holdControls(true);
        await play.setFrozen(true);
        return async () => {
          parts.holdControls(false);
          await play.setFrozen(frozen);
        };
      }
      case "workers": {
        const version = parts.swap.version();
        if (!version || version.stateful || !version.proven) return null;
        return visit((parts.swap.air()?.ids.length ?? 1) + 1);
      }
      case "present":
        await experiment({ presentEvery: 4 });
        return () => experiment({ presentEvery: 1 });
      case "cache":
        await experiment({ cache: false });
        return () => experiment({ cache: true });
      case "vertices":
        await experiment({ detail: 0.5 });
        return () => experiment({ detail: 1 });
      default:
        return intervention satisfies never;
    }
  };

  function budgets(): BudgetRow[] {
    const active = pulse.budget.active();
    const slopes = new Map(pulse.slopes(60).map((row) => [row.name, row]));
    return pulse.budget.list().map(({ series, bytes, perSecond }) => ({
      series,
      limit: bytes,
      perSecond,
      value: perSecond ? (slopes.get(series)?.slope ?? null) : (slopes.get(series)?.value ?? null),
      exceeded: active.some((alarm) => alarm.series === series && alarm.perSecond === perSecond),
    }));
  }

  return {
    overview: observatory.overview,
    slopes: async (seconds) => pulse.slopes(seconds),
    cost: (ms) => observatory.costOf(ms, 0),
    seriesNames: () => pulse.series.names(),
    resetPeaks: () => pulse.series.resetPeaks(),
    traceStatus: observatory.traceStatus,
    startTrace: observatory.startTrace,
    stopTrace: observatory.stopTrace,
    clearTrace: observatory.clearTrace,
    snap: observatory.snap,
    snapshots: snapshots.list,
    snapshot: snapshots.get,
    dropSnapshot: snapshots.drop,
    saveSnapshot: (name, path) => snapshots.save(name, path),
    loadSnapshot: (path, name) => snapshots.load(path, name),
    top: observatory.top,
    diff: observatory.diff,
    watch: (seconds, view) => alone("`.diff`", () => observatory.watch(seconds, view)),
    churn: (seconds, view) => alone("`.churn`", () => observatory.churn(seconds, view)),
    zoom: (file, seconds) =>
      alone("`.zoom`", async () => {
        const at = now();
        const report = await zoom(
          {
            project: parts.project,
            link,
            swap: parts.swap,
            nextGeneration: parts.nextGeneration,
            frames: async () => (await parts.stats())?.presented ?? 0,
            async collect(worker) {
              const [collected] = await observatory.collect([worker]);
              if (collected?.outcome !== "collected") throw new Error("the worker went away while it was watched");
            },
            sourceOf: (site) => observatory.places().sourceOf(site),
            now,
          },
          file,
          seconds,
        );
        return { ...report, cost: observatory.costOf(now() - at, 0) };
      }),
    gpu: observatory.gpu,
    gpuDiff: observatory.gpuDiff,
    processes: observatory.processes,
    why: async (realm, options) => {
      const at = now();
      const report = await why(realmKey(realm), typeof realm === "string" ? realm : `worker ${realm.worker}`, options);
      return { ...report, cost: observatory.costOf(now() - at, report.pauseMs) };
    },
    where: (realm, expression) =>
      where(
        {
          link: needLink(),
          at: realmKey(realm),
          siteOf: observatory.bufferSite,
          sourceOf: observatory.places().sourceOf,
        },
        expression,
      ),
    diagnose({ yes }) {
      needLink();
      if (!parts.swap.version()?.proven) {
        throw new CommandProblem({
          severity: "error",
          what: "the version on air is on probation",
          try: "Two seconds after a save it can be diagnosed.",
        });
      }
      if (!yes) {
        throw new CommandProblem({
          severity: "warning",
          what: `this changes what the audience sees for about ${EXPECTED_SECONDS} s: a quarter of the frames, a held picture, half of the points`,
          try: "`.diagnose --yes` does it, and restores everything.",
        });
      }
      return alone("`.diagnose`", async () => {
        const at = now();
        if (!observatory.tracer.on()) await observatory.startTrace();
        pulse.cut("diagnosis");
        try {
          const found = await diagnose({
            read,
            apply,
            reload: async () => {
              const back = await visit();
              await back();
            },
            workers: () => parts.swap.air()?.ids.length ?? 1,
            snapshot: async () => ({ ...(await observatory.take({ gc: true })), name: "" }),
            grown: (from, to) => diff(from, to, { by: "line", limit: 50 }, () => "", observatory.costOf(0, 0)).rows,
            sourceOf: (site) => observatory.places().sourceOf(site),
            now,
            progress: (what) => parts.say(`diagnosis: ${what}`),
            pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
          });
          return { ...found, cost: observatory.costOf(now() - at, 0) };
        } finally {
          pulse.cut("diagnosis");
        }
      });
    },
    budgets,
    setBudget(series, amount) {
      pulse.budget.set(series, amount, pulse.series.names());
      return budgets();
    },
    clearBudget(series) {
      pulse.budget.clear(series ?? undefined);
      return budgets();
    },
    alarms: () => pulse.budget.raised(),
    plot: (path) =>
      savePlot(
        {
          link: needLink,
          series: pulse.series,
          slopes: () => pulse.slopes(60),
          project: parts.project,
          folder: parts.folder,
          now,
        },
        path,
      ),
    async leak(kind, rate) {
      await parts.drill.start(kind, rate);
      pulse.cut(`drill: ${kind}`);
      return parts.drill.list();
    },
    async leakOff() {
      await parts.drill.stop();
      pulse.cut("drill off");
      return parts.drill.list();
    },
    leaks: parts.drill.list,
  };
}
