// Controls in shared memory: one owner writes (fed by MIDI, OSC, panel, REPL), every worker samples once per job.
// Sample and hold: a control keeps its value until somebody moves it, and "never moved" is a state of its own, so that
// a sketch's fallback holds until the knob really turns.
//
// A copy belongs to exactly one revision: the table after the first N writes, and nothing of the next. That is what makes
// a set repeatable (host/set-log/). The writer counts before and after each write; a reader whose copy saw the two differ
// takes another.

export const CC_COUNT = 128;
export const KNOB_COUNT = 256;

const SLOTS = CC_COUNT + KNOB_COUNT;
const HEAD_WORDS = 4;
/** `revision`: writes done. `begun`: writes begun. */
const WORD = { revision: 0, begun: 1 } as const;

/** A reader that always meets a writer keeps the copy it has: old, and whole. One that has none yet is more patient. */
const TRIES = 200;
const FIRST_TRIES = 20_000;

/** `Float32Array` of values behind an `Int32Array` of "has been moved" marks, behind the head. */
export function controlTableBytes(): number {
  return (HEAD_WORDS + SLOTS * 2) * 4;
}

export interface ControlWriter {
  /** Moves controller `index` (0–127) to `value` (0..1). */
  setCc(index: number, value: number): void;
  clearCc(index: number): void;
  /** Moves knob slot `index` to `value`, in the knob's own range. */
  setKnob(index: number, value: number): void;
  clearKnob(index: number): void;
  /** Sets a word and its mark as they were on the tape: a replay steps through tables, backward too. */
  poke(slot: number, moved: boolean, value: number): void;
  peek(slot: number): { moved: boolean; value: number };
  revision(): number;
}

/** Told of every write: the table after `revision` writes differs from the one before in this word. */
export type OnControlWrite = (revision: number, slot: number, moved: boolean, value: number) => void;

/** Words of the table, however they are used. */
export const CONTROL_SLOTS = SLOTS;

/** A private copy of the table, so that one job sees one state. */
export interface ControlReader {
  /** Takes a new copy if the revision moved. Returns the revision of the copy. */
  sample(): number;
  cc(index: number, fallback: number): number;
  knob(index: number, fallback: number): number;
}

export function createControlWriter(memory: SharedArrayBuffer, onWrite?: OnControlWrite): ControlWriter {
  const head = new Int32Array(memory, 0, HEAD_WORDS);
  const moved = new Int32Array(memory, HEAD_WORDS * 4, SLOTS);
  const values = new Float32Array(memory, (HEAD_WORDS + SLOTS) * 4, SLOTS);
  const bits = new Int32Array(memory, (HEAD_WORDS + SLOTS) * 4, SLOTS);
  const asFloat = new Float32Array(1);
  const asBits = new Int32Array(asFloat.buffer);
  const write = (slot: number, mark: 0 | 1, value: number) => {
    asFloat[0] = value;
    Atomics.add(head, WORD.begun, 1);
    // Atomic, word by word: only so is it certain that they stand between the two counts for every thread.
    Atomics.store(bits, slot, asBits[0]);
    Atomics.store(moved, slot, mark);
    const revision = Atomics.add(head, WORD.revision, 1) + 1;
    onWrite?.(revision, slot, mark === 1, asFloat[0]);
  };
  const set = (slot: number, value: number) => write(slot, 1, value);
  const clear = (slot: number) => write(slot, 0, values[slot]);
  return {
    setCc: (index, value) => set(within(index, CC_COUNT), value),
    clearCc: (index) => clear(within(index, CC_COUNT)),
    setKnob: (index, value) => set(CC_COUNT + within(index, KNOB_COUNT), value),
    clearKnob: (index) => clear(CC_COUNT + within(index, KNOB_COUNT)),
    poke: (slot, isMoved, value) => write(within(slot, SLOTS), isMoved ? 1 : 0, value),
    peek: (slot) => ({ moved: moved[within(slot, SLOTS)] === 1, value: values[slot] }),
    revision: () => Atomics.load(head, WORD.revision),
  };
}

export function createControlReader(memory: SharedArrayBuffer): ControlReader {
  const head = new Int32Array(memory, 0, HEAD_WORDS);
  const moved = new Int32Array(memory, HEAD_WORDS * 4, SLOTS);
  const bits = new Int32Array(memory, (HEAD_WORDS + SLOTS) * 4, SLOTS);
  /** Two copies: the one that is held, and the one that is being taken. */
  const copies = [createCopy(), createCopy()];
  let { moved: heldMoved, values: heldValues } = copies[0];
  // What nobody has written yet is the table of revision 0, and so is a copy nobody has taken yet.
  let held = 0;

  /** Whether the copy is that of `revision`. */
  const take = ({ moved: toMoved, bits: toBits }: Copy, revision: number): boolean => {
    if (Atomics.load(head, WORD.begun) !== revision) return false;
    for (let slot = 0; slot < SLOTS; slot++) {
      toMoved[slot] = Atomics.load(moved, slot);
      toBits[slot] = Atomics.load(bits, slot);
    }
    return Atomics.load(head, WORD.begun) === revision;
  };

  return {
    sample() {
      const tries = held === 0 ? FIRST_TRIES : TRIES;
      for (let i = 0; i < tries; i++) {
        const revision = Atomics.load(head, WORD.revision);
        if (revision === held) return held;
        if (!take(copies[1], revision)) continue;
        copies.reverse();
        heldMoved = copies[0].moved;
        heldValues = copies[0].values;
        held = revision;
        return held;
      }
      return held;
    },
    // `=== 1` also answers for what is no index at all: nothing is there.
    cc: (index, fallback) => (index >= 0 && index < CC_COUNT && heldMoved[index] === 1 ? heldValues[index] : fallback),
    knob: (index, fallback) =>
      index >= 0 && index < KNOB_COUNT && heldMoved[CC_COUNT + index] === 1 ? heldValues[CC_COUNT + index] : fallback,
  };
}

interface Copy {
  moved: Int32Array;
  bits: Int32Array;
  /** The same bytes. */
  values: Float32Array;
}

function createCopy(): Copy {
  const bits = new Int32Array(SLOTS);
  return { moved: new Int32Array(SLOTS), bits, values: new Float32Array(bits.buffer) };
}

function within(index: number, count: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`control ${index}, expected 0 to ${count - 1}`);
  return index;
}
