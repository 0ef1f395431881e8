// A whole set, as a person and their musicians would play it: four sketches of the gallery, a MIDI controller and its
// clock, saves that work and saves that do not, transitions on the bar, faults of every kind on the way. Then its log is
// replayed. Prints a card; exits with 1 when a row of it fails.
//
//   node --import tsx test/slow/ten-minute-set.ts [--minutes 10] [--seed 1] [--shots folder]
//
// With --shots and a display (`xvfb-run -s "-screen 0 1280x1000x24" …`, with a window manager) pictures of the screen are
// taken by ImageMagick's `import`.

import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import { random } from "../../src/core/random.ts";
import { createMidiBus } from "../support/midi-bus.ts";
import { commandLine, processTree } from "../support/processes.ts";
import { startProgram } from "../support/program.ts";

const { values: args } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    shots: { type: "string" },
  },
});
const lengthMs = Number(args.minutes) * 60_000;
const chance = random(Number(args.seed), 0);
const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)];

const GALLERY = new URL("../../sketches/", import.meta.url);
const SKETCHES = ["first-light", "moire", "schotter", "knot"] as const;
const CONTROLLER = "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0";
const PULSE_MS = 60_000 / 124 / 24;

const config = `sketch: sketches/first-light.ts
set:
  - first-light
  - { sketch: moire, transition: fade 2 bars }
  - { sketch: schotter, transition: dash 1 bar, program: 3 }
  - { sketch: knot, transition: morph 2 bars }
  - no-such-sketch
links: ["midi/nanoKONTROL2/cc 20 -> lens", "midi/nanoKONTROL2/note 36 -> .seed new"]
`;

const project = realpathSync(mkdtempSync(join(tmpdir(), "hairline-set-")));
mkdirSync(join(project, "sketches"));
for (const name of SKETCHES) copyFileSync(new URL(`${name}.ts`, GALLERY), join(project, "sketches", `${name}.ts`));

const bus = await createMidiBus(CONTROLLER);
const program = startProgram({
  project,
  files: { "hairline.yaml": config },
  args: args.shots && process.env.DISPLAY ? [] : ["--headless"],
  env: { HAIRLINE_MIDI_DRIVER: bus.driver },
});
const startedMs = performance.now();
const seconds = () => (performance.now() - startedMs) / 1000;
const say = (text: string) => console.log(`${seconds().toFixed(1).padStart(6)} s  ${text}`);

// ---- the musicians ---------------------------------------------------------------------------------------------------

let playing = true;
let plugged = true;
async function clock(): Promise<void> {
  const from = performance.now();
  bus.send(0, 0xfa);
  for (let pulse = 0; playing; pulse++) {
    await delay(Math.max(0, from + pulse * PULSE_MS - performance.now()));
    if (plugged) bus.send(0, 0xf8);
  }
}
async function hands(): Promise<void> {
  const phases = [1, 7, 20].map((cc) => ({ cc, at: chance() * 6, speed: 0.3 + chance() * 2 }));
  while (playing) {
    for (const { cc, at, speed } of phases)
      if (plugged) bus.send(0, 0xb0, cc, Math.round(63.5 + 63.5 * Math.sin(at + seconds() * speed)));
    if (plugged && chance() < 0.01) bus.send(0, 0x90, 36, 100, 0x80, 36, 0);
    await delay(33);
  }
}

// ---- the performer and the faults ------------------------------------------------------------------------------------

const status = async () => (await program.ask(".status", 30_000)).data;
const playsOn = async (withinMs: number): Promise<number> => {
  const from = performance.now();
  const before = (await status())?.frames ?? 0;
  const again = (a: { data?: { state: string; frames: number } }) =>
    (a.data?.state === "running" || a.data?.state === "held") && (a.data.frames > before + 3 || a.data.frames < before);
  await program.until(".status", again, withinMs);
  return performance.now() - from;
};
const current = async (): Promise<string> => (await status()).sketch ?? "sketches/first-light.ts";
const sourceOf = (file: string) => readFileSync(join(project, file), "utf8");
const originals = new Map(
  SKETCHES.map((name) => [`sketches/${name}.ts`, readFileSync(new URL(`${name}.ts`, GALLERY), "utf8")]),
);

const renderers = () => processTree(program.pid).filter((pid) => /--type=renderer/.test(commandLine(pid)));

let revision = 0;
/** The last version that drew, changed so that it runs anew. */
const goodSave = async () => {
  const file = await current();
  const text = originals.get(file) ?? sourceOf(file);
  const changed = text.replace(/width: 1(?=,)/, `width: ${(0.6 + chance()).toFixed(2)}`);
  program.save(file, `${changed}export const revision = ${++revision};\n`);
};
/** `spoil` is put where every frame passes. */
const badSave = (spoil: (text: string) => string) => async () => {
  const file = await current();
  program.save(file, spoil(originals.get(file) ?? ""));
  await delay(3000);
  program.save(file, `${originals.get(file)}export const revision = ${++revision};\n`);
};
const inDraw = (line: string) => (text: string) => text.replace(/draw\((.*)\) \{/, (head) => `${head}\n    ${line}`);

const deeds: Record<string, () => Promise<unknown>> = {
  "a good save": goodSave,
  "next of the set": () => program.ask(".go next"),
  "another, faded": () => program.ask(`.go ${pick(SKETCHES)} ${pick(["1 bar", "2 bars"])} ${pick(["fade", "dash"])}`),
  "another, morphed": () => program.ask(`.go ${pick(SKETCHES)} 2 bars morph`),
  "a program change": async () => bus.send(0, 0xc0, 3),
  "a new seed on the bar": () => program.ask(".at bar .seed new"),
  "back and forward": async () => {
    await program.ask(".back");
    await delay(1500);
    await program.ask(".forward");
  },
  "blackout for two seconds": async () => {
    await program.ask(".blackout on");
    await delay(2000);
    await program.ask(".blackout off");
  },
  "a freeze of a second": async () => {
    await program.ask(".freeze on");
    await delay(1000);
    await program.ask(".freeze off");
  },
  "a preset": async () => {
    await program.ask(`.preset save take${++revision}`);
    await program.ask(".reset");
    await program.ask(`.preset take${revision}`);
  },
  "a save that does not compile": badSave((text) => text.replace("draw(", "draw((")),
  "a save that throws": badSave(inDraw("throw new Error('late');")),
  "a save that never ends": badSave(inDraw("for (;;) Math.sqrt(2);")),
  "a save that ends the show a second later": badSave(inDraw("if (arguments[0].frame > 40) null.x;")),
  "a save that draws NaN": badSave((text) => text.replace(/translate\(/, "translate(Number.NaN + ")),
  "the controller unplugged": async () => {
    plugged = false;
    bus.plug();
    await delay(2500);
    bus.plug(CONTROLLER);
    plugged = true;
  },
  "the GPU's context lost": () =>
    program.ask(
      `@page document.querySelector("canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext()`,
    ),
  "the renderer killed": async () => {
    for (const pid of renderers()) process.kill(pid, "SIGKILL");
    await delay(200);
  },
  panic: () => program.ask(".panic"),
};
/** What may stop the picture for a moment; everything else may not. */
const FAULTS = new Set(["the GPU's context lost", "the renderer killed"]);

const shots = args.shots;
let shot = 0;
async function photograph(name: string): Promise<void> {
  if (!shots || !process.env.DISPLAY) return;
  mkdirSync(shots, { recursive: true });
  const file = join(shots, `${String(++shot).padStart(2, "0")}-${name.replace(/\W+/g, "-")}.png`);
  await promisify(execFile)("import", ["-window", "root", file]).catch((error) => say(`no picture: ${error.message}`));
}

// ---- the set ---------------------------------------------------------------------------------------------------------

interface Tally {
  times: number;
  recoverMs: number[];
}
const tallies = new Map<string, Tally>();
const failures: string[] = [];

await program.until(".status", (a) => a.data?.state === "running", 60_000);
await program.until(".midi", (a) => a.data?.ports.length === 1, 10_000);
const musicians = [clock(), hands()];
say(`the set begins (seed ${args.seed})`);
const names = Object.keys(deeds);
let turn = 0;
while (performance.now() - startedMs < lengthMs) {
  // Each once in random order, then again: a short set has seen as many kinds as it can.
  if (turn % names.length === 0) names.sort(() => chance() - 0.5);
  const name = names[turn++ % names.length];
  say(name);
  const tally = tallies.get(name) ?? { times: 0, recoverMs: [] };
  tallies.set(name, tally);
  tally.times++;
  try {
    const done = deeds[name]();
    await delay(900);
    await photograph(name);
    await done;
    tally.recoverMs.push(await playsOn(FAULTS.has(name) ? 15_000 : 5000));
  } catch (error) {
    failures.push(`${seconds().toFixed(1)} s, ${name}: ${(error as Error).message.slice(0, 300)}`);
    say(`FAILED: ${(error as Error).message.slice(0, 200)}`);
  }
  await delay(1000 + chance() * 3000);
}

const ask = async (line: string) => (await program.ask(line)).data;
const {
  status: last,
  tempo,
  slope,
  log: kept,
  links,
} = {
  status: await status(),
  tempo: await ask(".tempo"),
  slope: await ask(".slope 60"),
  log: await ask(".log"),
  links: (await ask(".links")).links,
};
const { recent: _, ...midi } = await ask(".midi");
await photograph("the end");
playing = false;
await Promise.all(musicians);
const left = processTree(program.pid).length;
const exit = await program.close();
await bus.close();
say(`the set ends: exit ${exit}, ${left} processes were playing`);

// ---- the replay ------------------------------------------------------------------------------------------------------

const folder = join(project, ".hairline", "log");
const [log] = readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .sort();
const start = new URL("../../src/host/start.mjs", import.meta.url).pathname;
const replay = await promisify(execFile)(
  process.execPath,
  [start, "replay", join(folder, log), "--speed", "max", "--headless", "--json"],
  { cwd: project, maxBuffer: 64 * 2 ** 20 },
).catch((error) => error as { stdout: string; stderr: string });
const card = replay.stdout.trim().split("\n").at(-1) ?? "";

// ---- the card --------------------------------------------------------------------------------------------------------

console.log("\n what                                       times   plays on within (ms)");
for (const [name, { times, recoverMs }] of tallies) {
  const slowest = recoverMs.length === 0 ? "never" : Math.max(...recoverMs).toFixed(0);
  console.log(` ${name.padEnd(42)} ${String(times).padStart(5)}   ${slowest}`);
}
console.log(`\nfailures: ${failures.length === 0 ? "none" : `\n  ${failures.join("\n  ")}`}`);
for (const [name, value] of Object.entries({ status: last, tempo, midi, slope, log: kept, links }))
  console.log(`${name}: ${JSON.stringify(value).slice(0, 1500)}`);
console.log(`replay of ${log}: ${card.slice(0, 2000)}${card === "" ? replay.stderr.slice(-2000) : ""}`);
console.log(`project kept: ${failures.length > 0 || exit !== 0 ? project : "no"}`);
if (failures.length === 0 && exit === 0 && !args.shots) rmSync(project, { recursive: true, force: true });
process.exitCode = failures.length === 0 && exit === 0 ? 0 : 1;
