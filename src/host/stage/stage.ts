// The stage of a running show, seen from the host: a window that fills a display, and what a key of the window asks for.
// It outlives windows: one that opens while the stage is on fills the display too.

import type { HostAction } from "../../protocol/keys.ts";
import type { Config } from "../config.ts";
import type { Link } from "../link.ts";
import type { LineRequests } from "../show/line-requests.ts";
import type { Play } from "../show/play-settings.ts";
import { CommandProblem, NO_WINDOW } from "../show-api.ts";
import { ACTION_LINES } from "./actions.ts";
import type { CodeDesk } from "./code-desk.ts";
import {
  allow,
  chooseDisplay,
  type DisplayChoice,
  describeDisplay,
  fillDisplay,
  isFullScreen,
  leaveFullScreen,
  listDisplays,
} from "./displays.ts";
import type { EditorDesk } from "./editor-desk.ts";
import { openOperator } from "./operator.ts";
import type { StageApi, StageStatus } from "./stage-api.ts";

export interface StageParts {
  link(): Link | null;
  /** Whether the show has a window that somebody sees. */
  windowed(): boolean;
  settings(): Config["stage"];
  windowSize: readonly [number, number];
  /** Whether numbers lie over the picture when there is no stage. */
  hud: boolean;
  play: Pick<Play, "now" | "setHud">;
  requests: LineRequests;
  editor: Pick<EditorDesk, "isOpen" | "setOpen">;
  code: Pick<CodeDesk, "visible" | "setVisible">;
  /** Told where the person is looking: in the HUD and at the prompts. */
  say(line: string): void;
}

export interface Stage extends StageApi {
  /** A key was pressed in the window: its line is run, and what came of it is told. */
  pressed(action: HostAction): Promise<void>;
  /** Switches of a browser that is about to be started. */
  launchFlags(): string[];
  /** A window is open and shows nothing yet. */
  opened(link: Link): Promise<void>;
  /** The window left full screen by itself. */
  left(): Promise<void>;
  operatorClosed(): Promise<void>;
}

/** Started so, the browser shows no note on how to leave full screen; later nothing takes the note away. */
const QUIET = "--kiosk";

export function createStage(parts: StageParts): Stage {
  const { requests, say, play } = parts;
  let on = parts.settings().on;
  let choice: DisplayChoice = parts.settings().display;
  let quiet = false;
  let awake = "";
  let operator = false;
  let hudBefore = on ? parts.hud : null;

  async function status(link: Link, note = ""): Promise<StageStatus> {
    const displays = await listDisplays(link);
    const display = on ? displays.map(describeDisplay)[chooseDisplay(displays, choice)] : "";
    return { on, display, displays: displays.map(describeDisplay), awake, note };
  }

  async function fill(link: Link): Promise<void> {
    const displays = await listDisplays(link);
    await link.page("setStage", false); // On its way to another display a window leaves full screen: no news.
    await fillDisplay(link, displays[chooseDisplay(displays, choice)]);
    await allow(link, "screen-wake-lock");
    awake = await link.page<string>("setStage", true);
  }

  async function leave(link: Link | null): Promise<void> {
    on = false;
    awake = "";
    await link?.page("setStage", false);
    if (hudBefore !== null) await play.setHud(hudBefore);
    hudBefore = null;
  }

  async function closed(): Promise<void> {
    operator = false;
    if (on) await play.setHud(false);
  }

  function needWindow(): Link {
    const link = parts.link();
    if (!link) throw new CommandProblem(NO_WINDOW);
    if (!parts.windowed())
      throw new CommandProblem({
        severity: "error",
        what: "there is no window to fill: the show is headless",
        try: "Start it on a display, without --headless.",
      });
    return link;
  }

  return {
    async pressed(action) {
      const { text } = await requests.ask("keys", ACTION_LINES[action]);
      if (text !== "") say(text);
    },
    staged: () => on,
    operatorOpen: () => operator,
    async setOperator(next) {
      const link = parts.link();
      if (!link) throw new CommandProblem(NO_WINDOW);
      if (!next) {
        await link.page("closeOperator");
        return closed();
      }
      if (operator) return;
      await openOperator(link);
      operator = true;
      if (on) await play.setHud(hudBefore ?? true);
    },
    operatorClosed: closed,
    editorOpen: parts.editor.isOpen,
    setEditor: parts.editor.setOpen,
    codeShown: parts.code.visible,
    showCode: parts.code.setVisible,
    stageStatus: () => status(needWindow()),
    async setStage(next, display) {
      const link = needWindow();
      if (!next) {
        await leave(link);
        await leaveFullScreen(link, parts.windowSize);
        return status(link);
      }
      const before = choice;
      const wasFull = await isFullScreen(link);
      try {
        choice = display ?? parts.settings().display;
        await fill(link);
      } catch (error) {
        choice = before;
        throw error;
      }
      if (!on) {
        hudBefore = play.now.hud;
        if (!operator) await play.setHud(false);
      }
      on = true;
      return status(
        link,
        quiet || wasFull ? "" : "the browser says for a moment how to leave; a start with --stage does not",
      );
    },
    launchFlags() {
      quiet = on && parts.windowed();
      return quiet ? [QUIET] : [];
    },
    async opened(link) {
      const tell = (error: unknown) => say(error instanceof CommandProblem ? error.problem.what : String(error));
      if (on && parts.windowed()) await fill(link).catch(tell);
      if (operator) await openOperator(link).catch(tell);
    },
    async left() {
      if (!on) return;
      await leave(parts.link());
      say("the window left full screen; `.stage on` fills it again");
    },
  };
}
