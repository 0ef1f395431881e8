// The real program in this process: the show that `npm start -- --headless` starts, in a project of its own in the temp
// folder, with a tap on its pipe. Only the command line and the REPL are missing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserChoice, findBrowser } from "../../../src/host/browser/find.ts";
import { unpackPackagedBrowser } from "../../../src/host/browser/packaged.ts";
import { loadConfig } from "../../../src/host/config.ts";
import { startShow } from "../../../src/host/show/show.ts";
import type { Show } from "../../../src/host/show-api.ts";
import { describeProblem } from "../../../src/protocol/problem.ts";
import type { Bench } from "./bench.ts";
import { pause } from "./statistics.ts";
import { type Tap, withTap } from "./tap.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export interface BenchShow {
  show: Show;
  tap: Tap;
  project: string;
  /** Absolute path of the sketch. */
  file: string;
}

export function createProject(b: Bench, files: Record<string, string>): string {
  const project = mkdtempSync(join(tmpdir(), "hairline-bench-"));
  b.defer(() => rmSync(project, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  return project;
}

export function headlessBrowser(): Promise<BrowserChoice> {
  return findBrowser({
    configured: null,
    headless: true,
    env: process.env,
    platform: process.platform,
    packaged: () => unpackPackagedBrowser(join(ROOT, "node_modules", ".cache", "hairline")),
  });
}

/** Opens the first of `files`; resolves when it is on screen. */
export async function openShow(
  b: Bench,
  files: Record<string, string>,
  more: { midiDriver?: string } = {},
): Promise<BenchShow> {
  const sketch = Object.keys(files)[0];
  const project = createProject(b, files);
  const loaded = loadConfig({ project, env: {}, flags: {} });
  const browser = await headlessBrowser();
  const { value: show, tap } = await withTap(() =>
    startShow({
      project,
      config: loaded.config,
      canvas: [400, 400],
      browser,
      sketch: join(project, sketch),
      configFiles: [],
      reloadConfig: () => loaded,
      problems: [],
      program: "bench",
      ...more,
      exitOnClose: false,
      onEnded() {},
    }),
  );
  b.defer(() => show.close());
  show.onProblem((problem) => console.error(`  show: ${describeProblem(problem)}`));
  show.onNotice((line) => console.error(`  show: ${line}`));
  for (const deadline = performance.now() + 20_000; ; await pause(20)) {
    const { state, frames, window } = await show.status();
    b.drawnBy(window.renderer);
    if (state === "running" && frames > 5) break;
    if (performance.now() > deadline) throw new Error(`the show did not start: ${JSON.stringify(show.problems())}`);
  }
  return { show, tap, project, file: join(project, sketch) };
}
