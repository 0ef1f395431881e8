// Which sketches a project has, and which file a name means.

import { readdir, stat } from "node:fs/promises";
import { basename, isAbsolute, join, resolve } from "node:path";
import { CommandProblem } from "../show-api.ts";

/** Relative to the project, sorted. */
export async function listSketches(project: string): Promise<string[]> {
  const names = await readdir(join(project, "sketches")).catch(() => [] as string[]);
  return names
    .filter((name) => /\.(ts|js|mts|mjs)$/.test(name) && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => `sketches/${name}`);
}

/** Absolute path of the sketch that `name` means: a path, or a name in sketches/, with or without its ending. */
export async function findSketch(project: string, name: string): Promise<string> {
  const endings = ["", ".ts", ".js"];
  const tries = ["", "sketches"].flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`)));
  for (const each of isAbsolute(name) ? endings.map((ending) => name + ending) : tries) {
    const path = resolve(project, each);
    const seen = await stat(path).catch(() => null);
    if (seen?.isFile()) return path;
  }
  const known = await listSketches(project);
  throw new CommandProblem({
    severity: "error",
    where: { file: name, line: 0, column: 1 },
    what: `there is no sketch "${name}"`,
    expected: known.map((each) => basename(each).replace(/\.\w+$/, "")).join(", ") || "a file in sketches/",
    try: "`.sketch` lists them.",
  });
}
