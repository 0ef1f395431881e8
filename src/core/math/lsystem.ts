// Rewriting a text by rules, the letters all at once: Lindenmayer's systems (1968), as in Prusinkiewicz and Lindenmayer,
// "The Algorithmic Beauty of Plants" (1990), chapter 1. Texts are bytes in two scratches, read from one and written to
// the other; the length of the next is counted before it is written, so a rule that explodes costs nothing.

import { uint8Scratch } from "../scratch.ts";
import { SketchError } from "../sketch-error.ts";

/** A text longer than this is refused. */
export const LONGEST_TEXT = 500_000;

const SYMBOLS = 128;
const EQUALS = 61;
const SEMICOLON = 59;
const NEWLINE = 10;

const even = uint8Scratch();
const odd = uint8Scratch();
/** Where in the rules' text the replacement of each symbol begins and ends; where it begins at −1 there is none. */
const from = new Int32Array(SYMBOLS);
const to = new Int32Array(SYMBOLS);
/** Its length without spaces. */
const grown = new Int32Array(SYMBOLS);

/**
 * The symbols of `axiom` after so many rewritings, with a 0 behind the last. Rules are written `X=F[+X]; F=FF`, parted
 * by semicolons or line ends; spaces mean nothing, and symbols without a rule stay. Throws `SketchError`.
 */
export function rewrite(axiom: string, rules: string, times: number): Uint8Array {
  readRules(rules);
  let length = countSymbols(axiom, 0, axiom.length);
  if (length > LONGEST_TEXT) throw tooLong(length, 0);
  let text = even.take(length + 1);
  text[copySymbols(axiom, 0, axiom.length, text, 0)] = 0;
  for (let time = 1; time <= times; time++) {
    let next = 0;
    for (let i = 0; i < length; i++) next += from[text[i]] < 0 ? 1 : grown[text[i]];
    if (next > LONGEST_TEXT) throw tooLong(next, time);
    const other = (time % 2 === 0 ? even : odd).take(next + 1);
    let at = 0;
    for (let i = 0; i < length; i++) {
      const symbol = text[i];
      if (from[symbol] < 0) other[at++] = symbol;
      else at = copySymbols(rules, from[symbol], to[symbol], other, at);
    }
    other[at] = 0;
    text = other;
    length = next;
  }
  return text;
}

function readRules(rules: string): void {
  from.fill(-1);
  for (let start = 0; start < rules.length; ) {
    let end = start;
    while (end < rules.length && !endsRule(rules.charCodeAt(end))) end++;
    let symbolAt = start;
    while (symbolAt < end && isSpace(rules.charCodeAt(symbolAt))) symbolAt++;
    if (symbolAt < end) {
      let equalsAt = symbolAt + 1;
      while (equalsAt < end && isSpace(rules.charCodeAt(equalsAt))) equalsAt++;
      if (rules.charCodeAt(equalsAt) !== EQUALS || equalsAt >= end) {
        throw new SketchError(`lsystem: the rule "${rules.slice(symbolAt, end).trim()}" says nothing to replace`, {
          expected: 'one symbol, "=", and what takes its place',
          try: "Write rules like X=F[+X]F; F=FF.",
        });
      }
      const symbol = symbolIn(rules, symbolAt);
      from[symbol] = equalsAt + 1;
      to[symbol] = end;
      grown[symbol] = countSymbols(rules, equalsAt + 1, end);
    }
    start = end + 1;
  }
}

function countSymbols(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (!isSpace(symbolIn(text, i))) count++;
  return count;
}

function copySymbols(text: string, start: number, end: number, to: Uint8Array, at: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (!isSpace(code)) to[at++] = code;
  }
  return at;
}

function symbolIn(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code > 0 && code < SYMBOLS) return code;
  throw new SketchError(`lsystem: ${JSON.stringify(text.charAt(at))} is no symbol`, {
    expected: "plain letters, digits, and + - | [ ]",
  });
}

function endsRule(code: number): boolean {
  return code === SEMICOLON || code === NEWLINE;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function tooLong(length: number, times: number): SketchError {
  return new SketchError(`lsystem would be ${length} symbols long after ${times} of its iterations`, {
    expected: `at most ${LONGEST_TEXT}`,
    try: "Lower `iterations`, or shorten the rules.",
  });
}
