// Frames from worker to window: how fast, how whole, how fresh.
//
// 1. Hand-off in Chromium at 10k, 100k and 1M points (12 B each), a worker writing, the page reading, two frames in flight:
//    the slot against postMessage copy, transfer of fresh buffers, transfer of a returned pool of three, and plain memcpy.
//    Every mode writes every byte of each frame once; latency is from "bytes are ready" to "the page has read both ends";
//    both ends must hold the frame's number, and numbers must rise. Modes alternate within a round; ratios are per round.
// 2. Whole frames: two real threads of Node, 1e6 publishes of 64 words that all carry the frame's number, against a reader
//    that never rests: none torn, none backward, the last one delivered. Again with two writers.
// 3. Freshness in the real program, with a control that moves 125 times a second: of the display frames, how many showed a
//    new frame; and from `setCc` in the host to the first frame drawn with that value or a newer one, by reading the
//    value back out of the shown frame's geometry.

import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { createFrameReader, createSlotMemory } from "../../src/protocol/frame-slot.ts";
import { openPage } from "../support/page.ts";
import type { Mode, Run } from "./pages/slot.page.ts";
import { type Bench, bench } from "./support/bench.ts";
import { clockOffset } from "./support/clock.ts";
import { FOLLOW, READ_BACK } from "./support/follow.ts";
import { openShow } from "./support/show.ts";
import { median, pause } from "./support/statistics.ts";

const MODES: readonly Mode[] = ["slot", "copy", "transfer", "pool"];
const NAMES: Record<Mode, string> = {
  slot: "slot",
  copy: "postMessage copy",
  transfer: "transfer, fresh",
  pool: "transfer, pool of 3",
};

async function handOff(b: Bench): Promise<void> {
  const page = await openPage({ entry: fileURLToPath(new URL("pages/slot.page.ts", import.meta.url)) });
  b.defer(() => page.close());
  const rounds = b.pick(7, 2);
  const ms = b.pick(800, 250);
  let wrong = 0;
  for (const points of [10_000, 100_000, 1_000_000]) {
    const rate: Record<string, number[]> = { slot: [], copy: [], transfer: [], pool: [], memcpy: [] };
    const latency: Record<string, number[]> = { slot: [], copy: [], transfer: [], pool: [] };
    const heap: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const mode of MODES) {
        const run = await page.call<Run>("handOver", { mode, points, ms });
        rate[mode].push((run.frames * 1000) / run.ms);
        latency[mode].push(...run.latency);
        if (mode === "slot") heap.push(run.heapPerFrame);
        wrong += run.wrong;
      }
      const control = await page.call<{ frames: number; ms: number }>("memcpy", { points, ms: ms / 4 });
      rate.memcpy.push((control.frames * 1000) / control.ms);
    }
    const size = points >= 1_000_000 ? `${points / 1_000_000} M` : `${points / 1000} k`;
    const big = points === 1_000_000;
    for (const mode of MODES) b.samples(`${size} points, ${NAMES[mode]}`, "frames/s", rate[mode]);
    b.samples(`${size} points, memcpy`, "frames/s", rate.memcpy);
    for (const mode of MODES)
      b.samples(
        `${size} points, ${NAMES[mode]}: latency`,
        "ms",
        latency[mode],
        big && mode === "slot" ? { targetP95: "<= 1" } : {},
      );
    b.ratio(
      `${size} points, slot ÷ copy`,
      rate.slot.map((r, i) => r / rate.copy[i]),
      big ? { target: ">= 5" } : {},
    );
    b.ratio(
      `${size} points, slot ÷ memcpy`,
      rate.slot.map((r, i) => r / rate.memcpy[i]),
    );
    b.value(`${size} points, slot: page heap a frame`, "B", Math.max(0, median(heap)), big ? { target: "< 1024" } : {});
    if (Math.max(...rate.memcpy) > Math.min(...rate.memcpy) * 1.3)
      b.note(
        `  ${size}: memcpy drifted by ${(Math.max(...rate.memcpy) / Math.min(...rate.memcpy)).toFixed(2)}×: the machine was busy, trust the ratios only`,
      );
  }
  b.check("each frame arrived whole and in order, in every mode", wrong === 0, `${wrong} wrong`);
  await page.close();
}

async function torn(b: Bench, writers: number, publishes: number): Promise<void> {
  const words = 64;
  // Node's threads are handed bare shared memory; nothing here has to grow.
  const memory = createSlotMemory(1, writers, () => ({ buffer: new SharedArrayBuffer(65_536), grow: () => -1 }));
  const state = memory.state;
  const buffers = memory.buffers.map(({ buffer }) => buffer);
  const bundled = await build({
    entryPoints: [fileURLToPath(new URL("pages/torn.thread.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
  });
  const results: { last: number; refused: number }[] = [];
  const started = performance.now();
  const threads = Array.from({ length: writers }, (_, writer) => {
    const thread = new Worker(bundled.outputFiles[0].text, {
      eval: true,
      execArgv: [],
      workerData: { state, buffers, writer, publishes, stepBy: writers, words },
    });
    thread.on("message", (result) => results.push(result));
    return thread;
  });
  b.defer(() => Promise.all(threads.map((thread) => thread.terminate())));

  const reader = createFrameReader(memory);
  let taken = 0;
  let tornFrames = 0;
  let backward = 0;
  let last = 0;
  const look = () => {
    const bytes = reader.latest();
    if (!bytes) return false;
    const view = new Int32Array(bytes, 0, words);
    const first = view[0];
    for (let at = 1; at < words; at++) {
      if (view[at] === first) continue;
      tornFrames++;
      break;
    }
    if (first <= last) backward++;
    last = first;
    taken++;
    return true;
  };
  while (results.length < writers) {
    for (let spin = 0; spin < 20_000; spin++) look();
    await new Promise((resolve) => setImmediate(resolve));
  }
  look();
  const counters = reader.counters();
  const total = publishes * writers;
  const who = `${writers} writer${writers > 1 ? "s" : ""}`;
  b.value(`${who}: published`, "frames", total);
  b.value(`${who}: taken by the reader`, "frames", taken);
  b.value(`${who}: publishes a second`, "1/s", (total * 1000) / (performance.now() - started));
  b.check(`${who}: none torn`, tornFrames === 0, `${tornFrames}`);
  b.check(`${who}: none backward`, backward === 0, `${backward}`);
  const newest = Math.max(...results.map((result) => result.last));
  b.check(`${who}: the last frame was delivered`, last === newest, `${last} of ${newest}`);
  b.check(
    `${who}: counters add up`,
    counters.published + counters.stale === total && counters.published === counters.shown + counters.dropped,
    JSON.stringify(counters),
  );
}

async function freshness(b: Bench): Promise<void> {
  const { show, tap } = await openShow(b, { "sketches/follow.ts": FOLLOW });
  await pause(b.pick(4000, 2000));
  const offset = await clockOffset(tap.page);
  const stats = () =>
    tap.page.evaluate<{
      frames: number;
      presented: number;
      ticksSent: number;
      ticksSkipped: number;
      slot: { published: number; dropped: number; stale: number };
    }>("__hairline.stats()");
  await show.controls.setCc(1, 0);
  await pause(200);

  // Freshness, with nothing read back: reading costs.
  const from = await stats();
  const spanMs = b.pick(8000, 3000);
  const until = performance.now() + spanMs;
  let value = 0;
  while (performance.now() < until) {
    value += 1e-4;
    void show.controls.setCc(1, value);
    await pause(8);
  }
  const to = await stats();
  const frames = to.frames - from.frames;
  const shown = to.presented - from.presented;
  b.value("control moving: display frames that showed a new frame", "%", (shown / frames) * 100, { target: ">= 95" });
  b.value("control moving: display frames a second", "1/s", (frames * 1000) / spanMs);
  b.value("control moving: ticks skipped, workers busy", "", to.ticksSkipped - from.ticksSkipped);
  b.value("control moving: frames dropped unread", "", to.slot.dropped - from.slot.dropped);

  // Control → presented.
  await tap.page.evaluate(READ_BACK);
  await pause(200);
  await tap.page.evaluate("__seen()");
  const sent: { x: number; atMs: number }[] = [];
  for (let i = 0; i < b.pick(400, 120); i++) {
    value += 1e-3;
    // Its own clock: no fixed phase to the display.
    await pause(14 + b.random() * 9);
    sent.push({ x: value * 400 - 0.5, atMs: performance.now() });
    void show.controls.setCc(1, value);
  }
  await pause(300);
  const seen = await tap.page.evaluate<[number, number][]>("__seen()");
  const delays: number[] = [];
  let missing = 0;
  for (const { x, atMs } of sent) {
    const hit = seen.find(([at]) => at >= x - 1e-3);
    if (hit) delays.push(hit[1] + offset - atMs);
    else missing++;
  }
  b.check(
    "every value, or a newer one, reached the screen",
    missing === 0 && seen.length > sent.length / 4,
    `${missing} missing, ${seen.length} seen`,
  );
  b.samples("control set in the host → frame drawn with it", "ms", delays, { targetP95: "<= 38" });
}

await bench("slot", async (b) => {
  await handOff(b);
  await torn(b, 1, b.pick(1_000_000, 200_000));
  await torn(b, 2, b.pick(300_000, 50_000));
  await freshness(b);
});
