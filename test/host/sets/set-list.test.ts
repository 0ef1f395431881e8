import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { entryOfProgram, MAX_ENTRIES, neighbour, readSet, type SetContext } from "../../../src/host/sets/set-list.ts";
import {
  CUT,
  describeTransition,
  GO_DEFAULT,
  isTransitionText,
  parseTransition,
} from "../../../src/host/sets/transition-text.ts";
import type { Data } from "../../../src/host/yaml-data.ts";
import { TRANSITION_KINDS, TRANSITION_STARTS, TRANSITION_UNITS } from "../../../src/protocol/transition.ts";

test("a transition is written in any order, and what is not said stays as it was", () => {
  const rows: [string, string][] = [
    ["", "fade 1 bar on bar"],
    ["morph", "morph 1 bar on bar"],
    ["4 bars", "fade 4 bars on bar"],
    ["4bars dash", "dash 4 bars on bar"],
    ["1 bar", "fade 1 bar on bar"],
    ["on now 1.5 s", "fade 1.5 s on now"],
    ["now .5s FADE", "fade 0.5 s on now"],
    ["8 beats on beat morph", "morph 8 beats on beat"],
    ["cut", "cut on bar"],
  ];
  for (const [text, expected] of rows) {
    const parsed = parseTransition(text, GO_DEFAULT);
    assert.ok(parsed.ok, text);
    assert.equal(describeTransition(parsed.transition), expected, text);
  }
});

test("a length alone, where a cut was, means a fade", () => {
  const parsed = parseTransition("2 s", CUT);
  assert.equal(parsed.ok && describeTransition(parsed.transition), "fade 2 s on now");
});

test("what is no transition says which word, and what was probably meant", () => {
  const rows: [string, RegExp, RegExp?][] = [
    ["fdae", /"fdae" is no part/, /"fade"/],
    ["4", /4 of what/, /4 bars/],
    ["4 brs", /"brs" is no length/, /"bars"/],
    ["on", /"on" stands alone/],
    ["on noon", /on "noon"/],
    ["-1 bars", /"-1" is no part/],
    ["99999 bars", /99999 bars/, /1000/],
    ["fade ".repeat(100), /characters/],
  ];
  for (const [text, what, way] of rows) {
    const parsed = parseTransition(text, CUT);
    assert.ok(!parsed.ok, text);
    assert.match(parsed.what, what);
    if (way) assert.match(parsed.try ?? "", way);
    assert.equal(isTransitionText(text), false);
  }
});

test("what is described is read again as the same", () => {
  const transition = fc.record({
    kind: fc.constantFrom(...TRANSITION_KINDS),
    length: fc.integer({ min: 0, max: 8000 }).map((n) => n / 8),
    unit: fc.constantFrom(...TRANSITION_UNITS),
    on: fc.constantFrom(...TRANSITION_STARTS),
  });
  fc.assert(
    fc.property(transition, transition, (wanted, fallback) => {
      const parsed = parseTransition(describeTransition(wanted), fallback);
      assert.ok(parsed.ok);
      const { kind, on } = parsed.transition;
      assert.deepEqual([kind, on], [wanted.kind, wanted.on]);
      if (kind !== "cut") assert.deepEqual(parsed.transition, { ...wanted });
    }),
    { seed: 1 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => void parseTransition(text, CUT)),
    { seed: 2 },
  );
});

const CONTEXT: SetContext = {
  sketches: ["sketches/moire.ts", "sketches/schotter.ts", "sketches/knot.js"],
  transition: GO_DEFAULT,
  source: "hairline.yaml:12",
};

test("entries are names or maps; each knows its own transition", () => {
  const { entries, problems } = readSet(
    [
      "moire",
      { sketch: "sketches/schotter.ts", transition: "morph 4 bars", seed: 7, preset: "calm", program: 3 },
      "moire",
    ],
    CONTEXT,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    entries.map(({ name, sketch, transition, ...rest }) => [name, sketch, describeTransition(transition), rest]),
    [
      ["moire", "sketches/moire.ts", "fade 1 bar on bar", { preset: null, seed: null, program: null }],
      ["schotter", "sketches/schotter.ts", "morph 4 bars on bar", { preset: "calm", seed: 7, program: 3 }],
      ["moire 2", "sketches/moire.ts", "fade 1 bar on bar", { preset: null, seed: null, program: null }],
    ],
  );
});

test("what is wrong with an entry is told with its place, and the others play", () => {
  const rows: [Data, RegExp][] = [
    ["moier", /entry 1 of the set plays "moier", and there is no such sketch .*Did you mean "moire"\?/],
    [{ sketch: null } as never, /has the sketch nothing/],
    [7, /has the sketch 7/],
    [{ sketch: "moire", seed: -1 } as never, /has the seed -1 .*0 to 4294967295/],
    [{ sketch: "moire", program: 128 } as never, /has the program 128/],
    [{ sketch: "moire", transition: "fad" } as never, /has the transition "fad"/],
    [{ sketch: "moire", presets: "a" } as never, /unknown key "presets".*Did you mean "preset"/],
    [["moire"], /has the sketch a list/],
  ];
  for (const [item, expected] of rows) {
    const { entries, problems } = readSet([item, "knot"], CONTEXT);
    assert.equal(problems.length, 1, JSON.stringify(item));
    const { what, expected: wanted, try: way, where } = problems[0];
    assert.match(`${what} ${wanted} ${way}`, expected);
    assert.deepEqual(where, { file: "hairline.yaml", line: 12, column: 1 });
    assert.equal(entries.length, 2);
    assert.equal(entries[1].sketch, "sketches/knot.js");
  }
});

test("hostile lists are bounded", () => {
  const { entries } = readSet(Array(5000).fill({ sketch: "x".repeat(1e5), name: "y".repeat(1e5) }), CONTEXT);
  assert.equal(entries.length, MAX_ENTRIES);
  assert.ok(entries.every(({ name }) => name.length <= 110));
});

test("next and previous go round and pass over what cannot be played", () => {
  const { entries } = readSet(["moire", "gone", "schotter", "gone too"], CONTEXT);
  const rows: [number | null, 1 | -1, number | null][] = [
    [null, 1, 0],
    [0, 1, 2],
    [2, 1, 0],
    [1, 1, 2],
    [null, -1, 2],
    [2, -1, 0],
    [0, -1, 2],
  ];
  for (const [from, step, expected] of rows) assert.equal(neighbour(entries, from, step), expected, `${from} ${step}`);
  assert.equal(neighbour([], null, 1), null);
  assert.equal(neighbour(readSet(["gone"], CONTEXT).entries, null, 1), null);
});

test("a MIDI program is the entry that names it, or the n-th where none does", () => {
  const named = readSet(["moire", { sketch: "knot", program: 9 } as never], CONTEXT).entries;
  assert.deepEqual([entryOfProgram(named, 9), entryOfProgram(named, 0)], [1, null]);
  const plain = readSet(["moire", "knot"], CONTEXT).entries;
  assert.deepEqual([entryOfProgram(plain, 1), entryOfProgram(plain, 2)], [1, null]);
});
