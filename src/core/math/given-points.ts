// Points an artist gives as one flat list of numbers, x, y or x, y, z in turn.

import { SketchError } from "../sketch-error.ts";

/** How many points the list holds. Throws when one is left incomplete. */
export function countGiven(list: ArrayLike<number>, dimensions: number): number {
  if (list.length % dimensions !== 0) {
    throw new SketchError(`points is a list of ${list.length} numbers`, {
      expected: dimensions === 2 ? "x and y of each point" : "x, y and z of each point",
      try: "Give every point all its numbers; `dimensions` says whether they are 2 or 3.",
    });
  }
  return list.length / dimensions;
}

/** Whether the last of several points repeats the first. */
export function endsWhereItBegins(list: ArrayLike<number>, dimensions: number): boolean {
  const last = list.length - dimensions;
  if (last <= 0) return false;
  for (let i = 0; i < dimensions; i++) if (list[i] !== list[last + i]) return false;
  return true;
}
