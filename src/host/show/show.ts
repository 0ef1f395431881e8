// The running show: one sketch file, one window, and everything between a save and the picture. Wires the parts and
// answers the commands; each part is a file of its own beside this one.

import { readdir, stat } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import type { FromPage, PageStats } from "../../protocol/link.ts";
import { LINK_VERSION } from "../../protocol/link.ts";
import type { Problem } from "../../protocol/problem.ts";
import { buildAssets } from "../assets.ts";
import type { BrowserChoice } from "../browser/find.ts";
import { type Bundler, createBundler } from "../bundle.ts";
import type { Config, LoadedConfig } from "../config.ts";
import { openJournal } from "../journal.ts";
import type { CacheStatus, Show, Spread, Status, VersionStatus } from "../show-api.ts";
import { CommandProblem } from "../show-api.ts";
import { createSourceSites, problemFromThrow } from "../source-sites.ts";
import { type Change, createWatcher } from "../watch.ts";
import { createControls } from "./controls.ts";
import { createGroups, type Group } from "./groups.ts";
import { createHeapTrend } from "./heap-trend.ts";
import { createProblemBoard } from "./problem-board.ts";
import { createPromptRealms } from "./prompt-realms.ts";
import { createReloadTimes } from "./reload-times.ts";
import { saveFrame } from "./save-frame.ts";
import { createSwap, type SwapOutcome } from "./swap.ts";
import { createVersions, type Version } from "./versions.ts";
import { createWatchdog } from "./watchdog.ts";
import { createWindowKeeper, WindowFailed, type WindowInfo } from "./window-keeper.ts";

export interface ShowOptions {
  project: string;
  config: Config;
  canvas: readonly [number, number];
  browser: BrowserChoice;
  /** The sketch's path, or null for none yet. */
  sketch: string | null;
  configFiles: readonly string[];
  /** Reads the configuration again; what cannot change while playing waits for the next start. */
  reloadConfig(): LoadedConfig;
  /** What was wrong before the show began. */
  problems: readonly Problem[];
  exitOnClose: boolean;
  /** Called once the show has ended by itself. */
  onEnded(): void;
}

/** A failed build is told after this long without a newer content: half-written files fail most of the time. */
const FAILURE_DOUBT_MS = 80;
/** A stream of saves may put off going on air only this many times in a row. */
const MAX_SUPERSEDED = 3;
const OBSERVE_MS = 250;
const FAILED_FRAMES = 3;
/** Groups of the configuration that are built into running parts. */
const LATER = [
  "canvas",
  "line",
  "render_scale",
  "window",
  "browser",
  "budgets",
  "cache",
  "audition",
  "probation",
  "versions",
  "watchdog",
  "journal",
  "history",
  "output",
] as const;

export async function startShow(options: ShowOptions): Promise<Show> {
  const { project } = options;
  let { config } = options;
  const startedAt = performance.now();
  const problems = createProblemBoard();
  const notices = new Set<(line: string) => void>();
  const times = createReloadTimes();
  const versions = createVersions(config.versions.keep);
  const trend = createHeapTrend();
  const journal = await openJournal({
    folder: join(project, ".hairline", "journal"),
    maxEntries: config.journal.entries,
    maxBytes: config.journal.bytes,
  });

  let entry: string | null = null;
  let bundler: Bundler | null = null;
  let generation = 0;
  let held = false;
  let seed = config.seed;
  let fps = config.fps;
  let frozen = false;
  let blackout = false;
  let hud = config.hud.visible;
  let autoWorkers = config.workers === "auto";
  let lastT = 0;
  let stats: PageStats | null = null;
  let closed = false;
  let closing: Promise<void> | null = null;
  /** Counts saves; a build or swap that finds it moved on is stale. */
  let saves = 0;
  let superseded = 0;
  let notice = "";
  let noticeUntil = 0;
  /** Reloads whose first frame has not been reported yet. */
  const awaited = new Map<
    number,
    {
      stages: Record<"watch" | "build" | "load" | "audition" | "publish", number>;
      savedAtMs: number;
      airedAtMs: number;
    }
  >();
  /** Resolves when the generation was seen on screen. */
  const onScreen = new Map<number, () => void>();

  const say = (line: string) => {
    notice = line;
    noticeUntil = Date.now() + 5000;
    for (const listener of notices) listener(line);
  };

  const controls = createControls(async (batch) => {
    await keeper.link()?.page("controls", batch);
  });

  const keeper = createWindowKeeper({
    choice: options.browser,
    assets: buildAssets(),
    size: [config.window.width, config.window.height],
    restartsPerMinute: config.watchdog.restarts_per_minute,
    options: () => ({
      version: LINK_VERSION,
      canvas: options.canvas,
      background: colourText(config.canvas.background),
      lineColor: config.line.color === null ? null : colourText(config.line.color),
      lineWidth: config.line.width,
      fps,
      seed,
      renderScale: config.render_scale,
      backend: "auto",
      hud,
      limits: {
        points: config.budgets.points,
        lines: config.budgets.lines,
        bytes: config.budgets.bytes,
        cacheEntries: config.cache.entries,
        cacheBytes: config.cache.bytes,
      },
      frameDeadlineMs: config.watchdog.frame_ms,
      startT: lastT,
      ccs: controls.ccPairs(),
    }),
    onMessage: receive,
    onOpened: opened,
    onGone() {
      const lost = swap.version();
      if (lost && !lost.proven) {
        // It was alone on trial when the window died: not the first choice for coming back.
        lost.failed = true;
        resume = versions.fallback(lost.generation) ?? lost;
      } else resume = lost ?? resume;
      swap.forget();
      stats = null;
    },
    onClosed(byUser) {
      if (options.exitOnClose) {
        void close().then(options.onEnded);
        return;
      }
      if (byUser) say("window closed: `.open` brings it back, Ctrl+D twice quits");
    },
    onNotice: say,
  });
  /** What to put on air when the window comes back. */
  let resume: Version | null = null;

  const groups = createGroups(() => keeper.link());
  const swap = createSwap({
    link: () => keeper.link(),
    groups,
    versions,
    limits: {
      auditionFrames: config.audition.frames,
      frameLimitMs: config.budgets.evaluate_ms,
      timeLimitMs: config.audition.time_limit_ms,
    },
    probationMs: config.probation.seconds * 1000,
    probationFrames: config.probation.frames,
    async onKnobs(declared) {
      const slots = controls.declare(declared);
      if (slots) await keeper.link()?.page("knobSlots", slots);
    },
    onAir(version) {
      resume = version;
      trend.cut();
    },
    onProven() {},
  });

  const watchdog = createWatchdog({
    link: () => keeper.link(),
    groups,
    pollMs: config.watchdog.poll_ms,
    heapBytes: config.watchdog.heap_bytes,
    onGuilty: (group, what, tryThis) => void condemn(group, { what, stack: "", try: tryThis }),
    onPageSilent: () => void keeper.reload("the window did not answer"),
  });

  const realms = createPromptRealms({ link: () => keeper.link(), airWorker: () => swap.air()?.ids[0] ?? null });

  const watcher = createWatcher({
    project,
    onChange: changed,
    onMissing(missing) {
      // A configuration file that is not there is a configuration like any other.
      const paths = missing.filter((path) => !options.configFiles.includes(path));
      if (paths.length === 0) return problems.clear("missing");
      problems.set(
        "missing",
        paths.map((path) => ({
          severity: "warning" as const,
          where: { file: relative(project, path), line: 0, column: 1 },
          what: "the file is gone; the last good version plays on",
          try: "It is picked up again as soon as it is back.",
        })),
      );
    },
    onTrouble: say,
  });

  problems.onChange(() => void tellWindow());

  function changed(change: Change): void {
    const configChanged = change.paths.some((path) => options.configFiles.includes(path));
    if (configChanged) void configure(options.reloadConfig());
    if (change.paths.some((path) => !options.configFiles.includes(path))) void save(change.savedAtMs, change.seenAtMs);
  }

  /** Takes over what can change while playing, and names what cannot. */
  async function configure(loaded: LoadedConfig): Promise<void> {
    const before = config;
    config = loaded.config;
    problems.set("config", loaded.problems);
    if (config.fps !== before.fps) await show.setFps(config.fps);
    if (config.seed !== before.seed) await show.setSeed(config.seed);
    if (config.hud.visible !== before.hud.visible) await show.setHud(config.hud.visible);
    if (config.workers !== before.workers) await show.setWorkers(config.workers);
    const later = LATER.filter((key) => JSON.stringify(config[key]) !== JSON.stringify(before[key]));
    if (later.length > 0) say(`${later.join(", ")}: taken over at the next start`);
    else if (loaded.problems.length === 0) say("configuration taken over");
  }

  // ---- the code river: a save becomes a version becomes a picture ----------------------------------------------------

  async function save(savedAtMs: number, seenAtMs: number): Promise<void> {
    const mine = ++saves;
    const outcome = await buildAndSwap(savedAtMs, seenAtMs, () => saves !== mine && superseded < MAX_SUPERSEDED);
    superseded = outcome === "superseded" ? superseded + 1 : 0;
  }

  async function buildAndSwap(
    savedAtMs: number,
    seenAtMs: number,
    isStale: () => boolean,
    again = false,
  ): Promise<SwapOutcome["kind"] | "unchanged"> {
    const builder = bundler;
    const file = entry;
    if (!builder || !file) return "gone";
    const mine = saves;
    const buildStarted = performance.now();
    const built = await builder.build();
    const buildMs = performance.now() - buildStarted;
    if (builder !== bundler) return "superseded";
    await watchInputs(built.inputs);
    if (isStale()) return "superseded";
    if (built.kind === "failed") {
      await new Promise((done) => setTimeout(done, FAILURE_DOUBT_MS));
      if (saves !== mine) return "superseded";
      held = true;
      problems.set("sketch", built.problems);
      return "refused";
    }
    const onAir = swap.version();
    if (!again && onAir && onAir.hash === built.hash && onAir.sketch === relative(project, file)) {
      if (held) problems.clear("sketch");
      held = false;
      return "unchanged";
    }
    const version = makeVersion(file, built);
    const journalled = journal
      .append(
        { at: version.savedAt, generation: version.generation, sketch: version.sketch, hash: version.hash },
        version,
      )
      .catch((error) => {
        problems.set("journal", [
          {
            severity: "error",
            what: `the journal cannot be written: ${String(error)}`,
            try: "Free some disk; the show goes on.",
          },
        ]);
      });
    const outcome = await swap.to(version, { isStale, beforeAir: journalled });
    settle(outcome, version);
    if (outcome.kind === "air") {
      awaited.set(version.generation, {
        savedAtMs,
        airedAtMs: outcome.airedAtMs,
        stages: {
          watch: Math.max(0, seenAtMs - savedAtMs),
          build: buildMs,
          load: outcome.loadMs,
          audition: outcome.auditionMs,
          publish: outcome.publishMs,
        },
      });
    }
    return outcome.kind;
  }

  function makeVersion(file: string, built: { code: string; map: string; hash: string }): Version {
    generation++;
    return {
      generation,
      sketch: relative(project, file),
      hash: built.hash,
      code: built.code,
      map: built.map,
      sites: createSourceSites(project, generation, built.map),
      savedAt: new Date().toISOString(),
      proven: false,
      failed: false,
      stateful: false,
    };
  }

  function settle(outcome: SwapOutcome, version: Version): void {
    if (outcome.kind === "air") {
      held = false;
      problems.clear("sketch");
      problems.set(
        "notes",
        outcome.notes.map((what) => ({ severity: "note" as const, what, generation: version.generation })),
      );
    } else if (outcome.kind === "refused") {
      held = true;
      problems.set("sketch", [outcome.problem]);
    } else if (outcome.kind === "gone") resume = version;
  }

  async function watchInputs(inputs: readonly string[]): Promise<void> {
    const wanted = [...new Set([...(entry ? [entry] : []), ...inputs, ...options.configFiles])];
    const now = watcher.files();
    if (wanted.length === now.length && wanted.every((path) => now.includes(path))) return;
    await watcher.setFiles(wanted, inputs.length > 1);
  }

  // ---- what the window says ------------------------------------------------------------------------------------------

  function receive(message: FromPage): void {
    switch (message.kind) {
      case "worker-ready":
        return groups.workerReady(message.id);
      case "presented":
        return presented(message.generation, message.atMs);
      case "stuck": {
        const group = groups.groupOf(message.id);
        if (!group) return;
        void condemn(group, {
          what: `draw() ran for more than ${config.watchdog.frame_ms} ms and was stopped`,
          stack: "",
          expected: "a frame that ends",
          try: "Look for a loop without an end, or raise `watchdog.frame_ms`.",
        });
        return;
      }
      case "trouble": {
        const group = groups.groupOf(message.id);
        const version = group?.version;
        if (!group || !version || version.generation !== message.generation) return;
        // Only the first of a streak was drawn again to find its line.
        if (message.streak === 1)
          problems.add("sketch", problemFromThrow(version.sites, version.sketch, version.generation, message));
        if (group === swap.air() && message.streak >= FAILED_FRAMES) void condemn(group, null);
        return;
      }
      case "knobs": {
        if (message.generation !== swap.version()?.generation) return;
        const slots = controls.declare(message.knobs);
        if (slots) void keeper.link()?.page("knobSlots", slots);
        return;
      }
      case "log":
        for (const listener of notices) listener(`[worker ${message.id}] ${message.text.slice(0, 2000)}`);
        return;
      case "context":
        return say(
          message.state === "lost" ? "the GPU context was lost; drawing on a fresh canvas" : "the picture is back",
        );
      case "hud":
        hud = message.visible;
        return;
      case "page-error":
        return say(`window: ${message.what}`);
      case "hello":
      case "failed":
        return;
      default:
        return message satisfies never;
    }
  }

  function presented(shownGeneration: number, atMs: number): void {
    onScreen.get(shownGeneration)?.();
    onScreen.delete(shownGeneration);
    const reload = awaited.get(shownGeneration);
    if (!reload) return;
    awaited.delete(shownGeneration);
    for (const older of awaited.keys()) if (older < shownGeneration) awaited.delete(older);
    times.add({ ...reload.stages, present: Math.max(0, atMs - reload.airedAtMs) }, atMs - reload.savedAtMs);
    void tellWindow();
  }

  const condemned = new Set<Group>();

  /** A group failed late: stop it, say why, bring back a version that works. */
  async function condemn(
    group: Group,
    why: { what: string; stack: string; expected?: string; try?: string } | null,
  ): Promise<void> {
    const { version } = group;
    if (!version || condemned.has(group)) return;
    condemned.add(group);
    try {
      if (why) {
        await Promise.all(group.ids.map((id) => watchdog.interrupt(id)));
        problems.add("sketch", problemFromThrow(version.sites, version.sketch, version.generation, why));
      }
      if (group !== swap.air()) return void (await groups.end(group));
      held = true;
      const back = await swap.fallBack(group);
      if (back) say(`version ${version.generation} failed; version ${back.generation} plays on`);
      else if (swap.air() === group && why) {
        // Nothing to fall back to: the last picture stays, and the workers wait for the next save.
        say(`version ${version.generation} failed and there is no earlier one; the last picture stays`);
      }
    } finally {
      condemned.delete(group);
    }
  }

  async function opened(): Promise<void> {
    const link = keeper.link();
    if (!link) return;
    const { knobs } = controls.everything();
    await link.page("knobSlots", controls.slots());
    await link.page("controls", { cc: [], knobs });
    await link.page("setFrozen", frozen);
    await link.page("setBlackout", blackout);
    const version = resume;
    if (version) {
      const outcome = await swap.to(version, { isStale: () => false });
      settle(outcome, version);
    }
    await tellWindow();
  }

  async function tellWindow(): Promise<void> {
    const link = keeper.link();
    if (!link) return;
    const { bytes, slope } = trend.read();
    await link
      .page("news", {
        sketch: entry ? relative(project, entry) : "",
        heapBytes: bytes,
        heapSlope: slope,
        saveMs: times.lastTotal(),
        notice: Date.now() < noticeUntil ? notice : "",
        problems: problems.list().slice(0, 10),
      })
      .catch(() => {});
  }

  // A few times a second: is the version on air proven, what does the HUD need, are more workers worth it?
  let observing = false;
  let turns = 0;
  const observer = setInterval(() => void observe(), OBSERVE_MS);

  async function observe(): Promise<void> {
    const link = keeper.link();
    if (!link || observing) return;
    observing = true;
    try {
      const seen = await link.page<PageStats>("stats");
      stats = seen;
      lastT = seen.t;
      const air = swap.air();
      const frames = seen.workers
        .filter((worker) => air?.ids.includes(worker.id))
        .reduce((sum, worker) => sum + worker.frames, 0);
      swap.observe(frames, performance.now());
      let bytes = 0;
      for (const heap of watchdog.heaps().values()) bytes += heap.used + heap.buffers;
      if (watchdog.heaps().size > 0) trend.add(bytes, performance.now());
      if (++turns % 2 === 0) await tellWindow();
      if (turns % 8 === 0) await scaleWorkers(seen);
    } catch {
      // The window is on its way out; the keeper knows.
    } finally {
      observing = false;
    }
  }

  async function scaleWorkers(seen: PageStats): Promise<void> {
    const version = swap.version();
    if (!autoWorkers || !version?.proven || version.stateful || seen.evaluateP50 === null) return;
    const cores = keeper.info()?.cores ?? 1;
    const free = cores - 2;
    const wanted = Math.min(Math.max(1, Math.ceil((seen.evaluateP50 * fps) / 1000)), Math.max(1, free));
    if (wanted > swap.workers()) {
      say(`frames take ${seen.evaluateP50.toFixed(1)} ms: going from ${swap.workers()} to ${wanted} workers`);
      await swap.setWorkers(wanted);
    }
  }

  // ---- commands ------------------------------------------------------------------------------------------------------

  async function listSketches(): Promise<string[]> {
    const names = await readdir(join(project, "sketches")).catch(() => [] as string[]);
    return names
      .filter((name) => /\.(ts|js|mts|mjs)$/.test(name) && !name.endsWith(".d.ts"))
      .sort()
      .map((name) => `sketches/${name}`);
  }

  async function findSketch(name: string): Promise<string> {
    const tries = [
      name,
      `${name}.ts`,
      `${name}.js`,
      join("sketches", name),
      join("sketches", `${name}.ts`),
      join("sketches", `${name}.js`),
    ];
    for (const each of tries) {
      const path = isAbsolute(each) ? each : resolve(project, each);
      const seen = await stat(path).catch(() => null);
      if (seen?.isFile()) return path;
    }
    const known = await listSketches();
    throw new CommandProblem({
      severity: "error",
      where: { file: name, line: 0, column: 1 },
      what: `there is no sketch "${name}"`,
      expected:
        known.length > 0 ? known.map((each) => basename(each).replace(/\.\w+$/, "")).join(", ") : "a file in sketches/",
      try: "`.sketch` lists them.",
    });
  }

  async function openSketch(path: string): Promise<SwapOutcome["kind"] | "unchanged"> {
    await bundler?.dispose();
    entry = path;
    bundler = createBundler(project, path);
    saves++;
    held = false;
    problems.clear("sketch");
    problems.clear("missing");
    await watchInputs([path]);
    const at = performance.timeOrigin + performance.now();
    const kind = await buildAndSwap(at, at, () => false, true);
    if (kind === "refused" || kind === "superseded") held = true;
    return kind;
  }

  function throwIfRefused(kind: string): void {
    if (kind !== "refused") return;
    throw new CommandProblem(problems.list()[0] ?? { severity: "error", what: "the sketch was refused" });
  }

  async function goTo(steps: number): Promise<VersionStatus> {
    const found = versions.peek(steps);
    if (!found) {
      throw new CommandProblem({
        severity: "error",
        what: `there is no version ${Math.abs(steps)} ${steps < 0 ? "back" : "forward"}`,
        expected: `one of the ${versions.usage().entries} kept`,
        try: "`.back` without a number goes one back.",
      });
    }
    const wasFailed = found.failed;
    found.failed = false;
    const outcome = await swap.to(found, { isStale: () => false });
    if (outcome.kind !== "air") {
      found.failed = wasFailed;
      throw new CommandProblem(
        outcome.kind === "refused"
          ? outcome.problem
          : { severity: "error", what: "there is no window", try: "`.open` brings it back." },
      );
    }
    held = false;
    problems.clear("sketch");
    return versions.list(found.generation).find((each) => each.generation === found.generation) as VersionStatus;
  }

  function needLink() {
    const link = keeper.link();
    if (!link)
      throw new CommandProblem({ severity: "error", what: "there is no window", try: "`.open` brings it back." });
    return link;
  }

  async function freshStats(): Promise<PageStats | null> {
    const link = keeper.link();
    if (!link) return null;
    stats = await link.page<PageStats>("stats").catch(() => stats);
    return stats;
  }

  async function status(): Promise<Status> {
    const seen = await freshStats();
    const info: WindowInfo | null = keeper.link() ? keeper.info() : null;
    const version = swap.version();
    const state = !info
      ? "closed"
      : held
        ? version
          ? "held"
          : "empty"
        : version
          ? "running"
          : entry
            ? "starting"
            : "empty";
    return {
      sketch: entry ? relative(project, entry) : null,
      generation: version?.generation ?? 0,
      state,
      frames: seen?.presented ?? 0,
      fps: round(seen?.fps ?? 0, 1),
      points: seen?.points ?? 0,
      lines: seen?.lines ?? 0,
      workers: swap.air()?.ids.length ?? 0,
      window: {
        kind: info?.kind ?? "none",
        visible: seen?.visible ?? false,
        browser: info?.browser ?? "",
        renderer: info?.renderer ?? "",
        backend: seen?.backend ?? "",
      },
      uptime: round((performance.now() - startedAt) / 1000, 1),
      seed,
      frozen,
      blackout,
      problems: problems.list().length,
    };
  }

  const percentiles = (count: number, p50: number | null, p95: number | null, p99: number | null): Spread => ({
    count,
    p50,
    p95,
    p99,
  });

  async function caches(): Promise<CacheStatus[]> {
    const seen = await freshStats();
    const ring = versions.usage();
    const log = journal.usage();
    const rows: CacheStatus[] = [
      {
        name: "versions",
        entries: ring.entries,
        maxEntries: ring.maxEntries,
        bytes: ring.bytes,
        maxBytes: ring.maxEntries * 2 ** 20,
      },
      { name: "journal", entries: log.entries, maxEntries: log.maxEntries, bytes: log.bytes, maxBytes: log.maxBytes },
    ];
    for (const worker of seen?.workers ?? []) {
      if (!worker.onAir) continue;
      rows.push({
        name: `results of worker ${worker.id}`,
        entries: worker.memoEntries,
        maxEntries: config.cache.entries,
        bytes: worker.memoBytes,
        maxBytes: config.cache.bytes,
        hits: worker.memoHits,
        misses: worker.memoMisses,
        evictions: worker.memoEvictions,
      });
      rows.push({
        name: `arena of worker ${worker.id}`,
        entries: 1,
        maxEntries: 1,
        bytes: worker.arenaPeakBytes,
        maxBytes: config.budgets.bytes * 4,
      });
    }
    if (seen)
      rows.push({
        name: "frame slot",
        entries: seen.slot.buffers,
        maxEntries: seen.slot.buffers,
        bytes: seen.slot.bytes,
        maxBytes: config.budgets.bytes * 2 * seen.slot.buffers,
      });
    return rows;
  }

  async function close(): Promise<void> {
    closing ??= (async () => {
      closed = true;
      clearInterval(observer);
      watchdog.stop();
      controls.stop();
      await watcher.close();
      await bundler?.dispose();
      await keeper
        .link()
        ?.page("stop")
        .catch(() => {});
      await keeper.close();
    })();
    await closing;
  }

  const show: Show = {
    project,
    status,
    async perf() {
      const seen = await freshStats();
      return {
        reload: times.perf(),
        frame: percentiles(
          seen?.frameCount ?? 0,
          seen?.frameP50 ?? null,
          seen?.frameP95 ?? null,
          seen?.frameP99 ?? null,
        ),
        evaluate: percentiles(
          seen?.evaluateCount ?? 0,
          seen?.evaluateP50 ?? null,
          seen?.evaluateP95 ?? null,
          seen?.evaluateP99 ?? null,
        ),
      };
    },
    async slot() {
      const seen = await freshStats();
      if (seen) return { ...seen.slot, ticks: seen.ticksSent, skipped: seen.ticksSkipped };
      return {
        published: 0,
        shown: 0,
        dropped: 0,
        stale: 0,
        grown: 0,
        bytes: 0,
        buffers: 0,
        epoch: 0,
        ageMs: null,
        ticks: 0,
        skipped: 0,
      };
    },
    async workers() {
      const seen = await freshStats();
      const roles = swap.roles();
      return (seen?.workers ?? []).map((worker) => {
        const heap = watchdog.heaps().get(worker.id);
        const role = roles.air?.ids.includes(worker.id)
          ? "air"
          : roles.previous?.ids.includes(worker.id)
            ? "previous"
            : "standby";
        return {
          id: worker.id,
          role: role as "air" | "previous" | "standby",
          status: worker.status,
          generation: worker.generation,
          frames: worker.frames,
          drawMs: round(worker.drawMs, 3),
          evaluateMs: round(worker.evaluateMs, 3),
          heapBytes: heap?.used ?? null,
          bufferBytes: heap?.buffers ?? null,
        };
      });
    },
    async setWorkers(count) {
      autoWorkers = count === "auto";
      await swap.setWorkers(count === "auto" ? 1 : count);
    },
    fps: () => fps,
    async setFps(value) {
      fps = value;
      await keeper.link()?.page("setFps", value);
    },
    sketches: listSketches,
    async openSketch(name) {
      throwIfRefused(await openSketch(await findSketch(name)));
      return status();
    },
    async reload() {
      if (!entry)
        throw new CommandProblem({ severity: "error", what: "no sketch is open", try: "`.sketch name` opens one." });
      const at = performance.timeOrigin + performance.now();
      saves++;
      throwIfRefused(await buildAndSwap(at, at, () => false, true));
      return status();
    },
    versions: () => versions.list(swap.version()?.generation ?? -1),
    back: (steps) => goTo(-steps),
    forward: (steps) => goTo(steps),
    async setFrozen(on) {
      frozen = on;
      await keeper.link()?.page("setFrozen", on);
    },
    async setBlackout(on) {
      blackout = on;
      await keeper.link()?.page("setBlackout", on);
    },
    async setHud(on) {
      hud = on;
      await keeper.link()?.page("setHud", on);
    },
    frozen: () => frozen,
    blackout: () => blackout,
    hud: () => hud,
    seed: () => seed,
    async setSeed(value) {
      seed = value >>> 0;
      await keeper.link()?.page("setSeed", seed);
    },
    ccs: controls.ccs,
    setCc: controls.setCc,
    clearCc: controls.clearCc,
    knobs: controls.knobs,
    setKnob: controls.setKnob,
    clearKnob: controls.clearKnob,
    problems: problems.list,
    clearProblems: () => problems.clear(),
    caches,
    async opCosts() {
      const id = swap.air()?.ids[0];
      return id === undefined ? [] : needLink().worker(id, "costs");
    },
    async openWindow() {
      await keeper.open().catch((error) => {
        throw new CommandProblem({
          severity: "error",
          what: error.message,
          try: error instanceof WindowFailed ? error.try : undefined,
        });
      });
    },
    save: (format, path) =>
      saveFrame(needLink(), {
        format,
        path,
        project,
        folder: config.output.folder,
        sketch: entry ? basename(entry) : "frame",
        generation: swap.version()?.generation ?? 0,
        seed,
      }),
    evaluate(realm, source) {
      const group = realm === "air" ? swap.air() : realm === "page" ? null : groups.groupOf(realm.worker);
      if (group) group.touched = true;
      return realms.evaluate(realm, source);
    },
    preview: realms.preview,
    complete: realms.complete,
    onProblem: problems.onProblem,
    onNotice(listener) {
      notices.add(listener);
      return () => notices.delete(listener);
    },
    close,
  };

  problems.set("config", options.problems);
  // The browser starts while the sketch is built for the first time.
  const window = keeper.open();
  window.catch(() => {});
  await watcher.setFiles(options.configFiles);
  if (typeof config.workers === "number") await swap.setWorkers(config.workers);
  try {
    await window;
  } catch (error) {
    const way = error instanceof WindowFailed ? error.try : undefined;
    problems.set("window", [
      { severity: "error", what: error instanceof Error ? error.message : String(error), try: way },
    ]);
  }
  if (options.sketch !== null && !closed) {
    const wanted = options.sketch;
    await findSketch(wanted)
      .then(openSketch)
      .catch((error) => {
        if (!(error instanceof CommandProblem)) throw error;
        problems.set("sketch", [error.problem]);
      });
  }
  return show;
}

function colourText(value: string | readonly number[]): string {
  if (typeof value === "string") return value;
  return `#${value
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
