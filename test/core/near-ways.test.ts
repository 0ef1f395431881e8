// What spares work and must not show: contours that are looked for within a box only, cells with a gap in place of an
// offset of each.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isocontour } from "../../src/core/effects/isocontour.ts";
import { partition } from "../../src/core/effects/partition.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { runEffect } from "../support/run-op.ts";

function ring(cx: number, cy: number, radius: number, corners: number): Polylines {
  const coords = Float32Array.from(
    Array.from({ length: corners + 1 }, (_, i) => {
      const angle = ((i % corners) * 2 * Math.PI) / corners;
      return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle), 0];
    }).flat(),
  );
  return { coords, offsets: Uint32Array.of(0, corners + 1), points: corners + 1, lines: 1 };
}

test("isocontour within a box: every point lies on its contour, and none of the box is without", () => {
  const [radius, spacing, most] = [20, 4, 40];
  const params = { side: "outside", spacing, maxDistance: most, pitch: 1 } as const;
  // One box holds the outline, one lies beside it, one far off.
  for (const [cx, cy, size] of [
    [50, 50, 40],
    [85, 50, 14],
    [50, 300, 10],
  ]) {
    const mask = ring(cx, cy, size, 4);
    const out = runEffect(isocontour, params, ring(50, 50, radius, 180), [mask]);
    const levels = new Set<number>();
    for (let i = 0; i < out.points; i++) {
      const [x, y] = [out.coords[i * 3], out.coords[i * 3 + 1]];
      const level = (Math.hypot(x - 50, y - 50) - radius) / spacing;
      assert.ok(Math.abs(level - Math.round(level)) * spacing < 0.2, `${x}, ${y} is ${level} spacings off`);
      assert.ok(Math.abs(x - cx) <= size + 4 && Math.abs(y - cy) <= size + 4, `${x}, ${y} is beyond the box`);
      levels.add(Math.round(level));
    }
    const nearest = Math.max(0, Math.hypot(cx - 50, cy - 50) - size - radius);
    if (nearest > most) assert.equal(out.points, 0);
    else assert.ok(levels.size >= 3, `${levels.size} contours`);
  }
});

test("partition with a gap: cells keep so far apart, and touch the outline still", () => {
  const gap = 2;
  const outline = ring(50, 50, 40, 60);
  const out = runEffect(partition, { sites: 20, gap, seed: 3 }, outline);
  assert.ok(out.lines > 10, `${out.lines} cells`);
  let least = Infinity;
  let outermost = 0;
  for (let a = 0; a < out.lines; a++) {
    for (let i = out.offsets[a]; i < out.offsets[a + 1]; i++) {
      const [x, y] = [out.coords[i * 3], out.coords[i * 3 + 1]];
      outermost = Math.max(outermost, Math.hypot(x - 50, y - 50));
      for (let b = 0; b < out.lines; b++) {
        if (b === a) continue;
        for (let j = out.offsets[b]; j + 1 < out.offsets[b + 1]; j++) {
          const [px, py] = [out.coords[j * 3], out.coords[j * 3 + 1]];
          const [dx, dy] = [out.coords[j * 3 + 3] - px, out.coords[j * 3 + 4] - py];
          const share = Math.min(1, Math.max(0, ((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1)));
          least = Math.min(least, Math.hypot(px + share * dx - x, py + share * dy - y));
        }
      }
    }
  }
  assert.ok(Math.abs(least - gap) < 0.01, `the nearest cells are ${least} mm apart`);
  assert.ok(outermost > 39.9, `${outermost}`);
});
