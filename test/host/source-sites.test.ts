import assert from "node:assert/strict";
import { test } from "node:test";
import { createSourceSites, problemFromThrow, sourceUrl } from "../../src/host/source-sites.ts";

// Line by line as written; line 2 has a second position, four columns on. Columns count from the position before.
const map = JSON.stringify({
  version: 3,
  sources: ["sketches/a.ts"],
  sourcesContent: ["one\ntwo two\nthree\n"],
  names: [],
  mappings: "AAAA;AACA,IAAI;AACJ",
});
const sites = createSourceSites("/project", 4, map);
const at = (line: number | string, column: number | string, generation = 4) =>
  `    at draw (${sourceUrl(generation)}:${line}:${column})`;

const rows: [what: string, stack: string, found: [line: number, column: number] | null][] = [
  ["the first line, below the wrapper's", at(2, 1), [1, 1]],
  ["a column", at(3, 5), [2, 5]],
  ["the first frame that is the artist's", `Error: x\n    at engine (worker.js:9:9)\n${at(4, 1)}\n${at(2, 1)}`, [3, 1]],
  ["past a frame of the wrapper", `${at(1, 20)}\n${at(3, 1)}`, [2, 1]],
  ["nothing but the wrapper", at(1, 20), null],
  ["another generation", at(2, 1, 41), null],
  ["an earlier one", at(2, 1, 3), null],
  ["no stack", "", null],
  ["a line that is not there", at(99, 1), null],
  ["line 0", at(0, 1), null],
  ["column 0", at(2, 0), null],
  ["numbers beyond all bounds", at("9".repeat(40), "9".repeat(400)), null],
];
for (const [what, stack, found] of rows) {
  test(`place of a stack: ${what}`, () => {
    const wanted = found && { file: "sketches/a.ts", line: found[0], column: found[1] };
    assert.deepEqual(sites.siteOf(stack), wanted);
  });
}

test("an excerpt shows the source the bundle was made of", () => {
  assert.equal(
    sites.excerpt({ file: "sketches/a.ts", line: 2, column: 5 }),
    "  1 | one\n> 2 | two two\n    |     ^\n  3 | three",
  );
  assert.equal(sites.excerpt({ file: "sketches/other.ts", line: 1, column: 1 }), undefined);
});

test("a throw becomes a problem at the artist's line, or at the file when no line is known", () => {
  const thrown = { what: "boom", stack: at(3, 5), expected: "less", try: "Again." };
  assert.deepEqual(problemFromThrow(sites, "sketches/a.ts", 4, thrown), {
    severity: "error",
    where: { file: "sketches/a.ts", line: 2, column: 5 },
    what: "boom",
    expected: "less",
    try: "Again.",
    excerpt: sites.excerpt({ file: "sketches/a.ts", line: 2, column: 5 }),
    generation: 4,
  });
  const blind = problemFromThrow(sites, "sketches/a.ts", 4, { what: "boom", stack: "", severity: "warning" });
  assert.deepEqual(
    [blind.severity, blind.where, blind.excerpt],
    ["warning", { file: "sketches/a.ts", line: 0, column: 1 }, undefined],
  );
});
