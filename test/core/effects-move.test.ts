// Effects that move, copy and choose lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bold } from "../../src/core/effects/bold.ts";
import { collapse } from "../../src/core/effects/collapse.ts";
import { drop } from "../../src/core/effects/drop.ts";
import { explode } from "../../src/core/effects/explode.ts";
import { extrude } from "../../src/core/effects/extrude.ts";
import { quantize } from "../../src/core/effects/quantize.ts";
import { relax } from "../../src/core/effects/relax.ts";
import { ripple } from "../../src/core/effects/ripple.ts";
import { scaleEach } from "../../src/core/effects/scale-each.ts";
import type { EffectOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { anyLines } from "../support/any-lines.ts";
import { formatPolylines, parsePolylines } from "../support/polylines.ts";
import { type Raw, runEffect } from "../support/run-op.ts";

type Row = [why: string, op: EffectOp, raw: Raw, input: string, expected: string];

const rows: Row[] = [
  ["snaps to the nearest corner", quantize, { step: 10 }, "4,6,14 -4,-6", "0,10,10 0,-10"],
  ["snaps each axis by its own step", quantize, { step: [10, 4, 0] }, "6,5,1.5", "10,4,1.5"],
  ["without steps leaves all", quantize, { step: 0 }, "1.25,2,3 4,5 | 7,8", "1.25,2,3 4,5 | 7,8"],

  [
    "moves points outward on the crest",
    ripple,
    { amplitude: 2, frequency: 0.25, autoCentre: false, pivot: [10, 0, 0] },
    "11,0 9,0 10,1 12,0 10,0",
    "13,0 7,0 10,3 12,0 10,0",
  ],
  [
    "lifts points off the sheet",
    ripple,
    { amplitude: 2, frequency: 0.25, direction: "height" },
    "-1,0 1,0",
    "-1,0,2 1,0,2",
  ],
  ["runs outward as the phase rises", ripple, { amplitude: 2, frequency: 0.25, phase: 90 }, "-2,0 2,0", "-4,0 4,0"],
  [
    "fades over its reach",
    ripple,
    { amplitude: Math.E, frequency: 0.25, reach: 1, direction: "height" },
    "-1,0 1,0",
    "-1,0,1 1,0,1",
  ],

  ["moves points outward", explode, { distance: 5 }, "-10,0 10,0 0,-10 0,10", "-15,0 15,0 0,-15 0,15"],
  ["moves points in space", explode, { distance: 5 }, "0,0,-10 0,0,10", "0,0,-15 0,0,15"],
  [
    "moves lines as a whole",
    explode,
    { distance: 5, by: "line" },
    "-10,-1 -10,1 | 10,-1 10,1",
    "-15,-1 -15,1 | 15,-1 15,1",
  ],
  ["stops at the centre", explode, { distance: -25 }, "-10,0 10,0 30,0 -30,0", "0,0 0,0 5,0 -5,0"],
  ["leaves what stands in the centre", explode, {}, "7,7", "7,7"],
  ["0 leaves all", explode, { distance: 0 }, "1,2,3 4,5 | 7,8", "1,2,3 4,5 | 7,8"],

  ["0 mm leaves all", collapse, { intensity: 0 }, "1,2,3 4,5 | 7,8", "1,2,3 4,5 | 7,8"],
  ["0 pieces leave all", collapse, { subdivisions: 0 }, "1,2,3 4,5 | 7,8", "1,2,3 4,5 | 7,8"],
  ["breaks but does not shift at strength 0", collapse, { subdivisions: 2, base: 0 }, "0,0 4,0", "0,0 2,0 | 2,0 4,0"],

  [
    "draws copy and ribs",
    extrude,
    { distance: 10, scale: 1, subdivisions: 0 },
    "0,0 4,0",
    "0,0 4,0 | 0,0,10 4,0,10 | 0,0 0,0,10 | 4,0 4,0,10",
  ],
  [
    "scales the copy about the mean",
    extrude,
    { direction: [0, 3, 0], distance: 10, scale: 0.5, subdivisions: 0 },
    "0,0 4,0",
    "0,0 4,0 | 1,10 3,10 | 0,0 1,10 | 4,0 3,10",
  ],
  ["draws a tip", extrude, { distance: 10, scale: 0, subdivisions: 0 }, "0,0 4,0", "0,0 4,0 | 0,0 2,0,10 | 4,0 2,0,10"],
  [
    "sets one rib where a line closes",
    extrude,
    { distance: 0, scale: 0, subdivisions: 0, autoCentre: false },
    "3,0 0,3 3,3 3,0",
    "3,0 0,3 3,3 3,0 | 3,0 0,0 | 0,3 0,0 | 3,3 0,0",
  ],
  [
    "doubles ribs",
    extrude,
    { distance: 1, scale: 0, subdivisions: 1, autoCentre: false },
    "0,0 4,0",
    "0,0 2,0 4,0 | 0,0 0,0,1 | 2,0 0,0,1 | 4,0 0,0,1",
  ],

  ["one stroke leaves all", bold, { count: 1 }, "1,2,3 4,5 | 7,8", "1,2,3 4,5 | 7,8"],
  ["radius 0 draws it again", bold, { count: 2, radius: 0 }, "1,2,3 4,5", "1,2,3 4,5 | 1,2,3 4,5"],

  ["scales each about its middle", scaleEach, { by: 0.5 }, "0,0 4,0 | 10,0,2 10,8,6", "1,0 3,0 | 10,2,3 10,6,5"],
  ["takes the middle of the box, not of the points", scaleEach, { by: 0 }, "0,0 0,0 0,0 4,0", "2,0 2,0 2,0 2,0"],
  [
    "scales closed lines only",
    scaleEach,
    { by: 0, of: "closed" },
    "0,0 4,0 | 0,0 4,0 4,4 0,0",
    "0,0 4,0 | 2,2 2,2 2,2 2,2",
  ],

  ["leaves out every second", drop, {}, "1,0 | 2,0 | 3,0 | 4,0 | 5,0", "1,0 | 3,0 | 5,0"],
  ["counts from further on", drop, { interval: 2, offset: 1 }, "1,0 | 2,0 | 3,0 | 4,0 | 5,0", "1,0 | 2,0 | 4,0"],
  ["leaves out every third", drop, { interval: 3 }, "1,0 | 2,0 | 3,0 | 4,0 | 5,0 | 6,0", "1,0 | 2,0 | 4,0 | 5,0"],
  ["draws nothing else", drop, { interval: 2, mode: "keep" }, "1,0 | 2,0 | 3,0 | 4,0 | 5,0", "2,0 | 4,0"],
  ["without rules leaves all", drop, { interval: 0 }, "1,2,3 4,5 | 7,8", "1,2,3 4,5 | 7,8"],
  ["leaves out short ones", drop, { interval: 0, minLength: 3 }, "0,0 3,0 | 0,0 2,0 | 1,1", "0,0 3,0"],
  ["leaves out long ones", drop, { interval: 0, maxLength: 2 }, "0,0 3,0 | 0,0 2,0 | 1,1", "0,0 2,0 | 1,1"],
  ["one reason suffices", drop, { interval: 2, maxLength: 2 }, "0,0 3,0 | 0,0 1,0 | 0,0 2,0", "0,0 2,0"],
  ["counts closed lines only", drop, { interval: 1, by: "face" }, "0,0 4,0 | 0,0 4,0 4,4 0,0 | 1,1", "0,0 4,0 | 1,1"],
  [
    "chance may rise across",
    drop,
    { interval: 0, probability: 0.5, probabilitySlope: [0.5, 0, 0] },
    "0,0 | 9,0",
    "0,0",
  ],

  ["pulls towards the neighbours", relax, { iterations: 1, step: 0.25 }, "0,0 2,4 4,0", "0,0 2,2 4,0"],
  ["wraps round closed lines", relax, { iterations: 1, step: 0.5 }, "0,0 4,0 4,4 0,4 0,0", "2,2 2,2 2,2 2,2 2,2"],
  ["0 steps leave all", relax, { iterations: 0 }, "0,0 2,4 4,0 | 1,1", "0,0 2,4 4,0 | 1,1"],
  ["leaves straight, even lines", relax, {}, "0,0 2,1 4,2 6,3", "0,0 2,1 4,2 6,3"],
];
for (const [why, op, raw, input, expected] of rows) {
  test(`${op.name} ${why}: ${input}`, () => {
    assert.equal(formatPolylines(runEffect(op, raw, parsePolylines(input))), expected);
  });
}

const linesOf = (lines: Polylines): string[] => formatPolylines(lines, 4).split(" | ");

test("quantize lands on the lattice and moves by half a step at most, along each axis", () => {
  fc.assert(
    fc.property(anyLines, fc.integer({ min: 1, max: 40 }), (lines, quarters) => {
      const step = quarters / 4; // a step that a float holds exactly
      const out = runEffect(quantize, { step }, lines);
      for (let at = 0; at < lines.points * 3; at++) {
        assert.equal(out.coords[at] / step, Math.round(out.coords[at] / step));
        assert.ok(Math.abs(out.coords[at] - lines.coords[at]) <= step / 2 + 1e-4);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("explode moves every point by the distance, and back again", () => {
  fc.assert(
    fc.property(anyLines, fc.double({ min: 0.5, max: 50, noNaN: true }), (lines, distance) => {
      const fixed = { autoCentre: false, pivot: [300, 300, 300] };
      const there = runEffect(explode, { ...fixed, distance }, lines);
      const back = runEffect(explode, { ...fixed, distance: -distance }, there);
      for (let at = 0; at < lines.points * 3; at += 3) {
        const moved = Math.hypot(...[0, 1, 2].map((axis) => there.coords[at + axis] - lines.coords[at + axis]));
        assert.ok(Math.abs(moved - distance) < 1e-3, `moved by ${moved}, not ${distance}`);
        for (let axis = 0; axis < 3; axis++)
          assert.ok(Math.abs(back.coords[at + axis] - lines.coords[at + axis]) < 1e-3);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("collapse shifts every piece, the first included, by the intensity and at right angles", () => {
  const input = parsePolylines("0,0 60,0 60,60,20 | 10,10,10 10,10,90");
  const out = runEffect(collapse, { intensity: 4, subdivisions: 5, seed: 3 }, input);
  const whole = runEffect(collapse, { intensity: 4, subdivisions: 5, base: 0 }, input);
  assert.equal(out.lines, 15);
  for (let line = 0; line < out.lines; line++) {
    const at = out.offsets[line] * 3;
    const shift = [0, 1, 2].map((axis) => out.coords[at + axis] - whole.coords[at + axis]);
    const along = [0, 1, 2].map((axis) => whole.coords[at + 3 + axis] - whole.coords[at + axis]);
    assert.ok(Math.abs(Math.hypot(...shift) - 4) < 1e-3, `piece ${line} shifted by ${Math.hypot(...shift)}`);
    assert.ok(Math.abs(shift.reduce((sum, part, axis) => sum + part * along[axis], 0)) < 1e-2);
    for (let axis = 0; axis < 3; axis++) {
      assert.ok(Math.abs(out.coords[at + 3 + axis] - whole.coords[at + 3 + axis] - shift[axis]) < 1e-3);
    }
  }
  const again = runEffect(collapse, { intensity: 4, subdivisions: 5, seed: 4 }, input);
  assert.notDeepEqual(again.coords, out.coords);
});

test("collapse grows stronger along the slope", () => {
  const raw = { intensity: 8, subdivisions: 20, base: 0.5, slope: [0.5, 0, 0] };
  const out = runEffect(collapse, raw, parsePolylines("0,0 100,0"));
  const shifts = Array.from({ length: 20 }, (_, i) => Math.hypot(out.coords[i * 6 + 1], out.coords[i * 6 + 2]));
  shifts.forEach((shift, i) => {
    assert.ok(Math.abs(shift - (8 * (i + 0.5)) / 20) < 1e-3, `piece ${i} shifted by ${shift}`);
  });
});

test("bold keeps the line and sets the other strokes within the radius, parallel and apart", () => {
  const input = parsePolylines("0,0 10,5,2 | 50,50 60,50");
  const out = runEffect(bold, { count: 6, radius: 2 }, input);
  const places = new Set<string>();
  for (let line = 0; line < out.lines; line++) {
    const source = input.offsets[Math.floor(line / 6)] * 3;
    const at = out.offsets[line] * 3;
    const shift = [0, 1, 2].map((axis) => out.coords[at + axis] - input.coords[source + axis]);
    if (line % 6 === 0) assert.deepEqual(shift, [0, 0, 0]);
    assert.ok(Math.hypot(...shift) <= 2.001 && shift[2] === 0);
    for (let axis = 0; axis < 3; axis++) {
      assert.ok(Math.abs(out.coords[at + 3 + axis] - input.coords[source + 3 + axis] - shift[axis]) < 1e-4);
    }
    places.add(shift.map((part) => part.toFixed(3)).join());
  }
  assert.equal(places.size, 11, "the first strokes coincide with their lines, the ten others are all apart");
});

test("drop keeps a subset in its order, and its two modes share the lines between them", () => {
  const rules = fc.record({
    interval: fc.integer({ min: 0, max: 4 }),
    offset: fc.integer({ min: 0, max: 3 }),
    minLength: fc.constantFrom(0, 20),
    maxLength: fc.constantFrom(0, 200),
    probability: fc.constantFrom(0, 0.5),
    seed: fc.integer({ min: 0, max: 99 }),
  });
  fc.assert(
    fc.property(anyLines, rules, (lines, raw) => {
      const all = linesOf(lines);
      const kept = linesOf(runEffect(drop, raw, lines)).filter(Boolean);
      const gone = linesOf(runEffect(drop, { ...raw, mode: "keep" }, lines)).filter(Boolean);
      let from = 0;
      for (const line of kept) {
        from = all.indexOf(line, from) + 1;
        assert.ok(from > 0, "not a subset in order");
      }
      assert.deepEqual([...kept, ...gone].sort(), [...all].sort());
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("drop leaves out about the share it is told to", () => {
  const dots = parsePolylines(Array.from({ length: 2000 }, (_, i) => `${i},0`).join(" | "));
  const { lines } = runEffect(drop, { interval: 0, probability: 0.3, seed: 5 }, dots);
  assert.ok(Math.abs(lines - 1400) < 4 * Math.sqrt(2000 * 0.3 * 0.7), `${lines} of 2000 stay`);
});

test("relax shortens lines; with keepSize a smooth closed line stays as large as it was", () => {
  const ring = parsePolylines(
    Array.from({ length: 61 }, (_, i) =>
      [Math.cos((i * Math.PI) / 30) * 50, Math.sin((i * Math.PI) / 30) * 50].join(),
    ).join(" "),
  );
  const radius = (raw: Raw) => Math.hypot(...runEffect(relax, raw, ring).coords.subarray(0, 3));
  assert.ok(radius({ iterations: 200, step: 0.5 }) < 20);
  assert.ok(Math.abs(radius({ iterations: 50, keepSize: true }) - 50) < 0.5);
  const zigzag = parsePolylines(Array.from({ length: 41 }, (_, i) => `${i},${i % 2}`).join(" "));
  const smooth = runEffect(relax, { iterations: 100, keepSize: true, step: 0.5 }, zigzag);
  for (let i = 10; i < 30; i++) assert.ok(Math.abs(smooth.coords[i * 3 + 1] - smooth.coords[i * 3 + 4]) < 0.05);
});
