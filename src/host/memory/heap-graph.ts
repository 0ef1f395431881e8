// A V8 heap snapshot as typed arrays. The text of a 20 MB heap is some 70 MB of JSON that arrives in pieces: a small
// scanner reads each as it comes, so what is held is the graph and one piece, never the text. Which field stands where
// is read from the snapshot's own `meta`, because Chromium's V8 and Node's differ; a layout that lacks what we need is
// refused.

export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Edges of node `i` are `firstEdge[i]` up to `firstEdge[i + 1]`, the latter not included. */
  readonly firstEdge: Uint32Array;
  readonly edgeTo: Uint32Array;
  type(node: number): string;
  name(node: number): string;
  selfSize(node: number): number;
  edgeType(edge: number): string;
  /** Of a variable, a property or a part; the number of an element or a hidden part. */
  edgeName(edge: number): string | number;
  /** Where a function begins, or the class of an object. */
  location(node: number): HeapLocation | null;
  /** First internal edge so named, in the order of the names; null: there is none. */
  part(node: number, ...names: string[]): number | null;
  /** Name of the script a function is from; a `sourceURL` wins. Null: built in. */
  scriptUrl(functionNode: number): string | null;
}

export interface HeapLocation {
  scriptId: number;
  /** 1-based, as everywhere here; V8 counts from 0. */
  line: number;
  /** 0-based. */
  column: number;
}

export interface SnapshotReader {
  push(chunk: string): void;
  finish(): HeapGraph;
}

/** Takes up text from a place on and answers the next place. */
type State = (text: string, at: number) => number;

interface Layout {
  nodes: Table;
  edges: Table;
  locations: Table;
  nodeTypes: string[];
  edgeTypes: string[];
}

const NODE_FIELDS = ["type", "name", "self_size", "edge_count"];
const NODE_TYPES = ["array", "string", "object", "code", "closure", "native", "synthetic"];
const EDGE_FIELDS = ["type", "name_or_index", "to_node"];
const EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "weak"];
const LOCATION_FIELDS = ["object_index", "script_id", "line", "column"];
/** Past it the place of a node in the flat list would not fit 32 bits. */
const MAX_ROWS = 2 ** 28;

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = Array.from('"\\,:[]{}', (c) =>
  c.charCodeAt(0),
);
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

export function createSnapshotReader(): SnapshotReader {
  let state: State = start;
  let section = "";
  let held = "";
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let table: Table | null = null;
  let digits = 0;
  let number = 0;
  let layout: Layout | null = null;
  let strings: string[] | null = null;

  function start(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code === OPEN) state = between;
    else if (!isSpace(code)) throw foreign(`it begins with ${JSON.stringify(text[at])}`);
    return at + 1;
  }

  function between(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      section = "";
      state = key;
    } else if (code === CLOSE) state = after;
    else if (code !== COMMA && !isSpace(code)) throw foreign(`${JSON.stringify(text[at])} stands between its sections`);
    return at + 1;
  }

  function key(text: string, at: number): number {
    const end = text.indexOf('"', at);
    section += text.slice(at, end === -1 ? text.length : end);
    if (end === -1) return text.length;
    state = open;
    return end + 1;
  }

  function open(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code === COLON || isSpace(code)) return at + 1;
    held = "";
    depth = 0;
    if (section !== "strings" && section !== "nodes" && section !== "edges" && section !== "locations") {
      state = value;
      return at;
    }
    if (code !== OPEN_LIST) throw foreign(`"${section}" is no list`);
    if (section === "strings") {
      strings = [];
      state = texts;
    } else {
      if (!layout) throw foreign(`"${section}" stands before "snapshot", which says how to read it`);
      table = layout[section];
      table.begin();
      state = numbers;
    }
    return at + 1;
  }

  /** Whether a character is structure, and not part of a string. */
  function structural(code: number): boolean {
    if (escaped) escaped = false;
    else if (code === QUOTE) quoted = !quoted;
    else if (quoted) escaped = code === BACKSLASH;
    else return true;
    return false;
  }

  /** Anything: the head is kept and parsed, what nobody asked for is passed over. */
  function value(text: string, at: number): number {
    for (let end = at; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (!structural(code)) continue;
      if (code === OPEN || code === OPEN_LIST) depth++;
      // What ends a bare number is no part of it.
      else if (depth === 0) {
        if (code === COMMA || code === CLOSE) return endValue(text, at, end);
      } else if ((code === CLOSE || code === CLOSE_LIST) && --depth === 0) return endValue(text, at, end + 1);
    }
    if (section === "snapshot") held += text.slice(at);
    return text.length;
  }

  function endValue(text: string, from: number, end: number): number {
    if (section === "snapshot") layout = readLayout(parse(held + text.slice(from, end)));
    state = between;
    return end;
  }

  /** Some ten million numbers: the loop keeps its state in locals. */
  function numbers(text: string, at: number): number {
    const to = table as Table;
    let some = digits;
    let sum = number;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 48 && code <= 57) {
        sum = sum * 10 + code - 48;
        some++;
      } else if (code === COMMA || code === CLOSE_LIST) {
        if (some > 0) to.add(sum);
        some = sum = 0;
        if (code === CLOSE_LIST) {
          to.end(section);
          state = between;
          at++;
          break;
        }
      } else if (!isSpace(code)) throw foreign(`${JSON.stringify(text[at])} stands among its ${section}`);
    }
    digits = some;
    number = sum;
    return at;
  }

  /** Parsed in pieces that end at a comma: V8's own parser is fast, but the whole table would be held twice. */
  function texts(text: string, at: number): number {
    const from = at;
    let cut = -1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (!structural(code)) continue;
      if (code === COMMA) cut = at;
      else if (code === CLOSE_LIST) {
        addTexts(held + text.slice(from, at));
        state = between;
        return at + 1;
      }
    }
    if (cut === -1) held += text.slice(from);
    else {
      addTexts(held + text.slice(from, cut));
      held = text.slice(cut + 1);
    }
    return at;
  }

  function addTexts(piece: string): void {
    for (const text of parse(`[${piece}]`) as unknown[]) strings?.push(String(text));
  }

  function after(text: string, at: number): number {
    if (!isSpace(text.charCodeAt(at))) throw foreign("something stands after its end");
    return at + 1;
  }

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) at = state(chunk, at);
    },
    finish() {
      if (state === start) throw new Error("the heap snapshot is empty");
      if (state !== after) throw new Error(`the heap snapshot is cut off${section && ` in "${section}"`}`);
      if (!layout || !strings) throw foreign(`it has no "${layout ? "strings" : "snapshot"}"`);
      return createGraph(layout, strings);
    },
  };
}

function foreign(why: string): Error {
  return new Error(`this is no heap snapshot that this program can read: ${why}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw foreign((error as Error).message);
  }
}

function readLayout(head: unknown): Layout {
  const { meta, node_count, edge_count } = (head ?? {}) as Record<string, unknown>;
  const { node_fields, node_types, edge_fields, edge_types, location_fields } = (meta ?? {}) as Record<string, unknown>;
  const nodes = new Table("node", node_fields, NODE_FIELDS, node_count);
  const edges = new Table("edge", edge_fields, EDGE_FIELDS, edge_count);
  // Old ones have none; everything is then without a place.
  const locations = new Table("location", location_fields ?? LOCATION_FIELDS, LOCATION_FIELDS);
  return {
    nodes,
    edges,
    locations,
    nodeTypes: readTypes("node", (node_types as unknown[])?.[nodes.fields.indexOf("type")], NODE_TYPES),
    edgeTypes: readTypes("edge", (edge_types as unknown[])?.[edges.fields.indexOf("type")], EDGE_TYPES),
  };
}

function readTypes(what: string, given: unknown, needed: readonly string[]): string[] {
  const missing = needed.find((name) => !Array.isArray(given) || !given.includes(name));
  if (missing) throw foreign(`it does not know the ${what} type "${missing}"`);
  return given as string[];
}

type Column = Uint32Array | Float64Array;

/** Rows of numbers, kept by column. A column that nobody asked for is passed over. */
class Table {
  readonly fields: string[];
  /** As the head announces; null: it does not say. */
  readonly announced: number | null;
  rows = 0;
  private readonly columns: (Column | null)[];
  private field = 0;

  constructor(what: string, fields: unknown, needed: readonly string[], announced: unknown = null) {
    const missing = needed.find((name) => !Array.isArray(fields) || !fields.includes(name));
    if (missing) throw foreign(`it does not say where the "${missing}" of its ${what}s is`);
    if (
      announced !== null &&
      !(Number.isInteger(announced) && Number(announced) >= 0 && Number(announced) < MAX_ROWS)
    ) {
      throw foreign(`it announces ${JSON.stringify(announced)} ${what}s`);
    }
    this.fields = fields as string[];
    this.announced = announced as number | null;
    const length = this.announced ?? 1024;
    // Buffers may pass 4 GB; everything else is an index.
    this.columns = this.fields.map((name) =>
      needed.includes(name) ? (name === "self_size" ? new Float64Array(length) : new Uint32Array(length)) : null,
    );
  }

  column<C extends Column = Uint32Array>(name: string): C {
    return this.columns[this.fields.indexOf(name)] as C;
  }

  begin(): void {
    this.rows = this.field = 0;
  }

  add(value: number): void {
    const column = this.columns[this.field];
    if (column !== null) {
      if (this.rows < column.length) column[this.rows] = value;
      else if (this.announced === null) this.grow(value);
    }
    if (++this.field === this.columns.length) {
      this.field = 0;
      this.rows++;
    }
  }

  private grow(value: number): void {
    const grown = new Uint32Array(this.rows * 2);
    grown.set(this.columns[this.field] as Uint32Array);
    grown[this.rows] = value;
    this.columns[this.field] = grown;
  }

  end(section: string): void {
    if (this.field !== 0)
      throw foreign(`the last of its ${section} has ${this.field} of ${this.fields.length} numbers`);
    if (this.announced !== null && this.rows !== this.announced) {
      throw foreign(`it has ${this.rows} ${section} and announced ${this.announced}`);
    }
  }
}

function createGraph({ nodes, edges, locations, nodeTypes, edgeTypes }: Layout, strings: string[]): HeapGraph {
  const nodeCount = nodes.announced ?? 0;
  const edgeCount = edges.announced ?? 0;
  const nodeType = nodes.column("type");
  const nodeName = nodes.column("name");
  const selfSize = nodes.column<Float64Array>("self_size");
  const edgeType = edges.column("type");
  const edgeName = edges.column("name_or_index");
  const edgeTo = edges.column("to_node");
  const numbered = edgeTypes.map((name) => name === "element" || name === "hidden");
  const internal = edgeTypes.indexOf("internal");
  if (nodes.rows !== nodeCount || edges.rows !== edgeCount) throw foreign('it lacks its "nodes" or its "edges"');

  /** An index into the flat list of nodes → the node's number. */
  const toNode = (offset: number): number => {
    const node = offset / nodes.fields.length;
    if (!Number.isInteger(node) || node >= nodeCount)
      throw foreign(`it points at a node at ${offset}, where none begins`);
    return node;
  };

  const firstEdge = new Uint32Array(nodeCount + 1);
  const edgesOf = nodes.column("edge_count");
  let edge = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] >= nodeTypes.length || nodeName[node] >= strings.length)
      throw foreign(`node ${node} has a type or a name that it does not list`);
    edge += edgesOf[node];
    firstEdge[node + 1] = edge;
  }
  if (edge !== edgeCount) throw foreign(`its nodes have ${edge} edges, and it lists ${edgeCount}`);
  for (edge = 0; edge < edgeCount; edge++) {
    const type = edgeType[edge];
    if (type >= edgeTypes.length || (!numbered[type] && edgeName[edge] >= strings.length))
      throw foreign(`edge ${edge} has a type or a name that it does not list`);
    edgeTo[edge] = toNode(edgeTo[edge]);
  }

  /** Row of its location + 1. */
  const located = new Uint32Array(nodeCount);
  const objects = locations.column("object_index");
  for (let row = 0; row < locations.rows; row++) located[toNode(objects[row])] = row + 1;
  const scriptIds = locations.column("script_id");
  const lines = locations.column("line");
  const columns = locations.column("column");

  function part(node: number, ...names: string[]): number | null {
    for (const name of names) {
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        if (edgeType[edge] === internal && strings[edgeName[edge]] === name) return edgeTo[edge];
      }
    }
    return null;
  }

  const name = (node: number): string => strings[nodeName[node]];
  /** Where there is none, V8 names the empty string or an undefined. */
  const isUrl = (node: number): boolean => nodeTypes[nodeType[node]] === "string" && name(node) !== "";

  return {
    nodeCount,
    edgeCount,
    firstEdge,
    edgeTo,
    name,
    type: (node) => nodeTypes[nodeType[node]],
    selfSize: (node) => selfSize[node],
    edgeType: (edge) => edgeTypes[edgeType[edge]],
    edgeName: (edge) => (numbered[edgeType[edge]] ? edgeName[edge] : strings[edgeName[edge]]),
    location(node) {
      const row = located[node] - 1;
      return row < 0 ? null : { scriptId: scriptIds[row], line: lines[row] + 1, column: columns[row] };
    },
    part,
    scriptUrl(functionNode) {
      const shared = part(functionNode, "shared");
      const named = shared === null ? null : part(shared, "script", "script_or_debug_info");
      if (named === null) return null;
      // While a debugger looks, its own record stands in between.
      const script = part(named, "script") ?? named;
      const url = [part(script, "source_url"), part(script, "name")].find((text) => text !== null && isUrl(text));
      return url === undefined || url === null ? null : name(url);
    },
  };
}
