import { offsetRegions } from "../math/clipper.ts";
import { choice, effectOp, flag, int, number } from "../op.ts";

/**
 * Outlines at a distance. Closed lines grow, or shrink where it is negative, by exactly `distance`; open lines and dots
 * get an outline about them, or vanish. With `union` the drawing is one region: overlaps melt and holes stay holes, by
 * the even-odd rule; without it each line is drawn about by itself, the original's way (which also shrank what it had
 * grown, by 1 / (1 + 2·distance / 25)). `join` shapes corners and the ends of open lines: round; mitre, cut off at four
 * distances, with square ends; bevel, with flat ends.
 *
 * Seen from the front: the result lies as high as the input's first point. Coordinates are rounded to a thousandth of a
 * millimetre, so scale shapes up first. By the clipper2-ts library (offsets by winding number, Chen and McMains, 2005);
 * it makes garbage, and its time grows with the edges times those that stand side by side at one height. Outlines that
 * cross each other everywhere cost it dearly: 500 circles in a heap take seconds.
 *
 * @example G.circle(17).translate(74, 80).repeat({ count: 4, offset: 0, rotationStep: [0, 0, 72], autoCentre: false, pivot: [74, 105, 0] }).offset({ distance: 3, keepOriginal: true }).offset({ distance: 3, keepOriginal: true }).offset({ distance: 3, keepOriginal: true })
 */
export const offset = effectOp({
  name: "offset",
  help: "Outlines at a distance.",
  params: {
    distance: number(5, { range: [-25, 25], unit: "mm", help: "Outwards, or inwards if negative." }),
    join: choice(["round", "mitre", "bevel"], "round", { help: "Shape of corners and of open ends." }),
    segments: int(12, { range: [1, 64], hard: true, help: "Pieces per quarter of a round corner." }),
    union: flag(true, { help: "The drawing is one region; otherwise each line by itself." }),
    keepOriginal: flag(false, { help: "Draw the lines themselves, too." }),
  },
  positional: (distance) => ({ distance }),
  apply(p, input, out) {
    if (p.keepOriginal) out.copyLines(input, 0, input.lines);
    offsetRegions(p, input, out);
  },
});
