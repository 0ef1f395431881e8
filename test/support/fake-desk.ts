// A desk over the fake controls: it sets, it does not remember. The true one is small enough to be tested as it is
// (test/host/controls/desk.test.ts).

import type { DeskChange, MorphStatus, PresetStatus, ShownDeskApi } from "../../src/host/controls/desk-api.ts";
import { CommandProblem } from "../../src/host/show-api.ts";
import type { FakeControls } from "./fake-controls.ts";

export function createFakeDesk(controls: FakeControls): ShownDeskApi {
  let panel = false;
  const steps: DeskChange[] = [{ label: "amount", changed: 1, locked: [] }];
  const saved = (name: string): PresetStatus => ({
    name,
    savedAt: "2026-11-27T21:00:00.000Z",
    knobs: 1,
    ccs: 0,
    current: name === "verse",
    notes: [],
  });
  let presets: PresetStatus[] = [saved("chorus"), saved("verse")];
  let morph: MorphStatus | null = null;
  const done = (label: string, changed: number): DeskChange => {
    const change = { label, changed, locked: [] };
    steps.push(change);
    return change;
  };
  return {
    async set(target, value) {
      if (target.kind === "cc")
        await (value === null ? controls.clearCc(target.index) : controls.setCc(target.index, value));
      if (target.kind === "knob")
        await (value === null ? controls.clearKnob(target.name) : controls.setKnob(target.name, value));
      return done(target.kind === "knob" ? target.name : "cc", 1);
    },
    panel: () => panel,
    async setPanel(on) {
      panel = on;
    },
    undo: async () => steps.pop() ?? null,
    redo: async () => ({ label: "preset verse", changed: 3, locked: ["lag"] }),
    depth: () => ({ undo: steps.length, redo: 1 }),
    lock(name, on) {
      controls.knobList = controls.knobList.map((knob) => (knob.name === name ? { ...knob, locked: on } : knob));
      return controls.knobList.some((knob) => knob.name === name);
    },
    randomise: async (seed, names) => done(`random ${seed}`, names?.length ?? controls.knobList.length),
    reset: async (names) => done("reset", names?.length ?? controls.knobList.length),
    presets: {
      list: async () => presets,
      known: () => presets.map(({ name, current }) => ({ name, current, picture: "" })),
      async save(name, over) {
        if (!over && presets.some((each) => each.name === name))
          throw new CommandProblem({ severity: "error", what: `there is a preset "${name}" already` });
        presets = [...presets.filter((each) => each.name !== name), saved(name)];
        return { name, path: `presets/seed/${name}.json`, bytes: 2048, replaced: null };
      },
      async apply(name) {
        if (!presets.some((each) => each.name === name))
          throw new CommandProblem({ severity: "error", what: `there is no preset "${name}"` });
        return { ...done(`preset ${name}`, 1), notes: ['the sketch has no knob "old" any more'] };
      },
      async drop(name) {
        presets = presets.filter((each) => each.name !== name);
        return `.hairline/presets/${name}.json`;
      },
      async morph(from, to, at) {
        morph = { from, to, knob: "morph", at };
        return { ...morph, notes: [] };
      },
      morphing: () => morph,
      endMorph() {
        morph = null;
      },
    },
  };
}
