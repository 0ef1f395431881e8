// Text tables and units for the terminal.

import type { Style } from "./style.ts";

export interface Column<Row> {
  title: string;
  cell(row: Row): string;
  /** Numbers are read down their last digit. */
  right?: boolean;
}

/** Lines of a table; the first is the header. No rows: no lines. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, i) => Math.max(column.title.length, ...cells.map((line) => line[i].length)));
  const align = (texts: string[]) =>
    texts
      .map((text, i) => (columns[i].right ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  return [align(columns.map((column) => column.title)), ...cells.map(align)];
}

/** `name   value` pairs under each other. */
export function pairs(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd());
}

const STEPS = ["B", "KB", "MB", "GB", "TB"];

/** Decimal units, three digits: `formatBytes(52_428_800)` → `"52.4 MB"` */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return "–";
  let value = bytes;
  let step = 0;
  while (Math.abs(value) >= 999.95 && step < STEPS.length - 1) {
    value /= 1000;
    step++;
  }
  return `${step === 0 ? Math.round(value) : value.toFixed(value < 10 ? 2 : 1)} ${STEPS[step]}`;
}

/** `formatMs(3.14159)` → `"3.14 ms"` */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

/** `formatCount(1234567)` → `"1,234,567"` */
export function formatCount(count: number | null | undefined): string {
  if (count === null || count === undefined || !Number.isFinite(count)) return "–";
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `formatSeconds(3725)` → `"1 h 02 min"` */
export function formatSeconds(seconds: number): string {
  const s = Math.floor(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, "0")} min`;
}

/** A number as a person would type it. `formatNumber(0.30000000000000004)` → `"0.3"` */
export function formatNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}

/** A table with its quiet first line, or one line that says why there is none. */
export const withHeader = (lines: string[], style: Style, empty: string): string[] =>
  lines.length === 0 ? [empty] : [style.quiet(lines[0]), ...lines.slice(1)];
