// What crosses between the host and the panel of the window. The host pushes what changed while the panel is open; the panel
// tells what a hand did, as a name out of a closed list with sized arguments, never as a command line.

/** A knob of the sketch, or a controller that has moved. */
export interface PanelRow {
  name: string;
  label: string;
  value: number;
  /** The default in the code; null for a controller, whose default only the sketch knows. */
  code: number | null;
  min: number;
  max: number;
  /** 0: continuous. */
  step: number;
  /** `code`, `panel`, `midi`, … */
  source: string;
  /** Its device is gone. */
  frozen: boolean;
  /** Where a linked knob stands that does not act yet. */
  ghost: number | null;
  locked: boolean;
  /** Names of the inputs linked to it. */
  links: string[];
  learning: boolean;
}

/** Rows by where they are shown. */
export const PANEL_PARTS = ["knobs", "ccs"] as const;
export type PanelPart = (typeof PANEL_PARTS)[number];

export interface PanelState {
  sketch: string;
  undo: number;
  redo: number;
  presets: string[];
  /** Applied or saved last. */
  preset: string | null;
  morph: { from: string; to: string; knob: string } | null;
}

export interface PanelUpdate {
  /** All names in their order, where the rows are others than before; rows that are not in it are gone. */
  order?: Record<PanelPart, string[]>;
  /** Rows that are new or changed. */
  knobs: PanelRow[];
  ccs: PanelRow[];
  state?: PanelState;
  /** Small pictures of presets that are new or changed, as data URLs. */
  pictures?: [name: string, picture: string][];
  /** What came of the last act, where it was refused. */
  notice?: string;
}

/** `text`: a second name, or what is searched for. */
export interface PanelAct {
  kind: "panel";
  act: PanelActName;
  /** A knob's, a controller's (`cc 7`) or a preset's. */
  name?: string;
  part?: PanelPart;
  value?: number;
  /** Moves of one drag carry one number: they are taken back together. */
  gesture?: number;
  text?: string;
}

export const PANEL_ACTS = [
  "open",
  "close",
  "set",
  "clear",
  "lock",
  "unlock",
  "learn",
  "give-up",
  "unlink",
  "undo",
  "redo",
  "random",
  "reset",
  "preset",
  "preset-save",
  "preset-over",
  "preset-drop",
  "morph",
  "morph-off",
] as const;
export type PanelActName = (typeof PANEL_ACTS)[number];

const MAX_NAME = 64;

/** Why this is no act of the panel, or null. */
export function panelFault(message: Record<string, unknown>): string | null {
  const { act, name, part, value, gesture, text } = message;
  if (!(PANEL_ACTS as readonly unknown[]).includes(act)) return `message "panel" has an act that is unknown`;
  const short = (given: unknown) => given === undefined || (typeof given === "string" && given.length <= MAX_NAME);
  if (!short(name)) return `message "panel" has a name that is none`;
  if (!short(text)) return `message "panel" has a text that is none`;
  if (part !== undefined && !(PANEL_PARTS as readonly unknown[]).includes(part))
    return `message "panel" has no such part`;
  for (const number of [value, gesture])
    if (number !== undefined && !(typeof number === "number" && Number.isFinite(number)))
      return `message "panel" has a number that is none`;
  return null;
}
