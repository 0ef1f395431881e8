import assert from "node:assert/strict";
import { test } from "node:test";
import { createAwaitedReloads } from "../../../src/host/show/awaited-reloads.ts";
import { createReloadTimes } from "../../../src/host/show/reload-times.ts";

const stages = { watch: 1, build: 2, load: 3, audition: 4, publish: 5 };
const aired = { savedAtMs: 1000, airedAtMs: 1020, stages };

function start() {
  const times = createReloadTimes();
  let told = 0;
  const awaited = createAwaitedReloads(times, () => told++);
  return { ...awaited, seen: () => [told, times.perf().count, times.lastTotal(), times.perf().last?.present ?? null] };
}

test("on air, then on screen", () => {
  const reloads = start();
  reloads.aired(7, aired);
  assert.deepEqual(reloads.seen(), [0, 0, null, null]);
  reloads.presented(7, 1030);
  reloads.presented(7, 1047);
  assert.deepEqual(reloads.seen(), [1, 1, 30, 10]);
});

test("the window's word comes first", () => {
  const reloads = start();
  reloads.presented(7, 1019.5);
  reloads.aired(7, aired);
  assert.deepEqual(reloads.seen(), [1, 1, 19.5, 0]);
  reloads.presented(7, 1040);
  assert.deepEqual(reloads.seen()[1], 1);
});

test("a version that was replaced before its first frame is no reload; neither is one that nobody saved", () => {
  const reloads = start();
  reloads.presented(6, 900);
  reloads.aired(7, aired);
  reloads.presented(8, 1100);
  reloads.presented(7, 1200);
  assert.deepEqual(reloads.seen(), [0, 0, null, null]);
});
