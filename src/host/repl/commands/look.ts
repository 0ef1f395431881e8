// Commands that only look.

import { MAX_WRITERS as MAX_WORKERS } from "../../../protocol/frame-slot.ts";
import type { Problem } from "../../../protocol/problem.ts";
import type { OpCost, Perf, SlotStatus, Spread, Status, VersionStatus, WorkerStatus } from "../../show-api.ts";
import { defineCommand } from "../command.ts";
import { findOp, formatOp, type OpRow } from "../ops-table.ts";
import { formatProblem } from "../problem-text.ts";
import { plain, type Style } from "../style.ts";
import { formatBytes, formatCount, formatMs, formatNumber, formatSeconds, pairs, table, withHeader } from "../table.ts";
import { formatTransition } from "./set-list.ts";

export const stateColour = (state: Status["state"], style: Style) =>
  ({ running: style.good, held: style.warn, closed: style.bad, starting: style.quiet, empty: style.quiet })[state];

const status = defineCommand({
  name: "status",
  group: "look",
  args: {},
  help: "what is on air and how it goes",
  run: (show) => show.status(),
  format(s: Status, style) {
    const held = [s.frozen ? style.warn("frozen") : "", s.blackout ? style.warn("blackout") : ""]
      .filter(Boolean)
      .join(" ");
    return pairs([
      [
        "sketch",
        `${style.name(plain(s.sketch ?? "none"))} version ${s.generation}, ${stateColour(s.state, style)(s.state)}${held ? `, ${held}` : ""}`,
      ],
      [
        "frames",
        `${formatCount(s.frames)} drawn, ${formatNumber(s.fps)} fps, ${s.workers} worker${s.workers === 1 ? "" : "s"}`,
      ],
      ["drawing", `${formatCount(s.points)} points, ${formatCount(s.lines)} lines, seed ${s.seed}`],
      [
        "window",
        `${s.window.kind}${s.window.visible ? "" : ", hidden"}, ${plain(s.window.browser)}, ${plain(s.window.backend)} on ${plain(s.window.renderer)}`,
      ],
      ["quality", s.quality === s.drawn ? s.quality : `${s.quality}, the picture is still a ${s.drawn}`],
      ...(s.transition ? [["comes", formatTransition(s.transition)] as const] : []),
      ...(s.working
        ? [
            [
              "at work",
              `${plain(s.working.op)} ${Math.floor(s.working.share * 100)} %, ${formatSeconds(s.working.seconds)}`,
            ] as const,
          ]
        : []),
      ["up", formatSeconds(s.uptime)],
      ["problems", s.problems > 0 ? style.warn(`${s.problems}, see .problems`) : "none"],
    ]);
  },
});

type SpreadRow = readonly [string, Partial<Spread>];

const perf = defineCommand({
  name: "perf",
  group: "look",
  args: {},
  help: "save to pixel by stage, frame and evaluation times",
  run: (show) => show.perf(),
  format(p: Perf, style) {
    const rows: SpreadRow[] = [
      ["save → pixel", p.reload],
      ...Object.entries(p.reload.stages).map(([stage, spread]): SpreadRow => [`  ${stage}`, spread]),
      ["frame", p.frame],
      ["evaluate", p.evaluate],
    ];
    return withHeader(
      table(
        [
          { title: "", cell: ([name]) => name },
          { title: "count", right: true, cell: ([, s]) => formatCount(s.count) },
          { title: "p50", right: true, cell: ([, s]) => formatMs(s.p50) },
          { title: "p95", right: true, cell: ([, s]) => formatMs(s.p95) },
          { title: "p99", right: true, cell: ([, s]) => formatMs(s.p99) },
        ],
        rows,
      ),
      style,
      "nothing measured yet",
    );
  },
});

const slot = defineCommand({
  name: "slot",
  group: "look",
  args: {},
  help: "the latest-frame slot: published, shown, dropped",
  run: (show) => show.slot(),
  format: (s: SlotStatus) =>
    pairs([
      [
        "frames",
        `${formatCount(s.published)} published, ${formatCount(s.shown)} shown, ${formatCount(s.dropped)} dropped unread, ${formatCount(s.stale)} stale`,
      ],
      ["memory", `${formatBytes(s.bytes)} in ${s.buffers} buffers, grown ${s.grown} times, epoch ${s.epoch}`],
      ["ticks", `${formatCount(s.ticks)} given to a worker, ${formatCount(s.skipped)} skipped because none was idle`],
      ["age", `${formatMs(s.ageMs)} since the shown frame was drawn`],
    ]),
});

const workers = defineCommand({
  name: "workers",
  group: "look",
  args: { count: { kind: "number", whole: true, min: 1, max: MAX_WORKERS, words: ["auto"], optional: true } },
  help: "who draws; with a number or `auto`: how many may",
  example: ".workers 2",
  async run(show, { count }): Promise<{ workers: WorkerStatus[] }> {
    if (count !== undefined) await show.setWorkers(count);
    return { workers: await show.workers() };
  },
  format: (data, style) =>
    withHeader(
      table<WorkerStatus>(
        [
          { title: "worker", right: true, cell: (w) => String(w.id) },
          { title: "role", cell: (w) => w.role },
          { title: "state", cell: (w) => w.status },
          { title: "version", right: true, cell: (w) => String(w.generation) },
          { title: "frames", right: true, cell: (w) => formatCount(w.frames) },
          { title: "draw", right: true, cell: (w) => formatMs(w.drawMs) },
          { title: "evaluate", right: true, cell: (w) => formatMs(w.evaluateMs) },
          { title: "heap", right: true, cell: (w) => formatBytes(w.heapBytes) },
          { title: "buffers", right: true, cell: (w) => formatBytes(w.bufferBytes) },
        ],
        data.workers,
      ),
      style,
      "no workers",
    ),
});

const versions = defineCommand({
  name: "versions",
  group: "look",
  args: {},
  help: "the good versions that .back and .forward walk",
  run: (show) => ({ versions: show.versions() }),
  format: (data, style) =>
    withHeader(
      table<VersionStatus>(
        [
          { title: "", cell: (v) => (v.onAir ? "▸" : " ") },
          { title: "version", right: true, cell: (v) => String(v.generation) },
          { title: "sketch", cell: (v) => plain(v.sketch) },
          { title: "saved", cell: (v) => v.savedAt },
          { title: "", cell: (v) => (v.proven ? "proven" : "on probation") },
        ],
        data.versions,
      ),
      style,
      "no version has been on air yet",
    ),
});

const ops = defineCommand({
  name: "ops",
  group: "look",
  args: { name: { kind: "text", optional: true, from: "ops" } },
  help: "what each op costs; with a name: its parameters",
  example: ".ops displace",
  async run(show, { name }): Promise<{ ops: OpCost[] } | { op: OpRow }> {
    return name === undefined ? { ops: await show.opCosts() } : { op: await findOp(name) };
  },
  format(data, style) {
    if ("op" in data) return formatOp(data.op, style);
    const total = data.ops.reduce((sum, op) => sum + op.ms, 0);
    return withHeader(
      table<OpCost>(
        [
          { title: "op", cell: (o) => plain(o.op) },
          { title: "calls", right: true, cell: (o) => formatCount(o.calls) },
          { title: "time", right: true, cell: (o) => formatMs(o.ms) },
          { title: "share", right: true, cell: (o) => (total > 0 ? `${((100 * o.ms) / total).toFixed(0)} %` : "–") },
          { title: "points", right: true, cell: (o) => formatCount(o.points) },
        ],
        [...data.ops].sort((a, b) => b.ms - a.ms),
      ),
      style,
      "no op has been evaluated yet",
    );
  },
});

const cache = defineCommand({
  name: "cache",
  group: "look",
  args: { action: { kind: "choice", choices: ["off", "on", "clear"], optional: true } },
  help: "every bounded store with both its limits; results can be cleared, or not kept at all",
  example: ".cache off",
  async run(show, { action }) {
    if (action === "clear") await show.clearCache();
    else if (action) await show.setCaching(action === "on");
    return { caches: await show.caches() };
  },
  format: (data, style) =>
    withHeader(
      table(
        [
          { title: "store", cell: (c) => plain(c.name) },
          { title: "entries", right: true, cell: (c) => `${formatCount(c.entries)} of ${formatCount(c.maxEntries)}` },
          { title: "bytes", right: true, cell: (c) => `${formatBytes(c.bytes)} of ${formatBytes(c.maxBytes)}` },
          { title: "hits", right: true, cell: (c) => formatCount(c.hits) },
          { title: "misses", right: true, cell: (c) => formatCount(c.misses) },
          { title: "evicted", right: true, cell: (c) => formatCount(c.evictions) },
        ],
        data.caches,
      ),
      style,
      "no stores",
    ),
});

const problems = defineCommand({
  name: "problems",
  group: "look",
  args: { clear: { kind: "choice", choices: ["clear"], optional: true } },
  help: "what went wrong, newest last; `clear` forgets it",
  run(show, { clear }): { problems: Problem[] } {
    if (clear) show.clearProblems();
    return { problems: show.problems() };
  },
  format: (data, style) =>
    data.problems.length === 0 ? ["no problems"] : data.problems.flatMap((problem) => formatProblem(problem, style)),
});

export const lookCommands = [status, perf, slot, workers, versions, ops, cache, problems];
