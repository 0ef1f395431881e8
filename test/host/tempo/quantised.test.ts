// What waits for a beat: on real timers, at a quick tempo.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MAX_WAITING } from "../../../src/host/tempo/beat-schedule.ts";
import { MAX_ACTIONS } from "../../../src/host/tempo/quantised.ts";
import { createTempo } from "../../../src/host/tempo/tempo.ts";

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** A machine that is busy with other tests lets timers wait. */
const LATE_MS = 150;

function stage(bpm = 600) {
  const said: string[] = [];
  const tempo = createTempo({
    settings: { bpm, beatsPerBar: 4, source: "auto" },
    nowMs: () => performance.timeOrigin + performance.now(),
    send() {},
    say: (line) => said.push(line),
  });
  return { tempo, said, msToBeats: (ms: number) => (ms * bpm) / 60_000 };
}

// What waits for a beat keeps no process alive.
let awake: NodeJS.Timeout;
before(() => {
  awake = setInterval(() => {}, 1000);
});
after(() => clearInterval(awake));

/** Resolves with the beat it was called for, and the beat there was then. */
type Wait = (callback: (beat: number) => void) => () => void;
const called = (tempo: { beat(): number }, wait: Wait) =>
  new Promise<{ asked: number; was: number }>((resolve) => wait((beat) => resolve({ asked: beat, was: tempo.beat() })));

test("a callback comes on its beat or just after it, never before", async () => {
  const { tempo, msToBeats } = stage();
  const waits: Promise<{ asked: number; was: number }>[] = [];
  for (let i = 1; i <= 10; i++) waits.push(called(tempo, (callback) => tempo.onBeat(i / 2, callback)));
  waits.push(called(tempo, (callback) => tempo.onNext({ bars: 1 }, callback)));
  for (const { asked, was } of await Promise.all(waits)) {
    assert.ok(was >= asked && was < asked + msToBeats(LATE_MS), `${was} for ${asked}`);
  }
  tempo.close();
});

test("asked for again and again, each beat comes once", async () => {
  const { tempo } = stage(1000);
  const beats: number[] = [];
  for (let i = 0; i < 15; i++)
    beats.push((await called(tempo, (callback) => tempo.onNext({ beats: 0.5 }, callback))).asked);
  assert.equal(new Set(beats).size, beats.length, beats.join());
  tempo.close();
});

test("a beat that has passed is called for at once; one that is cancelled never", async () => {
  const { tempo } = stage();
  tempo.setBeat(10);
  let calls = 0;
  const cancel = tempo.onBeat(10.5, () => calls++);
  await called(tempo, (callback) => tempo.onBeat(3, callback));
  cancel();
  await sleep(100);
  assert.equal(calls, 0);
  tempo.close();
});

test("places on the grid are looked for again after a jump, a change of metre, a stop", async () => {
  const { tempo } = stage(300);
  const bar = called(tempo, (callback) => tempo.onNext({ bars: 4 }, callback));
  tempo.setBeatsPerBar(3);
  tempo.setBeat(95.5);
  assert.equal((await bar).asked, 96);
  const beat = called(tempo, (callback) => tempo.onNext({ beats: 1 }, callback));
  tempo.setPlaying(false);
  const stoppedAt = tempo.beat();
  assert.equal(await Promise.race([beat, sleep(300)]), undefined, "nothing is due while the clock stands");
  tempo.setPlaying(true);
  assert.equal((await beat).asked, Math.floor(stoppedAt) + 1);
  tempo.close();
});

test("a lead calls before the place, once for each, and at once where it has passed", async () => {
  const { tempo } = stage(600);
  tempo.setBeat(4.5);
  const options = { lead: 2 };
  const first = await called(tempo, (callback) => tempo.onNext({ bars: 1 }, callback, options));
  assert.ok(first.asked === 8 && first.was >= 6 && first.was < 8, `${first.was}`);
  const second = await called(tempo, (callback) => tempo.onNext({ bars: 1 }, callback, { ...options, after: 8 }));
  assert.ok(second.asked === 12 && second.was >= 10, `${second.was}`);
  tempo.setBeat(15);
  const third = await called(tempo, (callback) => tempo.onNext({ bars: 1 }, callback, options));
  assert.ok(third.asked === 16 && third.was < 16, `${third.was}`);
  tempo.close();
});

test("a callback that throws is told and takes nobody along", async () => {
  const { tempo, said } = stage();
  tempo.onBeat(1, () => {
    throw new Error("no such thing");
  });
  await called(tempo, (callback) => tempo.onBeat(1, callback));
  assert.deepEqual(said, ["tempo: no such thing"]);
  tempo.close();
});

test("no more wait than the table holds", () => {
  const { tempo } = stage();
  for (let i = 0; i < MAX_WAITING; i++) tempo.onBeat(1e6, () => {});
  assert.throws(() => tempo.onBeat(1e6, () => {}), /256 callbacks wait/);
  tempo.close();
});

test("actions: once and told, or again and again and told only when they fail anew", async () => {
  const { tempo, said } = stage(600);
  const runs: string[] = [];
  const run = (name: string, answers: { ok: boolean; text: string }[]) => async () => {
    runs.push(name);
    return answers[Math.min(runs.filter((each) => each === name).length, answers.length) - 1];
  };
  const ok = { ok: true, text: "done" };
  const bad = { ok: false, text: "refused" };
  tempo.actions.add({ command: ".once", when: { beats: 1 }, repeats: false, run: run("once", [ok]) });
  tempo.actions.add({
    command: ".each",
    when: { beats: 0.5 },
    repeats: true,
    run: run("each", [ok, bad, bad, ok, bad]),
  });
  assert.deepEqual(
    tempo.actions.list().map(({ when }) => when),
    ["next beat", "every 0.5 beats"],
  );
  await sleep(600);
  assert.equal(tempo.actions.clear("repeating"), 1);
  assert.equal(runs.filter((name) => name === "once").length, 1);
  assert.ok(runs.filter((name) => name === "each").length >= 6, runs.join());
  const told = said.map((line) => line.replace(/^beat [\d.]+: /, ""));
  assert.deepEqual(told.sort(), [".each: refused", ".each: refused", ".once: done"]);
  assert.deepEqual(tempo.actions.list(), []);
  tempo.close();
});

test("a run that is not through is passed over, not overtaken", async () => {
  const { tempo } = stage(600);
  let running = 0;
  let most = 0;
  const run = async () => {
    most = Math.max(most, ++running);
    await sleep(130);
    running--;
    return { ok: true, text: "" };
  };
  const { id } = tempo.actions.add({ command: ".slow", when: { beats: 0.5 }, repeats: true, run });
  await sleep(600);
  const [told] = tempo.actions.list();
  assert.equal(most, 1);
  assert.ok(told.skipped >= 3, `${told.skipped}`);
  assert.equal(tempo.actions.clear(id), 1);
  tempo.close();
});

test("actions have a bound", () => {
  const { tempo } = stage();
  const add = () =>
    tempo.actions.add({ command: ".x", when: { bars: 8 }, repeats: true, run: async () => ({ ok: true, text: "" }) });
  for (let i = 0; i < MAX_ACTIONS; i++) add();
  assert.throws(add, /64 commands wait/);
  assert.equal(tempo.actions.clear("all"), MAX_ACTIONS);
  tempo.close();
});
