import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import * as v from "valibot";
import { type ConfigRequest, explainConfig, type LoadedConfig, loadConfig } from "../../src/host/config.ts";
import { configKeys, configSchema, parseBytes } from "../../src/host/config-schema.ts";
import { parseYamlData } from "../../src/host/yaml-data.ts";
import { describeProblem } from "../../src/protocol/problem.ts";

const DEFAULTS = v.parse(configSchema, {});

/** Loads a project of the given files; the program's own folder is empty unless given files too. */
function load(
  files: Record<string, string>,
  request: Partial<ConfigRequest> & { home?: Record<string, string> } = {},
): LoadedConfig {
  const root = mkdtempSync(join(tmpdir(), "hairline-config-"));
  const write = (folder: string, content: Record<string, string>) => {
    for (const [name, text] of Object.entries(content)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  try {
    mkdirSync(join(root, "project"));
    mkdirSync(join(root, "home"));
    write(join(root, "project"), files);
    write(join(root, "home"), request.home ?? {});
    return loadConfig({ project: join(root, "project"), packageFolder: join(root, "home"), ...request });
  } finally {
    rmSync(root, { recursive: true });
  }
}

const said = (loaded: LoadedConfig) => loaded.problems.map(describeProblem);

test("configs/default.yaml says what the schema says, key by key", () => {
  const project = mkdtempSync(join(tmpdir(), "hairline-config-"));
  const loaded = loadConfig({ project });
  assert.deepEqual(loaded.problems, []);
  assert.deepEqual(loaded.config, DEFAULTS);
  for (const key of configKeys) assert.match(loaded.sources.get(key) as string, /configs[/\\]default\.yaml:\d+$/, key);
  for (const name of ["stage"]) assert.deepEqual(loadConfig({ project, name }).problems, []);
  rmSync(project, { recursive: true });
});

test("later layers win, key by key, and each value knows where it came from", () => {
  const loaded = load(
    {
      "hairline.yaml": "# mine\nfps: 50\ncanvas:\n  size: A5\n",
      "configs/live.yaml": "fps: 40\nseed: 3\nline: { width: 2 }\n",
    },
    {
      home: {
        "configs/default.yaml": "fps: 20\nseed: 2\nline:\n  width: 1\n  color: red\n",
        "configs/live.yaml": "fps: 30\nworkers: 2\n",
      },
      name: "live",
      env: {
        HAIRLINE_SEED: "4",
        HAIRLINE_CANVAS__BACKGROUND: "#abc",
        HAIRLINE_LINE__COLOR: "[0, 0, 1]",
        HOME: "/",
        HAIRLINE_WORKERS: "",
      },
      flags: { "window.headless": true, fps: 60 },
    },
  );
  assert.deepEqual(said(loaded), []);
  const rows: [string, unknown, string][] = [
    ["fps", 60, "--fps"],
    ["seed", 4, "HAIRLINE_SEED"],
    ["workers", 2, "configs/live.yaml:2"],
    ["canvas.size", "A5", "hairline.yaml:4"],
    ["canvas.background", "#abc", "HAIRLINE_CANVAS__BACKGROUND"],
    ["line.width", 2, "configs/live.yaml:3"],
    ["line.color", [0, 0, 1], "HAIRLINE_LINE__COLOR"],
    ["window.headless", true, "--headless"],
    ["versions.keep", 10, "default"],
  ];
  const explained = new Map(explainConfig(loaded).map((row) => [row.key, row]));
  for (const [key, value, source] of rows) {
    const row = explained.get(key);
    assert.deepEqual(row?.value, value, key);
    assert.ok(row?.source.endsWith(source), `${key}: ${row?.source}`);
  }
});

test("a wrong value says got, expected, where and what to try; the value below it stays", () => {
  const rows: [yaml: string, problem: RegExp][] = [
    ["fps: fast", /^hairline\.yaml:1:6 {2}fps is the text "fast"; expected a number from 1 to 1000$/],
    ["fps: 0", /^hairline\.yaml:1:6 {2}fps is 0; expected/],
    ["fps: .inf", /fps is Infinity; expected/],
    ["fps:", /fps is nothing \(null\); expected/],
    ["fps: [1]", /fps is a list of 1; expected/],
    ["fps: {a: 1}", /fps is a group of keys; expected/],
    ["workers: many", /workers is the text "many"; expected "auto" or a whole number from 1 to 14/],
    ["canvas: 5", /canvas is 5; expected keys and values, indented/],
    [
      "canvas:\n  background: #fff",
      /:2:3 {2}canvas\.background is nothing \(null\); expected a colour such as "#1a1a1a" \(with its quotes/,
    ],
    ["canvas:\n  size: [10, x]", /:2:9 {2}canvas\.size is a list of 2; expected \[width, height\] in mm/],
    ["canvas:\n  size: A55", /canvas\.size is the text "A55"/],
    ["budgets: { bytes: 5 potatoes }", /budgets\.bytes is the text "5 potatoes"; expected an amount such as "64 MiB"/],
    ["hud: { visible: yes }", /hud\.visible is the text "yes"; expected true or false/],
    ["keys: { plot: Hx }", /keys\.plot is the text "Hx"; expected a key such as "B"/],
    ["keys: { blackot: B }", /:1:9 {2}the key "keys\.blackot" is unknown\. Did you mean "keys\.blackout"\?/],
    ["fsp: 30", /^hairline\.yaml:1:1 {2}the key "fsp" is unknown\. Did you mean "fps"\?$/],
    [
      "canvas:\n  backgrund: red",
      /:2:3 {2}the key "canvas\.backgrund" is unknown\. Did you mean "canvas\.background"\?/,
    ],
    ["headless: true", /the key "headless" is unknown\. Did you mean "window\.headless"\?/],
    ["zzzzzz: 1", /the key "zzzzzz" is unknown\. Known here: sketch, canvas/],
    ["__proto__: { fps: 1 }", /the key "__proto__" is unknown/],
    ["constructor: 1", /the key "constructor" is unknown/],
    ["fps: 1\nfps: 2", /^hairline\.yaml:2:1 {2}the key "fps" is given twice/],
    ["- 1", /the file is a list of 1; expected keys and values/],
    ["fps: [1", /^hairline\.yaml:2:1 {2}Flow sequence .* end with a \]$/],
    ["fps: !!js/function 1", /^hairline\.yaml:1:6 {2}Unresolved tag/],
    ["<<: { fps: 30 }", /the key "<<" is unknown/],
    ["? [a]\n: 1", /a key is not a word/],
    ["browser: { path: ./evil }", /browser\.path is not taken from a project's files/],
    ["output: { folder: ../../x }", /output\.folder is "\.\.\/\.\.\/x"; expected a path inside the project/],
    ["output: { folder: a/../../x }", /expected a path inside the project/],
    ["sketch: /etc/passwd", /sketch is "\/etc\/passwd"; expected a path inside the project/],
    ["sketch: C:\\x.ts", /expected a path inside the project/],
  ];
  for (const [yaml, expected] of rows) {
    const loaded = load({ "hairline.yaml": `${yaml}\n` });
    assert.equal(loaded.problems.length, 1, `${yaml}: ${said(loaded)}`);
    assert.match(said(loaded)[0], expected, yaml);
    assert.deepEqual(loaded.config, DEFAULTS, yaml);
  }
});

test("a key given to two actions is a problem, and stays with the one it was given to", () => {
  const loaded = load({ "hairline.yaml": "keys:\n  blackout: h\n" });
  assert.equal(loaded.config.keys.blackout, "h");
  assert.deepEqual(said(loaded), [
    'hairline.yaml:2:1  the key "H" is given to blackout and to hud; blackout has it. Give hud another: `keys: { hud: "…" }`.',
  ]);
});

test("one wrong key does not take the right ones with it", () => {
  const loaded = load({ "hairline.yaml": "fps: fast\nseed: 9\ncanvas:\n  size: [1, x]\n  background: red\n" });
  assert.equal(loaded.problems.length, 2);
  assert.equal(loaded.config.seed, 9);
  assert.equal(loaded.config.canvas.background, "red");
  assert.deepEqual(loaded.config.canvas.size, DEFAULTS.canvas.size);
});

test("an emptied group, an empty file and no file are all fine", () => {
  for (const yaml of ["canvas:\n# size: A5\n", "", "# nothing\n", "\ufefffps: 60\n", "fps: 60\r\nseed: 1\r\n"]) {
    assert.deepEqual(said(load({ "hairline.yaml": yaml })), [], JSON.stringify(yaml));
  }
  assert.deepEqual(load({}).config, DEFAULTS);
});

test("amounts of bytes", () => {
  const rows: [unknown, number | null][] = [
    [5, 5],
    ["64 MiB", 67_108_864],
    ["1.5kb", 1500],
    ["2 GB", 2e9],
    ["0 B", 0],
    ["", null],
    ["MiB", null],
    ["-1 B", null],
    [1.5, null],
    [null, null],
    ["1e9 B", null],
  ];
  for (const [written, bytes] of rows) assert.equal(parseBytes(written), bytes, String(written));
});

test("environment and flags: wrong ones are named, values are as in YAML or as they stand", () => {
  const rows: [env: Record<string, string>, expected: RegExp | ((loaded: LoadedConfig) => boolean)][] = [
    [{ HAIRLINE_FSP: "3" }, /HAIRLINE_FSP is no setting\. Did you mean HAIRLINE_FPS\?/],
    [{ HAIRLINE_SEED: "x" }, /HAIRLINE_SEED is the text "x"; expected a whole number/],
    [{ HAIRLINE_WORKERS: "auto" }, (l) => l.config.workers === "auto"],
    [
      { HAIRLINE_BROWSER__PATH: "/opt/my browser: 2/chrome #1" },
      (l) => l.config.browser.path === "/opt/my browser: 2/chrome #1",
    ],
    [{ HAIRLINE_SKETCH: "null" }, (l) => l.config.sketch === null],
    [{ HAIRLINE_CANVAS__SIZE: "[10, 20]" }, (l) => l.config.canvas.size[1] === 20],
    [{ HAIRLINE_CANVAS__SIZE: "A4 landscape" }, (l) => l.config.canvas.size === "A4 landscape"],
    [{ HAIRLINE_BUDGETS__BYTES: "2 MiB" }, (l) => l.config.budgets.bytes === 2 ** 21],
    [{ HAIRLINE_FPS: "3\nseed: 5" }, /HAIRLINE_FPS is the text/],
  ];
  for (const [env, expected] of rows) {
    const loaded = load({}, { env });
    if (expected instanceof RegExp) assert.match(said(loaded).join("\n"), expected);
    else assert.ok(expected(loaded) && loaded.problems.length === 0, `${JSON.stringify(env)} ${said(loaded)}`);
  }
  assert.match(said(load({}, { flags: { fps: -1 } }))[0], /--fps is -1; expected/);
});

test("--config takes a name or a path; a missing one is a problem", () => {
  assert.equal(load({ "configs/a.yaml": "fps: 33" }, { name: "a" }).config.fps, 33);
  assert.equal(load({ "other/b.yaml": "fps: 34" }, { name: "other/b.yaml" }).config.fps, 34);
  assert.match(said(load({}, { name: "nope" }))[0], /there is no configuration "nope"; expected configs\/nope\.yaml/);
  assert.match(said(load({}, { name: "./nope.yaml" }))[0], /there is no configuration/);
});

test("a file that breaks while the show runs keeps what it said before", () => {
  const root = mkdtempSync(join(tmpdir(), "hairline-config-"));
  const file = join(root, "hairline.yaml");
  const request = { project: root, packageFolder: join(root, "none") };
  writeFileSync(file, "fps: 33\n");
  const first = loadConfig(request);
  writeFileSync(file, "fps: [33\n");
  const second = loadConfig({ ...request, previous: first });
  assert.equal(second.config.fps, 33);
  assert.ok(second.problems.length > 0);
  assert.equal(loadConfig(request).config.fps, 60);
  writeFileSync(file, "fps: 34\n");
  assert.equal(loadConfig({ ...request, previous: second }).config.fps, 34);
  rmSync(root, { recursive: true });
});

test("poisoned folders: pipes, folders, links out, bombs and giants end quickly with a problem", {
  timeout: 20_000,
}, () => {
  const root = mkdtempSync(join(tmpdir(), "hairline-poison-"));
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
    .split("")
    .map((name, i) => `${name}: &${name} [${Array(10).fill(`*${"abcdefghi"[i]}`)}]`)
    .join("\n")}`;
  const poison: Record<string, (file: string) => void> = {
    folder: (file) => mkdirSync(file),
    pipe: (file) => execFileSync("mkfifo", [file]),
    link: (file) => symlinkSync("/etc/passwd", file),
    loop: (file) => symlinkSync(file, file),
    bomb: (file) => writeFileSync(file, bomb),
    self: (file) => writeFileSync(file, "a: &a [*a]\n"),
    deep: (file) => writeFileSync(file, "[".repeat(60_000)),
    deepBlock: (file) => writeFileSync(file, Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")),
    giant: (file) => writeFileSync(file, `a: ${"x".repeat(100_000)}`),
    many: (file) =>
      writeFileSync(
        file,
        Array.from({ length: 9000 }, (_, i) => `k${i}: 1`)
          .join("\n")
          .slice(0, 65_000),
      ),
    noise: (file) => writeFileSync(file, Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))),
  };
  for (const [name, make] of Object.entries(poison)) {
    const project = join(root, name);
    mkdirSync(project);
    make(join(project, "hairline.yaml"));
    const start = process.cpuUsage();
    const loaded = loadConfig({ project, packageFolder: join(root, "none") });
    const { user, system } = process.cpuUsage(start);
    const took = (user + system) / 1000;
    assert.ok(loaded.problems.length > 0 && loaded.problems.length <= 51, name);
    assert.ok(took < 1000, `${name} took ${took} ms of processor time`);
    assert.deepEqual(loaded.config, DEFAULTS, name);
    for (const problem of loaded.problems)
      assert.ok(JSON.stringify(problem).length < 5000 && !problem.excerpt?.includes("root:"), name);
  }
  rmSync(root, { recursive: true });
});

test("no text throws, and whatever is accepted satisfies the schema", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom("auto", "A5", "#fff", "12 MiB", "../x", "__proto__"),
  );
  const key = fc.oneof(fc.constantFrom(...configKeys.flatMap((path) => path.split("."))), fc.string({ maxLength: 12 }));
  const leaf = fc.oneof(scalar, fc.jsonValue({ maxDepth: 2 }));
  const tree = fc.oneof(leaf, fc.array(leaf, { maxLength: 4 }), fc.dictionary(key, leaf, { maxKeys: 5 }));
  const root = mkdtempSync(join(tmpdir(), "hairline-fuzz-"));
  const file = join(root, "hairline.yaml");
  const check = (text: string) => {
    writeFileSync(file, text);
    const loaded = loadConfig({ project: root, packageFolder: join(root, "none") });
    for (const path of configKeys) assert.ok(loaded.sources.has(path));
    assert.ok(loaded.config.fps >= 1 && loaded.config.fps <= 1000);
    assert.equal(loaded.config.browser.path, null);
    assert.ok(!loaded.config.output.folder.startsWith(".."));
  };
  fc.assert(
    fc.property(fc.dictionary(key, tree, { maxKeys: 6 }), (data) => check(JSON.stringify(data))),
    { numRuns: 150 },
  );
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), { numRuns: 150 });
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          "fps: ",
          "canvas:\n  ",
          "- ",
          "[",
          "{",
          "}",
          "]",
          "&a ",
          "*a",
          "? ",
          ": ",
          "\n",
          "\t",
          "|\n",
          '"',
          "#",
          "!!x ",
          "<<: ",
          "60",
          "%YAML 9\n",
          "---\n",
        ),
        { maxLength: 40 },
      ),
      (parts) => check(parts.join("")),
    ),
    { numRuns: 250 },
  );
  rmSync(root, { recursive: true });
});

test("places are those of the file", () => {
  const parsed = parseYamlData("a: 1\nb:\n  c: two\n  d: [3]\n", "x.yaml");
  assert.deepEqual(parsed.values.get("b.c"), { line: 3, column: 6 });
  assert.deepEqual(parsed.keys.get("b.d"), { line: 4, column: 3 });
  assert.equal(Object.getPrototypeOf(parsed.data), null);
});
