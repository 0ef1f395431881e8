// `npm test`: installs what is missing, checks types and style, then runs every test file with Node's own runner.
// Arguments select files: `npm test -- core/arena`. Tests of the window say in their names what they need
// (*.gpu.test.ts: a browser; *.window.test.ts: a display as well); what cannot run here is named at the end.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { installMissing, requireNode } from "../src/host/install.mjs";

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, "..");
requireNode();
installMissing(root);

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const files = listTests(folder).filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));
if (files.length === 0) {
  console.error(`no test file matches ${wanted.join(" ")}`);
  process.exit(2);
}

if (wanted.length === 0) {
  const { status } = spawnSync(process.execPath, [join(folder, "check.mjs")], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const { findTestMeans } = await import("./support/means.mjs");
const means = await findTestMeans(root);
const skipped = files.filter((file) => file.includes(".window.") && means.window === null);
const runnable = files.filter((file) => !skipped.includes(file));

// Tests that drive a browser run one after another: two browsers on two cores would time each other out.
const alone = runnable.filter((file) => /\.(gpu|window|e2e)\.test\.ts$/.test(file));
const together = runnable.filter((file) => !alone.includes(file));
const env = { ...process.env, ...means.env, NODE_OPTIONS: "" };
// One run, one closing summary: the pure tests first in the list, all under the same limit of two processes.
const { status } = spawnSync(
  process.execPath,
  [
    "--import",
    "tsx",
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${alone.length > 0 && together.length > 0 ? 1 : alone.length > 0 ? 1 : 2}`,
    ...together,
    ...alone,
  ].map(String),
  { cwd: root, stdio: "inherit", env },
);
for (const file of skipped) console.log(`skipped ${relative(root, join(root, file))}: ${means.whyNoWindow}`);
means.stop();
process.exit(status ?? 1);

function listTests(at) {
  const found = [];
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name === "bench" || entry.name === "golden") continue;
    const path = join(at, entry.name);
    if (entry.isDirectory()) found.push(...listTests(path));
    else if (entry.name.endsWith(".test.ts")) found.push(relative(root, path));
  }
  return found.sort();
}
