// Controls in the real program: two sketches with a knob of one name, and a show that is killed.

import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Program, startProgram } from "../support/program.ts";

const sketch = (value: number) => `import { G, L, sketch } from "hairline";
export default sketch({
  canvas: [100, 100],
  draw({ knob }) {
    return L(G.polygon({ sides: Math.round(knob("sides", ${value}, { min: 3, max: 60 })) }).scale(50).translate(50, 50));
  },
});
`;
const files = { "sketches/first.ts": sketch(3), "sketches/second.ts": sketch(20) };

const project = realpathSync(mkdtempSync(join(tmpdir(), "hairline-controls-")));
let program: Program;
before(() => {
  program = startProgram({ project, files, args: ["sketches/first.ts"] });
});
after(async () => {
  await program.close();
  rmSync(project, { recursive: true, force: true });
});

const sides = async () => (await program.ask(".status")).data.points - 1;
const shown = (count: number) => program.until(".status", ({ data }) => data.points - 1 === count);

test("each sketch keeps its own knob, though the names are the same", async () => {
  await shown(3);
  await program.ask(".set sides 7");
  await shown(7);
  await program.ask(".sketch second");
  await shown(20);
  await program.ask(".set sides 12");
  await program.ask(".sketch first");
  await shown(7);
  await program.ask(".sketch second");
  await shown(12);
});

test("links are told, and their mistakes have a way out", async () => {
  const learning = await program.ask(".learn sides");
  assert.equal(learning.data.learning, "sides");
  const typo = await program.ask(".learn sidse");
  assert.match(typo.problem.try, /sides/);
  assert.deepEqual((await program.ask('.link "midi/nano/cc 7" sides')).data.links[0].target, "sides");
  assert.equal((await program.ask(".links")).data.links.length, 1);
  assert.equal((await program.ask(".unlink sides")).data.removed.length, 1);
});

test("after a fall-back to another sketch, name and knobs are those of the picture", async () => {
  await program.ask(".sketch first");
  await shown(7);
  await program.until(
    ".versions",
    ({ data }) => data.versions.some((each: { onAir: boolean; proven: boolean }) => each.onAir && each.proven),
    30_000,
  );
  await program.ask(".sketch second");
  await program.ask(".panic"); // the second is not proven yet
  await shown(7);
  assert.equal((await program.ask(".status")).data.sketch, "sketches/first.ts");
  const { knobs } = (await program.ask(".knobs")).data;
  assert.deepEqual([knobs[0].value, knobs[0].code], [7, 3]);
  await program.ask(".set sides 8");
  await shown(8);
  await program.ask(".sketch second");
  await shown(12);
});

test("a show that is killed comes back with the knobs as they were", async () => {
  await program.ask(".set sides 9");
  await shown(9);
  await delay(400);
  program.kill("SIGKILL");
  await delay(3000); // The browser leaves when its pipe breaks.
  program = startProgram({ project, files: {}, args: ["sketches/second.ts"] });
  await shown(9);
  assert.equal(await sides(), 9);
  const { knobs } = (await program.ask(".knobs")).data;
  assert.deepEqual([knobs[0].source, knobs[0].code], ["panel", 20]);
});
