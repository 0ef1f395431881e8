// Why memory is alive, in words: exact on small heaps written by hand, as Chromium's V8 writes them, and on the heap of
// a real worker with planted leaks, which runs its sketch as the window's workers do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { createSnapshotReader, type HeapGraph } from "../../../src/host/memory/heap-graph.ts";
import {
  createPausePredictor,
  describePath,
  findSuspects,
  pathTo,
  predictPauseMs,
  retainedSize,
  type Sources,
} from "../../../src/host/memory/retainers.ts";

type Node = [type: string, name: string, size: number];
type Edge = [from: number, type: string, name: string | number, to: number];
type Located = [node: number, script: number, line: number, column: number];

const NODE_TYPES = ["hidden", "array", "string", "object", "code", "closure", "number", "native", "synthetic"];
NODE_TYPES.push("concatenated string");
const EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"];

function heap(nodes: readonly Node[], edges: readonly Edge[], located: readonly Located[] = []): HeapGraph {
  const strings: string[] = [];
  const known = new Map<string, number>();
  const text = (of: string): number => {
    if (!known.has(of)) known.set(of, strings.push(of) - 1);
    return known.get(of) as number;
  };
  const outgoing: Edge[][] = nodes.map(() => []);
  for (const edge of edges) outgoing[edge[0]].push(edge);
  const snapshot = {
    meta: {
      node_fields: ["type", "name", "id", "self_size", "edge_count", "detachedness"],
      node_types: [NODE_TYPES, "string", "number", "number", "number", "number"],
      edge_fields: ["type", "name_or_index", "to_node"],
      edge_types: [EDGE_TYPES, "string_or_number", "node"],
      location_fields: ["object_index", "script_id", "script_object_index", "line", "column"],
    },
    node_count: nodes.length,
    edge_count: edges.length,
  };
  const reader = createSnapshotReader();
  reader.push(
    JSON.stringify({
      snapshot,
      nodes: nodes.flatMap(([type, name, size], i) => [
        NODE_TYPES.indexOf(type),
        text(name),
        i,
        size,
        outgoing[i].length,
        0,
      ]),
      edges: outgoing.flat().flatMap(([, type, name, to]) => {
        return [EDGE_TYPES.indexOf(type), typeof name === "number" ? name : text(name), to * 6];
      }),
      locations: located.flatMap(([node, script, line, column]) => [node * 6, script, 0, line, column]),
      strings,
    }),
  );
  return reader.finish();
}

const sources: Sources<{ file: string; line: number }> = {
  siteOf: (_id, line, _column, url) =>
    url?.startsWith("hairline-sketch-") ? { file: "sketches/field.ts", line } : null,
};

/** What `.why` would say of a node. */
function why(graph: HeapGraph, node: number, from = sources) {
  const path = pathTo(graph, node);
  assert.ok(path, "nothing holds it");
  return describePath(path, from);
}

/** How a worker's heap begins in Chromium: roots, realm, global object; then a sketch's wrapper and its draw. */
function chromium(nodes: readonly Node[], edges: readonly Edge[]): { graph: HeapGraph; first: number } {
  const base: Node[] = [
    ["synthetic", "", 0],
    ["synthetic", "(GC roots)", 0],
    ["synthetic", "(Global handles)", 0],
    ["native", "system / NativeContext / https://hairline.invalid/worker.js?id=1", 1244],
    ["object", "DedicatedWorkerGlobalScope [JSGlobalObject] / https://hairline.invalid/worker.js?id=1", 24],
    ["object", "Object", 16], // 5: the definition
    ["closure", "native_bind", 24], // 6: draw, bound to it
    ["closure", "draw", 28], // 7
    ["object", "system / Context / scope @36049", 64], // 8: the wrapper's scope
    ["code", "system / SharedFunctionInfo / draw", 48],
    ["code", "system / Script / ", 80], // 10
    ["string", "hairline-sketch-3.js", 32],
    ["string", "", 0],
  ];
  const baseEdges: Edge[] = [
    [0, "element", 1, 1],
    [1, "element", 10, 2],
    [2, "internal", "1 / V8PerContextData::context_", 3],
    [2, "weak", "5", 3],
    [3, "internal", "global_object", 4],
    [4, "property", "definition", 5],
    [5, "property", "draw", 6],
    [6, "internal", "bound_function", 7],
    [7, "internal", "shared", 9],
    [7, "internal", "context", 8],
    [9, "internal", "script", 10],
    [10, "internal", "name", 12],
    [10, "internal", "source_url", 11],
  ];
  return { graph: heap([...base, ...nodes], [...baseEdges, ...edges], [[7, 4, 11, 6]]), first: base.length };
}

/** A Map in the wrapper's scope, and in it typed arrays over buffers of a kilobyte. */
function memo(count: number) {
  const nodes: Node[] = [
    ["object", "Map", 16],
    ["array", "", 100],
  ];
  const edges: Edge[] = [
    [8, "context", "memo", 13],
    [13, "internal", "table", 14],
    [13, "internal", "map", 3],
  ];
  for (let i = 0; i < count; i++) {
    const at = 15 + nodes.length - 2;
    nodes.push(["string", `k${i}`, 16], ["object", "Float32Array", 60], ["object", "ArrayBuffer", 52]);
    nodes.push(["native", "system / JSArrayBufferData", 1000]);
    edges.push([14, "internal", String(1027 + i * 3), at], [14, "internal", String(1028 + i * 3), at + 1]);
    edges.push([at + 1, "internal", "buffer", at + 2], [at + 2, "weak", "2", at + 1]);
    edges.push([at + 2, "internal", "backing_store", at + 3]);
  }
  return { nodes, edges };
}

test("a Map in a variable of a sketch, as Chromium's worker shows it", () => {
  const { nodes, edges } = memo(1204);
  const { graph } = chromium(nodes, edges);
  const suspects = findSuspects(graph, { top: 3 });
  assert.deepEqual(suspects, [{ node: 13, kind: "collection", bytes: 116 + 1204 * 1128 }]);
  assert.equal(graph.scriptUrl(7), "hairline-sketch-3.js");
  assert.deepEqual(why(graph, 13), {
    steps: [
      "globalThis",
      "definition",
      "function draw (sketches/field.ts:12)",
      "variable memo (sketches/field.ts)",
      "Map",
      "1,204 entries of Float32Array",
    ],
    sentence:
      "memo (a variable of sketches/field.ts:12) is a Map with 1,204 entries, all Float32Array; it holds 1.36 MB",
    site: { file: "sketches/field.ts", line: 12 },
  });
  const declared = { ...sources, declarationOf: (name: string) => ({ file: `lib/${name}.ts`, line: 3 }) };
  const { steps, sentence } = why(graph, 13, declared);
  assert.equal(steps[3], "variable memo (lib/memo.ts:3)");
  assert.match(sentence, /^memo \(a variable of lib\/memo\.ts:3\) is a Map/);
});

test("what is inside of a suspect: an entry, a buffer", () => {
  const { nodes, edges } = memo(20);
  const { graph } = chromium(nodes, edges);
  const { steps, sentence } = why(graph, 18);
  assert.deepEqual(steps.slice(3), ["variable memo (sketches/field.ts)", "[…]", "Float32Array"]);
  assert.equal(sentence, "memo[…] (a variable of sketches/field.ts:12) is a Float32Array; it holds 1.11 KB");
});

const ROWS: [what: string, nodes: Node[], edges: Edge[], target: number, sentence: string, steps: string][] = [
  [
    "a property of a property",
    [
      ["object", "Object", 10],
      ["object", "Object", 10],
      ["object", "Array", 1000],
    ],
    [
      [8, "context", "field", 13],
      [13, "property", "inner", 14],
      [14, "property", "my list", 15],
    ],
    15,
    'field.inner["my list"] (a variable of sketches/field.ts:12) is an Array; it holds 1.00 KB',
    'variable field (sketches/field.ts) → inner["my list"] → Array',
  ],
  [
    "a big buffer, told as the array over it",
    [
      ["object", "Float64Array", 60],
      ["object", "ArrayBuffer", 52],
      ["native", "system / JSArrayBufferData", 48_000_000],
    ],
    [
      [8, "context", "grid", 13],
      [13, "internal", "buffer", 14],
      [14, "internal", "backing_store", 15],
    ],
    15,
    "grid (a variable of sketches/field.ts:12) is a Float64Array; it holds 48.0 MB",
    "variable grid (sketches/field.ts) → Float64Array",
  ],
  [
    "a long text",
    [["string", "a log that is long", 2_000_000]],
    [[8, "context", "log", 13]],
    13,
    "log (a variable of sketches/field.ts:12) is a text; it holds 2.00 MB",
    "variable log (sketches/field.ts) → text",
  ],
  [
    "an array of numbers, which are no nodes",
    [
      ["object", "Array", 16],
      ["array", "(object elements)", 80_000],
    ],
    [
      [8, "context", "heights", 13],
      [13, "internal", "elements", 14],
    ],
    13,
    "heights (a variable of sketches/field.ts:12) is an Array of numbers; it holds 80.0 KB",
    "variable heights (sketches/field.ts) → Array → numbers",
  ],
  [
    "a scope around the scope",
    [
      ["object", "system / Context / scope @5", 20],
      ["closure", "tick", 28],
      ["object", "Set", 16],
    ],
    [
      [8, "context", "tick", 14],
      [14, "internal", "context", 13],
      [13, "internal", "previous", 8],
      [13, "context", "seen", 15],
    ],
    15,
    "seen (a variable) is a Set; it holds 16 B",
    "variable tick (sketches/field.ts) → function tick → variable seen → Set",
  ],
  [
    "a global",
    [["object", "Map", 1000]],
    [[4, "property", "cache", 13]],
    13,
    "globalThis.cache is a Map; it holds 1.00 KB",
    "globalThis → cache → Map",
  ],
  [
    "the property that gets it is not its owner",
    [
      ["object", "Map", 1000],
      ["closure", "get cache", 10],
      ["object", "Object", 10],
    ],
    [
      [4, "property", "api", 15],
      [15, "property", "get cache", 14],
      [14, "property", "its", 13],
      [8, "context", "cache", 13],
    ],
    13,
    "globalThis.api.cache.its is a Map; it holds 1.00 KB",
    "globalThis → api.cache.its → Map",
  ],
  [
    "something the browser keeps",
    [
      ["synthetic", "C++ Persistent roots", 0],
      ["native", "blink::ScheduledAction", 10],
      ["closure", "later", 10],
    ],
    [
      [1, "element", 29, 13],
      [13, "internal", "some persistent", 14],
      [14, "internal", "function_", 15],
    ],
    15,
    "the browser holds a function later; it holds 10 B",
    "the browser → function later",
  ],
];

for (const [what, nodes, edges, target, sentence, steps] of ROWS) {
  test(`in words: ${what}`, () => {
    const told = why(chromium(nodes, edges).graph, target);
    assert.equal(told.sentence, sentence);
    assert.ok(told.steps.join(" → ").endsWith(steps), told.steps.join(" → "));
  });
}

test("a path through the prompt's own handles is told only where there is no other", () => {
  const nodes: Node[] = [
    ["object", "Array", 500],
    ["object", "Object", 10],
  ];
  const devTools: Edge[] = [[2, "internal", "4 / DevTools console", 13]];
  assert.equal(
    why(chromium(nodes, devTools).graph, 13).sentence,
    "the DevTools console holds an Array; it holds 500 B",
  );
  const both: Edge[] = [...devTools, [4, "property", "a", 14], [14, "property", "b", 13]];
  assert.equal(why(chromium(nodes, both).graph, 13).steps.join(" → "), "globalThis → a.b → Array");
});

test("weak edges hold nothing", () => {
  const { graph } = chromium([["object", "Map", 1000]], [[8, "weak", "1", 13]]);
  assert.equal(pathTo(graph, 13), null);
  assert.equal(retainedSize(graph, 13), 0);
  assert.deepEqual(
    findSuspects(graph, { top: 5 }).filter(({ node }) => node === 13),
    [],
  );
});

test("an empty graph has no suspects", () => {
  assert.deepEqual(findSuspects(heap([], []), { top: 5 }), []);
  assert.equal(pathTo(heap([], []), 0), null);
  const root = heap([["synthetic", "", 0]], []);
  assert.deepEqual(findSuspects(root, { top: 5 }), []);
  assert.deepEqual(pathTo(root, 0)?.nodes, [0]);
});

test("one giant among many is no collection that grew, and methods are none", () => {
  const nodes: Node[] = [
    ["object", "Array", 16],
    ["object", "Point", 1_000_000],
  ];
  const edges: Edge[] = [
    [8, "context", "points", 13],
    [13, "element", 0, 14],
  ];
  for (let i = 1; i < 100; i++) {
    nodes.push(["object", "Point", 24]);
    edges.push([13, "element", i, 14 + i]);
  }
  assert.deepEqual(findSuspects(chromium(nodes, edges).graph, { top: 5 }), []);
  const api: Node[] = [["object", "Api", 16]];
  const methods: Edge[] = [[4, "property", "api", 13]];
  for (let i = 1; i < 100; i++) {
    api.push(["closure", `m${i}`, 2400]);
    methods.push([13, "property", `m${i}`, 13 + i]);
  }
  assert.deepEqual(findSuspects(chromium(api, methods).graph, { top: 5 }), []);
});

test("a list that also holds the global object hides nobody", () => {
  const { nodes, edges } = memo(100);
  const at = 13 + nodes.length;
  nodes.push(["object", "Array", 16]);
  edges.push([8, "context", "pets", at], [at, "element", 999, 4]);
  for (let i = 0; i < 50; i++) {
    nodes.push(["object", "Pet", 8000]);
    edges.push([at, "element", i, at + 1 + i]);
  }
  const found = findSuspects(chromium(nodes, edges).graph, { top: 5 });
  assert.deepEqual(
    found.map(({ node, bytes }) => [node, bytes]),
    [
      [at, 16 + 50 * 8000],
      [13, 116 + 100 * 1128],
    ],
  );
});

test("a cache whose entries are also linked to each other is the Map, not nobody", () => {
  const { nodes, edges } = memo(0);
  nodes.push(["object", "Lru", 16]);
  edges.push([8, "context", "lru", 15]);
  for (let i = 0; i < 100; i++) {
    nodes.push(["object", "Entry", 5000]);
    edges.push([14, "internal", String(10 + i * 3), 16 + i]);
    if (i > 0) edges.push([16 + i, "property", "older", 15 + i], [15 + i, "property", "newer", 16 + i]);
  }
  edges.push([15, "property", "newest", 115], [15, "property", "oldest", 16]);
  const { graph } = chromium(nodes, edges);
  assert.deepEqual(findSuspects(graph, { top: 5 }), [{ node: 13, kind: "collection", bytes: 116 + 100 * 5000 }]);
  assert.match(why(graph, 13).sentence, /memo .* is a Map with 100 entries, all Entry; it holds 500\.1 KB/);
});

test("a list of 200,000 links is walked and told as a chain", () => {
  const count = 200_000;
  const nodes: Node[] = Array.from({ length: count }, () => ["object", "Link", 32]);
  const edges: Edge[] = [[8, "context", "head", 13]];
  // All share the hidden class, which would make the plain iterative way quadratic.
  for (let i = 0; i < count; i++) edges.push([13 + i, "internal", "map", 9]);
  for (let i = 1; i < count; i++) edges.push([12 + i, "property", "next", 13 + i]);
  const { graph } = chromium(nodes, edges);
  const started = performance.now();
  assert.deepEqual(findSuspects(graph, { top: 5 }), [{ node: 13, kind: "chain", bytes: count * 32 }]);
  assert.match(why(graph, 13).sentence, /^head \(.*\) is a chain of 200,000 Link; it holds 6\.40 MB$/);
  assert.ok(performance.now() - started < 20_000, "quadratic");
});

test("what a node holds alone is what is out of reach without it", () => {
  const graphs = fc.record({
    sizes: fc.array(fc.nat(100), { minLength: 1, maxLength: 12 }),
    links: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 40 }),
  });
  fc.assert(
    fc.property(graphs, ({ sizes, links }) => {
      const count = sizes.length;
      const edges = links.map(([from, to, weak]): Edge => [from % count, weak ? "weak" : "property", "x", to % count]);
      const graph = heap(
        sizes.map((size): Node => ["object", "Object", size]),
        edges,
      );
      const reach = (without: number): number => {
        const seen = new Set([without]);
        const visit = (node: number) => {
          if (seen.has(node)) return;
          seen.add(node);
          for (const [from, type, , to] of edges) if (from === node && type !== "weak") visit(to);
        };
        visit(0);
        seen.delete(without);
        return [...seen].reduce((sum, node) => sum + sizes[node], 0);
      };
      for (let node = 0; node < count; node++) assert.equal(retainedSize(graph, node), reach(-1) - reach(node));
    }),
    { numRuns: 300 },
  );
});

test("the pause is guessed at first, and learned from the last one", () => {
  assert.ok(Math.abs(predictPauseMs(23e6) - 10_500) < 500);
  const predictor = createPausePredictor();
  assert.equal(predictor.predict(5e6), predictPauseMs(5e6));
  predictor.observe(5e6, 2 * predictPauseMs(5e6));
  assert.equal(predictor.predict(20e6), 2 * predictPauseMs(20e6));
  for (const [bytes, ms] of [
    [5e6, 0],
    [5e6, Number.NaN],
    [-1, 100],
  ])
    predictor.observe(bytes, ms);
  assert.equal(predictor.predict(20e6), 2 * predictPauseMs(20e6));
});

// ---- a real heap ----------------------------------------------------------------------------------------------------

const SKETCH = `
const memo = new Map();
const listeners = [];
const swarm = [];
class Particle { constructor(i) { this.at = { x: i + 0.5, y: i * 1.5 }; } }
function createField() {
  const items = [];
  return { add: (i) => items.push({ i, name: "item " + i, at: i + 0.25 }) };
}
const field = createField();
const grid = new Float64Array(400000);
let head = null;
module.exports = { draw() {
  for (let i = 0; i < 1204; i++) memo.set("key " + i, new Float32Array(2000));
  for (let i = 0; i < 12000; i++) { const big = { i }; listeners.push(() => big.i); }
  for (let i = 0; i < 9000; i++) swarm.push(new Particle(i));
  for (let i = 0; i < 10000; i++) field.add(i);
  for (let i = 0; i < 20000; i++) head = { next: head, i };
  grid[0]++;
} };`;

/** Runs the sketch as the window's worker does: one function, loaded under a name, and kept by what it exported. */
const RUN = `
const { parentPort, workerData } = require("node:worker_threads");
const script = new (require("node:vm").Script)("(function (require, module, exports) {" + workerData + "\\n})", {
  filename: "hairline-sketch-1.js",
});
const module1 = { exports: {} };
script.runInThisContext()(require, module1, module1.exports);
globalThis.sketch = { definition: { draw: module1.exports.draw.bind(null) } };
globalThis.sketch.definition.draw();
parentPort.on("message", () => {});
parentPort.postMessage("ready");`;

async function snapshotOfLeaks(): Promise<HeapGraph> {
  const worker = new Worker(RUN, { eval: true, workerData: SKETCH });
  try {
    await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    const reader = createSnapshotReader();
    for await (const chunk of await worker.getHeapSnapshot()) reader.push(String(chunk));
    return reader.finish();
  } finally {
    await worker.terminate();
  }
}

test("planted leaks of a real worker are found, biggest first, by the names their author gave them", async () => {
  const graph = await snapshotOfLeaks();
  const suspects = findSuspects(graph, { top: 6 });
  const told = suspects.map(({ node }) => why(graph, node));
  const said = (pattern: RegExp) => {
    const at = told.findIndex(({ sentence }) => pattern.test(sentence));
    assert.notEqual(at, -1, `${pattern} in\n${told.map(({ sentence }) => sentence).join("\n")}`);
    return at;
  };
  const of = String.raw` \(a variable of sketches\/field\.ts:\d+\) is `;
  assert.equal(said(new RegExp(`^memo${of}a Map with 1,204 entries, all Float32Array; it holds (9\\.|10\\.)`)), 0);
  assert.equal(said(new RegExp(`^grid${of}a Float64Array; it holds 3\\.20 MB`)), 1);
  said(new RegExp(`^listeners${of}an Array with 12,000 entries, all functions`));
  said(new RegExp(`^swarm${of}an Array with 9,000 entries, all Particle`));
  said(new RegExp(`^items${of}an Array with 10,000 entries, all objects`));
  said(new RegExp(`^head${of}a chain of 20,000 objects`));
  assert.deepEqual(told[0].steps, [
    "globalThis",
    "sketch.definition",
    "function draw (sketches/field.ts:13)",
    "variable memo (sketches/field.ts)",
    "Map",
    "1,204 entries of Float32Array",
  ]);
  assert.deepEqual(told[0].site, { file: "sketches/field.ts", line: 13 });
});
