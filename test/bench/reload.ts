// Save → first new pixel: the program, Vite's HMR and canvas-sketch --hot on the same ninety-line sketch (reload-sketch.ts).
//
// From just before the file is written (in place) until the middle pixel of the canvas has been READ with the colour of
// that revision: drawn, not promised. Each contender has a browser of its own, same binary, same flags; a page's clock is
// mapped to this process's by the quickest of forty pings. Turns are interleaved (ours, Vite, canvas-sketch, ours, …), and
// whoever is not on turn holds its animation still. Between saves, seeded pauses, so that no save meets the display at a
// fixed phase. Ours runs in this process (the peers' servers in theirs); its stages are the program's own `.perf`.
// "seen → aired" is watch event → publish of DESIGN §8: everything between reading the file and the window's switch.
// Reading the pixel waits for the GPU in all three; the sheet is 400 px wide in all three.

import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bench } from "./support/bench.ts";
import { clockOffset } from "./support/clock.ts";
import { openPeerPage } from "./support/peer-page.ts";
import { type Dialect, paperOf, reloadSketch } from "./support/reload-sketch.ts";
import { freePort, PEERS, servePeer } from "./support/serve-peer.ts";
import { createProject, openShow } from "./support/show.ts";
import { median, pause } from "./support/statistics.ts";

interface Contender {
  name: Dialect;
  file: string;
  /** Resolves with the host's time at which the pixel had been read. */
  pixel(rgb: readonly number[]): Promise<number>;
  go(): Promise<void>;
  hold(): Promise<void>;
  /** Everything after the first pixel that belongs to the reload has happened. */
  settled?(): Promise<void>;
}

const SAVE_LIMIT_MS = 15_000;

/** The page tells the host of a new version's first frame right after drawing it: the moment to read the pixel. */
const WATCH = `(() => {
  const tell = globalThis.__hairlineSend;
  let wanted = null;
  globalThis.__hairlineSend = (text) => {
    tell(text);
    if (!wanted || !text.startsWith('{"kind":"presented"')) return;
    const gl = document.querySelector("canvas").getContext("webgl2");
    const pixel = new Uint8Array(4);
    gl.readPixels(gl.drawingBufferWidth >> 1, gl.drawingBufferHeight >> 1, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    globalThis.__seen = [...pixel];
    if (wanted.rgb.some((part, i) => Math.abs(part - pixel[i]) > 2)) return;
    wanted.resolve(performance.now());
    wanted = null;
  };
  globalThis.__watch = { wait: (rgb) => new Promise((resolve) => { wanted = { rgb, resolve }; }) };
})()`;

/** Its page enables hot reload only if one script of two happened to run first: loaded again until it did. */
const CS_READY = `document.querySelector("canvas") !== null && window["canvas-sketch-cli"]?.liveReloadEnabled === true`;

await bench("reload", async (b) => {
  // --- ours -----------------------------------------------------------------------------------------------------------
  const { show, tap, file } = await openShow(b, {
    "sketches/rings.ts": reloadSketch("hairline", 0),
    "hairline.yaml": "window: { width: 440, height: 440 }\n",
  });
  await tap.page.evaluate(WATCH);
  const ourOffset = await clockOffset(tap.page);
  const stages: Record<string, number[]> = {};
  let reloads = (await show.perf()).reload.count;
  const ours: Contender = {
    name: "hairline",
    file,
    pixel: async (rgb) => (await tap.page.evaluate<number>(`__watch.wait(${JSON.stringify(rgb)})`)) + ourOffset,
    go: () => show.setFps(60),
    hold: () => show.setFps(0.01),
    async settled() {
      for (const deadline = performance.now() + 2000; performance.now() < deadline; await pause(5)) {
        const { count, last } = (await show.perf()).reload;
        if (count === reloads || !last) continue;
        reloads = count;
        for (const [stage, ms] of Object.entries(last)) stages[stage] = [...(stages[stage] ?? []), ms];
        return;
      }
    },
  };

  // --- Vite -----------------------------------------------------------------------------------------------------------
  const viteRoot = createProject(b, {
    "index.html": `<!doctype html><body><canvas width="400" height="400"></canvas><script type="module" src="/main.ts"></script>`,
    "main.ts": `import { draw as first } from "./sketch.ts";
let draw = first;
const context = document.querySelector("canvas").getContext("2d", { willReadFrequently: true });
requestAnimationFrame(function frame(ms) {
  requestAnimationFrame(frame);
  draw(context, ms / 1000);
});
import.meta.hot.accept("./sketch.ts", (next) => { draw = next.draw; });
`,
    "sketch.ts": reloadSketch("vite", 0),
    "vite.config.js": "export default { clearScreen: false, server: { host: '127.0.0.1', strictPort: true } };\n",
    "package.json": `{ "type": "module", "private": true }\n`,
  });
  const vitePort = await freePort();
  const vitePage = await openPeerPage(
    b,
    await servePeer(b, "vite/bin/vite.js", ["--port", String(vitePort)], viteRoot, vitePort),
  );
  const viteOffset = await clockOffset(vitePage.page);
  const vite: Contender = {
    ...vitePage,
    name: "vite",
    file: join(viteRoot, "sketch.ts"),
    pixel: async (rgb) => (await vitePage.wait(rgb)) + viteOffset,
  };

  // --- canvas-sketch --------------------------------------------------------------------------------------------------
  const csRoot = createProject(b, {
    "sketch.js": reloadSketch("canvas-sketch", 0),
    "package.json": `{ "private": true }\n`,
  });
  mkdirSync(join(csRoot, "public"));
  symlinkSync(join(PEERS, "node_modules"), join(csRoot, "node_modules"));
  const csPort = await freePort();
  const csPage = await openPeerPage(
    b,
    await servePeer(
      b,
      "canvas-sketch-cli/src/index.js",
      ["sketch.js", "--hot", "--no-install", "--port", String(csPort)],
      csRoot,
      csPort,
    ),
    CS_READY,
  );
  const csOffset = await clockOffset(csPage.page);
  const canvasSketch: Contender = {
    ...csPage,
    name: "canvas-sketch",
    file: join(csRoot, "sketch.js"),
    pixel: async (rgb) => (await csPage.wait(rgb)) + csOffset,
  };

  // --- turns ----------------------------------------------------------------------------------------------------------
  const contenders = [ours, vite, canvasSketch];
  const saves: Record<string, number> = b.pick(
    { hairline: 20, vite: 20, "canvas-sketch": 6 },
    { hairline: 10, vite: 8, "canvas-sketch": 3 },
  );
  const rounds = b.pick(10, 3);
  const all: Record<string, number[]> = { hairline: [], vite: [], "canvas-sketch": [] };
  const perRound: Record<string, number[]> = { hairline: [], vite: [], "canvas-sketch": [] };
  let revision = 0;
  const lost: Record<string, number> = { hairline: 0, vite: 0, "canvas-sketch": 0 };

  /** For the note about a save that never came: did the program refuse it, lose it, or draw the wrong thing? */
  async function whatIsShown(wanted: number): Promise<string> {
    const { state, generation } = await show.status();
    const page = await tap.page.evaluate(
      "(({ generation, frames, presented, fps }) => JSON.stringify({ generation, frames, presented, fps }))(__hairline.stats())",
    );
    const pixel = await tap.page.evaluate("String(globalThis.__seen)");
    const what = show.problems().map((problem) => problem.what);
    const newest = show.versions().map((version) => `${version.generation}${version.onAir ? "*" : ""}`);
    return `pixel ${pixel}, wanted ${paperOf(wanted)}; ${state} at ${generation}, window ${page}, versions ${newest.join(" ")}; ${what.join("; ")}`;
  }

  async function turn(contender: Contender, count: number): Promise<number[]> {
    await contender.go();
    await pause(500);
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      await pause(150 + b.random() * 200);
      const next = ++revision;
      const text = reloadSketch(contender.name, next);
      const seen = contender.pixel(paperOf(next));
      seen.catch(() => {});
      await pause(5); // the question is in the page before the file is on disk
      const from = performance.now();
      writeFileSync(contender.file, text);
      const at = await Promise.race([seen.catch(() => Number.NaN), pause(SAVE_LIMIT_MS).then(() => Number.NaN)]);
      if (Number.isNaN(at)) {
        lost[contender.name]++;
        b.note(
          `  ${contender.name}: revision ${next} never came; ${contender === ours ? await whatIsShown(next) : ""}`,
        );
        continue;
      }
      times.push(at - from);
      await contender.settled?.();
    }
    await contender.hold();
    return times;
  }

  for (const each of contenders) await each.hold();
  for (const each of contenders) await turn(each, b.pick(each === canvasSketch ? 3 : 10, 2)); // warm-up, dropped
  for (const stage of Object.keys(stages)) stages[stage] = [];
  for (let round = 0; round < rounds; round++) {
    for (const each of contenders) {
      const times = await turn(each, saves[each.name]);
      all[each.name].push(...times);
      perRound[each.name].push(median(times));
    }
  }

  b.check(
    "ours: every saved revision was read back as a pixel of its colour",
    lost.hairline === 0,
    `${lost.hairline} never came`,
  );
  b.value("Vite: saves that never came", "", lost.vite);
  b.value("canvas-sketch: saves that never came", "", lost["canvas-sketch"]);
  b.samples("ours: save → pixel read", "ms", all.hairline, { target: "<= 25", targetP95: "<= 50" });
  b.samples("Vite HMR: save → pixel read", "ms", all.vite);
  b.samples("canvas-sketch --hot: save → pixel read", "ms", all["canvas-sketch"]);
  b.ratio(
    "ours ÷ Vite, medians per round",
    perRound.hairline.map((ms, i) => ms / perRound.vite[i]),
    { target: "<= 0.8" },
  );
  b.ratio(
    "ours ÷ canvas-sketch, medians per round",
    perRound.hairline.map((ms, i) => ms / perRound["canvas-sketch"][i]),
    { target: "<= 0.1" },
  );
  for (const stage of ["watch", "build", "load", "audition", "publish", "present", "total"]) {
    if (stages[stage]?.length)
      b.samples(`ours, stage ${stage === "total" ? "total (save → frame drawn)" : stage}`, "ms", stages[stage]);
  }
  const aired = stages.total.map((total, i) => total - stages.watch[i] - stages.present[i]);
  b.samples("ours: seen → aired", "ms", aired, { target: "<= 10" });
  const hidden = aired.map((ms, i) => ms - stages.build[i] - stages.load[i] - stages.audition[i] - stages.publish[i]);
  b.samples("ours: of that, in no stage (journal, waits, standby not ready)", "ms", hidden);
});
