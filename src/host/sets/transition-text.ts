// A transition as a person writes it, the same in the configuration, in a set's entry and after `.go`:
//
//   fade · fade 4 bars · morph 2 s · dash 8 beats on now · 4 bars · cut on bar
//
// In any order; what is not said is taken from a default.

import {
  TRANSITION_KINDS,
  TRANSITION_STARTS,
  TRANSITION_UNITS,
  type Transition,
  type TransitionKind,
  type TransitionStart,
  type TransitionUnit,
} from "../../protocol/transition.ts";
import { nearest } from "../nearest.ts";

export const TRANSITION_TEXT =
  '"cut", "fade", "dash" or "morph", a length such as "4 bars", "2 beats" or "1.5 s", "on bar", "on beat" or "on now"';

export type TransitionAnswer = { ok: true; transition: Transition } | { ok: false; what: string; try?: string };

const UNITS: Record<string, TransitionUnit> = {
  bar: "bars",
  bars: "bars",
  beat: "beats",
  beats: "beats",
  s: "s",
  sec: "s",
  second: "s",
  seconds: "s",
};
const MAX_LENGTH = 1000;
const MAX_TEXT = 200;

export function parseTransition(text: string, fallback: Transition): TransitionAnswer {
  const transition = { ...fallback };
  let kind: TransitionKind | null = null;
  let timed = false;
  const words = text.slice(0, MAX_TEXT).toLowerCase().trim().split(/\s+/).filter(Boolean);
  const no = (what: string, way?: string): TransitionAnswer => ({ ok: false, what, try: way });
  if (text.length > MAX_TEXT) return no(`the transition has ${text.length} characters`);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if ((TRANSITION_KINDS as readonly string[]).includes(word)) kind = word as TransitionKind;
    else if (word === "on" || word === "now") {
      const start = word === "now" ? word : words[++i];
      if (!(TRANSITION_STARTS as readonly (string | undefined)[]).includes(start))
        return no(start === undefined ? '"on" stands alone' : `a transition on "${start}"`);
      transition.on = start as TransitionStart;
    } else {
      const number = /^(\d+(?:\.\d+)?|\.\d+)([a-z]*)$/.exec(word);
      if (!number) return no(`"${word}" is no part of a transition`, guess(word));
      const unit = number[2] || words[++i];
      if (unit === undefined) return no(`${number[1]} of what?`, `Write for example: ${number[1]} bars`);
      if (!Object.hasOwn(UNITS, unit)) return no(`"${unit}" is no length of time`, guess(unit));
      transition.length = Number(number[1]);
      transition.unit = UNITS[unit];
      timed = true;
      if (transition.length > MAX_LENGTH) return no(`a transition of ${word} ${unit}`, `At most ${MAX_LENGTH}.`);
    }
  }
  // A cut has no length: who says one means a fade.
  transition.kind = kind ?? (timed && fallback.kind === "cut" ? "fade" : fallback.kind);
  return { ok: true, transition };
}

function guess(word: string): string | undefined {
  const close = nearest(word, [...TRANSITION_KINDS, ...TRANSITION_UNITS, "on"]);
  return close ? `Did you mean "${close}"?` : undefined;
}

/** `describeTransition(…)` → `fade 4 bars on bar`; a cut has no length. */
export function describeTransition({ kind, length, unit, on }: Transition): string {
  const unitText = length === 1 && unit !== "s" ? unit.slice(0, -1) : unit;
  return kind === "cut" ? `cut on ${on}` : `${kind} ${length} ${unitText} on ${on}`;
}

export const isTransitionText = (text: unknown): boolean =>
  typeof text === "string" && text.trim() !== "" && parseTransition(text, CUT).ok;

export const CUT: Transition = { kind: "cut", length: 0, unit: "beats", on: "now" };
/** What is left unsaid in the configuration's own texts. */
export const GO_DEFAULT: Transition = { kind: "fade", length: 1, unit: "bars", on: "bar" };
