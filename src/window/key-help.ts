// The key map over the picture, as it is bound now.

import { ACTIONS, type Action, type KeyBindings } from "../protocol/keys.ts";
import { createOverlay, element } from "./hud.ts";

export interface KeyHelp {
  toggle(): void;
  close(): void;
  visible(): boolean;
  /** To another place, which may be in another window. */
  moveTo(root: HTMLElement): void;
}

const STYLE = `
:host { z-index: 30; align-items: center; justify-content: center; }
.panel { padding: 16px 20px 18px; background: rgba(19, 20, 23, 0.96); max-height: 100%; overflow: hidden; }
.rows { display: grid; grid-template-columns: auto 1fr; column-gap: 26px; row-gap: 3px; margin-top: 10px; font-size: 12px; line-height: 19px; }
.key { min-width: 9px; padding: 0 6px; border-radius: 3px; background: rgba(255, 255, 255, 0.13); text-align: center; }
.keys { display: flex; gap: 4px; }
.help { color: #cfcdc6; }
.foot { margin-top: 12px; color: var(--dim); }
`;

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** `bindings` is asked at each opening: keys may have been changed meanwhile. */
export function createKeyHelp(home: HTMLElement, bindings: () => KeyBindings): KeyHelp {
  let root = home;
  let host: HTMLElement | null = null;
  const close = () => {
    host?.remove();
    host = null;
  };
  const open = () => {
    const made = createOverlay(STYLE, root);
    made.shadow.append(list(bindings()));
    root.append(made.host);
    host = made.host;
  };
  return {
    toggle: () => (host ? close() : open()),
    close,
    visible: () => host !== null,
    moveTo(other) {
      close();
      root = other;
    },
  };
}

function list(bindings: KeyBindings): HTMLElement {
  const keys = new Map<Action, string[]>();
  for (const [key, action] of bindings) keys.set(action, [...(keys.get(action) ?? []), key]);
  const inOrder = (Object.keys(ACTIONS) as Action[]).filter((action) => keys.has(action));
  const rows = inOrder.flatMap((action) => [
    element("span", "keys", ...(keys.get(action) ?? []).map((key) => element("span", "key", shown(key)))),
    element("span", "help", ACTIONS[action].help),
  ]);
  return element(
    "div",
    "panel",
    element("div", "title", "Keys"),
    element("div", "rows", ...rows),
    element(
      "div",
      "foot",
      "Wheel zooms, dragging pans, a double click fits. Escape closes. `keys:` in hairline.yaml changes them.",
    ),
  );
}

const shown = (key: string): string =>
  key
    .replace(/Arrow\w+/, (name) => SIGNS[name] ?? name)
    .replaceAll("+", " ")
    .replace(/^ $| $/, "+");
