// A problem as the terminal shows it: place and sentence on one line, then the source line it points at.

import { describeProblem, type Problem } from "../../protocol/problem.ts";
import { plain, type Style } from "./style.ts";

export function formatProblem(problem: Problem, style: Style): string[] {
  const mark =
    { error: style.bad("error"), warning: style.warn("warning"), note: style.quiet("note") }[problem.severity] ??
    problem.severity;
  const excerpt = problem.excerpt ? plain(problem.excerpt).split("\n", 12) : [];
  return [`${mark}  ${plain(describeProblem(problem))}`, ...excerpt.map((line) => `  ${style.quiet(line)}`)];
}

/** What was thrown, as a problem. Anything but a `CommandProblem` is a fault of ours and says so. */
export function problemOf(error: unknown): Problem {
  const problem = (error as { problem?: Problem } | null)?.problem;
  if (error instanceof Error && typeof problem?.what === "string") return problem;
  const message = error instanceof Error ? error.message : String(error);
  return { severity: "error", what: message, try: "The show goes on; please report this with the line you typed." };
}
