// `npm run bench [-- name…] [--quick]`: installs what is missing, the peers included, then runs one benchmark after the
// other, each in a process of its own. A benchmark with a wrong result fails the run; a missed target does not.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installMissing, requireNode } from "../../src/host/install.mjs";

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, "..", "..");
const peers = join(folder, "peers");
/** These load peers, or open pages of theirs. */
const NEED_PEERS = ["cutting", "lines", "reload"];

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const wanted = words.filter((word) => !word.startsWith("-"));
const all = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -3))
  .sort();
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0 || words.some((word) => word.startsWith("-") && word !== "--quick")) {
  console.error(`usage: npm run bench [-- name…] [--quick]; the names are ${all.join(", ")}`);
  process.exit(2);
}
const chosen = wanted.length === 0 ? all : all.filter((name) => wanted.includes(name));

requireNode();
installMissing(root);
if (chosen.some((name) => NEED_PEERS.includes(name))) installPeers();

const started = performance.now();
const failed = chosen.filter((name) => {
  const args = ["--import", "tsx", join(folder, `${name}.ts`), ...(quick ? ["--quick"] : [])];
  return (
    spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, NODE_OPTIONS: "" } })
      .status !== 0
  );
});
console.log(
  `\n${chosen.length} benchmarks in ${Math.round((performance.now() - started) / 1000)} s${failed.length > 0 ? `; wrong results in ${failed.join(", ")}` : ", every result right"}`,
);
process.exit(failed.length > 0 ? 1 : 0);

/** No install scripts: none of the peers needs one to run. */
function installPeers() {
  const wantedLock = createHash("sha256")
    .update(readFileSync(join(peers, "package-lock.json")))
    .digest("hex");
  const stamp = join(peers, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wantedLock) return;
  console.error("bench: installing the peers (npm ci in test/bench/peers), once …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: peers,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("bench: the peers could not be installed; `npm ci` in test/bench/peers says more.");
    process.exit(1);
  }
  writeFileSync(stamp, wantedLock);
}
