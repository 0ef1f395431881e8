// Recipe → polylines. One call per frame:
//
//   drawing ──plan──▶ roots per layer ──number, read, key──▶ nodes ──demand──▶ lines ──join──▶ one Polylines per layer
//
// Demand runs from the roots down, so that whatever the memo still holds hides everything beneath it. Affine effects
// have no kernel: their matrices are multiplied and the points below are visited once. Lines live in the arena until
// the next call. At the end, a result enters the memo if its key was there a frame ago and somebody who does change
// needs it: a key with time in it never enters, and neither do the parts of a whole that is kept already.
//
// In the steady state this makes no typed array and next to no objects: every record here is reused, including what
// `evaluate` returns. A mistake of the sketch is thrown as `SketchError`; the next call starts clean.

import { composeMatrices, isFiniteMatrix, isIdentity, MATRIX, meanPoint, transformPoints } from "./affine.ts";
import { type ArenaMemory, createArena } from "./arena.ts";
import { type AssetStore, NO_ASSETS } from "./assets.ts";
import { MAX_MASKS } from "./bound-op.ts";
import { type Budget, bytesOf, createBudget } from "./budget.ts";
import { doubled } from "./column.ts";
import { DrawingPlan, type PlannedLayer } from "./drawing.ts";
import { allFinite, dropNonFinite } from "./finite.ts";
import { KeyHasher } from "./key.ts";
import { KeySet } from "./key-set.ts";
import { defaultStyle, hashStyle, type LayerStyle } from "./layer.ts";
import { GrowingWriter, LineWriter, OverflowError } from "./line-writer.ts";
import { createMemo, type MemoLimits } from "./memo.ts";
import { NODE, NodeTable } from "./node-table.ts";
import { createNoteBook, type Note } from "./notes.ts";
import type { AffineOp, EffectOp, Job, Quality, ShapeOp, Size } from "./op.ts";
import { createOpCosts, type OpCost } from "./op-costs.ts";
import type { Polylines } from "./polylines.ts";
import type { Geometry } from "./recipe.ts";
import { ageScratch, releaseScratch, scratchStats } from "./scratch.ts";
import { siteOf } from "./sites.ts";
import type { Drawing } from "./sketch.ts";
import { describeValue, SketchError } from "./sketch-error.ts";

export interface EvaluatorOptions {
  /** Shared and growable; the evaluator's alone. */
  memory: ArenaMemory;
  budget?: Partial<Budget>;
  cache?: Partial<MemoLimits>;
  /** Milliseconds, for `costs`. The core has no clock of its own. */
  now?: () => number;
  /** Fonts and pictures; without it there are none. */
  assets?: AssetStore;
  /** Told how far an iterative op has got; throws to stop it. */
  progress?(op: string, share: number): void;
}

/** Lines of one layer and how to draw them. Valid until the next `evaluate`. */
export interface EvaluatedLayer {
  lines: Polylines;
  style: LayerStyle;
}

/** Reused: read `count` layers, the list may be longer. */
export interface Evaluation {
  layers: EvaluatedLayer[];
  count: number;
  points: number;
  lines: number;
  /** 64 bits over lines and styles. Equal keys of one sketch version: the picture has not changed. */
  keyLow: number;
  keyHigh: number;
}

export interface EvaluatorStats {
  /** Of the last frame. */
  nodes: number;
  opsRun: number;
  /** Affine effects that cost no pass of their own. */
  fused: number;
  arenaBytes: number;
  /** Since the start. */
  arenaPeak: number;
  arenaCapacity: number;
  viewsMade: number;
  viewsPooled: number;
  memoEntries: number;
  memoBytes: number;
  memoMaxEntries: number;
  memoMaxBytes: number;
  memoHits: number;
  memoMisses: number;
  memoEvictions: number;
  memoRefused: number;
  /** Points dropped because they were not finite numbers. */
  nonFinite: number;
  /** Working memory of kernels, of all evaluators in this realm. */
  scratchBytes: number;
  scratchPeak: number;
}

export interface Evaluator {
  /** `defaults` is the style of lines without one; black on white unless told. */
  evaluate(drawing: Drawing, defaults?: LayerStyle): Evaluation;
  /** Reused, up to date after each `evaluate`. */
  readonly stats: EvaluatorStats;
  costs(): OpCost[];
  /** What was put right since the last call. */
  notes(): Note[];
  /** Off: every frame is computed from nothing. */
  setCaching(on: boolean): void;
  /** `draft` until told otherwise. */
  setQuality(quality: Quality): void;
  /** Forgets the memo, the costs and what was noted, as after a reload. */
  reset(): void;
}

const EMPTY: Polylines = { coords: new Float32Array(0), offsets: new Uint32Array(1), points: 0, lines: 0 };
export function createEvaluator(options: EvaluatorOptions): Evaluator {
  return new RecipeEvaluator(options);
}

class RecipeEvaluator implements Evaluator {
  readonly stats: EvaluatorStats;

  private readonly arena;
  private readonly budget;
  private readonly memo;
  private readonly opCosts;
  private readonly noteBook = createNoteBook();
  private readonly plan = new DrawingPlan();
  private readonly table = new NodeTable();
  private readonly hasher = new KeyHasher();
  private before = new KeySet();
  private seen = new KeySet();
  private readonly result: Evaluation = { layers: [], count: 0, points: 0, lines: 0, keyLow: 0, keyHigh: 0 };
  private readonly plainStyle = defaultStyle();

  // One writer per allocation of the frame; columns per node that only evaluation needs; scratch.
  private readonly writers: LineWriter[] = [];
  private writersUsed = 0;
  /** Written in this frame. Not the arena's figure, which also counts what it remembers of frames before. */
  private bytes = 0;
  private caching = true;
  private matrices = new Float64Array(64 * MATRIX);
  private centres = new Float64Array(64 * 3);
  private stack = new Int32Array(64);
  private path = new Int32Array(64);
  private readonly step = new Float64Array(MATRIX);
  private readonly centre = new Float64Array(3);
  private readonly size: Size = { points: 0, lines: 0 };
  private readonly maskLists: Polylines[][] = Array.from({ length: MAX_MASKS + 1 }, (_, n) => new Array(n).fill(EMPTY));
  private readonly drawingKey = new Int32Array(4);
  /** For ops without `size`. Their lines are copied into the arena when they are done. */
  private readonly growing: GrowingWriter;
  private readonly job: Job & { quality: Quality };

  constructor({ memory, budget, cache, now, assets = NO_ASSETS, progress }: EvaluatorOptions) {
    this.arena = createArena(memory);
    this.growing = new GrowingWriter((points, lines) => this.ask(this.titleOfCurrent(), points, lines));
    this.job = {
      quality: "draft",
      assets,
      progress: (share) => progress?.(this.table.current?.bound.op.name ?? "", share),
      missingLetter: (font, codePoint) =>
        this.noteBook.missingLetter(this.table.current?.bound.op.name ?? "", font, codePoint),
    };
    this.budget = createBudget(budget);
    this.memo = createMemo(cache);
    this.opCosts = createOpCosts(now);
    this.stats = {
      nodes: 0,
      opsRun: 0,
      fused: 0,
      arenaBytes: 0,
      arenaPeak: 0,
      arenaCapacity: 0,
      viewsMade: 0,
      viewsPooled: 0,
      memoEntries: 0,
      memoBytes: 0,
      memoMaxEntries: this.memo.limits.maxEntries,
      memoMaxBytes: this.memo.limits.maxBytes,
      memoHits: 0,
      memoMisses: 0,
      memoEvictions: 0,
      memoRefused: 0,
      nonFinite: 0,
      scratchBytes: 0,
      scratchPeak: 0,
    };
  }

  evaluate(drawing: Drawing, defaults: LayerStyle = this.plainStyle): Evaluation {
    this.beginFrame();
    try {
      this.plan.read(drawing, defaults);
      this.numberNodes();
      this.drawLayers();
      this.keepStable();
    } catch (error) {
      throw this.explain(error);
    } finally {
      this.plan.forget();
      this.table.forget();
      this.countUp();
    }
    return this.result;
  }

  costs(): OpCost[] {
    return this.opCosts.list();
  }

  notes(): Note[] {
    return this.noteBook.drain();
  }

  setCaching(on: boolean): void {
    this.caching = on;
    if (!on) this.memo.clear();
  }

  setQuality(quality: Quality): void {
    this.job.quality = quality;
    this.table.quality = quality;
  }

  reset(): void {
    releaseScratch();
    this.memo.clear();
    this.opCosts.reset();
    this.noteBook.reset();
    this.before.clear();
    this.seen.clear();
  }

  private beginFrame(): void {
    const { stats, result } = this;
    ageScratch();
    this.arena.beginFrame();
    this.memo.beginFrame();
    this.opCosts.beginFrame();
    this.table.forget();
    this.writersUsed = 0;
    this.bytes = 0;
    const older = this.before;
    this.before = this.seen;
    this.seen = older;
    older.clear();
    stats.opsRun = 0;
    stats.fused = 0;
    result.count = 0;
    result.points = 0;
    result.lines = 0;
  }

  private numberNodes(): void {
    const { plan, table } = this;
    for (let i = 0; i < plan.rootCount; i++) table.visit(plan.roots[i] as Geometry, this.noteBook);
    this.stats.nodes = table.count;
    for (let slot = 0; slot < table.count; slot++) {
      if (this.before.has(table.keys, slot * 4)) table.marks[slot] |= NODE.stable;
      this.seen.add(table.keys, slot * 4);
    }
    if (table.base.length * MATRIX > this.matrices.length) {
      this.matrices = new Float64Array(table.base.length * MATRIX);
      this.centres = new Float64Array(table.base.length * 3);
    }
  }

  private drawLayers(): void {
    const { plan, table, result, hasher } = this;
    hasher.begin();
    for (let i = 0; i < plan.layerCount; i++) {
      const layer = plan.layers[i];
      for (let r = 0; r < layer.roots; r++) {
        const { slot } = plan.roots[layer.firstRoot + r] as Geometry;
        table.marks[slot] |= NODE.wanted;
        this.demand(slot);
        hasher.key(table.keys, slot * 4);
      }
      hasher.word(layer.roots);
      hashStyle(layer.style, hasher);
      this.addLayer(layer, this.linesOf(layer));
    }
    hasher.end(this.drawingKey, 0);
    result.keyLow = this.drawingKey[0];
    result.keyHigh = this.drawingKey[1];
  }

  private addLayer(planned: PlannedLayer, lines: Polylines): void {
    const { result } = this;
    result.points += lines.points;
    result.lines += lines.lines;
    this.budget.askFrame("the drawing", result.points, result.lines, 0);
    if (result.count === result.layers.length) result.layers.push({ lines: EMPTY, style: planned.style });
    const layer = result.layers[result.count++];
    layer.lines = lines;
    layer.style = planned.style;
  }

  /** The lines of a layer in one piece: what its only root made, or a copy of all. */
  private linesOf(layer: PlannedLayer): Polylines {
    const { plan, table } = this;
    if (layer.roots === 0) return EMPTY;
    const first = (plan.roots[layer.firstRoot] as Geometry).slot;
    if (layer.roots === 1) return table.results[first] as Polylines;
    let points = 0;
    let lines = 0;
    for (let r = 0; r < layer.roots; r++) {
      const part = table.results[(plan.roots[layer.firstRoot + r] as Geometry).slot] as Polylines;
      points += part.points;
      lines += part.lines;
    }
    const joined = this.open("a layer", points, lines);
    for (let r = 0; r < layer.roots; r++) {
      const part = table.results[(plan.roots[layer.firstRoot + r] as Geometry).slot] as Polylines;
      joined.copyLines(part, 0, part.lines);
    }
    this.bytes += bytesOf(points, lines);
    return joined;
  }

  /** Computes the lines of a node and of whatever they need, with a stack of its own. */
  private demand(root: number): void {
    const { table } = this;
    let depth = 0;
    this.stack[0] = root;
    while (depth >= 0) {
      const slot = this.stack[depth];
      if (table.results[slot] !== null || this.recall(slot)) {
        depth--;
        continue;
      }
      const missing = this.missingInput(slot);
      if (missing >= 0) {
        if (++depth === this.stack.length) this.stack = doubled(this.stack);
        this.stack[depth] = missing;
        continue;
      }
      table.current = table.nodes[slot];
      this.compute(slot);
      table.current = null;
      depth--;
    }
  }

  private recall(slot: number): boolean {
    const { table } = this;
    if (table.marks[slot] & NODE.asked) return false;
    table.marks[slot] |= NODE.asked;
    const kept = this.memo.find(table.keys, slot * 4);
    if (kept === null) return false;
    table.results[slot] = kept;
    table.marks[slot] |= NODE.borrowed;
    return true;
  }

  /** An input without lines, or -1. */
  private missingInput(slot: number): number {
    const { table } = this;
    const { input, masks, bound } = table.nodes[slot] as Geometry;
    if (input === null) return -1;
    const first = bound.op.kind === "affine" ? table.base[slot] : input.slot;
    this.want(first, slot);
    if (table.results[first] === null) return first;
    for (let i = 0; i < masks.length; i++) {
      const mask = masks[i].slot;
      this.want(mask, slot);
      if (table.results[mask] === null) return mask;
    }
    return -1;
  }

  private want(input: number, by: number): void {
    const { marks } = this.table;
    if ((marks[by] & NODE.stable) === 0) marks[input] |= NODE.wanted;
  }

  private compute(slot: number): void {
    const node = this.table.nodes[slot] as Geometry;
    const { op } = node.bound;
    switch (op.kind) {
      case "shape":
        this.runShape(slot, node, op);
        break;
      case "effect":
        this.runEffect(slot, node, op);
        break;
      case "affine":
        this.runAffine(slot, node);
        break;
      default:
        never(op);
    }
  }

  private runShape(slot: number, node: Geometry, op: ShapeOp): void {
    const started = this.opCosts.start();
    const params = this.paramsOf(slot, node) as never;
    if (op.size === undefined) {
      this.growing.begin();
      op.draw(params, this.growing, this.job);
      this.finish(slot, node, this.settle(node), started);
      return;
    }
    this.clearSize();
    op.size(params, this.size);
    const writer = this.openFor(node);
    op.draw(params, writer, this.job);
    this.finish(slot, node, writer, started);
  }

  private runEffect(slot: number, node: Geometry, op: EffectOp): void {
    const { table } = this;
    const input = table.results[(node.input as Geometry).slot] as Polylines;
    const { masks } = node;
    const lists = this.maskLists[masks.length];
    for (let i = 0; i < masks.length; i++) lists[i] = table.results[masks[i].slot] as Polylines;
    const started = this.opCosts.start();
    const params = this.paramsOf(slot, node) as never;
    if (op.size === undefined) {
      this.growing.begin();
      op.apply(params, input, this.growing, lists, this.job);
      this.finish(slot, node, this.settle(node), started);
      return;
    }
    this.clearSize();
    op.size(params, input, this.size, lists);
    const writer = this.openFor(node);
    op.apply(params, input, writer, lists, this.job);
    this.finish(slot, node, writer, started);
  }

  /** What the growing writer holds, in the arena. */
  private settle(node: Geometry): LineWriter {
    const { growing, size } = this;
    size.points = growing.points;
    size.lines = growing.lines;
    const writer = this.open(node.bound.title, size.points, size.lines);
    writer.copyLines(growing, 0, growing.lines);
    return writer;
  }

  private titleOfCurrent(): string {
    return this.table.current?.bound.title ?? "an op";
  }

  private runAffine(slot: number, node: Geometry): void {
    const { table, matrices } = this;
    const started = this.opCosts.start();
    const base = table.base[slot];
    const from = table.results[base] as Polylines;
    this.composeDown(slot);
    const at = slot * MATRIX;
    if (!isFiniteMatrix(matrices, at)) {
      throw new SketchError(`${node.bound.title} makes coordinates that are too large for a number`, {
        try: "Lower the scale.",
      });
    }
    if (isIdentity(matrices, at)) {
      // Nothing moves: the lines are the base's. It is the one to keep, too.
      table.results[slot] = from;
      table.marks[base] |= table.marks[slot] & NODE.wanted;
      table.marks[slot] |= NODE.borrowed;
      this.opCosts.end(node.bound.op.name, started, 0);
      return;
    }
    this.ask(node.bound.title, from.points, 0);
    const writer = this.nextWriter();
    this.arena.openPoints(writer, from.points, from.offsets, from.lines);
    const fits = transformPoints(matrices, at, from.coords, writer.coords, from.points);
    this.bytes += bytesOf(from.points, 0);
    this.stats.opsRun++;
    this.opCosts.end(node.bound.op.name, started, from.points);
    table.results[slot] = fits ? writer : this.transformAndDrop(node, from, at);
  }

  /** The rare way: points overflow a 32-bit float, so the lines change and can no longer be the base's. */
  private transformAndDrop(node: Geometry, from: Polylines, at: number): LineWriter {
    const writer = this.open(node.bound.title, from.points, from.lines);
    writer.copyTopology(from);
    transformPoints(this.matrices, at, from.coords, writer.coords, from.points);
    this.dropBadPoints(node, writer);
    return writer;
  }

  /** Fills in the matrices from `slot` down to its base, or to one that is known. */
  private composeDown(slot: number): void {
    const { table, matrices } = this;
    let count = 0;
    for (let at = slot; at !== table.base[slot] && (table.marks[at] & NODE.composed) === 0; ) {
      if (count === this.path.length) this.path = doubled(this.path);
      this.path[count++] = at;
      at = ((table.nodes[at] as Geometry).input as Geometry).slot;
    }
    this.stats.fused += Math.max(0, count - 1);
    while (count > 0) {
      const at = this.path[--count];
      const node = table.nodes[at] as Geometry;
      const op = node.bound.op as AffineOp;
      const below = (node.input as Geometry).slot;
      const params = this.paramsOf(at, node) as never;
      const base = table.base[slot];
      if (op.usesCentre(params)) this.centreOf(below, base);
      op.matrix(params, this.centre, this.step);
      if (below === base) for (let i = 0; i < MATRIX; i++) matrices[at * MATRIX + i] = this.step[i];
      else composeMatrices(matrices, at * MATRIX, this.step, 0, matrices, below * MATRIX);
      table.marks[at] |= NODE.composed;
      if (at !== slot) this.opCosts.count(op.name);
    }
  }

  /** The mean of what enters an affine effect: the base's, carried through the matrix below. */
  private centreOf(below: number, base: number): void {
    const { table, centres, matrices, centre } = this;
    if ((table.marks[base] & NODE.centred) === 0) {
      meanPoint(table.results[base] as Polylines, centres, base * 3);
      table.marks[base] |= NODE.centred;
    }
    const x = centres[base * 3];
    const y = centres[base * 3 + 1];
    const z = centres[base * 3 + 2];
    if (below === base) {
      centre[0] = x;
      centre[1] = y;
      centre[2] = z;
      return;
    }
    const m = below * MATRIX;
    for (let row = 0; row < 3; row++) {
      const r = m + row * 4;
      centre[row] = matrices[r] * x + matrices[r + 1] * y + matrices[r + 2] * z + matrices[r + 3];
    }
  }

  private paramsOf(slot: number, node: Geometry): Record<string, unknown> {
    const { table } = this;
    return node.bound.params.fill(table.tape, table.tapeAt[slot], table.beside, table.besideAt[slot]);
  }

  private clearSize(): void {
    this.size.points = Number.NaN;
    this.size.lines = Number.NaN;
  }

  /** A writer with the room that `size` states, after asking the budget. */
  private openFor(node: Geometry): LineWriter {
    const { points, lines } = this.size;
    if (!(points >= 0 && lines >= 0)) {
      throw new SketchError(
        `${node.bound.title}: size() stated ${describeValue(points)} points and ${describeValue(lines)} lines`,
        {
          expected: "an upper bound for both, 0 or more",
          try: "Set size.points and size.lines.",
        },
      );
    }
    return this.open(node.bound.title, Math.ceil(points), Math.ceil(lines));
  }

  private ask(what: string, points: number, lines: number): void {
    this.budget.askOp(what, points, lines);
    this.budget.askFrame(what, 0, 0, this.bytes + bytesOf(points, lines));
  }

  private open(what: string, points: number, lines: number): LineWriter {
    this.ask(what, points, lines);
    const writer = this.nextWriter();
    this.arena.open(writer, points, lines);
    return writer;
  }

  private nextWriter(): LineWriter {
    if (this.writersUsed === this.writers.length) this.writers.push(new LineWriter(EMPTY.coords, EMPTY.offsets));
    return this.writers[this.writersUsed++];
  }

  /** Checks what a kernel wrote, gives back what it did not, and books the cost. */
  private finish(slot: number, node: Geometry, writer: LineWriter, started: number): void {
    const { size } = this;
    if (writer.points > Math.ceil(size.points) || writer.lines > Math.ceil(size.lines)) {
      throw this.overflow(node, `wrote ${writer.points} points in ${writer.lines} lines`);
    }
    if (!allFinite(writer.coords, writer.points * 3)) this.dropBadPoints(node, writer);
    this.arena.close(writer);
    this.bytes += bytesOf(writer.points, writer.lines);
    this.table.results[slot] = writer;
    this.stats.opsRun++;
    this.opCosts.end(node.bound.op.name, started, writer.points);
  }

  private dropBadPoints(node: Geometry, writer: LineWriter): void {
    const dropped = dropNonFinite(writer);
    this.stats.nonFinite += dropped;
    this.noteBook.dropped(node.bound.op.name, dropped);
  }

  private keepStable(): void {
    if (!this.caching) return;
    const { table } = this;
    for (let slot = 0; slot < table.count; slot++) {
      const marks = table.marks[slot];
      if ((marks & (NODE.wanted | NODE.borrowed)) !== NODE.wanted) continue;
      // What took many steps is kept when first made: making it again, to see that it stays, would be a stall.
      const { op } = (table.nodes[slot] as Geometry).bound;
      if ((marks & NODE.stable) === 0 && (op.kind === "affine" || !op.iterative)) continue;
      const lines = table.results[slot];
      if (lines !== null) this.memo.admit(table.keys, slot * 4, lines);
    }
  }

  private overflow(node: Geometry, wrote: string): SketchError {
    return new SketchError(`${node.bound.title} ${wrote}`, {
      expected: `at most ${this.size.points} points in ${this.size.lines} lines, as its size() states`,
      try: "Make size() an upper bound of what is written.",
    });
  }

  /** Adds what is known about the place: the op, and the line of the sketch if sites were recorded. */
  private explain(error: unknown): unknown {
    const node = this.table.current;
    if (node === null) return error;
    if (error instanceof OverflowError)
      error = this.overflow(node, error.message.replace(/^op /, "").replace(/, its.*/, ""));
    if (error instanceof SketchError) error.site ??= siteOf(node);
    return error;
  }

  private countUp(): void {
    const { stats, arena, memo } = this;
    stats.arenaBytes = arena.stats.bytes;
    stats.arenaPeak = arena.stats.peak;
    stats.arenaCapacity = arena.stats.capacity;
    stats.viewsMade = arena.stats.viewsMade;
    stats.viewsPooled = arena.stats.pooled;
    stats.memoEntries = memo.stats.entries;
    stats.memoBytes = memo.stats.bytes;
    stats.memoHits = memo.stats.hits;
    stats.memoMisses = memo.stats.misses;
    stats.memoEvictions = memo.stats.evictions;
    stats.memoRefused = memo.stats.refused;
    const scratch = scratchStats();
    stats.scratchBytes = scratch.bytes;
    stats.scratchPeak = scratch.peak;
  }
}

function never(op: never): never {
  throw new TypeError(`unknown kind of op ${JSON.stringify(op)}`);
}
