// Why memory is still alive, in words. Three questions to a heap graph: what holds most (`findSuspects`), who holds
// that (`pathTo`), and what an artist would call it (`describePath`). Nothing here knows where a snapshot comes from.

import { formatBytes, formatCount } from "../repl/table.ts";
import type { HeapGraph, HeapLocation } from "./heap-graph.ts";

export interface Suspect {
  node: number;
  /** `collection`: many alike in one holder. `chain`: many alike, each held by the one before. `block`: one piece. */
  kind: "collection" | "chain" | "block";
  /** With everything it holds. */
  bytes: number;
}

/** From the roots of the heap to a node: `edges[i]` leads from `nodes[i]` to `nodes[i + 1]`. */
export interface RetainerPath {
  graph: HeapGraph;
  nodes: number[];
  edges: number[];
}

export interface Place {
  file: string;
  line: number;
}

export interface ScriptPlace extends HeapLocation {
  /** Name of the script, by its `sourceURL` where it has one. */
  url: string | null;
}

export interface Sources<P extends Place> {
  /** Line 1-based, column 0-based, both in the script that runs. Null: no source of the artist's or ours. */
  siteOf(scriptId: number, line: number, column: number, url: string | null): P | null;
  /**
   * Where a variable is declared. A bundle puts the variables of many files into one scope, so the function that holds
   * one may be of another file: without this, a variable is said to be of the file of its function.
   */
  declarationOf?(variable: string, near: ScriptPlace): P | null;
}

export interface Description<P extends Place> {
  /** From the global object inward. */
  steps: string[];
  sentence: string;
  /** Of the variable, or of the function that holds it. */
  site: P | null;
}

/** What tells a collection that grows from one that is merely big: it has many alike, and none outweighs them. */
const MANY = 8;
/** Of the heap; what holds less is nobody's suspect. */
const LEAST_SHARE = 0.01;
/** The next link of a chain may lie behind a closure, its scope and an object. */
const LINK_HOPS = 4;

/** What a node holds alone: the bytes that would go with it. 0: no strong edges lead to it. */
export function retainedSize(graph: HeapGraph, node: number): number {
  return surveyOf(graph).retained[node];
}

export function findSuspects(graph: HeapGraph, { top }: { top: number }): Suspect[] {
  const survey = surveyOf(graph);
  const { retained, dominator } = survey;
  const least = survey.total * LEAST_SHARE;
  const found: Suspect[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (dominator[node] < 0) continue;
    const type = graph.type(node);
    if (type === "object") {
      const contents = contentsOf(graph, node);
      if (contents?.many && contents.bytes >= least) found.push({ node, kind: "collection", bytes: contents.bytes });
    } else if (isBlock(graph, node) && graph.selfSize(node) >= least && graph.type(dominator[node]) !== "code") {
      found.push({ node, kind: "block", bytes: retained[node] });
    }
  }
  for (const node of survey.chainHeads()) {
    if (retained[node] >= least) found.push({ node, kind: "chain", bytes: retained[node] });
  }

  // The biggest first; what lies inside of one that is named is no news.
  const told = new Uint8Array(graph.nodeCount);
  const isTold = (node: number): boolean => {
    for (let at = node; at >= 0; at = dominator[at]) if (told[at]) return true;
    return false;
  };
  const suspects: Suspect[] = [];
  for (const suspect of found.sort((a, b) => b.bytes - a.bytes)) {
    if (suspects.length >= top) break;
    if (isTold(suspect.node)) continue;
    suspects.push(suspect);
    told[suspect.node] = 1;
    // Entries may be held by others too, and are then not below it. One that holds the suspect itself says nothing.
    for (const child of entriesOf(graph, suspect.node).children) {
      if (!holds(dominator, child, suspect.node)) told[child] = 1;
    }
  }
  return suspects;
}

/** Contents that are one piece: of a buffer, of a text. */
function isBlock(graph: HeapGraph, node: number): boolean {
  return graph.name(node) === "system / JSArrayBufferData" || label(graph, node) === "string";
}

// ---- what holds what ------------------------------------------------------------------------------------------------

interface Survey {
  /** Bytes that are reached from the roots without weak edges. */
  total: number;
  /** Bytes that would go with a node. */
  retained: Float64Array;
  /** The last node that every path to a node passes; -1 for the root and for what no path reaches. */
  dominator: Int32Array;
  /** Nodes where a chain begins: many alike, each dominating the next, and none that outweighs the others. */
  chainHeads(): number[];
  /** Links of the chain that begins here; 1: none does. */
  chainLength(node: number): number;
}

const surveys = new WeakMap<HeapGraph, Survey>();

/** Worked out once: all three questions need it. */
function surveyOf(graph: HeapGraph): Survey {
  let survey = surveys.get(graph);
  if (!survey) {
    survey = createSurvey(graph);
    surveys.set(graph, survey);
  }
  return survey;
}

function createSurvey(graph: HeapGraph): Survey {
  const { order, parent } = walk(graph);
  const immediate = dominators(graph, order, parent);
  const retained = new Float64Array(graph.nodeCount);
  const dominator = new Int32Array(graph.nodeCount).fill(-1);
  /** The child that holds most, in the tree of dominators. */
  const heaviest = new Int32Array(graph.nodeCount).fill(-1);
  // From the leaves to the root, so that every node is complete when it is added to the one above.
  for (let v = order.length - 1; v >= 0; v--) {
    const node = order[v];
    retained[node] += graph.selfSize(node);
    if (v === 0) break;
    const above = order[immediate[v]];
    dominator[node] = above;
    retained[above] += retained[node];
    if (heaviest[above] < 0 || retained[heaviest[above]] < retained[node]) heaviest[above] = node;
  }

  const next = (node: number): number => {
    const name = graph.name(node);
    const type = graph.type(node);
    let at = heaviest[node];
    for (let hop = 0; hop < LINK_HOPS && at >= 0; hop++, at = heaviest[at]) {
      if (graph.name(at) === name && graph.type(at) === type) return at;
    }
    return -1;
  };

  return {
    total: order.length > 0 ? retained[order[0]] : 0,
    retained,
    dominator,
    chainHeads() {
      const inner = new Uint8Array(graph.nodeCount);
      const heads: number[] = [];
      // Parents come before their children, so whoever is not inner yet begins a chain.
      for (const head of order) {
        if (inner[head] || !LINKS.has(graph.type(head))) continue;
        const weights = createSpread();
        for (let node = head, after = next(node); after >= 0 && !inner[after]; node = after, after = next(node)) {
          weights.add(retained[node] - retained[after]);
          inner[after] = 1;
        }
        if (weights.even() >= MANY) heads.push(head);
      }
      return heads;
    },
    chainLength(node) {
      let length = 1;
      for (let after = next(node); after >= 0; after = next(after)) length++;
      return length;
    },
  };
}

const LINKS = new Set(["object", "closure", "concatenated string"]);

/** Every node that strong edges reach, in the order of a walk into the depth, and from where, in numbers of the walk. */
function walk({ nodeCount, firstEdge, edgeTo, edgeType }: HeapGraph): { order: Uint32Array; parent: Uint32Array } {
  const order = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  const seen = new Uint8Array(nodeCount);
  const cursor = firstEdge.slice();
  let count = Math.min(nodeCount, 1);
  if (count > 0) seen[0] = 1;
  // No recursion: a list of a hundred thousand links is a hundred thousand deep.
  for (let v = 0; count > 0; ) {
    const node = order[v];
    if (cursor[node] === firstEdge[node + 1]) {
      if (v === 0) break;
      v = parent[v];
      continue;
    }
    const edge = cursor[node]++;
    const to = edgeTo[edge];
    if (seen[to] || edgeType(edge) === "weak") continue;
    seen[to] = 1;
    order[count] = to;
    parent[count] = v;
    v = count++;
  }
  return { order: order.subarray(0, count), parent: parent.subarray(0, count) };
}

/**
 * Immediate dominators, all in numbers of the walk: semi-dominators as Lengauer and Tarjan find them, then the nearest
 * common ancestor (Georgiadis' "semi-NCA"). The plain iterative way is shorter, but on a long list whose links share a
 * hidden class it climbs the whole list once per link.
 */
function dominators(graph: HeapGraph, order: Uint32Array, parent: Uint32Array): Uint32Array {
  const count = order.length;
  const { first, from } = incoming(graph, order);
  const semi = new Uint32Array(count);
  /** Nearest ancestor that paths are not yet folded over, and the least semi-dominator on the way to it. */
  const ancestor = parent.slice();
  const least = Uint32Array.from(order.keys());
  const stack = new Uint32Array(count);

  const evaluate = (v: number, folded: number): number => {
    let depth = 0;
    while (ancestor[v] >= folded) {
      stack[depth++] = v;
      v = ancestor[v];
    }
    while (depth > 0) {
      const below = stack[--depth];
      if (least[v] < least[below]) least[below] = least[v];
      ancestor[below] = ancestor[v];
      v = below;
    }
    return least[v];
  };

  for (let v = count - 1; v > 0; v--) {
    let lowest = parent[v];
    for (let i = first[v]; i < first[v + 1]; i++) lowest = Math.min(lowest, evaluate(from[i], v + 1));
    semi[v] = least[v] = lowest;
  }
  const immediate = parent.slice();
  for (let v = 1; v < count; v++) {
    while (immediate[v] > semi[v]) immediate[v] = immediate[immediate[v]];
  }
  return immediate;
}

/** Strong edges by where they lead, in numbers of the walk. */
function incoming({ nodeCount, firstEdge, edgeTo, edgeType }: HeapGraph, order: Uint32Array) {
  const number = new Uint32Array(nodeCount);
  for (let v = 0; v < order.length; v++) number[order[v]] = v;
  const first = new Uint32Array(order.length + 2);
  const each = (visit: (v: number, to: number) => void) => {
    for (let v = 0; v < order.length; v++) {
      for (let edge = firstEdge[order[v]]; edge < firstEdge[order[v] + 1]; edge++) {
        if (edgeType(edge) !== "weak") visit(v, number[edgeTo[edge]]);
      }
    }
  };
  each((_, to) => first[to + 2]++);
  for (let v = 2; v < first.length; v++) first[v] += first[v - 1];
  const from = new Uint32Array(first[first.length - 1] ?? 0);
  // Filled from one place ahead, so that in the end each list begins where it should.
  each((v, to) => {
    from[first[to + 1]++] = v;
  });
  return { first, from };
}

// ---- what is in it --------------------------------------------------------------------------------------------------

interface Contents {
  /** Null: numbers, which are no nodes of the heap. */
  count: number | null;
  keyed: "entries" | "properties";
  /** What most of the weight is. */
  kind: string;
  /** All are of that kind. */
  pure: boolean;
  /** There are many of it, and none outweighs the others. */
  many: boolean;
  bytes: number;
}

/** How many of like weight make the same picture: of 1,000 alike 1,000, of a giant among 1,000 hardly more than 1. */
function createSpread() {
  let sum = 0;
  let squares = 0;
  return {
    add(weight: number) {
      sum += weight;
      squares += weight * weight;
    },
    sum: () => sum,
    even: () => (squares > 0 ? (sum * sum) / squares : 0),
  };
}

interface Entries {
  children: number[];
  /** Keys and values of a Map lie in separate ones. */
  slots: number[];
  keyed: Contents["keyed"];
  /** Where the engine keeps them: a table, a list of elements. */
  store: number | null;
}

function entriesOf(graph: HeapGraph, node: number): Entries {
  const { firstEdge, edgeTo } = graph;
  const entries: Entries = { children: [], slots: [], keyed: "entries", store: null };
  const add = (child: number, slot: number) => {
    entries.children.push(child);
    entries.slots.push(slot);
  };
  let properties = 0;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    const type = graph.edgeType(edge);
    const name = graph.edgeName(edge);
    if (type === "element") add(edgeTo[edge], 0);
    else if (type === "property" && name !== "__proto__") {
      add(edgeTo[edge], 0);
      properties++;
    } else if (type === "internal" && (name === "elements" || name === "table")) {
      entries.store = edgeTo[edge];
      if (name === "table") addTable(graph, edgeTo[edge], add);
    }
  }
  if (properties > entries.children.length / 2) entries.keyed = "properties";
  return entries;
}

/**
 * A Map's table repeats key, value, chain and a Set's key, chain, and the chain is never a node. So places in the table
 * fall into two classes modulo three if it is a Map, and into all three if it is a Set with more than two entries.
 */
function addTable(graph: HeapGraph, table: number, add: (child: number, slot: number) => void): void {
  const places: [child: number, slot: number][] = [];
  for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
    const place = Number(graph.edgeName(edge));
    if (Number.isInteger(place)) places.push([graph.edgeTo[edge], place % 3]);
  }
  const isSet = new Set(places.map(([, slot]) => slot)).size === 3;
  for (const [child, slot] of places) add(child, isSet ? 0 : slot);
}

function contentsOf(graph: HeapGraph, node: number): Contents | null {
  const entries = entriesOf(graph, node);
  const { retained, dominator } = surveyOf(graph);
  const storeBytes = entries.store === null ? 0 : graph.selfSize(entries.store);
  if (entries.children.length < MANY && storeBytes <= retained[node] / 2) return null;

  const groups = new Map<
    string,
    { kind: string; slot: number; count: number; spread: ReturnType<typeof createSpread> }
  >();
  const perSlot = [0, 0, 0];
  const counted = new Set<number>([node]);
  let bytes = graph.selfSize(node) + storeBytes;
  for (const [i, child] of entries.children.entries()) {
    const slot = entries.slots[i];
    const kind = label(graph, child);
    const group = groups.get(`${slot} ${kind}`) ?? { kind, slot, count: 0, spread: createSpread() };
    groups.set(`${slot} ${kind}`, group);
    group.count++;
    perSlot[slot]++;
    if (counted.has(child)) continue;
    counted.add(child);
    // What every path to the holder passes holds the holder, not the other way round. Built-ins are there anyway.
    if ((retained[child] >= retained[node] && holds(dominator, child, node)) || isBuiltIn(graph, child)) continue;
    group.spread.add(retained[child]);
    bytes += retained[child];
  }
  let main = { kind: "number", slot: 0, count: 0, spread: createSpread() };
  for (const group of groups.values()) if (group.spread.sum() > main.spread.sum()) main = group;
  const count = perSlot[main.slot];
  const methods = main.kind === "function" && entries.keyed === "properties";
  const numbers = storeBytes > bytes / 2;
  return {
    count: numbers && count < MANY ? null : count,
    keyed: entries.keyed,
    kind: main.kind,
    pure: main.count === count,
    // A namespace, a prototype: code, which does not grow.
    many: numbers || (main.spread.even() >= MANY && !methods),
    bytes: Math.max(bytes, retained[node]),
  };
}

function isBuiltIn(graph: HeapGraph, node: number): boolean {
  return graph.type(node) === "closure" && !graph.location(node) && graph.part(node, "bound_function") === null;
}

function holds(dominator: Int32Array, above: number, node: number): boolean {
  for (let at = node; at >= 0; at = dominator[at]) if (at === above) return true;
  return false;
}

/** What a person would call it. Chromium adds the origin to the names of what belongs to a page. */
function label(graph: HeapGraph, node: number): string {
  const type = graph.type(node);
  const name = graph.name(node);
  if (type === "closure") return "function";
  if (type === "number" || type.endsWith("string")) return type === "number" ? "number" : "string";
  if (name.startsWith("system / ")) return name.startsWith("system / Context") ? "scope" : name;
  const end = name.indexOf(" / ");
  return (end === -1 ? name : name.slice(0, end)) || type;
}

// ---- who holds it ---------------------------------------------------------------------------------------------------

/** Parts of the engine that a person reads as one step with what is behind them. */
const PLAIN_PARTS = new Set([
  "context",
  "previous",
  "table",
  "elements",
  "buffer",
  "backing_store",
  "bound_function",
  "global_object",
  "extension",
  "script_context_table",
]);
/** Steps of a path cost; the cheapest is the one a person would tell. */
const COST = { named: 1, getter: 2, part: 8, prototype: 20, pairInWeakMap: 30, engineRoot: 60, devTools: 5000 };
/** V8 lists the functions of an accessor as properties of their own. */
const GETTER = /^[gs]et (?=.)/;
/** Roots that stand for the program itself; the others are the engine's, or hold for the moment of a call only. */
const PLAIN_ROOTS = /^\((GC roots|Global handles)\)$|^C\+\+ /;

/** Null: no strong edges lead there. */
export function pathTo(graph: HeapGraph, node: number): RetainerPath | null {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const cost = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(nodeCount).fill(-1);
  const cameBy = new Int32Array(nodeCount);
  // Costs are small whole numbers, so a list per cost does what a priority queue would.
  const waiting: number[][] = [[0]];
  cost[0] = 0;
  search: for (let now = 0; now < waiting.length && nodeCount > 0; now++) {
    for (const from of waiting[now] ?? []) {
      if (cost[from] !== now) continue;
      if (from === node) break search;
      for (let edge = firstEdge[from]; edge < firstEdge[from + 1]; edge++) {
        const to = edgeTo[edge];
        const then = now + costOf(graph, from, edge);
        if (then >= cost[to]) continue;
        cost[to] = then;
        cameFrom[to] = from;
        cameBy[to] = edge;
        waiting[then] ??= [];
        waiting[then].push(to);
      }
    }
    delete waiting[now];
  }
  if (!(cost[node] < Number.POSITIVE_INFINITY)) return null;
  const nodes = [node];
  const edges: number[] = [];
  for (let at = node; cameFrom[at] >= 0; at = cameFrom[at]) {
    nodes.push(cameFrom[at]);
    edges.push(cameBy[at]);
  }
  nodes.reverse();
  edges.reverse();
  return { graph, nodes, edges };
}

function costOf(graph: HeapGraph, from: number, edge: number): number {
  const name = graph.edgeName(edge);
  switch (graph.edgeType(edge)) {
    case "weak":
      return Number.POSITIVE_INFINITY;
    case "property":
      return name === "__proto__" ? COST.prototype : GETTER.test(name as string) ? COST.getter : COST.named;
    case "context":
    case "shortcut":
      return COST.named;
    case "element": {
      const to = graph.edgeTo[edge];
      return graph.type(to) !== "synthetic" || PLAIN_ROOTS.test(graph.name(to)) ? COST.named : COST.engineRoot;
    }
    case "internal":
      // A number is a place in a table or in a list of elements.
      if (PLAIN_PARTS.has(name as string) || (graph.type(from) === "array" && Number.isInteger(Number(name))))
        return COST.named;
      if (graph.type(from) === "synthetic" && isDevTools(graph, from, edge)) return COST.devTools;
      return (name as string).includes("part of key") ? COST.pairInWeakMap : COST.part;
    default:
      return COST.part;
  }
}

/** What the prompt, the console or a debugger holds is held for our looking at it. */
function isDevTools(graph: HeapGraph, from: number, edge: number): boolean {
  return graph.name(from) === "(Debugger)" || String(graph.edgeName(edge)).includes("DevTools");
}

// ---- in words -------------------------------------------------------------------------------------------------------

const GLOBAL = /^system \/ NativeContext|\[JSGlobalObject\]|^global$|^Window \/|GlobalScope \//;
/** Typed arrays, the buffers below them, and a module's memory. */
const BLOCK_OWNER = /Array$|Buffer$|^DataView$|^Memory$/;
const PLURALS: Record<string, string> = {
  Object: "objects",
  function: "functions",
  string: "strings",
  number: "numbers",
  scope: "scopes",
};

export function describePath<P extends Place>(path: RetainerPath, sources: Sources<P>): Description<P> {
  const { graph, nodes, edges } = path;
  let steps = [rootWords(path)];
  /** Properties and entries since the last step. */
  let hops: string[] = [];
  let subject = "";
  let owner = "";
  let site: P | null = null;
  /** The function whose scope is being looked into. */
  let holder: number | null = null;
  /** The last thing that has a name; what follows are its parts. */
  let named = nodes[0];

  const endHops = () => {
    if (hops.length > 0) steps.push(hops.join("").replace(/^\./, ""));
    hops = [];
  };
  const siteOf = (place: ScriptPlace | null): P | null =>
    place && sources.siteOf(place.scriptId, place.line, place.column, place.url);

  for (const [i, edge] of edges.entries()) {
    const from = nodes[i];
    const type = graph.edgeType(edge);
    const name = String(graph.edgeName(edge));
    const hop =
      graph.type(from) === "synthetic" ? null : hopWords(type, name, graph.edgeName(edges[i - 1]) === "table");
    if (GLOBAL.test(graph.name(nodes[i + 1]))) {
      steps = ["globalThis"];
      hops = [];
      [subject, owner, site, holder, named] = ["globalThis", "", null, null, nodes[i + 1]];
    } else if (type === "context") {
      endHops();
      const place = placeOf(graph, holder ?? anyFunctionIn(graph, from));
      const declared = place && (sources.declarationOf?.(name, place) ?? null);
      site = declared ?? siteOf(place);
      steps.push(`variable ${name}${site ? ` (${declared ? siteWords(site) : site.file})` : ""}`);
      [subject, owner, holder, named] = [name, `a variable${site ? ` of ${siteWords(site)}` : ""}`, null, nodes[i + 1]];
    } else if (hop !== null) {
      hops.push(hop);
      [subject, holder, named] = [subject + hop, null, nodes[i + 1]];
    } else if (name === "context" && graph.type(from) === "closure") {
      const called = graph.name(from);
      // Kept under its own name: one step says both.
      if (hops.at(-1) === accessor(called)) hops.pop();
      endHops();
      site = siteOf(placeOf(graph, from));
      steps.push(`function ${called || "without a name"}${site ? ` (${siteWords(site)})` : ""}`);
      holder = from;
    } else if (name !== "previous") holder = null;
  }
  endHops();

  const target = nodes[nodes.length - 1];
  // A buffer is told as the array over it; anything else without a name of its own, as held by the last that has one.
  const shown = isBlock(graph, target) && BLOCK_OWNER.test(label(graph, named)) ? named : target;
  const { kind, inside, what, bytes } = contentWords(graph, shown);
  steps.push(kind, ...inside);
  const who = subject ? `${subject.replace(/^\./, "")}${owner && ` (${owner})`}` : steps[0];
  const verb = subject && shown === named ? "is" : "holds";
  const held = formatBytes(Math.max(bytes, retainedSize(graph, target)));
  return { steps, sentence: `${who} ${verb} ${what}; it holds ${held}`, site };
}

function hopWords(type: string, name: string, inTable: boolean): string | null {
  if (type === "property") return accessor(name);
  if (type === "element") return `[${name}]`;
  return inTable ? "[…]" : null;
}

function siteWords({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** What a thing is and what is in it: as steps, and as half a sentence. */
function contentWords(graph: HeapGraph, node: number) {
  const contents = contentsOf(graph, node);
  const bytes = contents?.bytes ?? retainedSize(graph, node);
  const links = contents?.many ? 1 : surveyOf(graph).chainLength(node);
  const kind = links >= MANY ? `chain of ${formatCount(links)} ${plural(label(graph, node))}` : kindWords(graph, node);
  const what = `${/^[aeiou]/i.test(kind) ? "an" : "a"} ${kind}`;
  if (!contents?.many) return { kind, inside: [], what, bytes };
  const of = plural(contents.kind);
  if (contents.count === null) return { kind, inside: [of], what: `${what} of ${of}`, bytes };
  const count = `${formatCount(contents.count)} ${contents.keyed}`;
  return {
    kind,
    inside: [`${count}${contents.pure ? " of" : ", mostly"} ${of}`],
    what: `${what} with ${count}, ${contents.pure ? "all" : "mostly"} ${of}`,
    bytes,
  };
}

const plural = (kind: string): string => PLURALS[kind] ?? kind;

function kindWords(graph: HeapGraph, node: number): string {
  const kind = label(graph, node);
  if (graph.name(node) === "system / JSArrayBufferData") return "buffer";
  if (kind === "function") return `function ${graph.name(node)}`.trimEnd();
  return kind === "string" ? "text" : kind === "Object" ? "object" : kind;
}

/** Where a path begins if no global object is on it. */
function rootWords({ graph, nodes, edges }: RetainerPath): string {
  const root = nodes[2] === undefined ? "" : graph.name(nodes[2]);
  if (edges[2] !== undefined && isDevTools(graph, nodes[2], edges[2])) return "the DevTools console";
  if (/Stack|Handle scope/.test(root)) return "a running function";
  return /Global handles|C\+\+/.test(root) ? "the browser" : "the engine";
}

function accessor(name: string): string {
  const plain = name.replace(GETTER, "");
  return /^[\p{L}_$#][\p{L}\p{N}_$]*$/u.test(plain) ? `.${plain}` : `[${JSON.stringify(plain)}]`;
}

function placeOf(graph: HeapGraph, functionNode: number | null): ScriptPlace | null {
  const location = functionNode === null ? null : graph.location(functionNode);
  return location && functionNode !== null ? { ...location, url: graph.scriptUrl(functionNode) } : null;
}

/** Some function that lives in a scope: it is of the same script, and near. */
function anyFunctionIn(graph: HeapGraph, scope: number): number | null {
  for (let edge = 0, node = 0; edge < graph.edgeCount; edge++) {
    while (edge >= graph.firstEdge[node + 1]) node++;
    if (graph.edgeTo[edge] === scope && graph.edgeName(edge) === "context" && graph.type(node) === "closure")
      return node;
  }
  return null;
}

// ---- how long it takes ----------------------------------------------------------------------------------------------

// Measured: 2.3 s for a worker with 0.9 MB, 10.5 s for 23 MB. The first two seconds are for the engine itself.
const BASE_MS = 2000;
const MS_PER_MB = 370;

/** How long a realm stands still for a snapshot, before anything is known of the machine. */
export function predictPauseMs(usedBytes: number): number {
  return BASE_MS + (MS_PER_MB * usedBytes) / 1e6;
}

export interface PausePredictor {
  observe(usedBytes: number, ms: number): void;
  predict(usedBytes: number): number;
}

/** Learns the pace of the machine from the last snapshot. */
export function createPausePredictor(): PausePredictor {
  let pace = 1;
  return {
    observe(usedBytes, ms) {
      if (ms > 0 && usedBytes >= 0) pace = ms / predictPauseMs(usedBytes);
    },
    predict: (usedBytes) => pace * predictPauseMs(usedBytes),
  };
}
