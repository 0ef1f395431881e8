// The window before an audience: no pointer that nobody moves, and a screen that does not go to sleep.

export interface Audience {
  /** Resolves with what became of the wish to stay awake, in words. */
  set(on: boolean): Promise<string>;
  on(): boolean;
  dispose(): void;
}

export interface AudienceOptions {
  cursorHideS: number;
  awake: boolean;
  /** The window left full screen by itself: somebody held Escape. */
  onLeft(): void;
}

const LOOK_MS = 250;

export function createAudience(options: AudienceOptions): Audience {
  let on = false;
  let movedAt = 0;
  let look: ReturnType<typeof setInterval> | null = null;
  let lock: WakeLockSentinel | null = null;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html.still, html.still * { cursor: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const root = document.documentElement;

  const moved = () => {
    movedAt = performance.now();
    root.classList.remove("still");
  };
  const hideStill = () => {
    if (performance.now() - movedAt >= options.cursorHideS * 1000) root.classList.add("still");
  };

  async function stayAwake(): Promise<string> {
    if (!options.awake) return "";
    if (!("wakeLock" in navigator)) return "this browser cannot keep the screen awake";
    try {
      lock ??= await navigator.wakeLock.request("screen");
      // The browser lets it go when the window is hidden.
      lock.addEventListener("release", forget, { once: true });
      return "screen kept awake";
    } catch (error) {
      return `the screen may sleep (${error instanceof Error ? error.name : "refused"})`;
    }
  }
  const forget = () => {
    lock = null;
  };
  const seen = () => {
    if (on && document.visibilityState === "visible") void stayAwake();
  };

  const full = window.matchMedia("(display-mode: fullscreen)");
  const changed = () => {
    if (on && !full.matches) options.onLeft();
  };
  full.addEventListener("change", changed);
  document.addEventListener("visibilitychange", seen);

  function quiet(): void {
    if (look !== null) clearInterval(look);
    look = null;
    for (const type of ["pointermove", "pointerdown", "wheel"]) window.removeEventListener(type, moved);
    moved();
    void lock?.release().catch(() => {});
    lock = null;
  }

  return {
    async set(next) {
      if (next === on) return lock ? "screen kept awake" : "";
      on = next;
      if (!on) {
        quiet();
        return "";
      }
      moved();
      for (const type of ["pointermove", "pointerdown", "wheel"])
        window.addEventListener(type, moved, { passive: true });
      look = setInterval(hideStill, LOOK_MS);
      return stayAwake();
    },
    on: () => on,
    dispose() {
      on = false;
      quiet();
      full.removeEventListener("change", changed);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}

export interface ScreenPlace {
  left: number;
  top: number;
  width: number;
  height: number;
  primary: boolean;
  label: string;
}

/** The displays of this machine as far as the browser tells: all of them, or the one the window is on. */
export async function listScreens(): Promise<ScreenPlace[]> {
  const ask = (window as unknown as { getScreenDetails?(): Promise<{ screens: DetailedScreen[] }> }).getScreenDetails;
  const own: DetailedScreen = { ...boundsOf(window.screen), isPrimary: true, label: "" };
  // Asked without leave it would wait for a prompt that nobody sees.
  const screens = await ask?.call(window).then(
    (details) => details.screens,
    () => null,
  );
  return (screens ?? [own]).slice(0, 16).map((screen) => ({
    ...boundsOf(screen),
    primary: screen.isPrimary,
    label: String(screen.label).slice(0, 100),
  }));
}

interface DetailedScreen {
  left: number;
  top: number;
  width: number;
  height: number;
  isPrimary: boolean;
  label: string;
}

function boundsOf(screen: { left?: number; top?: number; width: number; height: number }) {
  return { left: screen.left ?? 0, top: screen.top ?? 0, width: screen.width, height: screen.height };
}
