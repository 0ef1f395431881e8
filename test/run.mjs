// `npm test`: installs what is missing, checks types and style, then runs every test file with Node's own runner.
// Arguments select files: `npm test -- core/arena`. Tests of the window say in their names what they need
// (*.gpu.test.ts: a browser; *.window.test.ts: a display as well); what cannot run here is named at the end.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
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

const computes = (file) => /^test\/(core|protocol|worker)\//.test(file.replaceAll("\\", "/"));
const lanes = [...runnable.filter(computes), "--", ...runnable.filter((file) => !computes(file))];
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", join(folder, "support", "run-files.mjs"), String(availableParallelism()), ...lanes],
  { cwd: root, stdio: "inherit", env: { ...process.env, ...means.env } },
);
for (const file of skipped) console.log(`skipped ${file}: ${means.whyNoWindow}`);
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
