// The leak zoo, long form: every kind at three rates. Does one command find it, how much of the growth does it put on the
// right place, and how soon? And twenty looks at a show that does not leak: nobody may be accused.

import type { Top } from "../../src/host/memory/memory-api.ts";
import { ALL_LEAKS, visit, type ZooRow } from "../support/leak-zoo.ts";
import { bench } from "./support/bench.ts";
import { openSession, POLYGON, tracedShow } from "./support/memory.ts";
import { median } from "./support/statistics.ts";

const SECONDS = 2;
/** Faster than this without a leak, and a look is an alarm. */
const ALARM = 100e3;
const RATES: Readonly<Record<string, number>> = { "500kB/s": 500e3, "2MB/s": 2e6, "8MB/s": 8e6 };

await bench("leaks", async (b) => {
  const rates = b.pick(Object.keys(RATES), ["2MB/s"]);
  const kinds = b.pick(Object.keys(ALL_LEAKS), ["objects", "cache", "gl-buffers", "blobs", "vertex-arrays"]);
  const { show } = await tracedShow(b, { "sketches/a.ts": POLYGON });
  const ask = openSession(b, show);
  const rows: ZooRow[] = [];
  b.note("  kind           rate     found  share  seconds  told        leading row");
  for (const rate of rates) {
    for (const kind of kinds) {
      // Workers come at 2.4 MB each: at the slow rate one in five seconds.
      const row = await visit(ask, kind, rate, kind === "workers" && rate === "500kB/s" ? 8 : SECONDS);
      rows.push(row);
      const told = ALL_LEAKS[kind].by === "bytes" ? `${(row.told / 1e6).toFixed(2)} MB/s` : `${row.told.toFixed(1)} /s`;
      b.note(
        `  ${kind.padEnd(14)} ${rate.padEnd(8)} ${row.found ? "yes  " : "NO   "}  ${`${(row.share * 100).toFixed(0)} %`.padStart(5)}  ${row.seconds.toFixed(1).padStart(7)}  ${told.padEnd(10)}  ${row.site}`,
      );
    }
  }
  const by = rows.filter(({ kind }) => ALL_LEAKS[kind].by === "bytes");
  b.value("found, of all", "", rows.filter(({ found }) => found).length / rows.length, { target: ">= 1" });
  b.value("share of traced growth on the right place, median", "", median(by.map(({ share }) => share)), {
    target: ">= 0.95",
  });
  for (const rate of rates) {
    const shares = by.filter((row) => row.rate === rate).map(({ share }) => share);
    b.value(`  smallest share at ${rate}`, "", Math.min(...shares), { target: ">= 0.95" });
  }
  b.samples(
    "question → answer",
    "s",
    rows.map(({ seconds }) => seconds),
    { target: "<= 10" },
  );
  b.value("  the slowest", "s", Math.max(...rows.map(({ seconds }) => seconds)), { target: "<= 10" });
  b.ratio(
    "bytes a second, told ÷ planted",
    by.map(({ told, rate }) => told / RATES[rate]),
  );
  b.check(
    "every kind is found at 2 MB/s",
    rows.filter(({ rate }) => rate === "2MB/s").every(({ found }) => found),
    rows
      .filter(({ found }) => !found)
      .map(({ kind, rate }) => `${kind} at ${rate}`)
      .join(", "),
  );

  let alarms = 0;
  const looks = b.pick(20, 3);
  for (let i = 0; i < looks; i++) {
    const { data } = await ask(`.diff ${SECONDS} rows 30`);
    const accused = (data as Top).rows.filter(({ realm, rate }) => realm !== "host" && (rate ?? 0) > ALARM);
    alarms += accused.length > 0 ? 1 : 0;
    for (const row of accused)
      b.note(
        `  alarm: ${row.realm} ${row.kind} ${row.site?.file ?? row.what}:${row.site?.line ?? ""} ${row.rate?.toFixed(0)} B/s`,
      );
  }
  b.value(`alarms in ${looks} clean looks`, "", alarms, { target: "<= 0" });
});
