// The experiment on shows that exist in figures only: every cause alone, pairs in two places, pairs in one place, none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DIAGNOSED, diagnose } from "../../../src/host/memory/diagnose.ts";
import { SIGNATURES, UNDECIDED } from "../../../src/host/memory/signatures.ts";
import { createRandom } from "../../bench/support/statistics.ts";
import { type Leak, simulate } from "../../support/simulated-show.ts";

const CAUSE: Record<Leak["at"], string> = {
  job: "a frame drawn",
  "job points": "the points of a frame drawn",
  shown: "a frame shown",
  "shown points": "the points of a frame shown",
  upload: "an upload",
  "results cache": "the results cache",
  "sketch cache": "a cache of the sketch, keyed by its inputs",
  input: "an input",
  "worker timer": "a timer in each worker",
  time: "time",
  reload: "a reload",
};

const SINGLES: [series: string, at: Leak["at"]][] = [
  ["air heap", "job"],
  ["air heap", "sketch cache"],
  ["air heap", "worker timer"],
  ["air heap", "time"],
  ["air heap", "input"],
  ["air buffers", "job"],
  ["air buffers", "job points"],
  ["air buffers", "results cache"],
  ["air buffers", "sketch cache"],
  ["page heap", "shown"],
  ["page heap", "time"],
  ["page heap", "input"],
  ["page buffers", "shown points"],
  ["gl", "upload"],
  ["gl", "shown"],
  ["gl objects", "upload"],
  ["gl objects", "time"],
  ["shared", "time"],
  ["blobs", "time"],
  ["messages", "time"],
  ["host heap", "time"],
  ["page heap", "reload"],
  ["gl objects", "reload"],
];
const rateFor = (series: string, factor: number) => (DIAGNOSED[series].unit === "" ? 20 * factor : 700e3 * factor);

test("every cause alone: right in nineteen of twenty, and undecided rather than wrong", async () => {
  const tally = { right: 0, undecided: 0, wrong: [] as string[] };
  for (const [series, at] of SINGLES) {
    for (let seed = 1; seed <= 8; seed++) {
      const leak = { series, at, rate: at === "reload" ? rateFor(series, 0.5) : rateFor(series, 0.5 + (seed % 4)) };
      const show = simulate([leak], createRandom(seed * 31));
      const { verdict } = await diagnose(show);
      assert.ok(show.restored());
      if (verdict === CAUSE[at]) tally.right++;
      else if (verdict === UNDECIDED) tally.undecided++;
      else tally.wrong.push(`${series} by ${at}: ${verdict}`);
    }
  }
  const total = SINGLES.length * 8;
  assert.ok(tally.right >= total * 0.95, JSON.stringify(tally));
  assert.ok(tally.wrong.length <= total * 0.02, JSON.stringify(tally.wrong));
});

test("two leaks in two places are two verdicts", async () => {
  let right = 0;
  let wrong = 0;
  const pairs: [Leak, Leak][] = [];
  for (const [i, [seriesA, atA]] of SINGLES.entries()) {
    const [seriesB, atB] = SINGLES[(i + 7) % SINGLES.length];
    if (seriesA === seriesB || atA === "reload" || atB === "reload") continue;
    pairs.push([
      { series: seriesA, at: atA, rate: rateFor(seriesA, 2) },
      { series: seriesB, at: atB, rate: rateFor(seriesB, 1) },
    ]);
  }
  assert.ok(pairs.length > 10);
  for (const [i, pair] of pairs.entries()) {
    const { series } = await diagnose(simulate(pair, createRandom(i + 1)));
    for (const leak of pair) {
      const found = series.find((each) => each.series === leak.series);
      if (found?.verdict === CAUSE[leak.at]) right++;
      else if (found && found.verdict !== UNDECIDED) wrong++;
    }
  }
  assert.ok(right >= pairs.length * 2 * 0.9, `${right} of ${pairs.length * 2}`);
  assert.ok(wrong <= pairs.length * 2 * 0.05, `${wrong} wrong`);
});

test("two causes of one series, as strong as each other: nobody is accused", async () => {
  const pairs: [Leak["at"], Leak["at"]][] = [
    ["job", "time"],
    ["sketch cache", "time"],
    ["job", "input"],
    ["input", "worker timer"],
  ];
  for (const [a, b] of pairs) {
    const leaks = [a, b].map((at): Leak => ({ series: "air heap", at, rate: 1e6 }));
    const { verdict } = await diagnose(simulate(leaks, createRandom(5)));
    assert.equal(verdict, UNDECIDED, `${a} and ${b}`);
  }
});

test("nothing grows: nobody is accused, twenty times", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { verdict, series } = await diagnose(simulate([], createRandom(seed)));
    assert.equal(verdict, "nothing grows", `${seed}: ${JSON.stringify(series)}`);
  }
});

test("everything is restored when a reading fails in the middle", async () => {
  const show = simulate([{ series: "air heap", at: "job", rate: 1e6 }], createRandom(1));
  let reads = 0;
  const read = show.read;
  await assert.rejects(
    diagnose({
      ...show,
      async read() {
        if (++reads === 6) throw new Error("the window is gone");
        return read();
      },
    }),
    /the window is gone/,
  );
  assert.ok(show.restored());
});

test("a condition that cannot be had is left out and said", async () => {
  const show = simulate([{ series: "air heap", at: "job", rate: 1e6 }], createRandom(1));
  const { verdict, notes, ratios } = await diagnose({
    ...show,
    apply: async (name) => (name === "workers" ? null : show.apply(name)),
  });
  assert.equal(verdict, "a frame drawn");
  assert.equal(ratios.workers, null);
  assert.match(notes.join(), /workers could not be changed/);
});

test("no two signatures of one place are alike", () => {
  for (const a of SIGNATURES) {
    for (const b of SIGNATURES) {
      if (a === b || !a.places.some((place) => b.places.includes(place))) continue;
      assert.notDeepEqual(a.ratios, b.ratios, `${a.cause} and ${b.cause}`);
    }
  }
});
