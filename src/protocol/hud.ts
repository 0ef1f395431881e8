// What the HUD shows, gathered by the window's main loop four times a second.

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
  heapBytes: number;
  /** Bytes per second over the last minute; null while there is too little to say. */
  heapSlope: number | null;
  workers: number;
  ageMs: number;
  /** Save → pixel of the last save, ms. */
  saveMs: number | null;
  backend: string;
  frozen: boolean;
  blackout: boolean;
  /** A short message of the program: "window reopened", "fell back to version 12". */
  notice: string;
  problems: readonly Problem[];
}
