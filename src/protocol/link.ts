// Messages between the host and the window, over the DevTools pipe. The host calls named functions of the page; the
// page answers, and sends the messages below through a binding. What comes from the page is treated as hostile: parsed
// here, sized, rate-limited by the caller, never code and never a path.

import type { Quality } from "../core/op.ts";
import { type AssetNeed, isAssetNeed } from "./asset-need.ts";
import { type FromEditor, MAX_EDIT_CHARACTERS, MAX_EDIT_MESSAGE, MAX_RUN_CHARACTERS } from "./editing.ts";
import { type HostAction, isHostAction, type KeyBindings } from "./keys.ts";
import type { PageMemoryTotals } from "./memory.ts";
import { type InputMove, isInputMove, MAX_MOVES } from "./page-inputs.ts";
import { type PanelAct, panelFault } from "./panel.ts";
import type { EngineLimits, KnobDeclaration } from "./port.ts";
import type { Problem } from "./problem.ts";
import type { TempoAnchor } from "./tempo.ts";
import type { TransitionStats } from "./transition.ts";
import type { JobMoment } from "./worker-board.ts";

export const LINK_VERSION = 1;

/** The name of the page's one global and of the binding it calls. */
export const PAGE_GLOBAL = "__hairline";
export const SEND_BINDING = "__hairlineSend";
/** The worker's one global: the host evaluates `__hairlineWorker.load(...)` in a worker's session. */
export const WORKER_GLOBAL = "__hairlineWorker";

export interface PageOptions {
  version: number;
  canvas: readonly [number, number];
  background: string;
  lineColor: string | null;
  lineWidth: number;
  fps: number;
  seed: number;
  renderScale: number;
  backend: "auto" | "instanced" | "pulled";
  hud: boolean;
  limits: EngineLimits;
  frameDeadlineMs: number;
  /** An iterative op that tells of its progress may take this long. */
  iterateLimitMs: number;
  quality: Quality;
  /** Seconds already played, after a window came back. */
  startT: number;
  tempo: TempoAnchor;
  ccs: readonly (readonly [number, number])[];
  keys: KeyBindings;
  stage: { cursorHideS: number; awake: boolean };
  codeSizePx: number;
}

/** Controls the host moved since the last batch: at most one entry per control. */
export interface ControlBatch {
  cc: [number, number | null][];
  knobs: [number, number | null][];
}

/** What an audition was drawn with, and the hash of the frame that would go on air: enough to do it again. */
export interface AuditionInputs extends JobMoment {
  /** The newest tick at that time. */
  seq: number;
  controlRevision: number;
  hash: string;
}

/** What a worker answers to a load. Positions inside stacks are those of the bundle. */
export type LoadResult =
  | {
      ok: true;
      frames: number;
      loadMs: number;
      auditionMs: number;
      points: number;
      lines: number;
      stateful: boolean;
      carriedState: boolean;
      knobs: KnobDeclaration[];
      notes: string[];
      inputs: AuditionInputs;
    }
  | {
      ok: false;
      phase: "load" | "contract" | "setup" | "audition";
      name: string;
      what: string;
      stack: string;
      expected?: string;
      try?: string;
      /** What it asked for in vain. */
      needs?: AssetNeed;
      frame?: number;
    };

export interface PageWorkerStats {
  id: number;
  status: "starting" | "idle" | "busy" | "halted";
  generation: number;
  frames: number;
  drawMs: number;
  evaluateMs: number;
  packMs: number;
  failed: number;
  nonFinite: number;
  arenaBytes: number;
  arenaPeakBytes: number;
  memoEntries: number;
  memoBytes: number;
  memoHits: number;
  memoMisses: number;
  memoEvictions: number;
  onAir: boolean;
  busyMs: number;
  /** Of its last frame. */
  quality: Quality;
  /** The iterative op that is running, and how far it has got; "" if none. */
  working: string;
  progress: number;
}

export interface PageStats {
  fps: number;
  frames: number;
  presented: number;
  points: number;
  lines: number;
  frameP50: number | null;
  frameP95: number | null;
  frameP99: number | null;
  frameCount: number;
  evaluateP50: number | null;
  evaluateP95: number | null;
  evaluateP99: number | null;
  evaluateCount: number;
  ticksSent: number;
  ticksSkipped: number;
  uploadBytes: number;
  glObjectsCreated: number;
  glObjectsLive: number;
  drawCalls: number;
  backend: string;
  gpuName: string;
  visible: boolean;
  slot: {
    published: number;
    shown: number;
    dropped: number;
    stale: number;
    grown: number;
    bytes: number;
    buffers: number;
    epoch: number;
    ageMs: number | null;
  };
  workers: PageWorkerStats[];
  transition: TransitionStats;
  t: number;
  /** Of the last tick. */
  beat: number;
  generation: number;
  contextLosses: number;
  problems: number;
  memory: PageMemoryTotals;
}

export type FromPage =
  | { kind: "hello"; version: number; isolated: boolean; backend: string; gpuName: string; cores: number }
  | { kind: "failed"; what: string }
  | { kind: "worker-ready"; id: number }
  | { kind: "presented"; generation: number; epoch: number; atMs: number }
  | { kind: "stuck"; id: number; generation: number; busyMs: number }
  | {
      kind: "trouble";
      id: number;
      generation: number;
      streak: number;
      what: string;
      stack: string;
      expected?: string;
      try?: string;
      needs?: AssetNeed;
      severity: Problem["severity"];
    }
  | { kind: "knobs"; id: number; generation: number; knobs: KnobDeclaration[] }
  | { kind: "log"; id: number; level: "log" | "warn" | "error"; text: string }
  | { kind: "context"; state: "lost" | "restored" }
  | { kind: "hud"; visible: boolean }
  /** A key of the host was pressed: a name out of the closed list of keys.ts, never a command line. */
  | { kind: "action"; action: HostAction }
  /** The window left full screen by itself. */
  | { kind: "stage-left" }
  /** Keys, pointer and gamepads, latest values of one display frame; a gamepad that came or went; the audio device. */
  | { kind: "inputs"; moves: InputMove[] }
  | { kind: "gamepad"; index: number; present: boolean }
  | { kind: "audio"; state: "lost" | "back"; device: string }
  /** The operator's window was closed by its user. */
  | { kind: "operator-closed" }
  | FromEditor
  | PanelAct
  | { kind: "page-error"; what: string };

const MAX_MESSAGE = 64 * 1024;

/** Parses one message of the page, or says why it is refused. Unknown fields are dropped by the consumers' types. */
export function parseFromPage(text: string): FromPage | string {
  const limit = text.startsWith('{"kind":"edit-') ? MAX_EDIT_MESSAGE : MAX_MESSAGE;
  if (text.length > limit) return `message of ${text.length} characters, the limit is ${limit}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "message is not JSON";
  }
  if (typeof value !== "object" || value === null) return "message is not an object";
  const message = value as Record<string, unknown>;
  const { kind } = message;
  if (typeof kind !== "string") return `message kind is ${kind === null ? "null" : typeof kind}, expected a name`;
  const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  if (!shape) return `message kind "${kind.slice(0, 40)}" is unknown`;
  for (const [field, type] of Object.entries(shape)) {
    const optional = type.endsWith("?");
    const wanted = optional ? type.slice(0, -1) : type;
    const got = message[field];
    if (got === undefined && optional) continue;
    if (!fits(got, wanted)) return `message "${kind}" has ${field}: ${typeof got}, expected ${wanted}`;
  }
  if (kind === "panel") {
    const fault = panelFault(message);
    if (fault !== null) return fault;
  }
  if (kind === "knobs" && !(message.knobs as unknown[]).every(isKnob))
    return `message "knobs" holds something that is not a knob`;
  return message as unknown as FromPage;
}

function fits(got: unknown, wanted: string): boolean {
  if (wanted === "array") return Array.isArray(got) && got.length <= 256;
  if (wanted === "moves") return Array.isArray(got) && got.length <= MAX_MOVES && got.every(isInputMove);
  if (wanted === "need") return isAssetNeed(got);
  if (wanted === "edited text") return typeof got === "string" && got.length <= MAX_EDIT_CHARACTERS;
  if (wanted === "run text") return typeof got === "string" && got.length <= MAX_RUN_CHARACTERS;
  if (wanted === "action") return typeof got === "string" && isHostAction(got);
  if (wanted === "number") return typeof got === "number" && Number.isFinite(got);
  if (wanted.includes("|")) return typeof got === "string" && wanted.split("|").includes(got);
  return typeof got === wanted;
}

const TROUBLE = {
  id: "number",
  generation: "number",
  streak: "number",
  what: "string",
  stack: "string",
  expected: "string?",
  try: "string?",
  needs: "need?",
  severity: "error|warning|note",
};
const SHAPES: Record<string, Record<string, string>> = {
  hello: { version: "number", isolated: "boolean", backend: "string", gpuName: "string", cores: "number" },
  failed: { what: "string" },
  "worker-ready": { id: "number" },
  presented: { generation: "number", epoch: "number", atMs: "number" },
  stuck: { id: "number", generation: "number", busyMs: "number" },
  trouble: TROUBLE,
  knobs: { id: "number", generation: "number", knobs: "array" },
  log: { id: "number", level: "log|warn|error", text: "string" },
  context: { state: "lost|restored" },
  hud: { visible: "boolean" },
  action: { action: "action" },
  "stage-left": {},
  inputs: { moves: "moves" },
  gamepad: { index: "number", present: "boolean" },
  audio: { state: "lost|back", device: "string" },
  "operator-closed": {},
  "edit-draft": { session: "number", base: "number", text: "edited text" },
  "edit-save": { session: "number", base: "number", text: "edited text" },
  "edit-run": { session: "number", text: "run text" },
  "edit-closed": { session: "number" },
  /** Looked at by `panelFault`. */
  panel: { act: "string" },
  "page-error": { what: "string" },
};

function isKnob(value: unknown): value is KnobDeclaration {
  if (typeof value !== "object" || value === null) return false;
  const knob = value as Record<string, unknown>;
  return (
    typeof knob.name === "string" &&
    knob.name.length <= 64 &&
    typeof knob.label === "string" &&
    knob.label.length <= 200 &&
    ["value", "min", "max", "step"].every((field) => typeof knob[field] === "number" && Number.isFinite(knob[field]))
  );
}

/**
 * Parses what a worker answered to a load. It comes from a realm that runs the sketch, so it is no more trusted than the
 * page's messages: null for anything that is not a result.
 */
export function parseLoadResult(text: unknown): LoadResult | null {
  if (typeof text !== "string" || text.length > MAX_LOAD_RESULT) return null;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const is = (type: string, ...names: string[]) => names.every((name) => typeof value[name] === type);
  if (value.ok === true) {
    const counts = ["frames", "loadMs", "auditionMs", "points", "lines"];
    const { knobs, notes } = value;
    const sound =
      counts.every((name) => Number.isFinite(value[name])) &&
      is("boolean", "stateful", "carriedState") &&
      Array.isArray(knobs) &&
      knobs.every(isKnob) &&
      Array.isArray(notes) &&
      notes.every((note) => typeof note === "string") &&
      areInputs(value.inputs);
    return sound ? (value as unknown as LoadResult) : null;
  }
  const said = ["expected", "try"].every((name) => value[name] === undefined || typeof value[name] === "string");
  const asked = value.needs === undefined || isAssetNeed(value.needs);
  return value.ok === false && is("string", "phase", "name", "what", "stack") && said && asked
    ? (value as unknown as LoadResult)
    : null;
}

const INPUTS = ["seq", "t", "beat", "bar", "phase", "bpm", "beatsPerBar", "seed", "controlRevision"];

function areInputs(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const inputs = value as Record<string, unknown>;
  return (
    INPUTS.every((name) => Number.isFinite(inputs[name])) &&
    typeof inputs.hash === "string" &&
    /^[0-9a-f]{16}$/.test(inputs.hash)
  );
}

const MAX_LOAD_RESULT = 256 * 1024;
