// The memory observatory in the real program, as a performer meets it. (The zoo of leaks has a file of its own.)

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Program, polygonSketch, startProgram } from "../support/program.ts";

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const running = (program: Program) => program.until(".status", (a) => a.data?.state === "running", 40_000);
const proven = async (program: Program) => {
  await program.until(
    ".versions",
    (a) => a.data.versions.some((v: { onAir: boolean; proven: boolean }) => v.onAir && v.proven),
    20_000,
  );
};

const FILE = "sketches/a.ts";
/** Two leaks a sketch can have: one by the frame, one by the value of an input. */
const LEAKY = `import { G, L, sketch } from "hairline";
const kept: object[] = [];
const memo = new Map<string, Float32Array>();
function trail(t: number) {
  const point = { t, at: [t, t + 1] };
  for (let i = 0; i < 150; i++) kept.push({ ...point, i });
}
function lookUp(t: number) {
  const made = new Float32Array(2500);
  memo.set(String(t), made);
  return made;
}
export default sketch({
  draw({ t }) {
    trail(t);
    const field = lookUp(t);
    return L(G.polygon({ sides: 5 }).scale(200 + field[0]).rotate(t * 20).translate(200, 200), { width: 1 });
  },
});
`;
const MADE_LINE = 9;
const PUSH_LINE = 6;

describe("a leaking sketch", () => {
  let program: Program;
  before(async () => {
    program = startProgram({ files: { [FILE]: LEAKY } });
    await running(program);
    await proven(program);
  });
  after(async () => {
    await program.close();
  });

  test("one command names the lines, with a rate", async () => {
    const { data } = await program.ask(".diff 3");
    assert.ok(data.forcedGc);
    const buffers = data.rows.find((row: { kind: string }) => row.kind === "buffer");
    assert.deepEqual([buffers.site.file, buffers.site.line], [FILE, MADE_LINE], JSON.stringify(data.rows[0]));
    assert.equal(buffers.bytes, buffers.count * 10_000);
    assert.ok(buffers.rate > 50_000);
    const objects = data.rows.find(
      (row: { kind: string; realm: string }) => row.kind === "object" && row.realm === "air",
    );
    assert.deepEqual([objects.site.file, objects.site.name], [FILE, "trail"]);
  });

  test("the books balance, to within two hundredths of what is measured apart", async () => {
    const [top, mem] = [(await program.ask(".top 200")).data, (await program.ask(".mem")).data];
    const traced = top.rows.reduce((sum: number, row: { bytes: number }) => sum + row.bytes, 0);
    assert.ok(Math.abs(traced + top.untraced - top.total) < 1, `${traced} + ${top.untraced} = ${top.total}`);
    const realms = mem.rows.filter((row: { realm: string }) => row.realm !== "");
    const apart = realms.reduce(
      (sum: number, row: { value: number; buffers: number }) => sum + row.value + row.buffers,
      0,
    );
    const books = top.books.heap + top.books.buffers;
    // Garbage comes and goes between two readings: that is not what is asked.
    assert.ok(Math.abs(books - apart) / apart < 0.25, `${books} and ${apart}`);
    for (const name of ["shared", "gpu"]) {
      const row = mem.rows.find((each: { name: string }) => each.name === name);
      const own = name === "gpu" ? top.books.gl : top.books.shared;
      assert.ok(Math.abs(own - row.value) <= row.value * 0.02, `${name}: ${own} and ${row.value}`);
    }
  });

  test("a buffer tells where it was made; an object tells what to do instead", async () => {
    assert.equal((await program.ask(".where ctx")).problem.what, "ctx is Object");
    assert.match((await program.ask(".where nothing.here")).problem.what, /nothing is not defined/);
  });

  test("the lens finds the lines of objects too, and what plays after it is what played before", async () => {
    const before = (await program.ask(".status")).data;
    const { data } = await program.ask(".zoom a.ts 2", 30_000);
    const lines = data.rows
      .filter((row: { share: number }) => row.share > 0.1)
      .map((row: { site: { line: number } }) => row.site.line);
    assert.deepEqual(
      [...new Set(lines)].sort((a, b) => Number(a) - Number(b)),
      [PUSH_LINE, MADE_LINE],
      JSON.stringify(data.rows),
    );
    const now = (await program.ask(".status")).data;
    assert.equal(now.generation, before.generation);
    assert.equal(now.state, "running");
    // The sketch was not loaded again: what it had kept is still there.
    await program.until(".status", (a) => a.data.frames > now.frames + 10);
    const workers = (await program.ask(".workers")).data.workers;
    const air = workers.find((worker: { role: string }) => worker.role === "air");
    assert.ok(air.frames > 100 && air.bufferBytes > 1e6, JSON.stringify(air));
    assert.match((await program.ask(".zoom no-such.ts")).problem.what, /nothing in no-such.ts/);
  });

  test("why it is alive, in words; the picture goes on after the pause", async () => {
    const asked = await program.ask(".why");
    assert.match(asked.problem.what, /air will stand still for about [\d.]+ s/);
    const { data } = await program.ask(".why 3 --yes", 60_000);
    const said = data.suspects.map((suspect: { sentence: string }) => suspect.sentence).join("\n");
    assert.match(said, /kept \(a variable of sketches\/a\.ts:2\) is an Array/);
    assert.match(said, /memo \(a variable of sketches\/a\.ts:3\) is a Map with [\d,]+ entries, all Float32Array/);
    const { frames } = (await program.ask(".status")).data;
    await program.until(".status", (a) => a.data.state === "running" && a.data.frames > frames + 10);
    assert.deepEqual((await program.ask(".problems")).data.problems, []);
  });

  test("the experiment tells the two causes apart, and restores everything", async () => {
    assert.equal((await program.ask(".diagnose")).problem.severity, "warning");
    await program.ask(".fps 50");
    const before = (await program.ask(".status")).data;
    const { data, ok, problem } = await program.ask(".diagnose --yes", 90_000);
    assert.ok(ok, JSON.stringify(problem));
    const verdictOf = (series: string) =>
      data.series.find((each: { series: string }) => each.series === series)?.verdict;
    const told = JSON.stringify(data.series);
    assert.ok(["a cache of the sketch, keyed by its inputs", "undecided"].includes(verdictOf("air buffers")), told);
    assert.ok(["a frame drawn", "undecided"].includes(verdictOf("air heap")), told);
    assert.ok(verdictOf("air buffers") !== "undecided" || verdictOf("air heap") !== "undecided", told);
    const now = (await program.ask(".status")).data;
    for (const field of ["generation", "frozen", "blackout", "workers", "state", "seed"])
      assert.equal(now[field], before[field], field);
    assert.equal((await program.ask(".fps")).data.fps, 50);
    assert.equal(now.points, before.points, "all points are back");
  });

  test("a reload between two snapshots is said", async () => {
    await program.ask(".snap before");
    program.save(FILE, LEAKY.replace("sides: 5", "sides: 6"));
    await program.until(".status", (a) => a.data.points === 7);
    await pause(300);
    const { data } = await program.ask(".diff before");
    assert.match(data.notes.join("\n"), /version 1\) was replaced by worker \d+ \(version \d+\)/);
    assert.match((await program.ask(".diff befor")).problem.try, /Did you mean "before"/);
    assert.match((await program.ask(".trace start")).problem.what, /tracing is on already/);
    await program.ask(".snap save before out/a.json");
    assert.ok(readFileSync(join(program.project, "out/a.json"), "utf8").startsWith(`{"format":"hairline-memory-1"`));
    assert.ok((await program.ask(".snap load out/a.json then")).ok);
    assert.ok((await program.ask(".diff then before")).ok);
  });

  test("a budget that is exceeded is told, and is the exit code", async () => {
    assert.match((await program.ask(".budget nothing 5MB")).problem.expected, /memory/);
    assert.match((await program.ask(".budget memory lots")).problem.expected, /80MB/);
    await program.ask(".budget air 1MB");
    const { data } = await program.until(".problems", (a) => a.data.problems.length > 0, 10_000);
    assert.match(data.problems[0].what, /air holds [\d.]+ MB, the budget is 1.00 MB/);
    assert.equal((await program.ask(".budget")).data.budgets[0].exceeded, true);
    assert.equal(await program.close(), 5);
  });
});

describe("a show that is traced from its birth", () => {
  let program: Program;
  before(async () => {
    const big =
      "const big = Array.from({ length: 250_000 }, (_, i) => ({ i }));\nconst plan = new Float64Array(50_000);\nplan[0] = big.length;";
    program = startProgram({
      files: { [FILE]: polygonSketch(5, big).replace("sides: 5", "sides: 5 + (big[t | 0].i + plan[1]) * 0") },
      env: { HAIRLINE_TRACE: "1" },
    });
    await running(program);
    await pause(300);
  });
  after(async () => {
    assert.equal(await program.close(), 0, program.log());
  });

  test("the first allocations of a sketch are on the books", async () => {
    assert.ok((await program.ask(".trace")).data.on);
    const { data } = await program.ask(`.top 20 only ${FILE}`);
    const kinds = Object.fromEntries(data.rows.map((row: { kind: string }) => [row.kind, row]));
    // 4 MB at one sample per 64 KiB: half of it is four standard deviations away.
    assert.ok(kinds.object.bytes > 2e6, JSON.stringify(data.rows));
    assert.equal(kinds.buffer.bytes, 400_000);
    assert.equal(kinds.buffer.site.line, 3);
  });

  test("page, workers and host have functions of their own files", async () => {
    const { data } = await program.ask(".top 200 by file");
    const files = data.rows.map((row: { site: { file: string } | null }) => row.site?.file ?? "");
    for (const realm of ["src/window/", "src/worker/", "src/host/"])
      assert.ok(
        files.some((file: string) => file.startsWith(`hairline:${realm}`)),
        `${realm} in ${files.join(" ")}`,
      );
    // A buffer has the place that a probe was put in at build time, in a package too; an object has the stack it was made on.
    const objects = data.rows.filter((row: { kind: string }) => row.kind === "object");
    assert.ok(
      !objects.some((row: { site: { file: string } | null }) => row.site?.file.includes("node_modules")),
      "objects that packages make are billed to their callers",
    );
  });

  test("the GPU's objects have owners, makers and the drawing buffer its bytes", async () => {
    const { data } = await program.ask(".gpu");
    const { live } = (await program.ask("@page ({ live: __hairline.stats().glObjectsLive })")).data.json;
    assert.equal(data.totals.count, live);
    assert.equal(data.objects.length, live);
    for (const owner of ["points", "layer table", "sheet", "line programs"])
      assert.ok(
        data.objects.some((each: { owner: string }) => each.owner === owner),
        owner,
      );
    for (const { site } of data.objects) assert.match(site.file, /^hairline:src\/window\/renderer\//);
    assert.ok(data.drawingBuffer.bytes >= data.drawingBuffer.width * data.drawingBuffer.height * 4);
    assert.equal(data.createdPerSecond, 0);
    assert.equal(data.leakedToGc, 0);
  });

  test("what a version holds on the GPU is compared with another's", async () => {
    program.save(FILE, polygonSketch(5).replace("G.polygon({ sides: 5 })", "G.sphere({ level: 2 })"));
    await program.until(".status", (a) => a.data.points > 6000);
    await pause(600);
    const { data } = await program.ask(".gpu diff 1 2");
    assert.ok(data.bytes > 0, JSON.stringify(data));
    assert.equal(data.rows[0].owner, "points");
    assert.match((await program.ask(".gpu diff 1 99")).problem.what, /version 99/);
  });

  test("garbage by site, per frame", async () => {
    const { data } = await program.ask(".churn 1");
    assert.ok(data.frames > 0 && data.perFrame > 0, JSON.stringify(data));
    assert.ok(
      data.rows.some((row: { realm: string }) => row.realm === "air" || row.realm === "page"),
      JSON.stringify(data.rows),
    );
    assert.match(data.notes.join(), /began anew/);
    assert.ok((await program.ask(".trace")).data.on, "tracing goes on");
  });

  test("processes and counters", async () => {
    const { processes, pss } = (await program.ask(".procs")).data;
    const types = processes.map((each: { type: string }) => each.type);
    for (const type of ["host", "browser", "renderer", "GPU"]) assert.ok(types.includes(type), type);
    if (process.platform === "linux") assert.ok(pss > 50e6);
    const { data } = await program.ask(".mem");
    for (const realm of ["page", "air", "standby", "host"])
      assert.ok(
        data.rows.some((row: { realm: string }) => row.realm === realm),
        realm,
      );
  });

  test("a sketch that no longer builds: the version on air is still under the lens", async () => {
    program.save(FILE, polygonSketch(5));
    await program.until(".status", (a) => a.data.points === 6);
    await proven(program);
    program.save(FILE, "export default sketch({ draw( {");
    await program.until(".status", (a) => a.data.state === "held");
    const { ok, data, problem } = await program.ask(`.zoom ${FILE} 1`, 20_000);
    assert.ok(ok, JSON.stringify(problem));
    assert.equal(data.file, FILE);
    assert.equal((await program.ask(".status")).data.state, "held");
  });

  test("workers come and go while they are looked at: an answer, and a note", async () => {
    const looking = program.ask(".diff 3", 30_000);
    for (let i = 0; i < 7; i++) {
      program.save(FILE, polygonSketch(6 + i));
      await pause(600);
    }
    const { ok, data, problem } = await looking;
    assert.ok(ok, JSON.stringify(problem));
    assert.match(data.notes.join("\n"), /was replaced by|went away|ran version/);
    assert.equal((await program.until(".status", (a) => a.data.points === 13)).data.state, "running");
  });

  test("the window crashes: what is traced begins anew with the new one", async () => {
    await program.ask("@page while (true) {}", 1000).catch(() => {});
    await program.until(".status", (a) => a.data.state === "running", 30_000);
    await program.until(".trace", (a) => a.data.realms.some((row: { realm: string }) => row.realm === "air"), 10_000);
    assert.ok((await program.ask(".top")).ok);
  });
});

describe("a worker in an endless loop", () => {
  let program: Program;
  before(async () => {
    const files = { [FILE]: polygonSketch(5), "hairline.yaml": "watchdog: { frame_ms: 60000 }\n" };
    program = startProgram({ files });
    await running(program);
    await program.ask(".trace start");
    program.save(
      FILE,
      polygonSketch(5, "const end = Date.now() + 1500;").replace(
        "draw({ t }) {",
        "draw({ t }) { if (Date.now() > end) for (;;) { /* for ever */ }",
      ),
    );
    await program.until(".status", (a) => a.data.generation === 2);
    // Busy once is a frame; no new frame in a second is a loop.
    const frames = async () => (await program.ask(".status")).data.frames;
    for (let before = -1, now = await frames(); before !== now; ) {
      await pause(1000);
      [before, now] = [now, await frames()];
    }
  });
  after(async () => {
    await program.close();
  });

  test("every look is answered while it is stuck", async () => {
    for (const line of [".mem", ".top", ".trace", ".gpu", ".procs", ".slope", ".slot", ".snap", ".diff 1"]) {
      const answer = await program.ask(line, 10_000);
      assert.ok(answer.ok, `${line}: ${JSON.stringify(answer.problem)}`);
    }
    const { workers } = (await program.ask(".workers")).data;
    assert.equal(
      workers.find((worker: { role: string }) => worker.role === "air").status,
      "busy",
      "it never came out of its loop",
    );
    const { data } = await program.ask(".mem");
    assert.ok(data.rows.find((row: { realm: string }) => row.realm === "air").value > 1e5);
  });
});

describe("bounded by construction", () => {
  let program: Program;
  before(async () => {
    program = startProgram({
      files: { [FILE]: polygonSketch(5).replace("G.polygon({ sides: 5 })", "G.sphere({ level: 1 })") },
    });
    await running(program);
    await program.until(".status", (a) => a.data.frames > 30);
  });
  after(async () => {
    assert.equal(await program.close(), 0, program.log());
  });

  test("a window that takes no frame for seconds: nothing is queued, unread frames are dropped", async () => {
    const before = (await program.ask(".slot")).data;
    await program.ask("@page __hairline.experiment({ presentEvery: 1e9 })");
    await program.until(".slot", (a) => a.data.published > before.published + 60, 20_000);
    const held = (await program.ask(".slot")).data;
    assert.equal(held.bytes, before.bytes, "frames in flight are as many as there are buffers");
    assert.ok(held.dropped >= before.dropped + 50, JSON.stringify({ before, held }));
    await program.ask("@page __hairline.experiment({ presentEvery: 1 })");
    await program.until(".slot", (a) => a.data.shown > held.shown + 10);
  });

  test("results are kept, not kept, forgotten, as asked", async () => {
    const kept = () =>
      program
        .ask(".cache")
        .then((a) => a.data.caches.find((each: { name: string }) => each.name.startsWith("results")));
    await program.until(".cache", () => true);
    assert.ok(
      (
        await program.until(".cache", (a) =>
          a.data.caches.some((c: { name: string; entries: number }) => c.name.startsWith("results") && c.entries > 0),
        )
      ).ok,
    );
    await program.ask(".cache off");
    await program.until(".cache", (a) =>
      a.data.caches.some((c: { name: string; entries: number }) => c.name.startsWith("results") && c.entries === 0),
    );
    await pause(200);
    assert.equal((await kept()).entries, 0);
    await program.ask(".cache on");
    await program.until(".cache", (a) =>
      a.data.caches.some((c: { name: string; entries: number }) => c.name.startsWith("results") && c.entries > 0),
    );
    assert.ok((await program.ask(".cache clear")).ok);
  });
});

describe("the tool itself", () => {
  let program: Program;
  before(async () => {
    program = startProgram({ files: { [FILE]: polygonSketch(5) } });
    await running(program);
    await program.ask(".trace start");
  });
  after(async () => {
    assert.equal(await program.close(), 0, program.log());
  });

  test("a thousand results of the prompt and two hundred looks leave nothing behind", async () => {
    const look = async () => {
      for (let i = 0; i < 100; i++) await program.ask(`({ i: ${i}, text: "x".repeat(1000), list: [1, 2, 3] })`);
      for (let i = 0; i < 20; i++) await program.ask(i % 2 ? ".mem" : ".top 5");
    };
    for (let round = 0; round < 3; round++) await look();
    const before = (await program.ask(".snap before")).data.snapshots[0];
    for (let round = 0; round < 10; round++) await look();
    const after = (await program.ask(".diff before")).data;
    const realm = (name: string) =>
      after.rows
        .filter((row: { realm: string }) => row.realm === name)
        .reduce((sum: number, row: { bytes: number }) => sum + row.bytes, 0);
    assert.ok(before.total > 0);
    assert.ok(realm("air") < 150_000, `worker: ${realm("air")}`);
    assert.ok(realm("page") < 300_000, `page: ${realm("page")}`);
    assert.ok(after.books.heap < 2_500_000, JSON.stringify(after.books));
  });
});
