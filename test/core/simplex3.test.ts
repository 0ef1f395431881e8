// Our kernel is the field that `simplex-noise` draws: the package is the reference.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleSimplex3, simplexTable } from "../../src/core/math/simplex3.ts";
import { noise3 } from "../../src/core/noise.ts";
import { random } from "../../src/core/random.ts";

test("the kernel equals simplex-noise at 20,000 points of four seeds", () => {
  const io = new Float64Array(4);
  for (const seed of [0, 1, 7, 9999]) {
    const reference = noise3(seed);
    const table = simplexTable(seed);
    const chance = random(seed, "points");
    for (let n = 0; n < 5000; n++) {
      const at = [chance() * 600 - 300, chance() * 600 - 300, n % 3 === 0 ? 0 : chance() * 2000];
      io.set(at);
      sampleSimplex3(table, io);
      assert.ok(
        Math.abs(io[3] - reference(at[0], at[1], at[2])) < 1e-9,
        `${at}: ${io[3]} against ${reference(at[0], at[1], at[2])}`,
      );
    }
  }
});

test("on the corners and faces of the lattice it is finite and within ±1", () => {
  const io = new Float64Array(4);
  const table = simplexTable(3);
  for (let n = 0; n < 4096; n++) {
    io.set([(n & 15) / 2 - 4, ((n >> 4) & 15) / 2 - 4, (n >> 8) / 2 - 4]);
    sampleSimplex3(table, io);
    assert.ok(Math.abs(io[3]) <= 1, `${io}`);
  }
});
