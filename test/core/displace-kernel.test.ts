// The two forms of the noise kernel are one function: equal bytes, whatever the points.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  createDisplaceJob,
  DISPLACE_EXPORT,
  type DisplaceKernel,
  displacePlain,
  displacePoints,
  installDisplaceKernel,
  writeDisplaceModule,
} from "../../src/core/math/displace-kernel.ts";
import { random } from "../../src/core/random.ts";

const memory = new WebAssembly.Memory({ initial: 64, maximum: 4096, shared: true });
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(writeDisplaceModule()), { env: { memory } });
installDisplaceKernel(exports[DISPLACE_EXPORT] as DisplaceKernel, (buffer) => buffer === memory.buffer);

const POINTS = 4003; // three more than a multiple of four
const inMemory = (at: number) => new Float32Array(memory.buffer, at, POINTS * 3);

function cloud(seed: number, spread: number): Float32Array {
  const chance = random(seed, "cloud");
  const points = new Float32Array(POINTS * 3);
  for (let i = 0; i < points.length; i++)
    points[i] = i % 7 === 0 ? Math.round(chance() * 4) : (chance() - 0.5) * spread;
  return points;
}

function job(seed: number, graded: boolean) {
  const made = createDisplaceJob();
  made.amplitude.set([3, 5, 7]);
  made.frequency.set([0.031, 0.05, 0.027]);
  made.phase = 1000 + seed * 1.37;
  made.seed = seed;
  made.graded = graded;
  if (graded) {
    made.amplitudeSlope.set([0.01, -0.02, 0.005, 0.01, 0.7]);
    made.frequencySlope.set([-0.01, 0.004, 0, -0.002, 1.1]);
    made.centre.set([4, -9, 2]);
    made.minFactor = 0.1;
    made.maxFactor = 2;
  }
  return made;
}

const bytesOf = (array: Float32Array) => Buffer.from(array.slice().buffer);

describe("displace kernel", () => {
  for (const spread of [1, 300, 1e5, 1e12, 3e38]) {
    for (const graded of [false, true]) {
      test(`the module and the plain loop give the same bytes: points ±${spread / 2}, ${graded ? "graded" : "even"}`, () => {
        for (const seed of [0, 1, -77, 9999]) {
          const points = cloud(seed, spread);
          const plain = new Float32Array(POINTS * 3);
          displacePlain(job(seed, graded), points, plain, 0, POINTS);
          const [from, to] = [inMemory(64), inMemory(64 + POINTS * 12 + 4)];
          from.set(points);
          to.fill(0);
          displacePoints(job(seed, graded), from, to, POINTS);
          assert.ok(bytesOf(plain).equals(bytesOf(to)), `seed ${seed}`);
          assert.ok(bytesOf(points).equals(bytesOf(from)), "the input was written to");
          // From elsewhere, and in place.
          to.fill(0);
          displacePoints(job(seed, graded), points, to, POINTS);
          assert.ok(bytesOf(plain).equals(bytesOf(to)), "from other memory");
        }
      });
    }
  }

  test("a few points, and none, are displaced like the first of many", () => {
    const points = cloud(5, 200);
    const all = new Float32Array(POINTS * 3);
    displacePlain(job(5, false), points, all, 0, POINTS);
    for (const count of [0, 1, 3, 4, 5, 8]) {
      const [from, to] = [inMemory(64), inMemory(1_000_000)];
      from.set(points);
      to.fill(-1);
      displacePoints(job(5, false), from, to, count);
      assert.deepEqual(to.slice(0, count * 3), all.slice(0, count * 3));
      assert.equal(to[count * 3], -1, `wrote past ${count} points`);
    }
  });

  /** The shift of a point along each axis, amplitude 1, one cell per mm. */
  function noise(points: readonly (readonly number[])[], seed = 3, phase = 0): number[][] {
    const made = createDisplaceJob();
    made.amplitude.fill(1);
    made.frequency.fill(1);
    made.seed = seed;
    made.phase = phase;
    const input = Float32Array.from(points.flat());
    const output = new Float32Array(input.length);
    displacePlain(made, input, output, 0, points.length);
    return points.map((_, i) => [0, 1, 2].map((axis) => output[i * 3 + axis] - input[i * 3 + axis]));
  }
  const chance = random(1, "noise");
  const somewhere = Array.from({ length: 20_000 }, () => [chance() * 60 - 30, chance() * 60 - 30, chance() * 60 - 30]);

  test("within ±1, and most of it is used", () => {
    const values = noise(somewhere).flat();
    const largest = Math.max(...values.map(Math.abs));
    assert.ok(largest <= 1 && largest > 0.8, `${largest}`);
  });

  test("around zero, and no axis knows of another", () => {
    const values = noise(somewhere);
    const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const power = mean(values.map(([x]) => x * x));
    for (const axis of [0, 1, 2]) assert.ok(Math.abs(mean(values.map((v) => v[axis]))) < 0.02);
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [0, 2],
    ]) {
      assert.ok(Math.abs(mean(values.map((v) => v[a] * v[b])) / power) < 0.05, `${a} and ${b}`);
    }
  });

  test("continuous: a thousandth of a cell further on it is nearly the same, across cells and corners too", () => {
    const step = 1 / 1024;
    const near = noise(somewhere.map(([x, y, z]) => [x + step, y, z]));
    const here = noise(somewhere);
    const steepest =
      Math.max(...here.flatMap((value, i) => value.map((v, axis) => Math.abs(near[i][axis] - v)))) / step;
    assert.ok(steepest < 8, `${steepest} a cell`);
  });

  test("a whole phase moves the field by whole cells", () => {
    const grid = Array.from({ length: 64 }, (_, i) => [(i % 4) + 0.25, ((i >> 2) % 4) + 0.5, (i >> 4) + 0.75]);
    const moved = grid.map((point) => point.map((value) => value + 5));
    const [a, b] = [noise(grid, 3, 5).flat(), noise(moved, 3, 0).flat()];
    a.forEach((value, i) => {
      assert.ok(Math.abs(value - b[i]) < 1e-5, `${value} and ${b[i]}`);
    });
  });

  test("late in a long night it is as fine as at the start", () => {
    const late = noise(somewhere, 3, 100_000.5);
    const later = noise(somewhere, 3, 100_000.501);
    const change = Math.max(...late.map(([x], i) => Math.abs(x - later[i][0])));
    assert.ok(change > 0 && change < 0.02, `${change}`);
  });
});
