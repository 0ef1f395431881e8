// Latest-frame slot: workers write, the window reads, nobody waits. An unread frame is overwritten, because on stage
// late is worse than lost.
//
// A pool of W + 2 buffers serves W writers: each writer owns one, one is ready, one is shown. One state word says which
// buffer is ready, whether it has been read, and which tick it belongs to:
//
//   31 ............................ 5 | 4     | 3 .. 0
//   seq, 27 bits, compared by signed difference (wraps after 25 days at 60 Hz) | fresh | ready index
//
// A writer publishes by compare-and-swap, and walks away when the word already holds a later tick: with several
// workers, the slow one must not bring the picture backward. Whoever swaps receives the buffer the other side let go
// of, so ownership is passed and never shared.
//
// Each slot has an epoch. A worker that had to be abandoned keeps its old buffers and can write there for ever; no
// reader looks at them again.

/** What both sides of a slot hold. Buffers are shared WebAssembly memories: they grow in place and stay uploadable. */
export interface SlotMemory {
  epoch: number;
  state: SharedArrayBuffer;
  buffers: GrowableMemory[];
}

/** The part of `WebAssembly.Memory` the slot needs; `buffer` is a new object after each growth. */
export interface GrowableMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

const PAGE = 65_536;
const FRESH = 1 << 4;
const INDEX = 0xf;
const MAX_BUFFERS = 16;
/** The state word has four bits for the index of a buffer. */
export const MAX_WRITERS = MAX_BUFFERS - 2;

/** Int32 words of the state buffer. Counters are totals since the slot was made. */
const WORD = { ready: 0, published: 1, shown: 2, dropped: 3, stale: 4, grown: 5 } as const;
/** Then, per buffer, how many pages its last writer saw. */
const PAGES = 8;

export interface SlotCounters {
  published: number;
  shown: number;
  /** Overwritten before anyone read them. */
  dropped: number;
  /** Refused because a later tick was already there. */
  stale: number;
  /** Times a buffer had to grow. */
  grown: number;
  /** All buffers together. */
  bytes: number;
}

/** Memory for `writers` writers. `createMemory` makes a shared memory of the given number of 64 KiB pages. */
export function createSlotMemory(
  epoch: number,
  writers: number,
  createMemory: (pages: number) => GrowableMemory,
): SlotMemory {
  const count = writers + 2;
  if (writers > MAX_WRITERS)
    throw new RangeError(`slot for ${writers} writers, the state word has room for ${MAX_WRITERS}`);
  const buffers = Array.from({ length: count }, () => createMemory(1));
  const state = new SharedArrayBuffer((PAGES + MAX_BUFFERS) * 4);
  const words = new Int32Array(state);
  // Writers own 0 .. W-1, W is ready (and stale until the first publish), W+1 is shown.
  Atomics.store(words, WORD.ready, writers);
  for (let i = 0; i < count; i++) Atomics.store(words, PAGES + i, buffers[i].buffer.byteLength / PAGE);
  return { epoch, state, buffers };
}

/** The writing side: owns exactly one buffer at any time. */
export interface FrameWriter {
  /** The buffer to fill, grown to at least `bytes`. Throws only if the memory cannot grow. */
  buffer(bytes: number): ArrayBufferLike;
  /** Hands the buffer over as tick `seq`. False when a later tick was already there: the buffer stays ours. */
  publish(seq: number): boolean;
}

export function createFrameWriter(memory: SlotMemory, writer: number): FrameWriter {
  const state = new Int32Array(memory.state);
  let mine = writer;
  return {
    buffer(bytes) {
      const own = memory.buffers[mine];
      const have = bufferOf(memory, state, mine).byteLength;
      if (have < bytes) {
        grow(own, bytes, have);
        Atomics.store(state, PAGES + mine, own.buffer.byteLength / PAGE);
        Atomics.add(state, WORD.grown, 1);
      }
      return own.buffer;
    },
    publish(seq) {
      const mark = markOf(seq);
      for (;;) {
        const seen = Atomics.load(state, WORD.ready);
        if (seqOf(seen) !== NEVER && distance(mark, seqOf(seen)) <= 0) {
          Atomics.add(state, WORD.stale, 1);
          return false;
        }
        const next = (mark << 5) | FRESH | mine;
        if (Atomics.compareExchange(state, WORD.ready, seen, next) !== seen) continue;
        mine = seen & INDEX;
        Atomics.add(state, WORD.published, 1);
        if (seen & FRESH) Atomics.add(state, WORD.dropped, 1);
        return true;
      }
    },
  };
}

/** The reading side: owns exactly one buffer, the one on show. */
export interface FrameReader {
  readonly epoch: number;
  /** The newest frame if there is one not yet read, else null. Valid until the next call that returns a frame. */
  latest(): ArrayBufferLike | null;
  /** The frame last returned by `latest`, or null before the first. */
  shown(): ArrayBufferLike | null;
  counters(): SlotCounters;
}

export function createFrameReader(memory: SlotMemory): FrameReader {
  const state = new Int32Array(memory.state);
  let mine = memory.buffers.length - 1;
  let any = false;
  return {
    epoch: memory.epoch,
    latest() {
      for (;;) {
        const seen = Atomics.load(state, WORD.ready);
        if ((seen & FRESH) === 0) return null;
        // The seq stays in the word, so that a writer still knows what it would be bringing backward.
        const next = (seen & ~(FRESH | INDEX)) | mine;
        if (Atomics.compareExchange(state, WORD.ready, seen, next) !== seen) continue;
        mine = seen & INDEX;
        any = true;
        Atomics.add(state, WORD.shown, 1);
        return bufferOf(memory, state, mine);
      }
    },
    shown() {
      return any ? bufferOf(memory, state, mine) : null;
    },
    counters() {
      let bytes = 0;
      for (const buffer of memory.buffers) bytes += buffer.buffer.byteLength;
      return {
        published: Atomics.load(state, WORD.published),
        shown: Atomics.load(state, WORD.shown),
        dropped: Atomics.load(state, WORD.dropped),
        stale: Atomics.load(state, WORD.stale),
        grown: Atomics.load(state, WORD.grown),
        bytes,
      };
    },
  };
}

/**
 * A buffer at the length its last writer gave it. For a while after a growth, `buffer` of the same memory on another
 * thread is still the shorter one (measured: after 1–4 % of growths); growing by nothing brings it up to date.
 */
function bufferOf(memory: SlotMemory, state: Int32Array, index: number): ArrayBufferLike {
  const own = memory.buffers[index];
  if (own.buffer.byteLength < Atomics.load(state, PAGES + index) * PAGE) own.grow(0);
  return own.buffer;
}

/** Doubles, so that a growing drawing grows its buffers rarely; takes what it needs where the maximum is closer. */
function grow(own: GrowableMemory, bytes: number, have: number): void {
  try {
    own.grow(Math.ceil((Math.max(bytes, have * 2) - have) / PAGE));
  } catch {
    own.grow(Math.ceil((bytes - have) / PAGE));
  }
}

/** A word with this seq has not seen a frame yet. */
const NEVER = 0;

/** The 27 bits of a tick that the word keeps. Those that would be all zero count as the next tick, which is then lost. */
function markOf(seq: number): number {
  return seq & 0x7ff_ffff || NEVER + 1;
}

function seqOf(word: number): number {
  return word >>> 5;
}

/** Signed difference of two 27-bit sequence numbers. */
function distance(a: number, b: number): number {
  return ((a - b) << 5) >> 5;
}
