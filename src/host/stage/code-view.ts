// A file's text → the piece of it that the window shows. Pure.

import {
  type CodeView,
  MAX_CODE_CHARACTERS,
  MAX_CODE_COLUMNS,
  MAX_CODE_LINES,
  MAX_CODE_PROBLEMS,
} from "../../protocol/code-view.ts";
import type { Problem } from "../../protocol/problem.ts";
import type { LineRange } from "./changed-lines.ts";

export interface CodeText {
  file: string;
  lines: readonly string[];
  changed: readonly LineRange[];
  save: number;
}

const MAX_RANGES = 100;
const MAX_WHAT = 300;

export function viewCode(
  text: CodeText,
  { generation, refused, problems }: { generation: number; refused: boolean; problems: readonly Problem[] },
): CodeView {
  const { file, lines, changed, save } = text;
  const here = problems.filter((problem) => problem.where?.file === file && problem.where.line > 0);
  const focus = here[0]?.where?.line ?? changed[0]?.[0] ?? 1;
  const [first, last] = around(lines, Math.min(focus, lines.length));
  return {
    file,
    generation,
    refused,
    firstLine: first,
    totalLines: lines.length,
    lines: lines.slice(first - 1, last).map(cut),
    changed: changed.filter(([from, to]) => to >= first && from <= last).slice(0, MAX_RANGES),
    problems: here
      .filter(({ where }) => where && where.line >= first && where.line <= last)
      .slice(0, MAX_CODE_PROBLEMS)
      .map(({ where, severity, what }) => ({ line: where?.line ?? 0, severity, what: what.slice(0, MAX_WHAT) })),
    save,
  };
}

/** Lines around the focus, a third of them before it, as many as the bounds allow. */
function around(lines: readonly string[], focus: number): [first: number, last: number] {
  let first = Math.max(1, focus);
  let last = first - 1;
  let characters = 0;
  const room = (line: number) =>
    line >= 1 &&
    line <= lines.length &&
    last - first + 1 < MAX_CODE_LINES &&
    characters + Math.min(lines[line - 1].length, MAX_CODE_COLUMNS) + 1 <= MAX_CODE_CHARACTERS;
  const take = (line: number) => {
    characters += Math.min(lines[line - 1].length, MAX_CODE_COLUMNS) + 1;
    if (line > last) last = line;
    else first = line;
  };
  for (let turn = 0; room(last + 1) || room(first - 1); turn++) {
    if (turn % 3 === 2 ? room(first - 1) : !room(last + 1)) take(first - 1);
    else take(last + 1);
  }
  return [first, last];
}

const cut = (line: string): string =>
  line.length > MAX_CODE_COLUMNS ? `${line.slice(0, MAX_CODE_COLUMNS - 1)}…` : line;
