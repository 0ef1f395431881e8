// The leak drill: plants one of the known leaks into the running program, for training and for our own tests, and takes
// it out again. Nothing of it is there before it is asked for: its two scripts are bundled at the first `.leak`, and put
// into the page or the workers on air as a line of the prompt would be.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { nameFilesFor } from "../assets.ts";
import { parseBytes } from "../config-schema.ts";
import type { Link } from "../link.ts";
import { nearest } from "../nearest.ts";
import { CommandProblem, NO_WINDOW } from "../show-api.ts";
import { createScriptSites, type ScriptSites } from "../source-sites.ts";
import { dropHostBuffers, type HostBuffers, hostBuffers, keepPace, startHostLeak } from "./drill-host.ts";
import { DRILL_SITES, EXTRA_LEAKS, LEAK_KINDS } from "./leak-kinds.ts";
import type { LeakStatus } from "./memory-api.ts";
import { originalColumn, type ProbeSite, probe } from "./probes.ts";

const MAX_SITES = 64;

/** The one name the drill has in a realm. `stop` takes it away, so a worker is clean again after it. */
const DRILL_GLOBAL = "__hairlineDrill";

const SCRIPTS = {
  worker: { entry: "src/worker/drill.ts", url: "hairline-drill-worker.js" },
  page: { entry: "src/window/drill.ts", url: "hairline-drill-page.js" },
} as const;

const DEFAULT_RATE = "1MB/s";
const MIN_RATE = 1e3;
const MAX_RATE = 50e6;
const HANDLE_BYTES = 64 * 1024;

export interface DrillScript {
  url: string;
  realm: keyof typeof SCRIPTS;
  sites: ScriptSites;
  probes: readonly ProbeSite[];
  /** Number of its first site. */
  firstSite: number;
}

export interface LeakDrill {
  /** Plants a leak, or goes on with one at another rate. */
  start(kind: string, rate: string): Promise<void>;
  /** Ends all of them and lets go of what they kept. */
  stop(): Promise<void>;
  list(): LeakStatus[];
  /** The page is gone, and with it everything but what this process keeps. */
  gone(): void;
  /** The book of what the kind `host` keeps. */
  hostBuffers(): HostBuffers[];
}

export interface LeakDrillParts {
  link(): Link | null;
  /** Workers of the version on air. */
  airWorkers(): readonly number[];
  project: string;
  /** Makes the positions of a script known to the books. */
  addScript(script: DrillScript): void;
  /** A script of that url runs in a realm, under V8's number there: profiles know no other name of it. */
  evaluated(target: Target, scriptId: string, url: string): void;
  now(): number;
}

type Target = "page" | number;

interface Running {
  bytesPerSecond: number;
  since: number;
  targets: readonly (Target | "host")[];
  /** Ends what this side does for it. */
  end(): Promise<void>;
}

const KINDS = { ...LEAK_KINDS, ...EXTRA_LEAKS };
const nothing = async () => {};
const yes = () => true;
const no = () => false;

export function createLeakDrill(parts: LeakDrillParts): LeakDrill {
  const { link, now } = parts;
  const nameFile = nameFilesFor(parts.project);
  const running = new Map<string, Running>();
  /** Realms that hold a script of ours. */
  const planted = new Set<Target>();
  const scripts = new Map<keyof typeof SCRIPTS, Promise<string>>();
  /** Counts pages: what was begun in one must not be booked to the next. */
  let page = 0;
  /** Addresses of workers and modules are made of it: none comes twice in a host's life. */
  let turns = 0;
  /** One after the other: a stop between the two halves of a start would leave the second. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };

  const needLink = (): Link => {
    const window = link();
    if (!window) throw new CommandProblem(NO_WINDOW);
    return window;
  };

  async function evaluate(window: Link, target: Target, expression: string): Promise<void> {
    const { exceptionDetails } = await window.evaluate(target, { expression });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  const scriptFor = (realm: keyof typeof SCRIPTS): Promise<string> => {
    const known = scripts.get(realm);
    if (known) return known;
    const made = bundle(realm, nameFile).then(({ code, ...script }) => {
      parts.addScript(script);
      return code;
    });
    scripts.set(realm, made);
    made.catch(() => scripts.delete(realm)); // the next one may find the source whole again
    return made;
  };

  async function plant(window: Link, target: Target): Promise<void> {
    if (planted.has(target)) return;
    const mine = page;
    const realm = target === "page" ? "page" : "worker";
    await evaluate(window, target, await scriptFor(realm));
    const scriptId = await window.scriptOf(target, `${DRILL_GLOBAL}.start`);
    if (scriptId) parts.evaluated(target, scriptId, SCRIPTS[realm].url);
    if (mine === page) planted.add(target);
  }

  /** Takes the script out of a realm, with all it kept. One that does not answer is asked again at the next `stop`. */
  async function uproot(window: Link, target: Target): Promise<void> {
    const there = target === "page" || window.workerIds().includes(target);
    const out = `globalThis.${DRILL_GLOBAL}?.stop(); delete globalThis.${DRILL_GLOBAL}`;
    if (!there || (await evaluate(window, target, out).then(yes, no))) planted.delete(target);
  }

  async function startIn(
    window: Link,
    targets: readonly Target[],
    kind: string,
    bytesPerSecond: number,
  ): Promise<void> {
    const first = ++turns * 1000;
    await Promise.all(
      targets.map(async (target) => {
        await plant(window, target);
        const share = bytesPerSecond / targets.length;
        await evaluate(window, target, `${DRILL_GLOBAL}.start(${JSON.stringify(kind)}, ${share}, ${first})`);
      }),
    );
  }

  async function begin(kind: string, bytesPerSecond: number): Promise<Pick<Running, "targets" | "end">> {
    const { realm } = KINDS[kind];
    if (realm === "host") {
      const end = startHostLeak(bytesPerSecond);
      return { targets: ["host"], end: async () => end() };
    }
    const window = needLink();
    if (realm === "air") {
      const targets = [...parts.airWorkers()];
      if (targets.length === 0) throw new CommandProblem({ severity: "error", what: "no sketch is on air" });
      // Those of an older version would leak on beside them.
      for (const target of planted) if (target !== "page" && !targets.includes(target)) await uproot(window, target);
      await startIn(window, targets, kind, bytesPerSecond);
      return { targets, end: nothing };
    }
    if (kind === "handles") return { targets: ["page"], end: await startHandles(window, bytesPerSecond) };
    await startIn(window, ["page"], kind, bytesPerSecond);
    return { targets: ["page"], end: kind === "console" ? await keepConsole(window) : nothing };
  }

  /** What a prompt does that forgets to release its results. */
  async function startHandles(window: Link, bytesPerSecond: number): Promise<() => Promise<void>> {
    await plant(window, "page");
    const session = await openSession(window);
    const expression = `${DRILL_GLOBAL}.leakHandle(${HANDLE_BYTES})`;
    const end = keepPace(bytesPerSecond, HANDLE_BYTES, () => void session.send("Runtime.evaluate", { expression }));
    return async () => {
      end();
      await session.close();
    };
  }

  /** What DevTools does that nobody closed. */
  async function keepConsole(window: Link): Promise<() => Promise<void>> {
    const session = await openSession(window);
    await session.send("Runtime.enable");
    return session.close;
  }

  return {
    start: (kind, rate) =>
      inTurn(async () => {
        checkKind(kind);
        const bytesPerSecond = parseRate(rate);
        const before = running.get(kind);
        running.delete(kind);
        await before?.end();
        const mine = page;
        const begun = await begin(kind, bytesPerSecond);
        if (mine === page || begun.targets.includes("host")) {
          running.set(kind, { bytesPerSecond, since: now(), ...begun });
          return;
        }
        await begun.end();
        throw new CommandProblem(NO_WINDOW);
      }),
    stop: () =>
      inTurn(async () => {
        const ends = [...running.values()];
        running.clear();
        const window = link();
        const uproots = window ? [...planted].map((target) => uproot(window, target)) : [];
        await Promise.all([...ends.map(({ end }) => end()), ...uproots]);
        dropHostBuffers();
      }),
    list() {
      const alive = new Set<Target | "host">(["host", "page", ...(link()?.workerIds() ?? [])]);
      return [...running]
        .filter(([, { targets }]) => targets.some((target) => alive.has(target)))
        .map(([kind, { bytesPerSecond, since }]) => ({ kind, bytesPerSecond, seconds: (now() - since) / 1000 }));
    },
    gone() {
      page++;
      planted.clear();
      for (const [kind, { targets, end }] of running) {
        if (targets.includes("host")) continue;
        running.delete(kind);
        void end();
      }
    },
    hostBuffers: () => hostBuffers(nameFile),
  };
}

interface Session {
  send(method: string, params?: object): Promise<void>;
  close(): Promise<void>;
}

/** One more DevTools session on the page: what the inspector keeps for a session goes when it is detached. */
async function openSession({ browser: { cdp } }: Link): Promise<Session> {
  const { targetInfos } = await cdp.send("Target.getTargets");
  const page = targetInfos.find((info: { type: string }) => info.type === "page");
  const { sessionId } = await cdp.send("Target.attachToTarget", { targetId: page?.targetId, flatten: true });
  return {
    // The page may go at any time; `gone` hears of it.
    send: (method, params = {}) => cdp.send(method, params, sessionId).then(nothing, nothing),
    close: () => cdp.send("Target.detachFromTarget", { sessionId }).then(nothing, nothing),
  };
}

function checkKind(kind: string): void {
  if (Object.hasOwn(KINDS, kind)) return;
  const names = Object.keys(KINDS);
  const close = nearest(kind, names);
  throw new CommandProblem({
    severity: "error",
    what: `there is no leak "${kind}"`,
    expected: names.join(", "),
    try: close ? `Did you mean "${close}"?` : "`.leak` lists them.",
  });
}

/** `parseRate("500 kB/s")` → `500000` */
export function parseRate(rate: string): number {
  const text = rate.trim() || DEFAULT_RATE;
  const bytes = parseBytes(text.replace(/\s*\/\s*s$/i, ""));
  if (bytes !== null && bytes >= MIN_RATE && bytes <= MAX_RATE) return bytes;
  throw new CommandProblem({
    severity: "error",
    what: `"${text}" is no rate for a leak`,
    expected: "1kB/s to 50MB/s, such as 500kB/s or 2MiB/s",
  });
}

async function bundle(
  realm: keyof typeof SCRIPTS,
  nameFile: (source: string) => string,
): Promise<DrillScript & { code: string }> {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const { entry, url } = SCRIPTS[realm];
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    outfile: join(root, url),
    bundle: true,
    write: false,
    sourcemap: "external",
    format: "iife",
    globalName: "drill",
    platform: "browser",
    target: "chrome120",
    legalComments: "none",
    logLevel: "silent",
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  const { code, sites, shifts } = probe(text(".js"), { firstSite: DRILL_SITES, maxSites: MAX_SITES });
  const original = (line: number, column: number) => originalColumn(shifts, line, column);
  return {
    code: `Object.defineProperty(globalThis, "${DRILL_GLOBAL}", { configurable: true, value: (() => {
${code}
return drill; })() }); 0
//# sourceURL=${url}`,
    url,
    realm,
    sites: createScriptSites({ map: text(".map"), headLines: 1, original, nameFile }),
    probes: sites,
    firstSite: DRILL_SITES,
  };
}
