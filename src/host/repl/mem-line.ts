// Snapshots as values: `const a = mem.snap("verse")`, later `mem.diff(a)`, `mem.top(5, { by: "file" })`, `a.books.heap`.
//
// A line that is about `mem`, or about a name bound this way, is answered here, by walking its tree: calls of `mem` become
// the commands of the same name, the rest is data, names and arithmetic. Nothing is ever evaluated in Node. Every other
// line goes to its realm, as always.

import { type AnyNode, type Expression, parseLine } from "../javascript.ts";
import { nearest } from "../nearest.ts";
import { CommandProblem } from "../show-api.ts";

export interface MemLine {
  /** `const a = …` */
  binds: string | null;
  expression: Expression;
}

export interface MemValue {
  value: unknown;
  /** The command whose table shows it, when the line was one call. */
  form: string | null;
}

export type Names = Map<string, unknown>;
const MAX_NAMES = 20;
/** `mem.start()` is a word of tracemalloc; here it is a word of `.trace`. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  start: ["trace", "start"],
  stop: ["trace", "stop"],
  clear: ["trace", "clear"],
  traced: ["trace", "status"],
  save: ["snap", "save"],
  load: ["snap", "load"],
  drop: ["snap", "drop"],
  list: ["snap", "list"],
};

/** Null for every line that belongs to a realm. */
export function readMemLine(source: string, names: Names): MemLine | null {
  if (!/\bmem\b/.test(source) && ![...names.keys()].some((name) => source.includes(name))) return null;
  let body: AnyNode[];
  try {
    body = parseLine(source).body;
  } catch {
    return null; // The realm tells what is wrong with it.
  }
  const [statement] = body;
  if (body.length !== 1) return null;
  if (statement.type === "VariableDeclaration") {
    const [{ id, init }] = statement.declarations;
    if (statement.declarations.length !== 1 || id.type !== "Identifier" || !init || !isOurs(init, names)) return null;
    return { binds: id.name, expression: init };
  }
  if (statement.type !== "ExpressionStatement") return null;
  const { expression } = statement;
  if (
    expression.type === "AssignmentExpression" &&
    expression.operator === "=" &&
    expression.left.type === "Identifier"
  ) {
    return isOurs(expression.right, names) ? { binds: expression.left.name, expression: expression.right } : null;
  }
  return isOurs(expression, names) ? { binds: null, expression } : null;
}

/** Whether the leftmost name of an expression is ours. */
function isOurs(node: AnyNode, names: Names): boolean {
  switch (node.type) {
    case "Identifier":
      return node.name === "mem" || names.has(node.name);
    case "MemberExpression":
      return isOurs(node.object, names);
    case "CallExpression":
      return node.callee.type === "MemberExpression" && isOurs(node.callee, names);
    case "AwaitExpression":
    case "UnaryExpression":
      return isOurs(node.argument, names);
    case "BinaryExpression":
      return isOurs(node.left, names) || isOurs(node.right, names);
    default:
      return false;
  }
}

export async function answerMemLine(
  line: MemLine,
  names: Names,
  commands: readonly string[],
  run: (name: string, words: readonly string[]) => Promise<unknown>,
): Promise<MemValue> {
  let form: string | null = null;

  async function value(node: AnyNode): Promise<unknown> {
    switch (node.type) {
      case "Literal":
        return node.value;
      case "TemplateLiteral":
        if (node.expressions.length > 0) break;
        return node.quasis[0].value.cooked;
      case "AwaitExpression":
        return value(node.argument);
      case "Identifier": {
        if (node.name === "undefined") return undefined;
        if (names.has(node.name)) return names.get(node.name);
        throw mistake(`${node.name} is no name of this prompt`, "`const a = mem.snap()` makes one.");
      }
      case "ArrayExpression":
        return Promise.all(node.elements.map((element) => (element ? value(element) : null)));
      case "ObjectExpression": {
        const made: Record<string, unknown> = {};
        for (const property of node.properties) {
          if (property.type !== "Property" || property.computed) throw cannot(node);
          made[property.key.type === "Identifier" ? property.key.name : String(await value(property.key))] =
            await value(property.value);
        }
        return made;
      }
      case "UnaryExpression":
        if (node.operator === "-") return -number(await value(node.argument));
        break;
      case "BinaryExpression": {
        const [left, right] = [number(await value(node.left)), number(await value(node.right))];
        const operators: Record<string, () => number> = {
          "+": () => left + right,
          "-": () => left - right,
          "*": () => left * right,
          "/": () => left / right,
        };
        if (!Object.hasOwn(operators, node.operator)) break;
        return operators[node.operator]();
      }
      case "MemberExpression": {
        const held = await value(node.object);
        const key = node.computed ? await value(node.property) : (node.property as { name: string }).name;
        // Own data only: a prototype has functions, and nothing here may call one.
        if (typeof held !== "object" || held === null || !Object.hasOwn(held, String(key)))
          throw mistake(
            `there is no "${String(key)}" there`,
            `There is: ${Object.keys(held ?? {}).join(", ") || "nothing"}`,
          );
        return (held as Record<string, unknown>)[String(key)];
      }
      case "CallExpression":
        return call(node);
    }
    throw cannot(node);
  }

  async function call(node: AnyNode & { type: "CallExpression" }): Promise<unknown> {
    const { callee } = node;
    if (
      callee.type !== "MemberExpression" ||
      callee.computed ||
      callee.object.type !== "Identifier" ||
      callee.object.name !== "mem"
    )
      throw cannot(node);
    const method = (callee.property as { name: string }).name;
    const [name, ...first] = OTHER_NAMES[method] ?? [method];
    if (!commands.includes(name)) {
      const close = nearest(method, [...commands, ...Object.keys(OTHER_NAMES)]);
      throw mistake(`mem has no ${method}`, close ? `Did you mean mem.${close}()?` : `It has: ${commands.join(", ")}`);
    }
    const words = [...first];
    for (const argument of node.arguments) words.push(...wordsOf(await value(argument)));
    const result = await run(name, words);
    form = name;
    return result;
  }

  const result = await value(line.expression);
  if (line.binds !== null) {
    names.delete(line.binds);
    names.set(line.binds, result);
    for (const oldest of names.keys()) {
      if (names.size <= MAX_NAMES) break;
      names.delete(oldest);
    }
  }
  const root = line.expression.type === "AwaitExpression" ? line.expression.argument : line.expression;
  return { value: result, form: root.type === "CallExpression" ? form : null };
}

/** An argument as it would be typed: a snapshot by its name, `{ by: "file" }` as `by file`. */
function wordsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [String(value)];
  if ("format" in value && "name" in value) return [String(value.name)];
  return Object.entries(value).flatMap(([name, of]) => (of === true ? [name] : of === false ? [] : [name, String(of)]));
}

function number(value: unknown): number {
  if (typeof value === "number") return value;
  throw mistake(`${JSON.stringify(value)?.slice(0, 60) ?? "undefined"} is no number`);
}

function cannot(node: AnyNode): CommandProblem {
  return mistake(
    `a line about mem cannot hold ${node.type}`,
    "It may hold calls of mem, names, properties and arithmetic; other lines run in the sketch's worker.",
  );
}

function mistake(what: string, way?: string): CommandProblem {
  return new CommandProblem({ severity: "error", what, try: way });
}
