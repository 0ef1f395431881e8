// A forced collection of every isolate. V8 collects in a task of its own, so a worker that never comes to an end never gets
// there: whoever waits for it would wait until the protocol gives up.

import type { RealmKey } from "./tracer.ts";

export interface CollectParts {
  /** Settles when the realm was collected; rejects when it went away. */
  collect(key: RealmKey): Promise<void>;
  /** Workers that have been at one job for long. */
  stuck(): Promise<ReadonlySet<RealmKey>>;
  /** Lets a realm stand still for `work` without being taken for dead. */
  excuse<T>(key: RealmKey, work: () => Promise<T>): Promise<T>;
  now(): number;
}

export interface Collected {
  key: RealmKey;
  outcome: "collected" | "stuck" | "gone";
  /** How long the realm stood still at most; 0 unless it was collected. */
  ms: number;
}

const LOOK_AGAIN_MS = 400;

/**
 * Collects `keys` side by side. A worker that is stuck is left out; one that enters its loop only after the question is
 * given up once two looks in a row find it there (a slow frame between them is not a loop).
 */
export async function collectRealms(parts: CollectParts, keys: readonly RealmKey[]): Promise<Collected[]> {
  const stuck = await parts.stuck();
  const waiting = new Map<RealmKey, { seen: number; giveUp: () => void }>();

  const collectOne = async (key: RealmKey): Promise<Collected> => {
    if (stuck.has(key)) return { key, outcome: "stuck", ms: 0 };
    const at = parts.now();
    const givenUp = new Promise<"stuck">((resolve) => waiting.set(key, { seen: 0, giveUp: () => resolve("stuck") }));
    const collected = () => parts.collect(key).then(() => "collected" as const);
    const outcome = await parts.excuse(key, () => Promise.race([collected(), givenUp])).catch(() => "gone" as const);
    waiting.delete(key);
    return { key, outcome, ms: outcome === "collected" ? parts.now() - at : 0 };
  };

  const all = Promise.all(keys.map(collectOne));
  const watch = setInterval(async () => {
    const stuckNow = await parts.stuck().catch((): ReadonlySet<RealmKey> => new Set());
    for (const [key, entry] of waiting) {
      entry.seen = stuckNow.has(key) ? entry.seen + 1 : 0;
      if (entry.seen >= 2) entry.giveUp();
    }
  }, LOOK_AGAIN_MS);
  try {
    return await all;
  } finally {
    clearInterval(watch);
  }
}
