// The MIDI thread's own beginning: driver, timers, and the port to the host. RtMidi calls into this thread alone, so a
// flood or a slow port list costs the show nothing.

import { parentPort, workerData } from "node:worker_threads";
import { openDriver } from "./driver.ts";
import { createListener, SCAN_MS } from "./listener.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";

const host = parentPort;
if (!host) throw new Error("midi-thread.ts runs as a worker thread");
const post = (message: FromThread) => host.postMessage(message);
const { settings, driver: choice, from } = workerData as ThreadData;

openDriver(choice, from).then(
  (driver) => {
    const listener = createListener({
      driver,
      settings,
      post,
      now: () => performance.timeOrigin + performance.now(),
      later: (run, ms) => void setTimeout(run, ms),
    });
    const scans = setInterval(listener.scan, SCAN_MS);
    host.on("message", (message: ToThread) => {
      listener.receive(message);
      if (message.kind !== "stop") return;
      clearInterval(scans);
      listener.close();
      host.close();
    });
    listener.scan();
    post({ kind: "ready" });
  },
  (error) => {
    post({ kind: "nothing", why: String(error instanceof Error ? error.message : error).split("\n")[0] });
    host.close();
  },
);
