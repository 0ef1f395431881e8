// What the host does when a key of the window asks for it: each action is a line of the one grammar, as if it had been
// typed. The window sends the name only.

import type { HostAction } from "../../protocol/keys.ts";

export const ACTION_LINES: Readonly<Record<HostAction, string>> = {
  stage: ".stage",
  operator: ".operator",
  code: ".code",
  edit: ".edit",
  blackout: ".blackout",
  freeze: ".freeze",
  panic: ".panic",
  "go-next": ".go next",
  "go-previous": ".go previous",
  tap: ".tempo tap",
  undo: ".undo",
  redo: ".redo",
  back: ".back",
  forward: ".forward",
  reload: ".reload",
  "save-svg": ".save svg",
  "save-png": ".save png",
};
