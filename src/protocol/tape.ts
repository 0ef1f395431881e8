// What the window tapes of a set, handed to the host four times a second: every job of a worker with the inputs it was
// drawn with, which frames were shown, every write to the control table, and what changed between. It says what was
// drawn, never what it looked like; of some frames there is a hash. From the page, so parsed here as hostile.

import type { JobMoment } from "./worker-board.ts";

/** Jobs of one worker of one group, in the order they were given. Lists are as long as `seqs`. */
export interface TapedJobs {
  epoch: number;
  /** Which worker of the group. */
  writer: number;
  seed: number;
  bar: number;
  bpm: number;
  beatsPerBar: number;
  seqs: number[];
  /** Seconds of performance time. */
  ts: number[];
  beats: number[];
  /** How much of the bar was over, 0..1. */
  phases: number[];
  /** Control table each job saw. */
  revisions: number[];
  /** Where in the lists, and the hash of that frame. */
  hashes: [at: number, hash: string][];
  /** Where in the lists: jobs that published nothing (`OUTCOME`). */
  ended: [at: number, outcome: number][];
}

/** Something that happened after tick `seq`. */
export type TapedEvent =
  | { kind: "air"; seq: number; epoch: number }
  | { kind: "end"; seq: number; epoch: number }
  | { kind: "carry"; seq: number; epoch: number; to: number }
  | { kind: "quality"; seq: number; final: boolean }
  /** Names of knobs and their words in the control table, told to the workers of an epoch. */
  | { kind: "slots"; seq: number; epoch: number; slots: Record<string, number> }
  /** Frames after this are not as the sketch drew them, or are again: an experiment runs. */
  | { kind: "altered"; seq: number; on: boolean };

/** Frames that reached the screen, in order. */
export interface TapedShown {
  epoch: number;
  generation: number;
  seqs: number[];
}

/** The whole control table: what is not listed is unmoved. */
export interface TapedTable {
  revision: number;
  slots: number[];
  values: number[];
}

export interface TapeBatch {
  /** The newest tick, and performance time now. */
  seq: number;
  t: number;
  jobs: TapedJobs[];
  events: TapedEvent[];
  shown: TapedShown[];
  /** Write number `after + 1` and its followers: the word, and what it holds since; null: let go. */
  writes: { after: number; slots: number[]; values: (number | null)[] };
  /** Records that found no room since the last batch. */
  lost: { jobs: number; writes: number };
  /** After lost writes, or when taping begins in the middle: as the table is now. */
  table?: TapedTable;
}

/** One job as a replay asks for it, and what came of it. */
export interface ReplayJob extends JobMoment {
  epoch: number;
  writer: number;
  seq: number;
  revision: number;
  /** Whether its frame is to be hashed. */
  hash: boolean;
}
export interface ReplayResult {
  epoch: number;
  seq: number;
  outcome: "drawn" | "failed" | "no worker" | "no table" | "no end";
  hash: string;
}

/** Bounds of one batch; the window's rings are smaller. */
export const MAX_TAPED = 20_000;
const MAX_TEXT = 4 * 1024 * 1024;

/** Parses what the page answered, or says why it is refused. */
export function parseTape(text: unknown): TapeBatch | string {
  if (typeof text !== "string") return `the tape is ${typeof text}, expected a text`;
  if (text.length > MAX_TEXT) return `the tape has ${text.length} characters, the limit is ${MAX_TEXT}`;
  try {
    return checkTape(JSON.parse(text));
  } catch {
    return "the tape is not JSON";
  }
}

/** The same of what was read from a file. */
export function checkTape(value: unknown): TapeBatch | string {
  if (!isRecord(value)) return "the tape is not an object";
  const { seq, t, jobs, events, shown, writes, lost } = value;
  if (!isCount(seq) || !isNumber(t)) return "the tape has no time";
  if (!isListOf(jobs, areJobs)) return "the tape's jobs are none";
  if (!isListOf(events, isEvent)) return "the tape's events are none";
  if (!isListOf(shown, isShown)) return "the tape's shown frames are none";
  if (!areWrites(writes)) return "the tape's writes are none";
  if (!isRecord(lost) || !isCount(lost.jobs) || !isCount(lost.writes)) return "the tape does not say what was lost";
  if (value.table !== undefined && !isTable(value.table)) return "the tape's table is none";
  return value as unknown as TapeBatch;
}

function isTable(value: unknown): boolean {
  if (!isRecord(value) || !isCount(value.revision)) return false;
  const { slots, values } = value;
  return isListOf(slots, isCount) && isListOf(values, isNumber) && slots.length === values.length;
}

function areJobs(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { epoch, writer, seed, bar, bpm, beatsPerBar, seqs, ts, beats, phases, revisions, hashes, ended } = value;
  if (!isCount(epoch) || !isCount(writer) || !isCount(seed)) return false;
  if (!isNumber(bar) || !isNumber(bpm) || !isNumber(beatsPerBar)) return false;
  if (!isListOf(seqs, isCount) || !isListOf(revisions, isCount)) return false;
  if (!isListOf(ts, isNumber) || !isListOf(beats, isNumber) || !isListOf(phases, isNumber)) return false;
  const count = seqs.length;
  if ([ts, beats, phases, revisions].some((list) => list.length !== count)) return false;
  const isPlaced = (one: unknown, fits: (of: unknown) => boolean) =>
    Array.isArray(one) && one.length === 2 && isCount(one[0]) && one[0] < count && fits(one[1]);
  return (
    isListOf(hashes, (one) => isPlaced(one, isHash)) &&
    isListOf(ended, (one) => isPlaced(one, (of) => of === 0 || of === 2))
  );
}

function isEvent(value: unknown): boolean {
  if (!isRecord(value) || !isCount(value.seq)) return false;
  switch (value.kind) {
    case "air":
    case "end":
      return isCount(value.epoch);
    case "carry":
      return isCount(value.epoch) && isCount(value.to);
    case "slots":
      return isCount(value.epoch) && areSlots(value.slots);
    case "quality":
      return typeof value.final === "boolean";
    case "altered":
      return typeof value.on === "boolean";
    default:
      return false;
  }
}

function areSlots(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= 1024 && entries.every(([name, slot]) => name.length <= 64 && isCount(slot));
}

const isShown = (value: unknown): boolean =>
  isRecord(value) && isCount(value.epoch) && isCount(value.generation) && isListOf(value.seqs, isCount);

function areWrites(value: unknown): boolean {
  if (!isRecord(value) || !isCount(value.after)) return false;
  const { slots, values } = value;
  const isValue = (one: unknown) => one === null || isNumber(one);
  return isListOf(slots, isCount) && isListOf(values, isValue) && slots.length === values.length;
}

export const isHash = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f]{16}$/.test(value);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
function isListOf(value: unknown, fits: (one: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.length <= MAX_TAPED && value.every(fits);
}
