import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeyHasher } from "../../src/core/key.ts";
import { KeySet } from "../../src/core/key-set.ts";

type Value = number | string | boolean | readonly number[];

const hasher = new KeyHasher();
function keyOf(...values: Value[]): string {
  const key = new Int32Array(4);
  hasher.begin();
  for (const value of values) {
    if (typeof value === "number") hasher.number(value);
    else if (typeof value === "string") hasher.text(value);
    else if (typeof value === "boolean") hasher.flag(value);
    else hasher.numbers(value);
  }
  hasher.end(key, 0);
  return key.join(":");
}

test("values that look alike have different keys", () => {
  const groups: Value[][] = [
    [],
    [1],
    ["1"],
    [true],
    [[1]],
    [0],
    [false],
    [""],
    [[]],
    [[0]],
    ["a", "b"],
    ["a,sb"],
    ["ab"],
    ["ab", ""],
    ["", "ab"],
    ["b", "a"],
    ["a\0", "b"],
    ["a", "\0b"],
    ["a\0"],
    ["a"],
    [[1, 2], [3]],
    [[1], [2, 3]],
    [[1, 2, 3]],
    [1, 2, 3],
    [1, [2, 3]],
    [1.0000000000000002],
    [Number.MIN_VALUE],
  ];
  const keys = new Map<string, Value[]>();
  for (const values of groups) {
    const key = keyOf(...values);
    assert.equal(keys.get(key), undefined, `${JSON.stringify(values)} has the key of ${JSON.stringify(keys.get(key))}`);
    keys.set(key, values);
  }
});

test("0 and -0 draw the same and have one key", () => {
  assert.equal(keyOf(-0, [-0, 1]), keyOf(0, [0, 1]));
});

test("signs cannot cancel each other, in no lane", () => {
  // A multiplicative hash without rotation keeps a flipped top bit in the top bit: two of them vanish.
  for (const [a, b] of [
    [keyOf(1, 1), keyOf(-1, -1)],
    [keyOf(1, -1), keyOf(-1, 1)],
    [keyOf([5, 5, 5, 5]), keyOf([-5, -5, 5, 5])],
  ]) {
    const lanes = b.split(":");
    a.split(":").forEach((lane, i) => {
      assert.notEqual(lane, lanes[i], `lane ${i}`);
    });
  }
});

test("half a million near neighbours do not collide in any 64 bits", () => {
  const key = new Int32Array(4);
  for (const [low, high] of [
    [0, 1],
    [2, 3],
    [0, 3],
  ]) {
    const seen = new Set<string>();
    for (let i = 0; i < 170_000; i++) {
      hasher.begin();
      hasher.number(i % 413);
      hasher.number(Math.floor(i / 413) * 0.001);
      hasher.end(key, 0);
      seen.add(`${key[low]}:${key[high]}`);
    }
    assert.equal(seen.size, 170_000);
  }
});

test("different sequences, different keys; equal ones, equal keys", () => {
  const number = fc.double({ noNaN: true }).map((v) => v + 0);
  const value = fc.oneof(number, fc.string(), fc.boolean(), fc.array(number, { maxLength: 4 }));
  const values = fc.array(value, { maxLength: 5 });
  const show = (list: Value[]) =>
    JSON.stringify(list, (_, v) => (typeof v === "number" && !Number.isFinite(v) ? `∞${v}` : v));
  fc.assert(
    fc.property(values, values, (a, b) => (keyOf(...a) === keyOf(...b)) === (show(a) === show(b))),
    { seed: 7, numRuns: 2000 },
  );
});

test("a set of keys holds what was added since it was cleared", () => {
  const set = new KeySet();
  const keys = new Int32Array(4 * 2000);
  for (let i = 0; i < 2000; i++) {
    hasher.begin();
    hasher.number(i);
    hasher.end(keys, i * 4);
  }
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 1000; i++) set.add(keys, i * 4);
    for (let i = 0; i < 2000; i++) assert.equal(set.has(keys, i * 4), i < 1000);
    set.clear();
    assert.equal(set.has(keys, 0), false);
  }
});
