// Limits with an alarm: a size (`page 80MB`) or a growth (`memory 50kB/s`). An alarm is told once, and again only after
// things were well for a while. Pure.

import { parseBytes } from "../config-schema.ts";
import { nearest } from "../nearest.ts";
import { formatBytes } from "../repl/table.ts";
import { CommandProblem } from "../show-api.ts";
import type { SlopeEstimate } from "./slope.ts";

export interface Rule {
  series: string;
  bytes: number;
  perSecond: boolean;
}

export interface Alarm extends Rule {
  what: string;
}

export interface Reading {
  series: string;
  bytes: number | null;
  slope: SlopeEstimate | null;
}

export interface MemoryBudget {
  /** Throws a CommandProblem for what is no amount, or no series of `known`. */
  set(series: string, amount: string, known: readonly string[]): void;
  /** One, or all. */
  clear(series?: string): void;
  list(): Rule[];
  /** The alarms that are new. */
  check(readings: readonly Reading[], nowMs: number): Alarm[];
  active(): Alarm[];
  /** Since the start: the exit code of a test. */
  raised(): number;
}

const MAX_RULES = 32;
/** So long below its limit, and an alarm is over. */
const QUIET_MS = 5000;

/** `parseAmount("50kB/s")` → `{ bytes: 50000, perSecond: true }`; null for what is none. */
export function parseAmount(text: string): { bytes: number; perSecond: boolean } | null {
  const match = /^(.*?)\s*(\/s)?$/.exec(text.trim());
  const bytes = match ? parseBytes(match[1]) : null;
  return bytes === null || bytes <= 0 ? null : { bytes, perSecond: match?.[2] !== undefined };
}

export function createMemoryBudget(): MemoryBudget {
  const rules = new Map<string, Rule>();
  const active = new Map<string, { alarm: Alarm; lastMs: number }>();
  let raised = 0;

  const keyOf = ({ series, perSecond }: Rule) => `${series}${perSecond ? "/s" : ""}`;
  const mistake = (what: string, expected: string, way?: string) =>
    new CommandProblem({ severity: "error", what, expected, try: way });

  /** Null while the limit is kept or nothing is known. Growth counts only when its whole band is above: noise is no alarm. */
  function judge(rule: Rule, { bytes, slope }: Reading): Alarm | null {
    if (rule.perSecond) {
      if (!slope || slope.low <= rule.bytes) return null;
      return {
        ...rule,
        what: `${rule.series} grows by ${formatBytes(slope.slope)}/s, the budget is ${formatBytes(rule.bytes)}/s`,
      };
    }
    if (bytes === null || bytes <= rule.bytes) return null;
    return { ...rule, what: `${rule.series} holds ${formatBytes(bytes)}, the budget is ${formatBytes(rule.bytes)}` };
  }

  return {
    set(series, amount, known) {
      const parsed = parseAmount(amount);
      if (!parsed) throw mistake(`"${amount}" is no budget`, "a size such as 80MB, or a growth such as 50kB/s");
      if (!known.includes(series)) {
        const close = nearest(series, known);
        throw mistake(
          `there is no series "${series}"`,
          `one of ${known.join(", ")}`,
          close ? `Did you mean "${close}"?` : undefined,
        );
      }
      const rule = { series, ...parsed };
      if (rules.size >= MAX_RULES && !rules.has(keyOf(rule)))
        throw mistake(`there are ${MAX_RULES} budgets already`, "fewer", "`.budget clear series` takes one away.");
      rules.set(keyOf(rule), rule);
      active.delete(keyOf(rule));
    },
    clear(series) {
      for (const [key, rule] of rules) {
        if (series !== undefined && rule.series !== series) continue;
        rules.delete(key);
        active.delete(key);
      }
    },
    list: () => [...rules.values()],
    check(readings, nowMs) {
      const fresh: Alarm[] = [];
      for (const [key, rule] of rules) {
        const reading = readings.find(({ series }) => series === rule.series);
        const alarm = reading ? judge(rule, reading) : null;
        const known = active.get(key);
        if (alarm) {
          if (!known) {
            raised++;
            fresh.push(alarm);
          }
          active.set(key, { alarm, lastMs: nowMs });
        } else if (known && nowMs - known.lastMs >= QUIET_MS) active.delete(key);
      }
      return fresh;
    },
    active: () => [...active.values()].map(({ alarm }) => alarm),
    raised: () => raised,
  };
}
