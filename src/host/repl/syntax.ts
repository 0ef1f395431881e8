// Is this JavaScript finished? Compiled, never run: Node only judges the text, the line itself runs in its realm.

import { Script } from "node:vm";

export type Completeness = "complete" | "more" | "wrong";

/** `judge("[1, 2")` → `"more"`; `judge("let 1")` → `"wrong"`; top-level `await` is fine. */
export function judge(source: string): Completeness {
  if (source.trim() === "" || compiles(source) === true || compiles(`(async () => {${source}\n})`) === true)
    return "complete";
  if (source.trimStart().startsWith("{") && compiles(`(async () => (${source}\n))`) === true) return "complete";
  // Unfinished text is a beginning: left open, it fails only at its very end.
  const openings = [
    source,
    `async () => {${source}`,
    ...(source.trimStart().startsWith("{") ? [`(async () => (${source}`] : []),
  ];
  return openings.some((text) => endedEarly(compiles(text), text)) ? "more" : "wrong";
}

/** `{ a: 1 }` at a prompt means the object, not a block with a label. */
export function asExpression(source: string): string {
  return /^\s*\{[\s\S]*\}\s*$/.test(source) && compiles(`(async () => (${source}\n))`) === true
    ? `(${source}\n)`
    : source;
}

function compiles(source: string): true | SyntaxError {
  try {
    new Script(source, { filename: "line" });
    return true;
  } catch (error) {
    return error as SyntaxError;
  }
}

function endedEarly(error: true | SyntaxError, source: string): boolean {
  if (error === true) return false;
  if (/Unexpected end of input|Unterminated template literal/.test(error.message)) return true;
  if (/Invalid or unexpected token/.test(error.message)) return openComment(source);
  // V8 says the same of `f(1, 2` and of `f(1 2)`: the caret tells, pointing past the end in the first.
  if (/missing \) after argument list|missing \) in parenthetical/.test(error.message)) {
    const [, line = "", caret = ""] = /\n(.*)\n(\s*\^+)/.exec(`\n${error.stack ?? ""}`.replace(/^\n.*?:\d+/, "")) ?? [];
    return caret !== "" && caret.replace(/\s+$/, "").length >= line.length;
  }
  return false;
}

const openComment = (source: string) => source.lastIndexOf("/*") > source.lastIndexOf("*/");
