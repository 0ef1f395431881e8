// The far side of the commands' contract, with its state in plain sight. No window, no browser: those are never faked
// in the end-to-end tests.

import { createLineRequests } from "../../src/host/show/line-requests.ts";
import {
  CommandProblem,
  type Realm,
  type RemoteValue,
  type Show,
  type Status,
  type VersionStatus,
} from "../../src/host/show-api.ts";
import { createTempo } from "../../src/host/tempo/tempo.ts";
import type { Problem } from "../../src/protocol/problem.ts";

import { createFakeControls, type FakeControls, fakeKnob } from "./fake-controls.ts";
import { createFakeDesk } from "./fake-desk.ts";
import { createFakeInputs } from "./fake-inputs.ts";
import { createFakeLog } from "./fake-log.ts";
import { createFakeMemory } from "./fake-memory.ts";
import { createFakeMidi } from "./fake-midi.ts";
import { createFakeSets } from "./fake-sets.ts";
import { createFakeStage } from "./fake-stage.ts";

export interface FakeShow extends Show {
  /** Every call with an effect, as it came: `setFps 30`, `evaluate air 1 + 1`. */
  readonly calls: string[];
  readonly listeners: { problem: Set<(problem: Problem) => void>; notice: Set<(line: string) => void> };
  report(problem: Problem): void;
  notice(line: string): void;
  /** Makes every evaluation wait until the returned function is called. */
  hold(): () => void;
  readonly controls: FakeControls;
  state: Status;
}

export function createFakeShow(project = "/nowhere"): FakeShow {
  const calls: string[] = [];
  const listeners = { problem: new Set<(problem: Problem) => void>(), notice: new Set<(line: string) => void>() };
  const problems: Problem[] = [];
  const controls = createFakeControls();
  controls.knobList = [fakeKnob("amount", 0.3)];
  controls.link("midi/nano/cc 1", { kind: "knob", name: "amount" });
  let held: Promise<void> = Promise.resolve();
  let fps = 60;
  let seed = 1;
  let frozen = false;
  let blackout = false;
  let hud = true;
  let workers = 2;
  const state: Status = {
    sketch: "sketches/seed.ts",
    generation: 12,
    state: "running",
    frames: 3456,
    fps: 59.94,
    points: 1234,
    lines: 12,
    workers: 2,
    window: { kind: "headless", visible: true, browser: "Chromium 147", renderer: "SwiftShader", backend: "instanced" },
    uptime: 61,
    seed,
    frozen,
    blackout,
    quality: "draft",
    drawn: "draft",
    working: null,
    transition: null,
    problems: 0,
  };
  const version = (generation: number): VersionStatus => ({
    generation,
    sketch: "sketches/seed.ts",
    hash: `hash${generation}`,
    savedAt: "21:00:00",
    proven: true,
    onAir: generation === state.generation,
  });
  const spread = { count: 3, p50: 1.5, p95: 12.25, p99: 123.4 };
  const realm = (where: Realm) => (typeof where === "string" ? where : `worker${where.worker}`);
  const mistake = (what: string, way?: string) => new CommandProblem({ severity: "error", what, try: way });

  const show: FakeShow = {
    project,
    memory: createFakeMemory(),
    sets: createFakeSets(calls),
    ...createFakeInputs(calls),
    midi: createFakeMidi(),
    desk: createFakeDesk(controls),
    requests: createLineRequests(),
    stage: createFakeStage((call) => calls.push(call)),
    // The real one, on a clock that stands.
    tempo: createTempo({
      settings: { bpm: 120, beatsPerBar: 4, source: "auto" },
      nowMs: () => 1_000_000,
      send() {},
      say: (line) => show.notice(line),
    }),
    log: createFakeLog(),
    calls,
    listeners,
    state,
    controls,
    report(problem) {
      problems.push(problem);
      for (const listener of listeners.problem) listener(problem);
    },
    notice(line) {
      for (const listener of listeners.notice) listener(line);
    },
    hold() {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    status: async () => ({ ...state, seed, frozen, blackout, workers, problems: problems.length }),
    perf: async () => ({
      reload: {
        count: 3,
        p50: 20,
        p95: 40,
        stages: { watch: spread, build: spread, load: spread, audition: spread, publish: spread, present: spread },
        last: null,
      },
      frame: spread,
      evaluate: { count: 0, p50: null, p95: null, p99: null },
    }),
    slot: async () => ({
      published: 100,
      shown: 90,
      dropped: 9,
      stale: 1,
      grown: 0,
      bytes: 4096,
      buffers: 4,
      epoch: 1,
      ageMs: 3.2,
      ticks: 1210,
      skipped: 3,
    }),
    workers: async () =>
      Array.from({ length: workers }, (_, i) => ({
        id: i + 1,
        role: i === 0 ? ("air" as const) : ("standby" as const),
        status: "idle" as const,
        generation: state.generation,
        frames: 10,
        drawMs: 0.5,
        evaluateMs: 1.25,
        heapBytes: 5_000_000,
        bufferBytes: null,
      })),
    async setWorkers(count) {
      calls.push(`setWorkers ${count}`);
      workers = count === "auto" ? 2 : count;
    },
    fps: () => fps,
    async setFps(value) {
      calls.push(`setFps ${value}`);
      fps = value;
    },
    sketches: async () => ["sketches/moire.ts", "sketches/seed.ts"],
    async openSketch(name) {
      calls.push(`openSketch ${name}`);
      if (!(await show.sketches()).includes(name)) throw mistake(`${name} does not exist`);
      state.sketch = name;
      state.generation++;
      return show.status();
    },
    async reload() {
      calls.push("reload");
      state.generation++;
      return show.status();
    },
    versions: () => [10, 11, 12].map(version),
    async back(steps) {
      calls.push(`back ${steps}`);
      if (steps > 2) throw mistake(`there are only 2 versions before this one`);
      return version(state.generation - steps);
    },
    async forward(steps) {
      calls.push(`forward ${steps}`);
      throw mistake("this is the newest version");
    },
    async setFrozen(on) {
      frozen = on;
    },
    async setBlackout(on) {
      blackout = on;
    },
    async setHud(on) {
      hud = on;
    },
    frozen: () => frozen,
    blackout: () => blackout,
    hud: () => hud,
    seed: () => seed,
    quality: () => state.quality,
    async setQuality(value) {
      calls.push(`setQuality ${value}`);
      state.quality = value;
    },
    async setSeed(value) {
      seed = value;
    },
    problems: () => [...problems],
    clearProblems() {
      problems.length = 0;
    },
    caches: async () => [
      {
        name: "results",
        entries: 3,
        maxEntries: 512,
        bytes: 1_500_000,
        maxBytes: 67_108_864,
        hits: 10,
        misses: 3,
        evictions: 0,
      },
    ],
    async setCaching(on) {
      calls.push(`setCaching ${on}`);
    },
    async clearCache() {
      calls.push("clearCache");
    },
    opCosts: async () => [{ op: "displace", calls: 60, ms: 30, points: 60_000 }],
    async openWindow() {
      calls.push("openWindow");
    },
    async save(format, path) {
      calls.push(`save ${format} ${path}`);
      return { path: path ?? `out/seed.${format}`, bytes: 2048 };
    },
    async evaluate(where, source): Promise<RemoteValue> {
      calls.push(`evaluate ${realm(where)} ${source}`);
      await held;
      if (source.startsWith("throw")) throw mistake("Error: thrown");
      return { text: `<${source}>`, json: source };
    },
    preview: async (where, source) => (source.startsWith("1") ? `${realm(where)}:${source.length}` : null),
    complete: async (_where, source) => {
      const fragment = /\w*$/.exec(source)?.[0] ?? "";
      return [["moon", "moor"].filter((name) => name.startsWith(fragment)), fragment];
    },
    onProblem(listener) {
      listeners.problem.add(listener);
      return () => listeners.problem.delete(listener);
    },
    onNotice(listener) {
      listeners.notice.add(listener);
      return () => listeners.notice.delete(listener);
    },
    async close() {
      calls.push("close");
    },
  };
  return show;
}
