// The set: what is played in which order, as the configuration lists it. Each entry is read by itself, so that one that is
// wrong does not take the others with it: it stays in the list with its problem, and `.go next` passes over it.

import { basename } from "node:path";
import type { Problem } from "../../protocol/problem.ts";
import type { Transition } from "../../protocol/transition.ts";
import { nearest } from "../nearest.ts";
import { type Data, describeData, isDataMap } from "../yaml-data.ts";
import { parseTransition, TRANSITION_TEXT } from "./transition-text.ts";

export interface SetEntry {
  /** What `.go` calls it: its `name`, else its sketch without folder and ending. Two of one name: `moire`, `moire 2`. */
  name: string;
  /** Relative to the project, as `sketches()` has it; null when it cannot be played. */
  sketch: string | null;
  preset: string | null;
  seed: number | null;
  /** MIDI program, 0–127. */
  program: number | null;
  transition: Transition;
}

export interface SetList {
  entries: SetEntry[];
  problems: Problem[];
}

export interface SetContext {
  /** The sketches there are, relative to the project. */
  sketches: readonly string[];
  /** How the show goes from one entry to the next unless an entry says otherwise. */
  transition: Transition;
  /** Where the list stands: `hairline.yaml:12`. */
  source: string;
}

export const MAX_ENTRIES = 200;
const KEYS = ["sketch", "name", "preset", "transition", "program", "seed"];

export const shortName = (path: string): string => basename(path.replaceAll("\\", "/")).replace(/\.[cm]?[jt]s$/, "");

export function readSet(data: readonly Data[], context: SetContext): SetList {
  const list: SetList = { entries: [], problems: [] };
  data.slice(0, MAX_ENTRIES).forEach((item, index) => {
    const complain = (what: string, expected?: string, way?: string) =>
      list.problems.push({
        severity: "warning",
        ...placeOf(context.source),
        what: `entry ${index + 1} of the set ${what}`,
        expected,
        try: way,
      });
    list.entries.push(readEntry(item, context, complain, list.entries));
  });
  return list;
}

type Complain = (what: string, expected?: string, way?: string) => void;

function readEntry(item: Data, context: SetContext, complain: Complain, before: readonly SetEntry[]): SetEntry {
  const entry: SetEntry = {
    name: "",
    sketch: null,
    preset: null,
    seed: null,
    program: null,
    transition: context.transition,
  };
  const fields: Record<string, Data> = isDataMap(item) ? item : { sketch: item };
  const wanted = fields.sketch;
  if (typeof wanted !== "string" || wanted === "") {
    complain(`has the sketch ${describeData(wanted ?? null)}`, "the name of a sketch");
  } else {
    entry.sketch = context.sketches.find((path) => path === wanted || shortName(path) === shortName(wanted)) ?? null;
    if (entry.sketch === null) {
      const close = nearest(shortName(wanted), context.sketches.map(shortName));
      complain(
        `plays "${wanted.slice(0, 100)}", and there is no such sketch`,
        context.sketches.map(shortName).slice(0, 40).join(", ") || "a file in sketches/",
        close ? `Did you mean "${close}"? It is passed over meanwhile.` : "It is passed over.",
      );
    }
  }
  const text = (key: string) => {
    const value = fields[key];
    if (value === undefined || value === null) return null;
    if (typeof value === "string" && value !== "" && value.length <= 100) return value;
    complain(`has the ${key} ${describeData(value)}`, "a short text");
    return null;
  };
  const whole = (key: string, max: number) => {
    const value = fields[key];
    if (value === undefined || value === null) return null;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
    complain(`has the ${key} ${describeData(value)}`, `a whole number from 0 to ${max}`);
    return null;
  };
  entry.preset = text("preset");
  entry.program = whole("program", 127);
  entry.seed = whole("seed", 0xffffffff);
  const how = text("transition");
  if (how !== null) {
    const parsed = parseTransition(how, context.transition);
    if (parsed.ok) entry.transition = parsed.transition;
    else complain(`has the transition "${how}": ${parsed.what}`, TRANSITION_TEXT, parsed.try);
  }
  for (const key of Object.keys(fields)) {
    if (KEYS.includes(key)) continue;
    const close = nearest(key, KEYS);
    complain(
      `has the unknown key "${key.slice(0, 60)}"`,
      KEYS.join(", "),
      close ? `Did you mean "${close}"?` : undefined,
    );
  }
  entry.name = unique(text("name") ?? shortName(typeof wanted === "string" ? wanted : "?").slice(0, 100), before);
  return entry;
}

function unique(name: string, before: readonly SetEntry[]): string {
  const taken = (candidate: string) => before.some((entry) => entry.name === candidate);
  if (!taken(name)) return name;
  let n = 2;
  while (taken(`${name} ${n}`)) n++;
  return `${name} ${n}`;
}

/** The next entry after `position` (or before it) that can be played, going round; null when there is none. */
export function neighbour(entries: readonly SetEntry[], position: number | null, step: 1 | -1): number | null {
  const { length } = entries;
  const from = position ?? (step === 1 ? -1 : length);
  for (let i = 1; i <= length; i++) {
    const at = (((from + i * step) % length) + length) % length;
    if (entries[at].sketch !== null) return at;
  }
  return null;
}

/** The entry of a MIDI program: the one that names it; where no entry names any, the n-th. */
export function entryOfProgram(entries: readonly SetEntry[], program: number): number | null {
  const named = entries.findIndex((entry) => entry.program === program);
  if (named >= 0) return named;
  if (entries.some((entry) => entry.program !== null)) return null;
  return program < entries.length ? program : null;
}

function placeOf(source: string): Pick<Problem, "where"> {
  const place = /^(.*):(\d+)$/.exec(source);
  return place ? { where: { file: place[1], line: Number(place[2]), column: 1 } } : {};
}
