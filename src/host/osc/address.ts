// OSC address patterns. A pattern comes from a stranger, so it is not turned into a regular expression, whose backtracking
// a few stars can make exponential: it becomes a small automaton, and matching is pattern length times address length.
//
//   ?  one character      *  any characters       [a-z] [!abc]  one of, none of      {red,blue}  one of these
//   //  any number of parts between, none too (OSC 1.1). Only `//` crosses a slash.

type State =
  | { kind: "char"; accepts(code: number): boolean }
  /** Goes on in both places without reading. */
  | { kind: "fork"; to: readonly number[] };

export interface AddressPattern {
  matches(address: string): boolean;
}

const MAX_PATTERN = 256;
const SLASH = 47;
const notSlash = (code: number) => code !== SLASH;

export const isPattern = (address: string): boolean => /[?*[\]{}]|\/\//.test(address);

/** The pattern, or a sentence that says why it is none. */
export function parsePattern(text: string): AddressPattern | string {
  if (text.length > MAX_PATTERN) return `pattern of ${text.length} characters, the limit is ${MAX_PATTERN}`;
  const states: State[] = [];
  const push = (state: State) => states.push(state);
  const char = (accepts: (code: number) => boolean) => push({ kind: "char", accepts });
  const literal = (code: number) => char((each) => each === code);
  for (let i = 0; i < text.length; i++) {
    const here = states.length;
    switch (text[i]) {
      case "?":
        char(notSlash);
        break;
      case "*":
        push({ kind: "fork", to: [here + 1, here + 3] });
        char(notSlash);
        push({ kind: "fork", to: [here] });
        break;
      case "/":
        literal(SLASH);
        if (text[i + 1] !== "/") break;
        while (text[i + 1] === "/") i++;
        // (characters, slash) any number of times
        push({ kind: "fork", to: [here + 2, here + 6] });
        char(notSlash);
        push({ kind: "fork", to: [here + 2, here + 4] });
        literal(SLASH);
        push({ kind: "fork", to: [here + 1] });
        break;
      case "[": {
        const end = text.indexOf("]", i + 1);
        if (end === -1) return `"[" without its "]" in ${text}`;
        char(parseClass(text.slice(i + 1, end)));
        i = end;
        break;
      }
      case "{": {
        const end = text.indexOf("}", i + 1);
        if (end === -1) return `"{" without its "}" in ${text}`;
        addAlternatives(states, text.slice(i + 1, end).split(","));
        i = end;
        break;
      }
      case "]":
      case "}":
        return `"${text[i]}" without its beginning in ${text}`;
      default:
        literal(text.charCodeAt(i));
    }
  }
  return { matches: (address) => run(states, address) };
}

function parseClass(inside: string): (code: number) => boolean {
  const negated = inside.startsWith("!");
  const body = negated ? inside.slice(1) : inside;
  const ranges: [number, number][] = [];
  for (let i = 0; i < body.length; i++) {
    const from = body.charCodeAt(i);
    if (body[i + 1] === "-" && i + 2 < body.length) {
      const to = body.charCodeAt(i + 2);
      ranges.push([Math.min(from, to), Math.max(from, to)]);
      i += 2;
    } else ranges.push([from, from]);
  }
  return (code) => code !== SLASH && ranges.some(([from, to]) => code >= from && code <= to) !== negated;
}

/** A fork to the first character of each word; each word ends in a fork to what follows them all. */
function addAlternatives(states: State[], words: readonly string[]): void {
  const starts: number[] = [];
  const ends: number[] = [];
  const fork = states.push({ kind: "fork", to: starts }) - 1;
  for (const word of words) {
    starts.push(states.length);
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i);
      states.push({ kind: "char", accepts: (each) => each === code });
    }
    ends.push(states.push({ kind: "fork", to: [] }) - 1);
  }
  states[fork] = { kind: "fork", to: starts };
  for (const end of ends) states[end] = { kind: "fork", to: [states.length] };
}

function run(states: readonly State[], address: string): boolean {
  const accept = states.length;
  let current = new Set<number>();
  enter(states, current, 0);
  for (let i = 0; i < address.length && current.size > 0; i++) {
    const code = address.charCodeAt(i);
    const next = new Set<number>();
    for (const at of current) {
      const state = states[at];
      if (state?.kind === "char" && state.accepts(code)) enter(states, next, at + 1);
    }
    current = next;
  }
  return current.has(accept);
}

/** Adds a state and everything that is reached from it without reading. */
function enter(states: readonly State[], into: Set<number>, at: number): void {
  const todo = [at];
  for (let each = todo.pop(); each !== undefined; each = todo.pop()) {
    if (into.has(each)) continue;
    into.add(each);
    const state = states[each];
    if (state?.kind === "fork") todo.push(...state.to);
  }
}
