// Everything that a performer can move, by name: `midi/nanoKONTROL2/cc 7`, `osc/fader/1`, `key/a`, `gamepad/0/axis 1`.
// The first part is the kind of source, everything before the last part the device. An input comes into being when it
// first moves. Bounded: of those nobody linked, the one that moved longest ago is forgotten.

/**
 * `knob`: has a position of its own that stays, so it is taken over softly. `button`: 1 while held. `signal`: changes by
 * itself or jumps by nature (a level, a pointer), and acts at once.
 */
export type InputKind = "knob" | "button" | "signal";

export interface Input {
  readonly name: string;
  readonly kind: InputKind;
  /** 0..1, as it came last. */
  value: number;
  /** False while its device is gone: the value stays, as "frozen". */
  live: boolean;
  moves: number;
  movedAtMs: number;
  /** Moves in the running and in the last full second. */
  counting: number;
  perSecond: number;
  secondAtMs: number;
}

export interface Inputs {
  /** Notes a move; `value` is clamped to 0..1. */
  moved(name: string, kind: InputKind, value: number, atMs: number): Input;
  get(name: string): Input | null;
  /** In the order of their names. */
  list(): readonly Input[];
  /** Of a device that came or went; returns its inputs. */
  setLive(device: string, live: boolean): Input[];
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
}

export const MAX_INPUTS = 1024;
export const MAX_INPUT_NAME = 120;
const INPUT_BYTES = 200 + MAX_INPUT_NAME * 2;

/** `sourceOf("midi/nano/cc 7")` → `"midi"` */
export const sourceOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf("/"))) || name;

export function createInputs(isLinked: (name: string) => boolean, maxEntries = MAX_INPUTS): Inputs {
  // In the order of their last first move; a Map keeps insertion order, and a move does not reinsert (that would be
  // garbage per message of a flood).
  const inputs = new Map<string, Input>();

  function make(name: string, kind: InputKind, atMs: number): Input {
    if (inputs.size >= maxEntries) forgetOne();
    const input: Input = {
      name: name.slice(0, MAX_INPUT_NAME),
      kind,
      value: 0,
      live: true,
      moves: 0,
      movedAtMs: atMs,
      counting: 0,
      perSecond: 0,
      secondAtMs: atMs,
    };
    inputs.set(input.name, input);
    return input;
  }

  function forgetOne(): void {
    let oldest: Input | null = null;
    for (const input of inputs.values())
      if (!isLinked(input.name) && (oldest === null || input.movedAtMs < oldest.movedAtMs)) oldest = input;
    const gone = oldest ?? inputs.values().next().value;
    if (gone) inputs.delete(gone.name);
  }

  return {
    moved(name, kind, value, atMs) {
      const input = inputs.get(name.slice(0, MAX_INPUT_NAME)) ?? make(name, kind, atMs);
      input.value = Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0));
      input.live = true;
      input.moves++;
      input.movedAtMs = atMs;
      if (atMs - input.secondAtMs >= 1000) {
        input.perSecond = atMs - input.secondAtMs < 2000 ? input.counting : 0;
        input.counting = 0;
        input.secondAtMs = atMs;
      }
      input.counting++;
      return input;
    },
    get: (name) => inputs.get(name) ?? null,
    list: () => [...inputs.values()].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })),
    setLive(device, live) {
      const found = [...inputs.values()].filter(({ name }) => name.startsWith(`${device}/`));
      for (const input of found) input.live = live;
      return found;
    },
    usage: () => ({
      entries: inputs.size,
      maxEntries,
      bytes: inputs.size * INPUT_BYTES,
      maxBytes: maxEntries * INPUT_BYTES,
    }),
  };
}
