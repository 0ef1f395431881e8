// Four times a second: counters that somebody keeps anyway go into bounded rings. From these come slopes, peaks, alarms
// and plots. No realm is asked anything for it that it is not asked already; only the operating system is, once a second.

import type { PageStats } from "../../protocol/link.ts";
import type { GlOwner } from "../../protocol/memory.ts";
import type { HeapReading } from "../show/watchdog.ts";
import type { HostRealm } from "./host-realm.ts";
import type { MemoryOverview, SlopeRow } from "./memory-api.ts";
import { type Alarm, createMemoryBudget, type MemoryBudget } from "./memory-budget.ts";
import type { Processes } from "./processes.ts";
import { createSeriesBook, type SeriesBook } from "./series.ts";
import { estimateSlope, type SlopeEstimate, verdictOf } from "./slope.ts";
import type { Realm } from "./take-snapshot.ts";

export interface Pulse {
  readonly series: SeriesBook;
  readonly budget: MemoryBudget;
  /** Takes the readings of this moment. Answers the alarms they raise. */
  beat(stats: PageStats | null): Alarm[];
  /** A known event: a step here must not read as a slope. */
  cut(reason: string): void;
  slopes(seconds: number): SlopeRow[];
  overview(
    realms: readonly Realm[],
    stats: PageStats | null,
    show: { fps: number },
  ): Omit<MemoryOverview, "tracing" | "cost">;
  /** Bytes by owner and their slope, for the HUD. */
  glance(): {
    total: number;
    slope: number | null;
    heaps: number;
    buffers: number;
    shared: number;
    gpu: number;
    gpuObjects: number;
    page: number;
    air: number;
  };
  glRates(): { createdPerSecond: number; deletedPerSecond: number };
}

export interface PulseParts {
  heaps(): ReadonlyMap<number | "page", HeapReading>;
  roleOf(id: number): string;
  host: HostRealm;
  processes: Processes;
  /** What the version on air holds on the GPU. */
  seen(generation: number, owners: readonly GlOwner[]): void;
  /** Once in two seconds. */
  adapt(): Promise<void>;
  now(): number;
}

export const PULSE_MS = 250;
const CAPACITY = 2400; // ten minutes
const WINDOW_SECONDS = 60;
const RESIDENT_EVERY = 4;
const ADAPT_EVERY = 8;
/** Growth below this is no finding: heaps breathe, and a resident set is the allocator's business. */
const FLOOR = { heap: 20e3, resident: 100e3 };

/** Series in bytes; the others are numbers of things. */
const COUNTED = new Set(["gpu objects", "gl leaked to gc", "blobs", "workers", "messages"]);
/** Series that fall only when a collector runs. */
const COLLECTED = new Set([
  "page",
  "air",
  "other workers",
  "host",
  "air buffers",
  "page buffers",
  "buffers",
  "host buffers",
]);
/** What the total is the sum of. */
const MEMBERS = ["page", "air", "other workers", "host", "buffers", "host buffers", "shared", "gpu"];
const DROP = { bytes: 20e3, share: 0.005 };
const SURELY_KEPT = 32e6;
const isResident = (name: string) => name.startsWith("rss ");

export function createPulse(parts: PulseParts): Pulse {
  const series = createSeriesBook({ capacity: CAPACITY, maxSeries: 64 });
  const budget = createMemoryBudget();
  const sample: Record<string, number> = {};
  const recent: { at: number; created: number; deleted: number }[] = [];
  let resident: Record<string, number> = {};
  let beats = 0;
  let trend: { at: number; slope: number | null } = { at: 0, slope: null };

  function read(stats: PageStats | null): void {
    const heaps = parts.heaps();
    let otherHeaps = 0;
    let heapSum = 0;
    let bufferSum = 0;
    sample.page = 0;
    sample.air = 0;
    sample["air buffers"] = 0;
    for (const [key, { used, buffers, embedder }] of heaps) {
      const heap = used + embedder;
      const role = key === "page" ? "page" : parts.roleOf(key);
      if (role === "page") sample.page = heap;
      else if (role === "air") {
        sample.air += heap;
        sample["air buffers"] += buffers;
      } else otherHeaps += heap;
      if (role === "page") sample["page buffers"] = buffers;
      heapSum += heap;
      bufferSum += buffers;
    }
    sample["other workers"] = otherHeaps;
    sample.buffers = bufferSum;
    const host = parts.host.heap();
    sample.host = host.used;
    sample["host buffers"] = host.buffers;
    const memory = stats?.memory;
    sample.shared = memory ? memory.outside.shared.bytes + memory.arenaBytes : Number.NaN;
    sample.gpu = memory ? memory.gl.bytes + memory.drawingBufferBytes : Number.NaN;
    sample["gpu objects"] = memory?.gl.count ?? Number.NaN;
    sample["gl leaked to gc"] = memory?.gl.leakedToGc ?? Number.NaN;
    sample.blobs = memory?.outside.blob.bytes ?? Number.NaN;
    sample.workers = memory?.outside.worker.count ?? Number.NaN;
    sample.messages = memory?.outside.message.count ?? Number.NaN;
    sample.memory = heapSum + bufferSum + host.used + host.buffers + (sample.shared || 0) + (sample.gpu || 0);
    for (const [name, bytes] of Object.entries(resident)) sample[`rss ${name}`] = bytes;
    if (memory && stats) {
      if (stats.generation > 0) parts.seen(stats.generation, memory.owners);
      recent.push({ at: parts.now(), created: memory.gl.created, deleted: memory.gl.deleted });
      if (recent.length > 9) recent.shift();
    }
  }

  /**
   * A collected series grows between two collections whatever happens: garbage does. Growth may be told only of one that
   * has been collected in the window, or has grown by more than V8 would ever let garbage lie.
   */
  function wasCollected(values: readonly number[]): boolean {
    let drops = 0;
    for (let i = 1; i < values.length; i++)
      if (values[i - 1] - values[i] > Math.max(DROP.bytes, values[i - 1] * DROP.share)) drops++;
    const grown = (values[values.length - 1] ?? 0) - (values[0] ?? 0);
    return drops >= 2 || grown > Math.max(SURELY_KEPT, (values[0] ?? 0) * 0.5);
  }

  /** The total is judged by its parts: its own curve has everybody's collections in it, and so nobody's. */
  function estimateTotal(seconds: number) {
    const all = MEMBERS.map((name) => estimateOne(name, seconds));
    const known = all.flatMap(({ estimate: found, collected }) => (found ? [{ ...found, collected }] : []));
    const span = Math.max(0, ...all.map((each) => each.seconds));
    const sum = (of: (each: (typeof known)[number]) => number) => known.reduce((total, each) => total + of(each), 0);
    // What may be garbage widens the band and moves nothing.
    const slope = sum((each) => (each.collected ? each.slope : 0));
    const low = sum((each) => (each.collected ? each.low : Math.min(0, each.low)));
    const high = sum((each) => each.high);
    const found: SlopeEstimate | null =
      known.length === 0
        ? null
        : { slope, low, high, p: low > 0 ? 0 : high < 0 ? 1 : 0.5, seconds: span, points: known[0].points };
    const collected = known.every((each) => each.collected || each.slope <= FLOOR.heap);
    return { estimate: found, seconds: span, cut: all[0].cut, collected };
  }

  const estimate = (name: string, seconds: number) =>
    name === "memory" ? estimateTotal(seconds) : estimateOne(name, seconds);

  function estimateOne(name: string, seconds: number) {
    const window = series.window(name, seconds, parts.now());
    const { times, values } = window;
    const span = times.length > 1 ? (times[times.length - 1] - times[0]) / 1000 : 0;
    // The operating system's figure is a stair: minima of stretches make it no smoother.
    const minima = isResident(name) || COUNTED.has(name) ? 0 : Math.min(3000, (span * 1000) / 6);
    return {
      estimate: estimateSlope(times, values, { minima, minSpanMs: Math.min(10_000, seconds * 500) }),
      seconds: span,
      cut: window.reason,
      collected: !COLLECTED.has(name) || wasCollected(values),
    };
  }

  function row(name: string, seconds = WINDOW_SECONDS): SlopeRow {
    const { estimate: found, seconds: span, cut, collected } = estimate(name, seconds);
    const peak = series.peak(name);
    const value = series.last(name) ?? 0;
    const floor = COUNTED.has(name) ? 0.1 : isResident(name) ? FLOOR.resident : FLOOR.heap;
    // A resident set wanders like a drunkard: in less than a minute it means nothing.
    const judged = isResident(name) && span < 55 ? "unknown" : verdictOf(found, floor);
    // A word that calls a performer to the terminal is said only when the whole band is behind it.
    const sure = (collected || name === "memory") && (found?.low ?? 0) > floor;
    // And a total is steady only where no part of it may be growing.
    const unsure = judged === "grows" ? !sure : name === "memory" && judged === "steady" && !collected;
    const verdict = unsure ? "unknown" : judged;
    return {
      name,
      unit: COUNTED.has(name) ? "" : "B",
      value,
      slope: found?.slope ?? null,
      low: found?.low ?? null,
      high: found?.high ?? null,
      verdict,
      seconds: span,
      cut,
      peak: peak?.value ?? value,
      peakAgo: peak ? (parts.now() - peak.atMs) / 1000 : 0,
      sinceStart: value - (series.first(name) ?? value),
    };
  }

  /** For an alarm: null where the growth may be garbage. */
  function surely(name: string): SlopeEstimate | null {
    const { estimate: found, collected } = estimate(name, WINDOW_SECONDS);
    // The total's band has the uncertain parts in it already.
    return collected || name === "memory" ? found : null;
  }

  return {
    series,
    budget,
    beat(stats) {
      const at = parts.now();
      beats++;
      read(stats);
      series.add(at, sample);
      if (beats % RESIDENT_EVERY === 0) {
        void parts.processes.resident().then((seen) => {
          resident = seen;
        });
      }
      if (beats % ADAPT_EVERY === 0) void parts.adapt();
      if (beats % 2 === 0 || budget.list().length === 0) return [];
      const rules = budget.list();
      return budget.check(
        [...new Set(rules.map((rule) => rule.series))].map((name) => ({
          series: name,
          bytes: series.last(name) ?? null,
          slope: rules.some((rule) => rule.series === name && rule.perSecond) ? surely(name) : null,
        })),
        at,
      );
    },
    cut: (reason) => series.cut(parts.now(), reason),
    slopes: (seconds) => series.names().map((name) => row(name, seconds)),
    overview(realms, stats, { fps }) {
      const heaps = parts.heaps();
      const rows = realms.map((realm) => {
        const reading = realm.key === "host" ? null : (heaps.get(realm.key) ?? null);
        const name =
          realm.role === "page" || realm.role === "air" || realm.role === "host" ? realm.role : "other workers";
        const own = row(name);
        const heap =
          realm.key === "host"
            ? parts.host.heap()
            : { used: (reading?.used ?? 0) + (reading?.embedder ?? 0), buffers: reading?.buffers ?? 0 };
        return {
          ...own,
          name: realm.role,
          value: heap.used,
          realm: realm.role,
          worker: typeof realm.key === "number" ? realm.key : null,
          generation: realm.generation,
          buffers: heap.buffers,
          allocPerSecond: reading?.rate ?? null,
        };
      });
      const extra = ["buffers", "shared", "gpu"].map((name) => ({
        ...row(name),
        realm: "",
        worker: null,
        generation: 0,
        buffers: 0,
        allocPerSecond: null,
      }));
      const total = row("memory");
      const air = rows.find(({ realm }) => realm === "air");
      const rate = stats?.fps && stats.fps > 0 ? Math.min(stats.fps, fps) : null;
      return {
        rows: [...rows, ...extra],
        total,
        processes: series
          .names()
          .filter(isResident)
          .map((name) => row(name)),
        counts: Object.fromEntries([...COUNTED].map((name) => [name, series.last(name) ?? 0])),
        perFrame: {
          allocated: rate && air?.allocPerSecond != null ? air.allocPerSecond / rate : null,
          retained: rate && total.slope !== null ? total.slope / rate : null,
        },
      };
    },
    glance() {
      const at = parts.now();
      if (at - trend.at >= 1000) trend = { at, slope: estimate("memory", WINDOW_SECONDS).estimate?.slope ?? null };
      const of = (name: string) => series.last(name) || 0;
      return {
        total: of("memory"),
        slope: trend.slope,
        heaps: of("page") + of("air") + of("other workers") + of("host"),
        buffers: of("buffers") + of("host buffers"),
        shared: of("shared"),
        gpu: of("gpu"),
        gpuObjects: of("gpu objects"),
        page: of("page"),
        air: of("air"),
      };
    },
    glRates() {
      const first = recent[0];
      const last = recent[recent.length - 1];
      const seconds = first && last ? (last.at - first.at) / 1000 : 0;
      if (seconds <= 0) return { createdPerSecond: 0, deletedPerSecond: 0 };
      return {
        createdPerSecond: (last.created - first.created) / seconds,
        deletedPerSecond: (last.deleted - first.deleted) / seconds,
      };
    },
  };
}
