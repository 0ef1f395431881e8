// The code river: a save becomes a bundle, a version, a picture. Holds which file is open and whether its newest save
// was refused; the swap decides what is on air.

import { relative } from "node:path";
import type { Arrival } from "../../protocol/transition.ts";
import { type Bundler, createBundler } from "../bundle.ts";
import type { Journal } from "../journal.ts";
import { CommandProblem, NO_WINDOW, type VersionStatus } from "../show-api.ts";
import type { SketchAsset } from "../sketch-assets.ts";
import { createAwaitedReloads } from "./awaited-reloads.ts";
import { createVersion } from "./create-version.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { ReloadTimes } from "./reload-times.ts";
import type { Swap, SwapOutcome } from "./swap.ts";
import type { Version, Versions } from "./versions.ts";

export interface CodeRiver {
  /** The open sketch, absolute, or null. */
  entry(): string | null;
  /** A number for a version that did not come from a save. */
  nextGeneration(): number;
  /** The newest save was refused, or the version it made has failed; an older one plays. */
  held(): boolean;
  /** Opens a file: it is watched from now on, whatever comes of it. */
  open(path: string, arrival?: Arrival): Promise<RiverOutcome>;
  /** New content was seen. */
  save(savedAtMs: number, seenAtMs: number): Promise<void>;
  /** Builds and swaps again, changed or not. */
  reload(): Promise<RiverOutcome>;
  /** Puts the version `steps` after (or before) the current on air. */
  goTo(steps: number): Promise<VersionStatus>;
  /** The window is open and empty: what played, or should have played, goes on air. */
  resume(): Promise<void>;
  /** The window is gone. A version that was still on trial is not the first choice for coming back. */
  windowGone(): void;
  /** The first frame of a generation is on screen, ms since the epoch. */
  presented(generation: number, atMs: number): void;
  /** The version on air failed late. */
  failedLate(): void;
  /** A version went on air by whatever way. */
  aired(version: Version): void;
  close(): Promise<void>;
}

export type RiverOutcome = SwapOutcome["kind"] | "unchanged";

export interface RiverParts {
  project: string;
  journal: Journal;
  versions: Versions;
  problems: ProblemBoard;
  times: ReloadTimes;
  swap: Swap;
  /** Which files to watch; several of them make one sketch. `readMs`: since when they have been read, ms since the epoch. */
  watch(paths: readonly string[], readMs: number): Promise<void>;
  /** A file was saved, opened or built again, and what came of it. */
  saved(save: { file: string; outcome: RiverOutcome; hash: string | null; generation: number | null }): void;
  /** A save is on screen, and its times are on the books. */
  reloaded(): void;
  /** How one version of a sketch gives way to another. */
  versionArrival(): Arrival;
}

/** A failed build is told after this long without a newer content: half-written files fail most of the time. */
const FAILURE_DOUBT_MS = 80;
/** A stream of saves may put off going on air only this many times in a row. */
const MAX_SUPERSEDED = 3;

export function createCodeRiver(parts: RiverParts): CodeRiver {
  const { project, journal, versions, problems, times, swap } = parts;
  let entry: string | null = null;
  let bundler: Bundler | null = null;
  let generation = 0;
  let held = false;
  /** Counts saves; a build or a swap that finds it moved on is stale. */
  let saves = 0;
  let superseded = 0;
  /** What to put on air when a window opens. */
  let waiting: Version | null = null;
  const awaited = createAwaitedReloads(times, parts.reloaded);

  async function run(...how: Parameters<typeof tryRun>): Promise<RiverOutcome> {
    const file = entry;
    const { outcome, version } = await tryRun(...how);
    if (file) parts.saved({ file, outcome, hash: version?.hash ?? null, generation: version?.generation ?? null });
    return outcome;
  }

  async function tryRun(
    savedAtMs: number,
    seenAtMs: number,
    isStale: () => boolean,
    evenIfEqual: boolean,
    arrival: Arrival,
  ): Promise<{ outcome: RiverOutcome; version?: Version }> {
    const builder = bundler;
    const file = entry;
    if (!builder || !file) return { outcome: "gone" };
    const mine = saves;
    const started = performance.now();
    const readMs = Date.now();
    const built = await builder.build();
    const buildMs = performance.now() - started;
    if (builder !== bundler) return { outcome: "superseded" };
    await parts.watch([file, ...built.inputs], readMs);
    if (isStale()) return { outcome: "superseded" };
    if (built.kind === "failed") {
      await new Promise((done) => setTimeout(done, FAILURE_DOUBT_MS));
      if (saves !== mine) return { outcome: "superseded" };
      held = true;
      problems.set("sketch", built.problems);
      return { outcome: "refused" };
    }
    const onAir = swap.version();
    if (!evenIfEqual && onAir && onAir.hash === built.hash && onAir.sketch === relative(project, file)) {
      if (held) problems.clear("sketch");
      held = false;
      return { outcome: "unchanged" };
    }
    const version = makeVersion(file, built);
    const outcome = await swap.to(version, { isStale, beforeAir: write(version), arrival });
    settle(outcome, version);
    if (outcome.kind === "air") {
      const { loadMs: load, auditionMs: audition, publishMs: publish, airedAtMs } = outcome;
      const watch = Math.max(0, seenAtMs - savedAtMs);
      awaited.aired(version.generation, {
        savedAtMs,
        airedAtMs,
        stages: { watch, build: buildMs, load, audition, publish },
      });
    }
    return { outcome: outcome.kind, version };
  }

  function makeVersion(
    file: string,
    built: { code: string; map: string; hash: string; assets: SketchAsset[] },
  ): Version {
    const { code, map, hash, assets } = built;
    return createVersion(project, {
      generation: ++generation,
      sketch: relative(project, file),
      hash,
      code,
      map,
      assets,
    });
  }

  /** Into the journal, beside the load. A journal that cannot write says so and does not hold up the picture. */
  async function write(version: Version): Promise<void> {
    const { savedAt: at, generation, sketch, hash } = version;
    await journal.append({ at, generation, sketch, hash }, version).catch((error) => {
      const what = `the journal cannot be written: ${String(error)}`;
      problems.set("journal", [{ severity: "error", what, try: "Free some disk; the show goes on." }]);
    });
  }

  function settle(outcome: SwapOutcome, version: Version): void {
    if (outcome.kind === "air") {
      held = false;
      problems.clear("sketch");
      const { generation } = version;
      problems.set(
        "notes",
        outcome.notes.map((what) => ({ severity: "note" as const, what, generation })),
      );
    } else if (outcome.kind === "refused") {
      held = true;
      problems.set("sketch", [outcome.problem]);
    } else if (outcome.kind === "gone") waiting = version;
  }

  const now = () => performance.timeOrigin + performance.now();

  return {
    entry: () => entry,
    nextGeneration: () => ++generation,
    held: () => held,

    async open(path, arrival = "cut") {
      await bundler?.dispose();
      entry = path;
      bundler = createBundler(project, path);
      saves++;
      held = false;
      problems.clear("sketch");
      problems.clear("missing");
      await parts.watch([path], Date.now());
      const at = now();
      return run(at, at, () => false, true, arrival);
    },

    async save(savedAtMs, seenAtMs) {
      const mine = ++saves;
      const outcome = await run(
        savedAtMs,
        seenAtMs,
        () => saves !== mine && superseded < MAX_SUPERSEDED,
        false,
        parts.versionArrival(),
      );
      superseded = outcome === "superseded" ? superseded + 1 : 0;
    },

    reload() {
      saves++;
      const at = now();
      return run(at, at, () => false, true, parts.versionArrival());
    },

    async goTo(steps) {
      const found = versions.peek(steps);
      if (!found) {
        throw new CommandProblem({
          severity: "error",
          what: `there is no version ${Math.abs(steps)} ${steps < 0 ? "back" : "forward"}`,
          expected: `one of the ${versions.usage().entries} kept`,
          try: "`.back` without a number goes one back.",
        });
      }
      const wasFailed = found.failed;
      found.failed = false; // asked for by name, it gets another chance
      const outcome = await swap.to(found, { isStale: () => false, arrival: parts.versionArrival() });
      if (outcome.kind !== "air") {
        found.failed = wasFailed;
        throw new CommandProblem(outcome.kind === "refused" ? outcome.problem : NO_WINDOW);
      }
      held = false;
      problems.clear("sketch");
      return versions.list(found.generation).find((each) => each.onAir) as VersionStatus;
    },

    async resume() {
      const version = waiting;
      if (version) settle(await swap.to(version, { isStale: () => false }), version);
    },

    windowGone() {
      const lost = swap.version();
      if (!lost) return;
      if (!lost.proven) lost.failed = true;
      waiting = lost.proven ? lost : (versions.fallback(lost.generation) ?? lost);
    },

    presented: awaited.presented,

    failedLate() {
      held = true;
    },

    aired(version) {
      waiting = version;
    },

    async close() {
      await bundler?.dispose();
    },
  };
}
