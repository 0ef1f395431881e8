// Controllers the original knew, as data: port names, resolution, names of their knobs. A profile of the configuration
// comes first; these are for whoever has written none.

import type { DeviceSetting } from "./device-setting.ts";

/** `f1, f2, …` on `first`, `first + 1`, … */
const row = (names: readonly string[], first: number): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, first + i]));

const six = (name: (n: number) => string) => [1, 2, 3, 4, 5, 6].map(name);

export const KNOWN_DEVICES: readonly DeviceSetting[] = [
  { match: "ArcController", name: "arc", mode: 14 },
  {
    match: "TX-6",
    name: "tx6",
    mode: 7,
    map: {
      ...row([...six((n) => `f${n}`), ...six((n) => `k${n}t`), ...six((n) => `k${n}m`), ...six((n) => `k${n}b`)], 1),
      ...row([...six((n) => `b${n}`), "k"], 25),
      ...row(["fx1", "fx2", "shift"], 33),
    },
    toggles: [25, 26, 27, 28, 29, 30, 35],
  },
  {
    match: "Grid",
    name: "grid",
    mode: 14,
    map: row(
      [1, 2, 3, 4].flatMap((line) => [1, 2, 3, 4].map((column) => `k${line}${column}`)),
      1,
    ),
    // Asks it to send where its knobs stand.
    init: ["cc 64 127"],
  },
  { match: "ROLI Lightpad", name: "roli", mode: 14 },
  { match: "16n", name: "16n", mode: 14 },
  { match: "8mu", name: "8mu", mode: 7 },
  { match: "Music Thing m0", name: "8mu", mode: 7 },
];
