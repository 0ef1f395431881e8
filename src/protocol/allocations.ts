// A board of shared memory per realm on which allocation sites keep their books: bytes and count alive, bytes and count
// ever made. Written by the realm that allocates, read by the window at any time, also while the realm is stuck.
//
// Sites are numbers that the host puts into the code (host/memory/probes.ts). Below SKETCH_SITES they belong to the
// engine and stay; from there on they belong to the version that is loaded, and begin at zero with each.

/** Functions the probed code calls: `(site, value, source?) => value`. */
export const ALLOC_GLOBAL = "__hairlineAlloc";
export const ZOOM_GLOBAL = "__hairlineZoom";

export const SKETCH_SITES = 512;
export const MAX_SITES = 2048;

/** Int32 words, through Atomics. */
const FLAG = {
  tracing: 0,
  /** Raised by `clear`: what was registered before it does not count any more. */
  era: 1,
  generation: 2,
} as const;
const FLAG_WORDS = 4;

/** Float64 words of a site. */
export const BOOK = { liveBytes: 0, liveCount: 1, madeBytes: 2, madeCount: 3 } as const;
const BOOK_WORDS = 4;

export const ALLOCATION_BYTES = FLAG_WORDS * 4 + MAX_SITES * BOOK_WORDS * 8;

export interface AllocationBoard {
  flags: Int32Array;
  cells: Float64Array;
}

export function createAllocationBoard(memory: ArrayBufferLike): AllocationBoard {
  return {
    flags: new Int32Array(memory, 0, FLAG_WORDS),
    cells: new Float64Array(memory, FLAG_WORDS * 4, MAX_SITES * BOOK_WORDS),
  };
}

/** One site with anything on its book: `[site, liveBytes, liveCount, madeBytes, madeCount]`. */
export type AllocationRow = [site: number, liveBytes: number, liveCount: number, madeBytes: number, madeCount: number];

export interface AllocationBooks {
  /** The version whose sites they are; 0 for the engine alone. */
  generation: number;
  rows: AllocationRow[];
}

export function readBooks({ flags, cells }: AllocationBoard): AllocationBooks {
  const rows: AllocationRow[] = [];
  for (let site = 0; site < MAX_SITES; site++) {
    const at = site * BOOK_WORDS;
    if (cells[at + BOOK.madeCount] === 0) continue;
    rows.push([site, cells[at], cells[at + 1], cells[at + 2], cells[at + 3]]);
  }
  return { generation: Atomics.load(flags, FLAG.generation), rows };
}

export function setTracing({ flags }: AllocationBoard, on: boolean): void {
  Atomics.store(flags, FLAG.tracing, on ? 1 : 0);
}

/** Forgets everything booked. From any realm. */
export function clearBooks({ flags, cells }: AllocationBoard): void {
  Atomics.add(flags, FLAG.era, 1);
  cells.fill(0);
}

export interface AllocationRegistry {
  /** Books a typed array or buffer to a site, if tracing is on; gives back `value`. */
  record(site: number, value: unknown, source?: unknown): unknown;
  /** Counts a value of probed code: every one made, some of them watched for their end. */
  sample(site: number, value: unknown): unknown;
  /** The site a buffer was booked to, or -1. */
  siteOf(value: unknown): number;
  /** A version is loaded: its sites begin at zero. */
  begin(generation: number): void;
}

/** Of the values a zoomed site makes the first so many are watched, then one in so many: counts are exact while they are few. */
export const SURVIVORS_EXACT = 256;
export const SURVIVOR_STEP = 32;
/** Smaller arrays lie on the V8 heap itself, where the sampler sees them. */
const MIN_BYTES = 65;

/**
 * The realm's side of its board. Values are held weakly: the books must not keep alive what they count. Held numbers
 * instead of objects, because a record per array would be garbage of our own.
 */
export function createAllocationRegistry(board: AllocationBoard): AllocationRegistry {
  const { flags, cells } = board;
  // Taken now: a sketch may replace its globals.
  const Registry = FinalizationRegistry;
  const isView = ArrayBuffer.isView;
  let sites = new WeakMap<object, number>();
  let era = Atomics.load(flags, FLAG.era);
  let engine = open(0);
  let sketch = open(SKETCH_SITES);

  function open(from: number): FinalizationRegistry<number> {
    const mine = era;
    const registry = new Registry<number>((held) => {
      if (Atomics.load(flags, FLAG.era) !== mine || (from > 0 && registry !== sketch)) return;
      // Above zero: the bytes of a buffer. Below: how many values a watched one stands for.
      const amount = Math.floor(Math.abs(held) / MAX_SITES);
      const at = (Math.abs(held) % MAX_SITES) * BOOK_WORDS;
      cells[at + BOOK.liveBytes] -= held > 0 ? amount : 0;
      cells[at + BOOK.liveCount] -= held > 0 ? 1 : amount;
    });
    return registry;
  }

  function renewAfterClear(): void {
    const now = Atomics.load(flags, FLAG.era);
    if (now === era) return;
    era = now;
    sites = new WeakMap();
    engine = open(0);
    sketch = open(SKETCH_SITES);
  }

  const watch = (site: number, object: object, held: number) =>
    (site < SKETCH_SITES ? engine : sketch).register(object, held);

  return {
    record(site, value, source) {
      if (Atomics.load(flags, FLAG.tracing) === 0 || typeof value !== "object" || value === null) return value;
      // By name and not by instanceof: a sketch's ArrayBuffer may be another by now.
      const buffer = isView(value) ? value.buffer : value;
      const bytes = (buffer as ArrayBuffer).byteLength;
      if (!(bytes >= MIN_BYTES) || buffer === source || !isBuffer(buffer)) return value;
      if (isView(source) && source.buffer === buffer) return value;
      renewAfterClear();
      if (sites.has(buffer)) return value;
      sites.set(buffer, site);
      const at = site * BOOK_WORDS;
      cells[at + BOOK.madeBytes] += bytes;
      cells[at + BOOK.madeCount]++;
      cells[at + BOOK.liveBytes] += bytes;
      cells[at + BOOK.liveCount]++;
      watch(site, buffer, bytes * MAX_SITES + site);
      return value;
    },
    sample(site, value) {
      const at = site * BOOK_WORDS;
      const made = ++cells[at + BOOK.madeCount];
      if (typeof value === "string") cells[at + BOOK.madeBytes] += value.length * 2;
      if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
      // Counted by site: one turn for all would watch only one of two that alternate.
      const weight = made <= SURVIVORS_EXACT ? 1 : made % SURVIVOR_STEP === 0 ? SURVIVOR_STEP : 0;
      if (weight === 0) return value;
      cells[at + BOOK.liveCount] += weight;
      watch(site, value, -(weight * MAX_SITES + site));
      return value;
    },
    siteOf(value) {
      const key = isView(value) ? value.buffer : value;
      return (typeof key === "object" && key !== null ? sites.get(key) : undefined) ?? -1;
    },
    begin(generation) {
      renewAfterClear();
      Atomics.store(flags, FLAG.generation, generation);
      cells.fill(0, SKETCH_SITES * BOOK_WORDS);
      sketch = open(SKETCH_SITES);
    },
  };
}

/** Shared memory is on the window's own books. */
function isBuffer(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

/**
 * Text put in front of a probed script: the two functions exist before its first line, and do nothing until the realm's
 * own registry takes them over. `into` is taken away with it.
 */
export const PROBE_PRELUDE = [ALLOC_GLOBAL, ZOOM_GLOBAL]
  .map(
    (name) =>
      `(()=>{let s=null;const f=(i,v,w)=>s===null?v:s(i,v,w);f.into=t=>{s=t;delete f.into};Object.defineProperty(globalThis,"${name}",{value:f})})();`,
  )
  .join("");

/** Connects the prelude's functions. Nothing to do where the script was not probed, as in unit tests. */
export function connectProbes(registry: AllocationRegistry): void {
  type Probe = { into?(sink: (site: number, value: unknown, source?: unknown) => unknown): void };
  const scope = globalThis as unknown as Record<string, Probe | undefined>;
  scope[ALLOC_GLOBAL]?.into?.(registry.record);
  scope[ZOOM_GLOBAL]?.into?.(registry.sample);
}
