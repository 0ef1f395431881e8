// What the commands may do with a running show. The REPL, `--run` and `hairline attach` know this interface and
// nothing behind it. Result shapes are a public contract (DESIGN §4): fields may be added, never renamed.

import type { Quality } from "../core/op.ts";
import type { Problem } from "../protocol/problem.ts";
import type { AudioApi } from "./audio/audio.ts";
import type { ControlsApi } from "./controls/controls-api.ts";
import type { ShownDeskApi } from "./controls/desk-api.ts";
import type { MemoryApi } from "./memory/memory-api.ts";
import type { MidiApi } from "./midi/midi-api.ts";
import type { OscApi } from "./osc/osc-api.ts";
import type { SetLogApi } from "./set-log/set-log-api.ts";
import type { SetsApi, TransitionStatus } from "./sets/sets-api.ts";
import type { LineRequests } from "./show/line-requests.ts";
import type { StageApi } from "./stage/stage-api.ts";
import type { TempoApi } from "./tempo/tempo-api.ts";
import type { TriggersApi } from "./triggers.ts";

/** Percentiles in ms. `count` is the number of samples behind them; the percentiles are null without any. */
export interface Spread {
  count: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export type ShowState =
  | "starting"
  | "empty" // nothing has run yet
  | "running"
  | "held" // the last good version runs on while the newest save is refused
  | "closed"; // no window

export interface Status {
  sketch: string | null;
  generation: number;
  state: ShowState;
  frames: number;
  fps: number;
  points: number;
  lines: number;
  workers: number;
  window: {
    kind: "window" | "headless" | "none";
    visible: boolean;
    browser: string;
    renderer: string;
    backend: string;
  };
  uptime: number;
  seed: number;
  frozen: boolean;
  blackout: boolean;
  /** What is asked for, and what the last picture was drawn in. */
  quality: Quality;
  drawn: Quality;
  /** The iterative op that is at work, how far it has got (0..1), and for how long. */
  working: { op: string; share: number; seconds: number } | null;
  /** Between two pictures, while it waits for its bar or runs. */
  transition: TransitionStatus | null;
  problems: number;
}

export interface Perf {
  reload: {
    count: number;
    p50: number | null;
    p95: number | null;
    stages: Record<"watch" | "build" | "load" | "audition" | "publish" | "present", Spread>;
    last: Record<string, number> | null;
  };
  frame: Spread;
  evaluate: Spread;
}

export interface SlotStatus {
  published: number;
  shown: number;
  dropped: number;
  stale: number;
  grown: number;
  bytes: number;
  buffers: number;
  epoch: number;
  ageMs: number | null;
  /** Ticks given to an idle worker, and those that found none idle. */
  ticks: number;
  skipped: number;
}

export interface WorkerStatus {
  id: number;
  role: "air" | "leaving" | "standby" | "previous";
  status: "starting" | "idle" | "busy" | "halted";
  generation: number;
  frames: number;
  drawMs: number;
  evaluateMs: number;
  heapBytes: number | null;
  bufferBytes: number | null;
}

/** Every bounded store of the program, with both its limits. */
export interface CacheStatus {
  name: string;
  entries: number;
  maxEntries: number;
  bytes: number;
  maxBytes: number;
  hits?: number;
  misses?: number;
  evictions?: number;
}

export interface OpCost {
  op: string;
  calls: number;
  ms: number;
  points: number;
}

export interface VersionStatus {
  generation: number;
  sketch: string;
  hash: string;
  savedAt: string;
  proven: boolean;
  onAir: boolean;
}

export interface RemoteValue {
  /** Printed form, colours off. */
  text: string;
  /** JSON value where it has one of reasonable size. */
  json?: unknown;
}

/** Each action resolves when it has taken effect. A user's mistake is thrown as a `CommandProblem`. */
export interface Show {
  readonly project: string;
  status(): Promise<Status>;
  perf(): Promise<Perf>;
  slot(): Promise<SlotStatus>;
  workers(): Promise<WorkerStatus[]>;
  setWorkers(count: number | "auto"): Promise<void>;
  fps(): number;
  setFps(fps: number): Promise<void>;
  /** Names of the sketches to choose from, relative to the project. */
  sketches(): Promise<string[]>;
  /** Opens another sketch; resolves when it is on air, rejects with the problem that refused it. */
  openSketch(name: string): Promise<Status>;
  /** Builds and swaps again, changed or not. */
  reload(): Promise<Status>;
  versions(): VersionStatus[];
  back(steps: number): Promise<VersionStatus>;
  forward(steps: number): Promise<VersionStatus>;
  setFrozen(on: boolean): Promise<void>;
  setBlackout(on: boolean): Promise<void>;
  setHud(on: boolean): Promise<void>;
  frozen(): boolean;
  blackout(): boolean;
  hud(): boolean;
  seed(): number;
  setSeed(seed: number): Promise<void>;
  quality(): Quality;
  /** From the next frame on; `status().drawn` says when such a picture is there. */
  setQuality(quality: Quality): Promise<void>;
  problems(): Problem[];
  clearProblems(): void;
  caches(): Promise<CacheStatus[]>;
  /** Whether results are kept from frame to frame. */
  setCaching(on: boolean): Promise<void>;
  clearCache(): Promise<void>;
  opCosts(): Promise<OpCost[]>;
  /** Opens the window again, or brings the show from headless into a window where that can be. */
  openWindow(): Promise<void>;
  /** Writes the shown frame; `path` may be null for a name of the program's choice. Never overwrites. */
  save(format: "svg" | "png", path: string | null): Promise<{ path: string; bytes: number }>;
  /** Evaluates a line in a realm: `"air"`, `"page"`, or a worker's id. Never in Node. */
  evaluate(realm: Realm, source: string): Promise<RemoteValue>;
  /** Value of a side-effect-free line, or null; never throws and never runs for long. */
  preview(realm: Realm, source: string): Promise<string | null>;
  /** Completions for the end of `source`: the candidates and the fragment they replace. */
  complete(realm: Realm, source: string): Promise<[string[], string]>;
  onProblem(listener: (problem: Problem) => void): () => void;
  onNotice(listener: (line: string) => void): () => void;
  /** Ends the show: workers, browser, watcher, temp folder. */
  close(): Promise<void>;
  readonly controls: ControlsApi;
  /** Changes by hand, with a way back; locks; presets. */
  readonly desk: ShownDeskApi;
  /** The memory observatory. */
  readonly memory: MemoryApi;
  /** The set, its transitions, and the way out of trouble. */
  readonly sets: SetsApi;
  readonly osc: OscApi;
  readonly audio: AudioApi;
  readonly triggers: TriggersApi;
  /** Controllers. */
  readonly midi: MidiApi;
  /** The log of the set. */
  readonly log: SetLogApi;
  /** What parts of the show ask of the grammar. */
  readonly requests: LineRequests;
  /** The window before an audience. */
  readonly stage: StageApi;
  /** Musical time: who sets it, where it stands, what waits for it. */
  readonly tempo: TempoApi;
}

export type Realm = "air" | "page" | { worker: number };

/** A mistake of the person at the prompt, with its way out. */
export class CommandProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.what);
    this.problem = problem;
  }
}

export const NO_WINDOW: Problem = { severity: "error", what: "there is no window", try: "`.open` brings it back." };
