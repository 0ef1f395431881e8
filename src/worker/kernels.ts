// The WebAssembly side of the core's kernels, over the memory that the arena hands out. The core can do without: its plain
// loops give the same bytes, several times slower.

import type { ArenaMemory } from "../core/arena.ts";
import {
  DISPLACE_EXPORT,
  type DisplaceKernel,
  installDisplaceKernel,
  writeDisplaceModule,
} from "../core/math/displace-kernel.ts";
import {
  GRAY_SCOTT_EXPORT,
  type GrayScottKernel,
  installGrayScottKernel,
  writeGrayScottModule,
} from "../core/math/gray-scott-kernel.ts";

/** The reaction's arrays at the finest grid, 5.3 MB, and their runs. It has them to itself: they outlive no op. */
const REACTION_PAGES = 160;
const PAGE = 65_536;

/** A worker's memory: growing it leaves older views valid, and each buffer it ever had is known to be its own. */
export interface KernelMemory extends ArenaMemory {
  owns(buffer: ArrayBufferLike): boolean;
  /** The reaction's own memory: one store, grown to the largest grid it was asked for. */
  reactionUsage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

/** Pages are 64 KB. Must run before the realm takes WebAssembly away, or be handed what it took. */
export function createKernelMemory(
  wasm: Pick<typeof WebAssembly, "Memory" | "Module" | "Instance">,
  initial: number,
  maximum: number,
): KernelMemory {
  const memory = new wasm.Memory({ initial, maximum, shared: true });
  const reaction = new wasm.Memory({ initial: 1, maximum: REACTION_PAGES, shared: true });
  const known = new WeakSet<ArrayBufferLike>([memory.buffer]);
  const own: KernelMemory = {
    get buffer() {
      return memory.buffer;
    },
    grow(pages) {
      const before = memory.grow(pages);
      known.add(memory.buffer);
      return before;
    },
    owns: (buffer) => known.has(buffer),
    reactionUsage: () => ({
      entries: reaction.buffer.byteLength > PAGE ? 1 : 0,
      maxEntries: 1,
      bytes: reaction.buffer.byteLength,
      maxBytes: REACTION_PAGES * PAGE,
    }),
  };
  const { exports } = new wasm.Instance(new wasm.Module(writeDisplaceModule()), { env: { memory } });
  installDisplaceKernel(exports[DISPLACE_EXPORT] as unknown as DisplaceKernel, own.owns);
  const made = new wasm.Instance(new wasm.Module(writeGrayScottModule()), { env: { memory: reaction } });
  installGrayScottKernel(made.exports[GRAY_SCOTT_EXPORT] as unknown as GrayScottKernel, reaction);
  return own;
}
