// The window's script and the worker's: bundled from source and probed. That takes longer than all the rest of a start, and
// the engine is the same from start to start; so the result is kept in a file, for as long as every file that went in is
// as it was, by size and time.

import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, version } from "esbuild";
import { DRILL_SITES } from "./memory/leak-kinds.ts";
import { type Probed, probe } from "./memory/probes.ts";

export interface BuiltScript {
  map: string;
  probed: Probed;
}

interface Kept {
  esbuild: string;
  /** Path from the program's folder, and how it was. */
  inputs: [path: string, stamp: string][];
  built: BuiltScript;
}

/** What decides how a script is probed, beside the script. */
const HOW = ["src/host/memory/probes.ts", "src/host/memory/leak-kinds.ts", "src/host/javascript.ts"];

/** `name` is a folder of src/ with a `main.ts`; `root` the program's folder. */
export async function buildScript(root: string, name: string): Promise<BuiltScript> {
  const folder = join(root, "node_modules", ".cache", "hairline");
  const path = join(folder, `${name}.script.json`);
  const kept = await read(path);
  if (kept?.esbuild === version && (await unchanged(root, kept.inputs))) return kept.built;

  const startedMs = Date.now();
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, "src", name, "main.ts")],
    absWorkingDir: root,
    outfile: join(root, `${name}.js`),
    bundle: true,
    write: false,
    metafile: true,
    sourcemap: "external",
    format: "iife",
    platform: "browser",
    target: "chrome120",
    legalComments: "none",
    logLevel: "silent",
  });
  const inputs = await Promise.all(
    [...Object.keys(metafile.inputs), ...HOW].map(
      async (file): Promise<[string, string]> => [file, await stampOf(root, file)],
    ),
  );
  const text = (end: string) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? "";
  const built = { map: text(".map"), probed: probe(text(".js"), { firstSite: 0, maxSites: DRILL_SITES }) };
  // Saved while it was built: the text that went in may be the one before.
  if (inputs.every(([, stamp]) => timeOf(stamp) < startedMs)) {
    const fresh = `${path}.${process.pid}`;
    await mkdir(folder, { recursive: true })
      .then(() => writeFile(fresh, JSON.stringify({ esbuild: version, inputs, built } satisfies Kept)))
      .then(() => rename(fresh, path))
      .catch(() => {}); // A folder that cannot be written costs the next start the same again.
  }
  return built;
}

/** Null when it is not there yet, or was cut off by a kill. */
async function read(path: string): Promise<Kept | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Kept;
  } catch {
    return null;
  }
}

async function unchanged(root: string, inputs: Kept["inputs"]): Promise<boolean> {
  const stamps = await Promise.all(inputs.map(([file]) => stampOf(root, file)));
  return inputs.every(([, stamp], i) => stamp === stamps[i] && stamp !== "");
}

async function stampOf(root: string, file: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(join(root, file));
    return `${size}:${mtimeMs}`;
  } catch {
    return "";
  }
}

const timeOf = (stamp: string): number => Number(stamp.split(":")[1]);
