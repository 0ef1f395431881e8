// One transition at a time, as the frame loop sees it: from the group that leaves (or the picture that stood where an
// earlier transition was interrupted) to the group on air. Both are ticked and read; what is shown is the mix of their newest
// frames, a frame like any other.
//
//   waiting (share 0, the leaving picture as it is) ──bar──> mixing ──share 1──> over (the arriving picture as it is)
//
// Time is what sketches see of it: a frozen show freezes its transition too.

import { type FrameView, frameBytes, type Stride } from "../../protocol/frame.ts";
import type { Transition, TransitionKind, TransitionStats } from "../../protocol/transition.ts";
import type { WorkerGroup } from "../worker-group.ts";
import { mixDash } from "./dash.ts";
import { mixFade } from "./fade.ts";
import { createMatcher } from "./match-lines.ts";
import { createMixBuffer } from "./mix-buffer.ts";
import type { Mixer } from "./mix-head.ts";
import { createMorph } from "./morph.ts";
import { createWarmUp, type WarmUp } from "./warm-up.ts";

/** What sketches see of time, and the tempo behind it (`protocol/tempo.ts`). */
export interface Moment {
  t: number;
  beat: number;
  bpm: number;
  playing: boolean;
  beatsPerBar: number;
  /** A beat that a bar line lies on. */
  barBeat: number;
  /** Another one: the position was moved on purpose. */
  take: number;
}

export interface Crossing {
  /** The group that is leaving and still drawn. */
  leaving(): WorkerGroup | null;
  /** Its seed: it plays on as it was. */
  leavingSeed(): number;
  running(): boolean;
  /** Whether the arriving group is to be ticked already. */
  arriving(): boolean;
  /** `from` is on air and `shown` is the picture. A transition that is running is interrupted. */
  begin(how: Transition, from: WorkerGroup, shown: FrameView, seed: number, at: Moment): void;
  /** Ends it without another look. */
  stop(): void;
  /** This group is gone; if it was the leaving one, the transition ends on the arriving one. */
  lost(group: WorkerGroup): void;
  /** The arriving group was replaced; the picture of the one before is not looked at again. */
  replaced(): void;
  /** A newer frame of either side. */
  take(arriving: FrameView | null, leaving: FrameView | null): void;
  /**
   * What is to be shown at this time: a frame not shown yet, or null to leave the picture. The last one is the arriving
   * group's own, and the crossing is over then.
   */
  next(at: Moment): FrameView | null;
  stats(): TransitionStats;
  /** Once in a while: the mixers are warmed, and memory that nobody uses any more is let go. */
  rest(nowMs: number, stride: Stride): void;
}

/** Beyond this two drawings are not mixed: the leaving one plays to the half, then the arriving one. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Morphing and cutting look at every point; a frame of more than this would be late. */
const MAX_SHAPED_POINTS = 400_000;
/** The arriving sketch is warm when it is first seen. */
const LEAD_S = 0.25;
/** What is kept of a line to match it, rounded up. */
const MATCH_BYTES = 64;
const KEEP_MS = 10_000;
/** Of a quarter of a second, until the mixers are warm. */
const WARM_UP_MS = 1.5;

export interface CrossingParts {
  now(): number;
  /** Makes shared memory that is on the page's books. */
  memory(bytes: number): ArrayBufferLike;
}

export function createCrossing(parts: CrossingParts): Crossing {
  const buffers = [createMixBuffer(parts.memory), createMixBuffer(parts.memory)];
  const matcher = createMatcher();
  const mixers: Record<Exclude<TransitionKind, "cut">, Mixer> = {
    fade: mixFade,
    dash: mixDash,
    morph: createMorph(matcher),
  };
  let warmUp: WarmUp | null = null;
  let cold = true;
  let writing = 0;
  let running = false;
  let how: Transition = { kind: "cut", length: 0, unit: "beats", on: "now" };
  let leaving: WorkerGroup | null = null;
  let leavingSeed = 0;
  let a: FrameView | null = null;
  let b: FrameView | null = null;
  /** How much of its length is over, in beats or seconds. */
  let done = 0;
  let length = 0;
  let started = false;
  let lastT = 0;
  let lastBeat = 0;
  let lastTake = 0;
  let share = 0;
  let near = false;
  /** Something to look at has come since the last display frame; and from the leaving side. */
  let fresh = false;
  let freshLeft = false;
  let usedMs = 0;
  let id = 0;
  let startBeat = 0;
  let startedBeat = 0;
  let beatBefore = 0;
  let mixed = 0;
  let mixMs = 0;
  let tooLarge = false;

  function end(): void {
    running = false;
    leaving = null;
    a = null;
    b = null;
  }

  function aimStart({ beat, barBeat, beatsPerBar }: Moment): void {
    const unit = how.on === "bar" ? beatsPerBar : 1;
    const line = how.on === "bar" ? barBeat : 0;
    startBeat = how.on === "now" ? beat : Math.ceil((beat - line) / unit - 1e-9) * unit + line;
  }

  /** What the beat could have gone since the last look; where it went further, it was moved: a thaw, another take. */
  function wasMoved(at: Moment): boolean {
    const seconds = Math.max(0, at.t - lastT);
    return at.take !== lastTake || at.beat - lastBeat > (seconds * at.bpm * 2) / 60 + 0.01;
  }

  function wait(at: Moment): void {
    if (wasMoved(at)) aimStart(at);
    const perSecond = at.bpm / 60;
    // A clock that stands brings no bar.
    const begins = how.on === "now" || !at.playing || at.beat >= startBeat;
    near ||= begins || startBeat - at.beat <= LEAD_S * perSecond;
    if (!begins) {
      beatBefore = at.beat;
      return;
    }
    started = true;
    startedBeat = at.beat;
    const late = at.playing ? Math.max(0, at.beat - startBeat) : 0;
    done = how.unit === "s" ? late / perSecond : late;
  }

  function goOn(at: Moment): void {
    const seconds = Math.max(0, at.t - lastT);
    const perSecond = at.bpm / 60;
    if (how.unit === "s") done += seconds;
    else if (at.playing) done += wasMoved(at) ? seconds * perSecond : Math.max(0, at.beat - lastBeat);
    else done += seconds * perSecond;
  }

  function mix(): FrameView | null {
    if (a === null || b === null || how.kind === "cut") return null;
    const points = a.points + b.points;
    const shaped = how.kind !== "fade" && Math.max(points, a.lines + b.lines) > MAX_SHAPED_POINTS;
    tooLarge = shaped || frameBytes(points, a.lines + b.lines, a.layers + b.layers, a.stride) > MAX_BYTES;
    if (tooLarge) return share < 0.5 ? a : b;
    const startedMs = parts.now();
    const out = buffers[writing].reserve(points, a.lines + b.lines, a.layers + b.layers, a.stride);
    mixers[how.kind](out, a, b, how.kind === "fade" ? share : share * share * (3 - 2 * share));
    usedMs = parts.now();
    mixMs += usedMs - startedMs;
    mixed++;
    return out;
  }

  return {
    leaving: () => leaving,
    leavingSeed: () => leavingSeed,
    running: () => running,
    arriving: () => !running || near,
    begin(wanted, group, shown, seed, at) {
      // One that has not begun yet leaves from where it is; else what stands there now is where the next one begins, and
      // the other buffer is written from now on.
      const still = running && share > 0;
      if (buffers[writing].holds(shown)) writing = 1 - writing;
      if (!running || still) {
        a = shown;
        leaving = still ? null : group;
        leavingSeed = seed;
      }
      b = null;
      matcher.forget();
      running = true;
      id++;
      how = wanted;
      length = how.kind === "cut" ? 0 : how.unit === "bars" ? how.length * at.beatsPerBar : how.length;
      done = 0;
      share = 0;
      near = false;
      fresh = false;
      freshLeft = false;
      started = false;
      tooLarge = false;
      startedBeat = 0;
      beatBefore = at.beat;
      aimStart(at);
      lastT = at.t;
      lastBeat = at.beat;
      lastTake = at.take;
    },
    stop: end,
    lost(group) {
      if (running && leaving === group) end();
    },
    replaced() {
      b = null;
      matcher.forget();
    },
    take(arriving, gone) {
      if (!running) return;
      if (arriving !== null) b = arriving;
      if (gone !== null) a = gone;
      fresh ||= arriving !== null || gone !== null;
      freshLeft ||= gone !== null;
    },
    next(at) {
      if (!running) return null;
      const before = share;
      if (started) goOn(at);
      else wait(at);
      lastT = at.t;
      lastBeat = at.beat;
      lastTake = at.take;
      // While nothing of the arriving sketch has been drawn, the leaving one stays.
      if (started && b !== null) share = length <= 0 ? 1 : Math.min(1, done / length);
      const looked = fresh;
      const moved = freshLeft;
      fresh = false;
      freshLeft = false;
      if (share >= 1 && b !== null) {
        const last = b;
        end();
        return last;
      }
      if (share === 0) return moved ? a : null;
      return looked || share !== before ? mix() : null;
    },
    stats: () => ({
      id,
      running,
      kind: how.kind,
      share,
      leaving: leaving?.epoch ?? 0,
      startBeat,
      startedBeat,
      beatBefore,
      mixed,
      mixMs: mixed === 0 ? 0 : mixMs / mixed,
      tooLarge,
      bytes: buffers[0].bytes() + buffers[1].bytes() + matcher.bytes(),
      maxBytes: 2 * MAX_BYTES + 2 * MAX_SHAPED_POINTS * MATCH_BYTES,
    }),
    rest(nowMs, stride) {
      if (running) return;
      if (cold) {
        warmUp ??= createWarmUp(Object.values(mixers), stride, parts.memory);
        cold = warmUp.slice(parts.now, WARM_UP_MS);
        if (!cold) warmUp = null;
        matcher.forget();
      }
      if (usedMs === 0 || nowMs - usedMs < KEEP_MS) return;
      usedMs = 0;
      for (const buffer of buffers) buffer.release();
      matcher.release();
    },
  };
}
