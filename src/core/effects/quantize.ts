import { effectOp, sameSize, vec3 } from "../op.ts";

/** A lattice finer than this, in mm, is none. */
const FINEST = 1e-4;

/**
 * Moves every point to the nearest corner of a lattice, by half a step along each axis at most. Step 0 leaves an axis
 * as it is. Points that meet stay as many as they were; `simplify` thins them out.
 *
 * After grafix's quantize.
 *
 * @example G.sphere(2).scale(120).rotate(70, 20, 0).translate(74, 105).quantize(6)
 */
export const quantize = effectOp({
  name: "quantize",
  help: "Snaps points to a lattice.",
  params: {
    step: vec3([1, 1, 1], { range: [0, 50], uniform: true, unit: "mm", help: "Lattice step along x, y, z; 0 is off." }),
  },
  positional: (x, y = x, z = x) => ({ step: [x, y, z] }),
  size: sameSize,
  apply(p, input, out) {
    out.copyTopology(input);
    const from = input.coords;
    const to = out.coords;
    for (let axis = 0; axis < 3; axis++) {
      const step = p.step[axis];
      if (step < FINEST) for (let at = axis; at < input.points * 3; at += 3) to[at] = from[at];
      else for (let at = axis; at < input.points * 3; at += 3) to[at] = Math.round(from[at] / step) * step;
    }
  },
});
