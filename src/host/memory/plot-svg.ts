// The last minutes of memory as a stand-alone SVG: a line per owner on one axis, named at its end with what it holds and
// how fast it grows, and a hairline where a known event changed things.

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
  let lastLabel = Number.NEGATIVE_INFINITY;
  for (const { atMs, reason } of cuts) {
    if (atMs < from) continue;
    const at = x(atMs);
    parts.push(
      `<path d="M${round(at)} ${MARGIN.top}V${bottom}" stroke="#000" stroke-opacity="0.28" stroke-dasharray="2 3"/>`,
    );
    // Two events side by side: one of them speaks.
    if (at - lastLabel < 70) continue;
    text(at + 4, MARGIN.top - 6, reason.slice(0, 24), `fill="#666" font-size="10"`);
    lastLabel = at;
  }
  const labels = drawn
    .map((each, i) => ({ ...each, ink: INKS[i % INKS.length], last: each.values[each.values.length - 1] }))
    .sort((a, b) => b.last - a.last);
  const places = spreadOut(
    labels.map(({ last }) => y(last)),
    bottom,
  );
  for (const [i, { name, times, values, slope, ink, last }] of labels.entries()) {
    const points = times.map((ms, n) => `${round(x(ms))} ${round(y(values[n]))}`).join("L");
    parts.push(`<path d="M${points}" fill="none" stroke="${ink}" stroke-width="1.5" stroke-linejoin="round"/>`);
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
  if (labels.length === 0) text(MARGIN.left + 12, MARGIN.top + 24, "nothing measured yet", `fill="#666"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" fill="#fbfaf7"/>
<g ${FONT} font-size="11.5"><text x="${MARGIN.left}" y="28" font-size="15" font-weight="600" fill="#1c1c1c">${escapeXml(title)}</text>
${parts.join("\n")}
</g></svg>
`;
}

/** Labels as near to their lines as they can be without touching; `wanted` goes downward. */
function spreadOut(wanted: readonly number[], bottom: number): number[] {
  const places = [...wanted];
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + LABEL_PITCH);
  for (let i = places.length - 1, floor = bottom; i >= 0; i--, floor -= LABEL_PITCH)
    places[i] = Math.min(places[i], floor);
  return places;
}

/** 1, 2 or 5 times a power of ten, at least `wanted`. */
function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((each) => each * power >= wanted) ?? 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(words: string): string {
  return words.replace(
    /[&<>"]/g,
    (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char] as string,
  );
}
