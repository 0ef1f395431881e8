// What does one picture of each sketch cost while its knobs are turned, measured against `moire` in the same run?
//
// `gallery` asks the whole program and hangs on who draws; this asks draw() and the ops alone, in Node, with the worker's own
// kernels. Every knob a sketch declares and the controllers 1-9 are moved once a picture, near where the code put them, as
// `gallery` moves them; time runs on at sixty pictures a second, so nothing that hangs on a knob or the clock is remembered.
//
// Processor time of the process, compiler and collector included. Sketches alternate by round; the ratio is that of the
// percentiles within a round, so that a busy machine, where milliseconds mean nothing, still says which sketch is heavy.
// `moire` holds sixty frames on the display of `results/h200` with 9 ms a picture: what costs about as much does so too.

import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCanvas } from "../../src/core/canvas.ts";
import { createEvaluator } from "../../src/core/evaluate.ts";
import { createEvery } from "../../src/core/every.ts";
import { defaultStyle } from "../../src/core/layer.ts";
import { random } from "../../src/core/random.ts";
import type { SketchContext, SketchDefinition } from "../../src/core/sketch.ts";
import { createKernelMemory } from "../../src/worker/kernels.ts";
import { bench } from "./support/bench.ts";
import { CC_HOME, positionAt, secondsOfHand } from "./support/hands.ts";
import { percentile } from "./support/statistics.ts";

const GALLERY = fileURLToPath(new URL("../../sketches/", import.meta.url));
/** To practise on: it leaks by design. */
const NO_SKETCH_OF_THE_GALLERY = ["leak-drill"];
const MEASURE = "moire";
/** The share of its range that a knob has to either side of its home. */
const NEAR = 0.1;
/** Three seconds: every hand has been once to and fro, as `gallery` waits for it too. What can be remembered is. */
const WARM_UP = 180;

await bench("evaluate", async (b) => {
  const names = readdirSync(GALLERY)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => basename(file, ".ts"))
    .filter((name) => !NO_SKETCH_OF_THE_GALLERY.includes(name))
    .sort();
  const only = process.argv.slice(2).filter((word) => names.includes(word));
  const chosen = [...new Set([...(only.length > 0 ? only : names), MEASURE])];
  // One memory, as a worker has: the kernels know the one they were installed over.
  const memory = createKernelMemory(WebAssembly, 64, 8192);
  const players = [];
  for (const name of chosen) players.push(await createPlayer(name, memory));

  const pictures = b.pick(60, 10);
  const ms = new Map<string, number[]>(chosen.map((name) => [name, []]));
  const ratios = new Map<string, [p50: number, p95: number][]>(chosen.map((name) => [name, []]));
  for (const player of players) player.play(b.pick(WARM_UP, 5));
  for (let round = 0; round < b.pick(8, 2); round++) {
    const took = new Map<string, number[]>();
    for (const player of players) took.set(player.name, player.play(pictures));
    const measure = took.get(MEASURE) as number[];
    for (const [name, values] of took) {
      ms.get(name)?.push(...values);
      const ratio = (share: number) => percentile(values, share) / percentile(measure, share);
      ratios.get(name)?.push([ratio(0.5), ratio(0.95)]);
    }
  }
  for (const { name, points, costs } of players) {
    b.samples(`${name}: one picture`, "ms", ms.get(name) as number[]);
    if (name !== MEASURE) {
      const seen = ratios.get(name) as [number, number][];
      b.ratio(
        `${name} ÷ ${MEASURE}, p50`,
        seen.map(([p50]) => p50),
        { target: "<= 1.3" },
      );
      b.ratio(
        `${name} ÷ ${MEASURE}, p95`,
        seen.map(([, p95]) => p95),
        { target: "<= 1.3" },
      );
    }
    b.check(`${name} drew`, points() > 0, `${points()} points in the last picture; ${costs()}`);
  }
  b.note(`moved with every picture: every knob by ${NEAR * 100} % of its range, CC 1-9, time; processor time`);
});

/** Of all threads of this process. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Player {
  name: string;
  /** Processor milliseconds of each of the next pictures. */
  play(pictures: number): number[];
  points(): number;
  /** The ops that take longest, for whoever is looking for the reason. */
  costs(): string;
}

async function createPlayer(name: string, memory: ReturnType<typeof createKernelMemory>): Promise<Player> {
  const sketch: SketchDefinition = (await import(new URL(`../../sketches/${name}.ts`, import.meta.url).href)).default;
  const evaluator = createEvaluator({ memory, now: processorMs });
  const style = defaultStyle(sketch.background);
  const [width, height] = parseCanvas(sketch.canvas ?? "A5");
  const knobs = new Map<string, number>();
  let frame = 0;
  let points = 0;
  const turns = (control: number) => frame / 60 / secondsOfHand(control);
  const never = { count: 0, age: Infinity, beats: Infinity, value: 0 };
  const beat = () => frame / 30;
  const context = {
    bpm: 120,
    beatsPerBar: 4,
    seed: 1,
    width,
    height,
    every: createEvery(beat),
    cc: (index: number) =>
      positionAt({ home: CC_HOME[index - 1] ?? 0, min: 0, max: 1 }, NEAR, turns(knobs.size + index - 1)),
    knob(knob: string, home: number, { min = 0, max = 1 }: { min?: number; max?: number } = {}) {
      if (!knobs.has(knob)) knobs.set(knob, knobs.size);
      return positionAt({ home, min, max }, NEAR, turns(knobs.get(knob) as number));
    },
    audio: { on: false, level: 0, peak: 0, onset: 0, onsets: 0, band: () => 0 },
    trigger: () => never,
    random: (key: number | string = 0) => random(1, key),
    state: undefined as unknown,
  };
  context.state = sketch.setup?.({ ...context, t: 0, frame: 0, beat: 0, bar: 0, phase: 0 } as SketchContext);
  return {
    name,
    points: () => points,
    costs: () =>
      evaluator
        .costs()
        .sort((a, b) => b.ms - a.ms)
        .slice(0, 8)
        .map(({ op, ms }) => `${op} ${(ms / frame).toFixed(1)} ms`)
        .join(", "),
    play(pictures) {
      const took: number[] = [];
      for (let i = 0; i < pictures; i++) {
        frame++;
        const moment = { t: frame / 60, frame, beat: beat(), bar: Math.floor(beat() / 4), phase: (beat() / 4) % 1 };
        const from = processorMs();
        const drawn = evaluator.evaluate(sketch.draw({ ...context, ...moment } as SketchContext), style);
        took.push(processorMs() - from);
        points = drawn.points;
      }
      return took;
    },
  };
}
