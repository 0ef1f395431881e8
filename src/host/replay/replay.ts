// `hairline replay set.jsonl`: the log of a set is performed again, in a window or headless, in its time or faster. Only
// what the log holds is used: its code, its settings, its moves. Nothing of the working folder is built or read.

import { mkdir } from "node:fs/promises";
import { basename } from "node:path";
import { bindKeys } from "../../protocol/keys.ts";
import { LINK_VERSION, type PageOptions } from "../../protocol/link.ts";
import { buildAssets } from "../assets.ts";
import type { BrowserChoice } from "../browser/find.ts";
import type { Config } from "../config.ts";
import type { FontFinder } from "../fonts.ts";
import type { Link } from "../link.ts";
import type { SetEntry } from "../set-log/entries.ts";
import { createAssetSupply } from "../show/asset-supply.ts";
import { createGroups } from "../show/groups.ts";
import { createWindowKeeper } from "../show/window-keeper.ts";
import { CommandProblem } from "../show-api.ts";
import { createLogLibrary } from "./log-library.ts";
import { createPerformance } from "./perform.ts";
import { newReading, readSetLog } from "./read-log.ts";
import { newReport, type ReplayReport } from "./report.ts";
import { saveShownSvg } from "./save-shown.ts";

export interface ReplayRequest {
  /** Where the log is, and how it is named. */
  path: string;
  name: string;
  project: string;
  /** Seconds of the set. */
  from: number;
  to: number;
  /** How many times faster than it was; Infinity: as fast as it goes. */
  speed: number;
  /** Folder for SVG files, one for each second of the set; null: none. */
  svg: string | null;
  browser: BrowserChoice;
  config: Config;
  onProgress(report: ReplayReport): void;
  onNotice(line: string): void;
  /** Aborted when somebody wants no more of it. */
  signal: AbortSignal;
}

type Opening = Extract<SetEntry, { state: "open" }>;

export async function replay(request: ReplayRequest): Promise<ReplayReport> {
  const { config, project, signal } = request;
  const report = newReport(request.name);
  const reading = newReading();
  const library = createLogLibrary();
  const startedAt = performance.now();
  const assets = buildAssets(project);
  let opening: Opening | null = null;
  let gone: string | null = null;

  const keeper = createWindowKeeper({
    choice: request.browser,
    assets,
    size: [config.window.width, config.window.height],
    flags: () => [],
    restartsPerMinute: 1,
    options: () => windowOptions(config, opening as Opening),
    onMessage(message) {
      if (message.kind === "worker-ready") groups.workerReady(message.id);
      if (message.kind === "page-error") request.onNotice(`window: ${message.what}`);
    },
    onOpened: (link) => link.page("replayBegin"),
    onGone() {
      gone = "the window went away";
    },
    onClosed() {
      gone = "the window was closed";
    },
    onNotice: request.onNotice,
    onWorkerBorn: () => {},
    onWorkerGone: () => {},
  });
  const needLink = (): Link => {
    const link = keeper.link();
    if (gone !== null || !link) throw new CommandProblem({ severity: "error", what: gone ?? "there is no window" });
    return link;
  };
  const supply = createAssetSupply(() => keeper.link(), NO_FONTS);
  const groups = createGroups(
    () => keeper.link(),
    supply,
    () => player.slotsOf(),
    () => {},
  );

  // Set time: begins with the first frame that is shown, at `from`.
  let zero: number | null = null;
  const clock = {
    async until(ms: number): Promise<void> {
      if (!Number.isFinite(request.speed)) return;
      zero ??= performance.now() - (ms - request.from * 1000) / request.speed;
      const due = zero + (ms - request.from * 1000) / request.speed;
      await pause(due - performance.now(), signal);
    },
  };
  let nextSvg = request.from * 1000;
  const player = createPerformance({
    link: needLink,
    groups,
    library,
    report,
    project,
    fromMs: request.from * 1000,
    until: clock.until,
    pace: (ms) => (Number.isFinite(request.speed) ? ms / request.speed : 0),
    async onDrawn(ms, { seq }) {
      if (request.svg === null || ms < nextSvg) return;
      nextSvg = (Math.floor(ms / 1000) + 1) * 1000;
      if (await saveShownSvg(needLink(), request.svg, ms, seq)) report.files++;
    },
  });

  try {
    if (request.svg !== null) await mkdir(request.svg, { recursive: true });
    let told = 0;
    for await (const entry of readSetLog(request.path, reading)) {
      if (signal.aborted || entry.ms > request.to * 1000) break;
      if (entry.kind === "window" && entry.state === "open") {
        report.otherEngine ||= (await assets).engine !== entry.engine;
        if (opening === null) {
          opening = entry;
          await keeper.open();
        }
      }
      await player.take(entry);
      report.took = (performance.now() - startedAt) / 1000;
      if (performance.now() - told > 1000) {
        told = performance.now();
        request.onProgress(report);
      }
    }
    if (opening === null)
      throw new CommandProblem({
        severity: "error",
        what: `${basename(request.path)} holds no frames`,
        expected: "a set in which a window was open",
      });
    await player.end();
  } finally {
    await keeper.close();
  }
  report.parts = reading.parts;
  report.torn = reading.torn;
  report.took = (performance.now() - startedAt) / 1000;
  return report;
}

/** Fonts found by name are in the log, with the version that asked for them. */
const NO_FONTS: FontFinder = {
  find: async () => null,
  families: async () => [],
  usage: () => ({ entries: 0, maxEntries: 0, bytes: 0, maxBytes: 0 }),
};

/** Deadlines held then; now a frame takes as long as it takes. */
const NO_DEADLINE_MS = 1e9;
const MAX_BYTES = 2 * 2 ** 30;

function windowOptions(config: Config, { page }: Opening): PageOptions {
  const { limits } = page;
  return {
    version: LINK_VERSION,
    canvas: page.canvas,
    background: page.background,
    lineColor: page.lineColor,
    lineWidth: page.lineWidth,
    fps: 60,
    seed: page.seed,
    renderScale: config.render_scale,
    backend: "auto",
    hud: false,
    limits: { ...limits, bytes: Math.min(limits.bytes, MAX_BYTES), cacheBytes: Math.min(limits.cacheBytes, MAX_BYTES) },
    frameDeadlineMs: NO_DEADLINE_MS,
    iterateLimitMs: NO_DEADLINE_MS,
    quality: page.quality,
    startT: 0,
    tempo: { bpm: 120, beat: 0, atMs: 0, playing: false, beatsPerBar: 4, barBeat: 0, bar: 0, take: 0, revision: 0 },
    ccs: [],
    keys: bindKeys(config.keys).bindings,
    stage: { cursorHideS: config.stage.cursor_hide_s, awake: false },
    codeSizePx: config.code.size,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
