// The swap, as a transaction: load into standby workers, audition there, go on air, keep the old version warm until the
// new one has proven itself. Any failure before "on air" leaves nothing behind but a problem to show; any failure after
// it falls back to a version that is known to work, and blames only the version that really ran.
//
//   standby --load+audition--> on air (probation) --2 s and 100 good frames--> proven
//                                 |  throw, hang, heap
//                                 +--> the previous group, still warm; else the newest proven version, loaded afresh

import type { Problem } from "../../protocol/problem.ts";
import { CdpError } from "../cdp.ts";
import type { Link } from "../link.ts";
import { problemFromThrow } from "../source-sites.ts";
import type { Group, Groups, LoadLimits } from "./groups.ts";
import type { Version, Versions } from "./versions.ts";

export type SwapOutcome =
  | { kind: "air"; loadMs: number; auditionMs: number; publishMs: number; airedAtMs: number; notes: string[] }
  | { kind: "refused"; problem: Problem }
  /** A newer save came in before this one was on air. */
  | { kind: "superseded" }
  /** The window went away meanwhile; the version is loaded when it comes back. */
  | { kind: "gone" };

export interface Swap {
  /** The version on air, or null. */
  version(): Version | null;
  air(): Group | null;
  roles(): { air: Group | null; previous: Group | null; standby: Group | null };
  to(version: Version, options: { isStale(): boolean; beforeAir?: Promise<unknown> }): Promise<SwapOutcome>;
  /** The version on air failed late. Resolves with the version that took over, or null when there is none. */
  fallBack(group: Group): Promise<Version | null>;
  /** Frames drawn by the group on air since it went there, from the window's counters. */
  observe(frames: number, nowMs: number): void;
  setWorkers(count: number): Promise<void>;
  workers(): number;
  /** The window is gone; nothing of it is left. */
  forget(): void;
}

export interface SwapParts {
  link(): Link | null;
  groups: Groups;
  versions: Versions;
  limits: LoadLimits;
  probationMs: number;
  probationFrames: number;
  onKnobs(
    knobs: { name: string; value: number; min: number; max: number; step: number; label: string }[],
  ): Promise<void>;
  onAir(version: Version): void;
  onProven(version: Version): void;
}

const CARRY_LIMIT_MS = 100;

export function createSwap(parts: SwapParts): Swap {
  const { groups } = parts;
  let air: Group | null = null;
  let previous: Group | null = null;
  let standby: Group | null = null;
  let count = 1;
  /** One swap at a time; a fall-back waits its turn too. */
  let turn: Promise<unknown> = Promise.resolve();

  function prepare(): Group {
    standby ??= groups.spawn(count);
    return standby;
  }

  async function discard(group: Group): Promise<void> {
    if (standby === group) standby = null;
    await groups.end(group);
    if (parts.link()) prepare();
  }

  async function run(version: Version, isStale: () => boolean, beforeAir: Promise<unknown>): Promise<SwapOutcome> {
    const link = parts.link();
    if (!link) return { kind: "gone" };
    // A stateful sketch has one state, so it has one worker.
    let group = prepare();
    if (group.ids.length !== (version.stateful ? 1 : count)) {
      await groups.end(group);
      standby = groups.spawn(version.stateful ? 1 : count);
      group = standby;
    }
    await group.ready;
    if (isStale()) return { kind: "superseded" };
    if (air?.version?.stateful) await link.page("carryState", air.epoch, group.epoch, CARRY_LIMIT_MS).catch(() => {});

    const result = await groups.load(group, version, parts.limits);
    if (!result.ok) {
      await discard(group);
      return { kind: "refused", problem: problemFromThrow(version.sites, version.sketch, version.generation, result) };
    }
    if (result.stateful && !version.stateful && group.ids.length > 1) {
      version.stateful = true;
      await discard(group);
      return run(version, isStale, beforeAir);
    }
    version.stateful = result.stateful;
    await parts.onKnobs(result.knobs);
    await beforeAir;
    if (isStale()) {
      await discard(group);
      return { kind: "superseded" };
    }

    const publishStarted = performance.now();
    await link.page("air", group.epoch);
    const airedAt = performance.now();
    standby = null;
    const retired = [previous];
    previous = air;
    // A group that runs the same version again, or one that failed, is no fall-back.
    if (previous && (previous.version?.failed || previous.version?.generation === version.generation)) {
      retired.push(previous);
      previous = null;
    }
    air = group;
    group.airedAtMs = airedAt;
    parts.versions.add(version);
    parts.onAir(version);
    // Off the path of the new picture: ending and spawning workers would compete with its first frame.
    setTimeout(() => {
      for (const each of retired) if (each) void groups.end(each);
      if (parts.link()) prepare();
    }, 30);
    return {
      kind: "air",
      loadMs: Math.max(0, result.injectMs - result.auditionMs),
      auditionMs: result.auditionMs,
      publishMs: airedAt - publishStarted,
      airedAtMs: performance.timeOrigin + airedAt,
      notes: result.notes,
    };
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work, work);
    turn = done.catch(() => {});
    return done;
  }

  const guarded = async (
    version: Version,
    isStale: () => boolean,
    beforeAir: Promise<unknown>,
  ): Promise<SwapOutcome> => {
    try {
      return await run(version, isStale, beforeAir);
    } catch (error) {
      if (error instanceof CdpError && !parts.link()) return { kind: "gone" };
      const broken = standby;
      if (broken) await discard(broken).catch(() => {});
      if (!parts.link()) return { kind: "gone" };
      return {
        kind: "refused",
        problem: {
          severity: "error",
          where: { file: version.sketch, line: 0, column: 1 },
          what: `the sketch could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
          generation: version.generation,
        },
      };
    }
  };

  return {
    version: () => air?.version ?? null,
    air: () => air,
    roles: () => ({ air, previous, standby }),
    to: (version, { isStale, beforeAir = Promise.resolve() }) => inTurn(() => guarded(version, isStale, beforeAir)),

    async fallBack(group) {
      const failed = group.version;
      if (group !== air || !failed) return null;
      failed.failed = true;
      failed.proven = false;
      const link = parts.link();
      if (previous?.version && link) {
        // Still warm: back on air in one call, no audition needed.
        const warm = previous;
        previous = null;
        air = warm;
        warm.airedAtMs = performance.now();
        await link.page("air", warm.epoch);
        parts.versions.setCurrent((warm.version as Version).generation);
        parts.onAir(warm.version as Version);
        void groups.end(group);
        return warm.version;
      }
      return inTurn(async () => {
        for (;;) {
          const next = parts.versions.fallback(failed.generation);
          if (!next) return null;
          const outcome = await guarded(next, () => false, Promise.resolve());
          if (outcome.kind === "air") {
            parts.versions.setCurrent(next.generation);
            return next;
          }
          if (outcome.kind === "gone") return null;
          next.failed = true;
        }
      });
    },

    observe(frames, nowMs) {
      const version = air?.version;
      if (!air || !version || version.proven || version.failed) return;
      if (nowMs - air.airedAtMs < parts.probationMs || frames < parts.probationFrames) return;
      version.proven = true;
      const old = previous;
      previous = null;
      if (old) void groups.end(old);
      parts.onProven(version);
    },

    async setWorkers(wanted) {
      if (wanted === count) return;
      count = wanted;
      const version = air?.version;
      await inTurn(async () => {
        if (standby) {
          const old = standby;
          standby = null;
          await groups.end(old);
        }
        if (parts.link()) prepare();
      });
      if (version) await inTurn(() => guarded(version, () => false, Promise.resolve()));
    },
    workers: () => count,

    forget() {
      air = null;
      previous = null;
      standby = null;
      groups.forget();
    },
  };
}
