// A writing thread of `frame-slot.threads.test.ts` whose every frame is a page longer than the one before.

import { parentPort, workerData } from "node:worker_threads";
import { createFrameWriter, type SlotMemory } from "../../src/protocol/frame-slot.ts";

export interface GrowerData {
  memory: SlotMemory;
  /** Int32: the last frame taken. */
  shared: SharedArrayBuffer;
  frames: number;
}

const { memory, shared, frames } = workerData as GrowerData;
const words = new Int32Array(shared);
const writer = createFrameWriter(memory, 0);
parentPort?.postMessage("ready");
for (let frame = 1; frame <= frames; frame++) {
  writer.buffer(frame * 65_536);
  writer.publish(frame);
  // Spinning at first: the reader must meet the frame while the growth is news.
  for (let i = 0; i < 50_000 && Atomics.load(words, 0) < frame; i++);
  while (Atomics.load(words, 0) < frame) Atomics.wait(words, 0, frame - 1, 10);
}
