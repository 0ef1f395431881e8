// The audio input in a real browser, with a file in place of a microphone. The program has no way to be given browser
// switches; a test starts it with a browser of its own, a script that adds them.

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findBrowser } from "../../src/host/browser/find.ts";
import { commandLine, internetSockets, processTree } from "../support/processes.ts";
import { type Program, startProgram } from "../support/program.ts";
import { clicks, mix, tone, wav } from "../support/sounds.ts";

const RATE = 48_000;
const folder = mkdtempSync(join(tmpdir(), "hairline-audio-"));
const file = join(folder, "sound.wav");

/** One line, or two while an input is open; and the sound at the prompt. */
const SKETCH = `import { G, L, sketch } from "hairline";
export default sketch({
  canvas: [400, 400],
  draw: ({ audio }) => L(G.line(100 + audio.level * 100).repeat({ count: audio.on ? 1 : 0, offset: [0, 10, 0] }).translate(200, 200)),
});
`;
const HEARD = `({ on: ctx.audio.on, level: ctx.audio.level, peak: ctx.audio.peak, onsets: ctx.audio.onsets, onset: ctx.audio.onset, bands: [0, 1, 2, 3, 4, 5, 6, 7].map(ctx.audio.band) })`;

interface Heard {
  on: boolean;
  level: number;
  peak: number;
  onset: number;
  onsets: number;
  bands: number[];
}

const programs: Program[] = [];

async function start(switches: string[]): Promise<Program> {
  const real = await findBrowser({
    configured: null,
    headless: true,
    env: process.env,
    platform: process.platform,
    packaged: async () => null,
  });
  const browser = join(folder, `browser-${programs.length}`);
  writeFileSync(browser, `#!/bin/sh\nexec "${real.path}" ${switches.map((each) => `'${each}'`).join(" ")} "$@"\n`);
  chmodSync(browser, 0o755);
  const program = startProgram({ files: { "sketches/a.ts": SKETCH }, args: ["--headless", "--browser", browser] });
  programs.push(program);
  await program.until(".status", (a) => a.data?.state === "running", 60_000);
  return program;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const hear = async (program: Program): Promise<Heard> => (await program.ask(HEARD)).data.json;

let program: Program;

before(async () => {
  // A steady tone of 1100 Hz and a click every second: the file is played again and again.
  writeFileSync(file, wav(mix(tone(6, RATE, 1100, 0.25), clicks(6, RATE, 1, 0.7)), RATE));
  program = await start(["--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${file}`]);
});
after(async () => {
  for (const each of programs) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

test("off, everything is zero", async () => {
  const { on, level, peak, onset, onsets, bands } = await hear(program);
  assert.deepEqual([on, level, peak, onset, onsets, ...bands], [false, ...Array(12).fill(0)]);
  assert.equal((await program.ask(".audio")).data.state, "off");
});

test("the inputs there are can be listed, and one be opened by a part of its name", async () => {
  const { data } = await program.ask(".audio list");
  assert.ok(data.inputs.length > 0, JSON.stringify(data));
  assert.equal(data.state, "off", "looking opens nothing");
  const opened = await program.ask(".audio fake");
  assert.ok(opened.ok, JSON.stringify(opened));
  assert.match(opened.data.device, /fake/i);
  assert.ok(opened.data.sampleRate >= 8000);
  const wrong = await program.ask(".audio scarlett");
  assert.equal(wrong.ok, false);
  assert.match(wrong.problem.what, /there is no audio input "scarlett"/);
  assert.match(wrong.problem.try, /There are: /);
  assert.equal((await program.ask(".audio")).data.state, "on", "a wrong name does not close what is open");
  assert.equal((await hear(program)).on, true);
});

test("level, peak and the right band; the picture follows", async () => {
  await program.ask(".audio default");
  await program.until(".status", (a) => a.data.lines === 2);
  await program.until(HEARD, (a) => a.data.json.level > 0.1);
  // Away from the clicks, most of the time, the tone is alone.
  const looks: Heard[] = [];
  for (let i = 0; i < 20; i++) {
    looks.push(await hear(program));
    await pause(100);
  }
  const middle = looks.map(({ level }) => level).sort((a, b) => a - b)[10];
  assert.ok(middle > 0.1 && middle < 0.35, `level ${middle}, the tone has ${0.25 / Math.SQRT2}`);
  const loudest = looks.map(({ bands }) => bands.indexOf(Math.max(...bands)));
  assert.ok(loudest.filter((band) => band === 4).length > 10, `the loudest bands were ${loudest.join(" ")}`);
  assert.ok(Math.max(...looks.map(({ peak }) => peak)) > 0.3, "a click is higher than the tone");
});

test("listening opens no internet socket", { skip: process.platform !== "linux" }, () => {
  assert.deepEqual(internetSockets(processTree(program.pid)), []);
});

test("a click is an onset, counted once", async () => {
  const from = await hear(program);
  const startMs = Date.now();
  await pause(5000);
  const to = await hear(program);
  const seconds = (Date.now() - startMs) / 1000;
  const counted = to.onsets - from.onsets;
  // Five clicks in six seconds, and the seam of the file may be one more.
  assert.ok(counted >= Math.floor(seconds * (5 / 6)) - 2 && counted <= seconds + 2, `${counted} in ${seconds} s`);
});

test("what is heard is an input that can be linked", async () => {
  await program.ask('.link audio/level "cc 3"');
  await program.until(".cc 3", (a) => a.data.ccs[0]?.value > 0.1 && a.data.ccs[0].source === "audio");
  await program.ask('.link audio/onset ".trigger hit"');
  await program.until(".trigger", (a) => a.data.triggers.some((each: { name: string }) => each.name === "hit"));
});

test("a window that comes back listens again", async () => {
  for (const pid of processTree(program.pid))
    if (/--type=renderer/.test(commandLine(pid))) process.kill(pid, "SIGKILL");
  await pause(200);
  await program.until(HEARD, (a) => a.data?.json?.on === true, 20_000);
  await program.until(HEARD, (a) => a.data?.json?.level > 0.1);
});

test("off again: zero, and the permission is gone", async () => {
  await program.ask(".audio off");
  await program.until(HEARD, (a) => a.data?.json?.on === false && a.data.json.level === 0);
  const state = await program.ask('@page (await navigator.permissions.query({ name: "microphone" })).state');
  assert.notEqual(state.data.json, "granted");
});

test("no input at all is one clear problem, and the show goes on", async () => {
  const deaf = await start([]);
  const answer = await deaf.ask(".audio default");
  if (answer.ok) return; // this machine has one
  assert.match(answer.problem.what, /no audio input|denied/);
  assert.equal((await deaf.ask(".status")).data.state, "running");
  assert.equal((await hear(deaf)).on, false);
});
