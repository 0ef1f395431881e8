// Messages between the window and its workers. Frames, ticks' data and counters travel in shared memory; a tick itself
// is the bare number `seq`, because an object per frame would be garbage on both sides.

import type { Quality } from "../core/op.ts";
import type { AssetNeed } from "./asset-need.ts";
import type { Stride } from "./frame.ts";
import type { SlotMemory } from "./frame-slot.ts";
import type { Problem } from "./problem.ts";

export interface EngineLimits {
  points: number;
  lines: number;
  bytes: number;
  cacheEntries: number;
  cacheBytes: number;
}

/** First message to a worker: everything it will ever share. */
export interface Birth {
  kind: "birth";
  id: number;
  slot: SlotMemory;
  writer: number;
  board: SharedArrayBuffer;
  controls: SharedArrayBuffer;
  allocations: SharedArrayBuffer;
  stride: Stride;
  canvas: readonly [number, number];
  background: string;
  lineColor: string | null;
  lineWidth: number;
  limits: EngineLimits;
}

/** Knob names and the slots of the control table they live in; sent whenever the list grows. */
export interface KnobSlots {
  kind: "knob-slots";
  slots: Record<string, number>;
}

/** Asks a stateful worker for what `setup` returned; answered by `state`. */
export interface GiveState {
  kind: "give-state";
}
export interface TakeState {
  kind: "take-state";
  state: unknown;
}

/** Conditions of an experiment (`.diagnose`); as played: `{ cache: true, detail: 1 }`. */
export interface Experiment {
  kind: "experiment";
  /** False: nothing is remembered from frame to frame. */
  cache: boolean;
  /** Share of the points that are published, 0..1. */
  detail: number;
}

/** How far iterative ops go from the next frame on. */
export interface SetQuality {
  kind: "quality";
  quality: Quality;
}

export type ToWorker = number | Birth | KnobSlots | GiveState | TakeState | Experiment | SetQuality;

export interface KnobDeclaration {
  name: string;
  value: number;
  min: number;
  max: number;
  step: number;
  label: string;
}

/** A throw or refusal in a frame; positions are still those of the bundle. */
export interface Trouble {
  kind: "trouble";
  generation: number;
  seq: number;
  /** Consecutive failed frames, this one included. */
  streak: number;
  what: string;
  stack: string;
  expected?: string;
  try?: string;
  /** What it asked for in vain. */
  needs?: AssetNeed;
  severity: Problem["severity"];
}

export type FromWorker =
  | { kind: "ready" }
  | Trouble
  | { kind: "knobs"; generation: number; knobs: KnobDeclaration[] }
  | { kind: "log"; level: "log" | "warn" | "error"; text: string }
  | { kind: "state"; ok: boolean; state?: unknown; why?: string };
