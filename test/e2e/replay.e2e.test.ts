// A short set is played in the real program, killed or ended, and performed again from its log: every frame that was
// hashed is drawn to the same hash. Then logs that are not as they were written.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { ReplayReport } from "../../src/host/replay/report.ts";
import { sealLine } from "../../src/host/set-log/seal.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import { commandLine, processTree } from "../support/processes.ts";
import { type Program, startProgram } from "../support/program.ts";

const START = fileURLToPath(new URL("../../src/host/start.mjs", import.meta.url));
const FILE = "sketches/a.ts";

/** Everything that a picture may hang on: time, beat, seed, controllers, knobs, randomness. */
const SKETCH = (turn: number, extra = "") => `import { G, L, sketch } from "hairline";
${extra}
export default sketch({
  draw({ t, beat, bar, phase, bpm, seed, cc, knob, random, trigger }) {
    const dice = random(1);
    const ball = G.sphere({ level: 2 }).scale(120 + 40 * cc(1, 0.2) + bpm / 100).rotate({ angles: [t * ${turn}, beat * 7, phase * 90] })
      .displace({ amplitude: knob("shake", 4, { max: 40 }), frequency: 0.02, t, seed }).translate(200, 200);
    const dots = Array.from({ length: 5 }, () => G.circle(3 + dice() * 9).translate(dice() * 400, 20 + bar + trigger("hit").count * 5));
    return [L(ball, { width: 0.4 }), L(dots, { color: "#a33", width: 1 + cc(2) })];
  },
});
`;

/** Walks a step in each frame: what it draws hangs on every frame before. */
const WALKER = (step: number) => `import { G, L, sketch } from "hairline";
let loaded = 0;
export default sketch({
  setup: () => ({ x: 20, path: [] }),
  draw({ state, cc, t }) {
    loaded++;
    state.x = 20 + ((state.x + ${step} + cc(1) * 3) % 360);
    state.path.push(state.x);
    const heights = state.path.slice(-40);
    return L(heights.map((x, i) => G.circle(2 + i / 4).translate(x, 40 + i * 8 + (loaded % 3) + t)), { width: 0.5 });
  },
});
`;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const running = (program: Program) => program.until(".status", (a) => a.data?.state === "running", 40_000);
const air = async (program: Program, generation: number) =>
  program.until(".status", (a) => a.data.state === "running" && a.data.generation === generation, 20_000);
/** Until so many more frames can be compared. */
async function checks(program: Program, more: number): Promise<void> {
  const have = (await program.ask(".log")).data.checks;
  await program.until(".log", (a) => a.data.checks >= have + more, 20_000);
}

const logOf = (project: string) =>
  readdirSync(join(project, ".hairline", "log"))
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(project, ".hairline", "log", name))[0];

type Replayed = { code: number | null; report: ReplayReport; problem: Problem; log: string };

/** `hairline replay` in an empty folder: nothing but the log is there. */
async function replay(path: string, ...args: string[]): Promise<Replayed> {
  const folder = mkdtempSync(join(tmpdir(), "hairline-replay-"));
  try {
    const child = spawn(process.execPath, [START, "replay", path, "--headless", "--json", ...args], { cwd: folder });
    const takeAlong = () => child.kill("SIGKILL");
    process.once("exit", takeAlong);
    let out = "";
    let log = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      log += chunk;
    });
    const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
    process.off("exit", takeAlong);
    const answer = JSON.parse(out.trim().split("\n").at(-1) ?? "null");
    assert.ok(answer, log);
    return { code, report: answer.data, problem: answer.problem, log };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let program: Program;
let text = "";

before(async () => {
  program = startProgram({ files: { [FILE]: SKETCH(20) } });
  await running(program);
  await checks(program, 2);
  for (const line of [".set shake 17", ".cc 1 0.7", ".cc 2 0.25", ".seed 4000000000", ".tempo 93", ".trigger hit"]) {
    const answer = await program.ask(line);
    assert.ok(answer.ok, JSON.stringify(answer));
    await checks(program, 1);
  }
  program.save(FILE, SKETCH(31));
  await air(program, 2);
  await checks(program, 2);
  program.save(FILE, SKETCH(31, "throw 1;"));
  await program.until(".status", (a) => a.data.state === "held");
  for (let i = 0; i <= 20; i++) await program.ask(`.cc 1 ${i / 20}`);
  program.save(FILE, SKETCH(8));
  await running(program);
  await checks(program, 1);
  assert.ok((await program.ask(".back")).ok);
  await program.ask(".cc 2 clear");
  await program.ask(".log mark verse");
  await checks(program, 2);
  program.save("sketches/walker.ts", WALKER(5));
  assert.ok((await program.ask(".sketch walker")).ok);
  await checks(program, 3);
  await program.ask(".cc 1 0.1");
  program.save("sketches/walker.ts", WALKER(-7));
  await pause(600);
  await checks(program, 3);
  assert.ok((await program.ask(".sketch a")).ok);
  await checks(program, 1);
  // Killed: the last second may be missing, and nothing else.
  await pause(1300);
  program.kill("SIGKILL");
  await program.exited;
  text = readFileSync(logOf(program.project), "utf8");
});
const folders: string[] = [];
after(() => {
  for (const folder of [program.project, ...folders]) rmSync(folder, { recursive: true, force: true });
});

const changed = (edit: (lines: string[]) => string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), "hairline-log-"));
  folders.push(folder);
  const path = join(folder, "set.jsonl");
  writeFileSync(path, `${edit(text.trimEnd().split("\n")).join("\n")}\n`);
  return path;
};

test("the log of a killed show is performed to the same frames, state and all, faster than it was", async () => {
  const { code, report, problem, log } = await replay(logOf(program.project), "--speed", "max", "--svg", "frames");
  assert.equal(code, 0, `${log}${JSON.stringify(problem ?? report)}`);
  assert.equal(report.equal, report.compared);
  assert.ok(report.compared > 20, JSON.stringify(report));
  assert.deepEqual(report.notCompared, {});
  assert.deepEqual(report.firstDifference, null);
  assert.deepEqual(report.lost, { jobs: 0, writes: 0 });
  assert.deepEqual(
    report.marks.map((mark) => mark.text),
    ["verse"],
  );
  assert.ok(report.saves.refused >= 1 && report.saves.air >= 2, JSON.stringify(report.saves));
  assert.ok(report.loads >= 6);
  assert.ok(report.files >= 5, `${report.files} files`);
  assert.equal(report.otherEngine, false);
});

test("what lies in the folder, and who lives there, is not in the log; code and moves are", () => {
  assert.ok(!text.includes(program.project), "the project's folder");
  assert.ok(text.includes('"kind":"command"') && text.includes(".set shake 17"));
  assert.match(text, /"outcome":"refused"/);
  const first = JSON.parse(text.split("\n")[0]);
  assert.deepEqual([first.kind, first.format, first.part], ["start", 1, 1]);
});

test("a part of the set: only frames of that time are compared", async () => {
  const all = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const mark = all.find(({ kind }) => kind === "mark").ms / 1000;
  const { code, report } = await replay(
    logOf(program.project),
    "--speed",
    "max",
    "--from",
    `${mark}`,
    "--to",
    `${mark + 2}`,
  );
  assert.equal(code, 0, JSON.stringify(report));
  assert.ok(report.compared > 0 && report.compared < 40, `${report.compared}`);
});

test("another seed, sealed anew by a forger: the first frame that differs is named", async () => {
  let sum = "";
  const path = changed((lines) =>
    lines.map((line) => {
      const { sum: _, ...entry } = JSON.parse(line);
      if (entry.kind === "tape") for (const run of entry.tape.jobs) if (run.seed === 4_000_000_000) run.seed = 7;
      const sealed = sealLine(entry, sum);
      sum = sealed.sum;
      return sealed.line;
    }),
  );
  const { code, report } = await replay(path, "--speed", "max");
  assert.equal(code, 6);
  assert.ok(report.equal < report.compared && report.equal > 0);
  assert.equal(report.firstDifference?.sketch, FILE);
  assert.match(report.firstDifference?.expected ?? "", /^[0-9a-f]{16}$/);
});

test("a log that was changed, cut or is none is one clear problem", async () => {
  const rows: [string, RegExp, number?][] = [
    [
      changed((lines) => lines.map((line) => line.replace('"seed":4000000000', '"seed":5'))),
      /line \d+ of the log is not as it was written/,
    ],
    [changed((lines) => lines.toSpliced(4, 1)), /line 5 of the log is not as it was written/],
    [changed((lines) => lines.slice(1)), /line 1 of the log is no log of a set/],
    [changed(() => ["hello"]), /line 1 of the log is no log of a set/],
    [join(program.project, FILE), /is no log of a set/],
    [join(program.project, "nowhere.jsonl"), /there is no such file/],
    [program.project, /is no file/],
  ];
  for (const [path, expected] of rows) {
    const { code, problem } = await replay(path, "--speed", "max");
    assert.match(`${problem?.what}`, expected, path);
    assert.equal(code, 2);
  }
});

test("a log that ends in the middle of a line is played to there, and says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hairline-log-"));
  const path = join(folder, "set.jsonl");
  const lines = text.trimEnd().split("\n");
  const at = lines.findLastIndex((line) => line.includes('"kind":"tape"'));
  writeFileSync(path, `${lines.slice(0, at).join("\n")}\n${lines[at].slice(0, 200)}`);
  const { code, report } = await replay(path, "--speed", "max");
  assert.equal(code, 0, JSON.stringify(report));
  assert.equal(report.torn, true);
  assert.equal(report.equal, report.compared);
  rmSync(folder, { recursive: true });
});

test("a set with a crash of the window, typed lines, a transition and a pause of its log: what can be compared is equal", async () => {
  const show = startProgram({ files: { [FILE]: SKETCH(20), "sketches/b.ts": SKETCH(-9) } });
  folders.push(show.project);
  await running(show);
  await checks(show, 2);
  assert.ok((await show.ask(".go b 1 s fade on now")).ok);
  await pause(1500);
  await checks(show, 2);
  const renderers = processTree(show.pid).filter((pid) => /--type=renderer/.test(commandLine(pid)));
  for (const pid of renderers) process.kill(pid, "SIGKILL");
  await pause(300);
  await running(show);
  await checks(show, 3);
  await show.ask(".log off");
  const off = (await show.ask(".log")).data;
  assert.equal(off.on, false);
  await show.ask(".cc 1 0.9");
  await pause(500);
  assert.equal((await show.ask(".log")).data.checks, off.checks);
  await show.ask(".log on");
  await checks(show, 3);
  assert.ok((await show.ask("ctx.t")).ok);
  await checks(show, 2);
  await show.ask(".exit");
  assert.equal(await show.exited, 0);
  const { code, report, log } = await replay(logOf(show.project), "--speed", "max");
  assert.equal(code, 0, `${log}${JSON.stringify(report)}`);
  assert.equal(report.windows, 2);
  assert.ok(report.compared >= 8, JSON.stringify(report));
  assert.deepEqual(Object.keys(report.notCompared), ["lines were typed into its realm"]);
});
