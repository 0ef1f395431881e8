// The clock of the show on a hand-turned time: who governs, what a source may do, and what a window sees of it that gets
// its news late.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import fc from "fast-check";
import { createTempo } from "../../../src/host/tempo/tempo.ts";
import type { TempoSource } from "../../../src/host/tempo/tempo-api.ts";
import { beatAt, createBeatFollower, type TempoAnchor } from "../../../src/protocol/tempo.ts";
import { chance, simulate } from "./simulated-clock.ts";

function stage(source: TempoSource = "auto", bpm = 120) {
  const time = { ms: 1000 };
  const said: string[] = [];
  const sent: TempoAnchor[] = [];
  const tempo = createTempo({
    settings: { bpm, beatsPerBar: 4, source },
    nowMs: () => time.ms,
    send: (anchor) => sent.push(anchor),
    say: (line) => said.push(line),
  });
  /** Pulses of an even clock from now on; time goes along. */
  const clock = (bpm: number, beats: number) => {
    const from = time.ms;
    for (let i = 0; i < beats * 24; i++) {
      time.ms = from + (i * 60_000) / bpm / 24;
      tempo.pulse(time.ms);
    }
    time.ms = from + (beats * 60_000) / bpm;
  };
  const near = (beat: number, slack = 0.01) =>
    assert.ok(Math.abs(tempo.beat() - beat) < slack, `${tempo.beat()}, expected ${beat}`);
  return { tempo, time, said, sent, clock, near };
}

const refused = (act: () => void, what: RegExp) =>
  assert.throws(act, (error: { problem?: { what: string; try?: string } }) => what.test(error.problem?.what ?? ""));

test("the internal clock: tempo, position, metre, stop and go", () => {
  const { tempo, time, near } = stage();
  time.ms += 1000;
  near(2);
  tempo.setBpm(60);
  time.ms += 1000;
  near(3);
  tempo.setPlaying(false);
  time.ms += 1000;
  near(3);
  assert.equal(tempo.msOfBeat(4), Number.POSITIVE_INFINITY);
  tempo.setPlaying(true);
  time.ms += 1500;
  near(4.5);
  assert.deepEqual([tempo.status().bar, tempo.status().phase.toFixed(3)], [1, "0.125"]);
  tempo.setBeatsPerBar(3);
  assert.deepEqual([tempo.status().bar, tempo.status().phase.toFixed(3)], [1, "0.167"]);
  assert.deepEqual([tempo.nextBeat({ bars: 1 }), tempo.nextBeat({ beats: 4 })], [7, 8]);
  tempo.setBeat(12);
  near(12);
  assert.deepEqual([tempo.status().bar, tempo.nextBeat({ bars: 2 })], [4, 18]);
  assert.equal(tempo.nextBeat({ bars: 1 }), 15, "on the line is too late");
});

test("what is out of range is the user's mistake", () => {
  const { tempo } = stage();
  for (const act of [
    () => tempo.setBpm(5),
    () => tempo.setBpm(Number.NaN),
    () => tempo.nudge(17),
    () => tempo.setBeat(-1),
    () => tempo.setBeatsPerBar(0),
  ]) {
    refused(act, / is /);
  }
});

test("taps set the tempo and the beat; a stray one does not; a pause begins anew", () => {
  const { tempo, time, near } = stage();
  const tap = (ms: number) => {
    time.ms += ms;
    return tempo.tap();
  };
  assert.deepEqual([tap(250), tap(500), tap(500), tap(500)], [1, 2, 3, 4]);
  assert.ok(Math.abs(tempo.status().bpm - 120) < 1e-6);
  assert.equal(tempo.status().following, "tap");
  near(Math.round(tempo.beat()), 1e-6);
  for (const ms of [390, 410, 405, 395, 400, 400]) tap(ms);
  assert.ok(Math.abs(tempo.status().bpm - 150) < 4, `${tempo.status().bpm}`);
  const before = tempo.status().bpm;
  tap(200);
  assert.equal(tempo.status().bpm, before, "one off the grid is let go");
  tap(200);
  assert.ok(Math.abs(tempo.status().bpm - 150) < 4);
  assert.equal(tap(9000), 1);
});

test("auto: MIDI clock is joined at the beat that is, followed, and coasted on when it falls silent", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const { tempo, time, clock, near, said } = stage("auto", 100);
  const pass = (ms: number) => {
    for (const end = time.ms + ms; time.ms < end; ) {
      time.ms += 50;
      context.mock.timers.tick(50);
    }
  };
  pass(1000);
  const joined = tempo.beat();
  clock(128, 8);
  near(joined + 8, 0.1);
  assert.equal(tempo.status().following, "midi");
  assert.ok(Math.abs(tempo.status().bpm - 128) < 0.1);
  refused(() => tempo.setBpm(90), /follows MIDI clock/);
  refused(() => tempo.tap(), /follows MIDI clock/);
  const before = tempo.beat();
  pass(3000);
  near(before + 6.4, 0.1);
  assert.deepEqual([tempo.status().coasting, tempo.status().following], [true, "internal"]);
  assert.deepEqual(said.slice(1), ["tempo: MIDI clock fell silent; going on at 128.0 bpm"]);
  clock(128, 2);
  assert.equal(tempo.status().coasting, false);
  assert.equal(said.length, 3);
  pass(1000);
  tempo.setBpm(90);
  assert.equal(tempo.status().bpm, 90, "a clock that is gone does not forbid");
  tempo.close();
});

test("start is beat 0, stop holds, continue goes on, a song position points", () => {
  const { tempo, time, clock, near } = stage();
  clock(120, 3);
  tempo.start(time.ms);
  near(0, 1e-9);
  time.ms += 200;
  near(0, 1e-9);
  clock(120, 4);
  near(4, 0.02);
  tempo.stop(time.ms);
  const stopped = tempo.beat();
  clock(120, 2);
  assert.equal(tempo.beat(), stopped, "pulses go on, the beat does not");
  tempo.continue(time.ms);
  clock(120, 2);
  near(stopped + 2, 0.05);
  tempo.stop(time.ms);
  tempo.songPosition(64);
  near(16, 1e-9);
  tempo.continue(time.ms);
  clock(120, 1);
  near(17, 0.05);
  assert.deepEqual(tempo.status().bar, 4);
  tempo.close();
});

test("a stop holds the beat for MIDI alone; once its clock is gone, anybody may take it", () => {
  const { tempo, time, clock, near } = stage();
  clock(120, 3);
  tempo.stop(time.ms);
  const held = tempo.beat();
  refused(() => tempo.setPlaying(true), /follows MIDI clock/);
  clock(120, 4);
  refused(() => tempo.setBpm(90), /follows MIDI clock/);
  time.ms += 3000;
  tempo.setBpm(60);
  near(held, 1e-9);
  tempo.setPlaying(true);
  time.ms += 1000;
  near(held + 1, 1e-9);
  clock(120, 2);
  assert.equal(tempo.status().following, "midi", "a clock that runs again is followed");
});

test("a machine that stood still has heard no silence", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const { tempo, time, clock, said } = stage();
  clock(120, 4);
  context.mock.timers.tick(50);
  const before = said.length;
  time.ms += 3000;
  context.mock.timers.tick(50);
  for (let at = time.ms - 3000; at < time.ms; at += 60_000 / 120 / 24) tempo.pulse(at);
  context.mock.timers.tick(50);
  assert.deepEqual(said.slice(before), []);
  assert.equal(tempo.status().coasting, false);
});

test("a start without a clock goes on by itself", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const { tempo, time, near } = stage();
  tempo.start(time.ms);
  for (let i = 0; i < 30; i++) {
    time.ms += 50;
    context.mock.timers.tick(50);
  }
  assert.equal(tempo.status().playing, true);
  near(0.9, 0.3);
});

test("a source that was not chosen is heard and not followed", () => {
  const { tempo, time, clock, near } = stage("internal");
  const from = tempo.beat();
  const began = time.ms;
  clock(90, 4);
  tempo.start(time.ms);
  tempo.stop(time.ms);
  tempo.songPosition(640);
  tempo.osc({ bpm: 33, beat: 500 }, time.ms);
  near(from + (time.ms - began) / 500, 1e-6);
  assert.equal(tempo.status().bpm, 120);
  assert.ok(tempo.status().pulses > 90);
  tempo.setSource("auto");
  clock(90, 2);
  assert.equal(tempo.status().following, "midi");
  tempo.stop(time.ms);
  tempo.setSource("internal");
  assert.equal(tempo.status().playing, true, "nobody would start it again");
});

test("a nudge under MIDI clock stays", () => {
  const { tempo, time, clock } = stage();
  clock(120, 4);
  tempo.start(time.ms);
  clock(120, 4);
  tempo.nudge(0.25);
  clock(120, 4);
  assert.ok(Math.abs(tempo.beat() - 8.25) < 0.02, `${tempo.beat()}`);
  tempo.nudge(-0.25);
  clock(120, 4);
  assert.ok(Math.abs(tempo.beat() - 12) < 0.02, `${tempo.beat()}`);
});

test("OSC: a tempo at once, small differences of position by parts, large ones as another place", () => {
  const { tempo, time, near } = stage("osc");
  tempo.osc({ bpm: 60 }, time.ms);
  time.ms += 4000;
  near(4, 1e-6);
  tempo.osc({ beat: 4.1 }, time.ms);
  near(4.03, 1e-6);
  const { take } = tempo.anchor();
  tempo.osc({ beat: 64 }, time.ms);
  near(64, 1e-6);
  assert.equal(tempo.anchor().take, take + 1);
  tempo.osc({ bpm: Number.NaN, beat: Number.POSITIVE_INFINITY }, time.ms);
  tempo.osc({ bpm: 1e9 }, time.ms);
  assert.equal(tempo.status().bpm, 60);
});

test("a settings file that changes takes effect", () => {
  const { tempo } = stage();
  tempo.configure({ bpm: 90, beatsPerBar: 3, source: "internal" });
  const { bpm, beatsPerBar, source } = tempo.status();
  assert.deepEqual([bpm, beatsPerBar, source], [90, 3, "internal"]);
});

test("a steady MIDI clock sends next to nothing", () => {
  const { sent, clock } = stage();
  clock(120, 8);
  const before = sent.length;
  clock(120, 64);
  assert.equal(sent.length, before);
});

/** What a window shows that hears of each anchor some ms late, at 60 frames a second. */
function windowOf(start: TempoAnchor) {
  const follower = createBeatFollower(start);
  const news: { at: number; anchor: TempoAnchor }[] = [];
  return {
    tell: (at: number, anchor: TempoAnchor) => news.push({ at, anchor }),
    beat(ms: number) {
      while (news.length > 0 && news[0].at <= ms) follower.aim((news.shift() as (typeof news)[0]).anchor);
      return { beat: follower.beat(ms), take: follower.anchor().take };
    },
  };
}

test("±2 ms of jitter and lost pulses: what the window shows is within 3 ms of the song, nineteen times of twenty within 1.2", () => {
  fc.assert(
    fc.property(fc.double({ min: 60, max: 200, noNaN: true }), fc.nat(), (bpm, seed) => {
      const { tempo, time, sent } = stage();
      const random = chance(seed);
      const window = windowOf(tempo.anchor());
      const pulses = simulate({ bpmAt: () => bpm, jitterMs: 2, lost: 0.01, doubled: 0.01, seed }, 1000, 20);
      const heard = pulses.flatMap((pulse) => pulse.heardMs);
      const errors: number[] = [];
      tempo.start(990);
      for (let frame = 0, next = 0; time.ms < 20_000; frame++) {
        const frameMs = 1000 + (frame * 1000) / 60;
        for (; next < heard.length && heard[next] <= frameMs; next++) {
          time.ms = heard[next];
          tempo.pulse(time.ms);
          for (const anchor of sent.splice(0)) window.tell(time.ms + 1 + random() * 6, anchor);
        }
        time.ms = frameMs;
        const song = ((frameMs - 1000) * bpm) / 60_000;
        const { beat } = window.beat(frameMs);
        if (frameMs > 4000) errors.push(Math.abs(((beat - song) * 60_000) / bpm));
      }
      errors.sort((a, b) => a - b);
      const [p95, max] = [errors[Math.floor(errors.length * 0.95)], errors.at(-1) ?? Number.NaN];
      assert.ok(p95 < 1.2 && max < 3, `p95 ${p95.toFixed(2)} max ${max.toFixed(2)} at ${bpm}`);
    }),
    { numRuns: 25 },
  );
});

type Act = { kind: string; value: number; wait: number };
const act = fc.record({
  kind: fc.constantFrom(
    ...["pulse", "pulse", "pulse", "pulse", "start", "stop", "continue", "song", "bpm", "tap", "nudge", "osc", "beat"],
    ...["bars", "source", "play"],
  ),
  value: fc.double({ min: 0, max: 1, noNaN: true }),
  wait: fc.double({ min: 0, max: 60, noNaN: true }),
});

test("whatever is heard, done and waited for: in a take neither the host nor the window sees a beat run back", () => {
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 150 }), (acts: Act[]) => {
      const { tempo, time, sent } = stage();
      const window = windowOf(tempo.anchor());
      const last = { host: { beat: 0, take: 1 }, window: { beat: 0, take: 1 } };
      const look = () => {
        const seen = { host: { beat: tempo.beat(), take: tempo.anchor().take }, window: window.beat(time.ms) };
        for (const side of ["host", "window"] as const) {
          assert.ok(seen[side].take !== last[side].take || seen[side].beat >= last[side].beat, side);
          assert.ok(Number.isFinite(seen[side].beat));
          last[side] = seen[side];
        }
      };
      for (const { kind, value, wait } of acts) {
        time.ms += wait;
        mock.timers.tick(Math.round(wait));
        try {
          if (kind === "pulse") tempo.pulse(time.ms);
          else if (kind === "start" || kind === "stop" || kind === "continue") tempo[kind](time.ms);
          else if (kind === "song") tempo.songPosition(Math.round(value * 1000));
          else if (kind === "bpm") tempo.setBpm(20 + value * 280);
          else if (kind === "tap") tempo.tap(time.ms);
          else if (kind === "nudge") tempo.nudge(value * 2 - 1);
          else if (kind === "osc") tempo.osc({ bpm: 60 + value * 100, beat: tempo.beat() + value - 0.5 }, time.ms);
          else if (kind === "beat") tempo.setBeat(value * 100);
          else if (kind === "bars") tempo.setBeatsPerBar(1 + Math.round(value * 6));
          else if (kind === "source")
            tempo.setSource((["auto", "midi", "osc", "internal"] as const)[Math.floor(value * 3.99)]);
          else tempo.setPlaying(value > 0.5);
        } catch (error) {
          if (!("problem" in (error as object))) throw error;
        }
        for (const anchor of sent.splice(0)) window.tell(time.ms + value * 20, anchor);
        look();
        assert.ok(tempo.status().phase >= 0 && tempo.status().phase < 1);
        assert.ok(beatAt(tempo.anchor(), time.ms) > -50);
      }
      tempo.close();
    }),
    { numRuns: 300 },
  );
  mock.timers.reset();
});
