import assert from "node:assert/strict";
import { test } from "node:test";
import { createRestartBudget } from "../../../src/host/show/restart-budget.ts";

const rows: [what: string, perMinute: number, at: number[], taken: string][] = [
  ["three in a minute, then no more", 3, [0, 1, 2, 3, 59_999], "yyynn"],
  ["a minute later there is one again for each", 3, [0, 10, 20, 59_999, 60_000, 60_001, 60_010], "yyynyny"],
  ["a refusal costs nothing", 1, [0, 30_000, 59_999, 60_000, 119_999, 120_000], "ynnyny"],
  ["none", 0, [0, 1e9], "nn"],
];
for (const [what, perMinute, at, taken] of rows) {
  test(what, () => {
    const budget = createRestartBudget(perMinute);
    assert.equal(at.map((ms) => (budget.take(ms) ? "y" : "n")).join(""), taken);
  });
}

test("reset gives all of them back", () => {
  const budget = createRestartBudget(2);
  assert.deepEqual([budget.take(0), budget.take(1), budget.take(2)], [true, true, false]);
  budget.reset();
  assert.deepEqual([budget.take(3), budget.take(4), budget.take(5)], [true, true, false]);
});
