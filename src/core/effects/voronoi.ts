import { boundingBox } from "../math/bounding-box.ts";
import { writeCells } from "../math/voronoi.ts";
import { effectOp, number } from "../op.ts";
import { createPolylines } from "../polylines.ts";

const box = new Float64Array(6);
const frame = createPolylines(4, 1);
frame.offsets[1] = 4;

/**
 * The Voronoi diagram of the drawing's points: for each point one closed line round all that is nearer to it than to any
 * other. Cells are bounded by the drawing's box and `margin` around it; neighbours share an edge, which `deduplicate`
 * takes out for a plot. A point that repeats another has no cell of its own. Only x and y count; cells lie at z 0. After
 * Voronoi (1908), by way of the Delaunay triangulation.
 *
 * @example G.lissajous({ frequency: [5, 4, 0], points: 240 }).scale(100).translate(74, 105).voronoi(8)
 */
export const voronoi = effectOp({
  name: "voronoi",
  help: "Cells of all that is nearest to each point.",
  params: {
    margin: number(10, { range: [0, 100], unit: "mm", help: "Room around the outermost points." }),
  },
  positional: (margin) => ({ margin }),
  apply(p, input, out) {
    if (input.points === 0) return;
    boundingBox(input, box);
    const margin = Math.max(0, p.margin);
    const { coords } = frame;
    for (let corner = 0; corner < 4; corner++) {
      coords[corner * 3] = corner === 1 || corner === 2 ? box[3] + margin : box[0] - margin;
      coords[corner * 3 + 1] = corner >= 2 ? box[4] + margin : box[1] - margin;
    }
    writeCells(frame, input.coords, input.points, out, 0);
  },
});
