// Where everything that a performer moves comes together: inputs (MIDI, OSC, keys, pads) → links → soft takeover → the
// values of controllers and knobs, or a command. Panel and prompt set values directly; the knob that was driving one has
// to meet it again before it acts. `.links` shows the one list.
//
//   value order: an input that has taken over > panel and prompt > the code's default

import type { ControlBatch } from "../../protocol/link.ts";
import type { KnobDeclaration } from "../../protocol/port.ts";
import type { CcStatus, ControlsApi, InputStatus, KnobStatus, LinkStatus } from "./controls-api.ts";
import { createInputs, type Input, type InputKind, sourceOf } from "./inputs.ts";
import { createKeptControls, type KeptControls, type KeptOfSketch } from "./keep.ts";
import { createLearning } from "./learn.ts";
import { type ControlLink, createLinks } from "./links.ts";
import { release, takesOver } from "./takeover.ts";
import { readLink, type Target, targetText } from "./target.ts";
import { type ControlValues, createControlValues, type Held, type Knob } from "./values.ts";

export interface ControlHub extends ControlsApi {
  /**
   * An input moved to `value` (0..1). `cc` is the controller it moves while nobody has linked it to something else. Free
   * to call thousands of times a second.
   */
  move(input: string, kind: InputKind, value: number, cc?: number): void;
  /** The device `midi/nanoKONTROL2` was unplugged: its values stay, shown as frozen. */
  deviceGone(device: string): void;
  /** It is back: each of its knobs has to meet the value it is linked to. */
  deviceBack(device: string): void;
  /** Links of the configuration, which has checked them: `midi/nano/cc 7 -> amount`. */
  configure(links: readonly string[]): void;
  /** Takes over what a version declared; tells the workers of that sketch where its knobs live. */
  declare(sketch: string, knobs: readonly KnobDeclaration[]): Promise<void>;
  slots(sketch: string): Record<string, number>;
  /** Values of the last run, for a sketch that is about to be opened. */
  open(sketch: string): Promise<KeptOfSketch>;
  sketch(): string;
  /** The performer's value of a knob or controller; null while the code's holds. */
  held(target: Target): Held | null;
  /** Sets many at once; null gives one back to the code. Locked knobs stay, and nothing else follows from it. */
  place(values: readonly Placed[]): Promise<void>;
  setLocked(name: string, on: boolean): void;
  /** A knob no sketch declares; `moved` is told of each move by an input or by hand, not of what is placed. */
  setExtra(declaration: KnobDeclaration | null, held?: Held | null): void;
  extra(): Knob | null;
  /** What is written down beside values and locks. */
  keepAlso(read: (sketch: string) => Pick<KeptOfSketch, "morph">): void;
  ccPairs(): [number, number][];
  everything(): ControlBatch;
  hold(on: boolean): void;
  /** A value, a link or the state of a device changed. At most once per turn of the event loop. */
  onChange(listener: () => void): () => void;
  usage(): { name: string; entries: number; maxEntries: number; bytes: number; maxBytes: number }[];
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

/** A value for a knob or controller, or null for the code's. */
export type Placed = readonly [target: Target, held: Held | null];

export interface HubParts {
  /** `.hairline/controls` of the project. */
  folder: string;
  send(batch: ControlBatch): Promise<void>;
  /** Names → slots for the workers that run this sketch. */
  tellSlots(sketch: string, slots: Record<string, number>): Promise<void>;
  /** Runs one command of the grammar, for a link to a command. */
  run(line: string): void;
  say(line: string): void;
  now(): number;
  /** The extra knob was moved. */
  onExtra?(value: number): void;
}

export function createControlHub(parts: HubParts): ControlHub {
  const { now, say } = parts;
  const values: ControlValues = createControlValues(parts.send);
  const links = createLinks();
  const inputs = createInputs((name) => links.of(name).length > 0);
  const learning = createLearning(now);
  const listeners = new Set<() => void>();
  let telling = false;
  let keptAlso: (sketch: string) => Pick<KeptOfSketch, "morph"> = () => ({ morph: null });
  const kept: KeptControls = createKeptControls(parts.folder, say);

  function changed(): void {
    if (telling) return;
    telling = true;
    queueMicrotask(() => {
      telling = false;
      for (const listener of listeners) listener();
    });
  }

  // ---- values --------------------------------------------------------------------------------------------------------

  /** Where the target is, 0..1; null when nobody knows: a sketch's fallback holds until the controller moves. */
  function position(target: Target): number | null {
    if (target.kind === "cc") return values.cc(target.index)?.value ?? null;
    const knob = target.kind === "knob" ? values.knob(target.name) : null;
    return knob ? (shownValue(knob) - knob.min) / (knob.max - knob.min || 1) : null;
  }

  function apply(target: Target, value: number, source: string): void {
    if (target.kind === "cc") void values.setCc(target.index, value, source);
    else if (target.kind === "knob") {
      const knob = values.knob(target.name);
      if (knob) void setKnob(knob, fromPosition(knob, value), source);
    }
    keepSoon();
  }

  async function setKnob(knob: Knob, value: number, source?: string): Promise<void> {
    const told = values.setKnob(knob.name, value, source);
    if (knob === values.extra()) parts.onExtra?.(value);
    await told;
  }

  async function place(placed: readonly Placed[]): Promise<void> {
    const names = new Set<string>();
    const told: Promise<void>[] = [];
    for (const [target, held] of placed) {
      if (target.kind === "cc") {
        told.push(held ? values.setCc(target.index, held.value, held.source) : values.clearCc(target.index));
      } else if (target.kind === "knob") {
        const knob = values.knob(target.name);
        if (knob?.locked) continue;
        const value = held && (knob ? Math.min(knob.max, Math.max(knob.min, held.value)) : held.value);
        told.push(held ? values.setKnob(target.name, value ?? 0, held.source) : values.clearKnob(target.name));
      }
      names.add(targetText(target));
    }
    // One walk over the links, however many values there are.
    for (const link of links.list())
      if (names.has(targetText(link.target))) release(link.takeover, inputs.get(link.input)?.value ?? null);
    keepSoon();
    changed();
    await Promise.all(told);
  }

  const isLocked = (target: Target) => target.kind === "knob" && (values.knob(target.name)?.locked ?? false);

  /** The hand of the panel or a line at the prompt: knobs elsewhere must not pull it back. */
  function setByHand(target: Target): void {
    for (const link of links.to(target)) release(link.takeover, inputs.get(link.input)?.value ?? null);
    keepSoon();
    changed();
  }

  function keepSoon(): void {
    const sketch = values.sketch();
    if (sketch === "") return;
    kept.keepSoon(sketch, () => ({
      knobs: values.kept(sketch),
      ccs: values.ccs(),
      locked: values.locked(sketch),
      ...keptAlso(sketch),
    }));
  }

  // ---- inputs --------------------------------------------------------------------------------------------------------

  function follow(link: ControlLink, input: Input, before: number): void {
    const { target } = link;
    if (target.kind === "command") {
      if (!isOn(input.kind, before) && isOn(input.kind, input.value)) parts.run(target.line);
    } else if (isLocked(target)) {
      release(link.takeover, input.value);
    } else if (input.kind !== "knob" || takesOver(link.takeover, input.value, position(target))) {
      apply(target, input.value, input.name);
    }
  }

  function move(name: string, kind: InputKind, value: number, cc?: number): void {
    const before = inputs.get(name)?.value ?? 0;
    const input = inputs.moved(name, kind, value, now());
    const learned = learning.heard(input);
    if (learned) {
      links.add(input.name, learned, "learned");
      kept.keepLinks(() => links.list());
      say(`${targetText(learned)} ← ${input.name}`);
    }
    if (cc !== undefined && links.of(input.name).length === 0)
      links.add(input.name, { kind: "cc", index: cc }, "device");
    const list = links.of(input.name);
    for (let i = 0; i < list.length; i++) follow(list[i], input, before);
    changed();
  }

  // ---- what is shown -------------------------------------------------------------------------------------------------

  const isLive = (source: string) => inputs.get(source)?.live ?? false;
  const ghostOf = (target: Target) => links.to(target).find(({ takeover }) => takeover.ghost !== null)?.takeover.ghost;

  function shownSource(held: Held | null): Pick<KnobStatus, "source" | "input" | "frozen"> {
    if (held === null) return { source: "code", input: null, frozen: false };
    // Inputs have a kind before their name; what has none is the hand, or what the hand set going.
    if (!held.source.includes("/")) return { source: held.source, input: null, frozen: false };
    return { source: sourceOf(held.source), input: held.source, frozen: !isLive(held.source) };
  }

  function knobStatus(knob: Knob): KnobStatus {
    const ghost = ghostOf({ kind: "knob", name: knob.name });
    return {
      name: knob.name,
      label: knob.label,
      value: shownValue(knob),
      code: knob.value,
      min: knob.min,
      max: knob.max,
      step: knob.step,
      locked: knob.locked,
      ...shownSource(knob.held),
      ghost: ghost === undefined || ghost === null ? null : fromPosition(knob, ghost),
    };
  }

  const ccStatus = ([index, held]: [number, Held]): CcStatus => ({
    index,
    value: held.value,
    ...shownSource(held),
    ghost: ghostOf({ kind: "cc", index }) ?? null,
  });

  const linkStatus = (link: ControlLink): LinkStatus => {
    const input = inputs.get(link.input);
    return {
      input: link.input,
      target: targetText(link.target),
      origin: link.origin,
      value: input?.value ?? null,
      live: input?.live ?? false,
      engaged: link.takeover.engaged || input?.kind !== "knob",
      ghost: link.takeover.ghost,
    };
  };

  const inputStatus = (input: Input): InputStatus => ({
    name: input.name,
    kind: input.kind,
    value: input.value,
    live: input.live,
    moves: input.moves,
    perSecond: now() - input.secondAtMs < 2000 ? Math.max(input.counting, input.perSecond) : 0,
  });

  return {
    move,
    deviceGone(device) {
      const gone = inputs.setLive(device, false);
      for (const { name } of gone) for (const link of links.of(name)) release(link.takeover, null);
      if (gone.length > 0) changed();
    },
    deviceBack(device) {
      // Where its knobs stand now is not known before they move.
      for (const { name } of inputs.setLive(device, true))
        for (const link of links.of(name)) release(link.takeover, null);
      changed();
    },
    configure(texts) {
      links.configure(texts.map(readLink).filter((read) => typeof read !== "string"));
      changed();
    },
    async open(sketch) {
      for (const [input, target] of await kept.links()) links.add(input, target, "learned");
      const found = await kept.load(sketch);
      values.restore(sketch, found.knobs, found.locked);
      for (const [index, held] of found.ccs) values.restoreCc(index, held);
      return found;
    },
    sketch: values.sketch,
    held: (target) =>
      target.kind === "cc" ? values.cc(target.index) : target.kind === "knob" ? values.held(target.name) : null,
    place,
    setLocked(name, on) {
      values.setLocked(name, on);
      keepSoon();
      changed();
    },
    setExtra(declaration, held = null) {
      values.setExtra(declaration, held);
      keepSoon();
      changed();
    },
    extra: values.extra,
    keepAlso(read) {
      keptAlso = read;
    },
    async declare(sketch, declared) {
      if (values.declare(sketch, declared)) await parts.tellSlots(sketch, values.slots(sketch));
      changed();
    },
    slots: values.slots,
    ccPairs: () => values.ccs().map(([index, { value }]) => [index, value]),
    everything: values.everything,
    hold: values.hold,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    usage: () => [
      { name: "knobs", ...values.usage() },
      { name: "inputs", ...inputs.usage() },
      { name: "links", ...links.usage() },
    ],
    async close() {
      values.stop();
      await kept.close();
    },

    ccs: () => values.ccs().map(ccStatus),
    async setCc(index, value) {
      const told = values.setCc(index, value);
      setByHand({ kind: "cc", index });
      await told;
    },
    async clearCc(index) {
      const told = values.clearCc(index);
      setByHand({ kind: "cc", index });
      await told;
    },
    knobs: () => values.knobs().map(knobStatus),
    async setKnob(name, value) {
      const knob = values.knob(name);
      if (!knob || knob.locked) return;
      const told = setKnob(knob, value);
      setByHand({ kind: "knob", name });
      await told;
    },
    async clearKnob(name) {
      if (values.knob(name)?.locked) return;
      const told = values.clearKnob(name);
      setByHand({ kind: "knob", name });
      await told;
    },
    inputs: () => inputs.list().map(inputStatus),
    links: () => links.list().map(linkStatus),
    link(input, target) {
      const made = links.add(input, target, "learned");
      kept.keepLinks(() => links.list());
      changed();
      return made === null ? null : linkStatus(made);
    },
    unlink(what) {
      const gone = links.remove(what).map(linkStatus);
      kept.keepLinks(() => links.list());
      changed();
      return gone;
    },
    learn(target) {
      learning.begin(target);
      changed();
    },
    learning: () => {
      const target = learning.target();
      return target === null ? null : targetText(target);
    },
  };
}

const shownValue = (knob: Knob) => knob.held?.value ?? knob.value;

/** 0..1 → the knob's own range, on its steps. */
function fromPosition(knob: Knob, position: number): number {
  const value = knob.min + position * (knob.max - knob.min);
  if (!(knob.step > 0)) return value;
  const stepped = knob.min + Math.round((value - knob.min) / knob.step) * knob.step;
  return Math.min(knob.max, Math.max(knob.min, stepped));
}

/** A button is on at any pressure: a key that is struck softly has a value of its own. */
const isOn = (kind: InputKind, value: number) => (kind === "button" ? value > 0 : value >= 0.5);
