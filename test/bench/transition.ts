// What a transition between two sketches of 20,000 points each costs the display, by kind, against the same show without
// one.
//
// In the real program: display frames are timed by a callback of our own in the page. A frame is on time when it comes less
// than one and a half of the display's own intervals after the one before; the interval is the median of a page at rest, that
// is with a small sketch. Rounds alternate: no transition (of either sketch alone), then each kind for some seconds. On a
// software renderer two drawings are twice the work: "both drawings at once" is one sketch that draws what a fade draws,
// so what lies between that row and the fade's is the transition's own.
// Then garbage a frame under the frame callback, sampled at 64 bytes. And the mixers alone, in Node, on the same counts.

import { buildAssets } from "../../src/host/assets.ts";
import {
  checkFrame,
  createFrameView,
  type FrameView,
  frameBytes,
  LAYER,
  LAYER_WORDS,
  layoutFrame,
} from "../../src/protocol/frame.ts";
import { mixDash } from "../../src/window/transition/dash.ts";
import { mixFade } from "../../src/window/transition/fade.ts";
import { createMatcher } from "../../src/window/transition/match-lines.ts";
import type { Mixer } from "../../src/window/transition/mix-head.ts";
import { createMorph } from "../../src/window/transition/morph.ts";
import { sampleAllocations } from "./support/allocations.ts";
import { type Bench, bench } from "./support/bench.ts";
import { openShow } from "./support/show.ts";
import { median, pause, percentile } from "./support/statistics.ts";

/** 100 lines of 200 points, all of which move. */
const field = (phase: number) =>
  `G.line({ length: 360 }).resample({ step: 360 / 199 }).repeat({ count: 100, offset: [0, 3.6, 0] }).displace({ amplitude: 12, frequency: 0.02, t: t + ${phase} })`;
const sketch = (...drawings: string[]) => `import { G, L, sketch } from "hairline";
export default sketch({
  canvas: [400, 400],
  draw: ({ t }) => [${drawings.map((each) => `L(${each}, { color: "#123", width: 0.3 })`).join(", ")}],
});
`;
const A = `${field(0)}.translate(200, 20)`;
const B = `${field(40)}.rotate({ angles: [0, 0, 90] }).translate(380, 200)`;
const FILES = {
  "sketches/a.ts": sketch(A),
  "sketches/b.ts": sketch(B),
  "sketches/both.ts": sketch(A, B),
  "sketches/small.ts": sketch("G.polygon({ sides: 6 }).scale(100).rotate(t * 20).translate(200, 200)"),
  "hairline.yaml": "watchdog: { frame_ms: 10000 }\nworkers: 1\n",
};
const KINDS = ["fade", "dash", "morph"] as const;
const isKind = (name: string) => (KINDS as readonly string[]).includes(name);
const BOTH = "both drawings at once, no transition";

/** Intervals of display frames, ms. */
const RECORD = `(() => {
  const times = new Float64Array(20000);
  let count = 0, last = 0;
  const step = (now) => { if (last > 0 && count < times.length) times[count++] = now - last; last = now; requestAnimationFrame(step); };
  requestAnimationFrame(step);
  globalThis.__intervals = { take() { const all = Array.from(times.subarray(0, count)); count = 0; return all; } };
})()`;

await bench("transition", async (b) => {
  mixersAlone(b);

  const { files: assets } = await buildAssets(process.cwd());
  const source = Buffer.from(assets.get("/window.js")?.body ?? "", "base64").toString();
  const { show, tap } = await openShow(b, FILES);
  await tap.page.evaluate(RECORD);
  type Seen = {
    presented: number;
    frames: number;
    transition: { mixed: number; mixMs: number; running: boolean; tooLarge: boolean };
  };
  const stats = () => tap.page.evaluate<Seen>("__hairline.stats()");
  const spanMs = b.pick(8000, 2000);
  const go = async (name: string, how: string) => {
    await show.sets.go({ name }, how);
    await pause(1500);
  };
  const watch = async () => {
    await tap.page.evaluate("__intervals.take()");
    const from = await stats();
    await pause(spanMs);
    const intervals = await tap.page.evaluate<number[]>("__intervals.take()");
    const to = await stats();
    return { intervals, fresh: (to.presented - from.presented) / (to.frames - from.frames), from, to };
  };

  b.check(
    "20,000 points each",
    Math.abs((await show.status()).points - 20_000) <= 200,
    `${(await show.status()).points}`,
  );
  await go("small", "cut on now");
  const displayMs = median((await watch()).intervals);
  b.value("display interval at rest", "ms", displayMs);
  const onTime = (intervals: number[]) => intervals.filter((ms) => ms < displayMs * 1.5).length / intervals.length;

  const rows = new Map<string, { onTime: number[]; fresh: number[]; p95: number[]; mixMs: number[] }>();
  const note = (name: string, { intervals, fresh, from, to }: Awaited<ReturnType<typeof watch>>) => {
    const row = rows.get(name) ?? { onTime: [], fresh: [], p95: [], mixMs: [] };
    rows.set(name, row);
    row.onTime.push(onTime(intervals));
    row.fresh.push(fresh);
    row.p95.push(percentile(intervals, 0.95));
    const mixes = to.transition.mixed - from.transition.mixed;
    const ms = to.transition.mixMs * to.transition.mixed - from.transition.mixMs * from.transition.mixed;
    if (mixes > 0) row.mixMs.push(ms / mixes);
  };
  for (let round = 0; round < b.pick(3, 1); round++) {
    for (const name of ["a", "b", "both"]) {
      await go(name, "cut on now");
      note(name === "both" ? BOTH : `no transition (${name})`, await watch());
    }
    for (const kind of KINDS) {
      await go("a", "cut on now");
      await show.sets.go({ name: "b" }, `${kind} ${Math.round((spanMs + 4000) / 1000)} s on now`);
      await pause(1000);
      const seen = await watch();
      const { running, tooLarge } = seen.to.transition;
      b.check(`${kind}: it ran while it was watched`, running && !tooLarge, JSON.stringify(seen.to.transition));
      note(kind, seen);
      await pause(4500);
      b.check(`${kind}: it ended`, !(await stats()).transition.running);
    }
  }
  for (const [name, { onTime: shares, fresh, p95, mixMs }] of rows) {
    b.samples(`${name}: display frames on time`, "share", shares, isKind(name) ? { target: ">= 0.99" } : {});
    b.samples(`${name}: display frames with something new`, "share", fresh);
    b.samples(`${name}: 95th interval`, "ms", p95);
    if (mixMs.length > 0) b.samples(`${name}: the mixer, in the page`, "ms/frame", mixMs);
  }
  const still = rows.get(BOTH)?.onTime ?? [];
  for (const kind of KINDS) {
    const ratios = (rows.get(kind)?.onTime ?? []).map((share, round) => share / still[round]);
    b.ratio(`${kind} ÷ ${BOTH}, frames on time, per round`, ratios, { target: ">= 0.99" });
  }
  if (median(still) < 0.99) b.note("The renderer of this machine is late without a transition too: read the ratios.");

  for (const kind of KINDS) {
    await go("a", "cut on now");
    await show.sets.go({ name: "b" }, `${kind} 300 s on now`);
    // V8 compiles by how often something ran.
    for (const from = (await stats()).transition.mixed; (await stats()).transition.mixed < from + b.pick(1500, 100); )
      await pause(250);
    const before = await stats();
    const seen = await sampleAllocations(tap.page, spanMs, 64, source);
    const frames = (await stats()).frames - before.frames;
    const mixing = seen.under("frame", /^src\/window\/(transition|frame-loop)/);
    b.value(`${kind}: garbage of loop and mixer`, "B/frame", mixing / frames, { target: "<= 100" });
    for (const { site, bytes } of seen.top(4, "frame"))
      b.note(`  ${kind}: ${(bytes / frames).toFixed(1)} B a frame  ${site}`);
    await show.sets.panic();
  }
});

/** The pure functions, without a browser. */
function mixersAlone(b: Bench): void {
  const a = frame(b, 200, 100);
  const same = frame(b, 200, 100);
  const other = frame(b, 400, 50);
  const rounds = b.pick(400, 60);
  const run = (name: string, mixer: Mixer, to: FrameView) => {
    const lines = a.lines + to.lines;
    const out = createFrameView(new SharedArrayBuffer(frameBytes(a.points + to.points, lines, 2, 3)));
    const first = performance.now();
    mixer(out, a, to, 0.5);
    const firstMs = performance.now() - first;
    const times: number[] = [];
    for (let i = 0; i < rounds * 2; i++) {
      const started = performance.now();
      mixer(out, a, to, (i % 100) / 100);
      if (i >= rounds) times.push(performance.now() - started);
    }
    b.check(`${name}: a well-formed frame`, checkFrame(out.bytes) === null, checkFrame(out.bytes) ?? "");
    b.samples(`${name}, in Node`, "ms", times);
    return firstMs;
  };
  run("fade of 2 × 20,000 points", mixFade, same);
  run("dash of 2 × 20,000 points", mixDash, same);
  run("morph of 2 × 20,000 points, alike", createMorph(createMatcher()), same);
  const firstMs = run("morph of 2 × 20,000 points, 200 lines to 400", createMorph(createMatcher()), other);
  b.value("morph: its first frame, in which lines are matched", "ms", firstMs);
}

function frame(b: Bench, lines: number, each: number): FrameView {
  const view = createFrameView(new SharedArrayBuffer(frameBytes(lines * each, lines, 1, 3)));
  layoutFrame(view, { points: lines * each, lines, layers: 1, stride: 3 });
  view.ints[view.layersWord + LAYER.points] = lines * each;
  view.ints[view.layersWord + LAYER.lines] = lines;
  view.floats.fill(1, view.layersWord + LAYER.width, view.layersWord + LAYER_WORDS);
  view.floats[view.layersWord + LAYER.widthInPx] = 0;
  for (let line = 0, point = 0; line < lines; line++) {
    const [x, y] = [b.random() * 300, b.random() * 300];
    for (let i = 0; i < each; i++, point++) {
      const at = view.coordsWord + (point + 1) * 3;
      view.floats[at] = x + i;
      view.floats[at + 1] = y + Math.sin(i / 5) * 10;
      view.words[at + 2] = i === each - 1 ? 1 : 0;
    }
    view.words[view.offsetsWord + line + 1] = point;
  }
  return view;
}
