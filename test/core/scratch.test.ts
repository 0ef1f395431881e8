import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ageScratch,
  float32Scratch,
  limitScratch,
  releaseScratch,
  scratchStats,
  scratchUsage,
  uint8Scratch,
} from "../../src/core/scratch.ts";

test("a scratch gives the same array while it is long enough, and is on the books", () => {
  releaseScratch();
  const scratch = float32Scratch();
  const before = { ...scratchStats() };
  const first = scratch.take(1000);
  assert.ok(first.length >= 1000);
  assert.equal(scratch.take(10), first);
  assert.equal(scratch.take(first.length), first);
  const second = scratch.take(first.length + 1);
  assert.notEqual(second, first);
  const { bytes, entries, peak } = scratchStats();
  assert.deepEqual([bytes, entries], [before.bytes + second.byteLength, before.entries + 1]);
  assert.ok(peak >= bytes);
  const usage = scratchUsage();
  assert.deepEqual([usage.entries, usage.bytes], [entries, bytes]);
  assert.ok(usage.maxEntries >= entries && usage.maxBytes > bytes, "both bounds are told");
  releaseScratch();
  assert.deepEqual([scratchStats().bytes, scratchStats().entries], [0, 0]);
});

test("what nobody takes for a while is let go, what is in use stays", () => {
  releaseScratch();
  const used = uint8Scratch();
  const left = uint8Scratch();
  left.take(5000);
  const kept = used.take(100);
  for (let frame = 0; frame < 1300; frame++) {
    ageScratch();
    assert.equal(used.take(100), kept);
  }
  assert.equal(scratchStats().bytes, kept.byteLength);
});

test("all together have a limit, asked before the memory is taken", () => {
  releaseScratch();
  limitScratch(1_000_000);
  try {
    const scratch = float32Scratch();
    scratch.take(10_000);
    assert.throws(() => float32Scratch().take(1e9), {
      name: "SketchError",
      message: /wants 8000000000 bytes of working memory/,
    });
    assert.throws(() => float32Scratch().take(Number.NaN));
    assert.ok(scratch.take(10_000).length >= 10_000);
  } finally {
    limitScratch(1024 ** 3);
    releaseScratch();
  }
});
