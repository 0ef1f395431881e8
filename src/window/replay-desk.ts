// Does again what a tape says was done, in the window of `hairline replay`: the control table as it was at any revision,
// each job with the inputs it had, in its order. The frame loop gives no ticks meanwhile; it shows what comes.

import { CONTROL_SLOTS, type ControlWriter } from "../protocol/control-table.ts";
import { hashText } from "../protocol/frame-hash.ts";
import type { AuditionInputs } from "../protocol/link.ts";
import type { ReplayJob, ReplayResult, TapeBatch, TapedTable } from "../protocol/tape.ts";
import { CELL, FLAG, OUTCOME, STATUS, type WorkerBoard, writeMoment } from "../protocol/worker-board.ts";
import type { WorkerGroup } from "./worker-group.ts";

export interface ReplayDesk {
  /** Writes to the control table that jobs may refer to by their revision. */
  feed(writes: TapeBatch["writes"], table: TapedTable | null): void;
  /** The table is empty again, at revision 0: another window. */
  reset(): void;
  /** Inputs of an audition, for every worker of the group. */
  aim(group: WorkerGroup, inputs: AuditionInputs): void;
  /** Begins with these jobs, one after another, the first at once and each other `everyMs` after the one before. */
  run(jobs: readonly ReplayJob[], everyMs: number): void;
  /** What has been done since the last call; waits a while for the end. */
  results(): Promise<{ done: ReplayResult[]; running: boolean }>;
}

export interface ReplayDeskParts {
  controls: ControlWriter;
  group(epoch: number): WorkerGroup | null;
  now(): number;
}

/** A write and what it replaced: the way forward and back. */
interface Step {
  slot: number;
  moved: boolean;
  value: number;
  wasMoved: boolean;
  was: number;
}

/** Workers sample at different times, so a job may have seen an older table than the one before it; never a much older one. */
const KEPT_STEPS = 20_000;
/** Then it is not a job but a loop. */
const JOB_LIMIT_MS = 300_000;
const ANSWER_MS = 1000;

export function createReplayDesk({ controls, group, now }: ReplayDeskParts): ReplayDesk {
  /** Writes `first + 1` to `first + steps.length`; the table is at `at`. */
  let steps: Step[] = [];
  let first = 0;
  let at = 0;
  /** False after writes that are not on the tape, until it tells the whole table. */
  let known = true;
  let work: Promise<void> = Promise.resolve();
  let running = 0;
  let done: ReplayResult[] = [];
  const turns = new MessageChannel();

  /** False where the log does not reach. */
  function seek(revision: number): boolean {
    while (at < revision && at < first + steps.length) {
      const step = steps[at - first];
      const { moved, value } = controls.peek(step.slot);
      step.wasMoved = moved;
      step.was = value;
      controls.poke(step.slot, step.moved, Number.isNaN(step.value) ? value : step.value);
      at++;
    }
    while (at > revision && at > first) {
      at--;
      const { slot, wasMoved, was } = steps[at - first];
      controls.poke(slot, wasMoved, was);
    }
    return known && at === revision;
  }

  function empty(): void {
    for (let slot = 0; slot < CONTROL_SLOTS; slot++) {
      const { moved, value } = controls.peek(slot);
      if (moved || value !== 0) controls.poke(slot, false, 0);
    }
  }

  function setMoment(board: WorkerBoard, job: Omit<ReplayJob, "epoch" | "writer" | "hash" | "revision">): void {
    writeMoment(board, { ...job, tickMs: now() });
    // As they were told: rounding what is rounded may lose a last bit.
    board.cells[CELL.t] = job.t;
    board.cells[CELL.beat] = job.beat;
    board.cells[CELL.phase] = job.phase;
    board.cells[CELL.bpm] = job.bpm;
  }

  /** A task of its own: what else is waiting in the page goes first. */
  const turn = () =>
    new Promise<void>((resolve) => {
      turns.port1.onmessage = () => resolve();
      turns.port2.postMessage(0);
    });

  async function doJob(job: ReplayJob): Promise<ReplayResult> {
    const result = { epoch: job.epoch, seq: job.seq };
    const member = group(job.epoch)?.members[job.writer];
    if (!member) return { ...result, outcome: "no worker", hash: "" };
    if (!seek(job.revision)) return { ...result, outcome: "no table", hash: "" };
    const { flags, cells } = member.board;
    setMoment(member.board, job);
    cells[CELL.wantHash] = job.hash ? 1 : 0;
    Atomics.store(flags, FLAG.seq, job.seq);
    Atomics.store(flags, FLAG.cancel, 0);
    Atomics.store(flags, FLAG.status, STATUS.busy);
    member.busySince = now();
    member.worker.postMessage(job.seq);
    for (const started = now(); Atomics.load(flags, FLAG.status) !== STATUS.idle; await turn())
      if (now() - started > JOB_LIMIT_MS) return { ...result, outcome: "no end", hash: "" };
    const published = cells[CELL.outcome] === OUTCOME.published;
    return {
      ...result,
      outcome: published ? "drawn" : "failed",
      hash: published && job.hash ? hashText(cells[CELL.hashLow], cells[CELL.hashHigh]) : "",
    };
  }

  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  async function doAll(jobs: readonly ReplayJob[], everyMs: number): Promise<void> {
    let due = now();
    for (const job of jobs) {
      if (everyMs > 0 && due > now()) await pause(due - now());
      due += everyMs;
      done.push(await doJob(job));
    }
    running--;
  }

  return {
    feed(writes, table) {
      if (writes.slots.length > 0 && writes.after !== first + steps.length) {
        steps = [];
        first = at = writes.after;
        known = false;
      }
      writes.slots.forEach((slot, i) => {
        const value = writes.values[i];
        steps.push({ slot, moved: value !== null, value: value ?? Number.NaN, wasMoved: false, was: 0 });
      });
      if (table) {
        empty();
        steps = [];
        first = at = table.revision;
        known = true;
        table.slots.forEach((slot, i) => void controls.poke(slot, true, table.values[i]));
      }
      const old = Math.min(steps.length - KEPT_STEPS, at - first);
      if (old > 0) {
        steps = steps.slice(old);
        first += old;
      }
    },
    reset() {
      empty();
      steps = [];
      first = at = 0;
      known = true;
    },
    aim(to, { controlRevision, ...inputs }) {
      seek(controlRevision);
      for (const { board } of to.members) {
        setMoment(board, inputs);
        Atomics.store(board.flags, FLAG.seq, inputs.seq);
      }
    },
    run(jobs, everyMs) {
      running++;
      work = work.then(() => doAll(jobs, everyMs));
    },
    async results() {
      await Promise.race([work, pause(ANSWER_MS)]);
      const now = done;
      done = [];
      return { done: now, running: running > 0 };
    },
  };
}
