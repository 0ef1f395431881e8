import type { LineWriter } from "../line-writer.ts";
import { choice, effectOp, vec3 } from "../op.ts";

/** The segment at hand on the lattice: where it starts, how many steps it takes along each axis, and which way. */
const start = new Float64Array(3);
const steps = new Float64Array(3);
const ways = new Float64Array(3);
/** Steps taken so far. */
const taken = new Float64Array(3);

/**
 * Turns every segment into a staircase along the axes, from lattice corner to lattice corner, never further than a step
 * from the snapped segment. Straight runs are one segment each. Points of the input are snapped as by `quantize` and
 * stay, all of them.
 *
 * `corner` decides which way is gone first where two are equally good, as on a diagonal: along x, along y, or along the
 * axis the segment is longer in.
 *
 * After grafix's pixelate; the steps are those of Bresenham's line (1965), in space.
 *
 * @example G.lissajous().scale(115).translate(74, 105).pixelate(4)
 */
export const pixelate = effectOp({
  name: "pixelate",
  help: "Turns lines into staircases.",
  params: {
    step: vec3([1, 1, 1], {
      range: [0.05, 50],
      hard: true,
      uniform: true,
      unit: "mm",
      help: "Size of a stair along x, y, z.",
    }),
    corner: choice(["auto", "xy", "yx"], "auto", { help: "Which way first: the longer, along x, or along y." }),
  },
  positional: (x, y = x, z = x) => ({ step: [x, y, z] }),
  size(p, input, size) {
    const { coords, offsets } = input;
    size.points = input.points;
    size.lines = input.lines;
    for (let line = 0; line < input.lines; line++) {
      for (let i = offsets[line]; i + 1 < offsets[line + 1]; i++) {
        measure(coords, i * 3, p.step);
        // Each step along the two shorter axes is a run of the longest and a stair.
        const longest = Math.max(steps[0], steps[1], steps[2]);
        size.points += 2 * (steps[0] + steps[1] + steps[2] - longest);
      }
    }
  },
  apply(p, input, out) {
    const { coords, offsets } = input;
    const { step } = p;
    for (let line = 0; line < input.lines; line++) {
      const first = offsets[line] * 3;
      const last = (offsets[line + 1] - 1) * 3;
      if (first > last) {
        out.commitLine(0);
        continue;
      }
      out.moveTo(
        Math.round(coords[first] / step[0]) * step[0],
        Math.round(coords[first + 1] / step[1]) * step[1],
        Math.round(coords[first + 2] / step[2]) * step[2],
      );
      for (let a = first; a < last; a += 3) {
        measure(coords, a, step);
        climb(step, p.corner, out);
      }
    }
  },
});

/** Snaps the segment that starts at `coords[a]`. */
function measure(coords: Float32Array, a: number, step: Float64Array): void {
  for (let axis = 0; axis < 3; axis++) {
    start[axis] = Math.round(coords[a + axis] / step[axis]);
    const way = Math.round(coords[a + 3 + axis] / step[axis]) - start[axis];
    steps[axis] = Math.abs(way);
    ways[axis] = Math.sign(way);
  }
}

/**
 * Writes the staircase without its first point. Step k of an axis with n steps is due at (k + ½) / n of the way; only
 * the two shorter axes are followed step by step, the longest is brought up to each of their stairs in one run.
 */
function climb(step: Float64Array, corner: "auto" | "xy" | "yx", out: LineWriter): void {
  let run = 0;
  for (let axis = 1; axis < 3; axis++) if (steps[axis] > steps[run]) run = axis;
  const a = run === 0 ? 1 : 0;
  const b = run === 2 ? 1 : 2;
  taken.fill(0);
  while (taken[a] < steps[a] || taken[b] < steps[b]) {
    const dueA = taken[a] < steps[a] ? (taken[a] + 0.5) / steps[a] : 2;
    const dueB = taken[b] < steps[b] ? (taken[b] + 0.5) / steps[b] : 2;
    const stair = dueA < dueB || (dueA === dueB && goesFirst(a, b, corner)) ? a : b;
    const along = Math.min(dueA, dueB) * steps[run];
    const reached =
      corner === "auto" || goesFirst(run, stair, corner) ? Math.floor(along + 0.5) : Math.ceil(along - 0.5);
    if (reached > taken[run]) {
      taken[run] = reached;
      writePlace(step, out);
    }
    taken[stair]++;
    writePlace(step, out);
  }
  if (taken[run] < steps[run] || steps[run] === 0) {
    taken[run] = steps[run];
    writePlace(step, out);
  }
}

/** Of two axes that are due together. z comes last. */
function goesFirst(axis: number, other: number, corner: "auto" | "xy" | "yx"): boolean {
  if (axis === 2 || other === 2 || corner !== "yx") return axis < other;
  return axis > other;
}

function writePlace(step: Float64Array, out: LineWriter): void {
  out.lineTo(
    (start[0] + ways[0] * taken[0]) * step[0],
    (start[1] + ways[1] * taken[1]) * step[1],
    (start[2] + ways[2] * taken[2]) * step[2],
  );
}
