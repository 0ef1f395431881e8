import assert from "node:assert/strict";
import { test } from "node:test";
import { createSeriesBook } from "../../../src/host/memory/series.ts";
import { estimateSlope } from "../../../src/host/memory/slope.ts";

/** A reading a second: `values[0]` at 0 s. */
function filled(values: readonly number[], capacity = 100) {
  const book = createSeriesBook({ capacity, maxSeries: 4 });
  for (const [i, page] of values.entries()) book.add(i * 1000, { page });
  return book;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test("an empty book knows nothing", () => {
  const book = createSeriesBook({ capacity: 4, maxSeries: 2 });
  assert.deepEqual(book.names(), []);
  assert.deepEqual([book.last("page"), book.first("page"), book.peak("page")], [null, null, null]);
  assert.deepEqual(book.window("page", 60, 0), { times: [], values: [], reason: "" });
  assert.equal(book.usage().entries, 0);
});

test("the ring keeps the newest readings; first and peak outlive it", () => {
  const book = filled([7, 90, 3, 4, 5, 6], 4);
  assert.deepEqual(book.history("page", 60, 5000), {
    times: [2000, 3000, 4000, 5000],
    values: [3, 4, 5, 6],
    reason: "",
  });
  assert.deepEqual([book.first("page"), book.last("page")], [7, 6]);
  assert.deepEqual(book.peak("page"), { value: 90, atMs: 1000 });
  book.resetPeaks();
  assert.equal(book.peak("page"), null);
  book.add(6000, { page: 1 });
  assert.deepEqual(book.peak("page"), { value: 1, atMs: 6000 });
});

test("only the seconds asked for are read", () => {
  assert.deepEqual(filled(upTo(20)).history("page", 3, 19_000).values, [16, 17, 18, 19]);
});

test("a series that is missing, or no number, has a gap", () => {
  const book = createSeriesBook({ capacity: 10, maxSeries: 4 });
  book.add(0, { page: 1 });
  book.add(1000, { page: 2, gpu: 20 });
  book.add(2000, { gpu: 21, page: Number.NaN });
  book.add(3000, { page: 4, gpu: Number.POSITIVE_INFINITY });
  assert.deepEqual(book.history("page", 60, 3000), { times: [0, 1000, 3000], values: [1, 2, 4], reason: "" });
  assert.deepEqual(book.history("gpu", 60, 3000), { times: [1000, 2000], values: [20, 21], reason: "" });
  assert.deepEqual([book.first("gpu"), book.last("gpu"), book.peak("gpu")?.value], [20, 21, 21]);
});

test("a series that came later, or went away, keeps to its own readings when the ring turns", () => {
  const book = createSeriesBook({ capacity: 4, maxSeries: 4 });
  for (let i = 0; i < 10; i++) book.add(i * 1000, { page: i, ...(i === 7 ? { air: 70 } : {}) });
  assert.deepEqual(book.history("air", 60, 9000), { times: [7000], values: [70], reason: "" });
  for (let i = 10; i < 14; i++) book.add(i * 1000, { page: i });
  // Overwritten by gaps, not by what stood there before.
  assert.deepEqual(book.history("air", 60, 13_000).values, []);
  assert.deepEqual([book.first("air"), book.last("air"), book.peak("air")?.atMs], [70, 70, 7000]);
  assert.deepEqual(book.history("page", 60, 13_000).values, [10, 11, 12, 13]);
  assert.deepEqual(book.history("nobody", 60, 13_000).values, []);
});

test("a window begins after the last cut and its warm-up; a history does not", () => {
  const book = filled(upTo(60));
  const rows: [cutAt: number | null, seconds: number, first: number, reason: string][] = [
    [null, 30, 29, ""],
    [10_000, 30, 29, ""],
    [25_000, 30, 30, "version 2"],
    [40_000, 30, 45, "version 2"],
    [40_000, 10, 49, ""],
  ];
  for (const [cutAt, seconds, first, reason] of rows) {
    if (cutAt !== null) book.cut(cutAt, "version 2");
    const window = book.window("page", seconds, 59_000);
    assert.deepEqual([window.values[0], window.reason], [first, reason], `cut at ${cutAt}, ${seconds} s`);
    assert.equal(window.values.at(-1), 59);
  }
  book.cut(58_000, "resize");
  assert.deepEqual(book.window("page", 30, 59_000), { times: [], values: [], reason: "resize" });
  assert.equal(book.history("page", 30, 59_000).values.length, 31);
});

test("a cut keeps the step of its event out of the slope", () => {
  const book = createSeriesBook({ capacity: 400, maxSeries: 1 });
  for (let ms = 0; ms <= 60_000; ms += 250) {
    if (ms === 30_000) book.cut(ms, "version 2");
    book.add(ms, { air: 20e6 + ms * 50 + (ms >= 30_000 ? 6e6 : 0) });
  }
  const slopeOf = ({ times, values }: { times: number[]; values: number[] }) =>
    estimateSlope(times, values)?.slope ?? 0;
  assert.ok(slopeOf(book.history("air", 60, 60_000)) > 100e3);
  assert.ok(Math.abs(slopeOf(book.window("air", 60, 60_000)) - 50e3) < 1);
});

test("series, readings and cuts are bounded", () => {
  const book = createSeriesBook({ capacity: 8, maxSeries: 2 });
  for (let i = 0; i < 1000; i++) {
    book.add(i, { page: i, [`rss ${i}`]: i });
    book.cut(i, `version ${i}`);
    const { entries, maxEntries, bytes, maxBytes } = book.usage();
    assert.ok(entries <= maxEntries && bytes <= maxBytes, `${i}: ${entries} entries, ${bytes} bytes`);
  }
  assert.deepEqual(book.names(), ["page", "rss 0"]);
  assert.equal(book.cuts().length, 200);
  assert.equal(book.cuts().at(-1)?.reason, "version 999");
  const { entries, maxEntries, bytes, maxBytes } = book.usage();
  assert.deepEqual([entries, maxEntries, bytes, maxBytes], [16, 16, 8 * 8 * 3, 8 * 8 * 3]);
});
