import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { changedLines } from "../../src/host/stage/changed-lines.ts";
import { viewCode } from "../../src/host/stage/code-view.ts";
import { MAX_CODE_CHARACTERS, MAX_CODE_COLUMNS, MAX_CODE_LINES } from "../../src/protocol/code-view.ts";

test("the lines a save changed", () => {
  const rows: [before: string, after: string, ranges: number[][]][] = [
    ["a b c", "a b c", []],
    ["a b c", "a x c", [[2, 2]]],
    ["a b c", "a x y c", [[2, 3]]],
    ["a b c", "a c", [[2, 2]]],
    ["a b c", "a b", [[2, 2]]],
    [
      "a b c d e",
      "x b c y e",
      [
        [1, 1],
        [4, 4],
      ],
    ],
    ["", "a b", [[1, 2]]],
    ["a b", "b a", [[2, 2]]],
  ];
  const split = (text: string) => (text === "" ? [] : text.split(" "));
  for (const [before, after, ranges] of rows)
    assert.deepEqual(changedLines(split(before), split(after)), ranges, `${before} → ${after}`);
});

test("ranges lie in the text, in order, apart; lines outside them stood before in the same order", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const ranges = changedLines(before, after);
      let last = -1;
      for (const [from, to] of ranges) {
        assert.ok(from > last + 1 || (last === -1 && from >= 1), `${ranges}`);
        assert.ok(to >= from && to <= after.length);
        last = to;
      }
      const kept = after.filter((_, i) => !ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to));
      let at = 0;
      for (const line of kept) {
        at = before.indexOf(line, at) + 1;
        assert.ok(at > 0, `${before} → ${after}: ${ranges}`);
      }
    }),
  );
});

test("a very long change is one range, told quickly", () => {
  const many = (name: string) => Array.from({ length: 20_000 }, (_, i) => `${name}${i}`);
  const started = performance.now();
  assert.deepEqual(changedLines(["first", ...many("a")], ["first", ...many("b")]), [[2, 20_001]]);
  assert.ok(performance.now() - started < 1000);
});

test("the piece on show is bounded and holds the problem, else the change", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i + 1}`);
  const base = { file: "sketches/a.ts", lines, changed: [[3000, 3002]] as const, save: 2 };
  const state = { generation: 7, refused: false };
  const view = viewCode(base, { ...state, problems: [] });
  assert.equal(view.lines.length, MAX_CODE_LINES);
  assert.equal(view.lines[3000 - view.firstLine], "line 3000");
  const wrong = viewCode(base, {
    ...state,
    problems: [
      { severity: "error", what: "elsewhere", where: { file: "sketches/b.ts", line: 1, column: 1 } },
      { severity: "error", what: "here", where: { file: "sketches/a.ts", line: 12, column: 4 } },
    ],
  });
  assert.deepEqual(wrong.problems, [{ line: 12, severity: "error", what: "here" }]);
  assert.equal(wrong.lines[12 - wrong.firstLine], "line 12");
  const wide = viewCode(
    { ...base, lines: Array.from({ length: 300 }, () => "x".repeat(5000)) },
    { ...state, problems: [] },
  );
  assert.ok(wide.lines.join("\n").length <= MAX_CODE_CHARACTERS);
  assert.ok(wide.lines.every((line) => line.length <= MAX_CODE_COLUMNS));
});

test("any text and any places give a sound view", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 4 }),
      (lines, places) => {
        const view = viewCode(
          { file: "a.ts", lines, changed: places.map((line): [number, number] => [line, line]), save: 1 },
          {
            generation: 1,
            refused: true,
            problems: places.map((line) => ({
              severity: "error" as const,
              what: "no",
              where: { file: "a.ts", line, column: 1 },
            })),
          },
        );
        assert.ok(view.firstLine >= 1 && view.firstLine + view.lines.length - 1 <= lines.length);
        for (const { line } of view.problems)
          assert.ok(line >= view.firstLine && line < view.firstLine + view.lines.length);
      },
    ),
  );
});
