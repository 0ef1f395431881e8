// A small board of shared memory per worker: the window writes the job, the worker writes how it went. Because it is
// memory and not messages, everything on it can be read while the worker is stuck in an endless loop.

/** Int32 words, all used through Atomics. */
export const FLAG = {
  status: 0,
  /** Raised before execution is terminated, so that the next tick cannot walk into the same loop again. */
  halt: 1,
  seq: 2,
  generation: 3,
  /** Messages taken from the window, ticks included. Only grows. */
  handled: 4,
  /** Steps that iterative ops have told of. Only grows: as long as it does, a long job is work and not a hang. */
  steps: 5,
  /** Nobody waits for the job any more; an iterative op stops at its next step. Lowered by the next tick. */
  cancel: 6,
} as const;

/** `loading`: in the hands of the host, not to be ticked; its buffers are not at rest. */
export const STATUS = { starting: 0, idle: 1, busy: 2, loading: 3 } as const;

/** Values of `CELL.quality`. */
export const QUALITY = { draft: 0, final: 1 } as const;

/** Values of `CELL.outcome`. */
export const OUTCOME = { failed: 0, published: 1, cancelled: 2 } as const;

/** Float64 words. The window writes `t` to `seed` and `wantHash` before a tick; the worker writes the rest. */
export const CELL = {
  t: 0,
  beat: 1,
  bar: 2,
  phase: 3,
  bpm: 4,
  beatsPerBar: 5,
  tickMs: 6,
  seed: 7,
  frames: 8,
  drawUs: 9,
  evaluateUs: 10,
  packUs: 11,
  /** Frames lost to a throw, a refused budget or a bad result. */
  failed: 12,
  nonFinite: 13,
  arenaBytes: 14,
  arenaPeakBytes: 15,
  memoEntries: 16,
  memoBytes: 17,
  memoHits: 18,
  memoMisses: 19,
  memoEvictions: 20,
  opsRun: 21,
  logged: 22,
  logDropped: 23,
  /** Size of the shared memory behind the arena. */
  arenaCapacity: 24,
  /** How far the iterative op that runs has got, 0..1. */
  progress: 25,
  /** Of the last frame. */
  quality: 26,
  /** Asks the next job for the hash of its frame. */
  wantHash: 27,
  /** Of the last job, for the set's log: how it ended, the control table it saw, its frame's hash (0 and 0: none). */
  outcome: 28,
  controlRevision: 29,
  hashLow: 30,
  hashHigh: 31,
} as const;

/** What a job is told of its moment. The window keeps one and fills it in anew each frame. */
export interface Moment {
  /** Seconds of performance time. */
  t: number;
  beat: number;
  bar: number;
  /** How much of the bar is over, 0..1. */
  phase: number;
  bpm: number;
  beatsPerBar: number;
  /** On the window's clock. */
  tickMs: number;
  seed: number;
}

/** What of it a drawing hangs on: enough to make the drawing again. */
export type JobMoment = Omit<Moment, "tickMs">;

export const createMoment = (): Moment => ({
  t: 0,
  beat: 0,
  bar: 0,
  phase: 0,
  bpm: 120,
  beatsPerBar: 4,
  tickMs: 0,
  seed: 0,
});

const FLAG_WORDS = 8;
const CELL_WORDS = 32;
const LABEL_BYTES = 32;
export const BOARD_BYTES = FLAG_WORDS * 4 + CELL_WORDS * 8 + LABEL_BYTES;

export interface WorkerBoard {
  flags: Int32Array;
  cells: Float64Array;
  /** Name of the iterative op that ran last, in ASCII, ended by a zero. */
  label: Uint8Array;
}

export function createWorkerBoard(memory: SharedArrayBuffer): WorkerBoard {
  return {
    flags: new Int32Array(memory, 0, FLAG_WORDS),
    cells: new Float64Array(memory, FLAG_WORDS * 4, CELL_WORDS),
    label: new Uint8Array(memory, FLAG_WORDS * 4 + CELL_WORDS * 8, LABEL_BYTES),
  };
}

/** Six decimals, so that the log of a set can write times short and exactly. Down: a beat is never told too early. */
const micro = (value: number) => Math.floor(value * 1e6) / 1e6;

export function writeMoment({ cells }: WorkerBoard, moment: Moment): void {
  cells[CELL.t] = micro(moment.t);
  cells[CELL.beat] = micro(moment.beat);
  cells[CELL.bar] = moment.bar;
  cells[CELL.phase] = micro(moment.phase);
  cells[CELL.bpm] = Math.round(moment.bpm * 1000) / 1000;
  cells[CELL.beatsPerBar] = moment.beatsPerBar;
  cells[CELL.tickMs] = moment.tickMs;
  cells[CELL.seed] = moment.seed;
}

export function writeLabel({ label }: WorkerBoard, text: string): void {
  const length = Math.min(text.length, LABEL_BYTES - 1);
  for (let i = 0; i < length; i++) label[i] = text.charCodeAt(i) & 0x7f;
  label[length] = 0;
}

export function readLabel({ label }: WorkerBoard): string {
  let text = "";
  for (let i = 0; i < LABEL_BYTES && label[i] !== 0; i++) text += String.fromCharCode(label[i]);
  return text;
}
