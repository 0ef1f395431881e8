// `npm ci`, when the installed packages are not those of the lock file. Shared by `npm start` and `npm test`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MIN_NODE = [20, 19];

export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  console.error(`hairline needs Node ${MIN_NODE.join(".")} or later; this is ${process.versions.node}.`);
  process.exit(2);
}

/** @param {string} root the package's folder */
export function installMissing(root) {
  const lock = join(root, "package-lock.json");
  // Installed as somebody's dependency: npm has done the work, and the lock file is not shipped.
  if (!existsSync(lock) || root.includes(`${join("node_modules", "hairline")}`)) return;
  const wanted = createHash("sha256").update(readFileSync(lock)).digest("hex");
  const stamp = join(root, "node_modules", ".cache", "hairline", "installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (isLink(join(root, "node_modules"))) {
    // `npm ci` empties the folder behind the link, which belongs to somebody else.
    console.error(
      "hairline: node_modules is a link, and its packages are not those of package-lock.json: left as it is.",
    );
    return;
  }
  console.error("hairline: installing packages (npm ci), once …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("hairline: the packages could not be installed; `npm ci` in the project's folder says more.");
    process.exit(1);
  }
  mkdirSync(join(root, "node_modules", ".cache", "hairline"), { recursive: true });
  writeFileSync(stamp, wanted);
}

const isLink = (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
