// Once per display frame: tick an idle worker, take the newest frame, upload what changed, draw. Nothing here waits and
// nothing is kept from frame to frame but numbers.

import { aimFrameView, createFrameView, type FrameView, HEAD, TIME } from "../protocol/frame.ts";
import type { Clock } from "./clock.ts";
import type { Renderer } from "./renderer/renderer.ts";
import { createTimingRing, type TimingRing } from "./timing.ts";
import type { ViewTransform } from "./view.ts";
import type { WorkerGroup } from "./worker-group.ts";

export interface FrameLoopParts {
  now(): number;
  requestFrame(callback: (ms: number) => void): number;
  cancelFrame(handle: number): void;
  clock: Clock;
  renderer(): Renderer;
  view(): ViewTransform;
  /** A frame of another epoch or generation reached the screen for the first time. */
  onPresented(generation: number, epoch: number): void;
  /** A sheet of another size is on show. */
  onSheet(width: number, height: number): void;
  /** At the start of each display frame. */
  onFrame(): void;
  /** After each drawn frame, a few times a second at most. */
  onQuarterSecond(): void;
  /** Every member of every group, so that standby workers know the time too. */
  groups(): readonly WorkerGroup[];
}

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
  setSeed(seed: number): void;
  /** Looks for a frame only in every n-th display frame: what grows with shown frames then grows slower. */
  setPresentEvery(frames: number): void;
  setBlackout(on: boolean): void;
  /** The group whose slot is read and whose workers are ticked. */
  setAir(group: WorkerGroup | null): void;
  air(): WorkerGroup | null;
  /** The frame on show, or null before the first. */
  shown(): FrameView | null;
  ageMs(): number | null;
  /** Uploads the shown frame again, into a new renderer. */
  reupload(): void;
  /** The drawing buffer was cleared, by a resize for example. */
  redraw(): void;
  seq(): number;
  stop(): void;
}

/** One per buffer of the slot, at most 16, and a few of groups that are gone. */
const KEPT_VIEWS = 20;
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
  const views: FrameView[] = [];
  let air: WorkerGroup | null = null;
  let shown: FrameView | null = null;
  let seq = 1;
  let minIntervalMs = 0;
  let presentEvery = 1;
  let nextTickMs = 0;
  let seed = 0;
  let blackout = false;
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

  const viewOf = (bytes: ArrayBufferLike): FrameView => {
    for (let i = 0; i < views.length; i++) if (views[i].bytes === bytes) return views[i];
    const view = createFrameView(bytes);
    views.push(view);
    if (views.length > KEPT_VIEWS) views.shift();
    return view;
  };

  const showFrame = (bytes: ArrayBufferLike) => {
    const view = viewOf(bytes);
    aimFrameView(view);
    shown = view;
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

  const sendTick = (nowMs: number) => {
    // Half a display frame early counts as on time: frames come with jitter, and the mean is kept by `nextTickMs`.
    if (nowMs < nextTickMs - Math.min(EARLY_MS, minIntervalMs / 2)) return;
    nextTickMs = Math.max(nextTickMs + minIntervalMs, nowMs);
    const t = parts.clock.t(nowMs);
    const groups = parts.groups();
    // Standby workers audition as the tick before the next one: their frame is never newer than the first on air.
    for (let i = 0; i < groups.length; i++) groups[i].clock(t, t * 2, seed, nowMs, seq);
    if (air === null) return;
    if (air.tick(seq + 1, nowMs)) {
      seq++;
      stats.ticksSent++;
    } else stats.ticksSkipped++;
  };

  const frame = () => {
    handle = parts.requestFrame(frame);
    const nowMs = parts.now();
    parts.onFrame();
    // Taken before the tick: a quick worker answers while we are still here, and would overwrite a frame nobody has seen.
    const bytes = stats.displayFrames % presentEvery === 0 ? air?.reader.latest() : null;
    sendTick(nowMs);
    if (bytes) showFrame(bytes);
    const view = parts.view();
    if (mustDraw || view.revision !== drawnView) {
      drawnView = view.revision;
      mustDraw = false;
      parts.renderer().draw(view, blackout);
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
    setAir(group) {
      air = group;
      nextTickMs = 0;
    },
    air: () => air,
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
    stop: () => parts.cancelFrame(handle),
  };
}
