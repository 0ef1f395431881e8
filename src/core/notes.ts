// What the evaluator put right by itself, for the worker to pass on: values pulled into their range (told once per op
// and parameter until `reset`), letters that a face does not have (once each), points dropped because they were not numbers (counted). Nothing is allocated while
// there is nothing new to say.

import type { ClampSink } from "./params.ts";

export interface Note {
  op: string;
  what: string;
  count: number;
}

export interface NoteBook extends ClampSink {
  dropped(op: string, points: number): void;
  missingLetter(op: string, font: string, codePoint: number): void;
  /** Hands over what was noted since the last call. */
  drain(): Note[];
  /** Tells everything anew, as after a reload. */
  reset(): void;
}

const MAX_NOTES = 64;
/** Letters that are remembered as told; a text in a face that has none of its letters says so often enough by then. */
const MAX_MISSING = 32;
const NONE: Note[] = [];

export function createNoteBook(): NoteBook {
  let told = new WeakSet<object>();
  let notes: Note[] = NONE;
  const missing: { font: string; codePoint: number }[] = [];

  const add = (op: string, what: string, count: number) => {
    for (const note of notes) {
      if (note.op === op && note.what === what) {
        note.count += count;
        return;
      }
    }
    if (notes.length >= MAX_NOTES) return;
    if (notes === NONE) notes = [];
    notes.push({ op, what, count });
  };

  return {
    clamped(op, slot, param, got, used) {
      if (told.has(slot)) return;
      told.add(slot);
      add(op, `${param} ${got} is out of range, used ${used}`, 1);
    },
    dropped(op, points) {
      add(op, "dropped points that are not finite numbers", points);
    },
    missingLetter(op, font, codePoint) {
      if (missing.length >= MAX_MISSING) return;
      for (const each of missing) if (each.codePoint === codePoint && each.font === font) return;
      missing.push({ font, codePoint });
      add(op, `${nameOf(codePoint)} is not in ${faceName(font)}; its sign for a missing letter is drawn`, 1);
    },
    drain() {
      const drained = notes;
      notes = NONE;
      return drained;
    },
    reset() {
      told = new WeakSet();
      notes = NONE;
      missing.length = 0;
    },
  };
}

/** `"💧" (U+1F4A7)` */
function nameOf(codePoint: number): string {
  const hex = codePoint.toString(16).toUpperCase().padStart(4, "0");
  return `"${String.fromCodePoint(codePoint)}" (U+${hex})`;
}

/** What a sketch imports is known by its content only. */
function faceName(font: string): string {
  return font.startsWith("font:") ? "the imported font" : `"${font}"`;
}
