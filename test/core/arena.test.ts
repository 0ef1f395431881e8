import assert from "node:assert/strict";
import { test } from "node:test";
import { createArena, sizeClass } from "../../src/core/arena.ts";
import { LineWriter } from "../../src/core/line-writer.ts";
import { random } from "../../src/core/random.ts";
import { SketchError } from "../../src/core/sketch-error.ts";
import { createMemory } from "./ops.ts";

const newWriter = () => new LineWriter(new Float32Array(0), new Uint32Array(1));

/** Opens room for `stated` points, writes `used` of them with a value that tells who wrote, closes. */
function write(
  arena: ReturnType<typeof createArena>,
  writer: LineWriter,
  stated: number,
  used: number,
  mark: number,
): void {
  arena.open(writer, stated, stated);
  for (let i = 0; i < used; i++) {
    if (i % 3 === 0) writer.moveTo(mark, i, 0);
    else writer.lineTo(mark, i, 0);
  }
  arena.close(writer);
}

function check(writer: LineWriter, used: number, mark: number): void {
  assert.equal(writer.points, used);
  assert.equal(writer.lines, Math.ceil(used / 3));
  for (let i = 0; i < used; i++) {
    assert.equal(writer.coords[i * 3], mark);
    assert.equal(writer.coords[i * 3 + 1], i);
  }
  for (let line = 0; line <= writer.lines; line++) assert.equal(writer.offsets[line], Math.min(line * 3, used));
}

test("size classes hold what was asked and waste at most a quarter", () => {
  for (let words = 0; words < 100_000; words = Math.ceil(words * 1.07) + 1) {
    const size = sizeClass(words);
    assert.ok(size >= words && size >= 64);
    if (words > 64) assert.ok(size <= words * 1.25, `${words} → ${size}`);
    assert.equal(sizeClass(size), size);
    assert.equal((size * 4) % 16, 0, "views stay aligned");
  }
});

test("allocations of a frame never overlap, whatever is stated and used, and growth keeps them", () => {
  const arena = createArena(createMemory());
  const chance = random(1);
  const writers = Array.from({ length: 12 }, newWriter);
  for (let frame = 0; frame < 300; frame++) {
    arena.beginFrame();
    const count = 1 + Math.floor(chance() * writers.length);
    const used: number[] = [];
    for (let i = 0; i < count; i++) {
      const stated = Math.floor(10 ** (chance() * 4.5));
      used.push(Math.floor(stated * chance() ** 3));
      write(arena, writers[i], stated, used[i], i + 1);
    }
    for (let i = 0; i < count; i++) check(writers[i], used[i], i + 1);
  }
  assert.ok(arena.stats.capacity > 65_536, "it had to grow");
  assert.ok(arena.stats.peak <= arena.stats.capacity);
});

test("points borrowed with another's lines lie apart from them", () => {
  const arena = createArena(createMemory());
  const [a, b, c] = [newWriter(), newWriter(), newWriter()];
  for (let frame = 0; frame < 3; frame++) {
    arena.beginFrame();
    write(arena, a, 30, 30, 1);
    arena.openPoints(b, a.points, a.offsets, a.lines);
    for (let i = 0; i < 30; i++) b.coords.set([2, i, 0], i * 3);
    write(arena, c, 30, 30, 3);
    check(a, 30, 1);
    check(b, 30, 2);
    check(c, 30, 3);
    assert.equal(b.offsets, a.offsets);
  }
});

test("what was stated and not used is given back", () => {
  const arena = createArena(createMemory());
  const [a, b] = [newWriter(), newWriter()];
  arena.beginFrame();
  write(arena, a, 100_000, 10, 1);
  const afterFirst = arena.stats.bytes;
  write(arena, b, 10, 10, 2);
  check(a, 10, 1);
  check(b, 10, 2);
  assert.ok(afterFirst < 100_000 * 12, `${afterFirst} bytes for 10 points`);
  assert.ok(arena.stats.bytes - afterFirst < 2048);
});

test("counts that wobble settle to no new views; a jump costs a few, once", () => {
  const arena = createArena(createMemory());
  const chance = random(3);
  const writers = Array.from({ length: 20 }, newWriter);
  const run = (frames: number, scale: number) => {
    for (let f = 0; f < frames; f++) {
      arena.beginFrame();
      for (let i = 0; i < writers.length; i++) {
        const stated = Math.floor((50 + i * 400) * scale * (0.8 + 0.1 * Math.floor(chance() * 5)));
        write(
          arena,
          writers[i],
          stated,
          Math.floor(stated * (i % 2 ? 0.9 : 0.05) * (0.5 + Math.floor(chance() * 4) / 8)),
          i,
        );
      }
    }
    return arena.stats.viewsMade;
  };
  const settled = run(300, 1);
  assert.equal(run(1000, 1), settled);
  const jumped = run(300, 3);
  assert.ok(jumped > settled);
  assert.equal(run(1000, 3), jumped);
  assert.equal(arena.stats.pooled, 20);
});

test("the pool forgets allocations that are gone and sizes that were a spike", () => {
  const arena = createArena(createMemory());
  const writer = newWriter();
  arena.beginFrame();
  for (let i = 0; i < 500; i++) write(arena, newWriter(), 1000, 1000, 1);
  const spike = arena.stats.bytes;
  for (let f = 0; f < 600; f++) {
    arena.beginFrame();
    write(arena, writer, 10, 10, 1);
  }
  assert.equal(arena.stats.pooled, 1);
  assert.ok(arena.stats.bytes < spike / 500);
  assert.equal(arena.stats.peak, spike);
});

test("memory that cannot grow is said in a sentence", () => {
  const arena = createArena(new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true }));
  arena.beginFrame();
  const writer = newWriter();
  assert.throws(
    () => arena.open(writer, 100_000, 1),
    (e) => e instanceof SketchError && /bytes of memory/.test(e.message),
  );
  arena.beginFrame();
  write(arena, writer, 5000, 5000, 1);
  check(writer, 5000, 1);
});
