// The running show: wires the parts beside this file and answers the commands. A save goes down the code river
// (code-river.ts → swap.ts → groups.ts), faults come back up (late-faults.ts, watchdog.ts), the window is kept by
// window-keeper.ts; controls, versions, problems and play settings outlive it.

import { basename, join, relative, resolve } from "node:path";
import type { Quality } from "../../core/op.ts";
import { bindKeys } from "../../protocol/keys.ts";
import type { FromPage, PageOptions, PageStats } from "../../protocol/link.ts";
import type { KnobDeclaration } from "../../protocol/port.ts";
import type { Problem } from "../../protocol/problem.ts";
import { heldAt } from "../../protocol/tempo.ts";
import type { Arrival } from "../../protocol/transition.ts";
import { buildAssets } from "../assets.ts";
import type { BrowserChoice } from "../browser/find.ts";
import type { Config, LoadedConfig } from "../config.ts";
import { createDesk } from "../controls/desk.ts";
import { createControlHub } from "../controls/hub.ts";
import { isPicture } from "../controls/preset-file.ts";
import { createFontFinder, systemFontFolders } from "../fonts.ts";
import { openJournal } from "../journal.ts";
import type { Link } from "../link.ts";
import { createLeakDrill } from "../memory/leak-drill.ts";
import { createMemory } from "../memory/memory.ts";
import type { Alarm } from "../memory/memory-budget.ts";
import { createObservatory } from "../memory/observatory.ts";
import { PULSE_MS } from "../memory/pulse.ts";
import { connectMidi } from "../midi/connect-midi.ts";
import { startFeedback } from "../midi/feedback.ts";
import { createMidi } from "../midi/midi.ts";
import { createPanel } from "../panel/panel.ts";
import { asExpression } from "../repl/syntax.ts";
import { createSetLog } from "../set-log/set-log.ts";
import { createSets, type SetSettings, transitionStatus } from "../sets/sets.ts";
import {
  CommandProblem,
  NO_WINDOW,
  type Realm,
  type RemoteValue,
  type Show,
  type ShowState,
  type Status,
} from "../show-api.ts";
import { createCodeDesk } from "../stage/code-desk.ts";
import { createDrafts } from "../stage/drafts.ts";
import { buildEditor, EDITOR_PATH } from "../stage/editor-build.ts";
import { createEditorDesk } from "../stage/editor-desk.ts";
import { createStage } from "../stage/stage.ts";
import { createTempo } from "../tempo/tempo.ts";
import { type Change, createWatcher } from "../watch.ts";
import type { Data } from "../yaml-data.ts";
import { createAssetSupply } from "./asset-supply.ts";
import { createCodeRiver, type RiverOutcome } from "./code-river.ts";
import { createCrew } from "./crew.ts";
import { createGroups } from "./groups.ts";
import { createLateFaults } from "./late-faults.ts";
import { createLineRequests } from "./line-requests.ts";
import { createNotices } from "./notices.ts";
import { pageOptions, tempoSettings } from "./page-options.ts";
import { createPerforming } from "./performing.ts";
import { createPlay } from "./play-settings.ts";
import { createProblemBoard } from "./problem-board.ts";
import { createPromptRealms } from "./prompt-realms.ts";
import { createReloadTimes } from "./reload-times.ts";
import { drawnOf, frameSpreads, round, slotStatus, windowCaches, workerStatuses, workingOf } from "./report.ts";
import { saveFrame } from "./save-frame.ts";
import { findSketch, listSketches } from "./sketch-files.ts";
import { createStoresLook } from "./stores.ts";
import { createSwap } from "./swap.ts";
import { createVersions, type Version } from "./versions.ts";
import { createWatchdog } from "./watchdog.ts";
import { createWindowKeeper, WindowFailed } from "./window-keeper.ts";

export interface ShowOptions {
  project: string;
  config: Config;
  canvas: readonly [number, number];
  browser: BrowserChoice;
  /** The sketch's path, or null for none yet. */
  sketch: string | null;
  configFiles: readonly string[];
  /** Where each setting came from: `hairline.yaml:3`. */
  sources?: ReadonlyMap<string, string>;
  /** Reads the configuration again; what cannot change while playing waits for the next start. */
  reloadConfig(): LoadedConfig;
  /** What was wrong before the show began. */
  problems: readonly Problem[];
  /** The program's version. */
  program: string;
  exitOnClose: boolean;
  /** HAIRLINE_MIDI_DRIVER. */
  midiDriver?: string;
  /** Called once the show has ended by itself. */
  onEnded(): void;
}

export async function startShow(options: ShowOptions): Promise<Show> {
  const { project } = options;
  let { config } = options;
  const startedAt = performance.now();
  const link = (): Link | null => keeper.link();
  const problems = createProblemBoard();
  const times = createReloadTimes();
  const versions = createVersions(config.versions.keep);
  const play = createPlay(link, {
    fps: config.fps,
    seed: config.seed,
    hud: config.hud.visible && !config.stage.on,
  });
  const journal = await openJournal({
    folder: join(project, ".hairline", "journal"),
    maxEntries: config.journal.entries,
    maxBytes: config.journal.bytes,
  });

  const fonts = createFontFinder([
    ...config.fonts.folders.map((folder) => resolve(project, folder)),
    ...systemFontFolders(),
  ]);

  const notices = createNotices();
  const { say, tell: tellListeners } = notices;

  let lastT = 0;
  let lastBeat = 0;
  let stats: PageStats | null = null;
  /** Told to the window's plot with the next news. */
  let cut = "";
  let closing: Promise<void> | null = null;

  const setLog = createSetLog({
    project,
    on: config.log.keep,
    partBytes: config.log.part_bytes,
    totalBytes: config.log.total_bytes,
    program: options.program,
    async setTaping(on) {
      await link()?.page("setTaping", on);
    },
    onTrouble: (problem) => problems.set("log", [problem]),
    now: () => performance.now(),
    date: () => new Date(),
  });
  problems.onProblem(setLog.problem);
  const requests = createLineRequests();
  const controls = createControlHub({
    folder: join(project, ".hairline", "controls"),
    async send(batch) {
      await link()?.page("controls", batch);
    },
    tellSlots: (sketch, slots) => groups.tellSlots(sketch, slots),
    run: (line) => void requests.ask("link", line).then(({ ok, text }) => ok || say(`${line}: ${text}`)),
    say,
    now: () => performance.now(),
    onExtra: (value) => desk.morphMoved(value),
  });
  const desk = createDesk({
    project,
    hub: controls,
    async picture() {
      const url = await link()?.page("thumbnail");
      return isPicture(url) ? url : "";
    },
    say,
    now: () => new Date(),
  });
  const panel = createPanel({ link, hub: controls, desk, say });

  const tempo = createTempo({
    settings: tempoSettings(config),
    nowMs: () => performance.timeOrigin + performance.now(),
    send(anchor) {
      setLog.tempo(anchor);
      void link()
        ?.page("tempo", anchor)
        .catch(() => {});
    },
    say,
  });

  const midi = createMidi({
    settings: config.midi,
    driver: options.midiDriver ?? "",
    ...connectMidi({ controls, tempo, sets: () => sets, say: tellListeners }),
    say: tellListeners,
  });
  const stopFeedback = startFeedback({ controls, midi });

  const observatory = createObservatory({
    project,
    folder: config.output.folder,
    link,
    groups: { groupOf: (id) => groups.groupOf(id), scriptOf: (id) => groups.scriptOf(id) },
    roles: () => swap.roles(),
    versionOf: (generation) =>
      groups.alive().find((group) => group.version?.generation === generation)?.version ?? versions.get(generation),
    heaps: () => watchdog.heaps(),
    excuse: (key, work) => watchdog.excuse(key, work),
    stats: () => freshStats(),
    show: () => ({
      frame: stats?.presented ?? 0,
      generation: swap.version()?.generation ?? 0,
      sketch: swap.version()?.sketch ?? null,
      fps: play.now.fps,
    }),
    window: () => ({ renderer: keeper.info()?.renderer ?? "", backend: stats?.backend ?? "" }),
    hostBuffers: () => drill.hostBuffers(),
    say,
    now: () => performance.now(),
  });
  const drill = createLeakDrill({
    link,
    project,
    airWorkers: () => swap.air()?.ids ?? [],
    addScript: observatory.addScript,
    evaluated: observatory.evaluated,
    now: () => performance.now(),
  });
  const assets = buildAssets(project);
  assets.then(
    ({ scripts }) => observatory.scriptsBuilt(scripts),
    () => {}, // whoever opens the window tells
  );

  const code = createCodeDesk({
    project,
    visible: config.code.visible,
    link,
    entry: () => river.entry(),
    problems: () => problems.list(),
    state: () => ({ generation: swap.version()?.generation ?? 0, refused: river.held() }),
  });
  const drafts = createDrafts(project);
  const editor = createEditorDesk({
    project,
    drafts,
    link,
    entry: () => river.entry(),
    async provideScript() {
      const { files, add } = await assets;
      if (!files.has(EDITOR_PATH)) add(EDITOR_PATH, await buildEditor());
    },
    evaluate: async (source) => (await evaluate("air", asExpression(source))).text,
    onOpen: code.setEdited,
    say,
  });
  const stage = createStage({
    link,
    windowed: () => options.browser.kind === "window",
    settings: () => config.stage,
    windowSize: [config.window.width, config.window.height],
    hud: config.hud.visible,
    play,
    requests,
    code,
    editor,
    say,
  });
  const keeper = createWindowKeeper({
    choice: options.browser,
    assets,
    size: [config.window.width, config.window.height],
    flags: stage.launchFlags,
    restartsPerMinute: config.watchdog.restarts_per_minute,
    options: openOptions,
    onMessage: receive,
    onOpened: opened,
    onWorkerBorn: observatory.workerBorn,
    onWorkerGone: observatory.workerGone,
    onGone() {
      setLog.windowGone();
      observatory.gone();
      drill.gone();
      river.windowGone();
      swap.forget();
      stats = null;
    },
    onClosed(byUser) {
      if (options.exitOnClose) void close().then(options.onEnded);
      else if (byUser) say("window closed: `.open` brings it back, Ctrl+D twice quits");
    },
    onNotice: say,
  });

  function openOptions(): PageOptions {
    return pageOptions(config, options.canvas, {
      ...play.now,
      startT: lastT,
      tempo: play.now.frozen ? heldAt(tempo.anchor(), lastBeat) : tempo.anchor(),
      ccs: controls.ccPairs(),
    });
  }

  const supply = createAssetSupply(link, fonts);
  const groups = createGroups(link, supply, controls.slots, ({ epoch, ids }, version, result) => {
    const { frames, inputs, stateful, carriedState: carried } = result;
    setLog.loaded({ epoch, workers: ids.length, version, frames, inputs, stateful, carried });
  });
  const swap = createSwap({
    link,
    groups,
    versions,
    limits: {
      auditionFrames: config.audition.frames,
      enoughMs: config.audition.enough_ms,
      frameLimitMs: config.budgets.evaluate_ms,
      timeLimitMs: config.audition.time_limit_ms,
    },
    probationMs: config.probation.seconds * 1000,
    probationFrames: config.probation.frames,
    onKnobs: declareKnobs,
    onAir(version) {
      code.changed();
      river.aired(version);
      observatory.pulse.cut(`version ${version.generation}`);
      cut = `v${version.generation}`;
    },
  });

  const crew = createCrew({ swap, play, cores: () => keeper.info()?.cores ?? 1, say });
  const watcher = createWatcher({ project, onChange: changed, onMissing: missing, onTrouble: say });
  const river = createCodeRiver({
    project,
    journal,
    versions,
    problems,
    times,
    swap,
    saved: (save) => void setLog.saved(save),
    async watch(paths, readMs) {
      const wanted = [...new Set([...paths, ...options.configFiles])];
      const watched = watcher.files();
      if (wanted.length === watched.length && wanted.every((path) => watched.includes(path))) return;
      await watcher.setFiles(wanted, new Set(paths).size > 1, readMs);
    },
    reloaded: () => void tellWindow(),
    versionArrival() {
      const how = sets.ofSave();
      // A transition that is running goes on towards the newer version.
      return how.kind === "cut" || swap.roles().leaving ? "replace" : { ...how, seed: play.now.seed };
    },
  });

  const watchdog = createWatchdog({
    link,
    groups,
    pollMs: config.watchdog.poll_ms,
    heapBytes: config.watchdog.heap_bytes,
    onGuilty: (group, what, tryThis) => faults.guilty(group, what, tryThis),
    onPageSilent: () => void keeper.reload("the window did not answer"),
  });
  const faults = createLateFaults({
    swap,
    groups,
    problems,
    frameLimitMs: () => config.watchdog.frame_ms,
    async isBusy(group) {
      if (await link()?.page<boolean>("isBusy", group.epoch)) return true;
      await link()?.page("forgive", group.epoch);
      return false;
    },
    excuseOf: watchdog.excuseOf,
    interrupt: watchdog.interrupt,
    async supply(group, need) {
      if (!group.version) return null;
      const advice = await supply.find(need, group.version);
      if (advice === null) for (const id of group.ids) await supply.bring(id, group.version);
      if (advice === null) setLog.touched(group.epoch, "a font came while it played");
      return advice;
    },
    onFailed: river.failedLate,
    say,
  });
  const memory = createMemory({
    project,
    folder: config.output.folder,
    observatory,
    drill,
    swap,
    link,
    nextGeneration: river.nextGeneration,
    excuse: (key, work) => (key === "host" ? work() : watchdog.excuse(key, work)),
    stats: freshStats,
    play,
    holdControls(on) {
      controls.hold(on);
      performing.hold(on);
    },
    say,
    now: () => performance.now(),
  });
  const sets = createSets({
    project,
    settings: setSettings(config, options.sources),
    river: { ...river, open: openFile },
    swap,
    play,
    problems,
    stats: freshStats,
    async preset(name) {
      for (const note of (await desk.presets.apply(name)).notes) say(`preset ${name}: ${note}`);
    },
    openWindow,
  });
  const performing = createPerforming({
    link,
    config,
    controls,
    tempo,
    requests,
    air: () => ({ generation: swap.version()?.generation ?? 0, sketch: swap.version()?.sketch ?? "", ...play.now }),
    say,
  });
  const realms = createPromptRealms({ link, airWorker: () => swap.air()?.ids[0] ?? null });
  problems.onChange(() => {
    void tellWindow();
    code.changed();
  });

  // ---- files ---------------------------------------------------------------------------------------------------------

  const isConfig = (path: string) => options.configFiles.includes(path);

  function changed(change: Change): void {
    if (change.paths.some(isConfig)) void configure(options.reloadConfig());
    code.saved(change.paths);
    editor.saved(change.paths);
    if (!change.paths.every(isConfig)) void river.save(change.savedAtMs, change.seenAtMs);
  }

  /** A configuration file that is not there is a configuration like any other; a sketch that is gone is worth a word. */
  function missing(paths: string[]): void {
    problems.set(
      "missing",
      paths
        .filter((path) => !isConfig(path))
        .map((path) => ({
          severity: "warning" as const,
          where: { file: relative(project, path), line: 0, column: 1 },
          what: "the file is gone; the last good version plays on",
          try: "It is picked up again as soon as it is back.",
        })),
    );
  }

  /** What can change while playing; the other groups are built into running parts. */
  const live: Partial<Record<keyof Config, () => unknown>> = {
    sketch() {}, // for the next start, and no more to say
    fps: () => play.setFps(config.fps),
    seed: () => play.setSeed(config.seed),
    hud: () => play.setHud(config.hud.visible),
    workers: () => crew.setCount(config.workers),
    tempo: () => tempo.configure(tempoSettings(config)),
    links: () => controls.configure(config.links),
    midi: () => midi.configure(config.midi),
    keys: () => link()?.page("setKeys", bindKeys(config.keys).bindings),
    set: () => sets.configure(setSettings(config, sources)),
    transition: () => sets.configure(setSettings(config, sources)),
  };
  let { sources } = options;

  async function configure(loaded: LoadedConfig): Promise<void> {
    const before = config;
    ({ config, sources } = loaded);
    problems.set("config", loaded.problems);
    const later: string[] = [];
    for (const key of Object.keys(config) as (keyof Config)[]) {
      if (JSON.stringify(config[key]) === JSON.stringify(before[key])) continue;
      if (live[key]) await live[key]();
      else later.push(key);
    }
    if (later.length > 0) say(`${later.join(", ")}: taken over at the next start`);
    else if (loaded.problems.length === 0) say("configuration taken over");
  }

  // ---- the window ----------------------------------------------------------------------------------------------------

  function receive(message: FromPage): void {
    switch (message.kind) {
      case "worker-ready":
        return groups.workerReady(message.id);
      case "presented":
        return river.presented(message.generation, message.atMs);
      case "stuck":
        return faults.stuck(message);
      case "trouble":
        return faults.trouble(message);
      case "knobs":
        return lateKnobs(message.generation, message.knobs);
      case "log":
        return tellListeners(`[worker ${message.id}] ${message.text.slice(0, 2000)}`);
      case "context":
        return say(
          message.state === "lost" ? "the GPU context was lost; drawing on a fresh canvas" : "the picture is back",
        );
      case "hud":
        return play.hudIs(message.visible);
      case "stage-left":
        return void stage.left();
      case "edit-draft":
      case "edit-save":
      case "edit-run":
      case "edit-closed":
        return void editor.receive(message);
      case "operator-closed":
        return void stage.operatorClosed();
      case "action":
        return void stage.pressed(message.action);
      case "inputs":
      case "gamepad":
      case "audio":
        return performing.receive(message);
      case "panel":
        return panel.receive(message);
      case "page-error":
        return say(`window: ${message.what}`);
      case "hello":
      case "failed":
        return; // the keeper's
      default:
        return message satisfies never;
    }
  }

  /** A knob that is not asked for in every frame. */
  function lateKnobs(generation: number, knobs: KnobDeclaration[]): void {
    const version = swap.version();
    if (version?.generation !== generation) return;
    version.knobs = knobs;
    void declareKnobs(version);
  }

  async function declareKnobs({ sketch, knobs }: Version): Promise<void> {
    await controls.declare(sketch, knobs);
    await desk.declared();
  }

  async function opened(window: Link): Promise<void> {
    const { knobs } = controls.everything();
    await tellLog(window);
    await observatory.opened();
    await window.page("controls", { cc: [], knobs });
    await play.restore(window);
    await window.page("tempo", tempo.anchor()); // it may have moved since the page got its options
    await panel.opened(window);
    await stage.opened(window);
    await code.restore(window);
    await editor.restore(window);
    await performing.opened(window);
    await river.resume();
    await tellWindow();
  }

  async function tellLog(window: Link): Promise<void> {
    const { renderer: gpu = "", backend = "" } = keeper.info() ?? {};
    setLog.windowOpened({ engine: (await assets).engine, gpu, backend, options: openOptions() });
    if (!setLog.api.status().on) await window.page("setTaping", false);
  }

  /** The sketch on air; before the first, the one that is to come. After a fall-back it is not the open file. */
  function sketchNow(): string | null {
    const entry = river.entry();
    return swap.version()?.sketch ?? (entry && relative(project, entry));
  }

  async function tellWindow(): Promise<void> {
    const { page, air, ...memory } = observatory.pulse.glance();
    const { buffers, shared, gpu } = memory;
    const told = cut;
    cut = "";
    await link()
      ?.page("news", {
        sketch: sketchNow() ?? "",
        memory: { ...memory, alarm: observatory.pulse.budget.active()[0]?.what ?? "" },
        point: { atMs: performance.now(), page, air, buffers, shared, gpu },
        cut: told,
        saveMs: times.lastTotal(),
        notice: notices.current(),
        problems: problems.list().slice(0, 10),
      })
      .catch(() => {});
  }

  // A few times a second: is the version on air proven, what does the HUD need, are more workers worth it?
  let observing = false;
  let turns = 0;
  let drawn: Quality = "draft";
  const observer = setInterval(() => void observe(), PULSE_MS);

  async function observe(): Promise<void> {
    const window = link();
    if (!window || observing) return;
    observing = true;
    try {
      stats = await window.page<PageStats>("stats");
      lastT = stats.t;
      lastBeat = stats.beat;
      setLog.tape(await window.page<string>("tape"));
      const air = swap.air();
      const onAir = stats.workers.filter((worker) => air?.ids.includes(worker.id));
      swap.observe(
        onAir.reduce((sum, worker) => sum + worker.frames, 0),
        performance.now(),
        stats.transition,
      );
      alarm(observatory.pulse.beat(stats));
      tellDrawn(drawnOf(onAir));
      if (++turns % 2 === 0) await tellWindow();
      if (turns % 8 === 0) await crew.scale(stats);
    } catch {
      // The window is on its way out; the keeper knows.
    } finally {
      observing = false;
    }
  }

  /** A final picture may take minutes: whoever asked for it is told when it is there. */
  function tellDrawn(now: Quality): void {
    if (now === drawn) return;
    drawn = now;
    if (drawn === "final") say("the final picture is drawn");
  }

  /** A memory budget that is exceeded is a problem like any other: prompt, HUD and terminal show it. */
  function alarm(alarms: readonly Alarm[]): void {
    if (alarms.length === 0) return;
    for (const { what } of alarms) say(`memory: ${what}`);
    problems.set(
      "memory",
      observatory.pulse.budget.active().map(({ what }) => ({
        severity: "warning" as const,
        what,
        try: "`.diff` shows where it grows; `.budget` sets the limit.",
      })),
    );
  }

  // ---- commands ------------------------------------------------------------------------------------------------------

  function needLink(): Link {
    const window = link();
    if (!window) throw new CommandProblem(NO_WINDOW);
    return window;
  }

  async function freshStats(): Promise<PageStats | null> {
    const window = link();
    if (!window) return null;
    stats = await window.page<PageStats>("stats").catch(() => stats);
    return stats;
  }

  function evaluate(realm: Realm, source: string): Promise<RemoteValue> {
    const group = realm === "air" ? swap.air() : realm === "page" ? null : groups.groupOf(realm.worker);
    if (group) {
      group.touched = true;
      setLog.touched(group.epoch, "lines were typed into its realm");
    }
    return realms.evaluate(realm, source);
  }

  function stateNow(): ShowState {
    if (!link()) return "closed";
    const playing = swap.version() !== null;
    if (river.held()) return playing ? "held" : "empty";
    if (playing) return "running";
    return river.entry() ? "starting" : "empty";
  }

  async function status(): Promise<Status> {
    const seen = await freshStats();
    const info = link() ? keeper.info() : null;
    return {
      sketch: sketchNow(),
      generation: swap.version()?.generation ?? 0,
      state: stateNow(),
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
      seed: play.now.seed,
      frozen: play.now.frozen,
      blackout: play.now.blackout,
      quality: play.now.quality,
      drawn: drawnOf(seen?.workers ?? []),
      working: workingOf(seen?.workers ?? []),
      transition: seen ? transitionStatus(seen, swap.roles()) : null,
      problems: problems.list().length,
    };
  }

  const caches = createStoresLook({
    link,
    airWorkers: () => swap.air()?.ids ?? [],
    async stores() {
      return [
        { name: "versions", ...versions.usage() },
        { name: "journal", ...journal.usage() },
        { name: "logs of sets", ...setLog.usage() },
        { name: "fonts by name", ...fonts.usage() },
        ...controls.usage(),
        await midi.usage(),
        code.usage(),
        drafts.usage(),
        ...desk.usage(),
        ...performing.usage(),
        { name: "commands on the beat", ...tempo.actions.usage() },
        { name: "memory series", ...observatory.pulse.series.usage() },
        { name: "memory snapshots", ...observatory.snapshots.usage() },
        ...windowCaches(await freshStats(), config),
      ];
    },
  });

  /** Its knobs first, as they were left: the audition already draws with them. */
  async function openFile(path: string, arrival?: Arrival): Promise<RiverOutcome> {
    code.opened(path);
    editor.opened(path);
    const sketch = relative(project, path);
    desk.opened(sketch, await controls.open(sketch));
    return river.open(path, arrival);
  }

  async function openWindow(): Promise<void> {
    await keeper.open().catch((error) => {
      const way = error instanceof WindowFailed ? error.try : undefined;
      throw new CommandProblem({ severity: "error", what: error.message, try: way });
    });
    problems.clear("window");
  }

  async function statusAfter(outcome: Promise<RiverOutcome>): Promise<Status> {
    if ((await outcome) === "refused") {
      throw new CommandProblem(problems.list()[0] ?? { severity: "error", what: "the sketch was refused" });
    }
    return status();
  }

  async function close(): Promise<void> {
    closing ??= (async () => {
      clearInterval(observer);
      observatory.close();
      watchdog.stop();
      panel.stop();
      await performing.close();
      stopFeedback();
      await midi.close();
      await controls.close();
      tempo.close();
      await watcher.close();
      await river.close();
      const window = link();
      await window
        ?.page<string>("tape")
        .then(setLog.tape)
        .catch(() => {});
      await window?.page("stop").catch(() => {});
      await keeper.close();
      await setLog.close();
    })();
    await closing;
  }

  void sets.list(); // what is wrong with the set is told at once
  // The browser starts while the sketch is built for the first time; whichever is ready last puts it on air.
  controls.configure(config.links);
  problems.set("config", options.problems);
  if (config.trace) await observatory.startTrace();
  await watcher.setFiles(options.configFiles);
  await crew.setCount(config.workers);
  const window = keeper.open().catch((error) => {
    const way = error instanceof WindowFailed ? error.try : undefined;
    const what = error instanceof Error ? error.message : String(error);
    problems.set("window", [{ severity: "error", what, try: way }]);
  });
  const first = options.sketch === null ? null : findSketch(project, options.sketch).then(openFile);
  await first?.catch((error) => {
    if (!(error instanceof CommandProblem)) throw error;
    problems.set("sketch", [error.problem]);
  });
  await window;
  problems.set("inputs", await performing.begin());
  midi.start(); // after the picture: it can wait, the picture cannot

  return {
    project,
    status,
    perf: async () => ({ reload: times.perf(), ...frameSpreads(await freshStats()) }),
    slot: async () => slotStatus(await freshStats()),
    workers: async () => workerStatuses(await freshStats(), swap.roles(), watchdog.heaps()),
    setWorkers: crew.setCount,
    fps: () => play.now.fps,
    setFps: play.setFps,
    sketches: () => listSketches(project),
    openSketch: async (name) => statusAfter(openFile(await findSketch(project, name))),
    reload() {
      if (!river.entry()) {
        throw new CommandProblem({ severity: "error", what: "no sketch is open", try: "`.sketch name` opens one." });
      }
      return statusAfter(river.reload());
    },
    versions: () => versions.list(swap.version()?.generation ?? -1),
    back: (steps) => river.goTo(-steps),
    forward: (steps) => river.goTo(steps),
    setFrozen: play.setFrozen,
    setBlackout: play.setBlackout,
    setHud: play.setHud,
    frozen: () => play.now.frozen,
    blackout: () => play.now.blackout,
    hud: () => play.now.hud,
    seed: () => play.now.seed,
    setSeed: play.setSeed,
    setQuality: play.setQuality,
    quality: () => play.now.quality,
    problems: problems.list,
    clearProblems: () => problems.clear(),
    caches,
    setCaching: (on) => needLink().page("experiment", { cache: on }),
    async clearCache() {
      for (const id of swap.air()?.ids ?? []) await needLink().worker(id, "clearCache");
    },
    async opCosts() {
      const id = swap.air()?.ids[0];
      return id === undefined ? [] : needLink().worker(id, "costs");
    },
    openWindow,
    save: (format, path) =>
      saveFrame(needLink(), {
        format,
        path,
        project,
        folder: config.output.folder,
        sketch: basename(sketchNow() ?? "frame"),
        generation: swap.version()?.generation ?? 0,
        seed: play.now.seed,
      }),
    evaluate,
    preview: realms.preview,
    complete: realms.complete,
    onProblem: problems.onProblem,
    onNotice: notices.listen,
    close,
    controls,
    desk: { ...desk, panel: panel.visible, setPanel: panel.setVisible },
    memory,
    sets,
    midi,
    log: setLog.api,
    requests,
    stage,
    tempo,
    osc: performing.osc,
    audio: performing.audio,
    triggers: performing.triggers,
  };
}

const setSettings = (config: Config, sources?: ReadonlyMap<string, string>): SetSettings => ({
  set: config.set as readonly Data[],
  transition: config.transition,
  source: sources?.get("set") ?? "",
});
