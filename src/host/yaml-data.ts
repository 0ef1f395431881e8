// YAML text → plain data and the place of each key. The only file that knows the yaml package.
// The file is a stranger: core schema, no merge keys, no tags, and bounds on size, depth, nodes and aliases, because
// ten lines of aliases can unfold into gigabytes. Maps come back without a prototype, so `__proto__` is just a key.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Problem } from "../protocol/problem.ts";

export const MAX_CONFIG_BYTES = 64 * 1024;
const MAX_DEPTH = 12;
const MAX_NODES = 5000;
const MAX_ALIASES = 20;

export type Data = null | boolean | number | string | Data[] | DataMap;
export interface DataMap {
  [key: string]: Data;
}

export interface Spot {
  line: number;
  column: number;
}

export interface ParsedData {
  /** An empty map when the file could not be read as one. */
  data: DataMap;
  /** Dotted path → where its key is written. */
  keys: Map<string, Spot>;
  /** Dotted path → where its value is written. */
  values: Map<string, Spot>;
  problems: Problem[];
  /** False when nothing of the file can be trusted. */
  sound: boolean;
}

export const emptyMap = (): DataMap => Object.create(null) as DataMap;
export const isDataMap = (data: Data | undefined): data is DataMap =>
  typeof data === "object" && data !== null && !Array.isArray(data);

class Refusal extends Error {
  readonly node: Node;
  readonly expected: string;
  constructor(node: Node, what: string, expected: string) {
    super(what);
    this.node = node;
    this.expected = expected;
  }
}

export function parseYamlData(source: string, file: string): ParsedData {
  const counter = new LineCounter();
  const parsed: ParsedData = { data: emptyMap(), keys: new Map(), values: new Map(), problems: [], sound: false };
  const spotAt = (offset: number): Spot => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (spot: Spot, what: string, expected?: string, way?: string) => {
    parsed.problems.push({
      severity: "error",
      where: { file, ...spot },
      what,
      expected,
      try: way,
      excerpt: excerptAt(source, spot),
    });
  };
  const top = { line: 1, column: 1 };
  if (Buffer.byteLength(source) > MAX_CONFIG_BYTES) {
    refuse(top, `the file has ${Buffer.byteLength(source)} bytes`, `at most ${MAX_CONFIG_BYTES}`);
    return parsed;
  }
  if (deepestBracket(source) > MAX_DEPTH * 4) {
    // Asked before parsing: the parser recurses, and takes quadratic time on thousands of open brackets.
    refuse(top, "brackets are nested too deep", `at most ${MAX_DEPTH} levels`);
    return parsed;
  }

  let nodes = 0;
  let aliases = 0;
  try {
    const document = parseDocument(source, {
      schema: "core",
      merge: false,
      uniqueKeys: false,
      lineCounter: counter,
      prettyErrors: false,
    });
    for (const error of document.errors.slice(0, 5))
      refuse(spotAt(error.pos[0]), firstLine(error.message), undefined, wayOut(error.code, error.message));
    if (document.errors.length > 0) return parsed;
    for (const warning of document.warnings.slice(0, 5)) refuse(spotAt(warning.pos[0]), firstLine(warning.message));
    if (document.warnings.length > 0) return parsed;

    // Keys are compared in `convert`: the parser compares each with all others, two seconds for a full file.
    const convert = (node: unknown, path: string, depth: number): Data => {
      if (node === null) return null;
      const here = node as Node;
      if (++nodes > MAX_NODES) throw new Refusal(here, "the file has too many values", `at most ${MAX_NODES}`);
      if (depth > MAX_DEPTH) throw new Refusal(here, "values are nested too deep", `at most ${MAX_DEPTH} levels`);
      if (isAlias(node)) {
        if (++aliases > MAX_ALIASES)
          throw new Refusal(here, "the file uses too many aliases", `at most ${MAX_ALIASES}`);
        return convert(node.resolve(document) ?? null, path, depth + 1);
      }
      if (isSeq(node)) return node.items.map((item, i) => convert(item, `${path}[${i}]`, depth + 1));
      if (isMap(node)) {
        const map = emptyMap();
        for (const { key, value } of node.items) {
          if (!isScalar(key)) throw new Refusal((key ?? here) as Node, "a key is not a word", "key: value");
          const name = String(key.value);
          const inner = path === "" ? name : `${path}.${name}`;
          if (Object.hasOwn(map, name))
            throw new Refusal(key, `the key "${name.slice(0, 100)}" is given twice`, "once");
          const keySpot = spotAt(key.range?.[0] ?? 0);
          parsed.keys.set(inner, keySpot);
          const range = (value as Node | null)?.range;
          parsed.values.set(inner, range && range[1] > range[0] ? spotAt(range[0]) : keySpot);
          map[name] = convert(value, inner, depth + 1);
        }
        return map;
      }
      const value = isScalar(node) ? node.value : null;
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? value
        : value === null
          ? null
          : String(value);
    };

    const data = convert(document.contents, "", 0);
    if (isDataMap(data)) {
      parsed.data = data;
      parsed.sound = true;
    } else if (data === null) parsed.sound = true;
    else refuse(top, `the file is ${describeData(data)}`, "keys and values", "Write for example: fps: 60");
  } catch (error) {
    if (error instanceof Refusal) refuse(spotAt(error.node.range?.[0] ?? 0), error.message, error.expected);
    else refuse(top, `the file cannot be read: ${firstLine(String((error as Error)?.message ?? error))}`);
  }
  return parsed;
}

/** One value as it would be written after a colon; null where it is not YAML. */
export function parseYamlValue(source: string): { value: Data } | null {
  const parsed = parseYamlData(`value: ${source}`, "");
  return parsed.sound && Object.hasOwn(parsed.data, "value") && Object.keys(parsed.data).length === 1
    ? { value: parsed.data.value }
    : null;
}

/** `describeData("60")` → `the text "60"` */
export function describeData(data: Data): string {
  if (data === null) return "nothing (null)";
  if (Array.isArray(data)) return `a list of ${data.length}`;
  if (typeof data === "object") return "a group of keys";
  if (typeof data === "string") return `the text ${JSON.stringify(data.length > 60 ? `${data.slice(0, 60)}…` : data)}`;
  return String(data);
}

/** The line with a caret under the column. */
export function excerptAt(source: string, spot: Spot): string {
  const line = source.split("\n", spot.line)[spot.line - 1] ?? "";
  const start = Math.max(0, spot.column - 60);
  return `${line.slice(start, start + 100).replace(/[\r\t]/g, " ")}\n${" ".repeat(spot.column - 1 - start)}^`;
}

function deepestBracket(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of source) {
    if (char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === "]" || char === "}") depth = Math.max(0, depth - 1);
  }
  return deepest;
}

const firstLine = (message: string) => message.split("\n")[0].slice(0, 200);

function wayOut(code: string, message: string): string | undefined {
  if (message.startsWith("Flow")) return undefined; // says it already
  if (code === "TAB_AS_INDENT") return "Indent with spaces.";
  if (code === "BAD_INDENT" || code === "BAD_COLLECTION_TYPE") return "Indent the keys of a group by two spaces.";
  return undefined;
}
