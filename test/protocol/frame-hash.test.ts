import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  createFrameView,
  type FrameView,
  frameBytes,
  LAYER,
  layoutFrame,
  type Stride,
  TIME,
} from "../../src/protocol/frame.ts";
import { hashFrame, hashText } from "../../src/protocol/frame-hash.ts";

/** One layer of lines with these points, as a worker packs them. */
function frame(lines: number[][][], stride: Stride = 3): FrameView {
  const points = lines.flat();
  const counts = { points: points.length, lines: lines.length, layers: 1, stride };
  const view = createFrameView(new ArrayBuffer(frameBytes(counts.points, counts.lines, 1, stride)));
  layoutFrame(view, counts);
  view.time[TIME.canvasWidth] = 148;
  view.ints[view.layersWord + LAYER.points] = points.length;
  view.ints[view.layersWord + LAYER.lines] = lines.length;
  let at = view.coordsWord + stride;
  let end = 0;
  lines.forEach((line, index) => {
    end += line.length;
    view.words[view.offsetsWord + index + 1] = end;
    line.forEach(([x, y, z], i) => {
      view.floats.set([x, y, z], at);
      const last = i === line.length - 1;
      if (stride === 3) view.words[at + 2] = (view.words[at + 2] & ~1) | (last ? 1 : 0);
      else view.floats[at + 3] = last ? 1 : 0;
      at += stride;
    });
  });
  return view;
}

function hash(view: FrameView): string {
  const out = new Uint32Array(2);
  hashFrame(view, out);
  return hashText(out[0], out[1]);
}

const point = fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true }), fc.float({ noNaN: true }));
const drawing = fc.array(fc.array(point, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });

test("the same picture has the same hash, whatever the stride and whenever it was drawn", () => {
  fc.assert(
    fc.property(drawing, fc.double({ noNaN: true }), (lines, t) => {
      const late = frame(lines);
      late.time[TIME.t] = t;
      late.time[TIME.evaluateUs] = 77;
      assert.equal(hash(late), hash(frame(lines)));
      assert.equal(hash(frame(lines, 4)), hash(frame(lines)));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("another bit anywhere in the picture is another hash", () => {
  const lines = Array.from({ length: 9 }, (_, l) => Array.from({ length: 7 }, (_, i) => [l * 3.5, i + 0.25, l - i]));
  const view = frame(lines);
  const seen = new Set([hash(view)]);
  let changes = 0;
  const flip = (word: number, bit: number) => {
    view.words[word] ^= 1 << bit;
    seen.add(hash(view));
    view.words[word] ^= 1 << bit;
    changes++;
  };
  const first = view.coordsWord + 3;
  for (let at = first; at < first + view.points * 3; at++)
    for (const bit of (at - first) % 3 === 2 ? [1, 15, 31] : [0, 15, 31]) flip(at, bit);
  for (let at = view.layersWord; at < view.layersWord + 12; at++) flip(at, 3);
  for (let line = 0; line <= view.lines; line++) flip(view.offsetsWord + line, 0);
  flip(16 + TIME.canvasWidth * 2 + 1, 0);
  flip(16 + TIME.backgroundB * 2 + 1, 20);
  assert.equal(seen.size, changes + 1);
});

test("lines that trade places are another picture", () => {
  const a = [
    [0, 0, 0],
    [1, 1, 0],
  ];
  const b = [
    [2, 0, 0],
    [3, 1, 0],
  ];
  assert.notEqual(hash(frame([a, b])), hash(frame([b, a])));
  assert.notEqual(hash(frame([[...a, ...b]])), hash(frame([a, b])));
});
