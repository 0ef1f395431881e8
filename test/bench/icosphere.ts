// The icosahedron halved 0 to 7 times, each edge once: by edge ids (ours), by a set of coordinate tuples (the original's
// way) and by numeric Map and Set (support/icosphere-by-set.ts).
//
// Each version and level runs in a process of its own, bundled beforehand, so that peak memory is its own (resident
// high-water mark above the process's start; the memory for our output counts as ours, as theirs does). Versions
// alternate by round. Times are medians of cold builds: our kept net is thrown away between runs, and "again" is the
// second call, which only writes. Edge counts and order-free sums over all edges must agree.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bench } from "./support/bench.ts";
import { createProject } from "./support/show.ts";
import { median } from "./support/statistics.ts";

type Version = "ours" | "numeric" | "tuples";

interface ChildResult {
  cold: number[];
  warm: number[];
  peak: number;
  count: number;
  sum: number;
  lengths: number;
}

await bench("icosphere", async (b) => {
  const folder = createProject(b, {});
  const script = join(folder, "child.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("pages/icosphere.child.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
  });
  const run = (version: Version, level: number, runs: number): ChildResult => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, version, String(level), String(runs)], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${version} at level ${level}: ${stderr}`);
    return JSON.parse(stdout);
  };
  for (let level = 0; level <= 7; level++) {
    const versions: Version[] = ["ours", "numeric", "tuples"];
    const rounds = b.pick(3, 1);
    const ms: Record<string, number[]> = { ours: [], numeric: [], tuples: [] };
    const again: number[] = [];
    const peak: Record<string, number[]> = { ours: [], numeric: [], tuples: [] };
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const medians: Record<string, number> = {};
      const results: Partial<Record<Version, ChildResult>> = {};
      for (const version of versions) {
        const runs = version === "ours" ? b.pick(30, 9) : level >= 6 ? b.pick(4, 2) : b.pick(12, 5);
        const result = run(version, level, runs);
        // The first run compiles; where there are enough of them, it is left out.
        const timed = result.cold.length > 4 ? result.cold.slice(2) : result.cold.slice(1);
        ms[version].push(...timed);
        again.push(...result.warm.slice(2));
        peak[version].push(result.peak);
        medians[version] = median(timed);
        results[version] = result;
      }
      ratios.push(medians.numeric / medians.ours);
      const counts = versions.map((version) => results[version]?.count);
      const sums = versions.map((version) => results[version]?.sum as number);
      const lengths = versions.map((version) => results[version]?.lengths as number);
      const near = (values: number[]) =>
        values.every((value) => Math.abs(value - values[0]) < Math.abs(values[0]) * 1e-5);
      if (round === 0)
        b.check(
          `level ${level}: all three have the same ${30 * 4 ** level} edges`,
          counts.every((count) => count === 30 * 4 ** level) && near(sums) && near(lengths),
          counts.join(", "),
        );
    }
    for (const version of versions) b.samples(`level ${level}, ${version}`, "ms", ms[version]);
    b.samples(`level ${level}, ours again`, "ms", again);
    b.ratio(`level ${level}, numeric ÷ ours`, ratios, level === 7 ? { target: ">= 25" } : {});
    if (level < 5) continue;
    for (const version of versions)
      b.value(`level ${level}, ${version}: peak memory`, "MB", median(peak[version]) / 1e6);
    b.value(
      `level ${level}, peak ours ÷ numeric`,
      "×",
      median(peak.ours) / median(peak.numeric),
      level === 7 ? { target: "<= 0.5" } : {},
    );
  }
});
