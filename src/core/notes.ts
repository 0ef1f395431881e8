// What the evaluator put right by itself, for the worker to pass on: values pulled into their range (told once per op
// and parameter until `reset`), points dropped because they were not numbers (counted). Nothing is allocated while
// there is nothing new to say.

import type { ClampSink } from "./params.ts";

export interface Note {
  op: string;
  what: string;
  count: number;
}

export interface NoteBook extends ClampSink {
  dropped(op: string, points: number): void;
  /** Hands over what was noted since the last call. */
  drain(): Note[];
  /** Tells everything anew, as after a reload. */
  reset(): void;
}

const MAX_NOTES = 64;
const NONE: Note[] = [];

export function createNoteBook(): NoteBook {
  let told = new WeakSet<object>();
  let notes: Note[] = NONE;

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
    drain() {
      const drained = notes;
      notes = NONE;
      return drained;
    },
    reset() {
      told = new WeakSet();
      notes = NONE;
    },
  };
}
