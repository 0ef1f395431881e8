// `hairline new <dir>`: a small project that runs, type-checks and tests with what this program has installed. It has no
// packages of its own: package.json, tsconfig.json and the test name the program's folder. Written into a new or an
// empty folder only, and each file only where there is none.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { CommandProblem } from "./show-api.ts";

/** Texts with {{places}} to fill in. They end in .txt so that no tool takes them for sources of the program. */
const TEMPLATES = new URL("./new-project/", import.meta.url);

export interface NewProject {
  /** Absolute. */
  folder: string;
  /** Relative to it. */
  files: string[];
  /** Whether `npm run check` finds a compiler: it is one of the program's development tools. */
  compiler: boolean;
}

/** `dir` is seen from `cwd`; `home` is the program's folder. A folder it cannot have is thrown as a `CommandProblem`. */
export function createProject({ cwd, dir, home }: { cwd: string; dir: string; home: string }): NewProject {
  const folder = resolve(cwd, dir);
  const name = basename(folder);
  // What Windows cannot have either, so that a set may travel; and what would have to be quoted in every message.
  if (dir === "" || dir.trim() !== dir || name === "" || /[\p{Cc}<>:"|?*\\]|[. ]$/u.test(name))
    throw refuse(`${JSON.stringify(dir)} is no good name for a folder`, "Use letters, digits, - and _: my-set");
  const there = contents(folder, dir);
  if (there.length > 0)
    throw refuse(
      `${dir} is there already and holds ${there.length === 1 ? there[0] : `${there.length} files or folders`}`,
      "Give a new name, or an empty folder: nothing is ever overwritten.",
    );
  const compiler = findCompiler(home);
  const files = projectFiles(packageName(name), slashes(resolve(home)), compiler && slashes(compiler));
  for (const [file, text] of Object.entries(files)) {
    try {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text, { flag: "wx" });
    } catch (error) {
      throw refuse(`${join(dir, file)} could not be written: ${(error as Error).message}`);
    }
  }
  return { folder, files: Object.keys(files), compiler: compiler !== null };
}

function projectFiles(name: string, home: string, compiler: string | null): Record<string, string> {
  const start = `${home}/src/host/start.mjs`;
  const fill = (template: string, places: Record<string, string> = {}) =>
    readFileSync(new URL(`${template}.txt`, TEMPLATES), "utf8").replace(/\{\{(\w+)\}\}/g, (_, place) => places[place]);
  const manifest = {
    name,
    private: true,
    type: "module",
    scripts: {
      start: `node ${shellWord(start)}`,
      check: compiler ? `node ${shellWord(compiler)} -p .` : "tsc -p .",
      test: "node --test test/sketches.test.mjs",
    },
  };
  return {
    "sketches/first.ts": fill("first.ts"),
    "hairline.yaml": fill("hairline.yaml"),
    "tsconfig.json": fill("tsconfig.json", {
      base: JSON.stringify(`${home}/src/tsconfig.base.json`),
      core: JSON.stringify(`${home}/src/core/index.ts`),
    }),
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "test/sketches.test.mjs": fill("sketches.test.mjs", { start: JSON.stringify(start) }),
    "README.md": fill("README.md", { name, home }),
    ".gitignore": "/.hairline/\n/out/\n/node_modules/\n",
  };
}

/** In double quotes, which both cmd and sh know; sh gives a few letters a meaning even there. */
function shellWord(path: string): string {
  return `"${process.platform === "win32" ? path : path.replace(/[\\"$`]/g, "\\$&")}"`;
}

/** What lies in the folder, which need not exist. A fresh `git init` is as good as empty. */
function contents(folder: string, dir: string): string[] {
  try {
    return readdirSync(folder).filter((entry) => entry !== ".git");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw refuse(
      code === "ENOTDIR" ? `${dir} is a file, or lies below one` : `${dir} could not be read: ${message}`,
      "Give a new name.",
    );
  }
}

/** npm's rules, and no more than needed of them. */
function packageName(folder: string): string {
  const name = folder
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  // A package cannot have the name of the one that its sketches import.
  return name === "" || name === "hairline" ? "my-set" : name.slice(0, 100);
}

function findCompiler(home: string): string | null {
  try {
    return join(dirname(createRequire(join(home, "package.json")).resolve("typescript/package.json")), "bin", "tsc");
  } catch {
    return null;
  }
}

const slashes = (path: string) => (process.platform === "win32" ? path.replaceAll("\\", "/") : path);

function refuse(what: string, way?: string): CommandProblem {
  return new CommandProblem({ severity: "error", what, try: way });
}
