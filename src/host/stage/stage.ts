// The stage of a running show, seen from the host: what a key of the window asks for.

import type { HostAction } from "../../protocol/keys.ts";
import type { LineRequests } from "../show/line-requests.ts";
import { ACTION_LINES } from "./actions.ts";

export interface StageParts {
  requests: LineRequests;
  /** Told where the person is looking: in the HUD and at the prompts. */
  say(line: string): void;
}

export interface Stage {
  /** A key was pressed in the window: its line is run, and what came of it is told. */
  pressed(action: HostAction): Promise<void>;
}

export function createStage({ requests, say }: StageParts): Stage {
  return {
    async pressed(action) {
      const { text } = await requests.ask("keys", ACTION_LINES[action]);
      if (text !== "") say(text);
    },
  };
}
