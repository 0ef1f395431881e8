import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemo } from "../../src/core/memo.ts";
import { createPolylines } from "../../src/core/polylines.ts";
import { random } from "../../src/core/random.ts";

/** Keys that share their low bits, so that probing and deletion are put to work. */
const keyOf = (n: number, home = n % 3) => Int32Array.of(home, n, n * 7, 1);
const linesOf = (n: number) => {
  const lines = createPolylines(n, 1);
  lines.coords.fill(n);
  lines.offsets[1] = n;
  return lines;
};

test("keeps copies, finds them by all four words", () => {
  const memo = createMemo();
  memo.beginFrame();
  const lines = linesOf(4);
  assert.equal(memo.admit(keyOf(4), 0, lines), true);
  lines.coords.fill(99);
  const found = memo.find(keyOf(4), 0);
  assert.equal(found?.points, 4);
  assert.equal(found?.coords[0], 4);
  assert.equal(memo.find(Int32Array.of(1, 4, 28, 2), 0), null);
  assert.equal(memo.admit(keyOf(4), 0, lines), false, "already there");
});

test("behaves like a plain LRU, under colliding keys and against a model", () => {
  const limit = 8;
  const memo = createMemo({ maxEntries: limit });
  const model = new Map<number, number>(); // in order of use
  const chance = random(11);
  for (let step = 0; step < 20_000; step++) {
    memo.beginFrame();
    const n = Math.floor(chance() * 24) + 1;
    const found = memo.find(keyOf(n), 0);
    assert.equal(found?.points ?? null, model.get(n) ?? null, `step ${step}, key ${n}`);
    if (found !== null) {
      model.delete(n);
      model.set(n, n);
    } else if (chance() < 0.5) {
      memo.admit(keyOf(n), 0, linesOf(n));
      if (model.size === limit) for (const oldest of model.keys()) if (model.delete(oldest)) break;
      model.set(n, n);
    }
    assert.equal(memo.stats.entries, model.size);
  }
  assert.ok(memo.stats.evictions > 1000);
});

test("bytes are bounded and come back", () => {
  const memo = createMemo({ maxBytes: 5000 });
  for (let n = 1; n < 200; n++) {
    memo.beginFrame();
    memo.admit(keyOf(n), 0, linesOf(n % 50));
    assert.ok(memo.stats.bytes <= 5000);
  }
  memo.clear();
  assert.equal(memo.stats.bytes, 0);
  assert.equal(memo.stats.entries, 0);
  assert.equal(memo.admit(keyOf(1), 0, linesOf(1000)), false, "larger than all of it");
});

test("what this frame uses stays", () => {
  const memo = createMemo({ maxEntries: 2 });
  memo.beginFrame();
  memo.admit(keyOf(1), 0, linesOf(1));
  memo.admit(keyOf(2), 0, linesOf(2));
  assert.equal(memo.admit(keyOf(3), 0, linesOf(3)), false);
  memo.beginFrame();
  assert.ok(memo.find(keyOf(1), 0));
  assert.equal(memo.admit(keyOf(3), 0, linesOf(3)), true);
  assert.equal(memo.find(keyOf(2), 0), null);
  assert.ok(memo.find(keyOf(1), 0));
});
