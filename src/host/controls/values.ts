// Values as the performer left them: MIDI controllers by number, knobs by sketch and name. They outlive windows, workers
// and versions. Moves are gathered into one latest-value batch per 8 ms, so that a flood costs one call.

import { KNOB_COUNT } from "../../protocol/control-table.ts";
import type { ControlBatch } from "../../protocol/link.ts";
import type { KnobDeclaration } from "../../protocol/port.ts";

/** Who set a value: `"panel"` for panel, prompt and presets, else the name of an input. */
export type ValueSource = string;

/** A performer's value. */
export interface Held {
  readonly value: number;
  readonly source: ValueSource;
}

export interface Knob extends KnobDeclaration {
  readonly sketch: string;
  /** Of the control table; null while no running version needs it. */
  slot: number | null;
  /** The performer's, or null while the code's (`value`) holds. */
  held: Held | null;
  /** Stays as it is, whoever moves it; a changed default in the code still wins. */
  locked: boolean;
}

/** What is kept of a knob from one start to the next. */
export interface KeptKnob extends Held {
  /** The default in the code it was set against. */
  readonly code: number;
}

export interface ControlValues {
  setCc(index: number, value: number, source?: ValueSource): Promise<void>;
  clearCc(index: number): Promise<void>;
  cc(index: number): Held | null;
  ccs(): [number, Held][];
  /** As an earlier run left it, unless it was moved or let go of in this one. */
  restoreCc(index: number, held: Held): void;
  /** The knobs below are those of this sketch from now on. */
  sketch(): string;
  /** In the knob's own range. A name nobody declared is nobody's. */
  setKnob(name: string, value: number, source?: ValueSource): Promise<void>;
  clearKnob(name: string): Promise<void>;
  knob(name: string): Knob | null;
  /** Those the version on air has, in its order, and the extra one. */
  knobs(): Knob[];
  /** The performer's value of a knob of this sketch, also of one the version on air does not have. */
  held(name: string): Held | null;
  setLocked(name: string, on: boolean): void;
  /** A knob that no sketch declares and no worker reads, such as the position between two presets. */
  setExtra(declaration: KnobDeclaration | null, held: Held | null): void;
  extra(): Knob | null;
  /** Takes over what a version declared. A changed default takes the performer's value away. True when there are new slots. */
  declare(sketch: string, knobs: readonly KnobDeclaration[]): boolean;
  /** Names → slots, for the workers of this sketch. */
  slots(sketch: string): Record<string, number>;
  /** What the performer set in this sketch. */
  kept(sketch: string): Record<string, KeptKnob>;
  /** Names of the locked knobs of this sketch. */
  locked(sketch: string): string[];
  /** Values and locks of an earlier run, for knobs that are not known yet. */
  restore(sketch: string, knobs: Readonly<Record<string, KeptKnob>>, locked?: readonly string[]): void;
  /** Everything moved so far, for a window that came back. */
  everything(): ControlBatch;
  /** Keeps moves back; what moved last is told when let go. For an experiment that needs inputs to stand still. */
  hold(on: boolean): void;
  usage(): { entries: number; maxEntries: number; bytes: number; maxBytes: number };
  stop(): void;
}

const BATCH_MS = 8;
/** Knobs that are remembered, over all sketches. */
const MAX_KNOBS = 4096;
const KNOB_BYTES = 500;
const PANEL: ValueSource = "panel";
/** A knob of which only the lock is known. */
const UNKNOWN: KeptKnob = { value: Number.NaN, source: "", code: 0 };

export function createControlValues(send: (batch: ControlBatch) => Promise<void>): ControlValues {
  const ccs = new Map<number, Held>();
  /** Moved or let go of in this run: what an earlier one left is over. */
  const touched = new Set<number>();
  const knobs = new Map<string, Knob>();
  let batch: ControlBatch | null = null;
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | null = null;
  let current = "";
  let names: string[] = [];
  let paused = false;

  const key = (sketch: string, name: string) => `${sketch}\n${name}`;
  let extra: Knob | null = null;
  /** A knob of the sketch comes before an extra one of its name. */
  const find = (name: string) => knobs.get(key(current, name)) ?? (extra?.name === name ? extra : null);

  /** The first move of a burst goes at once; those of the next 8 ms follow as one. */
  function queue(kind: "cc" | "knobs", index: number | null, value: number | null): Promise<void> {
    if (index === null) return Promise.resolve();
    if (timer === null && !paused) {
      timer = setTimeout(flush, BATCH_MS);
      return deliver({ cc: [], knobs: [], [kind]: [[index, value]] });
    }
    batch ??= { cc: [], knobs: [] };
    const list = batch[kind];
    const at = list.findIndex(([each]) => each === index);
    if (at === -1) list.push([index, value]);
    else list[at] = [index, value];
    return paused ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  }

  function flush(): void {
    timer = null;
    if (!batch || paused) return;
    const [moved, told] = [batch, waiting];
    batch = null;
    waiting = [];
    timer = setTimeout(flush, BATCH_MS);
    void deliver(moved).then(() => {
      for (const resolve of told) resolve();
    });
  }

  /** A window that is gone gets everything when it comes back. */
  const deliver = (moved: ControlBatch) => send(moved).catch(() => {});

  function hold(knob: Knob, held: Held | null): Promise<void> {
    knob.held = held;
    return queue("knobs", knob.slot, held?.value ?? null);
  }

  /** Lowest unused slot; when all are taken, that of a knob no running version has, preferably an unmoved one. */
  function freeSlot(): number | null {
    const used = new Set([...knobs.values()].map((knob) => knob.slot));
    for (let slot = 0; slot < KNOB_COUNT; slot++) if (!used.has(slot)) return slot;
    const idle = [...knobs.values()].filter(
      (knob) => knob.slot !== null && !(knob.sketch === current && names.includes(knob.name)),
    );
    const taken = idle.find((knob) => knob.held === null) ?? idle[0];
    if (!taken) return null;
    const { slot } = taken;
    if (taken.held !== null) void queue("knobs", slot, null);
    taken.slot = null;
    return slot;
  }

  /** Its value reaches the slot with the next batch. */
  function giveSlot(knob: Knob): boolean {
    knob.slot = freeSlot();
    if (knob.slot === null) return false;
    if (knob.held !== null) void queue("knobs", knob.slot, knob.held.value);
    return true;
  }

  function remember(knob: Knob): void {
    if (knobs.size >= MAX_KNOBS) {
      const oldest = [...knobs].find(([, each]) => each.slot === null);
      if (oldest) knobs.delete(oldest[0]);
    }
    knobs.set(key(knob.sketch, knob.name), knob);
  }

  function setCc(index: number, value: number, source = PANEL): Promise<void> {
    touched.add(index);
    ccs.set(index, { value, source });
    return queue("cc", index, value);
  }

  return {
    setCc,
    restoreCc(index, { value, source }) {
      if (!touched.has(index)) void setCc(index, value, source);
    },
    clearCc(index) {
      touched.add(index);
      ccs.delete(index);
      return queue("cc", index, null);
    },
    cc: (index) => ccs.get(index) ?? null,
    ccs: () => [...ccs].sort((a, b) => a[0] - b[0]),
    sketch: () => current,
    async setKnob(name, value, source = PANEL) {
      const knob = find(name);
      if (knob) await hold(knob, { value, source });
    },
    async clearKnob(name) {
      const knob = find(name);
      if (knob) await hold(knob, null);
    },
    knob: (name) => (names.includes(name) || extra?.name === name ? find(name) : null),
    knobs: () => [...names.flatMap((name) => find(name) ?? []), ...(extra ? [extra] : [])],
    held: (name) => find(name)?.held ?? null,
    setLocked(name, on) {
      const knob = find(name);
      if (knob) knob.locked = on;
    },
    setExtra(declaration, held) {
      extra = declaration && { ...declaration, sketch: current, slot: null, held, locked: false };
    },
    extra: () => extra,
    declare(sketch, declared) {
      current = sketch;
      if (extra && extra.sketch !== sketch) extra = null;
      names = declared.map(({ name }) => name);
      let fresh = false;
      for (const declaration of declared) {
        let knob = knobs.get(key(sketch, declaration.name));
        if (knob) {
          if (knob.value !== declaration.value && knob.held !== null) void hold(knob, null);
          Object.assign(knob, declaration);
        } else {
          knob = { ...declaration, sketch, slot: null, held: null, locked: false };
          remember(knob);
        }
        if (knob.slot === null && giveSlot(knob)) fresh = true;
      }
      return fresh;
    },
    slots(sketch) {
      const own = [...knobs.values()].filter((knob) => knob.sketch === sketch && knob.slot !== null);
      return Object.fromEntries(own.map((knob) => [knob.name, knob.slot as number]));
    },
    kept(sketch) {
      const own = [...knobs.values()].filter((knob) => knob.sketch === sketch && knob.held !== null);
      return Object.fromEntries(own.map((knob) => [knob.name, { ...(knob.held as Held), code: knob.value }]));
    },
    locked: (sketch) =>
      [...knobs.values()].flatMap((knob) => (knob.sketch === sketch && knob.locked ? [knob.name] : [])),
    restore(sketch, kept, locked = []) {
      for (const name of new Set([...Object.keys(kept), ...locked])) {
        if (knobs.has(key(sketch, name))) continue;
        const { value, source, code } = Object.hasOwn(kept, name) ? kept[name] : UNKNOWN;
        const unseen = { min: Math.min(0, code), max: Math.max(1, code), step: 0, label: name };
        const held = Number.isNaN(value) ? null : { value, source };
        remember({ ...unseen, sketch, name, value: code, slot: null, held, locked: locked.includes(name) });
      }
    },
    everything: () => ({
      cc: [...ccs].map(([index, { value }]) => [index, value]),
      knobs: [...knobs.values()].flatMap((knob) =>
        knob.slot !== null && knob.held !== null ? [[knob.slot, knob.held.value] as [number, number]] : [],
      ),
    }),
    hold(on) {
      paused = on;
      if (!on && timer === null) flush();
    },
    usage: () => ({
      entries: knobs.size,
      maxEntries: MAX_KNOBS,
      bytes: knobs.size * KNOB_BYTES,
      maxBytes: MAX_KNOBS * KNOB_BYTES,
    }),
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };
}
