import { combineRegions } from "../math/clipper.ts";
import { choice, effectOp } from "../op.ts";

/**
 * Combines the regions that closed lines enclose, each input by the even-odd rule: union, intersection, difference (the
 * further inputs are taken away) or xor (what lies in one alone). Several further inputs are combined one after the
 * other. Seen from the front: the result lies as high as the input's first point. Open lines and dots are no region and
 * go. Coordinates are rounded to a thousandth of a millimetre, so scale shapes up first.
 *
 * By Vatti's sweep (1992) in the clipper2-ts library: the time grows with the edges times those that stand side by side
 * at one height, and with the crossings.
 *
 * @example G.circle(40).translate(54, 105).boolean({ mode: "xor" }, G.circle(40).translate(94, 105), G.polygon(6).scale(60).translate(74, 75)).fill({ spacing: 1.8 })
 */
export const boolean = effectOp({
  name: "boolean",
  help: "Union, intersection, difference of regions.",
  params: {
    mode: choice(["union", "intersection", "difference", "xor"], "union", { help: "What to keep of the regions." }),
  },
  masks: { least: 1, most: 5, help: "the regions to combine with" },
  apply(p, input, out, masks) {
    combineRegions(p.mode, input, masks, out);
  },
});
