// The snapshots of a show: values with a name, bounded in number and in bytes, and as files that another run can read.

import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import * as v from "valibot";
import { nearest } from "../nearest.ts";
import { CommandProblem } from "../show-api.ts";
import type { Snapshot } from "./memory-api.ts";

export interface Snapshots {
  add(snapshot: Snapshot): void;
  /** Throws a CommandProblem with the names there are. */
  get(name: string): Snapshot;
  newest(): Snapshot | null;
  list(): Snapshot[];
  drop(name: string): void;
  /** A name nobody has used: `snap-3`. */
  freshName(): string;
  /** Writes one into the project; never over another file. Answers the path, relative. */
  save(name: string, path: string | null): Promise<{ path: string; bytes: number }>;
  load(path: string, name: string | null): Promise<Snapshot>;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

const MAX_ENTRIES = 20;
const MAX_BYTES = 16 * 2 ** 20;
const MAX_FILE = 32 * 2 ** 20;
const FORMAT = "hairline-memory-1";

export function createSnapshots(project: string, folder: string): Snapshots {
  const kept = new Map<string, { snapshot: Snapshot; bytes: number }>();
  let taken = 0;

  const bytes = () => [...kept.values()].reduce((sum, each) => sum + each.bytes, 0);

  function inside(path: string): string {
    const full = resolve(project, path);
    if (`${full}${sep}`.startsWith(`${resolve(project)}${sep}`)) return full;
    throw new CommandProblem({
      severity: "error",
      what: `"${path}" lies outside the project`,
      try: `Snapshots are kept below ${project}.`,
    });
  }

  const add = (snapshot: Snapshot) => {
    kept.delete(snapshot.name);
    kept.set(snapshot.name, { snapshot, bytes: JSON.stringify(snapshot).length * 2 });
    for (const name of kept.keys()) {
      if (kept.size <= MAX_ENTRIES && (bytes() <= MAX_BYTES || kept.size === 1)) break;
      kept.delete(name);
    }
  };

  return {
    add,
    get(name) {
      const found = kept.get(name)?.snapshot;
      if (found) return found;
      const close = nearest(name, kept.keys());
      const names = [...kept.keys()].join(", ");
      throw new CommandProblem({
        severity: "error",
        what: `there is no snapshot "${name}"`,
        expected: names ? `one of ${names}` : undefined,
        try: close ? `Did you mean "${close}"?` : "`.snap name` takes one.",
      });
    },
    newest: () => [...kept.values()].at(-1)?.snapshot ?? null,
    list: () => [...kept.values()].map((each) => each.snapshot),
    drop(name) {
      kept.delete(name);
    },
    freshName() {
      do taken++;
      while (kept.has(`snap-${taken}`));
      return `snap-${taken}`;
    },
    async save(name, path) {
      const found = this.get(name);
      const full = inside(path ?? `${folder}/${name.replace(/[^\w.-]+/g, "-")}.memory.json`);
      const text = JSON.stringify(found);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, text, { flag: "wx" }).catch((error) => {
        const there = (error as NodeJS.ErrnoException).code === "EEXIST";
        throw new CommandProblem({
          severity: "error",
          what: there ? `${relative(project, full)} is there already` : `${relative(project, full)}: ${String(error)}`,
          try: there ? "Give another path: `.snap save name path`." : undefined,
        });
      });
      return { path: relative(project, full), bytes: text.length };
    },
    async load(path, name) {
      const snapshot = parseSnapshot(await readSmall(inside(path), path), path);
      const named = { ...snapshot, name: name ?? snapshot.name };
      add(named);
      return named;
    },
    usage: () => ({ entries: kept.size, maxEntries: MAX_ENTRIES, bytes: bytes(), maxBytes: MAX_BYTES }),
  };
}

async function readSmall(full: string, path: string): Promise<string> {
  try {
    const { size } = await stat(full);
    if (size > MAX_FILE) throw new Error(`it has ${size} bytes, at most ${MAX_FILE} are read`);
    return await readFile(full, "utf8");
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new CommandProblem({
      severity: "error",
      what: gone ? `there is no file ${path}` : `${path}: ${(error as Error).message}`,
    });
  }
}

const size = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(2000));
const site = v.nullable(v.object({ file: text, line: size, column: size, name: text }));
const schema = v.object({
  format: v.literal(FORMAT),
  name: text,
  at: text,
  ms: size,
  run: text,
  frame: size,
  generation: size,
  sketch: v.nullable(text),
  forcedGc: v.boolean(),
  realms: v.pipe(
    v.array(
      v.object({
        realm: text,
        worker: v.nullable(size),
        generation: size,
        life: size,
        heap: size,
        embedder: size,
        buffers: size,
        traced: v.boolean(),
      }),
    ),
    v.maxLength(200),
  ),
  books: v.object({ heap: size, buffers: size, shared: size, gl: size, outside: size }),
  counts: v.record(text, size),
  rows: v.pipe(
    v.array(
      v.object({
        bytes: size,
        count: v.nullable(size),
        realm: text,
        kind: v.picklist(["object", "buffer", "shared", "gl", "dom", "blob", "worker", "message", "module"]),
        site,
        what: text,
        trace: v.array(text),
      }),
    ),
    v.maxLength(5000),
  ),
  cost: v.object({ ms: size, pauseMs: size, sampling: v.nullable(size), bytes: size }),
  notes: v.array(text),
});

/** A file is a stranger: what is no snapshot of this version is told so, and nothing of it is used. */
export function parseSnapshot(content: string, path: string): Snapshot {
  const fail = (what: string, expected: string): never => {
    throw new CommandProblem({ severity: "error", what: `${path}: ${what}`, expected });
  };
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return fail("the file is not JSON", "a snapshot written by `.snap save`");
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format !== "string") return fail("the file is no memory snapshot", `"format": "${FORMAT}"`);
  if (format !== FORMAT)
    return fail(`the snapshot is ${format.slice(0, 40)}`, `${FORMAT}, which this program writes and reads`);
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return fail(
    `${v.getDotPath(issue) ?? "the snapshot"} is damaged: ${issue.message}`,
    "a snapshot written by `.snap save`",
  );
}
