// The editor's script, built when it is asked for the first time: most sets never open it.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const EDITOR_PATH = "/editor.js";
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Without probes: their sites are numbered per script, and this one joins the page's realm late. */
export async function buildEditor(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "src", "window", "editor", "main.ts")],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "chrome120",
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles[0].text;
}
