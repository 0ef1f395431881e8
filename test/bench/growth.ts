// The scene of the original's report, with fixed inputs, for ten minutes: does anything grow? Then the mistakes the
// original made, planted one by one: is each found, and by what?

import { readFileSync } from "node:fs";
import type { Top } from "../../src/host/memory/memory-api.ts";
import { bench } from "./support/bench.ts";
import { openSession, tracedShow } from "./support/memory.ts";
import { leastSquares, pause } from "./support/statistics.ts";

const SEED = readFileSync(new URL("../../sketches/seed.ts", import.meta.url), "utf8");
/** A receiver that keeps what it received: the original's queue without a bound, in the window. */
const QUEUE = `(() => {
  const queue = (globalThis.__queue = { frames: [], stop: false });
  function enqueueFrame() {
    const text = __hairline.shownFrame();
    queue.frames.push(Uint8Array.from(text.slice(0, 40000), (c) => c.charCodeAt(0)));
    if (!queue.stop) requestAnimationFrame(enqueueFrame);
  }
  enqueueFrame();
})()`;

await bench("growth", async (b) => {
  const { show, tap } = await tracedShow(b, { "sketches/seed.ts": SEED });
  const ask = openSession(b, show);
  await show.setFrozen(true);
  const minutes = b.pick(10, 0.5);
  const started = performance.now();
  const readings: {
    seconds: number;
    page: number;
    air: number;
    buffers: number;
    shared: number;
    gl: number;
    glObjects: number;
  }[] = [];
  while (performance.now() - started < minutes * 60_000) {
    const { realms, books, counts } = await show.memory.snap("reading", { gc: true });
    const heap = (name: string) =>
      realms.filter(({ realm }) => realm === name).reduce((sum, each) => sum + each.heap + each.embedder, 0);
    const buffers = realms.filter(({ realm }) => realm !== "host").reduce((sum, each) => sum + each.buffers, 0);
    readings.push({
      seconds: (performance.now() - started) / 1000,
      page: heap("page"),
      air: heap("air"),
      buffers,
      shared: books.shared,
      gl: books.gl,
      glObjects: counts["gl objects"],
    });
    await pause(b.pick(15_000, 4000));
  }
  const settled = readings.slice(b.pick(4, 1));
  for (const key of ["page", "air", "buffers", "shared", "gl"] as const) {
    const slope = leastSquares(settled.map((each) => [each.seconds, each[key]]));
    b.value(`${key}, KB a second over ${minutes} min`, "KB/s", Math.abs(slope) / 1000, { target: "<= 10" });
  }
  b.value("GL objects, last less first", "", settled[settled.length - 1].glObjects - settled[0].glObjects, {
    target: "<= 0",
  });
  await show.setFrozen(false);

  b.note("  mistake of the original                found by        seconds  where");
  const tell = (mistake: string, found: boolean, by: string, seconds: number, where: string) => {
    b.note(
      `  ${mistake.padEnd(38)} ${(found ? by : "NOT FOUND").padEnd(14)} ${seconds.toFixed(1).padStart(8)}  ${where}`,
    );
    b.check(`${mistake}: found`, found, where);
  };
  const look = async () => {
    const at = performance.now();
    const { rows } = (await ask(".diff 3 rows 10 not host")).data as Top;
    const [lead] = rows;
    return {
      lead,
      seconds: (performance.now() - at) / 1000,
      where: lead.site ? `${lead.site.file}:${lead.site.line} ${lead.site.name}` : lead.what,
    };
  };

  for (const [mistake, kind, row] of [
    ["new arrays in every frame, kept", "arrays", "buffer"],
    ["a cache without a bound", "cache", "buffer"],
  ] as const) {
    await ask(`.leak ${kind} 1MB/s`);
    await pause(1000);
    const { lead, seconds, where } = await look();
    tell(
      mistake,
      lead.kind === row && lead.realm === "air" && where.includes("worker/drill.ts"),
      ".diff",
      seconds,
      where,
    );
    await ask(".leak off");
  }

  const before = await show.memory.gpu();
  await ask(".leak vertex-arrays 1MB/s");
  const at = performance.now();
  let after = before;
  while (after.counts["vertex-array"] < before.counts["vertex-array"] + 20 && performance.now() - at < 10_000) {
    await pause(250);
    after = await show.memory.gpu();
  }
  const took = (performance.now() - at) / 1000;
  const youngest = after.objects.reduce((a, each) => (each.id > a.id ? each : a));
  b.value("a vertex array per upload: seconds until the count says so", "s", took, { target: "<= 2" });
  tell(
    "a vertex array per upload",
    took < 10,
    ".gpu",
    took,
    `${youngest.site?.file}:${youngest.site?.line}, +${after.counts["vertex-array"] - before.counts["vertex-array"]} and not one byte`,
  );
  await ask(".leak off");

  await tap.page.evaluate(QUEUE);
  await pause(1000);
  const queue = await look();
  tell(
    "a queue without a bound, in the window",
    queue.lead.realm === "page" || queue.lead.what.includes("untraced"),
    ".diff",
    queue.seconds,
    queue.where,
  );
  await tap.page.evaluate("globalThis.__queue.stop = true; delete globalThis.__queue");
});
