// The writing thread of `control-table.threads.test.ts`: write number r puts r into word r % count, in bursts, as the page
// does, until told to stop.

import { parentPort, workerData } from "node:worker_threads";
import { createControlWriter } from "../../src/protocol/control-table.ts";

export interface WriterData {
  memory: SharedArrayBuffer;
  stop: SharedArrayBuffer;
  count: number;
}

const BURST = 4000;
const { memory, stop, count } = workerData as WriterData;
const writer = createControlWriter(memory);
const flag = new Int32Array(stop);
parentPort?.postMessage("ready");
for (let r = 1; Atomics.load(flag, 0) === 0; ) {
  for (let i = 0; i < BURST; i++, r++) writer.setKnob(r % count, r);
  Atomics.wait(flag, 0, 0, 0.02);
}
