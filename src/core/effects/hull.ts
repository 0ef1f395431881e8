import type { LineWriter } from "../line-writer.ts";
import { sortPoints } from "../math/sort-points.ts";
import { choice, effectOp } from "../op.ts";
import { int32Scratch } from "../scratch.ts";

const orderMemory = int32Scratch();
const chainMemory = int32Scratch();

/**
 * The tightest convex outline about all points, or about those of each line: a rubber band. Seen from the front; its
 * corners are points of the input and keep their z. Points on one line give a line of two points, a single place a dot.
 * Andrew's monotone chain (1979): n·log n steps.
 *
 * @example G.lissajous().scale(110).translate(74, 105).dash(120, 20).hull({ of: "line" })
 */
export const hull = effectOp({
  name: "hull",
  help: "Convex outline.",
  params: { of: choice(["drawing", "line"], "drawing", { help: "One outline about all, or one per line." }) },
  size(p, input, size) {
    size.points = p.of === "drawing" ? input.points + 1 : input.points + input.lines;
    size.lines = p.of === "drawing" ? 1 : input.lines;
  },
  apply(p, input, out) {
    const { coords, offsets, lines, points } = input;
    if (p.of === "drawing") writeHull(coords, 0, points, out);
    else for (let line = 0; line < lines; line++) writeHull(coords, offsets[line], offsets[line + 1], out);
  },
});

function writeHull(coords: Float32Array, first: number, end: number, out: LineWriter): void {
  if (first === end) return;
  const count = end - first;
  const order = orderMemory.take(count);
  for (let i = 0; i < count; i++) order[i] = first + i;
  sortPoints(order, count, coords);
  const chain = chainMemory.take(count * 2 + 1);
  // There along one side, back along the other; each new point takes back those that would dent the outline.
  let size = 0;
  for (let k = 0; k < count; k++) {
    while (size > 1 && !turns(coords, chain[size - 2], chain[size - 1], order[k])) size--;
    chain[size++] = order[k];
  }
  const there = size;
  for (let k = count - 2; k >= 0; k--) {
    while (size > there && !turns(coords, chain[size - 2], chain[size - 1], order[k])) size--;
    chain[size++] = order[k];
  }
  if (size === 3) size = 2; // there and back along one line
  if (size === 2 && samePlace(coords, chain[0], chain[1])) size = 1;
  for (let k = 0; k < size; k++) {
    const at = chain[k] * 3;
    if (k === 0) out.moveTo(coords[at], coords[at + 1], coords[at + 2]);
    else out.lineTo(coords[at], coords[at + 1], coords[at + 2]);
  }
}

/** Whether the way from a over b to c turns clockwise on the sheet. */
function turns(coords: Float32Array, a: number, b: number, c: number): boolean {
  const ux = coords[b * 3] - coords[a * 3];
  const uy = coords[b * 3 + 1] - coords[a * 3 + 1];
  const vx = coords[c * 3] - coords[a * 3];
  const vy = coords[c * 3 + 1] - coords[a * 3 + 1];
  return ux * vy - uy * vx > 0;
}

function samePlace(coords: Float32Array, a: number, b: number): boolean {
  return coords[a * 3] === coords[b * 3] && coords[a * 3 + 1] === coords[b * 3 + 1];
}
