// The set in the real program: going on the bar with both sides playing, faults of either side, saves meanwhile, a hundred
// quick changes, and the way out of trouble.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "../support/program.ts";

const START = fileURLToPath(new URL("../../src/host/start.mjs", import.meta.url));

/** A fan of `lines` polygons that turns with t; a controller makes it throw, another never end. */
const fan = (lines: number, throwing: number, turn = 40) => `import { G, L, sketch } from "hairline";
export default sketch({
  draw({ t, seed, cc }) {
    if (cc(${throwing}) > 0.5) throw new Error("fan of ${lines} failed");
    if (cc(${throwing + 10}) > 0.5) for (;;);
    return Array.from({ length: ${lines} }, (_, i) =>
      L(G.polygon({ sides: 6 }).scale(20 + i * 10).rotate(t * ${turn}).translate(200 + seed, 200), { width: 1 }));
  },
});
`;
const ONE = fan(3, 1);
const TWO = fan(8, 2);
const CONFIG = "set:\n  - one\n  - { sketch: two, seed: 5, program: 9 }\n  - twoo\n  - broken\n";

let program: Program;

before(async () => {
  program = startProgram({
    files: {
      "sketches/one.ts": ONE,
      "sketches/two.ts": TWO,
      "sketches/broken.ts": "export default 7 +;\n",
      "hairline.yaml": CONFIG,
    },
  });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

const TRANSITION = "@page __hairline.stats().transition";
const over = () => program.until(TRANSITION, (a) => a.data.json.running === false, 20_000);
const mixing = (share: number) => program.until(TRANSITION, (a) => a.data.json.share > share, 20_000);
const proven = () =>
  program.until(
    ".versions",
    (a) => a.data.versions.some((each: { onAir: boolean; proven: boolean }) => each.onAir && each.proven),
    30_000,
  );
const status = async () => (await program.ask(".status")).data;
const linesAre = (lines: number) => program.until(".status", (a) => a.data.lines === lines);
const clean = async () => {
  for (const cc of [1, 2, 11, 12]) await program.ask(`.cc ${cc} clear`);
  await program.ask(".problems clear");
};
async function playing(name: "one" | "two"): Promise<void> {
  await program.ask(`.go ${name} cut on now`);
  await linesAre(name === "one" ? 3 : 8);
  await proven();
}

/** Of each layer of the shown frame: x of its second point, and its alpha. */
async function shown(): Promise<{ x: number; alpha: number }[]> {
  const read = `(() => { const b = Uint8Array.from(atob(__hairline.shownFrame()), (c) => c.charCodeAt(0)).buffer; const i = new Int32Array(b), f = new Float32Array(b); return Array.from({ length: i[8] }, (_, l) => { const at = i[10] / 4 + l * 12; return { x: f[i[12] / 4 + (i[at] + 2) * i[5]], alpha: f[at + 11] }; }); })()`;
  return (await program.ask(`@page ${read}`)).data.json;
}

test("the set is listed; an entry that names no sketch is told, with its line and what was meant", async () => {
  const { data } = await program.ask(".go");
  assert.deepEqual(
    data.entries.map((each: { name: string }) => each.name),
    ["one", "two", "twoo", "broken"],
  );
  assert.deepEqual([data.current, data.next, data.entries[2].sketch], [1, "two", null]);
  const [problem] = (await program.ask(".problems")).data.problems;
  assert.match(problem.what, /entry 3 of the set plays "twoo"/);
  assert.match(problem.try, /Did you mean "two"/);
  assert.equal(problem.where.file, "hairline.yaml");
});

test(".go next begins with the first display frame after the bar; both sides play while they are mixed", async () => {
  await proven();
  const { data } = await program.ask(".go next fade 16 beats");
  assert.equal(data.gone.sketch, "sketches/two.ts");
  const seen = (await mixing(0.2)).data.json;
  assert.equal(seen.startBeat % 4, 0);
  assert.ok(seen.beatBefore < seen.startBeat && seen.startedBeat >= seen.startBeat, JSON.stringify(seen));
  const first = await shown();
  await new Promise((done) => setTimeout(done, 300));
  const then = await shown();
  assert.deepEqual([first.length, then.length], [11, 11]);
  assert.ok(first[0].x !== then[0].x, "the leaving one turns");
  assert.ok(first[5].x !== then[5].x, "the arriving one turns");
  assert.ok(then[0].alpha < first[0].alpha && then[5].alpha > first[5].alpha);
  // Two rings of one size and angle: the seeds are 1 and 5, and each side keeps its own.
  assert.ok(Math.abs(then[3].x - then[0].x - 4) < 0.5, `${then[3].x} and ${then[0].x}`);
  await over();
  assert.deepEqual([(await status()).lines, (await status()).seed], [8, 5]);
  await program.until(".workers", (a) => a.data.workers.every((each: { role: string }) => each.role !== "leaving"));
});

test(".go next passes over what is missing, and one that does not compile leaves the picture and is no wall", async () => {
  await playing("two");
  const refused = await program.ask(".go next");
  assert.equal(refused.ok, false);
  assert.match(refused.problem.where.file, /broken/);
  assert.equal((await status()).lines, 8);
  const { data } = await program.ask(".go next cut on now");
  assert.equal(data.gone.name, "one");
  await clean();
});

test("an entry's preset is applied to its own sketch; one that is not there is told, and the picture comes", async () => {
  await playing("one");
  await program.ask(".preset save wide");
  program.save("hairline.yaml", "set:\n  - { sketch: one, preset: wide }\n  - { sketch: two, preset: wid }\n");
  await program.until(".go", (a) => a.data.entries.length === 2);
  assert.equal((await program.ask(".go two cut on now")).ok, true);
  await linesAre(8);
  assert.match(JSON.stringify((await program.ask(".problems")).data.problems), /wid/);
  assert.equal((await program.ask(".go one cut on now")).ok, true);
  assert.deepEqual((await program.ask(".problems")).data.problems, []);
  program.save("hairline.yaml", CONFIG);
  await program.until(".go", (a) => a.data.entries.length === 4);
  await clean();
});

for (const [what, controller] of [
  ["throws", 2],
  ["never ends", 12],
] as const) {
  test(`an arriving sketch that ${what} ends the transition on the one that played`, async () => {
    await playing("one");
    await program.ask(".go two fade 8 s on now");
    await mixing(0.05);
    await program.ask(`.cc ${controller} 1`);
    await over();
    await linesAre(3);
    const before = (await status()).frames;
    await program.until(".status", (a) => a.data.frames > before + 5);
    const { problems } = (await program.ask(".problems")).data;
    assert.match(JSON.stringify(problems), controller === 2 ? /fan of 8 failed/ : /ran for more than/);
    await clean();
  });
}

for (const [what, controller] of [
  ["throws", 1],
  ["never ends", 11],
] as const) {
  test(`a leaving sketch that ${what} ends the transition on the one that comes`, async () => {
    await playing("one");
    await program.ask(".go two fade 8 s on now");
    await mixing(0.05);
    await program.ask(`.cc ${controller} 1`);
    await over();
    await linesAre(8);
    const before = (await status()).frames;
    await program.until(".status", (a) => a.data.frames > before + 5);
    assert.match(JSON.stringify((await program.ask(".problems")).data.problems), /fan of 3 failed|ran for more than/);
    await clean();
  });
}

test("a save in a transition is where it goes on to; a broken one changes nothing", async () => {
  await playing("one");
  await program.ask(".go two fade 8 s on now");
  await mixing(0.05);
  const { id } = (await program.ask(TRANSITION)).data.json;
  program.save("sketches/two.ts", TWO.replace("return Array", "return Arr ay"));
  await program.until(".status", (a) => a.data.problems > 0);
  program.save("sketches/two.ts", fan(5, 2));
  await program.until(".status", (a) => a.data.lines === 8, 5000); // three that leave, five that come
  const seen = (await program.ask(TRANSITION)).data.json;
  assert.deepEqual([seen.id, seen.running], [id, true]);
  await over();
  await linesAre(5);
  program.save("sketches/two.ts", TWO);
  await linesAre(8);
  await clean();
});

test("two versions of one sketch fade into each other on a save, if that is wanted", async () => {
  await playing("one");
  assert.equal((await program.ask(".transition save 2 s")).data.save, "fade 2 s on now");
  program.save("sketches/one.ts", fan(6, 1, -40));
  await program.until(".status", (a) => a.data.lines === 9);
  await over();
  await linesAre(6);
  await proven();
  await program.ask(".back");
  await program.until(".status", (a) => a.data.lines === 9);
  await over();
  await linesAre(3);
  await program.ask(".transition save cut");
  program.save("sketches/one.ts", `${ONE}// as it was\n`);
});

test("a second .go while the first is under way starts from the picture that stands there", async () => {
  await playing("one");
  await program.ask(".go two fade 8 s on now");
  await mixing(0.2);
  await program.ask(".go one fade 2 s on now");
  await program.until(".status", (a) => a.data.lines === 14); // 3 and 8 that stand, 3 that come
  await over();
  await linesAre(3);
});

test(".panic ends a transition, freeze and blackout, on a version that has proven itself", async () => {
  await playing("one");
  await program.ask(".go two fade 30 s on now");
  await mixing(0.01);
  await program.ask(".freeze on");
  await program.ask(".blackout on");
  const { data } = await program.ask(".panic");
  assert.equal(data.sketch, "sketches/one.ts");
  const now = await status();
  assert.deepEqual([now.frozen, now.blackout], [false, false]);
  await linesAre(3);
  assert.equal((await program.ask(TRANSITION)).data.json.running, false);
  await program.until(".status", (a) => a.data.frames > now.frames + 5);
});

test("the state of one sketch is none of another's, even where it has the same shape", async () => {
  const counter = (lines: number) => `import { G, L, sketch } from "hairline";
export default sketch({
  setup: () => ({ count: 0 }),
  draw: ({ state }) => (state.count++, Array.from({ length: ${lines} }, (_, i) => L(G.polygon({ sides: 5 }).scale(50 + i * 20).translate(200, 200)))),
});
`;
  program.save("sketches/tick.ts", counter(2));
  program.save("sketches/tock.ts", counter(4));
  await program.ask(".go tick cut on now");
  await program.until("ctx.state.count", (a) => a.data.json > 60);
  await program.ask(".go tock cut on now");
  assert.ok((await program.ask("ctx.state.count")).data.json < 60);
  await program.until("ctx.state.count", (a) => a.data.json > 20);
  program.save("sketches/tock.ts", counter(6));
  await linesAre(6);
  assert.ok((await program.ask("ctx.state.count")).data.json > 20, "a save keeps it");
});

test("a freeze holds a transition where it is", async () => {
  await playing("one");
  await program.ask(".go two fade 4 s on now");
  await mixing(0.1);
  await program.ask(".freeze on");
  const held = (await program.ask(TRANSITION)).data.json.share;
  await new Promise((done) => setTimeout(done, 500));
  const then = (await program.ask(TRANSITION)).data.json.share;
  assert.ok(then - held < 0.05, `${held} → ${then}`);
  await program.ask(".freeze off");
  await over();
});

test("a hundred quick changes leave every count where it was", async () => {
  await playing("one");
  const counts = async () => {
    const { workers, glObjectsLive } = (
      await program.ask(
        "@page (({ workers, glObjectsLive }) => ({ workers: workers.length, glObjectsLive }))(__hairline.stats())",
      )
    ).data.json;
    return { workers, glObjectsLive };
  };
  const before = await counts();
  for (let i = 0; i < 100; i++) {
    const kind = ["fade", "dash", "morph", "cut"][i % 4];
    const answer = await program.ask(
      `.go ${i % 2 === 0 ? "two" : "one"} ${kind} ${i % 3} beats on ${i % 5 === 0 ? "bar" : "now"}`,
    );
    assert.ok(answer.ok, JSON.stringify(answer));
  }
  await over();
  await playing("one");
  await program.until(".workers", (a) => a.data.workers.length <= before.workers);
  const then = await counts();
  assert.equal(then.glObjectsLive, before.glObjectsLive);
  assert.ok(then.workers <= before.workers, `${before.workers} → ${then.workers} workers`);
  const row = (await program.ask(".cache")).data.caches.find((each: { name: string }) => each.name === "transition");
  assert.ok(row.bytes > 0 && row.bytes < row.maxBytes);
});

test("a set with transitions is performed again from its log: both sides of each draw the same frames", async (t) => {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "hairline-sets-")));
  t.after(() => rmSync(project, { recursive: true, force: true }));
  const files = { "sketches/one.ts": ONE, "sketches/two.ts": TWO, "hairline.yaml": CONFIG };
  const played = startProgram({ files, project });
  const settled = () => played.until(TRANSITION, (a) => a.data.json.running === false, 20_000);
  await played.until(".status", (a) => a.data?.state === "running", 40_000);
  await played.ask(".go two fade 2 s on now");
  await settled();
  await played.ask(".go one morph 2 beats");
  await settled();
  await played.ask(".go two dash 4 s on now");
  await played.ask(".panic");
  const have = (await played.ask(".log")).data.checks;
  await played.until(".log", (a) => a.data.checks > have + 2, 20_000);
  await played.close();
  const [log] = readdirSync(join(project, ".hairline", "log")).filter((name) => name.endsWith(".jsonl"));
  const args = [START, "replay", join(".hairline", "log", log), "--headless", "--json"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
  const { ok, data } = JSON.parse(stdout);
  assert.ok(ok, `${stdout} ${stderr}`);
  assert.ok(data.compared > 10 && data.equal === data.compared, stdout);
});
