// The set in the real program: going on the bar, both sides moving, faults of either side, and nothing left behind.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Program, startProgram } from "../support/program.ts";

/** `lines` polygons that turn with t; the page's frame shows whether they do. */
const ring = (lines: number, extra = "") => `import { G, L, sketch } from "hairline";
${extra}
export default sketch({
  background: "${lines > 5 ? "#101820" : "#ffffff"}",
  draw({ t, seed }) {
    const all = Array.from({ length: ${lines} }, (_, i) => L(G.polygon({ sides: 6 }).scale(20 + i * 20 + seed).rotate(t * 40).translate(200, 200), { width: 1 }));
    return all;
  },
});
`;

let program: Program;

before(async () => {
  program = startProgram({
    files: {
      "sketches/one.ts": ring(3),
      "sketches/two.ts": ring(8),
      "sketches/late.ts": ring(4).replace(
        "draw({ t, seed }) {",
        "draw({ t, seed }) { if (globalThis.fail) throw new Error('late');",
      ),
      "hairline.yaml":
        "sketch: sketches/one.ts\nset:\n  - one\n  - { sketch: two, seed: 5, program: 9 }\n  - twoo\n  - { sketch: late, transition: dash 1 s on now }\n",
    },
  });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

const over = () => program.until("@page __hairline.stats().transition", (a) => a.data.json.running === false);

test("the set is listed, and an entry that names no sketch is told and passed over", async () => {
  const { data } = await program.ask(".go");
  assert.deepEqual(
    data.entries.map((each: { name: string }) => each.name),
    ["one", "two", "twoo", "late"],
  );
  assert.deepEqual([data.current, data.next, data.entries[2].sketch], [1, "two", null]);
  const { problems } = (await program.ask(".problems")).data;
  assert.match(problems[0].what, /entry 3 of the set plays "twoo"/);
  assert.match(problems[0].try, /Did you mean "two"/);
  assert.equal(problems[0].where.file, "hairline.yaml");
});

test(".go next begins with the first display frame after the bar, and both sides move", async () => {
  const { data } = await program.ask(".go next fade 4 beats");
  assert.equal(data.gone.sketch, "sketches/two.ts");
  const seen = await program.until("@page __hairline.stats().transition", (a) => a.data.json.share > 0.2);
  const { startBeat, startedBeat, beatBefore } = seen.data.json;
  assert.equal(startBeat % 4, 0);
  assert.ok(beatBefore < startBeat && startedBeat >= startBeat, JSON.stringify(seen.data.json));
  await over();
  assert.equal((await program.ask(".status")).data.lines, 8);
});
