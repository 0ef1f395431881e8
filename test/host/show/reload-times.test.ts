import assert from "node:assert/strict";
import { test } from "node:test";
import { createReloadTimes, STAGES, spread } from "../../../src/host/show/reload-times.ts";

const stages = (ms: number) => ({ watch: ms, build: ms * 2, load: ms, audition: ms, publish: ms, present: ms });

test("spread", () => {
  const rows: [values: number[], p50: number | null, p95: number | null, p99: number | null][] = [
    [[], null, null, null],
    [[7], 7, 7, 7],
    [[3, 1, 2], 2, 3, 3],
    [Array.from({ length: 100 }, (_, i) => 99 - i), 50, 95, 99],
    [[10, 9, 100, 1], 10, 100, 100],
  ];
  for (const [values, p50, p95, p99] of rows) {
    const before = [...values];
    assert.deepEqual(spread(values), { count: values.length, p50, p95, p99 });
    assert.deepEqual(values, before, "input untouched");
  }
});

test("each stage and the whole, and what the last one took", () => {
  const times = createReloadTimes();
  assert.deepEqual([times.lastTotal(), times.perf().p50, times.perf().last], [null, null, null]);
  for (const ms of [1, 2, 3]) times.add(stages(ms), ms * 10);
  const perf = times.perf();
  assert.deepEqual([perf.count, perf.p50, perf.p95], [3, 20, 30]);
  assert.deepEqual(Object.keys(perf.stages), [...STAGES]);
  assert.deepEqual([perf.stages.build.p50, perf.stages.watch.p50], [4, 2]);
  assert.deepEqual([perf.last, times.lastTotal()], [{ ...stages(3), total: 30 }, 30]);
});

test("the last 500 are kept, all are counted", () => {
  const times = createReloadTimes();
  for (let i = 0; i < 1500; i++) times.add(stages(i), i);
  const perf = times.perf();
  assert.deepEqual([perf.count, perf.stages.watch.count, perf.p50], [1500, 500, 1250]);
});
