// Which display is meant, and how a window gets to fill it.

import { ORIGIN } from "../assets.ts";
import type { Link } from "../link.ts";
import { CommandProblem } from "../show-api.ts";

export interface Display {
  left: number;
  top: number;
  width: number;
  height: number;
  primary: boolean;
  label: string;
}

/** `auto`: the second display where there is one, for that is the projector; else the only one. */
export type DisplayChoice = "auto" | "primary" | number | string;

/** Left to right, then top to bottom: as they stand. Asked of the browser, which is the only one to know. */
export async function listDisplays(link: Link): Promise<Display[]> {
  await allow(link, "window-management"); // Else it tells of the display it is on.
  const screens = await link.page<Display[]>("screens");
  return screens
    .filter((each) => [each.left, each.top, each.width, each.height].every(Number.isFinite))
    .sort((a, b) => a.left - b.left || a.top - b.top);
}

/** One by one: `Browser.grantPermissions` would take away whatever another part was granted. */
export async function allow(link: Link, name: string): Promise<void> {
  const permission = { permission: { name }, setting: "granted", origin: ORIGIN };
  await link.browser.cdp.send("Browser.setPermission", permission).catch(() => {});
}

/** The index of the display that is meant. */
export function chooseDisplay(displays: readonly Display[], choice: DisplayChoice): number {
  if (choice === "auto") {
    const other = displays.findIndex((each) => !each.primary);
    return Math.max(0, other);
  }
  if (choice === "primary")
    return Math.max(
      0,
      displays.findIndex((each) => each.primary),
    );
  const number = typeof choice === "number" ? choice : /^\d+$/.test(choice) ? Number(choice) : null;
  const found =
    number !== null
      ? number - 1
      : displays.findIndex((each) => each.label.toLowerCase().includes(String(choice).toLowerCase()));
  if (displays[found]) return found;
  throw new CommandProblem({
    severity: "error",
    what: `there is no display ${typeof choice === "number" ? choice : `"${choice}"`}`,
    expected: `auto, primary, or one of ${displays.map(describeDisplay).join(", ")}`,
  });
}

/** `2 (HDMI-1 1920×1080)` */
export const describeDisplay = (display: Display, index: number): string =>
  `${index + 1} (${display.label ? `${display.label} ` : ""}${display.width}×${display.height})`;

interface Bounds {
  left?: number;
  top?: number;
  width?: number;
  height?: number;
  windowState?: "normal" | "minimized" | "maximized" | "fullscreen";
}

const windowOf = async (link: Link) =>
  (await link.send("page", "Browser.getWindowForTarget")) as { windowId: number; bounds: Bounds };

export const isFullScreen = async (link: Link): Promise<boolean> =>
  (await windowOf(link)).bounds.windowState === "fullscreen";

/** A window changes its state and its place in two steps: nothing else is taken by every window manager. */
export async function fillDisplay(link: Link, display: Display): Promise<void> {
  const { windowId, bounds } = await windowOf(link);
  const set = (next: Bounds) => link.send("page", "Browser.setWindowBounds", { windowId, bounds: next });
  const there = inside(bounds, display);
  if (!there) {
    if (bounds.windowState !== "normal") await set({ windowState: "normal" });
    await set({ left: display.left + 40, top: display.top + 40, width: 640, height: 480 });
  }
  if (!there || bounds.windowState !== "fullscreen") await set({ windowState: "fullscreen" });
}

export async function leaveFullScreen(link: Link, size: readonly [number, number]): Promise<void> {
  const { windowId, bounds } = await windowOf(link);
  if (bounds.windowState === "normal") return;
  await link.send("page", "Browser.setWindowBounds", { windowId, bounds: { windowState: "normal" } });
  await link.send("page", "Browser.setWindowBounds", { windowId, bounds: { width: size[0], height: size[1] } });
}

function inside(bounds: Bounds, display: Display): boolean {
  const x = (bounds.left ?? 0) + (bounds.width ?? 0) / 2;
  const y = (bounds.top ?? 0) + (bounds.height ?? 0) / 2;
  return x >= display.left && x < display.left + display.width && y >= display.top && y < display.top + display.height;
}
