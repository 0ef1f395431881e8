// What the window shows of the sketch's text: a bounded piece of it around what the last save changed.

import type { Severity } from "./problem.ts";

export const MAX_CODE_LINES = 200;
export const MAX_CODE_CHARACTERS = 16 * 1024;
export const MAX_CODE_COLUMNS = 200;
export const MAX_CODE_PROBLEMS = 8;

export interface CodeProblem {
  /** 1-based, within `lines`. */
  line: number;
  severity: Severity;
  what: string;
}

export interface CodeView {
  /** Relative to the project. */
  file: string;
  /** The version on air; its text is another one while `refused`. */
  generation: number;
  /** The newest save is not what plays. */
  refused: boolean;
  /** Number of the first line here, 1-based, and of all lines of the file. */
  firstLine: number;
  totalLines: number;
  lines: readonly string[];
  /** Lines of the last save that are new, first and last, by the numbers of the file. */
  changed: readonly (readonly [first: number, last: number])[];
  problems: readonly CodeProblem[];
  /** Counts saves of this file: another one is a change to be shown. */
  save: number;
}
