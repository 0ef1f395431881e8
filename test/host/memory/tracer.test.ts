// The tracer against a realm that only notes what it was told: when it begins, where, and how dear it may get.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Link } from "../../../src/host/link.ts";
import type { ProfileNode } from "../../../src/host/memory/heap-profile.ts";
import {
  createTracer,
  intervalFor,
  MIN_INTERVAL,
  type RealmKey,
  samplingCost,
} from "../../../src/host/memory/tracer.ts";

function open() {
  const told: string[] = [];
  const rates = new Map<RealmKey, number>();
  const workers = [2, 3];
  let dead = false;
  /** Bytes each realm makes in the moment in which it is measured. */
  const made = new Map<RealmKey, number>();
  const measuring = new Set<RealmKey>();
  const head: ProfileNode = {
    callFrame: { functionName: "(root)", scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 },
    selfSize: 0,
    children: [],
  };
  const answer = async (key: RealmKey, method: string, params: object = {}) => {
    if (dead && key === 3) throw new Error("its target is gone");
    const { samplingInterval, includeObjectsCollectedByMinorGC } = params as Record<string, number | boolean>;
    if (includeObjectsCollectedByMinorGC) measuring.add(key);
    else if (method.endsWith("stopSampling") && measuring.delete(key))
      return { profile: { head: { ...head, children: [{ ...head, selfSize: made.get(key) ?? 0 }] } } };
    else told.push(`${key} ${method.replace("HeapProfiler.", "")}${samplingInterval ? ` ${samplingInterval}` : ""}`);
    return { profile: { head } };
  };
  const link = {
    workerIds: () => workers,
    send: (key: "page" | number, method: string, params?: object) => answer(key, method, params),
  };
  const tracer = createTracer({
    link: () => link as unknown as Link,
    host: {
      send: (method, params) => answer("host", method, params),
      heap: () => ({ used: 0, buffers: 0 }),
      close() {},
    },
    rateOf: (key) => rates.get(key) ?? 0,
    now: () => performance.now(),
  });
  return {
    tracer,
    told,
    rates,
    made,
    die: () => {
      dead = true;
    },
  };
}

test("the interval follows the rate, and holds the cost at about one hundredth", () => {
  assert.equal(intervalFor(0), MIN_INTERVAL);
  assert.equal(intervalFor(128e6), 128 * 1024);
  assert.equal(intervalFor(1e9), 1024 * 1024);
  for (const rate of [1e6, 50e6, 128e6, 1e9, 7e9])
    assert.ok(samplingCost(rate, intervalFor(rate)) <= 0.0101, `${rate}`);
});

test("every realm is begun, and a new worker before its first instruction", async () => {
  const { tracer, told, rates } = open();
  rates.set(2, 128e6);
  await tracer.start();
  assert.deepEqual(told.sort(), [
    "2 startSampling 131072",
    "3 startSampling 16384",
    "host startSampling 16384",
    "page startSampling 16384",
  ]);
  const heard: string[] = [];
  tracer.workerBorn(4, (method) => heard.push(method));
  assert.deepEqual(heard, ["HeapProfiler.startSampling"]);
  assert.deepEqual(
    tracer
      .realms()
      .map(({ key }) => key)
      .sort(),
    [2, 3, 4, "host", "page"],
  );
  tracer.workerGone(4);
  assert.equal(tracer.realms().length, 4);
  tracer.gone();
  assert.deepEqual(
    tracer.realms().map(({ key }) => key),
    ["host"],
  );
  await tracer.stop();
  assert.equal(tracer.on(), false);
  tracer.workerBorn(5, () => assert.fail("not while it is off"));
});

test("what a realm allocates is measured when its trace begins: from outside a fast one looks slow", async () => {
  const { tracer, told, rates, made } = open();
  rates.set(2, 5e6);
  made.set(2, 200e6); // in a quarter of a second
  await tracer.start();
  assert.ok(told.includes("2 startSampling 1048576"), told.join(", "));
  const seen = tracer.realms().find(({ key }) => key === 2);
  assert.ok(seen && seen.expected > 0.002 && seen.expected < 0.0101, `${seen?.expected}`);
  const heard: string[] = [];
  tracer.workerBorn(4, (_, params) => heard.push(JSON.stringify(params)));
  assert.deepEqual(heard, ['{"samplingInterval":1048576}'], "the next worker draws the same");
});

test("a realm that allocates more than was thought is begun anew, coarser", async () => {
  const { tracer, told, rates } = open();
  await tracer.start();
  assert.deepEqual(await tracer.adapt(), []);
  rates.set(3, 1e9);
  told.length = 0;
  assert.deepEqual(await tracer.adapt(), [3]);
  assert.deepEqual(told, ["3 stopSampling", "3 startSampling 1048576"]);
  assert.deepEqual(await tracer.adapt(), []);
});

test("a realm that dies is no longer traced, and the others are", async () => {
  const { tracer, die } = open();
  die();
  await tracer.start();
  assert.deepEqual(
    tracer
      .realms()
      .map(({ key }) => key)
      .sort(),
    [2, "host", "page"],
  );
  assert.equal(await tracer.profile(3), null);
  assert.ok(await tracer.profile(2));
  assert.deepEqual(
    (await tracer.churn([2, 3], 1)).map(({ key }) => key),
    [2],
  );
});
