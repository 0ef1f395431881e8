import { FLOWS, FlowField } from "../math/flow-field.ts";
import { Streamlines, type StreamSettings } from "../math/streamlines.ts";
import { choice, int, number, numbers, shapeOp } from "../op.ts";

/** Separations that fit across the rectangle, squared: 40,000 make some 120,000 points. */
const MOST_CELLS = 40_000;
const MOST_ACROSS = 10_000;
const MOST_POINTS = 300_000;

const field = new FlowField();
const stream: StreamSettings = { width: 0, height: 0, separation: 1, test: 0.5, shortest: 0, seed: 0 };
const tracer = new Streamlines(field, stream);

/**
 * Lines that follow a field of directions, evenly spaced, within a rectangle of `width` × `height` mm around the origin.
 * A new line starts `separation` mm from its neighbour, and ends where it would come nearer than `test` times that to
 * another line, or where it meets the border, an obstacle, or a place without direction. Orbits close.
 *
 * Fields: `noise` turns by up to 180° · `strength` from `angle`, as simplex noise says; `curl` follows the contours of
 * that noise, so nothing gathers, and mixes in a straight current of direction `angle` where `strength` is not 1;
 * `vortex` goes round the middle, and out of it in a spiral with `angle`; `dipole` goes from a source to a drain, apart
 * by half the width times `strength`; `around` streams in direction `angle` past the obstacles, which drag it along
 * where they `spin`. Obstacles are discs, x, y, radius each in mm from the origin; no line enters one, in any field.
 *
 * Where lines lie hangs on every line before them: an obstacle that creeps re-seeds most of them. Let obstacles stand, or
 * step them, and let dashes or `t` do the moving.
 *
 * Distances are kept between points, which lie a third of a separation apart. A separation that is too fine for the
 * rectangle (more than 40,000 squares of it) is widened. About 4 ms for the default. Spacing after Jobard & Lefer,
 * "Creating evenly-spaced streamlines of arbitrary density" (1997); the flow past a disc is the textbook's doublet.
 *
 * @example G.streamlines({ field: "around", obstacles: [-15, -40, 22, 24, 30, 16], spin: 0.6, separation: 2 }).translate(74, 105)
 */
export const streamlines = shapeOp({
  name: "streamlines",
  help: "Evenly spaced lines that follow a field of directions.",
  params: {
    field: choice(FLOWS, "curl", { help: "What the lines follow." }),
    width: number(120, { range: [10, 400], unit: "mm", help: "Width of the rectangle they fill." }),
    height: number(180, { range: [10, 400], unit: "mm", help: "Height of the rectangle they fill." }),
    separation: number(3, { range: [1, 20], unit: "mm", help: "From a line to the next." }),
    test: number(0.5, { range: [0.1, 1], unit: "share", help: "Share of the separation at which a line ends." }),
    shortest: number(4, { range: [0, 50], unit: "mm", help: "Shorter lines are left out." }),
    frequency: number(0.012, { range: [0, 0.05], unit: "1/mm", help: "Of the noise: higher is smaller whorls." }),
    strength: number(1, { range: [-2, 2], help: "Of the noise against a straight current; reach of a dipole." }),
    angle: number(0, { range: [-180, 180], unit: "deg", help: "Direction of the current; spiral of the vortex." }),
    spin: number(0, { range: [-3, 3], help: "How fast obstacles turn in the stream." }),
    obstacles: numbers([], { help: "Discs to go around: x, y, radius each, in mm from the middle." }),
    seed: int(0, { range: [0, 1000], help: "Other noise, other lines." }),
    t: number(0, { range: [0, 10], help: "Changes the noise; feed it time. Slow is about 0.01 a second." }),
  },
  positional: (width, height) => ({ width, height }),
  // Draft and final are the same; but to make it a second time, to see that it stays, would be a stall.
  iterative: true,
  draw(p, out, job) {
    const { settings } = field;
    settings.field = p.field;
    settings.angle = (p.angle * Math.PI) / 180;
    settings.frequency = p.frequency;
    settings.strength = p.strength;
    settings.spin = p.spin;
    settings.phase = p.t * 10;
    settings.reach = p.width / 4;
    field.aim(p.seed, p.obstacles);
    stream.width = Math.max(0.1, p.width);
    stream.height = Math.max(0.1, p.height);
    const longer = Math.max(stream.width, stream.height);
    const least = Math.max(Math.sqrt((stream.width * stream.height) / MOST_CELLS), longer / MOST_ACROSS);
    stream.separation = Math.max(p.separation, least);
    stream.test = Math.min(1, Math.max(0.1, p.test));
    stream.shortest = p.shortest;
    stream.seed = p.seed;
    tracer.draw(MOST_POINTS, out, job.progress);
  },
});
