import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startDoors } from "../../src/host/repl/doors.ts";
import { createLineSplitter } from "../../src/host/repl/lines.ts";
import { createFakeShow, type FakeShow } from "../support/fake-show.ts";

interface Pipe {
  show: FakeShow;
  input: PassThrough;
  out: () => string[];
  err: () => string[];
  exits: () => number;
  until(test: () => boolean): Promise<void>;
}

async function withPipe(
  options: { run?: string[]; json?: boolean; output?: Writable },
  play: (pipe: Pipe) => Promise<void>,
) {
  const project = mkdtempSync(join(tmpdir(), "hairline-doors-"));
  const show = createFakeShow(project);
  const input = new PassThrough();
  const output = options.output ?? new PassThrough();
  const error = new PassThrough();
  let out = "";
  let err = "";
  if (output instanceof PassThrough) output.on("data", (chunk) => (out += chunk));
  error.on("data", (chunk) => (err += chunk));
  let exits = 0;
  const doors = startDoors({
    show,
    run: options.run ?? [],
    json: options.json ?? false,
    input,
    output,
    error,
    onExit: () => exits++,
  });
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  try {
    await play({
      show,
      input,
      out: () => lines(out),
      err: () => lines(err),
      exits: () => exits,
      async until(test) {
        for (let i = 0; i < 400 && !test(); i++) await delay(5);
        assert.ok(test(), `out: ${out}\nerr: ${err}`);
      },
    });
  } finally {
    await doors.stop();
    assert.equal(show.listeners.problem.size + show.listeners.notice.size, 0);
    rmSync(project, { recursive: true });
  }
}

test("piped lines are commands, one a line; the end of the input does not end the show", () =>
  withPipe({ json: true }, async ({ show, input, out, exits, until }) => {
    input.write(".fps 30\n\n# remark\r\n1 + 1\r\n.nop");
    input.write("e\n@pa");
    input.end("ge");
    await until(() => out().length === 4);
    const answers = out().map((line) => JSON.parse(line));
    assert.deepEqual(answers[0], { command: ".fps 30", ok: true, data: { fps: 30 } });
    assert.deepEqual(answers[1], { command: "1 + 1", ok: true, data: { text: "<1 + 1>", json: "1 + 1" } });
    assert.equal(answers[2].ok, false);
    assert.match(answers[2].problem.what, /there is no command \.nope/);
    assert.deepEqual(answers[3], { command: "@page", ok: true, data: { realm: "page" } });
    await delay(20);
    assert.equal(exits(), 0);
    show.notice("still on air");
  }));

test("one door runs strictly one after another; another door does not wait for it", () =>
  withPipe({ json: true, run: [".seed 5; .seed"] }, async ({ show, input, out, until }) => {
    const release = show.hold();
    input.write("slow()\n.fps 31\n");
    await until(() => out().length === 2);
    assert.deepEqual(
      out().map((line) => JSON.parse(line).command),
      [".seed 5", ".seed"],
    );
    await delay(30);
    assert.deepEqual(show.calls, ["evaluate air slow()"]);
    release();
    await until(() => out().length === 4);
    assert.deepEqual(show.calls, ["evaluate air slow()", "setFps 31"]);
  }));

test(".exit is answered first, then ends the show once, and nothing after it runs", () =>
  withPipe({ json: true }, async ({ input, out, exits, until }) => {
    input.write(".exit\n.exit\n1 + 1\n");
    await until(() => exits() === 1);
    assert.deepEqual(JSON.parse(out()[0]), { command: ".exit", ok: true, data: { ends: "show" } });
    await delay(20);
    assert.equal(exits(), 1);
    assert.equal(out().length, 1);
  }));

test("text answers go to the output, notices and problems beside it, repeated ones once", () =>
  withPipe({}, async ({ show, input, out, err, until }) => {
    show.notice("version 13 is on air");
    for (let i = 0; i < 5; i++)
      show.report({
        severity: "error",
        what: "broken",
        where: { file: "a.ts", line: 3, column: 4 },
        excerpt: "let x\n    ^",
      });
    input.write(".fps\n");
    await until(() => out().length === 1);
    assert.deepEqual(out(), ["at most 60 frames a second"]);
    assert.deepEqual(err(), ["version 13 is on air", "error  a.ts:3:4  broken", "  let x", "      ^"]);
  }));

test("a giant line is refused and the next one runs", () =>
  withPipe({ json: true }, async ({ input, out, until }) => {
    input.write("x".repeat(300_000));
    input.write(`${"y".repeat(300_000)}\n.fps\n`);
    await until(() => out().length === 2);
    assert.match(JSON.parse(out()[0]).problem.what, /too long/);
    assert.equal(JSON.parse(out()[1]).ok, true);
  }));

test("a reader that stopped reading holds its own door only; one that vanished holds nobody", async () => {
  const stuck = new Writable({ highWaterMark: 10, write() {} });
  await withPipe({ output: stuck }, async ({ show, input }) => {
    input.write("1\n2\n3\n4\n");
    await delay(50);
    assert.ok(show.calls.length < 4);
    assert.ok(input.isPaused());
  });
  const gone = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    },
  });
  await withPipe({ output: gone }, async ({ show, input, until }) => {
    input.write("1\n2\n3\n");
    await until(() => show.calls.length === 3);
  });
});

test("every line is in the log of the set before it runs, its answer after", () =>
  withPipe({ run: [".fps 20"] }, async ({ show, input, until }) => {
    const release = show.hold();
    input.write("slow()\n");
    const log = () =>
      readFileSync(join(show.project, ".hairline/set.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    await until(() => show.calls.length === 2);
    assert.ok(
      log().some(
        (entry) =>
          entry.kind === "line" &&
          entry.line === "slow()" &&
          entry.door === "pipe" &&
          entry.realm === "air" &&
          entry.version === "hash12",
      ),
    );
    assert.ok(!log().some((entry) => entry.kind === "answer" && entry.door === "pipe"));
    release();
    await until(() => log().some((entry) => entry.kind === "answer" && entry.door === "pipe" && entry.ok));
    assert.ok(log().some((entry) => entry.door === "run" && entry.line === ".fps 20"));
  }));

test("bytes become lines wherever they are cut", () => {
  const bytes = Buffer.from("a\r\nüber\n\n日本\nlast");
  for (let cut = 1; cut < bytes.length; cut++) {
    const splitter = createLineSplitter(100);
    const lines = [];
    for (let i = 0; i < bytes.length; i += cut) lines.push(...splitter.push(bytes.subarray(i, i + cut)));
    lines.push(...splitter.end());
    assert.deepEqual(
      lines,
      ["a", "über", "", "日本", "last"].map((text) => ({ kind: "line", text })),
    );
  }
  const short = createLineSplitter(3);
  assert.deepEqual(short.push("abc\nabcd\nabcdefgh"), [{ kind: "line", text: "abc" }, { kind: "too long" }]);
  assert.deepEqual(short.push("ijk\nx\n"), [{ kind: "too long" }, { kind: "line", text: "x" }]);
  assert.deepEqual(short.end(), []);
});
