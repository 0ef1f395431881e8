// The parts of the panel that need no page: its numbers, and the one value of a drag that counts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { createLatest } from "../../src/window/panel/latest.ts";
import { oneStep, shareOf, showNumber, toStep, typedNumber } from "../../src/window/panel/number.ts";

test("numbers are as fine as the knob", () => {
  const rows: [value: number, min: number, max: number, step: number, shown: string][] = [
    [0.5, 0, 1, 0, "0.500"],
    [54.44, 10, 380, 0, "54.4"],
    [7, 3, 24, 1, "7"],
    [0.25, -40, 60, 0.25, "0.3"],
    [0.1 + 0.2, 0, 1, 0.1, "0.3"],
    [-0.00001, -1, 1, 0, "0.000"],
    [1e6, 0, 1e7, 0, "1000000"],
    [2, 2, 2, 0, "2.000"],
  ];
  for (const [value, min, max, step, shown] of rows) assert.equal(showNumber(value, { min, max, step }), shown);
});

test("what is typed lands inside the range, on a step, or nowhere", () => {
  const knob = { min: 3, max: 24, step: 1 };
  const rows: [typed: string, value: number | null][] = [
    ["7", 7],
    [" 7,4 ", 7],
    ["99", 24],
    ["-1e9", 3],
    ["", null],
    ["seven", null],
    ["Infinity", null],
  ];
  for (const [typed, value] of rows) assert.equal(typedNumber(typed, knob), value, typed);
});

test("steps stay in the range, for any range", () => {
  const range = fc
    .record({
      min: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      span: fc.double({ min: 0, max: 1e6, noNaN: true }),
      step: fc.constantFrom(0, 0.01, 1, 7),
    })
    .map(({ min, span, step }) => ({ min, max: min + span, step }));
  fc.assert(
    fc.property(range, fc.double({ noNaN: true }), (knob, value) => {
      const stepped = toStep(value, knob);
      assert.ok(stepped >= knob.min && stepped <= knob.max);
      assert.ok(oneStep(knob) >= 0);
      const share = shareOf(value, knob);
      assert.ok(share >= 0 && share <= 1);
      assert.doesNotMatch(showNumber(stepped, knob), /NaN|e/);
    }),
  );
});

test("of a flood of values the first goes at once, then the latest of each turn, and the last one always", async () => {
  const sent: number[] = [];
  const latest = createLatest<number>(
    (_, value) => sent.push(value),
    20,
    () => performance.now(),
  );
  for (let i = 0; i < 1000; i++) latest.put("amp", i);
  assert.deepEqual(sent, [0]);
  await delay(60);
  assert.deepEqual(sent, [0, 999]);
  latest.put("amp", 1000);
  latest.put("amp", 1001);
  latest.flush();
  await delay(40);
  assert.deepEqual(sent.slice(2), [1000, 1001], "let go: what waits goes now, and nothing after it");
});
