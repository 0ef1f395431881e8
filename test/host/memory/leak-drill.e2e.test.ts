// The drill in the real program: every kind grows in its own series at the rate that was asked for, and gives all of it
// back. Kinds that grow in different series are planted together; that each is led to its line is the leak zoo's test.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { EXTRA_LEAKS, LEAK_KINDS } from "../../../src/host/memory/leak-kinds.ts";
import type { RealmTotals, Snapshot } from "../../../src/host/memory/memory-api.ts";
import { commandLine, processTree } from "../../support/processes.ts";
import { type Program, polygonSketch, startProgram } from "../../support/program.ts";

let program: Program;
before(async () => {
  program = startProgram({ files: { "sketches/a.ts": polygonSketch(5) } });
  await program.until(".status", (a) => a.data?.state === "running", 40_000);
});
after(async () => {
  assert.equal(await program.close(), 0, program.log());
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(line: string) {
  const answer = await program.ask(line);
  assert.ok(answer.ok, `${line}: ${JSON.stringify(answer.problem)}`);
  return answer.data;
}

let taken = 0;
/** After a forced collection. */
async function look(): Promise<Snapshot> {
  const name = `s${++taken}`;
  await ask(`.snap ${name}`);
  const { path } = await ask(`.snap save ${name} ${name}.json`);
  await ask(`.snap drop ${name}`);
  return JSON.parse(readFileSync(join(program.project, path), "utf8"));
}

type Part = "heap" | "buffers" | "embedder";
const of = (realm: string, part: Part) => (seen: Snapshot) =>
  seen.realms.reduce((sum: number, each: RealmTotals) => sum + (each.realm === realm ? each[part] : 0), 0);
const counted = (name: string, bytes: number) => (seen: Snapshot) => (seen.counts[name] ?? 0) * bytes;
const MEGABYTE = 1e6;

interface Row {
  rate?: number;
  grows(seen: Snapshot): number;
  /** Where the end of it shows, if elsewhere. */
  shrinks?(seen: Snapshot): number;
}

const ROUNDS: Record<string, Row>[] = [
  {
    objects: { grows: of("air", "heap") },
    arrays: { grows: of("air", "buffers") },
    strings: { grows: of("page", "heap") },
    "gl-buffers": { grows: (seen) => seen.books.gl },
    shared: { grows: (seen) => seen.books.shared },
    blobs: { grows: (seen) => seen.books.outside },
    // Most of a worker lies outside its heap, so they are counted; at a rate that makes four of them.
    workers: { rate: 4, grows: counted("workers", 2.4 * MEGABYTE) },
  },
  {
    closures: { grows: of("air", "heap") },
    cache: { grows: of("air", "buffers") },
    dom: { grows: of("page", "embedder") },
    console: { grows: of("page", "heap") },
    framebuffers: { grows: (seen) => seen.books.gl },
    messages: { grows: (seen) => seen.books.outside },
  },
  {
    "vertex-arrays": { grows: counted("gl objects", 16_000) },
    handles: { grows: of("page", "heap") },
    // Above what the pipe to the browser takes now and then.
    host: { rate: 6, grows: of("host", "buffers") },
  },
  // What was once loaded stays counted: its memory is the page's.
  { modules: { grows: counted("modules", 16 * 1024), shrinks: of("page", "heap") } },
];

for (const rows of ROUNDS) {
  const kinds = Object.keys(rows);
  test(`at the rate asked for, and given back: ${kinds.join(", ")}`, async () => {
    const before = await look();
    for (const [kind, { rate = 2 }] of Object.entries(rows)) {
      const { leaks } = await ask(`.leak ${kind} ${rate}MB/s`);
      assert.equal(leaks.find((leak: { kind: string }) => leak.kind === kind).bytesPerSecond, rate * MEGABYTE);
    }
    await pause(700); // what a beginning costs once is no growth
    const from = await look();
    await pause(2500);
    const to = await look();
    assert.deepEqual((await ask(".leak off")).leaks, []);
    await pause(400);
    const end = await look();
    const seconds = (to.ms - from.ms) / 1000;
    for (const [kind, { rate = 2, grows, shrinks = grows }] of Object.entries(rows)) {
      const perSecond = (grows(to) - grows(from)) / seconds / MEGABYTE;
      assert.ok(perSecond > rate * 0.6 && perSecond < rate * 1.4, `${kind} grew ${perSecond} MB/s of ${rate}`);
      const kept = (shrinks(end) - shrinks(before)) / (shrinks(to) - shrinks(before));
      assert.ok(kept < 0.2, `${kind} gave back all but ${kept}`);
    }
  });
}

test("every kind was planted", () => {
  const planted = ROUNDS.flatMap((rows) => Object.keys(rows));
  assert.deepEqual(planted.sort(), Object.keys({ ...LEAK_KINDS, ...EXTRA_LEAKS }).sort());
});

test("a kind that runs goes on at another rate", async () => {
  await ask(".leak objects 500kB/s");
  const { leaks } = await ask(".leak objects 1MiB/s");
  assert.deepEqual(
    leaks.map(({ kind, bytesPerSecond }: { kind: string; bytesPerSecond: number }) => [kind, bytesPerSecond]),
    [["objects", 1024 * 1024]],
  );
});

test("a worker with a leak in it is not used again, and takes it along", async () => {
  await ask(".leak arrays 1MB/s");
  const { generation } = await ask(".status");
  program.save("sketches/a.ts", polygonSketch(6));
  await program.until(".status", (a) => a.data.generation === generation + 1 && a.data.points === 7);
  await program.until(".leak", (a) => a.data.leaks.length === 0, 15_000);
});

test("nothing of it is left in the page", async () => {
  await ask(".leak strings");
  await ask(".leak off");
  const left = await program.ask("@page typeof __hairlineDrill + document.querySelectorAll('iframe').length");
  assert.equal(left.data.json ?? left.data.text, "undefined0");
});

test("a page that comes back has nothing of it, and can be drilled again", async () => {
  for (const kind of ["objects", "strings", "console", "handles"]) await ask(`.leak ${kind} 1MB/s`);
  for (const pid of processTree(program.pid).filter((pid) => /--type=renderer/.test(commandLine(pid))))
    process.kill(pid, "SIGKILL");
  await program.until(".leak", (a) => a.data.leaks.length === 0);
  await program.until(".status", (a) => a.data.state === "running", 20_000);
  const from = await look();
  await ask(".leak strings 4MB/s");
  await pause(1000);
  const to = await look();
  assert.ok(of("page", "heap")(to) - of("page", "heap")(from) > 2 * MEGABYTE);
  assert.deepEqual((await ask(".leak off")).leaks, []);
});

const WRONG: [line: string, what: RegExp, way: RegExp][] = [
  [".leak objcts", /no leak "objcts"/, /"objects"/],
  [".leak zzz", /no leak "zzz"/, /\.leak/],
  [".leak objects fast", /"fast" is no rate/, /./],
  [".leak objects 900MB/s", /"900MB\/s" is no rate/, /./],
];
for (const [line, what, way] of WRONG) {
  test(`${line} is refused`, async () => {
    const { ok, problem } = await program.ask(line);
    assert.equal(ok, false);
    assert.match(problem.what, what);
    assert.match(`${problem.try ?? ""} ${problem.expected ?? ""}`, way);
  });
}
