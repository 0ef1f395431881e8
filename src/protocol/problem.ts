// One shape for everything that can go wrong through no fault of ours: build errors, throws in a sketch, budgets,
// configuration, devices. Shown in the terminal and the HUD, and sent over the REPL as JSON.

export type Severity = "error" | "warning" | "note";

export interface Place {
  /** Relative to the project where possible. */
  file: string;
  /** 1-based; 0 when only the file is known. */
  line: number;
  /** 1-based. */
  column: number;
}

export interface Problem {
  severity: Severity;
  /** Where to look; absent when there is no file to blame. */
  where?: Place;
  /** What happened, one sentence. */
  what: string;
  /** What should have been there instead. */
  expected?: string;
  /** The way out. */
  try?: string;
  /** A few source lines with a caret. */
  excerpt?: string;
  /** The version of the sketch it belongs to. */
  generation?: number;
}

/** `sketches/a.ts:3:5  what` — the form editors and terminals make clickable. */
export function describeProblem(problem: Problem): string {
  const at = problem.where;
  const place = at ? `${at.file}${at.line > 0 ? `:${at.line}:${at.column}` : ""}  ` : "";
  const expected = problem.expected ? `; expected ${problem.expected}` : "";
  const way = problem.try ? `. ${problem.try}` : "";
  return `${place}${problem.what}${expected}${way}`;
}
