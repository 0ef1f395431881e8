// Starts the browser with an own throw-away profile and two pipes. Every flag here was measured or has a reason;
// `research/ecosystem.md` §2 and `research/reliability-security.md` §3.3 hold the tables.

import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { type Cdp, createCdp } from "../cdp.ts";
import { type BrowserChoice, isSnap } from "./find.ts";
import { type Graphics, graphicsFlags } from "./graphics.ts";

export interface Browser {
  cdp: Cdp;
  pid: number;
  graphics: Graphics;
  profile: string;
  /** Resolves when the process has ended. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The last lines the browser wrote to its log, for the message when it dies at start. */
  lastWords(): string;
  close(): Promise<void>;
  /** SIGKILL, for tests and for a browser that does not close. */
  kill(): void;
}

export interface LaunchOptions {
  choice: BrowserChoice;
  graphics: Graphics;
  size: readonly [number, number];
  /** Further switches, for tests and measurements. */
  flags?: readonly string[];
}

const ALWAYS = [
  "--remote-debugging-pipe",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--disable-extensions",
  "--disable-default-apps",
  "--disable-quic",
  "--no-pings",
  "--metrics-recording-only",
  "--password-store=basic",
  "--use-mock-keychain",
  "--autoplay-policy=no-user-gesture-required",
  // A covered or unfocused window keeps 60 fps only with these three.
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-features=CalculateNativeWinOcclusion,Translate,MediaRouter,OptimizationHints",
  // Without these two, WebGL stays black for good after the second GPU crash.
  "--disable-domain-blocking-for-3d-apis",
  "--disable-gpu-process-crash-limit",
];

export async function launchBrowser(options: LaunchOptions): Promise<Browser> {
  const { choice, graphics, size, flags = [] } = options;
  const profile = createProfile(choice.path);
  const args = [
    ...ALWAYS,
    ...graphicsFlags(graphics, choice),
    `--user-data-dir=${profile}`,
    `--window-size=${size[0]},${size[1]}`,
    ...flags,
  ];
  // `about:` is no app to Chromium: it would open an ordinary tab. Dark, so that a stage does not flash white.
  if (choice.kind === "window") args.push("--app=data:text/html,<body style=background:%231b1b1d>");
  else args.push("--headless", "--hide-scrollbars", "--mute-audio", "about:blank");
  // Chromium refuses to run as root with its sandbox; --test-type keeps the warning bar out of the picture.
  if (process.getuid?.() === 0) args.push("--no-sandbox", "--test-type");

  const logPath = join(profile, "browser.log");
  const log = openSync(logPath, "a+", 0o600);
  let child: ChildProcess;
  try {
    child = spawn(choice.path, args, {
      stdio: ["ignore", log, log, "pipe", "pipe"],
      // Whatever the browser puts into a temp folder goes with its profile, however it ends.
      env: { ...process.env, ...choice.env, TMPDIR: profile },
    });
  } finally {
    closeSync(log);
  }

  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: -1, signal: null }));
  });
  const cdp = createCdp(child.stdio[3] as Writable, child.stdio[4] as Readable);
  let words = "";
  void exited.then(() => {
    words = tail(logPath);
    return removeProfile(profile);
  });

  return {
    cdp,
    pid: child.pid ?? -1,
    graphics,
    profile,
    exited,
    lastWords: () => words || tail(logPath),
    async close() {
      await cdp.send("Browser.close", {}, undefined, 2000).catch(() => {});
      const gone = await Promise.race([exited.then(() => true), delay(2500).then(() => false)]);
      if (!gone) child.kill("SIGKILL");
      await exited;
      await removeProfile(profile);
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

const PREFIX = "hairline-profile-";

/** A private folder whose name carries our pid, so that a later start can sweep what a crash left. */
function createProfile(browserPath: string): string {
  const root = isSnap(browserPath) ? join(process.env.HOME ?? tmpdir(), "snap", "chromium", "common") : tmpdir();
  sweepProfiles(root);
  const profile = join(root, `${PREFIX}${process.pid}-${Math.random().toString(36).slice(2, 10)}`);
  mkdirSync(profile, { recursive: false, mode: 0o700 });
  writeFileSync(join(profile, "owner"), String(process.pid), { mode: 0o600 });
  return profile;
}

function sweepProfiles(root: string): void {
  let names: string[];
  try {
    names = readdirSync(root).filter((name) => name.startsWith(PREFIX));
  } catch {
    return;
  }
  for (const name of names) {
    const folder = join(root, name);
    try {
      const owner = Number(readFileSync(join(folder, "owner"), "utf8"));
      if (Number.isInteger(owner) && owner > 0 && !isAlive(owner)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Someone else's, or being made right now: leave it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The browser's helpers may still write for a moment after it has gone. */
async function removeProfile(profile: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      rmSync(profile, { recursive: true, force: true });
      return;
    } catch {
      await delay(50);
    }
  }
}

function tail(path: string): string {
  try {
    const fd = openSync(path, "r");
    try {
      const { size } = fstatSync(fd);
      const length = Math.min(size, 4096);
      const bytes = Buffer.alloc(length);
      readSync(fd, bytes, 0, length, size - length);
      return bytes.toString("utf8").trim().split("\n").slice(-5).join("\n");
    } finally {
      closeSync(fd);
    }
  } catch {
    return "";
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
