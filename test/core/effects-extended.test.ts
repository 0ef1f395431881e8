// What twist, dash and repeat gained beyond their first form, which effects.test.ts holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dash } from "../../src/core/effects/dash.ts";
import { repeat } from "../../src/core/effects/repeat.ts";
import { twist } from "../../src/core/effects/twist.ts";
import type { EffectOp } from "../../src/core/op.ts";
import { anyLines } from "../support/any-lines.ts";
import { formatPolylines, parsePolylines } from "../support/polylines.ts";
import { type Raw, runEffect } from "../support/run-op.ts";

type Row = [why: string, op: EffectOp, raw: Raw, input: string, expected: string];

const rows: Row[] = [
  ["cycles its pattern", dash, { pattern: [3, 1, 1, 1] }, "0,0 12,0", "0,0 3,0 | 4,0 5,0 | 6,0 9,0 | 10,0 11,0"],
  ["lets an odd pattern go round twice", dash, { pattern: [1, 2, 3] }, "0,0 9,0", "0,0 1,0 | 3,0 6,0 | 7,0 9,0"],
  ["draws dots of a pattern", dash, { pattern: [2, 1, 0, 1] }, "0,0 6,0", "0,0 2,0 | 3,0 | 4,0 6,0"],
  ["starts inside a pattern", dash, { pattern: [3, 1, 1, 1], offset: 4 }, "0,0 6,0", "0,0 1,0 | 2,0 5,0"],
  ["a pattern without gaps leaves all", dash, { pattern: [3, 0] }, "0,0 6,0", "0,0 6,0"],

  [
    "winds about any axis",
    twist,
    { angle: 90, direction: [0, 7, 0] },
    "9,0 11,0 9,10 11,10",
    "10,0,-1 10,0,1 10,10,1 10,10,-1",
  ],
  ["leaves what lies on the axis", twist, { angle: 77, direction: [1, 1, 0] }, "0,0 5,5 10,10", "0,0 5,5 10,10"],

  [
    "draws rows",
    repeat,
    { layout: "grid", count: 1, rows: 2, offset: [5, 0, 0], rowOffset: [0, 7, 1] },
    "0,0",
    "0,0 | 5,0 | 0,7,1 | 5,7,1",
  ],
  [
    "draws rings",
    repeat,
    { layout: "radial", nTheta: 4, nRadius: 2, radius: 10, turned: false },
    "-1,0 1,0",
    "9,0 11,0 | -1,10 1,10 | -11,0 -9,0 | -1,-10 1,-10 | 19,0 21,0 | -1,20 1,20 | -21,0 -19,0 | -1,-20 1,-20",
  ],
  [
    "turns copies with their place",
    repeat,
    { layout: "radial", nTheta: 4, radius: 10, theta: 90 },
    "-1,0 1,0",
    "0,9 0,11 | -9,0 -11,0 | 0,-9 0,-11 | 9,0 11,0",
  ],
  [
    "scales from ring to ring",
    repeat,
    { layout: "radial", nTheta: 1, nRadius: 3, radius: 10, scale: 0.5 },
    "-4,0 4,0",
    "6,0 14,0 | 18,0 22,0 | 29,0 31,0",
  ],
];
for (const [why, op, raw, input, expected] of rows) {
  test(`${op.name} ${why}: ${input}`, () => {
    assert.equal(formatPolylines(runEffect(op, raw, parsePolylines(input))), expected);
  });
}

test("twist about the direction of an axis is the twist about that axis", () => {
  fc.assert(
    fc.property(anyLines, fc.integer({ min: 0, max: 2 }), fc.integer({ min: -360, max: 360 }), (lines, k, angle) => {
      const named = runEffect(twist, { angle, axis: ["x", "y", "z"][k] }, lines);
      const given = runEffect(twist, { angle, direction: [0, 1, 2].map((i) => (i === k ? 0.5 : 0)) }, lines);
      for (let at = 0; at < lines.points * 3; at++) {
        assert.ok(Math.abs(named.coords[at] - given.coords[at]) < 1e-3, `${named.coords[at]} and ${given.coords[at]}`);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("dash: a pattern of two is `on` and `off`", () => {
  fc.assert(
    fc.property(anyLines, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 }), (lines, on, off) => {
      const plain = runEffect(dash, { on, off, offset: 3 }, lines);
      const given = runEffect(dash, { pattern: [on, off], offset: 3 }, lines);
      assert.equal(formatPolylines(given), formatPolylines(plain));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("dash: jitter moves each line's pattern by itself, by its seed, and not past the jitter", () => {
  const input = parsePolylines(Array.from({ length: 50 }, (_, i) => `0,${i} 100,${i}`).join(" | "));
  const starts = (raw: Raw) => {
    const out = runEffect(dash, { on: 10, off: 20, offset: -20, ...raw }, input);
    // Where the first whole dash of each line starts: 20 without jitter, less by as much as the pattern moved.
    return Array.from({ length: 50 }, (_, y) => {
      for (let i = 0; i < out.points; i += 2) {
        if (out.coords[i * 3 + 1] === y && out.coords[i * 3 + 3] - out.coords[i * 3] > 9.99)
          return 20 - out.coords[i * 3];
      }
      return Number.NaN;
    });
  };
  const moved = starts({ offsetJitter: 15 });
  assert.ok(
    moved.every((by) => by >= -1e-3 && by <= 15),
    `${moved}`,
  );
  assert.ok(Math.min(...moved) < 4 && Math.max(...moved) > 11);
  assert.deepEqual(starts({ offsetJitter: 15 }), moved);
  assert.notDeepEqual(starts({ offsetJitter: 15, seed: 1 }), moved);
});
