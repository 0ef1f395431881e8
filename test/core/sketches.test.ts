// The gallery as regression test: every sketch is drawn at fixed seed and times, with untouched knobs, and compared to
// test/golden/<sketch>.json. `UPDATE=1` rewrites the goldens; a failure leaves what was drawn in test/golden/actual/.
// Only here are sketches imported in Node: they are our own. In the program they run in the browser's worker.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { parseCanvas } from "../../src/core/canvas.ts";
import { parseColor } from "../../src/core/color.ts";
import { createEvaluator, type Evaluation } from "../../src/core/evaluate.ts";
import { createEvery } from "../../src/core/every.ts";
import { writeSvg } from "../../src/core/export/svg.ts";
import { BLENDS, defaultStyle } from "../../src/core/layer.ts";
import { checkPolylines, type Polylines } from "../../src/core/polylines.ts";
import { random } from "../../src/core/random.ts";
import type { SketchContext, SketchDefinition, Sound } from "../../src/core/sketch.ts";
import { extent } from "../support/polylines.ts";

const SKETCHES = new URL("../../sketches/", import.meta.url);
const GOLDEN = new URL("../golden/", import.meta.url);
const ACTUAL = new URL("actual/", GOLDEN);
const TIMES = [0, 2.5];
const SEED = 1;
/** A larger picture is not kept beside its digest. */
const PREVIEW_BYTES = 150_000;
/** What stays comfortable at 60 frames a second everywhere. */
const MAX_POINTS = 40_000;
/** Lines keep this far from the edge of the sheet, in mm. */
const MARGIN = 5;

const files = readdirSync(SKETCHES).filter((file) => file.endsWith(".ts"));

for (const file of files) {
  const name = file.replace(/\.ts$/, "");

  test(`sketch ${name} draws its golden picture`, async () => {
    const { sketch, draw } = await load(file);
    const digest: Record<string, unknown> = { canvas: parseCanvas(sketch.canvas ?? "A5"), seed: SEED };
    let preview = "";
    for (const t of TIMES) {
      const drawing = draw(t);
      digest[`t ${t}`] = digestOf(drawing);
      if (t === TIMES[0]) preview = svgOf(sketch, drawing);
    }
    compare(name, `${JSON.stringify(digest, null, 2)}\n`, preview);
  });

  test(`sketch ${name} moves, repeats itself exactly, stays on the sheet and within ${MAX_POINTS} points`, async () => {
    const { sketch, draw } = await load(file);
    const [width, height] = parseCanvas(sketch.canvas ?? "A5");
    const look = (t: number, sound?: Sound) => {
      const drawing = draw(t, sound);
      assert.ok(drawing.points > 0 && drawing.points <= MAX_POINTS, `${drawing.points} points at t = ${t}`);
      for (const { lines } of drawing.layers.slice(0, drawing.count)) {
        checkPolylines(lines);
        const { min, max } = extent(lines);
        const outside = Math.min(min[0], min[1], width - max[0], height - max[1]) < MARGIN;
        assert.ok(!outside, `x ${min[0]} to ${max[0]}, y ${min[1]} to ${max[1]} of ${width} × ${height} at t = ${t}`);
      }
      return JSON.stringify(digestOf(drawing));
    };
    const pictures = [0, 2.5, 0, 20, 77].map((t) => look(t));
    if (/\baudio\b/.test(readFileSync(new URL(file, SKETCHES), "utf8"))) assert.notEqual(look(0, LOUD), pictures[0]);
    assert.equal(pictures[2], pictures[0]);
    assert.notEqual(pictures[1], pictures[0]);
  });
}

test("the gallery's goldens are those of its sketches", () => {
  const goldens = readdirSync(GOLDEN).filter((file) => file.endsWith(".json"));
  assert.deepEqual(goldens.map((file) => file.replace(/json$/, "ts")).sort(), files.sort());
});

async function load(file: string): Promise<{ sketch: SketchDefinition; draw(t: number, sound?: Sound): Evaluation }> {
  const sketch: SketchDefinition = (await import(new URL(file, SKETCHES).href)).default;
  const [width, height] = parseCanvas(sketch.canvas ?? "A5");
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 4096, shared: true });
  const evaluator = createEvaluator({ memory });
  const style = defaultStyle(sketch.background);
  return { sketch, draw: (t, sound) => evaluator.evaluate(sketch.draw(contextAt(t, width, height, sound)), style) };
}

const LOUD: Sound = { on: true, level: 1, peak: 1, onset: 1, onsets: 9, band: () => 1 };
const SILENCE: Sound = { on: false, level: 0, peak: 0, onset: 0, onsets: 0, band: () => 0 };
const NEVER = { count: 0, age: Infinity, beats: Infinity, value: 0 };

/** Two beats a second, no knob touched, nothing heard. */
function contextAt(t: number, width: number, height: number, sound: Sound = SILENCE): SketchContext {
  return {
    t,
    beat: t * 2,
    bar: Math.floor(t / 2),
    phase: (t / 2) % 1,
    bpm: 120,
    beatsPerBar: 4,
    seed: SEED,
    frame: 0,
    width,
    height,
    every: createEvery(() => t * 2),
    cc: (_index, fallback = 0) => fallback,
    knob: (_name, value) => value,
    audio: sound,
    trigger: () => NEVER,
    random: (key = 0) => random(SEED, key),
    state: undefined,
  };
}

function digestOf(drawing: Evaluation): object[] {
  return drawing.layers.slice(0, drawing.count).map(({ lines, style }) => {
    const { min, max } = extent(lines);
    const round = (values: number[]) => values.map((value) => Number(value.toFixed(2)));
    return {
      name: style.name,
      rgba: round([...style.rgba]).join(" "),
      width: `${style.width} ${style.widthInPx ? "px" : "mm"}`,
      pen: style.pen,
      blend: BLENDS[style.blend],
      points: lines.points,
      lines: lines.lines,
      min: round(min).join(" "),
      max: round(max).join(" "),
      hash: hashOf(lines),
    };
  });
}

/** FNV-1a over offsets and coordinates in micrometres, so that the last bits of a float do not matter. */
function hashOf(lines: Polylines): string {
  let hash = 0x811c9dc5;
  const add = (word: number) => {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 0xff), 0x01000193);
  };
  for (let i = 0; i <= lines.lines; i++) add(lines.offsets[i]);
  for (let i = 0; i < lines.points * 3; i++) add(Math.round(lines.coords[i] * 1000));
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function svgOf(sketch: SketchDefinition, drawing: Evaluation): string {
  const [width, height] = parseCanvas(sketch.canvas ?? "A5");
  const background = parseColor(sketch.background ?? "white");
  return writeSvg({ width, height, background, layers: drawing.layers.slice(0, drawing.count) });
}

function compare(name: string, digest: string, preview: string): void {
  const golden = new URL(`${name}.json`, GOLDEN);
  if (process.env.UPDATE) {
    writeFileSync(golden, digest);
    if (preview.length < PREVIEW_BYTES) writeFileSync(new URL(`${name}.svg`, GOLDEN), preview);
    else rmSync(new URL(`${name}.svg`, GOLDEN), { force: true });
  }
  const expected = statSync(golden, { throwIfNoEntry: false }) ? readFileSync(golden, "utf8") : "";
  if (digest === expected) return;
  mkdirSync(ACTUAL, { recursive: true });
  writeFileSync(new URL(`${name}.json`, ACTUAL), digest);
  writeFileSync(new URL(`${name}.svg`, ACTUAL), preview);
  assert.equal(digest, expected, `see test/golden/actual/${name}.svg; UPDATE=1 accepts it`);
}
