import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  aimFrameView,
  checkFrame,
  createFrameView,
  FRAME_MAGIC,
  type FrameCounts,
  type FrameView,
  frameBytes,
  HEAD,
  HEADER_BYTES,
  LAYER,
  LAYER_WORDS,
  layoutFrame,
  type Stride,
  TIME,
} from "../../src/protocol/frame.ts";

/** A frame of `layers` layers of equally many lines of equally many points, every section filled in. */
function frameOf(layers: number, linesEach: number, pointsEach: number, stride: Stride, spare = 0): FrameView {
  const lines = layers * linesEach;
  const points = lines * pointsEach;
  const view = createFrameView(new SharedArrayBuffer(frameBytes(points, lines, layers, stride) + spare));
  layoutFrame(view, { points, lines, layers, stride });
  for (let l = 0; l < layers; l++) {
    const at = view.layersWord + l * LAYER_WORDS;
    view.ints[at + LAYER.firstPoint] = l * linesEach * pointsEach;
    view.ints[at + LAYER.points] = linesEach * pointsEach;
    view.ints[at + LAYER.firstLine] = l * linesEach;
    view.ints[at + LAYER.lines] = linesEach;
    view.ints[at + LAYER.blend] = l % 4;
  }
  for (let i = 0; i <= lines; i++) view.words[view.offsetsWord + i] = i * pointsEach;
  for (let i = 0; i < (points + 1) * stride; i++) view.floats[view.coordsWord + i] = i;
  return view;
}

test("the sections follow each other, aligned, and end with the buffer", () => {
  const rows: [points: number, lines: number, layers: number, stride: Stride, bytes: number][] = [
    [0, 0, 0, 3, HEADER_BYTES + 16 + 32],
    [0, 0, 0, 4, HEADER_BYTES + 16 + 32],
    [3, 1, 1, 3, HEADER_BYTES + 48 + 16 + 64],
    [3, 1, 1, 4, HEADER_BYTES + 48 + 16 + 80],
    [10, 3, 2, 3, HEADER_BYTES + 96 + 16 + 144],
    [1_000_000, 4, 1, 3, HEADER_BYTES + 48 + 32 + 12_000_032],
  ];
  for (const [points, lines, layers, stride, bytes] of rows) {
    assert.equal(frameBytes(points, lines, layers, stride), bytes, `${points} ${lines} ${layers} ${stride}`);
  }
});

test("sizes beyond 2 and 4 GiB do not wrap around", () => {
  assert.equal(frameBytes(200_000_000, 1, 1, 4), HEADER_BYTES + 48 + 16 + 200_000_002 * 16);
  assert.equal(frameBytes(400_000_000, 1, 1, 4), HEADER_BYTES + 48 + 16 + 400_000_002 * 16);
});

test("what one side lays out, the other finds, for both strides", () => {
  for (const stride of [3, 4] as const) {
    for (const [layers, lines, points] of [
      [0, 0, 0],
      [1, 0, 0],
      [1, 1, 1],
      [3, 2, 5],
    ]) {
      const written = frameOf(layers, lines, points, stride, 64);
      written.head[HEAD.seq] = 7;
      written.time[TIME.t] = 1.5;
      const read = createFrameView(written.bytes);
      aimFrameView(read);
      const { layersWord, offsetsWord, coordsWord, head, time } = read;
      const counts = { points: read.points, lines: read.lines, layers: read.layers, stride: read.stride };
      assert.deepEqual(counts, { points: layers * lines * points, lines: layers * lines, layers, stride });
      assert.deepEqual(
        [layersWord, offsetsWord, coordsWord],
        [written.layersWord, written.offsetsWord, written.coordsWord],
      );
      assert.deepEqual([head[HEAD.magic], head[HEAD.seq], time[TIME.t]], [FRAME_MAGIC, 7, 1.5]);
      assert.ok(layersWord * 4 >= HEADER_BYTES && offsetsWord >= layersWord + layers * LAYER_WORDS);
      assert.ok(coordsWord >= offsetsWord + read.lines + 1 && coordsWord % 4 === 0);
      assert.ok((coordsWord + (read.points + 1) * stride) * 4 <= head[HEAD.byteLength]);
      assert.equal(checkFrame(written.bytes), null);
    }
  }
});

test("a smaller frame in a buffer that held a larger one is whole", () => {
  const view = frameOf(3, 4, 50, 3);
  layoutFrame(view, { points: 2, lines: 1, layers: 1, stride: 3 });
  view.ints.set([0, 2, 0, 1, 0, 1], view.layersWord);
  view.words.set([0, 2], view.offsetsWord);
  assert.equal(checkFrame(view.bytes), null);
});

test("a frame that does not fit its buffer is our own mistake, with both numbers", () => {
  const counts: FrameCounts = { points: 100, lines: 1, layers: 1, stride: 3 };
  const view = createFrameView(new SharedArrayBuffer(1024));
  assert.throws(() => layoutFrame(view, counts), {
    name: "RangeError",
    message: "frame needs 1536 bytes, buffer holds 1024",
  });
  assert.throws(
    () => layoutFrame(view, { ...counts, points: 0x4000_0000 }),
    RangeError,
    "not even when a 32-bit size wraps",
  );
});

test("strangers are refused politely", () => {
  const word = (index: number, value: number) => (view: FrameView) => {
    view.head[index] = value;
  };
  const layer = (index: number, field: number, value: number) => (view: FrameView) => {
    view.ints[view.layersWord + index * LAYER_WORDS + field] = value;
  };
  const offset = (index: number, value: number) => (view: FrameView) => {
    view.words[view.offsetsWord + index] = value;
  };
  const rows: [what: string, spoil: (view: FrameView) => void, said: RegExp][] = [
    ["magic", word(HEAD.magic, 0x47_4e_50), /^frame starts with 0x474e50, expected 0x52494148$/],
    ["version", word(HEAD.version, 1), /^frame is v1, this build reads v2$/],
    ["stride", word(HEAD.stride, 5), /^frame stride is 5, expected 3 or 4$/],
    ["negative points", word(HEAD.points, -1), /^frame counts are -1 points/],
    ["negative lines", word(HEAD.lines, -1), /-1 lines/],
    ["negative layers", word(HEAD.layers, -1), /-1 layers/],
    ["more layers", word(HEAD.layers, 3), /^frame sections start at 240, /],
    ["layersAt", word(HEAD.layersAt, 64), /^frame sections start at 64, /],
    ["offsetsAt", word(HEAD.offsetsAt, 0), /^frame sections start at 240, 0, /],
    ["coordsAt", word(HEAD.coordsAt, 1 << 30), /^frame sections start at /],
    ["more points", word(HEAD.points, 1000), /^frame needs 12400 bytes, buffer holds \d+$/],
    ["points beyond 4 GiB", word(HEAD.points, 0x4000_0000), /^frame needs 12884902288 bytes/],
    ["its own size", word(HEAD.byteLength, 0x7fff_ffff), /^frame says it has 2147483647 bytes/],
    ["first offset", offset(0, 1), /^frame offsets start at 1, expected 0$/],
    ["offsets going back", offset(1, 9), /^frame offsets go from 9 back to 6$/],
    ["last offset", offset(4, 0xffff_ffff), /^frame offsets end at 4294967295, expected 12 points$/],
    ["layer's points", layer(0, LAYER.points, 5), /^frame layer 1 does not begin where the one before it ends$/],
    ["layer's lines", layer(1, LAYER.lines, 9), /^frame layers hold 12 points and 11 lines, expected 12 and 4$/],
    ["layer's first line", layer(1, LAYER.firstLine, -1), /^frame layer 1 does not begin/],
    ["negative layer", layer(0, LAYER.points, -6), /^frame layer 0 does not begin/],
    ["blend", layer(1, LAYER.blend, 4), /^frame layer 1 has the blend 4$/],
  ];
  for (const [what, spoil, said] of rows) {
    const view = frameOf(2, 2, 3, 3);
    spoil(view);
    assert.match(checkFrame(view.bytes) ?? "fine", said, what);
  }
  for (const bytes of [0, 1, 63, 64, 239]) {
    assert.equal(checkFrame(new ArrayBuffer(bytes)), `frame has ${bytes} bytes, a header has 240`);
  }
  // Counts whose sizes would be small again in 32 bits: 2^30 lines are 4 GiB of offsets.
  const wrapped = createFrameView(new SharedArrayBuffer(4096));
  layoutFrame(wrapped, { points: 0, lines: 0, layers: 0, stride: 3 });
  wrapped.head[HEAD.lines] = 0x3fff_ffff;
  wrapped.head[HEAD.coordsAt] = HEADER_BYTES;
  assert.notEqual(checkFrame(wrapped.bytes), null);
});

/** Walks everything a frame that passed the check says it has. */
function assertInside(bytes: ArrayBufferLike): void {
  const view = createFrameView(bytes);
  aimFrameView(view);
  const size = bytes.byteLength / 4;
  assert.ok(view.layersWord + view.layers * LAYER_WORDS <= size);
  assert.ok(view.offsetsWord + view.lines + 1 <= size);
  assert.ok(view.coordsWord + (view.points + 1) * view.stride <= size);
  for (let i = 1; i <= view.lines; i++) {
    assert.ok(view.words[view.offsetsWord + i] >= view.words[view.offsetsWord + i - 1]);
    assert.ok(view.words[view.offsetsWord + i] <= view.points);
  }
  for (let l = 0; l < view.layers; l++) {
    const at = view.layersWord + l * LAYER_WORDS;
    assert.ok(view.ints[at + LAYER.firstPoint] + view.ints[at + LAYER.points] <= view.points);
    assert.ok(view.ints[at + LAYER.firstLine] + view.ints[at + LAYER.lines] <= view.lines);
  }
}

test("whatever the bytes are: never a throw, never a yes for what is not there", () => {
  const wild = fc.oneof(
    fc.integer({ min: -2, max: 12 }),
    fc.constantFrom(0x3fff_ffff, 0x4000_0000, 0x7fff_ffff, -0x8000_0000, 0x0555_5555, 0x1555_5555, 192, 208, 240),
    fc.integer(),
  );
  const spoilt = fc.array(fc.tuple(fc.integer({ min: 0, max: 119 }), wild), { maxLength: 6 });
  let passed = 0;
  fc.assert(
    fc.property(fc.constantFrom<Stride>(3, 4), spoilt, (stride, changes) => {
      const view = frameOf(2, 2, 3, stride);
      for (const [at, value] of changes) view.ints[at % view.ints.length] = value;
      if (checkFrame(view.bytes) !== null) return;
      passed++;
      assertInside(view.bytes);
    }),
    { seed: 1, numRuns: 5000 },
  );
  assert.ok(passed > 100, `the generator reaches frames that pass (${passed})`);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const buffer = bytes.buffer.slice(0, bytes.length - (bytes.length % 8)) as ArrayBuffer;
      const view = buffer.byteLength >= 192 ? createFrameView(buffer) : null;
      if (view) view.head.set([FRAME_MAGIC, 1], 0);
      if (checkFrame(buffer) === null) assertInside(buffer);
    }),
    { seed: 2, numRuns: 1000 },
  );
});
