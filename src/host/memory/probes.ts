// Allocation sites, numbered at build time. V8's sampler knows neither typed arrays nor lines, so the places that make
// memory are wrapped where they stand:
//
//   new Float32Array(n * 2)   →   __hairlineAlloc(517,new Float32Array(n * 2))
//   data.slice(1)             →   __hairlineAlloc(518,data.slice(1))
//   new Uint8Array(buffer)    →   __hairlineAlloc(519,new Uint8Array(buffer),buffer)      a view: nothing new
//
// The expression itself is not touched, so what it does, returns and throws stays. Only text is put in, and never a line
// break: rows of the bundle stay rows, and `originalColumn` takes the columns back. `zoom` wraps everything else that allocates
// too; that costs up to forty times the allocation, so it is a lens for three seconds and never the default.

import { ALLOC_GLOBAL, ZOOM_GLOBAL } from "../../protocol/allocations.ts";
import { type AnyNode, parseScript, walk } from "../javascript.ts";

export interface ProbeSite {
  /** In the text before probes were put in: 1-based line, 0-based column. */
  line: number;
  column: number;
  /** What stands there: `new Float32Array`, `.slice()`, `[…]`. */
  what: string;
}

/** Plain data, so that it can be kept in a file. */
export interface Probed {
  code: string;
  /** Site `firstSite + i` is `sites[i]`. */
  sites: ProbeSite[];
  /** More places than there are numbers: the rest was left alone. */
  left: number;
  /** Per 1-based line: at which column of the text before how much was put in. */
  shifts: Record<number, [column: number, length: number][]>;
}

/** Column of a position (1-based line, 0-based column) before probes were put in. */
export function originalColumn(shifts: Probed["shifts"], line: number, column: number): number {
  let before = 0;
  for (const [at, length] of shifts[line] ?? []) {
    if (column < at + before) break;
    if (column < at + before + length) return at;
    before += length;
  }
  return column - before;
}

export interface ProbeOptions {
  firstSite: number;
  maxSites: number;
  /** Also wraps objects, arrays, closures and texts, numbered in the same row. */
  zoom?: boolean;
  /** Whether a position (1-based line, 0-based column) is to be probed; all are unless told. */
  within?(line: number, column: number): boolean;
}

const BUFFER_TYPES = new Set([
  "ArrayBuffer", "DataView", "Float32Array", "Float64Array", "Float16Array", "Int8Array", "Int16Array",
  "Int32Array", "Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array", "BigInt64Array", "BigUint64Array",
]); // biome-ignore format: a list to be read across
/** Methods that make a typed array of a typed array, or a buffer of a buffer. */
const BUFFER_METHODS = new Set([
  "slice",
  "map",
  "filter",
  "toReversed",
  "toSorted",
  "with",
  "transfer",
  "transferToFixedLength",
]);
/** Methods that make objects, arrays or texts. */
const OBJECT_METHODS = new Set([
  ...BUFFER_METHODS, "concat", "split", "flat", "flatMap", "splice", "toSpliced", "from", "of", "entries", "fromEntries", "keys",
  "values", "create", "repeat", "padStart", "padEnd", "join", "replace", "replaceAll", "match", "matchAll", "parse",
  "stringify", "bind", "substring", "toString", "toFixed",
]); // biome-ignore format: a list to be read across

export function probe(code: string, options: ProbeOptions): Probed {
  const insertions: { at: number; text: string; opens: boolean; order: number }[] = [];
  const starts = lineStarts(code);
  const sites: ProbeSite[] = [];
  let left = 0;

  const wrap = (node: AnyNode, global: string, what: string, source: AnyNode | null) => {
    const line = lineOf(starts, node.start);
    if (options.within && !options.within(line + 1, node.start - starts[line])) return;
    if (sites.length >= options.maxSites) {
      left++;
      return;
    }
    const site = options.firstSite + sites.length;
    sites.push({ line: line + 1, column: node.start - starts[line], what });
    const after = source === null ? ")" : `,${code.slice(source.start, source.end)})`;
    // Of two that begin together the outer one opens first; of two that end together the inner one closes first.
    insertions.push({ at: node.start, text: `${global}(${site},`, opens: true, order: -node.end });
    insertions.push({ at: node.end, text: after, opens: false, order: -node.start });
  };

  walk(parseScript(code), (node, parent) => {
    // Wrapping a part of `a?.b.slice()` would take it out of the chain's short cut.
    if (node.type === "ChainExpression") return false;
    const buffer = bufferMade(node);
    if (buffer) wrap(node, ALLOC_GLOBAL, buffer.what, buffer.source);
    else if (options.zoom) {
      const what = objectMade(node, parent);
      if (what) wrap(node, ZOOM_GLOBAL, what, null);
    }
    return undefined;
  });

  insertions.sort((a, b) => a.at - b.at || Number(a.opens) - Number(b.opens) || a.order - b.order);
  const parts: string[] = [];
  const shifts: Probed["shifts"] = {};
  let from = 0;
  for (const { at, text } of insertions) {
    parts.push(code.slice(from, at), text);
    from = at;
    const line = lineOf(starts, at);
    shifts[line + 1] ??= [];
    shifts[line + 1].push([at - starts[line], text.length]);
  }
  parts.push(code.slice(from));
  return { code: parts.join(""), sites, left, shifts };
}

/** What a node makes of raw memory, and the argument that may be a buffer to look at instead. */
function bufferMade(node: AnyNode): { what: string; source: AnyNode | null } | null {
  if (node.type === "NewExpression" && node.callee.type === "Identifier" && BUFFER_TYPES.has(node.callee.name)) {
    const first = node.arguments[0];
    return { what: `new ${node.callee.name}`, source: first !== undefined && isPlainName(first) ? first : null };
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  const { object, property, computed } = node.callee;
  if (computed || property.type !== "Identifier" || object.type === "Super") return null;
  if (
    object.type === "Identifier" &&
    BUFFER_TYPES.has(object.name) &&
    (property.name === "from" || property.name === "of")
  )
    return { what: `${object.name}.${property.name}`, source: null };
  return BUFFER_METHODS.has(property.name) ? { what: `.${property.name}()`, source: null } : null;
}

/** A name or a chain of names: reading it twice changes nothing. */
function isPlainName(node: AnyNode): boolean {
  return node.type === "Identifier" || (node.type === "MemberExpression" && !node.computed && isPlainName(node.object));
}

function objectMade(node: AnyNode, parent: AnyNode | null): string | null {
  switch (node.type) {
    case "ObjectExpression":
      return "{…}";
    case "ArrayExpression":
      return "[…]";
    case "NewExpression":
      return node.callee.type === "Identifier" ? `new ${node.callee.name}` : "new";
    case "ArrowFunctionExpression":
      return "a function";
    case "FunctionExpression":
      // The body of a method has no text of its own that could be wrapped.
      if (parent?.type === "MethodDefinition") return null;
      if (parent?.type === "Property" && (parent.method || parent.kind !== "init")) return null;
      return "a function";
    case "TemplateLiteral":
      return parent?.type === "TaggedTemplateExpression" || node.expressions.length === 0 ? null : "`…`";
    case "CallExpression": {
      if (node.callee.type !== "MemberExpression" || node.callee.computed || node.callee.object.type === "Super")
        return null;
      const { property } = node.callee;
      return property.type === "Identifier" && OBJECT_METHODS.has(property.name) ? `.${property.name}()` : null;
    }
    default:
      return null;
  }
}

function lineStarts(code: string): number[] {
  const starts = [0];
  for (let at = code.indexOf("\n"); at !== -1; at = code.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** 0-based line of an offset, by halving. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
