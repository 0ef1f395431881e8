import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryBudget, parseAmount, type Reading } from "../../../src/host/memory/memory-budget.ts";
import { CommandProblem } from "../../../src/host/show-api.ts";
import { describeProblem } from "../../../src/protocol/problem.ts";

const KNOWN = ["page", "air", "gpu"];

const holds = (series: string, bytes: number | null): Reading => ({ series, bytes, slope: null });
const grows = (series: string, slope: number, low: number): Reading => ({
  series,
  bytes: 1e6,
  slope: { slope, low, high: 2 * slope - low, p: 0.01, seconds: 60, points: 20 },
});

function said(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof CommandProblem, String(error));
    return describeProblem(error.problem);
  }
  return "nothing";
}

test("amounts", () => {
  const rows: [string, number | null, boolean?][] = [
    ["80MB", 80e6, false],
    ["64 MiB", 67_108_864, false],
    ["1.5GB", 1.5e9, false],
    ["50kB/s", 50e3, true],
    [" 20 KB /s ", 20e3, true],
    ["0", null],
    ["0MB", null],
    ["-1", null],
    ["x", null],
    ["-1MB", null],
    ["80", null],
    ["MB", null],
    ["80MB/m", null],
    ["50kB/s/s", null],
    ["", null],
  ];
  for (const [text, bytes, perSecond] of rows)
    assert.deepEqual(parseAmount(text), bytes === null ? null : { bytes, perSecond }, text);
});

test("an alarm is told once, and again only after five quiet seconds", () => {
  const budget = createMemoryBudget();
  budget.set("page", "80MB", KNOWN);
  // ms, bytes held, told, still active
  const rows: [number, number | null, number, number][] = [
    [0, 80e6, 0, 0],
    [1000, 81e6, 1, 1],
    [2000, 90e6, 0, 1],
    [3000, 70e6, 0, 1],
    [6000, 81e6, 0, 1],
    [7000, 70e6, 0, 1],
    [10_900, 70e6, 0, 1],
    [11_000, 70e6, 0, 0],
    [12_000, 81e6, 1, 1],
    [16_000, null, 0, 1],
    [17_000, null, 0, 0],
  ];
  for (const [at, bytes, told, active] of rows) {
    const alarms = budget.check([holds("page", bytes)], at);
    assert.deepEqual([alarms.length, budget.active().length], [told, active], `${at} ms`);
  }
  assert.equal(budget.raised(), 2);
});

test("an alarm says what is and what may be, and keeps to the newest figure", () => {
  const budget = createMemoryBudget();
  budget.set("page", "80MB", KNOWN);
  assert.equal(budget.check([holds("page", 96e6)], 0)[0].what, "page holds 96.0 MB, the budget is 80.0 MB");
  budget.check([holds("page", 120e6)], 500);
  assert.match(budget.active()[0].what, /holds 120.0 MB/);
});

test("growth raises an alarm only with its whole band above the limit", () => {
  const budget = createMemoryBudget();
  budget.set("air", "50kB/s", KNOWN);
  assert.equal(budget.check([holds("air", 9e9)], 0).length, 0);
  assert.equal(budget.check([grows("air", 400e3, 50e3)], 250).length, 0);
  const [alarm] = budget.check([grows("air", 400e3, 51e3)], 500);
  // Nothing is known: no news. Just below, seen or not, the alarm runs out like any other.
  assert.equal(budget.check([holds("air", 1e6)], 750).length, 0);
  assert.equal(budget.active().length, 1);
  assert.equal(budget.check([grows("air", 400e3, 40e3)], 5500).length + budget.active().length, 0);
  assert.equal(alarm.what, "air grows by 400.0 KB/s, the budget is 50.0 KB/s");
});

test("a series may have a size and a growth; each is cleared with it", () => {
  const budget = createMemoryBudget();
  budget.set("air", "1MB", KNOWN);
  budget.set("air", "50kB/s", KNOWN);
  budget.set("page", "1MB", KNOWN);
  budget.set("page", "5MB", KNOWN);
  assert.deepEqual(
    budget.list().map(({ series, bytes, perSecond }) => [series, bytes, perSecond]),
    [
      ["air", 1e6, false],
      ["air", 50e3, true],
      ["page", 5e6, false],
    ],
  );
  assert.equal(budget.check([grows("air", 200e3, 100e3), holds("page", 6e6)], 0).length, 2);
  budget.clear("air");
  assert.deepEqual(
    budget.active().map(({ series }) => series),
    ["page"],
  );
  budget.clear();
  assert.deepEqual([budget.list().length, budget.active().length, budget.raised()], [0, 0, 2]);
});

test("a reading that nobody asked for, or a rule without one, says nothing", () => {
  const budget = createMemoryBudget();
  assert.deepEqual(budget.check([holds("page", 9e9), grows("air", 9e9, 9e9)], 0), []);
  budget.set("gpu", "1MB", KNOWN);
  assert.deepEqual(budget.check([holds("page", 9e9)], 250), []);
  assert.deepEqual(budget.check([holds("gpu", null)], 500), []);
  budget.clear("page");
  assert.deepEqual([budget.list().length, budget.active(), budget.raised()], [1, [], 0]);
});

test("a new limit is judged anew", () => {
  const budget = createMemoryBudget();
  budget.set("page", "1MB", KNOWN);
  assert.equal(budget.check([holds("page", 6e6)], 0).length, 1);
  budget.set("page", "5MB", KNOWN);
  assert.equal(budget.check([holds("page", 6e6)], 250).length, 1);
});

test("what is no budget is refused with a way out", () => {
  const budget = createMemoryBudget();
  assert.match(
    said(() => budget.set("page", "lots", KNOWN)),
    /"lots" is no budget.*80MB.*50kB\/s/s,
  );
  assert.match(
    said(() => budget.set("pgae", "1MB", KNOWN)),
    /no series "pgae".*page, air, gpu.*Did you mean "page"/s,
  );
  const many = Array.from({ length: 40 }, (_, i) => `s${i}`);
  assert.match(
    said(() => {
      for (const name of many) budget.set(name, "1MB", many);
    }),
    /32 budgets already/,
  );
  assert.equal(budget.list().length, 32);
  budget.set("s3", "2MB", many);
  assert.equal(budget.list().length, 32);
});
