// The pulse clock against clocks on paper: how far it is off between pulses, and that it never loses count.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createPulseClock } from "../../../src/host/tempo/pulse-clock.ts";
import { type SimulatedClock, simulate } from "./simulated-clock.ts";

const SECONDS = 30;

/** Error of the clock half-way between pulses, ms, from `settledS` on; and the clock. */
function run(simulated: Partial<SimulatedClock> & { bpm?: number }, settledS: number, seconds = SECONDS) {
  const { bpm = 120, ...rest } = simulated;
  const of = { bpmAt: () => bpm, jitterMs: 2, lost: 0, doubled: 0, seed: 1, ...rest };
  const clock = createPulseClock();
  const errors: number[] = [];
  const pulses = simulate(of, 1000, seconds);
  for (const [i, { number, meantMs, heardMs }] of pulses.entries()) {
    for (const atMs of heardMs) clock.pulse(atMs);
    const next = pulses[i + 1]?.meantMs;
    if (next === undefined || meantMs < 1000 + settledS * 1000) continue;
    errors.push((clock.pulsesAt((meantMs + next) / 2) - number - 0.5) * (next - meantMs));
  }
  const sorted = errors.map(Math.abs).sort((a, b) => a - b);
  return { clock, p95: sorted[Math.floor(sorted.length * 0.95)], max: sorted.at(-1) ?? Number.NaN, errors };
}

test("a clock without jitter is followed exactly", () => {
  for (const bpm of [20, 60, 120, 174.3, 300]) {
    const { clock, max } = run({ bpm, jitterMs: 0 }, 2);
    assert.ok(max < 1e-6, `${bpm}: ${max}`);
    assert.ok(Math.abs((clock.bpm() ?? 0) - bpm) < 1e-6);
    assert.deepEqual(clock.heard.dropped + clock.heard.doubled, 0);
  }
});

test("±2 ms of jitter become less than a millisecond nineteen times of twenty, at any tempo", () => {
  fc.assert(
    fc.property(fc.double({ min: 40, max: 240, noNaN: true }), fc.nat(), (bpm, seed) => {
      const { p95, max, clock } = run({ bpm, seed }, 3);
      assert.ok(p95 < 1, `p95 ${p95}`);
      assert.ok(max < 2, `max ${max}`);
      assert.ok(Math.abs((clock.bpm() ?? 0) / bpm - 1) < 0.01);
    }),
    { numRuns: 60 },
  );
});

test("lost and doubled pulses cost neither count nor phase", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 40, max: 200, noNaN: true }),
      fc.double({ min: 0, max: 0.05, noNaN: true }),
      fc.double({ min: 0, max: 0.05, noNaN: true }),
      fc.nat(),
      (bpm, lost, doubled, seed) => {
        const { max } = run({ bpm, lost, doubled, seed }, 3);
        assert.ok(max < 2.5, `max ${max}`);
      },
    ),
    { numRuns: 60 },
  );
});

test("one lost pulse moves the clock by less than its jitter does", () => {
  const clock = createPulseClock();
  for (let number = 0; number < 200; number++) if (number !== 150) clock.pulse(1000 + (number * 60_000) / 120 / 24);
  assert.equal(clock.heard.dropped, 1);
  assert.ok(Math.abs(clock.pulsesAt(1000 + (199 * 60_000) / 120 / 24) - 199) < 1e-9);
});

test("the count holds through ramps and leaps of the tempo", () => {
  const rows: [what: string, bpmAt: (beat: number) => number, jitterMs: number][] = [
    ["a ramp up", (beat) => 90 + Math.min(80, beat), 2],
    ["a ramp down", (beat) => 170 - Math.min(80, beat), 2],
    ["a leap of 2 bpm", (beat) => (beat < 16 ? 120 : 122), 2],
    ["a leap up", (beat) => (beat < 16 ? 100 : 140), 2],
    ["a leap down", (beat) => (beat < 16 ? 140 : 100), 2],
    ["double", (beat) => (beat < 16 ? 80 : 160), 2],
    ["half", (beat) => (beat < 16 ? 160 : 80), 2],
    ["double, without jitter", (beat) => (beat < 16 ? 87 : 174), 0],
    ["half, without jitter", (beat) => (beat < 16 ? 174 : 87), 0],
  ];
  for (const [what, bpmAt, jitterMs] of rows) {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { max, clock, errors } = run({ bpmAt, jitterMs, seed }, 20, 45);
      // A pulse lost or gained in counting would be 14 ms.
      assert.ok(max < 3.5, `${what}, seed ${seed}: ${max} of ${errors.length}`);
      assert.ok(Math.abs((clock.bpm() ?? 0) - bpmAt(1e9)) < 1, what);
    }
  }
});

test("after a pause the count goes on where the clock would have been", () => {
  const clock = createPulseClock();
  const at = (number: number) => 1000 + (number * 60_000) / 100 / 24;
  for (let number = 0; number < 240; number++) clock.pulse(at(number));
  for (let number = 600; number < 700; number++) clock.pulse(at(number) + 3);
  assert.ok(Math.abs(clock.pulsesAt(at(699) + 3) - 699) < 0.01);
});

test("whatever comes, the clock answers with finite numbers and a bounded tempo", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 200 }), (gaps) => {
      const clock = createPulseClock();
      let at = 0;
      for (const gap of gaps) {
        at += gap;
        clock.pulse(at);
        assert.ok(Number.isFinite(clock.pulsesAt(at + 10)));
        const bpm = clock.bpm();
        assert.ok(bpm === null || (bpm > 9.99 && bpm < 1000.01), `${bpm}`);
      }
    }),
    { numRuns: 300 },
  );
});

test("the same pulses give the same clock", () => {
  const one = run({ seed: 7, lost: 0.02, doubled: 0.02 }, 1);
  const two = run({ seed: 7, lost: 0.02, doubled: 0.02 }, 1);
  assert.deepEqual(one.errors, two.errors);
});
