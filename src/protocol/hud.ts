// What the HUD and the memory plot show, gathered by the window's main loop four times a second.

import type { Problem } from "./problem.ts";

export interface HudModel {
  sketch: string;
  generation: number;
  fps: number;
  /** Display frame time, p50 and p95 of the last second, ms. */
  frameMs: number;
  frameP95Ms: number;
  points: number;
  lines: number;
  evaluateMs: number;
  uploadBytes: number;
  memory: HudMemory;
  workers: number;
  bpm: number;
  /** Both from 0. */
  bar: number;
  beatOfBar: number;
  /** False: musical time stands. */
  playing: boolean;
  ageMs: number;
  /** Save → pixel of the last save, ms. */
  saveMs: number | null;
  backend: string;
  frozen: boolean;
  blackout: boolean;
  /** A short message of the program: "window reopened", "fell back to version 12". */
  notice: string;
  /** What takes its time, and how far it has got (0..1): an iterative op at work for a second, or a transition; "" if none. */
  working: string;
  progress: number;
  problems: readonly Problem[];
}

/** Memory by owner, in bytes. */
export interface HudMemory {
  total: number;
  /** Bytes per second over the last minute; null while there is too little to say. */
  slope: number | null;
  /** JavaScript heaps of all realms, without what stands outside them. */
  heaps: number;
  buffers: number;
  shared: number;
  gpu: number;
  gpuObjects: number;
  /** Which memory budget is exceeded, "" if none. */
  alarm: string;
}

/** One reading for the memory plot, in bytes. */
export interface MemoryPoint {
  atMs: number;
  /** Heap of the page, and of the workers on air. */
  page: number;
  air: number;
  buffers: number;
  shared: number;
  gpu: number;
}
