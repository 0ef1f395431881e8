// The desk over the true hub and true files: steps back, locks, chance, presets, the morph.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createDesk, type Desk } from "../../../src/host/controls/desk.ts";
import { type ControlHub, createControlHub } from "../../../src/host/controls/hub.ts";
import { randomValue } from "../../../src/host/controls/random-value.ts";
import type { Target } from "../../../src/host/controls/target.ts";
import { CommandProblem } from "../../../src/host/show-api.ts";
import type { KnobDeclaration } from "../../../src/protocol/port.ts";

const declare = (name: string, value: number, changes: Partial<KnobDeclaration> = {}): KnobDeclaration => ({
  name,
  value,
  min: 0,
  max: 1,
  step: 0,
  label: name,
  ...changes,
});
const KNOBS = [
  declare("amp", 0.2),
  declare("sides", 5, { min: 3, max: 12, step: 1 }),
  declare("shift", 0, { min: -40, max: 60, step: 0.25 }),
  declare("lag", 0.5),
];
const SKETCH = "sketches/a.ts";
const PICTURE = "data:image/webp;base64,UklGRg==";

async function open(context: TestContext, given?: string) {
  const project = given ?? (await mkdtemp(join(tmpdir(), "hairline-desk-")));
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  let seconds = 0;
  const hub: ControlHub = createControlHub({
    folder: join(project, ".hairline", "controls"),
    send: async () => {},
    tellSlots: async () => {},
    run: () => {},
    say,
    now: () => 0,
    onExtra: (at) => desk.morphMoved(at),
  });
  const desk: Desk = createDesk({
    project,
    hub,
    picture: async () => PICTURE,
    say,
    now: () => new Date(Date.UTC(2026, 10, 27, 21, 0, seconds++)),
  });
  context.after(async () => {
    await hub.close();
    if (!given) await rm(project, { recursive: true, force: true });
  });
  const play = async (knobs: readonly KnobDeclaration[] = KNOBS, sketch = SKETCH) => {
    desk.opened(sketch, await hub.open(sketch));
    await hub.declare(sketch, knobs);
    await desk.declared();
  };
  return { hub, desk, project, said, play };
}

const knob = (name: string): Target => ({ kind: "knob", name });
/** Value and source of everything: what a step back has to bring again. */
const state = (hub: ControlHub) => [
  ...hub.knobs().map(({ name, value, source }) => `${name} ${value} ${source}`),
  ...hub.ccs().map(({ index, value, source }) => `cc ${index} ${value} ${source}`),
];
const valueAt = (hub: ControlHub, name: string) => hub.knobs().find((each) => each.name === name)?.value;

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  );
  assert.ok(error instanceof CommandProblem, `a problem was expected, came ${error}`);
  return `${error.problem.what} ${error.problem.try ?? ""}`;
}

// ---- steps back ------------------------------------------------------------------------------------------------------

type Act =
  | { kind: "set"; name: string; value: number; gesture: number | null }
  | { kind: "cc"; index: number; value: number | null }
  | { kind: "clear"; name: string }
  | { kind: "random"; seed: number }
  | { kind: "reset" }
  | { kind: "input"; name: string; value: number };

const names = KNOBS.map(({ name }) => name);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant("set" as const),
    name: fc.constantFrom(...names),
    value: fc.double({ min: 0, max: 1, noNaN: true }),
    gesture: fc.constantFrom(null, 1, 2),
  }),
  fc.record({
    kind: fc.constant("cc" as const),
    index: fc.integer({ min: 0, max: 3 }),
    value: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  fc.record({ kind: fc.constant("clear" as const), name: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constant("random" as const), seed: fc.nat() }),
  fc.constant({ kind: "reset" as const }),
  fc.record({
    kind: fc.constant("input" as const),
    name: fc.constantFrom(...names),
    value: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

async function perform(hub: ControlHub, desk: Desk, done: Act): Promise<void> {
  switch (done.kind) {
    case "set": {
      const range = KNOBS.find(({ name }) => name === done.name) as KnobDeclaration;
      const value = range.min + done.value * (range.max - range.min);
      await desk.set(knob(done.name), value, done.gesture ?? undefined);
      return;
    }
    case "cc":
      await desk.set({ kind: "cc", index: done.index }, done.value);
      return;
    case "clear":
      await desk.set(knob(done.name), null);
      return;
    case "random":
      await desk.randomise(done.seed, null);
      return;
    case "reset":
      await desk.reset(null);
      return;
    case "input":
      hub.link(`osc/${done.name}`, { kind: "knob", name: done.name });
      hub.move(`osc/${done.name}`, "signal", done.value);
      return;
    default:
      return done satisfies never;
  }
}

test("taken back and done again, everything is as it was, whatever inputs did meanwhile", async (context) => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), fc.nat(12), async (acts, back) => {
      const { hub, desk, play } = await open(context);
      await play();
      for (const each of acts) await perform(hub, desk, each);
      const before = state(hub);
      let steps = 0;
      while (steps < back && (await desk.undo())) steps++;
      for (let i = 0; i < steps; i++) assert.ok(await desk.redo());
      assert.deepEqual(state(hub), before);
      await hub.close();
    }),
    { numRuns: 40 },
  );
});

test("by hand alone, all steps back lead to the code", async (context) => {
  const byHand = act.filter(({ kind }) => kind !== "input");
  await fc.assert(
    fc.asyncProperty(fc.array(byHand, { maxLength: 12 }), async (acts) => {
      const { hub, desk, play } = await open(context);
      await play();
      const before = state(hub);
      for (const each of acts) await perform(hub, desk, each);
      while (await desk.undo()) void 0;
      assert.deepEqual(state(hub), before);
      await hub.close();
    }),
    { numRuns: 40 },
  );
});

test("a drag is one step, two drags are two", async (context) => {
  const { hub, desk, play } = await open(context);
  await play();
  for (const [value, gesture] of [
    [0.3, 7],
    [0.4, 7],
    [0.5, 7],
    [0.6, 8],
  ])
    await desk.set(knob("amp"), value, gesture);
  assert.equal(desk.depth().undo, 2);
  await desk.undo();
  assert.equal(valueAt(hub, "amp"), 0.5);
  await desk.undo();
  assert.deepEqual([valueAt(hub, "amp"), hub.knobs()[0].source], [0.2, "code"]);
  assert.equal(await desk.undo(), null);
});

test("a new step ends what could be done again; each sketch has its own steps", async (context) => {
  const { hub, desk, play } = await open(context);
  await play();
  await desk.set(knob("amp"), 0.9);
  await desk.undo();
  await play(KNOBS, "sketches/b.ts");
  await desk.set(knob("amp"), 0.7);
  assert.equal((await desk.redo())?.label, undefined, "nothing of another sketch");
  await play();
  await desk.redo();
  assert.equal(valueAt(hub, "amp"), 0.9);
  await desk.undo();
  await desk.set(knob("lag"), 0.1);
  assert.equal(await desk.redo(), null);
});

test("steps are bounded, and a preset over many knobs counts by its size", async (context) => {
  const { desk, play } = await open(context);
  await play(Array.from({ length: 200 }, (_, i) => declare(`knob ${i}`, 0.5)));
  for (let seed = 0; seed < 100; seed++) await desk.randomise(seed, null);
  const usage = desk.usage().find(({ name }) => name === "undo steps");
  assert.ok(usage && usage.bytes <= usage.maxBytes && usage.bytes > usage.maxBytes / 2, JSON.stringify(usage));
  assert.equal(desk.depth().undo, usage.entries);
});

// ---- locks and chance ------------------------------------------------------------------------------------------------

test("a locked knob stays, whoever comes: hand, input, chance, preset, steps back; and it says so", async (context) => {
  const { hub, desk, play } = await open(context);
  await play();
  await desk.presets.save("quiet", false);
  await desk.set(knob("amp"), 0.6);
  hub.link("osc/amp", { kind: "knob", name: "amp" });
  assert.equal(desk.lock("amp", true), true);
  const left = async (change: Promise<{ locked: string[] } | null>) => {
    assert.deepEqual((await change)?.locked, ["amp"]);
    assert.equal(valueAt(hub, "amp"), 0.6);
  };
  await left(desk.set(knob("amp"), 0.1));
  await left(desk.randomise(3, null));
  await left(desk.presets.apply("quiet"));
  await left(desk.reset(null));
  hub.move("osc/amp", "signal", 0.9);
  await hub.setKnob("amp", 0.1);
  for (let i = 0; i < 2; i++) await desk.undo();
  await left(desk.undo());
  desk.lock("amp", false);
  await desk.set(knob("amp"), 0.1);
  assert.equal(valueAt(hub, "amp"), 0.1);
  assert.equal(desk.lock("nobody", true), false);
});

test("chance keeps to ranges and steps, and hangs on seed and name alone", () => {
  const range = fc.record({
    name: fc.string({ minLength: 1, maxLength: 20 }),
    min: fc.double({ min: -1000, max: 1000, noNaN: true }),
    span: fc.double({ min: 0, max: 1000, noNaN: true }),
    step: fc.constantFrom(0, 0.1, 0.25, 1, 3),
  });
  fc.assert(
    fc.property(range, fc.nat(), ({ name, min, span, step }, seed) => {
      const max = min + span;
      const value = randomValue({ name, min, max, step }, seed);
      assert.ok(value >= min && value <= max, `${value} in ${min}..${max}`);
      if (step > 0 && value < max) assert.ok(Math.abs(Math.round((value - min) / step) * step - (value - min)) < 1e-6);
      assert.equal(randomValue({ name, min, max, step }, seed), value);
    }),
  );
  const seen = new Set(
    Array.from({ length: 400 }, (_, seed) => randomValue({ name: "n", min: 3, max: 12, step: 1 }, seed)),
  );
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    "every step comes",
  );
});

test("of those found by a search only, and the same whichever those are", async (context) => {
  const { hub, desk, play } = await open(context);
  await play();
  await desk.randomise(9, null);
  const all = valueAt(hub, "lag");
  await desk.undo();
  await desk.randomise(9, ["lag"]);
  assert.deepEqual([valueAt(hub, "lag"), valueAt(hub, "amp")], [all, 0.2]);
});

// ---- presets ---------------------------------------------------------------------------------------------------------

test("a preset is the whole look: knobs, what the code said, and controllers that had not moved", async (context) => {
  const { hub, desk, project, play } = await open(context);
  await play();
  await desk.set(knob("amp"), 0.8);
  hub.move("midi/nano/cc 7", "knob", 0.25, 7);
  const look = state(hub).map((line) => line.replace("midi", "panel"));
  const saved = await desk.presets.save("verse 1", false);
  assert.equal(saved.path, join("presets", "a", "verse 1.json"));
  const file = JSON.parse(await readFile(join(project, saved.path), "utf8"));
  assert.deepEqual(
    [file.format, file.knobs, file.ccs, file.picture],
    [1, { amp: 0.8, sides: 5, shift: 0, lag: 0.5 }, { 7: 0.25 }, PICTURE],
  );
  await desk.randomise(1, null);
  await desk.set({ kind: "cc", index: 3 }, 0.4);
  const done = await desk.presets.apply("verse 1");
  assert.deepEqual([state(hub), done.notes], [look, []]);
  await desk.undo();
  assert.equal(hub.ccs().length, 2, "one step back, controllers too");
});

test("linked knobs have to meet the value of a preset", async (context) => {
  const { hub, desk, play } = await open(context);
  await play();
  await desk.presets.save("low", false);
  hub.link("midi/nano/cc 1", knob("amp"));
  for (const value of [0.1, 0.2, 0.9]) hub.move("midi/nano/cc 1", "knob", value);
  await desk.presets.apply("low");
  hub.move("midi/nano/cc 1", "knob", 0.88);
  assert.deepEqual([valueAt(hub, "amp"), hub.knobs()[0].ghost], [0.2, 0.88]);
});

test("nothing is overwritten untold, and what is replaced or dropped is kept", async (context) => {
  const { desk, project, play } = await open(context);
  await play();
  await desk.presets.save("verse", false);
  await desk.set(knob("amp"), 0.9);
  assert.match(await problemOf(desk.presets.save("verse", false)), /already.*--over/);
  const { replaced } = await desk.presets.save("verse", true);
  assert.equal(JSON.parse(await readFile(join(project, replaced ?? ""), "utf8")).knobs.amp, 0.2);
  const aside = await desk.presets.drop("verse");
  assert.equal(JSON.parse(await readFile(join(project, aside), "utf8")).knobs.amp, 0.9);
  assert.deepEqual(await desk.presets.list(), []);
  assert.match(await problemOf(desk.presets.apply("verse")), /no preset "verse"/);
});

test("names are names of files, and stay where they belong", async (context) => {
  const { desk, project, play } = await open(context);
  await play();
  for (const bad of ["", " ", "../x", "a/b", ".hidden", "con", "x".repeat(61), "a\0b", "a:b", "end."])
    assert.match(await problemOf(desk.presets.save(bad, false)), /name/, bad);
  await desk.presets.save("Überfahrt 2", false);
  assert.deepEqual(await readdir(join(project, "presets")), ["a"]);
});

test("a preset of an older sketch: what fits is used, the rest is told", async (context) => {
  const { hub, desk, play } = await open(context);
  await play([...KNOBS, declare("gone", 0.5)]);
  await desk.set(knob("sides"), 12);
  await desk.set(knob("gone"), 0.9);
  await desk.presets.save("old", false);
  await play([declare("amp", 0.4), declare("sides", 5, { min: 3, max: 8, step: 1 }), declare("fresh", 0.5)]);
  const { notes } = await desk.presets.apply("old");
  assert.deepEqual([valueAt(hub, "amp"), valueAt(hub, "sides"), valueAt(hub, "fresh")], [0.2, 8, 0.5]);
  assert.match(
    notes.join(" | "),
    /no knobs "shift", "lag", "gone" any more \| knob "sides": its end .* \| knob "fresh" not in it/,
  );
});

test("presets of another format, by hand, broken, hostile: used as far as they go, never overwritten", async (context) => {
  const { hub, desk, project, play } = await open(context);
  await play();
  const rows: [name: string, text: string, applied: number | null, said: RegExp][] = [
    ["by hand", '{ "amp": 0.7 }', 0.7, /not in it/],
    ["newer", '{"hairline":"preset","format":9,"knobs":{"amp":0.6},"colours":[]}', 0.6, /newer Hairline \(format 9/],
    ["older", '{"hairline":"preset","format":0,"knobs":{"amp":0.5}}', 0.5, /format is 0, 1 was expected/],
    [
      "partly",
      '{"hairline":"preset","format":1,"knobs":{"amp":0.4,"lag":"x","sides":null},"ccs":{"200":1,"3":0.5}}',
      0.4,
      /"lag", "sides" have no number.*no cc 200/,
    ],
    [
      "proto",
      '{"hairline":"preset","format":1,"knobs":{"__proto__":1,"constructor":2,"amp":0.3},"picture":"javascript:alert(1)"}',
      0.3,
      /picture is none/,
    ],
    ["far", '{"hairline":"preset","format":1,"knobs":{"amp":1e300}}', 1, /end of the range/],
    ["torn", '{"hairline":"pre', null, /no JSON/],
    ["list", "[1,2]", null, /no table/],
    ["none", '{"hairline":"preset","format":1}', null, /no knobs/],
    ["huge", `{"amp":0.1,"x":"${"y".repeat(300_000)}"}`, null, /300\d+ bytes/],
  ];
  await mkdir(join(project, "presets", "a"), { recursive: true });
  for (const [name, text] of rows) await writeFile(join(project, "presets", "a", `${name}.json`), text);
  for (const [name, text, applied, said] of rows) {
    if (applied === null) assert.match(await problemOf(desk.presets.apply(name)), said, name);
    else {
      const { notes } = await desk.presets.apply(name);
      assert.equal(valueAt(hub, "amp"), applied, name);
      assert.match(notes.join(" | "), said, name);
    }
    assert.equal(await readFile(join(project, "presets", "a", `${name}.json`), "utf8"), text, name);
  }
  const listed = await desk.presets.list();
  assert.equal(listed.length, rows.length, "each is listed, with what is wrong");
  assert.ok(desk.presets.known().every(({ picture }) => picture === ""));
  assert.ok((await desk.presets.drop("torn")) !== "", "and can be dropped");
});

test("whatever the file: an answer, and values inside their ranges", async (context) => {
  const { hub, desk, project, play } = await open(context);
  await play();
  await mkdir(join(project, "presets", "a"), { recursive: true });
  const value = fc.oneof(fc.double(), fc.jsonValue());
  const file = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        {
          hairline: fc.oneof(fc.constant("preset"), fc.jsonValue()),
          format: value,
          knobs: fc.oneof(fc.dictionary(fc.constantFrom(...names, "x", "__proto__"), value), fc.jsonValue()),
          ccs: fc.oneof(fc.dictionary(fc.constantFrom("0", "7", "-1", "1e2", "x"), value), fc.jsonValue()),
          picture: fc.jsonValue(),
        },
        { requiredKeys: [] },
      )
      .map((each) => JSON.stringify(each)),
  );
  await fc.assert(
    fc.asyncProperty(file, async (text) => {
      await writeFile(join(project, "presets", "a", "any.json"), text);
      await desk.presets.apply("any").catch((error) => assert.ok(error instanceof CommandProblem, String(error)));
      for (const each of hub.knobs()) assert.ok(each.value >= each.min && each.value <= each.max, each.name);
      for (const each of hub.ccs()) assert.ok(each.value >= 0 && each.value <= 1);
      await desk.presets.list();
    }),
    { numRuns: 150 },
  );
});

// ---- morph -----------------------------------------------------------------------------------------------------------

test("the morph is each preset at its ends, exactly, and between them inside the ranges and on the steps", async (context) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), async (a, b, at) => {
      const { hub, desk, project, play } = await open(context);
      await play();
      const looks: string[][] = [];
      for (const [name, seed] of [
        ["a", a],
        ["b", b],
      ] as const) {
        await desk.randomise(seed, null);
        if (seed % 2) await desk.set({ kind: "cc", index: seed % 5 }, (seed % 7) / 7);
        await desk.presets.save(name, true);
        await desk.presets.apply(name);
        looks.push(state(hub).map((line) => line.replace(/ \w+$/, "")));
      }
      const { knob: control } = await desk.presets.morph("a", "b", at);
      const plain = () => state(hub).flatMap((line) => (line.startsWith(control) ? [] : line.replace(/ \w+$/, "")));
      for (const each of hub.knobs()) {
        assert.ok(each.value >= each.min && each.value <= each.max);
        const steps = (each.value - each.min) / each.step;
        if (each.step > 0) assert.ok(Math.abs(steps - Math.round(steps)) < 1e-9, `${each.name} ${each.value}`);
      }
      await desk.set(knob(control), 1);
      assert.deepEqual(plain(), looks[1]);
      await desk.set(knob(control), 0);
      assert.deepEqual(plain(), looks[0]);
      await hub.close();
      await rm(project, { recursive: true, force: true });
    }),
    { numRuns: 30 },
  );
});

test("the morph control is a knob: linked, learned, taken over, one step back", async (context) => {
  const { hub, desk, play } = await open(context);
  await play();
  await desk.presets.save("a", false);
  await desk.set(knob("amp"), 1);
  await desk.presets.save("b", false);
  await desk.presets.morph("a", "b", 0);
  assert.equal(valueAt(hub, "amp"), 0.2);
  hub.link("midi/nano/cc 9", knob("morph"));
  for (const value of [0, 0.5]) hub.move("midi/nano/cc 9", "knob", value);
  assert.deepEqual([valueAt(hub, "morph"), valueAt(hub, "amp")], [0.5, 0.6]);
  assert.deepEqual(desk.presets.morphing(), { from: "a", to: "b", knob: "morph", at: 0.5 });
  await desk.set(knob("morph"), 1, 5);
  await desk.set(knob("morph"), 0.75, 5);
  const there = state(hub);
  await desk.undo();
  assert.deepEqual([valueAt(hub, "morph"), valueAt(hub, "amp")], [0.5, 0.6]);
  await desk.redo();
  assert.deepEqual(state(hub), there);
  desk.presets.endMorph();
  assert.equal(valueAt(hub, "morph"), undefined);
});

test("a sketch's own knob of that name keeps it", async (context) => {
  const { hub, desk, play } = await open(context);
  await play([declare("morph", 0.1), declare("amp", 0.2)]);
  for (const name of ["a", "b"]) await desk.presets.save(name, false);
  assert.equal((await desk.presets.morph("a", "b", 0.5)).knob, "preset morph");
  assert.equal(valueAt(hub, "morph"), 0.1);
});

test("locks and the morph are there again after a new start", async (context) => {
  const first = await open(context);
  await first.play();
  await first.desk.presets.save("a", false);
  await first.desk.set(knob("amp"), 1);
  await first.desk.presets.save("b", false);
  await first.desk.presets.morph("a", "b", 0.25);
  first.desk.lock("lag", true);
  await first.hub.close();
  const second = await open(context, first.project);
  await second.play();
  assert.deepEqual(second.desk.presets.morphing(), { from: "a", to: "b", knob: "morph", at: 0.25 });
  assert.deepEqual(state(second.hub), state(first.hub));
  assert.deepEqual(
    second.hub.knobs().flatMap((each) => (each.locked ? [each.name] : [])),
    ["lag"],
  );
  await second.hub.close();
  await rm(join(first.project, "presets", "a", "b.json"));
  const third = await open(context, first.project);
  await third.play();
  assert.equal(third.desk.presets.morphing(), null);
  assert.match(third.said.join(), /morph from "a" to "b" is gone/);
});
