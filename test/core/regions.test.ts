// Boolean, offset, offsetCurve, hull, occlude, pack, stipple: what makes regions, or needs them.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boolean } from "../../src/core/effects/boolean.ts";
import { hull } from "../../src/core/effects/hull.ts";
import { occlude } from "../../src/core/effects/occlude.ts";
import { offset } from "../../src/core/effects/offset.ts";
import { offsetCurve } from "../../src/core/effects/offset-curve.ts";
import { pack } from "../../src/core/effects/pack.ts";
import { stipple } from "../../src/core/effects/stipple.ts";
import type { EffectOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import {
  anyLines,
  anyOutline,
  anyStar,
  areaOf,
  distance,
  fromPoints,
  isInside,
  lengthOf,
  type Point,
  pointsOf,
  toLine,
} from "../support/geometry.ts";
import { extent, formatPolylines, parsePolylines } from "../support/polylines.ts";
import { DRAFT, type Raw, runEffect } from "../support/run-op.ts";

const FINAL = { ...DRAFT, quality: "final" } as const;
const SQUARE = "0,0 10,0 10,10 0,10 0,0";
const RIGHT = "5,0 15,0 15,10 5,10 5,0";

type Row = [why: string, op: EffectOp, raw: Raw, input: string, expected: string];

const rows: Row[] = [
  ["about all points", hull, {}, "0,0 10,0 | 5,5 | 10,10 0,10", SQUARE],
  ["per line", hull, { of: "line" }, "0,0 9,0 3,3 0,9 | 20,0 29,0 23,3 20,9", "0,0 9,0 0,9 0,0 | 20,0 29,0 20,9 20,0"],
  ["drops points on its sides", hull, {}, "0,0 5,0 10,0 10,10 0,10", SQUARE],
  ["keeps z", hull, {}, "0,0,1 9,0,2 0,9,3", "0,0,1 9,0,2 0,9,3 0,0,1"],
  ["of points on one line", hull, {}, "5,5 0,0 9,9 3,3", "0,0 9,9"],
  ["of one place", hull, {}, "5,5 5,5 5,5", "5,5"],

  ["to the left", offsetCurve, { distance: 2, side: "left" }, "0,0 10,0", "0,-2 10,-2"],
  ["to the right", offsetCurve, { distance: 2, side: "right" }, "0,0 10,0", "0,2 10,2"],
  [
    "to both, more than once",
    offsetCurve,
    { distance: 1, count: 2 },
    "0,0 10,0",
    "0,-1 10,-1 | 0,1 10,1 | 0,-2 10,-2 | 0,2 10,2",
  ],
  [
    "keeps the line",
    offsetCurve,
    { distance: 2, side: "left", keepOriginal: true },
    "0,0 10,0",
    "0,0 10,0 | 0,-2 10,-2",
  ],
  [
    "mitres",
    offsetCurve,
    { distance: 2, side: "left", join: "mitre" },
    "0,0 10,0 10,10",
    "0,-2 10,-2 12,-2 12,0 12,10",
  ],
  ["bevels", offsetCurve, { distance: 2, side: "left", join: "bevel" }, "0,0 10,0 10,10", "0,-2 10,-2 12,0 12,10"],
  ["cuts the inner loop away", offsetCurve, { distance: 2, side: "right" }, "0,0 10,0 10,10", "0,2 8,2 8,10"],
  ["closed inside closed", offsetCurve, { distance: 2, side: "right" }, SQUARE, "2,2 8,2 8,8 2,8 2,2"],
  ["no room, no line", offsetCurve, { distance: 6, side: "right" }, SQUARE, ""],
  ["takes z along", offsetCurve, { distance: 2, side: "left" }, "0,0,1 10,0,5", "0,-2,1 10,-2,5"],

  ["later covers earlier", occlude, {}, `-5,5 15,5 | ${SQUARE}`, `-5,5 0,5 | 10,5 15,5 | ${SQUARE}`],
  ["earlier does not cover later", occlude, {}, `${SQUARE} | -5,5 15,5`, `${SQUARE} | -5,5 15,5`],
  [
    "sheets overlap",
    occlude,
    {},
    `${SQUARE} | 5,2 15,2 15,8 5,8 5,2`,
    "0,0 10,0 10,2 | 10,8 10,10 0,10 0,0 | 5,2 15,2 15,8 5,8 5,2",
  ],
  ["dots under a sheet go", occlude, {}, `5,5 | 15,5 | ${SQUARE}`, `15,5 | ${SQUARE}`],
  [
    "nearer hides farther",
    occlude,
    { by: "depth" },
    "0,0,1 10,0,1 10,10,1 0,10,1 0,0,1 | -5,5 15,5 | -5,6,2 15,6,2",
    "0,0,1 10,0,1 10,10,1 0,10,1 0,0,1 | -5,5 0,5 | 10,5 15,5 | -5,6,2 15,6,2",
  ],
  [
    "a line pierces a face",
    occlude,
    { by: "depth" },
    `${SQUARE} | -5,5,-10 15,5,10`,
    `${SQUARE} | -5,5,-10 0,5,-5 | 5,5 15,5,10`,
  ],
  [
    "ridges hide what is below",
    occlude,
    { by: "skyline" },
    "0,5 10,5 | 0,10 5,0 10,10",
    "0,10 5,0 10,10 | 0,5 2.5,5 | 7.5,5 10,5",
  ],
  ["only where there is a ridge", occlude, { by: "skyline" }, "0,5 10,5 | 4,3 6,3", "4,3 6,3 | 0,5 4,5 | 6,5 10,5"],
  [
    "either way round",
    occlude,
    { by: "skyline" },
    "10,5 0,5 | 10,10 5,0 0,10",
    "10,10 5,0 0,10 | 10,5 7.5,5 | 2.5,5 0,5",
  ],
  ["upright lines", occlude, { by: "skyline" }, "5,0 5,9 | 0,5 10,5", "0,5 10,5 | 5,0 5,5"],
  [
    "a ridge with an overhang",
    occlude,
    { by: "skyline" },
    "0,6 20,6 | 0,8 10,4 6,8 20,8",
    "0,8 10,4 6,8 20,8 | 0,6 5,6 | 10,6 20,6",
  ],
];
for (const [why, op, raw, input, expected] of rows) {
  test(`${op.name} ${why}: ${input}`, () => {
    assert.equal(formatPolylines(runEffect(op, raw, parsePolylines(input))), expected);
  });
}

const settings = { seed: 1, numRuns: 100 };
const square = parsePolylines(SQUARE);
const right = parsePolylines(RIGHT);

test("boolean: two squares", () => {
  const area = (mode: string) => Math.abs(areaOf(runEffect(boolean, { mode }, square, [right])));
  assert.deepEqual(["union", "intersection", "difference"].map(area), [150, 50, 50]);
  const out = runEffect(boolean, { mode: "xor" }, square, [right]);
  assert.deepEqual([isInside(2, 5, out), isInside(7, 5, out), isInside(12, 5, out)], [true, false, true]);
});

test("boolean: areas add up, whatever the outlines", () => {
  const area = (lines: Polylines) => Math.abs(areaOf(lines));
  fc.assert(
    fc.property(anyStar, anyStar, (a, b) => {
      const [union, common, rest] = ["union", "intersection", "difference"].map((mode) =>
        area(runEffect(boolean, { mode }, a, [b])),
      );
      const slack = 0.01 + (lengthOf(a) + lengthOf(b)) * 1e-3;
      assert.ok(Math.abs(area(a) + area(b) - union - common) < slack, `${area(a)} + ${area(b)} = ${union} + ${common}`);
      assert.ok(Math.abs(area(a) - common - rest) < slack, `${area(a)} = ${common} + ${rest}`);
    }),
    settings,
  );
});

test("boolean: an outline that folds back on itself does not hang the library", () => {
  const folded = parsePolylines("5,-20 -20,-5 15,20 5,-5 0,0 -10,0 5,-20");
  const level = parsePolylines("0,0 20,0 -15,0 15,20 -5,0 0,0");
  assert.ok(runEffect(boolean, {}, folded, [level]).lines > 0);
});

test("boolean: a point is in the result as it is in the regions", () => {
  const has: Record<string, (a: boolean, b: boolean) => boolean> = {
    union: (a, b) => a || b,
    intersection: (a, b) => a && b,
    difference: (a, b) => a && !b,
    xor: (a, b) => a !== b,
  };
  const spot = fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }));
  fc.assert(
    fc.property(anyOutline, anyOutline, fc.constantFrom(...Object.keys(has)), spot, (a, b, mode, [px, py]) => {
      const [x, y] = [px + 0.123, py + 0.456];
      if (Math.min(toLine([x, y], pointsOf(a)), toLine([x, y], pointsOf(b))) < 0.01) return;
      const out = runEffect(boolean, { mode }, a, [b]);
      assert.equal(isInside(x, y, out), has[mode](isInside(x, y, a), isInside(x, y, b)), mode);
    }),
    settings,
  );
});

test("offset: a square grows and shrinks by exactly its distance", () => {
  for (const by of [5, 0.5, -2, -4.9]) {
    const { min, max } = extent(runEffect(offset, { distance: by }, square));
    assert.deepEqual(
      [...min, ...max].map((v) => Math.round(v * 1000) / 1000),
      [-by, -by, 0, 10 + by, 10 + by, 0],
    );
  }
  assert.equal(runEffect(offset, { distance: -5.1 }, square).lines, 0);
  const mitred = runEffect(offset, { distance: 5, join: "mitre" }, square);
  assert.ok(Math.abs(Math.abs(areaOf(mitred)) - 400) < 0.01);
});

test("offset: holes narrow, overlaps melt; line by line neither", () => {
  const holed = parsePolylines(`${SQUARE} | 4,4 6,4 6,6 4,6 4,4`);
  const out = runEffect(offset, { distance: 0.5, join: "mitre" }, holed);
  assert.ok(Math.abs(Math.abs(areaOf(out)) - (121 - 1)) < 0.01, `${areaOf(out)}`);
  assert.equal(runEffect(offset, { distance: 2 }, parsePolylines(`${SQUARE} | 11,0 20,0 20,10 11,10 11,0`)).lines, 1);
  assert.equal(
    runEffect(offset, { distance: 2, union: false }, parsePolylines(`${SQUARE} | 11,0 20,0 20,10 11,10 11,0`)).lines,
    2,
  );
});

test("offset: open lines and dots get an outline at the distance, or none inwards", () => {
  const lines = parsePolylines("0,0 20,0 20,15 | 40,40");
  const out = runEffect(offset, { distance: 3 }, lines);
  assert.equal(out.lines, 2);
  for (const point of pointsOf(out)) {
    const away = Math.min(toLine(point.slice(0, 2), pointsOf(lines, 0)), toLine(point.slice(0, 2), pointsOf(lines, 1)));
    assert.ok(Math.abs(away - 3) < 0.02, `${point} is ${away} away`);
  }
  assert.equal(runEffect(offset, { distance: -3 }, lines).lines, 0);
});

test("offsetCurve: every point at its distance from the line", () => {
  fc.assert(
    fc.property(anyLines, fc.double({ min: 0.5, max: 8, noNaN: true }), (lines, by) => {
      for (let line = 0; line < lines.lines; line++) {
        const flat = pointsOf(lines, line).map((point) => point.slice(0, 2));
        const out = runEffect(offsetCurve, { distance: by }, fromPoints([flat]));
        for (const point of pointsOf(out)) {
          const away = toLine(point.slice(0, 2), flat);
          // Where a round corner meets another part of the line, a chord of it may stay that should just go.
          assert.ok(away >= by * 0.95 - 1e-3 && away <= by + 1e-3, `${point} is ${away} from the line, not ${by}`);
        }
      }
    }),
    settings,
  );
});

test("hull: holds every point, turns one way only, is made of the input's points", () => {
  fc.assert(
    fc.property(anyLines, (lines) => {
      const out = pointsOf(runEffect(hull, {}, lines));
      const all = pointsOf(lines);
      const known = new Set(all.map((point) => String(point.map((v) => v + 0))));
      assert.ok(out.every((point) => known.has(String(point.map((v) => v + 0)))));
      for (let i = 1; i < out.length && out.length > 3; i++) {
        const [a, b] = [out[i - 1], out[i]];
        for (const p of all) assert.ok((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) >= -1e-3);
      }
    }),
    settings,
  );
});

test("occlude by order: what is seen lies under no later outline; nothing seen is lost", () => {
  fc.assert(
    fc.property(fc.array(anyStar, { minLength: 1, maxLength: 4 }), anyLines, (stars, lines) => {
      const sheets = stars.map((star) => pointsOf(star));
      const open = pointsOf(lines, 0);
      const out = runEffect(occlude, {}, fromPoints([open, ...sheets]));
      const whole = lengthOf(runEffect(occlude, {}, fromPoints([open])));
      let seen = 0;
      eachPiece(out, (a, b, middle) => {
        const on = sheets.findIndex(
          (sheet) =>
            toLine(
              middle,
              sheet.map((p) => p.slice(0, 2)),
            ) < 1e-3,
        );
        // Drawn over by none that comes after the sheet whose edge it is.
        sheets.slice(on + 1).forEach((sheet) => {
          assert.ok(!isInside(middle[0], middle[1], fromPoints([sheet])), `${middle} is under a sheet`);
        });
        if (on < 0) seen += distance(a, b);
      });
      assert.ok(seen <= whole + 1e-3);
      const steps = 60;
      let free = 0;
      for (let i = 1; i < open.length; i++) {
        for (let k = 0; k < steps; k++) {
          const at = open[i - 1].map((v, axis) => v + ((open[i][axis] - v) * (k + 0.5)) / steps);
          if (!sheets.some((sheet) => isInside(at[0], at[1], fromPoints([sheet]))))
            free += distance(open[i - 1], open[i]) / steps;
        }
      }
      assert.ok(seen >= free - 0.02 * whole - 0.5, `${seen} mm seen of ${free}`);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("occlude by depth: the far half of a cube is hidden, and the near half whole", () => {
  const corner = (i: number): Point => [i & 1 ? 10 : -10, i & 2 ? 10 : -10, i & 4 ? 10 : -10];
  const turn = ([x, y, z]: Point): Point => {
    const [a, b] = [0.6, 0.5];
    const [x1, z1] = [x * Math.cos(a) + z * Math.sin(a), z * Math.cos(a) - x * Math.sin(a)];
    return [x1, y * Math.cos(b) - z1 * Math.sin(b), y * Math.sin(b) + z1 * Math.cos(b)];
  };
  const faces = [
    [0, 1, 3, 2],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 3, 7, 5],
  ];
  const cube = fromPoints(faces.map((face) => [...face, face[0]].map((i) => turn(corner(i)))));
  const out = runEffect(occlude, { by: "depth" }, cube);
  // Of twelve edges nine are seen: three of them shared by two faces that are seen, six by one that is not. The edge of
  // a hidden face that is an edge of a seen one lies in both.
  const far = faces
    .flat()
    .map(corner)
    .map(turn)
    .sort((a, b) => a[2] - b[2])[0];
  eachPiece(out, (_a, _b, middle, z) => {
    assert.ok(distance([...middle, z], far) > 9, "no edge of the farthest corner is drawn");
  });
  assert.ok(Math.abs(lengthOf(out) - 18 * 20) < 0.1, `${lengthOf(out)} mm of 360`);
});

test("occlude by skyline: as a slow look says, and 80 rows of 200 points in a few milliseconds", () => {
  const rows = (count: number, points: number) =>
    fromPoints(
      Array.from({ length: count }, (_, row) =>
        Array.from({ length: points }, (_, i) => [
          i,
          row * 3 -
            18 * Math.abs(Math.sin(i * 0.05 + row) * Math.sin(i * 0.013 * (1 + (row % 5)))) +
            Math.sin(i * 0.9 + row * 7),
        ]),
      ),
    );
  const few = rows(6, 60);
  const out = runEffect(occlude, { by: "skyline" }, few);
  const heights = (line: number, x: number) => {
    const points = pointsOf(few, line);
    const i = Math.min(points.length - 2, Math.floor(x));
    return points[i][1] + (points[i + 1][1] - points[i][1]) * (x - i);
  };
  const isSeen = (line: number, x: number, y: number) => {
    for (let later = line + 1; later < few.lines; later++) if (heights(later, x) < y) return false;
    return true;
  };
  let drawn = 0;
  eachPiece(out, (a, b, [x, y]) => {
    const line = Array.from({ length: few.lines }, (_, i) => i).find((i) => Math.abs(heights(i, x) - y) < 1e-3);
    assert.ok(line !== undefined && isSeen(line, x, y - 1e-3), `${x},${y}`);
    drawn += Math.abs(b[0] - a[0]);
  });
  let expected = 0;
  for (let line = 0; line < few.lines; line++) {
    for (let x = 0.025; x < 59; x += 0.05) if (isSeen(line, x, heights(line, x))) expected += 0.05;
  }
  assert.ok(Math.abs(drawn - expected) < 0.5, `${drawn} mm drawn of ${expected}`);

  const many = rows(80, 200);
  const ms = Array.from({ length: 9 }, () => {
    const started = performance.now();
    runEffect(occlude, { by: "skyline" }, many);
    return performance.now() - started;
  });
  // A few milliseconds; the bound leaves room for a busy machine.
  assert.ok(Math.min(...ms) < 40, `${Math.min(...ms)} ms`);
});

test("pack: circles inside, apart from each other and the outlines, more for the plot and in the same places", () => {
  const region = parsePolylines("0,0 80,0 80,60 0,60 0,0 | 30,20 50,20 50,40 30,40 30,20");
  const raw = { minRadius: 1, maxRadius: 6, gap: 0.5 };
  const circlesOf = (lines: Polylines) =>
    Array.from({ length: lines.lines }, (_, line) => {
      const points = pointsOf(lines, line).slice(0, -1);
      const middle = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
      return { middle, radius: distance(points[0].slice(0, 2), middle) };
    });
  const draft = circlesOf(runEffect(pack, raw, region));
  const final = circlesOf(runEffect(pack, { ...raw, attempts: 30_000 }, region, [], FINAL));
  assert.ok(draft.length > 50 && final.length > draft.length);
  assert.deepEqual(final.slice(0, draft.length), draft);
  final.forEach(({ middle, radius }, i) => {
    assert.ok(isInside(middle[0], middle[1], region));
    assert.ok(radius >= 0.999 && radius <= 6.001);
    for (const line of [0, 1])
      assert.ok(
        toLine(
          middle,
          pointsOf(region, line).map((p) => p.slice(0, 2)),
        ) >=
          radius + 0.499,
      );
    for (const other of final.slice(0, i)) assert.ok(distance(middle, other.middle) >= radius + other.radius + 0.499);
  });
});

test("stipple: so many dots, inside, spread more evenly with every round", () => {
  const region = parsePolylines("0,0 80,0 80,60 0,60 0,0");
  const nearest = (iterations: number) => {
    const out = runEffect(stipple, { count: 300, iterations }, region, [], FINAL);
    assert.equal(out.lines, 300);
    const dots = Array.from({ length: out.lines }, (_, line) => pointsOf(out, line)[0].slice(0, 2));
    for (const [x, y] of dots) assert.ok(x >= 0 && x <= 80 && y >= 0 && y <= 60);
    return Math.min(
      ...dots.map((dot) => Math.min(...dots.filter((other) => other !== dot).map((other) => distance(dot, other)))),
    );
  };
  // In perfect hexagons, 300 dots on 4,800 mm² would be 4.3 mm apart; the nearest two of a relaxed set are half that.
  assert.ok(nearest(0) < 1);
  assert.ok(nearest(60) > 2, `${nearest(60)}`);
});

function eachPiece(lines: Polylines, visit: (a: Point, b: Point, middle: Point, z: number) => void): void {
  for (let line = 0; line < lines.lines; line++) {
    const points = pointsOf(lines, line);
    for (let i = 1; i < points.length; i++) {
      const middle = points[i].map((value, axis) => (value + points[i - 1][axis]) / 2);
      visit(points[i - 1], points[i], middle.slice(0, 2), middle[2]);
    }
  }
}
