// Between the MIDI thread and the host: what has moved and is not told yet. One batch is under way at a time, and the
// next waits for the host's word; so a host that stands still for three seconds, or ten thousand messages a second,
// cost neither memory nor the last value.
//
//   a turned knob     only its latest value is kept: one entry for each control, however often it moves
//   a note            each press and release in their order, as long as there is room; then its latest state
//   a clock pulse     each with its time; when there is no room the oldest goes, and is counted

/** `knob`: stays where it is put. `button`: 0 unless held, or flips. `signal`: springs back or jumps by nature. */
export type MoveKind = "knob" | "button" | "signal";

export interface Move {
  device: string;
  /** `cc 7`, `note 60`, or the profile's name. */
  control: string;
  kind: MoveKind;
  /** The controller's number, or -1: it moves `cc(n)` directly. */
  cc: number;
  /** 0..1 */
  value: number;
  /** Epoch ms. */
  at: number;
}

export type ClockKind = "pulse" | "start" | "stop" | "continue" | "position";
export interface ClockEvent {
  kind: ClockKind;
  device: string;
  /** Epoch ms. */
  at: number;
  /** Of a `position`: sixteenth notes from the song's beginning. */
  sixteenths: number;
}

export interface ProgramChange {
  device: string;
  /** 1–16 */
  channel: number;
  program: number;
  at: number;
}

export interface Batch {
  moves: Move[];
  clock: ClockEvent[];
  programs: ProgramChange[];
}

/** Controls that wait at once. The hub remembers an eighth of that; only a hostile device has more to say. */
export const MAX_MOVES = 8192;
export const MAX_STEPS = 512;
export const MAX_CLOCK = 1024;
export const MAX_PROGRAMS = 32;

export interface Mailbox {
  /** The latest value of a control that turns. */
  turn(device: string, control: string, kind: MoveKind, cc: number, value: number, at: number): void;
  /** A press or a release: kept apart from the one before. */
  step(device: string, control: string, value: number, at: number): void;
  clock(kind: ClockKind, device: string, at: number, sixteenths: number): void;
  program(device: string, channel: number, program: number, at: number): void;
  /** Everything pending, or null. The next call gets what came since. */
  take(): Batch | null;
  /** Entries now and at most so far; `lost` counts clock events and programs that found no room, and controls past the bound. */
  usage(): { entries: number; peak: number; lost: number };
}

export const MAX_ENTRIES = MAX_MOVES + MAX_CLOCK + MAX_PROGRAMS;
/** A move with its names shared, roughly. */
export const ENTRY_BYTES = 120;

export function createMailbox(): Mailbox {
  let moves: Move[] = [];
  let clock: ClockEvent[] = [];
  let programs: ProgramChange[] = [];
  /** Device → control → its newest entry in `moves`. */
  const latest = new Map<string, Map<string, Move>>();
  let steps = 0;
  let peak = 0;
  let lost = 0;

  const size = () => moves.length + clock.length + programs.length;

  function replace(device: string, control: string, value: number, at: number): boolean {
    const known = latest.get(device)?.get(control);
    if (!known) return false;
    known.value = value;
    known.at = at;
    return true;
  }

  function append(move: Move): void {
    if (moves.length >= MAX_MOVES) {
      lost++;
      return;
    }
    moves.push(move);
    const of = latest.get(move.device) ?? new Map<string, Move>();
    latest.set(move.device, of.set(move.control, move));
    peak = Math.max(peak, size());
  }

  function bounded<T>(list: T[], most: number, entry: T): void {
    if (list.length >= most) {
      list.shift();
      lost++;
    }
    list.push(entry);
    peak = Math.max(peak, size());
  }

  return {
    turn(device, control, kind, cc, value, at) {
      if (!replace(device, control, value, at)) append({ device, control, kind, cc, value, at });
    },
    step(device, control, value, at) {
      if (steps >= MAX_STEPS && replace(device, control, value, at)) return;
      steps++;
      append({ device, control, kind: "button", cc: -1, value, at });
    },
    clock: (kind, device, at, sixteenths) => bounded(clock, MAX_CLOCK, { kind, device, at, sixteenths }),
    program: (device, channel, program, at) => bounded(programs, MAX_PROGRAMS, { device, channel, program, at }),
    take() {
      if (size() === 0) return null;
      const batch = { moves, clock, programs };
      moves = [];
      clock = [];
      programs = [];
      latest.clear();
      steps = 0;
      return batch;
    },
    usage: () => ({ entries: size(), peak, lost }),
  };
}
