// Every key of the configuration, once: its default, what it accepts, and the words a problem uses for it.
// `configs/default.yaml` states the same defaults with comments; a test holds the two together, and the defaults
// here are what the show runs on when that file is broken.

import { isIP } from "node:net";
import * as v from "valibot";
import { PAPERS, parseCanvas } from "../core/canvas.ts";
import { type ColorInput, parseColor } from "../core/color.ts";
import type { CanvasSize } from "../core/sketch.ts";
import { MAX_WRITERS } from "../protocol/frame-slot.ts";
import { ACTIONS, type Action, actionNames, MAX_KEYS_PER_ACTION, readKey } from "../protocol/keys.ts";
import { BEATS_PER_BAR, BPM } from "../protocol/tempo.ts";
import { readLink } from "./controls/target.ts";
import { midiEntries } from "./midi/midi-config.ts";
import { readTarget } from "./osc/target.ts";
import { MAX_ENTRIES } from "./sets/set-list.ts";
import { isTransitionText, TRANSITION_TEXT } from "./sets/transition-text.ts";
import { TEMPO_SOURCES } from "./tempo/tempo-api.ts";

const isWhole = (n: unknown): n is number => typeof n === "number" && Number.isSafeInteger(n);
const text = (max: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(max));

function whole(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return v.message(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), expected);
}

function range(min: number, max: number, unit = "") {
  const expected = `a number from ${min} to ${max}${unit}`;
  return v.message(v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max)), expected);
}

/** `HAIRLINE_TRACE=1` is how every tool of the kind is told. */
const flag = v.pipe(
  v.union([v.boolean(), v.picklist([0, 1])], "true or false"),
  v.transform((value) => Boolean(value)),
);

const UNITS: Record<string, number> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

/** `parseBytes("64 MiB")` → `67108864`; null where it is no amount. */
export function parseBytes(amount: unknown): number | null {
  if (isWhole(amount)) return amount;
  if (typeof amount !== "string") return null;
  const match = /^\s*(\d{1,12}(?:\.\d{1,6})?)\s*([kmg]?i?b)\s*$/i.exec(amount);
  const factor = match ? UNITS[match[2].toLowerCase()] : undefined;
  return match && factor ? Math.round(Number(match[1]) * factor) : null;
}

function size(min: number, max: number) {
  const expected = 'an amount such as "64 MiB" or 67108864';
  const fits = (amount: unknown) => {
    const bytes = parseBytes(amount);
    return bytes !== null && bytes >= min && bytes <= max;
  };
  return v.pipe(
    v.custom<number | string>(fits, `${expected}, from ${min} to ${max} bytes`),
    v.transform((amount) => parseBytes(amount) ?? min),
  );
}

/** What the core takes, asked of the core itself: sketches and settings cannot differ. */
function taken<T>(parse: (value: T) => unknown) {
  return (value: unknown): boolean => {
    try {
      parse(value as T);
      return true;
    } catch {
      return false;
    }
  };
}

const colour = v.custom<string | number[]>(
  taken<ColorInput>((value) => parseColor(value)),
  'a colour such as "#1a1a1a" (with its quotes: a bare # starts a comment), "tomato" or [0.1, 0.1, 0.1]',
);
const sheet = v.custom<string | [number, number]>(
  taken<CanvasSize>((value) => parseCanvas(value)),
  `[width, height] in mm, or a paper: ${Object.keys(PAPERS).join(", ")}, also with "landscape"`,
);

const transition = v.custom<string>(isTransitionText, TRANSITION_TEXT);
/** Entries are read one by one (sets/set-list.ts): one that is wrong must not take the others with it. */
type SetItem = string | number | boolean | null | object;
const SET_TEXT = `a list of at most ${MAX_ENTRIES} sketches, such as [moire, { sketch: schotter, transition: fade 4 bars }]`;

const group = <const E extends v.ObjectEntries>(entries: E) =>
  v.optional(v.object(entries, "keys and values, indented"), {} as never); // every key inside has its own default

const isKey = (text: unknown): text is string => typeof text === "string" && readKey(text) !== null;
const keyChoice = v.custom<string | string[] | null>(
  (value) =>
    value === null ||
    isKey(value) ||
    (Array.isArray(value) && value.length <= MAX_KEYS_PER_ACTION && value.every((each) => isKey(each))),
  `a key such as "B", "?", "Space", "ArrowRight", "Shift+S" or "Ctrl+E", a list of up to ${MAX_KEYS_PER_ACTION}, or null for none`,
);
/** One key is written alone, as a person would. */
const keyDefault = (action: Action) => {
  const keys: readonly string[] = ACTIONS[action].keys;
  return keys.length === 1 ? keys[0] : [...keys];
};
const keyEntries = Object.fromEntries(
  actionNames.map((action) => [action, v.optional(keyChoice, keyDefault(action))]),
) as Record<Action, v.OptionalSchema<typeof keyChoice, string | string[]>>;

const MiB = 2 ** 20;
const GiB = 2 ** 30;

export const configSchema = v.object(
  {
    sketch: v.optional(v.nullable(v.message(text(500), "the path of a sketch, or null for the newest")), null),
    canvas: group({
      size: v.optional(sheet, [400, 400]),
      background: v.optional(colour, "#ffffff"),
    }),
    line: group({
      color: v.optional(v.nullable(colour), null),
      width: v.optional(range(0.01, 100, " (mm)"), 0.3),
    }),
    fps: v.optional(range(1, 1000), 60),
    workers: v.optional(
      v.custom<"auto" | number>(
        (count) => count === "auto" || (isWhole(count) && count >= 1 && count <= 16),
        `"auto" or a whole number from 1 to ${MAX_WRITERS}`,
      ),
      "auto",
    ),
    render_scale: v.optional(range(0.1, 4), 1),
    trace: v.optional(flag, false),
    seed: v.optional(whole(0, 0xffffffff), 1),
    tempo: group({
      bpm: v.optional(range(BPM.min, BPM.max), 120),
      beats_per_bar: v.optional(whole(BEATS_PER_BAR.min, BEATS_PER_BAR.max), 4),
      source: v.optional(v.picklist(TEMPO_SOURCES, TEMPO_SOURCES.join(", ")), "auto"),
    }),
    hud: group({
      visible: v.optional(flag, true),
    }),
    keys: group(keyEntries),
    links: v.optional(
      v.custom<string[]>(
        (value) =>
          Array.isArray(value) &&
          value.length <= 500 &&
          value.every((each) => typeof each === "string" && typeof readLink(each) !== "string"),
        'a list such as ["midi/nanoKONTROL2/cc 7 -> amount", "key/g -> .go next"]: input -> knob, cc n or command',
      ),
      [],
    ),
    code: group({
      visible: v.optional(flag, false),
      size: v.optional(whole(9, 96), 16),
    }),
    stage: group({
      on: v.optional(flag, false),
      display: v.optional(
        v.custom<string | number>(
          (value) =>
            (isWhole(value) && value >= 1 && value <= 16) ||
            (typeof value === "string" && value !== "" && value.length <= 100),
          '"auto", "primary", the number of a display from the left, or a part of its name',
        ),
        "auto",
      ),
      cursor_hide_s: v.optional(range(0, 3600, " (s)"), 2),
      awake: v.optional(flag, true),
    }),
    osc: group({
      listen: v.optional(v.nullable(v.message(whole(1024, 65_535), "a port from 1024 to 65535, or null")), null),
      host: v.optional(
        v.message(
          v.pipe(
            text(64),
            v.check((host) => isIP(host) !== 0),
          ),
          "an IP address of this machine",
        ),
        "127.0.0.1",
      ),
      send: v.optional(
        v.custom<string[]>(
          (list) =>
            Array.isArray(list) &&
            list.length <= 8 &&
            list.every((each) => typeof each === "string" && readTarget(each) !== null),
          'a list of up to 8 targets such as ["127.0.0.1:9001"]',
        ),
        [],
      ),
      commands: v.optional(v.picklist(["perform", "all", "none"]), "perform"),
      rate_hz: v.optional(range(1, 120, " (a second)"), 30),
    }),
    audio: group({
      input: v.optional(v.nullable(v.message(text(200), '"default", the name of an audio input, or null')), null),
      gain: v.optional(range(0.01, 1000), 1),
      smoothing: v.optional(range(0, 5, " (s)"), 0.12),
    }),
    window: group({
      width: v.optional(whole(100, 16_384), 900),
      height: v.optional(whole(100, 16_384), 900),
      headless: v.optional(flag, false),
    }),
    browser: group({
      path: v.optional(v.nullable(v.message(text(2000), "the path of a browser, or null to look for one")), null),
    }),
    budgets: group({
      points: v.optional(whole(1000, 100_000_000), 2_000_000),
      lines: v.optional(whole(100, 50_000_000), 500_000),
      bytes: v.optional(size(MiB, 2 * GiB), "256 MiB"),
      evaluate_ms: v.optional(range(1, 60_000, " (ms)"), 200),
    }),
    cache: group({
      entries: v.optional(whole(0, 1_000_000), 512),
      bytes: v.optional(size(0, 4 * GiB), "64 MiB"),
    }),
    audition: group({
      frames: v.optional(whole(1, 100), 3),
      enough_ms: v.optional(whole(0, 60_000), 8),
      time_limit_ms: v.optional(whole(10, 60_000), 3000),
    }),
    probation: group({
      seconds: v.optional(range(0, 600, " (s)"), 2),
      frames: v.optional(whole(0, 100_000), 100),
    }),
    transition: group({
      go: v.optional(transition, "fade 1 bars on bar"),
      save: v.optional(transition, "cut"),
    }),
    set: v.optional(v.message(v.pipe(v.array(v.custom<SetItem>(() => true)), v.maxLength(MAX_ENTRIES)), SET_TEXT), []),
    versions: group({
      keep: v.optional(whole(1, 1000), 10),
    }),
    watchdog: group({
      frame_ms: v.optional(whole(20, 60_000), 250),
      iterate_s: v.optional(whole(1, 3600), 120),
      heap_bytes: v.optional(size(16 * MiB, 64 * GiB), "512 MiB"),
      poll_ms: v.optional(whole(10, 10_000), 50),
      restarts_per_minute: v.optional(whole(1, 60), 3),
    }),
    journal: group({
      entries: v.optional(whole(1, 1_000_000), 1000),
      bytes: v.optional(size(MiB, 16 * GiB), "64 MiB"),
    }),
    log: group({
      keep: v.optional(flag, true),
      part_bytes: v.optional(size(64 * 1024, GiB), "64 MiB"),
      total_bytes: v.optional(size(MiB, 64 * GiB), "512 MiB"),
    }),
    history: group({
      entries: v.optional(whole(1, 100_000), 1000),
    }),
    fonts: group({
      folders: v.optional(v.message(v.array(text(1000)), 'a list of folders, such as ["fonts"]'), []),
    }),
    midi: group(midiEntries),
    output: group({
      folder: v.optional(v.message(text(1000), "the path of a folder"), "out"),
    }),
  },
  "keys and values",
);

export type Config = v.InferOutput<typeof configSchema>;

/** The schema of a group, or null for a value. */
export function groupEntries(schema: v.GenericSchema): v.ObjectEntries | null {
  const inner = "wrapped" in schema ? (schema.wrapped as v.GenericSchema) : schema;
  return inner.type === "object" ? (inner as unknown as { entries: v.ObjectEntries }).entries : null;
}

function collectKeys(entries: v.ObjectEntries, prefix: string, into: string[]): string[] {
  for (const [key, schema] of Object.entries(entries)) {
    const inner = groupEntries(schema as v.GenericSchema);
    if (inner) collectKeys(inner, `${prefix}${key}.`, into);
    else into.push(prefix + key);
  }
  return into;
}

/** Every key as a dotted path, in the order of the schema. */
export const configKeys: readonly string[] = collectKeys(configSchema.entries, "", []);

/** Accepted values of one key, or undefined where there is no such key. */
export function keySchema(path: string): v.GenericSchema | undefined {
  let entries: v.ObjectEntries | null = configSchema.entries;
  let schema: v.GenericSchema | undefined;
  for (const key of path.split(".")) {
    if (!entries || !Object.hasOwn(entries, key)) return undefined;
    schema = entries[key] as v.GenericSchema;
    entries = groupEntries(schema);
  }
  return entries ? undefined : schema;
}
