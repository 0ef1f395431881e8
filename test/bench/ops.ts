// What every op of the vocabulary costs at 1 k, 10 k, 100 k and 1 M points, and how that grows.
//
// Effects get lines of 100 points spread over an A4 sheet: open walks, or small rings for those that work on regions.
// Further inputs are outlines of 200 corners. Shapes are drawn by default and, where they have a count, at its greatest.
// All other parameters are the defaults, iterative ops are drafts. Times are processor time. Each op runs by itself, its output in memory that is
// kept, as in a steady show. A size is left out when it is bound to take over two seconds, or more than the budget allows.
//
// Per point means per point going in or coming out, whichever are more. `^` is the exponent: the slope of log time over
// log points going in (of a shape: coming out), over all sizes that took more than a tenth of a millisecond; of the
// rounds the best counts, since a busy machine only adds. Over 1.2 the op's docstring has to say with what it grows.
//
// Then the evaluator: does a drawing of 500 layers cost more than the same points in one?

import { readFileSync } from "node:fs";
import { meanPoint, transformPoints } from "../../src/core/affine.ts";
import { bytesOf, createBudget } from "../../src/core/budget.ts";
import { defineShape } from "../../src/core/define.ts";
import { createEvaluator } from "../../src/core/evaluate.ts";
import { L } from "../../src/core/layer.ts";
import { GrowingWriter, LineWriter } from "../../src/core/line-writer.ts";
import { type AffineOp, type AnyOp, type EffectOp, int, type NumberParam, type ShapeOp } from "../../src/core/op.ts";
import { createPolylines, type Polylines } from "../../src/core/polylines.ts";
import { releaseScratch, scratchStats } from "../../src/core/scratch.ts";
import { SketchError } from "../../src/core/sketch-error.ts";
import { effects, shapes } from "../../src/core/vocabulary.ts";
import { createMemory } from "../core/ops.ts";
import { ring } from "../support/regions.ts";
import { DRAFT, type Raw, readParams } from "../support/run-op.ts";
import { type Bench, bench } from "./support/bench.ts";
import { leastSquares } from "./support/statistics.ts";

const POINTS_PER_LINE = 100;
const [WIDTH, HEIGHT] = [210, 297];
/** Longest time one call may be expected to take, and how long an op is measured at one size. */
const LONGEST_MS = 2000;
const SPAN_MS = 200;
/** Times that say more about the clock than about the op. */
const TOO_SHORT_MS = 0.1;
const STEEP = 1.2;
/** How a docstring speaks of it. */
const SAYS_HOW_IT_GROWS = /\bgrows? with|square of|\bn·|n²/;

const NEED_REGIONS = new Set([
  "boolean",
  "fill",
  "growth",
  "hull",
  "isocontour",
  "metaball",
  "occlude",
  "offset",
  "pack",
  "partition",
  "reactionDiffusion",
  "stipple",
  "weave",
]);

/** What makes a shape draw more. */
const COUNTS: Readonly<Record<string, string>> = {
  arc: "segments",
  attractor: "points",
  bezier: "segments",
  capsule: "segments",
  circle: "segments",
  cone: "segments",
  cylinder: "segments",
  ellipse: "segments",
  grid: "nx",
  lissajous: "points",
  sphere: "level",
  spiral: "points",
  spline: "segments",
  torus: "majorSegments",
  wave: "points",
};

const budget = createBudget();

interface Run {
  /** Points going in or out, whichever are more. */
  points: number;
  /** Points going in; of a shape, coming out. */
  size: number;
  out: number;
  ms: number[];
  best: number;
  scratch: number;
  arena: number;
}

await bench("ops", async (b) => {
  const sizes = b.pick([1e3, 1e4, 1e5, 1e6], [1e3, 1e4]);
  const walks = sizes.map((points) => openWalks(points, b.random));
  const rings = sizes.map(manyRings);
  const outline = ring(200, () => 80, WIDTH / 2, HEIGHT / 2);
  const steep: string[] = [];
  const unexplained: string[] = [];
  b.note(`${"".padEnd(18)}ms at each size${"".padEnd(26)}ns/point     ^  working MB  arena MB  points out`);
  const report = (op: AnyOp, folder: string, runs: readonly Run[]) => {
    const last = runs[runs.length - 1];
    const exponent = exponentOf(runs);
    b.samples(
      `${op.name}, ${last.points.toLocaleString("en")} points`,
      "ns/point",
      last.ms.map((ms) => (ms * 1e6) / last.points),
    );
    b.note(
      [
        op.name.padEnd(18),
        runs
          .map(({ best }) => best.toPrecision(3).padStart(9))
          .join(" ")
          .padEnd(40),
        ((last.best * 1e6) / last.points).toFixed(1).padStart(9),
        exponent === null ? "     –" : exponent.toFixed(2).padStart(6),
        (last.scratch / 1e6).toFixed(2).padStart(12),
        (last.arena / 1e6).toFixed(2).padStart(10),
        last.out.toLocaleString("en").padStart(12),
      ].join(""),
    );
    if (exponent === null || exponent <= STEEP) return;
    steep.push(`${op.name} ${exponent.toFixed(2)}`);
    if (!SAYS_HOW_IT_GROWS.test(sourceOf(op.name, folder))) unexplained.push(op.name);
  };

  for (const op of Object.values<AnyOp>(shapes) as ShapeOp[]) {
    const count = COUNTS[op.name];
    const greatest = count === undefined ? [] : [{ [count]: (op.params[count] as NumberParam).range[1] }];
    report(op, "shapes", measure([{}, ...greatest].map((raw) => () => prepareShape(op, raw))));
  }
  for (const op of Object.values<AnyOp>(effects) as (EffectOp | AffineOp)[]) {
    const masks = op.kind === "effect" ? new Array<Polylines>(op.masks?.least ?? 0).fill(outline) : [];
    const inputs = NEED_REGIONS.has(op.name) ? rings : walks;
    report(op, "effects", measure(inputs.map((input) => () => prepareEffect(op, input, masks))));
  }
  b.note(`over ${STEEP}: ${steep.join(", ") || "none"}`);
  b.value(`ops over ${STEEP} whose docstring does not say why`, "", unexplained.length, { target: "<= 0" });
  if (unexplained.length > 0) b.note(`to be explained: ${unexplained.join(", ")}`);
  measureLayers(b);
});

/** Processor time, the compiler's threads included: the machine may have other things to do. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** From small to large, as far as the time allows. */
function measure(sizes: readonly (() => { points: number; run(): LineWriter; arena(): number })[]): Run[] {
  const runs: Run[] = [];
  for (const prepare of sizes) {
    const ms: number[] = [];
    let out: LineWriter;
    let prepared: ReturnType<typeof prepare>;
    try {
      prepared = prepare();
      const { points, run } = prepared;
      const before = runs[runs.length - 1];
      const steepness = Math.max(1, exponentOf(runs) ?? 1);
      if (before !== undefined && before.best * (points / before.size) ** steepness > LONGEST_MS) break;
      releaseScratch();
      const started = cpuMs();
      let calls = 0;
      do {
        out = run();
        calls++;
      } while (cpuMs() - started < SPAN_MS / 4); // for the compiler
      calls = Math.ceil((0.5 * calls) / (cpuMs() - started));
      do {
        const at = cpuMs();
        for (let i = 0; i < calls; i++) out = run();
        ms.push((cpuMs() - at) / calls);
      } while (cpuMs() - started < SPAN_MS || (ms.length < 3 && ms[0] < LONGEST_MS / 8));
    } catch (error) {
      if (error instanceof SketchError && runs.length > 0) break; // more than the budget allows
      throw error;
    }
    runs.push({
      points: Math.max(prepared.points, out.points),
      size: prepared.points || out.points,
      out: out.points,
      ms,
      best: Math.min(...ms),
      scratch: scratchStats().bytes,
      arena: prepared.arena(),
    });
  }
  return runs;
}

/** Null where nothing took long enough to tell. */
function exponentOf(runs: readonly Run[]): number | null {
  const long = runs.filter(({ best }) => best > TOO_SHORT_MS);
  if (long.length < 2 || long[0].size === long[long.length - 1].size) return null;
  return leastSquares(long.map(({ size, best }) => [Math.log(size), Math.log(best)]));
}

function prepareShape(op: ShapeOp, raw: Raw) {
  const p = readParams(op, raw);
  const size = { points: 0, lines: 0 };
  op.size?.(p, size);
  const out = writerFor(op, size);
  return {
    points: 0,
    run() {
      out.begin();
      op.draw(p, out.writer, DRAFT);
      return out.writer;
    },
    arena: () => out.bytes(),
  };
}

function prepareEffect(op: EffectOp | AffineOp, input: Polylines, masks: readonly Polylines[]) {
  const p = readParams(op);
  const size = { points: input.points, lines: input.lines };
  if (op.kind === "effect") op.size?.(p, input, size, masks);
  const out = writerFor(op, size);
  const matrix = new Float64Array(12);
  const centre = new Float64Array(3);
  return {
    points: input.points,
    run() {
      out.begin();
      if (op.kind === "effect") {
        op.apply(p, input, out.writer, masks, DRAFT);
      } else {
        if (op.usesCentre(p)) meanPoint(input, centre, 0);
        op.matrix(p, centre, matrix);
        out.writer.copyTopology(input);
        transformPoints(matrix, 0, input.coords, out.writer.coords, input.points);
      }
      return out.writer;
    },
    arena: () => bytesOf(input.points, input.lines) + out.bytes(),
  };
}

/** Kept memory of the stated size, or such as grows within the default budget. */
function writerFor(op: AnyOp, { points, lines }: { points: number; lines: number }) {
  if (op.kind !== "affine" && op.size === undefined) {
    const writer = new GrowingWriter((p, l) => budget.askOp(op.name, p, l));
    return { writer, begin: () => writer.begin(), bytes: () => bytesOf(writer.points, writer.lines) };
  }
  budget.askOp(op.name, points, lines);
  const { coords, offsets } = createPolylines(points, lines);
  const writer = new LineWriter(coords, offsets);
  return { writer, begin: () => writer.reset(coords, offsets), bytes: () => bytesOf(points, lines) };
}

/** Half a millimetre from point to point, turning by chance, reflected by the edges of the sheet. */
function openWalks(points: number, random: () => number): Polylines {
  const out = createPolylines(points, points / POINTS_PER_LINE);
  const within = (value: number, size: number) => Math.abs(((value + size * 9) % (size * 2)) - size);
  for (let line = 0, at = 0; line < out.lines; line++) {
    let [x, y, heading] = [random() * WIDTH, random() * HEIGHT, random() * 7];
    for (let i = 0; i < POINTS_PER_LINE; i++, at += 3) {
      out.coords[at] = within(x, WIDTH);
      out.coords[at + 1] = within(y, HEIGHT);
      heading += random() - 0.5;
      x += Math.cos(heading) / 2;
      y += Math.sin(heading) / 2;
    }
    out.offsets[line + 1] = at / 3;
  }
  return out;
}

/** Rings side by side, so many that they have the points; the more there are, the smaller. */
function manyRings(points: number): Polylines {
  const count = points / POINTS_PER_LINE;
  const pitch = Math.sqrt((WIDTH * HEIGHT) / count);
  const columns = Math.max(1, Math.round(WIDTH / pitch));
  const out = createPolylines(points, count);
  for (let line = 0, at = 0; line < count; line++) {
    const [x, y] = [((line % columns) + 0.5) * pitch, (Math.floor(line / columns) + 0.5) * pitch];
    for (let i = 0; i < POINTS_PER_LINE; i++, at += 3) {
      const angle = ((i % (POINTS_PER_LINE - 1)) * 2 * Math.PI) / (POINTS_PER_LINE - 1);
      const radius = pitch * (0.35 + 0.08 * Math.sin(angle * 5 + line));
      out.coords[at] = x + radius * Math.cos(angle);
      out.coords[at + 1] = y + radius * Math.sin(angle);
    }
    out.offsets[line + 1] = at / 3;
  }
  return out;
}

function sourceOf(name: string, folder: string): string {
  const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return readFileSync(new URL(`../../src/core/${folder}/${file}.ts`, import.meta.url), "utf8").replace(
    /\s*\n \* /g,
    " ",
  );
}

function measureLayers(b: Bench): void {
  const points = b.pick(100_000, 20_000);
  const zigzag = defineShape({
    name: "zigzag",
    params: {
      points: int(100, { range: [0, 1e6], help: "How many." }),
      key: int(0, { range: [0, 1e6], help: "Which." }),
    },
    size(p, size) {
      size.points = p.points;
      size.lines = p.points;
    },
    draw(p, out) {
      for (let i = 0; i < p.points; i++) {
        if (i % POINTS_PER_LINE === 0) out.moveTo(i % WIDTH, p.key);
        else out.lineTo(i % WIDTH, p.key + (i & 1));
      }
    },
  });
  const evaluator = createEvaluator({ memory: createMemory() });
  evaluator.setCaching(false);
  const layer = (count: number, key: number, t: number) => L(zigzag({ points: count, key }).displace({ t }).dash());
  const timed = (layers: number, t: number): number => {
    const started = cpuMs();
    evaluator.evaluate(Array.from({ length: layers }, (_, key) => layer(points / layers, key, t)));
    return cpuMs() - started;
  };
  const ratios: number[] = [];
  for (let round = 0; round < b.pick(12, 6); round++) {
    const turns = [0, 1, 2].map((turn) => [timed(500, round + turn / 8), timed(1, round + turn / 8)]);
    const [many, one] = [0, 1].map((i) => Math.min(...turns.map((turn) => turn[i])));
    if (round > 1) ratios.push(many / one);
  }
  b.ratio(`500 layers ÷ one of as many points (${points.toLocaleString("en")})`, ratios, { target: "<= 2" });
}
