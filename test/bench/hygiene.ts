// Does the tool leak? An hour of looks at the memory of a playing show, and ten thousand results of the prompt: every
// minute everything is collected and read. Each realm's line through those readings must be flat to within 10 KB/s.

import { bench } from "./support/bench.ts";
import { openSession, POLYGON, tracedShow } from "./support/memory.ts";
import { leastSquares, pause } from "./support/statistics.ts";

await bench("hygiene", async (b) => {
  const minutes = b.pick(60, 2);
  const results = b.pick(10_000, 300);
  const { show } = await tracedShow(b, { "sketches/a.ts": POLYGON });
  const ask = openSession(b, show);
  const readings: {
    seconds: number;
    host: number;
    page: number;
    air: number;
    shared: number;
    gl: number;
    glObjects: number;
  }[] = [];
  const started = performance.now();
  const read = async () => {
    const { realms, books, counts } = await show.memory.snap("reading", { gc: true });
    const of = (name: string) =>
      realms.filter(({ realm }) => realm === name).reduce((sum, { heap, buffers }) => sum + heap + buffers, 0);
    readings.push({
      seconds: (performance.now() - started) / 1000,
      host: of("host"),
      page: of("page"),
      air: of("air"),
      shared: books.shared,
      gl: books.gl,
      glObjects: counts["gl objects"],
    });
  };

  let sent = 0;
  let looks = 0;
  const readEvery = b.pick(60_000, 10_000);
  let nextRead = 0;
  while (performance.now() - started < minutes * 60_000) {
    const elapsed = performance.now() - started;
    if (elapsed >= nextRead) {
      await read();
      nextRead += readEvery;
    }
    const due = Math.ceil((elapsed / (minutes * 60_000)) * results);
    for (; sent < due; sent++)
      await ask(`({ i: ${sent}, text: "${"x".repeat(50)}", list: Array.from({ length: 50 }, (_, i) => ({ i })) })`);
    for (const line of [".mem", ".top 5", ".gpu", ".slope", ".diff reading rows 3"]) {
      await ask(line);
      looks++;
    }
    await pause(b.pick(1000, 200));
  }
  await read();
  // The first readings see caches fill and code compile.
  const settled = readings.slice(Math.min(3, readings.length - 2));
  for (const key of ["host", "page", "air", "shared", "gl"] as const) {
    b.value(`${key}, KB a second`, "KB/s", leastSquares(settled.map((each) => [each.seconds, each[key]])) / 1000, {
      target: "<= 10",
    });
  }
  b.value("GL objects, last less first", "", settled[settled.length - 1].glObjects - settled[0].glObjects, {
    target: "<= 0",
  });
  b.value("results of the prompt", "", sent);
  b.value("looks", "", looks);
  b.check("the show played on", (await show.status()).state === "running");
  const mb = (bytes: number) => (bytes / 1e6).toFixed(2);
  for (const each of readings.filter((_, i) => i % b.pick(5, 2) === 0 || i === readings.length - 1)) {
    b.note(
      `  ${each.seconds.toFixed(0).padStart(5)} s: host ${mb(each.host)}, page ${mb(each.page)}, air ${mb(each.air)}, shared ${mb(each.shared)}, gl ${mb(each.gl)} MB`,
    );
  }
});
