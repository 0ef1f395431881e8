import assert from "node:assert/strict";
import { test } from "node:test";
import { type CommandLine, helpText, parseCli } from "../../src/host/cli.ts";
import { describeProblem } from "../../src/protocol/problem.ts";

const live: Extract<CommandLine, { kind: "live" }> = {
  kind: "live",
  sketch: null,
  config: null,
  flags: {},
  run: [],
  json: false,
  exitOnClose: false,
};

const replayed: CommandLine = {
  kind: "replay",
  path: "set.jsonl",
  from: 0,
  to: Infinity,
  speed: 1,
  svg: null,
  config: null,
  flags: {},
  json: false,
};

test("what is understood", () => {
  const rows: [string[], CommandLine][] = [
    [[], live],
    [["seed"], { ...live, sketch: "seed" }],
    [["sketches/a b.ts", "--headless"], { ...live, sketch: "sketches/a b.ts", flags: { "window.headless": true } }],
    [["--workers", "auto", "--fps=30", "--seed", "0"], { ...live, flags: { workers: "auto", fps: 30, seed: 0 } }],
    [["--workers", "2", "--browser", "/opt/x"], { ...live, flags: { workers: 2, "browser.path": "/opt/x" } }],
    [["--config", "stage", "--json", "--exit-on-close"], { ...live, config: "stage", json: true, exitOnClose: true }],
    [["--stage", "moire"], { ...live, sketch: "moire", flags: { "stage.on": true } }],
    [["--stage=2"], { ...live, flags: { "stage.on": true, "stage.display": 2 } }],
    [["--stage=HDMI"], { ...live, flags: { "stage.on": true, "stage.display": "HDMI" } }],
    [["--run", ".status; .exit", "--run", ".fps"], { ...live, run: [".status; .exit", ".fps"] }],
    [["--", "--odd.ts"], { ...live, sketch: "--odd.ts" }],
    [["new", "my-set"], { kind: "new", dir: "my-set", json: false }],
    [["new", "--json", "../a b"], { kind: "new", dir: "../a b", json: true }],
    [["new", "--help"], { kind: "help" }],
    [["attach"], { kind: "attach", run: [], json: false, socket: false }],
    [["attach", "--socket"], { kind: "attach", run: [], json: false, socket: true }],
    [["attach", "--json", "--run", ".status"], { kind: "attach", run: [".status"], json: true, socket: false }],
    [["ops"], { kind: "ops", name: null, json: false }],
    [["ops", "displace", "--json"], { kind: "ops", name: "displace", json: true }],
    [["replay", "set.jsonl"], replayed],
    [
      ["replay", "a b.jsonl", "--speed", "max", "--from", "2.5", "--to=60", "--svg", "out", "--headless", "--json"],
      {
        ...replayed,
        path: "a b.jsonl",
        speed: Infinity,
        from: 2.5,
        to: 60,
        svg: "out",
        json: true,
        flags: { "window.headless": true },
      },
    ],
    [["config", "--explain", "--fps", "12"], { kind: "config", config: null, flags: { fps: 12 }, json: false }],
    [["config"], { kind: "config", config: null, flags: {}, json: false }],
    [["help"], { kind: "help" }],
    [["-h"], { kind: "help" }],
    [["attach", "--help"], { kind: "help" }],
    [["--version"], { kind: "version" }],
    [["-v"], { kind: "version" }],
  ];
  for (const [argv, expected] of rows) assert.deepEqual(parseCli(argv), expected, argv.join(" "));
});

test("what is not is one clear problem and exit code 2", () => {
  const rows: [string[], RegExp][] = [
    [["--headles"], /^--headles is no flag\. Did you mean --headless\?$/],
    [["replay"], /needs the log of a set/],
    [["replay", "a", "--speed", "fast"], /--speed is "fast"; expected a number from 0\.01 on, or max/],
    [["replay", "a", "--from", "5", "--to", "5"], /--from 5 --to 5; expected seconds/],
    [["replay", "a", "--from", ""], /--from needs a value/],
    [["replay", "a", "--from", "x"], /--from x --to the end/],
    [["--speed", "2"], /--speed has no meaning for "hairline \[sketch\]"/],
    [["--zzz"], /--zzz is no flag\. See: hairline help/],
    [["-q"], /-q is no flag/],
    [["--stage="], /--stage needs a value/],
    [["--stage=0"], /--stage is 0; expected "auto", "primary", the number of a display/],
    [["--__proto__"], /is no flag/],
    [["--constructor"], /is no flag/],
    [["--fps"], /--fps needs a value\. Write: --fps n/],
    [["--fps="], /--fps needs a value/],
    [["--fps", "fast"], /--fps is the text "fast"; expected a number from 1 to 1000/],
    [["--fps", "0"], /--fps is 0; expected/],
    [["--seed", "-5"], /--seed is -5; expected a whole number/],
    [["--seed", "1.5"], /--seed is 1.5; expected a whole number/],
    [["--workers", "99"], /--workers is 99; expected "auto" or a whole number from 1 to 14/],
    [["--headless=yes"], /--headless takes no value/],
    [["--fps", "1", "--fps", "2"], /--fps is given twice/],
    [["attch"], /"attch" is no command\. Did you mean "attach"\?/],
    [["hlep"], /Did you mean "help"\?/],
    [["render", "x"], /"hairline render" is not built yet/],
    [["doctor"], /"hairline doctor" is not built yet/],
    [["new"], /new needs the name of a folder\. Write: hairline new my-set\. .*hairline sketches\/new\.ts$/],
    [["new", ""], /new needs the name of a folder/],
    [["new", "a", "b"], /"b" is one argument too many/],
    [["new", "a", "--headless"], /--headless has no meaning for "hairline new"/],
    [["a.ts", "b.ts"], /"b\.ts" is one argument too many/],
    [["attach", "x"], /one argument too many/],
    [["attach", "--fps", "3"], /--fps has no meaning for "hairline attach"/],
    [["--explain"], /--explain has no meaning for "hairline \[sketch\]"/],
    [["ops", "a", "b"], /one argument too many/],
  ];
  for (const [argv, expected] of rows) {
    const parsed = parseCli(argv);
    assert.ok(parsed.kind === "mistake" && parsed.exitCode === 2, argv.join(" "));
    assert.match(describeProblem(parsed.problem), expected, argv.join(" "));
  }
  const json = parseCli(["--json", "--nope"]);
  assert.ok(json.kind === "mistake" && json.json);
});

test("the help names every flag and command", () => {
  for (const word of [
    "[sketch]",
    "new <dir>",
    "attach",
    "ops [name]",
    "config",
    "--config",
    "--headless",
    "--workers",
    "--fps",
    "--seed",
    "--browser",
    "--run",
    "--json",
    "--exit-on-close",
    "--explain",
  ])
    assert.ok(helpText().includes(word), word);
});
