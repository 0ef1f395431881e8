// Which browser shows the picture, and why. Order: the configured path, the environment, Chrome / Chromium / Edge /
// Brave where each system keeps them, the packaged headless one. Nothing is ever installed from here.

import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface BrowserChoice {
  path: string;
  name: string;
  /** `window`: a real one on a display. `headless`: draws without anyone looking. */
  kind: "window" | "headless";
  packaged: boolean;
  /** One sentence for the start-up lines. */
  why: string;
  /** The one command that would give a window, where this choice does not. */
  forWindow: string | null;
  env: Record<string, string>;
}

export interface FindOptions {
  configured: string | null;
  headless: boolean;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** Unpacks the browser that comes with the development dependencies, or null where it cannot. */
  packaged(): Promise<{ path: string; env: Record<string, string> } | null>;
}

export class NoBrowser extends Error {
  readonly try: string;
  constructor(what: string, way: string) {
    super(what);
    this.try = way;
  }
}

export async function findBrowser(options: FindOptions): Promise<BrowserChoice> {
  const { env, platform } = options;
  const display = platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  const kind = options.headless || !display ? "headless" : "window";
  const whyHeadless = options.headless ? "headless was asked for" : "there is no display";

  const named = options.configured || env.HAIRLINE_BROWSER || null;
  if (named !== null && named !== "packaged") {
    if (!isProgram(named)) {
      throw new NoBrowser(
        `browser "${named}" cannot be started`,
        "Correct `browser.path` in the configuration, HAIRLINE_BROWSER or --browser, or leave it out.",
      );
    }
    return {
      path: named,
      name: named,
      kind,
      packaged: false,
      why: `${named} was named${kind === "headless" ? `; ${whyHeadless}` : ""}`,
      forWindow: kind === "window" ? null : windowCommand(platform, true, options.headless),
      env: {},
    };
  }

  if (named === null) {
    for (const path of candidates(platform, env)) {
      const found = isProgram(path) ? path : null;
      if (!found) continue;
      return {
        path: found,
        name: friendlyName(found),
        kind,
        packaged: false,
        why: kind === "window" ? "a system browser and a display were found" : whyHeadless,
        forWindow: kind === "window" ? null : windowCommand(platform, true, options.headless),
        env: {},
      };
    }
  }

  const packaged = await options.packaged();
  if (packaged) {
    return {
      path: packaged.path,
      name: "packaged headless Chromium",
      kind: "headless",
      packaged: true,
      why: named === "packaged" ? "the packaged browser was asked for" : "no system browser was found",
      forWindow: windowCommand(platform, false, options.headless),
      env: packaged.env,
    };
  }
  throw new NoBrowser("no browser was found", `${windowCommand(platform, false, false)}`);
}

function windowCommand(platform: NodeJS.Platform, haveBrowser: boolean, asked: boolean): string {
  if (asked && haveBrowser) return "npm start          (without --headless)";
  if (haveBrowser) return "DISPLAY=:0 npm start          (from a session that has a display)";
  if (platform === "darwin") return "brew install --cask chromium";
  if (platform === "win32") return "winget install Google.Chrome";
  return "sudo apt-get install -y --no-install-recommends chromium";
}

function candidates(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === "darwin") {
    const apps = ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"];
    const roots = ["/Applications", join(env.HOME ?? "", "Applications")];
    return roots.flatMap((root) => apps.map((app) => `${root}/${app}.app/Contents/MacOS/${app}`));
  }
  if (platform === "win32") {
    const roots = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter((root) => root !== undefined);
    const apps = [
      "Google\\Chrome\\Application\\chrome.exe",
      "Chromium\\Application\\chrome.exe",
      "Microsoft\\Edge\\Application\\msedge.exe",
      "BraveSoftware\\Brave-Browser\\Application\\brave.exe",
    ];
    return apps.flatMap((app) => roots.map((root) => `${root}\\${app}`));
  }
  const names = [
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "brave-browser",
  ];
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => [
    ...folders.map((folder) => join(folder, name)),
    `/usr/bin/${name}`,
    `/snap/bin/${name}`,
  ]);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile(); // a folder is "executable", too
  } catch {
    return false;
  }
}

function friendlyName(path: string): string {
  if (/edge/i.test(path)) return "Microsoft Edge";
  if (/brave/i.test(path)) return "Brave";
  if (/chromium/i.test(path)) return "Chromium";
  return "Google Chrome";
}

/** Ubuntu's snap browsers cannot use the temp folder or hidden folders. */
export function isSnap(path: string): boolean {
  try {
    return realpathSync(path).startsWith("/snap/") || (path.startsWith("/snap/") && existsSync(path));
  } catch {
    return false;
  }
}
