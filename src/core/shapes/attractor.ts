import type { LineWriter } from "../line-writer.ts";
import { followFlow, scatterDeJong } from "../math/attractors.ts";
import { boundingBox } from "../math/bounding-box.ts";
import { choice, int, number, shapeOp } from "../op.ts";

const box = new Float64Array(6);

/**
 * A strange attractor, always brought to the unit box: its longest side is 1, its middle at the origin, and the side it
 * is known by faces the viewer. The flows are one line, followed by the Runge–Kutta method of fourth order; a `timeStep`
 * longer than a flow bears is done in several, so it never flies apart, however far the points stand from each other.
 *
 * - `lorenz`: Lorenz, "Deterministic nonperiodic flow" (1963), with 10, 28, 8/3.
 * - `rossler`: Rössler, "An equation for continuous chaos" (1976), with .2, .2, 5.7.
 * - `aizawa`: after Aizawa and Langford, with .95, .7, .6, 3.5, .25, .1.
 * - `threeScroll`: Pan, Zhou, Fang and Li, "A new three-scroll unified chaotic system coined" (2010), with 40, .833, 20,
 *   .5, .65; the original's .5 in the third place makes no scrolls.
 * - `deJong`: the map of Peter de Jong (in Dewdney's "Computer recreations", 1987), with 1.4, −2.3, 2.4, −2.1, as dots on
 *   the sheet: its steps jump about, so the line that the original drew through them hid the figure. It has no time.
 *
 * @example G.attractor({ kind: "lorenz", points: 6000, timeStep: 0.008 }).scale(128).translate(74, 105)
 */
export const attractor = shapeOp({
  name: "attractor",
  help: "Strange attractor, one line (or dots).",
  params: {
    kind: choice(["lorenz", "rossler", "aizawa", "threeScroll", "deJong"], "lorenz", { help: "Which one." }),
    points: int(10_000, { range: [100, 50_000], hard: true, unit: "points", help: "Points along the line, or dots." }),
    timeStep: number(0.01, {
      range: [0.001, 0.05],
      hard: true,
      unit: "s",
      help: "Time from point to point, in the flow's own measure.",
    }),
  },
  size(p, size) {
    const dots = p.kind === "deJong";
    size.points = dots ? p.points * 2 : p.points;
    size.lines = dots ? p.points : 1;
  },
  draw(p, out) {
    if (p.kind === "deJong") {
      scatterDeJong(p.points, out);
    } else {
      followFlow(p.kind, p.points, p.timeStep, out);
      // These are known by the view from the side, z upwards; the others by the view from above.
      if (p.kind !== "rossler") layDown(out);
    }
    fitUnitBox(out);
  },
});

/** x, y, z → x, −z, y */
function layDown(out: LineWriter): void {
  const { coords } = out;
  for (let at = 0; at < out.points * 3; at += 3) {
    const y = coords[at + 1];
    coords[at + 1] = -coords[at + 2];
    coords[at + 2] = y;
  }
}

function fitUnitBox(out: LineWriter): void {
  const { coords } = out;
  boundingBox(out, box);
  const longest = Math.max(box[3] - box[0], box[4] - box[1], box[5] - box[2]);
  for (let at = 0; at < out.points * 3; at++) {
    const axis = at % 3;
    coords[at] = (coords[at] - (box[axis] + box[axis + 3]) / 2) / longest;
  }
}
