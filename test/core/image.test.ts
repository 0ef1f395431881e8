import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MissingAssetError, NO_ASSETS, type Picture } from "../../src/core/assets.ts";
import { readTones, toneAt } from "../../src/core/math/tones.ts";
import type { Job, Quality } from "../../src/core/op.ts";
import type { Polylines } from "../../src/core/polylines.ts";
import { image } from "../../src/core/shapes/image.ts";
import { extent, formatPolylines } from "../support/polylines.ts";
import { DRAFT, type Raw, runShape } from "../support/run-op.ts";

/** A picture by the darkness, 0..1, of its places, 0..1. */
function picture(width: number, height: number, dark: (x: number, y: number) => number): Picture {
  const ink = new Uint8Array(width * height);
  for (let i = 0; i < ink.length; i++) {
    ink[i] = Math.round(255 * dark(((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height));
  }
  return { width, height, ink };
}

const PICTURES: Record<string, Picture> = {
  white: picture(50, 50, () => 0),
  black: picture(50, 50, () => 1),
  ramp: picture(100, 100, (x) => x),
  wide: picture(200, 100, () => 1),
  halves: picture(100, 100, (x) => (x < 0.5 ? 0.25 : 0.75)),
  sheet: picture(200, 200, () => 1),
  one: picture(1, 1, () => 1),
};

const jobOf = (quality: Quality, progress: Job["progress"] = () => {}): Job => ({
  ...DRAFT,
  quality,
  progress,
  assets: { ...NO_ASSETS, picture: (name) => PICTURES[name] ?? NO_ASSETS.picture(name) },
});
const draw = (source: string, raw: Raw = {}, job = jobOf("final")) => runShape(image, { source, ...raw }, job);

function lengthIn(out: Polylines, inside: (x: number, y: number) => boolean): number {
  let sum = 0;
  for (let line = 0; line < out.lines; line++) {
    for (let i = out.offsets[line]; i + 1 < out.offsets[line + 1]; i++) {
      // In small pieces, as a line crosses many tones.
      const [x, y, dx, dy] = [0, 1, 3, 4].map((k) => out.coords[i * 3 + k] - (k > 2 ? out.coords[i * 3 + k - 3] : 0));
      for (let k = 0; k < 50; k++) {
        if (inside(x + (dx * (k + 0.5)) / 50, y + (dy * (k + 0.5)) / 50)) sum += Math.hypot(dx, dy) / 50;
      }
    }
  }
  return sum;
}

const STYLES = ["hatch", "waves", "stipple", "contours"];

test("black is covered to the edge, a wide picture is as wide as 1, and one sample is a picture", () => {
  for (const style of ["hatch", "waves"]) {
    const { min, max } = extent(draw("black", { style, angle: 0, spacing: 0.01, layers: 1 }));
    assert.ok(Math.abs(max[0] - 0.5) < 0.02 && Math.abs(min[1] + 0.5) < 0.02, style);
    const wide = extent(draw("wide", { style, angle: 0, spacing: 0.01, layers: 1 }));
    assert.ok(Math.abs(wide.max[0] - 0.5) < 0.02 && Math.abs(wide.max[1] - 0.25) < 0.02, style);
  }
  for (const style of STYLES) draw("one", { style });
});

test("white draws no hatch, no dot, no contour, and waves that do not swing", () => {
  for (const style of STYLES) {
    const out = draw("white", { style, angle: 0 });
    if (style !== "waves") assert.equal(out.points, 0, style);
    else for (let line = 0; line < out.lines; line++) assert.equal(height(out, line), 0);
  }
  assert.ok(draw("white", { style: "hatch", invert: true }).points > 0, "inverted, white is black");
});

function height(out: Polylines, line: number): number {
  const ys = [];
  for (let i = out.offsets[line]; i < out.offsets[line + 1]; i++) ys.push(out.coords[i * 3 + 1]);
  return Math.max(...ys) - Math.min(...ys);
}

test("a hatching has as much ink as the picture is dark", () => {
  const out = draw("ramp", { style: "hatch", spacing: 0.005, layers: 3 });
  const full = lengthIn(draw("black", { style: "hatch", spacing: 0.005, layers: 3 }), () => true);
  for (let column = 0; column < 4; column++) {
    const [from, to] = [column / 4 - 0.5, (column + 1) / 4 - 0.5];
    const share = lengthIn(out, (x) => x >= from && x < to) / (full / 4);
    assert.ok(Math.abs(share - (column + 0.5) / 4) < 0.08, `column ${column} is ${share} dark`);
  }
});

test("waves swing the wider the darker, and keep off their neighbours", () => {
  const spacing = 0.05;
  const out = draw("ramp", { style: "waves", angle: 0, spacing });
  const middle = Math.floor(out.lines / 2);
  let [left, right] = [0, 0];
  for (let i = out.offsets[middle]; i < out.offsets[middle + 1]; i++) {
    const [x, y] = out.coords.subarray(i * 3, i * 3 + 2);
    if (x < -0.25) left = Math.max(left, Math.abs(y));
    if (x > 0.25) right = Math.max(right, Math.abs(y));
  }
  assert.ok(right > 3 * left && right < spacing / 2, `${left} and ${right}`);
});

test("dots are as many as asked for, three times as close where it is three times as dark", () => {
  const out = draw("halves", { style: "stipple", dots: 1000, dotSize: 0 });
  assert.deepEqual([out.points, out.lines], [1000, 1000]);
  const xs = Array.from({ length: 1000 }, (_, i) => out.coords[i * 3]);
  const dark = xs.filter((x) => x > 0).length;
  assert.ok(Math.abs(dark - 750) < 25, `${dark} of 1000 in the dark half`);
  for (let i = 0; i < out.points * 3; i++) assert.ok(Math.abs(out.coords[i]) <= 0.5);
});

test("relaxed dots keep apart: the closest pair is further than in a throw of chance", () => {
  const closest = (steps: number) => {
    const { coords, points } = draw("sheet", { style: "stipple", dots: 300, dotSize: 0, steps });
    let least = Infinity;
    for (let a = 0; a < points; a++) {
      for (let b = 0; b < a; b++) {
        least = Math.min(least, Math.hypot(coords[a * 3] - coords[b * 3], coords[a * 3 + 1] - coords[b * 3 + 1]));
      }
    }
    return least;
  };
  const even = 1 / Math.sqrt(300);
  assert.ok(closest(30) > 0.5 * even, `${closest(30) / even}`);
  assert.ok(closest(0) < 0.2 * even, `${closest(0) / even}`);
});

test("a draft stops early, and progress is told step by step up to 1", () => {
  const shares = (quality: Quality) => {
    const told: number[] = [];
    draw(
      "black",
      { style: "stipple", dots: 50, steps: 10 },
      jobOf(quality, (share) => told.push(share)),
    );
    return told;
  };
  assert.equal(shares("draft").length, 4);
  assert.deepEqual([shares("final").length, shares("final").at(-1)], [10, 1]);
});

test("contours of a ramp are upright lines at equal distances", () => {
  const out = draw("ramp", { style: "contours", levels: 3 });
  assert.equal(out.lines, 3);
  const at = [0, 1, 2].map((line) => out.coords[out.offsets[line] * 3]);
  at.sort((a, b) => a - b).forEach((x, i) => {
    assert.ok(Math.abs(x - (i - 1) * 0.25) < 0.01, `${x}`);
  });
});

test("the built-in ball is a picture like any other; one that is not there is an error that says which", () => {
  assert.ok(runShape(image, {}).lines > 100);
  assert.throws(
    () => draw("nobody"),
    (error) => error instanceof MissingAssetError && error.kind === "picture" && error.asset === "nobody",
  );
});

test("law: tones are means of the picture, and between samples they lie between", () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 60 }), (width, height, detail) => {
      const source = picture(width, height, (x, y) => (x + y) / 2);
      const tones = readTones(source, detail, 1, false);
      assert.ok(tones.width <= Math.max(detail, 1) && tones.height <= Math.max(detail, 1));
      for (const [x, y] of [
        [-9, -9],
        [0, 0],
        [0.2, -0.1],
        [9, 9],
      ]) {
        const tone = toneAt(tones, x, y);
        assert.ok(tone >= 0 && tone <= 1, `${tone}`);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
  assert.equal(formatPolylines(draw("black", { style: "contours" })), "");
});
