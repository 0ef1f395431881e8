// Commands that play the set: where to go, by which transition, and the way out of trouble.

import { shortName } from "../../sets/set-list.ts";
import type {
  GoStatus,
  GoTarget,
  SetEntryStatus,
  SetStatus,
  TransitionDefaults,
  TransitionStatus,
} from "../../sets/sets-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import { type Column, table } from "../table.ts";

const DIRECTIONS: Record<string, GoTarget> = {
  next: { step: 1 },
  previous: { step: -1 },
};

const go = defineCommand({
  name: "go",
  group: "set",
  args: { where: { kind: "text", optional: true, from: "set" }, transition: { kind: "rest", optional: true } },
  help: "next, previous, an entry of the set or any sketch: `4 bars morph`; alone: the set",
  example: ".go moire 4 bars morph",
  run(show, { where, transition }): Promise<SetStatus | GoStatus> {
    if (where === undefined) return show.sets.list();
    return show.sets.go(Object.hasOwn(DIRECTIONS, where) ? DIRECTIONS[where] : { name: where }, transition);
  },
  format: (data, style) => ("gone" in data ? formatGone(data, style) : formatSet(data)),
});

function formatGone({ gone, next }: GoStatus, style: Style): string[] {
  const after = next === null ? "" : style.quiet(`; next in the set: ${plain(next)}`);
  return [`${style.name(plain(gone.name))} version ${gone.generation} comes: ${gone.how}${after}`];
}

const COLUMNS: Column<SetEntryStatus>[] = [
  { title: "", cell: ({ current }) => (current ? "▸" : " ") },
  { title: "", cell: ({ number }) => String(number) },
  { title: "entry", cell: ({ name }) => plain(name) },
  {
    title: "comes by",
    cell: ({ sketch, transition }) => (sketch === null ? "cannot be played (.problems)" : transition),
  },
  { title: "with", cell: (entry) => withs(entry).join(", ") },
];

const withs = ({ preset, seed, program }: SetEntryStatus): string[] => [
  ...(preset === null ? [] : [`preset ${plain(preset)}`]),
  ...(seed === null ? [] : [`seed ${seed}`]),
  ...(program === null ? [] : [`program ${program}`]),
];

function formatSet(data: SetStatus): string[] {
  const { entries, transition } = data;
  if (entries.length === 0)
    return ["no set yet: list sketches under `set:` in hairline.yaml; `.go name` goes to any sketch"];
  const lines = table(COLUMNS, entries);
  if (transition) lines.push(formatTransition(transition));
  return lines;
}

/** `fade one → two: 40 %` */
export function formatTransition({ kind, state, share, from, to }: TransitionStatus): string {
  const name = (path: string | null) => plain(path === null ? "–" : shortName(path));
  return `${kind} ${name(from)} → ${name(to)}: ${state === "waiting" ? "waits for its beat" : `${Math.round(share * 100)} %`}`;
}

const transition = defineCommand({
  name: "transition",
  group: "set",
  args: { of: { kind: "choice", choices: ["go", "save"], optional: true }, how: { kind: "rest", optional: true } },
  help: "how `.go` changes pictures, and a save versions: `save fade 0.5 s on now`",
  example: ".transition go morph 2 bars",
  run(show, { of, how }): TransitionDefaults {
    if (of !== undefined && how !== undefined) show.sets.setTransition(of, how);
    return show.sets.transitions();
  },
  format: ({ go, save }) => [`.go: ${go}`, `save: ${save}`],
});

const panic = defineCommand({
  name: "panic",
  group: "set",
  args: {},
  help: "a sane picture, whatever happened: a proven version, not frozen, not black",
  run: (show) => show.sets.panic(),
  format: ({ generation, sketch }, style) => [
    generation === null
      ? "nothing is on air to bring back"
      : `${style.name(plain(sketch ?? ""))} version ${generation} is ${style.good("on air")}`,
  ],
});

export const setListCommands = [go, transition, panic];
