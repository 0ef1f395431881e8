// What the keys of the window do: one closed list of actions with their default keys, and how a key is spelled.
//
// A spelling is what is printed on the key, after its modifiers: "H", "0", "?", "Space", "ArrowRight", "Shift+S",
// "Ctrl+E". `Ctrl` is the command key on a Mac. Of a sign that needs Shift on some keyboards and not on others, Shift
// is no part: "?" is "?" wherever it lies.

export interface ActionRule {
  /** Default keys. */
  keys: readonly string[];
  /** Who acts: the window itself, or the host, which is told the name and runs the command that belongs to it. */
  by: "page" | "host";
  help: string;
}

export const ACTIONS = {
  help: { keys: ["?"], by: "page", help: "these keys" },
  hud: { keys: ["H"], by: "page", help: "numbers over the picture" },
  plot: { keys: ["M"], by: "page", help: "plot of memory by owner" },
  panel: { keys: ["P"], by: "page", help: "controls of the sketch" },
  code: { keys: ["E"], by: "host", help: "the sketch's text over the picture" },
  edit: { keys: ["Ctrl+E"], by: "host", help: "edits the sketch in the window" },
  fit: { keys: ["0", "F"], by: "page", help: "the whole sheet in the window" },
  stage: { keys: ["F11", "Shift+F"], by: "host", help: "full screen for an audience" },
  operator: { keys: ["O"], by: "host", help: "a second window for whoever plays" },
  blackout: { keys: ["B"], by: "host", help: "nothing on screen, everything runs on" },
  freeze: { keys: ["Space"], by: "host", help: "holds the picture" },
  panic: { keys: ["."], by: "host", help: "a sane picture, whatever happened" },
  "go-next": { keys: ["ArrowRight", "PageDown"], by: "host", help: "next entry of the set" },
  "go-previous": { keys: ["ArrowLeft", "PageUp"], by: "host", help: "entry of the set before" },
  tap: { keys: ["T"], by: "host", help: "tempo by tapping" },
  undo: { keys: ["Ctrl+Z"], by: "host", help: "takes the last change of knobs back" },
  redo: { keys: ["Ctrl+Shift+Z", "Ctrl+Y"], by: "host", help: "does it again" },
  back: { keys: ["["], by: "host", help: "good version before" },
  forward: { keys: ["]"], by: "host", help: "towards the newest version" },
  reload: { keys: ["R"], by: "host", help: "builds the sketch again" },
  "save-svg": { keys: ["S"], by: "host", help: "shown frame as SVG" },
  "save-png": { keys: ["Shift+S"], by: "host", help: "shown frame as PNG" },
} as const satisfies Readonly<Record<string, ActionRule>>;

export type Action = keyof typeof ACTIONS;
export type HostAction = { [A in Action]: (typeof ACTIONS)[A]["by"] extends "host" ? A : never }[Action];
export type PageAction = Exclude<Action, HostAction>;

export const actionNames = Object.keys(ACTIONS) as readonly Action[];

const rules: Readonly<Record<Action, ActionRule>> = ACTIONS;

export const isHostAction = (name: string): name is HostAction =>
  Object.hasOwn(ACTIONS, name) && rules[name as Action].by === "host";

/** Keys in their one spelling, each with its action: what crosses to the window. */
export type KeyBindings = readonly (readonly [key: string, action: Action])[];

/** Of each action, the keys that were chosen; null or an empty list for none. */
export type KeyChoice = Readonly<Record<Action, string | readonly string[] | null>>;

export const MAX_KEYS_PER_ACTION = 4;

/** Keys by name, as browsers call them; `Space` is theirs by a better name than " ". */
const NAMED = [
  "Space",
  "Enter",
  "Tab",
  "Backspace",
  "Delete",
  "Insert",
  "Home",
  "End",
  "PageUp",
  "PageDown",
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "Pause",
  "ScrollLock",
  "ContextMenu",
  ...Array.from({ length: 24 }, (_, i) => `F${i + 1}`),
];
const byLower = new Map(NAMED.map((name) => [name.toLowerCase(), name]));
const MODIFIERS: Readonly<Record<string, string>> = { ctrl: "Ctrl", cmd: "Ctrl", alt: "Alt", shift: "Shift" };

const isLetter = (char: string): boolean => char.toLowerCase() !== char.toUpperCase();
/** One sign, which may be a pair of code units. */
const isSign = (text: string): boolean => [...text].length === 1 && text.trim() !== "";

/** The one spelling of a key, or null where it is none: `readKey("shift+s")` → `"Shift+S"`. Escape always closes. */
export function readKey(text: string): string | null {
  if (text.length > 40) return null;
  // The last "+" may be the key itself: "Ctrl++".
  const parts = text.trim() === "+" ? ["+"] : text.trim().replace(/\+\+$/, "+\u0000").split("+");
  const last = (parts.pop() ?? "").replace("\u0000", "+").trim();
  const modifiers = parts.map((part) => MODIFIERS[part.trim().toLowerCase()]);
  if (modifiers.includes(undefined as never) || new Set(modifiers).size < modifiers.length) return null;
  const name = byLower.get(last.toLowerCase()) ?? (isSign(last) ? last : null);
  if (name === null) return null;
  return spell(name, modifiers.includes("Ctrl"), modifiers.includes("Alt"), modifiers.includes("Shift"));
}

/** The spelling of what was pressed. */
export function keyOf(event: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  getModifierState?(name: string): boolean;
}): string {
  const name = event.key === " " ? "Space" : event.key;
  // A sign typed with AltGr arrives with Ctrl and Alt on some systems; they made the sign and are no part of it.
  const made = isSign(name) && event.getModifierState?.("AltGraph") === true;
  return spell(name, !made && (event.ctrlKey || event.metaKey), !made && event.altKey, event.shiftKey);
}

function spell(name: string, ctrl: boolean, alt: boolean, shift: boolean): string {
  const sign = isSign(name);
  const shown = sign && isLetter(name) ? name.toUpperCase() : name;
  const counts = shift && (!sign || isLetter(name));
  return `${ctrl ? "Ctrl+" : ""}${alt ? "Alt+" : ""}${counts ? "Shift+" : ""}${shown}`;
}

const asList = (chosen: KeyChoice[Action]): readonly string[] =>
  chosen === null ? [] : typeof chosen === "string" ? [chosen] : chosen;

export interface KeyConflict {
  key: string;
  /** Keeps the key. */
  winner: Action;
  /** Goes without it. */
  loser: Action;
}

/**
 * Which key does what. Of two actions with one key, the one whose keys were changed keeps it, so that taking a key takes
 * it from the default; of two alike, the earlier.
 */
export function bindKeys(choice: KeyChoice): { bindings: KeyBindings; conflicts: KeyConflict[] } {
  const owner = new Map<string, Action>();
  const conflicts: KeyConflict[] = [];
  const changed = (action: Action) => asList(choice[action]).join(" ") !== rules[action].keys.join(" ");
  const inOrder = [...actionNames].sort((a, b) => Number(changed(b)) - Number(changed(a)));
  for (const action of inOrder) {
    for (const text of asList(choice[action])) {
      const key = readKey(text);
      if (key === null) continue; // said by the configuration's check
      const winner = owner.get(key);
      if (winner === undefined) owner.set(key, action);
      else if (winner !== action) conflicts.push({ key, winner, loser: action });
    }
  }
  return { bindings: [...owner], conflicts };
}
