// What does a datagram cost, and can strangers do harm with it?
//
// Reading: messages and bundles as controllers send them, ours beside node-osc's `decode`, by processor time, alternating.
// Fuzz: sound packets with bytes flipped and ends cut off; nothing may throw, and the slowest one is told. Flood: a
// thread sends values as fast as it can through a real socket on loopback; each must act or be overtaken by a later one,
// the last of each target must act, and the heap must not grow with their number.

import { Worker } from "node:worker_threads";
import { decode as theirs } from "node-osc";
import { decodePacket, encodePacket, type OscPacket } from "../../src/host/osc/codec.ts";
import { createOsc } from "../../src/host/osc/osc.ts";
import { timeTagOfMs } from "../../src/host/osc/time-tag.ts";
import { bench } from "./support/bench.ts";
import { heapAfterCollection } from "./support/collect.ts";
import { pause } from "./support/statistics.ts";

const fader = (i: number): OscPacket => ({
  kind: "message",
  address: `/1/fader${i}`,
  args: [{ type: "f", value: i / 40 }],
});
const PACKETS = [
  ...Array.from({ length: 16 }, (_, i) => fader(i)),
  {
    kind: "message",
    address: "/hairline/set",
    args: [
      { type: "s", value: "amount" },
      { type: "i", value: 12 },
    ],
  },
  { kind: "bundle", timeTag: timeTagOfMs(0), elements: Array.from({ length: 8 }, (_, i) => fader(i)) },
] satisfies OscPacket[];

/** Eight faders; at the end each is sent as 1 a few times, as a hand that stops does. */
const SENDER = `
const { createSocket } = require("node:dgram");
const { parentPort, workerData: { port, seconds, perMs } } = require("node:worker_threads");
const socket = createSocket("udp4");
const packet = (fader, value) => {
  const bytes = Buffer.alloc(20);
  bytes.write("/fader/" + fader, 0);
  bytes.write(",f", 12);
  bytes.writeFloatBE(value, 16);
  return bytes;
};
let sent = 0;
const started = Date.now();
const step = () => {
  const due = Math.min(seconds * 1000, Date.now() - started) * perMs;
  for (; sent < due; sent++) socket.send(packet(sent % 8, (sent % 100) / 100), port, "127.0.0.1");
  if (Date.now() - started < seconds * 1000) return setTimeout(step, 1);
  let left = 24;
  const last = () => {
    if (left === 0) return socket.close(() => parentPort.postMessage(sent));
    socket.send(packet(left % 8, 1), port, "127.0.0.1", () => setTimeout(last, 2));
    left--;
    sent++;
  };
  setTimeout(last, 20);
};
step();
`;

await bench("osc", async (b) => {
  const bytes = PACKETS.map((packet) => Buffer.from(encodePacket(packet)));

  const repeats = b.pick(2000, 100);
  const cost: Record<"ours" | "theirs", number[]> = { ours: [], theirs: [] };
  const passes = {
    ours: () => {
      for (const each of bytes) decodePacket(each);
    },
    theirs: () => {
      for (const each of bytes) theirs(each);
    },
  };
  for (let round = 0; round <= b.pick(12, 3); round++) {
    for (const [name, pass] of Object.entries(passes)) {
      const before = process.cpuUsage();
      for (let i = 0; i < repeats; i++) pass();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) cost[name as keyof typeof cost].push(((user + system) * 1000) / (repeats * bytes.length));
    }
  }
  b.samples("read a packet, ours", "ns", cost.ours);
  b.samples("read a packet, node-osc", "ns", cost.theirs);
  b.ratio(
    "node-osc ÷ ours",
    cost.theirs.map((ns, i) => ns / cost.ours[i]),
  );

  const tries = b.pick(3_000_000, 50_000);
  let refused = 0;
  let worst = 0;
  let thrown = "";
  const started = performance.now();
  for (let i = 0; i < tries; i++) {
    const one = Buffer.from(bytes[i % bytes.length]);
    for (let flips = 1 + Math.floor(b.random() * 4); flips > 0; flips--)
      one[Math.floor(b.random() * one.length)] = Math.floor(b.random() * 256);
    const cut = b.random() < 0.3 ? one.subarray(0, Math.floor(b.random() * one.length)) : one;
    const at = performance.now();
    try {
      if (typeof decodePacket(cut) === "string") refused++;
    } catch (error) {
      thrown = String(error);
    }
    worst = Math.max(worst, performance.now() - at);
  }
  b.value("damaged packets", "/s", tries / ((performance.now() - started) / 1000));
  b.value("slowest of them", "ms", worst, { target: "<= 50" });
  b.check("no damaged packet throws", thrown === "", thrown || `${refused} of ${tries} refused`);

  await flood();

  async function flood(): Promise<void> {
    const values = new Map<string, number>();
    const osc = createOsc({
      settings: { host: "127.0.0.1", commands: "none", rate_hz: 30 },
      now: () => performance.timeOrigin + performance.now(),
      addressed: { knobs: () => [] },
      act(action) {
        acts++;
        if (action.kind === "input") values.set(action.name, action.value);
      },
      status: () => [],
      say: () => {},
    });
    let acts = 0;
    b.defer(osc.close);
    const { listening } = await osc.listen(0);
    const send = (seconds: number, perMs: number) =>
      new Promise<number>((resolve, reject) => {
        const worker = new Worker(SENDER, { eval: true, workerData: { port: listening?.port, seconds, perMs } });
        worker.once("message", resolve);
        worker.once("error", reject);
      });
    await send(1, 1);
    const before = heapAfterCollection();
    const first = osc.status().messages;
    const sent = await send(b.pick(20, 2), 10);
    await pause(300);
    const status = osc.status();
    b.value("flood: messages a second", "/s", sent / b.pick(20, 2));
    b.value("flood: taken", "%", (100 * (status.messages - first)) / sent);
    b.value("flood: actions a second", "/s", acts / (b.pick(20, 2) + 1));
    b.value("flood: heap per message that came", "B", Math.max(0, heapAfterCollection() - before) / sent, {
      target: "<= 1",
    });
    b.check("each acted or was overtaken", acts + status.merged === status.messages, `${acts} + ${status.merged}`);
    b.check(
      "the last value of every target acted",
      [...values.values()].every((value) => value === 1) && values.size === 8,
    );
  }
});
