// Presets of the sketch on air: saved, listed, applied, dropped; and the control that leads from one to another. What does
// not fit the sketch any more is told, and the rest is used.

import { nearest } from "../nearest.ts";
import { CommandProblem } from "../show-api.ts";
import type { ChangeByHand, DeskParts } from "./desk.ts";
import type { MorphStatus, PresetsApi } from "./desk-api.ts";
import type { Placed } from "./hub.ts";
import type { KeptOfSketch } from "./keep.ts";
import { mixPresets } from "./morph.ts";
import { listed, type Preset, presetOf } from "./preset-file.ts";
import { createPresetStore, MAX_PRESETS, readPresetName, type StoredPreset } from "./preset-store.ts";

export interface Presets extends PresetsApi {
  declared(): Promise<void>;
  /** A sketch is about to be opened, with what was kept of its morph. */
  opened(sketch: string, last: KeptOfSketch["morph"]): void;
  moved(at: number): void;
  /** What is to be placed where the morph control is moved to `at`. */
  mixed(at: number): Placed[];
  usage(): { name: string; entries: number; maxEntries: number; bytes: number; maxBytes: number }[];
}

interface PresetsParts extends DeskParts {
  change: ChangeByHand;
  changed(): void;
}

interface Morph {
  from: string;
  to: string;
  first: Preset;
  last: Preset;
}

type KeptMorph = NonNullable<KeptOfSketch["morph"]>;

/** Sketches whose morph control is remembered while another one plays. */
const MAX_MORPHS = 32;
/** What a preset holds in memory beside its picture. */
const PRESET_BYTES = 4000;
const MAX_SHOWN_PICTURES = 1024 * 1024;
const MORPH = "morph";

export function createPresets(parts: PresetsParts): Presets {
  const { hub, change, changed, say } = parts;
  const store = createPresetStore(parts.project, parts.now);
  /** Of the sketch that was listed last. */
  let known: { sketch: string; presets: StoredPreset[] } = { sketch: "", presets: [] };
  const current = new Map<string, string>();
  const morphs = new Map<string, Morph>();
  const kept = new Map<string, KeptMorph>();

  const morph = () => morphs.get(hub.sketch()) ?? null;
  hub.keepAlso((sketch) => {
    const last = kept.get(sketch);
    const at = sketch === hub.sketch() ? hub.extra()?.held?.value : undefined;
    return { morph: last ? { ...last, at: at ?? last.at } : null };
  });

  function sketchNow(): string {
    const sketch = hub.sketch();
    if (sketch !== "") return sketch;
    throw new CommandProblem({ severity: "error", what: "no sketch is on air", try: "`.sketch name` opens one." });
  }

  async function refresh(): Promise<StoredPreset[]> {
    const sketch = sketchNow();
    const presets = await store.list(sketch).catch((error) => {
      throw new CommandProblem({ severity: "error", what: `presets cannot be read: ${(error as Error).message}` });
    });
    known = { sketch, presets };
    return presets;
  }

  async function find(name: string): Promise<StoredPreset & { preset: Preset }> {
    const sketch = sketchNow();
    const asked = readPresetName(name);
    const stored = typeof asked === "string" ? null : await store.read(sketch, asked.name).catch(() => null);
    if (stored?.preset) return { ...stored, preset: stored.preset };
    if (stored) {
      throw new CommandProblem({
        severity: "error",
        what: `preset "${name}" cannot be used: ${stored.notes[0]}`,
        try: "Its file is left as it is; save the preset under another name.",
      });
    }
    const names = (await refresh()).map((each) => each.name);
    const close = nearest(name, names);
    throw new CommandProblem({
      severity: "error",
      what: `${sketch} has no preset "${name.slice(0, 80)}"`,
      try: close
        ? `Did you mean "${close}"?`
        : names.length > 0
          ? `There are: ${names.join(", ")}`
          : "`.preset save name` makes one.",
    });
  }

  function nameOf(text: string): string {
    const read = readPresetName(text);
    if (typeof read !== "string") return read.name;
    throw new CommandProblem({
      severity: "error",
      what: read,
      expected: 'a letter or digit first, and none of \\ / : * ? " < > |',
    });
  }

  /** A value that is the code's own is given back to the code. */
  const held = (value: number, code: number | null, source = "panel") => (value === code ? null : { value, source });
  const declaredKnobs = () => hub.knobs().filter(({ name }) => name !== hub.extra()?.name);

  /** What a preset asks of the sketch as it is now, and what of it does not fit. */
  function wantedBy(preset: Preset): { wanted: Placed[]; notes: string[] } {
    const knobs = declaredKnobs();
    const notes: string[] = [];
    const outside: string[] = [];
    const wanted: Placed[] = knobs.flatMap((knob): Placed[] => {
      const value = preset.knobs.get(knob.name);
      if (value === undefined) return [];
      const inside = Math.min(knob.max, Math.max(knob.min, value));
      if (inside !== value) outside.push(knob.name);
      return [[{ kind: "knob", name: knob.name }, held(inside, knob.code)]];
    });
    const gone = [...preset.knobs.keys()].filter((name) => !knobs.some((knob) => knob.name === name));
    const fresh = knobs.filter(({ name }) => !preset.knobs.has(name)).map(({ name }) => name);
    if (gone.length > 0) notes.push(`the sketch has no ${listed("knob", gone)} any more`);
    if (outside.length > 0) notes.push(`${listed("knob", outside)}: its end of the range is taken`);
    if (fresh.length > 0)
      notes.push(`${listed("knob", fresh)} not in it: left as ${fresh.length === 1 ? "it is" : "they are"}`);
    for (const [index, value] of preset.ccs) wanted.push([{ kind: "cc", index }, held(value, null)]);
    // A controller that had not moved then was the sketch's own, and is so again.
    for (const { index } of hub.ccs()) if (!preset.ccs.has(index)) wanted.push([{ kind: "cc", index }, null]);
    return { wanted, notes };
  }

  function mixed(at: number): Placed[] {
    const running = morph();
    if (!running) return [];
    const { knobs, ccs } = mixPresets(running.first, running.last, at, declaredKnobs());
    const codes = new Map(hub.knobs().map(({ name, code }) => [name, code]));
    return [
      ...knobs.map(([name, value]): Placed => [{ kind: "knob", name }, held(value, codes.get(name) ?? null, MORPH)]),
      ...ccs.map(([index, value]): Placed => [{ kind: "cc", index }, value === null ? null : { value, source: MORPH }]),
    ];
  }

  /** A knob of the sketch that has the name keeps it. */
  const controlName = () => (declaredKnobs().some(({ name }) => name === MORPH) ? "preset morph" : MORPH);

  function remember(sketch: string, last: KeptMorph): void {
    kept.delete(sketch);
    kept.set(sketch, { from: last.from, to: last.to, at: last.at });
    if (kept.size > MAX_MORPHS) kept.delete(kept.keys().next().value as string);
  }

  function begin(names: { from: string; to: string }, first: Preset, last: Preset, at: number): MorphStatus {
    const sketch = hub.sketch();
    morphs.delete(sketch);
    morphs.set(sketch, { ...names, first, last });
    remember(sketch, { ...names, at });
    if (morphs.size > MAX_MORPHS) morphs.delete(morphs.keys().next().value as string);
    const knob = controlName();
    const label = `${names.from} → ${names.to}`;
    hub.setExtra({ name: knob, label, value: 0, min: 0, max: 1, step: 0 }, { value: at, source: "panel" });
    changed();
    return { ...names, knob, at };
  }

  return {
    async list() {
      const presets = await refresh();
      return presets.map(({ name, preset, notes }) => ({
        name,
        savedAt: preset?.savedAt ?? "",
        knobs: preset?.knobs.size ?? 0,
        ccs: preset?.ccs.size ?? 0,
        current: current.get(known.sketch) === name,
        notes: [...notes],
      }));
    },
    known() {
      if (known.sketch !== hub.sketch()) return [];
      let bytes = 0;
      return known.presets.map(({ name, preset }) => {
        bytes += preset?.picture.length ?? 0;
        const picture = bytes <= MAX_SHOWN_PICTURES ? (preset?.picture ?? "") : "";
        return { name, picture, current: current.get(known.sketch) === name };
      });
    },
    async save(text, over) {
      const name = nameOf(text);
      const sketch = sketchNow();
      const picture = await parts.picture().catch(() => "");
      const preset = presetOf(declaredKnobs(), hub.ccs(), { sketch, savedAt: parts.now().toISOString(), picture });
      const written = await store.write(sketch, name, preset, over).catch((error) => {
        throw new CommandProblem({ severity: "error", what: `preset "${name}" cannot be written: ${error.message}` });
      });
      if (written === "exists") {
        throw new CommandProblem({
          severity: "error",
          what: `there is a preset "${name}" already`,
          try: `\`.preset save ${/\s/.test(name) ? `"${name}"` : name} --over\` replaces it and keeps the old file.`,
        });
      }
      current.set(sketch, name);
      await refresh();
      changed();
      return { name, ...written };
    },
    async apply(text) {
      const { name, preset, notes } = await find(text);
      const fit = wantedBy(preset);
      const done = await change(`preset ${name}`, fit.wanted);
      current.set(hub.sketch(), name);
      changed();
      return { ...done, notes: [...notes, ...fit.notes] };
    },
    async drop(text) {
      const { name } = await find(text).catch((error) => {
        // One that cannot be read can be dropped all the same.
        const asked = readPresetName(text);
        if (typeof asked !== "string" && known.presets.some((each) => each.name === asked.name)) return asked;
        throw error;
      });
      const aside = await store.drop(sketchNow(), name);
      if (current.get(hub.sketch()) === name) current.delete(hub.sketch());
      await refresh();
      changed();
      return aside ?? "";
    },
    async morph(from, to, at) {
      const [first, last] = [await find(from), await find(to)];
      const status = begin({ from: first.name, to: last.name }, first.preset, last.preset, at);
      current.delete(hub.sketch());
      await change(`morph ${status.from} ${status.to}`, mixed(at));
      return { ...status, notes: [...new Set([...first.notes, ...last.notes])] };
    },
    morphing() {
      const running = morph();
      const extra = hub.extra();
      if (!running || !extra) return null;
      return { from: running.from, to: running.to, knob: extra.name, at: extra.held?.value ?? 0 };
    },
    endMorph() {
      morphs.delete(hub.sketch());
      kept.delete(hub.sketch());
      hub.setExtra(null);
      changed();
    },
    async declared() {
      const sketch = hub.sketch();
      if (sketch === "") return;
      if (known.sketch !== sketch) void refresh().then(changed, () => {}); // whoever asks for them is told
      const running = morphs.get(sketch);
      const last = kept.get(sketch);
      const extra = hub.extra();
      // A sketch that came back, or that has a knob of that name since.
      if (running && (!extra || extra.name !== controlName())) {
        const at = extra?.held?.value ?? last?.at ?? 0;
        begin(running, running.first, running.last, at);
      } else if (!running && last) {
        const [first, end] = await Promise.all([store.read(sketch, last.from), store.read(sketch, last.to)]);
        if (hub.sketch() !== sketch) return;
        if (first?.preset && end?.preset) begin(last, first.preset, end.preset, last.at);
        else {
          kept.delete(sketch);
          say(`the morph from "${last.from}" to "${last.to}" is gone: a preset of it is not there`);
        }
      }
    },
    opened(sketch, last) {
      if (last && !morphs.has(sketch)) remember(sketch, last);
    },
    moved(at) {
      const running = morph();
      const before = kept.get(hub.sketch());
      if (!running) return;
      if (before) kept.set(hub.sketch(), { ...before, at });
      void hub.place(mixed(at));
    },
    mixed,
    usage: () => [
      {
        name: "presets",
        entries: known.presets.length,
        maxEntries: MAX_PRESETS,
        bytes: known.presets.reduce((sum, { preset }) => sum + PRESET_BYTES + (preset?.picture.length ?? 0), 0),
        maxBytes: MAX_PRESETS * (PRESET_BYTES + 24 * 1024),
      },
    ],
  };
}
