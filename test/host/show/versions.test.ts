import assert from "node:assert/strict";
import { test } from "node:test";
import { createVersions, type Version } from "../../../src/host/show/versions.ts";
import { createSourceSites } from "../../../src/host/source-sites.ts";

const version = (generation: number, marks: Partial<Version> = {}): Version => ({
  generation,
  sketch: "sketches/a.ts",
  hash: `h${generation}`,
  code: "x".repeat(10),
  map: "{}",
  probed: "",
  probes: [],
  sites: createSourceSites("/project", generation, "{}"),
  assets: [],
  savedAt: "",
  proven: false,
  failed: false,
  stateful: false,
  knobs: [],
  ...marks,
});
const ring = (keep: number, ...versions: Version[]) => {
  const made = createVersions(keep);
  for (const each of versions) made.add(each);
  return made;
};
const generations = (made: ReturnType<typeof createVersions>) => made.list(-1).map(({ generation }) => generation);

test("back and forward from where we are", () => {
  const made = ring(10, version(1), version(2), version(3));
  const at = (steps: number) => made.peek(steps)?.generation ?? null;
  assert.deepEqual([at(0), at(-1), at(-2), at(-3), at(1)], [3, 2, 1, null, null]);
  made.setCurrent(1);
  assert.deepEqual([at(0), at(-1), at(1), at(2), at(3)], [1, null, 2, 3, null]);
  made.setCurrent(99);
  assert.equal(at(0), 1, "an unknown one changes nothing");
});

test("an empty ring has nothing anywhere", () => {
  const made = ring(3);
  assert.deepEqual(
    [made.peek(0), made.peek(-1), made.peek(1), made.fallback(1), made.get(1)],
    [null, null, null, null, null],
  );
});

test("one that is there already becomes the current, a new one goes to the end", () => {
  const second = version(2);
  const made = ring(10, version(1), second, version(3));
  made.add(second);
  assert.deepEqual([generations(made), made.peek(0)?.generation, made.peek(1)?.generation], [[1, 2, 3], 2, 3]);
  made.add(version(4));
  assert.deepEqual([generations(made), made.peek(0)?.generation, made.peek(-1)?.generation], [[1, 2, 3, 4], 4, 3]);
});

test("fonts count: the oldest go when the ring holds too many bytes, but never the last two", () => {
  const made = createVersions(10, 1000);
  const withFont = (generation: number, bytes: Buffer) =>
    version(generation, { assets: [{ kind: "font", name: `font ${generation}`, bytes }] });
  const shared = Buffer.alloc(600);
  for (const generation of [1, 2, 3]) made.add(withFont(generation, shared));
  assert.deepEqual(generations(made), [1, 2, 3], "one file three times is one file");
  made.add(withFont(4, Buffer.alloc(600)));
  assert.deepEqual(generations(made), [3, 4]);
  made.add(withFont(5, Buffer.alloc(300)));
  assert.deepEqual(generations(made), [4, 5]);
  assert.ok(made.usage().bytes <= made.usage().maxBytes);
});

test("the oldest go, and the bound shows", () => {
  const made = ring(3, ...Array.from({ length: 7 }, (_, i) => version(i)));
  assert.deepEqual(generations(made), [4, 5, 6]);
  const { entries, maxEntries, bytes } = made.usage();
  assert.deepEqual([entries, maxEntries, bytes], [3, 3, 3 * 12 * 2]);
  assert.deepEqual([made.get(3), made.get(4)?.generation, made.peek(0)?.generation], [null, 4, 6]);
});

test("a stream of saves does not push out the newest that is proven", () => {
  const made = ring(3, version(1, { proven: true }), version(2, { proven: true }));
  for (let generation = 3; generation < 20; generation++) {
    made.add(version(generation));
    assert.equal(made.fallback(generation)?.generation, 2, `after ${generation}`);
    assert.equal(made.peek(0)?.generation, generation);
    assert.ok(made.usage().entries <= 3);
  }
  const one = ring(1, version(1, { proven: true }), version(2));
  assert.deepEqual(generations(one), [2], "with room for one, it is the current");
});

test("the fallback: the newest proven one, else the newest that has not failed", () => {
  const rows: [what: string, versions: Version[], except: number, found: number | null][] = [
    ["nothing", [], 1, null],
    ["only itself", [version(1, { proven: true })], 1, null],
    ["unproven", [version(1), version(2), version(3)], 3, 2],
    ["proven before newer", [version(1, { proven: true }), version(2), version(3)], 3, 1],
    ["newest proven", [version(1, { proven: true }), version(2, { proven: true }), version(3)], 3, 2],
    ["never a failed one", [version(1), version(2, { proven: true, failed: true }), version(3)], 3, 1],
    ["all failed", [version(1, { failed: true }), version(2)], 2, null],
    ["newer ones, too", [version(1), version(2, { proven: true })], 1, 2],
  ];
  for (const [what, versions, except, found] of rows) {
    assert.equal(ring(10, ...versions).fallback(except)?.generation ?? null, found, what);
  }
});

test("the list says which one is on air and which are proven", () => {
  const made = ring(10, version(1, { proven: true }), version(2));
  assert.deepEqual(
    made.list(2).map(({ generation, onAir, proven, hash }) => [generation, onAir, proven, hash]),
    [
      [1, false, true, "h1"],
      [2, true, false, "h2"],
    ],
  );
});
