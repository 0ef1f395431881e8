// Everything the window may ever load, held in memory: one page, one style sheet, two scripts. The interception answers
// from this exact map and 404 for the rest, so no path of this machine can be asked for.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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

/** regl builds its draw calls from strings, so the page needs `unsafe-eval`; the workers that run sketches do not. */
const PAGE_CSP =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const WORKER_CSP = "default-src 'none'; script-src 'self'; connect-src 'none'; worker-src 'none'; webrtc 'block'";

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

/** Bundles window and worker from source. Source maps stay on the host: in a realm they would be heap. */
export async function buildAssets(): Promise<Assets> {
  const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const script = async (entry: string): Promise<string> => {
    const result = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      target: "chrome120",
      legalComments: "none",
      logLevel: "silent",
    });
    return result.outputFiles[0].text;
  };
  const [windowScript, workerScript] = await Promise.all([
    script(source("../window/main.ts")),
    script(source("../worker/main.ts")),
  ]);
  const asset = (body: string, type: string, csp: string): Asset => ({
    body: Buffer.from(body).toString("base64"),
    headers: { ...ISOLATION, "Content-Type": `${type}; charset=utf-8`, "Content-Security-Policy": csp },
  });
  return new Map([
    ["/", asset(PAGE, "text/html", PAGE_CSP)],
    ["/window.css", asset(STYLE, "text/css", PAGE_CSP)],
    ["/window.js", asset(windowScript, "text/javascript", PAGE_CSP)],
    ["/worker.js", asset(workerScript, "text/javascript", WORKER_CSP)],
  ]);
}
