import { boundingBox } from "../math/bounding-box.ts";
import { traceContours } from "../math/contours.ts";
import { signedDistances } from "../math/distance-field.ts";
import { dropLines, isShort } from "../math/drop-lines.ts";
import { GrayScott, type GrayScottSettings } from "../math/gray-scott.ts";
import { fillRegion } from "../math/region.ts";
import { SampleGrid } from "../math/sample-grid.ts";
import { choice, effectOp, int, number } from "../op.ts";
import { hashToUnit } from "../random.ts";
import { float32Scratch, uint8Scratch, uint32Scratch } from "../scratch.ts";

const DRAFT_STEPS = 600;
const DRAFT_SAMPLES = 9_000;
const FINAL_SAMPLES = 1 << 18;

const box = new Float64Array(6);
const grid = new SampleGrid();
const grayScott = new GrayScott();
const settings: GrayScottSettings = { du: 0, dv: 0, feed: 0, kill: 0, dt: 0, open: false };
const insideScratch = uint8Scratch();
const placeScratch = uint32Scratch();
const fieldScratch = float32Scratch();

/**
 * Grows the stripes and spots of a chemical reaction within closed lines, and draws their outlines. Two substances
 * spread at `du` and `dv`; one is fed, the other eats it and dies off by `kill`. Feed .037 and kill .06 make a labyrinth,
 * .035 and .062 worms, .03 and .062 spots that divide. The reaction starts in `seeds` spots of `seedRadius`, and reaches
 * as far as `steps` let it; `noise` breaks its symmetry. Drawn is where the eater has the concentration `level`; pieces
 * of fewer than `minPoints` points are left out. Nothing crosses a `closed` edge, so stripes meet it squarely; beyond an
 * `open` one lies fresh food without end, and a band grows along it.
 *
 * The size of the pattern follows the `pitch` of the grid: about 12 of it from stripe to stripe. In draft quality there
 * are at most 600 steps, on at most 9,000 samples: for those the grid is coarser and the spreads are less, so that
 * the pattern keeps its size. The final has all steps, on at most 262,144 samples. The region is even-odd over all lines;
 * without any inside nothing is drawn. New lines lie at z 0. After Gray & Scott (1984) and Pearson, "Complex patterns in
 * a simple system" (1993).
 *
 * Work is samples times steps: about 5 ns each by the plain loop, and a small part of that by the program's SIMD module.
 *
 * @example G.polygon(6).scale(120).translate(74, 105).reactionDiffusion({ feed: 0.037, kill: 0.06, seeds: 40, seedRadius: 3 })
 */
export const reactionDiffusion = effectOp({
  name: "reactionDiffusion",
  help: "Grows the stripes of a chemical reaction inside closed lines.",
  params: {
    pitch: number(0.6, { range: [0.2, 2], unit: "mm", help: "Fineness of the grid; the pattern grows with it." }),
    steps: int(4500, { range: [0, 10_000], hard: true, help: "How long the reaction goes on." }),
    du: number(0.16, { range: [0, 0.2], hard: true, help: "Spread of the substance that is fed." }),
    dv: number(0.08, { range: [0, 0.2], hard: true, help: "Spread of the substance that eats." }),
    feed: number(0.035, { range: [0, 0.1], hard: true, help: "How fast the first is fed." }),
    kill: number(0.062, { range: [0, 0.1], hard: true, help: "How fast the second dies off." }),
    dt: number(1, { range: [0, 1], hard: true, help: "Length of a step." }),
    seed: int(0, { range: [0, 1000], help: "Other places to start from." }),
    seeds: int(12, { range: [1, 200], hard: true, help: "Spots the reaction starts in." }),
    seedRadius: number(6, { range: [0, 30], unit: "mm", help: "Radius of such a spot." }),
    noise: number(0.02, { range: [0, 0.2], hard: true, help: "Unevenness of the spots." }),
    level: number(0.2, { range: [0.05, 0.4], help: "Concentration along which lines are drawn." }),
    minPoints: int(16, { range: [2, 100], unit: "points", help: "Shorter lines are left out." }),
    edge: choice(["closed", "open"], "closed", {
      help: "What the outline does: holds everything, or drains the eater.",
    }),
  },
  positional: (feed, kill) => ({ feed, kill }),
  iterative: true,
  apply(p, input, out, _masks, job) {
    if (input.points === 0) return;
    const draft = job.quality === "draft";
    boundingBox(input, box);
    const wished = Math.max(0.05, p.pitch);
    grid.cover(box, 2 * wished, wished, FINAL_SAMPLES);
    const fine = grid.pitch;
    let inside = insideScratch.take(grid.samples);
    fillRegion(input, grid, inside);
    let places = countOf(inside, grid.samples);
    if (draft && places > DRAFT_SAMPLES) {
      const coarse = fine * Math.sqrt(places / DRAFT_SAMPLES);
      grid.cover(box, 2 * coarse, coarse);
      inside = insideScratch.take(grid.samples);
      fillRegion(input, grid, inside);
      places = countOf(inside, grid.samples);
    }
    if (places === 0) return;

    // A coarser grid spreads as far in mm with less spread per sample; a finer limit than asked for keeps its pattern.
    const spread = (fine / grid.pitch) ** 2;
    settings.du = p.du * spread;
    settings.dv = p.dv * spread;
    settings.feed = p.feed;
    settings.kill = p.kill;
    settings.dt = p.dt;
    settings.open = p.edge === "open";
    grayScott.begin(grid, inside, settings.open);
    sow(p.seeds, p.seedRadius, p.noise, p.seed, inside, places);
    const steps = draft ? Math.min(DRAFT_STEPS, p.steps) : p.steps;
    for (let step = 0; step < steps; step++) {
      job.progress(step / steps);
      grayScott.step(settings);
    }

    const field = fieldScratch.take(grid.samples);
    signedDistances(input, grid, field);
    const first = out.lines;
    const level = Math.max(0.001, p.level);
    cutAtEdge(field, inside, level);
    traceContours(field, grid.width, grid.height, 0, grid.originX, grid.originY, grid.pitch, out);
    dropLines(out, first, isShort, p.minPoints);
  },
});

function countOf(inside: Uint8Array, samples: number): number {
  let count = 0;
  for (let i = 0; i < samples; i++) count += inside[i];
  return count;
}

/** Puts the eater into spots around random samples inside. */
function sow(spots: number, radius: number, noise: number, seed: number, inside: Uint8Array, places: number): void {
  const { u, v } = grayScott;
  const { width, height, pitch, samples } = grid;
  const list = placeScratch.take(places);
  for (let i = 0, at = 0; i < samples; i++) if (inside[i] === 1) list[at++] = i;
  const reach = Math.max(1, Math.abs(radius) / pitch);
  for (let spot = 0; spot < spots; spot++) {
    const place = list[Math.floor(hashToUnit(seed, spot) * places)];
    const cx = place % width;
    const cy = Math.floor(place / width);
    for (let y = Math.max(0, Math.ceil(cy - reach)); y <= Math.min(height - 1, cy + reach); y++) {
      for (let x = Math.max(0, Math.ceil(cx - reach)); x <= Math.min(width - 1, cx + reach); x++) {
        const i = y * width + x;
        if (inside[i] === 0 || (x - cx) ** 2 + (y - cy) ** 2 > reach * reach) continue;
        const uneven = noise * (hashToUnit(seed + 1, i) - 0.5);
        u[i] = 0.5 + uneven;
        v[i] = 0.25 + uneven;
      }
    }
  }
}

/** Turns distances into what is traced at 0: the concentration above `level`, cut off along the outline. */
function cutAtEdge(field: Float32Array, inside: Uint8Array, level: number): void {
  const { v } = grayScott;
  const slope = level / (2 * grid.pitch);
  for (let i = 0; i < grid.samples; i++) {
    const edge = field[i] * slope;
    field[i] = inside[i] === 1 ? Math.min(v[i] - level, edge) : edge;
  }
}
