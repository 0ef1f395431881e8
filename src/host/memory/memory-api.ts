// What the memory commands answer. Shapes are a public contract (DESIGN §4): fields may be added, never renamed.

import type { DrawingBuffer, GlKind } from "../../protocol/memory.ts";

/** `object`: on the JavaScript heap, sampled. The others are counted one by one. */
export type RowKind =
  | "object"
  | "buffer"
  | "shared"
  | "gl"
  | "dom"
  | "blob"
  | "worker"
  | "message"
  | "module"
  | "handle"
  | "console";

export interface Site {
  file: string;
  /** 1-based; for sampled objects the line their function begins at, until `.zoom` finds the very line. */
  line: number;
  column: number;
  /** Function, or what stands there: `draw`, `new Float32Array`. */
  name: string;
}

export interface MemoryRow {
  bytes: number;
  /** Null where only bytes are sampled. */
  count: number | null;
  realm: string;
  kind: RowKind;
  site: Site | null;
  /** Owner, or what it is. */
  what: string;
  /** Callers, innermost first: `file:line name`. */
  trace: string[];
}

/** What the tool itself cost, measured or worked out from what it did. */
export interface Cost {
  /** Of the answer, from the question on. */
  ms: number;
  /** Longest time one realm stood still for it. */
  pauseMs: number;
  /** Share of a core that sampling takes in the realm that allocates most. Null: nothing is traced. */
  sampling: number | null;
  /** Bytes the tool holds: snapshots, series. */
  bytes: number;
}

export interface RealmTotals {
  /** `page`, `air`, `standby`, `previous`, `host`. */
  realm: string;
  worker: number | null;
  generation: number;
  /** Which isolate: another number is another life. */
  life: number;
  heap: number;
  /** Of the browser's own objects behind the page's (DOM). */
  embedder: number;
  buffers: number;
  traced: boolean;
}

export interface Books {
  /** Embedder included. */
  heap: number;
  buffers: number;
  shared: number;
  gl: number;
  /** Blobs, messages and other things in nobody's heap. */
  outside: number;
}

export interface Snapshot {
  format: "hairline-memory-1";
  name: string;
  at: string;
  /** On the host's clock, for rates within one run; another `run` is another clock. */
  ms: number;
  run: string;
  frame: number;
  generation: number;
  sketch: string | null;
  forcedGc: boolean;
  realms: RealmTotals[];
  books: Books;
  /** GL objects, DOM nodes, workers, blobs, waiting messages, loaded modules: things whose number tells more than bytes. */
  counts: Record<string, number>;
  rows: MemoryRow[];
  cost: Cost;
  notes: string[];
}

export type GroupBy = "line" | "function" | "file" | "trace" | "realm" | "kind";

export interface TopRow {
  bytes: number;
  count: number | null;
  /** Bytes per second; null where there is no time to divide by. */
  rate: number | null;
  /** Of the total, 0..1. */
  share: number;
  realm: string;
  kind: string;
  site: Site | null;
  what: string;
  /** The source line itself, where it is at hand. */
  source: string;
  trace?: string[];
}

export interface Top {
  forcedGc: boolean;
  /** Of a diff: how long the growth took. Of a top: since tracing began. Null: unknown. */
  seconds: number | null;
  total: number;
  books: Books;
  counts: Record<string, number>;
  rows: TopRow[];
  /** total − all rows, shown or not. */
  untraced: number;
  /** Rows that were left off. */
  more: number;
  notes: string[];
  cost: Cost;
}

export interface TraceStatus {
  on: boolean;
  seconds: number;
  realms: { realm: string; worker: number | null; intervalBytes: number; expected: number }[];
  cost: Cost;
}

export interface GpuObject {
  kind: GlKind;
  id: number;
  bytes: number;
  ageFrames: number;
  uploadAgeFrames: number | null;
  uploadPerFrame: number;
  owner: string;
  site: Site | null;
}

export interface GpuReport {
  renderer: string;
  backend: string;
  objects: GpuObject[];
  counts: Record<string, number>;
  totals: { count: number; bytes: number; peak: number };
  drawingBuffer: DrawingBuffer;
  createdPerSecond: number;
  deletedPerSecond: number;
  leakedToGc: number;
  contextLosses: number;
  cost: Cost;
}

export interface GpuDiff {
  from: number;
  to: number;
  rows: { kind: string; owner: string; count: number; bytes: number }[];
  count: number;
  bytes: number;
}

export interface ProcessStatus {
  type: string;
  pid: number;
  rss: number | null;
  pss: number | null;
  privateBytes: number | null;
  /** Share of one core since the last look, 0..; null at the first. */
  cpu: number | null;
}

export interface SlopeRow {
  name: string;
  unit: "B" | "";
  value: number;
  /** Null while there is too little to say. */
  slope: number | null;
  /** 95 % band of it. */
  low: number | null;
  high: number | null;
  verdict: "steady" | "grows" | "shrinks" | "unknown";
  /** Of the data behind it: shorter than asked where the series was cut. */
  seconds: number;
  /** What cut it, or "". */
  cut: string;
  peak: number;
  peakAgo: number;
  sinceStart: number;
}

export interface MemoryOverview {
  rows: (SlopeRow & {
    realm: string;
    worker: number | null;
    generation: number;
    buffers: number;
    allocPerSecond: number | null;
  })[];
  total: SlopeRow;
  processes: SlopeRow[];
  counts: Record<string, number>;
  /** Bytes made and bytes kept, per frame of the version on air. */
  perFrame: { allocated: number | null; retained: number | null };
  tracing: boolean;
  cost: Cost;
}

export interface ChurnReport extends Top {
  frames: number;
  perFrame: number;
}

export interface ZoomReport {
  file: string;
  seconds: number;
  /** Growth of the sketch's realm in that time, after forced collections. */
  growth: number;
  frames: number;
  rows: {
    site: Site;
    what: string;
    source: string;
    /** Values made a second. */
    madePerSecond: number;
    /** Of them still alive at the end. */
    alive: number;
    /** Of the growth, 0..1, and in bytes. */
    share: number;
    bytes: number;
  }[];
  /** Places that were not probed: more than there are numbers. */
  left: number;
  cost: Cost;
}

export interface WhyReport {
  realm: string;
  heapBytes: number;
  pauseMs: number;
  predictedMs: number;
  suspects: { sentence: string; path: string[]; bytes: number; site: Site | null }[];
  cost: Cost;
}

export interface WhereReport {
  what: string;
  site: Site | null;
  source: string;
}

export interface DiagnoseSeries {
  series: string;
  /** Median of the base windows, bytes or things a second. */
  base: number;
  unit: "B" | "";
  ratios: Record<string, number | null>;
  verdict: string;
  distance: number;
  runnerUp: { verdict: string; distance: number } | null;
}

export interface Diagnosis {
  verdict: string;
  distance: number;
  runnerUp: { verdict: string; distance: number } | null;
  ratios: Record<string, number | null>;
  /** Where the trace sees the growth, whatever the experiment says. */
  site: Site | null;
  source: string;
  /** Whether experiment and trace accuse the same realm; null where one of them has nothing to say. */
  agreement: boolean | null;
  next: string;
  series: DiagnoseSeries[];
  seconds: number;
  notes: string[];
  cost: Cost;
}

export interface BudgetRow {
  series: string;
  limit: number;
  perSecond: boolean;
  value: number | null;
  exceeded: boolean;
}

/** What the memory commands may do. */
export interface MemoryApi {
  overview(): Promise<MemoryOverview>;
  slopes(seconds: number): Promise<SlopeRow[]>;
  /** Of an answer that took so long. */
  cost(ms: number): Cost;
  seriesNames(): string[];
  resetPeaks(): void;
  traceStatus(): TraceStatus;
  startTrace(): Promise<TraceStatus>;
  stopTrace(): Promise<TraceStatus>;
  clearTrace(): Promise<TraceStatus>;
  snap(name: string | null, options: { gc: boolean }): Promise<Snapshot>;
  snapshots(): Snapshot[];
  snapshot(name: string): Snapshot;
  dropSnapshot(name: string): void;
  saveSnapshot(name: string, path: string | null): Promise<{ path: string; bytes: number }>;
  loadSnapshot(path: string, name: string | null): Promise<Snapshot>;
  top(view: ViewOptions, name: string | null): Promise<Top>;
  diff(from: string, to: string | null, view: ViewOptions): Promise<Top>;
  /** Growth from now on, for so many seconds. */
  watch(seconds: number, view: ViewOptions): Promise<Top>;
  churn(seconds: number, view: ViewOptions): Promise<ChurnReport>;
  zoom(file: string | null, seconds: number): Promise<ZoomReport>;
  gpu(): Promise<GpuReport>;
  gpuDiff(from: number, to: number): GpuDiff;
  processes(): Promise<ProcessStatus[]>;
  why(realm: "air" | "page" | { worker: number }, options: { yes: boolean; top: number }): Promise<WhyReport>;
  where(realm: "air" | "page" | { worker: number }, expression: string): Promise<WhereReport>;
  diagnose(options: { yes: boolean }): Promise<Diagnosis>;
  budgets(): BudgetRow[];
  setBudget(series: string, amount: string): BudgetRow[];
  clearBudget(series: string | null): BudgetRow[];
  /** Alarms raised since the start: the exit code of a test. */
  alarms(): number;
  plot(path: string | null): Promise<{ path: string; bytes: number }>;
  leak(kind: string, rate: string): Promise<LeakStatus[]>;
  leakOff(): Promise<LeakStatus[]>;
  leaks(): LeakStatus[];
}

export interface LeakStatus {
  kind: string;
  bytesPerSecond: number;
  seconds: number;
}

export interface ViewOptions {
  by: GroupBy;
  limit: number;
  /** Part of a row's realm, kind, file, name or owner. */
  only?: string;
  not?: string;
}
