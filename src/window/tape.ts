// The tape of a set, in the window: what each job was drawn with, which frames were shown, every write to the control
// table. Numbers in rings of fixed size, so that taping makes no garbage; the host empties them four times a second. When
// it is late and a ring is full, new records are counted and dropped: the picture does not wait for its log.

import { type FrameView, HEAD } from "../protocol/frame.ts";
import { hashText } from "../protocol/frame-hash.ts";
import type { TapeBatch, TapedEvent, TapedJobs, TapedShown, TapedTable } from "../protocol/tape.ts";
import { CELL, OUTCOME, type WorkerBoard } from "../protocol/worker-board.ts";

export interface Tape {
  /** Whether the next job is to hash its frame. At most four a second; of large frames fewer, see `HASH_SHARE`. */
  hashDue(nowMs: number): boolean;
  /** A job has ended; `board` still holds what it was given and how it ended. */
  job(epoch: number, writer: number, seq: number, board: WorkerBoard): void;
  shown(view: FrameView): void;
  event(event: TapedEvent): void;
  /** Write number `revision` to the control table. */
  write(revision: number, slot: number, moved: boolean, value: number): void;
  setOn(on: boolean): void;
  /** Hands over what came since the last call. */
  drain(seq: number, t: number): TapeBatch;
  bytes(): number;
}

/** Words of a record. The first six make a run, as long as they stay the same. */
const JOB = {
  epoch: 0,
  writer: 1,
  seed: 2,
  bar: 3,
  bpm: 4,
  beatsPerBar: 5,
  seq: 6,
  t: 7,
  beat: 8,
  phase: 9,
  revision: 10,
  outcome: 11,
  hashLow: 12,
  hashHigh: 13,
} as const;
const JOB_WORDS = 14;
const RUN_WORDS = 6;
const JOBS = 2048;
/** Epoch, generation, seq. */
const SHOWN_WORDS = 3;
const SHOWN = 1024;
/** Slot, value; NaN: let go. */
const WRITE_WORDS = 2;
const WRITES = 8192;
const EVENTS = 256;

const HASH_EVERY_MS = 250;
/** Hashing may take this share of a worker, at `HASH_NS` a point. */
const HASH_SHARE = 0.005;
const HASH_NS = 10;

/** `wholeTable`: every control that is moved now, for a reader who has missed writes. */
export function createTape(wholeTable: () => TapedTable): Tape {
  const jobs = new Float64Array(JOBS * JOB_WORDS);
  const frames = new Float64Array(SHOWN * SHOWN_WORDS);
  const writes = new Float64Array(WRITES * WRITE_WORDS);
  let events: TapedEvent[] = [];
  let jobCount = 0;
  let frameCount = 0;
  let writeCount = 0;
  /** Revision before the first write in the ring. */
  let after = 0;
  let lostJobs = 0;
  let lostWrites = 0;
  let on = true;
  let missed = false;
  let nextHashMs = 0;
  let points = 0;

  /** Whether two records belong to one run. */
  function isSameRun(one: number, other: number): boolean {
    for (let word = 0; word < RUN_WORDS; word++) if (jobs[one + word] !== jobs[other + word]) return false;
    return true;
  }

  function beginRun(at: number): TapedJobs {
    return {
      epoch: jobs[at + JOB.epoch],
      writer: jobs[at + JOB.writer],
      seed: jobs[at + JOB.seed],
      bar: jobs[at + JOB.bar],
      bpm: jobs[at + JOB.bpm],
      beatsPerBar: jobs[at + JOB.beatsPerBar],
      seqs: [],
      ts: [],
      beats: [],
      phases: [],
      revisions: [],
      hashes: [],
      ended: [],
    };
  }

  function jobRuns(): TapedJobs[] {
    const runs: TapedJobs[] = [];
    for (let i = 0, at = 0; i < jobCount; i++, at += JOB_WORDS) {
      if (i === 0 || !isSameRun(at, at - JOB_WORDS)) runs.push(beginRun(at));
      const run = runs[runs.length - 1];
      const place = run.seqs.length;
      const low = jobs[at + JOB.hashLow];
      const high = jobs[at + JOB.hashHigh];
      if (low !== 0 || high !== 0) run.hashes.push([place, hashText(low, high)]);
      if (jobs[at + JOB.outcome] !== OUTCOME.published) run.ended.push([place, jobs[at + JOB.outcome]]);
      run.seqs.push(jobs[at + JOB.seq]);
      run.ts.push(jobs[at + JOB.t]);
      run.beats.push(jobs[at + JOB.beat]);
      run.phases.push(jobs[at + JOB.phase]);
      run.revisions.push(jobs[at + JOB.revision]);
    }
    return runs;
  }

  function shownRuns(): TapedShown[] {
    const runs: TapedShown[] = [];
    for (let i = 0, at = 0; i < frameCount; i++, at += SHOWN_WORDS) {
      const last = runs[runs.length - 1];
      if (last?.epoch === frames[at] && last.generation === frames[at + 1]) last.seqs.push(frames[at + 2]);
      else runs.push({ epoch: frames[at], generation: frames[at + 1], seqs: [frames[at + 2]] });
    }
    return runs;
  }

  return {
    hashDue(nowMs) {
      if (!on || nowMs < nextHashMs) return false;
      nextHashMs = nowMs + Math.max(HASH_EVERY_MS, (points * HASH_NS) / 1e6 / HASH_SHARE);
      return true;
    },
    job(epoch, writer, seq, { cells }) {
      if (!on) return;
      if (jobCount === JOBS) {
        lostJobs++;
        return;
      }
      const at = jobCount++ * JOB_WORDS;
      jobs[at + JOB.epoch] = epoch;
      jobs[at + JOB.writer] = writer;
      jobs[at + JOB.seed] = cells[CELL.seed];
      jobs[at + JOB.bar] = cells[CELL.bar];
      jobs[at + JOB.bpm] = cells[CELL.bpm];
      jobs[at + JOB.beatsPerBar] = cells[CELL.beatsPerBar];
      jobs[at + JOB.seq] = seq;
      jobs[at + JOB.t] = cells[CELL.t];
      jobs[at + JOB.beat] = cells[CELL.beat];
      jobs[at + JOB.phase] = cells[CELL.phase];
      jobs[at + JOB.revision] = cells[CELL.controlRevision];
      jobs[at + JOB.outcome] = cells[CELL.outcome];
      jobs[at + JOB.hashLow] = cells[CELL.hashLow];
      jobs[at + JOB.hashHigh] = cells[CELL.hashHigh];
    },
    shown({ head, points: seen }) {
      points = seen;
      if (!on || frameCount === SHOWN) return;
      const at = frameCount++ * SHOWN_WORDS;
      frames[at] = head[HEAD.epoch];
      frames[at + 1] = head[HEAD.generation];
      frames[at + 2] = head[HEAD.seq];
    },
    event(event) {
      if (!on) return;
      if (events.length < EVENTS) events.push(event);
      else lostJobs++;
    },
    write(revision, slot, moved, value) {
      if (!on) return;
      // A gap in the numbers tells the reader from where on the table is not known.
      if (writeCount === WRITES) {
        lostWrites++;
        missed = true;
        return;
      }
      if (writeCount === 0) after = revision - 1;
      writes[writeCount * WRITE_WORDS] = slot;
      writes[writeCount++ * WRITE_WORDS + 1] = moved ? value : Number.NaN;
    },
    setOn(wanted) {
      if (wanted && !on) missed = true;
      on = wanted;
      if (!on) jobCount = frameCount = writeCount = events.length = 0;
    },
    drain(seq, t) {
      const slots: number[] = [];
      const values: (number | null)[] = [];
      for (let i = 0; i < writeCount; i++) {
        const value = writes[i * WRITE_WORDS + 1];
        slots.push(writes[i * WRITE_WORDS]);
        values.push(Number.isNaN(value) ? null : value);
      }
      const batch: TapeBatch = {
        seq,
        t,
        jobs: jobRuns(),
        events,
        shown: shownRuns(),
        writes: { after, slots, values },
        lost: { jobs: lostJobs, writes: lostWrites },
      };
      if (missed) batch.table = wholeTable();
      missed = false;
      events = [];
      after += writeCount;
      jobCount = frameCount = writeCount = lostJobs = lostWrites = 0;
      return batch;
    },
    bytes: () => jobs.byteLength + frames.byteLength + writes.byteLength,
  };
}
