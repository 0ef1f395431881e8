// The scene of the original's report, with fixed inputs, for ten minutes: does anything grow? Then the mistakes the
// original made, planted one by one: is each found, and by what?

import { readFileSync } from "node:fs";
import type { Top } from "../../src/host/memory/memory-api.ts";
import { bench } from "./support/bench.ts";
import { openSession, tracedShow } from "./support/memory.ts";
import { leastSquares, pause } from "./support/statistics.ts";

/** How long each mistake is watched. */
const PLANTED_SECONDS = 20;
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
  const minutes = b.pick(10, 1 / 3);
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
    b.value(`${key}, KB a second over ${b.pick("10 min", "20 s")}`, "KB/s", Math.abs(slope) / 1000, {
      target: "<= 10",
    });
  }
  b.value("GL objects, last less first", "", settled[settled.length - 1].glObjects - settled[0].glObjects, {
    target: "<= 0",
  });
  // What was stopped is flat, and proves nothing.
  const { state } = await show.status();
  b.check("the scene played on while it was measured", state === "running", state);
  await show.setFrozen(false);

  b.note("  mistake of the original                 found by   seconds  where");
  const tell = (mistake: string, found: boolean, by: string, seconds: number, where: string) => {
    b.note(
      `  ${mistake.padEnd(38)}  ${(found ? by : "NOT FOUND").padEnd(9)}  ${seconds.toFixed(1).padStart(7)}  ${where}`,
    );
    b.check(`${mistake}: found by ${by}`, found, where);
  };
  const look = async () => {
    const at = performance.now();
    const { rows } = (await ask(".diff 3 rows 10 not host")).data as Top;
    const lead = rows.at(0);
    return {
      kind: lead?.kind ?? "",
      realm: lead?.realm ?? "",
      seconds: (performance.now() - at) / 1000,
      where: !lead ? "nothing" : lead.site ? `${lead.site.file}:${lead.site.line} ${lead.site.name}` : lead.what,
    };
  };
  /** Until the curve says so by itself. Its window begins where the last forced collection cut it. */
  const watchSlope = async (mistake: string, names: readonly string[]) => {
    const at = performance.now();
    for (;;) {
      const rows = (await show.memory.slopes(PLANTED_SECONDS)).filter(({ name }) => names.includes(name));
      const growing = rows.find(({ verdict }) => verdict === "grows");
      const seconds = (performance.now() - at) / 1000;
      if (!growing && seconds < PLANTED_SECONDS) {
        await pause(500);
        continue;
      }
      const where = rows
        .map(
          ({ name, verdict, slope, seconds: behind }) =>
            `${name} ${verdict}, ${((slope ?? 0) / 1e6).toFixed(2)} MB/s in ${behind.toFixed(0)} s`,
        )
        .join("; ");
      tell(mistake, growing !== undefined, ".slope", seconds, where);
      return;
    }
  };

  for (const [mistake, kind] of [
    ["new arrays in every frame, kept", "arrays"],
    ["a cache without a bound", "cache"],
  ] as const) {
    await ask(`.leak ${kind} 1MB/s`);
    await pause(1000);
    const seen = await look();
    const right = seen.kind === "buffer" && seen.realm === "air" && seen.where.includes("worker/drill.ts");
    tell(mistake, right, ".diff", seen.seconds, seen.where);
    if (!b.quick) await watchSlope(mistake, ["air buffers", "buffers", "memory"]);
    await ask(".leak off");
  }

  const arrays = async () => (await show.memory.gpu()).counts["vertex-array"] ?? 0;
  const before = await arrays();
  await ask(".leak vertex-arrays 1MB/s");
  const at = performance.now();
  await pause(2000);
  const after = await show.memory.gpu();
  const took = (performance.now() - at) / 1000;
  const more = (after.counts["vertex-array"] ?? 0) - before;
  const youngest = after.objects.reduce((a, each) => (each.id > a.id ? each : a));
  b.value("a vertex array per upload: more of them after 2 s", "", more, { target: ">= 20" });
  tell(
    "a vertex array per upload",
    more >= 20,
    ".gpu",
    took,
    `${youngest.site?.file}:${youngest.site?.line}, +${more}, ${youngest.bytes} bytes each`,
  );
  const counted = await look();
  tell(
    "a vertex array per upload",
    counted.kind === "gl" && counted.where.includes("window/drill.ts"),
    ".diff",
    counted.seconds,
    counted.where,
  );
  await ask(".leak off");

  // Display frames drive it, and a busy machine has few of them: what it holds is counted, and the books are held to that.
  const queue = async () => {
    const { realms } = await show.memory.snap("queue", { gc: true });
    const bytes = await tap.page.evaluate<number>(
      "(globalThis.__queue?.frames ?? []).reduce((sum, frame) => sum + frame.byteLength, 0)",
    );
    return { bytes, book: realms.find(({ realm }) => realm === "page")?.buffers ?? 0 };
  };
  const empty = await queue();
  await tap.page.evaluate(QUEUE);
  await pause(1000);
  const seen = await look();
  const full = await queue();
  // Code that came by a tap has no probes: no row can name its arrays. One that leads all the same is somebody else's, such
  // as the copies that `shownFrame` makes on the way. So the page's book is what must tell of it.
  const booked = (full.book - empty.book) / full.bytes;
  tell(
    "a queue without a bound, in the window",
    booked > 0.5 && booked < 1.5,
    "book",
    seen.seconds,
    `it holds ${(full.bytes / 1e6).toFixed(2)} MB, the page's book of buffers says ${((full.book - empty.book) / 1e6).toFixed(2)}; leading row of .diff: ${seen.realm} ${seen.kind} ${seen.where}`,
  );
  if (!b.quick)
    await watchSlope("a queue without a bound, in the window", ["page buffers", "page", "buffers", "memory"]);
  await tap.page.evaluate("globalThis.__queue.stop = true; delete globalThis.__queue");
});
