// Controls in plain sight, behind the contract the commands know.

import type { ControlsApi, KnobStatus, LinkStatus } from "../../src/host/controls/controls-api.ts";
import { targetText } from "../../src/host/controls/target.ts";

export interface FakeControls extends ControlsApi {
  knobList: KnobStatus[];
  linkList: LinkStatus[];
}

const BY_HAND = { input: null, frozen: false, ghost: null };

export const fakeKnob = (name: string, value: number, changes: Partial<KnobStatus> = {}): KnobStatus => ({
  name,
  label: name,
  value,
  code: value,
  min: 0,
  max: 1,
  step: 0,
  locked: false,
  source: "code",
  ...BY_HAND,
  ...changes,
});

export function createFakeControls(): FakeControls {
  const ccs = new Map<number, number>();
  let learning: string | null = null;
  const change = (name: string, to: (knob: KnobStatus) => Partial<KnobStatus>) => {
    controls.knobList = controls.knobList.map((knob) => (knob.name === name ? { ...knob, ...to(knob) } : knob));
  };
  const controls: FakeControls = {
    knobList: [],
    linkList: [],
    ccs: () => [...ccs].map(([index, value]) => ({ index, value, source: "panel", ...BY_HAND })),
    async setCc(index, value) {
      ccs.set(index, value);
    },
    async clearCc(index) {
      ccs.delete(index);
    },
    knobs: () => controls.knobList,
    async setKnob(name, value) {
      change(name, () => ({ value, source: "panel" }));
    },
    async clearKnob(name) {
      change(name, ({ code }) => ({ value: code, source: "code" }));
    },
    inputs: () => [],
    links: () => controls.linkList,
    link(input, target) {
      const made: LinkStatus = {
        input,
        target: targetText(target),
        origin: "learned",
        value: null,
        live: false,
        engaged: false,
        ghost: null,
      };
      controls.linkList.push(made);
      return made;
    },
    unlink(what) {
      const gone = controls.linkList.filter(({ input, target }) => input === what || target === what);
      controls.linkList = controls.linkList.filter((link) => !gone.includes(link));
      return gone;
    },
    learn(target) {
      learning = target && targetText(target);
    },
    learning: () => learning,
  };
  return controls;
}
