import assert from "node:assert/strict";
import { test } from "node:test";
import { type LfoOptions, lfo, WAVES } from "../../src/core/lfo.ts";
import { SketchError } from "../../src/core/sketch-error.ts";

const rows: [string, LfoOptions, [t: number, value: number][]][] = [
  [
    "sine by default, one second, 0 to 1",
    {},
    [
      [0, 0],
      [0.25, 0.5],
      [0.5, 1],
      [1, 0],
      [-0.5, 1],
    ],
  ],
  [
    "lo and hi",
    { lo: 10, hi: 20 },
    [
      [0, 10],
      [0.5, 20],
    ],
  ],
  [
    "hi below lo",
    { lo: 20, hi: 10 },
    [
      [0, 20],
      [0.5, 10],
    ],
  ],
  [
    "period",
    { period: 4 },
    [
      [0, 0],
      [2, 1],
    ],
  ],
  [
    "freq",
    { freq: 2 },
    [
      [0.25, 1],
      [0.5, 0],
    ],
  ],
  [
    "phase in degrees",
    { phase: 180 },
    [
      [0, 1],
      [0.5, 0],
    ],
  ],
  [
    "triangle",
    { wave: "triangle" },
    [
      [0, 0],
      [0.25, 0.5],
      [0.5, 1],
      [0.75, 0.5],
      [-0.25, 0.5],
    ],
  ],
  [
    "skewed triangle",
    { wave: "triangle", skew: 0.2 },
    [
      [0.1, 0.5],
      [0.2, 1],
      [0.6, 0.5],
    ],
  ],
  [
    "triangle skewed to the ends",
    { wave: "triangle", skew: 0 },
    [
      [0, 1],
      [0.5, 0.5],
    ],
  ],
  [
    "triangle skewed to the other end",
    { wave: "triangle", skew: 1 },
    [
      [0, 0],
      [0.5, 0.5],
    ],
  ],
  [
    "sawUp",
    { wave: "sawUp" },
    [
      [0, 0],
      [0.25, 0.25],
      [1.75, 0.75],
    ],
  ],
  [
    "sawDown",
    { wave: "sawDown" },
    [
      [0, 1],
      [0.25, 0.75],
    ],
  ],
  [
    "square",
    { wave: "square" },
    [
      [0, 1],
      [0.49, 1],
      [0.5, 0],
      [1, 1],
    ],
  ],
  [
    "pulse",
    { wave: "pulse", pulseWidth: 0.1 },
    [
      [0.05, 1],
      [0.1, 0],
      [0.9, 0],
    ],
  ],
];
for (const [name, options, values] of rows) {
  test(`lfo: ${name}`, () => {
    const wave = lfo(options);
    for (const [t, value] of values)
      assert.ok(Math.abs(wave(t) - value) < 1e-9, `at ${t}: ${wave(t)}, expected ${value}`);
  });
}

test("every wave stays in its range, repeats itself exactly, and is pure", () => {
  for (const wave of WAVES) {
    const a = lfo({ wave, lo: -3, hi: 5, seed: 4 });
    const forward = Array.from({ length: 2000 }, (_, i) => a(i * 0.0173 - 10));
    for (const v of forward) assert.ok(v >= -3 && v <= 5, `${wave}: ${v}`);
    const b = lfo({ wave, lo: -3, hi: 5, seed: 4 });
    for (let i = 1999; i >= 0; i--) assert.equal(b(i * 0.0173 - 10), forward[i]);
  }
});

test("sampleHold holds for a cycle and then jumps; perlin moves without jumps; both by seed", () => {
  const held = lfo({ wave: "sampleHold", freq: 10 });
  assert.equal(held(0.01), held(0.09));
  const steps = new Set(Array.from({ length: 100 }, (_, i) => held(i / 10 + 0.05)));
  assert.equal(steps.size, 100);
  const perlin = lfo({ wave: "perlin" });
  const values = Array.from({ length: 5000 }, (_, i) => perlin(i * 0.01));
  for (let i = 1; i < values.length; i++) assert.ok(Math.abs(values[i] - values[i - 1]) < 0.06);
  assert.ok(Math.max(...values) > 0.7 && Math.min(...values) < 0.3, "it uses its range");
  assert.ok(Math.abs(values.reduce((a, b) => a + b) / values.length - 0.5) < 0.06);
  for (const wave of ["sampleHold", "perlin"] as const) {
    assert.notEqual(lfo({ wave, seed: 1 })(0.4), lfo({ wave, seed: 2 })(0.4));
  }
  assert.notEqual(lfo({ wave: "perlin", octaves: 1 })(0.4), lfo({ wave: "perlin", octaves: 4 })(0.4));
});

const bad: [object, RegExp, RegExp?][] = [
  [{ wave: "sin" }, /wave is text "sin"/, /"sine"/],
  [{ frequency: 2 }, /no option "frequency"/],
  [{ phas: 2 }, /no option "phas"/, /"phase"/],
  [{ lo: Number.NaN }, /lo is NaN/],
  [{ hi: "3" }, /hi is text "3"/],
  [{ period: 0 }, /period is 0/],
  [{ skew: 2 }, /skew is 2/],
  [{ pulseWidth: -1 }, /pulseWidth is -1/],
  [{ octaves: 1e9 }, /octaves is 1000000000/],
];
for (const [options, what, way] of bad) {
  test(`lfo ${JSON.stringify(options)} is refused`, () => {
    assert.throws(
      () => lfo(options as LfoOptions),
      (error) =>
        error instanceof SketchError && what.test(error.message) && (way === undefined || way.test(error.try ?? "")),
    );
  });
}
