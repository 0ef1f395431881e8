// The mixers as what they are, functions of two frames and a share: well formed at every share, and the very drawings at
// its ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkFrame, type FrameView, LAYER, LAYER_WORDS, type Stride, TIME } from "../../../src/protocol/frame.ts";
import { mixDash } from "../../../src/window/transition/dash.ts";
import { mixFade } from "../../../src/window/transition/fade.ts";
import { createMatcher } from "../../../src/window/transition/match-lines.ts";
import { createMixBuffer } from "../../../src/window/transition/mix-buffer.ts";
import type { Mixer } from "../../../src/window/transition/mix-head.ts";
import { createMorph } from "../../../src/window/transition/morph.ts";
import { encodeFrame, type Line, type Scene, type SceneLayer } from "../scene.ts";

type Kind = "fade" | "dash" | "morph";
const KINDS: Kind[] = ["fade", "dash", "morph"];
const mixerOf = (kind: Kind): Mixer =>
  kind === "fade" ? mixFade : kind === "dash" ? mixDash : createMorph(createMatcher());

function mix(kind: Kind, a: FrameView, b: FrameView, share: number): FrameView {
  const buffer = createMixBuffer((bytes) => new SharedArrayBuffer(bytes));
  const out = buffer.reserve(a.points + b.points, a.lines + b.lines, a.layers + b.layers, a.stride);
  mixerOf(kind)(out, a, b, share);
  return out;
}

type Point = [x: number, y: number];
/** The polylines of a frame, layer by layer; proves on the way that breaks and layer marks say what the offsets say. */
function linesOf(frame: FrameView): Point[][][] {
  assert.equal(checkFrame(frame.bytes), null);
  const { words, floats, ints, stride } = frame;
  return Array.from({ length: frame.layers }, (_, layer) => {
    const at = frame.layersWord + layer * LAYER_WORDS;
    const first = ints[at + LAYER.firstLine];
    return Array.from({ length: ints[at + LAYER.lines] }, (_, i) => {
      const begin = words[frame.offsetsWord + first + i];
      const end = words[frame.offsetsWord + first + i + 1];
      return Array.from({ length: end - begin }, (_, k): Point => {
        const point = frame.coordsWord + (begin + k + 1) * stride;
        const last = begin + k === end - 1 ? 1 : 0;
        if (stride === 3) assert.equal(words[point + 2] & 1, last, "break bit");
        else assert.equal(floats[point + 3], layer * 2 + last, "layer and break");
        assert.ok(Number.isFinite(floats[point]) && Number.isFinite(floats[point + 1]));
        return [floats[point], floats[point + 1]];
      });
    });
  });
}

const length = (line: Point[]) =>
  line.reduce((sum, [x, y], i) => (i === 0 ? 0 : sum + Math.hypot(x - line[i - 1][0], y - line[i - 1][1])), 0);

function distanceTo(line: Point[], [x, y]: Point): number {
  let best = Math.hypot(x - line[0][0], y - line[0][1]);
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = line[i - 1];
    const [dx, dy] = [line[i][0] - ax, line[i][1] - ay];
    const along = dx * dx + dy * dy;
    const t = along > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / along)) : 0;
    best = Math.min(best, Math.hypot(x - ax - dx * t, y - ay - dy * t));
  }
  return best;
}

const place = fc.integer({ min: -2000, max: 2000 }).map((n) => n / 8);
const line: fc.Arbitrary<Line> = fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 9 });
const share01 = fc.integer({ min: 0, max: 64 }).map((n) => n / 64);
const sceneOf = (sizes: [number, number][]): fc.Arbitrary<Scene> =>
  fc.record({
    size: fc.constantFrom(...sizes),
    paper: fc.constantFrom<[number, number, number]>([1, 1, 1], [0, 0.25, 0.5]),
    layers: fc.array(
      fc.record<SceneLayer>({
        lines: fc.array(line, { maxLength: 7 }),
        color: fc.constantFrom<[number, number, number, number]>([0, 0, 0, 1], [1, 0.5, 0.25, 0.5]),
        width: fc.constantFrom(0.25, 2),
        inPx: fc.boolean(),
        blend: fc.constantFrom("normal" as const, "multiply" as const),
      }),
      { maxLength: 4 },
    ),
  });
const scene = sceneOf([
  [400, 400],
  [144, 208],
]);
const onOneSheet = sceneOf([[400, 400]]);
const stride = fc.constantFrom<Stride>(3, 4);

const drawing = (lines: Line[], color: SceneLayer["color"] = [0, 0, 0, 1]): Scene => ({
  size: [400, 400],
  paper: [1, 1, 1],
  layers: [{ lines, color, width: 1 }],
});

test("every mix is a frame that can be checked, with finite points and true breaks", () => {
  fc.assert(
    fc.property(scene, scene, stride, share01, fc.constantFrom(...KINDS), (a, b, floats, share, kind) => {
      linesOf(mix(kind, encodeFrame(a, floats), encodeFrame(b, floats), share));
    }),
    { seed: 1, numRuns: 600 },
  );
});

test("by opacity, both drawings are there whole, and only their ink changes", () => {
  fc.assert(
    fc.property(onOneSheet, onOneSheet, stride, share01, (a, b, floats, share) => {
      const [from, to] = [encodeFrame(a, floats), encodeFrame(b, floats)];
      const out = mix("fade", from, to, share);
      assert.deepEqual(linesOf(out), [...linesOf(from), ...linesOf(to)]);
      const alpha = (frame: FrameView, layer: number) => frame.floats[frame.layersWord + layer * LAYER_WORDS + LAYER.a];
      for (let l = 0; l < from.layers; l++) {
        const kept = alpha(out, l) / alpha(from, l);
        assert.ok(Math.abs(kept - Math.cos((share * Math.PI) / 2)) < 1e-6);
        if (share === 0 || share === 1) assert.equal(kept, 1 - share);
      }
      for (let l = 0; l < to.layers; l++) {
        const kept = alpha(out, from.layers + l) / alpha(to, l);
        assert.ok(Math.abs(kept - Math.sin((share * Math.PI) / 2)) < 1e-6);
      }
    }),
    { seed: 2, numRuns: 200 },
  );
});

test("by dash, each line keeps its share of its length: its end where it leaves, its start where it comes", () => {
  fc.assert(
    fc.property(onOneSheet, onOneSheet, stride, share01, (a, b, floats, share) => {
      const [from, to] = [linesOf(encodeFrame(a, floats)), linesOf(encodeFrame(b, floats))];
      const out = linesOf(mix("dash", encodeFrame(a, floats), encodeFrame(b, floats), share));
      const check = (whole: Point[], part: Point[], keeps: number, end: number) => {
        const full = length(whole);
        if (full === 0) return; // dots come and go one by one
        assert.ok(Math.abs(length(part) - full * keeps) < full * 1e-4 + 1e-3, `${length(part)} of ${full} at ${keeps}`);
        for (const point of part) assert.ok(distanceTo(whole, point) < 1e-3);
        if (part.length > 0) assert.deepEqual(part.at(end), whole.at(end), "the end that stays is not cut");
        if (keeps === 1) assert.deepEqual(part, whole);
      };
      from.forEach((lines, l) => {
        for (const [i, whole] of lines.entries()) check(whole, out[l][i], 1 - share, -1);
      });
      to.forEach((lines, l) => {
        for (const [i, whole] of lines.entries()) check(whole, out[from.length + l][i], share, 0);
      });
    }),
    { seed: 3, numRuns: 400 },
  );
});

test("dots come one by one, and each is in one of both pictures only", () => {
  const dots = drawing([0, 1, 2, 3].map((i): Line => [[i, i]]));
  const counts = [0, 0.2, 0.5, 0.8, 1].map((share) =>
    linesOf(mix("dash", encodeFrame(dots, 3), encodeFrame(dots, 3), share)).map(
      (lines) => lines.filter((each) => each.length > 0).length,
    ),
  );
  assert.deepEqual(counts, [
    [4, 0],
    [3, 1],
    [2, 2],
    [1, 3],
    [0, 4],
  ]);
});

/** Every line of `whole` is traced by one line of the mix, point by point, and no other line has a length. */
function assertTraced(mixed: Point[][][], drawn: Point[][][]): void {
  const left = mixed.flat().filter((each) => length(each) > 0);
  const traces = (part: Point[], points: Point[]) => {
    let next = 0;
    for (const point of part) if (next < points.length && distanceTo([points[next]], point) === 0) next++;
    return next === points.length && part.every((point) => distanceTo(points, point) < 1e-3);
  };
  for (const line of drawn.flat()) {
    if (length(line) === 0) continue;
    const at = left.findIndex((part) => traces(part, line) || traces(part, [...line].reverse()));
    assert.ok(at >= 0, `no line traces ${JSON.stringify(line)}`);
    left.splice(at, 1);
  }
  assert.deepEqual(left, [], "lines that are in no drawing");
}

test("by shape, both ends are the very drawings, whatever was matched with what", () => {
  fc.assert(
    fc.property(scene, scene, stride, (a, b, floats) => {
      const [from, to] = [encodeFrame(a, floats), encodeFrame(b, floats)];
      assertTraced(linesOf(mix("morph", from, to, 0)), linesOf(from));
      assertTraced(linesOf(mix("morph", from, to, 1)), linesOf(to));
    }),
    { seed: 4, numRuns: 600 },
  );
});

test("lines that are the same in both drawings stand still in a morph, however they are listed", () => {
  const squares = Array.from({ length: 40 }, (_, i): Line => {
    const [x, y] = [(i % 8) * 30, Math.floor(i / 8) * 30];
    return [
      [x, y],
      [x + 10, y],
      [x + 10, y + 10],
      [x, y],
    ];
  });
  const lone: Line = [
    [500, 500],
    [510, 510],
  ];
  const to = encodeFrame(drawing([lone, ...[...squares].reverse()]), 3);
  const [lines] = linesOf(mix("morph", encodeFrame(drawing(squares), 3), to, 0.5));
  const still = squares.filter((square) => lines.some((each) => JSON.stringify(each) === JSON.stringify(square)));
  assert.equal(still.length, squares.length);
});

test("a line is not turned inside out to meet one that runs the other way", () => {
  const run = (y: number, xs: number[]) => encodeFrame(drawing([xs.map((x): [number, number] => [x, y])]), 3);
  const [[line]] = linesOf(mix("morph", run(0, [0, 50, 100]), run(10, [100, 50, 0]), 0.5));
  assert.deepEqual(line, [
    [0, 5],
    [50, 5],
    [100, 5],
  ]);
});

test("with fewer layers on one side its layers are shared out, and each changes into the ink of the other", () => {
  const bars = (count: number) =>
    Array.from(
      { length: count },
      (_, i): Line => [
        [i, 0],
        [i, 50],
      ],
    );
  const inks: SceneLayer["color"][] = [
    [1, 0, 0, 1],
    [0, 1, 0, 1],
    [0, 0, 1, 1],
  ];
  const to = { ...drawing([]), layers: inks.map((color) => ({ lines: bars(2), color, width: 1 })) };
  const out = mix("morph", encodeFrame(drawing(bars(6)), 3), encodeFrame(to, 3), 0.5);
  assert.deepEqual(
    linesOf(out).map((lines) => lines.length),
    [2, 2, 2],
  );
  assert.deepEqual([...out.floats.subarray(out.layersWord + LAYER.r, out.layersWord + LAYER.a + 1)], [0.5, 0, 0, 1]);
});

test("sheet and paper lie between both, and the drawings keep to the middle of the sheet", () => {
  const dot: Line = [
    [50, 100],
    [60, 100],
  ];
  const at = (size: [number, number], paper: [number, number, number], lines: Line[]) =>
    encodeFrame({ size, paper, layers: [{ lines, color: [0, 0, 0, 1], width: 1 }] }, 3);
  for (const kind of KINDS) {
    const out = mix(kind, at([100, 200], [0, 0, 0], [dot]), at([200, 100], [1, 0.5, 0], []), 0.25);
    assert.deepEqual([...out.time.subarray(TIME.canvasWidth, TIME.backgroundA + 1)], [125, 175, 0.25, 0.125, 0, 1]);
    const end = linesOf(out)[0][0].at(-1);
    if (kind !== "morph") assert.deepEqual(end, [72.5, 87.5]);
  }
});
