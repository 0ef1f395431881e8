// Performs a log again: versions are loaded into groups of workers as they were, and go on air, carry their state, get
// their knobs and their quality in the order of ticks; every job is done with the inputs it had. What was hashed then is
// hashed now, and compared.

import type { ReplayResult } from "../../protocol/tape.ts";
import type { Link } from "../link.ts";
import type { EntryOf, SetEntry } from "../set-log/entries.ts";
import { createVersion } from "../show/create-version.ts";
import type { Group, Groups } from "../show/groups.ts";
import { CommandProblem } from "../show-api.ts";
import type { LogLibrary } from "./log-library.ts";
import type { ReplayReport } from "./report.ts";
import { type Act, createSetOrder, type OrderedJob } from "./set-order.ts";

export interface Performance {
  take(entry: SetEntry): Promise<void>;
  /** The log is at its end. */
  end(): Promise<void>;
  /** Knob slots of the epoch that is being loaded: the groups ask for them. */
  slotsOf(): Record<string, number>;
}

export interface PerformanceParts {
  link(): Link;
  groups: Groups;
  library: LogLibrary;
  report: ReplayReport;
  project: string;
  /** Jobs before this time of the set are only done where later ones hang on them; milliseconds. */
  fromMs: number;
  /** Resolves when it is time for what happened at `ms`. */
  until(ms: number): Promise<void>;
  /** Milliseconds between two jobs that were `ms` apart. */
  pace(ms: number): number;
  /** These jobs are done, the last one is on screen. */
  onDrawn(ms: number, last: OrderedJob): Promise<void>;
}

/** What plays for an epoch of the log. */
interface Part {
  group: Group;
  loaded: EntryOf<"load"> | null;
  /** Why its frames cannot be compared, or "". */
  reason: string;
  slots: Record<string, number>;
}

/** An audition takes as long as it takes: whether it was in time was decided then. */
const LIMITS = { enoughMs: 1e9, frameLimitMs: 1e9, timeLimitMs: 120_000 };
const CARRY_MS = 10_000;
const LATE = "its state is older than the log";
/** Live there are three or four; a log that never ends one is no log of ours. */
const MAX_PARTS = 24;
/** Jobs told to the window at a time. */
const RUN = 60;
/** Lines that were typed are known to this. */
const TOUCH_MS = 600;
const CANCELLED = 2;

export function createPerformance(parts: PerformanceParts): Performance {
  const { groups, library, report } = parts;
  const order = createSetOrder();
  let playing = new Map<number, Part>();
  let loads = new Map<number, EntryOf<"load">[]>();
  let slots = new Map<number, Record<string, number>>();
  let touched = new Map<number, EntryOf<"touched">>();
  let session = 0;
  /** The number of the last write to the control table that was read. */
  let writes = 0;
  let altered = false;
  let loadingSlots: Record<string, number> = {};

  const page = <T = unknown>(name: string, ...args: unknown[]) => parts.link().page<T>(name, ...args);

  async function partFor(epoch: number, workers: number): Promise<Part> {
    const found = playing.get(epoch);
    if (found && found.group.ids.length === workers) return found;
    if (found) await groups.end(found.group);
    if (playing.size >= MAX_PARTS) throw broken(`more than ${MAX_PARTS} groups of workers at a time`);
    const group = groups.spawn(workers);
    const part = { group, loaded: null, reason: "", slots: slots.get(epoch) ?? {} };
    playing.set(epoch, part);
    await group.ready;
    return part;
  }

  /** A group for the epoch with nothing in it, as it was when it was about to be loaded. */
  async function emptied(epoch: number, workers: number): Promise<Part> {
    const part = await partFor(epoch, workers);
    if (part.loaded === null) return part;
    const clean = await groups.retire(part.group);
    if (clean) {
      part.loaded = null;
      part.reason = "";
      return part;
    }
    await groups.end(part.group);
    playing.delete(epoch);
    return partFor(epoch, workers);
  }

  /** The load that was the newest one at this tick; older ones never went on air. */
  function loadAt(epoch: number, seq: number): EntryOf<"load"> | null {
    const queue = loads.get(epoch) ?? [];
    const next = queue.findIndex(({ inputs }) => inputs.seq > seq);
    const due = next === -1 ? queue : queue.slice(0, next);
    loads.set(epoch, next === -1 ? [] : queue.slice(next));
    return due.at(-1) ?? null;
  }

  async function loadFor(epoch: number, seq: number, ms: number): Promise<void> {
    const load = loadAt(epoch, seq);
    if (load === null) return;
    const there = playing.get(epoch);
    if (load.late && there?.loaded?.generation === load.generation) {
      // The log paused; jobs that were done meanwhile are not in it.
      if (load.stateful) there.reason = LATE;
      return;
    }
    const part = await (emptiedFor.delete(epoch) ? partFor(epoch, load.workers) : emptied(epoch, load.workers));
    part.loaded = load;
    const code = library.code(load.hash);
    const assets = library.assets(load.assets);
    part.reason = load.visitor
      ? "a version on air for a look"
      : code === null || assets === null
        ? "its code is not in the log"
        : load.late && load.stateful
          ? LATE
          : "";
    if (code === null || assets === null) return;
    const version = createVersion(parts.project, {
      generation: load.generation,
      sketch: load.sketch,
      hash: load.hash,
      code,
      map: NO_MAP,
      assets,
    });
    loadingSlots = part.slots;
    await page("replayAim", part.group.epoch, load.inputs);
    const result = await groups.load(part.group, version, { ...LIMITS, auditionFrames: load.frames });
    report.loads++;
    if (!result.ok) {
      part.reason = `its version is refused now: ${result.what}`;
      report.problems.push(`${load.sketch} version ${load.generation}: ${result.what}`.slice(0, 300));
      return;
    }
    // Of a late one, neither the table nor what was there before is in the log.
    if (ms >= parts.fromMs && !load.late) compare(part, load.inputs.hash, result.inputs.hash, ms, load.inputs.t);
  }
  /** Epochs that were emptied for a state that is to be carried there. */
  const emptiedFor = new Set<number>();

  function compare(part: Part, expected: string, got: string, ms: number, t: number): void {
    const reason = altered ? "an experiment changed what was shown" : part.reason;
    if (reason !== "") {
      report.notCompared[reason] = (report.notCompared[reason] ?? 0) + 1;
      return;
    }
    report.compared++;
    if (expected === got) {
      report.equal++;
      return;
    }
    report.firstDifference ??= {
      seconds: ms / 1000,
      t,
      sketch: part.loaded?.sketch ?? "",
      generation: part.loaded?.generation ?? 0,
      expected,
      got,
    };
  }

  // ---- acts ----------------------------------------------------------------------------------------------------------

  async function perform(acts: readonly Act[]): Promise<void> {
    let run: (Act & { kind: "job" })[] = [];
    const flush = async () => {
      const jobs = run;
      run = [];
      if (jobs.length > 0) await performJobs(jobs);
    };
    for (const act of acts) {
      if (act.kind === "job") {
        run.push(act);
        if (run.length === RUN) await flush();
      } else {
        await flush();
        await performEvent(act);
      }
    }
    await flush();
  }

  async function performEvent({ event, ms }: Act & { kind: "event" }): Promise<void> {
    switch (event.kind) {
      case "air": {
        await loadFor(event.epoch, event.seq, ms);
        const part = playing.get(event.epoch);
        if (part) await page("air", part.group.epoch);
        return;
      }
      case "end": {
        const part = playing.get(event.epoch);
        playing.delete(event.epoch);
        loads.delete(event.epoch);
        if (part) await groups.end(part.group);
        return;
      }
      case "carry":
        return carry(event.epoch, event.to, event.seq);
      case "quality":
        return void (await page("setQuality", event.final ? "final" : "draft"));
      case "slots": {
        slots.set(event.epoch, event.slots);
        const part = playing.get(event.epoch);
        if (!part) return;
        part.slots = event.slots;
        return void (await page("knobSlots", [part.group.epoch], event.slots));
      }
      case "altered":
        altered = event.on;
        return;
      default:
        return event satisfies never;
    }
  }

  /** Only where it arrived then: a worker that was late with its state kept it. */
  async function carry(from: number, to: number, seq: number): Promise<void> {
    const giver = playing.get(from);
    // A worker is told the newest tick just before there is a newer one.
    const next = (loads.get(to) ?? []).find(({ inputs }) => inputs.seq >= seq - 1);
    if (!giver || !next?.carried) return;
    const taker = await emptied(to, next.workers);
    emptiedFor.add(to);
    const refused = await page<string>("carryState", giver.group.epoch, taker.group.epoch, CARRY_MS);
    if (refused !== "") taker.reason = `its state was not handed over: ${refused}`;
    else if (giver.reason !== "") taker.reason = giver.reason;
  }

  async function performJobs(acts: readonly (Act & { kind: "job" })[]): Promise<void> {
    const wanted = acts.filter(isWanted);
    const last = wanted.at(-1);
    if (!last) return;
    const first = wanted[0];
    const shown = last.ms >= parts.fromMs;
    if (shown) await parts.until(first.ms);
    const everyMs = shown && wanted.length > 1 ? parts.pace((last.ms - first.ms) / (wanted.length - 1)) : 0;
    const jobs = wanted.map(({ job: { expected: _, outcome: __, epoch, ...job } }) => ({
      ...job,
      epoch: playing.get(epoch)?.group.epoch ?? -1,
    }));
    await page("replayRun", jobs, everyMs);
    for (let done = 0; ; ) {
      const answer = await page<{ done: ReplayResult[]; running: boolean }>("replayResults");
      for (const result of answer.done) judge(wanted[done++], result);
      if (!answer.running && answer.done.length === 0 && done >= wanted.length) break;
      if (!answer.running && done >= wanted.length) break;
    }
    if (shown) await parts.onDrawn(last.ms, last.job);
  }

  function isWanted({ job, ms }: Act & { kind: "job" }): boolean {
    const part = playing.get(job.epoch);
    if (job.outcome === CANCELLED) {
      // How far it had got is not known.
      if (part?.loaded?.stateful) part.reason = "a job was cancelled half-way";
      return false;
    }
    if (!part) {
      if (job.hash && ms >= parts.fromMs) count("its version is not in the log");
      return false;
    }
    return ms >= parts.fromMs || part.loaded?.stateful === true;
  }

  const count = (reason: string) => {
    report.notCompared[reason] = (report.notCompared[reason] ?? 0) + 1;
  };

  function judge({ job, ms }: Act & { kind: "job" }, result: ReplayResult): void {
    const part = playing.get(job.epoch);
    if (!part) return;
    const touch = touched.get(job.epoch);
    if (touch && touch.ms <= ms + TOUCH_MS) part.reason = touch.why;
    if (result.outcome === "drawn" || result.outcome === "failed") report.drawn++;
    if (!job.hash || ms < parts.fromMs) return;
    if (result.outcome === "no table") return count("moves of controls are missing in the log");
    if (result.outcome === "no worker") return count("its worker is not there");
    compare(part, job.expected, result.hash, ms, job.t);
  }

  async function begin({ session: next, page: how }: Extract<SetEntry, { state: "open" }>): Promise<void> {
    if (session !== 0) {
      for (const { group } of playing.values()) await groups.end(group);
      await page("replayReset");
    }
    session = next;
    playing = new Map();
    loads = new Map();
    slots = new Map();
    touched = new Map();
    writes = 0;
    altered = false;
    report.windows++;
    await page("setQuality", how.quality);
  }

  return {
    slotsOf: () => loadingSlots,
    async take(entry) {
      report.entries++;
      report.seconds = Math.max(report.seconds, entry.ms / 1000);
      const wrong =
        entry.kind === "code" ? library.addCode(entry) : entry.kind === "asset" ? library.addPiece(entry) : null;
      if (wrong !== null) throw broken(wrong);
      switch (entry.kind) {
        case "window":
          await perform(order.end());
          if (entry.state === "open" && entry.session !== session) await begin(entry);
          return;
        case "load":
          if (entry.session === session) loads.set(entry.epoch, [...(loads.get(entry.epoch) ?? []), entry]);
          return;
        case "touched":
          if (entry.session === session && !touched.has(entry.epoch)) touched.set(entry.epoch, entry);
          return;
        case "save":
          report.saves[entry.outcome] = (report.saves[entry.outcome] ?? 0) + 1;
          return;
        case "command":
          report.commands++;
          return;
        case "mark":
          report.marks.push({ seconds: entry.ms / 1000, text: entry.text });
          return;
        case "tape": {
          if (entry.session !== session) return;
          const { tape } = entry;
          report.lost.jobs += tape.lost.jobs;
          report.lost.writes += tape.lost.writes;
          for (const run of tape.shown) report.shown += run.seqs.length;
          if (tape.table || (tape.writes.slots.length > 0 && tape.writes.after !== writes)) await perform(order.end());
          writes = tape.table?.revision ?? tape.writes.after + tape.writes.slots.length;
          await page("replayFeed", tape.writes, tape.table ?? null);
          return perform(order.push(tape, entry.ms));
        }
        default:
          return;
      }
    },
    async end() {
      await perform(order.end());
    },
  };
}

const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: "" });

function broken(what: string): CommandProblem {
  return new CommandProblem({ severity: "error", what: `the log cannot be played: ${what}` });
}
