// Playing the set: `.go`, the transition it takes, and `.panic`. Where in the set we are is all that is kept here; what is
// on air is the swap's, and the window does the timing.
//
// The place moves to what was asked for, also when that was refused: `.go next` on a sketch that does not compile must not
// be a wall.

import { join } from "node:path";
import type { PageStats } from "../../protocol/link.ts";
import type { Problem } from "../../protocol/problem.ts";
import type { Transition } from "../../protocol/transition.ts";
import { nearest } from "../nearest.ts";
import type { CodeRiver } from "../show/code-river.ts";
import type { Play } from "../show/play-settings.ts";
import type { ProblemBoard } from "../show/problem-board.ts";
import { findSketch, listSketches } from "../show/sketch-files.ts";
import type { Roles, Swap } from "../show/swap.ts";
import { CommandProblem, NO_WINDOW } from "../show-api.ts";
import type { Data } from "../yaml-data.ts";
import { entryOfProgram, neighbour, readSet, type SetEntry, type SetList, shortName } from "./set-list.ts";
import type { GoStatus, GoTarget, SetStatus, SetsApi, TransitionDefaults, TransitionStatus } from "./sets-api.ts";
import { CUT, describeTransition, GO_DEFAULT, parseTransition, TRANSITION_TEXT } from "./transition-text.ts";

export interface SetSettings {
  set: readonly Data[];
  transition: TransitionDefaults;
  /** Where the list was written: `hairline.yaml:12`. */
  source: string;
}

export interface SetsParts {
  project: string;
  settings: SetSettings;
  river: CodeRiver;
  swap: Swap;
  play: Play;
  problems: ProblemBoard;
  stats(): Promise<PageStats | null>;
  /** Applies a preset of the sketch that has just come. */
  preset(name: string): Promise<void>;
  /** Brings the window back where there is none. */
  openWindow(): Promise<void>;
}

export interface Sets extends SetsApi {
  /** The configuration was saved. */
  configure(settings: SetSettings): Promise<void>;
  /** How a save, `.back` and `.forward` change versions. */
  ofSave(): Transition;
}

export function createSets(parts: SetsParts): Sets {
  const { project, river, swap, play, problems } = parts;
  let { settings } = parts;
  let texts = settings.transition;
  /** Index of the entry gone to last, and the sketch it opened: another one opened since is not of the set. */
  let position: number | null = null;
  let opened: string | null = null;

  const defaultOf = (of: keyof TransitionDefaults): Transition => {
    const parsed = parseTransition(texts[of], of === "go" ? GO_DEFAULT : CUT);
    return parsed.ok ? parsed.transition : of === "go" ? GO_DEFAULT : CUT;
  };

  async function read(): Promise<SetList & { sketches: string[] }> {
    const sketches = await listSketches(project);
    const list = readSet(settings.set, { sketches, transition: defaultOf("go"), source: settings.source });
    problems.set("set", list.problems);
    return { ...list, sketches };
  }

  /** The entry that plays: the one gone to last, or before any the one whose sketch is open. */
  function current(entries: readonly SetEntry[]): number | null {
    if (position !== null) return river.entry() === opened ? position : null;
    const at = entries.findIndex(({ sketch }) => sketch !== null && join(project, sketch) === river.entry());
    return at < 0 ? null : at;
  }
  /** Where `.go next` counts from: a look at another sketch does not lose the place. */
  const place = (entries: readonly SetEntry[]) => position ?? current(entries);

  async function status({ entries }: SetList): Promise<SetStatus> {
    const here = current(entries);
    const next = neighbour(entries, place(entries), 1);
    const seen = await parts.stats();
    return {
      entries: entries.map((entry, index) => ({
        ...entry,
        number: index + 1,
        transition: describeTransition(entry.transition),
        current: index === here,
      })),
      current: here === null ? null : here + 1,
      next: next === null ? null : entries[next].name,
      transition: seen ? transitionStatus(seen, swap.roles()) : null,
    };
  }

  /** The entry a target means; any sketch of the project is one of no number. */
  async function resolve(target: GoTarget, list: SetList & { sketches: string[] }): Promise<[SetEntry, number | null]> {
    const { entries } = list;
    if ("program" in target) {
      const at = entryOfProgram(entries, target.program);
      if (at !== null && entries[at].sketch !== null) return [entries[at], at];
      throw mistake(`no entry of the set has the MIDI program ${target.program}`, "Write `program:` beside an entry.");
    }
    if ("step" in target) {
      const at = neighbour(entries, place(entries), target.step);
      if (at !== null) return [entries[at], at];
      throw entries.length === 0
        ? mistake("there is no set", "List sketches under `set:` in hairline.yaml, or name one: .go moire")
        : mistake("no entry of the set can be played", "`.problems` says why.");
    }
    const { name } = target;
    const number = /^\d{1,3}$/.test(name) ? Number(name) - 1 : -1;
    const named = entries.findIndex((entry) => entry.name === name);
    const at = named >= 0 ? named : number in entries ? number : -1;
    if (at >= 0) {
      const entry = entries[at];
      if (entry.sketch !== null) return [entry, at];
      throw new CommandProblem(list.problems.find(({ what }) => what.startsWith(`entry ${at + 1} `)) as never);
    }
    const names = [...entries.map((entry) => entry.name), ...list.sketches.map(shortName)];
    const path = await findSketch(project, name).catch(() => null);
    if (path === null) {
      const close = nearest(shortName(name), names);
      throw mistake(
        `there is no "${name.slice(0, 100)}" in the set, nor such a sketch`,
        close ? `Did you mean "${close}"?` : "`.go` lists the set.",
      );
    }
    const sketch = list.sketches.find((each) => join(project, each) === path) ?? name;
    return [
      { name: shortName(sketch), sketch, preset: null, seed: null, program: null, transition: defaultOf("go") },
      null,
    ];
  }

  /** The picture is on its way: a preset that is not there is told, and stops nothing. */
  async function applyPreset(name: string): Promise<Problem[]> {
    try {
      await parts.preset(name);
      return [];
    } catch (error) {
      const problem =
        error instanceof CommandProblem ? error.problem : mistake(`preset "${name}": ${String(error)}`).problem;
      return [{ ...problem, severity: "warning" }];
    }
  }

  return {
    list: async () => status(await read()),

    async go(target, how = ""): Promise<GoStatus> {
      const list = await read();
      const [entry, at] = await resolve(target, list);
      const parsed = parseTransition(how, entry.transition);
      if (!parsed.ok)
        throw new CommandProblem({ severity: "error", what: parsed.what, expected: TRANSITION_TEXT, try: parsed.try });
      const path = await findSketch(project, entry.sketch as string);
      const seed = entry.seed ?? play.now.seed;
      if (at !== null) position = at;
      opened = at === null ? opened : path;
      const outcome = await river.open(path, { ...parsed.transition, seed });
      if (outcome === "refused")
        throw new CommandProblem(problems.list().find(({ severity }) => severity === "error") ?? NO_PICTURE);
      if (outcome === "gone") throw new CommandProblem(NO_WINDOW);
      if (entry.seed !== null) await play.setSeed(entry.seed);
      problems.set("preset", entry.preset === null ? [] : await applyPreset(entry.preset));
      const { generation = 0, sketch = entry.sketch as string } = swap.version() ?? {};
      const gone = { name: entry.name, sketch, generation, how: describeTransition(parsed.transition) };
      return { ...(await status(list)), gone };
    },

    transitions: () => ({ go: describeTransition(defaultOf("go")), save: describeTransition(defaultOf("save")) }),
    setTransition(of, text) {
      const parsed = parseTransition(text, defaultOf(of));
      if (!parsed.ok)
        throw new CommandProblem({ severity: "error", what: parsed.what, expected: TRANSITION_TEXT, try: parsed.try });
      texts = { ...texts, [of]: describeTransition(parsed.transition) };
    },
    ofSave: () => defaultOf("save"),

    async panic() {
      if ((await parts.stats()) === null) await parts.openWindow();
      await play.setBlackout(false);
      await play.setFrozen(false);
      const version = await swap.panic();
      return { generation: version?.generation ?? null, sketch: version?.sketch ?? null };
    },

    async configure(next) {
      if (JSON.stringify(next.transition) !== JSON.stringify(settings.transition)) texts = next.transition;
      settings = next;
      await read();
    },
  };
}

const NO_PICTURE = { severity: "error" as const, what: "the sketch was refused" };

function mistake(what: string, way?: string): CommandProblem {
  return new CommandProblem({ severity: "error", what, try: way });
}

/** What is between two pictures now; null when nothing is. */
export function transitionStatus({ transition }: PageStats, { air, leaving }: Roles): TransitionStatus | null {
  if (!transition.running) return null;
  return {
    kind: transition.kind,
    state: transition.startedBeat === 0 && transition.share === 0 ? "waiting" : "running",
    share: Number(transition.share.toFixed(3)),
    from: leaving?.version?.sketch ?? null,
    to: air?.version?.sketch ?? null,
  };
}
