// Keeps one window: starts a browser, falls back to software rendering where WebGL is off, brings the page back after
// a crash, and gives up loudly instead of restarting for ever. Knows nothing of sketches.

import type { FromPage, PageOptions } from "../../protocol/link.ts";
import type { Built } from "../assets.ts";
import type { BrowserChoice } from "../browser/find.ts";
import { defaultGraphics, type Graphics } from "../browser/graphics.ts";
import { type Browser, launchBrowser } from "../browser/launch.ts";
import { type Link, type LinkParts, openLink } from "../link.ts";
import { createRestartBudget } from "./restart-budget.ts";

export interface WindowInfo {
  kind: "window" | "headless";
  browser: string;
  renderer: string;
  backend: string;
  cores: number;
  graphics: Graphics;
}

export interface WindowKeeper {
  link(): Link | null;
  info(): WindowInfo | null;
  /** Opens a window if there is none. Rejects with a sentence when no browser can be started. */
  open(): Promise<void>;
  /** Throws the page away and loads it afresh, in the same browser. */
  reload(why: string): Promise<void>;
  close(): Promise<void>;
}

export interface KeeperParts {
  choice: BrowserChoice;
  assets: Promise<Built>;
  size: readonly [number, number];
  /** Further switches of the browser, asked at each start. */
  flags(): readonly string[];
  restartsPerMinute: number;
  options(): PageOptions;
  onMessage(message: FromPage): void;
  /** The page runs and is empty: spawn workers. */
  onOpened(link: Link, info: WindowInfo): Promise<void>;
  /** The page and its workers are gone, and a new page may follow. */
  onGone(): void;
  /** The window was closed by its user, or will not be restarted any more. */
  onClosed(byUser: boolean): void;
  onNotice(line: string): void;
  onWorkerBorn: LinkParts["onWorkerBorn"];
  onWorkerGone: LinkParts["onWorkerGone"];
}

const HELLO_LIMIT_MS = 15_000;
const EXIT_WAIT_MS = 500;

export class WindowFailed extends Error {
  readonly try: string;
  constructor(what: string, way: string) {
    super(what);
    this.try = way;
  }
}

export function createWindowKeeper(parts: KeeperParts): WindowKeeper {
  const budget = createRestartBudget(parts.restartsPerMinute);
  let browser: Browser | null = null;
  let link: Link | null = null;
  let info: WindowInfo | null = null;
  let closing = false;
  let opening: Promise<void> | null = null;
  let onHello: ((message: FromPage) => void) | null = null;

  const receive = (message: FromPage) => {
    if (message.kind === "hello" || message.kind === "failed") onHello?.(message);
    else parts.onMessage(message);
  };

  async function startPage(opened: Link, graphics: Graphics): Promise<WindowInfo> {
    const hello = new Promise<FromPage>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the window did not say hello within ${HELLO_LIMIT_MS} ms`)),
        HELLO_LIMIT_MS,
      );
      onHello = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
    });
    hello.catch(() => {});
    await opened.page("start", parts.options());
    const message = await hello;
    if (message.kind !== "hello") throw new Error(message.kind === "failed" ? message.what : "the window failed");
    if (!message.isolated) throw new Error("the window is not cross-origin isolated, so there is no shared memory");
    return {
      kind: parts.choice.kind,
      browser: parts.choice.name,
      renderer: message.gpuName,
      backend: message.backend,
      cores: message.cores,
      graphics,
    };
  }

  async function tryOpen(graphics: Graphics): Promise<void> {
    const started = await launchBrowser({ choice: parts.choice, graphics, size: parts.size, flags: parts.flags() });
    try {
      const { files } = await parts.assets;
      const opened = await openLink({
        browser: started,
        assets: files,
        onMessage: receive,
        onCrashed: () => void crashed(),
        onWorkerBorn: parts.onWorkerBorn,
        onWorkerGone: parts.onWorkerGone,
        onRefused: (why) => parts.onNotice(`a message of the window was refused: ${why}`),
      });
      const seen = await startPage(opened, graphics);
      browser = started;
      link = opened;
      info = seen;
      void started.exited.then((how) => ended(started, how));
    } catch (error) {
      // A pipe that closed says little; how the browser ended says more.
      const how = await Promise.race([
        started.exited,
        new Promise<null>((done) => setTimeout(done, EXIT_WAIT_MS, null)),
      ]);
      const words = started.lastWords();
      await started.close();
      if (!how) throw error;
      throw new Error(
        `the browser ended at start (${how.signal ?? `code ${how.code}`})${words === "" ? "" : `: ${words}`}`,
      );
    }
  }

  async function open(): Promise<void> {
    if (link) return;
    const first = defaultGraphics(parts.choice);
    try {
      await tryOpen(first);
    } catch (error) {
      if (first === "swiftshader") throw failed(error);
      parts.onNotice(
        `no picture with ${first === "auto" ? "the GPU" : first} (${text(error)}); trying the software renderer`,
      );
      await tryOpen("swiftshader").catch((second) => {
        throw failed(second);
      });
    }
    await parts.onOpened(link as unknown as Link, info as unknown as WindowInfo);
  }

  function failed(error: unknown): WindowFailed {
    return new WindowFailed(
      `the window could not be opened: ${text(error)}`,
      "`hairline --headless`, or name another browser with --browser.",
    );
  }

  async function crashed(): Promise<void> {
    if (closing || !link) return;
    parts.onGone();
    if (!budget.take(Date.now())) {
      parts.onNotice(
        `the window crashed more than ${parts.restartsPerMinute} times in a minute; it stays closed. \`.open\` tries again.`,
      );
      await shut();
      parts.onClosed(false);
      return;
    }
    await reload("the window crashed");
  }

  async function reload(why: string): Promise<void> {
    const held = link;
    if (!held || !info) return;
    parts.onNotice(`${why}; loading it again`);
    try {
      await held.reload();
      info = await startPage(held, info.graphics);
      await parts.onOpened(held, info);
    } catch (error) {
      parts.onNotice(`the window could not be loaded again (${text(error)}); starting a new browser`);
      await shut();
      await open().catch((last) => {
        parts.onNotice(text(last));
        parts.onClosed(false);
      });
    }
  }

  async function ended(which: Browser, how: { code: number | null; signal: NodeJS.Signals | null }): Promise<void> {
    if (closing || browser !== which) return;
    browser = null;
    link = null;
    parts.onGone();
    if (how.code === 0) return parts.onClosed(true);
    if (!budget.take(Date.now())) {
      parts.onNotice(
        `the browser ended more than ${parts.restartsPerMinute} times in a minute; it stays closed. \`.open\` tries again.`,
      );
      return parts.onClosed(false);
    }
    parts.onNotice(`the browser ended (${how.signal ?? `code ${how.code}`}); starting it again`);
    await open().catch((error) => {
      parts.onNotice(text(error));
      parts.onClosed(false);
    });
  }

  async function shut(): Promise<void> {
    const held = browser;
    browser = null;
    link = null;
    await held?.close();
  }

  return {
    link: () => link,
    info: () => info,
    open() {
      opening ??= open().finally(() => {
        opening = null;
      });
      return opening;
    },
    reload,
    async close() {
      closing = true;
      await opening?.catch(() => {});
      await shut();
    },
  };
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
