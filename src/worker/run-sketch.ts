// One worker's engine: holds at most one sketch, draws a frame when told to, and says what went wrong when it could
// not. A frame that fails publishes nothing, so the last good one stays where it is.

import { type AssetStore, MissingAssetError } from "../core/assets.ts";
import { createEvaluator, type Evaluation, type Evaluator } from "../core/evaluate.ts";
import { createEvery } from "../core/every.ts";
import type { Quality } from "../core/op.ts";
import { random } from "../core/random.ts";
import { limitScratch } from "../core/scratch.ts";
import { captureSites } from "../core/sites.ts";
import type { Drawing, KnobOptions, SketchContext } from "../core/sketch.ts";
import { SketchError } from "../core/sketch-error.ts";
import type { AssetNeed } from "../protocol/asset-need.ts";
import type { ControlReader } from "../protocol/control-table.ts";
import { KNOB_COUNT } from "../protocol/control-table.ts";
import { hashText } from "../protocol/frame-hash.ts";
import type { FrameWriter, GrowableMemory } from "../protocol/frame-slot.ts";
import type { LoadResult } from "../protocol/link.ts";
import type { Birth, KnobDeclaration, Trouble } from "../protocol/port.ts";
import { CELL, FLAG, OUTCOME, QUALITY, type WorkerBoard, writeLabel } from "../protocol/worker-board.ts";
import { type LoadedSketch, loadSketch, type SketchFactory, sameShape } from "./load-sketch.ts";
import { createFramePublisher } from "./publish-frame.ts";
import { createSound, createTriggers } from "./sketch-inputs.ts";
import { warmUpDrawings } from "./warm-up.ts";

/** An arena that a huge drawing has stretched is let go with its worker. */
const KEEP_ARENA_BYTES = 64 * 1024 * 1024;

/** How long a sketch that is to be loaded may have to wait for the warm-up. One op may take longer. */
const WARM_UP_SLICE_MS = 5;

/** Working memory of kernels, against what a frame may have. */
const SCRATCH_SHARE = 4;

export interface LoadRequest {
  generation: number;
  /** At most so many frames, at least one; no further one once `enoughMs` have passed. */
  auditionFrames: number;
  enoughMs: number;
  /** A frame of the audition may take this long; slower ones would hold up the show. */
  frameLimitMs: number;
}

/** Thrown through an iterative op when nobody waits for the job any more. */
class Cancelled extends Error {}

export interface EngineParts {
  birth: Birth;
  board: WorkerBoard;
  writer: FrameWriter;
  controls: ControlReader;
  arena: GrowableMemory;
  now: () => number;
  /** Fonts and pictures; without it there are none. */
  assets?: AssetStore;
  onKnobs(generation: number, knobs: KnobDeclaration[]): void;
}

export interface Engine {
  load(request: LoadRequest, factory: SketchFactory): LoadResult;
  /** Draws, evaluates and publishes tick `seq`. Returns the trouble there was, or null. */
  frame(seq: number): Trouble | null;
  setKnobSlots(slots: Record<string, number>): void;
  state(): unknown;
  offerState(state: unknown): void;
  context(): SketchContext;
  costs(): readonly { op: string; calls: number; ms: number; points: number }[];
  clearCache(): void;
  /** Changes what a frame costs and keeps, never what a sketch computes. */
  setExperiment(conditions: { cache: boolean; detail: number }): void;
  /** From the next frame on air; auditions are drafts. */
  setQuality(quality: Quality): void;
  /** Forgets the sketch and everything remembered for it; the code stays hot. */
  unload(): void;
  /** Why this engine holds more than a fresh one should, or null. */
  tooLarge(): string | null;
  /**
   * Runs the vocabulary over a few points, so that a sketch's first frame does not pay for compiling the engine. Returns
   * after a few milliseconds, and says whether it should be called again; not once there is a sketch.
   */
  warmUp(): boolean;
}

export function createEngine(parts: EngineParts): Engine {
  const { birth, board, controls, now } = parts;
  const { cells, flags } = board;
  const evaluator: Evaluator = createEvaluator({
    memory: parts.arena,
    budget: { maxPoints: birth.limits.points, maxLines: birth.limits.lines, maxBytes: birth.limits.bytes },
    cache: { maxEntries: birth.limits.cacheEntries, maxBytes: birth.limits.cacheBytes },
    now,
    assets: parts.assets,
    progress(op, share) {
      if (cells[CELL.progress] === 0) writeLabel(board, op);
      cells[CELL.progress] = share;
      Atomics.add(flags, FLAG.steps, 1);
      if (Atomics.load(flags, FLAG.cancel) !== 0 || Atomics.load(flags, FLAG.halt) !== 0) throw new Cancelled();
    },
  });
  limitScratch(birth.limits.bytes * SCRATCH_SHARE);
  /** What of the warm-up is still to be done; null before it. */
  let cold: Drawing[] | null = null;
  const publisher = createFramePublisher(parts.writer, birth.stride, now);

  let quality: Quality = "draft";
  let sketch: LoadedSketch | null = null;
  let generation = 0;
  let streak = 0;
  let frames = 0;
  let offered: { state: unknown } | null = null;
  let knobSlots: Record<string, number> = {};
  let knobs: KnobDeclaration[] = [];
  let knobIndex = new Map<string, KnobDeclaration>();
  let knobsChanged = false;
  /** Of the frame that was published last with a hash. */
  const hash = new Uint32Array(2);
  /** Points of the last frame that were not finite. */
  let droppedLast = 0;
  /** What the last failed frame was told as: reminders of it carry the place that was found for the first. */
  let told: unknown = null;

  // One context, refilled per frame: a fresh object each time would be garbage at 60 Hz.
  const context = {
    t: 0,
    beat: 0,
    bar: 0,
    phase: 0,
    bpm: 120,
    beatsPerBar: 4,
    seed: 0,
    frame: 0,
    width: birth.canvas[0],
    height: birth.canvas[1],
    state: undefined as unknown,
    cc: (index: number, fallback = 0) => controls.cc(index, fallback),
    knob,
    random: (key = 0) => random(context.seed, key),
    audio: createSound(controls),
    trigger: (name: string) => triggers.trigger(name),
    every: createEvery(() => meta.beat),
  };
  const triggers = createTriggers(controls, context);

  const meta = {
    epoch: birth.slot.epoch,
    seq: 0,
    generation: 0,
    controlRevision: 0,
    t: 0,
    beat: 0,
    bar: 0,
    phase: 0,
    bpm: 120,
    beatsPerBar: 4,
    seed: 0,
    tickMs: 0,
    drawUs: 0,
    evaluateUs: 0,
    canvasWidth: birth.canvas[0],
    canvasHeight: birth.canvas[1],
    background: new Float64Array(4) as Float64Array,
  };

  function knob(name: string, value: number, options?: KnobOptions): number {
    const known = knobIndex.get(name);
    if (known === undefined) declareKnob(name, value, options);
    else if (known.value !== value) {
      known.value = finite(name, "value", value);
      knobsChanged = true;
    }
    const slot = knobSlots[name];
    return slot === undefined ? value : controls.knob(slot, value);
  }

  function declareKnob(name: string, value: number, options: KnobOptions = {}): void {
    if (typeof name !== "string" || name === "" || name.length > 64) {
      throw new SketchError(`knob has the name ${JSON.stringify(name)}`, { expected: "a text of 1 to 64 characters" });
    }
    finite(name, "value", value);
    if (knobIndex.size >= KNOB_COUNT)
      throw new SketchError(`more than ${KNOB_COUNT} knobs`, { try: "Knob names must not vary from frame to frame." });
    const min = finite(name, "min", options.min ?? Math.min(0, value));
    const max = finite(name, "max", options.max ?? Math.max(1, value));
    const step = finite(name, "step", options.step ?? 0);
    const declared = { name, value, min, max, step, label: String(options.label ?? name).slice(0, 80) };
    knobIndex.set(name, declared);
    knobs.push(declared);
    knobsChanged = true;
  }

  function aim(seq: number, t: number, frame: number): void {
    meta.seq = seq;
    meta.t = t;
    meta.tickMs = cells[CELL.tickMs];
    context.t = t;
    context.frame = frame;
  }

  /** Takes the inputs that the window keeps current: once per job, so that the job can be done again. */
  function takeInputs(): void {
    meta.controlRevision = controls.sample();
    context.beat = meta.beat = cells[CELL.beat];
    context.bar = meta.bar = cells[CELL.bar];
    context.phase = meta.phase = cells[CELL.phase];
    context.bpm = meta.bpm = cells[CELL.bpm];
    context.beatsPerBar = meta.beatsPerBar = cells[CELL.beatsPerBar];
    context.seed = meta.seed = cells[CELL.seed] >>> 0;
  }

  /** Draw and evaluate, without publishing. */
  function compute(current: LoadedSketch) {
    const droppedBefore = evaluator.stats.nonFinite;
    const drawStarted = now();
    const drawing = current.definition.draw(context);
    const evaluateStarted = now();
    cells[CELL.progress] = 0;
    const evaluation = evaluator.evaluate(drawing, current.style);
    cells[CELL.progress] = 0;
    const ended = now();
    droppedLast = evaluator.stats.nonFinite - droppedBefore;
    meta.drawUs = (evaluateStarted - drawStarted) * 1000;
    meta.evaluateUs = (ended - evaluateStarted) * 1000;
    return evaluation;
  }

  /** After a failure in the evaluator, draws once more with call sites recorded: they cost too much to keep always. */
  function withSite(error: unknown, current: LoadedSketch): unknown {
    if (!(error instanceof SketchError) || error.site !== undefined) return error;
    captureSites(true);
    try {
      compute(current);
    } catch (again) {
      if (again instanceof SketchError && again.message === error.message) return again;
    } finally {
      captureSites(false);
    }
    return error;
  }

  function report(): void {
    const { stats } = evaluator;
    cells[CELL.frames] = frames;
    cells[CELL.drawUs] = meta.drawUs;
    cells[CELL.evaluateUs] = meta.evaluateUs;
    cells[CELL.packUs] = publisher.packUs();
    cells[CELL.nonFinite] = stats.nonFinite;
    cells[CELL.arenaBytes] = stats.arenaBytes;
    cells[CELL.arenaPeakBytes] = stats.arenaPeak;
    cells[CELL.arenaCapacity] = stats.arenaCapacity;
    cells[CELL.memoEntries] = stats.memoEntries;
    cells[CELL.memoBytes] = stats.memoBytes;
    cells[CELL.memoHits] = stats.memoHits;
    cells[CELL.memoMisses] = stats.memoMisses;
    cells[CELL.memoEvictions] = stats.memoEvictions;
    cells[CELL.opsRun] = stats.opsRun;
    if (knobsChanged) {
      knobsChanged = false;
      parts.onKnobs(generation, knobs);
    }
  }

  return {
    context: () => context,
    costs: () => evaluator.costs(),
    clearCache: () => evaluator.reset(),
    setExperiment({ cache, detail }) {
      evaluator.setCaching(cache);
      publisher.setDetail(detail);
    },
    setQuality(wanted) {
      quality = wanted;
    },
    unload() {
      sketch = null;
      generation = 0;
      streak = 0;
      offered = null;
      knobs = [];
      knobIndex.clear();
      context.state = undefined;
      Atomics.store(flags, FLAG.generation, 0);
      // How the last job went stays: the window may not have taped it yet.
      cells.fill(0, CELL.frames, CELL.wantHash);
      cells[CELL.arenaCapacity] = evaluator.stats.arenaCapacity;
      evaluator.reset();
    },
    tooLarge: () =>
      evaluator.stats.arenaCapacity > KEEP_ARENA_BYTES
        ? `its arena holds ${evaluator.stats.arenaCapacity} bytes`
        : null,
    warmUp() {
      cold ??= warmUpDrawings().reverse();
      if (sketch !== null) cold.length = 0;
      if (cold.length === 0) return false;
      for (const started = now(); cold.length > 0 && now() - started < WARM_UP_SLICE_MS; ) {
        try {
          evaluator.evaluate(cold.pop() as Drawing);
        } catch {
          // Limits set very low refuse an op here as they will refuse the artist's.
        }
      }
      evaluator.reset();
      cells[CELL.progress] = 0;
      return cold.length > 0;
    },
    state: () => context.state,
    offerState: (state) => {
      offered = { state };
    },
    setKnobSlots: (slots) => {
      knobSlots = slots;
    },

    load(request, factory) {
      const started = now();
      let phase: "load" | "contract" | "setup" | "audition" = "load";
      let frame = 0;
      let current: LoadedSketch | null = null;
      const before = {
        meta: { ...meta },
        width: context.width,
        height: context.height,
        state: context.state,
        knobs,
        knobIndex,
      };
      knobs = [];
      knobIndex = new Map();
      triggers.clear();
      context.state = undefined;
      const carried = offered;
      Atomics.store(flags, FLAG.cancel, 0);
      evaluator.setQuality("draft");
      try {
        current = loadSketch(factory, birth);
        meta.generation = request.generation;
        meta.canvasWidth = current.width;
        meta.canvasHeight = current.height;
        meta.background = current.background;
        context.width = current.width;
        context.height = current.height;
        const baseT = cells[CELL.t];
        const seq = Math.max(1, Atomics.load(flags, FLAG.seq));
        takeInputs();
        aim(seq, baseT, 0);

        phase = "setup";
        let carriedState = false;
        if (current.definition.setup) {
          context.state = current.definition.setup(context);
          if (offered && sameShape(offered.state, context.state)) {
            context.state = offered.state;
            carriedState = true;
          }
        }
        offered = null;

        phase = "audition";
        const auditionStarted = now();
        let points = 0;
        let lines = 0;
        let evaluation: Evaluation;
        let fastestMs = Infinity;
        do {
          aim(seq, baseT + frame / 60, frame);
          evaluation = compute(current);
          points = Math.max(points, evaluation.points);
          lines = Math.max(lines, evaluation.lines);
          fastestMs = Math.min(fastestMs, (meta.drawUs + meta.evaluateUs) / 1000);
          frame++;
          // A slow frame gets another chance: the first also pays for compiling, and a busy machine can slow any one.
        } while (
          frame < request.auditionFrames &&
          (fastestMs > request.frameLimitMs || now() - auditionStarted < request.enoughMs)
        );
        if (frame > 1 && fastestMs > request.frameLimitMs) {
          frame--;
          throw tooSlow(fastestMs, request.frameLimitMs);
        }
        if (points === 0) {
          frame--; // the last one drawn is to blame
          throw droppedLast > 0 ? allNonFinite() : emptyDrawing();
        }
        publisher.publish(evaluation, meta, hash);
        frames = frame;
        streak = 0;
        sketch = current;
        generation = request.generation;
        Atomics.store(flags, FLAG.generation, generation);
        knobsChanged = false;
        report();
        const ended = now();
        return {
          ok: true,
          frames: frame,
          loadMs: auditionStarted - started,
          auditionMs: ended - auditionStarted,
          points,
          lines,
          stateful: current.definition.setup !== undefined,
          carriedState,
          knobs,
          notes: evaluator.notes().map((note) => `${note.op}: ${note.what}`),
          inputs: {
            seq,
            t: baseT,
            beat: context.beat,
            bar: context.bar,
            phase: context.phase,
            bpm: context.bpm,
            beatsPerBar: context.beatsPerBar,
            seed: context.seed,
            controlRevision: meta.controlRevision,
            hash: hashText(hash[0], hash[1]),
          },
        };
      } catch (error) {
        const seen = current && phase === "audition" ? withSite(error, current) : error;
        // A refused version leaves nothing behind, not even with the one that plays here.
        Object.assign(meta, before.meta);
        context.width = before.width;
        context.height = before.height;
        context.state = before.state;
        knobs = before.knobs;
        knobIndex = before.knobIndex;
        knobsChanged = false;
        // It will be loaded again with what it lacks, and is to get the same state then.
        if (error instanceof MissingAssetError) offered = carried;
        return {
          ok: false,
          phase: error instanceof SketchError && phase === "load" ? "contract" : phase,
          frame,
          ...describeError(seen),
        };
      }
    },

    frame(seq) {
      const current = sketch;
      if (current === null) return null;
      try {
        evaluator.setQuality(quality);
        takeInputs();
        cells[CELL.outcome] = OUTCOME.failed;
        cells[CELL.controlRevision] = meta.controlRevision;
        hash.fill(0);
        aim(seq, cells[CELL.t], frames);
        const evaluation = compute(current);
        if (evaluation.points === 0 && droppedLast > 0) throw allNonFinite();
        publisher.publish(evaluation, meta, cells[CELL.wantHash] === 1 ? hash : undefined);
        cells[CELL.outcome] = OUTCOME.published;
        cells[CELL.quality] = QUALITY[quality];
        frames++;
        streak = 0;
        report();
        return null;
      } catch (error) {
        if (error instanceof Cancelled) {
          cells[CELL.outcome] = OUTCOME.cancelled;
          return null;
        }
        streak++;
        cells[CELL.failed]++;
        if (streak === 1) told = withSite(error, current);
        else if (!isSameMistake(error, told)) told = error;
        return { kind: "trouble", generation, seq, streak, severity: "error", ...describeError(told) };
      } finally {
        cells[CELL.hashLow] = hash[0];
        cells[CELL.hashHigh] = hash[1];
      }
    },
  };
}

function finite(knob: string, what: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new SketchError(`knob "${knob}" has the ${what} ${String(value)}`, { expected: "a finite number" });
}

function isSameMistake(a: unknown, b: unknown): boolean {
  return a instanceof SketchError && b instanceof SketchError && a.message === b.message;
}

function tooSlow(tookMs: number, limitMs: number): SketchError {
  return new SketchError(`a frame takes ${Math.round(tookMs)} ms`, {
    expected: `at most ${limitMs} ms`,
    try: "Draw fewer points, or raise `budgets.evaluate_ms`.",
  });
}

function emptyDrawing(): SketchError {
  return new SketchError("the drawing is empty", {
    expected: "at least one line",
    try: "draw() returned no points; is everything clipped, trimmed or scaled away?",
  });
}

function allNonFinite(): SketchError {
  return new SketchError("every point of the drawing is NaN or infinite", {
    try: "Look for a division by zero or a missing number.",
  });
}

const MAX_TEXT = 4000;
/** A longer name is nobody's font. */
const MAX_NEED_NAME = 300;

/** Plain data about whatever was thrown. Sketches can throw anything, getters that throw included. */
export function describeError(error: unknown): {
  name: string;
  what: string;
  stack: string;
  expected?: string;
  try?: string;
  needs?: AssetNeed;
} {
  try {
    if (error instanceof SketchError) {
      return {
        ...(error instanceof MissingAssetError && {
          needs: { kind: error.kind, name: error.asset.slice(0, MAX_NEED_NAME) },
        }),
        name: "SketchError",
        what: clip(error.message),
        stack: clip(error.site ?? error.stack ?? ""),
        expected: error.expected,
        try: error.try,
      };
    }
    if (error instanceof Error) {
      return { name: clip(error.name), what: clip(`${error.name}: ${error.message}`), stack: clip(error.stack ?? "") };
    }
    return { name: "thrown value", what: clip(`the sketch threw ${String(error)}`), stack: "" };
  } catch {
    return { name: "thrown value", what: "the sketch threw something that cannot be described", stack: "" };
  }
}

function clip(text: unknown): string {
  return String(text).slice(0, MAX_TEXT);
}
