// JavaScript as a tree. The one file that knows acorn.

import { type AnyNode, type Expression, type Program, parse, parseExpressionAt } from "acorn";

export type { AnyNode, Expression, Program };

/** A classic script. Throws a SyntaxError with a position. */
export function parseScript(code: string): Program {
  return parse(code, { ecmaVersion: "latest", sourceType: "script", allowReturnOutsideFunction: true });
}

/** The whole text as statements of a prompt line: top-level await allowed. Throws a SyntaxError. */
export function parseLine(text: string): Program {
  return parse(text, { ecmaVersion: "latest", sourceType: "script", allowAwaitOutsideFunction: true });
}

/** The one expression a text consists of. Throws a SyntaxError. */
export function parseExpression(text: string): Expression {
  return parseExpressionAt(text, 0, { ecmaVersion: "latest" });
}

/** Visits every node, parents first. A visit that answers false keeps its children out. */
export function walk(root: AnyNode, visit: (node: AnyNode, parent: AnyNode | null) => boolean | undefined): void {
  const go = (node: AnyNode, parent: AnyNode | null) => {
    if (visit(node, parent) === false) return;
    for (const child of Object.values(node)) {
      if (Array.isArray(child)) {
        for (const each of child) if (isNode(each)) go(each, node);
      } else if (isNode(child)) go(child, node);
    }
  };
  go(root, null);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
