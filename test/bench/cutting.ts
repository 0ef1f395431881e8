// Cutting and ordering lines, at the sizes a plotter drawing has.
//
// clip     2,000 open lines of 50 points by an outline of 200 corners: ours, clipper2-wasm and clipper2-ts (which the
//          program has for whole regions), from lines in typed arrays to lines in typed arrays. So marshalling counts
//          for all; clipper2-wasm's sweep alone is told as well. They work on integers, here ten thousandths of a mm.
// sort     20,000 strokes, greedy: ours by a grid that forgets, and the same search over all ends that are left. The
//          travel must be the same. vpype's greedy is the target's peer, but it is Python: see the note at the end.
// Beside them, without a peer: 2-opt, hatching an outline of 10,000 corners, hidden lines of 80 ridges of 200 points.
//
// Contenders alternate within a round; ratios are per round. Seeded input; the first round is dropped.

import {
  Clipper64,
  ClipType,
  FillRule,
  type Path64 as ObjectPath,
  type Paths64 as ObjectPaths,
  PathType,
} from "clipper2-ts";
import { clip } from "../../src/core/effects/clip.ts";
import { fill } from "../../src/core/effects/fill.ts";
import { occlude } from "../../src/core/effects/occlude.ts";
import { PenOrder } from "../../src/core/math/pen-order.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { fromPoints, lengthOf, type Point } from "../support/geometry.ts";
import { runEffect } from "../support/run-op.ts";
import { bench } from "./support/bench.ts";

/** Integer steps per mm for the peers. */
const FINE = 10_000;

await bench("cutting", async (b) => {
  const walk = (points: number): Point[] => {
    let [x, y, heading] = [b.random() * 200, b.random() * 200, b.random() * 7];
    return Array.from({ length: points }, () => {
      heading += b.random() - 0.5;
      x += 2 * Math.cos(heading);
      y += 2 * Math.sin(heading);
      return [x, y];
    });
  };
  const rounds = b.pick(9, 3);
  await measureClip(b, fromPoints(Array.from({ length: 2000 }, () => walk(50))), rounds);
  measureSort(b, fromPoints(Array.from({ length: b.pick(20_000, 4000) }, () => walk(3))), b.pick(7, 3));

  const gear = ring(10_000, (turn) => 70 * (1 + 0.2 * Math.sin(turn * 40)));
  b.samples(
    "fill, outline of 10,000 corners",
    "ms",
    times(rounds, () => runEffect(fill, { spacing: 0.1 }, gear)),
  );
  const ridges = fromPoints(
    Array.from({ length: 80 }, (_, row) =>
      Array.from({ length: 200 }, (_, i) => [
        i,
        row * 3 - 18 * Math.abs(Math.sin(i * 0.05 + row)) + Math.sin(i * 0.9 + row * 7),
      ]),
    ),
  );
  b.samples(
    "occlude, 80 ridges of 200 points",
    "ms",
    times(rounds, () => runEffect(occlude, { by: "skyline" }, ridges)),
  );
  b.note(
    "vpype is not measured here: no Python package is installed. shared/research/performance.md §5 has its greedy",
  );
  b.note("index at 2.97 s CPU for 20,000 lines, and our way at 0.165 s with the same travel.");
});

type B = Parameters<Parameters<typeof bench>[1]>[0];

async function measureClip(b: B, lines: Polylines, rounds: number): Promise<void> {
  const outline = ring(200, () => 70);
  const wasm = await loadWasm();
  const ms: Record<string, number[]> = { ours: [], wasm: [], sweep: [], ts: [] };
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const results: Record<string, Polylines> = {};
    const took: Record<string, number> = {};
    const run = (name: string, work: () => Polylines) => {
      const started = performance.now();
      results[name] = work();
      took[name] = performance.now() - started;
    };
    run("ours", () => runEffect(clip, {}, lines, [outline]));
    run("wasm", () => clipByWasm(wasm, lines, outline, (sweep) => (took.sweep = sweep)));
    run("ts", () => clipByObjects(lines, outline));
    const lengths = Object.values(results).map(lengthOf);
    if (round === 0) {
      const apart = Math.max(...lengths) / Math.min(...lengths) - 1;
      b.check(
        "clip: all three keep the same length, to 1e-5",
        apart <= 1e-5,
        lengths.map((l) => l.toFixed(2)).join(", "),
      );
      continue;
    }
    for (const [name, value] of Object.entries(took)) ms[name].push(value);
    ratios.push(Math.min(took.wasm, took.ts) / took.ours);
  }
  b.samples("clip 100 k points, ours", "ms", ms.ours);
  b.samples("clip 100 k points, clipper2-wasm", "ms", ms.wasm);
  b.samples("clip 100 k points, clipper2-wasm, its sweep alone", "ms", ms.sweep);
  b.samples("clip 100 k points, clipper2-ts", "ms", ms.ts);
  b.ratio("clip: the faster clipper ÷ ours", ratios, { target: ">= 10" });
}

function measureSort(b: B, strokes: Polylines, rounds: number): void {
  const order = new PenOrder();
  const begin = () => {
    const places = order.begin(strokes.lines);
    for (let line = 0; line < strokes.lines; line++) {
      const first = strokes.offsets[line] * 3;
      const last = (strokes.offsets[line + 1] - 1) * 3;
      for (let axis = 0; axis < 2; axis++) {
        places[line * 4 + axis] = strokes.coords[first + axis];
        places[line * 4 + 2 + axis] = strokes.coords[last + axis];
      }
    }
    return places;
  };
  const ms: Record<string, number[]> = { ours: [], all: [], both: [] };
  const ratios: number[] = [];
  let [greedy, exhaustive, improved] = [0, 0, 0];
  for (let round = 0; round <= rounds; round++) {
    const places = begin();
    let started = performance.now();
    order.greedy(true);
    const ours = performance.now() - started;
    greedy = order.penUp();
    order.prepare();
    for (let pass = 0; pass < 40 && order.improve() > 0; pass++);
    const both = performance.now() - started;
    improved = order.penUp();
    started = performance.now();
    exhaustive = greedyOverAll(places, strokes.lines);
    const all = performance.now() - started;
    if (round === 0) continue;
    ms.ours.push(ours);
    ms.both.push(both);
    ms.all.push(all);
    ratios.push(all / ours);
  }
  order.release();
  const count = strokes.lines.toLocaleString("en");
  b.samples(`sort ${count} strokes, ours`, "ms", ms.ours);
  b.samples(`sort ${count} strokes, ours with 2-opt`, "ms", ms.both);
  b.samples(`sort ${count} strokes, search over all`, "ms", ms.all);
  b.ratio("sort: search over all ÷ ours", ratios, { target: ">= 10" });
  b.value("sort: travel with 2-opt ÷ greedy", "×", improved / greedy);
  b.check(
    "sort: the same travel as the search over all",
    Math.abs(greedy / exhaustive - 1) < 1e-6,
    `${greedy.toFixed(0)} mm`,
  );
}

/** Travel of the greedy order, each next end looked for among all. */
function greedyOverAll(places: Float64Array, lines: number): number {
  const left = Int32Array.from({ length: lines * 2 }, (_, end) => end);
  const slot = Int32Array.from(left);
  let count = left.length;
  const remove = (end: number) => {
    const last = left[--count];
    left[slot[end]] = last;
    slot[last] = slot[end];
  };
  let [x, y, travel] = [0, 0, 0];
  while (count > 0) {
    let best = -1;
    let least = Infinity;
    for (let k = 0; k < count; k++) {
      const end = left[k];
      const dx = places[end * 2] - x;
      const dy = places[end * 2 + 1] - y;
      const square = dx * dx + dy * dy;
      if (square < least || (square === least && end < best)) {
        least = square;
        best = end;
      }
    }
    travel += Math.sqrt(least);
    remove(best);
    remove(best ^ 1);
    x = places[(best ^ 1) * 2];
    y = places[(best ^ 1) * 2 + 1];
  }
  return travel;
}

function clipByObjects(lines: Polylines, outline: Polylines): Polylines {
  const paths = ({ coords, offsets, lines: count }: Polylines): ObjectPaths =>
    Array.from({ length: count }, (_, line) => {
      const path: ObjectPath = [];
      for (let i = offsets[line]; i < offsets[line + 1]; i++) {
        path.push({ x: Math.round(coords[i * 3] * FINE), y: Math.round(coords[i * 3 + 1] * FINE) });
      }
      return path;
    });
  const clipper = new Clipper64();
  clipper.addPaths(paths(lines), PathType.Subject, true);
  clipper.addPaths(paths(outline), PathType.Clip, false);
  const open: ObjectPaths = [];
  clipper.execute(ClipType.Intersection, FillRule.EvenOdd, [], open);
  return fromPoints(open.map((path) => path.map(({ x, y }) => [x / FINE, y / FINE])));
}

/** What this file uses of clipper2-wasm. */
interface Wasm {
  Path64: new () => WasmPath;
  Paths64: new () => WasmPaths;
  Clipper64: new () => {
    AddOpenSubject(paths: WasmPaths): void;
    AddClip(paths: WasmPaths): void;
    ExecutePath(type: unknown, rule: unknown, closed: WasmPaths, open: WasmPaths): boolean;
    delete(): void;
  };
  ClipType: { Intersection: unknown };
  FillRule: { EvenOdd: unknown };
}
interface WasmPath {
  assign(coordinates: BigInt64Array): void;
  view(): BigInt64Array;
  delete(): void;
}
interface WasmPaths {
  push_back(path: WasmPath): void;
  size(): number;
  get(index: number): WasmPath;
  delete(): void;
}

async function loadWasm(): Promise<Wasm> {
  const folder = new URL("peers/node_modules/clipper2-wasm/dist/es/", import.meta.url);
  const { default: create } = await import(new URL("clipper2z.js", folder).href);
  return create({ locateFile: (file: string) => new URL(file, folder).pathname });
}

function clipByWasm(wasm: Wasm, lines: Polylines, outline: Polylines, tell: (sweepMs: number) => void): Polylines {
  const pathsOf = ({ coords, offsets, lines: count }: Polylines): WasmPaths => {
    const paths = new wasm.Paths64();
    for (let line = 0; line < count; line++) {
      const flat = new BigInt64Array((offsets[line + 1] - offsets[line]) * 3);
      for (let i = 0; i < flat.length; i++) {
        if (i % 3 < 2) flat[i] = BigInt(Math.round(coords[offsets[line] * 3 + i] * FINE));
      }
      const path = new wasm.Path64();
      path.assign(flat);
      paths.push_back(path);
      path.delete();
    }
    return paths;
  };
  const subject = pathsOf(lines);
  const mask = pathsOf(outline);
  const closed = new wasm.Paths64();
  const open = new wasm.Paths64();
  const clipper = new wasm.Clipper64();
  const started = performance.now();
  clipper.AddOpenSubject(subject);
  clipper.AddClip(mask);
  clipper.ExecutePath(wasm.ClipType.Intersection, wasm.FillRule.EvenOdd, closed, open);
  tell(performance.now() - started);
  const found: Point[][] = [];
  for (let line = 0; line < open.size(); line++) {
    const path = open.get(line);
    const flat = path.view();
    const points: Point[] = [];
    for (let i = 0; i < flat.length; i += 3) points.push([Number(flat[i]) / FINE, Number(flat[i + 1]) / FINE]);
    found.push(points);
    path.delete();
  }
  for (const each of [clipper, open, closed, mask, subject]) each.delete();
  return fromPoints(found);
}

function ring(corners: number, radius: (turn: number) => number): Polylines {
  return fromPoints([
    Array.from({ length: corners + 1 }, (_, i) => {
      const turn = ((i % corners) / corners) * 2 * Math.PI;
      return [100 + radius(turn) * Math.cos(turn), 100 + radius(turn) * Math.sin(turn)];
    }),
  ]);
}

/** Milliseconds of each run but the first. */
function times(runs: number, work: () => unknown): number[] {
  const all = Array.from({ length: runs + 1 }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return all.slice(1);
}
