import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type HistoryOptions, openHistory } from "../../src/host/repl/history.ts";

const SOURCE = fileURLToPath(new URL("../../src/host/repl/history.ts", import.meta.url));

function withProject(
  play: (
    project: string,
    open: (more?: Partial<HistoryOptions>) => ReturnType<typeof openHistory>,
  ) => void | Promise<void>,
) {
  const project = mkdtempSync(join(tmpdir(), "hairline-history-"));
  const open = (more: Partial<HistoryOptions> = {}) => openHistory({ project, name: "history", entries: 100, ...more });
  const clean = () => rmSync(project, { recursive: true });
  const played = play(project, open);
  return played instanceof Promise ? played.finally(clean) : clean();
}

const typed = (line: string) => ({ door: "repl", realm: "air", line, version: null });

test("the newest line is kept, nothing is printed, and the process goes on", () => {
  const said: unknown[] = [];
  const warn = console.warn;
  console.warn = (...words) => said.push(words);
  withProject((project, open) => {
    const first = open();
    assert.deepEqual(first.lines, []);
    first.close(["newest", "older", "oldest"]);
    const second = open();
    assert.deepEqual(second.lines, ["newest", "older", "oldest"]);
    second.close(["x", ...second.lines]);
    assert.equal(readFileSync(join(project, ".hairline/history"), "utf8"), "x\nnewest\nolder\noldest");
    assert.ok(!existsSync(join(project, ".hairline/history.new")));
  });
  console.warn = warn;
  assert.deepEqual(said, []);
});

test("lines of a session that crashed come back, older ones below them, once", () => {
  withProject((_project, open) => {
    open().close(["saved"]);
    const crashed = open();
    for (const line of ["one", "two", "two", "three"]) crashed.log(typed(line));
    crashed.log({ ...typed("piped"), door: "pipe" });
    const after = open();
    assert.deepEqual(after.lines, ["three", "two", "one", "saved"]);
    after.close(after.lines);
    assert.deepEqual(open().lines, ["three", "two", "one", "saved"]);
  });
});

test("no line acknowledged before SIGKILL is lost", { timeout: 30_000 }, () =>
  withProject(async (project, open) => {
    open().close([]);
    let sent: string[] = [];
    for (let round = 0; round < 5; round++) {
      const script = `const { openHistory } = await import(${JSON.stringify(SOURCE)});
        const h = openHistory({ project: ${JSON.stringify(project)}, name: "history", entries: 100000 });
        for (let i = 0; ; i++) { const line = "r${round} line " + i; h.log({ door: "repl", realm: "air", line, version: null }); process.stdout.write(line + "\\n"); if (i % 50 === 0) await new Promise(r => setTimeout(r, 1)); }`;
      const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let out = "";
      child.stdout.on("data", (chunk) => {
        out += chunk;
        if (out.length > 3000 + round * 1711) child.kill("SIGKILL");
      });
      await new Promise((resolve) => child.once("close", resolve));
      sent = [...sent, ...out.slice(0, out.lastIndexOf("\n")).split("\n")];
    }
    const kept = new Set(open({ entries: 1_000_000 }).lines);
    for (const line of sent) assert.ok(kept.has(line), line);
    assert.ok(sent.length > 500);
  }),
);

test("torn, foreign and hostile lines are passed over or made harmless", () => {
  withProject((project, open) => {
    open().close(["ok"]);
    appendFileSync(
      join(project, ".hairline/set.jsonl"),
      '{"kind":"line","door":"repl","line":"whole"}\nnull\n[1]\n"x"\n{"kind":"line","door":"repl","line":7}\n{"kind":"line","door":"repl","li',
    );
    appendFileSync(join(project, ".hairline/history"), "\n\u001b]0;owned\u0007evil\u001b[2J\n");
    const history = open();
    assert.deepEqual(history.lines, ["whole", "ok", "evil"]);
    history.log(typed("after a torn line"));
    assert.deepEqual(open().lines, ["after a torn line", "whole", "ok", "evil"]);
  });
});

test("lines and log are bounded", () => {
  withProject((project, open) => {
    const history = open({ entries: 10, logBytes: 2000 });
    for (let i = 0; i < 500; i++)
      history.log(typed(`line ${i}`))({ command: "", form: "=", ok: true, data: { text: "x".repeat(10_000) } });
    const folder = join(project, ".hairline");
    for (const file of ["set.jsonl", "set.1.jsonl"]) assert.ok(statSync(join(folder, file)).size < 2500, file);
    const lines = open({ entries: 10 }).lines;
    assert.equal(lines.length, 10);
    assert.equal(lines[0], "line 499");
    history.close(Array.from({ length: 50 }, (_, i) => `l${i}`));
    assert.equal(readFileSync(join(folder, "history"), "utf8").split("\n").length, 10);
    history.log(typed("after the end")); // closed: nothing, and no throw
  });
});

test("the folder is 0700 and the files 0600 also under umask 0", () => {
  withProject((project) => {
    const script = `process.umask(0); const { openHistory } = await import(${JSON.stringify(SOURCE)});
      const h = openHistory({ project: ${JSON.stringify(project)}, name: "history", entries: 10 });
      h.log({ door: "repl", realm: "air", line: "x", version: null }); h.close(["x"]);`;
    execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    const mode = (path: string) => statSync(join(project, path)).mode & 0o777;
    assert.equal(mode(".hairline"), 0o700);
    assert.equal(mode(".hairline/history"), 0o600);
    assert.equal(mode(".hairline/set.jsonl"), 0o600);
  });
});

test("a project with links in the way keeps nothing, says so, and touches nothing outside", () => {
  const outside = mkdtempSync(join(tmpdir(), "hairline-outside-"));
  const victim = join(outside, "victim");
  writeFileSync(victim, "precious");
  const ways: ((project: string) => void)[] = [
    (project) => symlinkSync(outside, join(project, ".hairline")),
    (project) => writeFileSync(join(project, ".hairline"), ""),
    (project) => {
      mkdirSync(join(project, ".hairline"));
      symlinkSync(victim, join(project, ".hairline/history"));
    },
    (project) => {
      mkdirSync(join(project, ".hairline"));
      symlinkSync(victim, join(project, ".hairline/set.jsonl"));
    },
    (project) => {
      mkdirSync(join(project, ".hairline"));
      execFileSync("mkfifo", [join(project, ".hairline/history")]);
    },
  ];
  for (const prepare of ways) {
    withProject((project, open) => {
      prepare(project);
      const history = open();
      assert.equal(history.problems.length, 1);
      assert.deepEqual(history.lines, []);
      history.log(typed("x"))(null);
      history.close(["x"]);
    });
  }
  withProject((project, open) => {
    const history = open();
    symlinkSync(victim, join(project, ".hairline/history.new"));
    history.close(["x"]);
    assert.ok(lstatSync(join(project, ".hairline/history")).isFile());
  });
  assert.equal(readFileSync(victim, "utf8"), "precious");
  rmSync(outside, { recursive: true });
});
