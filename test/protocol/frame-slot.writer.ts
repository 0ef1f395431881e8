// One writing thread of `frame-slot.threads.test.ts`: draws ticks from a shared counter, fills its buffer with the
// tick's number, publishes. Fills slowly now and then, so that the others overtake it.

import { parentPort, workerData } from "node:worker_threads";
import { createFrameWriter, type SlotMemory } from "../../src/protocol/frame-slot.ts";

export interface WriterData {
  memory: SlotMemory;
  writer: number;
  /** Int32: next tick, highest tick published, go. */
  shared: SharedArrayBuffer;
  ticks: number;
  seed: number;
}

const { memory, writer: index, shared, ticks, seed } = workerData as WriterData;
const words = new Int32Array(shared);
const writer = createFrameWriter(memory, index);
let state = seed;
const chance = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return (state >>> 8) / 2 ** 24;
};

parentPort?.postMessage("ready");
Atomics.wait(words, 2, 0);
let published = 0;
for (;;) {
  const seq = Atomics.add(words, 0, 1) + 1;
  if (seq > ticks) break;
  // Mostly small; rarely more than a page, so that buffers grow while others read.
  const count = chance() < 0.0005 ? 20_000 + Math.floor(chance() * 20_000) : 16 + Math.floor(chance() * 200);
  const ints = new Int32Array(writer.buffer(count * 4), 0, count);
  ints[0] = count;
  for (let i = 1; i < count; i++) ints[i] = seq;
  // On a busy machine one thread may otherwise be done before another has had its first turn.
  if (seq % 100 === 0) Atomics.wait(words, 3, 0, 1);
  if (!writer.publish(seq)) continue;
  published++;
  for (;;) {
    const highest = Atomics.load(words, 1);
    if (highest >= seq || Atomics.compareExchange(words, 1, highest, seq) === highest) break;
  }
}
parentPort?.postMessage(published);
