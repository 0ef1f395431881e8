import type { LineWriter } from "../line-writer.ts";
import { isClosed } from "../math/closed.ts";
import { Hatch } from "../math/hatch.ts";
import { distanceToPlane, FRAME, frameAt, normalOf } from "../math/plane.ts";
import { choice, effectOp, flag, int, number } from "../op.ts";
import type { Polylines } from "../polylines.ts";
import { float64Scratch, int32Scratch } from "../scratch.ts";

/** A stretch shorter than this, in mm, is the rounding of a corner. */
const SHORTEST = 1e-4;
/** No two rows are nearer, in mm. */
const FINEST = 0.01;

const hatch = new Hatch();
const flatMemory = float64Scratch();
const nextMemory = int32Scratch();
const previousMemory = int32Scratch();
const frame = new Float64Array(FRAME);
const normal = new Float64Array(3);
const largest = new Float64Array(3);

/** Direction of the rows at hand: cosine, sine. */
const direction = new Float64Array(2);

/**
 * Hatches what the closed lines enclose, by the even-odd rule: a closed line within another is a hole. Where all of
 * them lie in one plane they are one area; otherwise each is a face of its own, hatched in its own plane, so that
 * solids turn with their hatching. `angle` is measured on the sheet, or within the plane from where it runs level.
 *
 * `spacing` parts the rows; `density`, if above 0, says how many fit into the area's height instead, whatever its size,
 * which is the original's way. With `spacingGradient` g the gaps grow steadily across the area, from spacing·e^(−g/2)
 * to spacing·e^(g/2). `angleSets` lays further rows, turned evenly about half a circle. Styles: lines; cross, each set
 * once more at right angles; dots (two points in one place), as far apart as the rows; zigzag, rows that follow each other
 * joined at the area's edge; where that bends inward between two rows, the join cuts the corner.
 *
 * Rows run to and fro, so that a pen travels little. Open lines and dots pass with the outlines, or go with them.
 * Scan lines with counted crossings (Wylie, Romney, Evans and Erdahl, 1967).
 *
 * @example G.polygon(6).scale(120).translate(74, 105).repeat({ count: 2, offset: 0, scale: 0.66, rotationStep: [0, 0, 15] }).fill({ spacing: 1.6, angle: 30, spacingGradient: 1.5 })
 */
export const fill = effectOp({
  name: "fill",
  help: "Hatches closed lines.",
  params: {
    spacing: number(2, { range: [0.2, 20], unit: "mm", help: "Distance between rows." }),
    angle: number(45, { range: [-180, 180], unit: "deg", help: "Direction of the rows." }),
    density: number(0, { range: [0, 400], unit: "lines", help: "Rows over the area's height; 0 goes by spacing." }),
    angleSets: int(1, { range: [1, 6], hard: true, help: "Directions, spread evenly." }),
    spacingGradient: number(0, { range: [-4, 4], hard: true, help: "How much the gaps grow across the area." }),
    style: choice(["lines", "cross", "dots", "zigzag"], "lines", { help: "What is laid along the rows." }),
    keepOutline: flag(true, { help: "Draw the lines that were filled, too." }),
  },
  positional: (spacing, angle) => ({ spacing, angle }),
  apply(p, input, out) {
    const { coords, offsets, lines } = input;
    if (p.keepOutline) out.copyLines(input, 0, lines);
    const face = largestFace(input);
    if (face < 0) return;
    const flat = flatMemory.take(input.points * 2);
    frameAt(coords, offsets[face], largest, frame);
    if (isFlat(input)) {
      fillFaces(p, input, 0, lines, flat, out);
      return;
    }
    for (let line = 0; line < lines; line++) {
      if (!isClosed(coords, offsets[line], offsets[line + 1])) continue;
      normalOf(coords, offsets[line], offsets[line + 1], normal);
      if (normal[0] === 0 && normal[1] === 0 && normal[2] === 0) continue;
      frameAt(coords, offsets[line], normal, frame);
      fillFaces(p, input, line, line + 1, flat, out);
    }
  },
});

interface FillParams {
  spacing: number;
  angle: number;
  density: number;
  angleSets: number;
  spacingGradient: number;
  style: "lines" | "cross" | "dots" | "zigzag";
}

/** Hatches the closed ones of the lines `from .. to` as one area in the plane of `frame`. */
function fillFaces(
  p: FillParams,
  input: Polylines,
  from: number,
  to: number,
  flat: Float64Array,
  out: LineWriter,
): void {
  const { coords, offsets } = input;
  let top = Infinity;
  let bottom = -Infinity;
  for (let line = from; line < to; line++) {
    if (!isClosed(coords, offsets[line], offsets[line + 1])) continue;
    for (let i = offsets[line]; i < offsets[line + 1]; i++) {
      const x = coords[i * 3] - frame[0];
      const y = coords[i * 3 + 1] - frame[1];
      const z = coords[i * 3 + 2] - frame[2];
      const v = x * frame[6] + y * frame[7] + z * frame[8];
      flat[i * 2] = x * frame[3] + y * frame[4] + z * frame[5];
      flat[i * 2 + 1] = v;
      if (v < top) top = v;
      if (v > bottom) bottom = v;
    }
  }
  const spacing = Math.max(FINEST, p.density > 0 ? (bottom - top) / p.density : p.spacing);
  const directions = p.style === "cross" ? p.angleSets * 2 : p.angleSets;
  for (let set = 0; set < directions; set++) {
    const crosswise = set < p.angleSets ? 0 : 90;
    const turn = ((p.angle + ((set % p.angleSets) * 180) / p.angleSets + crosswise) * Math.PI) / 180;
    direction[0] = Math.cos(turn);
    direction[1] = Math.sin(turn);
    hatch.begin(offsets[to] - offsets[from]);
    for (let line = from; line < to; line++) {
      if (!isClosed(coords, offsets[line], offsets[line + 1])) continue;
      hatch.add(flat, offsets[line], offsets[line + 1], direction[0], direction[1]);
    }
    hatch.scan(spacing, p.spacingGradient);
    if (p.style === "dots") writeDots(spacing, out);
    else if (p.style === "zigzag") writeZigzags(out);
    else writeRows(out);
    hatch.release();
  }
}

function writeRows(out: LineWriter): void {
  const { starts, crossings, heights, rows } = hatch;
  for (let row = 0, there = true; row < rows; row++, there = !there) {
    const first = starts[row];
    const end = starts[row + 1];
    for (let i = first; i + 1 < end; i += 2) {
      const at = there ? i : first + end - 2 - i;
      if (crossings[at + 1] - crossings[at] < SHORTEST) continue;
      writePoint(crossings[there ? at : at + 1], heights[row], true, out);
      writePoint(crossings[there ? at + 1 : at], heights[row], false, out);
    }
  }
}

function writeDots(gap: number, out: LineWriter): void {
  const { starts, crossings, heights, rows } = hatch;
  const middle = (hatch.left + hatch.right) / 2;
  for (let row = 0; row < rows; row++) {
    for (let i = starts[row]; i + 1 < starts[row + 1]; i += 2) {
      const last = Math.floor((crossings[i + 1] - middle) / gap);
      for (let step = Math.ceil((crossings[i] - middle) / gap); step <= last; step++) {
        writePoint(middle + step * gap, heights[row], true, out);
        writePoint(middle + step * gap, heights[row], false, out); // twice: a pen set down, where one point is none
      }
    }
  }
}

/** A stretch goes on in the next row where each of the two has no other beside it. */
function writeZigzags(out: LineWriter): void {
  const { starts, crossings, heights, rows } = hatch;
  const stretches = starts[rows] / 2;
  const next = nextMemory.take(stretches);
  const previous = previousMemory.take(stretches);
  next.fill(NONE, 0, stretches);
  previous.fill(NONE, 0, stretches);
  for (let row = 0; row + 1 < rows; row++) {
    let a = starts[row];
    let b = starts[row + 1];
    while (a < starts[row + 1] && b < starts[row + 2]) {
      if (crossings[a] < crossings[b + 1] && crossings[b] < crossings[a + 1]) {
        next[a / 2] = next[a / 2] === NONE ? b / 2 : SEVERAL;
        previous[b / 2] = previous[b / 2] === NONE ? a / 2 : SEVERAL;
      }
      if (crossings[a + 1] < crossings[b + 1]) a += 2;
      else b += 2;
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let i = starts[row] / 2; i < starts[row + 1] / 2; i++) {
      if (previous[i] >= 0 && next[previous[i]] === i) continue; // drawn with the one before
      let there = true;
      for (let at = i, y = row; ; y++, there = !there) {
        writePoint(crossings[there ? at * 2 : at * 2 + 1], heights[y], at === i, out);
        writePoint(crossings[there ? at * 2 + 1 : at * 2], heights[y], false, out);
        const following = next[at];
        if (following < 0 || previous[following] !== at) break;
        at = following;
      }
    }
  }
}
const NONE = -1;
const SEVERAL = -2;

/** From the turned plane back into space. */
function writePoint(x: number, y: number, starts: boolean, out: LineWriter): void {
  const u = x * direction[0] - y * direction[1];
  const v = x * direction[1] + y * direction[0];
  const px = frame[0] + u * frame[3] + v * frame[6];
  const py = frame[1] + u * frame[4] + v * frame[7];
  const pz = frame[2] + u * frame[5] + v * frame[8];
  if (starts) out.moveTo(px, py, pz);
  else out.lineTo(px, py, pz);
}

/** The closed line that encloses most, its normal left in `largest`; -1 if none encloses anything. */
function largestFace({ coords, offsets, lines }: Polylines): number {
  let face = -1;
  let most = 0;
  for (let line = 0; line < lines; line++) {
    if (!isClosed(coords, offsets[line], offsets[line + 1])) continue;
    normalOf(coords, offsets[line], offsets[line + 1], normal);
    const square = normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2;
    if (!(square > most)) continue;
    most = square;
    face = line;
    largest.set(normal);
  }
  return face;
}

/** Whether all closed lines lie in the plane of `frame`. */
function isFlat({ coords, offsets, lines }: Polylines): boolean {
  for (let line = 0; line < lines; line++) {
    const end = offsets[line + 1];
    if (!isClosed(coords, offsets[line], end)) continue;
    for (let i = offsets[line]; i < end; i++) {
      const far = Math.abs(coords[i * 3] - frame[0]) + Math.abs(coords[i * 3 + 1] - frame[1]);
      if (distanceToPlane(coords, i, frame) > 1e-3 + far * 1e-5) return false;
    }
  }
  return true;
}
