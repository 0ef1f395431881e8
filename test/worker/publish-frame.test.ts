import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evaluation } from "../../src/core/evaluate.ts";
import { defaultStyle, type LayerStyle } from "../../src/core/layer.ts";
import {
  aimFrameView,
  checkFrame,
  createFrameView,
  type FrameView,
  HEAD,
  LAYER,
  LAYER_WORDS,
  type Stride,
  TIME,
} from "../../src/protocol/frame.ts";
import {
  createFrameReader,
  createFrameWriter,
  createSlotMemory,
  type FrameWriter,
} from "../../src/protocol/frame-slot.ts";
import { createFramePublisher, type FrameMeta } from "../../src/worker/publish-frame.ts";

/** `"0,0 1,1 | 2,2"` → two lines; `"|"` alone keeps an empty line. z is 7 + x. */
function layer(text: string, style: Partial<LayerStyle> = {}) {
  const lines = text === "" ? [] : text.split("|").map((line) => line.trim().split(/\s+/).filter(Boolean));
  const points = lines.flat().map((point) => point.split(",").map(Number));
  const offsets = [0];
  for (const line of lines) offsets.push(offsets[offsets.length - 1] + line.length);
  return {
    lines: {
      coords: new Float32Array(points.flatMap(([x, y]) => [x, y, 7 + x])),
      offsets: new Uint32Array(offsets),
      points: points.length,
      lines: lines.length,
    },
    style: { ...defaultStyle(), ...style },
  };
}

function evaluation(...layers: ReturnType<typeof layer>[]): Evaluation {
  const sum = (of: "points" | "lines") => layers.reduce((total, each) => total + each.lines[of], 0);
  return { layers, count: layers.length, points: sum("points"), lines: sum("lines"), keyLow: 11, keyHigh: -12 };
}

const meta: FrameMeta = {
  epoch: 3,
  seq: 40,
  generation: 5,
  controlRevision: 6,
  t: 1.25,
  beat: 2.5,
  bar: 0,
  phase: 0.625,
  bpm: 120,
  beatsPerBar: 4,
  seed: 2 ** 32 - 1,
  tickMs: 1000.5,
  drawUs: 70,
  evaluateUs: 80,
  canvasWidth: 148,
  canvasHeight: 210,
  background: new Float64Array([0.25, 0.5, 0.75, 1]),
};

function published(drawn: Evaluation, stride: Stride, dirt = 0): FrameView {
  const memory = createSlotMemory(3, 1, (initial) => new WebAssembly.Memory({ initial, maximum: 64, shared: true }));
  if (dirt !== 0) for (const buffer of memory.buffers) new Uint8Array(buffer.buffer).fill(dirt);
  let now = 0;
  const publisher = createFramePublisher(createFrameWriter(memory, 0), stride, () => (now += 0.5));
  assert.equal(publisher.publish(drawn, meta), true);
  assert.equal(publisher.packUs(), 500);
  const bytes = createFrameReader(memory).latest();
  assert.ok(bytes);
  assert.equal(checkFrame(bytes), null);
  const view = createFrameView(bytes);
  aimFrameView(view);
  return view;
}

/** Every point of the frame, padding included, as the line pass reads it: `x,y,z`, with `;` where a line ends. */
function pointsOf(view: FrameView): string {
  const { stride, coordsWord, floats, words } = view;
  return Array.from({ length: view.points + 1 }, (_, i) => {
    const at = coordsWord + i * stride;
    const ends = stride === 3 ? (words[at + 2] & 1) === 1 : floats[at + 3] % 2 === 1;
    const z = Math.round(floats[at + 2] * 1e4) / 1e4;
    return `${floats[at]},${floats[at + 1]},${z}${ends ? ";" : ""}`;
  }).join(" ");
}

const rows: [what: string, layers: ReturnType<typeof layer>[], points: string, offsets: number[]][] = [
  ["nothing", [], "0,0,0;", [0]],
  ["an empty layer", [layer("")], "0,0,0;", [0]],
  ["one point", [layer("5,6")], "0,0,0; 5,6,12;", [0, 1]],
  ["a line", [layer("0,0 1,2 3,4")], "0,0,0; 0,0,7 1,2,8 3,4,10;", [0, 3]],
  ["two lines", [layer("0,0 1,2 | 3,4 5,6")], "0,0,0; 0,0,7 1,2,8; 3,4,10 5,6,12;", [0, 2, 4]],
  ["empty lines between", [layer("| 0,0 1,2 || 3,4 |")], "0,0,0; 0,0,7 1,2,8; 3,4,10;", [0, 0, 2, 2, 3, 3]],
  ["two layers", [layer("0,0 1,2"), layer("3,4 5,6")], "0,0,0; 0,0,7 1,2,8; 3,4,10 5,6,12;", [0, 2, 4]],
  ["an empty one between", [layer("0,0"), layer(""), layer("1,1 | 2,2")], "0,0,0; 0,0,7; 1,1,8; 2,2,9;", [0, 1, 2, 3]],
];
for (const [what, layers, points, offsets] of rows) {
  test(`points, breaks and offsets: ${what}`, () => {
    for (const stride of [3, 4] as const) {
      for (const dirt of [0, 0xff]) {
        const view = published(evaluation(...layers), stride, dirt);
        assert.equal(pointsOf(view), points, `stride ${stride}, dirt ${dirt}`);
        assert.deepEqual([...view.words.subarray(view.offsetsWord, view.offsetsWord + view.lines + 1)], offsets);
      }
    }
  });
}

test("a z whose lowest bit is set is no break", () => {
  const odd = layer("0,0 1,1 2,2");
  new Uint32Array(odd.lines.coords.buffer)[5] |= 1;
  assert.match(pointsOf(published(evaluation(odd), 3)), /^0,0,0; 0,0,7 1,1,8 2,2,9;$/);
});

test("stride 4 carries the layer with each point", () => {
  const view = published(evaluation(layer("0,0 1,1"), layer(""), layer("2,2 3,3")), 4);
  const fourth = Array.from({ length: view.points + 1 }, (_, i) => view.floats[view.coordsWord + i * 4 + 3]);
  assert.deepEqual(fourth, [1, 0, 1, 4, 5]);
});

test("the layer table holds where each layer lies and how it is drawn", () => {
  const rgba = new Float64Array([0.5, 0.25, 0.125, 0.75]);
  const drawn = evaluation(
    layer("0,0 | 1,1 2,2"),
    layer("3,3", { rgba, width: 2.5, widthInPx: true, pen: 4, blend: 2 }),
  );
  for (const stride of [3, 4] as const) {
    const view = published(drawn, stride);
    const record = (index: number) => {
      const at = view.layersWord + index * LAYER_WORDS;
      const ints = [LAYER.firstPoint, LAYER.points, LAYER.firstLine, LAYER.lines, LAYER.blend, LAYER.pen];
      const floats = [LAYER.width, LAYER.widthInPx, LAYER.r, LAYER.g, LAYER.b, LAYER.a];
      return [...ints.map((word) => view.ints[at + word]), ...floats.map((word) => view.floats[at + word])];
    };
    assert.deepEqual(record(0), [0, 3, 0, 2, 0, 1, Math.fround(0.3), 0, 0, 0, 0, 1]);
    assert.deepEqual(record(1), [3, 1, 2, 1, 2, 4, 2.5, 1, 0.5, 0.25, 0.125, 0.75]);
  }
});

test("the header says when, what and how large", () => {
  const { head, time } = published(evaluation(layer("-3,4 10,-20"), layer("1,50")), 3);
  const { epoch, seq, generation, controlRevision, contentLow, contentHigh } = HEAD;
  assert.deepEqual(
    [epoch, seq, generation, controlRevision, contentLow, contentHigh].map((word) => head[word]),
    [3, 40, 5, 6, 11, -12],
  );
  const { t, tickMs, drawUs, evaluateUs, canvasWidth, canvasHeight, packUs } = TIME;
  const times = [t, tickMs, drawUs, evaluateUs, canvasWidth, canvasHeight, packUs].map((word) => time[word]);
  assert.deepEqual(times, [1.25, 1000.5, 70, 80, 148, 210, 500]);
  assert.deepEqual([...time.subarray(TIME.minX, TIME.maxY + 1)], [-3, -20, 10, 50]);
  assert.deepEqual([...time.subarray(TIME.backgroundR, TIME.backgroundA + 1)], [0.25, 0.5, 0.75, 1]);
});

test("a later tick that was there first is not overwritten", () => {
  const memory = createSlotMemory(3, 2, (initial) => new WebAssembly.Memory({ initial, maximum: 64, shared: true }));
  const [a, b] = [0, 1].map((index) => createFramePublisher(createFrameWriter(memory, index), 3, () => 0));
  assert.equal(a.publish(evaluation(layer("1,1")), { ...meta, seq: 9 }), true);
  assert.equal(b.publish(evaluation(layer("2,2")), { ...meta, seq: 8 }), false);
  assert.equal(new Int32Array(createFrameReader(memory).latest() as ArrayBufferLike)[HEAD.seq], 9);
});

test("in the steady state a frame makes no typed array, with as many buffers as a slot can have", () => {
  const buffers = Array.from({ length: 16 }, () => new SharedArrayBuffer(65_536));
  let turn = 0;
  const writer: FrameWriter = { buffer: () => buffers[turn++ % 16], publish: () => true };
  const publisher = createFramePublisher(writer, 3, () => 0);
  const drawn = evaluation(layer("0,0 1,1"));
  for (let i = 0; i < 16; i++) publisher.publish(drawn, meta);
  const real = globalThis.Float64Array;
  let made = 0;
  globalThis.Float64Array = new Proxy(real, {
    construct(target, args) {
      made++;
      return Reflect.construct(target, args);
    },
  });
  try {
    for (let i = 0; i < 64; i++) publisher.publish(drawn, meta);
  } finally {
    globalThis.Float64Array = real;
  }
  assert.equal(made, 0);
});
