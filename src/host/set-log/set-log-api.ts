// The set's log, for commands and doors.

import type { LineLog } from "../repl/session.ts";

export interface SetLogStatus {
  on: boolean;
  /** Relative to the project; null before the first entry is written. */
  file: string | null;
  parts: number;
  seconds: number;
  entries: number;
  /** How many of which kind. */
  kinds: Record<string, number>;
  bytes: number;
  /** Of the logs of all sets, and their bound. */
  totalBytes: number;
  maxBytes: number;
  /** Frames whose hash is in the log: what a replay compares. */
  checks: number;
  /** What is missing: entries that found no room, and records that the window had to let go. */
  dropped: { entries: number; jobs: number; writes: number };
  /** Why nothing is written, where that is so. */
  why: string | null;
}

export interface SetLogApi {
  /** What was typed, at every door. */
  readonly lines: LineLog;
  status(): SetLogStatus;
  /** A remark at this moment. */
  mark(text: string): void;
  setOn(on: boolean): Promise<void>;
}
