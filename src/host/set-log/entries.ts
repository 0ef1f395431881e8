// What a set's log holds, entry by entry. A log may come from anywhere, so this is also its check: kinds, shapes, sizes.
// `ms` is the time since the log began.

import * as v from "valibot";
import { checkTape, isHash, type TapeBatch } from "../../protocol/tape.ts";

export const LOG_FORMAT = 1;
/** A longer line is not read. */
export const MAX_LINE_BYTES = 4 * 2 ** 20;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const number = v.pipe(v.number(), v.finite());
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const digest = v.custom<string>(isHash, "16 hexadecimal digits");
const ms = count;

const assetKind = v.picklist(["font", "picture"]);

const start = v.object({
  kind: v.literal("start"),
  ms,
  format: v.literal(LOG_FORMAT),
  /** 1, or which part of a long set this file is. */
  part: v.pipe(count, v.minValue(1)),
  /** ISO time. */
  at: text(40),
  program: text(40),
});

/** A window is there, and empty. What pictures depend on and cannot change while it is open. */
const open = v.object({
  kind: v.literal("window"),
  ms,
  state: v.literal("open"),
  session: count,
  /** Of the worker's script. */
  engine: digest,
  backend: text(40),
  gpu: text(300),
  page: v.object({
    canvas: v.tuple([number, number]),
    background: text(100),
    lineColor: v.nullable(text(100)),
    lineWidth: number,
    limits: v.object({ points: count, lines: count, bytes: count, cacheEntries: count, cacheBytes: count }),
    seed: count,
    quality: v.picklist(["draft", "final"]),
  }),
});
const gone = v.object({ kind: v.literal("window"), ms, state: v.literal("gone"), session: count });

const save = v.object({
  kind: v.literal("save"),
  ms,
  file: text(1000),
  outcome: v.picklist(["air", "refused", "superseded", "gone", "unchanged"]),
  /** Of the file's text; null where it could not be read. */
  source: v.nullable(digest),
  /** Of the bundle, and the version it became; null where it became none. */
  hash: v.nullable(digest),
  generation: v.nullable(count),
});

/** A bundle, once, before the first load of it. */
const code = v.object({ kind: v.literal("code"), ms, hash: digest, code: text(MAX_LINE_BYTES) });

/** A piece of a font or picture, in order; `sum` of the whole stands in the load. */
const asset = v.object({
  kind: v.literal("asset"),
  ms,
  hash: digest,
  /** Base64. */
  piece: text(400_000),
  last: v.boolean(),
});

/** A version was loaded into the workers of an epoch. */
const load = v.object({
  kind: v.literal("load"),
  ms,
  session: count,
  epoch: count,
  workers: v.pipe(count, v.minValue(1), v.maxValue(14)),
  generation: count,
  sketch: text(1000),
  hash: digest,
  assets: v.pipe(v.array(v.object({ kind: assetKind, name: text(300), hash: digest })), v.maxLength(64)),
  /** Frames of the audition. */
  frames: v.pipe(count, v.minValue(1), v.maxValue(1000)),
  inputs: v.object({
    seq: count,
    t: number,
    beat: number,
    bar: number,
    phase: number,
    bpm: number,
    beatsPerBar: number,
    seed: count,
    controlRevision: count,
    hash: digest,
  }),
  stateful: v.boolean(),
  carried: v.boolean(),
  /** Put there for a look (`.zoom`, `.diagnose`): its code is not in the log. */
  visitor: v.boolean(),
  /** It was there before the log was turned on: what it had built up by then is not known. */
  late: v.boolean(),
});

/** Something came to the workers of an epoch that is not on the tape: what they draw since is not the version's alone. */
const touched = v.object({ kind: v.literal("touched"), ms, session: count, epoch: count, why: text(100) });

const command = v.object({
  kind: v.literal("command"),
  ms,
  door: text(40),
  realm: text(40),
  line: text(8192),
  ok: v.boolean(),
});
const problem = v.object({ kind: v.literal("problem"), ms, severity: text(20), what: text(4000), where: text(1100) });
const mark = v.object({ kind: v.literal("mark"), ms, text: text(500) });
/** The clock of beats was set, or follows another tempo. */
const tempo = v.object({
  kind: v.literal("tempo"),
  ms,
  bpm: number,
  beat: number,
  beatsPerBar: number,
  playing: v.boolean(),
});
const tape = v.object({
  kind: v.literal("tape"),
  ms,
  session: count,
  tape: v.custom<TapeBatch>((value) => typeof checkTape(value) !== "string", "a tape"),
});
/** Entries that could not be written, or a pause asked for. */
const gap = v.object({ kind: v.literal("gap"), ms, entries: count, why: text(300) });
const end = v.object({ kind: v.literal("end"), ms });

const SHAPES = {
  start,
  save,
  code,
  asset,
  load,
  touched,
  command,
  problem,
  mark,
  tempo,
  tape,
  gap,
  end,
} as const;

export type SetEntry =
  | v.InferOutput<(typeof SHAPES)[keyof typeof SHAPES]>
  | v.InferOutput<typeof open>
  | v.InferOutput<typeof gone>;
export type EntryOf<K extends SetEntry["kind"]> = Extract<SetEntry, { kind: K }>;
/** As it is told: the log adds the time. */
export type Untimed<E> = E extends unknown ? Omit<E, "ms"> : never;

export const ENTRY_KINDS: readonly string[] = [...Object.keys(SHAPES), "window"];

/** The entry, or what is wrong with it. */
export function checkEntry(value: Record<string, unknown>): SetEntry | string {
  const { kind, state } = value;
  const shape =
    kind === "window"
      ? state === "gone"
        ? gone
        : open
      : typeof kind === "string" && Object.hasOwn(SHAPES, kind)
        ? SHAPES[kind as keyof typeof SHAPES]
        : null;
  if (shape === null) return `its kind is ${JSON.stringify(kind)?.slice(0, 40)}`;
  const checked = v.safeParse(shape as v.GenericSchema, value);
  if (checked.success) return checked.output as SetEntry;
  const [issue] = checked.issues;
  return `"${String(kind)}" has ${v.getDotPath(issue) ?? "something"}: ${issue.received.slice(0, 60)}, expected ${issue.expected ?? issue.message}`;
}
