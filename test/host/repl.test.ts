// The interactive REPL, driven through a terminal that carries out what is written to it.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startDoors } from "../../src/host/repl/doors.ts";
import { promptText } from "../../src/host/repl/repl.ts";
import { createStyle } from "../../src/host/repl/style.ts";
import { judge } from "../../src/host/repl/syntax.ts";
import { createFakeShow, type FakeShow } from "../support/fake-show.ts";
import { createTerminal, keys, type Terminal } from "../support/terminal.ts";

interface Stage {
  terminal: Terminal;
  show: FakeShow;
  exits: () => number;
  stop: () => Promise<void>;
}

async function withRepl(
  play: (stage: Stage) => Promise<void>,
  options: { project?: string; columns?: number; run?: string[]; json?: boolean } = {},
) {
  const project = options.project ?? mkdtempSync(join(tmpdir(), "hairline-repl-"));
  const terminal = createTerminal(options.columns);
  const show = createFakeShow(project);
  let exits = 0;
  const doors = startDoors({
    show,
    run: options.run ?? [],
    json: options.json ?? false,
    input: terminal.input,
    output: terminal.output,
    error: terminal.output,
    onExit: () => exits++,
  });
  try {
    await terminal.shows(/> ?$/);
    await terminal.shows("seed·12 air>");
    await play({ terminal, show, exits: () => exits, stop: doors.stop });
  } finally {
    await doors.stop();
    if (!options.project) rmSync(project, { recursive: true });
  }
}

test("a line runs in the realm, a command in the grammar, and the prompt comes back", () =>
  withRepl(async ({ terminal, show }) => {
    terminal.type("moon + 1\r");
    await terminal.shows("<moon + 1>");
    terminal.type(".fps 30\r");
    await terminal.shows("at most 30 frames");
    terminal.type("@page\r");
    await terminal.shows("seed·12 page>");
    terminal.type("document.title\r");
    await terminal.shows("<document.title>");
    terminal.type(".stats\r");
    await terminal.shows("Did you mean .status?");
    assert.deepEqual(show.calls, ["evaluate air moon + 1", "setFps 30", "evaluate page document.title"]);
  }));

test("nothing typed is evaluated in Node", () =>
  withRepl(async ({ terminal }) => {
    (globalThis as Record<string, unknown>).touched = 0;
    for (const line of ["globalThis.touched++", "process.exit(1)", "touched = 5"]) terminal.type(`${line}\r`);
    terminal.type("globalThis.touched++");
    await terminal.shows("<touched = 5>");
    await delay(150);
    assert.equal((globalThis as Record<string, unknown>).touched, 0);
  }));

test("an unfinished line goes on; .break, Ctrl+C and Ctrl+D end it; a known command gets out of it", () =>
  withRepl(async ({ terminal, show }) => {
    terminal.type("[1,\r");
    await terminal.shows(/^(\.\.\.|\|)/m);
    terminal.type("2\r.map(x => x)\r");
    await delay(50);
    assert.deepEqual(show.calls, []);
    terminal.type("]\r");
    await terminal.shows("]>");
    assert.deepEqual(show.calls, ["evaluate air [1,\n2\n.map(x => x)\n]"]);
    for (const way of [".break\r", keys.ctrlC, keys.ctrlD]) {
      terminal.type("{ (\r");
      await delay(30);
      terminal.type(way);
      await delay(30);
      terminal.type("7\r");
      await terminal.shows((lines) => lines.filter((line) => line === "<7>").length >= 1);
      assert.equal(show.calls.pop(), "evaluate air 7");
    }
    terminal.type("f((\r.fps\r");
    await terminal.shows("at most 60 frames");
    terminal.type("8\r");
    await terminal.shows("<8>");
  }));

test("Node's own commands are gone, ours with those names work", () =>
  withRepl(async ({ terminal, show }) => {
    terminal.type(".save svg\r");
    await terminal.shows("saved out/seed.svg");
    terminal.type(".load x\r");
    await terminal.shows("there is no command .load");
    terminal.type(".editor\r");
    await terminal.shows("there is no command .editor");
    terminal.type(".5 + 1\r");
    await terminal.shows("<.5 + 1>");
    assert.deepEqual(show.calls, ["save svg null", "evaluate air .5 + 1"]);
  }));

test("a notice appears above the prompt and what is typed stays, also when it wraps", () =>
  withRepl(
    async ({ terminal, show }) => {
      const typed = "moon.rise(1) // a line that is longer than the terminal is wide, twice at least";
      terminal.type(typed);
      await delay(20);
      terminal.type(keys.left.repeat(45));
      await delay(20);
      const before = terminal.cursor().column;
      show.notice("version 13 is on air");
      show.report({ severity: "error", what: "broken\u001b[2J", where: { file: "a.ts", line: 1, column: 2 } });
      await terminal.shows("version 13 is on air");
      const lines = terminal.screen();
      assert.equal(lines.filter((line) => line.includes("version 13")).length, 1);
      const bare = (text: string) => text.replaceAll(" ", "");
      assert.equal(bare(lines.join("")).split(bare(`hairline seed·12 air> ${typed}`)).length, 2, lines.join("\n"));
      assert.ok(
        lines.some((line) => line === "error  a.ts:1:2  broken"),
        lines.join("\n"),
      );
      assert.equal(terminal.cursor().column, before);
      await terminal.shows("!1>", 3000);
      terminal.type("\r");
      await terminal.shows(() => show.calls.length > 0);
      assert.equal(show.calls[0], `evaluate air ${typed}`);
    },
    { columns: 40 },
  ));

test("the value of a side-effect-free line is shown below it and goes away again", () =>
  withRepl(async ({ terminal, show }) => {
    terminal.type("1 + 1");
    await terminal.shows("air:5");
    const { column } = terminal.cursor();
    assert.equal(column, "hairline seed·12 air> 1 + 1".length);
    terminal.type("0");
    await terminal.shows((lines) => lines.includes("air:6") && !lines.includes("air:5"));
    terminal.type(keys.ctrlC);
    await terminal.shows((lines) => !lines.includes("air:6"));
    assert.deepEqual(show.calls, []);
  }));

test("Tab completes commands, arguments and names of the realm", () =>
  withRepl(async ({ terminal, show }) => {
    for (const [typed, completed] of [
      [".bla", ".blackout"],
      [".set am", ".set amount"],
      [".save s", ".save svg"],
      [".sketch sketches/m", ".sketch sketches/moire.ts"],
      [".ops disp", ".ops displace"],
      ["@wor", "@worker"],
      ["1 + moon", "1 + moon"],
    ]) {
      terminal.type(typed + keys.tab);
      await terminal.shows(`> ${completed}`);
      terminal.type(keys.ctrlC);
    }
    assert.deepEqual(show.calls, []);
  }));

test("Ctrl+C clears the line and lets go of one that hangs; Ctrl+D leaves only the second time", () =>
  withRepl(async ({ terminal, show, exits }) => {
    terminal.type(`half a li${keys.ctrlC}`);
    terminal.type(`${keys.ctrlC}${keys.ctrlC}`);
    await delay(30);
    assert.equal(exits(), 0);
    const release = show.hold();
    terminal.type("slow()\r");
    await delay(30);
    terminal.type(keys.ctrlC);
    await terminal.shows("left running");
    terminal.type(".fps"); // typed while the slow line still runs
    await delay(20);
    release();
    await terminal.shows("<slow()>");
    await terminal.shows(/> \.fps$/);
    terminal.type("\r");
    await terminal.shows("at most 60 frames");
    terminal.type(keys.ctrlD);
    await terminal.shows("Ctrl+D once more ends the show");
    terminal.type("x");
    await delay(20);
    terminal.type(keys.ctrlC);
    await delay(20);
    terminal.type(keys.ctrlD);
    await delay(20);
    assert.equal(exits(), 0);
    terminal.type(keys.ctrlD);
    await delay(20);
    assert.equal(exits(), 1);
  }));

test("keys typed during a line wait for it", () =>
  withRepl(async ({ terminal, show }) => {
    const release = show.hold();
    terminal.type("first()\rsecond()\r");
    await delay(50);
    assert.deepEqual(show.calls, ["evaluate air first()"]);
    release();
    await terminal.shows("<second()>");
    assert.deepEqual(show.calls, ["evaluate air first()", "evaluate air second()"]);
  }));

test("lines come back in the next session, the newest too", async () => {
  const project = mkdtempSync(join(tmpdir(), "hairline-recall-"));
  try {
    await withRepl(
      async ({ terminal, stop }) => {
        terminal.type("one\r");
        await terminal.shows("<one>");
        terminal.type(".fps\r");
        await terminal.shows("at most");
        await stop();
      },
      { project },
    );
    await withRepl(
      async ({ terminal, show }) => {
        terminal.type(keys.up);
        await terminal.shows(/> \.fps$/);
        terminal.type(keys.up);
        await terminal.shows(/> one$/);
        terminal.type("\r");
        await terminal.shows("<one>");
        assert.deepEqual(show.calls, ["evaluate air one"]);
      },
      { project },
    );
    assert.deepEqual(readFileSync(join(project, ".hairline/history"), "utf8").split("\n"), ["one", ".fps", "one"]);
  } finally {
    rmSync(project, { recursive: true });
  }
});

test("--run and --json in a terminal: answers above the prompt, one JSON line each", () =>
  withRepl(
    async ({ terminal }) => {
      await terminal.shows('{"command":".seed 3","ok":true,"data":{"seed":3}}');
      terminal.type("x\r");
      await terminal.shows('{"command":"x","ok":true,"data":{"text":"<x>","json":"x"}}');
    },
    { run: [".seed 3"], json: true, columns: 200 },
  ));

test("a terminal that goes away leaves the show alone", () =>
  withRepl(async ({ terminal, show, exits }) => {
    terminal.input.end();
    await delay(30);
    show.notice("still here");
    await terminal.shows("still here");
    assert.equal(exits(), 0);
  }));

test("stopping takes every listener away, ten times over", async () => {
  const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
  let show: FakeShow | undefined;
  for (let i = 0; i < 10; i++) {
    await withRepl(async (stage) => {
      show = stage.show;
    });
    assert.equal(show?.listeners.notice.size, 0);
    assert.equal(show?.listeners.problem.size, 0);
  }
  // The first REPL of a process leaves Node's own one-time listeners behind; the next nine may add none.
  const after = process.eventNames().map((name) => [name, process.listenerCount(name)]);
  assert.ok(after.length <= before.length + 2, JSON.stringify(after));
});

test("the prompt names sketch, version, realm and problems", () => {
  const style = createStyle(false);
  const rows: [Parameters<typeof promptText>[0], string][] = [
    [null, "hairline> "],
    [
      { sketch: "sketches/seed.ts", generation: 12, state: "running", realm: "air", problems: 0 },
      "hairline seed·12 air> ",
    ],
    [
      { sketch: "a\u001b[31m.js", generation: 1, state: "held", realm: "worker 2", problems: 3 },
      "hairline a·1 worker 2 !3> ",
    ],
    [{ sketch: null, generation: 0, state: "empty", realm: "page", problems: 0 }, "hairline –·0 page> "],
  ];
  for (const [state, expected] of rows) assert.equal(promptText(state, style), expected);
});

test("whether a line is finished", () => {
  const rows: [string, ReturnType<typeof judge>][] = [
    ["", "complete"],
    ["1 + 1", "complete"],
    ["await x", "complete"],
    ["{ a: 1, b: 2 }", "complete"],
    ["(1\n+ 2)", "complete"],
    ["[1,", "more"],
    ["f(1, 2", "more"],
    ["await f(1,\n 2", "more"],
    ["`text", "more"],
    ["{ a: 1, b:", "more"],
    ["for (;;) {", "more"],
    ["x =>", "more"],
    ["/* remark", "more"],
    ["f(1 2)", "wrong"],
    ["let 1", "wrong"],
    ["}", "wrong"],
    ['"text', "wrong"],
    ["foo bar", "wrong"],
  ];
  for (const [source, expected] of rows) assert.equal(judge(source), expected, source);
});
