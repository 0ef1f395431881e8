// The swap, as a transaction: load into standby workers, audition there, go on air, keep the old version warm until the
// new one has proven itself. Any failure before "on air" leaves nothing behind but a problem to show; any failure after
// it falls back to a version that is known to work, and blames only the version that really ran.
//
//   spare --load+audition--> on air (probation) --2 s and 100 good frames--> proven
//     ^                         |  throw, hang, heap
//     |                         +--> the previous group, still warm; else the newest proven version, loaded afresh
//     +-- a group that was let go and whose realm is as clean as on its first day
//
// In a transition (`protocol/transition.ts`) the group before is *leaving*: still drawn beside the one on air until the
// window has finished. It is the first to fall back to, and if it fails itself, the transition ends on the one on air.
//
// Three groups go round: on air, previous, spare. Using them again keeps their code hot: the first frames of a fresh
// worker take several times as long. A group that failed, hung, was typed into or was changed by its sketch is ended.

import type { Problem } from "../../protocol/problem.ts";
import type { AiredAs, Arrival, TransitionStats } from "../../protocol/transition.ts";
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

export interface Roles {
  air: Group | null;
  previous: Group | null;
  /** Drawn beside the one on air until the transition is over. */
  leaving: Group | null;
}

export interface SwapOptions {
  isStale(): boolean;
  beforeAir?: Promise<unknown>;
  /** At once, a running transition goes on towards it, if nothing is said. */
  arrival?: Arrival;
}

export interface Swap {
  /** The version on air, or null. */
  version(): Version | null;
  air(): Group | null;
  roles(): Roles;
  to(version: Version, options: SwapOptions): Promise<SwapOutcome>;
  /**
   * Puts a version on air for a look and keeps the group before it warm, with everything its sketch has built up.
   * `giveBack` puts that group on air again, unless something newer has come meanwhile.
   */
  visit(version: Version, workers?: number): Promise<{ outcome: SwapOutcome; giveBack(): Promise<boolean> }>;
  /** Whether there is anything to fall back to from the version on air. */
  hasFallBack(): boolean;
  /** The version on air failed late. Resolves with the version that took over, or null when there is none. */
  fallBack(group: Group): Promise<Version | null>;
  /** Whether a group's frames reach the screen: on air, or leaving. */
  isDrawn(group: Group): boolean;
  /** A group that is not on air failed and is being ended: nothing falls back to it, and a transition from it is over. */
  lost(group: Group): void;
  /** Ends any transition, on the version on air if it is proven, else on the newest that is. The version that plays. */
  panic(): Promise<Version | null>;
  /** Frames drawn by the group on air since it went there, and the transition, from the window's counters. */
  observe(frames: number, nowMs: number, transition: TransitionStats): void;
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
  /** The knobs are this version's from now on. */
  onKnobs(version: Version): Promise<void>;
  onAir(version: Version): void;
}

const CARRY_LIMIT_MS = 100;
/** A visitor may take so many times longer than a save. */
const VISITOR_PATIENCE = 5;
/** An audition that a newer save waits for is given up after this long. */
const STALE_PATIENCE_MS = 300;
const STALE_LOOK_MS = 25;
const MAX_SPARES = 2;
/** Off the path of the new picture: ending and spawning workers would compete with its first frames. */
const AFTER_AIR_MS = 30;

export function createSwap(parts: SwapParts): Swap {
  const { groups } = parts;
  let air: Group | null = null;
  let previous: Group | null = null;
  let leaving: { group: Group; transition: number } | null = null;
  let spares: Group[] = [];
  let count = 1;
  /** One swap at a time; a fall-back waits its turn too. */
  let turn: Promise<unknown> = Promise.resolve();

  function prepare(): Group {
    const ready = spares[0];
    if (ready) return ready;
    const fresh = groups.spawn(count);
    spares.push(fresh);
    return fresh;
  }

  async function end(group: Group): Promise<void> {
    spares = spares.filter((each) => each !== group);
    await groups.end(group);
  }

  const inUse = (group: Group): boolean => group === air || group === previous || group === leaving?.group;

  /** Groups on their way to be spares: each goes once. */
  const going = new Set<Group>();
  function letGo(group: Group | null | undefined): void {
    if (!group || inUse(group) || going.has(group)) return;
    going.add(group);
    void release(group).finally(() => going.delete(group));
  }

  /** A group nobody needs any more: used again if it is clean, ended otherwise. */
  async function release(group: Group): Promise<void> {
    spares = spares.filter((each) => each !== group);
    const wanted = !group.touched && !group.version?.failed && group.ids.length === count && spares.length < MAX_SPARES;
    if (wanted && (await groups.retire(group))) spares.unshift(group);
    else await groups.end(group);
  }

  async function run(
    version: Version,
    isStale: () => boolean,
    beforeAir: Promise<unknown>,
    arrival: Arrival,
    workers = count,
  ): Promise<SwapOutcome> {
    const link = parts.link();
    if (!link) return { kind: "gone" };
    // A stateful sketch has one state, so it has one worker.
    const size = version.stateful ? 1 : workers;
    for (const spare of spares) if (spare.ids.length !== size) await end(spare);
    if (spares.length === 0) spares.push(groups.spawn(size));
    const group = spares[0];
    await group.ready;
    if (isStale()) return { kind: "superseded" };
    // Another sketch's state is none of this one's, even where it has the same shape.
    const mayCarry = air?.version?.stateful && air.version.sketch === version.sketch;
    if (air && mayCarry) await link.page("carryState", air.epoch, group.epoch, CARRY_LIMIT_MS).catch(() => {});

    // Probes make a visitor slower to load and to draw, and nobody waits for it.
    const { timeLimitMs, frameLimitMs } = parts.limits;
    const limits = version.visitor
      ? { ...parts.limits, timeLimitMs: timeLimitMs * VISITOR_PATIENCE, frameLimitMs: frameLimitMs * VISITOR_PATIENCE }
      : parts.limits;
    const result = await loadUnlessStale(link, group, isStale, () => groups.load(group, version, limits));
    if (result === null) {
      await end(group);
      prepare();
      return { kind: "superseded" };
    }
    if (!result.ok) {
      // What ran out of time was ended in the middle of something.
      await (result.name === "timeout" ? end(group) : release(group));
      prepare();
      return { kind: "refused", problem: problemFromThrow(version.sites, version.sketch, version.generation, result) };
    }
    if (result.stateful && !version.stateful && group.ids.length > 1) {
      version.stateful = true;
      await end(group);
      return run(version, isStale, beforeAir, arrival);
    }
    version.stateful = result.stateful;
    version.knobs = result.knobs;
    await parts.onKnobs(version);
    await beforeAir;
    if (isStale()) {
      await release(group);
      return { kind: "superseded" };
    }

    const publishStarted = performance.now();
    const aired = await link.page<AiredAs>("air", group.epoch, arrival);
    const airedAt = performance.now();
    spares = spares.filter((each) => each !== group);
    const before = [previous, air, leaving?.group];
    const left = before.find((each) => each?.epoch === aired.leaving);
    leaving = left ? { group: left, transition: aired.transition } : null;
    // What stays warm is the group to fall back to: the one that was on air, unless it is unproven and an older one is.
    previous = previous?.version?.proven && !air?.version?.proven && !version.visitor ? previous : air;
    // A group that runs the same version again, or one that failed, is no fall-back.
    const useless = previous?.version?.failed || previous?.version?.generation === version.generation;
    if (useless && !version.visitor) previous = null;
    air = group;
    group.airedAtMs = airedAt;
    if (!version.visitor) parts.versions.add(version);
    parts.onAir(version);
    setTimeout(() => {
      for (const each of before) letGo(each);
      if (parts.link()) prepare();
    }, AFTER_AIR_MS);
    return {
      kind: "air",
      loadMs: Math.max(0, result.injectMs - result.auditionMs),
      auditionMs: result.auditionMs,
      publishMs: airedAt - publishStarted,
      airedAtMs: performance.timeOrigin + airedAt,
      notes: result.notes,
    };
  }

  /** Loads; null when a newer save came and this audition would have kept it waiting, as one that never ends does. */
  async function loadUnlessStale<T>(
    link: Link,
    group: Group,
    isStale: () => boolean,
    load: () => Promise<T>,
  ): Promise<T | null> {
    const started = performance.now();
    let givenUp = false;
    const watch = setInterval(() => {
      if (givenUp || performance.now() - started < STALE_PATIENCE_MS || !isStale()) return;
      givenUp = true;
      for (const id of group.ids) link.terminate(id).catch(() => {});
    }, STALE_LOOK_MS);
    try {
      const result = await load();
      return givenUp ? null : result;
    } catch (error) {
      if (givenUp) return null;
      throw error;
    } finally {
      clearInterval(watch);
    }
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
    arrival: Arrival,
    workers?: number,
  ): Promise<SwapOutcome> => {
    try {
      return await run(version, isStale, beforeAir, arrival, workers);
    } catch (error) {
      if (error instanceof CdpError && !parts.link()) return { kind: "gone" };
      const broken = spares[0];
      if (broken) await end(broken).catch(() => {});
      if (!parts.link()) return { kind: "gone" };
      prepare();
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

  /** A group from before is still there: back on air in one call, no audition needed. The one that leaves goes first. */
  async function warmFallBack(failed: Group, mayFall: (version: Version) => boolean): Promise<Version | null> {
    const link = parts.link();
    const before = [leaving?.group, previous];
    const warm = before.find((each) => each?.version && !each.version.failed && mayFall(each.version));
    if (!link || !warm?.version) return null;
    await link.page("air", warm.epoch, "cut" satisfies Arrival);
    if (warm === previous) previous = null;
    leaving = null;
    air = warm;
    warm.airedAtMs = performance.now();
    parts.versions.setCurrent(warm.version.generation);
    await parts.onKnobs(warm.version);
    parts.onAir(warm.version);
    void groups.end(failed);
    for (const each of before) letGo(each);
    return warm.version;
  }

  /** The newest version that is known to work, loaded afresh. */
  async function coldFallBack(failedGeneration: number): Promise<Version | null> {
    for (;;) {
      const next = parts.versions.fallback(failedGeneration);
      if (!next) return null;
      const outcome = await guarded(next, () => false, Promise.resolve(), "cut");
      if (outcome.kind === "air") {
        parts.versions.setCurrent(next.generation);
        return next;
      }
      if (outcome.kind === "gone") return null;
      next.failed = true;
    }
  }

  return {
    version: () => air?.version ?? null,
    air: () => air,
    roles: () => ({ air, previous, leaving: leaving?.group ?? null }),
    to: (version, { isStale, beforeAir = Promise.resolve(), arrival = "replace" }) =>
      inTurn(() => guarded(version, isStale, beforeAir, arrival)),
    isDrawn: (group) => group === air || group === leaving?.group,

    lost(group) {
      if (group === air) return;
      if (leaving?.group === group) leaving = null;
      if (previous === group) previous = null;
      if (!group.version) return;
      group.version.failed = true;
      group.version.proven = false;
    },

    async visit(version, workers) {
      version.visitor = true;
      const host = air;
      const outcome = await inTurn(() => guarded(version, () => air !== host, Promise.resolve(), "cut", workers));
      const guest = air;
      return {
        outcome,
        giveBack: () =>
          inTurn(async () => {
            const link = parts.link();
            if (!link || guest === null || air !== guest || guest.version !== version) return false;
            if (previous === null || previous !== host) return false;
            await link.page("air", previous.epoch, "cut" satisfies Arrival);
            air = previous;
            previous = null;
            air.airedAtMs = performance.now();
            await parts.onKnobs(air.version as Version);
            parts.onAir(air.version as Version);
            await end(guest);
            prepare();
            return true;
          }),
      };
    },

    hasFallBack: () => parts.versions.fallback(air?.version?.generation ?? -1) !== null,

    async fallBack(group) {
      const failed = group.version;
      if (group !== air || !failed) return null;
      failed.failed = true;
      failed.proven = false;
      return inTurn(async () => {
        // A save that was on its way has replaced it meanwhile.
        if (group !== air) return air?.version ?? null;
        return (await warmFallBack(group, () => true)) ?? coldFallBack(failed.generation);
      });
    },

    panic: () =>
      inTurn(async () => {
        const link = parts.link();
        const version = air?.version;
        if (!link || !air || !version) return null;
        if (version.proven && !version.failed && !version.visitor) {
          await link.page("air", air.epoch, "cut" satisfies Arrival);
          return version;
        }
        const back = await warmFallBack(air, ({ proven }) => proven);
        if (back) return back;
        const next = parts.versions.fallback(version.generation);
        if (!next?.proven) await link.page("air", air.epoch, "cut" satisfies Arrival);
        return next?.proven ? coldFallBack(version.generation) : version;
      }),

    observe(frames, nowMs, transition) {
      const left = leaving;
      if (left?.transition === transition.id && transition.leaving !== left.group.epoch) {
        leaving = null;
        letGo(left.group);
      }
      const version = air?.version;
      if (!air || !version || version.proven || version.failed || version.visitor) return;
      if (nowMs - air.airedAtMs < parts.probationMs || frames < parts.probationFrames) return;
      version.proven = true;
      const old = previous;
      previous = null;
      letGo(old);
    },

    async setWorkers(wanted) {
      if (wanted === count) return;
      count = wanted;
      const version = air?.version;
      await inTurn(async () => {
        for (const spare of spares) await end(spare);
        if (parts.link()) prepare();
      });
      if (version) await inTurn(() => guarded(version, () => false, Promise.resolve(), "replace"));
    },
    workers: () => count,

    forget() {
      air = null;
      previous = null;
      leaving = null;
      spares = [];
      groups.forget();
    },
  };
}
