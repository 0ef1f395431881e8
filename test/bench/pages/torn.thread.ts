// The writing thread of slot.ts's torn-frame test, in Node: publishes frames whose every word is their own number.

import { parentPort, workerData } from "node:worker_threads";
import { createFrameWriter, type SlotMemory } from "../../../src/protocol/frame-slot.ts";

const { state, buffers, writer, publishes, stepBy, words } = workerData as {
  state: SharedArrayBuffer;
  buffers: SharedArrayBuffer[];
  writer: number;
  publishes: number;
  stepBy: number;
  words: number;
};
const memory: SlotMemory = { epoch: 1, state, buffers: buffers.map((buffer) => ({ buffer, grow: () => -1 })) };
const out = createFrameWriter(memory, writer);
let seq = writer + 1;
let refused = 0;
for (let i = 0; i < publishes; i++, seq += stepBy) {
  const view = new Int32Array(out.buffer(words * 4), 0, words);
  for (let at = 0; at < words; at++) view[at] = seq;
  if (!out.publish(seq)) refused++;
}
parentPort?.postMessage({ last: seq - stepBy, refused });
