// The closed lines of a drawing as one region, listed by strips: what ops need that set things into an area.

import type { Polylines } from "../polylines.ts";
import { closedPoints, isClosed } from "./closed.ts";
import type { EdgeStrips } from "./edge-strips.ts";

/** Fills `region` with the edges of the closed lines, each owned by its line. */
export function indexOutlines(input: Polylines, region: EdgeStrips): void {
  region.begin(closedPoints(input));
  addOutlines(input, region);
  region.index();
}

/** Adds the edges of the closed lines to a region that has been begun. */
export function addOutlines({ coords, offsets, lines }: Polylines, region: EdgeStrips): void {
  for (let line = 0; line < lines; line++) {
    if (isClosed(coords, offsets[line], offsets[line + 1])) region.add(coords, offsets[line], offsets[line + 1], line);
  }
}
