// `hairline new`, as a person would do it: make a project, run its own scripts, break the sketch. All without an install.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const START = fileURLToPath(new URL("../../src/host/start.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "hairline new ")); // a blank in the path must not matter
const project = join(root, "my-set");
const sketch = join(project, "sketches", "first.ts");
after(() => rmSync(root, { recursive: true }));

// A test that is started from a test would report to it instead of to us.
const { NODE_TEST_CONTEXT: _, ...env } = process.env;
const hairline = (...args: string[]) =>
  spawnSync(process.execPath, [START, ...args], { cwd: root, encoding: "utf8", timeout: 60_000 });
const npm = (script: string) => {
  const command = process.platform === "win32" ? "npm.cmd" : "npm";
  const shell = process.platform === "win32";
  const { status, stdout, stderr } = spawnSync(command, ["run", script, "--offline"], {
    cwd: project,
    encoding: "utf8",
    timeout: 150_000,
    env,
    shell,
  });
  return { status, said: stdout + stderr };
};

test("new says what it made and what to do next", () => {
  const { status, stdout } = hairline("new", "my-set");
  assert.equal(status, 0);
  assert.match(stdout, /my-set is there: .*sketches\/first\.ts/);
  assert.match(stdout, /cd my-set\n {2}npm start .*\n {2}npm run check .*\n {2}npm test/);
});

test("a second time is refused, for people and for scripts", () => {
  const text = readFileSync(sketch, "utf8");
  const { status, stderr } = hairline("new", "my-set");
  assert.equal(status, 2);
  assert.match(stderr, /my-set is there already/);
  const answer = JSON.parse(hairline("new", "my-set", "--json").stdout);
  assert.deepEqual([answer.command, answer.ok], ["new", false]);
  assert.match(answer.problem.what, /my-set is there already/);
  assert.equal(readFileSync(sketch, "utf8"), text);
});

test("the project type-checks and its own test passes, without node_modules", () => {
  const check = npm("check");
  assert.equal(check.status, 0, check.said);
  const run = npm("test");
  assert.equal(run.status, 0, run.said);
  assert.match(run.said, /ok 1 - first\.ts draws|✔ first\.ts draws/);
  assert.ok(!existsSync(join(project, "node_modules")));
});

test("imported pictures and fonts have their types; a wrong parameter fails the check by name", () => {
  const text = readFileSync(sketch, "utf8");
  const imports = 'import face from "./face.png";\nimport letters from "./letters.otf";\n';
  const uses = "export const used: string = face + letters;\n";
  writeFileSync(sketch, imports + text + uses);
  const sound = npm("check");
  assert.equal(sound.status, 0, sound.said);

  const broken = text.replace("amplitude: swell", 'amplitude: "much"');
  assert.notEqual(broken, text);
  writeFileSync(sketch, broken);
  const wrong = npm("check");
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.said, /sketches\/first\.ts.*error TS/);
  writeFileSync(sketch, text);
});

test("a sketch that throws, and one that draws nothing, fail the project's test", () => {
  const text = readFileSync(sketch, "utf8");
  writeFileSync(sketch, text.replace("return [", 'throw new Error("on purpose");\n    return ['));
  const thrown = npm("test");
  assert.notEqual(thrown.status, 0);
  assert.match(thrown.said, /on purpose/);
  writeFileSync(sketch, 'import { sketch } from "hairline";\nexport default sketch({ draw: () => [] });\n');
  const empty = npm("test");
  assert.notEqual(empty.status, 0);
  assert.match(empty.said, /the drawing is empty/);
});
