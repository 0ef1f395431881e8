// Once per display frame: tick an idle worker, take the newest frame, upload what changed, draw. Nothing here waits and
// nothing is kept from frame to frame but numbers.

import { aimFrameView, createFrameView, type FrameView, HEAD, TIME } from "../protocol/frame.ts";
import type { AiredAs, Arrival } from "../protocol/transition.ts";
import { createMoment, type Moment } from "../protocol/worker-board.ts";
import type { Clock } from "./clock.ts";
import type { MusicalClock } from "./musical-clock.ts";
import type { Renderer } from "./renderer/renderer.ts";
import { createTimingRing, type TimingRing } from "./timing.ts";
import type { Crossing, Moment as CrossingMoment } from "./transition/crossing.ts";
import type { ViewTransform } from "./view.ts";
import type { WorkerGroup } from "./worker-group.ts";

export interface FrameLoopParts {
  now(): number;
  requestFrame(callback: (ms: number) => void): number;
  cancelFrame(handle: number): void;
  clock: Clock;
  crossing: Crossing;
  tempo: MusicalClock;
  renderer(): Renderer;
  view(): ViewTransform;
  /** A frame of another epoch or generation reached the screen for the first time. */
  onPresented(generation: number, epoch: number): void;
  /** A frame was taken for the screen. */
  onShown(view: FrameView): void;
  /** A sheet of another size is on show. */
  onSheet(width: number, height: number): void;
  /** The picture was drawn, and its buffer still holds it. */
  onDrawn?(): void;
  /** At the start of each display frame. */
  onFrame(): void;
  /** After each drawn frame, a few times a second at most. */
  onQuarterSecond(): void;
  /** Every member of every group, so that standby workers know the time too. */
  groups(): readonly WorkerGroup[];
}

/** What a job is told, and what a transition needs besides. */
export type TickMoment = Moment & CrossingMoment;

export interface FrameLoopStats {
  displayFrames: number;
  presented: number;
  ticksSent: number;
  ticksSkipped: number;
  fps: number;
  points: number;
  lines: number;
  generation: number;
  readonly frameTimes: TimingRing;
  readonly evaluateTimes: TimingRing;
}

export interface FrameLoop {
  readonly stats: FrameLoopStats;
  setFps(fps: number): void;
  /** Ticks come from elsewhere: frames are shown as they come, and none is asked for. */
  setDriven(on: boolean): void;
  setSeed(seed: number): void;
  /** Looks for a frame only in every n-th display frame: what grows with shown frames then grows slower. */
  setPresentEvery(frames: number): void;
  setBlackout(on: boolean): void;
  /** The group whose slot is read and whose workers are ticked; with a transition, beside the one before. */
  setAir(group: WorkerGroup | null, arrival?: Arrival): AiredAs;
  air(): WorkerGroup | null;
  /** The group has ended: nothing of its buffers is held any more, but the picture if it is one of them. */
  forget(group: WorkerGroup): void;
  /** The frame on show, or null before the first. */
  shown(): FrameView | null;
  ageMs(): number | null;
  /** Uploads the shown frame again, into a new renderer. */
  reupload(): void;
  /** The drawing buffer was cleared, by a resize for example. */
  redraw(): void;
  seq(): number;
  /** Of the last tick, sent or not. */
  moment(): Readonly<TickMoment>;
  stop(): void;
}

/** One per buffer of a slot, at most 16, twice in a transition, and a few of groups that are gone. */
const KEPT_VIEWS = 36;
const RING = 600;
const EARLY_MS = 8;

export function createFrameLoop(parts: FrameLoopParts): FrameLoop {
  const stats: FrameLoopStats = {
    displayFrames: 0,
    presented: 0,
    ticksSent: 0,
    ticksSkipped: 0,
    fps: 0,
    points: 0,
    lines: 0,
    generation: 0,
    frameTimes: createTimingRing(RING),
    evaluateTimes: createTimingRing(RING),
  };
  const { crossing } = parts;
  const views: FrameView[] = [];
  let air: WorkerGroup | null = null;
  let shown: FrameView | null = null;
  let seq = 1;
  let minIntervalMs = 0;
  let presentEvery = 1;
  let nextTickMs = 0;
  let seed = 0;
  const moment: TickMoment = { ...createMoment(), playing: true, barBeat: 0, take: 0 };
  let blackout = false;
  let driven = false;
  let lastMs = 0;
  let fpsFrom = 0;
  let fpsFrames = 0;
  let quarterMs = 0;
  let shownGeneration = -1;
  let shownEpoch = -1;
  let sheetWidth = 0;
  let sheetHeight = 0;
  let drawnView = -1;
  let mustDraw = true;
  let crossed = false;

  const viewOf = (bytes: ArrayBufferLike): FrameView => {
    for (let i = 0; i < views.length; i++) if (views[i].bytes === bytes) return views[i];
    const view = createFrameView(bytes);
    views.push(view);
    if (views.length > KEPT_VIEWS) views.shift();
    return view;
  };

  /** The newest frame of a group, if there is one nobody has seen. */
  const newest = (group: WorkerGroup | null): FrameView | null => {
    const bytes = group?.reader.latest();
    if (!bytes) return null;
    const view = viewOf(bytes);
    aimFrameView(view);
    return view;
  };

  /** What a group has shown last: a transition that was broken off must not leave its mix on the screen. */
  const lastOf = (group: WorkerGroup | null): FrameView | null => {
    const bytes = group?.reader.shown();
    return bytes ? viewOf(bytes) : null;
  };

  const showFrame = (view: FrameView) => {
    shown = view;
    parts.onShown(view);
    const width = view.time[TIME.canvasWidth];
    const height = view.time[TIME.canvasHeight];
    if (width !== sheetWidth || height !== sheetHeight) {
      sheetWidth = width;
      sheetHeight = height;
      parts.onSheet(width, height);
    }
    parts.renderer().upload(view);
    // An unchanged picture is not drawn again: on a software renderer that is most of a core.
    if (parts.renderer().stats.uploadBytes > 0 || view.head[HEAD.generation] !== stats.generation) mustDraw = true;
    stats.presented++;
    stats.points = view.points;
    stats.lines = view.lines;
    stats.generation = view.head[HEAD.generation];
    stats.evaluateTimes.add((view.time[TIME.drawUs] + view.time[TIME.evaluateUs]) / 1000);
  };

  const readTime = (nowMs: number) => {
    moment.t = parts.clock.t(nowMs);
    moment.tickMs = nowMs;
    parts.tempo.read(moment, nowMs);
  };

  const sendTick = (nowMs: number) => {
    // Half a display frame early counts as on time: frames come with jitter, and the mean is kept by `nextTickMs`.
    if (nowMs < nextTickMs - Math.min(EARLY_MS, minIntervalMs / 2)) return;
    nextTickMs = Math.max(nextTickMs + minIntervalMs, nowMs);
    const groups = parts.groups();
    const leaving = crossing.leaving();
    // Standby workers audition as the tick before the next one: their frame is never newer than the first on air.
    for (let i = 0; i < groups.length; i++) {
      moment.seed = groups[i] === leaving ? crossing.leavingSeed() : seed;
      groups[i].clock(moment, seq);
    }
    if (air === null) return;
    const left = leaving?.tick(seq + 1, nowMs) ?? false;
    const ticked = crossing.arriving() && air.tick(seq + 1, nowMs);
    if (left || ticked) seq++;
    if (ticked || (left && !crossing.arriving())) stats.ticksSent++;
    else stats.ticksSkipped++;
  };

  const frame = () => {
    handle = parts.requestFrame(frame);
    const nowMs = parts.now();
    parts.onFrame();
    readTime(nowMs);
    // Taken before the tick: a quick worker answers while we are still here, and would overwrite a frame nobody has seen.
    const looks = stats.displayFrames % presentEvery === 0;
    const arrived = looks ? newest(air) : null;
    const crosses = crossing.running();
    if (crosses) crossing.take(arrived, looks ? newest(crossing.leaving()) : null);
    if (!driven) sendTick(nowMs);
    const next = crosses ? crossing.next(moment) : (arrived ?? (crossed ? lastOf(air) : null));
    if (next !== null) showFrame(next);
    crossed = crossing.running();
    const view = parts.view();
    if (mustDraw || view.revision !== drawnView) {
      drawnView = view.revision;
      mustDraw = false;
      parts.renderer().draw(view, blackout);
      parts.onDrawn?.();
    }
    stats.displayFrames++;
    if (lastMs > 0) stats.frameTimes.add(nowMs - lastMs);
    lastMs = nowMs;
    fpsFrames++;
    if (nowMs - fpsFrom >= 500) {
      stats.fps = (fpsFrames * 1000) / (nowMs - fpsFrom);
      fpsFrom = nowMs;
      fpsFrames = 0;
    }
    if (shown !== null && (shown.head[HEAD.generation] !== shownGeneration || shown.head[HEAD.epoch] !== shownEpoch)) {
      shownGeneration = shown.head[HEAD.generation];
      shownEpoch = shown.head[HEAD.epoch];
      parts.onPresented(shownGeneration, shownEpoch);
    }
    if (nowMs - quarterMs >= 250) {
      quarterMs = nowMs;
      if (shown !== null) crossing.rest(nowMs, shown.stride);
      parts.onQuarterSecond();
    }
  };
  let handle = parts.requestFrame(frame);

  return {
    stats,
    setFps(fps) {
      minIntervalMs = 1000 / fps;
      nextTickMs = 0;
    },
    setDriven: (on) => {
      driven = on;
    },
    setSeed: (value) => {
      seed = value >>> 0;
    },
    setPresentEvery: (frames) => {
      presentEvery = frames;
    },
    setBlackout: (on) => {
      blackout = on;
      mustDraw = true;
    },
    setAir(group, arrival = "cut") {
      if (group === null || arrival === "cut") crossing.stop();
      else if (arrival === "replace") crossing.replaced();
      else if (air === null || shown === null) crossing.stop();
      else {
        readTime(parts.now());
        crossing.begin(arrival, air, shown, seed, moment);
      }
      if (group !== null && typeof arrival === "object" && arrival.seed !== undefined) seed = arrival.seed >>> 0;
      // What the version before took says nothing of this one, and the number of workers is chosen by it.
      if (group !== air) stats.evaluateTimes.clear();
      air = group;
      nextTickMs = 0;
      return { transition: crossing.stats().id, leaving: crossing.leaving()?.epoch ?? null };
    },
    air: () => air,
    forget({ slot }) {
      const gone = slot.buffers.map(({ buffer }) => buffer);
      for (let i = views.length - 1; i >= 0; i--) {
        if (views[i] !== shown && gone.includes(views[i].bytes)) views.splice(i, 1);
      }
    },
    shown: () => shown,
    ageMs: () => (shown === null ? null : parts.now() - shown.time[TIME.tickMs]),
    reupload() {
      if (shown !== null) parts.renderer().upload(shown);
      mustDraw = true;
    },
    redraw() {
      mustDraw = true;
    },
    seq: () => seq,
    moment: () => moment,
    stop: () => parts.cancelFrame(handle),
  };
}
