// One benchmark as a program: `await bench("reload", async (b) => { … })`. Collects figures and checks, prints a table
// beside the committed baseline, and writes the JSON. A missed target is told; a wrong result fails the run.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom, median, percentile } from "./statistics.ts";

export interface Figure {
  name: string;
  unit: string;
  /** Median of the samples, or the one value. */
  p50: number;
  p95?: number;
  min?: number;
  max?: number;
  samples?: number;
  /** As text: "<= 25"; compared with `p50`. */
  target?: string;
  targetP95?: string;
}

export interface BenchResult {
  bench: string;
  at: string;
  quick: boolean;
  seconds: number;
  /** `gpu` is what the browser calls its renderer, where a show was opened. */
  machine: { cpu: string; cores: number; node: string; load: number[]; gpu?: string };
  figures: Figure[];
  checks: { what: string; ok: boolean; detail: string }[];
  notes: string[];
}

export interface Targets {
  target?: string;
  targetP95?: string;
}

export interface Bench {
  readonly quick: boolean;
  readonly random: () => number;
  /** `quick` runs only prove that the benchmark works. */
  pick<T>(full: T, quick: T): T;
  samples(name: string, unit: string, values: readonly number[], targets?: Targets): void;
  value(name: string, unit: string, value: number, targets?: Targets): void;
  /** Percentiles that the program itself has taken. */
  spread(name: string, unit: string, seen: { p50: number; p95: number; count: number }, targets?: Targets): void;
  /** Ours ÷ peer, one ratio per round: medians are compared within a round, because machines change between rounds. */
  ratio(name: string, perRound: readonly number[], targets?: Targets): void;
  /** A wrong result. The benchmark runs on, and fails at its end. */
  check(what: string, ok: boolean, detail?: string): void;
  note(text: string): void;
  /** Who draws: a figure in frames says nothing without it. */
  drawnBy(renderer: string): void;
  /** Undone at the end in reverse order, whatever happens. */
  defer(undo: () => unknown): void;
}

const RESULTS = join(dirname(fileURLToPath(import.meta.url)), "..", "results");

export async function bench(name: string, run: (b: Bench) => Promise<void>): Promise<void> {
  const quick = process.argv.includes("--quick");
  const started = performance.now();
  const undo: (() => unknown)[] = [];
  const result: BenchResult = {
    bench: name,
    at: new Date().toISOString(),
    quick,
    seconds: 0,
    machine: {
      cpu: cpus()[0]?.model ?? "",
      cores: cpus().length,
      node: process.versions.node,
      load: loadavg().map((l) => round(l)),
    },
    figures: [],
    checks: [],
    notes: [],
  };
  const b: Bench = {
    quick,
    random: createRandom(1),
    pick: (full, small) => (quick ? small : full),
    samples(label, unit, values, targets = {}) {
      const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)].map(round);
      result.figures.push({
        name: label,
        unit,
        p50,
        p95,
        min: round(Math.min(...values)),
        samples: values.length,
        ...targets,
      });
    },
    value: (label, unit, value, targets = {}) =>
      void result.figures.push({ name: label, unit, p50: round(value), ...targets }),
    spread: (label, unit, { p50, p95, count }, targets = {}) =>
      void result.figures.push({ name: label, unit, p50: round(p50), p95: round(p95), samples: count, ...targets }),
    ratio(label, perRound, targets = {}) {
      const [min, max] = [Math.min(...perRound), Math.max(...perRound)].map(round);
      result.figures.push({
        name: label,
        unit: "×",
        p50: round(median(perRound)),
        min,
        max,
        samples: perRound.length,
        ...targets,
      });
    },
    check: (what, ok, detail = "") => void result.checks.push({ what, ok, detail }),
    note: (text) => void result.notes.push(text),
    drawnBy: (renderer) => {
      result.machine.gpu = renderer;
    },
    defer: (step) => void undo.push(step),
  };
  const clean = async () => {
    for (let step = undo.pop(); step; step = undo.pop())
      await Promise.resolve(step()).catch((error) => console.error(`clean-up: ${error}`));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void clean().finally(() => process.exit(130)));

  try {
    await run(b);
  } catch (error) {
    console.error(error);
    b.check("the benchmark ran to its end", false, String(error).split("\n")[0]);
  }
  await clean();
  result.seconds = round((performance.now() - started) / 1000);
  print(result, committed(name));
  write(result);
  // A browser's last pipe may linger; everything that matters has been written and undone.
  process.exit(result.checks.every((check) => check.ok) ? 0 : 1);
}

function write(result: BenchResult): void {
  const folder = result.quick ? join(RESULTS, "local") : RESULTS;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.bench}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** The baseline as it was committed: the working copy may hold the run before this one. */
function committed(name: string): BenchResult | null {
  const git = spawnSync("git", ["show", `HEAD:./${name}.json`], { cwd: dirname(join(RESULTS, "x")), encoding: "utf8" });
  try {
    return JSON.parse(git.status === 0 ? git.stdout : readFileSync(join(RESULTS, `${name}.json`), "utf8"));
  } catch {
    return null;
  }
}

function print(result: BenchResult, baseline: BenchResult | null): void {
  const header = ["", "p50", "p95", "min", "unit", "n", "target", "", "baseline"];
  const rows = result.figures.map((figure) => {
    const before = baseline?.figures.find((each) => each.name === figure.name);
    return [
      figure.name,
      show(figure.p50),
      figure.max === undefined ? show(figure.p95) : `…${show(figure.max)}`,
      show(figure.min),
      figure.unit,
      figure.samples === undefined ? "" : String(figure.samples),
      [figure.target, figure.targetP95 && `p95 ${figure.targetP95}`].filter(Boolean).join(", "),
      verdict(figure),
      before === undefined ? "" : difference(before.p50, figure.p50),
    ];
  });
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => (i === 0 || i === 4 || i > 5 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd();
  console.log(
    `\n${result.bench}${result.quick ? " (quick)" : ""}  ${result.seconds} s, load ${result.machine.load.join(" ")}`,
  );
  console.log([header, ...rows].map(line).join("\n"));
  for (const { what, ok, detail } of result.checks)
    console.log(`${ok ? "right" : "WRONG"}  ${what}${detail ? `: ${detail}` : ""}`);
  for (const note of result.notes) console.log(note);
}

function verdict({ p50, p95, target, targetP95 }: Figure): string {
  const all = [target && meets(p50, target), targetP95 && meets(p95 ?? Number.NaN, targetP95)].filter(
    (each) => each !== undefined,
  );
  return all.length === 0 ? "" : all.every(Boolean) ? "met" : "MISSED";
}

function meets(value: number, target: string): boolean {
  const [, sign, bound] = /^([<>]=?|=)\s*([\d.]+)/.exec(target) ?? [];
  const limit = Number(bound);
  if (sign === "<=") return value <= limit;
  if (sign === ">=") return value >= limit;
  return sign === "<" ? value < limit : sign === ">" ? value > limit : value === limit;
}

function difference(before: number, now: number): string {
  if (before === now) return "same";
  if (before === 0) return `was ${show(before)}`;
  const percent = ((now - before) / Math.abs(before)) * 100;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(0)} % of ${show(before)}`;
}

const show = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value)
    ? ""
    : value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1 });

function round(value: number): number {
  return Number.isFinite(value) && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
