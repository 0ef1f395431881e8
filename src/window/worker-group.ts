// The workers of one version: they share a slot, an epoch and nothing else. A group is born in standby, goes on air as
// a whole, and is ended as a whole. Ending one that is stuck abandons its buffers: it may write there for seconds more.

import { ALLOCATION_BYTES, type AllocationBoard, createAllocationBoard, setTracing } from "../protocol/allocations.ts";
import type { Stride } from "../protocol/frame.ts";
import {
  createFrameReader,
  createSlotMemory,
  type FrameReader,
  type GrowableMemory,
  type SlotMemory,
} from "../protocol/frame-slot.ts";
import type { Birth, EngineLimits, FromWorker, ToWorker } from "../protocol/port.ts";
import {
  BOARD_BYTES,
  CELL,
  createWorkerBoard,
  FLAG,
  type Moment,
  STATUS,
  type WorkerBoard,
  writeMoment,
} from "../protocol/worker-board.ts";
import type { Tape } from "./tape.ts";

export interface GroupMember {
  id: number;
  board: WorkerBoard;
  allocations: AllocationBoard;
  busySince: number;
  /** How often the deadline was looked at since the tick, or since an iterative op last told of a step. */
  looks: number;
  /** Since when, and the step that was told of then. */
  looksSince: number;
  step: number;
  /** The tick it was given, until the tape has its job; 0 then. */
  ticked: number;
  /** Set once per job that ran over its deadline, so that it is reported once. */
  reportedStuck: boolean;
  worker: Worker;
}

export interface WorkerGroup {
  readonly epoch: number;
  readonly members: GroupMember[];
  readonly reader: FrameReader;
  readonly slot: SlotMemory;
  send(message: ToWorker): void;
  /** Posts tick `seq` to one idle worker. False when all were busy: nothing is queued. */
  tick(seq: number, nowMs: number): boolean;
  /** What the members are at is not waited for: an iterative op stops at its next step. */
  cancel(): void;
  /** Keeps the clock of every member current, on air or not, so that an audition sees live time. */
  clock(moment: Moment, seq: number): void;
  /** `onShow`: the bytes of the picture on the screen. If they are this group's, that buffer is not used again. */
  end(onShow?: ArrayBufferLike): void;
}

export interface GroupParts {
  epoch: number;
  ids: readonly number[];
  stride: Stride;
  controls: SharedArrayBuffer;
  canvas: readonly [number, number];
  background: string;
  lineColor: string | null;
  lineWidth: number;
  limits: EngineLimits;
  buffers: BufferPool;
  tape: Pick<Tape, "hashDue" | "job">;
  /** Puts a name on the shared memory that `make` makes. */
  own<T>(owner: string, make: () => T): T;
  /** Whether typed arrays are booked from the workers' first instruction on. */
  tracing: boolean;
  onMessage(id: number, message: FromWorker): void;
  onError(id: number, text: string): void;
}

const PAGE = 65_536;

export function createWorkerGroup(parts: GroupParts): WorkerGroup {
  const maxPages = Math.min(65_536, Math.ceil((parts.limits.bytes * 2) / PAGE) + 16);
  const slot = parts.own("frame slot", () =>
    createSlotMemory(parts.epoch, parts.ids.length, () => parts.buffers.take(maxPages)),
  );
  const reader = createFrameReader(slot);
  const members = parts.ids.map((id, writer): GroupMember => {
    const boardMemory = parts.own("worker board", () => new SharedArrayBuffer(BOARD_BYTES));
    const allocationMemory = parts.own("allocation board", () => new SharedArrayBuffer(ALLOCATION_BYTES));
    const allocations = createAllocationBoard(allocationMemory);
    setTracing(allocations, parts.tracing);
    const worker = parts.own("sketch worker", () => new Worker(`/worker.js?id=${id}`, { name: `geom-${id}` }));
    worker.onmessage = (event: MessageEvent<FromWorker>) => parts.onMessage(id, event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      parts.onError(id, event.message ?? "the worker failed to start");
    };
    const birth: Birth = {
      kind: "birth",
      id,
      slot,
      writer,
      board: boardMemory,
      controls: parts.controls,
      allocations: allocationMemory,
      stride: parts.stride,
      canvas: parts.canvas,
      background: parts.background,
      lineColor: parts.lineColor,
      lineWidth: parts.lineWidth,
      limits: parts.limits,
    };
    worker.postMessage(birth);
    return {
      id,
      worker,
      board: createWorkerBoard(boardMemory),
      allocations,
      busySince: 0,
      looks: 0,
      looksSince: 0,
      step: 0,
      ticked: 0,
      reportedStuck: false,
    };
  });

  /** Before the board is written again. */
  const tapeJob = (writer: number) => {
    const member = members[writer];
    if (member.ticked === 0 || Atomics.load(member.board.flags, FLAG.status) !== STATUS.idle) return;
    parts.tape.job(parts.epoch, writer, member.ticked, member.board);
    member.ticked = 0;
  };

  return {
    epoch: parts.epoch,
    members,
    reader,
    slot,
    send(message) {
      for (const member of members) member.worker.postMessage(message);
    },
    tick(seq, nowMs) {
      for (let i = 0; i < members.length; i++) {
        const member = members[i];
        const { flags } = member.board;
        if (Atomics.load(flags, FLAG.status) !== STATUS.idle || Atomics.load(flags, FLAG.halt) !== 0) continue;
        Atomics.store(flags, FLAG.status, STATUS.busy);
        Atomics.store(flags, FLAG.cancel, 0);
        member.board.cells[CELL.wantHash] = parts.tape.hashDue(nowMs) ? 1 : 0;
        member.ticked = seq;
        member.busySince = nowMs;
        member.looks = 0;
        member.looksSince = nowMs;
        member.step = Atomics.load(flags, FLAG.steps);
        member.reportedStuck = false;
        member.worker.postMessage(seq);
        return true;
      }
      return false;
    },
    cancel() {
      for (const { board } of members) Atomics.store(board.flags, FLAG.cancel, 1);
    },
    clock(moment, seq) {
      for (let i = 0; i < members.length; i++) {
        const { flags } = members[i].board;
        // A running job keeps the time it began with.
        if (Atomics.load(flags, FLAG.status) === STATUS.busy) continue;
        tapeJob(i);
        writeMoment(members[i].board, moment);
        Atomics.store(flags, FLAG.seq, seq);
      }
    },
    end(onShow) {
      let quiet = true;
      for (let i = 0; i < members.length; i++) tapeJob(i);
      for (const member of members) {
        quiet &&= Atomics.load(member.board.flags, FLAG.status) === STATUS.idle;
        Atomics.store(member.board.flags, FLAG.halt, 1);
        member.worker.onmessage = null;
        member.worker.onerror = null;
        member.worker.terminate();
      }
      if (quiet) parts.buffers.give(slot.buffers.filter(({ buffer }) => buffer !== onShow));
    },
  };
}

/** Frame buffers of ended groups, used again: a shared memory per save would have to wait for a collection. */
export interface BufferPool {
  take(maxPages: number): GrowableMemory;
  give(buffers: GrowableMemory[]): void;
  bytes(): number;
  entries(): number;
}

const MAX_POOLED = 8;
/** A buffer that once held a huge frame is let go rather than kept. */
const MAX_POOLED_BYTES = 16 * 1024 * 1024;

export function createBufferPool(): BufferPool {
  const free: GrowableMemory[] = [];
  return {
    take: (maxPages) => free.pop() ?? new WebAssembly.Memory({ initial: 1, maximum: maxPages, shared: true }),
    give(buffers) {
      for (const buffer of buffers) {
        if (free.length < MAX_POOLED && buffer.buffer.byteLength <= MAX_POOLED_BYTES) free.push(buffer);
      }
    },
    bytes: () => free.reduce((sum, buffer) => sum + buffer.buffer.byteLength, 0),
    entries: () => free.length,
  };
}
