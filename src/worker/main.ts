// A worker's wiring: takes its birth message, closes the realm, then draws one frame per tick. The host loads sketches
// through the one global left here, in this worker's own DevTools session; the window never sees their code.

import type { AssetKind } from "../core/assets.ts";
import * as hairline from "../core/index.ts";
import { scratchUsage } from "../core/scratch.ts";
import { keptGlyphs } from "../core/text/font.ts";
import {
  type AllocationRegistry,
  connectProbes,
  createAllocationBoard,
  createAllocationRegistry,
} from "../protocol/allocations.ts";
import { createControlReader } from "../protocol/control-table.ts";
import { createFrameWriter } from "../protocol/frame-slot.ts";
import { WORKER_GLOBAL } from "../protocol/link.ts";
import type { Birth, FromWorker, ToWorker } from "../protocol/port.ts";
import { CELL, createWorkerBoard, FLAG, STATUS } from "../protocol/worker-board.ts";
import { createWorkerAssets } from "./asset-store.ts";
import { captureAssetTools } from "./asset-tools.ts";
import { createKernelMemory, type KernelMemory } from "./kernels.ts";
import type { SketchFactory } from "./load-sketch.ts";
import { closeRealm } from "./realm.ts";
import { watchRealm } from "./realm-watch.ts";
import { createEngine, type Engine, type LoadRequest } from "./run-sketch.ts";

const ARENA_PAGES = 16;
const PAGE = 65_536;
const MAX_PAGES = 65_536;
/** A throwing sketch throws every frame; the first says it all, a reminder per second is plenty. */
const REPORT_EVERY = 60;

const scope = self as unknown as DedicatedWorkerGlobalScope;
const post = scope.postMessage.bind(scope) as (message: FromWorker) => void;
const listen = scope.addEventListener.bind(scope);
const { Memory, Module, Instance } = WebAssembly;
const now = performance.now.bind(performance);

const later = scope.setTimeout.bind(scope);
const assets = createWorkerAssets(captureAssetTools(scope));

const realm = closeRealm(scope, (level, text) => post({ kind: "log", level, text }), now);
const realmWatch = watchRealm(scope as unknown as Record<PropertyKey, unknown>, [hairline, hairline.G, hairline.E]);
let engine: Engine | null = null;
let handled: Int32Array | null = null;
let loaded: SketchFactory | null = null;

listen("message", (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (handled !== null) Atomics.add(handled, FLAG.handled, 1);
  if (typeof message === "number") return tick(message);
  switch (message.kind) {
    case "birth":
      return begin(message);
    case "knob-slots":
      return engine?.setKnobSlots(message.slots);
    case "take-state":
      return engine?.offerState(message.state);
    case "give-state":
      return giveState();
    case "experiment":
      return engine?.setExperiment(message);
    case "quality":
      return engine?.setQuality(message.quality);
    default:
      return message satisfies never;
  }
});

let onTick: (seq: number) => void = () => {};

function tick(seq: number): void {
  onTick(seq);
}

function begin(birth: Birth): void {
  const board = createWorkerBoard(birth.board);
  const { flags, cells } = board;
  handled = flags;
  Atomics.add(flags, FLAG.handled, 1); // this one
  const registry = createAllocationRegistry(createAllocationBoard(birth.allocations));
  connectProbes(registry);
  const arena = createKernelMemory(
    { Memory, Module, Instance },
    ARENA_PAGES,
    Math.min(MAX_PAGES, ARENA_PAGES + Math.ceil((birth.limits.bytes * 4) / PAGE)),
  );
  const made = createEngine({
    birth,
    board,
    writer: createFrameWriter(birth.slot, birth.writer),
    controls: createControlReader(birth.controls),
    arena,
    now,
    assets,
    onKnobs: (generation, knobs) => post({ kind: "knobs", generation, knobs }),
  });
  engine = made;

  onTick = (seq) => {
    // Halted before it began: the job is over, and may be forgiven.
    if (Atomics.load(flags, FLAG.halt) !== 0) return void Atomics.store(flags, FLAG.status, STATUS.idle);
    const trouble = made.frame(seq);
    cells[CELL.logDropped] = realm.dropped();
    if (trouble && (trouble.streak <= 3 || trouble.streak % REPORT_EVERY === 0)) post(trouble);
    Atomics.store(flags, FLAG.status, STATUS.idle);
  };

  publishToPrompt(made, flags, registry, arena);
  Atomics.store(flags, FLAG.status, STATUS.idle);
  post({ kind: "ready" });
  // In tasks of its own: a sketch that is waiting to be loaded goes first.
  const warmUp = () => {
    if (made.warmUp()) later(warmUp, 0);
  };
  later(warmUp, 0);
}

function giveState(): void {
  try {
    post({ kind: "state", ok: true, state: engine?.state() });
  } catch (error) {
    post({ kind: "state", ok: false, why: String(error).slice(0, 200) });
  }
}

/** What the host and a line typed at the prompt may touch. */
function publishToPrompt(made: Engine, flags: Int32Array, registry: AllocationRegistry, arena: KernelMemory): void {
  const door = Object.freeze({
    load: (request: LoadRequest, factory: SketchFactory) => {
      // Cut off in the middle, this stays `loading`, and nobody takes the worker's buffers for quiet ones.
      Atomics.store(flags, FLAG.status, STATUS.loading);
      registry.begin(request.generation);
      loaded = factory;
      const result = made.load(request, factory);
      Atomics.store(flags, FLAG.status, STATUS.idle);
      return JSON.stringify(result);
    },
    /** A piece of a font or picture, base64. Answers why it was refused, or null. */
    asset: async (kind: AssetKind, name: string, piece: string, last: boolean) =>
      JSON.stringify(await assets.put(kind, name, piece, last)),
    costs: () => JSON.stringify(made.costs()),
    /** What this worker keeps besides results, with its bounds. */
    stores: () =>
      JSON.stringify([
        { name: "fonts and pictures", ...assets.usage() },
        { name: "glyph outlines", ...keptGlyphs() },
        { name: "working memory", ...scratchUsage() },
        { name: "reaction", ...arena.reactionUsage() },
      ]),
    clearCache: () => {
      made.clearCache();
      return "null";
    },
    /** The script that was loaded last: the host asks V8 for its number. */
    factory: () => loaded,
    /** The allocation site of a buffer, or -1. */
    siteOf: (value: unknown) => registry.siteOf(value),
    /** Lets go of the sketch. Answers why this worker should not be used again, or null. */
    retire: () => {
      made.unload();
      assets.clear();
      loaded = null;
      realmWatch.clearTimers();
      return JSON.stringify({ dirty: realmWatch.change() ?? made.tooLarge() });
    },
  });
  Object.defineProperty(scope, WORKER_GLOBAL, { value: door });
  const words: Record<string, unknown> = { ...hairline, ctx: made.context() };
  for (const [name, value] of Object.entries(words)) {
    if (name in scope) continue;
    Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: false });
  }
  realmWatch.mark();
}
