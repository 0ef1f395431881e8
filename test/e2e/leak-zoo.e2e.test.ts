// Sixteen ways to leak, and the original's: each is planted in the running program and must be led to its very place by
// one command. The long form, with several rates and a clean control, is test/bench/leaks.ts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ALL_LEAKS, visit } from "../support/leak-zoo.ts";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

let program: Program;
before(async () => {
  program = startProgram({ files: { "sketches/a.ts": polygonSketch(5) } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
  await program.ask(".trace start");
  // The spare worker warms up and the source maps are read: not in the middle of the first question.
  await program.ask(".diff 1");
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

for (const [kind, { by }] of Object.entries(ALL_LEAKS)) {
  test(`a leak of ${kind} is found`, async () => {
    const row = await visit(program.ask, kind, "2MB/s", kind === "workers" ? 3 : 1.5);
    assert.ok(row.found, JSON.stringify(row));
    if (by === "bytes") assert.ok(row.share >= 0.8, JSON.stringify(row));
    assert.ok(row.seconds < 10, JSON.stringify(row));
  });
}

test("after all of them nothing is left, and nothing is accused", async () => {
  assert.deepEqual((await program.ask(".leak")).data.leaks, []);
  const { total, rows } = (await program.ask(".diff 2 not host")).data;
  assert.ok(total < 600_000, JSON.stringify({ total, rows: rows.slice(0, 3) }));
  assert.equal((await program.ask(".status")).data.state, "running");
});
