// The last minutes of memory as a stand-alone SVG: a line per owner on one axis, named at its end with what it holds and
// how fast it grows, and a hairline where a known event changed things. Where readings are denser than pixels, the line
// follows what stays and a pale band shows what comes and goes: a thousand collections drawn out are a black wall.

import { formatBytes } from "../repl/table.ts";

export interface PlotSeries {
  name: string;
  /** ms, ascending. */
  times: readonly number[];
  values: readonly number[];
  /** Bytes a second, null while unknown. */
  slope: number | null;
}

export interface PlotOptions {
  title: string;
  series: readonly PlotSeries[];
  cuts: readonly { atMs: number; reason: string }[];
  nowMs: number;
  width?: number;
  height?: number;
}

const INKS = ["#2f5d9b", "#1c1c1c", "#8a6d3b", "#777777", "#1f8a7d", "#7b8f1a", "#b23c78"];
const MARGIN = { top: 56, right: 284, bottom: 36, left: 74 };
const LABEL_PITCH = 17;
/** Event names: two rows, so that neighbours can both speak; letters at 10 px are this wide. */
const REASON_ROWS = 2;
const REASON_LETTERS = 28;
const LETTER = 6.1;
/** Of an envelope, px. */
const BUCKET = 4;
/** Nothing was read for so long: nothing is drawn. */
const GAP_MS = 3000;
const FONT = `font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace"`;

export function plotSvg({ title, series, cuts, nowMs, width = 960, height = 480 }: PlotOptions): string {
  const drawn = series.filter(({ times }) => times.length > 1);
  const from = Math.min(nowMs - 10_000, ...drawn.map(({ times }) => times[0]));
  const most = Math.max(1e6, ...drawn.map(({ values }) => Math.max(...values)));
  const step = niceStep(most / 5);
  const ceiling = Math.ceil((most * 1.02) / step) * step;
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = (ms: number) => MARGIN.left + ((ms - from) / (nowMs - from)) * (right - MARGIN.left);
  const y = (value: number) => bottom - (value / ceiling) * (bottom - MARGIN.top);
  const parts: string[] = [];
  const text = (atX: number, atY: number, words: string, more = "") =>
    parts.push(`<text x="${round(atX)}" y="${round(atY)}" ${more}>${escapeXml(words)}</text>`);

  for (let value = 0; value <= ceiling + step / 2; value += step) {
    parts.push(
      `<path d="M${MARGIN.left} ${round(y(value))}H${right}" stroke="#000" stroke-opacity="${value === 0 ? 0.5 : 0.1}"/>`,
    );
    text(MARGIN.left - 8, y(value) + 4, value === 0 ? "0" : formatBytes(value), `text-anchor="end" fill="#666"`);
  }
  const seconds = (nowMs - from) / 1000;
  const every = [5, 10, 15, 30, 60, 120, 300].find((each) => seconds / each <= 8) ?? 600;
  for (let ago = 0; ago <= seconds; ago += every) {
    text(
      x(nowMs - ago * 1000),
      bottom + 18,
      ago === 0 ? "now" : ago % 60 === 0 ? `−${ago / 60} min` : `−${ago} s`,
      `text-anchor="middle" fill="#666"`,
    );
  }
  const rowEnds = new Array<number>(REASON_ROWS).fill(Number.NEGATIVE_INFINITY);
  for (const { atMs, reason } of cuts) {
    if (atMs < from || atMs > nowMs) continue;
    const at = x(atMs);
    parts.push(
      `<path d="M${round(at)} ${MARGIN.top}V${bottom}" stroke="#000" stroke-opacity="0.28" stroke-dasharray="2 3"/>`,
    );
    const row = rowEnds.findIndex((end) => end < at);
    if (row < 0) continue;
    const words = reason.length > REASON_LETTERS ? `${reason.slice(0, REASON_LETTERS - 1)}…` : reason;
    text(at + 4, MARGIN.top - 6 - row * 12, words, `fill="#666" font-size="10"`);
    rowEnds[row] = at + (words.length + 2) * LETTER;
  }
  const labels = drawn
    .map((each, i) => ({ ...each, ink: INKS[i % INKS.length], last: each.values[each.values.length - 1] }))
    .sort((a, b) => b.last - a.last);
  const places = spreadOut(
    labels.map(({ last }) => y(last)),
    bottom,
  );
  let banded = false;
  for (const [i, { name, times, values, slope, ink, last }] of labels.entries()) {
    for (const run of runsOf(times)) {
      const { line, band } = strokeOf(run.map((n) => [x(times[n]), y(values[n])]));
      if (band.length > 0) parts.push(`<path d="M${pathOf(band)}Z" fill="${ink}" fill-opacity="0.12"/>`);
      banded ||= band.length > 0;
      parts.push(`<path d="M${pathOf(line)}" fill="none" stroke="${ink}" stroke-width="1.5" stroke-linejoin="round"/>`);
    }
    const at = places[i];
    parts.push(
      `<path d="M${round(x(times[times.length - 1]) + 2)} ${round(y(last))}L${right + 12} ${round(at)}" stroke="${ink}" stroke-opacity="0.5" fill="none"/>`,
    );
    const growth =
      slope === null
        ? ""
        : Math.abs(slope) < 1000
          ? "steady"
          : `${slope < 0 ? "−" : "+"}${formatBytes(Math.abs(slope))}/s`;
    parts.push(
      `<text x="${right + 16}" y="${round(at + 4)}" fill="${ink}" xml:space="preserve">${escapeXml(`${name.padEnd(13)} ${formatBytes(last).padStart(8)}`)}  <tspan fill="#666" font-size="10">${escapeXml(growth)}</tspan></text>`,
    );
  }
  if (banded)
    text(width - 20, bottom + 18, "line: what stays · band: garbage", `text-anchor="end" fill="#666" font-size="10"`);
  if (labels.length === 0) text(MARGIN.left + 12, MARGIN.top + 24, "nothing measured yet", `fill="#666"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" fill="#fbfaf7"/>
<g ${FONT} font-size="11.5"><text x="${MARGIN.left}" y="24" font-size="15" font-weight="600" fill="#1c1c1c">${escapeXml(title)}</text>
${parts.join("\n")}
</g></svg>
`;
}

type Point = readonly [x: number, y: number];

/** Indices of readings that follow each other without a gap. */
function runsOf(times: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (let i = 0; i < times.length; i++) {
    if (i === 0 || times[i] - times[i - 1] > GAP_MS) runs.push([]);
    runs[runs.length - 1].push(i);
  }
  return runs;
}

/** The readings themselves, or their lows with a band up to their highs. On paper lower is a larger y. */
function strokeOf(points: readonly Point[]): { line: readonly Point[]; band: readonly Point[] } {
  const end = points[points.length - 1][0];
  if (points.length <= end - points[0][0]) return { line: points, band: [] };
  const lows: Point[] = [];
  const highs: Point[] = [];
  let bucket = -1;
  for (const [x, y] of points) {
    // Counted from the end: a last bucket that has only begun would end the line on a stray reading.
    const own = Math.floor((end - x) / BUCKET);
    const last = lows.length - 1;
    if (own === bucket) {
      lows[last] = [x, Math.max(y, lows[last][1])];
      highs[last] = [x, Math.min(y, highs[last][1])];
    } else {
      bucket = own;
      lows.push([x, y]);
      highs.push([x, y]);
    }
  }
  return { line: lows, band: [...highs, ...lows.toReversed()] };
}

function pathOf(points: readonly Point[]): string {
  return points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L");
}

/** Labels as near to their lines as they can be without touching; `wanted` goes downward. */
function spreadOut(wanted: readonly number[], bottom: number): number[] {
  const places = [...wanted];
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + LABEL_PITCH);
  for (let i = places.length - 1, floor = bottom; i >= 0; i--, floor -= LABEL_PITCH)
    places[i] = Math.min(places[i], floor);
  return places;
}

/** 1, 2, 2.5 or 5 times a power of ten, at least `wanted`. */
function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 2.5, 5].find((each) => each * power >= wanted) ?? 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Control characters and halves of a pair are no XML, however they are written. */
function escapeXml(words: string): string {
  return words.replace(
    /[&<>"\p{Cc}\p{Cs}]/gu,
    (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char] ?? " ",
  );
}
