import assert from "node:assert/strict";
import { test } from "node:test";
import { createTimingRing } from "../../src/window/timing.ts";

const rows: [what: string, size: number, added: number[], count: number, p50: number | null, p95: number | null][] = [
  ["nothing", 4, [], 0, null, null],
  ["one", 4, [7], 1, 7, 7],
  ["unordered", 8, [3, 1, 2], 3, 2, 3],
  ["by value, not by text", 8, [10, 9, 100], 3, 10, 100],
  ["exactly full", 4, [4, 3, 2, 1], 4, 3, 4],
  ["the oldest are forgotten", 4, [100, 100, 100, 1, 2, 3, 4], 4, 3, 4],
  ["a hundred", 100, Array.from({ length: 100 }, (_, i) => 99 - i), 100, 50, 95],
];
for (const [what, size, added, count, p50, p95] of rows) {
  test(what, () => {
    const ring = createTimingRing(size);
    for (const ms of added) ring.add(ms);
    assert.deepEqual([ring.count(), ring.percentile(0.5), ring.percentile(0.95)], [count, p50, p95]);
    assert.equal(ring.percentile(1), added.length === 0 ? null : Math.max(...added.slice(-size)));
    assert.equal(ring.percentile(0), added.length === 0 ? null : Math.min(...added.slice(-size)));
  });
}

test("reading leaves the samples as they are, clearing forgets them", () => {
  const ring = createTimingRing(3);
  for (const ms of [5, 1, 9]) ring.add(ms);
  assert.deepEqual([ring.percentile(0.5), ring.percentile(0.5)], [5, 5]);
  ring.add(2);
  assert.equal(ring.percentile(0.5), 2, "the 5 was the oldest");
  ring.clear();
  assert.deepEqual([ring.count(), ring.percentile(0.5)], [0, null]);
  ring.add(4);
  assert.deepEqual([ring.count(), ring.percentile(0.5)], [1, 4], "what was cleared does not come back");
});
