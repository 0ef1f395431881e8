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
} as const;

/** `loading`: in the hands of the host, not to be ticked; its buffers are not at rest. */
export const STATUS = { starting: 0, idle: 1, busy: 2, loading: 3 } as const;

/** Float64 words. The window writes `t` to `seed` before a tick; the worker writes the rest. */
export const CELL = {
  t: 0,
  beat: 1,
  tickMs: 2,
  seed: 3,
  frames: 4,
  drawUs: 5,
  evaluateUs: 6,
  packUs: 7,
  /** Frames lost to a throw, a refused budget or a bad result. */
  failed: 8,
  nonFinite: 9,
  arenaBytes: 10,
  arenaPeakBytes: 11,
  memoEntries: 12,
  memoBytes: 13,
  memoHits: 14,
  memoMisses: 15,
  memoEvictions: 16,
  opsRun: 17,
  logged: 18,
  logDropped: 19,
  /** Size of the shared memory behind the arena. */
  arenaCapacity: 20,
} as const;

const FLAG_WORDS = 8;
const CELL_WORDS = 24;
export const BOARD_BYTES = FLAG_WORDS * 4 + CELL_WORDS * 8;

export interface WorkerBoard {
  flags: Int32Array;
  cells: Float64Array;
}

export function createWorkerBoard(memory: SharedArrayBuffer): WorkerBoard {
  return { flags: new Int32Array(memory, 0, FLAG_WORDS), cells: new Float64Array(memory, FLAG_WORDS * 4, CELL_WORDS) };
}
