// The keys of the window. Which key does what is data (protocol/keys.ts); the window's own actions happen here, those of
// the host are told by name. Nothing happens while somebody types into a field.

import {
  type Action,
  type HostAction,
  isHostAction,
  type KeyBindings,
  keyOf,
  type PageAction,
} from "../protocol/keys.ts";

export interface KeyParts {
  bindings: KeyBindings;
  /** An action nobody has filled is no action. */
  run: Readonly<Partial<Record<PageAction, () => void>>>;
  tell(action: HostAction): void;
  /** Escape: whatever lies over the picture goes. */
  close(): void;
}

export interface Keys {
  setBindings(bindings: KeyBindings): void;
  /** Of the actions that do something. */
  bindings(): KeyBindings;
  /** The action a key event would start now, or null: such keys are no inputs of a sketch. */
  actionOf(event: KeyboardEvent): Action | null;
  /** Also listens in another window of the same show. Returns the way to stop. */
  listenIn(other: Window): () => void;
  stop(): void;
}

/**
 * What the browser would do with these is no help on a stage: dialogs for printing and saving, a find bar, a fresh load
 * or a step back that takes the show's page away.
 */
const SWALLOWED = new Set([
  "F1",
  "F3",
  "F5",
  "F7",
  "Ctrl+F5",
  "Ctrl+F",
  "Ctrl+G",
  "Ctrl+O",
  "Ctrl+P",
  "Ctrl+R",
  "Ctrl+S",
  "Ctrl+U",
  "Ctrl+Shift+R",
  "Alt+ArrowLeft",
  "Alt+ArrowRight",
]);
/** Fields that are no text take these for themselves: a slider its arrows, a button Space and Enter. */
const FIELD_KEYS = /^(Space|Enter|Tab|Home|End|Page(Up|Down)|Arrow\w+)$/;
const TEXTLESS = /^(button|checkbox|color|file|image|radio|range|reset|submit)$/;

export function createKeys(parts: KeyParts): Keys {
  let bindings = parts.bindings;
  let actions = new Map(bindings);

  const actionOf = (event: KeyboardEvent): Action | null => {
    const key = keyOf(event);
    const action = ownsKey(event, key) ? undefined : actions.get(key);
    return action !== undefined && isFilled(action) ? action : null;
  };
  const isFilled = (action: Action) => isHostAction(action) || parts.run[action as PageAction] !== undefined;
  const down = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") return parts.close();
    const key = keyOf(event);
    if (SWALLOWED.has(key)) event.preventDefault();
    const action = actionOf(event);
    if (action === null) return;
    event.preventDefault();
    if (event.repeat) return;
    if (isHostAction(action)) parts.tell(action);
    else parts.run[action as PageAction]?.();
  };
  /** The buttons "back" and "forward" of a mouse would leave the page. */
  const mouse = (event: MouseEvent) => {
    if (event.button === 3 || event.button === 4) event.preventDefault();
  };
  const listenIn = (where: Window) => {
    where.addEventListener("keydown", down);
    where.addEventListener("mouseup", mouse);
    return () => {
      where.removeEventListener("keydown", down);
      where.removeEventListener("mouseup", mouse);
    };
  };
  const stop = listenIn(window);

  return {
    setBindings(next) {
      bindings = next;
      actions = new Map(next);
    },
    bindings: () => bindings.filter(([, action]) => isFilled(action)),
    actionOf,
    listenIn,
    stop,
  };
}

/** Whether the key belongs to the field that has the focus. Shadow roots hide it from `event.target`. */
function ownsKey(event: KeyboardEvent, key: string): boolean {
  const [field] = event.composedPath() as Partial<HTMLInputElement>[];
  if (!field?.tagName) return false;
  if (field.isContentEditable || field.tagName === "TEXTAREA") return true;
  if (field.tagName === "INPUT" && !TEXTLESS.test(field.type ?? "")) return true;
  return /^(INPUT|SELECT|BUTTON|SUMMARY)$/.test(field.tagName) && FIELD_KEYS.test(key);
}

/** Somebody is typing: for whoever else listens to keys. */
export const isTyping = (event: KeyboardEvent): boolean => event.isComposing || ownsKey(event, keyOf(event));
