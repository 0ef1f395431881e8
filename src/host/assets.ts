// Everything the window may ever load, held in memory: one page, one style sheet, two scripts. The interception answers
// from this exact map and 404 for the rest, so no path of this machine can be asked for.

import { createHash } from "node:crypto";
import { isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PROBE_PRELUDE } from "../protocol/allocations.ts";
import { buildScript } from "./engine-build.ts";
import { DRILL_ASSETS } from "./memory/leak-kinds.ts";
import { originalColumn, type ProbeSite } from "./memory/probes.ts";
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
  /** Of the worker's script: two programs with the same one draw the same. */
  engine: string;
  files: Assets;
  /** A script of the page that is loaded late. */
  add(path: string, code: string): void;
  scripts: readonly EngineScript[];
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Bundles window and worker from source. Source maps stay on the host: in a realm they would be heap. */
export async function buildAssets(project: string): Promise<Built> {
  const nameFile = nameFilesFor(project);
  const script = async (name: string): Promise<EngineScript & { code: string }> => {
    const { map, probed } = await buildScript(ROOT, name);
    const { code, sites, shifts } = probed;
    const original = (line: number, column: number) => originalColumn(shifts, line, column);
    return {
      code: `${PROBE_PRELUDE}\n${code}`,
      url: `${ORIGIN}/${name}.js`,
      sites: createScriptSites({ map, headLines: 1, original, nameFile }),
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
  const engine = createHash("sha256").update(worker.code).digest("hex").slice(0, 16);
  return {
    files,
    add: (path, code) => void files.set(path, asset(code, "text/javascript", PAGE_CSP)),
    scripts: [window, worker],
    engine,
  };
}

/** `src/window/main.ts` in the program's own folder, `hairline:src/window/main.ts` seen from any other project. */
export function nameFilesFor(project: string): (source: string) => string {
  return (source) => {
    const path = resolve(ROOT, source);
    const inProject = relative(project, path);
    return inProject.startsWith("..") || isAbsolute(inProject) ? `hairline:${relative(ROOT, path)}` : inProject;
  };
}
