// A copy of the table is that of exactly one revision, while another thread writes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { controlTableBytes, createControlReader } from "../../src/protocol/control-table.ts";
import { startThread } from "../support/thread.ts";
import type { WriterData } from "./control-table.writer.ts";

const COUNT = 200;

test("a sample holds the first N writes and nothing of the next", { timeout: 60_000 }, async () => {
  const memory = new SharedArrayBuffer(controlTableBytes());
  const stop = new SharedArrayBuffer(4);
  const data: WriterData = { memory, stop, count: COUNT };
  const thread = await startThread(new URL("./control-table.writer.ts", import.meta.url), data);
  try {
    const reader = createControlReader(memory);
    let revisions = 0;
    let last = 0;
    for (const until = performance.now() + 1500; performance.now() < until; ) {
      const revision = reader.sample();
      if (revision === last) continue;
      assert.ok(revision > last, `revision ${revision} after ${last}`);
      last = revision;
      revisions++;
      // A float holds whole numbers exactly up to here.
      if (revision > 2 ** 24) break;
      for (let slot = 0; slot < COUNT; slot++) {
        const newest = revision - ((revision - slot) % COUNT);
        const expected = newest > 0 && revision >= slot ? newest : -1;
        const got = reader.knob(slot, -1);
        if (got !== expected) assert.fail(`revision ${revision}: word ${slot} is ${got}, expected ${expected}`);
      }
    }
    assert.ok(revisions > 100, `${revisions} revisions were seen`);
  } finally {
    Atomics.store(new Int32Array(stop), 0, 1);
    await thread.terminate();
  }
});
