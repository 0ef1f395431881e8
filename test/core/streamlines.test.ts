import assert from "node:assert/strict";
import { test } from "node:test";
import { FLOWS, FlowField } from "../../src/core/math/flow-field.ts";
import { sampleSlope } from "../../src/core/math/simplex-slope.ts";
import type { ShapeOp } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { streamlines } from "../../src/core/shapes/streamlines.ts";
import { extent } from "../support/polylines.ts";
import { type Raw, runShape } from "../support/run-op.ts";

const draw = (raw: Raw): Polylines => runShape(streamlines as unknown as ShapeOp, raw);
const obstacles = [-15, -40, 22, 24, 30, 16];

/** The same field as a sketch's parameters mean, asked directly. */
function fieldOf(raw: {
  field: (typeof FLOWS)[number];
  angle?: number;
  spin?: number;
  strength?: number;
  seed?: number;
}) {
  const field = new FlowField();
  Object.assign(field.settings, {
    field: raw.field,
    angle: ((raw.angle ?? 0) * Math.PI) / 180,
    frequency: 0.012,
    strength: raw.strength ?? 1,
    spin: raw.spin ?? 0,
    phase: 0,
    reach: 30,
  });
  field.aim(raw.seed ?? 0, obstacles);
  return field;
}

const variants = FLOWS.flatMap((field) => [
  { field, seed: 1, separation: 4 },
  { field, seed: 5, separation: 2.5, angle: 35, spin: 0.5, strength: 0.6, test: 0.8 },
]);

for (const raw of variants) {
  test(`streamlines ${JSON.stringify(raw)}: apart, inside, along the field, past obstacles`, () => {
    const lines = draw({ ...raw, obstacles });
    assert.ok(lines.lines > 10);
    const near = raw.separation * (raw.test ?? 0.5);
    const lineOf = new Int32Array(lines.points);
    for (let l = 0; l < lines.lines; l++) lineOf.fill(l, lines.offsets[l], lines.offsets[l + 1]);
    for (let i = 0; i < lines.points; i++) {
      for (let j = 0; j < i; j++) {
        if (lineOf[i] === lineOf[j]) continue;
        const dx = lines.coords[i * 3] - lines.coords[j * 3];
        const dy = lines.coords[i * 3 + 1] - lines.coords[j * 3 + 1];
        if (dx * dx + dy * dy < near * near * 0.9999) assert.fail(`${Math.hypot(dx, dy)} between lines, not ${near}`);
      }
    }
    const { min, max } = extent(lines);
    assert.ok(min[0] >= -60 && max[0] <= 60 && min[1] >= -90 && max[1] <= 90);

    const field = fieldOf(raw);
    const io = new Float64Array(4);
    let worst = 0;
    for (let l = 0; l < lines.lines; l++) {
      for (let i = lines.offsets[l] * 3; i + 3 < lines.offsets[l + 1] * 3; i += 3) {
        const [ax, ay, bx, by] = [lines.coords[i], lines.coords[i + 1], lines.coords[i + 3], lines.coords[i + 4]];
        const length = Math.hypot(bx - ax, by - ay);
        // A last step, cut short by the border, keeps the direction of the whole one.
        if (length < raw.separation / 6) continue;
        const [a, m, b] = [0, 0.5, 1].map((share) => {
          io[0] = ax + (bx - ax) * share;
          io[1] = ay + (by - ay) * share;
          field.sample(io);
          return [io[2], io[3]];
        });
        const same = (u: number[], v: number[]) => u[0] * v[0] + u[1] * v[1];
        // A chord that closes an orbit may be 14° off; that is the 1 − cosine allowed below.
        // Where the direction turns within a step, as near a pole or the eye of a whorl, a chord cannot follow it.
        if (Math.min(same(a, m), same(b, m)) < 0.98) continue;
        worst = Math.max(worst, 1 - same([(bx - ax) / length, (by - ay) / length], m));
      }
    }
    assert.ok(worst < 0.03, `a chord ${worst} off the field`);
    for (let i = 0; i < lines.points; i++) {
      for (let o = 0; o < obstacles.length; o += 3) {
        const away = Math.hypot(lines.coords[i * 3] - obstacles[o], lines.coords[i * 3 + 1] - obstacles[o + 1]);
        assert.ok(away >= obstacles[o + 2] - 1e-4, `a point ${away} from an obstacle's middle`);
      }
    }
  });
}

test("streamlines cover the rectangle: no place is farther from a line than a separation and a little", () => {
  const lines = draw({ field: "curl", separation: 4, shortest: 0 });
  for (let x = -58; x <= 58; x += 4) {
    for (let y = -88; y <= 88; y += 4) {
      let least = Infinity;
      for (let i = 0; i < lines.points; i++) {
        least = Math.min(least, Math.hypot(lines.coords[i * 3] - x, lines.coords[i * 3 + 1] - y));
      }
      assert.ok(least < 4 * 1.6, `${least} mm without a line at ${x},${y}`);
    }
  }
});

test("streamlines round a vortex are closed circles", () => {
  const lines = draw({ field: "vortex", width: 100, height: 100 });
  let closed = 0;
  for (let l = 0; l < lines.lines; l++) {
    const [a, b] = [lines.offsets[l] * 3, lines.offsets[l + 1] * 3 - 3];
    const radius = Math.hypot(lines.coords[a], lines.coords[a + 1]);
    for (let i = a; i <= b; i += 3) {
      const r = Math.hypot(lines.coords[i], lines.coords[i + 1]);
      if (radius > 8) assert.ok(Math.abs(r - radius) < 0.1, `${r} on a circle of ${radius}`);
    }
    if (lines.coords[a] === lines.coords[b] && lines.coords[a + 1] === lines.coords[b + 1]) closed++;
  }
  assert.ok(closed >= 10, `${closed} closed`);
});

test("the slope of the noise is its difference quotient, and the noise stays within ±1", () => {
  const io = new Float64Array(6);
  const at = (x: number, y: number, z: number) => {
    io.set([x, y, z]);
    sampleSlope(3, io);
    return io.slice(3);
  };
  let most = 0;
  for (let i = 0; i < 20_000; i++) {
    const [x, y, z] = [Math.sin(i) * 40, Math.sin(i * 1.7) * 40, Math.sin(i * 0.3) * 40];
    const [value, slopeX, slopeY] = at(x, y, z);
    most = Math.max(most, Math.abs(value));
    const e = 1e-5;
    assert.ok(Math.abs((at(x + e, y, z)[0] - at(x - e, y, z)[0]) / (2 * e) - slopeX) < 1e-4);
    assert.ok(Math.abs((at(x, y + e, z)[0] - at(x, y - e, z)[0]) / (2 * e) - slopeY) < 1e-4);
  }
  assert.ok(most <= 1 && most > 0.8, `greatest ${most}`);
});
