// A version that fails on air: by throwing, by not coming to an end, by its heap. Stop it, say why at the artist's line,
// and bring back a version that works.

import type { AssetNeed } from "../../protocol/asset-need.ts";
import type { FromPage } from "../../protocol/link.ts";
import { problemFromThrow } from "../source-sites.ts";
import type { Advice } from "./asset-supply.ts";
import type { Group, Groups } from "./groups.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { Swap } from "./swap.ts";

export interface LateFaults {
  /** A frame is over its deadline. */
  stuck(message: Extract<FromPage, { kind: "stuck" }>): void;
  /** A frame threw or was refused; the window shows the one before. */
  trouble(message: Extract<FromPage, { kind: "trouble" }>): void;
  /** The watchdog found a group guilty. */
  guilty(group: Group, what: string, tryThis: string): void;
}

export interface FaultParts {
  swap: Swap;
  groups: Groups;
  problems: ProblemBoard;
  frameLimitMs(): number;
  /** False once the group's workers have come to an end by themselves; they are ticked again then. */
  isBusy(group: Group): Promise<boolean>;
  /** Set while we keep a worker from running ourselves. */
  excuseOf(id: number): Promise<void> | null;
  /** Ends what a worker executes. */
  interrupt(id: number): Promise<boolean>;
  onFailed(): void;
  /** Finds what a version's drawing has asked for in vain, and brings it to the group; else what to tell. */
  supply(group: Group, need: AssetNeed): Promise<Advice | null>;
  say(line: string): void;
}

/** So many failed frames in a row are no hiccup. */
const FAILED_FRAMES = 3;
const GRACE_MS = 1000;

export function createLateFaults(parts: FaultParts): LateFaults {
  const { swap, groups, problems } = parts;
  const condemned = new Set<Group>();

  async function condemn(group: Group, why: { what: string; expected?: string; try?: string } | null): Promise<void> {
    const { version } = group;
    if (!version || condemned.has(group)) return;
    condemned.add(group);
    try {
      if (why) {
        await Promise.all(group.ids.map(parts.interrupt));
        const thrown = { stack: "", ...why };
        problems.add("sketch", problemFromThrow(version.sites, version.sketch, version.generation, thrown));
      }
      if (group !== swap.air()) {
        if (swap.isDrawn(group))
          parts.say(`version ${version.generation} failed on its way out; the transition is over`);
        swap.lost(group);
        return await groups.end(group);
      }
      parts.onFailed();
      const back = await swap.fallBack(group);
      if (back) parts.say(`version ${version.generation} failed; version ${back.generation} plays on`);
      else if (why)
        parts.say(`version ${version.generation} failed and there is no earlier one; the last picture stays`);
    } finally {
      condemned.delete(group);
    }
  }

  /** With nothing to fall back to, a slow frame is worth waiting for: stopping it would only freeze the picture. */
  async function judgeStuck(group: Group): Promise<void> {
    let waitedMs = parts.frameLimitMs();
    const excuses = group.ids.map(parts.excuseOf).filter((each) => each !== null);
    if (excuses.length > 0) {
      await Promise.all(excuses);
      await new Promise((resolve) => setTimeout(resolve, waitedMs));
      if (!(await parts.isBusy(group))) return;
    }
    if (group === swap.air() && !swap.hasFallBack()) {
      await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
      waitedMs += GRACE_MS;
      if (!(await parts.isBusy(group))) return;
    }
    await condemn(group, {
      what: `draw() ran for more than ${waitedMs} ms and was stopped`,
      expected: "a frame that ends",
      try: "Look for a loop without an end, or raise `watchdog.frame_ms`.",
    });
  }

  const fetching = new Set<Group>();

  /** The picture before stays while a font is looked for; it takes more frames than a version is given to recover. */
  async function provide(
    group: Group,
    need: AssetNeed,
    message: Extract<FromPage, { kind: "trouble" }>,
  ): Promise<void> {
    if (fetching.has(group)) return;
    fetching.add(group);
    const { version } = group;
    try {
      const advice = await parts.supply(group, need);
      if (advice === null || !version || group.version !== version) return;
      const told = { ...message, ...advice };
      problems.add("sketch", problemFromThrow(version.sites, version.sketch, version.generation, told));
      if (swap.isDrawn(group)) await condemn(group, null);
    } catch {
      // The window is on its way out.
    } finally {
      fetching.delete(group);
    }
  }

  return {
    stuck(message) {
      const group = groups.groupOf(message.id);
      if (group) void judgeStuck(group);
    },
    trouble(message) {
      const group = groups.groupOf(message.id);
      const version = group?.version;
      if (!group || !version || version.generation !== message.generation) return;
      if (message.needs) return void provide(group, message.needs, message);
      // Only the first of a streak was drawn again to find its line.
      if (message.streak === 1) {
        problems.add("sketch", problemFromThrow(version.sites, version.sketch, version.generation, message));
      }
      if (swap.isDrawn(group) && message.streak >= FAILED_FRAMES) void condemn(group, null);
    },
    guilty(group, what, tryThis) {
      void condemn(group, { what, try: tryThis });
    },
  };
}
