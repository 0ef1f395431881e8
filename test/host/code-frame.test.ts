import assert from "node:assert/strict";
import { test } from "node:test";
import { codeFrame } from "../../src/host/code-frame.ts";

const long = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join("\n");
const rows: [what: string, source: string, line: number, column: number, frame: string][] = [
  ["the example", "a\nb", 2, 1, "  1 | a\n> 2 | b\n    | ^"],
  ["two lines before, one after", "a\nb\nc\nd\ne", 3, 1, "  1 | a\n  2 | b\n> 3 | c\n    | ^\n  4 | d"],
  ["the first line", "a\nb\nc", 1, 1, "> 1 | a\n    | ^\n  2 | b"],
  ["numbers are aligned", long, 9, 6, "   7 | line 7\n   8 | line 8\n>  9 | line 9\n     |      ^\n  10 | line 10"],
  ["tabs stay tabs", "\t\tx = 1", 1, 5, "> 1 | \t\tx = 1\n    | \t\t  ^"],
  ["Windows' line ends", "a\r\nb\r\nc", 2, 1, "  1 | a\n> 2 | b\n    | ^\n  3 | c"],
  ["past the end of the line", "ab", 1, 9, "> 1 | ab\n    |   ^"],
  ["column 0", "ab", 1, 0, "> 1 | ab\n    | ^"],
  ["an empty file", "", 1, 1, "> 1 | \n    | ^"],
  ["no such line", "a\nb", 3, 1, ""],
  ["line 0", "a", 0, 1, ""],
  ["a line without end", "x".repeat(500), 1, 3, `> 1 | ${"x".repeat(160)}\n    |   ^`],
];
for (const [what, source, line, column, frame] of rows) {
  test(what, () => assert.equal(codeFrame(source, { file: "a.ts", line, column }), frame));
}
