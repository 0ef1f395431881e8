// Everything the window may ever load, held in memory: one page, one style sheet, two scripts. The interception answers
// from this exact map and 404 for the rest, so no path of this machine can be asked for.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { PROBE_PRELUDE } from "../protocol/allocations.ts";
import { DRILL_ASSETS, DRILL_SITES } from "./memory/leak-kinds.ts";
import { originalColumn, type Probed, type ProbeSite, probe } from "./memory/probes.ts";
import { createScriptSites, type ScriptSites } from "./source-sites.ts";

/** A made-up origin: `.invalid` can never resolve, https makes it a secure context. */
export const ORIGIN = "https://hairline.invalid";

export interface Asset {
  body: string;
  headers: Record<string, string>;
}

export type Assets = ReadonlyMap<string, Asset>;

const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};

/**
 * regl builds its draw calls from strings, so the page needs `unsafe-eval`. The workers that run sketches do not: only
 * WebAssembly, which is taken from a sketch before it runs.
 */
const PAGE_CSP =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const WORKER_CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'; worker-src 'none'; webrtc 'block'";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Hairline</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/window.css">
</head>
<body><script src="/window.js"></script></body>
</html>
`;

const STYLE = `html, body { margin: 0; height: 100%; overflow: hidden; background: #1b1b1d; }
canvas { position: fixed; inset: 0; width: 100%; height: 100%; display: block; touch-action: none; outline: none; }
`;

/** A script of the engine as it runs in a realm: probed, with the ways back to its source. */
export interface EngineScript {
  /** As V8 names it. */
  url: string;
  sites: ScriptSites;
  /** Allocation sites, from number 0 on. */
  probes: readonly ProbeSite[];
}

export interface Built {
  files: Assets;
  scripts: readonly EngineScript[];
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Bundles window and worker from source. Source maps stay on the host: in a realm they would be heap. */
export async function buildAssets(project: string): Promise<Built> {
  const nameFile = nameFilesFor(project);
  const script = async (name: string): Promise<EngineScript & { code: string }> => {
    const { outputFiles } = await build({
      entryPoints: [join(ROOT, "src", name, "main.ts")],
      absWorkingDir: ROOT,
      outfile: join(ROOT, `${name}.js`),
      bundle: true,
      write: false,
      sourcemap: "external",
      format: "iife",
      platform: "browser",
      target: "chrome120",
      legalComments: "none",
      logLevel: "silent",
    });
    const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    const { code, sites, shifts } = await probeOnce(name, text(".js"));
    const original = (line: number, column: number) => originalColumn(shifts, line, column);
    return {
      code: `${PROBE_PRELUDE}\n${code}`,
      url: `${ORIGIN}/${name}.js`,
      sites: createScriptSites({ map: text(".map"), headLines: 1, original, nameFile }),
      probes: sites,
    };
  };
  const [window, worker] = await Promise.all([script("window"), script("worker")]);
  const asset = (body: string, type: string, csp: string): Asset => ({
    body: Buffer.from(body).toString("base64"),
    headers: { ...ISOLATION, "Content-Type": `${type}; charset=utf-8`, "Content-Security-Policy": csp },
  });
  const files = new Map([
    ["/", asset(PAGE, "text/html", PAGE_CSP)],
    ["/window.css", asset(STYLE, "text/css", PAGE_CSP)],
    ["/window.js", asset(window.code, "text/javascript", PAGE_CSP)],
    ["/worker.js", asset(worker.code, "text/javascript", WORKER_CSP)],
    // A worker or a module that runs only when the leak drill asks for it.
    ...Object.entries(DRILL_ASSETS).map(([path, text]) => [path, asset(text, "text/javascript", WORKER_CSP)] as const),
  ]);
  return { files, scripts: [window, worker] };
}

/** Parsing 400 KB takes longer than bundling them, and the engine is the same from start to start. */
async function probeOnce(name: string, code: string): Promise<Probed> {
  const how = await readFile(join(ROOT, "src", "host", "memory", "probes.ts"), "utf8");
  const key = createHash("sha256").update(how).update(code).digest("hex");
  const folder = join(ROOT, "node_modules", ".cache", "hairline");
  const path = join(folder, `${name}.probed.json`);
  try {
    const kept = JSON.parse(await readFile(path, "utf8")) as { key: string; probed: Probed };
    if (kept.key === key) return kept.probed;
  } catch {
    // Not there yet, or cut off by a kill.
  }
  const probed = probe(code, { firstSite: 0, maxSites: DRILL_SITES });
  const fresh = `${path}.${process.pid}`;
  await mkdir(folder, { recursive: true })
    .then(() => writeFile(fresh, JSON.stringify({ key, probed })))
    .then(() => rename(fresh, path))
    .catch(() => {}); // A folder that cannot be written costs the next start the same again.
  return probed;
}

/** `src/window/main.ts` in the program's own folder, `hairline:src/window/main.ts` seen from any other project. */
export function nameFilesFor(project: string): (source: string) => string {
  return (source) => {
    const path = resolve(ROOT, source);
    const inProject = relative(project, path);
    return inProject.startsWith("..") || isAbsolute(inProject) ? `hairline:${relative(ROOT, path)}` : inProject;
  };
}
