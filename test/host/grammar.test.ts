import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { nearest } from "../../src/host/nearest.ts";
import { usage } from "../../src/host/repl/command.ts";
import {
  answerLine,
  commands,
  completeLine,
  type DoorState,
  endOf,
  formatAnswer,
  jsonAnswer,
  parseLine,
  splitCommands,
  splitWords,
} from "../../src/host/repl/grammar.ts";
import { commandTable } from "../../src/host/repl/readme-table.ts";
import { createStyle } from "../../src/host/repl/style.ts";
import { formatBytes, formatCount, formatMs, formatSeconds, table } from "../../src/host/repl/table.ts";
import { createFakeShow } from "../support/fake-show.ts";

const plainStyle = createStyle(false);
const door = (): DoorState => ({ realm: "air", door: "live", names: new Map() });

test("what a line is", () => {
  const rows: [string, ReturnType<typeof parseLine>][] = [
    ["", { kind: "empty" }],
    ["  \t", { kind: "empty" }],
    ["# remark", { kind: "empty" }],
    ["// remark", { kind: "empty" }],
    [".status", { kind: "command", name: "status", rest: "" }],
    ["  .save  svg  a b ", { kind: "command", name: "save", rest: "svg  a b" }],
    [".", { kind: "command", name: "", rest: "" }],
    [".5 + 1", { kind: "source", source: ".5 + 1" }],
    ["...x", { kind: "source", source: "...x" }],
    ["@page", { kind: "realm", name: "page", rest: "" }],
    ["@worker 2 a + b", { kind: "realm", name: "worker", rest: "2 a + b" }],
    ["@decorator() class A {}", { kind: "source", source: "@decorator() class A {}" }],
    ["1 + 1", { kind: "source", source: "1 + 1" }],
  ];
  for (const [line, expected] of rows) assert.deepEqual(parseLine(line), expected, line);
});

test("--run is taken apart at semicolons that stand alone", () => {
  const rows: [string, string[]][] = [
    [".status; .exit", [".status", ".exit"]],
    [" ; ;; ", []],
    ["f(';'); g(`a;b`); [1;2]", ["f(';')", "g(`a;b`)", "[1;2]"]],
    ["for (let i = 0; i < 3; i++) { a; b }; c", ["for (let i = 0; i < 3; i++) { a; b }", "c"]],
    ["'it\\'s; here'; x", ["'it\\'s; here'", "x"]],
    [".fps 3\n.seed 4", [".fps 3", ".seed 4"]],
    ["))) ; a", [")))", "a"]],
  ];
  for (const [text, expected] of rows) assert.deepEqual(splitCommands(text), expected, text);
  assert.deepEqual(splitWords("a \"b c\" 'd e' f"), ["a", "b c", "d e", "f"]);
});

/** Keys of the public contract (DESIGN §4). More may be added, none may go. */
const SHAPES: [string, string[]][] = [
  [".go", ["entries", "current", "next", "transition"]],
  [".go next 4 bars", ["gone", "entries"]],
  [".transition", ["go", "save"]],
  [".panic", ["generation", "sketch"]],
  [
    ".status",
    ["sketch", "generation", "state", "frames", "fps", "points", "lines", "workers", "window", "uptime", "problems"],
  ],
  [".perf", ["reload", "frame", "evaluate"]],
  [".slot", ["published", "shown", "dropped", "stale", "bytes", "ageMs"]],
  [".workers", ["workers"]],
  [".versions", ["versions"]],
  [".fps", ["fps"]],
  [".fps 25", ["fps"]],
  [".sketch", ["sketch", "sketches"]],
  [".sketch moire", ["sketch", "status"]],
  [".reload", ["sketch", "generation", "state"]],
  [".back", ["generation", "sketch", "proven"]],
  [".back 2", ["generation"]],
  [".freeze", ["frozen"]],
  [".freeze off", ["frozen"]],
  [".blackout on", ["blackout"]],
  [".hud off", ["hud"]],
  [".code", ["code"]],
  [".edit", ["editor"]],
  [".operator", ["operator"]],
  [".stage on 2", ["on", "display", "displays", "awake", "note"]],
  [".seed", ["seed"]],
  [".seed new", ["seed"]],
  [".quality", ["quality"]],
  [".quality final", ["quality"]],
  [".tempo", ["bpm", "beat", "bar", "phase", "source", "following", "jitterMs", "driftMs"]],
  [".tempo 128", ["bpm"]],
  [".tempo tap", ["taps", "bpm"]],
  [".tempo midi", ["source"]],
  [".tempo nudge 0.1", ["beat"]],
  [".tempo beat 16", ["beat"]],
  [".tempo stop", ["playing"]],
  [".bars 3", ["beatsPerBar"]],
  [".at bar .seed new", ["now", "actions"]],
  [".at off", ["cleared"]],
  [".every 4 .seed new", ["now", "actions"]],
  [".every", ["now", "actions"]],
  [".cc", ["ccs"]],
  [".cc 3 0.5", ["ccs"]],
  [".cc 3 clear", ["ccs"]],
  [".set amount 0.7", ["knobs"]],
  [".set amount clear", ["knobs"]],
  [".set amount", ["knobs"]],
  [".knobs", ["knobs"]],
  [".panel on", ["panel"]],
  [".undo", ["label", "changed", "locked", "undo", "redo"]],
  [".redo", ["label", "changed", "locked", "undo", "redo"]],
  [".lock amount", ["locked"]],
  [".unlock all", ["locked"]],
  [".random", ["seed", "changed", "locked"]],
  [".random 7 only am", ["seed", "changed", "locked"]],
  [".reset", ["changed", "locked"]],
  [".preset", ["did", "presets"]],
  [".preset save bridge", ["did", "path", "bytes", "presets"]],
  [".preset verse", ["did", "changed", "notes", "presets"]],
  [".preset drop verse", ["did", "path", "presets"]],
  [".preset morph verse chorus 0.5", ["did", "morph", "presets"]],
  [".morph", ["morph"]],
  [".morph verse chorus", ["morph"]],
  [".inputs", ["inputs"]],
  [".links", ["links", "learning"]],
  [".learn amount", ["learning"]],
  [".learn", ["learning"]],
  ['.link "midi/nano/cc 7" .go next', ["links"]],
  [".unlink amount", ["removed"]],
  [".midi", ["input", "state", "ports", "recent"]],
  [".midi none", ["input", "state"]],
  [".problems", ["problems"]],
  [".problems clear", ["problems"]],
  [".cache", ["caches"]],
  [".cache off", ["caches"]],
  [".cache clear", ["caches"]],
  [".ops", ["ops"]],
  [".ops displace", ["op"]],
  [".open", ["window"]],
  [".save png", ["path", "bytes"]],
  ['.save svg "my file.svg"', ["path", "bytes"]],
  [".log", ["on", "file", "entries", "bytes", "checks", "dropped"]],
  [".log off", ["on"]],
  ['.log mark "the loud part"', ["kinds"]],
  [".mem", ["rows", "total", "perFrame", "cost"]],
  [".mem plot", ["path", "bytes"]],
  [".top", ["forcedGc", "seconds", "total", "rows", "untraced", "cost"]],
  [".top 5 by file only src not node_modules", ["rows"]],
  [".diff", ["forcedGc", "seconds", "total", "rows", "untraced", "cost"]],
  [".diff 2 by trace", ["rows"]],
  [".slope 30", ["series"]],
  [".trace", ["on", "realms", "cost"]],
  [".trace start", ["on"]],
  [".snap verse", ["snapshots"]],
  [".snap list", ["snapshots"]],
  [".snap load out/a.json a", ["snapshots"]],
  [".churn", ["perFrame", "rows"]],
  [".peak reset", ["series"]],
  [".zoom", ["rows", "growth"]],
  [".gpu", ["renderer", "backend", "objects", "totals", "createdPerSecond", "leakedToGc"]],
  [".gpu age", ["objects"]],
  [".gpu diff 3 4", ["from", "to", "rows"]],
  [".procs", ["processes", "pss"]],
  [".why", ["suspects", "pauseMs"]],
  [".where ctx.state", ["site"]],
  [".diagnose --yes", ["verdict", "distance", "runnerUp", "ratios", "site", "next"]],
  [".budget", ["budgets"]],
  [".budget page 80MB", ["budgets"]],
  [".budget clear", ["budgets"]],
  [".leak", ["leaks", "kinds"]],
  [".leak arrays 2MB/s", ["leaks"]],
  [".leak off", ["leaks"]],
  ['const a = mem.snap("verse")', ["name", "books", "rows"]],
  ["mem.top(5, { by: 'file' })", ["rows"]],
  [".osc", ["listening", "packets", "messages", "refused", "targets", "last"]],
  [".osc on 9000", ["listening"]],
  [".osc to 127.0.0.1:9001", ["targets"]],
  ['.osc send /light/1 0.5 "dark red" true', ["targets"]],
  [".osc off", ["listening"]],
  [".audio", ["state", "device"]],
  [".audio list", ["inputs"]],
  [".audio default", ["state", "device", "sampleRate"]],
  [".audio off", ["state"]],
  [".trigger", ["triggers"]],
  [".trigger kick 0.5", ["triggers"]],
  [".help", ["commands"]],
  [".help save", ["commands"]],
  [".exit", ["ends"]],
  ["@page", ["realm"]],
  ["@host", ["host", "realm"]],
  ["1 + 1", ["text", "json"]],
];

test("every command answers in its shape, as JSON and as text", async () => {
  const used = new Set<string>();
  for (const [line, keys] of SHAPES) {
    const answer = await answerLine(createFakeShow(), line, door());
    assert.ok(answer?.ok, `${line}: ${JSON.stringify(answer)}`);
    const parsed = JSON.parse(jsonAnswer(answer)) as { command: string; ok: boolean; data: Record<string, unknown> };
    assert.deepEqual(Object.keys(parsed), ["command", "ok", "data"]);
    assert.equal(parsed.command, line);
    for (const key of keys) assert.ok(key in parsed.data, `${line}: ${key} in ${Object.keys(parsed.data)}`);
    for (const text of formatAnswer(answer, plainStyle)) {
      assert.ok(!/undefined|NaN|\[object/.test(text) && !text.includes("\u001b"), `${line}: ${text}`);
    }
    assert.ok(formatAnswer(answer, createStyle(true)).length > 0, line);
    used.add(answer.form);
  }
  for (const command of commands)
    assert.ok(used.has(command.name) || command.name === "forward", `${command.name} has no row here`);
});

test("a person's mistake names what to write instead", async () => {
  const rows: [string, RegExp][] = [
    [".log mark", /Write: \.log mark "text"/],
    [".log on later", /"later" is one argument too many/],
    [".stats", /there is no command \.stats\. Did you mean \.status\?/],
    [".", /there is no command \.\. \.help lists them/],
    [".zzz", /\.help lists them/],
    [".__proto__", /there is no command/],
    [".fps fast", /\.fps: fps is "fast"; expected a number from 1 to 1000\. Write: \.fps \[fps\]/],
    [".fps 30 40", /"40" is one argument too many/],
    [".seed 1.5", /expected a whole number .* or new/],
    [".save", /\.save: format is missing; expected svg or png\. Write: \.save svg\|png \[path\]/],
    [".save svgg", /"svgg" is no format; expected svg or png \(did you mean svg\?\)/],
    [".freeze maybe", /"maybe" is no state; expected on or off/],
    [".tempo 5", /bpm is "5"; expected a number from 10 to 1000, or auto or internal/],
    [".tempo nudge", /a number is missing/],
    [".tempo nudge 20", /the nudge is 20; expected -16 to 16 beats/],
    [".tempo 120 4", /"4" is one argument too many/],
    [".bars 0", /beats is "0"; expected a whole number from 1 to 64/],
    [".at bar", /the command is missing/],
    [".at noon .seed new", /"noon" is no place in musical time/],
    [".at bar .sed new", /there is no command \.sed. Did you mean \.seed\?/],
    [".at bar .seed 1.5", /expected a whole number/],
    [".at bar .exit", /does not wait for a beat/],
    [".at beat 0 .seed new", /beat 0 has passed/],
    [".every 0.01 .seed new", /is no place in musical time/],
    [".every beat 4 .seed new", /is no place in musical time/],
    [".at off x", /is no number/],
    [".cc 200", /index is "200"; expected a whole number from 0 to 127/],
    [".cc 1 1.5", /value is "1.5"; expected a number from 0 to 1, or clear/],
    [".set amont 1", /there is no knob "amont"\. Did you mean "amount"\?/],
    [".set amount 7", /amount is 7; expected a number from 0 to 1/],
    [".lock amont", /there is no knob "amont"\. Did you mean "amount"\?/],
    [".random 7 only zz", /no knob is named like "zz"/],
    [".preset save verse", /there is a preset "verse" already/],
    [".preset save drop", /cannot be called "drop"/],
    [".preset morph verse", /two names are needed/],
    [".morph verse", /two names are needed/],
    [".sketch moier", /there is no sketch "moier"\. Did you mean "moire"\?/],
    [".sketch ../x.ts", /does not exist/],
    [".ops displce", /there is no op "displce"\. Did you mean "displace"\?/],
    [".help sav", /there is no command \.sav\. Did you mean \.save\?/],
    [".back 9", /there are only 2 versions/],
    [".forward", /this is the newest version/],
    [".top by lin", /"lin" is no by; expected line or function/],
    [".top by", /by needs a value/],
    [".top sideways", /rows is "sideways"/],
    [".top 5 sideways", /"sideways" is one argument too many/],
    [".diff verse", /there is no snapshot "verse"/],
    [".diff 9999", /9999 seconds; expected 0.5 to 600/],
    [".snap save", /a name is missing/],
    [".gpu diff 3", /two versions are missing/],
    [".diagnose", /this changes what the audience sees/],
    [".budget page", /an amount is missing/],
    ["mem.tpo()", /mem has no tpo\. Did you mean mem\.top\(\)\?/],
    ["mem.top(a)", /a is no name of this prompt/],
    ["mem.snap().rows.map(x => x)", /cannot hold CallExpression/],
    ["@pge", /there is no realm @pge\. Did you mean @page\?/],
    ["@worker", /@worker needs the number of a worker/],
    ["@worker 9", /there is no worker 9\. There are: 1, 2/],
    ["throw new Error()", /thrown/],
    ["x".repeat(70_000), /the line has 70000 characters; expected at most/],
  ];
  for (const [line, expected] of rows) {
    const answer = await answerLine(createFakeShow(), line, door());
    assert.ok(answer && !answer.ok, line.slice(0, 80));
    assert.match(formatAnswer(answer, plainStyle).join("\n"), expected);
    const parsed = JSON.parse(jsonAnswer(answer)) as { ok: boolean; problem: { what: string; severity: string } };
    assert.equal(parsed.ok, false);
    assert.ok(parsed.problem.what && parsed.problem.severity);
  }
});

test("lines run in the realm of their door, one line elsewhere stays one line, and never in Node", async () => {
  const show = createFakeShow();
  const state = door();
  for (const line of ["a", "@page b", "c", "@worker 2", "d", "@host", "e", "@worker 1 f + f", "@air", "{ g: 1 }"])
    assert.ok((await answerLine(show, line, state))?.ok, line);
  assert.deepEqual(show.calls, [
    "evaluate air a",
    "evaluate page b",
    "evaluate air c",
    "evaluate worker2 d",
    "evaluate worker2 e",
    "evaluate worker1 f + f",
    "evaluate air ({ g: 1 }\n)",
  ]);
});

test("snapshots are values of the prompt", async () => {
  const show = createFakeShow();
  const state = door();
  const ask = async (line: string) => {
    const answer = await answerLine(show, line, state);
    assert.ok(answer?.ok, `${line}: ${JSON.stringify(answer)}`);
    return { data: answer.data as never as { name: string; total: number }, text: formatAnswer(answer, plainStyle) };
  };
  assert.equal((await ask('const a = mem.snap("verse")')).data.name, "verse");
  assert.equal((await ask("b = await mem.snap('chorus')")).data.name, "chorus");
  assert.deepEqual((await ask("a.books.heap - b.books.heap + 2 * 3")).data, 6);
  assert.equal((await ask("mem.diff(a, b, { by: 'file' })")).data.total, 51.9e6);
  assert.match((await ask("a")).text[0], /snapshot "verse": heap 5.00 MB/);
  assert.match((await ask("mem.save(a)")).text.join(), /verse\.memory\.json/);
  assert.deepEqual((await ask("a.rows[0].site.line")).data, 41);
  assert.deepEqual(show.calls, [], "nothing of it ran in a realm");
  for (const line of ["a.constructor", "a.books.__proto__", "mem['top']()", "mem.snap(window)"]) {
    assert.equal((await answerLine(show, line, state))?.ok, false, line);
  }
  await ask("memo.size + 1");
  await ask("let c = 5");
  assert.deepEqual(
    show.calls,
    ["evaluate air memo.size + 1", "evaluate air let c = 5"],
    "other lines go to their realm",
  );
});

test(".exit ends the show from its own terminal, and from elsewhere only when it says so", async () => {
  const show = createFakeShow();
  const rows: [DoorState["door"], string, string | null][] = [
    ["live", ".exit", "show"],
    ["attach", ".exit", "door"],
    ["attach", ".exit show", "show"],
    ["live", ".status", null],
  ];
  for (const [where, line, ends] of rows)
    assert.equal(endOf(await answerLine(show, line, { realm: "air", door: where, names: new Map() })), ends);
});

test("a fault of ours is a problem, too", async () => {
  const show = createFakeShow();
  show.slot = () => Promise.reject(new TypeError("null has no slot"));
  const answer = await answerLine(show, ".slot", door());
  assert.ok(answer && !answer.ok && answer.problem.what === "null has no slot");
  show.evaluate = async () => ({ text: "1n", json: 1n });
  const big = await answerLine(show, "1n", door());
  assert.ok(big && JSON.parse(jsonAnswer(big)).ok === false);
});

test("answers cannot steer the terminal", async () => {
  const show = createFakeShow();
  show.evaluate = async () => ({ text: "a\u001b[2Jb\u001b]0;title\u0007c\rd\u009b31me" });
  const answer = await answerLine(show, "x", door());
  assert.ok(answer);
  assert.deepEqual(formatAnswer(answer, plainStyle), ["abcd31me"]);
});

test("completion", async () => {
  const show = createFakeShow();
  show.controls.knobList.push({ ...show.controls.knobList[0], name: "line width" });
  const rows: [string, string[], string][] = [
    [".sta", [".stage", ".status"], ".sta"],
    [".save ", ["svg", "png"], ""],
    [".save s", ["svg"], "s"],
    [".freeze o", ["on", "off"], "o"],
    [".sketch sketches/s", ["sketches/seed.ts"], "sketches/s"],
    [".set a", ["amount"], "a"],
    [".set ", ["amount", '"line width"'], ""],
    [".set amount c", ["clear"], "c"],
    [".seed n", ["new"], "n"],
    [".help sa", ["save"], "sa"],
    [".ops disp", ["displace"], "disp"],
    [".nothing x", [], "x"],
    [".fps 1", [], "1"],
    [".top by f", ["function", "file"], "f"],
    [".top b", [], "b"],
    [".budget p", ["page"], "p"],
    [".leak gl", ["gl-buffers"], "gl"],
    [".trace s", ["start", "stop", "status"], "s"],
    [".diagnose y", ["yes"], "y"],
    ["@", ["@air", "@page", "@worker", "@host"], "@"],
    ["@worker ", ["1", "2"], ""],
    ["1 + moo", ["moon", "moor"], "moo"],
  ];
  for (const [line, candidates, fragment] of rows)
    assert.deepEqual(await completeLine(show, "air", line), [candidates, fragment], line);
  show.complete = () => Promise.reject(new Error("gone"));
  assert.deepEqual(await completeLine(show, "air", "x"), [[], "x"]);
});

test("no line throws", async () => {
  const show = createFakeShow();
  const part = fc.constantFrom(
    ".",
    "@",
    " ",
    "save",
    "worker",
    "status",
    "page",
    '"',
    "'",
    "svg",
    "1",
    "-",
    "clear",
    "\n",
    "\u0000",
    "é",
    ";",
    "(",
    "#",
    "//",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
      ),
      async (line) => {
        const answer = await answerLine(show, line, door());
        if (answer) {
          assert.ok(!jsonAnswer(answer).includes("\n"));
          formatAnswer(answer, plainStyle);
        }
        await completeLine(show, "air", line);
        splitCommands(line);
      },
    ),
    { numRuns: 500 },
  );
});

test("definitions are complete, and the README's table is made of them", () => {
  const names = commands.map((command) => command.name);
  assert.equal(new Set(names).size, names.length);
  const table = commandTable().split("\n");
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  assert.equal(/<!-- commands -->\n([\s\S]*)\n<!-- \/commands -->/.exec(readme)?.[1], commandTable());
  assert.equal(table.length, commands.length + 2);
  for (const command of commands) {
    assert.match(command.help, /^[a-z`].{8,90}[^.]$/, command.name);
    assert.ok(
      table.some((row) => row.includes(`\`${usage(command).replaceAll("|", "\\|")}\``)),
      command.name,
    );
  }
});

test("units and tables", () => {
  const rows: [string, string][] = [
    [formatBytes(0), "0 B"],
    [formatBytes(999), "999 B"],
    [formatBytes(1000), "1.00 KB"],
    [formatBytes(999_999), "1.00 MB"],
    [formatBytes(52_428_800), "52.4 MB"],
    [formatBytes(-2_000_000), "-2.00 MB"],
    [formatBytes(null), "–"],
    [formatMs(0.4), "0.40 ms"],
    [formatMs(15.04), "15.0 ms"],
    [formatMs(12_345), "12.3 s"],
    [formatMs(Number.NaN), "–"],
    [formatCount(1234567), "1,234,567"],
    [formatCount(12), "12"],
    [formatSeconds(5), "5 s"],
    [formatSeconds(65), "1 min 05 s"],
    [formatSeconds(3725), "1 h 02 min"],
    [nearest("hte", ["the", "abc"]) ?? "", "the"],
    [nearest("xyz", ["the"]) ?? "none", "none"],
  ];
  for (const [got, expected] of rows) assert.equal(got, expected);
  const columns = [
    { title: "name", cell: (row: [string, number]) => row[0] },
    { title: "n", right: true, cell: (row: [string, number]) => String(row[1]) },
  ];
  assert.deepEqual(
    table(columns, [
      ["a", 1],
      ["long one", 200],
    ]),
    ["name        n", "a           1", "long one  200"],
  );
  assert.deepEqual(table(columns, []), []);
});
