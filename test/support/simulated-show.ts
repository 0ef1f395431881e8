// A show in figures only, for the diagnosis: what grows at which event, with noise and with a clock turned by hand. The
// real thing is in test/bench/diagnose.ts.

import type { DiagnoseParts, Readings } from "../../src/host/memory/diagnose.ts";
import type { Snapshot, TopRow } from "../../src/host/memory/memory-api.ts";
import type { Intervention } from "../../src/host/memory/signatures.ts";

export interface Leak {
  series: string;
  /** Bytes or things a second as the show plays. */
  rate: number;
  at:
    | "job"
    | "job points"
    | "shown"
    | "shown points"
    | "upload"
    | "results cache"
    | "sketch cache"
    | "input"
    | "worker timer"
    | "time"
    | "reload";
}

export function simulate(
  leaks: readonly Leak[],
  random: () => number,
  noise = { heap: 25e3, count: 0 },
): DiagnoseParts & { restored(): boolean } {
  const state = { fps: 1, held: false, workers: 1, present: 1, cache: true, detail: 1 };
  const totals = new Map<string, number>();
  let ms = 0;
  const gauss = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());

  /** Share of its rate a leak runs at now. */
  const share = (at: Leak["at"]): number => {
    const { fps, held, workers, present, cache, detail } = state;
    switch (at) {
      case "job":
        return fps;
      case "job points":
        return fps * detail;
      // A quarter of the frames is looked at; of a quarter of the frames, every one is.
      case "shown":
        return Math.min(fps, present);
      case "shown points":
        return Math.min(fps, present) * detail;
      case "upload":
        return held ? 0 : Math.min(fps, present);
      case "results cache":
        return held || !cache ? 0 : fps;
      case "sketch cache":
        return held ? 0 : fps;
      case "input":
        return held ? 0 : 1;
      case "worker timer":
        return workers;
      case "time":
        return 1;
      case "reload":
        return 0;
      default:
        return at satisfies never;
    }
  };

  const set = (change: Partial<typeof state>) => {
    const before = { ...state };
    Object.assign(state, change);
    return async () => void Object.assign(state, before);
  };
  const CHANGES: Record<Intervention, Partial<typeof state>> = {
    fps: { fps: 0.25 },
    inputs: { held: true },
    workers: { workers: 2 },
    present: { present: 0.25 },
    cache: { cache: false },
    vertices: { detail: 0.5 },
  };

  return {
    async read(): Promise<Readings> {
      const seen: Readings = {
        "air heap": 8e6,
        "page heap": 6e6,
        "host heap": 3e7,
        "air buffers": 1e5,
        "page buffers": 1e5,
        gl: 1e6,
        "gl objects": 20,
        shared: 2e6,
        blobs: 0,
        messages: 0,
        workers: 3,
        modules: 3,
        "host buffers": 1e5,
      };
      for (const name of Object.keys(seen))
        seen[name] += (totals.get(name) ?? 0) + (name.endsWith("heap") ? gauss() * noise.heap : 0);
      return seen;
    },
    apply: async (intervention) => set(CHANGES[intervention]),
    async reload() {
      ms += 100;
      for (const leak of leaks)
        if (leak.at === "reload") totals.set(leak.series, (totals.get(leak.series) ?? 0) + leak.rate);
    },
    workers: () => 1,
    snapshot: async () => ({}) as Snapshot,
    grown: (): TopRow[] => [],
    sourceOf: () => "",
    now: () => ms,
    progress: () => {},
    async pause(span) {
      ms += span;
      for (const leak of leaks) {
        const grown = (leak.rate * share(leak.at) * span) / 1000;
        totals.set(leak.series, (totals.get(leak.series) ?? 0) + grown * (1 + gauss() * 0.03));
      }
    },
    restored: () =>
      state.fps === 1 && !state.held && state.workers === 1 && state.present === 1 && state.cache && state.detail === 1,
  };
}
