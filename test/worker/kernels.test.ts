import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelDesk } from "../../src/core/math/gray-scott-kernel.ts";
import { createKernelMemory } from "../../src/worker/kernels.ts";

test("the reaction's memory is told, grown and bounded", () => {
  const memory = createKernelMemory(WebAssembly, 1, 2);
  const small = memory.reactionUsage();
  assert.deepEqual([small.entries, small.maxEntries], [0, 1]);
  assert.notEqual(kernelDesk(40_000, 1000), null);
  const grown = memory.reactionUsage();
  assert.equal(grown.entries, 1);
  assert.ok(grown.bytes >= 40_000 * 5 * 4 && grown.bytes <= grown.maxBytes, `${grown.bytes} of ${grown.maxBytes}`);
  assert.equal(kernelDesk(100_000_000, 1000), null, "beyond its bound the plain loop works");
  assert.equal(memory.reactionUsage().bytes, grown.bytes);
});
