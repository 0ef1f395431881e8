import assert from "node:assert/strict";
import { test } from "node:test";
import { controlTableBytes } from "../../src/protocol/control-table.ts";
import { createFrameWriter, type GrowableMemory } from "../../src/protocol/frame-slot.ts";
import type { Birth, FromWorker, ToWorker } from "../../src/protocol/port.ts";
import { CELL, createMoment, createWorkerBoard, FLAG, STATUS } from "../../src/protocol/worker-board.ts";
import { type BufferPool, createBufferPool, createWorkerGroup } from "../../src/window/worker-group.ts";

const PAGE = 65_536;

class FakeWorker {
  static all: FakeWorker[] = [];
  readonly sent: ToWorker[] = [];
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message?: string; preventDefault(): void }) => void) | null = null;
  terminated = false;
  readonly url: string;
  readonly name: string;
  constructor(url: string, options: { name: string }) {
    this.url = url;
    this.name = options.name;
    FakeWorker.all.push(this);
  }
  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  get birth(): Birth {
    return this.sent[0] as Birth;
  }
  ticks(): number[] {
    return this.sent.filter((message) => typeof message === "number");
  }
  become(status: number): void {
    Atomics.store(createWorkerBoard(this.birth.board).flags, FLAG.status, status);
  }
}
(globalThis as { Worker: unknown }).Worker = FakeWorker;

function group(count: number, buffers: BufferPool = createBufferPool()) {
  const heard: unknown[] = [];
  const taped: number[][] = [];
  FakeWorker.all = [];
  const made = createWorkerGroup({
    epoch: 7,
    ids: Array.from({ length: count }, (_, i) => i + 10),
    stride: 3,
    controls: new SharedArrayBuffer(controlTableBytes()),
    canvas: [148, 210],
    background: "white",
    lineColor: null,
    lineWidth: 0.3,
    limits: { points: 1000, lines: 100, bytes: 1 << 20, cacheEntries: 10, cacheBytes: 1000 },
    buffers,
    own: (_owner, make) => make(),
    tape: {
      hashDue: (nowMs) => nowMs >= 1000,
      job: (epoch, writer, seq, { cells }) => taped.push([epoch, writer, seq, cells[CELL.t]]),
    },
    tracing: false,
    onMessage: (id, message) => heard.push([id, message.kind]),
    onError: (id, text) => heard.push([id, text]),
  });
  const workers = FakeWorker.all;
  return { group: made, workers, heard, buffers, taped };
}

test("every worker is born with its own place in one slot", () => {
  const { group: made, workers } = group(3);
  assert.deepEqual(
    workers.map(({ url, name }) => [url, name]),
    [10, 11, 12].map((id) => [`/worker.js?id=${id}`, `geom-${id}`]),
  );
  assert.deepEqual(
    workers.map(({ birth }) => [birth.kind, birth.id, birth.writer]),
    [
      ["birth", 10, 0],
      ["birth", 11, 1],
      ["birth", 12, 2],
    ],
  );
  assert.equal(made.slot.buffers.length, 5);
  assert.deepEqual([made.epoch, made.slot.epoch, made.reader.epoch], [7, 7, 7]);
  assert.equal(new Set(workers.map(({ birth }) => birth.slot)).size, 1);
  assert.equal(new Set(workers.map(({ birth }) => birth.board)).size, 3);
});

test("a tick goes to one idle worker; when all are busy, to nobody, and nothing is kept for later", () => {
  const { group: made, workers } = group(2);
  const ticks = () => workers.map((worker) => worker.ticks());
  assert.equal(made.tick(1, 100), false, "starting is not idle");
  workers[1].become(STATUS.idle);
  assert.equal(made.tick(2, 110), true);
  assert.equal(made.tick(3, 120), false, "it is busy from then on, before it has heard of it");
  assert.deepEqual(ticks(), [[], [2]]);
  assert.deepEqual([made.members[1].busySince, made.members[1].reportedStuck], [110, false]);
  for (const worker of workers) worker.become(STATUS.idle);
  made.members[0].reportedStuck = true;
  assert.deepEqual([made.tick(4, 130), made.tick(5, 130), made.tick(6, 130)], [true, true, false]);
  assert.deepEqual([ticks(), made.members[0].reportedStuck], [[[4], [2, 5]], false]);
});

test("a halted worker is not ticked, idle as it may be", () => {
  const { group: made, workers } = group(1);
  workers[0].become(STATUS.idle);
  Atomics.store(made.members[0].board.flags, FLAG.halt, 1);
  assert.equal(made.tick(1, 0), false);
  assert.deepEqual(workers[0].ticks(), []);
});

test("the clock reaches everybody but those in the middle of a job", () => {
  const { group: made, workers } = group(2);
  const moment = { t: 1, beat: 2, bar: 6, phase: 0.5, bpm: 90, beatsPerBar: 3, seed: 3, tickMs: 4 };
  made.clock(moment, 5);
  workers[0].become(STATUS.busy);
  made.clock({ ...moment, t: 10, beat: 20, bar: 60, bpm: 900, seed: 30, tickMs: 40 }, 50);
  const seen = workers.map(({ birth }) => {
    const { cells, flags } = createWorkerBoard(birth.board);
    const told = [cells[CELL.t], cells[CELL.beat], cells[CELL.bar], cells[CELL.phase], cells[CELL.bpm]];
    return [...told, cells[CELL.seed], cells[CELL.tickMs], Atomics.load(flags, FLAG.seq)];
  });
  assert.deepEqual(seen, [
    [1, 2, 6, 0.5, 90, 3, 4, 5],
    [10, 20, 60, 0.5, 900, 30, 40, 50],
  ]);
});

test("messages and errors carry the worker's number, until the end", () => {
  const { group: made, workers, heard } = group(2);
  let prevented = 0;
  const preventDefault = () => prevented++;
  workers[1].onmessage?.({ data: { kind: "ready" } });
  workers[0].onerror?.({ message: "SyntaxError", preventDefault });
  workers[0].onerror?.({ preventDefault });
  assert.deepEqual(
    [heard, prevented],
    [
      [
        [11, "ready"],
        [10, "SyntaxError"],
        [10, "the worker failed to start"],
      ],
      2,
    ],
  );
  made.send({ kind: "give-state" });
  assert.ok(workers.every(({ sent }) => (sent[1] as { kind: string }).kind === "give-state"));
  made.end();
  assert.ok(workers.every((worker) => worker.terminated && worker.onmessage === null && worker.onerror === null));
  assert.ok(made.members.every(({ board }) => Atomics.load(board.flags, FLAG.halt) === 1));
});

test("buffers of a group that ended quietly are used again; those of a busy one never", () => {
  const rows: [what: string, statuses: number[], pooled: number][] = [
    ["all idle", [STATUS.idle, STATUS.idle], 4],
    ["one busy", [STATUS.idle, STATUS.busy], 0],
    ["the first busy", [STATUS.busy, STATUS.idle], 0],
    ["one still starting", [STATUS.idle, STATUS.starting], 0],
  ];
  for (const [what, statuses, pooled] of rows) {
    const { group: made, workers, buffers } = group(2);
    for (const [index, status] of statuses.entries()) workers[index].become(status);
    made.end();
    assert.equal(buffers.entries(), pooled, what);
    const next = group(2, buffers);
    const again = next.group.slot.buffers.filter((buffer) => made.slot.buffers.includes(buffer));
    assert.deepEqual([again.length, buffers.entries()], [pooled, 0], what);
    assert.equal(next.group.reader.latest(), null, "an old frame is not taken for a new one");
  }
});

test("the picture on the screen is not given away with its group", () => {
  const { group: made, workers, buffers } = group(1);
  const writer = createFrameWriter(made.slot, 0);
  writer.publish(1);
  const onShow = made.reader.latest() as ArrayBufferLike;
  workers[0].become(STATUS.idle);
  made.end(onShow);
  assert.equal(buffers.entries(), 2);
  const next = group(3, buffers).group.slot.buffers;
  assert.ok(next.every(({ buffer }) => buffer !== onShow));
});

test("the pool is bounded in entries and bytes, and says both", () => {
  const pool = createBufferPool();
  const memory = (pages: number): GrowableMemory =>
    new WebAssembly.Memory({ initial: pages, maximum: 1024, shared: true });
  assert.deepEqual([pool.entries(), pool.bytes()], [0, 0]);
  const fresh = pool.take(4);
  assert.equal(fresh.buffer.byteLength, PAGE);
  fresh.grow(3);
  assert.throws(() => fresh.grow(1), RangeError, "as large as was allowed, no larger");
  pool.give([memory(257), memory(256), memory(1)]);
  assert.deepEqual([pool.entries(), pool.bytes()], [2, 257 * PAGE], "a buffer of more than 16 MiB is let go");
  pool.give(Array.from({ length: 20 }, () => memory(1)));
  assert.equal(pool.entries(), 8);
  const taken = Array.from({ length: 9 }, () => pool.take(4));
  assert.deepEqual([new Set(taken).size, pool.entries(), pool.bytes()], [9, 0, 0]);
});

test("each job is taped once, with what it was given, before the board is written again", () => {
  const { group: made, workers, taped } = group(2);
  const moment = createMoment();
  for (const worker of workers) worker.become(STATUS.idle);
  made.clock({ ...moment, t: 1 }, 5);
  assert.deepEqual(taped, [], "nothing was ticked");
  made.tick(6, 900);
  made.clock({ ...moment, t: 1.5 }, 6);
  made.tick(7, 1000);
  const wanted = () => made.members.map(({ board }) => board.cells[CELL.wantHash]);
  assert.deepEqual(wanted(), [0, 1]);
  assert.deepEqual(taped, [], "both are still at it");
  workers[1].become(STATUS.idle);
  made.clock({ ...moment, t: 2 }, 7);
  made.clock({ ...moment, t: 2.5 }, 7);
  assert.deepEqual(taped, [[7, 1, 7, 1.5]]);
  workers[0].become(STATUS.idle);
  made.end();
  assert.deepEqual(taped[1], [7, 0, 6, 1]);
  assert.equal(taped.length, 2);
});
