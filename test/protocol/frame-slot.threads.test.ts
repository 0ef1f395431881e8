// The slot under real threads: no torn frame, none that goes backward, and the last one always arrives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as breathe } from "node:timers/promises";
import { controlTableBytes, createControlReader, createControlWriter } from "../../src/protocol/control-table.ts";
import { createFrameReader, createSlotMemory } from "../../src/protocol/frame-slot.ts";
import { startThread } from "../support/thread.ts";
import type { MoverData } from "./control-table.mover.ts";
import type { WriterData } from "./frame-slot.writer.ts";

const TICKS = 100_000;

async function race(writers: number) {
  const memory = createSlotMemory(
    1,
    writers,
    (initial) => new WebAssembly.Memory({ initial, maximum: 64, shared: true }),
  );
  const shared = new SharedArrayBuffer(16);
  const words = new Int32Array(shared);
  const reader = createFrameReader(memory);
  const seen = { frames: 0, torn: 0, backward: 0, short: 0, changedOnShow: 0 };
  let running = 0;
  let published = 0;
  const threads = await Promise.all(
    Array.from({ length: writers }, (_, writer) => {
      const data: WriterData = { memory, writer, shared, ticks: TICKS, seed: writer + 1 };
      return startThread(new URL("./frame-slot.writer.ts", import.meta.url), data);
    }),
  );
  for (const thread of threads) {
    running++;
    thread.on("message", (count: number) => {
      published += count;
      running--;
    });
  }
  Atomics.store(words, 2, 1);
  Atomics.notify(words, 2);

  const whole = (bytes: ArrayBufferLike): number | null => {
    const [count, seq] = new Int32Array(bytes, 0, 2);
    if (count * 4 > bytes.byteLength) {
      seen.short++;
      return null;
    }
    const ints = new Int32Array(bytes, 0, count);
    for (let i = 2; i < count; i++) {
      if (ints[i] !== seq) {
        seen.torn++;
        return null;
      }
    }
    return seq;
  };
  let last = 0;
  for (let turn = 0; running > 0 || turn % 256 !== 0; turn++) {
    const bytes = reader.latest();
    if (bytes !== null) {
      seen.frames++;
      const seq = whole(bytes);
      if (seq !== null && seq <= last) seen.backward++;
      last = seq ?? last;
      // Looked at again while the writers go on: what is on show belongs to the reader.
      if (whole(bytes) !== seq) seen.changedOnShow++;
    }
    if (turn % 256 === 255) await breathe();
  }
  const bytes = reader.latest();
  if (bytes !== null) last = whole(bytes) ?? -1;
  await Promise.all(threads.map((thread) => thread.terminate()));
  return { seen, last, published, highest: words[1], counters: reader.counters() };
}

for (const writers of [1, 2]) {
  test(`${writers} writing, one reading, ${TICKS} ticks`, { timeout: 120_000 }, async () => {
    const { seen, last, published, highest, counters } = await race(writers);
    assert.ok(seen.frames > 100, `the reader saw ${seen.frames} frames`);
    assert.deepEqual(seen, { frames: seen.frames, torn: 0, backward: 0, short: 0, changedOnShow: 0 });
    assert.equal(last, highest, "the last frame published is the last one seen");
    assert.equal(counters.published, published);
    assert.equal(counters.published + counters.stale, TICKS, "every tick was published or refused");
    assert.equal(counters.published, counters.shown + counters.dropped, "every frame was shown or dropped");
    assert.ok(counters.grown > 0, "buffers grew on the way");
  });
}

test("a control that is cleared is never seen at a value nobody gave it", { timeout: 60_000 }, async () => {
  const memory = new SharedArrayBuffer(controlTableBytes());
  const stop = new SharedArrayBuffer(4);
  createControlWriter(memory).setCc(5, 0.5);
  const data: MoverData = { memory, stop };
  const thread = await startThread(new URL("./control-table.mover.ts", import.meta.url), data);
  const reader = createControlReader(memory);
  const values = new Set<number>();
  for (let i = 0; i < 300_000; i++) {
    reader.sample();
    values.add(reader.cc(5, 0.25));
  }
  Atomics.store(new Int32Array(stop), 0, 1);
  await thread.terminate();
  assert.deepEqual([...values].sort(), [0.25, 0.5]);
});
