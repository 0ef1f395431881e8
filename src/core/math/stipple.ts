// Points that stand closer where a picture is darker: weighted Voronoi stippling (A. Secord, 2002). Every step moves each
// point to the centre of the ink that is nearest to it.

import type { Job } from "../op.ts";
import { hashToUnit } from "../random.ts";
import { float64Scratch } from "../scratch.ts";
import type { Tones } from "./tones.ts";
import { type Mesh, triangulate } from "./triangulation.ts";

const placeScratch = float64Scratch();
const cumulativeScratch = float64Scratch();
const massScratch = float64Scratch();

/**
 * Places at most `count` points and relaxes them `steps` times; samples lighter than `lightest` hold no ink. Writes
 * x, y, z (0) per point into a working array that is valid until the next call, and returns it; `placed` has the count,
 * 0 for a white picture.
 */
export function stipple(
  tones: Tones,
  count: number,
  steps: number,
  lightest: number,
  seed: number,
  job: Pick<Job, "progress">,
): Float64Array {
  const places = placeScratch.take(count * 3);
  stippled.placed = scatter(tones, count, lightest, seed, places) ? count : 0;
  for (let step = 1; step <= steps && stippled.placed > 0; step++) {
    relax(tones, stippled.placed, lightest, places);
    job.progress(step / steps);
  }
  return places;
}

/** How many points the last call placed. */
export const stippled = { placed: 0 };

/** Throws points at the ink: where there is twice as much, twice as many. False where there is none. */
function scatter(tones: Tones, count: number, lightest: number, seed: number, places: Float64Array): boolean {
  const { field, width, height, pitch, originX, originY } = tones;
  const samples = width * height;
  const cumulative = cumulativeScratch.take(samples);
  let sum = 0;
  for (let i = 0; i < samples; i++) {
    if (field[i] > lightest) sum += field[i];
    cumulative[i] = sum;
  }
  if (!(sum > 0)) return false;
  for (let n = 0; n < count; n++) {
    // One in each of `count` equal parts of the ink: more even than pure chance from the start.
    const wanted = ((n + hashToUnit(seed, n * 3)) / count) * sum;
    let low = 0;
    let high = samples - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    places[n * 3] = originX + ((low % width) + hashToUnit(seed, n * 3 + 1) - 0.5) * pitch;
    places[n * 3 + 1] = originY + (Math.floor(low / width) + hashToUnit(seed, n * 3 + 2) - 0.5) * pitch;
    places[n * 3 + 2] = 0;
  }
  return true;
}

function relax(tones: Tones, count: number, lightest: number, places: Float64Array): void {
  const { field, width, height, pitch, originX, originY } = tones;
  const mesh = triangulate(places, count);
  // Ink, and its moments, of what is nearest to each point.
  const mass = massScratch.take(count * 3);
  mass.fill(0, 0, count * 3);
  let near = firstUsed(mesh, count);
  for (let row = 0; row < height; row++) {
    const y = originY + row * pitch;
    // There and back again: the next sample is always beside the last.
    for (let i = 0; i < width; i++) {
      const column = row % 2 === 0 ? i : width - 1 - i;
      const ink = field[row * width + column];
      if (!(ink > lightest)) continue;
      const x = originX + column * pitch;
      near = nearest(mesh, places, near, x, y);
      mass[near * 3] += ink;
      mass[near * 3 + 1] += ink * x;
      mass[near * 3 + 2] += ink * y;
    }
  }
  for (let n = 0; n < count; n++) {
    if (!(mass[n * 3] > 0)) continue;
    places[n * 3] = mass[n * 3 + 1] / mass[n * 3];
    places[n * 3 + 1] = mass[n * 3 + 2] / mass[n * 3];
  }
}

function firstUsed(mesh: Readonly<Mesh>, count: number): number {
  for (let n = 0; n < count; n++) if (mesh.used[n] === 1) return n;
  return 0;
}

/** Walks from point to nearer neighbour; in a Delaunay triangulation that ends at the nearest of all. */
function nearest(mesh: Readonly<Mesh>, places: Float64Array, from: number, x: number, y: number): number {
  const { starts, neighbours } = mesh;
  let best = from;
  let least = (places[from * 3] - x) ** 2 + (places[from * 3 + 1] - y) ** 2;
  for (let here = -1; here !== best; ) {
    here = best;
    for (let i = starts[here]; i < starts[here + 1]; i++) {
      const other = neighbours[i];
      const distance = (places[other * 3] - x) ** 2 + (places[other * 3 + 1] - y) ** 2;
      if (distance >= least) continue;
      least = distance;
      best = other;
    }
  }
  return best;
}
