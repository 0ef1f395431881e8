// `ctx.every`: spans of beats as a function of the beat.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createEvery } from "../../src/core/every.ts";

const at = (beat: number) => createEvery(() => beat);

test("how many spans are over, and how much of this one", () => {
  const rows: [beat: number, beats: number, n: number, phase: number][] = [
    [0, 4, 0, 0],
    [3, 4, 0, 0.75],
    [4, 4, 1, 0],
    [7.5, 0.5, 15, 0],
    [10, 3, 3, 1 / 3],
  ];
  for (const [beat, beats, n, phase] of rows) {
    const seen = at(beat)(beats, (...values) => values);
    assert.equal(seen[0], n);
    assert.ok(Math.abs(seen[1] - phase) < 1e-12);
  }
});

test("the same beat gives the same value, and n only grows", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 64, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2 }),
      (beats, moments) => {
        let before = 0;
        for (const beat of moments.sort((a, b) => a - b)) {
          const [n, phase] = at(beat)(beats, (...values) => values);
          assert.deepEqual(
            at(beat)(beats, (...values) => values),
            [n, phase],
          );
          assert.ok(n >= before && phase >= 0 && phase < 1);
          before = n;
        }
      },
    ),
  );
});

test("what cannot be a span is the sketch's mistake", () => {
  for (const beats of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "4", undefined]) {
    assert.throws(() => at(1)(beats as number, () => 0), /every\(\): beats is /);
  }
  assert.throws(() => at(1)(4, 3 as never), /every\(\): choose is 3/);
});
