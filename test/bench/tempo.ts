// How far is the beat that is shown from the beat that is played?
//
// On paper: a MIDI clock whose every pulse is off by up to ±2 ms (seeded), some lost, some heard twice, a tempo that leaps.
// What `src/host/tempo` makes of it is read sixty times a second through a window that hears of each anchor 1 to 7 ms late,
// and compared with the song. Beside it, on the same pulses: extrapolating from the last pulse by the last interval, and
// by the mean of the last 24, counting pulses as they come. No timer and no machine in it: these figures travel.
//
// For real: a thread sends pulses by timers at 128 bpm, each with the time it was really sent; what the clock says is
// compared with the beat the thread was to play. Then the whole program: a sketch notes the beat at which it first sees
// a seed that `.every` set on a beat, so the figure holds timers, the wire, the tick and the job.

import { Worker } from "node:worker_threads";
import { createTempo } from "../../src/host/tempo/tempo.ts";
import { createBeatFollower, type TempoAnchor } from "../../src/protocol/tempo.ts";
import { type SimulatedClock, simulate } from "../host/tempo/simulated-clock.ts";
import { type Bench, bench } from "./support/bench.ts";
import { openShow } from "./support/show.ts";
import { createRandom, median, pause, percentile } from "./support/statistics.ts";

const FRAME_MS = 1000 / 60;
const SETTLED_S = 4;

interface Reader {
  pulse(atMs: number): void;
  /** The beat shown at `ms`. */
  beat(ms: number): number;
}

/** The program's clock and a window that hears late. */
function ours(startMs: number, seed: number): Reader {
  const random = createRandom(seed);
  const news: { at: number; anchor: TempoAnchor }[] = [];
  let now = startMs - 10;
  const tempo = createTempo({
    settings: { bpm: 120, beatsPerBar: 4, source: "midi" },
    nowMs: () => now,
    send: (anchor) => news.push({ at: now + 1 + random() * 6, anchor }),
    say() {},
  });
  const follower = createBeatFollower(tempo.anchor());
  tempo.start(now);
  return {
    pulse(atMs) {
      now = atMs;
      tempo.pulse(atMs);
    },
    beat(ms) {
      now = ms;
      while (news.length > 0 && news[0].at <= ms) follower.aim((news.shift() as (typeof news)[0]).anchor);
      return follower.beat(ms);
    },
  };
}

/** Counts pulses and goes on from the last one by the mean of the last `kept` intervals. */
function counting(kept: number): Reader {
  let times: number[] = [];
  let count = -1;
  return {
    pulse(atMs) {
      count++;
      times = [...times, atMs].slice(-kept - 1);
    },
    beat(ms) {
      const last = times.at(-1) ?? ms;
      const interval = times.length > 1 ? (last - times[0]) / (times.length - 1) : Number.POSITIVE_INFINITY;
      return (count + (ms - last) / interval) / 24;
    },
  };
}

/** Errors in ms, frame by frame, once settled; negative steps in beats. */
function follow(reader: Reader, clock: SimulatedClock, seconds: number) {
  const pulses = simulate(clock, 1000, seconds);
  const heard = pulses.flatMap(({ heardMs }) => heardMs).sort((a, b) => a - b);
  const errors: number[] = [];
  let backwards = 0;
  let before = Number.NEGATIVE_INFINITY;
  let next = 0;
  let at = 0;
  for (let ms = 1000; ms < 1000 + (seconds - 1) * 1000; ms += FRAME_MS) {
    for (; next < heard.length && heard[next] <= ms; next++) reader.pulse(heard[next]);
    while (pulses[at + 1].meantMs <= ms) at++;
    const period = pulses[at + 1].meantMs - pulses[at].meantMs;
    const song = (pulses[at].number + (ms - pulses[at].meantMs) / period) / 24;
    const shown = reader.beat(ms);
    if (shown < before) backwards++;
    before = shown;
    if (ms > 1000 + SETTLED_S * 1000) errors.push((shown - song) * 24 * period);
  }
  return { errors, absolute: errors.map(Math.abs), backwards };
}

const even = (bpm: number, more: Partial<SimulatedClock> = {}): SimulatedClock => ({
  ...{ bpmAt: () => bpm, jitterMs: 2, lost: 0, doubled: 0, seed: 1 },
  ...more,
});

const SENDER = `
const { parentPort, workerData: { startMs, bpm, beats } } = require("node:worker_threads");
const now = () => performance.timeOrigin + performance.now();
let number = 0;
(function next() {
  const due = startMs + (number * 60000) / bpm / 24;
  if (now() >= due) { parentPort.postMessage(now()); number++; }
  if (number < beats * 24) setTimeout(next, Math.max(0, startMs + (number * 60000) / bpm / 24 - now()));
})();
`;

/** A sender that is late as timers are: each pulse at its time or after. */
async function realPulses(b: Bench): Promise<void> {
  const bpm = 128;
  const beats = b.pick(128, 16);
  const nowMs = () => performance.timeOrigin + performance.now();
  const tempo = createTempo({ settings: { bpm: 120, beatsPerBar: 4, source: "midi" }, nowMs, send() {}, say() {} });
  b.defer(() => tempo.close());
  const startMs = nowMs() + 200;
  tempo.start(nowMs());
  const sender = new Worker(SENDER, { eval: true, workerData: { startMs, bpm, beats } });
  b.defer(() => sender.terminate());
  const late: number[] = [];
  let number = 0;
  sender.on("message", (atMs: number) => {
    late.push(atMs - startMs - (number++ * 60_000) / bpm / 24);
    tempo.pulse(atMs);
  });
  const callbacks: number[] = [];
  const again = () =>
    tempo.onNext({ beats: 0.5 }, (beat) => {
      callbacks.push(nowMs() - tempo.msOfBeat(beat));
      again();
    });
  again();
  const errors: number[] = [];
  const endMs = startMs + ((beats - 1) * 60_000) / bpm;
  while (nowMs() < endMs) {
    await pause(10 + b.random() * 10);
    if (nowMs() > startMs + SETTLED_S * 1000)
      errors.push(((tempo.beat() - ((nowMs() - startMs) * bpm) / 60_000) * 60_000) / bpm);
  }
  const lag = median(late);
  b.samples("a thread's timers at 128 bpm: lateness of its pulses", "ms", late);
  b.samples(
    "… error of the clock, less their median lateness",
    "ms",
    errors.map((error) => Math.abs(error + lag)),
  );
  b.samples("… callbacks come after their beat by", "ms", callbacks);
  b.check(
    "no callback came before its beat",
    callbacks.every((ms) => ms > -0.5),
    `earliest ${Math.min(...callbacks)} ms`,
  );
}

const NOTES = `import { G, L, sketch } from "hairline";
export default sketch({
  setup: () => ({ seed: -1, beats: [] as number[] }),
  draw({ beat, seed, state }) {
    const seen = state as { seed: number; beats: number[] };
    if (seed !== seen.seed) seen.beats.push(beat);
    seen.seed = seed;
    return L(G.polygon({ sides: 5 }).scale(200).rotate(beat * 20).translate(200, 200), { width: 1 });
  },
});
`;

/** `.every` in the whole program, as the sketch sees it. */
async function realShow(b: Bench): Promise<void> {
  const { show } = await openShow(b, { "sketches/notes.ts": NOTES });
  show.tempo.setBpm(240);
  await pause(500);
  const seen = async () => (await show.evaluate("air", "ctx.state.beats")).json as number[];
  const before = (await seen()).length;
  const wanted = b.pick(200, 10);
  let runs = 0;
  await new Promise<void>((resolve) => {
    const action = show.tempo.actions.add({
      command: "a new seed",
      when: { beats: 1 },
      repeats: true,
      async run() {
        await show.setSeed(1000 + runs);
        if (++runs >= wanted) {
          show.tempo.actions.clear(action.id);
          resolve();
        }
        return { ok: true, text: "" };
      },
    });
  });
  await pause(300);
  const beats = (await seen()).slice(before);
  const late = beats.map((beat) => (beat % 1) * 250);
  const { frame } = await show.perf();
  b.samples("a command on the beat: seen by the sketch after", "ms", late);
  b.value("display, period between frames", "ms", frame.p50 ?? Number.NaN);
  if (frame.p50) b.value("… in display frames", "frames", median(late) / frame.p50, { target: "<= 1" });
  b.check("each of them was seen, once", beats.length === wanted, `${beats.length} of ${wanted}`);
}

await bench("tempo", async (b) => {
  const seconds = b.pick(120, 20);
  const rounds = b.pick(20, 3);
  const seeds = Array.from({ length: rounds }, (_, i) => 1000 + i);
  let turned = 0;
  const worst = (values: readonly number[]) => values.reduce((a, c) => Math.max(a, c), 0);

  const rows: [what: string, clock: (seed: number) => SimulatedClock][] = [
    ["60 bpm, ±2 ms", (seed) => even(60, { seed })],
    ["120 bpm, ±2 ms", (seed) => even(120, { seed })],
    ["240 bpm, ±2 ms", (seed) => even(240, { seed })],
    ["120 bpm, ±2 ms, 1 % lost, 1 % doubled", (seed) => even(120, { seed, lost: 0.01, doubled: 0.01 })],
    ["90 to 150 bpm in 60 beats, ±2 ms", (seed) => even(90, { seed, bpmAt: (beat) => 90 + Math.min(60, beat) })],
  ];
  for (const [what, clock] of rows) {
    const runs = seeds.map((seed) => follow(ours(1000, seed), clock(seed), seconds));
    const errors = runs.flatMap(({ absolute }) => absolute);
    turned += runs.reduce((sum, { backwards }) => sum + backwards, 0);
    b.samples(
      `${what}: error`,
      "ms",
      errors,
      what.startsWith("120 bpm, ±2 ms") ? { target: "<= 1", targetP95: "<= 2" } : {},
    );
    b.value(`${what}: largest error`, "ms", worst(errors));
  }
  b.check("no frame showed an earlier beat than the one before", turned === 0, `${turned} did`);

  const peers: [name: string, make: () => Reader][] = [
    ["the last interval", () => counting(1)],
    ["the mean of 24", () => counting(24)],
  ];
  for (const [name, make] of peers) {
    const jitter = seeds.map((seed) => follow(make(), even(120, { seed }), seconds));
    const ratios = seeds.map((seed, i) => {
      const mine = percentile(follow(ours(1000, seed), even(120, { seed }), seconds).absolute, 0.95);
      return mine / percentile(jitter[i].absolute, 0.95);
    });
    const errors = jitter.flatMap(({ absolute }) => absolute);
    b.samples(`120 bpm, ±2 ms: error by ${name}`, "ms", errors);
    b.ratio(`ours ÷ ${name}, p95 of the error`, ratios, { target: "<= 0.5" });
  }

  // One lost pulse, without jitter: what it alone does.
  const lostOne = even(120, { jitterMs: 0 });
  const pulses = simulate(lostOne, 1000, 20);
  const alone = (make: () => Reader) => {
    const reader = make();
    const errors: number[] = [];
    for (const { number, meantMs } of pulses) {
      if (number !== 500) reader.pulse(meantMs);
      if (number > 400)
        errors.push(Math.abs(reader.beat(meantMs + 5) * 24 - number - 5 / (60_000 / 120 / 24)) * (60_000 / 120 / 24));
    }
    return worst(errors);
  };
  b.value(
    "one lost pulse moves the beat by",
    "ms",
    alone(() => ours(1000, 1)),
    { target: "<= 1" },
  );
  b.value(
    "one lost pulse, counted by the last interval",
    "ms",
    alone(() => counting(1)),
  );

  const relock = seeds.map((seed) => {
    const bpmAt = (beat: number) => (beat < 16 ? 120 : 140);
    const { errors } = follow(ours(1000, seed), even(120, { seed, bpmAt }), 30);
    // The leap comes at 8 s, settled errors begin at 4 s.
    const after = errors.slice(Math.round((8 - SETTLED_S) * 60));
    return (after.findLastIndex((error) => Math.abs(error) > 2) + 1) * FRAME_MS;
  });
  b.samples("a leap from 120 to 140: until within 2 ms for good", "ms", relock);

  await realPulses(b);
  await realShow(b);
});
