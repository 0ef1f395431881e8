// A few source lines around a place, with a caret.

import type { Place } from "../protocol/problem.ts";

const AROUND = 2;
const MAX_WIDTH = 160;

/** `codeFrame("a\nb", {file, line: 2, column: 1})` → `"  1 | a\n> 2 | b\n    | ^"`. Empty when the line does not exist. */
export function codeFrame(source: string, place: Place): string {
  const lines = source.split(/\r?\n/);
  if (place.line < 1 || place.line > lines.length) return "";
  const first = Math.max(1, place.line - AROUND);
  const last = Math.min(lines.length, place.line + 1);
  const gutter = String(last).length;
  const out: string[] = [];
  for (let n = first; n <= last; n++) {
    const text = lines[n - 1].slice(0, MAX_WIDTH);
    out.push(`${n === place.line ? ">" : " "} ${String(n).padStart(gutter)} | ${text}`);
    if (n !== place.line) continue;
    // Tabs before the caret stay tabs, so that it lands under its character in any terminal.
    const before = text.slice(0, Math.max(0, place.column - 1)).replace(/[^\t]/g, " ");
    out.push(`  ${" ".repeat(gutter)} | ${before}^`);
  }
  return out.join("\n");
}
