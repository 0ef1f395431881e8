import type { LineWriter } from "../line-writer.ts";
import { EdgeStrips } from "../math/edge-strips.ts";
import { indexOutlines } from "../math/outlines.ts";
import { effectOp, int, number } from "../op.ts";
import { hashToUnit } from "../random.ts";
import { float64Scratch, int32Scratch } from "../scratch.ts";

/** Places tried while playing. */
const DRAFT_ATTEMPTS = 8000;
/** Places tried between two reports of progress. */
const STRIDE = 1000;
/** Cells of the circles' grid to a side, at most. */
const MOST_CELLS = 512;
/** Pieces of a circle: one per so many mm, within these bounds. */
const PIECE = 0.5;
const FEWEST = 12;
const MOST = 128;
const NONE = -1;

const region = new EdgeStrips();
const circleMemory = float64Scratch();
const headMemory = int32Scratch();
const nextMemory = int32Scratch();
const probe = new Float64Array(3);

/**
 * Fills what the closed lines enclose (even-odd) with circles that neither touch each other nor the outlines. A place is
 * drawn by lot; if it is free, the circle there grows until it comes within `gap` of a neighbour or reaches
 * `maxRadius`; if it stays below `minRadius` it is not drawn. Random sequential adsorption (Feder 1980) of discs that
 * grow. While playing 8,000 places are tried, for the plot `attempts`: the circles of the draft stay where they are.
 *
 * Only the circles come out, at z 0; open lines and dots go.
 *
 * @example G.polygon(5).scale(130).translate(74, 105).pack({ maxRadius: 9, gap: 0.6 })
 */
export const pack = effectOp({
  name: "pack",
  help: "Fills regions with circles.",
  params: {
    minRadius: number(0.8, { range: [0.2, 20], unit: "mm", help: "Smaller circles are not drawn." }),
    maxRadius: number(8, { range: [0.5, 50], unit: "mm", help: "Where a circle stops growing." }),
    gap: number(0.5, { range: [0, 5], unit: "mm", help: "Room between neighbours." }),
    attempts: int(20_000, { range: [0, 200_000], hard: true, help: "Places tried, for the plot." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, other places." }),
  },
  iterative: true,
  apply(p, input, out, _masks, job) {
    indexOutlines(input, region);
    const most = Math.max(p.maxRadius, p.minRadius);
    if (region.count > 0 && most > 0) {
      const attempts = job.quality === "draft" ? Math.min(DRAFT_ATTEMPTS, p.attempts) : p.attempts;
      const width = region.right - region.left;
      const height = region.bottom - region.top;
      const gap = Math.max(0, p.gap);
      // Two circles can touch across neighbouring cells, but no further.
      const cell = Math.max(most * 2 + gap, Math.max(width, height) / MOST_CELLS);
      const columns = Math.floor(width / cell) + 1;
      const rows = Math.floor(height / cell) + 1;
      const heads = headMemory.take(columns * rows);
      heads.fill(NONE, 0, columns * rows);
      const next = nextMemory.take(attempts);
      const circles = circleMemory.take(attempts * 3);
      let count = 0;
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (attempt % STRIDE === 0 && attempt > 0) job.progress(attempt / attempts);
        probe[0] = region.left + hashToUnit(p.seed, attempt * 2) * width;
        probe[1] = region.top + hashToUnit(p.seed, attempt * 2 + 1) * height;
        if (!region.contains(probe)) continue;
        region.findDistance(probe, most + gap);
        let radius = Math.min(most, probe[2] - gap);
        const column = Math.min(columns - 1, Math.floor((probe[0] - region.left) / cell));
        const row = Math.min(rows - 1, Math.floor((probe[1] - region.top) / cell));
        for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
          for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
            for (let k = heads[r * columns + c]; k !== NONE && radius >= p.minRadius; k = next[k]) {
              const dx = circles[k * 3] - probe[0];
              const dy = circles[k * 3 + 1] - probe[1];
              const room = Math.sqrt(dx * dx + dy * dy) - circles[k * 3 + 2] - gap;
              if (room < radius) radius = room;
            }
          }
        }
        if (!(radius >= p.minRadius && radius > 0)) continue;
        circles[count * 3] = probe[0];
        circles[count * 3 + 1] = probe[1];
        circles[count * 3 + 2] = radius;
        next[count] = heads[row * columns + column];
        heads[row * columns + column] = count++;
      }
      for (let k = 0; k < count; k++) drawCircle(circles, k * 3, out);
    }
    region.release();
  },
});

function drawCircle(circles: Float64Array, at: number, out: LineWriter): void {
  const x = circles[at];
  const y = circles[at + 1];
  const radius = circles[at + 2];
  const pieces = Math.min(MOST, Math.max(FEWEST, Math.ceil((2 * Math.PI * radius) / PIECE)));
  out.moveTo(x + radius, y);
  for (let k = 1; k < pieces; k++) {
    const turn = (2 * Math.PI * k) / pieces;
    out.lineTo(x + radius * Math.cos(turn), y + radius * Math.sin(turn));
  }
  out.lineTo(x + radius, y);
}
