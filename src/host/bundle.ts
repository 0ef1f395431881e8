// A sketch and the files beside it → one classic script for the worker. `hairline` stays outside (the engine is already
// there: 3 ms against 26), source maps stay here, and resolution cannot leave the project: opening a stranger's folder
// must not read the rest of the disk.

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import * as esbuild from "esbuild";
import type { Place, Problem } from "../protocol/problem.ts";
import { codeFrame } from "./code-frame.ts";

export type BundleOutcome =
  | {
      kind: "built";
      code: string;
      map: string;
      /** Of the bundled code: what really runs. */
      hash: string;
      /** Absolute paths of every project file that went in. */
      inputs: string[];
    }
  | { kind: "failed"; problems: Problem[]; inputs: string[] };

export interface Bundler {
  build(): Promise<BundleOutcome>;
  dispose(): Promise<void>;
}

export function createBundler(project: string, entry: string): Bundler {
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
      plugins: [stayInside(project)],
    });

  return {
    async build() {
      context ??= create();
      try {
        const result = await (await context).rebuild();
        const script = result.outputFiles.find((file) => file.path.endsWith(".js"));
        const map = result.outputFiles.find((file) => file.path.endsWith(".map"));
        if (!script || !map)
          throw new Error(`esbuild made ${result.outputFiles.length} files, expected a script and a map`);
        lastInputs = Object.keys(result.metafile.inputs).map((path) => resolve(project, path));
        return { kind: "built", code: script.text, map: map.text, hash: hashText(script.text), inputs: lastInputs };
      } catch (error) {
        if (!isBuildFailure(error)) throw error;
        const problems = await Promise.all(
          error.errors.slice(0, 5).map((message) => toProblem(project, entry, message)),
        );
        const named = error.errors.map((message) => message.location?.file).filter((file) => file !== undefined);
        lastInputs = [...new Set([...lastInputs, ...named.map((file) => resolve(project, file as string))])];
        return { kind: "failed", problems, inputs: lastInputs };
      }
    },
    async dispose() {
      if (context) await (await context).dispose();
      context = null;
    },
  };
}

export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Refuses imports whose real place is outside the project, and every package but `hairline`. */
function stayInside(project: string): esbuild.Plugin {
  const root = realpathSync(project) + sep;
  return {
    name: "stay-inside",
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === "entry-point" || args.path === "hairline") return undefined;
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
        }
        if (!`${real}${sep}`.startsWith(root)) {
          return {
            errors: [
              { text: `"${args.path}" lies outside the project`, notes: [{ text: `The project is ${project}.` }] },
            ],
          };
        }
        return undefined;
      });
    },
  };
}

function isBuildFailure(error: unknown): error is esbuild.BuildFailure {
  return error instanceof Error && Array.isArray((error as esbuild.BuildFailure).errors);
}

async function toProblem(project: string, entry: string, message: esbuild.Message): Promise<Problem> {
  const { location } = message;
  const file = location ? location.file : relative(project, entry);
  const where: Place = { file, line: location?.line ?? 0, column: location ? location.column + 1 : 1 };
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
