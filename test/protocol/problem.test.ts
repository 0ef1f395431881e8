import assert from "node:assert/strict";
import { test } from "node:test";
import { describeProblem, type Problem } from "../../src/protocol/problem.ts";

const rows: [problem: Omit<Problem, "severity">, said: string][] = [
  [{ what: "it broke" }, "it broke"],
  [{ what: "it broke", where: { file: "a.ts", line: 3, column: 5 } }, "a.ts:3:5  it broke"],
  [{ what: "it is gone", where: { file: "a.ts", line: 0, column: 1 } }, "a.ts  it is gone"],
  [{ what: "fps is 0", expected: "1 to 240" }, "fps is 0; expected 1 to 240"],
  [{ what: "no such effect", try: 'Did you mean "scale"?' }, 'no such effect. Did you mean "scale"?'],
  [
    {
      what: "draw() returned undefined",
      expected: "a layer",
      try: "Missing `return`?",
      where: { file: "s/b.ts", line: 1, column: 1 },
    },
    "s/b.ts:1:1  draw() returned undefined; expected a layer. Missing `return`?",
  ],
];
for (const [problem, said] of rows)
  test(said, () => assert.equal(describeProblem({ severity: "error", ...problem }), said));
