// The panel's far side: while it is open in the window, what changed is pushed, at most fifteen times a second and never
// before the last push has arrived; while it is closed, nothing. What a hand does there goes to the desk.

import { randomInt } from "node:crypto";
import {
  PANEL_PARTS,
  type PanelAct,
  type PanelPart,
  type PanelRow,
  type PanelState,
  type PanelUpdate,
} from "../../protocol/panel.ts";
import type { Desk } from "../controls/desk.ts";
import type { ControlHub } from "../controls/hub.ts";
import type { Target } from "../controls/target.ts";
import type { Link } from "../link.ts";
import { CommandProblem } from "../show-api.ts";

export interface Panel {
  receive(message: PanelAct): void;
  /** A window opened: it is shown there as it was here. */
  opened(link: Link): Promise<void>;
  setVisible(on: boolean): Promise<void>;
  visible(): boolean;
  stop(): void;
}

export interface PanelParts {
  link(): Link | null;
  hub: ControlHub;
  desk: Desk;
  say(line: string): void;
}

const PUSH_MS = 66;
/** Learning ends by itself, and nobody tells. */
const LEARN_LOOK_MS = 1000;

export function createPanel({ link, hub, desk, say }: PanelParts): Panel {
  let visible = false;
  let timer: NodeJS.Timeout | null = null;
  let sending = false;
  /** Something changed while a push was on its way, or since. */
  let due = false;
  /** What the window has: a row's text by its name, so that only what changed crosses. */
  const told: Record<PanelPart, Map<string, string>> = { knobs: new Map(), ccs: new Map() };
  const toldPictures = new Map<string, string>();
  let toldOrder = "";
  let toldState = "";
  let notice: string | null = null;

  hub.onChange(changed);
  desk.onChange(changed);

  function changed(): void {
    if (!visible || due) return;
    due = true;
    if (!sending) pushIn(PUSH_MS);
  }

  function pushIn(ms: number): void {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => void push(), ms);
  }

  function forget(): void {
    for (const part of PANEL_PARTS) told[part].clear();
    toldPictures.clear();
    toldOrder = "";
    toldState = "";
    due = false;
  }

  function rows(): Record<PanelPart, PanelRow[]> {
    const linked = new Map<string, string[]>();
    for (const { input, target } of hub.links()) linked.set(target, [...(linked.get(target) ?? []), input]);
    const learning = hub.learning();
    const more = (target: string) => ({ links: linked.get(target) ?? [], learning: learning === target });
    const extra = hub.extra()?.name;
    const knobs = hub.knobs().map(({ input: _, ...knob }) => ({ ...knob, ...more(knob.name) }));
    return {
      // The control between two presets comes first: it moves the others.
      knobs: [...knobs.filter(({ name }) => name === extra), ...knobs.filter(({ name }) => name !== extra)],
      ccs: hub.ccs().map(({ index, input: _, ...cc }) => {
        const name = `cc ${index}`;
        return { name, label: name, code: null, min: 0, max: 1, step: 0, locked: false, ...cc, ...more(name) };
      }),
    };
  }

  function state(): PanelState {
    const presets = desk.presets.known();
    const morph = desk.presets.morphing();
    return {
      sketch: hub.sketch(),
      ...desk.depth(),
      presets: presets.map(({ name }) => name),
      preset: presets.find(({ current }) => current)?.name ?? null,
      morph: morph && { from: morph.from, to: morph.to, knob: morph.knob },
    };
  }

  /** Only what the window does not have. */
  function difference(): PanelUpdate | null {
    const now = rows();
    const update: PanelUpdate = { knobs: [], ccs: [] };
    for (const part of PANEL_PARTS) {
      for (const row of now[part]) {
        const text = JSON.stringify(row);
        if (told[part].get(row.name) === text) continue;
        told[part].set(row.name, text);
        update[part].push(row);
      }
    }
    const order = { knobs: now.knobs.map(({ name }) => name), ccs: now.ccs.map(({ name }) => name) };
    if (JSON.stringify(order) !== toldOrder) {
      toldOrder = JSON.stringify(order);
      update.order = order;
      for (const part of PANEL_PARTS)
        for (const name of told[part].keys()) if (!order[part].includes(name)) told[part].delete(name);
    }
    tellPresets(update);
    if (notice !== null) update.notice = notice;
    notice = null;
    const empty = update.knobs.length === 0 && update.ccs.length === 0 && Object.keys(update).length === 2;
    return empty ? null : update;
  }

  function tellPresets(update: PanelUpdate): void {
    const next = state();
    if (JSON.stringify(next) !== toldState) {
      toldState = JSON.stringify(next);
      update.state = next;
    }
    const fresh = desk.presets.known().filter(({ name, picture }) => toldPictures.get(name) !== picture);
    if (fresh.length > 0) update.pictures = fresh.map(({ name, picture }) => [name, picture]);
    for (const { name, picture } of fresh) toldPictures.set(name, picture);
  }

  async function push(): Promise<void> {
    timer = null;
    const window = link();
    if (!visible || !window) return;
    sending = true;
    due = false;
    try {
      const update = difference();
      if (update) await window.page("panel", update);
    } catch {
      forget(); // the window is on its way out; a new one begins anew
    }
    sending = false;
    if (due) pushIn(PUSH_MS);
    else if (hub.learning() !== null) pushIn(LEARN_LOOK_MS);
  }

  // ---- what a hand did -----------------------------------------------------------------------------------------------

  const targetOf = ({ part, name = "" }: PanelAct): Target => {
    const index = part === "ccs" ? Number(/^cc (\d{1,3})$/.exec(name)?.[1] ?? -1) : -1;
    return index >= 0 && index <= 127 ? { kind: "cc", index } : { kind: "knob", name };
  };

  /** Values are the window's word: only the ranges here count. */
  function valueFor(target: Target, value: number): number {
    const knob = target.kind === "knob" ? hub.knobs().find(({ name }) => name === target.name) : null;
    return Math.min(knob?.max ?? 1, Math.max(knob?.min ?? 0, value));
  }

  function found(text: string | undefined): string[] | null {
    const wanted = text?.trim().toLowerCase() ?? "";
    if (wanted === "") return null;
    const all = hub.knobs();
    return all.filter(({ name, label }) => `${name}\n${label}`.toLowerCase().includes(wanted)).map(({ name }) => name);
  }

  async function act(message: PanelAct): Promise<void> {
    const { name = "", text = "", value = 0, gesture } = message;
    const { presets } = desk;
    switch (message.act) {
      case "open":
        visible = true;
        forget();
        await presets.list();
        return;
      case "close":
        visible = false;
        return;
      case "set": {
        const target = targetOf(message);
        await desk.set(target, valueFor(target, value), gesture);
        return;
      }
      case "clear":
        await desk.set(targetOf(message), null);
        return;
      case "lock":
      case "unlock":
        desk.lock(name, message.act === "lock");
        return;
      case "learn":
        return hub.learn(targetOf(message));
      case "give-up":
        return hub.learn(null);
      case "unlink":
        for (const each of hub.links())
          if (each.target === name && each.origin === "config") notice = `${each.input} is linked by the configuration`;
        hub.unlink(name);
        return;
      case "undo":
        await desk.undo();
        return;
      case "redo":
        await desk.redo();
        return;
      case "random": {
        const seed = randomInt(2 ** 32);
        const { changed: count } = await desk.randomise(seed, found(message.text));
        return say(`random ${seed}: ${count} controls moved`);
      }
      case "reset":
        await desk.reset(found(message.text));
        return;
      case "preset": {
        const { notes } = await presets.apply(name);
        notice = notes.length > 0 ? notes.join("; ") : null;
        return;
      }
      case "preset-save":
      case "preset-over":
        await presets.save(name, message.act === "preset-over");
        return;
      case "preset-drop":
        notice = `its file is kept as ${await presets.drop(name)}`;
        return;
      case "morph":
        await presets.morph(name, text, value);
        return;
      case "morph-off":
        return presets.endMorph();
      default:
        return message.act satisfies never;
    }
  }

  return {
    receive(message) {
      act(message)
        .catch((error) => {
          if (!(error instanceof CommandProblem)) throw error;
          notice = error.problem.what;
        })
        .then(changed);
    },
    async opened(window) {
      forget();
      if (!visible) return;
      await window.page("setPanel", true);
      changed();
    },
    async setVisible(on) {
      await link()?.page("setPanel", on);
    },
    visible: () => visible,
    stop() {
      visible = false;
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
