// A controller in the real program: bytes go through the MIDI thread, the hub, the control table and a worker to the screen.
// The controller is at the far end of a socket (test/support/midi-bus.ts), in this process; the operating system's MIDI is
// what is missing (test/slow/jack.ts measures that).
//
// 1. Freshness: a 14-bit knob moves 125 times a second, so between any two display frames. Of the display frames, how many
//    showed a new frame? And from the bytes to the first frame drawn with that value or a newer one, read back from the
//    shown frame's geometry; the page's clock is mapped to ours by the quickest of forty pings.
// 2. Flood: 10,000 messages a second on eight knobs. The last value of each must arrive; what is between thread and host
//    stays bounded; heap and resident memory must not grow, and frames must stay fresh.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMidiBus, type MidiBus } from "../support/midi-bus.ts";
import { type Bench, bench } from "./support/bench.ts";
import { clockOffset } from "./support/clock.ts";
import { FOLLOW, READ_BACK } from "./support/follow.ts";
import { type BenchShow, openShow } from "./support/show.ts";
import { leastSquares, pause } from "./support/statistics.ts";

interface Counted {
  frames: number;
  presented: number;
}

const turn = (bus: MidiBus, value: number) => bus.send(0, 0xb0, 1, value >> 7, 0xb0, 33, value & 127);

async function fresh(
  b: Bench,
  what: string,
  { tap }: BenchShow,
  spanMs: number,
  work: () => Promise<void>,
): Promise<void> {
  const stats = () => tap.page.evaluate<Counted>("__hairline.stats()");
  const from = await stats();
  const began = performance.now();
  while (performance.now() - began < spanMs) await work();
  const to = await stats();
  const frames = to.frames - from.frames;
  b.value(`${what}: display frames that showed a new frame`, "%", ((to.presented - from.presented) / frames) * 100, {
    target: ">= 95",
  });
  b.value(`${what}: display frames a second`, "1/s", (frames * 1000) / (performance.now() - began));
}

async function turning(b: Bench, opened: BenchShow, bus: MidiBus): Promise<void> {
  let value = 0;
  await fresh(b, "knob turning", opened, b.pick(8000, 2500), async () => {
    turn(bus, ++value);
    await pause(8);
  });

  const { tap } = opened;
  await tap.page.evaluate(READ_BACK);
  const offset = await clockOffset(tap.page);
  await pause(300);
  await tap.page.evaluate("__seen()");
  const sent: { x: number; atMs: number }[] = [];
  for (let i = 0; i < b.pick(400, 100); i++) {
    value += 10;
    // Its own clock: no fixed phase to the display.
    await pause(14 + b.random() * 9);
    sent.push({ x: (value / 16383) * 400 - 0.5, atMs: performance.now() });
    turn(bus, value);
  }
  await pause(500);
  const seen = await tap.page.evaluate<[number, number][]>("__seen()");
  const hits = sent.map(({ x, atMs }) => {
    const hit = seen.find(([at]) => at >= x - 1e-3);
    return hit ? hit[1] + offset - atMs : null;
  });
  const delays = hits.filter((delay) => delay !== null);
  b.check(
    "every value, or a newer one, reached the screen",
    delays.length === sent.length,
    `${sent.length - delays.length} missing`,
  );
  b.samples("bytes → frame drawn with them", "ms", delays, { targetP95: "<= 38" });
}

async function flood(b: Bench, opened: BenchShow, bus: MidiBus): Promise<void> {
  const { show } = opened;
  const seconds = b.pick(60, 5);
  const resident: [number, number][] = [];
  const heap: [number, number][] = [];
  const before = (await show.midi.status()).ports[0].messages;
  const began = performance.now();
  let sent = 0;
  let sampledAt = 0;
  await fresh(b, "flood", opened, seconds * 1000, async () => {
    const passed = performance.now() - began;
    const bytes: number[] = [];
    for (const due = passed * 10; sent < due; sent++) bytes.push(0xb0, 64 + (sent % 8), sent % 127);
    if (bytes.length > 0) bus.send(0, ...bytes);
    if (passed - sampledAt > 1000) {
      sampledAt = passed;
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      resident.push([passed / 1000, rss / 1000]);
      heap.push([passed / 1000, heapUsed / 1000]);
    }
    await pause(2);
  });
  for (let cc = 64; cc < 72; cc++) bus.send(0, 0xb0, cc, 127);
  await pause(1000);
  const ccs = new Map(show.controls.ccs().map(({ index, value }) => [index, value]));
  const last = [64, 65, 66, 67, 68, 69, 70, 71].map((cc) => ccs.get(cc));
  b.check(
    "flood: the last value of each knob arrived",
    last.every((value) => value === 1),
    last.join(" "),
  );
  const { ports, mailbox } = await show.midi.status();
  const heard = ports[0].messages - before;
  b.check("flood: every message was heard", heard === sent + 8, `${heard} of ${sent + 8}`);
  b.value("flood: messages a second", "1/s", sent / seconds);
  b.value("flood: entries between thread and host, at most", "", mailbox.peak, { target: "<= 64" });
  b.check("flood: nothing was lost", mailbox.lost === 0, `${mailbox.lost}`);
  // The first seconds warm up: code is compiled, buffers find their size.
  const steady = (points: [number, number][]) => leastSquares(points.slice(Math.min(10, points.length >> 1)));
  b.value("flood: slope of the host's heap, after collections", "kB/s", steady(heap), { target: "<= 10" });
  b.value("flood: slope of the host's resident memory", "kB/s", steady(resident));
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

await bench("midi", async (b) => {
  // Known as a 14-bit device: 16,384 steps, so that each move is a picture of its own.
  const bus = await createMidiBus("16n");
  b.defer(() => bus.close());
  const opened = await openShow(b, { "sketches/follow.ts": FOLLOW }, { midiDriver: bus.driver });
  for (
    const deadline = performance.now() + 20_000;
    (await opened.show.midi.status()).ports.length === 0;
    await pause(50)
  )
    if (performance.now() > deadline) throw new Error("the controller was not found");
  await pause(b.pick(4000, 2000));
  turn(bus, 0);
  await pause(200);
  await turning(b, opened, bus);
  await flood(b, opened, bus);
});
