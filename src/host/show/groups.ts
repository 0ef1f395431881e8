// Worker groups seen from the host: born in standby, loaded, put on air, ended. The window owns the workers; this owns
// the sessions and what was injected where.

import { type LoadResult, parseLoadResult, WORKER_GLOBAL } from "../../protocol/link.ts";
import { CdpError } from "../cdp.ts";
import type { Link } from "../link.ts";
import { sourceUrl } from "../source-sites.ts";
import { AssetRefused, type AssetSupply } from "./asset-supply.ts";
import type { Version } from "./versions.ts";

export interface Group {
  readonly epoch: number;
  readonly ids: readonly number[];
  /** Resolves when every worker has had its birth message and answers. */
  readonly ready: Promise<void>;
  /** What was loaded last; null before. */
  version: Version | null;
  airedAtMs: number;
  /** Somebody typed a line into it: its realm holds what they made. */
  touched: boolean;
  /** The sketch whose knobs its workers know, as it was told last. */
  knobsOf: string;
}

export interface LoadLimits {
  auditionFrames: number;
  enoughMs: number;
  frameLimitMs: number;
  timeLimitMs: number;
}

export interface Groups {
  spawn(count: number): Group;
  /** The page heard from a worker. */
  workerReady(id: number): void;
  load(group: Group, version: Version, limits: LoadLimits): Promise<LoadResult & { injectMs: number }>;
  /** Names of knobs → slots of the control table, to the workers that run this sketch or are about to. */
  tellSlots(sketch: string, slots: Record<string, number>): Promise<void>;
  /** Lets go of the group's sketch. True when the workers may be used again. */
  retire(group: Group): Promise<boolean>;
  end(group: Group): Promise<void>;
  /** V8's number of the script that a worker runs as its sketch, once it is known; null before. */
  scriptOf(workerId: number): { scriptId: string; generation: number } | null;
  alive(): Group[];
  groupOf(workerId: number): Group | null;
  /** The window is gone, and its workers with it. */
  forget(): void;
}

const READY_LIMIT_MS = 8000;
const LEARN_MS = 60;
/** Fonts that are found for one load. */
const MAX_FOUND = 16;

/** `onLoaded`: a version runs in a group, unseen yet. */
export function createGroups(
  link: () => Link | null,
  supply: AssetSupply,
  slotsOf: (sketch: string) => Record<string, number>,
  onLoaded: (group: Group, version: Version, result: Extract<LoadResult, { ok: true }>) => void,
): Groups {
  let nextEpoch = 1;
  let nextId = 1;
  const alive = new Set<Group>();
  const readyWaiters = new Map<number, () => void>();
  const scripts = new Map<number, { scriptId: string; generation: number }>();

  /** Asked a moment after the load: off the path of the new picture. */
  function learnScript(id: number, generation: number): void {
    scripts.delete(id);
    setTimeout(async () => {
      const scriptId = await link()
        ?.scriptOf(id, `${WORKER_GLOBAL}.factory()`)
        .catch(() => null);
      const group = [...alive].find((each) => each.ids.includes(id));
      if (scriptId && group?.version?.generation === generation) scripts.set(id, { scriptId, generation });
    }, LEARN_MS);
  }

  const need = (): Link => {
    const found = link();
    if (!found) throw new CdpError("window", -1, "there is no window");
    return found;
  };

  async function tellGroups(told: readonly Group[], sketch: string, slots: Record<string, number>): Promise<void> {
    for (const group of told) group.knobsOf = sketch;
    const epochs = told.map(({ epoch }) => epoch);
    if (epochs.length > 0) await need().page("knobSlots", epochs, slots);
  }

  async function loadOne(id: number, version: Version, { timeLimitMs, ...limits }: LoadLimits): Promise<LoadResult> {
    const request = JSON.stringify({ generation: version.generation, ...limits });
    const expression = `${WORKER_GLOBAL}.load(${request}, function (require, module, exports) {\n${version.probed}\n})\n//# sourceURL=${sourceUrl(version.generation)}`;
    const started = performance.now();
    try {
      const { result, exceptionDetails } = await need().evaluate(id, { expression, timeoutMs: timeLimitMs });
      if (exceptionDetails) {
        const text =
          exceptionDetails.exception?.description ?? exceptionDetails.text ?? "the sketch could not be loaded";
        const line = `${sourceUrl(version.generation)}:${(exceptionDetails.lineNumber ?? 0) + 1}:${(exceptionDetails.columnNumber ?? 0) + 1}`;
        return { ok: false, phase: "load", name: "Error", what: text.split("\n")[0], stack: `${text}\n at ${line}` };
      }
      const answer = parseLoadResult(result.value);
      if (!answer) throw new Error(`worker ${id} answered with something that is not a result`);
      return answer;
    } catch (error) {
      if (!(error instanceof CdpError)) throw error;
      const took = performance.now() - started;
      // V8 reports the end of its patience as a plain protocol error.
      if (took >= timeLimitMs * 0.9 && error.code !== -1 && error.code !== -2) {
        return {
          ok: false,
          phase: "load",
          name: "timeout",
          what: `the sketch did not finish loading and drawing its first frames within ${timeLimitMs} ms`,
          stack: "",
          expected: "a top level and a draw() that end",
          try: "Look for a loop without an end.",
        };
      }
      throw error;
    }
  }

  /** Loads; and once more, as long as it lacks only what can be found. */
  async function loadSupplied(id: number, version: Version, limits: LoadLimits): Promise<LoadResult> {
    for (let found = 0; ; found++) {
      try {
        await supply.bring(id, version);
      } catch (error) {
        if (!(error instanceof AssetRefused)) throw error;
        return { ok: false, phase: "load", name: "asset", what: error.message, stack: "" };
      }
      const result = await loadOne(id, version, limits);
      if (result.ok || result.needs === undefined || found === MAX_FOUND) return result;
      const advice = await supply.find(result.needs, version);
      if (advice !== null) return { ...result, ...advice };
    }
  }

  return {
    tellSlots: (sketch, slots) =>
      tellGroups(
        [...alive].filter(({ version, knobsOf }) => (version === null ? knobsOf === "" : version.sketch === sketch)),
        sketch,
        slots,
      ),
    spawn(count) {
      const ids = Array.from({ length: count }, () => nextId++);
      const epoch = nextEpoch++;
      const ready = (async () => {
        const heard = ids.map(
          (id) =>
            new Promise<void>((resolve, reject) => {
              const timer = setTimeout(() => {
                readyWaiters.delete(id);
                reject(new Error(`worker ${id} did not answer within ${READY_LIMIT_MS} ms`));
              }, READY_LIMIT_MS);
              readyWaiters.set(id, () => {
                clearTimeout(timer);
                resolve();
              });
            }),
        );
        const all = Promise.all(heard);
        all.catch(() => {});
        await need().page("spawn", epoch, ids);
        await all;
        await Promise.all(ids.map((id) => need().workerAttached(id)));
      })();
      ready.catch(() => {});
      const group: Group = { epoch, ids, ready, version: null, airedAtMs: 0, touched: false, knobsOf: "" };
      alive.add(group);
      return group;
    },
    workerReady(id) {
      readyWaiters.get(id)?.();
      readyWaiters.delete(id);
    },
    async load(group, version, limits) {
      const started = performance.now();
      group.version = version;
      if (group.knobsOf !== version.sketch) await tellGroups([group], version.sketch, slotsOf(version.sketch));
      const results = await Promise.all(group.ids.map((id) => loadSupplied(id, version, limits)));
      const injectMs = performance.now() - started;
      const refused = results.find((result) => !result.ok);
      if (!refused) for (const id of group.ids) learnScript(id, version.generation);
      const [first] = results;
      if (!refused && first.ok) onLoaded(group, version, first);
      return { ...(refused ?? results[0]), injectMs };
    },
    async retire(group) {
      group.version = null;
      for (const id of group.ids) {
        scripts.delete(id);
        supply.forget(id);
      }
      try {
        const answers = await Promise.all(group.ids.map((id) => need().worker<{ dirty: string | null }>(id, "retire")));
        return answers.every(({ dirty }) => dirty === null);
      } catch {
        return false;
      }
    },
    async end(group) {
      if (!alive.delete(group)) return;
      for (const id of group.ids) {
        scripts.delete(id);
        supply.forget(id);
      }
      // Without a window its workers are gone already.
      await link()
        ?.page("end", group.epoch)
        .catch(() => {});
    },
    scriptOf: (id) => scripts.get(id) ?? null,
    alive: () => [...alive],
    groupOf: (id) => [...alive].find((group) => group.ids.includes(id)) ?? null,
    forget() {
      alive.clear();
      scripts.clear();
      readyWaiters.clear();
      supply.forgetAll();
    },
  };
}
