// The window's wiring. The host calls the functions of `door`; everything else is told to the host through one binding.

import type { Quality } from "../core/op.ts";
import {
  ALLOCATION_BYTES,
  clearBooks,
  connectProbes,
  createAllocationBoard,
  createAllocationRegistry,
  readBooks,
  setTracing,
} from "../protocol/allocations.ts";
import type { AudioRequest } from "../protocol/audio.ts";
import type { CodeView } from "../protocol/code-view.ts";
import { CONTROL_SLOTS, controlTableBytes, createControlWriter, triggerTag } from "../protocol/control-table.ts";
import type { EditedText } from "../protocol/editing.ts";
import { HEAD } from "../protocol/frame.ts";
import type { HudMemory, HudModel, MemoryPoint } from "../protocol/hud.ts";
import type { KeyBindings } from "../protocol/keys.ts";
import {
  type AuditionInputs,
  type ControlBatch,
  type FromPage,
  LINK_VERSION,
  PAGE_GLOBAL,
  type PageOptions,
  type PageStats,
  SEND_BINDING,
} from "../protocol/link.ts";
import type { PageMemory, PageMemoryTotals } from "../protocol/memory.ts";
import type { PanelUpdate } from "../protocol/panel.ts";
import type { FromWorker } from "../protocol/port.ts";
import type { Problem } from "../protocol/problem.ts";
import type { AiredAs, Arrival } from "../protocol/transition.ts";
import { CELL, FLAG, QUALITY, readLabel, STATUS } from "../protocol/worker-board.ts";
import { createAudience, listScreens } from "./audience.ts";
import { createAudioInput } from "./audio/audio-input.ts";
import { createClock } from "./clock.ts";
import { createCodeOverlay, standsIn } from "./code-overlay.ts";
import type { EditorScript } from "./editor/text-editor.ts";
import { createEditorPanel } from "./editor-panel.ts";
import { createFrameLoop } from "./frame-loop.ts";
import { createHud } from "./hud.ts";
import { createKeyHelp } from "./key-help.ts";
import { createKeys, isTyping } from "./keys.ts";
import { createMemoryPlot } from "./memory-plot.ts";
import { createMusicalClock } from "./musical-clock.ts";
import { createOperator } from "./operator.ts";
import { createPageInputs } from "./page-inputs.ts";
import { openPageLedger } from "./page-ledger.ts";
import { createPanel } from "./panel/panel.ts";
import { createReplayDesk } from "./replay-desk.ts";
import { createStage, type Stage } from "./stage.ts";
import { createTape } from "./tape.ts";
import { drawThumbnail } from "./thumbnail.ts";
import { createCrossing } from "./transition/crossing.ts";
import { createView } from "./view.ts";
import { createBufferPool, createWorkerGroup, type GroupMember, type WorkerGroup } from "./worker-group.ts";

// Before anything is made: what is not on the books from its birth stays off them.
const ledger = openPageLedger();
const pageBoard = createAllocationBoard(new ArrayBuffer(ALLOCATION_BYTES));
const registry = createAllocationRegistry(pageBoard);
connectProbes(registry);

const send = (message: FromPage) =>
  (globalThis as unknown as Record<string, (text: string) => void>)[SEND_BINDING](JSON.stringify(message));

window.addEventListener("error", (event) => send({ kind: "page-error", what: String(event.message).slice(0, 500) }));
window.addEventListener("unhandledrejection", (event) =>
  send({ kind: "page-error", what: String(event.reason).slice(0, 500) }),
);

const NO_MEMORY: HudMemory = {
  total: 0,
  slope: null,
  heaps: 0,
  buffers: 0,
  shared: 0,
  gpu: 0,
  gpuObjects: 0,
  alarm: "",
};

const EDITOR_SCRIPT: string = "/editor.js";
const DEADLINE_LOOK_MS = 20;
/** A job shorter than this is not worth a bar. */
const LONG_JOB_MS = 1000;

/** What only the host knows and the HUD shows. */
interface HostNews {
  sketch: string;
  memory: HudMemory;
  point: MemoryPoint | null;
  /** Why the figures before this one do not compare with those after it, "" if they do. */
  cut: string;
  saveMs: number | null;
  notice: string;
  problems: Problem[];
}

function start(options: PageOptions) {
  if (options.version !== LINK_VERSION)
    throw new Error(`host speaks link v${options.version}, window v${LINK_VERSION}`);
  const now = () => performance.now();
  const controlsMemory = ledger.within("control table", () => new SharedArrayBuffer(controlTableBytes()));
  const tape = createTape(() => {
    const moved = Array.from({ length: CONTROL_SLOTS }, (_, slot) => slot).filter((slot) => controls.peek(slot).moved);
    return { revision: controls.revision(), slots: moved, values: moved.map((slot) => controls.peek(slot).value) };
  });
  const controls = createControlWriter(controlsMemory, tape.write);
  const clock = createClock(options.startT, now());
  const tempo = createMusicalClock(options.tempo, performance.timeOrigin, now());
  const buffers = createBufferPool();
  const groups = new Map<number, WorkerGroup>();
  let groupList: WorkerGroup[] = [];
  /** What each group was told last. */
  const knobSlots = new WeakMap<WorkerGroup, Record<string, number>>();
  const hud = createHud(document.body);
  const plot = createMemoryPlot(document.body);
  const view = createView({ renderScale: options.renderScale });
  let tracing = false;
  let seed = options.seed;
  let quality = options.quality;
  let blackout = false;
  const news: HostNews = {
    sketch: "",
    memory: NO_MEMORY,
    point: null,
    cut: "",
    saveMs: null,
    notice: "",
    problems: [],
  };

  const stage: Stage = createStage({
    parent: document.body,
    backend: options.backend,
    attach: (canvas, resize) =>
      view.attach(canvas, (widthPx, heightPx) => {
        resize(widthPx, heightPx);
        loop?.redraw();
      }),
    onLost: () => send({ kind: "context", state: "lost" }),
    onRenewed: () => {
      stage.renderer.resize(view.widthPx, view.heightPx);
      loop.reupload();
      send({ kind: "context", state: "restored" });
    },
  });
  stage.renderer.resize(view.widthPx, view.heightPx);

  const crossing = createCrossing({
    now,
    memory: (bytes) => ledger.within("transition", () => new SharedArrayBuffer(bytes)),
  });
  const loop = createFrameLoop({
    now,
    crossing,
    requestFrame: (callback) => requestAnimationFrame(callback),
    cancelFrame: (handle) => cancelAnimationFrame(handle),
    clock,
    tempo,
    renderer: () => stage.renderer,
    view: () => view.transform,
    groups: () => groupList,
    onShown: tape.shown,
    onSheet: (width, height) => view.setSheet(width, height),
    onPresented: (generation, epoch) =>
      send({ kind: "presented", generation, epoch, atMs: performance.timeOrigin + now() }),
    onFrame() {
      stage.renderer.ledger.nextFrame();
      inputs.frame();
      audio.frame();
    },
    onDrawn: () => operator.drawn(),
    onQuarterSecond() {
      hud.update(hudModel());
      operator.look();
    },
  });
  loop.setFps(options.fps);
  loop.setSeed(options.seed);
  for (const [index, value] of options.ccs) controls.setCc(index, value);
  hud.setVisible(options.hud);

  function checkDeadline(member: GroupMember, at: number): void {
    const { flags } = member.board;
    if (member.reportedStuck || member.busySince === 0 || Atomics.load(flags, FLAG.status) !== STATUS.busy) return;
    const busyMs = at - member.busySince;
    const step = Atomics.load(flags, FLAG.steps);
    if (step !== member.step && busyMs < options.iterateLimitMs) {
      // An iterative op that gets on is work, however long: the deadline is for each step.
      member.step = step;
      member.looks = 0;
      member.looksSince = at;
      return;
    }
    // Both the clock and our own timer must say so: where the machine keeps us from running, the worker waits as well.
    const waitedMs = at - member.looksSince;
    if (++member.looks * DEADLINE_LOOK_MS < options.frameDeadlineMs || waitedMs < options.frameDeadlineMs) return;
    member.reportedStuck = true;
    Atomics.store(flags, FLAG.halt, 1);
    send({ kind: "stuck", id: member.id, generation: Atomics.load(flags, FLAG.generation), busyMs });
  }

  // A worker over its deadline is reported once; the host holds the remedy. Timers run on when display frames do not.
  const watch = setInterval(() => {
    const at = now();
    for (let g = 0; g < groupList.length; g++) {
      const { members } = groupList[g];
      for (let m = 0; m < members.length; m++) checkDeadline(members[m], at);
    }
  }, DEADLINE_LOOK_MS);

  const model: HudModel = {
    sketch: "",
    generation: 0,
    fps: 0,
    frameMs: 0,
    frameP95Ms: 0,
    points: 0,
    lines: 0,
    evaluateMs: 0,
    uploadBytes: 0,
    memory: NO_MEMORY,
    workers: 0,
    bpm: 0,
    bar: 0,
    beatOfBar: 0,
    playing: true,
    ageMs: 0,
    saveMs: null,
    backend: stage.renderer.backend,
    frozen: false,
    blackout: false,
    notice: "",
    working: "",
    progress: 0,
    problems: [],
  };
  /** The member on air that has been at an iterative op for so long that somebody will ask, or null. */
  function longJob(): GroupMember | null {
    const at = now();
    for (const member of loop.air()?.members ?? []) {
      const busy = Atomics.load(member.board.flags, FLAG.status) === STATUS.busy;
      if (busy && at - member.busySince > LONG_JOB_MS && member.board.cells[CELL.progress] > 0) return member;
    }
    return null;
  }
  function hudModel(): HudModel {
    const { stats } = loop;
    model.sketch = news.sketch;
    model.memory = news.memory;
    model.saveMs = news.saveMs;
    model.notice = news.notice;
    // What stands beside its line already is not said twice.
    const beside = codeView;
    model.problems = beside ? news.problems.filter((problem) => !standsIn(beside, problem)) : news.problems;
    model.generation = stats.generation;
    model.fps = stats.fps;
    model.frameMs = stats.frameTimes.percentile(0.5) ?? 0;
    model.frameP95Ms = stats.frameTimes.percentile(0.95) ?? 0;
    model.points = stats.points;
    model.lines = stats.lines;
    model.evaluateMs = stats.evaluateTimes.percentile(0.5) ?? 0;
    model.uploadBytes = stage.renderer.stats.uploadBytes;
    model.workers = loop.air()?.members.length ?? 0;
    model.ageMs = loop.ageMs() ?? 0;
    const working = longJob();
    model.working = working ? readLabel(working.board) : "";
    model.progress = working?.board.cells[CELL.progress] ?? 0;
    if (working === null && crossing.running()) {
      const { kind, share } = crossing.stats();
      model.working = kind;
      model.progress = share;
    }
    const { bpm, bar, phase, beatsPerBar, playing } = loop.moment();
    model.bpm = bpm;
    model.bar = bar;
    model.beatOfBar = Math.floor(phase * beatsPerBar);
    model.playing = playing;
    model.frozen = clock.frozen();
    model.blackout = blackout;
    return model;
  }

  const setHud = (on: boolean) => {
    hud.setVisible(on);
    code.besideHud(on);
    editor.besideHud(on);
    send({ kind: "hud", visible: on });
  };
  const code = createCodeOverlay(document.body, options.codeSizePx);
  code.besideHud(options.hud);
  let codeView: CodeView | null = null;
  let codeShown = false;
  /** The editor shows the text itself. */
  const showCode = () => code.set(codeShown && !editor.isOpen() ? codeView : null);
  const editor = createEditorPanel(document.body, {
    // A script of its own, which the host puts there when the editor is opened for the first time.
    load: () => import(EDITOR_SCRIPT) as Promise<EditorScript>,
    sizePx: options.codeSizePx,
    send(message) {
      send(message);
      if (message.kind === "edit-closed") showCode();
    },
  });
  editor.besideHud(options.hud);
  const keys = createKeys({
    bindings: options.keys,
    run: {
      help: () => keyHelp.toggle(),
      hud: () => setHud(!hud.visible()),
      plot: () => plot.setVisible(!plot.visible()),
      panel: () => panel.setVisible(!panel.visible()),
      fit: view.fit,
    },
    tell: (action) => send({ kind: "action", action }),
    close: () => (keyHelp.visible() ? keyHelp.close() : panel.escape()),
  });
  const panel = createPanel(document.body, send);
  const keyHelp = createKeyHelp(document.body, keys.bindings);
  const operator = createOperator({
    picture: () => stage.canvas,
    redraw: () => loop.redraw(),
    moveTo(root) {
      for (const each of [hud, plot, code, editor, panel, keyHelp]) each.moveTo(root);
    },
    listenIn(other) {
      const stops = [keys.listenIn(other), inputs.listenIn(other)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    onClosed: () => send({ kind: "operator-closed" }),
    now,
  });
  const audience = createAudience({ ...options.stage, onLeft: () => send({ kind: "stage-left" }) });
  const inputs = createPageInputs({
    isTaken: (event) => isTyping(event) || keys.actionOf(event) !== null,
    send: (moves) => send({ kind: "inputs", moves }),
    onGamepad: (index, present) => send({ kind: "gamepad", index, present }),
  });
  const audio = createAudioInput({
    setSound: controls.setSound,
    move: inputs.move,
    onState: (state, device) => send({ kind: "audio", state, device: device.slice(0, 200) }),
    own: ledger.within,
  });

  /** As played: every frame is looked at, results are kept, all points are published. */
  let conditions = { presentEvery: 1, cache: true, detail: 1 };
  const tellConditions = (to: WorkerGroup) =>
    to.send({ kind: "experiment", cache: conditions.cache, detail: conditions.detail });

  function countHandled(): void {
    for (const { members } of groupList)
      for (const { worker, board } of members) ledger.handled(worker, Atomics.load(board.flags, FLAG.handled));
  }

  function memoryTotals(): PageMemoryTotals {
    const gl = stage.renderer.ledger;
    countHandled();
    ledger.refresh();
    let arenaBytes = 0;
    for (const { members } of groupList) for (const { board } of members) arenaBytes += board.cells[CELL.arenaCapacity];
    return {
      gl: { ...gl.totals, contextLosses: stage.losses() },
      drawingBufferBytes: gl.drawingBuffer().bytes,
      owners: gl.owners(),
      outside: ledger.totals,
      arenaBytes,
    };
  }

  const pendingState = new Map<number, (answer: { ok: boolean; state?: unknown; why?: string }) => void>();

  function onWorkerMessage(id: number, message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        return send({ kind: "worker-ready", id });
      case "trouble": {
        const { seq: _, kind: __, ...rest } = message;
        return send({ kind: "trouble", id, ...rest });
      }
      case "knobs":
        return send({ kind: "knobs", id, generation: message.generation, knobs: message.knobs });
      case "log":
        return send({ kind: "log", id, level: message.level, text: message.text });
      case "state":
        pendingState.get(id)?.(message);
        return;
      default:
        return message satisfies never;
    }
  }

  function group(epoch: number): WorkerGroup {
    const found = groups.get(epoch);
    if (!found) throw new Error(`epoch ${epoch} is unknown; there are ${[...groups.keys()].join(", ") || "none"}`);
    return found;
  }

  const desk = createReplayDesk({ controls, group: (epoch) => groups.get(epoch) ?? null, now });

  const door = {
    spawn(epoch: number, ids: number[]) {
      const made = createWorkerGroup({
        epoch,
        ids,
        stride: stage.renderer.stride,
        controls: controlsMemory,
        canvas: options.canvas,
        background: options.background,
        lineColor: options.lineColor,
        lineWidth: options.lineWidth,
        limits: options.limits,
        buffers,
        tape,
        own: ledger.within,
        tracing,
        onMessage: onWorkerMessage,
        onError: (id, text) => send({ kind: "page-error", what: `worker ${id}: ${text.slice(0, 400)}` }),
      });
      groups.set(epoch, made);
      groupList = [...groups.values()];
      made.send({ kind: "quality", quality });
      tellConditions(made);
    },
    /** The picture comes from this group from the next display frame on, or by and by. */
    air(epoch: number, arrival: Arrival = "cut"): AiredAs {
      const next = group(epoch);
      const aired = loop.setAir(next, arrival);
      for (const each of groupList) if (each !== next && each !== crossing.leaving()) each.cancel();
      tape.event({ kind: "air", seq: loop.seq(), epoch });
      return aired;
    },
    end(epoch: number) {
      const ended = group(epoch);
      crossing.lost(ended);
      if (loop.air() === ended) loop.setAir(null);
      loop.forget(ended);
      groups.delete(epoch);
      groupList = [...groups.values()];
      // The buffer on show stays out of the pool: it may be uploaded again.
      ended.end(loop.shown()?.bytes);
      tape.event({ kind: "end", seq: loop.seq(), epoch });
    },
    /** A slow frame was forgiven: the group is ticked again. */
    forgive(epoch: number) {
      for (const member of group(epoch).members) Atomics.store(member.board.flags, FLAG.halt, 0);
    },
    /** Whether any worker of the group is still at its job. */
    isBusy: (epoch: number): boolean =>
      group(epoch).members.some((member) => Atomics.load(member.board.flags, FLAG.status) === STATUS.busy),
    controls(batch: ControlBatch) {
      for (const [index, value] of batch.cc) value === null ? controls.clearCc(index) : controls.setCc(index, value);
      for (const [index, value] of batch.knobs)
        value === null ? controls.clearKnob(index) : controls.setKnob(index, value);
    },
    knobSlots(epochs: number[], slots: Record<string, number>) {
      for (const epoch of epochs) {
        const told = groups.get(epoch);
        if (!told) continue;
        told.send({ kind: "knob-slots", slots });
        knobSlots.set(told, slots);
        tape.event({ kind: "slots", seq: loop.seq(), epoch, slots });
      }
    },
    carryState(from: number, to: number, timeoutMs: number): Promise<string> {
      const giver = group(from).members[0];
      const taker = group(to);
      return new Promise((resolve) => {
        const timer = setTimeout(() => settle({ ok: false, why: "the worker did not answer" }), timeoutMs);
        const settle = (answer: { ok: boolean; state?: unknown; why?: string }) => {
          clearTimeout(timer);
          pendingState.delete(giver.id);
          if (answer.ok) taker.send({ kind: "take-state", state: answer.state });
          resolve(answer.ok ? "" : (answer.why ?? "unknown"));
        };
        pendingState.set(giver.id, settle);
        tape.event({ kind: "carry", seq: loop.seq(), epoch: from, to });
        giver.worker.postMessage({ kind: "give-state" });
      });
    },
    /** Triggers that fired: one at each of these names, with a value, now. */
    fire(fires: [string, number][]) {
      const at = now();
      const moment = { ...loop.moment() };
      tempo.read(moment, at);
      for (const [name, value] of fires) controls.fire(triggerTag(name), value, clock.t(at), moment.beat);
    },
    openAudio: (request: AudioRequest) => audio.open(request),
    closeAudio: () => audio.close(),
    holdAudio: (on: boolean) => audio.hold(on),
    audioDevices: () => audio.devices(),
    setFps: (fps: number) => loop.setFps(fps),
    setSeed(value: number) {
      seed = value;
      loop.setSeed(seed);
    },
    /** What was begun in the other quality is not waited for. */
    setQuality(next: Quality) {
      if (next === quality) return;
      quality = next;
      tape.event({ kind: "quality", seq: loop.seq(), final: quality === "final" });
      for (const each of groupList) {
        each.cancel();
        each.send({ kind: "quality", quality });
      }
    },
    setFrozen(on: boolean) {
      clock.setFrozen(on, now());
      tempo.setFrozen(on);
    },
    tempo: tempo.aim,
    setBlackout(on: boolean) {
      blackout = on;
      loop.setBlackout(on);
    },
    setHud,
    screens: listScreens,
    setCode(view: CodeView | null, shown: boolean) {
      editor.setView(view);
      codeView = view;
      codeShown = shown;
      showCode();
    },
    async openEditor(edited: EditedText) {
      await editor.open(edited);
      showCode();
    },
    closeEditor: () => editor.close(),
    editorAnswered: editor.answered,
    editorDisk: editor.diskChanged,
    editorRan: editor.ran,
    setStage: audience.set,
    openOperator: operator.open,
    closeOperator: operator.close,
    setKeys: (bindings: KeyBindings) => keys.setBindings(bindings),
    news(next: HostNews) {
      Object.assign(news, next);
      if (news.cut !== "") plot.cut(news.cut);
      if (news.point) plot.add(news.point);
    },
    /** What was taped since the last call, as JSON: the host writes it to the set's log. */
    tape: (): string => JSON.stringify(tape.drain(loop.seq(), clock.t(now()))),
    /** For `hairline replay`; see replay-desk.ts. */
    replayBegin() {
      tape.setOn(false);
      loop.setDriven(true);
    },
    replayFeed: desk.feed,
    replayReset: desk.reset,
    replayAim: (epoch: number, inputs: AuditionInputs) => desk.aim(group(epoch), inputs),
    replayRun: desk.run,
    replayResults: desk.results,
    setTaping(on: boolean) {
      tape.setOn(on);
      if (!on) return;
      for (const each of groupList) {
        const slots = knobSlots.get(each);
        if (slots) tape.event({ kind: "slots", seq: loop.seq(), epoch: each.epoch, slots });
      }
      const air = loop.air();
      if (air) tape.event({ kind: "air", seq: loop.seq(), epoch: air.epoch });
    },
    setPanel: (on: boolean) => panel.setVisible(on),
    panel: (update: PanelUpdate) => panel.update(update),
    setPlot: (on: boolean) => plot.setVisible(on),
    /** The books of typed arrays, in every realm at once: they lie in memory, so a stuck worker obeys too. */
    traceBuffers(action: "on" | "off" | "clear") {
      if (action !== "clear") tracing = action === "on";
      for (const board of [
        pageBoard,
        ...groupList.flatMap((each) => each.members.map((member) => member.allocations)),
      ]) {
        if (action !== "off") clearBooks(board);
        setTracing(board, tracing);
      }
    },
    /** Conditions of `.diagnose`: what is shown of what is published, and what workers remember and publish. */
    experiment(change: Partial<typeof conditions>) {
      conditions = { ...conditions, ...change };
      tape.event({ kind: "altered", seq: loop.seq(), on: conditions.detail < 1 });
      loop.setPresentEvery(conditions.presentEvery);
      for (const each of groupList) tellConditions(each);
    },
    memory(): PageMemory {
      const gl = stage.renderer.ledger;
      countHandled();
      return {
        page: readBooks(pageBoard),
        workers: groupList.flatMap((each) =>
          each.members.map((member) => ({
            id: member.id,
            books: readBooks(member.allocations),
            arenaBytes: member.board.cells[CELL.arenaCapacity],
          })),
        ),
        outside: ledger.rows(),
        gl: gl.objects(),
        totals: { ...gl.totals, contextLosses: stage.losses() },
        drawingBuffer: gl.drawingBuffer(),
      };
    },
    stats(): PageStats {
      const { stats } = loop;
      const air = loop.air();
      const counters = air?.reader.counters();
      const gl = stage.renderer.stats;
      return {
        fps: stats.fps,
        frames: stats.displayFrames,
        presented: stats.presented,
        points: stats.points,
        lines: stats.lines,
        frameP50: stats.frameTimes.percentile(0.5),
        frameP95: stats.frameTimes.percentile(0.95),
        frameP99: stats.frameTimes.percentile(0.99),
        frameCount: stats.frameTimes.count(),
        evaluateP50: stats.evaluateTimes.percentile(0.5),
        evaluateP95: stats.evaluateTimes.percentile(0.95),
        evaluateP99: stats.evaluateTimes.percentile(0.99),
        evaluateCount: stats.evaluateTimes.count(),
        ticksSent: stats.ticksSent,
        ticksSkipped: stats.ticksSkipped,
        uploadBytes: gl.uploadBytes,
        glObjectsCreated: gl.glObjectsCreated,
        glObjectsLive: gl.liveObjects,
        drawCalls: gl.drawCalls,
        backend: gl.backend,
        gpuName: gl.gpuName,
        visible: document.visibilityState === "visible",
        slot: {
          published: counters?.published ?? 0,
          shown: counters?.shown ?? 0,
          dropped: counters?.dropped ?? 0,
          stale: counters?.stale ?? 0,
          grown: counters?.grown ?? 0,
          bytes: counters?.bytes ?? 0,
          buffers: air?.slot.buffers.length ?? 0,
          epoch: air?.epoch ?? 0,
          ageMs: loop.ageMs(),
        },
        workers: groupList.flatMap((each) =>
          each.members.map((member) => {
            const { flags, cells } = member.board;
            const status = Atomics.load(flags, FLAG.status);
            return {
              id: member.id,
              status: Atomics.load(flags, FLAG.halt)
                ? "halted"
                : status === STATUS.busy
                  ? "busy"
                  : status === STATUS.idle
                    ? "idle"
                    : "starting",
              generation: Atomics.load(flags, FLAG.generation),
              frames: cells[CELL.frames],
              drawMs: cells[CELL.drawUs] / 1000,
              evaluateMs: cells[CELL.evaluateUs] / 1000,
              packMs: cells[CELL.packUs] / 1000,
              failed: cells[CELL.failed],
              nonFinite: cells[CELL.nonFinite],
              arenaBytes: cells[CELL.arenaBytes],
              arenaPeakBytes: cells[CELL.arenaPeakBytes],
              memoEntries: cells[CELL.memoEntries],
              memoBytes: cells[CELL.memoBytes],
              memoHits: cells[CELL.memoHits],
              memoMisses: cells[CELL.memoMisses],
              memoEvictions: cells[CELL.memoEvictions],
              onAir: each === air,
              busyMs: status === STATUS.busy ? now() - member.busySince : 0,
              quality: cells[CELL.quality] === QUALITY.final ? "final" : "draft",
              working: status === STATUS.busy && cells[CELL.progress] > 0 ? readLabel(member.board) : "",
              progress: cells[CELL.progress],
            };
          }),
        ),
        transition: crossing.stats(),
        t: clock.t(now()),
        beat: loop.moment().beat,
        generation: stats.generation,
        contextLosses: stage.losses(),
        problems: news.problems.length,
        memory: memoryTotals(),
      };
    },
    /** The bytes of the shown frame, for saving. */
    shownFrame(): string {
      const shown = loop.shown();
      if (!shown) return "";
      const bytes = new Uint8Array(shown.bytes, 0, shown.head[HEAD.byteLength]);
      let text = "";
      // fromCharCode takes its bytes as arguments, and a stack holds only so many.
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.slice(at, at + 8192));
      return btoa(text);
    },
    stop() {
      loop.stop();
      plot.dispose();
      panel.setVisible(false);
      keys.stop();
      operator.close();
      code.dispose();
      audience.dispose();
      inputs.stop();
      audio.close();
      clearInterval(watch);
      for (const each of groupList) each.end();
      groups.clear();
      groupList = [];
    },
    /** A picture of ours as a PNG data URL. */
    async paintSvg(base64: string): Promise<string> {
      const image = new Image();
      image.src = `data:image/svg+xml;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth * 2;
      canvas.height = image.naturalHeight * 2;
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/png");
    },
    /** The whole sheet on show as a small picture, "" without one. */
    thumbnail(): string {
      const shown = loop.shown();
      if (!shown) return "";
      const url = drawThumbnail(stage.renderer, stage.canvas, shown);
      loop.redraw();
      return url;
    },
    /** The allocation site of a buffer, or -1. */
    siteOf: (value: unknown) => registry.siteOf(value),
    /** The picture without the HUD, as a PNG data URL. Drawn and read in one go: the buffer is not kept. */
    picture(): string {
      if (!loop.shown()) return "";
      stage.renderer.draw(view.transform, false);
      return stage.canvas.toDataURL("image/png");
    },
  };
  Object.defineProperty(globalThis, PAGE_GLOBAL, { value: Object.freeze({ ...door, start }), configurable: true });
  send({
    kind: "hello",
    version: LINK_VERSION,
    isolated: crossOriginIsolated,
    backend: stage.renderer.backend,
    gpuName: stage.renderer.stats.gpuName,
    cores: navigator.hardwareConcurrency,
  });
}

Object.defineProperty(globalThis, PAGE_GLOBAL, {
  configurable: true,
  value: {
    start(options: PageOptions) {
      try {
        start(options);
      } catch (error) {
        send({ kind: "failed", what: String(error instanceof Error ? error.message : error).slice(0, 1000) });
      }
    },
  },
});
