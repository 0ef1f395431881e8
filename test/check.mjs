// `npm run check`: types of every realm with its own globals, then lint and format.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installMissing } from "../src/host/install.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
installMissing(root);
const bin = (name) => join(root, "node_modules", ".bin", process.platform === "win32" ? `${name}.cmd` : name);
const run = (name, args) => {
  const { status } = spawnSync(bin(name), args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) {
    console.error(`check: ${name} ${args.join(" ")} failed`);
    process.exit(1);
  }
};

for (const project of ["src/core", "src/protocol", "src/worker", "src/window", "src/host", "test", "."]) {
  if (existsSync(join(root, project, "tsconfig.json"))) run("tsc", ["-p", project]);
}
run("biome", ["check", "--error-on-warnings", "."]);
console.log("check: types, lint and format are in order");
