// Does each sketch of the gallery hold sixty frames a second while its knobs are turned?
//
// One show plays the sketches one after the other, as an artist would: `.sketch name`, then hands on the knobs. Every knob a
// sketch declares and the controllers 1-9 are moved sixty times a second, by the same calls that `.set` and `.cc` make. Two
// passes: hands near where the code put each knob (a tenth of its range to either side, at least one step), which is the
// sketch at its default size; then from end to end, where counts of lines grow to what the sketch allows.
//
// Measured once the show has settled: it adds workers where a picture takes longer than a display frame, and needs a hundred
// frames to know. How long that took is told.
//
//   shown      new pictures a second on the display (not callbacks: a display frame that repeats a picture does not count)
//   on time    display frames that came within one and a half of the display's period after the one before
//   fresh      display frames that showed a picture of their own
//   evaluate   draw() and all ops of one picture, in the worker
//
// The figures hang on who draws: `machine.gpu` of the result names the renderer. On a software renderer the display itself
// misses frames. There `--dark` plays in a blackout: everything runs as always, up to the upload, and nothing is drawn.

import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Show } from "../../src/host/show-api.ts";
import type { PageStats } from "../../src/protocol/link.ts";
import { type Bench, bench } from "./support/bench.ts";
import { CC_HOME, type Range, turnControls } from "./support/hands.ts";
import { openShow } from "./support/show.ts";
import { pause } from "./support/statistics.ts";
import type { Tap } from "./support/tap.ts";

const GALLERY = fileURLToPath(new URL("../../sketches/", import.meta.url));
/** To practise on: it leaks by design. */
const NO_SKETCH_OF_THE_GALLERY = ["leak-drill"];
const NEAR = 0.1;
const dark = process.argv.includes("--dark");
/** The show looks whether it needs more workers every two seconds. */
const STEADY_MS = 2500;
/** A display frame is late when it comes more than half a period after its time. */
const LATE = 1.5;

const WATCH_DISPLAY = `(() => {
  const gaps = new Float64Array(4096);
  let count = 0;
  let last = 0;
  requestAnimationFrame(function frame() {
    requestAnimationFrame(frame);
    const now = performance.now();
    if (count < gaps.length) gaps[count++] = now - last;
    last = now;
  });
  globalThis.__gaps = { restart: () => { count = 0; }, read: () => [...gaps.subarray(1, count)] };
})()`;

interface Played {
  shown: number;
  onTime: number;
  fresh: number;
  display: number;
  points: number;
  moves: number;
  workers: number;
  settledMs: number;
  evaluate: { p50: number; p95: number; count: number };
}

await bench("gallery", async (b) => {
  const names = readdirSync(GALLERY)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => basename(file, ".ts"))
    .filter((name) => !NO_SKETCH_OF_THE_GALLERY.includes(name))
    .sort();
  const only = process.argv.slice(2).filter((word) => names.includes(word));
  const chosen = only.length > 0 ? only : names;
  const { show, tap } = await openShow(
    b,
    Object.fromEntries(chosen.map((name) => [`sketches/${name}.ts`, readFileSync(`${GALLERY}${name}.ts`, "utf8")])),
  );
  if (dark) await show.setBlackout(true);
  await tap.page.evaluate(WATCH_DISPLAY);
  const idle = await displayPeriod(tap, b.pick(2000, 500));
  b.value("display, period between frames", "ms", idle);

  for (const name of chosen) {
    const near = await play(b, show, tap, name, NEAR);
    b.value(`${name}: shown a second`, "fps", near.shown, { target: ">= 59" });
    b.value(`${name}: display frames on time`, "%", near.onTime * 100, { target: ">= 95" });
    b.value(`${name}: display frames fresh`, "%", near.fresh * 100, { target: ">= 95" });
    b.spread(`${name}: evaluate`, "ms", near.evaluate);
    b.value(`${name}: points`, "", near.points);
    b.value(`${name}: workers`, "", near.workers);
    b.value(`${name}: until it was proven and had them`, "s", near.settledMs / 1000);
    const whole = await play(b, show, tap, name, 1);
    b.value(`${name}, end to end: shown a second`, "fps", whole.shown);
    b.spread(`${name}, end to end: evaluate`, "ms", whole.evaluate);
    b.check(
      `${name}: pictures came, and the hands moved`,
      near.points > 0 && near.shown > 0 && whole.shown > 0 && near.moves > 20,
      `${near.moves} moves, ${near.points} points; display ${near.display.toFixed(1)} fps`,
    );
  }
  b.note(`moved sixty times a second: every knob, CC 1-9; ${chosen.length} sketches${dark ? "; in a blackout" : ""}`);
});

async function displayPeriod(tap: Tap, ms: number): Promise<number> {
  await tap.page.evaluate("__gaps.restart()");
  await pause(ms);
  const gaps = (await tap.page.evaluate<number[]>("__gaps.read()")).sort((a, b) => a - b);
  return gaps[gaps.length >> 1];
}

/** Until the version is proven, and the number of workers has stood for longer than the show takes to change it. */
async function settled(b: Bench, show: Show): Promise<void> {
  let workers = 0;
  let since = performance.now();
  for (const deadline = since + b.pick(15_000, 1000); performance.now() < deadline; await pause(100)) {
    const now = (await show.status()).workers;
    const isProven = show.versions().some((version) => version.onAir && version.proven);
    if (now !== workers || !isProven) {
      workers = now;
      since = performance.now();
    }
    if (performance.now() - since > STEADY_MS) return;
  }
}

/** Plays `name` with all hands moving; `reach` is the share of each range they have. */
async function play(b: Bench, show: Show, tap: Tap, name: string, reach: number): Promise<Played> {
  if (reach < 1) await show.setWorkers("auto"); // one, as at a start
  await show.openSketch(name);
  const ranges: Range[] = [
    ...show.controls.knobs().map(({ name: knob, code, min, max }) => ({
      set: (value: number) => void show.controls.setKnob(knob, value),
      home: code,
      min,
      max,
    })),
    ...CC_HOME.map((home, i) => ({
      set: (value: number) => void show.controls.setCc(i + 1, value),
      home,
      min: 0,
      max: 1,
    })),
  ];
  const hands = turnControls(ranges, reach);
  try {
    const settling = performance.now();
    if (reach < 1) await settled(b, show);
    else await pause(b.pick(1500, 1000));
    const settledMs = performance.now() - settling;
    const pageStats = () => tap.page.evaluate<PageStats>("__hairline.stats()");
    const before = await pageStats();
    await tap.page.evaluate("__gaps.restart()");
    const moved = hands.moves();
    const from = performance.now();
    await pause(b.pick(reach < 1 ? 6000 : 2000, 1200));
    const after = await pageStats();
    const seconds = (performance.now() - from) / 1000;
    const { workers } = await show.status();
    const gaps = await tap.page.evaluate<number[]>("__gaps.read()");
    const presented = after.presented - before.presented;
    return {
      shown: presented / seconds,
      onTime: gaps.filter((gap) => gap <= (LATE * 1000) / 60).length / gaps.length,
      fresh: presented / (after.frames - before.frames),
      display: (after.frames - before.frames) / seconds,
      points: after.points,
      moves: hands.moves() - moved,
      workers,
      settledMs,
      evaluate: {
        p50: after.evaluateP50 ?? Number.NaN,
        p95: after.evaluateP95 ?? Number.NaN,
        count: Math.min(presented, after.evaluateCount),
      },
    };
  } finally {
    hands.stop();
    await Promise.all(show.controls.knobs().map((knob) => show.controls.clearKnob(knob.name)));
    await Promise.all(CC_HOME.map((_, i) => show.controls.clearCc(i + 1)));
  }
}
