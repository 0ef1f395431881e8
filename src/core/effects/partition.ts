import { boundingBox } from "../math/bounding-box.ts";
import { fillRegion, ringHas } from "../math/region.ts";
import { SampleGrid } from "../math/sample-grid.ts";
import { writeCells } from "../math/voronoi.ts";
import { choice, effectOp, int, number, vec3 } from "../op.ts";
import type { Polylines } from "../polylines.ts";
import { hashToUnit } from "../random.ts";
import { float32Scratch, float64Scratch, int32Scratch, uint8Scratch, uint32Scratch } from "../scratch.ts";

/** Samples laid over a region to scatter sites in it; between them a site is placed freely. */
const SCATTER_SAMPLES = 16_384;
/** A site that the density refused so often in a row is given up. */
const MOST_TRIES = 64;

const box = new Float64Array(6);
const grid = new SampleGrid();
const insideScratch = uint8Scratch();
const insideListScratch = uint32Scratch();
const siteScratch = float64Scratch();
const depthScratch = int32Scratch();
const regionCoords = float32Scratch();
const regionOffsets = uint32Scratch();

/** The region at hand: lines of the input that belong together. */
const region: Polylines = { coords: new Float32Array(0), offsets: new Uint32Array(1), points: 0, lines: 0 };

/**
 * Divides closed lines into the Voronoi cells of `sites` points scattered in them. Cells are cut to the region exactly;
 * together they are the region, and each is one closed line, or several where the region has holes or bays.
 *
 * `gap` leaves a strip between neighbours, exactly and at no cost; what is narrower than it vanishes. After an `offset` of
 * minus half the gap the strip runs along the outline as well.
 *
 * `mode` says what a region is: `merge` all lines together, even-odd; `group` each outer line with the holes in it;
 * `ring` each line by itself, holes filled. Every region gets all `sites`. The chance of a place to get a site is
 * `densityBase` in the middle of the region's box and changes by `densitySlope` towards its right, lower (and, negative,
 * left, upper) edge; it is kept within 0 and 1, and where it is 0 there is no site. More sites leave the earlier ones
 * where they were. Lines of fewer than three points enclose nothing and are dropped. Cells lie at the z of their
 * region's first point. After pyxidraw's partition.
 *
 * Each cell is cut out of the whole outline: about six cuts per site. Grouping compares every line with every other.
 *
 * @example G.polygon(7).scale(120).translate(74, 105).partition({ sites: 160, densityBase: 0.5, densitySlope: [0.5, 0.4] })
 */
export const partition = effectOp({
  name: "partition",
  help: "Divides closed lines into cells.",
  params: {
    sites: int(12, { range: [1, 500], hard: true, help: "Cells in each region." }),
    seed: int(0, { range: [0, 1000], help: "Another scatter of cells." }),
    gap: number(0, { range: [0, 10], unit: "mm", help: "Between two cells; the outline stays." }),
    mode: choice(["merge", "group", "ring"], "merge", { help: "What is one region: all, each with holes, each line." }),
    densityBase: number(1, { range: [0, 1], help: "Chance of a cell in the middle of the region." }),
    densitySlope: vec3([0, 0, 0], { range: [-1, 1], help: "How the chance changes towards the edges, along x and y." }),
  },
  positional: (sites, seed) => ({ sites, seed }),
  apply(p, input, out) {
    const depths = depthScratch.take(input.lines);
    if (p.mode === "group") findDepths(input, depths);
    const regions = p.mode === "merge" ? Math.min(1, input.lines) : input.lines;
    for (let i = 0; i < regions; i++) {
      if (p.mode === "group" && depths[i] % 2 === 1) continue;
      clearRegion(input);
      if (p.mode === "merge") for (let line = 0; line < input.lines; line++) addRing(input, line);
      else addRing(input, i);
      if (p.mode === "group") addHoles(input, i, depths);
      if (region.points === 0) continue;
      const sites = siteScratch.take(p.sites * 3);
      const count = scatter(p.sites, p.seed + i, p.densityBase, p.densitySlope[0], p.densitySlope[1], sites);
      writeCells(region, sites, count, out, region.coords[2], Math.max(0, p.gap));
    }
  },
});

/** How many other lines each line lies in: odd for a hole. */
function findDepths(input: Polylines, depths: Int32Array): void {
  for (let line = 0; line < input.lines; line++) {
    depths[line] = 0;
    for (let other = 0; other < input.lines; other++) if (liesIn(input, line, other)) depths[line]++;
  }
}

function liesIn(input: Polylines, line: number, other: number): boolean {
  const first = input.offsets[line];
  if (line === other || first === input.offsets[line + 1]) return false;
  return ringHas(input, other, input.coords[first * 3], input.coords[first * 3 + 1]);
}

function addHoles(input: Polylines, outer: number, depths: Int32Array): void {
  for (let line = 0; line < input.lines; line++) {
    if (depths[line] === depths[outer] + 1 && liesIn(input, line, outer)) addRing(input, line);
  }
}

function clearRegion(input: Polylines): void {
  region.coords = regionCoords.take(input.points * 3);
  region.offsets = regionOffsets.take(input.lines + 1);
  region.offsets[0] = 0;
  region.points = 0;
  region.lines = 0;
}

function addRing(input: Polylines, line: number): void {
  const first = input.offsets[line];
  const end = input.offsets[line + 1];
  if (end - first < 3) return;
  for (let from = first * 3, to = region.points * 3; from < end * 3; from++, to++)
    region.coords[to] = input.coords[from];
  region.points += end - first;
  region.offsets[++region.lines] = region.points;
}

/** Writes at most `wanted` sites, x, y, 0 each, and says how many there are; always one, so that no region is lost. */
function scatter(
  wanted: number,
  seed: number,
  base: number,
  slopeX: number,
  slopeY: number,
  sites: Float64Array,
): number {
  boundingBox(region, box);
  grid.cover(box, 0, Math.sqrt(((box[3] - box[0]) * (box[4] - box[1])) / SCATTER_SAMPLES), SCATTER_SAMPLES * 2);
  const inside = insideScratch.take(grid.samples);
  fillRegion(region, grid, inside);
  const list = insideListScratch.take(grid.samples);
  let places = 0;
  for (let i = 0; i < grid.samples; i++) if (inside[i] === 1) list[places++] = i;

  const halfX = Math.max(1e-9, (box[3] - box[0]) / 2);
  const halfY = Math.max(1e-9, (box[4] - box[1]) / 2);
  let count = 0;
  for (let site = 0; site < wanted && places > 0; site++) {
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const draw = (site * MOST_TRIES + attempt) * 4;
      const place = list[Math.floor(hashToUnit(seed, draw) * places)];
      const column = (place % grid.width) + hashToUnit(seed, draw + 1) - 0.5;
      const row = Math.floor(place / grid.width) + hashToUnit(seed, draw + 2) - 0.5;
      const x = grid.originX + column * grid.pitch;
      const y = grid.originY + row * grid.pitch;
      const chance = base + (slopeX * (x - box[0] - halfX)) / halfX + (slopeY * (y - box[1] - halfY)) / halfY;
      if (hashToUnit(seed, draw + 3) >= chance) continue;
      sites[count * 3] = x;
      sites[count * 3 + 1] = y;
      sites[count * 3 + 2] = 0;
      count++;
      break;
    }
  }
  if (count > 0) return count;
  sites[0] = region.coords[0];
  sites[1] = region.coords[1];
  sites[2] = 0;
  return 1;
}
