// Musical time, and commands that wait for it.

import { BEATS_PER_BAR, BPM } from "../../../protocol/tempo.ts";
import { GO_DEFAULT, parseTransition } from "../../sets/transition-text.ts";
import { CommandProblem, type Show } from "../../show-api.ts";
import type { ActionRequest, QuantisedAction } from "../../tempo/quantised.ts";
import { TEMPO_SOURCES, type TempoStatus } from "../../tempo/tempo-api.ts";
import { type CommandIo, defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import { pairs, table } from "../table.ts";

const ACTIONS = ["tap", "nudge", "beat", "stop", "play"] as const;

const tempo = defineCommand({
  name: "tempo",
  group: "tempo",
  args: {
    bpm: { kind: "number", min: BPM.min, max: BPM.max, words: [...TEMPO_SOURCES, ...ACTIONS], optional: true },
    amount: { kind: "number", min: -1e9, max: 1e9, optional: true },
  },
  help: "the clock: how fast, by whom; `nudge 0.1` and `beat 0` in beats; alone: how it does",
  example: ".tempo 128",
  run(show, { bpm, amount }): TempoStatus & { taps?: number } {
    const { tempo } = show;
    const needed = (what: string): number => {
      if (amount !== undefined) return amount;
      throw new CommandProblem({ severity: "error", what: `.tempo ${what}: a number is missing`, expected: "beats" });
    };
    if (amount !== undefined && bpm !== "nudge" && bpm !== "beat") {
      throw new CommandProblem({
        severity: "error",
        what: `.tempo: "${amount}" is one argument too many`,
        try: "Write for example: .tempo 128 or .tempo nudge 0.1",
      });
    }
    if (bpm === undefined) return tempo.status();
    if (bpm === "tap") return { taps: tempo.tap(), ...tempo.status() };
    if (typeof bpm === "number") tempo.setBpm(bpm);
    else if (bpm === "nudge") tempo.nudge(needed(bpm));
    else if (bpm === "beat") tempo.setBeat(needed(bpm));
    else if (bpm === "stop" || bpm === "play") tempo.setPlaying(bpm === "play");
    else tempo.setSource(bpm);
    return tempo.status();
  },
  format(data, style) {
    const counted = data.taps === undefined ? "" : data.taps < 3 ? `, tap ${data.taps} of 3` : `, ${data.taps} taps`;
    const state = data.playing ? "" : `, ${style.warn("stopped")}`;
    const rows: [string, string][] = [
      ["tempo", `${style.strong(data.bpm.toFixed(2))} bpm${state}${counted}`],
      ["source", describeSource(data, style)],
      // Bars and beats as musicians count them: from one.
      ["bar", `${data.bar + 1}, beat ${(data.phase * data.beatsPerBar + 1).toFixed(2)} of ${data.beatsPerBar}`],
      ["beat", data.beat.toFixed(2)],
    ];
    if (data.jitterMs !== null && data.driftMs !== null) {
      const lost = [data.dropped > 0 && `${data.dropped} missing`, data.doubled > 0 && `${data.doubled} doubled`];
      rows.push(
        ["jitter", `${data.jitterMs.toFixed(2)} ms (standard deviation of a pulse)`],
        ["drift", `${data.driftMs.toFixed(2)} ms (mean of the last pulses)`],
        ["pulses", [data.pulses.toLocaleString("en"), ...lost.filter(Boolean)].join(", ")],
      );
    }
    if (data.waiting > 0) rows.push(["waiting", `${data.waiting} (.at lists them)`]);
    return pairs(rows);
  },
});

function describeSource({ source, following, coasting }: TempoStatus, style: Style): string {
  const names = { internal: "internal", tap: "tapped", midi: "MIDI clock", osc: "OSC" };
  const chosen = source === "auto" ? " (auto)" : "";
  const waits = source === "midi" && following !== "midi" ? `, ${style.warn("waiting for MIDI clock")}` : "";
  const silent = coasting ? `, ${style.warn("silent: going on at the last tempo")}` : "";
  return `${names[following]}${chosen}${waits}${silent}`;
}

const bars = defineCommand({
  name: "bars",
  group: "tempo",
  args: {
    beats: { kind: "number", whole: true, min: BEATS_PER_BAR.min, max: BEATS_PER_BAR.max, optional: true },
  },
  help: "beats to a bar",
  example: ".bars 3",
  run(show, { beats }) {
    if (beats !== undefined) show.tempo.setBeatsPerBar(beats);
    return { beatsPerBar: show.tempo.status().beatsPerBar };
  },
  format: (data) => [`${data.beatsPerBar} beats to a bar`],
});

interface Waiting {
  now: number;
  actions: QuantisedAction[];
  cleared?: number;
}

const at = defineCommand({
  name: "at",
  group: "tempo",
  args: { when: { kind: "rest", optional: true } },
  help: "runs a command on the next `bar`, `beat`, `4 bars`, or at `beat 16`; `off` lets go",
  example: ".at bar .seed new",
  run: (show, { when }, io) => wait(show, io, "at", when),
  format: formatWaiting,
});

const every = defineCommand({
  name: "every",
  group: "tempo",
  args: { when: { kind: "rest", optional: true } },
  help: "runs a command every `4` (beats), `bar` or `8 bars`; `off` ends it",
  example: ".every 4 .seed new",
  run: (show, { when }, io) => wait(show, io, "every", when),
  format: formatWaiting,
});

function wait(show: Show, io: CommandIo, name: "at" | "every", when?: string): Waiting {
  const { tempo } = show;
  const { actions } = tempo;
  const told = (cleared?: number): Waiting => ({
    now: tempo.beat(),
    actions: actions.list(),
    ...(cleared !== undefined && { cleared }),
  });
  if (when === undefined) return told();
  const off = /^off\b\s*(.*)$/.exec(when);
  if (off) return told(actions.clear(whichOff(name, off[1])));
  const { request, command } = readWhen(name, when);
  io.check(command);
  if ("beat" in request && request.beat <= tempo.beat()) {
    throw new CommandProblem({
      severity: "error",
      what: `beat ${request.beat} has passed`,
      expected: `a beat after ${tempo.beat().toFixed(2)}`,
      try: "`.at bar` waits for the next bar line.",
    });
  }
  const run = () => show.requests.ask("beat", command);
  const lead = "bars" in request ? leadOf(show, command) : 0;
  actions.add({ command, when: request, repeats: name === "every", lead, run });
  return told();
}

/**
 * `.go` begins on a bar by itself, and has to make ready before: asked on the line it would begin a bar late. So it is asked
 * early in the bar that the line ends.
 */
function leadOf(show: Show, command: string): number {
  const go = /^\.go\s+\S+\s*([\s\S]*)$/.exec(command);
  if (!go) return 0;
  const usual = parseTransition(show.sets.transitions().go, GO_DEFAULT);
  const how = parseTransition(go[1], usual.ok ? usual.transition : GO_DEFAULT);
  return how.ok && how.transition.on === "bar" ? show.tempo.status().beatsPerBar * 0.75 : 0;
}

function whichOff(name: "at" | "every", line: string): number | "repeating" | "all" {
  if (line === "") return name === "every" ? "repeating" : "all";
  const id = Number(line);
  if (Number.isInteger(id)) return id;
  throw new CommandProblem({
    severity: "error",
    what: `.${name} off: "${line}" is no number of a waiting command`,
    try: `.${name} lists them.`,
  });
}

const LONGEST = 100_000;

/** `bar .x`, `4 bars .x`, `16 beats .x`, `4 .x`, `beat 16 .x` → where it waits, and the command. */
function readWhen(name: "at" | "every", text: string): { request: ActionRequest["when"]; command: string } {
  const command = /(?:^|\s)(\.[A-Za-z_][\s\S]*)$/.exec(text);
  const when = (command ? text.slice(0, command.index) : text).trim();
  const place = readPlace(name, when);
  if (command && place) return { request: place, command: command[1] };
  throw new CommandProblem({
    severity: "error",
    what: command ? `.${name}: "${when}" is no place in musical time` : `.${name}: the command is missing`,
    expected: command
      ? `bar, beat, 4 bars, 16 beats${name === "at" ? ", beat 16" : ", 4"}`
      : "a command that begins with a dot",
    try: `Write for example: .${name} ${name === "at" ? "bar" : "4 beats"} .seed new`,
  });
}

function readPlace(name: "at" | "every", when: string): ActionRequest["when"] | null {
  const [, before, unit, after] = /^(?:(\d+(?:\.\d+)?)\s*)?(bars?|beats?)?(?:\s+(\d+(?:\.\d+)?))?$/.exec(when) ?? [];
  if (before === undefined && unit === undefined) return null;
  if (after !== undefined) {
    return name === "at" && unit === "beat" && before === undefined ? { beat: Number(after) } : null;
  }
  const count = before === undefined ? 1 : Number(before);
  if (!(count > 0 && count <= LONGEST)) return null;
  if (unit?.startsWith("bar")) return Number.isInteger(count) ? { bars: count } : null;
  return count >= SHORTEST_BEATS ? { beats: count } : null;
}

/** Thirty-second notes; more often would be noise, not rhythm. */
const SHORTEST_BEATS = 0.125;

function formatWaiting(data: Waiting, style: Style): string[] {
  const cleared = data.cleared === undefined ? [] : [`let go of ${data.cleared}`];
  if (data.actions.length === 0) return data.cleared === undefined ? ["nothing waits for a beat"] : cleared;
  const rows = table(
    [
      { title: "#", cell: (one: QuantisedAction) => String(one.id), right: true },
      { title: "command", cell: (one) => plain(one.command) },
      { title: "when", cell: (one) => one.when },
      { title: "next, beats", cell: (one) => Math.max(0, one.beat - data.now).toFixed(1), right: true },
      { title: "runs", cell: (one) => `${one.runs}${one.skipped > 0 ? `, ${one.skipped} skipped` : ""}`, right: true },
    ],
    data.actions,
  );
  return [...cleared, ...rows.map((row, i) => (i === 0 ? style.quiet(row) : row))];
}

export const tempoCommands = [tempo, bars, at, every];
