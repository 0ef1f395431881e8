// What the tools cost the show. Tracing at two rates of allocation (draw time on ÷ off, in alternating rounds); polling
// (display frames and the page's main thread, with and without); the time to an answer; the pause of `.why`, predicted
// against measured; and what `.zoom` takes beyond the seconds it was asked for.
//
// A ratio of draw times is the share of draw(): a core's share is that times the part of a second that draw() takes.

import { writeFileSync } from "node:fs";
import { sampleAllocations } from "./support/allocations.ts";
import { bench } from "./support/bench.ts";
import { openSession, tracedShow } from "./support/memory.ts";
import { median, pause, percentile } from "./support/statistics.ts";

/** A sketch that makes `objects` little ones a frame, each soon forgotten, or passes on some of the `held` it keeps. */
const garbage = (objects: number, held = 0) => `import { G, L, sketch } from "hairline";
const ring: object[] = new Array(1024).fill({});
const held = Array.from({ length: ${held} }, (_, i) => ({ i, at: [i] }));
export default sketch({
  draw({ t }) {
    for (let i = 0; i < ${objects}; i++) ring[i & 1023] = ${held > 0 ? "held[i % held.length]" : "{ x: i, y: t, z: i }"};
    return L(G.polygon({ sides: 5 }).scale(200).rotate(t * 20).translate(200, 200), { width: 1 });
  },
});
`;

/** Length of display frames as the page sees them. */
const RECORD = `(() => {
  const seen = (globalThis.__frameTimes = { times: [], last: 0 });
  requestAnimationFrame(function recordFrame(at) {
    if (seen.last > 0 && seen.times.length < 100_000) seen.times.push(at - seen.last);
    seen.last = at;
    if (globalThis.__frameTimes === seen) requestAnimationFrame(recordFrame);
  });
})()`;

await bench("memory-tools", async (b) => {
  const { show, tap, file } = await tracedShow(b, {
    "sketches/a.ts": garbage(1000),
    // A first draw of half a million objects, not compiled yet, and 30 MB at the top level: no limit is measured here.
    "hairline.yaml": "watchdog: { frame_ms: 10000 }\naudition: { time_limit_ms: 20000 }\n",
  });
  const ask = openSession(b, show);
  const air = async () => {
    const worker = (await show.workers()).find(({ role }) => role === "air");
    if (!worker) throw new Error("no worker on air");
    return worker;
  };
  const onAir = () => show.versions().find((version) => version.onAir);
  const settle = async (past?: string) => {
    for (const deadline = performance.now() + 60_000; performance.now() < deadline; await pause(200)) {
      const now = onAir();
      if (now?.proven && now.hash !== past) return;
    }
    throw new Error(`not proven in a minute: ${JSON.stringify(show.problems())}`);
  };
  /** Saves, and waits for the new version: until it is on air, the one before it looks as proven as ever. */
  const play = async (source: string) => {
    const before = onAir()?.hash;
    writeFileSync(file, source);
    await settle(before);
  };
  /** Draw times of the frames of one round, by the worker's own clock. */
  const drawTimes = async (ms: number) => {
    const times: number[] = [];
    for (const until = performance.now() + ms; performance.now() < until; await pause(20))
      times.push((await air()).drawMs);
    return median(times);
  };

  await show.memory.stopTrace();
  for (const [name, objects, target] of [
    ["100 MB/s", 60_000, undefined],
    ["as much as a core can make", 400_000, "<= 1.01"],
  ] as const) {
    await play(garbage(objects));
    await pause(b.pick(3000, 1000)); // V8 compiles it, and the rate of allocation is known by which the interval is chosen
    const ratios: number[] = [];
    const control: number[] = [];
    const offs: number[] = [];
    let told = "";
    for (let round = 0; round < b.pick(12, 2); round++) {
      const off = await drawTimes(b.pick(2500, 1000));
      await show.memory.startTrace();
      await pause(300);
      const on = await drawTimes(b.pick(2500, 1000));
      const id = (await air()).id;
      const traced = show.memory.traceStatus().realms.find(({ worker }) => worker === id);
      told = traced
        ? `interval ${traced.intervalBytes / 1024} KiB, ${(traced.expected * 100).toFixed(2)} % of a core expected`
        : "the worker on air is NOT TRACED";
      await show.memory.stopTrace();
      await pause(300);
      const again = await drawTimes(b.pick(2500, 1000));
      ratios.push(on / ((off + again) / 2));
      control.push(again / off);
      offs.push(off, again);
    }
    const rate = (await show.memory.overview()).rows.find(({ realm }) => realm === "air")?.allocPerSecond ?? 0;
    const before = await air();
    const at = performance.now();
    // Ground truth: everything that is made, garbage too, by a profiler of our own while the program's is off.
    const session = tap.workers().get(before.id);
    if (!session) throw new Error(`no session in worker ${before.id}`);
    const made = (await sampleAllocations(session, 1500, 256 * 1024, "")).total;
    const truth = made / ((performance.now() - at) / 1000);
    const frames = ((await air()).frames - before.frames) / ((performance.now() - at) / 1000);
    const drawMs = median(offs);
    const busy = Math.min(1, (drawMs * frames) / 1000);
    b.ratio(`draw time, traced ÷ not, ${name}`, ratios, target ? { target } : {});
    b.ratio(`  control: not traced ÷ not traced, ${name}`, control);
    b.value(`  of a core, ${name}`, "", (median(ratios) - 1) * busy, { target: "<= 0.01" });
    b.value(`  rate of allocation as the program sees it ÷ true, ${name}`, "", rate / truth);
    b.note(
      `  ${name}: ${(truth / 1e6).toFixed(0)} MB/s made, the program sees ${(rate / 1e6).toFixed(0)}; ${drawMs.toFixed(1)} ms a draw, ${frames.toFixed(0)} a second, so ${(truth / busy / 1e6).toFixed(0)} MB per second of draw(); told: ${told}`,
    );
  }
  await play(garbage(1000));

  await show.memory.startTrace();
  await show.memory.watch(0.5, { by: "line", limit: 3 });
  for (const line of [".mem", ".top", ".gpu", ".slope", ".procs"]) {
    const times: number[] = [];
    for (let i = 0; i < b.pick(40, 5); i++) {
      const at = performance.now();
      await ask(line);
      times.push(performance.now() - at);
    }
    b.samples(`${line}: question → answer`, "ms", times);
  }
  await tap.page.send("Performance.enable");
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await tap.page.send("Performance.getMetrics");
    return metrics.find(({ name }: { name: string }) => name === "TaskDuration").value;
  };
  const counted = async (poll: boolean) => {
    await tap.page.evaluate(RECORD);
    const busy = await taskSeconds();
    const started = performance.now();
    let asked = 0;
    // A clock and not a pause after each answer: ten a second are meant.
    for (let due = started; due < started + b.pick(4000, 1500); due += 100) {
      await pause(Math.max(0, due - performance.now()));
      if (!poll) continue;
      await ask(".mem");
      asked++;
    }
    const seconds = (performance.now() - started) / 1000;
    const main = ((await taskSeconds()) - busy) / seconds;
    const times = await tap.page.evaluate<number[]>("(({ times }) => times)(__frameTimes)");
    return { p95: percentile(times, 0.95), rate: times.length / seconds, main, asked: asked / seconds };
  };
  const rounds: { on: Awaited<ReturnType<typeof counted>>; off: Awaited<ReturnType<typeof counted>> }[] = [];
  for (let round = 0; round < b.pick(8, 2); round++) {
    // Who goes first alternates: what drifts in a round is drawn in both directions.
    const first = await counted(round % 2 === 0);
    const second = await counted(round % 2 === 1);
    rounds.push(round % 2 === 0 ? { on: first, off: second } : { on: second, off: first });
  }
  await tap.page.evaluate("delete globalThis.__frameTimes");
  const shareOf = (key: "p95" | "rate" | "main") => rounds.map(({ on, off }) => on[key] / off[key]);
  b.ratio("display frame p95, `.mem` ten times a second ÷ not", shareOf("p95"), { target: "<= 1.05" });
  b.ratio("display frames a second, the same", shareOf("rate"), { target: ">= 0.99" });
  b.ratio("busy time of the page's main thread, the same", shareOf("main"));
  b.note(
    `  polled ${median(rounds.map(({ on }) => on.asked)).toFixed(1)} times a second; main thread busy ${(median(rounds.map(({ on }) => on.main)) * 100).toFixed(1)} % with, ${(median(rounds.map(({ off }) => off.main)) * 100).toFixed(1)} % without; frame p95 ${median(rounds.map(({ on }) => on.p95)).toFixed(1)} and ${median(rounds.map(({ off }) => off.p95)).toFixed(1)} ms`,
  );

  const paused: number[] = [];
  for (const held of b.pick([60_000, 200_000, 400_000], [60_000])) {
    await play(garbage(1000, held));
    const { heapBytes, pauseMs, predictedMs } = await show.memory.why("air", { yes: true, top: 1 });
    paused.push(pauseMs / predictedMs);
    b.note(
      `  .why: ${(heapBytes / 1e6).toFixed(1)} MB of heap, ${predictedMs.toFixed(0)} ms predicted, ${pauseMs.toFixed(0)} ms measured`,
    );
  }
  b.ratio(".why: pause measured ÷ predicted", paused);
  const zoomed: number[] = [];
  const refused: string[] = [];
  for (let i = 0; i < b.pick(5, 1); i++) {
    await settle();
    const at = performance.now();
    await show.memory.zoom(null, 1).then(
      () => zoomed.push((performance.now() - at) / 1000 - 1),
      (error) => refused.push(String(error).split("\n")[0]),
    );
  }
  b.samples(".zoom: question → answer, beyond the seconds asked", "s", zoomed);
  b.check(".zoom answers each time", refused.length === 0, refused.join("; "));
});
