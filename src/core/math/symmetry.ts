// Finite groups of mirrors and turns about a point, and the work of a kaleidoscope: cut lines to the region that the
// mirrors enclose, then draw it once in every mirror image.
//
// A group made by mirrors divides space into as many equal regions as it has elements, and each region is cut out by
// two or three mirrors (Coxeter, "Regular Polytopes", 1948, chapter 5). The turns alone are half of them; their region
// is one such region and its neighbour behind the first mirror.

import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";
import { float64Scratch, uint32Scratch } from "../scratch.ts";

/** Mirrors in a row about the axis, or all mirrors of a tetrahedron, an octahedron (and cube), an icosahedron. */
export const SYMMETRIES = ["azimuth", "tetrahedral", "octahedral", "icosahedral"] as const;
export type SymmetryKind = (typeof SYMMETRIES)[number];
type Polyhedral = Exclude<SymmetryKind, "azimuth">;

const PHI = (1 + Math.sqrt(5)) / 2;
const S = Math.SQRT1_2;

/** The three mirrors around a region near the z axis, as normals that point into it. */
const MIRRORS: Readonly<Record<Polyhedral, readonly number[]>> = {
  tetrahedral: [S, S, 0, S, -S, 0, -S, 0, S],
  octahedral: [0, 1, 0, S, -S, 0, -S, 0, S],
  icosahedral: [0, 1, 0, -0.5, -PHI / 2, 0.5 / PHI, 1, 0, 0],
};
/** Numbers of a 3 × 3 matrix. */
const MATRIX = 9;
/** Elements of the largest group: 64 mirrors about an axis. */
const MOST_IMAGES = 128;

const polyhedral = new Map<Polyhedral, Float64Array>();
const frame = new Float64Array(MATRIX);
const product = new Float64Array(MATRIX);

/** A group, and its region. Made once and written anew for each use. */
export class Symmetry {
  /** 3 × 3 matrices, turns first, the identity foremost. */
  readonly images = new Float64Array(MOST_IMAGES * MATRIX);
  count = 0;
  turns = 0;
  /** Normals into the region, three numbers each. */
  readonly walls = new Float64Array(12);
  wallCount = 0;

  /**
   * `mirrors` is the number of mirrors of "azimuth", at most 64. `axis` is where the z axis of the group points, `angle`
   * (degrees) the turn about it; without `reflection` only the turns are taken.
   */
  write(kind: SymmetryKind, mirrors: number, reflection: boolean, axis: ArrayLike<number>, angle: number): void {
    if (kind === "azimuth") this.writeAzimuth(mirrors, reflection);
    else this.writePolyhedral(kind, reflection);
    writeFrame(axis, (angle * Math.PI) / 180);
    for (let i = 0; i < this.count; i++) this.turnImage(i * MATRIX);
    for (let i = 0; i < this.wallCount * 3; i += 3) this.turnWall(i);
  }

  private writeAzimuth(mirrors: number, reflection: boolean): void {
    const { images, walls } = this;
    this.turns = mirrors;
    this.count = reflection ? mirrors * 2 : mirrors;
    images.fill(0, 0, this.count * MATRIX);
    for (let i = 0; i < this.count; i++) {
      const at = i * MATRIX;
      const turn = ((i % mirrors) * 2 * Math.PI) / mirrors;
      const side = i < mirrors ? 1 : -1;
      images[at] = Math.cos(turn);
      images[at + 1] = -Math.sin(turn) * side;
      images[at + 3] = Math.sin(turn);
      images[at + 4] = Math.cos(turn) * side;
      images[at + 8] = 1;
    }
    // The wedge from the x axis on; a single turn is the identity and has none.
    const wedge = (reflection ? 1 : 2) * (Math.PI / mirrors);
    this.wallCount = this.count === 1 ? 0 : 2;
    walls.fill(0, 0, 6);
    walls[1] = 1;
    walls[3] = Math.sin(wedge);
    walls[4] = -Math.cos(wedge);
  }

  private writePolyhedral(kind: Polyhedral, reflection: boolean): void {
    const { images, walls } = this;
    let made = polyhedral.get(kind);
    if (made === undefined) {
      made = closure(MIRRORS[kind]);
      polyhedral.set(kind, made);
    }
    this.turns = made.length / MATRIX / 2;
    this.count = reflection ? this.turns * 2 : this.turns;
    for (let i = 0; i < this.count * MATRIX; i++) images[i] = made[i];
    const mirrors = MIRRORS[kind];
    if (reflection) {
      walls.set(mirrors);
      this.wallCount = 3;
      return;
    }
    this.wallCount = 4;
    for (let i = 3; i < 9; i += 3) {
      const twice = 2 * (mirrors[0] * mirrors[i] + mirrors[1] * mirrors[i + 1] + mirrors[2] * mirrors[i + 2]);
      for (let axis = 0; axis < 3; axis++) {
        walls[i - 3 + axis] = mirrors[i + axis];
        walls[i + 3 + axis] = mirrors[i + axis] - twice * mirrors[axis];
      }
    }
  }

  /** image = frame · image · frame⁻¹ */
  private turnImage(at: number): void {
    const { images } = this;
    multiply(frame, 0, images, at, product);
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += product[row * 3 + k] * frame[column * 3 + k];
        images[at + row * 3 + column] = sum;
      }
    }
  }

  private turnWall(at: number): void {
    const { walls } = this;
    const x = walls[at];
    const y = walls[at + 1];
    const z = walls[at + 2];
    for (let row = 0; row < 3; row++) {
      walls[at + row] = frame[row * 3] * x + frame[row * 3 + 1] * y + frame[row * 3 + 2] * z;
    }
  }
}

/** All products of reflections in the given mirrors, turns first. */
function closure(mirrors: readonly number[]): Float64Array {
  const found: Float64Array[] = [Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)];
  for (let next = 0; next < found.length; next++) {
    for (let m = 0; m < mirrors.length; m += 3) {
      const made = new Float64Array(MATRIX);
      multiply(reflectionIn(mirrors, m), 0, found[next], 0, made);
      if (!found.some((known) => known.every((value, i) => Math.abs(value - made[i]) < 1e-6))) found.push(made);
    }
  }
  const turns = found.filter((matrix) => determinant(matrix) > 0);
  const reflections = found.filter((matrix) => determinant(matrix) < 0);
  return Float64Array.from([...turns, ...reflections].flatMap((matrix) => [...matrix]));
}

function reflectionIn(normals: readonly number[], at: number): Float64Array {
  const matrix = new Float64Array(MATRIX);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      matrix[row * 3 + column] = (row === column ? 1 : 0) - 2 * normals[at + row] * normals[at + column];
    }
  }
  return matrix;
}

function multiply(a: Float64Array, i: number, b: Float64Array, j: number, out: Float64Array): void {
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += a[i + row * 3 + k] * b[j + k * 3 + column];
      out[row * 3 + column] = sum;
    }
  }
}

function determinant(m: Float64Array): number {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

/** Turns by `angle` about z, then z to `axis` by the shortest way. */
function writeFrame(axis: ArrayLike<number>, angle: number): void {
  const length = Math.hypot(axis[0], axis[1], axis[2]);
  const x = length > 0 ? axis[0] / length : 0;
  const y = length > 0 ? axis[1] / length : 0;
  const z = length > 0 ? axis[2] / length : 1;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // Straight down there is no shortest way: over the x axis.
  const k = z > -1 + 1e-12 ? 1 / (1 + z) : 0;
  const xx = k === 0 ? 1 : 1 - x * x * k;
  const yy = k === 0 ? -1 : 1 - y * y * k;
  const xy = -x * y * k;
  frame[0] = xx * cos + xy * sin;
  frame[1] = xy * cos - xx * sin;
  frame[2] = x;
  frame[3] = xy * cos + yy * sin;
  frame[4] = yy * cos - xy * sin;
  frame[5] = y;
  frame[6] = -x * cos - y * sin;
  frame[7] = x * sin - y * cos;
  frame[8] = z;
}

const pieceCoords = float64Scratch();
const pieceEnds = uint32Scratch();
/** Shares of the segment at hand that are left, from and to. */
const clip = new Float64Array(2);
/** How far from a mirror a point may be and is still on it, in mm. In an array, as arguments would be boxed. */
const near = new Float64Array(1);

/** Points nearer to a mirror than this share of the largest coordinate are on it: the rounding of a 32-bit float. */
const ON_MIRROR = 2e-6;

/**
 * Draws the part of the lines inside the group's region, or with `cut` false all of them, once in each image. Cut ends
 * lie on the mirrors, so pieces meet. What lies in a mirror is its own reflection and is not drawn twice. Returns how
 * far from the centre the lines reach.
 */
export function drawImages(
  group: Symmetry,
  centre: Float64Array,
  cut: boolean,
  input: Polylines,
  out: LineWriter,
): number {
  const { coords, offsets, points, lines } = input;
  let largest = Math.max(Math.abs(centre[0]), Math.abs(centre[1]), Math.abs(centre[2]));
  for (let at = 0; at < points * 3; at++) largest = Math.max(largest, Math.abs(coords[at]));
  near[0] = largest * ON_MIRROR;

  // At worst every segment is a piece of its own.
  const local = pieceCoords.take((points * 2 + 1) * 3);
  const ends = pieceEnds.take(points + lines + 1);
  let pieces = 0;
  let count = 0;
  for (let line = 0; line < lines; line++) {
    const first = offsets[line];
    const end = offsets[line + 1];
    let open = false;
    for (let i = first; i < end; i++) {
      const a = i * 3;
      const b = i + 1 < end ? a + 3 : a;
      if (a === b && end - first > 1) break; // the last point went with its segment
      clip[0] = 0;
      clip[1] = 1;
      if (cut) clipSegment(group, coords, a, b, centre);
      if (clip[0] > clip[1]) {
        open = false;
        continue;
      }
      if (!open || clip[0] > 0) {
        count = writeEnd(coords, a, b, 0, centre, local, count);
        ends[pieces++] = count;
      }
      if (b > a) count = writeEnd(coords, a, b, 1, centre, local, count);
      ends[pieces - 1] = count;
      open = clip[1] === 1;
    }
  }
  out.reserve(count * group.count, pieces * group.count);
  for (let image = 0; image < group.count; image++) {
    let from = 0;
    for (let piece = 0; piece < pieces; piece++) {
      const to = ends[piece];
      if (!cut || !lies(group, local, from, to) || isNew(group, image, local, from, to)) {
        writeImage(group.images, image * MATRIX, local, from, to, centre, out);
      }
      from = to;
    }
  }
  let reach = 0;
  for (let at = 0; at < count * 3; at += 3) {
    reach = Math.max(reach, local[at] ** 2 + local[at + 1] ** 2 + local[at + 2] ** 2);
  }
  return Math.sqrt(reach);
}

/** Narrows `clip` to the share of the segment inside all walls; what is on a wall is inside. */
function clipSegment(group: Symmetry, coords: Float32Array, a: number, b: number, centre: Float64Array): void {
  const { walls, wallCount } = group;
  for (let w = 0; w < wallCount * 3; w += 3) {
    let from = 0;
    let to = 0;
    for (let axis = 0; axis < 3; axis++) {
      from += walls[w + axis] * (coords[a + axis] - centre[axis]);
      to += walls[w + axis] * (coords[b + axis] - centre[axis]);
    }
    if (Math.abs(from) <= near[0]) from = 0;
    if (Math.abs(to) <= near[0]) to = 0;
    if (from < 0 && to < 0) {
      clip[0] = 2;
      return;
    }
    if (from < 0) clip[0] = Math.max(clip[0], from / (from - to));
    else if (to < 0) clip[1] = Math.min(clip[1], from / (from - to));
  }
  // A segment that only touches the region with an end is no piece.
  if (clip[0] === clip[1] && b > a) clip[0] = 2;
}

/** Writes where what is left of the segment starts (0) or ends (1), seen from the centre. */
function writeEnd(
  coords: Float32Array,
  a: number,
  b: number,
  which: 0 | 1,
  centre: Float64Array,
  local: Float64Array,
  count: number,
): number {
  const share = clip[which];
  for (let axis = 0; axis < 3; axis++) {
    const start = coords[a + axis];
    const end = coords[b + axis];
    local[count * 3 + axis] = (share === 1 ? end : start + (end - start) * share) - centre[axis];
  }
  return count + 1;
}

/** Whether a piece lies in one of the walls. */
function lies(group: Symmetry, local: Float64Array, from: number, to: number): boolean {
  const { walls, wallCount } = group;
  for (let w = 0; w < wallCount * 3; w += 3) {
    let within = true;
    for (let at = from * 3; at < to * 3 && within; at += 3) {
      const d = walls[w] * local[at] + walls[w + 1] * local[at + 1] + walls[w + 2] * local[at + 2];
      within = Math.abs(d) <= near[0];
    }
    if (within) return true;
  }
  return false;
}

/** Whether no earlier image puts the piece in the same place. Asked for the few pieces that lie in a wall. */
function isNew(group: Symmetry, image: number, local: Float64Array, from: number, to: number): boolean {
  const { images } = group;
  for (let earlier = 0; earlier < image; earlier++) {
    let same = true;
    for (let at = from * 3; at < to * 3 && same; at += 3) {
      for (let row = 0; row < MATRIX && same; row += 3) {
        let apart = 0;
        for (let k = 0; k < 3; k++) {
          apart += (images[image * MATRIX + row + k] - images[earlier * MATRIX + row + k]) * local[at + k];
        }
        same = Math.abs(apart) <= near[0] * 4;
      }
    }
    if (same) return false;
  }
  return true;
}

function writeImage(
  images: Float64Array,
  m: number,
  local: Float64Array,
  from: number,
  to: number,
  centre: Float64Array,
  out: LineWriter,
): void {
  const { coords } = out;
  let at = out.points * 3;
  for (let p = from * 3; p < to * 3; p += 3, at += 3) {
    const x = local[p];
    const y = local[p + 1];
    const z = local[p + 2];
    coords[at] = centre[0] + images[m] * x + images[m + 1] * y + images[m + 2] * z;
    coords[at + 1] = centre[1] + images[m + 3] * x + images[m + 4] * y + images[m + 5] * z;
    coords[at + 2] = centre[2] + images[m + 6] * x + images[m + 7] * y + images[m + 8] * z;
  }
  out.commitLine(to - from);
}
