// Shapes that are lines of a formula or through given points: arcs, waves, spirals, splines, attractors, L-systems.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ShapeOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { arc } from "../../src/core/shapes/arc.ts";
import { attractor } from "../../src/core/shapes/attractor.ts";
import { bezier } from "../../src/core/shapes/bezier.ts";
import { ellipse } from "../../src/core/shapes/ellipse.ts";
import { laplaceField } from "../../src/core/shapes/laplace-field.ts";
import { line } from "../../src/core/shapes/line.ts";
import { lissajous } from "../../src/core/shapes/lissajous.ts";
import { lsystem } from "../../src/core/shapes/lsystem.ts";
import { polygon } from "../../src/core/shapes/polygon.ts";
import { polyline } from "../../src/core/shapes/polyline.ts";
import { rect } from "../../src/core/shapes/rect.ts";
import { spiral } from "../../src/core/shapes/spiral.ts";
import { spline } from "../../src/core/shapes/spline.ts";
import { wave } from "../../src/core/shapes/wave.ts";
import { extent, formatPolylines } from "../support/polylines.ts";
import { type Raw, readParams, runShape } from "../support/run-op.ts";

const drawn: [ShapeOp, Raw, string][] = [
  [line, { length: 4, anchor: "start" }, "0,0 4,0"],
  [line, { length: 4, angle: 90, anchor: "end" }, "0,-4 0,0"],
  [rect, { width: 4, height: 2 }, "-2,-1 2,-1 2,1 -2,1 -2,-1"],
  [rect, { width: 4, height: 2, angle: 90 }, "1,-2 1,2 -1,2 -1,-2 1,-2"],
  [ellipse, { radiusX: 2, radiusY: 1, segments: 4 }, "2,0 0,1 -2,0 0,-1 2,0"],
  [ellipse, { radiusX: 2, radiusY: 1, angle: 90, segments: 4 }, "0,2 -1,0 0,-2 1,0 0,2"],
  [arc, { radius: 2, start: 90, sweep: 180, segments: 2 }, "0,2 -2,0 0,-2"],
  [arc, { radius: 2, start: 90, sweep: -180, segments: 2 }, "0,2 2,0 0,-2"],
  [polygon, { sides: 4, sweep: 180 }, "0.5,0 0,0.5 -0.5,0 0.5,0"],
  [polygon, { sides: 4, sweep: 135 }, "0.5,0 0,0.5 -0.25,0.25 0.5,0"],
  [polygon, { sides: 4, sweep: -90 }, "0.5,0 0,-0.5 0.5,0"],
  [spiral, { outerRadius: 4, turns: 1, points: 5 }, "0,0 0,1 -2,0 0,-3 4,0"],
  [spiral, { innerRadius: 1, outerRadius: 3, turns: 0, phase: 90, points: 2 }, "0,1 0,3"],
  [wave, { length: 4, amplitude: 1, cycles: 1, points: 5 }, "-2,0 -1,1 0,0 1,-1 2,0"],
  [wave, { length: 4, amplitude: 1, cycles: 1, points: 5, angle: 90 }, "0,-2 -1,-1 0,0 1,1 0,2"],
  [wave, { form: "triangle", length: 4, amplitude: 1, cycles: 1 }, "-2,0 -1,1 1,-1 2,0"],
  [wave, { form: "triangle", length: 4, amplitude: 1, cycles: -1 }, "-2,0 -1,-1 1,1 2,0"],
  [wave, { form: "triangle", length: 4, amplitude: 1, cycles: 1, phase: 90 }, "-2,1 0,-1 2,1"],
  [wave, { form: "square", length: 4, amplitude: 1, cycles: 1 }, "-2,1 0,1 0,-1 2,-1"],
  [wave, { form: "sawtooth", length: 4, amplitude: 1, cycles: 1 }, "-2,0 0,1 0,-1 2,0"],
  [wave, { form: "square", length: 4, amplitude: 1, cycles: 0 }, "-2,1 2,1"],
  [polyline, { points: [1, 2, 3, 4, 5, 0], closed: true }, "1,2 3,4 5,0 1,2"],
  [polyline, { points: [1, 2, 3, 4, 1, 2], closed: true }, "1,2 3,4 1,2"],
  [polyline, { points: [1, 2, 3, 4, 5, 6], dimensions: 3 }, "1,2,3 4,5,6"],
  [polyline, { points: [1, 2], closed: true }, "1,2"],
  [polyline, { points: [] }, ""],
  [spline, { points: [0, 0, 4, 0], segments: 2 }, "0,0 2,0 4,0"],
  [spline, { points: [0, 0, 4, 4, 8, 0], segments: 1 }, "0,0 4,4 8,0"],
  [spline, { points: [7, 8] }, "7,8"],
  [spline, { points: [] }, ""],
  [lissajous, { frequency: [1, 0, 0], phase: [0, 90, 0], turns: 0.25, points: 2 }, "0,0.5 0.5,0.5"],
];
for (const [op, raw, expected] of drawn) {
  test(`${op.name} ${JSON.stringify(raw)} draws ${expected || "nothing"}`, () => {
    assert.equal(formatPolylines(runShape(op, raw)), expected);
  });
}

const grown: [why: string, raw: Raw, expected: string][] = [
  ["draws, turns, moves without drawing", { axiom: "F+FfF", iterations: 0 }, "0,0 1,0 1,1 | 1,2 1,3"],
  ["goes back to where it was", { axiom: "F[+F]F", iterations: 0 }, "0,0 1,0 1,1 | 1,0 2,0"],
  ["turns about", { axiom: "F|G", iterations: 0 }, "0,0 1,0 0,0"],
  ["passes over a bracket too many", { axiom: "F]F[", iterations: 0 }, "0,0 1,0 2,0"],
  ["rewrites all symbols at once", { axiom: "A", rules: "A=FB; B=A+", iterations: 3 }, "0,0 1,0 2,0"],
  ["takes line ends and spaces", { axiom: "A", rules: " A = F + F \n\n", iterations: 1 }, "0,0 1,0 1,1"],
  ["lets symbols vanish", { axiom: "FXF", rules: "X=", iterations: 1 }, "0,0 1,0 2,0"],
];
for (const [why, raw, expected] of grown) {
  test(`lsystem ${why}`, () => {
    const out = runShape(lsystem, { preset: "custom", rules: "", heading: 0, angle: 90, step: 1, ...raw });
    assert.equal(formatPolylines(out), expected);
  });
}

test("lsystem: the lengths that the rules give", () => {
  const koch = runShape(lsystem, { preset: "custom", iterations: 4 });
  assert.deepEqual([koch.points, koch.lines], [3 * 4 ** 4 + 1, 1]);
  const circuit = runShape(lsystem, { preset: "circuit", angle: 90, iterations: 3 });
  assert.deepEqual([circuit.points, circuit.lines], [4 * 5 ** 3 + 1, 1]);
});

test("lsystem: what explodes is refused before it is written, what is no rule is told", () => {
  const custom = { preset: "custom", axiom: "F", iterations: 12 };
  assert.throws(() => runShape(lsystem, { ...custom, rules: "F=FFFFFFFF" }), /2097152 symbols .* after 7/);
  assert.throws(() => runShape(lsystem, { ...custom, rules: "F>FF" }), /the rule "F>FF"/);
  assert.throws(() => runShape(lsystem, { ...custom, rules: "F=é" }), /"é" is no symbol/);
  assert.equal(runShape(lsystem, { ...custom, rules: "F=FF" }).points, 4097);
});

test("lsystem: jitter strays by its seed, and by no more than it says", () => {
  const raw = { preset: "custom", axiom: "FFFFFFFFFFFF", iterations: 0, step: 1, jitter: 0.2 };
  const [one, again, other] = [1, 1, 2].map((seed) => runShape(lsystem, { ...raw, seed }));
  assert.deepEqual(again.coords, one.coords);
  assert.notDeepEqual(other.coords, one.coords);
  const steps = Array.from({ length: one.points - 1 }, (_, i) => apart(one, i, i + 1));
  for (const step of steps) assert.ok(step > 0.8 - 1e-5 && step < 1.2 + 1e-5, `${step}`);
});

test("polyline and spline refuse a point that lacks a number", () => {
  for (const op of [polyline, spline] as unknown as ShapeOp[]) {
    assert.throws(() => runShape(op, { points: [1, 2, 3] }), /points is a list of 3 numbers/);
    assert.throws(() => runShape(op, { points: [1, 2, 3, 4], dimensions: 3 }), /list of 4 numbers/);
  }
});

test("arc: as long as radius and sweep say, all of it on the circle; a full turn closes exactly", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: -360, max: 360 }), (radius, sweep) => {
      const out = runShape(arc, { radius, start: 33, sweep, segments: 500 });
      const expected = (radius * Math.abs(sweep) * Math.PI) / 180;
      assert.ok(Math.abs(lengthOf(out) - expected) <= 1e-4 * expected + 1e-6);
      for (let i = 0; i < out.points; i++) {
        assert.ok(Math.abs(Math.hypot(...pointAt(out, i)) - radius) < 1e-4);
      }
      if (Math.abs(sweep) === 360) assert.equal(apart(out, 0, 500), 0);
    }),
    {
      seed: 1,
      numRuns: 100,
      examples: [
        [50, 360],
        [50, -360],
      ],
    },
  );
});

test("polygon: a sweep draws its share of the outline, and closes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 30 }), fc.integer({ min: 1, max: 359 }), (sides, sweep) => {
      const out = runShape(polygon, { sides, sweep });
      const outline = sides * Math.sin(Math.PI / sides);
      const chord = apart(out, out.points - 2, out.points - 1);
      assert.ok(Math.abs(lengthOf(out) - chord - (outline * sweep) / 360) < 1e-5);
      assert.equal(apart(out, 0, out.points - 1), 0);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("bezier: begins and ends where it is told, in the handles' directions", () => {
  const place = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -300, max: 300 })));
  fc.assert(
    fc.property(place, place, place, place, (start, startHandle, endHandle, end) => {
      const segments = 2000;
      const out = runShape(bezier, { start, startHandle, endHandle, end, segments });
      assert.deepEqual([pointAt(out, 0), pointAt(out, segments)], [start, end].map(plain));
      // The derivative at either end is three times the way to the handle; the second one bounds what a chord strays.
      for (const [a, b, from, to] of [
        [0, 1, start, startHandle],
        [segments - 1, segments, endHandle, end],
      ] as const) {
        for (let axis = 0; axis < 3; axis++) {
          const slope = (pointAt(out, b)[axis] - pointAt(out, a)[axis]) * segments;
          assert.ok(Math.abs(slope - 3 * (to[axis] - from[axis])) < 7200 / segments + 0.1);
        }
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("spline: passes through its points, however tense, open or closed", () => {
  const list = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(list, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (points, closed, tension) => {
      const segments = 5;
      const out = runShape(spline, { points: points.flat(), closed, tension, segments });
      points.forEach((point, i) => {
        const there = pointAt(out, Math.min(i * segments, out.points - 1));
        assert.deepEqual(there, plain([...point, 0]));
      });
      if (closed) assert.equal(apart(out, 0, out.points - 1), 0);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("spline: tension 1 is straight; a closed one has no kink where it began", () => {
  const corners = [0, 0, 40, 0, 40, 30, 0, 30];
  assert.ok(Math.abs(lengthOf(runShape(spline, { points: corners, closed: true, tension: 1 })) - 140) < 1e-3);
  for (const points of [corners, [...corners, 0, 0]]) {
    const out = runShape(spline, { points, closed: true, segments: 200 });
    const [into, from] = [turnAt(out, out.points - 2, out.points - 1), turnAt(out, 0, 1)];
    assert.ok(Math.abs(into - from) < 0.02, `${into} against ${from}`);
  }
});

for (const kind of ["lorenz", "rossler", "aizawa", "threeScroll", "deJong"]) {
  test(`attractor ${kind}: fills the unit box at every step width, and never flies apart`, () => {
    for (const timeStep of [0.001, 0.01, 0.05]) {
      const out = runShape(attractor, { kind, points: 20_000, timeStep });
      const { min, max } = extent(out);
      const sides = [0, 1, 2].map((axis) => max[axis] - min[axis]);
      assert.ok(Math.abs(Math.max(...sides) - 1) < 1e-6, `sides ${sides}`);
      for (let axis = 0; axis < 3; axis++) assert.ok(Math.abs(min[axis] + max[axis]) < 1e-6);
    }
  });
}

test("attractor: half the step is the same curve at first, so it is followed truly", () => {
  for (const kind of ["lorenz", "rossler", "aizawa", "threeScroll"]) {
    // 1 s long, brought to the unit box: the same box, the same curve.
    const coarse = runShape(attractor, { kind, points: 101, timeStep: 0.01 });
    const fine = runShape(attractor, { kind, points: 201, timeStep: 0.005 });
    for (let i = 0; i <= 100; i++) {
      const [a, b] = [pointAt(coarse, i), pointAt(fine, i * 2)];
      assert.ok(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < 0.02, `${kind} at ${i}`);
    }
  }
});

test("laplaceField cylinder: no line enters it, the parting one runs round it", () => {
  const out = runShape(laplaceField, { kind: "cylinder", radius: 0.125, extent: 6, uLines: 30, vLines: 31 });
  let onIt = 0;
  for (let i = 0; i < out.points; i++) {
    const [x, y] = pointAt(out, i);
    const radius = Math.hypot(x, y) * 12;
    assert.ok(radius > 1.5 - 1e-5, `point at radius ${radius}`);
    if (radius < 1.5 + 1e-5) onIt++;
  }
  assert.ok(onIt > 100);
});

test("laplaceField exp: circles and rays, evenly in the logarithm, none twice", () => {
  const circles = runShape(laplaceField, { kind: "exp", family: "u", uLines: 5, uSpan: 4, vSpan: 8 });
  for (let i = 0; i < circles.lines; i++) {
    const radius = 0.5 * Math.exp(((i - 4) * Math.PI * 2) / 8);
    assert.equal(apart(circles, circles.offsets[i], circles.offsets[i + 1] - 1), 0);
    for (let at = circles.offsets[i]; at < circles.offsets[i + 1]; at++) {
      assert.ok(Math.abs(Math.hypot(...pointAt(circles, at)) - radius) < 1e-6);
    }
  }
  const rays = runShape(laplaceField, { kind: "exp", family: "v", vLines: 8 });
  const directions = Array.from({ length: 8 }, (_, i) => {
    const [x, y] = pointAt(rays, rays.offsets[i + 1] - 1);
    return Math.round((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  });
  assert.equal(rays.lines, 8);
  assert.equal(new Set(directions).size, 8);
});

test("laplaceField: whatever the map, the lines stay in the unit box", () => {
  const share = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.integer({ min: 1, max: 24 }), (bendX, bendY, size) => {
      const out = runShape(laplaceField, { kind: "mobius", bendX, bendY, extent: size, uLines: 12, vLines: 12 });
      for (let i = 0; i < out.points * 3; i++) assert.ok(Math.abs(out.coords[i]) <= 0.5 + 1e-6);
      for (let i = 0; i < out.lines; i++) assert.ok(out.offsets[i + 1] - out.offsets[i] >= 2);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("laplaceField mobius: every line is part of a circle; bend 0 leaves the net straight", () => {
  // A circle through the origin's image of infinity, −1/bend: all lines of the net meet there.
  const bend = 0.5;
  const out = runShape(laplaceField, { kind: "mobius", bendX: bend, bendY: 0, extent: 6, uLines: 9, vLines: 9 });
  for (let i = 0; i < out.lines; i++) {
    const turned: number[] = [];
    for (let at = out.offsets[i]; at < out.offsets[i + 1]; at++) {
      // Inversion at that point makes them straight again.
      const [x, y] = pointAt(out, at).map((value, axis) => value * 12 + (axis === 0 ? 1 / bend : 0));
      const square = x * x + y * y;
      if (square > 1e-3) turned.push(x / square, y / square);
    }
    const width = (axis: number) => {
      const values = turned.filter((_, k) => k % 2 === axis);
      return Math.max(...values) - Math.min(...values);
    };
    assert.ok(Math.min(width(0), width(1)) < 1e-3, `line ${i}: ${width(0)} by ${width(1)}`);
  }
  const straight = runShape(laplaceField, { kind: "mobius", bendX: 0, bendY: 0, uLines: 3, vLines: 2 });
  assert.equal(straight.lines, 5);
  assert.ok(Math.abs(lengthOf(straight) - 5) < 1e-4);
});

test("counts that could explode are pulled back, and say so", () => {
  const clamps: string[] = [];
  readParams(attractor, { points: 1e9, timeStep: 0 }, clamps);
  readParams(wave, { cycles: 1e9 }, clamps);
  assert.deepEqual(clamps, [
    "attractor points 1000000000 → 50000",
    "attractor timeStep 0 → 0.001",
    "wave cycles 1000000000 → 100",
  ]);
});

function pointAt(lines: Polylines, i: number): number[] {
  return plain([...lines.coords.subarray(i * 3, i * 3 + 3)]);
}

/** −0 is 0. */
function plain(point: readonly number[]): number[] {
  return point.map((value) => value + 0);
}

function apart(lines: Polylines, a: number, b: number): number {
  const [p, q] = [pointAt(lines, a), pointAt(lines, b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** Direction from a to b, in radians. */
function turnAt(lines: Polylines, a: number, b: number): number {
  const [p, q] = [pointAt(lines, a), pointAt(lines, b)];
  return Math.atan2(q[1] - p[1], q[0] - p[0]);
}

function lengthOf(lines: Polylines): number {
  let length = 0;
  for (let i = 0; i < lines.lines; i++) {
    for (let at = lines.offsets[i] + 1; at < lines.offsets[i + 1]; at++) length += apart(lines, at - 1, at);
  }
  return length;
}
