// What the window tells the host about memory: its books of GPU objects, shared memory, blobs, workers and messages, and
// the allocation boards of every realm. Plain data; stacks are those of the bundle, the host finds the artist's line.

import type { AllocationBooks } from "./allocations.ts";

export const GL_KINDS = [
  "buffer",
  "texture",
  "renderbuffer",
  "framebuffer",
  "vertex-array",
  "program",
  "shader",
  "sampler",
  "query",
  "transform-feedback",
] as const;
export type GlKind = (typeof GL_KINDS)[number];

/** One living GL object. */
export interface GlObject {
  kind: GlKind;
  /** Since the window opened, in the order of creation, over all kinds. */
  id: number;
  bytes: number;
  /** Display frames since it was made, and since the last upload into it (null: never). */
  ageFrames: number;
  uploadAgeFrames: number | null;
  /** Mean bytes uploaded into it per display frame over its last second. */
  uploadPerFrame: number;
  /** Which part of the renderer made it: `points`, `layer table`, … */
  owner: string;
  /** Of its creation, as V8 prints it. */
  stack: string;
}

/** Totals that cost nothing to keep current; read four times a second. */
export interface GlTotals {
  count: number;
  bytes: number;
  peakBytes: number;
  peakCount: number;
  created: number;
  deleted: number;
  /** Collected by the garbage collector without a delete. */
  leakedToGc: number;
  /** Living objects by kind, in the order of GL_KINDS. */
  counts: number[];
  uploadedBytes: number;
  contextLosses: number;
}

/** The drawing buffer, which no object stands for. */
export interface DrawingBuffer {
  width: number;
  height: number;
  samples: number;
  bytes: number;
}

/** Living objects of one kind and owner. */
export interface GlOwner {
  kind: GlKind;
  owner: string;
  count: number;
  bytes: number;
}

/** What lives outside every JavaScript heap and has no owner there: by kind and by the place that made it. */
export type OutsideKind = "shared" | "blob" | "worker" | "message";
export interface OutsideRow {
  kind: OutsideKind;
  /** What it is for, where the program knows: `frame slot`, `worker board`, … else "". */
  owner: string;
  bytes: number;
  count: number;
  stack: string;
}

/** Totals by kind of the same. Messages are those sent to a worker and not handled by it yet. */
export type OutsideTotals = Record<OutsideKind, { bytes: number; count: number }>;

/** Everything the window knows about memory. Asked for by commands, never by the clock. */
export interface PageMemory {
  page: AllocationBooks;
  workers: { id: number; books: AllocationBooks; arenaBytes: number }[];
  outside: OutsideRow[];
  gl: GlObject[];
  totals: GlTotals;
  drawingBuffer: DrawingBuffer;
}

/** The cheap part of it, four times a second. */
export interface PageMemoryTotals {
  gl: GlTotals;
  drawingBufferBytes: number;
  owners: GlOwner[];
  outside: OutsideTotals;
  arenaBytes: number;
}
