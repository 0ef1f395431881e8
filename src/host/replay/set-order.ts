// The order in which a tape's jobs and events happened. The window tapes a job when it has ended, and hands over four
// times a second, so the job of an earlier tick may come behind an event, or in the next batch. Everything is held for
// two batches and then let go in the order of ticks: an event belongs behind the tick it names.

import type { ReplayJob, TapeBatch, TapedEvent } from "../../protocol/tape.ts";

export interface OrderedJob extends ReplayJob {
  /** "" where there is none. */
  expected: string;
  /** `OUTCOME` of the log. */
  outcome: number;
}

export type Act = { ms: number } & ({ kind: "job"; job: OrderedJob } | { kind: "event"; event: TapedEvent });

export interface SetOrder {
  /** Takes a batch that was handed over at `ms`; answers what is due, in order. */
  push(batch: TapeBatch, ms: number): Act[];
  /** All that is left: the window is gone, or the log at its end. */
  end(): Act[];
}

const HELD_BATCHES = 2;
const PUBLISHED = 1;

export function createSetOrder(): SetOrder {
  let held: Act[] = [];
  /** Newest tick of the batches that were held last. */
  let horizons: number[] = [];
  let lastMs = 0;

  const tickOf = (act: Act) => (act.kind === "job" ? act.job.seq : act.event.seq + 0.5);

  function due(until: number): Act[] {
    held.sort((a, b) => tickOf(a) - tickOf(b));
    const end = held.findIndex((act) => tickOf(act) > until);
    const acts = end === -1 ? held : held.slice(0, end);
    held = end === -1 ? [] : held.slice(end);
    return acts;
  }

  return {
    push(batch, ms) {
      const acts: Act[] = [
        ...batch.jobs.flatMap(jobsOf).map((job) => ({ kind: "job" as const, job, ms })),
        ...batch.events.map((event) => ({ kind: "event" as const, event, ms })),
      ].sort((a, b) => tickOf(a) - tickOf(b));
      // When each job was done within the quarter second is not on the tape: evenly.
      acts.forEach((act, i) => {
        act.ms = lastMs + ((ms - lastMs) * (i + 1)) / acts.length;
      });
      lastMs = ms;
      held.push(...acts);
      horizons.push(batch.seq);
      if (horizons.length <= HELD_BATCHES) return [];
      return due(horizons.shift() as number);
    },
    end() {
      horizons = [];
      return due(Infinity);
    },
  };
}

function jobsOf(run: TapeBatch["jobs"][number]): OrderedJob[] {
  const { epoch, writer, seed, bar, bpm, beatsPerBar } = run;
  const hashes = new Map(run.hashes);
  const ended = new Map(run.ended);
  return run.seqs.map((seq, i) => {
    const expected = hashes.get(i) ?? "";
    return {
      epoch,
      writer,
      seq,
      t: run.ts[i],
      beat: run.beats[i],
      bar,
      phase: run.phases[i],
      bpm,
      beatsPerBar,
      seed,
      revision: run.revisions[i],
      hash: expected !== "",
      expected,
      outcome: ended.get(i) ?? PUBLISHED,
    };
  });
}
