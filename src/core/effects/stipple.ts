import { isClosed } from "../math/closed.ts";
import { EndGrid } from "../math/end-grid.ts";
import { Hatch } from "../math/hatch.ts";
import { effectOp, int } from "../op.ts";
import type { Polylines } from "../polylines.ts";
import { hashToUnit } from "../random.ts";
import { float64Scratch } from "../scratch.ts";

/** Rounds of relaxation while playing. */
const DRAFT_ROUNDS = 2;
/** Samples of the region per dot: enough that a dot's cell has a middle. */
const SAMPLES_PER_DOT = 16;
const DRAFT_SAMPLES_PER_DOT = 9;
/** Rows that measure the region's area. */
const SURVEY = 256;

const raster = new Hatch();
const sites = new EndGrid();
const flatMemory = float64Scratch();
const sampleMemory = float64Scratch();
const sumMemory = float64Scratch();
const place = new Float64Array(2);

/**
 * Sets dots evenly into what the closed lines enclose (even-odd). They start by lot; then each moves to the middle of
 * the part of the region that is nearest to it, round after round (Lloyd 1982, on a raster of about 16 samples a dot).
 * While playing there are at most 2 rounds, on 9 samples a dot, for the plot `iterations`. For dots that follow a picture, see `G.image`.
 *
 * A dot is two points in one place, a pen set down; z is 0. Only dots come out; open lines and dots have no inside and
 * go. A round takes about as many steps as there are samples.
 *
 * @example G.polygon(6).scale(125).translate(74, 105).stipple({ count: 1400 })
 */
export const stipple = effectOp({
  name: "stipple",
  help: "Fills regions with dots.",
  params: {
    count: int(600, { range: [0, 10_000], hard: true, unit: "points", help: "How many dots." }),
    iterations: int(30, { range: [0, 200], hard: true, help: "Rounds that spread the dots, for the plot." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, other places." }),
  },
  positional: (count) => ({ count }),
  iterative: true,
  apply(p, input, out, _masks, job) {
    const perDot = job.quality === "draft" ? DRAFT_SAMPLES_PER_DOT : SAMPLES_PER_DOT;
    const pitch = p.count > 0 ? layRaster(input, p.count * perDot) : 0;
    if (pitch > 0) {
      const samples = sampleMemory.take(countSamples(pitch) * 2);
      const count = takeSamples(samples, pitch);
      raster.release();
      if (count === 0) return;
      scatter(samples, count, pitch, p.count, p.seed);
      const rounds = job.quality === "draft" ? Math.min(DRAFT_ROUNDS, p.iterations) : p.iterations;
      for (let round = 0; round < rounds; round++) {
        relax(samples, count, p.count);
        job.progress((round + 1) / rounds);
      }
      for (let dot = 0; dot < p.count; dot++) {
        const x = sites.places[dot * 2];
        const y = sites.places[dot * 2 + 1];
        out.moveTo(x, y);
        out.lineTo(x, y);
      }
      sites.release();
    }
  },
});

/** Sets rows of samples over the region; says how far apart they are, 0 if there is no region. */
function layRaster({ coords, offsets, lines, points }: Polylines, samples: number): number {
  const flat = flatMemory.take(points * 2);
  for (let i = 0; i < points; i++) {
    flat[i * 2] = coords[i * 3];
    flat[i * 2 + 1] = coords[i * 3 + 1];
  }
  raster.begin(points);
  let top = Infinity;
  let bottom = -Infinity;
  for (let line = 0; line < lines; line++) {
    if (!isClosed(coords, offsets[line], offsets[line + 1])) continue;
    raster.add(flat, offsets[line], offsets[line + 1], 1, 0);
    for (let i = offsets[line]; i < offsets[line + 1]; i++) {
      top = Math.min(top, flat[i * 2 + 1]);
      bottom = Math.max(bottom, flat[i * 2 + 1]);
    }
  }
  if (!(bottom > top)) return 0;
  const spacing = (bottom - top) / SURVEY;
  raster.scan(spacing, 0);
  const pitch = Math.sqrt(raster.areaInside(spacing) / samples);
  if (pitch > 0) raster.scan(pitch, 0);
  return pitch;
}

function countSamples(pitch: number): number {
  const { starts, crossings, rows, left } = raster;
  let count = 0;
  for (let i = 0; rows > 0 && i + 1 < starts[rows]; i += 2) {
    const first = Math.ceil((crossings[i] - left) / pitch - 0.5);
    count += Math.max(0, Math.floor((crossings[i + 1] - left) / pitch - 0.5) - first + 1);
  }
  return count;
}

/** Writes x, y of every sample; says how many. */
function takeSamples(samples: Float64Array, pitch: number): number {
  const { starts, crossings, rows, heights, left } = raster;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = starts[row]; i + 1 < starts[row + 1]; i += 2) {
      const last = Math.floor((crossings[i + 1] - left) / pitch - 0.5);
      for (let step = Math.ceil((crossings[i] - left) / pitch - 0.5); step <= last; step++) {
        samples[count * 2] = left + (step + 0.5) * pitch;
        samples[count * 2 + 1] = heights[row];
        count++;
      }
    }
  }
  return count;
}

/** Dots by lot. Off the raster, by less than half a step, so that hardly two start in one place. */
function scatter(samples: Float64Array, count: number, pitch: number, dots: number, seed: number): void {
  sites.begin(dots);
  for (let dot = 0; dot < dots; dot++) {
    const drawn = Math.floor(hashToUnit(seed, dot * 3) * count);
    sites.places[dot * 2] = samples[drawn * 2] + (hashToUnit(seed, dot * 3 + 1) - 0.5) * pitch * 0.9;
    sites.places[dot * 2 + 1] = samples[drawn * 2 + 1] + (hashToUnit(seed, dot * 3 + 2) - 0.5) * pitch * 0.9;
  }
}

/** Moves each dot to the middle of the samples that are nearest to it. */
function relax(samples: Float64Array, count: number, dots: number): void {
  const sums = sumMemory.take(dots * 3);
  sums.fill(0, 0, dots * 3);
  sites.index(0);
  // A sample's dot is mostly that of the sample before it.
  let dot = -1;
  for (let k = 0; k < count; k++) {
    place[0] = samples[k * 2];
    place[1] = samples[k * 2 + 1];
    dot = sites.nearest(place, dot);
    sums[dot * 3] += place[0];
    sums[dot * 3 + 1] += place[1];
    sums[dot * 3 + 2]++;
  }
  for (let dot = 0; dot < dots; dot++) {
    if (sums[dot * 3 + 2] === 0) continue;
    sites.places[dot * 2] = sums[dot * 3] / sums[dot * 3 + 2];
    sites.places[dot * 2 + 1] = sums[dot * 3 + 1] / sums[dot * 3 + 2];
  }
}
