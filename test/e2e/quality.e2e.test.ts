// A drawing that takes seconds, in the real program: a draft while playing, progress while the final one is made, the
// picture and the prompt go on meanwhile, and the next save does not wait for it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";

/** A shape of `points` points that takes 40 steps of 100 ms in the final quality and one in the draft. */
const slowSketch = (points: number) => `
import { defineShape, int, L } from "hairline";
const slow = defineShape({
  name: "slow",
  params: { points: int(3, { range: [2, 100], help: "Points." }) },
  iterative: true,
  draw(p, out, job) {
    const steps = job.quality === "final" ? 40 : 1;
    for (let step = 1; step <= steps; step++) {
      if (steps > 1) for (const end = Date.now() + 100; Date.now() < end; );
      job.progress(step / steps);
    }
    const points = p.points + (steps > 1 ? 50 : 0);
    for (let i = 0; i < points; i++) i === 0 ? out.moveTo(10, 10) : out.lineTo(10 + i, 10 + (i % 2) * 80);
  },
});
export const draw = () => L(slow({ points: ${points} }));
`;

let program: Program;
before(async () => {
  program = startProgram({ files: { [FILE]: slowSketch(7) } });
  await program.until(".status", (a) => a.data?.state === "running" && a.data.points === 7, 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

test("final takes its time, tells how far it is, stops nothing, and is kept", async () => {
  assert.deepEqual((await program.ask(".quality final")).data, { quality: "final" });
  const { data } = await program.until(".status", (a) => (a.data.working?.seconds ?? 0) > 1);
  assert.equal(data.working.op, "slow");
  assert.ok(data.working.share > 0 && data.working.share < 1, `${data.working.share}`);
  assert.equal(data.points, 7, "the draft stays on screen meanwhile");
  assert.equal(data.state, "running");
  assert.deepEqual([data.quality, data.drawn], ["final", "draft"]);
  const after = (await program.until(".status", (a) => a.data.points === 57)).data;
  assert.deepEqual([after.quality, after.drawn, after.working, after.problems], ["final", "final", null, 0]);
});

test("a save does not wait for the job before it", async () => {
  const before = (await program.ask(".status")).data.generation;
  program.save(FILE, slowSketch(9));
  await program.until(".status", (a) => a.data.generation > before && a.data.working !== null);
  const saved = Date.now();
  program.save(FILE, polygonSketch(5));
  await program.until(".status", (a) => a.data.points === 6);
  assert.ok(Date.now() - saved < 3000, `${Date.now() - saved} ms`);
  const { data } = await program.until(".status", (a) => a.data.working === null);
  assert.equal(data.problems, 0);
  // The worker that was at it is free again: nobody is at work for a version that is gone.
  await program.until(".workers", (a) =>
    a.data.workers.every((worker: { status: string }) => worker.status !== "busy"),
  );
});

test("draft again", async () => {
  program.save(FILE, slowSketch(11));
  await program.until(".status", (a) => a.data.working !== null);
  assert.deepEqual((await program.ask(".quality draft")).data, { quality: "draft" });
  await program.until(".status", (a) => a.data.points === 11 && a.data.working === null);
});
