// A preset as a file: how a sketch's knobs and controllers stood, under a name. Read as foreign bytes: it may be of another
// version of the program or the sketch, edited by hand, or broken. Whatever can be used is used, and the rest is told.
//
//   { "hairline": "preset", "format": 1, "sketch": …, "savedAt": …, "knobs": { "amount": 0.3 }, "ccs": { "7": 0.5 }, "picture": "data:…" }
//
// A plain `{ "amount": 0.3 }`, written by hand, is one too.

import type { CcStatus, KnobStatus } from "./controls-api.ts";

export interface Preset {
  readonly sketch: string;
  /** ISO time, "" where it is unknown. */
  readonly savedAt: string;
  readonly knobs: ReadonlyMap<string, number>;
  readonly ccs: ReadonlyMap<number, number>;
  /** A small picture as a data URL, or "". */
  readonly picture: string;
}

export const PRESET_FORMAT = 1;
export const MAX_PRESET_BYTES = 256 * 1024;
export const MAX_PICTURE = 24 * 1024;
const MAX_VALUES = 1024;
const MAX_KNOB_NAME = 64;

/** What may stand in an `img`: a small picture in one of three formats, and nothing else. */
export const isPicture = (text: unknown): text is string =>
  typeof text === "string" &&
  text.length <= MAX_PICTURE &&
  /^data:image\/(png|webp|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/.test(text);

export function writePreset(preset: Preset): string {
  const { sketch, savedAt, knobs, ccs, picture } = preset;
  const file = {
    hairline: "preset",
    format: PRESET_FORMAT,
    sketch,
    savedAt,
    knobs: Object.fromEntries(knobs),
    ccs: Object.fromEntries(ccs),
    picture,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A text says why it is none at all; `notes` tell what of it could not be used. */
export function readPreset(text: string): { preset: Preset; notes: string[] } | string {
  if (text.length > MAX_PRESET_BYTES) return `it has ${text.length} characters, at most ${MAX_PRESET_BYTES} are read`;
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text);
  } catch (error) {
    return `it is no JSON: ${(error as Error).message.split("\n")[0].slice(0, 100)}`;
  }
  if (!isRecord(file)) return "it is no table of values";
  const plain = file.knobs === undefined && file.format === undefined && file.hairline === undefined;
  const notes = plain ? [] : notesOfFormat(file);
  const knobs = numbers(plain ? file : file.knobs, "knob", notes);
  const ccs = numbers(plain ? {} : (file.ccs ?? {}), "controller", notes);
  if (knobs === null) return "it has no knobs";
  if (file.picture !== undefined && file.picture !== "" && !isPicture(file.picture)) notes.push("its picture is none");
  return {
    preset: {
      sketch: typeof file.sketch === "string" && !plain ? file.sketch.slice(0, 500) : "",
      savedAt: isTime(file.savedAt) ? file.savedAt : "",
      knobs,
      ccs: new Map([...(ccs ?? [])].flatMap(([index, value]) => readCc(index, value, notes))),
      picture: isPicture(file.picture) ? file.picture : "",
    },
    notes,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTime = (value: unknown): value is string =>
  typeof value === "string" && value.length <= 40 && Number.isFinite(Date.parse(value));

function notesOfFormat({ hairline, format }: Record<string, unknown>): string[] {
  if (hairline !== undefined && hairline !== "preset")
    return [`it says it is a ${String(hairline).slice(0, 40)}, not a preset`];
  if (format === PRESET_FORMAT) return [];
  if (typeof format === "number" && format > PRESET_FORMAT)
    return [
      `it is of a newer Hairline (format ${format}, this one writes ${PRESET_FORMAT}): what is known of it is used`,
    ];
  return [
    `its format is ${JSON.stringify(format)?.slice(0, 40)}, ${PRESET_FORMAT} was expected: what is known of it is used`,
  ];
}

/** The numbers of a table; null where it is no table. */
function numbers(table: unknown, what: string, notes: string[]): Map<string, number> | null {
  if (!isRecord(table)) return null;
  const found = new Map<string, number>();
  const bad: string[] = [];
  for (const [name, value] of Object.entries(table)) {
    const sound = typeof value === "number" && Number.isFinite(value) && name !== "" && name.length <= MAX_KNOB_NAME;
    if (sound && found.size < MAX_VALUES) found.set(name, value);
    else bad.push(name);
  }
  if (bad.length > 0)
    notes.push(`${listed(what, bad)} ${bad.length === 1 ? "has" : "have"} no number that can be used`);
  return found;
}

function readCc(name: string, value: number, notes: string[]): [number, number][] {
  const index = Number(name);
  if (Number.isInteger(index) && index >= 0 && index <= 127) return [[index, Math.min(1, Math.max(0, value))]];
  notes.push(`there is no cc ${name}: they go from 0 to 127`);
  return [];
}

/** `knob a, b and 3 more` */
export function listed(what: string, names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name.slice(0, MAX_KNOB_NAME)}"`);
  const rest = names.length - shown.length;
  return `${what}${names.length === 1 ? "" : "s"} ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Everything as it stands, also what the code says: a preset is the whole look. */
export const presetOf = (
  knobs: readonly KnobStatus[],
  ccs: readonly CcStatus[],
  more: Pick<Preset, "sketch" | "savedAt" | "picture">,
): Preset => ({
  ...more,
  knobs: new Map(knobs.map(({ name, value }) => [name, value])),
  ccs: new Map(ccs.map(({ index, value }) => [index, value])),
});
