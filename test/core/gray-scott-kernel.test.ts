// The two forms of a Gray–Scott step are one function: equal bytes inside, whatever the region.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GrayScott } from "../../src/core/math/gray-scott.ts";
import {
  GRAY_SCOTT_EXPORT,
  type GrayScottKernel,
  installGrayScottKernel,
  kernelDesk,
  writeGrayScottModule,
} from "../../src/core/math/gray-scott-kernel.ts";
import { SampleGrid } from "../../src/core/math/sample-grid.ts";
import { random } from "../../src/core/random.ts";

const PAGES = 8;
const memory = new WebAssembly.Memory({ initial: 1, maximum: PAGES, shared: true });
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(writeGrayScottModule()), { env: { memory } });
const kernel = exports[GRAY_SCOTT_EXPORT] as GrayScottKernel;

const grid = new SampleGrid();
grid.cover(Float64Array.of(0, 0, 0, 61, 47, 0), 2, 1);

/** Nothing, all there may be, single samples, columns with gaps of one, and two kinds of blots. */
const REGIONS: Record<string, (x: number, y: number, chance: () => number) => boolean> = {
  nothing: () => false,
  everything: () => true,
  "single samples": (x, y) => x % 2 === 0 && y % 3 === 0,
  "columns with gaps of one": (x) => x % 6 !== 0,
  "a disc": (x, y) => (x - 30) ** 2 + (y - 24) ** 2 < 400,
  crumbs: (_x, _y, chance) => chance() < 0.6,
};

function run(name: string, open: boolean, steps: number): { model: GrayScott; inside: Uint8Array } {
  const { width, height, samples } = grid;
  const chance = random(7, name);
  const inside = new Uint8Array(samples);
  for (let y = 1; y + 1 < height; y++)
    for (let x = 1; x + 1 < width; x++) inside[y * width + x] = REGIONS[name](x, y, chance) ? 1 : 0;
  const model = new GrayScott();
  model.begin(grid, inside, open);
  for (let i = 0; i < samples; i++) {
    if (inside[i] === 0 || chance() > 0.2) continue;
    model.u[i] = 0.4 + chance() * 0.2;
    model.v[i] = 0.2 + chance() * 0.1;
  }
  for (let step = 0; step < steps; step++) model.step({ du: 0.16, dv: 0.08, feed: 0.037, kill: 0.06, dt: 1, open });
  return { model, inside };
}

for (const name of Object.keys(REGIONS)) {
  for (const open of [false, true]) {
    test(`${name}, ${open ? "open" : "closed"}: the module and the plain loop give the same bytes inside`, () => {
      for (const steps of [1, 2, 301]) {
        installGrayScottKernel(kernel, { buffer: new SharedArrayBuffer(0), grow: () => refuse() });
        const { model: plain, inside } = run(name, open, steps);
        const [u, v] = [plain.u.slice(), plain.v.slice()];
        installGrayScottKernel(kernel, memory);
        const { model } = run(name, open, steps);
        assert.equal(model.u.buffer, memory.buffer, "the module was not used");
        for (let i = 0; i < grid.samples; i++) {
          if (inside[i] === 0) continue;
          assert.equal(model.u[i], u[i], `u of sample ${i} after ${steps} steps`);
          assert.equal(model.v[i], v[i], `v of sample ${i} after ${steps} steps`);
        }
      }
    });
  }
}

test("where the module's memory does not reach, the plain loop takes over; a smaller desk serves on", () => {
  installGrayScottKernel(kernel, memory);
  assert.equal(kernelDesk((PAGES * 65_536) / 4, 10), null);
  const desk = kernelDesk(1000, 10);
  assert.notEqual(desk, null);
  assert.equal(kernelDesk(900, 10), desk);
});

function refuse(): never {
  throw new RangeError("no memory");
}
