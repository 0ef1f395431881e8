// The short ways of `boolean` and `offset` against the sweep of the library: the same regions, wherever they are taken.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Clipper64, ClipperOffset, ClipType, EndType, FillRule, JoinType, type Paths64, PathType } from "clipper2-ts";
import fc from "fast-check";
import { boolean } from "../../src/core/effects/boolean.ts";
import { offset } from "../../src/core/effects/offset.ts";
import { areApart, doubleArea, insetConvex, isConvex, type Ring } from "../../src/core/math/rings-apart.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { runEffect } from "../support/run-op.ts";

type Point = { x: number; y: number };
const settings = { numRuns: 400, seed: 3 };

/** Rings of whole numbers; few enough places that they often meet, and often do not. */
const anyRing = fc
  .array(fc.record({ x: fc.integer({ min: -40, max: 40 }), y: fc.integer({ min: -40, max: 40 }) }), {
    minLength: 3,
    maxLength: 7,
  })
  .map((ring) => ring.filter((p, i) => p.x !== ring.at(i - 1)?.x || p.y !== ring.at(i - 1)?.y))
  .filter((ring) => ring.length > 2);
/** Star-shaped about its middle, so simple unless two corners fall together. */
const anyStar = fc
  .tuple(
    fc.integer({ min: -120, max: 120 }),
    fc.integer({ min: -120, max: 120 }),
    fc.array(fc.integer({ min: 8, max: 50 }), { minLength: 3, maxLength: 12 }),
  )
  .map(([cx, cy, radii]): Point[] =>
    radii.map((radius, i) => {
      const angle = (i * 2 * Math.PI) / radii.length;
      return { x: Math.round(cx + radius * Math.cos(angle)), y: Math.round(cy + radius * Math.sin(angle)) };
    }),
  );

const cross = (a: Point, b: Point, c: Point) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
const between = (a: Point, b: Point, p: Point) =>
  Math.min(a.x, b.x) <= p.x && p.x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= p.y && p.y <= Math.max(a.y, b.y);

/** All pairs, by the book. */
function apartByPairs(rings: readonly Ring[]): boolean {
  const edges = rings.flatMap((ring, r) =>
    ring.map((a, i) => ({ r, i, n: ring.length, a, b: ring[(i + 1) % ring.length] })),
  );
  return edges.every((e, k) =>
    edges.slice(0, k).every((f) => {
      const shared = e.r === f.r && ((e.i + 1) % e.n === f.i || (f.i + 1) % f.n === e.i);
      const [c, d, a, b] = [cross(e.a, e.b, f.a), cross(e.a, e.b, f.b), cross(f.a, f.b, e.a), cross(f.a, f.b, e.b)];
      if (shared) {
        const folds = (e.b.x - e.a.x) * (f.b.x - f.a.x) + (e.b.y - e.a.y) * (f.b.y - f.a.y) < 0;
        return !(c === 0 && d === 0 && folds);
      }
      if (c * d < 0 && a * b < 0) return false;
      return !(
        (c === 0 && between(e.a, e.b, f.a)) ||
        (d === 0 && between(e.a, e.b, f.b)) ||
        (a === 0 && between(f.a, f.b, e.a)) ||
        (b === 0 && between(f.a, f.b, e.b))
      );
    }),
  );
}

test("rings are apart exactly where no two edges meet", () => {
  let apart = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(anyRing, anyStar), { minLength: 1, maxLength: 3 }), (rings) => {
      const expected = apartByPairs(rings);
      if (expected) apart++;
      assert.equal(areApart(rings), expected);
    }),
    settings,
  );
  assert.ok(apart > 50, `${apart} of ${settings.numRuns} were apart`);
});

const TYPES = {
  union: ClipType.Union,
  intersection: ClipType.Intersection,
  difference: ClipType.Difference,
  xor: ClipType.Xor,
} as const;

function sweep(type: ClipType, subject: Paths64, clip: Paths64): Paths64 {
  const clipper = new Clipper64();
  clipper.preserveCollinear = false;
  clipper.addPaths(subject, PathType.Subject);
  clipper.addPaths(clip, PathType.Clip);
  const solution: Paths64 = [];
  clipper.execute(type, FillRule.EvenOdd, solution);
  return solution;
}

/** In mm, a thousandth of the whole numbers, each ring closed. */
function lines(rings: readonly Ring[]): Polylines {
  const closed = rings.map((ring) => [...ring, ring[0]]);
  const offsets = Uint32Array.from([0, ...closed.map((_, i) => closed.slice(0, i + 1).flat().length)]);
  const coords = Float32Array.from(closed.flat().flatMap(({ x, y }) => [x / 1000, y / 1000, 0]));
  return { coords, offsets, points: coords.length / 3, lines: rings.length };
}

function ringsOf(out: Polylines): Point[][] {
  return Array.from({ length: out.lines }, (_, line) => {
    const [first, end] = [out.offsets[line], out.offsets[line + 1] - 1];
    return Array.from({ length: end - first }, (_, i) => ({
      x: Math.round(out.coords[(first + i) * 3] * 1000),
      y: Math.round(out.coords[(first + i) * 3 + 1] * 1000),
    }));
  });
}

/** Each ring from its least corner on, in order: two drawings of one region read alike. */
function normal(rings: readonly Ring[]): string[] {
  return rings
    .map((ring) => {
      let least = 0;
      ring.forEach((p, i) => {
        if (p.x < ring[least].x || (p.x === ring[least].x && p.y < ring[least].y)) least = i;
      });
      return ring.map((_, i) => `${ring[(least + i) % ring.length].x},${ring[(least + i) % ring.length].y}`).join(" ");
    })
    .sort();
}

test("boolean of outlines that are apart: the rings of a sweep, running as they do", () => {
  let short = 0;
  fc.assert(
    fc.property(
      fc.array(anyStar, { minLength: 1, maxLength: 3 }),
      fc.array(anyStar, { minLength: 1, maxLength: 3 }),
      fc.array(anyStar, { minLength: 0, maxLength: 2 }),
      fc.constantFrom("union", "intersection", "difference", "xor" as const),
      (a, b, c, mode) => {
        if (!areApart([...a, ...b, ...c])) return;
        short++;
        const out = runEffect(boolean, { mode }, lines(a), c.length > 0 ? [lines(b), lines(c)] : [lines(b)]);
        const type = TYPES[mode as keyof typeof TYPES];
        let expected = sweep(type, a, b);
        if (c.length > 0) expected = sweep(type, expected, c);
        assert.deepEqual(normal(ringsOf(out)), normal(expected));
      },
    ),
    { ...settings, numRuns: 3000 },
  );
  assert.ok(short > 100, `only ${short} were apart`);
});

test("a convex ring moved inwards is that of the library, to two steps of its grid", () => {
  let checked = 0;
  fc.assert(
    fc.property(anyStar, fc.integer({ min: 1, max: 40 }), (star, by) => {
      const ring = star.map(({ x, y }) => ({ x: x * 100, y: y * 100 }));
      const distance = by * 50;
      if (!isConvex(ring) || !areApart([ring])) return;
      checked++;
      const [out, other] = [new Float64Array(ring.length * 4), new Float64Array(ring.length * 4)];
      const count = insetConvex(ring, distance, out, other);
      const ours = Array.from({ length: count }, (_, i) => ({ x: out[i * 2], y: out[i * 2 + 1] }));
      const inset = new ClipperOffset(4, 1);
      inset.addPaths([ring], JoinType.Round, EndType.Polygon);
      const theirs: Paths64 = [];
      inset.execute(-distance, theirs);
      const area = theirs.reduce((sum, path) => sum + doubleArea(path), 0);
      const edge = ring.reduce((sum, p, i) => sum + Math.hypot(p.x - ring.at(i - 1)!.x, p.y - ring.at(i - 1)!.y), 0);
      const got = count > 0 ? doubleArea(ours) : 0;
      assert.ok(Math.abs(got - area) <= 4 * edge, `twice the area is ${got}, theirs ${area}`);
    }),
    { ...settings, numRuns: 3000 },
  );
  assert.ok(checked > 200, `only ${checked} were convex`);
});

test("offset of a bay that shrinks: simple rings go without a first sweep and come out the same", () => {
  fc.assert(
    fc.property(anyStar, fc.integer({ min: -12, max: 12 }), (star, by) => {
      const [ring] = [star.map(({ x, y }) => ({ x: x * 100, y: y * 100 }))];
      if (!areApart([ring]) || by === 0) return;
      const out = ringsOf(runEffect(offset, { distance: by / 10, union: false }, lines([ring])));
      const rounded = new ClipperOffset(4, Math.abs(by * 100) * (1 - Math.cos(Math.PI / 48)));
      rounded.addPaths(sweep(ClipType.Union, [ring], []), JoinType.Round, EndType.Polygon);
      const theirs: Paths64 = [];
      rounded.execute(by * 100, theirs);
      const sum = (rings: readonly Ring[]) => rings.reduce((all, each) => all + doubleArea(each), 0);
      const edge = ring.reduce((all, p, i) => all + Math.hypot(p.x - ring.at(i - 1)!.x, p.y - ring.at(i - 1)!.y), 0);
      assert.ok(Math.abs(sum(out) - sum(theirs)) <= 4 * edge + 100, `${sum(out)}, theirs ${sum(theirs)}`);
    }),
    { ...settings, numRuns: 1000 },
  );
});
