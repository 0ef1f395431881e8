// Tracing of objects: V8's sampling heap profiler in every realm, from each worker's first instruction on. It costs some
// 7 µs a sample (measured in a playing worker, whose caches are cold at each tick; 2–3 µs in a tight loop) and nothing for
// code that does not allocate, so the interval follows the rate of allocation:
//
//   interval = max(16 KiB, rate × 700 µs)      holds it at one hundredth of a core
//
// Alive mode only: what the profile shows is what has not been collected. `churn` needs the other mode, and there is
// one profiler to an isolate, so it begins the trace anew and says so.

import type { Link } from "../link.ts";
import type { ProfileNode } from "./heap-profile.ts";
import type { HostRealm } from "./host-realm.ts";

export type RealmKey = "page" | "host" | number;

export interface RealmProfile {
  key: RealmKey;
  head: ProfileNode;
  /** How long the realm stood still for it. */
  ms: number;
}

export interface Tracer {
  on(): boolean;
  /** Milliseconds since tracing began. */
  age(nowMs: number): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Forgets what was sampled, and goes on. */
  clear(): Promise<void>;
  /** Where a worker begins: `send` reaches it before its first instruction. */
  workerBorn(id: number, send: (method: string, params: object) => void): void;
  workerGone(id: number): void;
  /** A new page: nothing of the old one is traced any more. */
  opened(): Promise<void>;
  gone(): void;
  /** Raises the interval of a realm that allocates more than was expected. */
  adapt(): Promise<RealmKey[]>;
  profile(key: RealmKey): Promise<RealmProfile | null>;
  realms(): { key: RealmKey; intervalBytes: number; expected: number }[];
  /** Everything allocated in `ms`, garbage included. The trace begins anew after it. */
  churn(keys: readonly RealmKey[], ms: number): Promise<RealmProfile[]>;
}

export interface TracerParts {
  link(): Link | null;
  host: HostRealm;
  /** Bytes a second a realm allocates, 0 while unknown. */
  rateOf(key: RealmKey): number;
  now(): number;
}

export const MIN_INTERVAL = 16 * 1024;
/** A worker nothing is known about yet. */
const FIRST_INTERVAL = 64 * 1024;
const SECONDS_OF_RATE = 700e-6;
/** Measured: test/bench/memory-tools.ts. */
export const SAMPLE_SECONDS = 7e-6;
const TOO_DEAR = 0.03;
const MEASURE_INTERVAL = 256 * 1024;
/** Some fifteen frames: a rate to within a few hundredths for whoever allocates much, and little for the others. */
const MEASURE_MS = 250;
const PROFILE_MS = 15_000;
const CHURN_INTERVAL = 8 * 1024;

export function intervalFor(bytesPerSecond: number): number {
  const wanted = Math.max(MIN_INTERVAL, bytesPerSecond * SECONDS_OF_RATE);
  return 2 ** Math.ceil(Math.log2(wanted));
}

/** Share of a core that sampling takes. */
export function samplingCost(bytesPerSecond: number, intervalBytes: number): number {
  return (bytesPerSecond / intervalBytes) * SAMPLE_SECONDS;
}

export function createTracer({ link, host, rateOf, now }: TracerParts): Tracer {
  let on = false;
  let since = 0;
  const traced = new Map<RealmKey, number>();
  /** What each realm was seen to allocate when its trace began. */
  const measured = new Map<RealmKey, number>();
  const rate = (key: RealmKey) => Math.max(rateOf(key), measured.get(key) ?? 0);

  const send = (key: RealmKey, method: string, params: object = {}): Promise<unknown> => {
    if (key === "host") return host.send(method, params);
    const window = link();
    return window ? window.send(key, method, params, PROFILE_MS) : Promise.reject(new Error("there is no window"));
  };

  /**
   * Everything a realm allocates, garbage included, by a moment of the other mode. Seen from outside, between two readings
   * of the heap, a fast allocator shows a tenth of its rate: the collector has been there in between.
   */
  async function measure(key: RealmKey): Promise<void> {
    try {
      await send(key, "HeapProfiler.startSampling", {
        samplingInterval: MEASURE_INTERVAL,
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      });
      const started = now();
      await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
      const { profile } = (await send(key, "HeapProfiler.stopSampling")) as { profile: { head: ProfileNode } };
      measured.set(key, sizeOf(profile.head) / (Math.max(1, now() - started) / 1000));
    } catch {
      measured.delete(key); // It went away meanwhile.
    }
  }

  async function begin(key: RealmKey, intervalBytes: number): Promise<void> {
    try {
      await send(key, "HeapProfiler.startSampling", { samplingInterval: intervalBytes });
      if (on) traced.set(key, intervalBytes);
    } catch {
      traced.delete(key); // It went away meanwhile.
    }
  }

  const everywhere = (): RealmKey[] => ["host", ...(link() ? (["page", ...(link()?.workerIds() ?? [])] as const) : [])];
  const beginEverywhere = async () => {
    await Promise.all(
      everywhere().map(async (key) => {
        await measure(key);
        await begin(key, intervalFor(rate(key)));
      }),
    );
  };
  const end = (key: RealmKey) => send(key, "HeapProfiler.stopSampling").catch(() => {});

  return {
    on: () => on,
    age: (at) => (on ? at - since : 0),
    async start() {
      on = true;
      since = now();
      await beginEverywhere();
    },
    async stop() {
      on = false;
      const keys = [...traced.keys()];
      traced.clear();
      await Promise.all(keys.map(end));
    },
    async clear() {
      since = now();
      await Promise.all([...traced.keys()].map(end));
      await beginEverywhere();
    },
    workerBorn(id, tell) {
      if (!on) return;
      // It will draw the same sketch, or the next version of it.
      const like = Math.max(0, ...[...measured].map(([key, bytes]) => (typeof key === "number" ? bytes : 0)));
      const interval = Math.max(FIRST_INTERVAL, intervalFor(like));
      tell("HeapProfiler.startSampling", { samplingInterval: interval });
      traced.set(id, interval);
      measured.set(id, like);
    },
    workerGone(id) {
      traced.delete(id);
      // The last of them still tells what a worker of this show allocates.
      if ([...measured.keys()].filter((key) => typeof key === "number").length > 1) measured.delete(id);
    },
    async opened() {
      if (on) await begin("page", intervalFor(rate("page")));
    },
    gone() {
      for (const key of [...traced.keys()]) if (key !== "host") traced.delete(key);
    },
    async adapt() {
      const dear = [...traced].filter(([key, interval]) => samplingCost(rate(key), interval) > TOO_DEAR);
      await Promise.all(
        dear.map(async ([key]) => {
          await end(key);
          await begin(key, intervalFor(rate(key)));
        }),
      );
      return dear.map(([key]) => key);
    },
    async profile(key) {
      if (!traced.has(key)) return null;
      const started = now();
      const { profile } = (await send(key, "HeapProfiler.getSamplingProfile")) as { profile: { head: ProfileNode } };
      return { key, head: profile.head, ms: now() - started };
    },
    realms: () =>
      [...traced].map(([key, intervalBytes]) => ({
        key,
        intervalBytes,
        expected: samplingCost(rate(key), intervalBytes),
      })),
    async churn(keys, ms) {
      const done: RealmProfile[] = [];
      await Promise.all(
        keys.map(async (key) => {
          try {
            if (traced.has(key)) await end(key);
            await send(key, "HeapProfiler.startSampling", {
              samplingInterval: Math.max(CHURN_INTERVAL, intervalFor(rate(key)) / 4),
              includeObjectsCollectedByMajorGC: true,
              includeObjectsCollectedByMinorGC: true,
            });
            await new Promise((resolve) => setTimeout(resolve, ms));
            const started = now();
            const { profile } = (await send(key, "HeapProfiler.stopSampling")) as { profile: { head: ProfileNode } };
            done.push({ key, head: profile.head, ms: now() - started });
          } catch {
            // It went away meanwhile: the caller sees that it is missing.
          } finally {
            if (on) await begin(key, intervalFor(rate(key)));
          }
        }),
      );
      return done;
    },
  };
}

function sizeOf(node: ProfileNode): number {
  return node.children.reduce((sum, child) => sum + sizeOf(child), node.selfSize);
}
