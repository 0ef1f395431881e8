// Does a set's log give the same set again, how fast, and what does keeping it cost?
//
// A set of a minute in the real program: a sketch of 20 ops that moves in every frame, one controller moved every 16 ms and
// another now and then, a save every five seconds (each another version), `.seed` and `.back` between. Then its log is performed as
// fast as it goes, twice, in the same process: every frame that was hashed has to come out with its hash.
// Cost: what the window does for a display frame on the tape (in Node, the same code, a million frames, emptied as often as
// the host does), what emptying it takes in the real page, and what a worker's hash of a frame takes per point.

import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../src/host/config.ts";
import { replay } from "../../src/host/replay/replay.ts";
import { createFrameView, frameBytes, HEAD, HEADER_BYTES, LAYER, layoutFrame } from "../../src/protocol/frame.ts";
import { hashFrame } from "../../src/protocol/frame-hash.ts";
import { BOARD_BYTES, CELL, createWorkerBoard, OUTCOME } from "../../src/protocol/worker-board.ts";
import { createTape } from "../../src/window/tape.ts";
import { bench } from "./support/bench.ts";
import { headlessBrowser, openShow } from "./support/show.ts";
import { pause } from "./support/statistics.ts";

const sketchOf = (revision: number) => `// Revision ${revision}.
import { G, L, sketch } from "hairline";

export default sketch({
  draw({ t, beat, seed, cc, random }) {
    const dice = random(${revision});
    const ball = G.sphere({ level: 3, style: "latlon" }).scale(150).rotate(t * 20, beat * 3, 0).displace({ amplitude: 10 + cc(1) * 20, frequency: 0.02, t, seed }).translate(200, 200);
    const coil = G.lissajous({ frequency: [3, 2, 7], phase: [90, 40, 60 + t * 4], points: 900 }).scale(100 + cc(2) * 30).twist({ angle: t * 10, axis: "y" }).translate(120, 120);
    const dots = Array.from({ length: 8 }, () => G.circle(2 + dice() * ${4 + (revision % 5)}).translate(dice() * 400, dice() * 400));
    return [L(ball, { width: 0.3 }), L(coil, { color: "#a33", width: 0.3 }), L(dots, { color: "#15a" })];
  },
});
`;

await bench("replay", async (b) => {
  const { show, tap, project, file } = await openShow(b, { "sketches/set.ts": sketchOf(0) });
  const seconds = b.pick(60, 8);

  // --- the set --------------------------------------------------------------------------------------------------------
  const from = performance.now();
  const elapsed = () => (performance.now() - from) / 1000;
  const draining: number[] = [];
  let saves = 0;
  for (let turn = 0; elapsed() < seconds; turn++) {
    void show.controls.setCc(1, 0.5 + 0.5 * Math.sin(elapsed()));
    if (turn % 30 === 0) void show.controls.setCc(2, b.random());
    if (turn % 120 === 60) void show.setSeed(Math.floor(b.random() * 2 ** 32));
    if (elapsed() > (saves + 1) * 5) writeFileSync(file, sketchOf(++saves));
    if (saves === 3 && turn % 200 === 100) await show.back(1).catch(() => {});
    await pause(16);
  }
  // Emptied by hand, the log misses a quarter second: after the set.
  await pause(600);
  const status = show.log.status();
  for (let i = 0; i < 20; i++) {
    await pause(250);
    draining.push(
      await tap.page.evaluate<number>(
        "(() => { const from = performance.now(); __hairline.tape(); return performance.now() - from; })()",
      ),
    );
  }
  const spent = (await show.status()).frames;
  await show.close();

  const [log] = readdirSync(join(project, ".hairline", "log")).map((name) => join(project, ".hairline", "log", name));
  const { size } = statSync(log);
  b.value("log, bytes a minute", "KB", (size / 1000 / status.seconds) * 60, { target: "<= 833" });
  b.value("frames with a hash, a second", "", status.checks / status.seconds);
  b.check(
    "the window had to let nothing go",
    status.dropped.jobs + status.dropped.writes + status.dropped.entries === 0,
  );

  // --- the replay -----------------------------------------------------------------------------------------------------
  const browser = await headlessBrowser();
  const { config } = loadConfig({ project, env: {}, flags: {} });
  for (let round = 1; round <= 2; round++) {
    const report = await replay({
      path: log,
      name: "set.jsonl",
      project,
      from: 0,
      // What the bench took out of the tape by hand comes after this.
      to: status.seconds,
      speed: Infinity,
      svg: null,
      browser,
      config,
      onProgress() {},
      onNotice: (line) => console.error(`  replay: ${line}`),
      signal: new AbortController().signal,
    });
    b.check(
      `round ${round}: every hash is equal`,
      report.equal === report.compared && report.compared > seconds,
      `${report.equal} of ${report.compared}; ${JSON.stringify(report.firstDifference)}`,
    );
    b.check(
      `round ${round}: every frame can be compared`,
      Object.keys(report.notCompared).length === 0,
      JSON.stringify(report.notCompared),
    );
    b.value(`round ${round}: seconds of the set a second`, "×", report.seconds / report.took, { target: "> 1" });
    b.value(`round ${round}: frames drawn again a second`, "", report.drawn / report.took);
  }
  b.note(`  ${spent} frames were shown, ${saves} saves`);

  // --- what it costs --------------------------------------------------------------------------------------------------
  const tape = createTape(() => ({ revision: 0, slots: [], values: [] }));
  const board = createWorkerBoard(new SharedArrayBuffer(BOARD_BYTES));
  board.cells[CELL.outcome] = OUTCOME.published;
  const head = createFrameView(new ArrayBuffer(HEADER_BYTES));
  const frames = b.pick(1_000_000, 100_000);
  let drainMs = 0;
  const started = performance.now();
  for (let i = 1; i <= frames; i++) {
    board.cells[CELL.t] = i / 60;
    head.head[HEAD.seq] = i;
    tape.hashDue(i * 16);
    tape.job(1, 0, i, board);
    tape.shown(head);
    tape.write(i, 1, true, i);
    if (i % 15 !== 0) continue;
    const before = performance.now();
    if (tape.drain(i, i / 60).lost.jobs > 0) throw new Error("a batch was too large");
    drainMs += performance.now() - before;
  }
  const allMs = performance.now() - started;
  b.value("window: taping a frame with one move, without emptying", "µs", ((allMs - drainMs) / frames) * 1000, {
    target: "<= 20",
  });
  b.samples("window: emptying the tape, four times a second", "ms", draining, { target: "<= 1" });

  const points = 100_000;
  const bytes = frameBytes(points, 1, 1, 3);
  const view = createFrameView(new ArrayBuffer(bytes));
  layoutFrame(view, { points, lines: 1, layers: 1, stride: 3 });
  view.ints[view.layersWord + LAYER.points] = points;
  for (let i = 0; i < points * 3; i++) view.floats[view.coordsWord + 3 + i] = b.random() * 400;
  const out = new Uint32Array(2);
  const times: number[] = [];
  for (let i = 0; i < b.pick(300, 60); i++) {
    const at = performance.now();
    hashFrame(view, out);
    if (i > 20) times.push(((performance.now() - at) * 1e6) / points);
  }
  b.samples("worker: hash of a frame of 100,000 points, ns a point", "ns", times, { target: "<= 10" });
});
