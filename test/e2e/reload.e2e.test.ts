// Three stories of the code river in the real program: save → the picture changes; break → it stays and the problem is
// told; mend → it goes on. Then what a version ring, controls and commands promise.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
let program: Program;

before(async () => {
  program = startProgram({ files: { [FILE]: polygonSketch(5) } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

const pointsAre = (points: number) =>
  program.until(".status", (a) => a.data.state === "running" && a.data.points === points);
const generation = async () => (await program.ask(".status")).data.generation;

test("the first sketch is on screen and moving", async () => {
  const first = (await pointsAre(6)).data;
  assert.equal(first.sketch, FILE);
  assert.equal(first.lines, 1);
  await program.until(".status", (a) => a.data.frames > first.frames + 10);
});

test("a save is on screen, and is one reload", async () => {
  const before = await generation();
  program.save(FILE, polygonSketch(7));
  await pointsAre(8);
  assert.equal(await generation(), before + 1);
  // The frame is on screen before the window's word of it has come.
  const { reload } = (await program.until(".perf", (a) => a.data.reload.count >= 1)).data;
  for (const stage of ["watch", "build", "load", "audition", "publish", "present"])
    assert.ok(reload.last[stage] >= 0, stage);
});

test("a save does not wait for an audition that never ends", async () => {
  const before = await generation();
  program.save(FILE, polygonSketch(4, "for (;;);"));
  await new Promise((done) => setTimeout(done, 150));
  const saved = Date.now();
  program.save(FILE, polygonSketch(9));
  await pointsAre(10);
  // Less than the audition's limit, 3 s.
  assert.ok(Date.now() - saved < 2000, `${Date.now() - saved} ms`);
  assert.ok((await generation()) > before);
  assert.equal((await program.ask(".status")).data.problems, 0);
});

const STYLES: [name: string, save: (path: string, text: string) => Promise<void>][] = [
  ["in place", async (path, text) => writeFileSync(path, text)],
  [
    "atomic rename",
    async (path, text) => {
      writeFileSync(`${path}.tmp~`, text);
      renameSync(`${path}.tmp~`, path);
    },
  ],
  [
    "truncate, then write",
    async (path, text) => {
      writeFileSync(path, "");
      await pause(20);
      writeFileSync(path, text);
    },
  ],
  [
    "delete and recreate",
    async (path, text) => {
      rmSync(path);
      await pause(30);
      writeFileSync(path, text);
    },
  ],
];
for (const [index, [name, save]] of STYLES.entries()) {
  test(`saving by ${name} is exactly one reload`, async () => {
    const before = await generation();
    await save(join(program.project, FILE), polygonSketch(10 + index));
    await pointsAre(11 + index);
    await pause(500);
    assert.equal(await generation(), before + 1);
  });
}

test("files beside the sketch belong to it; many at once are one reload", async () => {
  program.save("sketches/sides.ts", "export const sides = 4;\n");
  program.save("sketches/more.ts", "export const more = 0;\n");
  const text = polygonSketch(3, `import { sides } from "./sides.ts";\nimport { more } from "./more.ts";`).replace(
    "sides: 3",
    "sides: sides + more",
  );
  program.save(FILE, text);
  await pointsAre(5);
  const before = await generation();
  program.save("sketches/sides.ts", "export const sides = 6;\n");
  program.save("sketches/more.ts", "export const more = 3;\n");
  await pointsAre(10);
  await pause(500);
  assert.equal(await generation(), before + 1);
});

test("a save that changes nothing that runs is no reload", async () => {
  program.save(FILE, polygonSketch(6));
  await pointsAre(7);
  const before = await generation();
  program.save(FILE, `${polygonSketch(6)}// a thought\n`);
  await pause(800);
  assert.equal(await generation(), before);
});

test("a broken save leaves the picture and names the artist's line; mending it goes on", async () => {
  const before = (await program.ask(".status")).data;
  program.save(FILE, polygonSketch(9).replace("return L(", "return L(("));
  const held = await program.until(".status", (a) => a.data.state === "held");
  assert.equal(held.data.generation, before.generation);
  assert.equal(held.data.points, before.points);
  const [problem] = (await program.ask(".problems")).data.problems;
  assert.equal(problem.where.file, FILE);
  assert.ok(problem.where.line >= 4 && problem.where.column > 0, JSON.stringify(problem.where));
  assert.match(problem.excerpt, /\^/);
  await program.until(".status", (a) => a.data.frames > held.data.frames + 10);
  program.save(FILE, polygonSketch(9));
  await pointsAre(10);
  assert.deepEqual((await program.ask(".problems")).data.problems, []);
});

test("an op of the sketch's own that changes changes the picture, even where its parameters do not", async () => {
  const ring = (radius: number) => `import { defineShape } from "hairline";
const radius = ${radius};
const ring = defineShape({
  name: "ring",
  params: {},
  size: (_p, size) => { size.points = 61; size.lines = 1; },
  draw: (_p, out) => { for (let i = 0; i <= 60; i++) { const a = i * Math.PI / 30; out[i === 0 ? "moveTo" : "lineTo"](radius * Math.cos(a), radius * Math.sin(a)); } },
});
export const draw = () => ring().translate(200, 200);
`;
  const picture = async () =>
    createHash("sha256")
      .update((await program.ask("@page __hairline.picture()")).data.json)
      .digest("hex");
  program.save(FILE, ring(60));
  await pointsAre(61);
  await pause(300);
  const before = await picture();
  const at = await generation();
  program.save(FILE, ring(150));
  await program.until(".status", (a) => a.data.generation > at);
  await pause(300);
  assert.notEqual(await picture(), before);
  program.save(FILE, polygonSketch(6));
  await pointsAre(7);
  program.save(FILE, polygonSketch(9));
  await pointsAre(10);
});

test(".back and .forward walk the good versions", async () => {
  const back = await program.ask(".back");
  assert.ok(back.ok, JSON.stringify(back));
  await pointsAre(7);
  await program.ask(".forward");
  await pointsAre(10);
  const beyond = await program.ask(".forward");
  assert.equal(beyond.ok, false);
});

test("a control turned from the prompt bends the lines, and the fallback holds until then", async () => {
  program.save(
    FILE,
    polygonSketch(3)
      .replace("draw({ t })", "draw({ t, cc, knob })")
      .replace("sides: 3", 'sides: Math.round(3 + cc(1, 0.5) * 10 + knob("more", 0, { max: 20 }))'),
  );
  await pointsAre(9);
  await program.ask(".cc 1 1");
  await pointsAre(14);
  await program.ask(".cc 1 clear");
  await pointsAre(9);
  const set = await program.ask(".set more 12");
  assert.ok(set.ok, JSON.stringify(set));
  await pointsAre(21);
  program.save(FILE, readFileSync(join(program.project, FILE), "utf8").replace("scale(200)", "scale(150)"));
  await pause(500);
  assert.equal((await program.ask(".knobs")).data.knobs[0].value, 12, "the performer's value survives a reload");
  await pointsAre(21);
  program.save(FILE, readFileSync(join(program.project, FILE), "utf8").replace('"more", 0', '"more", 1'));
  await pointsAre(10);
  const wrong = await program.ask(".set mor 3");
  assert.equal(wrong.ok, false);
  assert.match(JSON.stringify(wrong.problem), /more/);
});

test("a line is evaluated in the worker on air, another in the page, none in Node", async () => {
  assert.equal((await program.ask("1 + 1")).data.json, 2);
  assert.equal((await program.ask("typeof process + typeof ctx.t")).data.json, "undefinednumber");
  assert.equal((await program.ask("@page document.title")).data.json, "Hairline");
  assert.equal((await program.ask("nonsense.here")).ok, false);
});

test("freeze holds the time, blackout and seed take effect", async () => {
  await program.ask(".freeze on");
  await pause(200); // a frame that had begun may still finish
  const a = (await program.ask("ctx.t")).data.json;
  await pause(300);
  assert.equal((await program.ask("ctx.t")).data.json, a);
  await program.ask(".freeze off");
  await program.until("ctx.t", (answer) => answer.data.json > a);
  await program.ask(".seed 42");
  await program.until("ctx.seed", (answer) => answer.data.json === 42);
  await program.ask(".blackout on");
  assert.equal((await program.ask(".status")).data.blackout, true);
  await program.ask(".blackout off");
});

test(".save writes SVG and PNG and never overwrites", async () => {
  const first = (await program.ask(".save svg out/x.svg")).data;
  const second = (await program.ask(".save svg out/x.svg")).data;
  assert.notEqual(first.path, second.path);
  const svg = readFileSync(join(program.project, first.path), "utf8");
  assert.match(svg, /width="400mm" height="400mm"/);
  assert.match(svg, /<(path|polyline)/);
  const png = (await program.ask(".save png")).data;
  assert.equal(readFileSync(join(program.project, png.path)).subarray(1, 4).toString(), "PNG");
});

test("the slot counts, and holds W + 2 buffers", async () => {
  const slot = (await program.ask(".slot")).data;
  assert.equal(slot.buffers, 3);
  assert.ok(slot.published >= slot.shown && slot.shown > 0);
  assert.ok(slot.ageMs < 2000);
});

test("three workers draw the same sketch; the slot grows with them", async () => {
  await program.ask(".workers 3");
  await program.until(".status", (a) => a.data.workers === 3 && a.data.state === "running");
  assert.equal((await program.ask(".slot")).data.buffers, 5);
  await program.ask(".workers 1");
  await program.until(".status", (a) => a.data.workers === 1);
});

test("state of a stateful sketch survives a reload while its shape allows", async () => {
  const text = (extra: string) => `import { G } from "hairline";
export default {
  setup: () => ({ count: 0${extra} }),
  draw({ state }) { state.count++; return G.polygon({ sides: 5 }).scale(200).translate(200, 200); },
};
`;
  program.save(FILE, text(""));
  await program.until("ctx.state.count", (a) => a.data?.json > 60);
  const before = await generation();
  program.save(FILE, text("").replace("scale(200)", "scale(210)"));
  await program.until(".status", (a) => a.data.generation > before);
  assert.ok((await program.ask("ctx.state.count")).data.json > 60, "carried over");
  program.save(FILE, text(", more: 1"));
  await program.until("ctx.state.more", (a) => a.data?.json === 1);
  assert.ok((await program.ask("ctx.state.count")).data.json < 60, "another shape starts afresh");
});

test("every good version is in the journal", async () => {
  const folder = join(program.project, ".hairline", "journal");
  assert.ok(existsSync(join(folder, "log")));
  assert.ok(readdirSync(join(folder, "objects")).length >= 10);
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
