// The heap after a collection, in a process that was not started with --expose-gc.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

export function heapAfterCollection(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
