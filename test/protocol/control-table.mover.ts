// The moving thread of `frame-slot.threads.test.ts`: sets and lets go of one control until told to stop.

import { parentPort, workerData } from "node:worker_threads";
import { createControlWriter } from "../../src/protocol/control-table.ts";

export interface MoverData {
  memory: SharedArrayBuffer;
  stop: SharedArrayBuffer;
}

const { memory, stop } = workerData as MoverData;
const writer = createControlWriter(memory);
const flag = new Int32Array(stop);
parentPort?.postMessage("ready");
while (Atomics.load(flag, 0) === 0) {
  for (let i = 0; i < 50; i++) {
    writer.setCc(5, 0.5);
    writer.clearCc(5);
  }
}
