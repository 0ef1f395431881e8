// A heap snapshot becomes the graph it describes, however its text is cut, and anything else becomes a clear error.

import assert from "node:assert/strict";
import { test } from "node:test";
import { getHeapSnapshot } from "node:v8";
import fc from "fast-check";
import { createSnapshotReader, type HeapGraph } from "../../../src/host/memory/heap-graph.ts";

function read(...chunks: string[]): HeapGraph {
  const reader = createSnapshotReader();
  for (const chunk of chunks) reader.push(chunk);
  return reader.finish();
}

/** Everything a graph says. */
function dump(graph: HeapGraph) {
  return Array.from({ length: graph.nodeCount }, (_, node) => ({
    is: `${graph.type(node)} ${graph.name(node)} ${graph.selfSize(node)}`,
    at: graph.location(node),
    edges: Array.from({ length: graph.firstEdge[node + 1] - graph.firstEdge[node] }, (_, i) => {
      const edge = graph.firstEdge[node] + i;
      return [graph.edgeType(edge), graph.edgeName(edge), graph.edgeTo[edge]];
    }),
  }));
}

const NODE_TYPES = ["hidden", "array", "string", "object", "code", "closure", "native", "synthetic"];
const EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "weak"];
const STRINGS = [
  "",
  "draw",
  'a "key" \\ ], } é',
  "shared",
  "script",
  "name",
  "file.js",
  "sourceURL.js",
  "source_url",
  "(GC roots)",
];

/** A root, a function in a script, and a text with everything in it that a scanner could stumble over. */
const NODE20 = {
  snapshot: {
    meta: {
      node_fields: ["type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness"],
      node_types: [NODE_TYPES, "string", "number", "number", "number", "number", "number"],
      edge_fields: ["type", "name_or_index", "to_node"],
      edge_types: [EDGE_TYPES, "string_or_number", "node"],
      location_fields: ["object_index", "script_id", "line", "column"],
    },
    node_count: 6,
    edge_count: 6,
    trace_function_count: 0,
  },
  nodes: [
    [7, 9, 1, 0, 2, 0, 0],
    [5, 1, 3, 64, 1, 0, 0],
    [4, 1, 5, 56, 1, 0, 0],
    [4, 0, 7, 16, 2, 0, 0],
    [2, 6, 9, 5_000_000_000, 0, 0, 0],
    [2, 2, 11, 24, 0, 0, 0],
  ].flat(),
  edges: [
    [1, 4_000_000_000, 7],
    [5, 2, 35],
    [3, 3, 14],
    [3, 4, 21],
    [3, 5, 28],
    [4, 12, 35],
  ].flat(),
  trace_function_infos: [],
  trace_tree: [],
  samples: [],
  locations: [7, 12, 40, 6],
  strings: STRINGS,
};

const GRAPH = [
  {
    is: "synthetic (GC roots) 0",
    at: null,
    edges: [
      ["element", 4_000_000_000, 1],
      ["weak", STRINGS[2], 5],
    ],
  },
  { is: "closure draw 64", at: { scriptId: 12, line: 41, column: 6 }, edges: [["internal", "shared", 2]] },
  { is: "code draw 56", at: null, edges: [["internal", "script", 3]] },
  {
    is: "code  16",
    at: null,
    edges: [
      ["internal", "name", 4],
      ["hidden", 12, 5],
    ],
  },
  { is: "string file.js 5000000000", at: null, edges: [] },
  { is: `string ${STRINGS[2]} 24`, at: null, edges: [] },
];

/** Rows of a flat list, each with its fields in another order. */
function reorder(flat: readonly number[], width: number, order: readonly number[]): number[] {
  return Array.from({ length: flat.length / width }, (_, row) =>
    order.map((field) => flat[row * width + field] ?? 0),
  ).flat();
}

test("a snapshot reads as the graph it describes", () => {
  assert.deepEqual(dump(read(JSON.stringify(NODE20))), GRAPH);
  assert.deepEqual(dump(read(JSON.stringify(NODE20, null, 2))), GRAPH, "with white space");
});

test("fields stand where meta says, and sections that nobody knows are passed over", () => {
  const { meta } = NODE20.snapshot;
  const nodeOrder = [4, 3, 1, 0]; // edge_count, self_size, name, type
  const { nodes, edges, locations, strings } = NODE20;
  const chromium = {
    snapshot: {
      ...NODE20.snapshot,
      extra_native_bytes: 0,
      meta: {
        ...meta,
        node_fields: nodeOrder.map((field) => meta.node_fields[field]),
        node_types: nodeOrder.map((field) => meta.node_types[field]),
        edge_fields: ["to_node", "type", "name_or_index"],
        edge_types: ["node", EDGE_TYPES, "string_or_number"],
        location_fields: ["object_index", "script_id", "script_object_index", "line", "column"],
      },
    },
    strings,
    scopes: [108114, -2, 0, { "]": [1, '"}'] }],
    version: -12.5e3,
    note: "a \\ ] } , text",
    nodes: reorder(nodes, 7, nodeOrder),
    locations: [4, 12, 12, 40, 6],
    edges: reorder(
      edges.map((value, i) => (i % 3 === 2 ? (value / 7) * 4 : value)),
      3,
      [2, 0, 1],
    ),
    last: null,
  };
  assert.equal(locations.length, 4);
  assert.deepEqual(dump(read(JSON.stringify(chromium))), GRAPH);
});

test("more places than the first list has room for", () => {
  const count = 3000;
  const nodes = Array.from({ length: count }, (_, i) => [7, 0, i, 8, 0, 0, 0]).flat();
  const locations = Array.from({ length: count }, (_, i) => [i * 7, i, i, 1]).flat();
  const snapshot = { ...NODE20.snapshot, node_count: count, edge_count: 0 };
  const graph = read(JSON.stringify({ ...NODE20, snapshot, nodes, edges: [], locations }));
  assert.deepEqual(graph.location(2999), { scriptId: 2999, line: 3000, column: 1 });
  assert.deepEqual(graph.location(0), { scriptId: 0, line: 1, column: 1 });
});

test("however the text is cut, the graph is the same", () => {
  const text = JSON.stringify(NODE20, null, 1);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 40 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      assert.deepEqual(dump(read(...at.slice(1).map((end, i) => text.slice(at[i], end)))), GRAPH);
    }),
  );
  assert.deepEqual(dump(read(...text)), GRAPH, "character by character");
});

test("a text that ends early is an error, wherever it ends", () => {
  const text = JSON.stringify(NODE20);
  assert.throws(() => read(), /heap snapshot is empty/);
  for (let end = 1; end < text.length; end++) {
    assert.throws(() => read(text.slice(0, end)), /heap snapshot is cut off/, `after ${end} characters`);
  }
  assert.throws(() => read(text.slice(0, text.indexOf('"edges"') + 20)), /cut off in "edges"/);
});

const { meta } = NODE20.snapshot;
const withMeta = (change: object) => ({ ...NODE20, snapshot: { ...NODE20.snapshot, meta: { ...meta, ...change } } });
const FOREIGN: [what: string, given: unknown, expected: RegExp][] = [
  ["a list", [1, 2], /it begins with "\["/],
  ["words", "<html>", /begins with "<"/],
  ["another object", { version: 1 }, /has no "snapshot"/],
  ["lists before the head", Object.assign({ nodes: [] }, NODE20), /"nodes" stands before "snapshot"/],
  ["a head without meta", { ...NODE20, snapshot: { node_count: 1 } }, /where the "type" of its nodes is/],
  [
    "a field that is missing",
    withMeta({ node_fields: ["type", "name", "id"] }),
    /where the "self_size" of its nodes is/,
  ],
  [
    "edges without a target",
    withMeta({ edge_fields: ["type", "name_or_index"] }),
    /where the "to_node" of its edges is/,
  ],
  [
    "a type that is missing",
    withMeta({ edge_types: [["context", "element"], "", ""] }),
    /does not know the edge type "property"/,
  ],
  ["counts that are none", { ...NODE20, snapshot: { meta, node_count: -1, edge_count: 1e99 } }, /announces -1 nodes/],
  ["fewer nodes than announced", { ...NODE20, nodes: NODE20.nodes.slice(7) }, /has 5 nodes and announced 6/],
  ["more edges than announced", { ...NODE20, edges: [...NODE20.edges, 1, 1, 7] }, /has 7 edges and announced 6/],
  ["half a row", { ...NODE20, nodes: NODE20.nodes.slice(1) }, /last of its nodes has 6 of 7 numbers/],
  ["an edge to the middle of a node", { ...NODE20, edges: [...NODE20.edges.slice(0, -1), 8] }, /points at a node at 8/],
  ["an edge out of the graph", { ...NODE20, edges: [...NODE20.edges.slice(0, -1), 700] }, /points at a node at 700/],
  ["edge counts that do not add up", { ...NODE20, nodes: NODE20.nodes.with(4, 9) }, /have 13 edges, and it lists 6/],
  ["a type out of its list", { ...NODE20, nodes: NODE20.nodes.with(0, 99) }, /node 0 has a type or a name/],
  ["a name out of its list", { ...NODE20, strings: STRINGS.slice(0, 5) }, /node 0 has a type or a name/],
  ["words among numbers", { ...NODE20, edges: ["one"] }, /"\\"" stands among its edges/],
  ["negative numbers", { ...NODE20, edges: [-1] }, /"-" stands among its edges/],
  ["no lists", { snapshot: NODE20.snapshot, strings: [] }, /lacks its "nodes" or its "edges"/],
  ["no strings", { snapshot: NODE20.snapshot, nodes: NODE20.nodes, edges: NODE20.edges }, /has no "strings"/],
];

for (const [what, given, expected] of FOREIGN) {
  test(`no snapshot: ${what}`, () => {
    assert.throws(
      () => read(typeof given === "string" ? given : JSON.stringify(given)),
      (error: Error) => {
        assert.match(error.message, expected);
        assert.match(error.message, /heap snapshot/);
        return true;
      },
    );
  });
}

test("two snapshots in one text are no snapshot", () => {
  assert.throws(() => read(JSON.stringify(NODE20), JSON.stringify(NODE20)), /something stands after its end/);
});

test("an empty graph", () => {
  const snapshot = { meta, node_count: 0, edge_count: 0 };
  const graph = read(JSON.stringify({ snapshot, nodes: [], edges: [], locations: [], strings: [] }));
  assert.equal(graph.nodeCount, 0);
  assert.deepEqual([...graph.firstEdge], [0]);
});

test("the url of a script is its name, or what its sourceURL says", () => {
  const graph = read(JSON.stringify(NODE20));
  assert.equal(graph.scriptUrl(1), "file.js");
  assert.equal(graph.scriptUrl(0), null);
  const named = { ...NODE20, edges: NODE20.edges.with(16, 8), strings: STRINGS.with(2, "sketch.js") };
  named.edges[15] = 3; // The hidden edge of the script becomes its source_url.
  assert.equal(read(JSON.stringify(named)).scriptUrl(1), "sketch.js");
  // V8 names the empty string where a script has no name.
  assert.equal(read(JSON.stringify({ ...NODE20, strings: STRINGS.with(6, "") })).scriptUrl(1), null);
});

test("a snapshot of this very process", async () => {
  const chunks: string[] = [];
  for await (const chunk of getHeapSnapshot()) chunks.push(String(chunk));
  const graph = read(...chunks);
  const raw = JSON.parse(chunks.join(""));
  assert.equal(graph.nodeCount, raw.snapshot.node_count);
  assert.equal(graph.edgeCount, raw.snapshot.edge_count);
  const width = raw.snapshot.meta.node_fields.length;
  const types = raw.snapshot.meta.node_types[0];
  for (let node = 0; node < graph.nodeCount; node++) {
    const [type, name, , size] = raw.nodes.slice(node * width, node * width + 4);
    assert.equal(graph.type(node), types[type]);
    assert.equal(graph.name(node), raw.strings[name]);
    assert.equal(graph.selfSize(node), size);
  }
  const mine = Array.from({ length: graph.nodeCount }, (_, node) => node).find(
    (node) => graph.type(node) === "closure" && graph.name(node) === "reorder",
  );
  assert.ok(mine !== undefined);
  assert.match(graph.scriptUrl(mine) ?? "", /heap-graph\.test\.ts/);
  assert.ok((graph.location(mine)?.line ?? 0) > 0);
});
