// Controls as the performer left them: MIDI controllers by number, knobs by name. They outlive windows, workers and
// versions. Moves are gathered into one latest-value batch per 8 ms, so that a flood costs one call.

import { KNOB_COUNT } from "../../protocol/control-table.ts";
import type { ControlBatch } from "../../protocol/link.ts";
import type { KnobDeclaration } from "../../protocol/port.ts";
import type { CcStatus, KnobStatus } from "../show-api.ts";

interface Knob {
  slot: number;
  code: number;
  min: number;
  max: number;
  /** The performer's value, or null while the code's holds. */
  value: number | null;
}

export interface Controls {
  setCc(index: number, value: number): Promise<void>;
  clearCc(index: number): Promise<void>;
  ccs(): CcStatus[];
  ccPairs(): [number, number][];
  setKnob(name: string, value: number): Promise<void>;
  clearKnob(name: string): Promise<void>;
  knobs(): KnobStatus[];
  hasKnob(name: string): boolean;
  /** Takes over what a version declared. A changed default takes the performer's value away. Returns new slots or null. */
  declare(knobs: readonly KnobDeclaration[]): Record<string, number> | null;
  slots(): Record<string, number>;
  /** Everything moved so far, for a window that came back. */
  everything(): ControlBatch;
  /** Keeps moves back; what moved last is told when let go. For an experiment that needs inputs to stand still. */
  hold(on: boolean): void;
  stop(): void;
}

const BATCH_MS = 8;

export function createControls(send: (batch: ControlBatch) => Promise<void>): Controls {
  const ccs = new Map<number, number>();
  const knobs = new Map<string, Knob>();
  let batch: ControlBatch | null = null;
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | null = null;
  let names: string[] = [];
  let held = false;

  /** The first move of a burst goes at once; those of the next 8 ms follow as one. */
  function queue(kind: "cc" | "knobs", index: number, value: number | null): Promise<void> {
    if (timer === null && !held) {
      timer = setTimeout(flush, BATCH_MS);
      return deliver({ cc: [], knobs: [], [kind]: [[index, value]] });
    }
    batch ??= { cc: [], knobs: [] };
    const list = batch[kind];
    const at = list.findIndex(([each]) => each === index);
    if (at === -1) list.push([index, value]);
    else list[at] = [index, value];
    return held ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  }

  function flush(): void {
    timer = null;
    if (!batch || held) return;
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

  const slots = () => Object.fromEntries([...knobs].map(([name, knob]) => [name, knob.slot]));

  return {
    setCc(index, value) {
      ccs.set(index, value);
      return queue("cc", index, value);
    },
    clearCc(index) {
      ccs.delete(index);
      return queue("cc", index, null);
    },
    ccs: () => [...ccs].sort((a, b) => a[0] - b[0]).map(([index, value]) => ({ index, value, source: "panel" })),
    ccPairs: () => [...ccs],
    async setKnob(name, value) {
      const knob = knobs.get(name);
      if (!knob) return;
      knob.value = value;
      await queue("knobs", knob.slot, value);
    },
    async clearKnob(name) {
      const knob = knobs.get(name);
      if (!knob) return;
      knob.value = null;
      await queue("knobs", knob.slot, null);
    },
    hasKnob: (name) => knobs.has(name) && names.includes(name),
    knobs: () =>
      names.flatMap((name) => {
        const knob = knobs.get(name);
        if (!knob) return [];
        const { code, min, max, value } = knob;
        return [
          {
            name,
            value: value ?? code,
            code,
            source: value === null ? ("code" as const) : ("panel" as const),
            min,
            max,
          },
        ];
      }),
    declare(declared) {
      names = declared.map(({ name }) => name);
      let fresh = false;
      for (const { name, value, min, max } of declared) {
        const known = knobs.get(name);
        if (known) {
          if (known.code !== value && known.value !== null) {
            known.value = null;
            void queue("knobs", known.slot, null);
          }
          Object.assign(known, { code: value, min, max });
          continue;
        }
        const slot = freeSlot();
        if (slot === null) continue;
        knobs.set(name, { slot, code: value, min, max, value: null });
        fresh = true;
      }
      return fresh ? slots() : null;
    },
    slots,
    everything: () => ({
      cc: [...ccs],
      knobs: [...knobs.values()].filter((knob) => knob.value !== null).map((knob) => [knob.slot, knob.value]),
    }),
    hold(on) {
      held = on;
      if (!on && timer === null) flush();
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };

  /** Lowest unused slot; when all are taken, that of a knob the running version no longer has, preferably an unmoved one. */
  function freeSlot(): number | null {
    const used = new Set([...knobs.values()].map((knob) => knob.slot));
    for (let slot = 0; slot < KNOB_COUNT; slot++) if (!used.has(slot)) return slot;
    const gone = [...knobs].filter(([name]) => !names.includes(name));
    const [name, knob] = gone.find(([, each]) => each.value === null) ?? gone[0] ?? [];
    if (name === undefined || !knob) return null;
    knobs.delete(name);
    if (knob.value !== null) void queue("knobs", knob.slot, null);
    return knob.slot;
  }
}
