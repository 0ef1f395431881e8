import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createFrameReader,
  createFrameWriter,
  createSlotMemory,
  type FrameReader,
  type FrameWriter,
  type GrowableMemory,
  type SlotCounters,
} from "../../src/protocol/frame-slot.ts";

const PAGE = 65_536;
const WRAP = 2 ** 27;

const createMemory =
  (maximum = 64) =>
  (initial: number): GrowableMemory =>
    new WebAssembly.Memory({ initial, maximum, shared: true });

interface Pair {
  writers: FrameWriter[];
  reader: FrameReader;
}

function slot(writers = 1, maximum?: number): Pair {
  const memory = createSlotMemory(3, writers, createMemory(maximum));
  return {
    writers: Array.from({ length: writers }, (_, i) => createFrameWriter(memory, i)),
    reader: createFrameReader(memory),
  };
}

/** One letter a step: `p5` publishes tick 5, `b5` does so as the second writer, `l` takes the latest. Answers in words. */
function play({ writers, reader }: Pair, script: string): string {
  return script
    .split(" ")
    .map((step) => {
      if (step === "l") {
        const bytes = reader.latest();
        return bytes === null ? "-" : String(new Float64Array(bytes, 0, 1)[0]);
      }
      const seq = Number(step.slice(1));
      const writer = writers[step[0] === "b" ? 1 : 0];
      new Float64Array(writer.buffer(8), 0, 1)[0] = seq;
      return writer.publish(seq) ? "ok" : "stale";
    })
    .join(" ");
}

const rows: [what: string, writers: number, script: string, said: string, counters?: Partial<SlotCounters>][] = [
  ["nothing yet", 1, "l l", "- -", { published: 0, shown: 0 }],
  ["one frame is shown once", 1, "p1 l l", "ok 1 -", { published: 1, shown: 1, dropped: 0, stale: 0 }],
  [
    "an unread frame is overwritten and counted",
    1,
    "p1 p2 p3 l l",
    "ok ok ok 3 -",
    { published: 3, shown: 1, dropped: 2 },
  ],
  ["in step", 1, "p1 l p2 l p3 l l", "ok 1 ok 2 ok 3 -", { published: 3, shown: 3, dropped: 0, stale: 0 }],
  ["the same tick twice", 1, "p4 p4 l p4 l", "ok stale 4 stale -", { published: 1, stale: 2 }],
  ["an older tick, unread and read", 1, "p9 p8 l p7 l p10 l", "ok stale 9 stale - ok 10", { stale: 2, dropped: 0 }],
  ["two writers, the slow one late", 2, "p2 b1 l b3 l p2 l", "ok stale 2 ok 3 stale -", { published: 2, stale: 2 }],
  ["two writers in turns", 2, "p1 b2 l p3 b4 p5 l l", "ok ok 2 ok ok ok 5 -", { published: 5, shown: 2, dropped: 3 }],
  ["the first tick may be any", 1, `p${WRAP - 1} l`, `ok ${WRAP - 1}`],
  ["the seq wraps after 27 bits", 1, `p${WRAP - 1} l p${WRAP + 1} l`, `ok ${WRAP - 1} ok ${WRAP + 1}`],
  [
    "and does not go back over the seam",
    1,
    `p${WRAP + 1} p${WRAP - 1} l p${WRAP + 2} l`,
    `ok stale ${WRAP + 1} ok ${WRAP + 2}`,
  ],
  ["not at the seam itself either", 2, `p${WRAP} l b${WRAP - 1} l p${WRAP + 2} l`, `ok ${WRAP} stale - ok ${WRAP + 2}`],
  ["nor at a later seam", 1, `p${WRAP * 3} p${WRAP * 3 - 2} l`, `ok stale ${WRAP * 3}`],
];
for (const [what, writers, script, said, counters] of rows) {
  test(what, () => {
    const pair = slot(writers);
    assert.equal(play(pair, script), said);
    const seen = pair.reader.counters();
    for (const [name, value] of Object.entries(counters ?? {}))
      assert.equal(seen[name as keyof SlotCounters], value, name);
  });
}

test("the frame on show is nobody else's until the next one is taken", () => {
  const { writers, reader } = slot();
  assert.equal(reader.shown(), null);
  play({ writers, reader }, "p1");
  assert.equal(reader.shown(), null, "published is not shown");
  const bytes = reader.latest() as ArrayBufferLike;
  for (let seq = 2; seq < 20; seq++) play({ writers, reader }, `p${seq}`);
  assert.equal(reader.shown(), bytes);
  assert.equal(new Float64Array(bytes, 0, 1)[0], 1);
  assert.notEqual(reader.latest(), bytes);
});

test("buffers: W + 2 of them, each owned by one side at a time", () => {
  for (const writers of [1, 2, 5]) {
    const memory = createSlotMemory(1, writers, createMemory());
    assert.equal(memory.buffers.length, writers + 2);
    const sides = Array.from({ length: writers }, (_, i) => createFrameWriter(memory, i));
    const reader = createFrameReader(memory);
    for (let seq = 1; seq < 200; seq++) {
      const writer = sides[(seq * 7) % writers];
      const before = writer.buffer(8);
      writer.publish(seq % 13 === 0 ? seq - 5 : seq);
      if (seq % 3 === 0) reader.latest();
      const owned = [...sides.map((side) => side.buffer(8)), reader.shown()].filter((bytes) => bytes !== null);
      assert.equal(new Set(owned).size, owned.length, `tick ${seq}: two sides hold one buffer`);
      assert.ok(seq % 13 === 0 || !owned.slice(0, writers).includes(before), "a published buffer is let go of");
    }
  }
});

test("a refused frame keeps its buffer", () => {
  const pair = slot();
  play(pair, "p5");
  const bytes = pair.writers[0].buffer(8);
  assert.equal(pair.writers[0].publish(4), false);
  assert.equal(pair.writers[0].buffer(8), bytes);
});

test("a buffer grows by doubling, in place, and it is counted", () => {
  const { writers, reader } = slot();
  const [writer] = writers;
  assert.equal(writer.buffer(PAGE).byteLength, PAGE);
  assert.equal(reader.counters().grown, 0);
  new Int32Array(writer.buffer(8))[0] = 42;
  assert.equal(writer.buffer(PAGE + 1).byteLength, 2 * PAGE);
  assert.equal(new Int32Array(writer.buffer(8))[0], 42);
  assert.equal(writer.buffer(7 * PAGE).byteLength, 7 * PAGE);
  assert.equal(writer.buffer(8).byteLength, 7 * PAGE, "and never shrinks");
  assert.deepEqual([reader.counters().grown, reader.counters().bytes], [2, 9 * PAGE]);
  writer.publish(1);
  assert.equal(reader.latest()?.byteLength, 7 * PAGE);
});

/** The same memory as another thread has it: `buffer` keeps its old length until this thread looks again. */
function seenFromElsewhere(memory: GrowableMemory): GrowableMemory {
  let { buffer } = memory;
  return {
    get buffer() {
      return buffer;
    },
    grow(pages) {
      const before = memory.grow(pages);
      ({ buffer } = memory);
      return before;
    },
  };
}

test("a buffer that grew on another thread arrives at its full length", () => {
  const memory = createSlotMemory(1, 2, createMemory());
  const elsewhere = () => ({ ...memory, buffers: memory.buffers.map(seenFromElsewhere) });
  const reader = createFrameReader(elsewhere());
  const [a, b] = [0, 1].map((index) => createFrameWriter(elsewhere(), index));
  a.buffer(5 * PAGE);
  a.publish(1);
  assert.equal(reader.latest()?.byteLength, 5 * PAGE);
  assert.equal(reader.shown()?.byteLength, 5 * PAGE);
  a.buffer(3 * PAGE);
  a.publish(2);
  b.publish(3);
  assert.equal(b.buffer(1).byteLength, 3 * PAGE, "b holds the buffer that a has grown");
  assert.equal(reader.counters().grown, 2);
});

test("near its maximum a buffer takes what it needs instead of twice that", () => {
  const { writers } = slot(1, 10);
  assert.equal(writers[0].buffer(6 * PAGE).byteLength, 6 * PAGE);
  assert.equal(writers[0].buffer(7 * PAGE).byteLength, 7 * PAGE);
  assert.throws(() => writers[0].buffer(11 * PAGE), RangeError);
  assert.equal(writers[0].buffer(10 * PAGE).byteLength, 10 * PAGE, "a refusal leaves the buffer usable");
});

test("as many writers as the word has room for", () => {
  assert.equal(createSlotMemory(1, 14, createMemory(1)).buffers.length, 16);
  assert.throws(() => createSlotMemory(1, 15, createMemory(1)), {
    name: "RangeError",
    message: "slot for 15 writers, the state word has room for 14",
  });
});

test("a slot that was abandoned cannot reach its successor", () => {
  const old = slot();
  const next = slot();
  play(old, "p100");
  assert.equal(play(next, "p1 l"), "ok 1", "a fresh epoch begins anywhere");
  play(old, "p101 p102");
  assert.equal(next.reader.latest(), null);
});
