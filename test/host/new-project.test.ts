import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../src/host/config.ts";
import { createProject } from "../../src/host/new-project.ts";
import { CommandProblem } from "../../src/host/show-api.ts";
import { describeProblem } from "../../src/protocol/problem.ts";

const HOME = fileURLToPath(new URL("../../", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "hairline-new-"));
after(() => rmSync(root, { recursive: true }));

const create = (dir: string, home = HOME) => createProject({ cwd: root, dir, home });
const manifest = (dir: string) => JSON.parse(readFileSync(join(root, dir, "package.json"), "utf8"));
/** Every file below a folder with its text: equal before and after where nothing was touched. */
const everything = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), "utf8")])
    .sort();

function refused(dir: string): string {
  const before = everything(root);
  try {
    create(dir);
  } catch (error) {
    assert.ok(error instanceof CommandProblem, String(error));
    assert.deepEqual(everything(root), before, `${dir} wrote something`);
    return describeProblem(error.problem);
  }
  return assert.fail(`${dir} was not refused`);
}

test("writes what it says it wrote, and nothing else", () => {
  const { folder, files, compiler } = create("deep/er/my-set");
  assert.equal(folder, join(root, "deep/er/my-set"));
  assert.deepEqual(
    everything(folder).map(([path]) => path),
    files.map((file) => join(folder, file)).sort(),
  );
  assert.ok(compiler);
  assert.deepEqual(Object.keys(manifest("deep/er/my-set").scripts), ["start", "check", "test"]);
});

test("asks for no package and runs nothing by itself", () => {
  create("quiet");
  const { scripts, name, private: isPrivate, ...others } = manifest("quiet");
  assert.deepEqual([name, isPrivate, others], ["quiet", true, { type: "module" }]);
  for (const script of Object.values(scripts)) assert.match(String(script), /^node /);
});

test("its settings are settings, also those that wait behind a #", () => {
  create("settings");
  const file = join(root, "settings", "hairline.yaml");
  assert.deepEqual(loadConfig({ project: join(root, "settings") }).problems, []);
  const text = readFileSync(file, "utf8");
  const awake = text.replace(/^# (?=[a-z]+:| {2}[a-z]+:)/gm, "");
  assert.notEqual(awake, text);
  writeFileSync(file, awake);
  const { problems, config } = loadConfig({ project: join(root, "settings") });
  assert.deepEqual(problems, []);
  assert.deepEqual([config.sketch, config.fps, config.output.folder], ["sketches/first.ts", 30, "plots"]);
});

test("an empty folder will do, and so will a fresh repository", () => {
  mkdirSync(join(root, "empty"));
  create("empty");
  mkdirSync(join(root, "repository/.git"), { recursive: true });
  create("repository");
  mkdirSync(join(root, "here"));
  const made = createProject({ cwd: join(root, "here"), dir: ".", home: HOME });
  assert.equal(basename(made.folder), "here");
});

test("what is there already stays as it is", () => {
  create("twice");
  assert.match(
    refused("twice"),
    /^twice is there already and holds \d+ files or folders\. Give a new name, or an empty/,
  );
  mkdirSync(join(root, "full"));
  writeFileSync(join(root, "full", "notes.txt"), "mine");
  assert.match(refused("full"), /holds notes\.txt/);
  assert.match(refused("full/notes.txt"), /full\/notes\.txt is a file, or lies below one/);
  assert.match(refused("full/notes.txt/set"), /is a file, or lies below one/);
  symlinkSync(join(root, "full"), join(root, "link"));
  assert.match(refused("link"), /holds notes\.txt/);
});

test("names that are none, or could not travel", () => {
  for (const dir of ["", " ", " a", "a ", "/", "a\nb", "a\0b", "a:b", 'a"b', "what?", "a*", "a|b", "dot."])
    assert.match(refused(dir), /is no good name for a folder\. Use letters/, JSON.stringify(dir));
});

test("a folder may be called what a package may not", () => {
  const rows: [string, string][] = [
    ["My Set 2", "my-set-2"],
    ["Lignes d'été", "lignes-d-e-te"],
    ["線", "my-set"],
    ["_x_", "x"],
    ["hairline", "my-set"],
  ];
  for (const [dir, name] of rows) {
    create(dir);
    assert.equal(manifest(dir).name, name, dir);
  }
});

test("the program's folder may have any name, and may be without a compiler", {
  skip: process.platform === "win32",
}, () => {
  const home = join(root, 'odd $HOME `x` "q"');
  mkdirSync(home);
  const { compiler } = create("far", home);
  assert.equal(compiler, false);
  const { scripts } = manifest("far");
  assert.equal(scripts.start, `node "${root}/odd \\$HOME \\\`x\\\` \\"q\\"/src/host/start.mjs"`);
  assert.equal(scripts.check, "tsc -p .");
  const config = readFileSync(join(root, "far/tsconfig.json"), "utf8").replace(/^\s*\/\/.*$/gm, "");
  assert.deepEqual(JSON.parse(config).compilerOptions.paths.hairline, [`${home}/src/core/index.ts`]);
});
