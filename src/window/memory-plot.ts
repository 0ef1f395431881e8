// A plot of memory by owner over the last four minutes, bottom right. The HUD says how much; this says since when.
//
// Lines and not a stack: in a stack everything above the one that grows seems to grow as well. Hidden, it is six numbers
// written twice a second into fixed memory: no element, no canvas and no uPlot until it is shown, and none after.

import uPlot from "uplot";
import type { MemoryPoint } from "../protocol/hud.ts";
import { bytes, createOverlay, createText, element, FONT, slope, slopeTone } from "./hud.ts";

export interface MemoryPlot {
  /** May be called more often than points are kept. */
  add(point: MemoryPoint): void;
  /** Something began after the last point, a reload say, that slopes must not be measured across. */
  cut(reason: string): void;
  setVisible(on: boolean): void;
  visible(): boolean;
  /** To another place, which may be in another window. */
  moveTo(root: HTMLElement): void;
  dispose(): void;
}

const OWNERS = [
  { key: "page", color: "#7fb2ff" },
  { key: "air", color: "#f2f0ea" },
  { key: "buffers", color: "#5fd3c4" },
  { key: "shared", color: "#c3d46e" },
  { key: "gpu", color: "#f294c4" },
] as const;

const SPAN_MS = 240_000;
const STEP_MS = 500;
const POINTS = SPAN_MS / STEP_MS;
const MAX_CUTS = 32;
const MAX_REASON = 24;

/** After a cut the heap settles first: code is compiled, caches fill. */
const WARM_UP_MS = 5_000;
const TREND_MS = 60_000;
const MIN_SPAN_MS = 10_000;
const STRETCH_MS = 3_000;

/** Layout in CSS px: the canvas fills the panel from edge to edge, with room at its right for leaders and labels. */
const WIDTH = 480;
const HEIGHT = 202;
const HEAD = 16;
const EDGE = 13;
const LEADER = 16;
const LABELS = 170;
const PITCH = 15;
/** Of the plotting area, left of the lines: there the figures stand on their grid lines, and nothing runs through them. */
const FIGURES = 46;
const PLOT = WIDTH - 2 * EDGE - LEADER - LABELS;
const SHOWN_MS = (SPAN_MS * PLOT) / (PLOT - FIGURES);

const STYLE = `
:host { z-index: 9; align-items: flex-end; justify-content: flex-end; }
/* Thin lines over a picture of thin lines: a little denser than the HUD. */
.panel { width: ${WIDTH}px; padding: 10px 0 5px; background: rgba(19, 20, 23, 0.94); }
.title { padding: 0 ${EDGE}px; }
.span { color: var(--dim); font-size: 10px; font-weight: 500; }
.u-wrap { position: relative; }
.u-under, .u-over, .u-axis { position: absolute; }
canvas { display: block; width: 100%; height: 100%; }
.owner { position: absolute; top: 0; left: calc(100% + ${LEADER}px); width: ${LABELS}px; line-height: ${PITCH}px; display: grid; align-items: baseline; grid-template-columns: 48px 54px 1fr; white-space: pre; text-align: right; color: var(--dim); }
.name { text-align: left; }
.value { color: var(--text); }
.slope { font-size: 10px; }
`;

const GRID = "rgba(255, 255, 255, 0.13)";
const HAIRLINE = "rgba(255, 255, 255, 0.4)";
const DIM = "#a5a49d";
const SMALL = `500 10px ${FONT}`;
const AXIS = { stroke: DIM, font: SMALL };

export function createMemoryPlot(home: HTMLElement): MemoryPlot {
  let root = home;
  const history = createHistory();
  let panel: ReturnType<typeof createPanel> | null = null;
  const setVisible = (on: boolean) => {
    if (on === (panel !== null)) return;
    panel?.dispose();
    panel = on ? createPanel(root, history) : null;
  };
  return {
    add(point) {
      if (history.add(point)) panel?.draw();
    },
    cut: history.cut,
    setVisible,
    visible: () => panel !== null,
    moveTo(other) {
      const shown = panel !== null;
      setVisible(false);
      root = other;
      setVisible(shown);
    },
    dispose: () => setVisible(false),
  };
}

interface Cut {
  atMs: number;
  reason: string;
}

type History = ReturnType<typeof createHistory>;

/** The last four minutes: times, then one column for each owner. */
function createHistory() {
  // Each column holds every value twice, half its length apart: so the last POINTS of them always lie in one piece.
  const columns = Array.from({ length: 1 + OWNERS.length }, () => new Float64Array(2 * POINTS));
  const cuts: Cut[] = [];
  let total = 0;
  let step = -1;
  let lastMs = 0;
  const put = (column: number, value: number) => {
    const at = total % POINTS;
    columns[column][at] = columns[column][at + POINTS] = value;
  };
  return {
    cuts,
    lastMs: () => lastMs,
    /** Keeps the first point of each half second, and says whether this is one. */
    add(point: MemoryPoint): boolean {
      const now = Math.floor(point.atMs / STEP_MS);
      if (now <= step) return false;
      step = now;
      lastMs = point.atMs;
      put(0, lastMs);
      for (let i = 0; i < OWNERS.length; i++) put(i + 1, point[OWNERS[i].key]);
      total++;
      while (cuts.length > 0 && cuts[0].atMs < lastMs - SPAN_MS) cuts.shift();
      return true;
    },
    /** Without a point there is nothing to cut off. */
    cut(reason: string): void {
      if (total > 0) cuts.push({ atMs: lastMs, reason: reason.slice(0, MAX_REASON) });
      if (cuts.length > MAX_CUTS) cuts.shift();
    },
    /** All columns, oldest first. */
    read(): Float64Array[] {
      const from = total < POINTS ? 0 : total % POINTS;
      return columns.map((column) => column.subarray(from, from + Math.min(total, POINTS)));
    },
  };
}

/** The plot itself, for as long as it is shown. */
function createPanel(root: HTMLElement, history: History) {
  const { host, shadow } = createOverlay(STYLE, root);
  const panel = element("div", "panel", element("div", "title", "memory", element("span", "span", "by owner, 4 min")));
  const labels = OWNERS.map(createLabel);
  shadow.append(panel);
  root.append(host);

  let data = history.read();
  const plot = new uPlot(
    {
      width: WIDTH,
      height: HEIGHT,
      padding: [HEAD, EDGE + LABELS + LEADER, 0, EDGE],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [history.lastMs() - SHOWN_MS, history.lastMs()] },
        y: { range: (_plot, _min, max) => [0, ceiling(max)] },
      },
      axes: [
        {
          ...AXIS,
          size: 19,
          gap: 3,
          grid: { show: false },
          ticks: { stroke: GRID, width: 1, size: 3 },
          splits: () => [4, 3, 2, 1, 0].map((minutes) => history.lastMs() - minutes * 60_000),
          values: () => ["−4 min", "−3", "−2", "−1", "now"],
        },
        {
          ...AXIS,
          // Above its grid line a figure comes as a second line of text, that goes up instead of down.
          size: 0,
          gap: 0,
          align: 1,
          lineGap: -0.65,
          space: 34,
          grid: { stroke: GRID, width: 1 },
          ticks: { show: false },
          values: (_plot, splits) => splits.map((value) => (value > 0 ? `\n${roundBytes(value)}` : "")),
        },
      ],
      series: [{}, ...OWNERS.map(({ color }) => ({ stroke: color, width: 1.25, pxAlign: 0, points: { show: false } }))],
      hooks: { drawAxes: [(self) => drawCuts(self, history.cuts)], draw: [drawEnds] },
    },
    data,
    panel,
  );
  plot.over.append(...labels.map((label) => label.node));

  /** Labels stand where their lines end, moved apart where they would touch. */
  function drawEnds(self: uPlot): void {
    const [times, ...values] = data;
    const last = times.length - 1;
    if (last < 0) return;
    const since = history.cuts.at(-1)?.atMs ?? -Infinity;
    const ends = values.map((column) => self.valToPos(column[last], "y"));
    const places = spread(ends, self.valToPos(0, "y"));
    for (const [i, label] of labels.entries()) {
      label.set(values[i][last], trend(times, values[i], since), places[i]);
      drawLeader(self, OWNERS[i].color, ends[i], places[i]);
    }
  }

  return {
    draw() {
      data = history.read();
      plot.setData(data);
    },
    dispose() {
      plot.destroy();
      host.remove();
    },
  };
}

function createLabel({ key, color }: { key: string; color: string }) {
  const name = element("span", "name", key);
  const value = createText("span", "value");
  const growth = createText("span", "slope");
  const node = element("div", "owner", name, value.node, growth.node);
  name.style.color = color;
  node.hidden = true;
  return {
    node,
    set(held: number, perSecond: number | null, y: number) {
      node.hidden = false;
      value.set(bytes(held).join(" "));
      growth.set(slope(perSecond));
      growth.node.className = `slope tone-${slopeTone(perSecond)}`;
      node.style.transform = `translateY(${Math.round(y - PITCH / 2)}px)`;
    },
  };
}

/** Draws in CSS px from the corner of the plotting area, and leaves uPlot's own state of the context as it was. */
function inPlot({ ctx, bbox }: uPlot, draw: (ctx: CanvasRenderingContext2D, width: number, height: number) => void) {
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.translate(bbox.left, bbox.top);
  ctx.scale(ratio, ratio);
  draw(ctx, bbox.width / ratio, bbox.height / ratio);
  ctx.restore();
}

function drawCuts(plot: uPlot, cuts: readonly Cut[]): void {
  inPlot(plot, (ctx, _width, height) => {
    ctx.font = SMALL;
    ctx.textAlign = "right";
    let before = FIGURES;
    for (const { atMs, reason } of cuts) {
      const x = Math.round(plot.valToPos(atMs, "x"));
      ctx.fillStyle = HAIRLINE;
      ctx.fillRect(x, 4 - HEAD, 1 / uPlot.pxRatio, height + HEAD - 4);
      // Before its line, where there is always room for the newest; of a burst, the first is named.
      ctx.fillStyle = DIM;
      if (x - 4 - ctx.measureText(reason).width > before) ctx.fillText(reason, x - 4, -3);
      before = x;
    }
  });
}

/** From the end of a line to its label. */
function drawLeader(plot: uPlot, color: string, from: number, to: number): void {
  inPlot(plot, (ctx, width) => {
    ctx.translate(width, 0);
    ctx.fillStyle = ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.arc(0, from, 2, 0, 2 * Math.PI);
    ctx.fill();
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = 1 / uPlot.pxRatio;
    ctx.beginPath();
    ctx.moveTo(2, from);
    ctx.bezierCurveTo(9, from, 5, to, LEADER - 4, to);
    ctx.stroke();
  });
}

/** Moves positions apart to at least PITCH, in their order, down at first and then up from the floor. */
function spread(wanted: readonly number[], floor: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const places = [...wanted];
  for (let k = 1; k < order.length; k++) places[order[k]] = Math.max(places[order[k]], places[order[k - 1]] + PITCH);
  let below = floor + PITCH / 2;
  for (const i of order.reverse()) places[i] = below = Math.min(places[i], below - PITCH);
  return places;
}

/** `20 MB`, not `20.0 MB`: what stands at a grid line is as round as it looks. */
const roundBytes = (value: number): string => bytes(value).join(" ").replace(/\.0+ /, " ");

/** A top for the scale with room above the highest line, in steps coarse enough to stand still. */
function ceiling(max: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, max))) / 2;
  return Math.max(1e6, Math.ceil((max * 1.05) / step) * step);
}

/**
 * Bytes per second over the last minute, null while there is too little to say: Theil–Sen over the minima of three-second
 * stretches, because readings swing with the collector and only their floor is what is really held.
 */
function trend(times: Float64Array, values: Float64Array, since: number): number | null {
  const now = times[times.length - 1];
  const from = Math.max(since + WARM_UP_MS, now - TREND_MS);
  const floor = new Map<number, number>();
  let first = now;
  for (let i = times.length - 1; i >= 0 && times[i] > from; i--) {
    first = times[i];
    const stretch = Math.floor((now - first) / STRETCH_MS);
    const low = floor.get(stretch);
    if (low === undefined || values[i] < values[low]) floor.set(stretch, i);
  }
  if (now - first < MIN_SPAN_MS) return null;
  const lows = [...floor.values()];
  const slopes = lows.flatMap((a, k) =>
    lows.slice(k + 1).map((b) => ((values[a] - values[b]) / (times[a] - times[b])) * 1000),
  );
  return slopes.sort((a, b) => a - b)[slopes.length >> 1];
}
