// The books of typed arrays, with a real collector: what is gone must leave them, what is seen twice is booked once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  ALLOCATION_BYTES,
  clearBooks,
  createAllocationBoard,
  createAllocationRegistry,
  readBooks,
  SKETCH_SITES,
  SURVIVOR_STEP,
  SURVIVORS_EXACT,
  setTracing,
} from "../../src/protocol/allocations.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** Finalisers run in a task of their own, after a collection. */
const settle = async () => {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

function open() {
  const board = createAllocationBoard(new SharedArrayBuffer(ALLOCATION_BYTES));
  const registry = createAllocationRegistry(board);
  setTracing(board, true);
  const rows = () => readBooks(board).rows;
  return { board, registry, rows };
}

test("live and made, and what is collected leaves", async () => {
  const { registry, rows } = open();
  const kept: unknown[] = [];
  for (let i = 0; i < 10; i++) {
    kept.push(registry.record(3, new Float32Array(100)));
    registry.record(4, new Uint8Array(1000));
  }
  assert.deepEqual(rows(), [
    [3, 4000, 10, 4000, 10],
    [4, 10_000, 10, 10_000, 10],
  ]);
  await settle();
  assert.deepEqual(rows(), [
    [3, 4000, 10, 4000, 10],
    [4, 0, 0, 10_000, 10],
  ]);
  assert.equal(kept.length, 10);
});

test("a buffer is booked once, whoever looks at it", () => {
  const { registry, rows } = open();
  const buffer = new ArrayBuffer(4096);
  registry.record(1, new Float32Array(buffer), buffer);
  assert.deepEqual(rows(), [], "a view of a buffer that nobody booked");
  registry.record(2, buffer);
  registry.record(5, new Uint8Array(buffer));
  const view = new Float32Array(64);
  registry.record(6, view);
  registry.record(7, view.subarray(4), view);
  assert.deepEqual(rows(), [
    [2, 4096, 1, 4096, 1],
    [6, 256, 1, 256, 1],
  ]);
  assert.equal(registry.siteOf(buffer), 2);
  assert.equal(registry.siteOf(new Uint8Array(buffer)), 2);
  assert.equal(registry.siteOf({}), -1);
  assert.equal(registry.siteOf(5), -1);
});

test("values that are no buffers pass through, and off means off", () => {
  const { board, registry, rows } = open();
  for (const value of [null, undefined, 5, "text", [1, 2, 3], { byteLength: 5000 }, new Float32Array(2)]) {
    assert.equal(registry.record(1, value), value);
  }
  assert.deepEqual(rows(), [], "nothing of it is memory outside the heap");
  setTracing(board, false);
  registry.record(1, new Float32Array(1000));
  assert.deepEqual(rows(), []);
});

test("clear and a new version begin at zero, and late finalisers of before do not count", async () => {
  const { board, registry, rows } = open();
  let old: unknown[] = [
    registry.record(SKETCH_SITES, new Float32Array(1000)),
    registry.record(9, new Float32Array(1000)),
  ];
  registry.begin(7);
  assert.deepEqual(readBooks(board), { generation: 7, rows: [[9, 4000, 1, 4000, 1]] });
  old = [];
  await settle();
  assert.deepEqual(rows(), [[9, 0, 0, 4000, 1]], "the first version's array is not taken from the second's books");
  clearBooks(board);
  assert.deepEqual(rows(), []);
  const next = registry.record(SKETCH_SITES + 1, new Float32Array(100));
  await settle();
  assert.deepEqual(rows(), [[SKETCH_SITES + 1, 400, 1, 400, 1]]);
  assert.ok(next && old);
});

test("of probed values all are counted, and enough are watched, also of two that alternate", async () => {
  const { registry, rows } = open();
  const many = SURVIVORS_EXACT + SURVIVOR_STEP * 10;
  const kept: object[] = [];
  for (let i = 0; i < many; i++) {
    kept.push(registry.sample(SKETCH_SITES, { i }) as object);
    kept.push(registry.sample(SKETCH_SITES + 1, [i]) as object);
    registry.sample(SKETCH_SITES + 2, { i });
  }
  for (let i = 0; i < 5; i++) kept.push(registry.sample(SKETCH_SITES + 3, () => i) as object);
  registry.sample(SKETCH_SITES + 4, "four");
  registry.sample(SKETCH_SITES + 4, 4);
  await settle();
  const alive = rows().map(([site, , live, , made]) => [site - SKETCH_SITES, live, made]);
  assert.deepEqual(alive, [
    [0, many, many],
    [1, many, many],
    [2, 0, many],
    [3, 5, 5],
    [4, 0, 2],
  ]);
  assert.equal(rows()[4][3], 8);
  assert.ok(kept.length > 0);
});
