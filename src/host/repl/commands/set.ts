// Commands that change the show.

import { randomInt } from "node:crypto";
import { nearest } from "../../nearest.ts";
import { CommandProblem, type Status, type VersionStatus } from "../../show-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";

const ON_OFF = { kind: "choice", choices: ["on", "off"], optional: true } as const;
const onOff = (name: string, on: boolean, style: Style) => [`${name} ${on ? style.warn("on") : "off"}`];

const onAir = (status: Status, style: Style) => [
  `${style.name(plain(status.sketch ?? "–"))} version ${status.generation} is ${style.good("on air")}`,
];
const onAirVersion = (version: VersionStatus, style: Style) => [
  `${style.name(plain(version.sketch))} version ${version.generation} is ${style.good("on air")} (saved ${version.savedAt}${version.proven ? ", proven" : ""})`,
];

const sketch = defineCommand({
  name: "sketch",
  group: "set",
  args: { name: { kind: "text", optional: true, from: "sketches" } },
  help: "opens another sketch; without a name: which there are",
  example: ".sketch moire",
  async run(show, { name }): Promise<{ sketch: string | null; sketches: string[]; status?: Status }> {
    const sketches = await show.sketches();
    if (name === undefined) return { sketch: (await show.status()).sketch, sketches };
    const status = await show.openSketch(resolveSketch(name, sketches));
    return { sketch: status.sketch, sketches, status };
  },
  format(data, style) {
    if (data.status) return onAir(data.status, style);
    if (data.sketches.length === 0) return ["no sketches here yet: save one as sketches/first.ts"];
    return data.sketches.map((name) =>
      name === data.sketch ? `${style.good("▸")} ${style.name(plain(name))}` : `  ${plain(name)}`,
    );
  },
});

/** `moire` stands for `sketches/moire.ts`; a path that is not in the list is left to the show. */
function resolveSketch(name: string, sketches: readonly string[]): string {
  if (sketches.includes(name)) return name;
  const short = (path: string) => path.replace(/^.*[/\\]/, "").replace(/\.[cm]?[jt]sx?$/, "");
  const matches = sketches.filter(
    (path) => short(path) === name || path.replace(/\.[cm]?[jt]sx?$/, "") === name || path.endsWith(`/${name}`),
  );
  if (matches.length === 1) return matches[0];
  if (matches.length > 1)
    throw new CommandProblem({
      severity: "error",
      what: `"${name}" could be ${matches.join(" or ")}`,
      try: "Write the whole path.",
    });
  if (/[/\\]|\.[cm]?[jt]sx?$/.test(name)) return name;
  const close = nearest(name, sketches.map(short));
  throw new CommandProblem({
    severity: "error",
    what: `there is no sketch "${name}"`,
    try: close ? `Did you mean "${close}"?` : ".sketch lists them.",
  });
}

const reload = defineCommand({
  name: "reload",
  group: "set",
  args: {},
  help: "builds and swaps the sketch again, changed or not",
  run: (show) => show.reload(),
  format: onAir,
});

const back = defineCommand({
  name: "back",
  group: "set",
  args: { steps: { kind: "number", whole: true, min: 1, max: 1000, optional: true } },
  help: "the good version before this one, or n before",
  example: ".back 3",
  run: (show, { steps }) => show.back(steps ?? 1),
  format: onAirVersion,
});

const forward = defineCommand({
  name: "forward",
  group: "set",
  args: { steps: { kind: "number", whole: true, min: 1, max: 1000, optional: true } },
  help: "towards the newest version again",
  run: (show, { steps }) => show.forward(steps ?? 1),
  format: onAirVersion,
});

const freeze = defineCommand({
  name: "freeze",
  group: "set",
  args: { state: ON_OFF },
  help: "holds the picture; again to go on",
  async run(show, { state }) {
    await show.setFrozen(state === undefined ? !show.frozen() : state === "on");
    return { frozen: show.frozen() };
  },
  format: (data, style) => onOff("freeze", data.frozen, style),
});

const blackout = defineCommand({
  name: "blackout",
  group: "set",
  args: { state: ON_OFF },
  help: "shows nothing while everything runs on; again for the picture",
  async run(show, { state }) {
    await show.setBlackout(state === undefined ? !show.blackout() : state === "on");
    return { blackout: show.blackout() };
  },
  format: (data, style) => onOff("blackout", data.blackout, style),
});

const hud = defineCommand({
  name: "hud",
  group: "set",
  args: { state: ON_OFF },
  help: "numbers over the picture, on or off",
  async run(show, { state }) {
    await show.setHud(state === undefined ? !show.hud() : state === "on");
    return { hud: show.hud() };
  },
  format: (data, style) => onOff("hud", data.hud, style),
});

const fps = defineCommand({
  name: "fps",
  group: "set",
  args: { fps: { kind: "number", min: 1, max: 1000, optional: true } },
  help: "upper bound of the frame rate",
  example: ".fps 30",
  async run(show, { fps }) {
    if (fps !== undefined) await show.setFps(fps);
    return { fps: show.fps() };
  },
  format: (data) => [`at most ${data.fps} frames a second`],
});

const seed = defineCommand({
  name: "seed",
  group: "set",
  args: { seed: { kind: "number", whole: true, min: 0, max: 0xffffffff, words: ["new"], optional: true } },
  help: "ctx.seed of the sketch; `new` draws one",
  example: ".seed 7",
  async run(show, { seed }) {
    if (seed !== undefined) await show.setSeed(seed === "new" ? randomInt(2 ** 32) : seed);
    return { seed: show.seed() };
  },
  format: (data) => [`seed ${data.seed}`],
});

const quality = defineCommand({
  name: "quality",
  group: "set",
  args: { quality: { kind: "choice", choices: ["draft", "final"], optional: true } },
  help: "how far growth and its like go: draft to play, final to keep",
  example: ".quality final",
  async run(show, { quality }) {
    if (quality !== undefined) await show.setQuality(quality);
    return { quality: show.quality() };
  },
  format: (data) => [`quality ${data.quality}`],
});

const open = defineCommand({
  name: "open",
  group: "set",
  args: {},
  help: "opens the window, also after it was closed",
  async run(show) {
    await show.openWindow();
    return { window: (await show.status()).window };
  },
  format: (data) => [data.window.kind === "window" ? "the window is open" : `no window here: ${data.window.kind}`],
});

export const setCommands = [sketch, reload, back, forward, freeze, blackout, hud, fps, seed, quality, open];
