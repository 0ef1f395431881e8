// Musical time in the running program: what the prompt says, what sketches see, and commands that wait for a beat.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { commandLine, processTree } from "../support/processes.ts";
import { type Program, startProgram } from "../support/program.ts";

/** As many lines as beats of four have begun; remembers the beat of each new seed. */
const SKETCH = `import { G, L, sketch } from "hairline";
export default sketch({
  setup: () => ({ seed: -1, beats: [] as number[], last: 0, backwards: 0 }),
  draw({ beat, phase, every, seed, state }) {
    const seen = state as { seed: number; beats: number[]; last: number; backwards: number };
    if (beat < seen.last) seen.backwards++;
    seen.last = beat;
    if (seed !== seen.seed) seen.beats.push(beat);
    if (seen.beats.length > 100) seen.beats.shift();
    seen.seed = seed;
    const begun = every(1, (n) => n % 4) + 1;
    return L(Array.from({ length: begun }, (_, i) => G.line(100).translate(200, 20 + i * 20 + phase)));
  },
});
`;
const FILE = "sketches/a.ts";
/** A busy machine draws late. */
const LATE_MS = 400;

let program: Program;
before(async () => {
  program = startProgram({ files: { "hairline.yaml": "tempo: { bpm: 90, beats_per_bar: 3 }\n", [FILE]: SKETCH } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

const data = async (line: string) => {
  const answer = await program.ask(line);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.data;
};
const value = async <T>(line: string) => (await data(line)).json as T;
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

test("settings are the beginning; the prompt sets tempo and metre", async () => {
  const began = await data(".tempo");
  assert.deepEqual([began.bpm, began.beatsPerBar, began.source, began.playing], [90, 3, "auto", true]);
  assert.equal((await data(".tempo 240")).bpm, 240);
  assert.equal((await data(".bars 4")).beatsPerBar, 4);
  await program.until("[ctx.bpm, ctx.beatsPerBar].join()", (a) => a.data.json === "240,4", 3000);
});

test("the window shows the beat that the host says", async () => {
  for (let i = 0; i < 5; i++) {
    const before = (await data(".tempo")).beat;
    const shown = await value<number>("@page __hairline.stats().beat");
    const after = (await data(".tempo")).beat;
    const late = (LATE_MS * 240) / 60_000;
    assert.ok(shown > before - late && shown <= after + 0.02, `${before} ${shown} ${after}`);
  }
});

test("a sketch draws what its beat says", async () => {
  const counts = new Set<number>();
  for (let i = 0; i < 40 && counts.size < 4; i++) {
    const { lines } = await data(".status");
    assert.ok(lines >= 1 && lines <= 4, `${lines}`);
    counts.add(lines);
    await sleep(120);
  }
  assert.deepEqual([...counts].sort(), [1, 2, 3, 4]);
  assert.ok(await value("Math.abs(ctx.every(0.5, (n, phase) => (n + phase) / 2) - ctx.beat) < 1e-9"));
  assert.ok(await value("ctx.phase >= 0 && ctx.phase < 1 && Number.isInteger(ctx.bar)"));
});

const changes = () => value<number[]>("ctx.state.beats");

test("commands wait for the bar, or come back every two beats, and are never early", async () => {
  const known = (await changes()).length;
  const { now, actions } = await data(".at bar .seed new");
  const due = actions[0].beat;
  assert.ok(due > now && due <= now + 4, `${due} at ${now}`);
  await program.until("ctx.state.beats", (a) => a.data.json.length > known, 5000);
  const beats = (await changes()).slice(known);
  assert.equal(beats.length, 1);
  const late = (LATE_MS * 240) / 60_000;
  assert.ok(beats[0] >= due && beats[0] < due + late, `${beats[0]} for ${due}`);
  assert.match(program.log(), new RegExp(`beat ${due}: \\.seed new: seed \\d+`));
  assert.deepEqual((await data(".at")).actions, []);

  await data(".every 2 .seed new");
  await program.until(".every", (a) => a.data.actions[0].runs >= 4, 8000);
  assert.equal((await data(".every off")).cleared, 1);
  await sleep(100);
  const after = (await changes()).slice(known + 1);
  assert.ok(after.length >= 4, after.join());
  for (const beat of after) assert.ok(beat % 2 < late, `${beat}`);
  await sleep(700);
  assert.equal((await changes()).length, known + 1 + after.length, "off is off");
});

test("frozen, sketches see one beat; the clock goes on, and so do they from where it is", async () => {
  await data(".freeze on");
  await sleep(150);
  const [held] = await value<number[]>("[ctx.beat]");
  const before = (await data(".tempo")).beat;
  await sleep(500);
  assert.deepEqual(await value("[ctx.beat]"), [held]);
  assert.ok((await data(".tempo")).beat > before + 1);
  await data(".freeze off");
  await program.until("ctx.beat", (a) => a.data.json > before + 1, 3000);
});

test("a slower tempo, a nudge back, a stop: the beat waits and never turns", async () => {
  for (const line of [
    ".tempo 60",
    ".tempo 300",
    ".tempo nudge -1",
    ".tempo 30",
    ".tempo stop",
    ".tempo play",
    ".tempo 240",
  ]) {
    await data(line);
    await sleep(120);
  }
  assert.equal(await value("ctx.state.backwards"), 0);
  await data(".tempo beat 0");
  await program.until("ctx.bar", (a) => a.data.json < 2, 3000);
  assert.equal(await value("ctx.state.backwards"), 1, "unless it is told to");
});

test("a transition asked for on a bar begins on that bar, although it has to be made ready", async () => {
  await data(".tempo 60");
  program.save("sketches/b.ts", SKETCH.replace("line(100)", "line(50)"));
  const due = (await data(".at bar .go b fade 1 beats")).actions[0].beat;
  const { data: told } = await program.until(
    "@page __hairline.stats().transition",
    (a) => a.data.json.id > 0 && a.data.json.startedBeat > 0,
    15_000,
  );
  assert.ok(Math.abs(told.json.startBeat - due) < 1e-6, `${told.json.startBeat} for ${due}`);
  assert.ok(told.json.beatBefore < due && told.json.startedBeat >= due);
  await data(".tempo 240");
});

const crashWindow = async () => {
  const renderers = processTree(program.pid).filter((pid) => /--type=renderer/.test(commandLine(pid)));
  for (const pid of renderers) process.kill(pid, "SIGKILL");
  await sleep(200);
  await program.until(".status", (a) => a.data?.state === "running" && a.data.frames > 0, 30_000);
};
const linux = { skip: process.platform !== "linux" };

test("a window that comes back goes on with the beat", linux, async () => {
  const before = (await data(".tempo")).beat;
  await crashWindow();
  const host = (await data(".tempo")).beat;
  assert.ok(host > before);
  await program.until("ctx.beat", (a) => a.ok && a.data.json > host, 5000);
});

test("one that comes back frozen has the beat that was held", linux, async () => {
  await data(".freeze on");
  await sleep(800);
  const held = await value<number>("ctx.beat");
  await crashWindow();
  await program.until("ctx.beat", (a) => a.ok && Math.abs(a.data.json - held) < 1e-9, 5000);
  const { beat } = await data(".tempo");
  await data(".freeze off");
  await program.until("ctx.beat", (a) => a.data.json > beat, 3000);
});

test("a settings file that is saved takes effect while playing", async () => {
  program.save("hairline.yaml", "tempo: { bpm: 150, beats_per_bar: 5, source: internal }\n");
  const { data: now } = await program.until(".tempo", (a) => a.data.bpm === 150, 5000);
  assert.deepEqual([now.beatsPerBar, now.source], [5, "internal"]);
});
