// Jobs are taped when they end, and batches are cut anywhere; the order of ticks comes out all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Act, createSetOrder } from "../../../src/host/replay/set-order.ts";
import type { TapeBatch, TapedEvent } from "../../../src/protocol/tape.ts";

function batch(seq: number, jobs: number[], events: TapedEvent[] = []): TapeBatch {
  const zeros = jobs.map(() => 0);
  return {
    seq,
    t: seq,
    jobs: [
      {
        epoch: 1,
        writer: 0,
        seed: 1,
        bar: 0,
        bpm: 120,
        beatsPerBar: 4,
        seqs: jobs,
        ts: jobs,
        beats: zeros,
        phases: zeros,
        revisions: zeros,
        hashes: [],
        ended: [],
      },
    ],
    events,
    shown: [],
    writes: { after: 0, slots: [], values: [] },
    lost: { jobs: 0, writes: 0 },
  };
}
const nameOf = (act: Act) => (act.kind === "job" ? `${act.job.seq}` : `${act.event.kind}@${act.event.seq}`);

test("an event stands behind the tick it names, also when that job came a batch later", () => {
  const order = createSetOrder();
  const acts = [
    ...order.push(batch(12, [10, 11], [{ kind: "quality", seq: 12, final: true }]), 250),
    ...order.push(batch(14, [12, 13]), 500),
    ...order.push(batch(16, [14, 15]), 750),
    ...order.end(),
  ];
  assert.deepEqual(acts.map(nameOf), ["10", "11", "12", "quality@12", "13", "14", "15"]);
});

test("hashes and endings stay with their jobs", () => {
  const order = createSetOrder();
  const taped = batch(9, [7, 8, 9]);
  taped.jobs[0].hashes = [[1, "0123456789abcdef"]];
  taped.jobs[0].ended = [[2, 0]];
  order.push(taped, 100);
  const jobs = order.end().flatMap((act) => (act.kind === "job" ? [act.job] : []));
  assert.deepEqual(
    jobs.map(({ hash, expected, outcome }) => [hash, expected, outcome]),
    [
      [false, "", 1],
      [true, "0123456789abcdef", 1],
      [false, "", 0],
    ],
  );
});

test("whatever the batches, every act comes once, and in the order of ticks", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ size: fc.nat(8), late: fc.nat(3) }), { maxLength: 30 }), (cuts) => {
      const order = createSetOrder();
      const out: Act[] = [];
      let tick = 0;
      let waiting: number[] = [];
      cuts.forEach(({ size, late }, i) => {
        const fresh = Array.from({ length: size }, () => ++tick);
        // The newest jobs are still running when the batch is cut.
        const done = [...waiting, ...fresh.slice(0, Math.max(0, size - late))];
        waiting = fresh.slice(Math.max(0, size - late));
        out.push(...order.push(batch(tick, done, [{ kind: "air", seq: tick, epoch: 1 }]), i * 250));
      });
      out.push(...order.push(batch(tick, waiting), cuts.length * 250), ...order.end());
      const ticks = out.map((act) => (act.kind === "job" ? act.job.seq : act.event.seq + 0.5));
      assert.deepEqual(
        ticks,
        ticks.toSorted((a, b) => a - b),
      );
      assert.equal(out.filter(({ kind }) => kind === "job").length, tick);
      assert.equal(out.filter(({ kind }) => kind === "event").length, cuts.length);
    }),
    { seed: 1, numRuns: 500 },
  );
});
