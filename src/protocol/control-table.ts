// Controls in shared memory: one owner writes (fed by MIDI, OSC, panel, REPL), every worker samples once per job.
// Sample and hold: a control keeps its value until somebody moves it, and "never moved" is a state of its own, so that
// a sketch's fallback holds until the knob really turns. Triggers (OSC, notes, `.trigger`) and the sound of the audio
// input lie behind the controls: whatever moves a picture and is not time or code is a number in this table.
//
// A copy belongs to exactly one revision: the table after the first N writes, and nothing of the next. That is what makes
// a set repeatable (host/set-log/). The writer counts before and after each write; a reader whose copy saw the two differ
// takes another.

export const CC_COUNT = 128;
export const KNOB_COUNT = 256;
/** Triggers that may be told apart at a time; the one that fired longest ago makes room. */
export const TRIGGER_COUNT = 32;
export const BAND_COUNT = 8;

/** Words of a trigger. `tag` says whose it is: names never cross, so the table needs no second list beside it. */
const TRIGGER = { tag: 0, count: 1, t: 2, beat: 3, value: 4 } as const;
const TRIGGER_WORDS = 5;

/** Words of the sound; the bands follow. All are zero while nothing listens. */
export const SOUND = { on: 0, level: 1, peak: 2, onset: 3, onsets: 4, bands: 5 } as const;
export const SOUND_WORDS = SOUND.bands + BAND_COUNT;

const FIRST_KNOB = CC_COUNT;
const FIRST_TRIGGER = FIRST_KNOB + KNOB_COUNT;
const FIRST_SOUND = FIRST_TRIGGER + TRIGGER_COUNT * TRIGGER_WORDS;
const SLOTS = FIRST_SOUND + SOUND_WORDS;
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
  /** The trigger of this tag fires now, at performance time `t` and beat `beat`. */
  fire(tag: number, value: number, t: number, beat: number): void;
  /** Word `word` of the sound (`SOUND`); written only where it differs. */
  setSound(word: number, value: number): void;
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
  /** Where the trigger of this tag stands, or -1 if it never fired. */
  trigger(tag: number): number;
  triggerWord(place: number, word: "count" | "t" | "beat" | "value"): number;
  sound(word: number): number;
}

/**
 * What a trigger's name is in the table: 24 bits, which a float32 holds exactly, and never 0. Two of 32 names share a tag
 * once in 34,000 sets; they would fire together.
 */
export function triggerTag(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return ((hash >>> 8) ^ (hash & 0xff)) & 0xffffff || 1;
}

export function createControlWriter(memory: SharedArrayBuffer, onWrite?: OnControlWrite): ControlWriter {
  const head = new Int32Array(memory, 0, HEAD_WORDS);
  const moved = new Int32Array(memory, HEAD_WORDS * 4, SLOTS);
  const values = new Float32Array(memory, (HEAD_WORDS + SLOTS) * 4, SLOTS);
  const bits = new Int32Array(memory, (HEAD_WORDS + SLOTS) * 4, SLOTS);
  const asFloat = new Float32Array(1);
  const asBits = new Int32Array(asFloat.buffer);
  const write = (slot: number, mark: 0 | 1, value: number) => {
    asFloat[0] = value + 0; // never -0, which a log's JSON does not know
    Atomics.add(head, WORD.begun, 1);
    // Atomic, word by word: only so is it certain that they stand between the two counts for every thread.
    Atomics.store(bits, slot, asBits[0]);
    Atomics.store(moved, slot, mark);
    const revision = Atomics.add(head, WORD.revision, 1) + 1;
    onWrite?.(revision, slot, mark === 1, asFloat[0]);
  };
  const set = (slot: number, value: number) => write(slot, 1, value);
  const clear = (slot: number) => write(slot, 0, values[slot]);
  /** Where the trigger of this tag stands, else a free place, else that of the one that fired longest ago. */
  const placeOf = (tag: number): number => {
    let oldest = 0;
    for (let place = 0; place < TRIGGER_COUNT; place++) {
      const at = FIRST_TRIGGER + place * TRIGGER_WORDS;
      if (values[at] === tag || values[at] === 0) return place;
      if (values[at + TRIGGER.t] < values[FIRST_TRIGGER + oldest * TRIGGER_WORDS + TRIGGER.t]) oldest = place;
    }
    return oldest;
  };
  return {
    setCc: (index, value) => set(within(index, CC_COUNT), value),
    clearCc: (index) => clear(within(index, CC_COUNT)),
    setKnob: (index, value) => set(FIRST_KNOB + within(index, KNOB_COUNT), value),
    clearKnob: (index) => clear(FIRST_KNOB + within(index, KNOB_COUNT)),
    fire(tag, value, t, beat) {
      const at = FIRST_TRIGGER + placeOf(tag) * TRIGGER_WORDS;
      const count = values[at] === tag ? values[at + TRIGGER.count] : 0;
      // The count comes last: whoever reads in between sees the old one.
      if (count === 0) set(at + TRIGGER.count, 0);
      set(at, tag);
      set(at + TRIGGER.t, t);
      set(at + TRIGGER.beat, beat);
      set(at + TRIGGER.value, value);
      set(at + TRIGGER.count, count + 1);
    },
    setSound(word, value) {
      const slot = FIRST_SOUND + within(word, SOUND_WORDS);
      // Four decimals: nobody hears or sees more, and the log of a set has to write them, thousands a second.
      const heard = Math.round(value * 10_000) / 10_000;
      if (values[slot] !== Math.fround(heard)) set(slot, heard);
    },
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
      index >= 0 && index < KNOB_COUNT && heldMoved[FIRST_KNOB + index] === 1
        ? heldValues[FIRST_KNOB + index]
        : fallback,
    trigger(tag) {
      for (let place = 0; place < TRIGGER_COUNT; place++)
        if (heldValues[FIRST_TRIGGER + place * TRIGGER_WORDS] === tag) return place;
      return -1;
    },
    triggerWord: (place, word) => heldValues[FIRST_TRIGGER + place * TRIGGER_WORDS + TRIGGER[word]],
    sound: (word) => heldValues[FIRST_SOUND + word],
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
