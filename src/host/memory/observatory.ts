// The memory observatory: wires the tools beside this file and answers the memory commands. Nothing here waits for a
// realm to be idle, and nothing changes what the audience sees unless it says so first.

import { SKETCH_SITES } from "../../protocol/allocations.ts";
import type { PageStats } from "../../protocol/link.ts";
import { GL_KINDS, type PageMemory } from "../../protocol/memory.ts";
import type { EngineScript } from "../assets.ts";
import type { Link } from "../link.ts";
import type { Group } from "../show/groups.ts";
import type { Version } from "../show/versions.ts";
import type { HeapReading } from "../show/watchdog.ts";
import { CommandProblem, NO_WINDOW } from "../show-api.ts";
import { type ScriptSites, sourceUrl } from "../source-sites.ts";
import { type Collected, type CollectParts, collectRealms } from "./collect.ts";
import { diff, top } from "./compare.ts";
import { createGpuHistory } from "./gpu-history.ts";
import { rowsOfProfile } from "./heap-profile.ts";
import { type HostRealm, openHostRealm } from "./host-realm.ts";
import type {
  ChurnReport,
  Cost,
  GpuDiff,
  GpuReport,
  MemoryOverview,
  ProcessStatus,
  Site,
  Snapshot,
  Top,
  TraceStatus,
  ViewOptions,
} from "./memory-api.ts";
import type { ProbeSite } from "./probes.ts";
import { createProcesses } from "./processes.ts";
import { createPulse, type Pulse } from "./pulse.ts";
import { createScriptPlaces, type ScriptPlaces } from "./script-places.ts";
import { createSnapshots, type Snapshots } from "./snapshots.ts";
import { type Realm, type TakeParts, takeSnapshot } from "./take-snapshot.ts";
import { createTracer, type RealmKey, type Tracer } from "./tracer.ts";

export interface ObservatoryParts {
  project: string;
  /** Where snapshots and plots are written. */
  folder: string;
  link(): Link | null;
  groups: {
    groupOf(id: number): Group | null;
    scriptOf(id: number): { scriptId: string; generation: number } | null;
  };
  roles(): { air: Group | null; previous: Group | null };
  versionOf(generation: number): Version | null;
  heaps(): ReadonlyMap<number | "page", HeapReading>;
  excuse<T>(key: number | "page", work: () => Promise<T>): Promise<T>;
  stats(): Promise<PageStats | null>;
  show(): { frame: number; generation: number; sketch: string | null; fps: number };
  window(): { renderer: string; backend: string };
  hostBuffers(): { bytes: number; count: number; site: Site | null }[];
  say(line: string): void;
  now(): number;
}

export interface Observatory {
  readonly tracer: Tracer;
  readonly snapshots: Snapshots;
  readonly pulse: Pulse;
  places(): ScriptPlaces;
  realms(): Realm[];
  /** A forced collection of these realms; what became of each, in their order. */
  collect(keys: readonly RealmKey[]): Promise<Collected[]>;
  /** The scripts of the window are built: their positions can be told. */
  scriptsBuilt(scripts: readonly EngineScript[]): void;
  opened(): Promise<void>;
  gone(): void;
  workerBorn(id: number, send: (method: string, params: object) => void): void;
  workerGone(id: number): void;
  startTrace(): Promise<TraceStatus>;
  stopTrace(): Promise<TraceStatus>;
  clearTrace(): Promise<TraceStatus>;
  traceStatus(): TraceStatus;
  take(options: { gc: boolean }): Promise<Omit<Snapshot, "name">>;
  snap(name: string | null, options: { gc: boolean }): Promise<Snapshot>;
  top(view: ViewOptions, name: string | null): Promise<Top>;
  diff(a: string, b: string | null, view: ViewOptions): Promise<Top>;
  /** Growth from now on, for so many seconds. */
  watch(seconds: number, view: ViewOptions): Promise<Top>;
  churn(seconds: number, view: ViewOptions): Promise<ChurnReport>;
  overview(): Promise<MemoryOverview>;
  gpu(): Promise<GpuReport>;
  gpuDiff(from: number, to: number): GpuDiff;
  processes(): Promise<ProcessStatus[]>;
  /** A script that is injected later: its positions and its buffers' sites. */
  addScript(script: LateScript): void;
  /** It was evaluated in a realm, under V8's number there. */
  evaluated(key: RealmKey, scriptId: string, url: string): void;
  /** Where the allocation site of a realm's buffer is. */
  bufferSite(at: "page" | number, number: number): Promise<Site | null>;
  costOf(ms: number, pauseMs: number): Cost;
  readonly host: HostRealm;
  close(): void;
}

export interface LateScript {
  url: string;
  realm: "page" | "worker";
  sites: ScriptSites;
  probes: readonly ProbeSite[];
  /** Number of its first site. */
  firstSite: number;
}

/** Longer than any frame that a show can be played with. */
const STUCK_MS = 300;

export function createObservatory(parts: ObservatoryParts): Observatory {
  const { link, now } = parts;
  const run = `${Date.now().toString(36)}-${process.pid}`;
  const host = openHostRealm();
  const processes = createProcesses(() => link()?.browser.cdp ?? null, now);
  const gpuHistory = createGpuHistory();
  const snapshots = createSnapshots(parts.project, parts.folder);
  const tracer = createTracer({ link, host, rateOf, now });
  let scripts: readonly EngineScript[] = [];
  const late = new Map<string, LateScript>();
  const evaluated = new Map<RealmKey, Map<string, string>>();
  let places = createScriptPlaces({ project: parts.project, scripts, versionOf: parts.versionOf });
  let pageLife = 0;
  const pulse = createPulse({
    seen: (generation, owners) => gpuHistory.seen(generation, owners),
    heaps: parts.heaps,
    roleOf,
    host,
    processes,
    adapt: adaptTracing,
    now,
  });

  function rateOf(key: RealmKey): number {
    return key === "host" ? 0 : (parts.heaps().get(key)?.rate ?? 0);
  }

  function roleOf(id: number): string {
    const group = parts.groups.groupOf(id);
    if (!group) return "stray";
    const { air, previous } = parts.roles();
    return group === air ? "air" : group === previous ? "previous" : "standby";
  }

  function realms(): Realm[] {
    const window = link();
    const workers = window?.workerIds() ?? [];
    return [
      ...(window ? [{ key: "page" as const, role: "page", generation: 0 }] : []),
      ...workers.map((id) => ({
        key: id,
        role: roleOf(id),
        generation: parts.groups.groupOf(id)?.version?.generation ?? 0,
      })),
      { key: "host" as const, role: "host", generation: 0 },
    ];
  }

  function urlsOf(key: RealmKey): ReadonlyMap<string, string> {
    const urls = new Map(evaluated.get(key));
    const sketch = typeof key === "number" ? parts.groups.scriptOf(key) : null;
    if (sketch) urls.set(sketch.scriptId, sourceUrl(sketch.generation));
    return urls;
  }

  function siteOfBuffer(realm: "page" | "worker", generation: number, number: number): Site | null {
    if (number >= SKETCH_SITES) {
      const version = parts.versionOf(generation);
      return placeOf(version?.sites, version?.probes[number - SKETCH_SITES]);
    }
    for (const script of late.values()) {
      if (script.realm === realm && number >= script.firstSite) {
        return placeOf(script.sites, script.probes[number - script.firstSite]);
      }
    }
    const engine = scripts[realm === "page" ? 0 : 1];
    return placeOf(engine?.sites, engine?.probes[number]);
  }

  const excuse: TakeParts["excuse"] = (key, work) => (key === "host" ? work() : parts.excuse(key, work));

  const collectParts: CollectParts = {
    async collect(key) {
      if (key === "host") await host.send("HeapProfiler.collectGarbage");
      else await link()?.collectGarbage(key);
    },
    async stuck() {
      const seen = await parts.stats();
      return new Set<RealmKey>(seen?.workers.filter(({ busyMs }) => busyMs > STUCK_MS).map(({ id }) => id));
    },
    excuse,
    now,
  };

  const collect = (keys: readonly RealmKey[]) => collectRealms(collectParts, keys);

  const takeParts: TakeParts = {
    link,
    host,
    tracer,
    places: () => places,
    siteOfBuffer,
    urlsOf,
    hostBuffers: parts.hostBuffers,
    realms,
    lifeOf: (key) => (typeof key === "number" ? key : key === "page" ? -pageLife : 0),
    collect,
    excuse,
    now,
    show: parts.show,
    run,
  };

  async function adaptTracing(): Promise<void> {
    if (!tracer.on()) return;
    for (const key of await tracer.adapt()) {
      parts.say(
        `${typeof key === "number" ? `worker ${key}` : key} allocates more than before: its trace began anew, coarser`,
      );
    }
  }

  async function setBooks(action: "on" | "off" | "clear"): Promise<void> {
    await link()?.page("traceBuffers", action);
  }

  function traceStatus(startedAt = now()): TraceStatus {
    return {
      on: tracer.on(),
      seconds: tracer.age(now()) / 1000,
      realms: tracer.realms().map(({ key, intervalBytes, expected }) => ({
        realm: typeof key === "number" ? roleOf(key) : key,
        worker: typeof key === "number" ? key : null,
        intervalBytes,
        expected,
      })),
      cost: costOf(now() - startedAt, 0),
    };
  }

  /** Sampling is worked out from its rate and what a sample was measured to take; the rest is measured here and now. */
  function costOf(ms: number, pauseMs: number): Cost {
    const shares = tracer.realms().map(({ expected }) => expected);
    const bytes = snapshots.usage().bytes + pulse.series.usage().bytes;
    return { ms, pauseMs, sampling: shares.length === 0 ? null : Math.max(...shares), bytes };
  }

  async function take(options: { gc: boolean }): Promise<Omit<Snapshot, "name">> {
    const { tookMs, pauseMs, ...snapshot } = await takeSnapshot(takeParts, options);
    if (options.gc) pulse.cut("forced collection");
    return { ...snapshot, cost: costOf(tookMs, pauseMs) };
  }

  async function startTrace(): Promise<TraceStatus> {
    const at = now();
    if (tracer.on()) {
      throw new CommandProblem({
        severity: "error",
        what: `tracing is on already, for ${Math.round(tracer.age(at) / 1000)} s`,
        try: "`.trace clear` begins anew.",
      });
    }
    places.prepare();
    await Promise.all([tracer.start(), setBooks("on")]);
    return traceStatus(at);
  }

  const traceSeconds = () => (tracer.on() ? tracer.age(now()) / 1000 : null);
  const sourceOf = (site: Site) => places.sourceOf(site);

  return {
    tracer,
    snapshots,
    pulse,
    places: () => places,
    realms,
    collect,
    scriptsBuilt(built) {
      scripts = built;
      places = createScriptPlaces({ project: parts.project, scripts, versionOf: parts.versionOf });
    },
    async opened() {
      pageLife++;
      pulse.cut("window opened");
      await tracer.opened();
      if (tracer.on()) await setBooks("on");
    },
    gone() {
      tracer.gone();
      evaluated.clear();
      pulse.cut("window gone");
    },
    workerBorn: tracer.workerBorn,
    workerGone(id) {
      tracer.workerGone(id);
      evaluated.delete(id);
    },
    startTrace,
    async stopTrace() {
      await Promise.all([tracer.stop(), setBooks("off")]);
      return traceStatus();
    },
    async clearTrace() {
      if (!tracer.on()) throw new CommandProblem({ severity: "error", what: "tracing is off", try: "`.trace start`" });
      await Promise.all([tracer.clear(), setBooks("clear")]);
      return traceStatus();
    },
    traceStatus: () => traceStatus(),
    take,
    async snap(name, options) {
      const snapshot = { ...(await take(options)), name: name ?? snapshots.freshName() };
      snapshots.add(snapshot);
      return snapshot;
    },
    async top(view, name) {
      const snapshot = name === null ? { ...(await take({ gc: false })), name: "now" } : snapshots.get(name);
      return top(snapshot, view, name === null ? traceSeconds() : null, sourceOf, snapshot.cost);
    },
    async diff(a, b, view) {
      const from = snapshots.get(a);
      const to = b === null ? { ...(await take({ gc: from.forcedGc })), name: "now" } : snapshots.get(b);
      return diff(from, to, view, sourceOf, to.cost);
    },
    async watch(seconds, view) {
      if (!tracer.on()) await startTrace();
      // Some garbage needs two collections (wrappers, finalisers); found in the second look, it would hide growth.
      await take({ gc: true });
      const from = { ...(await take({ gc: true })), name: "then" };
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      const to = { ...(await take({ gc: true })), name: "now" };
      const pauseMs = Math.max(from.cost.pauseMs, to.cost.pauseMs);
      return diff(from, to, view, sourceOf, { ...to.cost, ms: from.cost.ms + to.cost.ms, pauseMs });
    },
    async churn(seconds, view) {
      const at = now();
      const before = await parts.stats();
      const looked = realms().filter(({ role }) => role === "page" || role === "air" || role === "host");
      const [profiles, after] = await Promise.all([
        tracer.churn(
          looked.map(({ key }) => key),
          seconds * 1000,
        ),
        new Promise((resolve) => setTimeout(resolve, seconds * 1000)).then(parts.stats),
      ]);
      const frames = Math.max(1, (after?.frames ?? 0) - (before?.frames ?? 0));
      const rows = profiles.flatMap(({ key, head }) =>
        rowsOfProfile(head, looked.find((realm) => realm.key === key)?.role ?? "stray", places, urlsOf(key)),
      );
      const snapshot = {
        ...emptySnapshot(),
        rows,
        books: { heap: rows.reduce((sum, row) => sum + row.bytes, 0), buffers: 0, shared: 0, gl: 0, outside: 0 },
      };
      const pauseMs = Math.max(0, ...profiles.map(({ ms }) => ms));
      const table = top(snapshot, view, seconds, sourceOf, costOf(now() - at - seconds * 1000, pauseMs));
      const notes = looked
        .filter(({ key }) => !profiles.some((each) => each.key === key))
        .map(({ role }) => `${role} went away while it was looked at`);
      if (tracer.on()) notes.push("the trace began anew: an isolate has one profiler");
      return { ...table, notes, frames, perFrame: table.total / frames };
    },
    async overview() {
      const at = now();
      const seen = await parts.stats();
      return { ...pulse.overview(realms(), seen, parts.show()), tracing: tracer.on(), cost: costOf(now() - at, 0) };
    },
    async gpu() {
      const at = now();
      const window = link();
      if (!window) throw new CommandProblem(NO_WINDOW);
      const { gl, totals, drawingBuffer } = await window.page<PageMemory>("memory");
      const counts = Object.fromEntries(GL_KINDS.map((kind, i) => [kind, totals.counts[i] ?? 0]));
      const { createdPerSecond, deletedPerSecond } = pulse.glRates();
      return {
        ...parts.window(),
        objects: gl.map(({ stack, ...object }) => ({ ...object, site: places.siteOfStack(stack) })),
        counts,
        totals: {
          count: totals.count,
          bytes: totals.bytes + drawingBuffer.bytes,
          peak: totals.peakBytes + drawingBuffer.bytes,
        },
        drawingBuffer,
        createdPerSecond,
        deletedPerSecond,
        leakedToGc: totals.leakedToGc,
        contextLosses: totals.contextLosses,
        cost: costOf(now() - at, 0),
      };
    },
    gpuDiff: (from, to) => gpuHistory.diff(from, to),
    processes: processes.list,
    addScript(script) {
      late.set(script.url, script);
      places.add(script);
    },
    evaluated(key, scriptId, url) {
      evaluated.set(key, new Map(evaluated.get(key)).set(scriptId, url));
    },
    async bufferSite(at, number) {
      if (at === "page") return siteOfBuffer("page", 0, number);
      const memory = await link()?.page<PageMemory>("memory");
      const generation = memory?.workers.find(({ id }) => id === at)?.books.generation ?? 0;
      return siteOfBuffer("worker", generation, number);
    },
    costOf,
    host,
    close: () => host.close(),
  };

  function emptySnapshot(): Snapshot {
    return {
      format: "hairline-memory-1",
      name: "",
      at: new Date().toISOString(),
      ms: now(),
      run,
      ...parts.show(),
      forcedGc: false,
      realms: [],
      books: { heap: 0, buffers: 0, shared: 0, gl: 0, outside: 0 },
      counts: {},
      rows: [],
      cost: costOf(0, 0),
      notes: [],
    };
  }
}

function placeOf(sites: ScriptSites | undefined, probe: ProbeSite | undefined): Site | null {
  const place = probe && sites?.placeInBundle(probe);
  return place ? { ...place, name: probe.what } : null;
}
