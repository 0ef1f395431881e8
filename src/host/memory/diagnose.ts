// The original's checklist, run by the program: change one thing, see whether the growth changes with it. Windows of about
// a second between forced collections; base windows in between, because a show is never still; everything restored,
// whatever happens. Each series is judged for itself, so two leaks in two places are two verdicts.

import type { DiagnoseSeries, Diagnosis, RowKind, Site, Snapshot, TopRow } from "./memory-api.ts";
import { INTERVENTIONS, type Intervention, judge, type Place, type Ratios, UNDECIDED } from "./signatures.ts";

/** Readings of one moment: series → bytes or number. */
export type Readings = Record<string, number>;

export interface DiagnoseParts {
  /** After a forced collection in every realm. */
  read(): Promise<Readings>;
  /** Puts a condition in force; resolves with the way back, or null where it cannot be had here. */
  apply(intervention: Intervention): Promise<(() => Promise<void>) | null>;
  /** One reload, undone. */
  reload(): Promise<void>;
  workers(): number;
  snapshot(): Promise<Snapshot>;
  /** What grew between the two, largest first. */
  grown(from: Snapshot, to: Snapshot): TopRow[];
  sourceOf(site: Site): string;
  now(): number;
  progress(what: string): void;
  pause(ms: number): Promise<void>;
}

interface SeriesKind {
  place: Place;
  unit: "B" | "";
  /** Growth a second below this is no growth: the noise of a window. */
  floor: number;
  rows: readonly RowKind[];
}

export const DIAGNOSED: Readonly<Record<string, SeriesKind>> = {
  "air heap": { place: "worker", unit: "B", floor: 80e3, rows: ["object"] },
  "air buffers": { place: "worker", unit: "B", floor: 30e3, rows: ["buffer"] },
  "page heap": { place: "page", unit: "B", floor: 80e3, rows: ["object", "dom"] },
  "page buffers": { place: "page", unit: "B", floor: 30e3, rows: ["buffer"] },
  shared: { place: "page", unit: "B", floor: 30e3, rows: ["shared"] },
  gl: { place: "page", unit: "B", floor: 30e3, rows: ["gl"] },
  "gl objects": { place: "page", unit: "", floor: 1, rows: ["gl"] },
  blobs: { place: "page", unit: "B", floor: 30e3, rows: ["blob"] },
  messages: { place: "page", unit: "", floor: 2, rows: ["message"] },
  workers: { place: "page", unit: "", floor: 0.3, rows: ["worker"] },
  modules: { place: "page", unit: "", floor: 1, rows: ["module"] },
  "host heap": { place: "host", unit: "B", floor: 200e3, rows: ["object"] },
  "host buffers": { place: "host", unit: "B", floor: 100e3, rows: ["buffer"] },
};
/** What a reload may leave behind: everything but the workers, whose sketch has changed with it. */
const RELOADED = ["page heap", "page buffers", "shared", "gl", "gl objects", "blobs", "workers", "host heap"];
/** Where the host works for its living (the experiment itself), a reload is judged on more than that. */
const RELOAD_FLOOR = { B: 50e3, "": 0.6 };

const SETTLE_MS = 300;
const WINDOW_MS = 1200;
const RELOADS = 5;
/** Between two of our own conditions there is always a base window: a pair of them brackets each measurement. */
const ORDER: readonly Intervention[] = ["fps", "inputs", "present", "cache", "vertices", "workers"];

export const EXPECTED_SECONDS = Math.round(
  ((ORDER.length + 4) * (SETTLE_MS + WINDOW_MS + 400) + RELOADS * 300 + 1500) / 1000,
);

export async function diagnose(parts: DiagnoseParts): Promise<Omit<Diagnosis, "cost">> {
  const started = parts.now();
  const notes: string[] = [];
  const bases: Readings[] = [];
  const measured = new Map<Intervention, Readings>();

  const window = async (): Promise<Readings> => {
    await parts.pause(SETTLE_MS);
    const before = await parts.read();
    const at = parts.now();
    await parts.pause(WINDOW_MS);
    const after = await parts.read();
    return ratesOf(before, after, (parts.now() - at) / 1000);
  };

  parts.progress("base");
  const first = await parts.snapshot();
  bases.push(await window());
  const second = await parts.snapshot();
  for (const [i, intervention] of ORDER.entries()) {
    parts.progress(intervention);
    const undo = await parts.apply(intervention);
    if (undo === null) {
      notes.push(`${intervention} could not be changed here`);
      continue;
    }
    try {
      measured.set(intervention, await window());
    } finally {
      await undo();
    }
    if (i % 2 === 1) bases.push(await window());
  }
  parts.progress("reload");
  const reload = await reloads(parts, notes, medianRates(bases));

  const base = medianRates(bases);
  const growing = Object.entries(DIAGNOSED)
    .filter(([name, { floor }]) => (base[name] ?? 0) > floor && steady(bases, name))
    .map(([name, kind]): DiagnoseSeries & { next: string } => {
      const ratios = Object.fromEntries(
        INTERVENTIONS.map((intervention) => {
          const rate = measured.get(intervention)?.[name];
          return [intervention, rate === undefined ? null : rate / base[name]];
        }),
      ) as Ratios;
      const verdict = judge(ratios, kind.place, parts.workers());
      return { series: name, base: base[name], unit: kind.unit, ratios: { ...ratios, reload: null }, ...verdict };
    })
    .sort((a, b) => weight(b) - weight(a));
  for (const { series, perReload, unit } of reload) {
    growing.push({
      series,
      base: perReload,
      unit,
      ratios: { ...emptyRatios(), reload: perReload },
      verdict: "a reload",
      distance: 0,
      runnerUp: null,
      next: "Each save leaves something behind: look at `.diff` across two reloads.",
    });
  }

  const rows = parts.grown(first, second);
  const lead = growing[0];
  const common = {
    seconds: (parts.now() - started) / 1000,
    notes,
    series: growing.map(({ next: _, ...series }) => series),
  };
  if (!lead) {
    return {
      ...common,
      verdict: "nothing grows",
      distance: 0,
      runnerUp: null,
      ratios: emptyRatios(),
      site: null,
      source: "",
      agreement: null,
      next: "`.slope` watches longer.",
    };
  }
  const accused = rows.find((row) => fits(row, lead.series));
  const leading = rows[0];
  return {
    ...common,
    verdict: lead.verdict,
    distance: lead.distance,
    runnerUp: lead.runnerUp,
    ratios: lead.ratios,
    site: accused?.site ?? null,
    source: accused?.site ? parts.sourceOf(accused.site) : "",
    agreement:
      lead.verdict === UNDECIDED || !leading
        ? null
        : accused !== undefined && (leading === accused || lead.unit === ""),
    next: lead.next,
  };
}

/** What five reloads left, beyond what the same time would have brought anyway. */
async function reloads(
  parts: DiagnoseParts,
  notes: string[],
  base: Readings,
): Promise<{ series: string; perReload: number; unit: "B" | "" }[]> {
  await parts.pause(SETTLE_MS);
  const before = await parts.read();
  const at = parts.now();
  try {
    for (let i = 0; i < RELOADS; i++) await parts.reload();
  } catch (error) {
    notes.push(`the reloads were left out: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
  await parts.pause(SETTLE_MS);
  const after = await parts.read();
  const seconds = (parts.now() - at) / 1000;
  return RELOADED.flatMap((series) => {
    const { unit } = DIAGNOSED[series];
    const perReload =
      ((after[series] ?? 0) - (before[series] ?? 0) - Math.max(0, base[series] ?? 0) * seconds) / RELOADS;
    return perReload > RELOAD_FLOOR[unit] * (series === "host heap" ? 10 : 1) ? [{ series, perReload, unit }] : [];
  });
}

function ratesOf(before: Readings, after: Readings, seconds: number): Readings {
  return Object.fromEntries(
    Object.keys(after).map((name) => [name, (after[name] - (before[name] ?? after[name])) / seconds]),
  );
}

function medianRates(windows: readonly Readings[]): Readings {
  const names = new Set(windows.flatMap((window) => Object.keys(window)));
  return Object.fromEntries([...names].map((name) => [name, median(windows.map((window) => window[name] ?? 0))]));
}

/** Growth in every base window: a step in one of them is an event and no leak. */
function steady(bases: readonly Readings[], name: string): boolean {
  const rates = bases.map((base) => base[name] ?? 0);
  return rates.filter((rate) => rate > DIAGNOSED[name].floor / 3).length >= rates.length - (rates.length > 3 ? 1 : 0);
}

/** Bytes before numbers, more before less. */
function weight({ base, unit }: DiagnoseSeries): number {
  return unit === "B" ? base * 1e3 : base;
}

function emptyRatios(): Record<string, number | null> {
  return { ...Object.fromEntries(INTERVENTIONS.map((name) => [name, null])), reload: null };
}

function fits(row: TopRow, series: string): boolean {
  const kinds: readonly string[] = DIAGNOSED[series].rows;
  if (!kinds.includes(row.kind) || (row.bytes <= 0 && (row.count ?? 0) <= 0)) return false;
  return !/^(air|page|host) /.test(series) || row.realm === series.split(" ")[0];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
