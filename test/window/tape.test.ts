// The tape of a set: what goes in comes out, once, and in a form that the host's check takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createFrameView, HEAD, HEADER_BYTES } from "../../src/protocol/frame.ts";
import { checkTape, parseTape, type TapedEvent } from "../../src/protocol/tape.ts";
import { BOARD_BYTES, CELL, createWorkerBoard, OUTCOME } from "../../src/protocol/worker-board.ts";
import { createTape } from "../../src/window/tape.ts";

const TABLE = { revision: 9, slots: [1], values: [0.5] };
const board = createWorkerBoard(new SharedArrayBuffer(BOARD_BYTES));
const job = (
  tape: ReturnType<typeof createTape>,
  seq: number,
  values: Partial<Record<keyof typeof CELL, number>> = {},
) => {
  board.cells.fill(0);
  board.cells[CELL.outcome] = OUTCOME.published;
  for (const [name, value] of Object.entries(values)) board.cells[CELL[name as keyof typeof CELL]] = value as number;
  tape.job(3, 0, seq, board);
};
const frame = (epoch: number, generation: number, seq: number) => {
  const view = createFrameView(new ArrayBuffer(HEADER_BYTES));
  Object.assign(view.head, { [HEAD.epoch]: epoch, [HEAD.generation]: generation, [HEAD.seq]: seq });
  return view;
};

test("jobs, shown frames, events and writes are handed over once", () => {
  const tape = createTape(() => TABLE);
  job(tape, 5, { t: 1.5, beat: 3, seed: 4_000_000_000, controlRevision: 2 });
  job(tape, 6, {
    t: 1.516667,
    beat: 3.033334,
    seed: 4_000_000_000,
    controlRevision: 2,
    hashLow: 1,
    hashHigh: 0xffffffff,
  });
  job(tape, 7, { t: 1.533333, seed: 1, outcome: OUTCOME.cancelled });
  tape.shown(frame(3, 1, 5));
  tape.shown(frame(3, 1, 6));
  tape.shown(frame(4, 2, 6));
  tape.event({ kind: "air", seq: 6, epoch: 4 });
  tape.write(1, 7, true, 0.25);
  tape.write(2, 7, false, 0.25);
  const batch = tape.drain(7, 1.55);
  assert.deepEqual(batch, {
    seq: 7,
    t: 1.55,
    jobs: [
      {
        epoch: 3,
        writer: 0,
        seed: 4_000_000_000,
        bar: 0,
        bpm: 0,
        beatsPerBar: 0,
        seqs: [5, 6],
        ts: [1.5, 1.516667],
        beats: [3, 3.033334],
        phases: [0, 0],
        revisions: [2, 2],
        hashes: [[1, "ffffffff00000001"]],
        ended: [],
      },
      {
        epoch: 3,
        writer: 0,
        seed: 1,
        bar: 0,
        bpm: 0,
        beatsPerBar: 0,
        seqs: [7],
        ts: [1.533333],
        beats: [0],
        phases: [0],
        revisions: [0],
        hashes: [],
        ended: [[0, 2]],
      },
    ],
    events: [{ kind: "air", seq: 6, epoch: 4 }],
    shown: [
      { epoch: 3, generation: 1, seqs: [5, 6] },
      { epoch: 4, generation: 2, seqs: [6] },
    ],
    writes: { after: 0, slots: [7, 7], values: [0.25, null] },
    lost: { jobs: 0, writes: 0 },
  });
  assert.deepEqual(parseTape(JSON.stringify(batch)), batch);
  const next = tape.drain(7, 1.6);
  assert.deepEqual(
    [next.jobs, next.shown, next.events, next.writes],
    [[], [], [], { after: 2, slots: [], values: [] }],
  );
});

test("a host that does not come for a long time costs records, not memory; it is told how many, and gets the table", () => {
  const tape = createTape(() => TABLE);
  const bytes = tape.bytes();
  for (let i = 1; i <= 20_000; i++) {
    job(tape, i);
    tape.shown(frame(3, 1, i));
    tape.write(i, 1, true, i);
    tape.event({ kind: "quality", seq: i, final: false });
  }
  assert.equal(tape.bytes(), bytes);
  const batch = tape.drain(20_000, 1);
  const taped = batch.jobs.reduce((sum, run) => sum + run.seqs.length, 0);
  assert.equal(taped + batch.events.length + batch.lost.jobs, 40_000);
  assert.equal(batch.writes.slots.length + batch.lost.writes, 20_000);
  assert.ok(batch.lost.writes > 0 && batch.lost.jobs > 0);
  assert.deepEqual(batch.table, TABLE);
  assert.equal(checkTape(batch), batch);
  assert.equal(tape.drain(20_000, 1).table, undefined);
});

test("off, nothing is taped; on again, the table comes first", () => {
  const tape = createTape(() => TABLE);
  tape.setOn(false);
  job(tape, 1);
  tape.write(1, 1, true, 1);
  assert.equal(tape.hashDue(1e9), false);
  tape.setOn(true);
  assert.deepEqual(tape.drain(1, 1).table, TABLE);
});

test("a few frames a second are hashed; of a frame of two million points, fewer", () => {
  const tape = createTape(() => TABLE);
  const hashes = (points: number) => {
    tape.shown({ ...frame(1, 1, 1), points });
    let count = 0;
    for (let ms = 1e6; ms < 1e6 + 20_000; ms += 16) if (tape.hashDue(ms + points * 1000)) count++;
    return count;
  };
  assert.ok(hashes(1000) > 70);
  const large = hashes(2_000_000);
  assert.ok(large >= 5 && large < 20, `${large} in 20 s`);
});

test("what is no tape is refused with a reason, whatever it is", () => {
  const good = createTape(() => TABLE).drain(1, 1);
  assert.equal(typeof checkTape({ ...good, seq: -1 }), "string");
  assert.equal(typeof parseTape("x".repeat(5_000_000)), "string");
  const events: TapedEvent[] = [{ kind: "carry", seq: 1, epoch: 2, to: 3 }];
  assert.equal(typeof checkTape({ ...good, events }), "object");
  const pieces = {
    jobs: good.jobs,
    events,
    writes: { after: 0, slots: [1], values: [null] },
    table: TABLE,
    lost: good.lost,
  };
  const any = fc.anything({ withNullPrototype: true, maxDepth: 4 });
  fc.assert(
    fc.property(
      fc.constantFrom("seq", "t", "jobs", "events", "shown", "writes", "lost", "table", "__proto__"),
      fc.oneof(
        any,
        fc.constantFrom<unknown>(...Object.values(pieces), [{}], [[]], [null], { after: 1, slots: [1], values: [] }),
      ),
      (field, value) => {
        const checked = checkTape({ ...good, [field]: value });
        if (typeof checked === "string") return;
        for (const run of checked.jobs) assert.equal(run.seqs.length, run.ts.length);
        assert.equal(checked.writes.slots.length, checked.writes.values.length);
      },
    ),
    { seed: 1, numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseTape(text)),
    { seed: 1, numRuns: 500 },
  );
});
