// The noise of `displace` at 200,000 points: the WebAssembly SIMD module, its plain twin, simplex-noise called three times
// a point, and Perlin's older noise three times a point in Numba, which is what the original does.
//
// The Numba code is a stand-in of our own (`peers/noise.py`): one thread, fast-math, floats in and out, as the original
// has it. It runs where /usr/bin/python3 has Numba (Debian: python3-numba) and is left out elsewhere.
// Processor time; contenders alternate by round, of each round the best pass counts, ratios are taken within a round.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createNoise3D } from "simplex-noise";
import { createDisplaceJob, displacePlain, displacePoints } from "../../src/core/math/displace-kernel.ts";
import { createKernelMemory } from "../../src/worker/kernels.ts";
import { bench } from "./support/bench.ts";
import { createRandom } from "./support/statistics.ts";

const POINTS = 200_000;
const AMPLITUDE = 8;
const FREQUENCY = 0.04;

await bench("noise", async (b) => {
  const seconds = b.pick(0.4, 0.1);
  const memory = createKernelMemory(WebAssembly, 128, 256);
  const from = new Float32Array(memory.buffer, 0, POINTS * 3);
  const to = new Float32Array(memory.buffer, POINTS * 12, POINTS * 3);
  const plain = new Float32Array(POINTS * 3);
  for (let i = 0; i < from.length; i++) from[i] = (b.random() - 0.5) * 300;
  const job = createDisplaceJob();
  job.amplitude.fill(AMPLITUDE);
  job.frequency.fill(FREQUENCY);
  const noises = [1, 2, 3].map((seed) => createNoise3D(createRandom(seed)));

  const bySimplex = (phase: number) => {
    const [noiseX, noiseY, noiseZ] = noises;
    for (let at = 0; at < from.length; at += 3) {
      const x = from[at] * FREQUENCY + phase;
      const y = from[at + 1] * FREQUENCY + phase;
      const z = from[at + 2] * FREQUENCY + phase;
      plain[at] = from[at] + AMPLITUDE * noiseX(x, y, z);
      plain[at + 1] = from[at + 1] + AMPLITUDE * noiseY(x, y, z);
      plain[at + 2] = from[at + 2] + AMPLITUDE * noiseZ(x, y, z);
    }
  };
  const contenders: Record<string, (phase: number) => void> = {
    ours: () => displacePoints(job, from, to, POINTS),
    twin: () => displacePlain(job, from, plain, 0, POINTS),
    simplex: bySimplex,
  };
  const numba = await startNumba(seconds);
  if (numba === null) b.note("no Numba here (Debian: python3-numba): its rows are left out.");
  else b.defer(() => numba.stop());

  const ms: Record<string, number[]> = { ours: [], twin: [], simplex: [], numba: [] };
  for (let round = 0; round <= b.pick(12, 3); round++) {
    job.phase = 1000 + round / 3;
    const took: Record<string, number> = {};
    for (const [name, pass] of Object.entries(contenders)) took[name] = best(seconds, () => pass(job.phase));
    if (numba !== null) took.numba = await numba.best(round / 3);
    if (round === 0) continue; // compiles
    for (const [name, value] of Object.entries(took)) ms[name].push(value);
  }
  contenders.ours(0);
  contenders.twin(0);
  b.check(
    "the module and its twin give the same bytes",
    Buffer.compare(Buffer.from(plain.buffer), Buffer.from(to.slice().buffer)) === 0,
  );
  const titles = {
    ours: "displace, WebAssembly SIMD",
    twin: "displace, its plain twin",
    simplex: "simplex-noise ×3",
    numba: "Perlin ×3 in Numba, stand-in for the original",
  };
  for (const [name, title] of Object.entries(titles)) {
    if (ms[name].length > 0)
      b.samples(
        title,
        "ns/point",
        ms[name].map((value) => (value * 1e6) / POINTS),
      );
  }
  const over = (peer: string) => ms[peer].map((value, round) => value / ms.ours[round]);
  b.ratio("plain twin ÷ ours", over("twin"));
  b.ratio("simplex-noise ÷ ours", over("simplex"), { target: ">= 5" });
  if (numba !== null) b.ratio("Numba ÷ ours", over("numba"), { target: ">= 4" });
});

/** The least processor time of a pass in so many seconds. */
function best(seconds: number, pass: () => void): number {
  let least = Infinity;
  for (const until = performance.now() + seconds * 1000; performance.now() < until || least === Infinity; ) {
    const before = process.cpuUsage();
    pass();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

interface Numba {
  best(phase: number): Promise<number>;
  stop(): void;
}

/** Null where there is none. */
async function startNumba(seconds: number): Promise<Numba | null> {
  const script = fileURLToPath(new URL("peers/noise.py", import.meta.url));
  const child: ChildProcess = spawn("/usr/bin/python3", ["-B", script, String(POINTS), String(seconds)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const failed = new Promise<null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", () => resolve(null));
  });
  if (child.stdout === null || child.stdin === null) return null;
  const { stdin } = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string | null> => (await Promise.race([lines.next(), failed]))?.value ?? null;
  if ((await next()) !== "ready") return null;
  return {
    async best(phase) {
      stdin.write(`${phase}\n`);
      const line = await next();
      if (line === null) throw new Error("Numba ended");
      return Number(line);
    },
    stop: () => void child.kill(),
  };
}
