// The WebAssembly side of the core's kernels, over the memory that the arena hands out. The core can do without: its plain
// loops give the same bytes, several times slower.

import type { ArenaMemory } from "../core/arena.ts";
import {
  DISPLACE_EXPORT,
  type DisplaceKernel,
  installDisplaceKernel,
  writeDisplaceModule,
} from "../core/math/displace-kernel.ts";

/** A worker's memory: growing it leaves older views valid, and each buffer it ever had is known to be its own. */
export interface KernelMemory extends ArenaMemory {
  owns(buffer: ArrayBufferLike): boolean;
}

/** Pages are 64 KB. Must run before the realm takes WebAssembly away, or be handed what it took. */
export function createKernelMemory(
  wasm: Pick<typeof WebAssembly, "Memory" | "Module" | "Instance">,
  initial: number,
  maximum: number,
): KernelMemory {
  const memory = new wasm.Memory({ initial, maximum, shared: true });
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
  };
  const { exports } = new wasm.Instance(new wasm.Module(writeDisplaceModule()), { env: { memory } });
  installDisplaceKernel(exports[DISPLACE_EXPORT] as unknown as DisplaceKernel, own.owns);
  return own;
}
