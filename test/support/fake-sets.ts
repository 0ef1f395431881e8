// A set of two entries, with its state in plain sight.

import type { SetEntryStatus, SetStatus, SetsApi } from "../../src/host/sets/sets-api.ts";

export function createFakeSets(calls: string[]): SetsApi {
  const entry = (number: number, name: string, sketch: string | null): SetEntryStatus => ({
    number,
    name,
    sketch,
    preset: null,
    seed: number === 1 ? 7 : null,
    program: null,
    transition: "fade 1 bar on bar",
    current: number === 1,
  });
  const status: SetStatus = {
    entries: [entry(1, "seed", "sketches/seed.ts"), entry(2, "gone", null), entry(3, "moire", "sketches/moire.ts")],
    current: 1,
    next: "moire",
    transition: { kind: "fade", state: "running", share: 0.25, from: "sketches/seed.ts", to: "sketches/moire.ts" },
  };
  let save = "cut on now";
  return {
    list: async () => status,
    async go(target, how = "") {
      calls.push(`go ${JSON.stringify(target)} ${how}`.trim());
      return {
        ...status,
        gone: { name: "moire", sketch: "sketches/moire.ts", generation: 13, how: "fade 1 bar on bar" },
      };
    },
    transitions: () => ({ go: "fade 1 bar on bar", save }),
    setTransition(of, text) {
      calls.push(`setTransition ${of} ${text}`);
      save = text;
    },
    async panic() {
      calls.push("panic");
      return { generation: 12, sketch: "sketches/seed.ts" };
    },
  };
}
