// Commands that wait for a beat: `.at bar .seed new` once, `.every 4 .seed new` again and again. A bounded table; what
// runs is a closure made by the door the command was typed at, so that it is checked then and not at the beat.

import { CommandProblem } from "../show-api.ts";
import type { NextOptions, Quantum } from "./tempo-api.ts";

export interface QuantisedAction {
  id: number;
  /** As typed. */
  command: string;
  /** `every 4 beats`, `next 2 bars`, `beat 16`. */
  when: string;
  repeats: boolean;
  /** The beat it waits for. */
  beat: number;
  runs: number;
  /** Times it was passed over because the run before was not through. */
  skipped: number;
}

export interface ActionRequest {
  command: string;
  when: Quantum | { beat: number };
  /** Only for a place on the grid. */
  repeats: boolean;
  /** So many beats before its place on the grid. */
  lead?: number;
  /** Runs the command and tells what came of it. */
  run(): Promise<{ ok: boolean; text: string }>;
}

export interface Quantised {
  add(request: ActionRequest): QuantisedAction;
  list(): QuantisedAction[];
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
  /** Lets go of one, of those of a kind, or of all. Returns how many. */
  clear(which: number | "repeating" | "all"): number;
}

export const MAX_ACTIONS = 64;
const MAX_COMMAND = 1000;

interface Entry {
  told: QuantisedAction;
  request: ActionRequest;
  running: boolean;
  /** What went wrong last, so that a repeated failure is told once. */
  failure: string;
  cancel(): void;
}

export interface QuantisedParts {
  onBeat(beat: number, callback: (beat: number) => void): () => void;
  onNext(quantum: Quantum, callback: (beat: number) => void, options?: NextOptions): () => void;
  nextBeat(quantum: Quantum): number;
  say(line: string): void;
}

export function createQuantised(parts: QuantisedParts): Quantised {
  const entries = new Map<number, Entry>();
  let lastId = 0;

  function wait(entry: Entry, after?: number): void {
    const { when, lead } = entry.request;
    if ("beat" in when) entry.cancel = parts.onBeat(when.beat, (beat) => void come(entry, beat));
    else {
      entry.cancel = parts.onNext(when, (beat) => void come(entry, beat), { lead, after });
      entry.told.beat = parts.nextBeat(when);
    }
  }

  async function come(entry: Entry, beat: number): Promise<void> {
    const { told, request } = entry;
    if (told.repeats) wait(entry, beat);
    else entries.delete(told.id);
    if (entry.running) {
      told.skipped++;
      return;
    }
    entry.running = true;
    const { ok, text } = await request.run();
    entry.running = false;
    told.runs++;
    const line = `beat ${round(beat)}: ${request.command}: ${text}`;
    // What repeats would fill the prompt: only a new failure is worth a word.
    if (!told.repeats) parts.say(line);
    else if (!ok && text !== entry.failure) parts.say(line);
    entry.failure = ok ? "" : text;
  }

  function drop(id: number): void {
    entries.get(id)?.cancel();
    entries.delete(id);
  }

  return {
    add(request) {
      if (request.command.length > MAX_COMMAND) {
        throw new CommandProblem({
          severity: "error",
          what: `the command has ${request.command.length} characters`,
          expected: `at most ${MAX_COMMAND}`,
        });
      }
      if (entries.size >= MAX_ACTIONS) {
        throw new CommandProblem({
          severity: "error",
          what: `${entries.size} commands wait for a beat already`,
          expected: `at most ${MAX_ACTIONS}`,
          try: "`.at off` and `.every off` let go of them.",
        });
      }
      const told: QuantisedAction = {
        id: ++lastId,
        command: request.command,
        when: describeWhen(request),
        repeats: request.repeats,
        beat: "beat" in request.when ? request.when.beat : 0,
        runs: 0,
        skipped: 0,
      };
      const entry: Entry = { told, request, running: false, failure: "", cancel() {} };
      entries.set(told.id, entry);
      wait(entry);
      return { ...told };
    },
    // Where a grid action stands moves with jumps and changes of metre, so it is looked up when asked.
    list: () =>
      [...entries.values()].map(({ told, request }) => ({
        ...told,
        beat: "beat" in request.when ? request.when.beat : parts.nextBeat(request.when),
      })),
    usage: () => ({
      entries: entries.size,
      maxEntries: MAX_ACTIONS,
      bytes: [...entries.values()].reduce((sum, { told }) => sum + told.command.length * 2, 0),
      maxBytes: MAX_ACTIONS * MAX_COMMAND * 2,
    }),
    clear(which) {
      const gone = [...entries.values()].filter(
        ({ told }) => which === "all" || (which === "repeating" ? told.repeats : told.id === which),
      );
      for (const { told } of gone) drop(told.id);
      return gone.length;
    },
  };
}

function describeWhen({ when, repeats }: ActionRequest): string {
  if ("beat" in when) return `beat ${round(when.beat)}`;
  const [count, unit] = "bars" in when ? [when.bars, "bar"] : [when.beats, "beat"];
  const span = count === 1 ? unit : `${round(count)} ${unit}s`;
  return `${repeats ? "every" : "next"} ${span}`;
}

const round = (beat: number) => Number(beat.toFixed(3));
