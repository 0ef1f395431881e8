// Commands of the desk: steps back, locks, chance, presets and the way between two of them.

import { randomInt } from "node:crypto";
import type { DeskChange, MorphStatus, PresetStatus } from "../../controls/desk-api.ts";
import { nearest } from "../../nearest.ts";
import { CommandProblem, type Show } from "../../show-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import { formatBytes, formatNumber, table, withHeader } from "../table.ts";

const problem = (what: string, way?: string) => new CommandProblem({ severity: "error", what, try: way });

const undo = defineCommand({
  name: "undo",
  group: "set",
  args: {},
  help: "takes the last change of knobs by hand back: a drag, a preset, a throw of the dice",
  run: async (show) => ({ ...(await stepped(show.desk.undo(), "take back")), ...show.desk.depth() }),
  format: (data, style) => [
    `${style.name(plain(data.label))} is taken back${tail(data)}; ${steps(data.undo)} before it`,
  ],
});

const redo = defineCommand({
  name: "redo",
  group: "set",
  args: {},
  help: "does again what was taken back",
  run: async (show) => ({ ...(await stepped(show.desk.redo(), "do again")), ...show.desk.depth() }),
  format: (data, style) => [
    `${style.name(plain(data.label))} is done again${tail(data)}; ${steps(data.redo)} after it`,
  ],
});

async function stepped(step: Promise<DeskChange | null>, what: string): Promise<DeskChange> {
  const done = await step;
  if (done) return done;
  throw problem(`there is nothing to ${what}`);
}

const lock = defineCommand({
  name: "lock",
  group: "set",
  args: { name: { kind: "text", optional: true, from: "knobs" } },
  help: "a knob that no hand, input, preset or chance moves; alone: which are locked",
  example: ".lock amount",
  run(show, { name }) {
    if (name !== undefined) setLock(show, name, true);
    return { locked: lockedNames(show) };
  },
  format: (data) => formatLocks(data.locked),
});

const unlock = defineCommand({
  name: "unlock",
  group: "set",
  args: { name: { kind: "text", from: "knobs" } },
  help: "the knob can be moved again; `all` for every one",
  example: ".unlock amount",
  run(show, { name }) {
    const knobs = show.controls.knobs();
    if (name === "all" && !knobs.some((knob) => knob.name === "all")) {
      for (const knob of knobs) if (knob.locked) show.desk.lock(knob.name, false);
    } else setLock(show, name, false);
    return { locked: lockedNames(show) };
  },
  format: (data) => formatLocks(data.locked),
});

const lockedNames = (show: Show) =>
  show.controls
    .knobs()
    .filter((knob) => knob.locked)
    .map(({ name }) => name);
const formatLocks = (locked: string[]) => [
  locked.length === 0 ? "no knob is locked" : `locked: ${plain(locked.join(", "))}`,
];

function setLock(show: Show, name: string, on: boolean): void {
  if (show.desk.lock(name, on)) return;
  const names = show.controls.knobs().map((knob) => knob.name);
  const close = nearest(name, names);
  throw problem(`there is no knob "${name}"`, close ? `Did you mean "${close}"?` : ".knobs lists them.");
}

const random = defineCommand({
  name: "random",
  group: "set",
  args: {
    seed: { kind: "number", whole: true, min: 0, max: 0xffffffff, optional: true },
    which: { kind: "options", options: { only: { kind: "text" } } },
  },
  help: "new values for the knobs, by a seed; locked ones stay; `only text`: of those named so",
  example: ".random 7 only hue",
  async run(show, { seed = randomInt(2 ** 32), which }) {
    return { seed, ...(await show.desk.randomise(seed, found(show, which.only))) };
  },
  format: (data) => [`seed ${data.seed}: ${knobs(data.changed)} moved${tail(data)}`],
});

const reset = defineCommand({
  name: "reset",
  group: "set",
  args: { which: { kind: "options", options: { only: { kind: "text" } } } },
  help: "gives knobs and controllers back to the code; locked ones stay; `only text`: knobs named so",
  example: ".reset only hue",
  run: (show, { which }) => show.desk.reset(found(show, which.only)),
  format: (data) => [`${knobs(data.changed)} given back to the code${tail(data)}`],
});

/** As the panel's search finds them; null for all. */
function found(show: Show, text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const wanted = text.toLowerCase();
  const all = show.controls.knobs();
  const names = all
    .filter(({ name, label }) => `${name}\n${label}`.toLowerCase().includes(wanted))
    .map(({ name }) => name);
  if (names.length === 0) throw problem(`no knob is named like "${text}"`, ".knobs lists them.");
  return names;
}

const knobs = (count: number) => (count === 1 ? "1 control" : `${count} controls`);
const steps = (count: number) => (count === 1 ? "1 step" : `${count} steps`);
const tail = ({ locked }: DeskChange) => (locked.length === 0 ? "" : `; locked: ${plain(locked.join(", "))}`);

const ACTIONS = ["save", "drop", "morph"];

interface PresetData {
  did: "listed" | "saved" | "applied" | "dropped" | "morphed";
  presets: PresetStatus[];
  name?: string;
  path?: string;
  bytes?: number;
  replaced?: string | null;
  changed?: number;
  locked?: string[];
  notes?: string[];
  morph?: MorphStatus;
}

const preset = defineCommand({
  name: "preset",
  group: "set",
  args: {
    name: { kind: "text", optional: true, from: "presets" },
    of: { kind: "text", optional: true, from: "presets" },
    to: { kind: "text", optional: true, from: "presets" },
    at: { kind: "number", min: 0, max: 1, optional: true },
    how: { kind: "options", options: { over: { kind: "flag" } } },
  },
  help: "lists them, or applies one; or `save name [--over]`, `drop name`, `morph from to [at]`",
  example: ".preset save verse",
  async run(show, { name, of, to, at, how }): Promise<PresetData> {
    const { presets } = show.desk;
    if (name === undefined) return { did: "listed", presets: await presets.list() };
    if (!ACTIONS.includes(name)) {
      const done = await presets.apply(name);
      return { did: "applied", name, ...done, presets: await presets.list() };
    }
    if (of === undefined) throw problem(`.preset ${name}: a name is missing`, `Write: .preset ${name} name`);
    if (name === "save") {
      if (ACTIONS.includes(of)) throw problem(`a preset cannot be called "${of}": it is a word of .preset`);
      const saved = await presets.save(of, how.over === true);
      return { did: "saved", ...saved, presets: await presets.list() };
    }
    if (name === "drop") {
      const path = await presets.drop(of);
      return { did: "dropped", name: of, path, presets: await presets.list() };
    }
    if (to === undefined) throw problem(".preset morph: two names are needed", "Write: .preset morph from to 0.5");
    const { notes, ...morph } = await presets.morph(of, to, at ?? 0);
    return { did: "morphed", morph, notes, presets: await presets.list() };
  },
  format(data, style) {
    const notes = (data.notes ?? []).map((note) => style.warn(plain(note)));
    switch (data.did) {
      case "listed":
        return formatPresets(data.presets, style);
      case "saved":
        return [
          `saved ${style.name(plain(data.path ?? ""))} (${formatBytes(data.bytes)})`,
          ...(data.replaced ? [style.quiet(`the one before is kept as ${plain(data.replaced)}`)] : []),
        ];
      case "applied":
        return [
          `${style.name(plain(data.name ?? ""))}: ${knobs(data.changed ?? 0)} moved${tail({ label: "", changed: 0, locked: data.locked ?? [] })}`,
          ...notes,
        ];
      case "dropped":
        return [`${style.name(plain(data.name ?? ""))} is dropped; its file is kept as ${plain(data.path ?? "")}`];
      case "morphed":
        return [...formatMorph(data.morph ?? null, style), ...notes];
      default:
        return data.did satisfies never;
    }
  },
});

const morph = defineCommand({
  name: "morph",
  group: "set",
  args: {
    from: { kind: "text", optional: true, from: "presets" },
    to: { kind: "text", optional: true, from: "presets" },
    at: { kind: "number", min: 0, max: 1, optional: true },
  },
  help: "makes a knob `morph` that leads from one preset to another; `off` ends it",
  example: ".morph verse chorus",
  async run(show, { from, to, at }): Promise<{ morph: MorphStatus | null; notes: string[] }> {
    const { presets } = show.desk;
    if (from === "off" && to === undefined) presets.endMorph();
    else if (from !== undefined && to === undefined)
      throw problem(".morph: two names are needed", "Write: .morph from to");
    else if (from !== undefined && to !== undefined) {
      const { notes, ...made } = await presets.morph(from, to, at ?? 0);
      return { morph: made, notes };
    }
    return { morph: presets.morphing(), notes: [] };
  },
  format: (data, style) => [...formatMorph(data.morph, style), ...data.notes.map((note) => style.warn(plain(note)))],
});

function formatMorph(status: MorphStatus | null, style: Style): string[] {
  if (!status) return ["no morph: `.morph from to` makes one"];
  const { from, to, knob, at } = status;
  const name = /\s/.test(knob) ? `"${knob}"` : knob;
  return [
    `${style.name(plain(knob))} leads from ${plain(from)} to ${plain(to)} and stands at ${formatNumber(at)}`,
    style.quiet(`.set ${name} 0.5 moves it, .learn ${name} links it to a knob`),
  ];
}

function formatPresets(presets: PresetStatus[], style: Style): string[] {
  return withHeader(
    table<PresetStatus>(
      [
        { title: "", cell: (p) => (p.current ? style.good("▸") : " ") },
        { title: "preset", cell: (p) => style.name(plain(p.name)) },
        { title: "knobs", right: true, cell: (p) => String(p.knobs) },
        { title: "cc", right: true, cell: (p) => String(p.ccs) },
        { title: "saved", cell: (p) => p.savedAt.slice(0, 16).replace("T", " ") },
        { title: "", cell: (p) => style.warn(plain(p.notes.join("; "))) },
      ],
      presets,
    ),
    style,
    "no presets yet: `.preset save name` makes one",
  );
}

const panel = defineCommand({
  name: "panel",
  group: "set",
  args: { state: { kind: "choice", choices: ["on", "off"], optional: true } },
  help: "knobs, presets and links over the picture, on or off",
  async run(show, { state }) {
    const on = state === undefined ? !show.desk.panel() : state === "on";
    await show.desk.setPanel(on);
    return { panel: on };
  },
  format: (data, style) => [`panel ${data.panel ? style.warn("on") : "off"}`],
});

export const deskCommands = [panel, undo, redo, lock, unlock, random, reset, preset, morph];
