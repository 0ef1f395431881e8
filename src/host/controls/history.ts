// What the performer did to knobs and controllers, to be taken back and done again. One drag is one step, and so is a
// preset or a throw of the dice over two hundred knobs. Steps belong to the sketch they were made in. Bounded in entries and bytes: the
// oldest go first.
//
// A step that is taken back remembers what it found, and doing it again brings exactly that: also what an input had moved
// meanwhile.

import { type Target, targetText } from "./target.ts";
import type { Held } from "./values.ts";

/** Null: the code's value held. */
export interface ControlChange {
  readonly target: Target;
  readonly before: Held | null;
  readonly after: Held | null;
}

export interface Step {
  /** What was done, for whoever takes it back: `amount`, `preset verse`. */
  readonly label: string;
  readonly sketch: string;
  /** Moves of one gesture, a drag say, are one step. */
  readonly gesture: number | null;
  readonly changes: readonly ControlChange[];
}

export interface ControlHistory {
  /** A step done just now; what was taken back before in this sketch is gone. */
  note(step: Step): void;
  /** Moves the last step of this sketch to the other pile and returns what is to be placed, or null. */
  undo(sketch: string, now: (target: Target) => Held | null): Step | null;
  redo(sketch: string, now: (target: Target) => Held | null): Step | null;
  depth(sketch: string): { undo: number; redo: number };
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

export const MAX_STEPS = 300;
export const MAX_STEP_BYTES = 1024 * 1024;
const STEP_BYTES = 200;
const CHANGE_BYTES = 220;

const bytesOf = ({ label, changes }: Step): number =>
  STEP_BYTES +
  2 * label.length +
  changes.reduce((sum, { target }) => sum + CHANGE_BYTES + 2 * targetText(target).length, 0);

export function createControlHistory(maxEntries = MAX_STEPS, maxBytes = MAX_STEP_BYTES): ControlHistory {
  const done: Step[] = [];
  let undone: Step[] = [];
  let bytes = 0;

  function keep(pile: Step[], step: Step): void {
    pile.push(step);
    bytes += bytesOf(step);
    // The newest stays whatever it weighs: there is always one step back.
    while ((done.length + undone.length > maxEntries || bytes > maxBytes) && done.length + undone.length > 1)
      bytes -= bytesOf((done.length > 0 && done[0] !== step ? done : undone).shift() as Step);
  }

  function take(pile: Step[], sketch: string): Step | null {
    const at = pile.findLastIndex((step) => step.sketch === sketch);
    if (at === -1) return null;
    const [step] = pile.splice(at, 1);
    bytes -= bytesOf(step);
    return step;
  }

  const of = (pile: Step[], sketch: string) => pile.filter((step) => step.sketch === sketch).length;

  return {
    note(step) {
      for (const gone of undone) if (gone.sketch === step.sketch) bytes -= bytesOf(gone);
      undone = undone.filter((each) => each.sketch !== step.sketch);
      const last = done.at(-1);
      if (step.gesture !== null && last?.gesture === step.gesture && last.sketch === step.sketch) {
        take(done, step.sketch);
        keep(done, { ...last, changes: joined(last.changes, step.changes) });
      } else keep(done, step);
    },
    undo(sketch, now) {
      const step = take(done, sketch);
      if (!step) return null;
      keep(undone, {
        ...step,
        gesture: null,
        changes: step.changes.map((each) => ({ ...each, after: now(each.target) })),
      });
      return step;
    },
    redo(sketch, now) {
      const step = take(undone, sketch);
      if (!step) return null;
      keep(done, { ...step, changes: step.changes.map((each) => ({ ...each, before: now(each.target) })) });
      return step;
    },
    depth: (sketch) => ({ undo: of(done, sketch), redo: of(undone, sketch) }),
    usage: () => ({ entries: done.length + undone.length, maxEntries, bytes, maxBytes }),
  };
}

/** Where each began, and where it is now. */
function joined(first: readonly ControlChange[], then: readonly ControlChange[]): ControlChange[] {
  const all = new Map(first.map((each) => [targetText(each.target), each]));
  for (const each of then) {
    const name = targetText(each.target);
    all.set(name, { ...each, before: (all.get(name) ?? each).before });
  }
  return [...all.values()];
}
