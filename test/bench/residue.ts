// What stays of a thousand reloads? The sketch holds a top-level array of 4 MB on the JavaScript heap, so a version that is
// kept anywhere shows at once.
//
// Reloads are saves through the real program, each waited for until it is on screen. Twenty for warming up, then a reading,
// the reloads with a reading every tenth of the way, and a last reading once the newest version is proven (what is kept
// for falling back has been let go by then). A reading: forced collection in every realm through the protocol, then
// heap and array buffers of the page, of the worker on air and of this process (the host), workers, targets, DOM
// nodes and listeners, GL objects, resident memory of the browser's process tree. Bytes a reload are the slope of a line
// through the readings, not a difference of two.

import { writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { bench } from "./support/bench.ts";
import { processTree } from "./support/processes.ts";
import { openShow } from "./support/show.ts";
import { leastSquares, pause } from "./support/statistics.ts";
import type { Session } from "./support/tap.ts";

const sketchOf = (revision: number) => `import { G, L, sketch } from "hairline";

// Revision ${revision}. The array is 4 MB of doubles and belongs to this version alone.
const held = Array.from({ length: 524288 }, (_, i) => i + 0.5 + ${revision});

export default sketch({
  canvas: [400, 400],
  draw: ({ t }) => L(G.polygon({ sides: 12 }).scale(200 + (held[${revision}] % 7)).rotate(0, 0, t * 5).translate(200, 200), { width: 0.4 }),
});
`;

interface Reading {
  reloads: number;
  page: number;
  pageBuffers: number;
  worker: number;
  workerBuffers: number;
  host: number;
  workers: number;
  targets: number;
  nodes: number;
  listeners: number;
  glObjects: number;
  rss: number;
}

setFlagsFromString("--expose-gc");
const collectHere = runInNewContext("gc") as () => void;

await bench("residue", async (b) => {
  const { show, tap, file } = await openShow(b, { "sketches/held.ts": sketchOf(0) });
  const reloads = b.pick(1000, 100);
  const presented = new Map<number, () => void>();
  let newest = 0;
  b.defer(
    tap.onMessage((message) => {
      if (message.kind !== "presented") return;
      newest = message.generation;
      for (const [generation, resolve] of presented) if (generation <= newest) resolve();
    }),
  );
  let revision = 0;
  let missed = 0;
  const times: number[] = [];

  async function reload(): Promise<void> {
    const next = (show.versions().find((version) => version.onAir)?.generation ?? 0) + 1;
    const seen = new Promise<void>((resolve) => presented.set(next, resolve));
    const from = performance.now();
    writeFileSync(file, sketchOf(++revision));
    const ok = await Promise.race([seen.then(() => true), pause(5000).then(() => false)]);
    presented.delete(next);
    if (!ok) missed++;
    else times.push(performance.now() - from);
    await pause(20 + b.random() * 30);
  }

  const heap = async (session: Session) => {
    await session.send("HeapProfiler.collectGarbage");
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage");
    return [usedSize as number, backingStorageSize as number];
  };

  async function read(count: number): Promise<Reading> {
    await pause(400); // retired workers end 30 ms after a swap
    const workers = await show.workers();
    const air = workers.find((worker) => worker.role === "air");
    const session = air && tap.workers().get(air.id);
    if (!session) throw new Error("no worker on air");
    const [page, pageBuffers] = await heap(tap.page);
    const [worker, workerBuffers] = await heap(session);
    collectHere();
    collectHere();
    const { nodes, jsEventListeners } = await tap.page.send("Memory.getDOMCounters");
    const { targetInfos } = await tap.browser.send("Target.getTargets", { filter: [{}] });
    return {
      reloads: count,
      page,
      pageBuffers,
      worker,
      workerBuffers,
      host: process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers,
      workers: workers.length,
      targets: targetInfos.filter((info: { type: string }) => info.type === "worker" || info.type === "page").length,
      nodes,
      listeners: jsEventListeners,
      glObjects: await tap.page.evaluate<number>("__hairline.stats().glObjectsLive"),
      rss: processTree(tap.browserPid)?.rss ?? Number.NaN,
    };
  }

  const proven = async () => {
    for (const deadline = performance.now() + 20_000; performance.now() < deadline; await pause(200)) {
      if (show.versions().find((version) => version.onAir)?.proven) return;
    }
  };

  for (let i = 0; i < 20; i++) await reload();
  await proven();
  const readings = [await read(0)];
  times.length = 0;
  for (let i = 1; i <= reloads; i++) {
    await reload();
    if (i % (reloads / 10) === 0) {
      await proven();
      readings.push(await read(i));
    }
  }
  const first = readings[0];
  const last = readings[readings.length - 1];
  const slopeOf = (key: keyof Reading) => leastSquares(readings.map((reading) => [reading.reloads, reading[key]]));

  b.check("every reload was seen on screen", missed === 0, `${missed} of ${reloads + 20} were not`);
  b.samples("save → window's word of it, back to back", "ms", times);
  b.value("page heap, bytes a reload", "B", slopeOf("page"), { target: "< 1024" });
  b.value("page buffers, bytes a reload", "B", slopeOf("pageBuffers"), { target: "< 1024" });
  b.value("worker heap, bytes a reload", "B", slopeOf("worker"), { target: "< 1024" });
  b.value("worker buffers, bytes a reload", "B", slopeOf("workerBuffers"), { target: "< 1024" });
  b.value("host heap, bytes a reload", "B", slopeOf("host"));
  b.value("browser, resident bytes a reload", "B", slopeOf("rss"));
  for (const key of ["page", "worker", "host"] as const)
    b.value(`${key} heap, last less first`, "MB", (last[key] - first[key]) / 1e6, { target: "<= 2" });
  b.value("browser, resident, last less first", "MB", (last.rss - first.rss) / 1e6);
  for (const key of ["workers", "targets", "nodes", "listeners", "glObjects"] as const) {
    b.value(`${key}, last less first`, "", last[key] - first[key], { target: "<= 0" });
  }
  b.check(
    "the big arrays are gone: the worker on air holds one version",
    last.worker < 4_194_304 * 2 + 8e6,
    `${(last.worker / 1e6).toFixed(1)} MB`,
  );
  for (const reading of readings) {
    b.note(
      `  after ${String(reading.reloads).padStart(4)}: page ${mb(reading.page)} + ${mb(reading.pageBuffers)}, worker ${mb(reading.worker)} + ${mb(reading.workerBuffers)}, host ${mb(reading.host)}, browser ${mb(reading.rss)}, ${reading.workers} workers, ${reading.targets} targets, ${reading.nodes} nodes, ${reading.listeners} listeners, ${reading.glObjects} GL objects`,
    );
  }
});

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
