// Clip, fill, resample, simplify: rows of text, and the laws that hold for any lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clip } from "../../src/core/effects/clip.ts";
import { fill } from "../../src/core/effects/fill.ts";
import { resample } from "../../src/core/effects/resample.ts";
import { simplify } from "../../src/core/effects/simplify.ts";
import type { EffectOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { anyLines, anyOutline, distance, isInside, lengthOf, pointsOf, toLine } from "../support/geometry.ts";
import { formatPolylines, parsePolylines } from "../support/polylines.ts";
import { type Raw, runEffect } from "../support/run-op.ts";

const SQUARE = "0,0 10,0 10,10 0,10 0,0";
const HOLED = `${SQUARE} | 4,4 6,4 6,6 4,6 4,4`;

type Row = [why: string, op: EffectOp, raw: Raw, input: string, expected: string, ...masks: string[]];

const rows: Row[] = [
  ["cuts at the edge", clip, {}, "-5,5 15,5", "0,5 10,5", SQUARE],
  ["keeps the outside", clip, { keep: "outside" }, "-5,5 15,5", "-5,5 0,5 | 10,5 15,5", SQUARE],
  ["keeps the points between", clip, {}, "5,-5 5,5 8,5 15,5", "5,0 5,5 8,5 10,5", SQUARE],
  ["interpolates z", clip, {}, "-5,5,0 5,5,10", "0,5,5 5,5,10", SQUARE],
  ["knows holes", clip, {}, "1,5 9,5", "1,5 4,5 | 6,5 9,5", HOLED],
  ["further inputs make one region, even-odd", clip, {}, "1,5 9,5", "1,5 4,5 | 6,5 9,5", SQUARE, "4,4 6,4 6,6 4,6 4,4"],
  ["a line that ends on an edge", clip, {}, "-5,5 0,5 | 0,5 5,5", "0,5 5,5", SQUARE],
  ["turns on an edge, comes back", clip, {}, "5,5 10,5 5,8", "5,5 10,5 5,8", SQUARE],
  ["turns on an edge, from outside", clip, {}, "15,5 10,6 15,8", "", SQUARE],
  ["through corners", clip, {}, "-5,-5 15,15", "0,0 10,10", SQUARE],
  ["touches a corner", clip, {}, "-5,5 5,-5", "", SQUARE],
  ["crosses a shared edge", clip, {}, "1,5 19,5", "1,5 19,5", "0,0 10,0 10,10 0,10 0,0", "10,0 20,0 20,10 10,10 10,0"],
  ["through a tip of an outline", clip, {}, "-5,5 15,5", "0,5 10,5", "0,0 10,0 10,5 10,10 0,10 0,5 0,0"],
  ["dots by where they are", clip, {}, "5,5 | 15,5 | 4,4 4,4", "5,5 | 4,4 4,4", SQUARE],
  ["open lines are no outline", clip, {}, "5,5 6,6", "", "0,0 10,0 10,10 0,10"],
  ["no region, all outside", clip, { keep: "outside" }, "5,5 6,6 | 7,7", "5,5 6,6 | 7,7", ""],
  ["draws the outline", clip, { drawOutline: true }, "-5,5 15,5", `0,5 10,5 | ${SQUARE}`, SQUARE],

  [
    "rows at even distances, to and fro",
    fill,
    { angle: 0, spacing: 4, keepOutline: false },
    SQUARE,
    "0,1 10,1 | 10,5 0,5 | 0,9 10,9",
  ],
  ["density counts rows", fill, { angle: 0, density: 2, keepOutline: false }, SQUARE, "0,2.5 10,2.5 | 10,7.5 0,7.5"],
  ["holes stay empty", fill, { angle: 0, density: 1, keepOutline: false }, HOLED, "0,5 4,5 | 6,5 10,5"],
  ["keeps the outline", fill, { angle: 0, density: 1 }, `${SQUARE} | 1,1 2,2`, `${SQUARE} | 1,1 2,2 | 0,5 10,5`],
  ["turns", fill, { angle: 90, density: 1, keepOutline: false }, SQUARE, "5,0 5,10"],
  ["sets", fill, { angle: 0, density: 1, angleSets: 2, keepOutline: false }, SQUARE, "0,5 10,5 | 5,0 5,10"],
  ["crosses", fill, { angle: 0, density: 1, style: "cross", keepOutline: false }, SQUARE, "0,5 10,5 | 5,0 5,10"],
  [
    "dots",
    fill,
    { angle: 0, spacing: 4, style: "dots", keepOutline: false },
    SQUARE,
    "1,1 1,1 | 5,1 5,1 | 9,1 9,1 | 1,5 1,5 | 5,5 5,5 | 9,5 9,5 | 1,9 1,9 | 5,9 5,9 | 9,9 9,9",
  ],
  [
    "zigzags",
    fill,
    { angle: 0, spacing: 4, style: "zigzag", keepOutline: false },
    SQUARE,
    "0,1 10,1 10,5 0,5 0,9 10,9",
  ],
  [
    "zigzags part at a hole",
    fill,
    { angle: 0, density: 3, style: "zigzag", keepOutline: false },
    HOLED,
    "0,1.667 10,1.667 | 0,5 4,5 | 6,5 10,5 | 0,8.333 10,8.333",
  ],
  [
    "in its own plane",
    fill,
    { angle: 0, density: 1, keepOutline: false },
    "0,0,0 10,0,0 10,0,10 0,0,10 0,0,0",
    "0,0,5 10,0,5",
  ],
  [
    "faces in several planes each by itself",
    fill,
    { angle: 0, density: 1, keepOutline: false },
    "0,0,0 10,0,0 10,0,10 0,0,10 0,0,0 | 0,0 10,0 10,10 0,10 0,0",
    "0,0,5 10,0,5 | 0,5 10,5",
  ],
  ["an area of no size", fill, { keepOutline: false }, "0,0 5,5 0,0 5,5 0,0", ""],

  ["even distances, ends kept", resample, { step: 5 }, "0,0 10,0", "0,0 5,0 10,0"],
  ["a little less than asked", resample, { step: 4 }, "0,0 9,0", "0,0 3,0 6,0 9,0"],
  ["round corners", resample, { step: 4 }, "0,0 6,0 6,6", "0,0 4,0 6,2 6,6"],
  ["drops points between", resample, { step: 20 }, "0,0 1,0 2,0 10,0", "0,0 10,0"],
  ["keeps dots and no-length lines", resample, {}, "5,5 | 1,1 1,1", "5,5 | 1,1 1,1"],
  ["in space", resample, { step: 5 }, "0,0,0 0,0,10", "0,0 0,0,5 0,0,10"],

  ["keeps ends", simplify, { tolerance: 0.1 }, "0,0 5,0 10,0", "0,0 10,0"],
  ["keeps what lies further off", simplify, { tolerance: 1 }, "0,0 5,2 10,0", "0,0 5,2 10,0"],
  ["in space", simplify, { tolerance: 1 }, "0,0 5,0,2 10,0", "0,0 5,0,2 10,0"],
  ["tolerance 0 drops points between", simplify, { tolerance: 0 }, "0,0 5,0 5,0 10,0 10,3", "0,0 10,0 10,3"],
  ["closed stays closed", simplify, { tolerance: 1 }, "0,0 5,0.1 10,0 10,10 5,9.9 0,10 0,0", "0,0 10,0 10,10 0,10 0,0"],
  ["keeps dots and no-length lines", simplify, {}, "5,5 | 1,1 1,1 1,1", "5,5 | 1,1 1,1 1,1"],
];
for (const [why, op, raw, input, expected, ...masks] of rows) {
  test(`${op.name} ${why}: ${input}`, () => {
    const out = runEffect(op, raw, parsePolylines(input), masks.map(parsePolylines));
    assert.equal(formatPolylines(out), expected);
  });
}

const settings = { seed: 1, numRuns: 200 };

test("clip: what is kept inside lies inside, and inside and outside add up to the whole", () => {
  fc.assert(
    fc.property(anyLines, anyOutline, (lines, outline) => {
      const inside = runEffect(clip, {}, lines, [outline]);
      const outside = runEffect(clip, { keep: "outside" }, lines, [outline]);
      const whole = lengthOf(lines);
      assert.ok(Math.abs(lengthOf(inside) + lengthOf(outside) - whole) <= whole * 1e-5, "lengths add up");
      eachMiddle(inside, (x, y) => assertSide(x, y, outline, true));
      eachMiddle(outside, (x, y) => assertSide(x, y, outline, false));
    }),
    settings,
  );
});

test("fill: rows lie inside, as far apart as asked, and cover the area", () => {
  const angle = fc.integer({ min: -90, max: 90 });
  const spacing = fc.double({ min: 0.5, max: 4, noNaN: true });
  fc.assert(
    fc.property(anyOutline, angle, spacing, (outline, angle, spacing) => {
      const out = runEffect(fill, { angle, spacing, keepOutline: false }, outline);
      eachMiddle(out, (x, y) => assertSide(x, y, outline, true));
      const turn = (angle * Math.PI) / 180;
      const heights = pointsOf(out).map(([x, y]) => y * Math.cos(turn) - x * Math.sin(turn));
      for (const height of heights) {
        const steps = (height - heights[0]) / spacing;
        assert.ok(Math.abs(steps - Math.round(steps)) < 1e-3, `row at ${height}, spacing ${spacing}`);
      }
    }),
    settings,
  );
  const disc = parsePolylines(
    Array.from(
      { length: 721 },
      (_, i) => `${50 * Math.cos((i * Math.PI) / 360)},${50 * Math.sin((i * Math.PI) / 360)}`,
    ).join(" "),
  );
  const inked = lengthOf(runEffect(fill, { spacing: 0.5, keepOutline: false }, disc)) * 0.5;
  assert.ok(Math.abs(inked / (Math.PI * 2500) - 1) < 1e-3, `${inked} mm² of ${Math.PI * 2500}`);
});

test("fill: the gaps grow by e to the gradient from one side to the other", () => {
  const out = runEffect(
    fill,
    { angle: 0, spacing: 1, spacingGradient: 2, keepOutline: false },
    parsePolylines("0,0 9,0 9,100 0,100 0,0"),
  );
  const heights = [...new Set(pointsOf(out).map(([, y]) => y))];
  for (let i = 1; i < heights.length; i++) {
    const expected = Math.exp(2 * (heights[i - 1] / 100 - 0.5));
    assert.ok(Math.abs(heights[i] - heights[i - 1] - expected) < 1e-3, `gap ${i}`);
  }
  assert.ok(heights.length > 80);
});

test("resample: even steps no longer than asked, ends kept, never longer than the line", () => {
  fc.assert(
    fc.property(anyLines, fc.double({ min: 0.5, max: 30, noNaN: true }), (lines, step) => {
      const out = runEffect(resample, { step }, lines);
      assert.equal(out.lines, lines.lines);
      assert.ok(lengthOf(out) <= lengthOf(lines) * (1 + 1e-5));
      for (let line = 0; line < out.lines; line++) {
        const before = pointsOf(lines, line);
        const after = pointsOf(out, line);
        assert.equal(distance(after[0], before[0]) + distance(after[after.length - 1], before[before.length - 1]), 0);
        for (let i = 1; i < after.length; i++) assert.ok(distance(after[i], after[i - 1]) <= step * 1.0001);
      }
    }),
    settings,
  );
});

test("simplify: no point that went is further than the tolerance from what stayed, which is made of old points", () => {
  fc.assert(
    fc.property(anyLines, fc.double({ min: 0, max: 20, noNaN: true }), (lines, tolerance) => {
      const out = runEffect(simplify, { tolerance }, lines);
      for (let line = 0; line < lines.lines; line++) {
        const stayed = pointsOf(out, line);
        const before = pointsOf(lines, line);
        for (const point of before) assert.ok(toLine(point, stayed) <= tolerance + 1e-4, `${point} of ${tolerance}`);
        const known = new Set(before.map(String));
        assert.ok(stayed.every((point) => known.has(String(point))));
      }
    }),
    settings,
  );
});

function eachMiddle(lines: Polylines, visit: (x: number, y: number) => void): void {
  for (let line = 0; line < lines.lines; line++) {
    const points = pointsOf(lines, line);
    for (let i = 1; i < points.length; i++) {
      visit((points[i][0] + points[i - 1][0]) / 2, (points[i][1] + points[i - 1][1]) / 2);
    }
  }
}

/** On the outline, within the rounding of coordinates, either side is right. */
function assertSide(x: number, y: number, outline: Polylines, inside: boolean): void {
  if (toLine([x, y], pointsOf(outline, 0)) < 1e-4) return;
  assert.equal(isInside(x, y, outline), inside, `${x},${y}`);
}
