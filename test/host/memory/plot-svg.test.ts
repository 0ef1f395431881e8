import assert from "node:assert/strict";
import { test } from "node:test";
import { type PlotOptions, plotSvg } from "../../../src/host/memory/plot-svg.ts";

const line = (name: string, seconds: number, value: (t: number) => number, slope: number | null = 0) => {
  const times = Array.from({ length: seconds * 4 + 1 }, (_, i) => i * 250);
  return { name, times, values: times.map((ms) => value(ms / 1000)), slope };
};

const plot = (options: Partial<PlotOptions>) =>
  plotSvg({ title: "Memory", series: [], cuts: [], nowMs: 60_000, ...options });

/** The words of the picture. */
const words = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text]) => text.replace(/<[^>]+>/g, ""));
/** Points of each drawn line. */
const lines = (svg: string) =>
  [...svg.matchAll(/<path d="M([^"]+)" fill="none" stroke="[^"]+" stroke-width/g)].map(([, path]) => path.split("L"));
const bands = (svg: string) => svg.match(/fill-opacity/g)?.length ?? 0;
const numbers = (path: readonly string[], at: 0 | 1) => path.map((point) => Number(point.split(" ")[at]));

test("a line is named at its end with what it holds and how it grows", () => {
  const said = words(
    plot({
      series: [
        line("air", 60, (t) => 20e6 + 61_200 * t, 61_200),
        line("page", 60, () => 8e6, 300),
        line("gpu", 60, () => 9e6, -2e6),
        line("host", 60, () => 30e6, null),
      ],
    }),
  );
  assert.ok(
    said.some((text) => /^air +23\.7 MB {2}\+61\.2 KB\/s$/.test(text)),
    said.join("\n"),
  );
  assert.ok(said.some((text) => /^page +8\.00 MB {2}steady$/.test(text)));
  assert.ok(said.some((text) => /^gpu +9\.00 MB {2}−2\.00 MB\/s$/.test(text)));
  assert.ok(said.some((text) => /^host +30\.0 MB *$/.test(text)));
});

test("the axis begins at zero, has few round steps, and holds every value", () => {
  for (const most of [10, 1e6, 3.4e6, 12e6, 99e6, 480e6, 2.4e9]) {
    const svg = plot({ series: [line("air", 60, (t) => (most * t) / 60)] });
    const steps = words(svg).filter((text) => /^(0|[\d.]+ [KMG]?B)$/.test(text));
    assert.equal(steps[0], "0");
    assert.ok(steps.length >= 4 && steps.length <= 8, `${most}: ${steps}`);
    const ys = numbers(lines(svg)[0], 1);
    assert.ok(Math.min(...ys) >= 56 && Math.max(...ys) <= 444, `${most}`);
  }
});

test("dense readings are lows under a band of garbage, sparse ones themselves", () => {
  const saw = (t: number) => 10e6 + 5e6 * ((t / 2.3) % 1);
  const sparse = plot({ series: [line("air", 60, saw)] });
  assert.deepEqual([lines(sparse)[0].length, bands(sparse)], [241, 0]);
  const dense = plot({ series: [line("air", 600, saw)], nowMs: 600_000 });
  assert.equal(bands(dense), 1);
  assert.ok(lines(dense)[0].length < 200);
  // The line keeps to what stays, to its very end: the saw-tooth is 97 px high (5 of 20 MB), its lows differ by a fifth.
  const ys = numbers(lines(dense)[0], 1).slice(1);
  assert.ok(Math.max(...ys) - Math.min(...ys) < 25, String(ys));
  assert.ok(words(dense).some((text) => text.includes("band")));
  assert.ok(!words(sparse).some((text) => text.includes("band")));
});

test("where nothing was read nothing is drawn", () => {
  const series = line("gpu", 60, () => 8e6);
  const open = series.times.map((ms) => ms < 20_000 || ms > 40_000);
  const gap = {
    ...series,
    times: series.times.filter((_, i) => open[i]),
    values: series.values.filter((_, i) => open[i]),
  };
  assert.deepEqual(
    lines(plot({ series: [gap] })).map(({ length }) => length),
    [80, 80],
  );
});

test("events are marked; neighbours speak in two rows, a crowd does not shout", () => {
  const series = [line("air", 60, () => 5e6)];
  const cuts = [
    { atMs: -1, reason: "long ago" },
    { atMs: 10_000, reason: "version 2" },
    { atMs: 11_000, reason: "forced collection" },
    { atMs: 12_000, reason: "resize" },
    { atMs: 30_000, reason: "drill: a worker that keeps every array it makes" },
    { atMs: 90_000, reason: "tomorrow" },
  ];
  const svg = plot({ series, cuts });
  assert.equal(svg.match(/stroke-dasharray/g)?.length, 4);
  const said = words(svg);
  for (const text of ["version 2", "forced collection", "drill: a worker that keeps …"])
    assert.ok(said.includes(text), text);
  for (const text of ["long ago", "resize", "tomorrow"]) assert.ok(!said.includes(text), text);
  const heights = ["version 2", "forced collection"].map(
    (text) => new RegExp(`y="([\\d.]+)"[^>]*>${text}`).exec(svg)?.[1],
  );
  assert.notEqual(heights[0], heights[1]);
});

test("labels of equal values do not touch", () => {
  for (const count of [2, 7, 16]) {
    const svg = plot({ series: Array.from({ length: count }, (_, i) => line(`s${i}`, 60, () => (i % 2) * 5e6)) });
    const ys = [...svg.matchAll(/y="([\d.]+)" fill="#\w+" xml:space/g)].map(([, y]) => Number(y)).sort((a, b) => a - b);
    assert.equal(ys.length, count);
    for (let i = 1; i < count; i++) assert.ok(ys[i] - ys[i - 1] >= 16.9, `${count}: ${ys}`);
    assert.ok(ys[0] > 0 && ys[count - 1] <= 450, `${count}: ${ys}`);
  }
});

/** What a parser would find fault with; "" where nothing. */
function flaw(svg: string): string {
  const open: string[] = [];
  let rest = svg;
  while (rest) {
    const [whole, text, closing, name, attributes, selfClosing] =
      /^([^<>&]|&(?:amp|lt|gt|quot|#\d+);)*(?:<(\/?)([a-z]+)((?: [a-z:-]+="[^"<>]*")*) ?(\/?)>|$)/i.exec(rest) ?? [];
    if (whole === undefined) return `not XML: ${rest.slice(0, 60)}`;
    if (name === undefined) return open.length > 0 ? `${open} stays open` : "";
    const names = [...attributes.matchAll(/ ([a-z:-]+)=/gi)].map(([, each]) => each);
    if (new Set(names).size < names.length) return `twice an attribute: ${whole}`;
    if (text && /\p{Cc}/u.test(text.replaceAll("\n", ""))) return "a control character";
    if (closing) {
      if (open.pop() !== name) return `${name} closes what is not open`;
    } else if (!selfClosing) open.push(name);
    rest = rest.slice(whole.length);
  }
  return open.length > 0 ? `${open} stays open` : "";
}

const many = Array.from({ length: 9 }, (_, i) => line(`s${i}`, 60, (t) => i * 1e6 + t, i * 1e3));
const odd = `a & b < c > "d" ' \u0000\u0007\u001b[31m \ud83d`;

test("every picture is well-formed", () => {
  const rows: [string, Partial<PlotOptions>][] = [
    ["nothing", {}],
    ["one reading", { series: [line("air", 0, () => 1e6)] }],
    ["two readings", { series: [line("air", 0.25, () => 1e6)], nowMs: 250 }],
    ["many", { series: many }],
    ["dense", { series: [line("air", 600, (t) => 1e6 * (t % 7))], nowMs: 600_000 }],
    ["events", { series: many, cuts: [{ atMs: 9000, reason: "version 2" }] }],
    ["odd words", { title: odd, series: [line(odd, 60, () => 1e6)], cuts: [{ atMs: 9000, reason: odd }] }],
    ["small", { series: many, width: 420, height: 160 }],
  ];
  for (const [what, options] of rows) {
    const svg = plot(options);
    assert.equal(flaw(svg), "", what);
    assert.doesNotMatch(svg, /NaN|Infinity|undefined|null/, what);
    assert.doesNotMatch(svg, /\p{Cs}/u, what);
  }
  assert.notEqual(flaw("<g><text></g>"), "");
  assert.notEqual(flaw("<g>&nbsp;</g>"), "");
  assert.notEqual(flaw('<g x="1" x="2"/>'), "");
});

test("as many inks as owners", () => {
  const inks = [...plot({ series: many }).matchAll(/fill="none" stroke="(#\w+)" stroke-width/g)].map(([, ink]) => ink);
  assert.equal(new Set(inks.slice(0, 7)).size, 7);
});

test("all text is escaped", () => {
  const nasty = `</text><script>"&`;
  const svg = plot({
    title: nasty,
    series: [line(nasty, 20, () => 1e6)],
    cuts: [{ atMs: 5000, reason: nasty }],
    nowMs: 20_000,
  });
  assert.ok(!svg.includes("<script>"));
  assert.equal(svg.match(/&lt;\/text&gt;&lt;script&gt;&quot;&amp;/g)?.length, 3);
});

test("nothing measured, or next to nothing, is a picture too", () => {
  for (const series of [[], [line("air", 0, () => 1e6)], [{ name: "gpu", times: [], values: [], slope: null }]]) {
    const svg = plot({ series });
    assert.ok(words(svg).includes("nothing measured yet"));
    assert.doesNotMatch(svg, /NaN|Infinity/);
  }
  assert.doesNotMatch(plot({ series: [line("air", 60, () => 0)] }), /NaN|Infinity/);
});
