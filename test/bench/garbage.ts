// Garbage per frame of the steady state, in the real program on a 20-op sketch that moves every frame.
//
// Heap sampling (garbage that was collected included) at a 64-byte interval in the page and 1 KB in the worker on air, after
// a warm-up of 1,500 frames that lets V8 compile what is hot; bytes ÷ frames of the same span. In the page, what lies under the frame
// callback is the render loop's; the HUD (four times a second) and the host's questions are told apart from it.
// Then, in a pass of its own because counting costs: typed arrays and buffers made per frame in both realms (wrapped
// constructors), GL objects created, and the bytes that go through bufferSubData and texSubImage2D per point.
// Control: a loop that makes one known object a frame must be seen with its size, or the figures mean nothing.

import { buildAssets } from "../../src/host/assets.ts";
import { COUNT_TYPED_ARRAYS, sampleAllocations } from "./support/allocations.ts";
import { bench } from "./support/bench.ts";
import { openShow } from "./support/show.ts";
import { pause } from "./support/statistics.ts";

const SKETCH = `// Twenty operations, every one of them new in every frame.
import { G, L, sketch } from "hairline";

export default sketch({
  canvas: [400, 400],
  draw({ t, cc }) {
    const ball = G.sphere({ level: 3, style: "latlon" }).scale(150).rotate(t * 20, 0, 0).displace({ amplitude: 10 + cc(6), frequency: 0.02, t }).translate(200, 200);
    const coil = G.lissajous({ frequency: [3, 2, 7], phase: [90, 40, 60 + t * 4], points: 900 }).scale(120).twist({ angle: t * 10, axis: "y" }).rotate(8, t * 5, -20).translate(120, 120);
    const rings = G.polygon({ sides: 90 }).scale(40 + Math.sin(t)).repeat({ count: 12, offset: [3, 0, 0], rotationStep: [0, 0, 5] }).wobble({ amplitude: 2 }).translate(280, 130);
    const floor = G.grid(12).scale(120).subdivide(2).displace({ amplitude: 6, frequency: 0.05, t }).translate(260, 290);
    return [L(ball, { color: "#111", width: 0.3 }), L(coil, { color: "#a33", width: 0.3 }), L(rings, { color: "#15a", width: 0.3 }), L(floor, { color: "#333", width: 0.3 })];
  },
});
`;

/** What the quarter-second's readings cost. By file and not by caller: compiled code hides whom it has inlined. */
const HUD = /^src\/window\/(hud|timing|main)\.ts/;
/** Where points are computed: there a number that V8 has to box is made once a point, not once a frame. */
const KERNELS = /^(src\/core\/(effects|shapes|math|noise)|node_modules\/simplex-noise)/;

const COUNT_UPLOADS = `(() => {
  const gl = document.querySelector("canvas").getContext("webgl2");
  const seen = { uploads: 0, bytes: 0, created: 0, points: 0 };
  for (const name of ["bufferSubData", "bufferData", "texSubImage2D", "texImage2D"]) {
    const native = gl[name];
    gl[name] = function (...args) {
      seen.uploads++;
      if (name === "bufferSubData") seen.bytes += args[4] === undefined ? args[2].byteLength : args[4] * args[2].BYTES_PER_ELEMENT;
      if (name === "texSubImage2D") seen.bytes += args[4] * args[5] * 16;
      return native.apply(this, args);
    };
  }
  for (const name of Object.keys(gl).filter((key) => key.startsWith("create"))) {
    const native = gl[name];
    gl[name] = function (...args) { seen.created++; return native.apply(this, args); };
  }
  globalThis.__uploads = seen;
})()`;

await bench("garbage", async (b) => {
  const { files: assets } = await buildAssets(process.cwd());
  const source = (path: string) => Buffer.from(assets.get(path)?.body ?? "", "base64").toString();
  // Sampling slows the worker down, and the watchdog is not what is measured here.
  const { show, tap } = await openShow(b, {
    "sketches/twenty.ts": SKETCH,
    "hairline.yaml": "watchdog: { frame_ms: 10000 }\n",
  });
  const air = async () => {
    const worker = (await show.workers()).find((each) => each.role === "air");
    const session = worker && tap.workers().get(worker.id);
    if (!worker || !session)
      throw new Error(
        `no session in the worker on air (${worker?.id}); there are ${[...tap.workers().keys()].join(", ")}`,
      );
    return { id: worker.id, session };
  };
  const pageStats = () =>
    tap.page.evaluate<{
      frames: number;
      presented: number;
      points: number;
      glObjectsCreated: number;
      uploadBytes: number;
      backend: string;
    }>("__hairline.stats()");
  const workerFrames = async (id: number) =>
    (await show.workers()).find((each) => each.id === id)?.frames ?? Number.NaN;
  // V8 compiles by how often something ran, not by the clock: a slow machine warms up longer.
  for (
    const warm = performance.now() + b.pick(60_000, 15_000);
    performance.now() < warm && (await pageStats()).presented < b.pick(1500, 400);
  )
    await pause(250);
  b.value("warm-up, frames", "", (await pageStats()).presented);
  const spanMs = b.pick(10_000, 4000);
  b.note(`sketch: ${(await show.status()).points} points; back end ${(await pageStats()).backend}`);

  // --- the page -------------------------------------------------------------------------------------------------------
  {
    const before = await pageStats();
    const seen = await sampleAllocations(tap.page, spanMs, 64, source("/window.js"));
    const after = await pageStats();
    const frames = after.frames - before.frames;
    b.check("the page drew frames while it was sampled", frames > 20, `${frames} frames`);
    const hud = seen.under("frame", HUD);
    b.value("page: render loop, bytes a frame", "B", (seen.under("frame") - hud) / frames, { target: "<= 100" });
    b.value("page: HUD, bytes a second", "B/s", hud / (spanMs / 1000));
    b.value(
      "page: all else (host's questions, browser), bytes a second",
      "B/s",
      (seen.total - seen.under("frame")) / (spanMs / 1000),
    );
    for (const { site, bytes } of seen.top(6, "frame"))
      b.note(`  page, under the frame callback: ${(bytes / frames).toFixed(1)} B a frame  ${site}`);
    for (const { site, bytes } of seen.top(4))
      b.note(`  page, anywhere: ${(bytes / frames).toFixed(1)} B a frame  ${site}`);
  }

  // --- the worker -----------------------------------------------------------------------------------------------------
  const worker = await air();
  {
    const before = await workerFrames(worker.id);
    const seen = await sampleAllocations(worker.session, spanMs, 1024, source("/worker.js"));
    const frames = (await workerFrames(worker.id)) - before;
    b.check("the worker drew frames while it was sampled", frames > 20, `${frames} frames`);
    const kernels = seen.under("compute", KERNELS);
    b.value("worker: kernels, bytes a frame", "B", kernels / frames);
    b.value(
      "worker: draw() and evaluation without kernels, bytes a frame",
      "B",
      (seen.under("compute") - kernels) / frames,
      { target: "<= 1024" },
    );
    b.value("worker: everything, bytes a frame", "B", seen.total / frames);
    for (const { site, bytes } of seen.top(10)) b.note(`  worker: ${(bytes / frames).toFixed(1)} B a frame  ${site}`);
  }

  // --- control --------------------------------------------------------------------------------------------------------
  {
    const make =
      "(async () => { for (let n = 0; n < 100; n++) { await new Promise((done) => setTimeout(done, 5)); globalThis.__kept = (function makesKnownGarbage() { return new Array(1000).fill(0.5); })(); } })()";
    const sampled = await sampleAllocations(tap.page, () => tap.page.evaluate(make), 64, "");
    const each = sampled.under("makesKnownGarbage") / 100;
    b.check(
      "control: an array of 1,000 doubles is seen with its size",
      each > 3800 && each < 8800,
      `${each.toFixed(0)} B`,
    );
  }

  // --- counts ---------------------------------------------------------------------------------------------------------
  await tap.page.evaluate(COUNT_UPLOADS);
  await tap.page.evaluate(COUNT_TYPED_ARRAYS);
  await worker.session.evaluate(COUNT_TYPED_ARRAYS);
  await pause(500); // whatever the first counted frame has to adapt to
  const read = async () => ({
    page: await pageStats(),
    worker: await workerFrames(worker.id),
    uploads: await tap.page.evaluate<{ bytes: number; created: number; uploads: number }>("({ ...__uploads })"),
    pageMade: await tap.page.evaluate<number>("__made()"),
    workerMade: await worker.session.evaluate<number>("__made()"),
  });
  const from = await read();
  await pause(b.pick(5000, 2500));
  const to = await read();
  const presented = to.page.presented - from.page.presented;
  const bytes = (to.uploads.bytes - from.uploads.bytes) / presented;
  b.check("frames were presented while counting", presented > 20, `${presented}`);
  b.check(
    "the program's own upload counter agrees with the wrapped calls",
    Math.abs(to.page.uploadBytes - bytes) < bytes * 0.02,
    `${to.page.uploadBytes} and ${bytes.toFixed(0)} B`,
  );
  b.value("page: typed arrays a frame", "", (to.pageMade - from.pageMade) / (to.page.frames - from.page.frames), {
    target: "<= 0.1",
  });
  b.value("worker: typed arrays a frame", "", (to.workerMade - from.workerMade) / (to.worker - from.worker), {
    target: "<= 0",
  });
  b.value("GL objects created a frame", "", (to.uploads.created - from.uploads.created) / presented, {
    target: "<= 0",
  });
  b.value("uploads a frame", "calls", (to.uploads.uploads - from.uploads.uploads) / presented);
  const pulled = to.page.backend === "pulled";
  b.value("bytes uploaded a point", "B", bytes / to.page.points, { target: pulled ? "<= 16.1" : "<= 12.1" });
});
