import { effectOp } from "../op.ts";

/**
 * All lines of several geometries, one after the other, as one geometry. Lists of geometries draw the same in a layer; this
 * is for effects that have to see them together: occluding one by another, filling between them, joining across.
 *
 * @example G.circle(40).translate(54, 105).concat(G.circle(40).translate(94, 105), G.polygon(3).scale(90).translate(74, 105)).fill({ spacing: 2 })
 */
export const concat = effectOp({
  name: "concat",
  help: "Several geometries as one.",
  params: {},
  masks: { least: 1, most: 5, help: "the geometries to add" },
  size(_p, input, size, masks) {
    size.points = input.points;
    size.lines = input.lines;
    for (let i = 0; i < masks.length; i++) {
      size.points += masks[i].points;
      size.lines += masks[i].lines;
    }
  },
  apply(_p, input, out, masks) {
    out.copyLines(input, 0, input.lines);
    for (let i = 0; i < masks.length; i++) out.copyLines(masks[i], 0, masks[i].lines);
  },
});
