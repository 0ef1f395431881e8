import { boundingBox } from "../math/bounding-box.ts";
import { DifferentialGrowth, type GrowthSettings } from "../math/differential-growth.ts";
import { signedDistances } from "../math/distance-field.ts";
import { SampleGrid } from "../math/sample-grid.ts";
import { choice, effectOp, flag, int, number } from "../op.ts";
import { float32Scratch } from "../scratch.ts";

const DRAFT_ROUNDS = 32;
const DRAFT_POINTS = 4096;
const FINAL_POINTS = 100_000;

const box = new Float64Array(6);
const grid = new SampleGrid();
const fieldScratch = float32Scratch();
const colony = new DifferentialGrowth(grid);
const settings: GrowthSettings = { spacing: 1, avoid: 0, bounce: false, mostPoints: 0, seed: 0 };

/**
 * Lets curves grow within closed lines until they meander through all of it, like coral. They start as `seeds` small
 * rings; in each of the `iterations` their points push away what is near, hold on to their neighbours, and new points
 * appear where it is not yet crowded. So neighbouring strands settle about `spacing` apart, seldom nearer than three
 * quarters of it, and segments stay below 0.8 of it. The outline pushes too, from `boundaryAvoid` times the spacing; at it a
 * point slides along or bounces back, and never leaves.
 *
 * In draft quality growth ends after 32 iterations, and at 4,096 points; the final has all iterations and up to 100,000
 * points. The region is even-odd over all lines; where it is too narrow for a ring nothing grows. Distances from the
 * outline are read from a grid of a quarter of the spacing, so curves keep about a sixth of a spacing away from it.
 * New lines lie at z 0. After Hoff, "Differential line" (2015).
 *
 * Work is points times iterations.
 *
 * @example G.circle(55).translate(74, 105).growth({ seeds: 5, spacing: 3, iterations: 220 })
 */
export const growth = effectOp({
  name: "growth",
  help: "Grows meandering curves inside closed lines.",
  params: {
    seeds: int(12, { range: [0, 64], hard: true, help: "Rings it starts from." }),
    spacing: number(2, { range: [0.25, 10], unit: "mm", help: "From strand to strand." }),
    boundaryAvoid: number(1, { range: [0, 4], help: "How far the outline is felt, in spacings." }),
    boundary: choice(["slide", "bounce"], "slide", { help: "What a point does at the outline." }),
    iterations: int(250, { range: [0, 2000], hard: true, help: "How long it grows." }),
    seed: int(0, { range: [0, 1000], help: "Other places, other chances." }),
    keepOutline: flag(false, { help: "Draw the closed lines as well." }),
  },
  positional: (seeds, spacing) => ({ seeds, spacing }),
  iterative: true,
  apply(p, input, out, _masks, job) {
    if (p.keepOutline) out.copyLines(input, 0, input.lines);
    if (input.points === 0) return;
    const draft = job.quality === "draft";
    settings.spacing = Math.max(0.05, p.spacing);
    settings.avoid = p.boundaryAvoid;
    settings.bounce = p.boundary === "bounce";
    settings.mostPoints = draft ? DRAFT_POINTS : FINAL_POINTS;
    settings.seed = p.seed;
    boundingBox(input, box);
    grid.cover(box, settings.spacing, settings.spacing / 4);
    const field = fieldScratch.take(grid.samples);
    signedDistances(input, grid, field);
    colony.begin(p.seeds, field, settings);
    const rounds = draft ? Math.min(DRAFT_ROUNDS, p.iterations) : p.iterations;
    for (let round = 0; round < rounds && colony.points > 0; round++) {
      job.progress(round / rounds);
      colony.step(round);
    }
    colony.write(out, 0);
  },
});
