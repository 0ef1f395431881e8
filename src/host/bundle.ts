// A sketch and the files beside it → one classic script for the worker. `hairline` stays outside (the engine is already
// there: 3 ms against 26), source maps stay here, and resolution cannot leave the project: opening a stranger's folder
// must not read the rest of the disk.

import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import * as esbuild from "esbuild";
import type { Place, Problem } from "../protocol/problem.ts";
import { codeFrame } from "./code-frame.ts";
import { collectAssets, type SketchAsset } from "./sketch-assets.ts";

export type BundleOutcome =
  | {
      kind: "built";
      code: string;
      map: string;
      /** Of the bundled code, before probes. */
      hash: string;
      /** Absolute paths of every project file that went in. */
      inputs: string[];
      /** Pictures and fonts among them. */
      assets: SketchAsset[];
    }
  | { kind: "failed"; problems: Problem[]; inputs: string[] };

export interface Bundler {
  build(): Promise<BundleOutcome>;
  dispose(): Promise<void>;
}

export function createBundler(project: string, entry: string): Bundler {
  const wall = stayInside(project, entry);
  const collector = collectAssets();
  let disposed = false;
  let running: Promise<BundleOutcome> | null = null;
  let waiting: Promise<BundleOutcome> | null = null;
  let context: Promise<esbuild.BuildContext<{ metafile: true; write: false }>> | null = null;
  /** Files the last build touched, kept so that a failed build is still watched where it was going to look. */
  let lastInputs: string[] = [entry];

  const create = () =>
    esbuild.context({
      entryPoints: [entry],
      absWorkingDir: project,
      bundle: true,
      write: false,
      format: "cjs",
      platform: "neutral",
      mainFields: ["module", "main"],
      target: "es2022",
      external: ["hairline"],
      sourcemap: "external",
      sourcesContent: true,
      outfile: "sketch.js",
      metafile: true,
      logLevel: "silent",
      legalComments: "none",
      // A project's own tsconfig could `extend` a file anywhere; the sketch's meaning must not depend on it.
      tsconfigRaw: { compilerOptions: { target: "es2022", useDefineForClassFields: true } },
      plugins: [wall.plugin, collector.plugin],
    });

  async function rebuild(): Promise<BundleOutcome> {
    if (disposed) return { kind: "failed", problems: [], inputs: lastInputs };
    context ??= create();
    wall.unresolved.clear();
    try {
      const result = await (await context).rebuild();
      const script = result.outputFiles.find((file) => file.path.endsWith(".js"));
      const map = result.outputFiles.find((file) => file.path.endsWith(".map"));
      if (!script || !map)
        throw new Error(`esbuild made ${result.outputFiles.length} files, expected a script and a map`);
      lastInputs = Object.keys(result.metafile.inputs).map((path) => resolve(project, path));
      return {
        kind: "built",
        code: script.text,
        map: map.text,
        hash: hashText(script.text),
        inputs: lastInputs,
        assets: collector.among(lastInputs),
      };
    } catch (error) {
      if (disposed) return { kind: "failed", problems: [], inputs: lastInputs };
      if (!isBuildFailure(error)) throw error;
      const problems = await Promise.all(error.errors.slice(0, 5).map((message) => toProblem(project, entry, message)));
      const named = error.errors.map((message) => message.location?.file).filter((file) => file !== undefined);
      lastInputs = [...new Set([...lastInputs, ...named.map((file) => resolve(project, file as string))])];
      return { kind: "failed", problems, inputs: [...lastInputs, ...wall.unresolved] };
    }
  }

  function start(): Promise<BundleOutcome> {
    const mine = rebuild().finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    return mine;
  }

  return {
    // esbuild answers a call during a build with that build, whose files may have been read before the newest save. So
    // the call waits and builds again; all calls of one wait share the build after it.
    build() {
      if (!running) return start();
      waiting ??= running
        .catch(() => {})
        .then(() => {
          waiting = null;
          return start();
        });
      return waiting;
    },
    async dispose() {
      disposed = true;
      if (context) await (await context).dispose();
      context = null;
    },
  };
}

export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * Refuses imports whose real place is outside the project, and every package but `hairline`. Names are checked when they
 * are resolved, for the better message; what counts is the check of each file before it is read, because an import
 * without its extension, or through a linked folder, has no real place until esbuild has found it.
 */
function stayInside(project: string, entry: string) {
  const root = realpathSync(project) + sep;
  const realEntry = existsSync(entry) ? realpathSync(entry) : entry;
  const outside = (what: string) => ({
    errors: [{ text: `"${what}" lies outside the project`, notes: [{ text: `The project is ${project}.` }] }],
  });
  /** Where files would have to be for the imports that found none: a save there mends the build. */
  const unresolved = new Set<string>();
  const plugin: esbuild.Plugin = {
    name: "stay-inside",
    setup(build) {
      // Each call of a plugin is a round trip between two processes. A sketch of one file should have none, so the filters
      // leave out what needs no check: the engine's name, and the entry itself (an absolute path; of other absolute
      // paths the second filter sees the file).
      build.onResolve({ filter: anyBut("hairline", entry) }, (args) => {
        if (args.kind === "entry-point") return undefined;
        if (!args.path.startsWith(".") && !isAbsolute(args.path)) {
          return {
            errors: [
              {
                text: `cannot import "${args.path}"`,
                notes: [
                  {
                    text: `Sketches import "hairline" and files beside them; packages and Node's modules do not exist in the window.`,
                  },
                ],
              },
            ],
          };
        }
        const target = resolve(dirname(args.importer), args.path);
        let real = target;
        try {
          real = realpathSync(target);
        } catch {
          // Extension left out, or the file is missing: esbuild says which.
          const names = /\.[cm]?[jt]sx?$/.test(target) ? [target] : [`${target}.ts`, `${target}.js`];
          if (!names.some(existsSync)) for (const name of names) unresolved.add(name);
        }
        return `${real}${sep}`.startsWith(root) ? undefined : outside(args.path);
      });
      build.onLoad({ filter: anyBut(realEntry) }, (args) => {
        const real = realpathSync(args.path);
        // The sketch itself was named by the performer, wherever it lies.
        return real.startsWith(root) || real === realEntry ? undefined : outside(relative(project, args.path));
      });
    },
  };
  return { plugin, unresolved };
}

/**
 * Matches every text but these. esbuild's filters are Go expressions, which know no negative look-ahead, so this spells
 * it out: a proper beginning of the text, one that leaves it, or more than it. For several, all must match.
 */
function anyBut(...texts: string[]): RegExp {
  if (texts.length > 1) {
    // With different first letters, leaving one never means being the other. Otherwise everything is let through: slower.
    const [first, ...rest] = texts;
    if (rest.some((text) => text[0] === first[0])) return /.*/;
    const heads = texts.map((text) => literal(text[0])).join("");
    return new RegExp(`^(?:[^${heads}].*|${texts.map(leaves).join("|")}|)$`);
  }
  return new RegExp(`^(?:${leaves(texts[0])}|[^${literal(texts[0][0])}].*|)$`);
}

/** Alternatives for what begins like `text` and is not `text`. */
function leaves(text: string): string {
  const parts: string[] = [];
  for (let i = 1; i < text.length; i++) parts.push(`${literal(text.slice(0, i))}(?:[^${literal(text[i])}].*)?`);
  return [...parts, `${literal(text)}.+`].join("|");
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function isBuildFailure(error: unknown): error is esbuild.BuildFailure {
  return error instanceof Error && Array.isArray((error as esbuild.BuildFailure).errors);
}

/** esbuild counts bytes of UTF-8, editors count UTF-16. */
function columnOf({ lineText, column }: esbuild.Location): number {
  return Buffer.from(lineText).subarray(0, column).toString("utf8").length + 1;
}

async function toProblem(project: string, entry: string, message: esbuild.Message): Promise<Problem> {
  const { location } = message;
  const file = location ? location.file : relative(project, entry);
  const where: Place = { file, line: location?.line ?? 0, column: location ? columnOf(location) : 1 };
  const note = message.notes.find((each) => each.text !== "")?.text;
  const source = location ? await readFile(resolve(project, file), "utf8").catch(() => null) : null;
  return {
    severity: "error",
    where,
    what: message.text,
    try: note,
    excerpt: source === null ? undefined : codeFrame(source, where),
  };
}
