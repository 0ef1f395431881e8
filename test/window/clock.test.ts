import assert from "node:assert/strict";
import { test } from "node:test";
import { createClock } from "../../src/window/clock.ts";

/** `f1000` freezes at 1,000 ms, `g2000` goes on there, `1500` reads t. */
const rows: [what: string, startT: number, bornMs: number, script: string, t: number[]][] = [
  ["runs from zero", 0, 500, "500 1500 2250", [0, 1, 1.75]],
  ["plays on where the last window stood", 90.5, 10, "10 1010", [90.5, 91.5]],
  ["stands while frozen", 0, 0, "1000 f1000 1500 99000", [1, 1, 1]],
  ["goes on without a jump", 0, 0, "f1000 5000 g6000 6000 6500", [1, 1, 1.5]],
  ["freezing twice is freezing once", 0, 0, "f1000 f2000 3000 g4000 5000", [1, 2]],
  ["going on while going is nothing", 0, 0, "g500 1000", [1]],
  ["again and again", 0, 0, "f1000 g2000 f3000 g5000 6000", [3]],
];
for (const [what, startT, bornMs, script, t] of rows) {
  test(what, () => {
    const clock = createClock(startT, bornMs);
    const seen: number[] = [];
    for (const step of script.split(" ")) {
      if (step[0] === "f" || step[0] === "g") {
        clock.setFrozen(step[0] === "f", Number(step.slice(1)));
        assert.equal(clock.frozen(), step[0] === "f");
      } else seen.push(clock.t(Number(step)));
    }
    assert.deepEqual(seen, t);
  });
}
