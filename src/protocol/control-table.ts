// Controls in shared memory: one owner writes (fed by MIDI, OSC, panel, REPL), every worker samples once per job.
// Sample and hold: a control keeps its value until somebody moves it, and "never moved" is a state of its own, so that
// a sketch's fallback holds until the knob really turns.

export const CC_COUNT = 128;
export const KNOB_COUNT = 256;

const SLOTS = CC_COUNT + KNOB_COUNT;
const HEAD_WORDS = 4;
const WORD = { revision: 0 } as const;

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
  revision(): number;
}

/** A private copy of the table, so that one job sees one state. */
export interface ControlReader {
  /** Takes a new copy if the revision moved. Returns the revision of the copy. */
  sample(): number;
  cc(index: number, fallback: number): number;
  knob(index: number, fallback: number): number;
}

export function createControlWriter(memory: SharedArrayBuffer): ControlWriter {
  const head = new Int32Array(memory, 0, HEAD_WORDS);
  const moved = new Int32Array(memory, HEAD_WORDS * 4, SLOTS);
  const values = new Float32Array(memory, (HEAD_WORDS + SLOTS) * 4, SLOTS);
  const set = (slot: number, value: number) => {
    values[slot] = value;
    Atomics.store(moved, slot, 1);
    Atomics.add(head, WORD.revision, 1);
  };
  // The value stays: a reader half-way through its copy would see a moved control at zero.
  const clear = (slot: number) => {
    Atomics.store(moved, slot, 0);
    Atomics.add(head, WORD.revision, 1);
  };
  return {
    setCc: (index, value) => set(within(index, CC_COUNT), value),
    clearCc: (index) => clear(within(index, CC_COUNT)),
    setKnob: (index, value) => set(CC_COUNT + within(index, KNOB_COUNT), value),
    clearKnob: (index) => clear(CC_COUNT + within(index, KNOB_COUNT)),
    revision: () => Atomics.load(head, WORD.revision),
  };
}

export function createControlReader(memory: SharedArrayBuffer): ControlReader {
  const head = new Int32Array(memory, 0, HEAD_WORDS);
  const moved = new Int32Array(memory, HEAD_WORDS * 4, SLOTS);
  const values = new Float32Array(memory, (HEAD_WORDS + SLOTS) * 4, SLOTS);
  const heldMoved = new Int32Array(SLOTS);
  const heldValues = new Float32Array(SLOTS);
  let held = -1;
  return {
    sample() {
      const revision = Atomics.load(head, WORD.revision);
      if (revision !== held) {
        heldMoved.set(moved);
        heldValues.set(values);
        held = revision;
      }
      return held;
    },
    // `=== 1` also answers for what is no index at all: nothing is there.
    cc: (index, fallback) => (index >= 0 && index < CC_COUNT && heldMoved[index] === 1 ? heldValues[index] : fallback),
    knob: (index, fallback) =>
      index >= 0 && index < KNOB_COUNT && heldMoved[CC_COUNT + index] === 1 ? heldValues[CC_COUNT + index] : fallback,
  };
}

function within(index: number, count: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`control ${index}, expected 0 to ${count - 1}`);
  return index;
}
