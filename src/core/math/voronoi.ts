// Voronoi cells within a region: what of it is nearest to each of a list of sites.

import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";
import { keepNearer, takeRegion, writeRegion } from "./half-plane.ts";
import { triangulate } from "./triangulation.ts";

/**
 * Writes the cell of every site as closed lines, several where the region falls apart. Sites are x, y, z each; a
 * repeated one has no cell of its own. A cell is cut by the bisectors with its site's Delaunay neighbours and no
 * others, `gap` mm between two cells, so the cost is that of the triangulation and about six cuts through the region's outline per site.
 */
export function writeCells(
  region: Polylines,
  sites: ArrayLike<number>,
  count: number,
  out: LineWriter,
  z: number,
  gap = 0,
): void {
  const { starts, neighbours, used } = triangulate(sites, count);
  for (let site = 0; site < count; site++) {
    if (used[site] === 0) continue;
    takeRegion(region);
    for (let i = starts[site]; i < starts[site + 1]; i++) {
      const other = neighbours[i];
      keepNearer(sites[site * 3], sites[site * 3 + 1], sites[other * 3], sites[other * 3 + 1], gap / 2);
    }
    writeRegion(out, z);
  }
}
