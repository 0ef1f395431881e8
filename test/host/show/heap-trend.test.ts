import assert from "node:assert/strict";
import { test } from "node:test";
import { createHeapTrend } from "../../../src/host/show/heap-trend.ts";

const MB = 2 ** 20;
/** Samples four times a second from `from` to `to`, seconds. */
function sampled(bytesAt: (seconds: number, index: number) => number, to: number, from = 0, trend = createHeapTrend()) {
  for (let i = 0, ms = from * 1000; ms <= to * 1000; i++, ms += 250) trend.add(bytesAt(ms / 1000, i), ms);
  return trend;
}
const near = (got: number | null, wanted: number, within: number, what: string) =>
  assert.ok(got !== null && Math.abs(got - wanted) <= within, `${what}: ${got}, expected ${wanted} ± ${within}`);

test("too little to say: before the warm-up and ten seconds more", () => {
  const flat = () => 10 * MB;
  assert.deepEqual(createHeapTrend().read(), { bytes: 0, slope: null });
  for (const seconds of [0, 4, 14.75]) assert.equal(sampled(flat, seconds).read().slope, null, `${seconds} s`);
  assert.equal(sampled(flat, 15).read().slope, 0);
});

test("what is held, whatever the collector does in between", () => {
  const sawtooth = (seconds: number) => ((seconds * 1.7) % 1) * 8 * MB;
  const rows: [what: string, bytesAt: (seconds: number) => number, slope: number, within: number][] = [
    ["flat", () => 10 * MB, 0, 0],
    ["growing", (s) => 10 * MB + s * 100_000, 100_000, 1],
    ["shrinking", (s) => 100 * MB - s * 50_000, -50_000, 1],
    ["flat under a saw", (s) => 10 * MB + sawtooth(s), 0, 60_000],
    ["growing under a saw", (s) => 10 * MB + s * 1e6 + sawtooth(s), 1e6, 100_000],
    ["one spike", (s) => (s === 30 ? 500 : 10) * MB, 0, 0],
  ];
  for (const [what, bytesAt, slope, within] of rows) near(sampled(bytesAt, 60).read().slope, slope, within, what);
});

test("a step at a reload is cut out, and the heap settles first", () => {
  const trend = sampled(() => 10 * MB, 30);
  trend.cut();
  sampled((s) => (s < 34 ? 40 + s : 30) * MB, 36, 30.25, trend);
  assert.equal(trend.read().slope, null);
  sampled(() => 30 * MB, 60, 36.25, trend);
  assert.deepEqual(trend.read(), { bytes: 30 * MB, slope: 0 });
});

test("only the last minute counts", () => {
  const trend = sampled((s) => s * 1e6, 60);
  sampled(() => 60e6, 130, 60.25, trend);
  assert.equal(trend.read().slope, 0);
});
