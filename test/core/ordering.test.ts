// Join, sort, deduplicate: the same ink, drawn with less ado.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { deduplicate } from "../../src/core/effects/deduplicate.ts";
import { join } from "../../src/core/effects/join.ts";
import { sort } from "../../src/core/effects/sort.ts";
import type { EffectOp } from "../../src/core/op.ts";
import { copyPolylines, type Polylines } from "../../src/core/polylines.ts";
import { polyhedron } from "../../src/core/shapes/polyhedron.ts";
import { anyLines, distance, fromPoints, lengthOf, pointsOf } from "../support/geometry.ts";
import { formatPolylines, parsePolylines } from "../support/polylines.ts";
import { DRAFT, type Raw, runEffect, runShape } from "../support/run-op.ts";

const FINAL = { ...DRAFT, quality: "final" } as const;

type Row = [why: string, op: EffectOp, raw: Raw, input: string, expected: string];

const rows: Row[] = [
  ["end to start", join, {}, "0,0 5,0 | 5,0 5,5", "0,0 5,0 5,5"],
  ["turns lines round", join, {}, "0,0 5,0 | 5,5 5,0", "0,0 5,0 5,5"],
  ["start to start, the first line's way", join, {}, "5,0 0,0 | 5,0 9,0", "9,0 5,0 0,0"],
  ["chains of many", join, {}, "0,0 1,0 | 2,0 3,0 | 1,0 2,0", "0,0 1,0 2,0 3,0"],
  ["bridges a gap within the tolerance", join, { tolerance: 1 }, "0,0 5,0 | 5.5,0 9,0", "0,0 5,0 5.5,0 9,0"],
  ["leaves a wider one", join, { tolerance: 0.4 }, "0,0 5,0 | 5.5,0 9,0", "0,0 5,0 | 5.5,0 9,0"],
  ["looks at z", join, {}, "0,0 5,0 | 5,0,1 9,0", "0,0 5,0 | 5,0,1 9,0"],
  [
    "goes straight on where several meet",
    join,
    {},
    "0,0 5,0 | 5,0 5,5 | 5,0 9,0 | 5,0 5,-5",
    "0,0 5,0 9,0 | 5,-5 5,0 5,5",
  ],
  ["closes rings", join, {}, "0,0 5,0 | 5,0 5,5 | 5,5 0,0", "0,0 5,0 5,5 0,0"],
  ["closes a line on itself", join, { tolerance: 1 }, "0,0 5,0 5,5 0.5,0", "0,0 5,0 5,5 0.5,0 0,0"],
  ["no ring of one segment", join, { tolerance: 5 }, "0,0 1,0", "0,0 1,0"],
  ["closed lines stay", join, {}, "0,0 5,0 5,5 0,0 | 0,0 -5,0", "0,0 5,0 5,5 0,0 | 0,0 -5,0"],
  ["keeps dots", join, {}, "0,0 5,0 | 5,0 | 5,0 5,0", "0,0 5,0 | 5,0 | 5,0 5,0"],
  ["tolerance 0 joins what is equal", join, { tolerance: 0 }, "0,0 5,0 | 5,0 5,5", "0,0 5,0 5,5"],

  ["the nearest next", sort, {}, "9,0 10,0 | 1,0 2,0 | 4,0 5,0", "1,0 2,0 | 4,0 5,0 | 9,0 10,0"],
  ["from the nearer end", sort, {}, "2,0 1,0 | 5,0 4,0", "1,0 2,0 | 4,0 5,0"],
  ["only as they are", sort, { reverse: false }, "5,0 4,0 | 2,0 1,0", "2,0 1,0 | 5,0 4,0"],
  ["with the points between", sort, {}, "3,0 2,1 1,0", "1,0 2,1 3,0"],
  ["keeps dots", sort, {}, "5,5 | 1,1 1,1", "1,1 1,1 | 5,5"],
  // Greedy goes 1, −2, 5: 1 + 3 + 7 = 11. The other way round, −2, 1, 5 is 2 + 3 + 4 = 9, but this order is 8.
  ["an order that is better stays", sort, { improve: false }, "1,0 | 5,0 | -2,0", "1,0 | -2,0 | 5,0"],

  ["segments drawn twice", deduplicate, {}, "0,0 5,0 | 0,0 5,0", "0,0 5,0"],
  ["in either direction", deduplicate, {}, "0,0 5,0 | 5,0 0,0", "0,0 5,0"],
  ["there and back", deduplicate, {}, "0,0 5,0 0,0", "0,0 5,0"],
  ["parts a line", deduplicate, {}, "5,0 5,5 | 0,0 5,0 5,5 0,5", "5,0 5,5 | 0,0 5,0 | 5,5 0,5"],
  ["within the tolerance", deduplicate, { tolerance: 0.1 }, "0,0 5,0 | 0.05,0 5,0.05", "0,0 5,0"],
  ["across a cell's edge", deduplicate, { tolerance: 0.1 }, "0.19,0 5,0 | 0.21,0 5,0", "0.19,0 5,0"],
  ["not beyond", deduplicate, { tolerance: 0.1 }, "0,0 5,0 | 0.2,0 5,0", "0,0 5,0 | 0.2,0 5,0"],
  ["looks at z", deduplicate, {}, "0,0 5,0 | 0,0,1 5,0,1", "0,0 5,0 | 0,0,1 5,0,1"],
  ["dots once", deduplicate, {}, "1,1 | 5,5 | 1,1 1,1", "1,1 | 5,5"],
];
for (const [why, op, raw, input, expected] of rows) {
  test(`${op.name} ${why}: ${input}`, () => {
    assert.equal(formatPolylines(runEffect(op, raw, parsePolylines(input))), expected);
  });
}

const settings = { seed: 1, numRuns: 200 };

test("join: the same segments in no more lines, but for the gaps it bridges", () => {
  fc.assert(
    fc.property(anyLines, (lines) => {
      const out = runEffect(join, { tolerance: 0 }, lines);
      assert.deepEqual(segmentsOf(out), segmentsOf(lines));
      assert.ok(out.lines <= lines.lines);
      assert.equal(runEffect(join, { tolerance: 0 }, out).lines, out.lines, "nothing is left to join");
    }),
    settings,
  );
  fc.assert(
    fc.property(anyLines, fc.double({ min: 0, max: 4, noNaN: true }), (lines, tolerance) => {
      const bridged = lengthOf(runEffect(join, { tolerance }, lines)) - lengthOf(lines);
      assert.ok(bridged > -1e-3 && bridged <= lines.lines * tolerance + 1e-3, `${bridged} mm of bridges`);
    }),
    settings,
  );
});

test("join: a polyhedron's edges, drawn with half as many strokes as it has odd corners", () => {
  // A connected net with 2k corners of odd degree cannot be drawn with fewer than k strokes; each corner here is odd.
  const solid = runShape(polyhedron, { kind: "dodecahedron" });
  const out = runEffect(join, { tolerance: 0.001 }, solid);
  assert.ok(out.lines >= 10 && out.lines <= 14, `${out.lines} strokes`);
  assert.ok(Math.abs(lengthOf(out) - lengthOf(solid)) < 1e-3);
});

for (const job of [DRAFT, FINAL]) {
  test(`sort, ${job.quality}: the same lines, never more travel than before`, () => {
    fc.assert(
      fc.property(anyLines, fc.boolean(), (lines, reverse) => {
        const out = runEffect(sort, { reverse }, lines, [], job);
        assert.deepEqual(bagOf(out, reverse), bagOf(lines, reverse));
        assert.ok(travel(out) <= travel(lines) + 1e-3, `${travel(out)} after ${travel(lines)}`);
      }),
      settings,
    );
  });
}

test("sort: greedy as a slow search finds it, and 2-opt a good tenth better", () => {
  const random = lcg(5);
  const strokes = fromPoints(
    Array.from({ length: 800 }, () => {
      const [x, y] = [random() * 200, random() * 200];
      return [
        [x, y],
        [x + random() * 6 - 3, y + random() * 6 - 3],
      ];
    }),
  );
  const greedy = runEffect(sort, {}, strokes, [], DRAFT);
  assert.ok(Math.abs(travel(greedy) - slowGreedy(strokes)) < 0.01, `${travel(greedy)}, slow ${slowGreedy(strokes)}`);
  const best = runEffect(sort, {}, strokes, [], FINAL);
  assert.ok(travel(best) < travel(greedy) * 0.9, `${travel(best)} of ${travel(greedy)}`);
});

test("sort: progress is told, and whoever throws there stops it", () => {
  const input = parsePolylines("9,0 | 1,0 | 4,0 | 4,4 | 8,8 | 2,7 | 3,3");
  const job = {
    ...FINAL,
    progress: () => {
      throw new Error("enough");
    },
  };
  const before = copyPolylines(runEffect(sort, {}, input, [], FINAL));
  try {
    runEffect(sort, {}, input, [], job);
  } catch (error) {
    assert.match(String(error), /enough/);
  }
  assert.deepEqual(copyPolylines(runEffect(sort, {}, input, [], FINAL)), before);
});

test("deduplicate: every segment once, none lost, none new", () => {
  fc.assert(
    fc.property(anyLines, (lines) => {
      const out = runEffect(deduplicate, { tolerance: 0 }, lines);
      const after = segmentsOf(out);
      assert.equal(new Set(after).size, after.length);
      assert.deepEqual(new Set(after), new Set(segmentsOf(lines)));
    }),
    settings,
  );
});

/** Segments with a length, as text, whatever their direction. */
function segmentsOf(lines: Polylines): string[] {
  const segments: string[] = [];
  for (let line = 0; line < lines.lines; line++) {
    const points = pointsOf(lines, line).map((point) => point.map((v) => v + 0));
    for (let i = 1; i < points.length; i++) {
      if (distance(points[i], points[i - 1]) > 0)
        segments.push([points[i - 1], points[i]].map(String).sort().join(" to "));
    }
  }
  return segments.sort();
}

/** The lines as text, whatever their order and, if they may be turned, their direction. */
function bagOf(lines: Polylines, turned: boolean): string[] {
  return Array.from({ length: lines.lines }, (_, line) => {
    const points = pointsOf(lines, line).map((point) => point.map((v) => v + 0).join());
    const ways = [points.join(" "), [...points].reverse().join(" ")];
    return turned ? ways.sort()[0] : ways[0];
  }).sort();
}

/** Way of the pen between lines, from 0, 0. */
function travel(lines: Polylines): number {
  let sum = 0;
  let at = [0, 0];
  for (let line = 0; line < lines.lines; line++) {
    const points = pointsOf(lines, line).map((point) => point.slice(0, 2));
    sum += distance(at, points[0]);
    at = points[points.length - 1];
  }
  return sum;
}

function slowGreedy(lines: Polylines): number {
  const left = new Set(Array.from({ length: lines.lines }, (_, line) => line));
  let at = [0, 0];
  let sum = 0;
  while (left.size > 0) {
    let [best, which, exit] = [Infinity, -1, at];
    for (const line of left) {
      const points = pointsOf(lines, line).map((point) => point.slice(0, 2));
      for (const [entry, other] of [
        [points[0], points[points.length - 1]],
        [points[points.length - 1], points[0]],
      ]) {
        if (distance(at, entry) >= best) continue;
        best = distance(at, entry);
        which = line;
        exit = other;
      }
    }
    left.delete(which);
    sum += best;
    at = exit;
  }
  return sum;
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
