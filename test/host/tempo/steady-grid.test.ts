import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitGrid, median } from "../../../src/host/tempo/steady-grid.ts";

test("the median is the middle", () => {
  assert.deepEqual([median([3]), median([3, 1, 2]), median([4, 1, 3, 2])], [3, 2, 2.5]);
});

test("an even row gives its grid; missing and doubled times are seen as such", () => {
  const rows: [
    times: number[],
    expected: [period: number, step: number, at: number, missing: number, doubled: number],
  ][] = [
    [
      [0, 10],
      [10, 1, 10, 0, 0],
    ],
    [
      [5, 15, 25, 35],
      [10, 3, 35, 0, 0],
    ],
    [
      [0, 10, 30, 40],
      [10, 4, 40, 1, 0],
    ],
    [
      [0, 10, 10.5, 20, 30],
      [10, 3, 30, 0, 1],
    ],
  ];
  for (const [times, [period, step, at, missing, doubled]] of rows) {
    const grid = fitGrid(times);
    assert.ok(grid, times.join());
    assert.deepEqual([grid.step, grid.missing, grid.doubled], [step, missing, doubled]);
    assert.ok(Math.abs(grid.period - period) < 1e-9 && Math.abs(grid.at - at) < 1e-9, times.join());
  }
  for (const times of [[], [1], [1, 1], [1, 1, 1]]) assert.equal(fitGrid(times), null);
});

test("noise of a tenth of the step moves the step by less than a twentieth", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 5, max: 1000, noNaN: true }),
      fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 5, maxLength: 24 }),
      (period, noise) => {
        const grid = fitGrid(noise.map((off, i) => 100 + period * (i + off)));
        assert.ok(grid && Math.abs(grid.period / period - 1) < 0.05);
        assert.equal(grid.step, noise.length - 1);
      },
    ),
  );
});
