import type { LineWriter } from "../line-writer.ts";
import { triangulate } from "../math/triangulation.ts";
import { choice, effectOp, number } from "../op.ts";

/**
 * The Delaunay triangulation of the drawing's points: a net of triangles, as nearly equal-sided as the points allow,
 * since no point lies within the circle round another three. Edges once each, two points a line, or whole triangles,
 * closed. Neighbours are found by x and y; the lines keep the points' z. With `longest` above 0, edges (and triangles
 * with edges) longer than this are left out, which opens bays and holes in the net. Points in one row are joined along
 * it; a point alone is dropped. After Delaunay (1934).
 *
 * @example G.lissajous({ frequency: [5, 4, 0], points: 300 }).scale(120).translate(74, 105).delaunay({ longest: 22 })
 */
export const delaunay = effectOp({
  name: "delaunay",
  help: "Net of triangles between the points.",
  params: {
    style: choice(["edges", "triangles"], "edges", { help: "Each edge once, or closed triangles." }),
    longest: number(0, { range: [0, 200], unit: "mm", help: "Longest edge that is drawn; 0 for any." }),
  },
  positional: (longest) => ({ longest }),
  size(p, input, size) {
    // n points make at most 2n − 5 triangles and 3n − 6 edges; in one row, n − 1 edges.
    const triangles = p.style === "triangles";
    size.lines = input.points * (triangles ? 2 : 3);
    size.points = size.lines * (triangles ? 4 : 2);
  },
  apply(p, input, out) {
    const { coords } = input;
    const { triangles, ends, edges } = triangulate(coords, input.points);
    const most = p.longest > 0 ? p.longest : Infinity;
    if (p.style === "edges") {
      for (let i = 0; i < edges * 2; i += 2) {
        if (distance(coords, ends[i], ends[i + 1]) > most) continue;
        addPoint(coords, ends[i], out, true);
        addPoint(coords, ends[i + 1], out, false);
      }
      return;
    }
    for (let i = 0; i < triangles.length; i += 3) {
      let longest = 0;
      for (let j = 0; j < 3; j++) {
        longest = Math.max(longest, distance(coords, triangles[i + j], triangles[i + ((j + 1) % 3)]));
      }
      if (longest > most) continue;
      for (let j = 0; j <= 3; j++) addPoint(coords, triangles[i + (j % 3)], out, j === 0);
    }
  },
});

function addPoint(coords: Float32Array, point: number, out: LineWriter, starts: boolean): void {
  const at = point * 3;
  if (starts) out.moveTo(coords[at], coords[at + 1], coords[at + 2]);
  else out.lineTo(coords[at], coords[at + 1], coords[at + 2]);
}

/** On the sheet: the net is flat to the rule that makes it. */
function distance(coords: Float32Array, a: number, b: number): number {
  return Math.hypot(coords[a * 3] - coords[b * 3], coords[a * 3 + 1] - coords[b * 3 + 1]);
}
