// What the tools cost the show. Tracing at two rates of allocation (draw time on ÷ off, in alternating rounds), polling
// (display frames with and without), the time to an answer, and the pause of `.why`: predicted against measured.

import { writeFileSync } from "node:fs";
import { bench } from "./support/bench.ts";
import { openSession, tracedShow } from "./support/memory.ts";
import { median, pause } from "./support/statistics.ts";

/** A sketch that makes garbage: `objects` little ones a frame, and holds `held` of them. */
const garbage = (objects: number, held = 0) => `import { G, L, sketch } from "hairline";
let sink: object[] = [];
const held = Array.from({ length: ${held} }, (_, i) => ({ i, at: [i] }));
export default sketch({
  draw({ t }) {
    sink = [];
    for (let i = 0; i < ${objects}; i++) sink.push({ x: i, y: t, z: held.length });
    return L(G.polygon({ sides: 5 + sink.length * 0 }).scale(200).rotate(t * 20).translate(200, 200), { width: 1 });
  },
});
`;

await bench("memory-tools", async (b) => {
  const { show, tap, file } = await tracedShow(b, { "sketches/a.ts": garbage(1000) });
  const ask = openSession(b, show);
  const air = async () => {
    const worker = (await show.workers()).find(({ role }) => role === "air");
    if (!worker) throw new Error("no worker on air");
    return worker;
  };
  const settle = async () => {
    for (const deadline = performance.now() + 60_000; performance.now() < deadline; await pause(200)) {
      if (show.versions().find((version) => version.onAir)?.proven) return;
    }
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
    ["light", 2000, undefined],
    ["heavy", 60_000, "<= 1.01"],
  ] as const) {
    writeFileSync(file, garbage(objects));
    await pause(500);
    await settle();
    const ratios: number[] = [];
    let expected = 0;
    for (let round = 0; round < b.pick(12, 2); round++) {
      const off = await drawTimes(b.pick(2500, 800));
      await show.memory.startTrace();
      await pause(300);
      const on = await drawTimes(b.pick(2500, 800));
      expected = Math.max(...show.memory.traceStatus().realms.map((realm) => realm.expected));
      await show.memory.stopTrace();
      ratios.push(on / off);
    }
    const overview = await show.memory.overview();
    const worker = overview.rows.find(({ realm }) => realm === "air");
    const drawMs = await drawTimes(500);
    const perCpuSecond = (worker?.allocPerSecond ?? 0) / 60 / (drawMs / 1000) || 0;
    b.ratio(`draw time, traced ÷ not, ${name} garbage`, ratios, target ? { target } : {});
    b.note(
      `  ${name}: ${((worker?.allocPerSecond ?? 0) / 1e6).toFixed(0)} MB/s as seen from outside, ${(perCpuSecond / 1e6).toFixed(0)} MB per second of draw(); the tool itself expected ${(expected * 100).toFixed(2)} %`,
    );
  }

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
  const frames = () =>
    tap.page.evaluate<{ frames: number; p95: number }>(
      "(({ frames, frameP95 }) => ({ frames, p95: frameP95 }))(__hairline.stats())",
    );
  const counted = async (poll: boolean) => {
    const before = await frames();
    const started = performance.now();
    for (const until = started + b.pick(4000, 1000); performance.now() < until; await pause(100))
      if (poll) await ask(".mem");
    return ((await frames()).frames - before.frames) / ((performance.now() - started) / 1000);
  };
  const polled: number[] = [];
  for (let round = 0; round < b.pick(8, 2); round++) polled.push((await counted(true)) / (await counted(false)));
  b.ratio("display frames a second, polled ten times a second ÷ not", polled, { target: ">= 0.99" });

  const paused: number[] = [];
  for (const held of b.pick([60_000, 200_000, 400_000], [60_000])) {
    writeFileSync(
      file,
      garbage(1000, held).replace("sink.push({ x: i, y: t, z: held.length })", "sink.push(held[i % held.length])"),
    );
    await pause(500);
    await settle();
    const { heapBytes, pauseMs, predictedMs } = await show.memory.why("air", { yes: true, top: 1 });
    paused.push(pauseMs / predictedMs);
    b.note(
      `  .why: ${(heapBytes / 1e6).toFixed(1)} MB of heap, ${predictedMs.toFixed(0)} ms predicted, ${pauseMs.toFixed(0)} ms measured`,
    );
  }
  b.ratio(".why: pause measured ÷ predicted", paused);
  const zoomed: number[] = [];
  for (let i = 0; i < b.pick(5, 1); i++) {
    await settle();
    const at = performance.now();
    const { seconds } = await show.memory.zoom(null, 1);
    zoomed.push((performance.now() - at) / 1000 - seconds);
  }
  b.samples(".zoom: question → answer, beyond the seconds asked", "s", zoomed);
});
