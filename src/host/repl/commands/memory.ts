// Where the memory goes. Tables only: what stands in them is worked out in host/memory/.

import { EXTRA_LEAKS, LEAK_KINDS } from "../../memory/leak-kinds.ts";
import type {
  BudgetRow,
  ChurnReport,
  Cost,
  Diagnosis,
  GpuDiff,
  GpuObject,
  GpuReport,
  LeakStatus,
  MemoryOverview,
  ProcessStatus,
  Site,
  SlopeRow,
  Snapshot,
  Top,
  TopRow,
  TraceStatus,
  ViewOptions,
  WhereReport,
  WhyReport,
  ZoomReport,
} from "../../memory/memory-api.ts";
import { CommandProblem, type Show } from "../../show-api.ts";
import { defineCommand } from "../command.ts";
import { plain, type Style } from "../style.ts";
import {
  type Column,
  formatBytes,
  formatCount,
  formatMs,
  formatNumber,
  formatSeconds,
  pairs,
  table,
} from "../table.ts";

const GROUPINGS = ["line", "function", "file", "trace", "realm", "kind"] as const;
const VIEW = {
  kind: "options",
  options: {
    by: { kind: "choice", choices: GROUPINGS },
    only: { kind: "text" },
    not: { kind: "text" },
  },
} as const;
const TOP_ROWS = 10;
const WATCH_SECONDS = 4;

const viewOf = (view: Partial<ViewOptions>, limit = TOP_ROWS): ViewOptions => ({ by: "line", ...view, limit });

// ---- pieces of tables ------------------------------------------------------------------------------------------------

const header = (lines: string[], style: Style, empty: string) =>
  lines.length === 0 ? [empty] : [style.quiet(lines[0]), ...lines.slice(1)];

export const formatSite = (site: Site | null): string =>
  site ? plain(site.line > 0 ? `${site.file}:${site.line}${site.name ? ` ${site.name}` : ""}` : site.file) : "";

const signed = (bytes: number, text: (value: number) => string) => `${bytes < 0 ? "−" : "+"}${text(Math.abs(bytes))}`;
export const formatRate = (rate: number | null): string => (rate === null ? "–" : `${signed(rate, formatBytes)}/s`);
const percent = (share: number) =>
  share > 0 && share < 0.0005 ? "< 0.1 %" : `${(share * 100).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)} %`;

function formatCost(cost: Cost, style: Style): string {
  const parts = [`${formatMs(cost.ms)} to answer`];
  if (cost.pauseMs > 0) parts.push(`a realm stood still for ${formatMs(cost.pauseMs)} at most`);
  if (cost.sampling !== null) parts.push(`tracing takes ${percent(cost.sampling)} of a core`);
  parts.push(`${formatBytes(cost.bytes)} held`);
  return style.quiet(`cost: ${parts.join(", ")}`);
}

function formatTop(data: Top, style: Style, grew: boolean): string[] {
  const { seconds, total, books, counts } = data;
  const size = (bytes: number) => (grew ? signed(bytes, formatBytes) : formatBytes(bytes));
  const columns: Column<TopRow & { index: number }>[] = [
    { title: "#", right: true, cell: (row) => String(row.index) },
    { title: grew ? "growth" : "size", right: true, cell: (row) => size(row.bytes) },
    {
      title: "count",
      right: true,
      cell: (row) => (row.count === null ? "–" : grew ? signed(row.count, formatCount) : formatCount(row.count)),
    },
    ...(grew ? [{ title: "rate", right: true, cell: (row: TopRow) => formatRate(row.rate) }] : []),
    { title: "share", right: true, cell: (row) => percent(row.share) },
    { title: "realm", cell: (row) => row.realm },
    { title: "kind", cell: (row) => row.kind },
    { title: "site", cell: (row) => formatSite(row.site) || plain(row.what) },
    {
      title: "source",
      cell: (row) => plain(row.source ? row.source.slice(0, 60) : row.site && row.what ? `(${row.what})` : ""),
    },
  ];
  const over = seconds === null ? "" : ` in ${seconds.toFixed(1)} s = ${formatRate(total / Math.max(seconds, 0.001))}`;
  const parts = Object.entries(books)
    .filter(([, bytes]) => bytes !== 0)
    .map(([name, bytes]) => `${name} ${size(bytes)}`);
  const lines = table(
    columns,
    data.rows.map((row, i) => ({ ...row, index: i + 1 })),
  );
  const changed = Object.entries(counts).filter(([, count]) => count !== 0);
  return [
    grew
      ? `grew ${style.strong(signed(total, formatBytes))}${over}, ${data.forcedGc ? "after forced collections" : "garbage included"}`
      : `${style.strong(formatBytes(total))} in all${data.forcedGc ? ", after a forced collection" : ""}`,
    style.quiet(parts.join("   ")),
    ...header(lines, style, "nothing here"),
    ...data.rows.flatMap((row) => row.trace?.slice(1).map((line) => style.quiet(`     from ${plain(line)}`)) ?? []),
    `   ${size(data.untraced)} untraced${data.more > 0 ? `; ${data.more} more rows` : ""}`,
    ...(changed.length > 0
      ? [
          style.quiet(
            changed
              .map(([name, count]) => `${name} ${grew ? signed(count, formatCount) : formatCount(count)}`)
              .join("   "),
          ),
        ]
      : []),
    ...data.notes.map((note) => style.warn(plain(note))),
    formatCost(data.cost, style),
  ];
}

const verdictColour = (verdict: SlopeRow["verdict"], style: Style) =>
  verdict === "grows" ? style.warn(verdict) : verdict === "steady" ? style.good(verdict) : style.quiet(verdict);

function slopeText({ slope, low, high, unit }: SlopeRow): string {
  if (slope === null) return "–";
  const text = unit === "B" ? formatBytes : formatNumber;
  const band = low === null || high === null ? "" : ` (${signed(low, text)} … ${signed(high, text)})`;
  return `${signed(slope, text)}/s${band}`;
}

const valueText = (row: SlopeRow, value: number) => (row.unit === "B" ? formatBytes(value) : formatCount(value));

const SLOPE_COLUMNS = (style: Style): Column<SlopeRow>[] => [
  { title: "series", cell: (row) => row.name },
  { title: "now", right: true, cell: (row) => valueText(row, row.value) },
  { title: "since start", right: true, cell: (row) => signed(row.sinceStart, (value) => valueText(row, value)) },
  { title: "slope, 95 % band", right: true, cell: slopeText },
  { title: "over", right: true, cell: (row) => `${row.seconds.toFixed(0)} s` },
  { title: "verdict", cell: (row) => verdictColour(row.verdict, style) },
  { title: "cut by", cell: (row) => row.cut },
];

/** An answer with what it took. */
async function costed<T extends object>(show: Show, work: () => Promise<T>): Promise<T & { cost: Cost }> {
  const at = performance.now();
  const data = await work();
  return { ...data, cost: show.memory.cost(performance.now() - at) };
}

// ---- commands --------------------------------------------------------------------------------------------------------

const mem = defineCommand({
  name: "mem",
  group: "memory",
  args: { what: { kind: "choice", choices: ["plot"], optional: true }, path: { kind: "text", optional: true } },
  help: "every realm, shared memory, the GPU and their slopes; `plot` writes a picture",
  example: ".mem plot out/memory.svg",
  run: (show, { what, path }): Promise<MemoryOverview | { path: string; bytes: number }> =>
    what === "plot" ? show.memory.plot(path ?? null) : show.memory.overview(),
  format(data: MemoryOverview | { path: string; bytes: number }, style) {
    if ("path" in data) return [`saved ${style.name(plain(data.path))} (${formatBytes(data.bytes)})`];
    const columns: Column<MemoryOverview["rows"][number]>[] = [
      { title: "", cell: (row) => (row.worker === null ? row.name : `${row.name} (worker ${row.worker})`) },
      { title: "version", right: true, cell: (row) => (row.generation > 0 ? String(row.generation) : "") },
      { title: "now", right: true, cell: (row) => formatBytes(row.value) },
      { title: "buffers", right: true, cell: (row) => (row.realm ? formatBytes(row.buffers) : "") },
      { title: "peak", right: true, cell: (row) => formatBytes(row.peak) },
      { title: "since start", right: true, cell: (row) => signed(row.sinceStart, formatBytes) },
      {
        title: "allocates",
        right: true,
        cell: (row) => (row.allocPerSecond === null ? "" : `${formatBytes(row.allocPerSecond)}/s`),
      },
      { title: "slope, 95 % band", right: true, cell: slopeText },
      { title: "verdict", cell: (row) => verdictColour(row.verdict, style) },
    ];
    const { total, perFrame } = data;
    return [
      ...header(table(columns, data.rows), style, "no realm"),
      `total ${style.strong(formatBytes(total.value))}, ${slopeText(total)}, ${verdictColour(total.verdict, style)} over ${total.seconds.toFixed(0)} s`,
      `per frame: ${perFrame.allocated === null ? "–" : formatBytes(perFrame.allocated)} made, ${perFrame.retained === null ? "–" : formatBytes(perFrame.retained)} kept`,
      style.quiet(
        Object.entries(data.counts)
          .map(([name, count]) => `${name} ${formatCount(count)}`)
          .join("   "),
      ),
      style.quiet(data.processes.map((row) => `${row.name} ${formatBytes(row.value)}`).join("   ")),
      data.tracing
        ? "objects are traced: `.top`, `.diff`"
        : "objects are not traced: `.diff` begins by itself, `.trace start` for longer",
      formatCost(data.cost, style),
    ];
  },
});

const trace = defineCommand({
  name: "trace",
  group: "memory",
  args: { action: { kind: "choice", choices: ["start", "stop", "clear", "status"], optional: true } },
  help: "follows who allocates what, in every realm",
  example: ".trace start",
  run(show, { action }): TraceStatus | Promise<TraceStatus> {
    if (action === "start") return show.memory.startTrace();
    if (action === "stop") return show.memory.stopTrace();
    if (action === "clear") return show.memory.clearTrace();
    return show.memory.traceStatus();
  },
  format(data: TraceStatus, style) {
    if (!data.on) return ["tracing is off"];
    const columns: Column<TraceStatus["realms"][number]>[] = [
      { title: "realm", cell: (row) => (row.worker === null ? row.realm : `${row.realm} (worker ${row.worker})`) },
      { title: "one sample per", right: true, cell: (row) => formatBytes(row.intervalBytes) },
      { title: "expected cost", right: true, cell: (row) => percent(row.expected) },
    ];
    return [
      `tracing is ${style.good("on")} for ${formatSeconds(data.seconds)}`,
      ...header(table(columns, data.realms), style, "no realm"),
      formatCost(data.cost, style),
    ];
  },
});

const SNAP_ACTIONS = ["save", "load", "drop", "list"];

const snap = defineCommand({
  name: "snap",
  group: "memory",
  args: {
    name: { kind: "text", optional: true, from: "snapshots" },
    of: { kind: "text", optional: true, from: "snapshots" },
    path: { kind: "text", optional: true },
  },
  help: "takes a snapshot; or `save name [path]`, `load path [name]`, `drop name`, `list`",
  example: ".snap verse",
  async run(show, { name, of, path }): Promise<{ snapshots: SnapshotRow[]; path?: string; bytes?: number }> {
    const { memory } = show;
    const list = () => ({ snapshots: memory.snapshots().map(snapshotRow) });
    if (name === "list") return list();
    if (name !== undefined && SNAP_ACTIONS.includes(name)) {
      if (of === undefined)
        throw new CommandProblem({
          severity: "error",
          what: `.snap ${name}: a name is missing`,
          try: `Write: .snap ${name} ${name === "load" ? "path" : "name"}`,
        });
      if (name === "save") return { ...(await memory.saveSnapshot(of, path ?? null)), ...list() };
      if (name === "load") return { snapshots: [snapshotRow(await memory.loadSnapshot(of, path ?? null))] };
      memory.dropSnapshot(of);
      return list();
    }
    return { snapshots: [snapshotRow(await memory.snap(name ?? null, { gc: true }))] };
  },
  format(data, style) {
    if (data.path) return [`saved ${style.name(plain(data.path))} (${formatBytes(data.bytes)})`];
    const columns: Column<SnapshotRow>[] = [
      { title: "snapshot", cell: (row) => plain(row.name) },
      { title: "taken", cell: (row) => row.at.slice(11, 19) },
      { title: "version", right: true, cell: (row) => String(row.generation) },
      { title: "total", right: true, cell: (row) => formatBytes(row.total) },
      { title: "heap", right: true, cell: (row) => formatBytes(row.heap) },
      { title: "buffers", right: true, cell: (row) => formatBytes(row.buffers) },
      { title: "shared", right: true, cell: (row) => formatBytes(row.shared) },
      { title: "gpu", right: true, cell: (row) => formatBytes(row.gl) },
      { title: "rows", right: true, cell: (row) => formatCount(row.rows) },
    ];
    return header(table(columns, data.snapshots), style, "no snapshots yet: `.snap name` takes one");
  },
});

interface SnapshotRow {
  name: string;
  at: string;
  generation: number;
  forcedGc: boolean;
  total: number;
  heap: number;
  buffers: number;
  shared: number;
  gl: number;
  rows: number;
}

function snapshotRow({ name, at, generation, forcedGc, books, rows }: Snapshot): SnapshotRow {
  const { heap, buffers, shared, gl, outside } = books;
  return {
    name,
    at,
    generation,
    forcedGc,
    total: heap + buffers + shared + gl + outside,
    heap,
    buffers,
    shared,
    gl,
    rows: rows.length,
  };
}

const topCommand = defineCommand({
  name: "top",
  group: "memory",
  args: {
    rows: { kind: "number", whole: true, min: 1, max: 200, optional: true },
    view: { kind: "options", options: { ...VIEW.options, of: { kind: "text", from: "snapshots" } } },
  },
  help: "what holds most, now or in a snapshot (`of name`)",
  example: ".top 5 by file not node_modules",
  run: (show, { rows, view: { of, ...view } }) => show.memory.top(viewOf(view, rows), of ?? null),
  format: (data: Top, style) => formatTop(data, style, false),
});

const diffCommand = defineCommand({
  name: "diff",
  group: "memory",
  args: {
    from: { kind: "text", optional: true, from: "snapshots" },
    to: { kind: "text", optional: true, from: "snapshots" },
    view: { kind: "options", options: { ...VIEW.options, rows: { kind: "number", whole: true, min: 1, max: 200 } } },
  },
  help: "what grew: from now on for n seconds (4), since a snapshot, or between two",
  example: ".diff verse chorus by file",
  run(show, { from, to, view: { rows, ...rest } }): Promise<Top> {
    const view = viewOf(rest, rows);
    const seconds = from === undefined ? WATCH_SECONDS : Number(from);
    if (to === undefined && Number.isFinite(seconds) && !show.memory.snapshots().some(({ name }) => name === from)) {
      if (seconds < 0.5 || seconds > 600)
        throw new CommandProblem({ severity: "error", what: `.diff: ${seconds} seconds`, expected: "0.5 to 600" });
      return show.memory.watch(seconds, view);
    }
    return show.memory.diff(from as string, to ?? null, view);
  },
  format: (data: Top, style) => formatTop(data, style, true),
});

const churn = defineCommand({
  name: "churn",
  group: "memory",
  args: { seconds: { kind: "number", min: 0.2, max: 60, optional: true }, view: VIEW },
  help: "garbage by site: what is made, kept or not, per frame",
  example: ".churn 2",
  run: (show, { seconds, view }) => show.memory.churn(seconds ?? 2, viewOf(view)),
  format: (data: ChurnReport, style) => [
    `${style.strong(formatBytes(data.perFrame))} made per display frame, over ${data.frames} frames`,
    ...formatTop(data, style, true).slice(2),
  ],
});

const peak = defineCommand({
  name: "peak",
  group: "memory",
  args: { action: { kind: "choice", choices: ["reset"], optional: true } },
  help: "now and at most, for each series; `reset` begins anew",
  run: (show, { action }) =>
    costed(show, async (): Promise<{ series: SlopeRow[] }> => {
      if (action) show.memory.resetPeaks();
      return { series: await show.memory.slopes(60) };
    }),
  format(data, style) {
    const columns: Column<SlopeRow>[] = [
      { title: "series", cell: (row) => row.name },
      { title: "now", right: true, cell: (row) => valueText(row, row.value) },
      { title: "peak", right: true, cell: (row) => valueText(row, row.peak) },
      { title: "ago", right: true, cell: (row) => formatSeconds(row.peakAgo) },
    ];
    return [...header(table(columns, data.series), style, "nothing measured yet"), formatCost(data.cost, style)];
  },
});

const slope = defineCommand({
  name: "slope",
  group: "memory",
  args: { seconds: { kind: "number", min: 10, max: 600, optional: true } },
  help: "growth of each series with its error band",
  example: ".slope 30",
  run: (show, { seconds }) => costed(show, async () => ({ series: await show.memory.slopes(seconds ?? 60) })),
  format: (data, style) => [
    ...header(table(SLOPE_COLUMNS(style), data.series), style, "nothing measured yet"),
    formatCost(data.cost, style),
  ],
});

const zoom = defineCommand({
  name: "zoom",
  group: "memory",
  args: { file: { kind: "text", optional: true }, seconds: { kind: "number", min: 1, max: 30, optional: true } },
  help: "the very lines that make what stays: probes a file for n seconds (3), then as before",
  example: ".zoom sketches/seed.ts",
  run: (show, { file, seconds }) => show.memory.zoom(file ?? null, seconds ?? 3),
  format(data: ZoomReport, style) {
    const columns: Column<ZoomReport["rows"][number]>[] = [
      { title: "growth", right: true, cell: (row) => signed(row.bytes, formatBytes) },
      { title: "share", right: true, cell: (row) => percent(row.share) },
      { title: "alive", right: true, cell: (row) => formatCount(row.alive) },
      { title: "made", right: true, cell: (row) => `${formatCount(row.madePerSecond)}/s` },
      { title: "site", cell: (row) => plain(`${row.site.file}:${row.site.line}:${row.site.column}`) },
      { title: "what", cell: (row) => plain(row.what) },
      { title: "source", cell: (row) => plain(row.source.slice(0, 60)) },
    ];
    return [
      `${style.name(plain(data.file))} under the lens for ${data.seconds.toFixed(1)} s: grew ${style.strong(signed(data.growth, formatBytes))}; the version before plays on`,
      ...header(table(columns, data.rows), style, "nothing was made there that stayed"),
      ...(data.left > 0 ? [style.quiet(`${data.left} places were left out: more than there are numbers`)] : []),
      formatCost(data.cost, style),
    ];
  },
});

const gpu = defineCommand({
  name: "gpu",
  group: "memory",
  args: {
    what: { kind: "choice", choices: ["diff", "size", "age", "up"], optional: true },
    from: { kind: "number", whole: true, min: 0, max: 1e9, optional: true },
    to: { kind: "number", whole: true, min: 0, max: 1e9, optional: true },
  },
  help: "every object on the GPU, by size, age or uploads; `diff a b`: between two versions",
  example: ".gpu age",
  async run(show, { what, from, to }): Promise<GpuReport | GpuDiff> {
    if (what === "diff") {
      if (from === undefined || to === undefined)
        throw new CommandProblem({
          severity: "error",
          what: ".gpu diff: two versions are missing",
          try: "Write: .gpu diff 3 4 (`.versions` lists them)",
        });
      return show.memory.gpuDiff(from, to);
    }
    const report = await show.memory.gpu();
    const order: Record<string, (object: GpuObject) => number> = {
      size: (object) => object.bytes,
      age: (object) => object.ageFrames,
      up: (object) => object.uploadPerFrame,
    };
    const by = order[what ?? "size"];
    return { ...report, objects: report.objects.sort((a, b) => by(b) - by(a)) };
  },
  format(data: GpuReport | GpuDiff, style) {
    if ("from" in data) {
      const columns: Column<GpuDiff["rows"][number]>[] = [
        { title: "kind", cell: (row) => row.kind },
        { title: "owner", cell: (row) => plain(row.owner) },
        { title: "count", right: true, cell: (row) => signed(row.count, formatCount) },
        { title: "bytes", right: true, cell: (row) => signed(row.bytes, formatBytes) },
      ];
      return [
        `version ${data.from} → ${data.to}: ${signed(data.count, formatCount)} objects, ${signed(data.bytes, formatBytes)}`,
        ...header(table(columns, data.rows), style, "the two hold the same on the GPU"),
      ];
    }
    const columns: Column<GpuObject>[] = [
      { title: "kind", cell: (row) => row.kind },
      { title: "id", right: true, cell: (row) => String(row.id) },
      { title: "bytes", right: true, cell: (row) => formatBytes(row.bytes) },
      { title: "age", right: true, cell: (row) => `${formatCount(row.ageFrames)} f` },
      {
        title: "last upload",
        right: true,
        cell: (row) => (row.uploadAgeFrames === null ? "never" : `${formatCount(row.uploadAgeFrames)} f ago`),
      },
      { title: "up", right: true, cell: (row) => `${formatBytes(row.uploadPerFrame)}/f` },
      { title: "owner", cell: (row) => plain(row.owner) },
      { title: "made at", cell: (row) => formatSite(row.site) },
    ];
    const { totals, drawingBuffer } = data;
    const kept = data.objects.slice(0, 40);
    return [
      style.quiet(`${plain(data.renderer)}, ${plain(data.backend)}`),
      ...header(table(columns, kept), style, "no objects"),
      ...(data.objects.length > kept.length ? [`   ${data.objects.length - kept.length} more`] : []),
      `${formatCount(totals.count)} objects, ${formatBytes(totals.bytes)}, peak ${formatBytes(totals.peak)}; drawing buffer ${drawingBuffer.width}×${drawingBuffer.height}, ${drawingBuffer.samples} samples, ${formatBytes(drawingBuffer.bytes)}`,
      `${formatNumber(data.createdPerSecond)} made and ${formatNumber(data.deletedPerSecond)} deleted a second; ${data.leakedToGc > 0 ? style.warn(`${formatCount(data.leakedToGc)} collected without a delete`) : "none collected without a delete"}`,
      formatCost(data.cost, style),
    ];
  },
});

const procs = defineCommand({
  name: "procs",
  group: "memory",
  args: {},
  help: "the processes of the show: resident, proportional and private bytes, CPU",
  run: (show) =>
    costed(show, async (): Promise<{ processes: ProcessStatus[]; pss: number | null }> => {
      const processes = await show.memory.processes();
      const known = processes.filter(({ pss }) => pss !== null);
      return { processes, pss: known.length === 0 ? null : known.reduce((sum, { pss }) => sum + (pss ?? 0), 0) };
    }),
  format: (data, style) => [
    ...header(
      table<ProcessStatus>(
        [
          { title: "process", cell: (row) => plain(row.type) },
          { title: "pid", right: true, cell: (row) => String(row.pid) },
          { title: "private", right: true, cell: (row) => formatBytes(row.privateBytes) },
          { title: "PSS", right: true, cell: (row) => formatBytes(row.pss) },
          { title: "RSS", right: true, cell: (row) => formatBytes(row.rss) },
          { title: "CPU", right: true, cell: (row) => (row.cpu === null ? "–" : percent(row.cpu)) },
        ],
        data.processes,
      ),
      style,
      "no processes",
    ),
    style.quiet(
      data.pss === null
        ? "This system does not tell bytes by process."
        : `${formatBytes(data.pss)} in all (PSS: shared pages counted once; RSS must not be added up)`,
    ),
    formatCost(data.cost, style),
  ],
});

const RATIO_NAMES: Readonly<Record<string, string>> = {
  fps: "fps/4",
  inputs: "inputs held",
  workers: "one worker more",
  present: "shown/4",
  cache: "cache off",
  vertices: "points/2",
  reload: "per reload",
};

const diagnose = defineCommand({
  name: "diagnose",
  group: "memory",
  args: { options: { kind: "options", options: { yes: { kind: "flag" } } } },
  help: "finds the guilty part by experiment on the playing show; restores everything",
  example: ".diagnose --yes",
  run: (show, { options }) => show.memory.diagnose({ yes: options.yes === true }),
  format(data: Diagnosis, style) {
    const names = Object.keys(data.series[0]?.ratios ?? data.ratios);
    const columns: Column<Diagnosis["series"][number]>[] = [
      { title: "series", cell: (row) => row.series },
      {
        title: "base",
        right: true,
        cell: (row) => (row.unit === "B" ? formatRate(row.base) : `${signed(row.base, formatNumber)}/s`),
      },
      ...names.map((name) => ({
        title: RATIO_NAMES[name] ?? name,
        right: true,
        cell: (row: Diagnosis["series"][number]) => {
          const ratio = row.ratios[name];
          return ratio === null || ratio === undefined ? "–" : `×${ratio.toFixed(2)}`;
        },
      })),
      { title: "looks like", cell: (row) => row.verdict },
    ];
    const next = data.runnerUp ? `, next: ${data.runnerUp.verdict} ${data.runnerUp.distance.toFixed(2)}` : "";
    return [
      ...header(table(columns, data.series), style, "nothing grows"),
      `⇒ ${style.strong(data.verdict)}${data.series.length > 0 ? ` (distance ${data.distance.toFixed(2)}${next})` : ""}`,
      ...(data.site ? [`⇒ ${style.name(formatSite(data.site))}${data.source ? `   ${plain(data.source)}` : ""}`] : []),
      ...(data.agreement === null
        ? []
        : [
            data.agreement
              ? "  experiment and trace agree"
              : style.warn("  experiment and trace do not agree: look at both"),
          ]),
      `  ${plain(data.next)}`,
      ...data.notes.map((note) => style.quiet(plain(note))),
      style.quiet(`${data.seconds.toFixed(0)} s; everything is as it was`),
      formatCost(data.cost, style),
    ];
  },
});

const why = defineCommand({
  name: "why",
  group: "memory",
  args: {
    rows: { kind: "number", whole: true, min: 1, max: 20, optional: true },
    options: { kind: "options", options: { yes: { kind: "flag" } } },
  },
  help: "what holds most in this realm and who holds it, in words; it stands still meanwhile",
  example: ".why 3 --yes",
  run: (show, { rows, options }, io) => show.memory.why(io.realm, { yes: options.yes === true, top: rows ?? 3 }),
  format: (data: WhyReport, style) => [
    ...(data.suspects.length === 0 ? ["nothing in this realm holds much"] : []),
    ...data.suspects.flatMap((suspect) => [
      style.strong(plain(suspect.sentence)),
      style.quiet(`  ${plain(suspect.path.join(" → "))}`),
    ]),
    style.quiet(
      `the realm stood still for ${formatMs(data.pauseMs)} (${formatMs(data.predictedMs)} were expected) for ${formatBytes(data.heapBytes)} of heap`,
    ),
    formatCost(data.cost, style),
  ],
});

const where = defineCommand({
  name: "where",
  group: "memory",
  args: { expression: { kind: "text" } },
  help: "which line made a typed array or buffer of this realm, while tracing is on",
  example: '.where "ctx.state.field"',
  run: (show, { expression }, io) => show.memory.where(io.realm, expression),
  format: (data: WhereReport, style) =>
    data.site
      ? [
          `${plain(data.what)} was made at ${style.name(formatSite(data.site))}`,
          ...(data.source ? [style.quiet(`  ${plain(data.source)}`)] : []),
        ]
      : [`${plain(data.what)}: made before tracing began, or by code that is not probed`],
});

const budget = defineCommand({
  name: "budget",
  group: "memory",
  args: {
    series: { kind: "text", optional: true, from: "series" },
    amount: { kind: "text", optional: true },
  },
  help: "limits with an alarm: `page 80MB`, `memory 50kB/s`; `clear [series]`",
  example: ".budget memory 50kB/s",
  run(show, { series, amount }): { budgets: BudgetRow[] } {
    if (series === undefined) return { budgets: show.memory.budgets() };
    if (series === "clear") return { budgets: show.memory.clearBudget(amount ?? null) };
    if (amount === undefined)
      throw new CommandProblem({
        severity: "error",
        what: ".budget: an amount is missing",
        expected: "80MB or 50kB/s",
        try: `Write: .budget ${series} 80MB`,
      });
    return { budgets: show.memory.setBudget(series, amount) };
  },
  format: (data, style) =>
    header(
      table<BudgetRow>(
        [
          { title: "series", cell: (row) => row.series },
          { title: "limit", right: true, cell: (row) => `${formatBytes(row.limit)}${row.perSecond ? "/s" : ""}` },
          {
            title: "now",
            right: true,
            cell: (row) => (row.value === null ? "–" : `${formatBytes(row.value)}${row.perSecond ? "/s" : ""}`),
          },
          { title: "", cell: (row) => (row.exceeded ? style.bad("exceeded") : style.good("kept")) },
        ],
        data.budgets,
      ),
      style,
      "no budgets: `.budget memory 50kB/s` sets one",
    ),
});

const leak = defineCommand({
  name: "leak",
  group: "memory",
  args: {
    kind: { kind: "text", optional: true, from: "leaks" },
    rate: { kind: "text", optional: true },
  },
  help: "training: plants a leak at a rate (1MB/s); `off` removes it; alone: which there are",
  example: ".leak arrays 2MB/s",
  async run(show, { kind, rate }): Promise<{ leaks: LeakStatus[]; kinds?: { kind: string; help: string }[] }> {
    if (kind === undefined) {
      const kinds = Object.entries({ ...LEAK_KINDS, ...EXTRA_LEAKS }).map(([name, { help }]) => ({ kind: name, help }));
      return { leaks: show.memory.leaks(), kinds };
    }
    if (kind === "off") return { leaks: await show.memory.leakOff() };
    return { leaks: await show.memory.leak(kind, rate ?? "1MB/s") };
  },
  format: (data, style) => [
    ...(data.kinds ? pairs(data.kinds.map(({ kind, help }) => [`  ${kind}`, help])) : []),
    ...(data.leaks.length === 0
      ? ["nothing leaks on purpose"]
      : data.leaks.map(
          ({ kind, bytesPerSecond, seconds }) =>
            `${style.warn(kind)} at ${formatBytes(bytesPerSecond)}/s for ${formatSeconds(seconds)}: \`.leak off\` ends it`,
        )),
  ],
});

export const memoryCommands = [
  mem, topCommand, diffCommand, slope, trace, snap, churn, peak, zoom, gpu, procs, why, where, diagnose, budget, leak,
]; // biome-ignore format: a list to be read across
