// Effects that work in steps towards a result: growth, reactionDiffusion, weave.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { growth } from "../../src/core/effects/growth.ts";
import { reactionDiffusion } from "../../src/core/effects/reaction-diffusion.ts";
import { weave } from "../../src/core/effects/weave.ts";
import { GrayScott } from "../../src/core/math/gray-scott.ts";
import { fillRegion, regionHas } from "../../src/core/math/region.ts";
import { SampleGrid } from "../../src/core/math/sample-grid.ts";
import type { EffectOp, Job } from "../../src/core/op.ts";
import { copyPolylines, type Polylines } from "../../src/core/polylines.ts";
import { parsePolylines } from "../support/polylines.ts";
import { distanceTo, ring, segmentsOf } from "../support/regions.ts";
import { DRAFT, type Raw, runEffect } from "../support/run-op.ts";

const FINAL: Job = { ...DRAFT, quality: "final" };
const star = ring(10, (i) => (i % 2 === 0 ? 34 : 16), 40, 40);
const frame = parsePolylines("0,0 60,0 60,60 0,60 0,0 | 20,20 20,40 40,40 40,20 20,20");
const run = (op: unknown, raw: Raw, input: Polylines, job = FINAL) => runEffect(op as EffectOp, raw, input, [], job);
const bytes = (lines: Polylines) =>
  createHash("sha256")
    .update(new Uint8Array(copyPolylines(lines).coords.buffer))
    .digest("hex");

const cheap: [op: unknown, raw: Raw][] = [
  [growth, { iterations: 40, spacing: 3 }],
  [reactionDiffusion, { steps: 120, pitch: 1 }],
  [weave, { threads: 40 }],
];
for (const [op, raw] of cheap) {
  const { name } = op as EffectOp;
  test(`${name}: tells its progress, and a throw from there leaves it as good as new`, () => {
    const shares: number[] = [];
    const told = run(op, raw, star, { ...FINAL, progress: (share) => shares.push(share) });
    assert.ok(shares.length >= 15, `${shares.length} times`);
    assert.ok(
      shares.every((share, i) => share >= 0 && share < 1 && (i === 0 || share > shares[i - 1])),
      `${shares}`,
    );
    for (const after of [1, 7, 14]) {
      let left = after;
      const cancelled = () => {
        if (--left === 0) throw new Error("nobody waits");
      };
      assert.throws(() => run(op, { ...raw, seed: 9 }, frame, { ...FINAL, progress: cancelled }), /nobody waits/);
      assert.equal(bytes(run(op, raw, star)), bytes(told));
    }
  });
  test(`${name}: another seed is another drawing`, () => {
    assert.notEqual(bytes(run(op, { ...raw, seed: 1 }, star)), bytes(run(op, raw, star)));
  });
}

for (const [name, region] of Object.entries({ star, "square with a hole": frame })) {
  for (const boundary of ["slide", "bounce"]) {
    test(`growth in a ${name}, ${boundary}: stays inside, keeps strands apart and segments short`, () => {
      const spacing = 3;
      const lines = run(growth, { spacing, boundary, iterations: 200, seeds: 5 }, region);
      assert.ok(lines.points > 300, `${lines.points} points`);
      for (let i = 0; i < lines.points; i++) {
        const [x, y] = [lines.coords[i * 3], lines.coords[i * 3 + 1]];
        assert.ok(regionHas(region, x, y), `${x},${y} is outside`);
        const away = distanceTo(region, x, y);
        // Inside a corner of 60° and less the grid reads a little too much.
        assert.ok(away > spacing * 0.1, `${away} mm from the outline`);
      }
      const segments = segmentsOf(lines, false).filter(([ax, ay, bx, by]) => ax !== bx || ay !== by);
      const longest = Math.max(...segments.map(([ax, ay, bx, by]) => Math.hypot(bx - ax, by - ay)));
      assert.ok(longest <= spacing * 0.8, `a segment of ${longest} mm`);
      const apart = strandDistances(lines, spacing * 3);
      const close = apart.filter((distance) => distance < spacing * 0.75).length;
      assert.ok(Math.min(...apart) > spacing * 0.45, `strands ${Math.min(...apart)} mm apart`);
      assert.ok(close < apart.length * 0.1, `${close} of ${apart.length} points near another strand`);
      assert.equal(crossings(lines), 0);
    });
  }
}

/** For each point the nearest one that is at least `along` mm away along the curve, or on another. */
function strandDistances(lines: Polylines, along: number): number[] {
  const at: number[] = [];
  const whole: number[] = [];
  const lineOf: number[] = [];
  for (let l = 0; l < lines.lines; l++) {
    for (let i = lines.offsets[l]; i < lines.offsets[l + 1]; i++) {
      const step = i > lines.offsets[l] ? between(lines, i, i - 1) : 0;
      at[i] = (i > lines.offsets[l] ? at[i - 1] : 0) + step;
      whole[l] = at[i];
      lineOf[i] = l;
    }
  }
  return at.map((_, i) => {
    let least = Infinity;
    for (let j = 0; j < lines.points; j++) {
      const way = Math.abs(at[i] - at[j]);
      if (lineOf[i] === lineOf[j] && Math.min(way, whole[lineOf[i]] - way) < along) continue;
      least = Math.min(least, between(lines, i, j));
    }
    return least;
  });
}

const between = ({ coords }: Polylines, i: number, j: number) =>
  Math.hypot(coords[i * 3] - coords[j * 3], coords[i * 3 + 1] - coords[j * 3 + 1]);

function crossings(lines: Polylines): number {
  const segments = segmentsOf(lines, false);
  const side = ([ax, ay, bx, by]: number[], x: number, y: number) =>
    Math.sign((bx - ax) * (y - ay) - (x - ax) * (by - ay));
  let count = 0;
  for (let i = 0; i < segments.length; i++) {
    const s = segments[i];
    for (let j = 0; j < i; j++) {
      const o = segments[j];
      if (Math.abs(s[0] - o[0]) > 5 || Math.abs(s[1] - o[1]) > 5) continue;
      if (side(s, o[0], o[1]) * side(s, o[2], o[3]) < 0 && side(o, s[0], s[1]) * side(o, s[2], s[3]) < 0) count++;
    }
  }
  return count;
}

test("growth: draft ends at 32 iterations and 4,096 points, and is the same as far as that", () => {
  const raw = { spacing: 2, seeds: 8 };
  assert.equal(
    bytes(run(growth, { ...raw, iterations: 500 }, star, DRAFT)),
    bytes(run(growth, { ...raw, iterations: 32 }, star)),
  );
  const crowd = run(growth, { spacing: 0.5, seeds: 64 }, star, DRAFT);
  assert.ok(crowd.points <= 4096 + crowd.lines, `${crowd.points} points`);
  assert.equal(run(growth, { seeds: 0 }, star).lines, 0);
});

test("reactionDiffusion: stays inside, closes its lines, leaves short ones out", () => {
  for (const edge of ["closed", "open"]) {
    for (const region of [star, frame]) {
      const lines = run(
        reactionDiffusion,
        { steps: 900, pitch: 0.8, edge, seeds: 20, seedRadius: 3, minPoints: 20 },
        region,
      );
      assert.ok(lines.lines > 1, `${lines.lines} lines`);
      for (let l = 0; l < lines.lines; l++) {
        const [a, b] = [lines.offsets[l] * 3, lines.offsets[l + 1] * 3 - 3];
        assert.ok(lines.offsets[l + 1] - lines.offsets[l] >= 20, "a short line");
        assert.deepEqual(lines.coords.slice(a, a + 2), lines.coords.slice(b, b + 2));
      }
      for (let i = 0; i < lines.points; i++) {
        const [x, y] = [lines.coords[i * 3], lines.coords[i * 3 + 1]];
        // At a corner of the outline a line may be rounded by a part of the pitch, on either side.
        assert.ok(regionHas(region, x, y) || distanceTo(region, x, y) < 0.25, `${x},${y} is outside`);
      }
    }
  }
});

test("reactionDiffusion: draft is the same picture while it is small and short enough", () => {
  const raw = { steps: 300, pitch: 1 };
  assert.equal(bytes(run(reactionDiffusion, raw, star, DRAFT)), bytes(run(reactionDiffusion, raw, star)));
  const long = { pitch: 1, steps: 5000 };
  assert.equal(
    bytes(run(reactionDiffusion, long, star, DRAFT)),
    bytes(run(reactionDiffusion, { pitch: 1, steps: 600 }, star)),
  );
});

test("Gray–Scott: without reaction a closed edge keeps what is there; with it nothing leaves its bounds", () => {
  const grid = new SampleGrid();
  grid.cover(Float64Array.of(5, 5, 0, 75, 75, 0), 2, 1);
  const inside = new Uint8Array(grid.samples);
  fillRegion(star, grid, inside);
  const model = new GrayScott();
  const sum = (values: Float32Array) =>
    values.reduce((all, value, i) => (inside[i] === 1 && i < grid.samples ? all + value : all), 0);

  // Food alone spreads: nothing is fed or eaten.
  model.begin(grid, inside, false);
  for (let i = 0; i < grid.samples; i++) if (inside[i] === 1 && i % 3 === 0) model.u[i] = 0.1;
  const before = sum(model.u);
  for (let i = 0; i < 200; i++) model.step({ du: 0.2, dv: 0.1, feed: 0, kill: 0, dt: 1, open: false });
  assert.ok(Math.abs(sum(model.u) - before) < before * 1e-4, `${sum(model.u)} of ${before}`);

  model.begin(grid, inside, true);
  for (let i = 0; i < grid.samples; i++) if (inside[i] === 1) model.u[i] = 0.1;
  for (let i = 0; i < 3000; i++) model.step({ du: 0.2, dv: 0.1, feed: 0, kill: 0, dt: 1, open: true });
  assert.ok(sum(model.u) > sum(inside as unknown as Float32Array) * 0.95, "an open edge fills it up");

  for (const settings of [
    { du: 0.2, dv: 0.2, feed: 0.1, kill: 0, dt: 1, open: false },
    { du: 0.16, dv: 0.08, feed: 0.035, kill: 0.062, dt: 1, open: false },
    { du: 0.2, dv: 0, feed: 0.1, kill: 0.1, dt: 1, open: true },
  ]) {
    model.begin(grid, inside, settings.open);
    for (let i = 0; i < grid.samples; i++) if (inside[i] === 1 && i % 50 < 20) model.v[i] = 0.35;
    for (let i = 0; i < 1000; i++) model.step(settings);
    for (let i = 0; i < grid.samples; i++) {
      if (inside[i] === 0) continue;
      assert.ok(
        model.u[i] >= 0 && model.u[i] <= 1.0001 && model.v[i] >= 0 && model.v[i] <= 6,
        `${model.u[i]}, ${model.v[i]}`,
      );
    }
  }
});

test("weave: threads end on the outline, meet in shared knots, stay inside a convex outline", () => {
  const hexagon = ring(6, () => 50, 60, 60);
  const untied = run(weave, { threads: 60, iterations: 0, keepOutline: false }, hexagon);
  const tied = run(weave, { threads: 60, iterations: 20, keepOutline: false }, hexagon);
  for (const net of [untied, tied]) {
    const seen = new Map<string, number>();
    for (let l = 0; l < net.lines; l++) {
      const [first, end] = [net.offsets[l], net.offsets[l + 1]];
      for (let i = first; i < end; i++) {
        const [x, y] = [net.coords[i * 3], net.coords[i * 3 + 1]];
        if (i === first || i === end - 1) assert.ok(distanceTo(hexagon, x, y) < 1e-4, "an end off the outline");
        else {
          seen.set(`${x},${y}`, (seen.get(`${x},${y}`) ?? 0) + 1);
          assert.ok(regionHas(hexagon, x, y) || distanceTo(hexagon, x, y) < 1e-4, "a knot outside");
        }
      }
    }
    assert.ok(seen.size > 300, `${seen.size} knots`);
    for (const [knot, threads] of seen) assert.equal(threads, 2, `${threads} threads at ${knot}`);
  }
  // Untied, a thread is straight, and its knots come in order.
  for (let l = 0; l < untied.lines; l++) {
    const [a, b] = [untied.offsets[l] * 3, untied.offsets[l + 1] * 3 - 3];
    let walked = 0;
    for (let i = a; i < b; i += 3) {
      walked += Math.hypot(untied.coords[i + 3] - untied.coords[i], untied.coords[i + 4] - untied.coords[i + 1]);
    }
    const straight = Math.hypot(untied.coords[b] - untied.coords[a], untied.coords[b + 1] - untied.coords[a + 1]);
    assert.ok(Math.abs(walked - straight) < 1e-3, `${walked} mm for ${straight}`);
  }
  // Springs: what is drawn tight has less of the sum of squares.
  const tension = (net: Polylines) =>
    segmentsOf(net, false).reduce((sum, [ax, ay, bx, by]) => sum + (ax - bx) ** 2 + (ay - by) ** 2, 0);
  assert.ok(tension(tied) < tension(untied) * 0.9, `${tension(tied)} of ${tension(untied)}`);
});

test("weave: threads end at holes and bays, the outline is kept, draft is the final while it is small", () => {
  const net = run(weave, { threads: 50, iterations: 0, keepOutline: false }, frame);
  assert.ok(net.lines > 35, `${net.lines} threads`);
  for (const [ax, ay, bx, by] of segmentsOf(net, false)) {
    const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
    assert.ok(regionHas(frame, x, y) || distanceTo(frame, x, y) < 1e-3, `${x},${y} is outside`);
  }
  const kept = run(weave, { threads: 50, iterations: 0 }, frame);
  assert.deepEqual([kept.lines, kept.points], [net.lines + 2, net.points + 10]);
  assert.equal(bytes(run(weave, {}, star, DRAFT)), bytes(run(weave, {}, star)));
});
