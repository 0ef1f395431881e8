// Effects that reflect, project, bend and filter lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { highpass } from "../../src/core/effects/highpass.ts";
import { lowpass } from "../../src/core/effects/lowpass.ts";
import { mirror } from "../../src/core/effects/mirror.ts";
import { mirror3d } from "../../src/core/effects/mirror3d.ts";
import { perspective } from "../../src/core/effects/perspective.ts";
import { pixelate } from "../../src/core/effects/pixelate.ts";
import { warp } from "../../src/core/effects/warp.ts";
import { isClosed } from "../../src/core/math/closed.ts";
import { OutlineIndex } from "../../src/core/math/outline-index.ts";
import { SYMMETRIES } from "../../src/core/math/symmetry.ts";
import type { EffectOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { anyFlatLines, anyLines } from "../support/any-lines.ts";
import { formatPolylines, parsePolylines } from "../support/polylines.ts";
import { type Raw, runEffect } from "../support/run-op.ts";

type Row = [why: string, op: EffectOp, raw: Raw, input: string, expected: string];

/** Mirrors, and pictures, around the origin. */
const here = { autoCentre: false };

const rows: Row[] = [
  ["keeps the right half", mirror, here, "-5,1 5,1", "0,1 5,1 | 0,1 -5,1"],
  ["keeps the left half", mirror, { ...here, source: 1 }, "-5,1 5,1", "-5,1 0,1 | 5,1 0,1"],
  ["has a centre", mirror, { ...here, pivot: [10, 0, 0] }, "8,0 12,1,6", "10,0.5,3 12,1,6 | 10,0.5,3 8,1,6"],
  ["draws what lies on the mirror once", mirror, here, "0,1 0,5 | 0,7", "0,1 0,5 | 0,7"],
  ["draws a dot in the centre once", mirror, { ...here, count: 5 }, "0,0", "0,0"],
  ["drops what touches with an end only", mirror, here, "-5,1 0,1", ""],
  ["goes on along a mirror it came to", mirror, here, "-5,1 0,1 0,5 5,5", "0,1 0,5 5,5 | 0,1 0,5 -5,5"],
  ["cuts one line into several", mirror, here, "2,0 -2,0 2,4", "2,0 0,0 | 0,2 2,4 | -2,0 0,0 | 0,2 -2,4"],
  ["makes four quarters", mirror, { ...here, count: 2 }, "1,-2", "1,-2 | -1,2 | -1,-2 | 1,2"],
  ["shows its mirrors", mirror, { ...here, showPlanes: true }, "3,4", "3,4 | -3,4 | 0,5 0,-5"],

  ["turns about the axis", mirror3d, { ...here, count: 2, reflection: false, cut: false }, "1,2,3", "1,2,3 | -1,-2,3"],
  ["one turn leaves all", mirror3d, { ...here, count: 1, reflection: false }, "1,2,3 -4,5 | 7,8", "1,2,3 -4,5 | 7,8"],
  [
    "takes any axis",
    mirror3d,
    { ...here, count: 2, reflection: false, cut: false, axis: [3, 0, 0] },
    "1,2,3",
    "1,2,3 | 1,-2,-3",
  ],
  ["draws the pole once", mirror3d, { ...here, group: "icosahedral" }, "0,0", "0,0"],

  ["keeps what is as far as the target", perspective, here, "10,20 30,40", "10,20 30,40"],
  ["halves what is twice as far", perspective, { ...here, distance: 100 }, "10,20,-100", "5,10"],
  ["doubles what is half as far", perspective, { ...here, distance: 100 }, "10,20,50", "20,40"],
  [
    "looks at the target",
    perspective,
    { ...here, distance: 100, target: [10, 0, 0] },
    "10,0,-77 12,0,-100",
    "10,0 11,0",
  ],
  [
    "turns the drawing",
    perspective,
    { ...here, distance: 100, rotation: [0, 90, 0] },
    "50,0,10 0,5,20",
    "6.667,0 20,5",
  ],
  ["drops what is behind the eye", perspective, { ...here, distance: 100 }, "1,1,101 2,2,200 | 5,5", "5,5"],
  [
    "cuts at the near plane",
    perspective,
    { ...here, distance: 100, near: 10 },
    "1,0,0 1,0,180 1,0,0",
    "1,0 10,0 | 10,0 1,0",
  ],
  [
    "places the camera",
    perspective,
    { ...here, camera: "eye", eye: [0, 0, 200], fov: 90, frame: 100 },
    "40,20 40,20,100 0,20,-200",
    "10,5 20,10 0,2.5",
  ],
  [
    "looks from the side, y down",
    perspective,
    { ...here, camera: "eye", eye: [100, 0, 0], fov: 90, frame: 200 },
    "0,10,20 0,0,-20",
    "-20,10 20,0",
  ],
  [
    "looks straight down the y axis",
    perspective,
    { ...here, camera: "eye", eye: [0, -100, 0], fov: 90, frame: 200 },
    "10,0 0,0,10",
    "10,0 0,10",
  ],

  ["climbs", pixelate, { step: 1 }, "0,0 4,2", "0,0 1,0 1,1 3,1 3,2 4,2"],
  ["takes diagonals along x first", pixelate, { step: 1, corner: "xy" }, "0,0 2,2", "0,0 1,0 1,1 2,1 2,2"],
  ["takes diagonals along y first", pixelate, { step: 1, corner: "yx" }, "0,0 2,2", "0,0 0,1 1,1 1,2 2,2"],
  ["keeps straight runs whole", pixelate, { step: 1 }, "0,0 100,0 100,-3", "0,0 100,0 100,-3"],
  ["snaps", pixelate, { step: 10 }, "4,6,14 -4,6,14", "0,10,10 0,10,10"],
  ["climbs in space", pixelate, { step: 2 }, "0,0,0 2,2,2", "0,0 2,0 2,2 2,2,2"],

  ["samples straight lines", lowpass, { step: 2.5, sigma: 3 }, "0,0 10,0", "0,0 2.5,0 5,0 7.5,0 10,0"],
  ["without a blur only samples", lowpass, { step: 5, sigma: 0 }, "0,0 10,0 10,10", "0,0 5,0 10,0 10,5 10,10"],
  ["keeps dots and no-length lines", lowpass, {}, "5,5 | 1,1 1,1", "5,5 | 1,1 1,1"],
  [
    "closes what it is told to",
    lowpass,
    { step: 4, sigma: 0, closed: "closed" },
    "0,0 4,0 4,4 0,4",
    "0,0 4,0 4,4 0,4 0,0",
  ],
  ["finds nothing fast in a straight line", highpass, { step: 5, sigma: 2 }, "0,0 10,0", "5,0 5,0 5,0"],
  ["keeps the swell", highpass, { step: 5, sigma: 2, swell: 1 }, "0,0 10,4", "0,0 5,2 10,4"],
];
for (const [why, op, raw, input, expected] of rows) {
  test(`${op.name} ${why}: ${input}`, () => {
    assert.equal(formatPolylines(runEffect(op, raw, parsePolylines(input))), expected);
  });
}

/** Every segment with its ends in order, rounded; so that sets of lines can be compared however they are cut up. */
function segmentsOf(lines: Polylines, map: (point: number[]) => number[] = (point) => point): string[] {
  const found: string[] = [];
  const at = (i: number) =>
    map([...lines.coords.subarray(i * 3, i * 3 + 3)])
      .map((value) => (Math.round(value * 50) / 50 + 0).toFixed(2))
      .join();
  for (let line = 0; line < lines.lines; line++) {
    for (let i = lines.offsets[line]; i + 1 < lines.offsets[line + 1]; i++)
      found.push([at(i), at(i + 1)].sort().join(" "));
  }
  return found.sort();
}

const lengthOf = (lines: Polylines): number => {
  let length = 0;
  for (let line = 0; line < lines.lines; line++) {
    for (let i = lines.offsets[line]; i + 1 < lines.offsets[line + 1]; i++) {
      length += Math.hypot(...[0, 1, 2].map((axis) => lines.coords[i * 3 + 3 + axis] - lines.coords[i * 3 + axis]));
    }
  }
  return length;
};

/** How far the nearest point of `b` is from each of `a`, at most: sets of points without rounding to a lattice. */
function furthest(a: number[][], b: number[][]): number {
  return Math.max(0, ...a.map((p) => Math.min(...b.map((q) => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])))));
}
const pointsOf = (lines: Polylines): number[][] =>
  Array.from({ length: lines.points }, (_, i) => [...lines.coords.subarray(i * 3, i * 3 + 3)]);

test("mirror: reflected in any of its mirrors, the picture is the same", () => {
  fc.assert(
    fc.property(
      anyFlatLines,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 23 }),
      (lines, count, source) => {
        const points = pointsOf(runEffect(mirror, { ...here, count, source }, lines));
        for (const which of [0, count - 1]) {
          const twice = 2 * (-Math.PI / 2 + (which * Math.PI) / count);
          const [cos, sin] = [Math.cos(twice), Math.sin(twice)];
          const reflected = points.map(([x, y, z]) => [x * cos + y * sin, x * sin - y * cos, z]);
          assert.ok(furthest(reflected, points) < 1e-3);
        }
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test("mirror: the wedges share a drawing between them, and each comes back as often as there are wedges", () => {
  fc.assert(
    fc.property(anyFlatLines, fc.integer({ min: 1, max: 12 }), (lines, count) => {
      let length = 0;
      // A tilt that no edge of the lattice has: nothing lies on a mirror.
      for (let source = 0; source < count * 2; source++) {
        length += lengthOf(runEffect(mirror, { ...here, count, source, angle: 7.123 }, lines));
      }
      assert.ok(Math.abs(length / (count * 2) - lengthOf(lines)) < 1e-2 + lengthOf(lines) * 1e-5);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("mirror: lines that are mirror images already come out as they went in", () => {
  const star = parsePolylines("0,0 0,-50 | 0,0 40,-30 0,-60 -40,-30 0,0");
  assert.deepEqual(segmentsOf(runEffect(mirror, here, star)), segmentsOf(star));
});

const ORDERS = { azimuth: 7, tetrahedral: 12, octahedral: 24, icosahedral: 60 };
for (const group of SYMMETRIES) {
  const raw = { ...here, group, count: 7 };
  const turns = ORDERS[group];

  test(`mirror3d ${group}: ${turns} turned images, ${turns * 2} with reflections, all apart`, () => {
    const point = parsePolylines("1,2,50");
    for (const [reflection, order] of [
      [false, turns],
      [true, turns * 2],
    ] as const) {
      const out = runEffect(mirror3d, { ...raw, reflection, cut: false }, point);
      assert.equal(out.lines, order);
      assert.equal(new Set(formatPolylines(out, 2).split(" | ")).size, order);
      for (const p of pointsOf(out)) assert.ok(Math.abs(Math.hypot(...p) - Math.hypot(1, 2, 50)) < 1e-3);
    }
  });

  test(`mirror3d ${group}: the images of an image are the images`, () => {
    const out = runEffect(mirror3d, { ...raw, cut: false, axis: [1, 2, -3], angle: 20 }, parsePolylines("10,20,50"));
    for (let i = 0; i < out.points; i += 5) {
      const again = { coords: out.coords.slice(i * 3, i * 3 + 3), offsets: Uint32Array.of(0, 1), points: 1, lines: 1 };
      const images = runEffect(mirror3d, { ...raw, cut: false, axis: [1, 2, -3], angle: 20 }, again);
      assert.ok(furthest(pointsOf(images), pointsOf(out)) < 1e-3);
    }
  });

  for (const reflection of [false, true]) {
    test(`mirror3d ${group}, ${reflection ? "reflected" : "turned"}: regions fill space and do not overlap`, () => {
      // A point that is in the region comes out once per image; moved by any image, exactly one of its images is in.
      const dots = Array.from({ length: 100 }, (_, i) => [
        Math.cos(i * 1.7 + 1),
        Math.sin(i * 2.3 + 1),
        Math.cos(i * 0.9),
      ]);
      const images = reflection ? turns * 2 : turns;
      for (const dot of dots) {
        const orbit = runEffect(mirror3d, { ...raw, reflection, cut: false }, parsePolylines(dot.join()));
        const kept = runEffect(mirror3d, { ...raw, reflection }, orbit);
        assert.equal(kept.lines, images, `orbit of ${dot}: ${kept.lines / images} of its points are in the region`);
      }
    });
  }
}

test("mirror3d draws as many mirrors as the solids have", () => {
  for (const [group, mirrors] of [
    ["azimuth", 5],
    ["tetrahedral", 6],
    ["octahedral", 9],
    ["icosahedral", 15],
  ] as const) {
    const raw = { ...here, group, count: 5, axis: [1, -2, 1] };
    const dot = parsePolylines("3,-6,4");
    const out = runEffect(mirror3d, { ...raw, cut: false, showPlanes: true }, dot);
    const images = runEffect(mirror3d, { ...raw, cut: false }, dot).lines;
    assert.equal(out.lines - images, mirrors);
    for (const p of pointsOf(out)) assert.ok(Math.abs(Math.hypot(...p) - Math.hypot(3, -6, 4)) < 1e-4);
  }
});

test("perspective agrees with a pinhole worked out by hand, for any eye", () => {
  const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
  const place = fc.tuple(coordinate, coordinate, coordinate);
  fc.assert(
    fc.property(place, place, place, (point, target, from) => {
      const eye = [from[0] + 30, from[1] + 20, from[2] + 250];
      const dot = parsePolylines(point.join());
      const raw = { ...here, camera: "eye", eye, target, fov: 60, frame: 200 };
      const [x, y, z] = runEffect(perspective, raw, dot).coords;
      const norm = (v: number[]) => v.map((part) => part / Math.hypot(...v));
      const cross = (a: number[], b: number[]) =>
        [0, 1, 2].map((i) => a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3]);
      const dotted = (a: number[], b: number[]) => a.reduce((sum, part, i) => sum + part * b[i], 0);
      const forward = norm(target.map((part, i) => part - eye[i]));
      const right = norm(cross([0, -1, 0], forward));
      const down = cross(right, forward);
      const ray = [...dot.coords].map((part, i) => part - eye[i]);
      const focal = 100 / Math.tan(Math.PI / 6);
      assert.ok(Math.abs(x - (target[0] + (focal * dotted(ray, right)) / dotted(ray, forward))) < 1e-2);
      assert.ok(Math.abs(y - (target[1] + (focal * dotted(ray, down)) / dotted(ray, forward))) < 1e-2);
      assert.equal(z, 0);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("pixelate draws along the axes only, on the lattice, never further than a step from the snapped line", () => {
  fc.assert(
    fc.property(
      anyLines,
      fc.integer({ min: 2, max: 40 }),
      fc.constantFrom("auto", "xy", "yx"),
      (lines, quarters, corner) => {
        const step = quarters / 4;
        const out = runEffect(pixelate, { step, corner }, lines);
        assert.equal(out.lines, lines.lines);
        for (let line = 0; line < out.lines; line++) {
          for (let i = out.offsets[line]; i < out.offsets[line + 1]; i++) {
            let moved = 0;
            for (let axis = 0; axis < 3; axis++) {
              const value = out.coords[i * 3 + axis];
              assert.ok(Number.isInteger(value / step));
              if (i > out.offsets[line] && value !== out.coords[i * 3 - 3 + axis]) moved++;
            }
            assert.ok(moved <= 1, "a slanted segment");
          }
          const ends = (of: Polylines) => [of.offsets[line], of.offsets[line + 1] - 1];
          ends(out).forEach((i, end) => {
            for (let axis = 0; axis < 3; axis++) {
              const snapped = Math.round(lines.coords[ends(lines)[end] * 3 + axis] / step) * step;
              assert.equal(out.coords[i * 3 + axis] + 0, snapped + 0);
            }
          });
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  );
  const out = runEffect(pixelate, { step: 1 }, parsePolylines("0,0 37,23"));
  for (const [x, y] of pointsOf(out)) assert.ok(Math.abs(x * 23 - y * 37) / Math.hypot(23, 37) <= 1);
});

/** Whether a line has any length. */
const spansSpace = ({ coords, offsets }: Polylines, line: number): boolean => {
  for (let at = offsets[line] * 3 + 3; at < offsets[line + 1] * 3; at++) if (coords[at] !== coords[at - 3]) return true;
  return false;
};

test("lowpass and highpass share a line between them", () => {
  fc.assert(
    fc.property(
      anyLines,
      fc.constantFrom("auto", "open", "closed"),
      fc.constantFrom(0.5, 2, 40),
      (lines, closed, sigma) => {
        const raw = { step: 3, closed };
        const plain = runEffect(lowpass, { ...raw, sigma: 0 }, lines);
        const slow = runEffect(lowpass, { ...raw, sigma }, lines);
        const fast = runEffect(highpass, { ...raw, sigma, swell: 0 }, lines);
        const both = runEffect(highpass, { ...raw, sigma, swell: 1 }, lines);
        assert.deepEqual([slow.points, fast.points], [plain.points, plain.points]);
        for (let line = 0; line < plain.lines; line++) {
          const given = [lines.offsets[line], lines.offsets[line + 1]] as const;
          const loop =
            closed === "closed" ? given[1] - given[0] > 2 : closed === "auto" && isClosed(lines.coords, ...given);
          const [first, end] = [plain.offsets[line], plain.offsets[line + 1]];
          if (!spansSpace(lines, line)) continue; // handed on as it is
          const distinct = loop ? end - 1 : end;
          for (let axis = 0; axis < 3; axis++) {
            let mean = 0;
            for (let i = first; i < distinct; i++) mean += plain.coords[i * 3 + axis] / (distinct - first);
            for (let at = first * 3 + axis; at < end * 3; at += 3) {
              const sum = slow.coords[at] + fast.coords[at] - mean;
              assert.ok(Math.abs(sum - plain.coords[at]) < 1e-3, `${sum} is not ${plain.coords[at]}`);
              assert.ok(Math.abs(both.coords[at] - plain.coords[at]) < 1e-3);
            }
          }
        }
      },
    ),
    { seed: 1, numRuns: 150 },
  );
});

test("lowpass takes a wave down by exp(−½(2πσ/λ)²) and leaves the ends", () => {
  const wave = parsePolylines(
    Array.from({ length: 401 }, (_, i) => `${i / 2},${0.1 * Math.sin((i * Math.PI) / 20)}`).join(" "),
  );
  const out = runEffect(lowpass, { step: 0.5, sigma: 3 }, wave);
  const peak = Math.max(...Array.from({ length: 200 }, (_, i) => out.coords[(i + 100) * 3 + 1]));
  const expected = 0.1 * Math.exp(-0.5 * ((2 * Math.PI * 3) / 20) ** 2);
  assert.ok(Math.abs(peak - expected) < 2e-3 * 0.1 + 1e-4, `${peak}, expected ${expected}`);
  assert.deepEqual([...out.coords.subarray(0, 3)], [...wave.coords.subarray(0, 3)]);
  assert.ok(Math.abs(out.coords[out.points * 3 - 3] - 200) < 1e-3);
});

test("highpass with swell exaggerates detail by its gain", () => {
  const wave = parsePolylines(
    Array.from({ length: 401 }, (_, i) => `${i / 2},${0.1 * Math.sin((i * Math.PI) / 4)}`).join(" "),
  );
  const out = runEffect(highpass, { step: 0.5, sigma: 6, gain: 4, swell: 1 }, wave);
  const peak = Math.max(...Array.from({ length: 200 }, (_, i) => out.coords[(i + 100) * 3 + 1]));
  assert.ok(Math.abs(peak - 0.4) < 0.02, `${peak}`);
});

const square = parsePolylines("20,20 80,20 80,80 20,80 20,20");
const raster = parsePolylines(
  Array.from({ length: 41 }, (_, row) =>
    Array.from({ length: 41 }, (_, i) => `${i * 2.5},${row * 2.5},3`).join(" "),
  ).join(" | "),
);
/** Signed: how far inside the square. */
const depthIn = (x: number, y: number): number => {
  const inside = Math.min(x - 20, 80 - x, y - 20, 80 - y);
  if (inside >= 0) return inside;
  return -Math.hypot(Math.max(20 - x, 0, x - 80), Math.max(20 - y, 0, y - 80));
};

for (const mode of ["scale", "rotate", "shear", "swirl", "attract", "repel"]) {
  for (const profile of ["ramp", "band"]) {
    for (const insideOnly of [true, false]) {
      test(`warp ${mode}, ${profile}${insideOnly ? ", inside only" : ""}: moves what is in reach, and nothing else`, () => {
        const raw = { mode, profile, insideOnly, band: 9, snapBand: 9, falloff: 6, scale: 1.5, angle: 40 };
        const out = runEffect(warp, raw, raster, [square]);
        let moved = 0;
        for (let i = 0; i < raster.points; i++) {
          const [x, y, z] = raster.coords.subarray(i * 3, i * 3 + 3);
          const depth = depthIn(x, y);
          const lens = mode !== "attract" && mode !== "repel";
          let reached = Math.abs(depth) < 9;
          if (lens && insideOnly) reached &&= depth >= 0;
          if (lens && profile === "ramp") reached ||= depth >= 0;
          const same = out.coords[i * 3] === x && out.coords[i * 3 + 1] === y;
          assert.equal(out.coords[i * 3 + 2], z);
          if (!reached) assert.ok(same, `${x},${y} moved`);
          if (!same) moved++;
        }
        assert.ok(moved > 100, `${moved} points moved`);
      });
    }
  }
}

test("warp: full inside the ramp a scale lens scales, a rotate lens turns, a shear shears", () => {
  const dot = parsePolylines("60,50 50,55");
  const at = (raw: Raw) => formatPolylines(runEffect(warp, { band: 5, ...raw }, dot, [square]));
  assert.equal(at({ mode: "scale", scale: 2 }), "70,50 50,60");
  assert.equal(at({ mode: "scale", scale: 2, strength: 0.5 }), "65,50 50,57.5");
  assert.equal(at({ mode: "rotate", angle: 90 }), "50,60 45,50");
  assert.equal(at({ mode: "shear", angle: 45 }), "60,50 55,55");
  assert.equal(at({ mode: "scale", scale: 2, band: 0 }), "70,50 50,60");
});

test("warp: attraction brings near points near, to the bias before the outline; repulsion drives them off", () => {
  const dots = parsePolylines("50,19 50,21 50,90");
  const distances = (raw: Raw) =>
    pointsOf(runEffect(warp, { falloff: 100, snapBand: 400, ...raw }, dots, [square])).map(([x, y]) =>
      Math.abs(depthIn(x, y)),
    );
  const [outside, inside, far] = distances({ mode: "attract" });
  assert.ok(outside < 0.01 && inside < 0.01 && far < 0.5, `${outside} ${inside} ${far}`);
  for (const d of distances({ mode: "attract", bias: 2 })) assert.ok(Math.abs(d - 2) < 0.5, `${d}`);
  const [pushed] = distances({ mode: "repel", falloff: 5 });
  assert.ok(pushed > 1 && pushed <= 6, `${pushed}`);
});

const index = new OutlineIndex();
const ask = (x: number, y: number, reach = 0): OutlineIndex => {
  index.io.set([x, y, reach]);
  return index;
};

test("the outline index agrees with looking at every segment", () => {
  fc.assert(
    fc.property(
      anyFlatLines,
      fc.array(fc.tuple(fc.integer({ min: -150, max: 150 }), fc.integer({ min: -150, max: 150 })), {
        minLength: 1,
        maxLength: 20,
      }),
      (lines, places) => {
        index.aim(lines);
        for (const [x, y] of places) {
          let least = Infinity;
          for (let line = 0; line < lines.lines; line++) {
            for (let i = lines.offsets[line]; i < lines.offsets[line + 1]; i++) {
              const next = i + 1 < lines.offsets[line + 1] ? i + 1 : i;
              const [ax, ay] = lines.coords.subarray(i * 3, i * 3 + 2);
              const [dx, dy] = [lines.coords[next * 3] - ax, lines.coords[next * 3 + 1] - ay];
              const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
              least = Math.min(least, Math.hypot(x - ax - dx * share, y - ay - dy * share));
            }
          }
          assert.equal(ask(x, y, 60).nearest(), least < 60, `${least}`);
          if (least < 60) assert.ok(Math.abs(index.io[5] - least) < 1e-6);
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test("the outline index knows inside by even and odd", () => {
  index.aim(parsePolylines("0,0 10,0 10,10 0,10 0,0 | 3,3 7,3 7,7 3,7 3,3 | 20,0 30,0 30,10"));
  const inside = (x: number, y: number) => ask(x, y).inside();
  assert.deepEqual(
    [inside(1, 1), inside(5, 5), inside(8, 5), inside(5, 8), inside(11, 5), inside(-1, 5), inside(28, 3)],
    [true, false, true, true, false, false, false],
  );
});
