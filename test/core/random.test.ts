import assert from "node:assert/strict";
import { test } from "node:test";
import { noise2, noise3, noise4 } from "../../src/core/noise.ts";
import { hashToUnit, random } from "../../src/core/random.ts";

const take = (count: number, next: () => number) => Array.from({ length: count }, next);

test("the same seed and key, the same numbers: these ones, on every machine", () => {
  assert.deepEqual(take(5, random(1)), take(5, random(1)));
  assert.deepEqual(take(3, random(42, "ring")), take(3, random(42, "ring")));
  assert.deepEqual(
    take(3, random(42)).map((v) => Math.floor(v * 2 ** 32)),
    [4066214267, 1624489276, 2844565325],
  );
});

test("another seed or key, another stream", () => {
  const seeds: [number, (number | string)?][] = [
    [0],
    [1],
    [2],
    [1, 1],
    [1, 2],
    [2, 1],
    [1.5],
    [1, 0.5],
    [-1],
    [2 ** 31],
    [1, "a"],
    [1, "b"],
    [1, "ab"],
    [1, ""],
  ];
  const first = new Set(seeds.map(([seed, key]) => take(2, random(seed, key)).join()));
  assert.equal(first.size, seeds.length);
});

test("streams are even, and neighbours are not alike", () => {
  for (const seed of [0, 1, 2, 12345]) {
    const values = take(20_000, random(seed));
    const bins = new Array(20).fill(0);
    for (const v of values) {
      assert.ok(v >= 0 && v < 1);
      bins[Math.floor(v * 20)]++;
    }
    const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    assert.ok(chiSquare < 45, `seed ${seed}: χ² ${chiSquare} over 19 degrees`);
  }
  const firsts = Array.from({ length: 20_000 }, (_, seed) => random(seed)());
  const mean = firsts.reduce((a, b) => a + b) / firsts.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01);
  let covariance = 0;
  for (let i = 1; i < firsts.length; i++) covariance += (firsts[i] - 0.5) * (firsts[i - 1] - 0.5);
  assert.ok(Math.abs((covariance / firsts.length) * 12) < 0.03, "first numbers of neighbouring seeds");
});

test("a hash of seed and index is even too", () => {
  let sum = 0;
  for (let i = 0; i < 10_000; i++) sum += hashToUnit(5, i - 5000);
  assert.ok(Math.abs(sum / 10_000 - 0.5) < 0.01);
  assert.notEqual(hashToUnit(1, 2), hashToUnit(2, 1));
});

test("noise is seeded, within ±1, and kept by seed", () => {
  assert.equal(noise2(3), noise2(3));
  assert.equal(noise3(), noise3(0));
  const value = noise3(9)(0.3, 1.7, -4.2);
  for (let seed = 100; seed < 300; seed++) noise3(seed);
  assert.equal(noise3(9)(0.3, 1.7, -4.2), value, "the same after it was dropped and made again");
  assert.notEqual(noise3(10)(0.3, 1.7, -4.2), value);
  for (let i = 0; i < 1000; i++) {
    for (const v of [noise2(1)(i * 0.37, i), noise4(1)(i * 0.1, 2, i * 0.3, 4)]) assert.ok(Math.abs(v) <= 1);
  }
});
