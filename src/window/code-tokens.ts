// Lines of TypeScript → pieces with a kind, for colour only. A tokenizer of this size takes a few things wrong (a regular
// expression with a quote in it); nothing but a colour hangs on it.

export type TokenKind = "" | "comment" | "string" | "number" | "word";

export interface Token {
  kind: TokenKind;
  text: string;
}

/** What a line begins inside of. */
type Inside = "" | "comment" | "template";

const TOKEN =
  /(\/\/.*)|(\/\*)|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)|(`)|(\b\d[\d_.]*(?:e[+-]?\d+)?\b)|(\b(?:import|from|export|default|const|let|return|function|if|else|for|of|in|while|new|type|interface|async|await|true|false|null|undefined)\b)/g;

export function tokenize(lines: readonly string[]): Token[][] {
  let inside: Inside = "";
  return lines.map((line) => {
    const tokens: Token[] = [];
    const put = (kind: TokenKind, text: string) => {
      if (text !== "") tokens.push({ kind, text });
    };
    let at = 0;
    while (at < line.length) {
      if (inside !== "") {
        const end = endOf(line, at, inside);
        put(inside === "comment" ? "comment" : "string", line.slice(at, end.at));
        at = end.at;
        if (!end.closed) break;
        inside = "";
        continue;
      }
      TOKEN.lastIndex = at;
      const found = TOKEN.exec(line);
      if (!found) break;
      put("", line.slice(at, found.index));
      at = found.index;
      if (found[2] !== undefined || found[4] !== undefined) {
        inside = found[2] !== undefined ? "comment" : "template";
        const opening = found[0];
        const end = endOf(line, at + opening.length, inside);
        put(inside === "comment" ? "comment" : "string", line.slice(at, end.at));
        at = end.at;
        if (!end.closed) break;
        inside = "";
        continue;
      }
      const kind =
        found[1] !== undefined
          ? "comment"
          : found[3] !== undefined
            ? "string"
            : found[5] !== undefined
              ? "number"
              : "word";
      put(kind, found[0]);
      at += found[0].length;
    }
    put("", line.slice(at));
    return tokens;
  });
}

function endOf(line: string, from: number, inside: Inside): { at: number; closed: boolean } {
  if (inside === "comment") {
    const end = line.indexOf("*/", from);
    return end === -1 ? { at: line.length, closed: false } : { at: end + 2, closed: true };
  }
  for (let at = from; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === "`") return { at: at + 1, closed: true };
  }
  return { at: line.length, closed: false };
}
