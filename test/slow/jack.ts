// Real RtMidi with no sound hardware: the `midi` package rebuilt with its JACK backend, a JACK server without a sound card,
// virtual ports. Not part of `npm test`: it needs packages of the system and a compiler.
//
//   apt-get install -y --no-install-recommends jackd2 libjack-jackd2-dev build-essential python3
//   node --import tsx test/slow/jack.ts
//
// The build (some 15 s, once) goes to the temp folder, hairline-midi-jack; Node's own headers are used, nothing is
// downloaded. Then: 1. the MIDI thread alone: is every message heard, how late, hot-plug, two of one name, a flood;
// 2. the real program: a controller bends the picture, is unplugged and comes back.

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClockEvent, Move } from "../../src/host/midi/mailbox.ts";
import { createMidi } from "../../src/host/midi/midi.ts";
import { median, percentile } from "../bench/support/statistics.ts";
import { polygonSketch, startProgram } from "../support/program.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = join(tmpdir(), "hairline-midi-jack", "node_modules", "midi");
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const epoch = () => performance.timeOrigin + performance.now();

interface Output {
  openVirtualPort(name: string): void;
  send(message: number[]): void;
  destroy(): void;
}

/** The fork's own sources, with another backend. */
function buildPackage(): void {
  if (existsSync(join(PACKAGE, "build", "Release", "midi.node"))) return;
  console.log("building the midi package for JACK …");
  const from = realpathSync(join(ROOT, "node_modules", "midi"));
  mkdirSync(dirname(PACKAGE), { recursive: true });
  cpSync(from, PACKAGE, { recursive: true, dereference: true });
  for (const name of ["node-addon-api", "pkg-prebuilds", "tslib", "yargs"]) {
    const beside = join(dirname(from), name);
    if (existsSync(beside)) cpSync(beside, join(dirname(PACKAGE), name), { recursive: true, dereference: true });
  }
  const gyp = join(PACKAGE, "binding.gyp");
  writeFileSync(
    gyp,
    readFileSync(gyp, "utf8").replace("__LINUX_ALSA__", "__UNIX_JACK__").replace("-lasound", "-ljack"),
  );
  const npm = realpathSync(execFileSync("which", ["npm"], { encoding: "utf8" }).trim());
  const nodeGyp = join(dirname(npm), "..", "node_modules", "node-gyp", "bin", "node-gyp.js");
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  execFileSync(process.execPath, [nodeGyp, "rebuild", `--nodedir=${prefix}`], {
    cwd: PACKAGE,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function startJack(): Promise<ChildProcess> {
  const jack = spawn("jackd", ["-r", "-d", "dummy", "-r", "48000", "-p", "128"], {
    stdio: "ignore",
    env: { ...process.env, JACK_NO_AUDIO_RESERVATION: "1", JACK_NO_START_SERVER: "1" },
  });
  await pause(1500);
  assert.equal(jack.exitCode, null, "jackd did not start: is another one running?");
  return jack;
}

async function until(what: string, is: () => boolean | Promise<boolean>, ms = 5000): Promise<number> {
  const from = performance.now();
  while (!(await is())) {
    if (performance.now() - from > ms) throw new Error(`${what}: not within ${ms} ms`);
    await pause(5);
  }
  return performance.now() - from;
}

const say = (what: string, value: string) => console.log(`${what.padEnd(58)} ${value}`);
const spread = (ms: number[]) =>
  `p50 ${median(ms).toFixed(2)} ms, p95 ${percentile(ms, 0.95).toFixed(2)} ms, max ${Math.max(...ms).toFixed(2)} ms`;

async function threadAlone(open: (name: string) => Output): Promise<void> {
  const moves: (Move & { heard: number })[] = [];
  const clock: ClockEvent[] = [];
  const plugs: string[] = [];
  const midi = createMidi({
    settings: { input: "auto", devices: [{ match: ":fine", name: "fine", mode: 14 }] },
    driver: `module:${join(PACKAGE, "dist", "lazy.js")}`,
    onMove: (move) => moves.push({ ...move, heard: epoch() }),
    onClock: (event) => clock.push(event),
    onProgram() {},
    onPlugged: (device, again) => plugs.push(`${again ? "back" : "here"} ${device}`),
    onUnplugged: (device) => plugs.push(`gone ${device}`),
    say: (line) => console.log(`  ${line}`),
  });
  const name = "RtMidi Output Client:knobs";
  let knobs = open("knobs");
  midi.start();
  await until("the port is found", () => plugs.includes(`here ${name}`), 10_000);

  // Each value once, so that each can be told from its neighbour; far enough apart that none is gathered over.
  const sent: number[] = [];
  for (let i = 0; i < 200; i++) {
    sent.push(epoch());
    knobs.send([0xb0, 7, i % 128]);
    await pause(5 + (i % 3));
  }
  await pause(300);
  const heardBy = (await midi.status()).ports.find(({ device }) => device === name)?.messages;
  say("controller changes heard by the thread, of 200", `${heardBy}`);
  assert.equal(heardBy, 200);
  const ccs = moves.filter(({ control }) => control === "cc 7");
  say("told to the host (on a busy machine two may become one)", `${ccs.length}`);
  let next = 0;
  const late = ccs.map(({ value, at, heard }) => {
    while (next % 128 !== Math.round(value * 127)) next++;
    const sentAt = sent[next++];
    return { host: heard - sentAt, thread: at - sentAt };
  });
  say("sent → heard by the host", spread(late.map(({ host }) => host)));
  say("sent → time stamp of the thread", spread(late.map(({ thread }) => thread)));

  for (let i = 0; i < 96; i++) {
    knobs.send([0xf8]);
    await pause(20);
  }
  await pause(300);
  say("clock pulses heard, of 96", `${clock.length}`);
  assert.ok(clock.length >= 95); // one is on its way for as long as JACK likes
  knobs.send([0xfa]);
  knobs.send([0xf2, 1, 2]);
  knobs.send([0xfc]);
  knobs.send([0x90, 60, 127]);
  knobs.send([0xe0, 0, 64]);
  await until("transport, note and bend", () =>
    ["bend", "note 60"].every((want) => moves.some(({ control }) => control === want)),
  );
  await until("stop", () => clock.some(({ kind }) => kind === "stop"));
  assert.deepEqual(
    clock.filter(({ kind }) => kind !== "pulse").map(({ kind, sixteenths }) => [kind, sixteenths]),
    [
      ["start", 0],
      ["position", 257],
      ["stop", 0],
    ],
  );

  const fine = open("fine");
  await until("a second device", () => plugs.includes("here fine"));
  fine.send([0xb0, 1, 127]);
  fine.send([0xb0, 33, 127]);
  await until("14 bits", () => moves.some(({ device, value }) => device === "fine" && value === 1));
  fine.destroy();
  say("unplugged → told so", `${(await until("gone", () => plugs.includes("gone fine"))).toFixed(0)} ms`);

  const twin = open("knobs"); // JACK makes the client's name unique: another device
  await until("a third device", () => plugs.length >= 4);
  twin.destroy();
  await until("gone", () => plugs.length >= 5);
  knobs.destroy();
  await until("unplugged", () => plugs.includes(`gone ${name}`));
  assert.equal(moves.at(-1)?.control, "note 60", "the held note is let go");
  assert.equal(moves.at(-1)?.value, 0);
  knobs = open("knobs");
  say("plugged in again → told so", `${(await until("back", () => plugs.includes(`back ${name}`))).toFixed(0)} ms`);

  moves.length = 0;
  const seconds = 5;
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < seconds * 1000) {
    for (; count < ((performance.now() - began) * 10_000) / 1000; count++)
      knobs.send([0xb0, 20 + (count % 8), count % 127]);
    await pause(1);
  }
  for (let cc = 20; cc < 28; cc++) knobs.send([0xb0, cc, 127]);
  await until("the last values", () =>
    [0, 1, 2, 3, 4, 5, 6, 7].every((i) => moves.findLast(({ cc }) => cc === 20 + i)?.value === 1),
  );
  const { ports, mailbox } = await midi.status();
  const port = ports.find(({ device }) => device === name);
  say(`flood: sent in ${seconds} s, told to the host`, `${count + 8}, ${moves.length}`);
  say("flood: heard by the thread since it was found", `${port?.messages}`);
  say("flood: entries between thread and host, at most", `${mailbox.peak}, lost ${mailbox.lost}`);
  knobs.destroy();
  await midi.close();
}

async function realProgram(open: (name: string) => Output): Promise<void> {
  const program = startProgram({
    files: { "sketches/a.ts": polygonSketch(5) },
    env: { HAIRLINE_MIDI_DRIVER: `module:${join(PACKAGE, "dist", "lazy.js")}` },
  });
  try {
    let knobs = open("knobs");
    await program.until(".status", (a) => a.data?.state === "running", 40_000);
    await program.until(".midi", (a) => a.data.ports.some((p: { state: string }) => p.state === "open"), 10_000);
    knobs.send([0xb0, 7, 127]);
    await program.until("ctx.cc(7, -1)", (a) => a.data.json === 1);
    say("the program: a controller reaches the sketch", "yes");
    knobs.destroy();
    await program.until(".cc", (a) => a.data.ccs[0].frozen === true);
    assert.equal((await program.ask("ctx.cc(7, -1)")).data.json, 1);
    say("the program: unplugged, its value stays and is frozen", "yes");
    knobs = open("knobs");
    await program.until(".midi", (a) => a.data.ports.every((p: { state: string }) => p.state === "open"), 10_000);
    knobs.send([0xb0, 7, 126]);
    knobs.send([0xb0, 7, 100]);
    await program.until("ctx.cc(7, -1)", (a) => Math.abs(a.data.json - 100 / 127) < 1e-6);
    say("the program: plugged in again, it goes on", "yes");
    knobs.destroy();
  } finally {
    await program.close();
  }
}

buildPackage();
const jack = await startJack();
try {
  const { Output } = createRequire(import.meta.url)(PACKAGE) as { Output: new () => Output };
  const open = (name: string) => {
    const output = new Output();
    output.openVirtualPort(name);
    return output;
  };
  console.log(
    `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}, Node ${process.version}`,
  );
  await threadAlone(open);
  await realProgram(open);
  console.log("every check passed");
} finally {
  jack.kill();
}
process.exit(0);
