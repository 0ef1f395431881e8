// What an artist may do to the program at night. After each: one clear problem at the right place, the last good
// picture still moving, and the prompt answering.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const FILE = "sketches/a.ts";
let program: Program;

before(async () => {
  program = startProgram({ files: { [FILE]: polygonSketch(5), "hairline.yaml": "fps: 60\n" } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

const body = (code: string, top = "") =>
  `import { G, L, sketch } from "hairline";\n${top}\nexport default sketch({\n  draw({ t, frame }) {\n${code}\n  },\n});\n`;
const GOOD = "return L(G.polygon({ sides: 5 }).scale(200).translate(200, 200));";

interface Row {
  name: string;
  text: string;
  /** The problem's words. */
  says: RegExp;
  /** Line in the artist's file; 0 where only the file can be named. */
  line: number;
}

const REFUSED: Row[] = [
  { name: "a syntax error", text: body("    return L(G.polygon({ sides: 5 );"), says: /Expected/, line: 5 },
  {
    name: "a missing export",
    text: `import { G } from "hairline";\nexport const drw = () => G.circle();\n`,
    says: /no draw function/,
    line: 0,
  },
  { name: "draw returning undefined", text: body("    G.polygon();"), says: /undefined/, line: 0 },
  {
    name: "draw returning nonsense",
    text: body("    return { nonsense: true } as any;"),
    says: /draw\(\) returned/,
    line: 0,
  },
  { name: "a throw on frame 1", text: body(`    throw new Error("first frame");`), says: /first frame/, line: 5 },
  {
    name: "a throw at the top level",
    text: body(`    ${GOOD}`, `throw new Error("at the top");`),
    says: /at the top/,
    line: 2,
  },
  { name: "an unknown effect", text: body(`    return (G.polygon() as any).displce();`), says: /displce/, line: 5 },
  {
    name: "an unknown parameter",
    text: body(`    return G.polygon({ side: 5 } as any).scale(100);`),
    says: /side/,
    line: 5,
  },
  {
    name: "a parameter of the wrong type",
    text: body(`    return G.polygon({ sides: "five" } as any).scale(100);`),
    says: /sides/,
    line: 5,
  },
  { name: "NaN parameters", text: body(`    return G.polygon().scale(NaN);`), says: /NaN|scale/, line: 5 },
  { name: "an empty drawing", text: body("    return [];"), says: /empty/, line: 0 },
  {
    name: "five million points",
    text: body(
      "    return G.polygon({ sides: 20 }).scale(300).repeat({ count: 100 }).repeat({ count: 100 }).repeat({ count: 100 });",
    ),
    says: /points/,
    line: 5,
  },
  { name: "an endless loop in draw", text: body(`    for (;;) {}\n    ${GOOD}`), says: /did not finish/, line: 0 },
  {
    name: "an endless loop at the top level",
    text: body(`    ${GOOD}`, "for (;;) {}"),
    says: /did not finish/,
    line: 0,
  },
  {
    name: "a package that is not there",
    text: `import fs from "node:fs";\nexport const draw = () => fs;\n`,
    says: /node:fs/,
    line: 1,
  },
  {
    name: "a file that is not there",
    text: `import { x } from "./gone.ts";\nexport const draw = () => x;\n`,
    says: /gone/,
    line: 1,
  },
];

for (const { name, text, says, line } of REFUSED) {
  test(`${name} is refused, and the picture goes on`, async () => {
    program.save(FILE, polygonSketch(5));
    await program.until(".status", (a) => a.data.state === "running" && a.data.points === 6);
    await program.until(".problems", (a) => a.data.problems.length === 0);
    const before = (await program.ask(".status")).data;
    program.save(FILE, text);
    const held = (await program.until(".status", (a) => a.data.state === "held")).data;
    assert.equal(held.generation, before.generation, "the old version is on air");
    const { problems } = (await program.ask(".problems")).data;
    assert.equal(problems.length, 1, JSON.stringify(problems));
    const [problem] = problems;
    assert.match(`${problem.what} ${problem.expected ?? ""} ${problem.try ?? ""}`, says);
    assert.equal(problem.where.file, FILE);
    assert.equal(problem.where.line, line, JSON.stringify(problem));
    if (line > 0) assert.match(problem.excerpt, />/);
    const asked = Date.now();
    const after = await program.until(".status", (a) => a.data.frames > held.frames + 10);
    assert.equal(after.data.points, 6);
    assert.ok(Date.now() - asked < 5000);
  });
}

const LATE: Row[] = [
  {
    name: "a throw on frame 200",
    text: body(`    if (frame > 200) throw new Error("late");\n    ${GOOD}`),
    says: /late/,
    line: 5,
  },
  {
    name: "a late endless loop",
    text: body(`    if (frame > 60) for (;;) {}\n    ${GOOD}`),
    says: /was stopped/,
    line: 0,
  },
  {
    name: "a late flood of NaN",
    text: body(
      `    return L(G.polygon({ sides: 5 }).scale(200).displace({ amplitude: frame > 60 ? Number.NaN : 1 }));`,
    ),
    says: /NaN|amplitude/,
    line: 5,
  },
  {
    name: "a late heap of arrays",
    text: body(
      `    if (frame > 60) { const g = globalThis as any; g.kept ??= []; for (let i = 0; i < 400; i++) g.kept.push(new Array(100000).fill(1.5)); }\n    ${GOOD}`,
    ),
    says: /memory|was stopped|did not answer/,
    line: 0,
  },
];

for (const { name, text, says, line } of LATE) {
  test(`${name} falls back to the version before`, async () => {
    program.save(FILE, polygonSketch(7));
    await program.until(".status", (a) => a.data.state === "running" && a.data.points === 8);
    const before = (await program.ask(".status")).data;
    // Two seconds and a hundred frames: only then is it a version to fall back to.
    await program.until(".versions", (a) =>
      a.data.versions.some((v: { onAir: boolean; proven: boolean }) => v.onAir && v.proven),
    );
    program.save(FILE, text);
    await program.until(".status", (a) => a.data.generation > before.generation, 20_000);
    const held = (
      await program.until(".status", (a) => a.data.state === "held" && a.data.generation === before.generation, 30_000)
    ).data;
    await program.until(".status", (a) => a.data.frames > held.frames + 10 && a.data.points === 8);
    const { problems } = (await program.ask(".problems")).data;
    assert.match(problems.map((p: { what: string }) => p.what).join(" "), says);
    const named = problems.find((p: { where?: { file: string; line: number } }) => p.where?.file === FILE);
    assert.ok(named, JSON.stringify(problems));
    if (line > 0) assert.equal(named.where.line, line);
  });
}

test("a sketch that throws now and then loses those frames only", async () => {
  program.save(
    FILE,
    body(
      `    if (frame % 10 === 9 && !(globalThis as any).again) { (globalThis as any).again = true; throw new Error("hiccup"); }\n    (globalThis as any).again = false;\n    ${GOOD}`,
    ),
  );
  await program.until(".status", (a) => a.data.state === "running" && a.data.points === 6);
  const before = (await program.ask(".status")).data;
  await program.until(".status", (a) => a.data.frames > before.frames + 60);
  assert.equal((await program.ask(".status")).data.generation, before.generation);
});

test("an unknown configuration key is a problem with the nearest name, and nothing stops", async () => {
  program.save("hairline.yaml", "fsp: 30\n");
  const { problems } = (
    await program.until(".problems", (a) => a.data.problems.some((p: { what: string }) => /fsp/.test(p.what)))
  ).data;
  const found = problems.find((p: { what: string }) => /fsp/.test(p.what));
  assert.match(JSON.stringify(found), /fps/);
  assert.equal(found.where.file, "hairline.yaml");
  program.save("hairline.yaml", "fps: 30\n");
  await program.until(".fps", (a) => a.data.fps === 30);
});

test("an unreadable sketch path is a problem, and the show goes on", async () => {
  const answer = await program.ask(".sketch nowhere");
  assert.equal(answer.ok, false);
  assert.match(answer.problem.what, /nowhere/);
  assert.equal((await program.ask(".status")).data.state === "closed", false);
});

test("a second instance on the same project says who runs and ends", async () => {
  const second = startProgram({ project: program.project, files: {} });
  assert.equal(await second.exited, 3);
  assert.match(second.log(), /already runs/);
  assert.ok((await program.ask(".status")).ok);
});

test("a browser that cannot be started is one sentence", async () => {
  const broken = startProgram({
    files: { [FILE]: polygonSketch(5) },
    args: ["--headless", "--browser", "/nonexistent/browser"],
  });
  assert.equal(await broken.exited, 4);
  assert.match(broken.log(), /cannot be started/);
  await broken.close();
});

test("a browser that dies at start leaves a prompt that answers", async () => {
  const broken = startProgram({ files: { [FILE]: polygonSketch(5) }, args: ["--headless", "--browser", "/bin/false"] });
  const status = await broken.until(".status", (a) => a.data?.state === "closed", 30_000);
  assert.equal(status.data.window.kind, "none");
  assert.match(JSON.stringify((await broken.ask(".problems")).data), /ended at start/);
  assert.equal(await broken.close(), 0);
});

test("a start without any sketch waits for one", async () => {
  const empty = startProgram({ files: { "hairline.yaml": "" } });
  await empty.until(".status", (a) => a.data?.state === "empty", 30_000);
  empty.save("sketches/new.ts", polygonSketch(4));
  const opened = await empty.ask(".sketch new");
  assert.ok(opened.ok, JSON.stringify(opened));
  assert.equal(await empty.close(), 0);
});
