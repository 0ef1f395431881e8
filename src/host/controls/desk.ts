// The performer's desk over the controls: every change by hand goes through here, so that it can be taken back; locks, chance, and a
// way back to the code. Presets and the morph between two of them are in presets.ts.

import type { DeskApi, DeskChange } from "./desk-api.ts";
import { type ControlChange, createControlHistory, type Step } from "./history.ts";
import type { ControlHub, Placed } from "./hub.ts";
import type { KeptOfSketch } from "./keep.ts";
import { createPresets, type Presets } from "./presets.ts";
import { randomValue } from "./random-value.ts";
import { type Target, targetText } from "./target.ts";
import type { Held } from "./values.ts";

export interface Desk extends DeskApi {
  /** A sketch is about to be opened, with what was kept of it. */
  opened(sketch: string, kept: Pick<KeptOfSketch, "morph">): void;
  /** The knobs of a sketch were declared: its morph control may come back. */
  declared(): Promise<void>;
  /** An input or somebody else moved the control between two presets. */
  morphMoved(at: number): void;
  /** The steps, the presets or the morph are others than before. */
  onChange(listener: () => void): void;
  usage(): { name: string; entries: number; maxEntries: number; bytes: number; maxBytes: number }[];
}

export interface DeskParts {
  project: string;
  hub: ControlHub;
  /** A small picture of what is on show as a data URL, or "". */
  picture(): Promise<string>;
  say(line: string): void;
  now(): Date;
}

/** Places values as one step. */
export type ChangeByHand = (label: string, wanted: readonly Placed[], gesture?: number) => Promise<DeskChange>;

export function createDesk(parts: DeskParts): Desk {
  const { hub } = parts;
  const history = createControlHistory();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const presets: Presets = createPresets({ ...parts, change, changed });

  const isLocked = ({ kind, name }: { kind: string; name?: string }) =>
    kind === "knob" && hub.knobs().some((knob) => knob.name === name && knob.locked);

  async function change(label: string, wanted: readonly Placed[], gesture?: number): Promise<DeskChange> {
    const lockedNames = new Set(hub.knobs().flatMap((knob) => (knob.locked ? [knob.name] : [])));
    const isFree = ([target]: Placed) => target.kind !== "knob" || !lockedNames.has(target.name);
    const free = wanted.filter(isFree);
    const changes = free.flatMap(([target, after]): ControlChange[] => {
      const before = hub.held(target);
      return before?.value === after?.value && before?.source === after?.source ? [] : [{ target, before, after }];
    });
    if (changes.length > 0) {
      history.note({ label, sketch: hub.sketch(), gesture: gesture ?? null, changes });
      changed();
      await hub.place(changes.map(({ target, after }) => [target, after]));
    }
    const left = wanted.filter((each) => !isFree(each)).map(([target]) => targetText(target));
    return { label, changed: changes.length, locked: left };
  }

  /** Puts back what a step held, and says what it was. */
  async function replay(step: Step | null, side: "before" | "after"): Promise<DeskChange | null> {
    if (!step) return null;
    changed();
    const locked = step.changes.flatMap(({ target }) => (isLocked(target) ? [targetText(target)] : []));
    await hub.place(step.changes.map((each): Placed => [each.target, each[side]]));
    return { label: step.label, changed: step.changes.length - locked.length, locked };
  }

  const own = (names: readonly string[] | null) =>
    hub.knobs().filter(({ name }) => name !== hub.extra()?.name && (names === null || names.includes(name)));

  return {
    set(target, value, gesture) {
      const held = value === null ? null : byHand(value);
      // The control between two presets takes along what it moves: all of it is one step.
      const along =
        target.kind === "knob" && target.name === hub.extra()?.name && value !== null ? presets.mixed(value) : [];
      return change(targetText(target), [[target, held], ...along], gesture);
    },
    undo: () => replay(history.undo(hub.sketch(), hub.held), "before"),
    redo: () => replay(history.redo(hub.sketch(), hub.held), "after"),
    depth: () => history.depth(hub.sketch()),
    lock(name, on) {
      if (!hub.knobs().some((knob) => knob.name === name)) return false;
      hub.setLocked(name, on);
      return true;
    },
    randomise: (seed, names) =>
      change(
        `random ${seed}`,
        own(names).map((knob): Placed => [{ kind: "knob", name: knob.name }, byHand(randomValue(knob, seed))]),
      ),
    reset(names) {
      const ccs = names === null ? hub.ccs().map(({ index }): Target => ({ kind: "cc", index })) : [];
      const targets = [...own(names).map(({ name }): Target => ({ kind: "knob", name })), ...ccs];
      return change(
        "reset",
        targets.map((target): Placed => [target, null]),
      );
    },
    presets,
    opened: (sketch, { morph }) => presets.opened(sketch, morph),
    declared: presets.declared,
    morphMoved: presets.moved,
    onChange: (listener) => void listeners.add(listener),
    usage: () => [{ name: "undo steps", ...history.usage() }, ...presets.usage()],
  };
}

export const byHand = (value: number): Held => ({ value, source: "panel" });
