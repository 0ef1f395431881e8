// The one file that knows clipper2-ts: regions as whole polygons, for `boolean` and `offset`. It works on integers, in
// thousandths of a millimetre, and on objects: these are the two ops that make garbage. (Lines against an outline, and
// hatching, do not come here; they are ten and more times faster on our own arrays.)

import {
  Clipper64,
  ClipperOffset,
  ClipType,
  EndType,
  FillRule,
  JoinType,
  type Path64,
  type Paths64,
  PathType,
} from "clipper2-ts";
import type { LineWriter } from "../line-writer.ts";
import type { Polylines } from "../polylines.ts";
import { float64Scratch } from "../scratch.ts";
import { isClosed } from "./closed.ts";
import { areApart, doubleArea, holds, insetConvex, isConvex } from "./rings-apart.ts";

/** Steps per millimetre. */
const FINE = 1000;
/** Largest integer coordinate: with it the products of the sweep stay well within a double. */
const LARGEST = 2 ** 31;
/** A mitre longer than this many distances is cut off. */
const MITRE_LIMIT = 4;
/** More outlines than this are swept: each would be asked about each. */
const MOST_RINGS = 100;

const insetScratch = float64Scratch();
const otherScratch = float64Scratch();

export type BooleanMode = "union" | "intersection" | "difference" | "xor";
export type JoinStyle = "round" | "mitre" | "bevel";

const CLIP_TYPES: Readonly<Record<BooleanMode, ClipType>> = {
  union: ClipType.Union,
  intersection: ClipType.Intersection,
  difference: ClipType.Difference,
  xor: ClipType.Xor,
};
const JOINS: Readonly<Record<JoinStyle, JoinType>> = {
  round: JoinType.Round,
  mitre: JoinType.Miter,
  bevel: JoinType.Bevel,
};
/** How the ends of an open line look: as its corners do. */
const ENDS: Readonly<Record<JoinStyle, EndType>> = {
  round: EndType.Round,
  mitre: EndType.Square,
  bevel: EndType.Butt,
};

/** Combines the region of the closed lines with that of each mask in turn, all by the even-odd rule. */
export function combineRegions(
  mode: BooleanMode,
  input: Polylines,
  masks: readonly Polylines[],
  out: LineWriter,
): void {
  let scale = scaleFor(input, 0);
  for (const mask of masks) scale = Math.min(scale, scaleFor(mask, 0));
  const regions = [closedPaths(input, scale), ...masks.map((mask) => closedPaths(mask, scale))];
  for (const near of neighbourhoods(regions))
    writePaths(chooseRings(mode, near) ?? sweepRegions(mode, near), scale, planeOf(input), out);
}

/** The regions, divided into parts that lie apart: whose boxes do not touch have nothing to do with one another. */
function neighbourhoods(regions: readonly Paths64[]): Paths64[][] {
  const parts: { paths: Paths64[]; left: number; top: number; right: number; bottom: number }[] = [];
  const count = regions.reduce((sum, region) => sum + region.length, 0);
  if (count > MOST_RINGS) return [[...regions]];
  regions.forEach((region, owner) => {
    for (const path of region) {
      const made = { paths: regions.map((): Paths64 => []), ...boxOf(path) };
      made.paths[owner].push(path);
      // Whatever it touches becomes one with it, and the box that grows may touch more.
      for (let i = 0; i < parts.length; ) {
        const part = parts[i];
        if (part.left > made.right || made.left > part.right || part.top > made.bottom || made.top > part.bottom) {
          i++;
          continue;
        }
        made.paths = part.paths.map((paths, k) => [...paths, ...made.paths[k]]);
        made.left = Math.min(made.left, part.left);
        made.top = Math.min(made.top, part.top);
        made.right = Math.max(made.right, part.right);
        made.bottom = Math.max(made.bottom, part.bottom);
        parts.splice(i, 1);
        i = 0;
      }
      parts.push(made);
    }
  });
  return parts.map(({ paths }) => paths);
}

function boxOf(path: Path64): { left: number; top: number; right: number; bottom: number } {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of path) {
    if (x < box.left) box.left = x;
    if (x > box.right) box.right = x;
    if (y < box.top) box.top = y;
    if (y > box.bottom) box.bottom = y;
  }
  return box;
}

/** One after the other. A region without an outline here takes part, too: nothing intersects with it. */
function sweepRegions(mode: BooleanMode, [first, ...others]: readonly Paths64[]): Paths64 {
  return others.reduce((result, region) => combine(CLIP_TYPES[mode], result, region), first);
}

/** The result where no outline meets another, or itself; null where one does. Outlines run as those of a sweep do. */
function chooseRings(mode: BooleanMode, regions: readonly Paths64[]): Paths64 | null {
  const rings = regions.flat();
  const owners = regions.flatMap((region, owner) => region.map(() => owner));
  if (rings.length > MOST_RINGS || !areApart(rings)) return null;
  const chosen: Paths64 = [];
  const lies = regions.map(() => false);
  rings.forEach((ring, i) => {
    lies.fill(false);
    rings.forEach((other, j) => {
      if (i !== j && holds(other, ring[0].x, ring[0].y)) lies[owners[j]] = !lies[owners[j]];
    });
    const without = isIn(mode, lies);
    lies[owners[i]] = !lies[owners[i]];
    const within = isIn(mode, lies);
    if (within !== without) chosen.push(turned(withoutLevelPoints(ring), within));
  });
  return chosen;
}

function isIn(mode: BooleanMode, [first, ...others]: readonly boolean[]): boolean {
  switch (mode) {
    case "union":
      return first || others.includes(true);
    case "intersection":
      return first && !others.includes(false);
    case "difference":
      return first && !others.includes(true);
    case "xor":
      return others.reduce((odd, each) => odd !== each, first);
  }
}

/** Outlines have a positive area, holes a negative one. */
function turned(path: Path64, outline: boolean): Path64 {
  return doubleArea(path) > 0 === outline ? path : path.toReversed();
}

/** A sweep leaves out points on a straight line, too. */
function withoutLevelPoints(path: Path64): Path64 {
  return path.filter((b, i) => {
    const a = path[i > 0 ? i - 1 : path.length - 1];
    const c = path[i + 1 < path.length ? i + 1 : 0];
    return (b.x - a.x) * (c.y - b.y) !== (b.y - a.y) * (c.x - b.x);
  });
}

export interface OffsetRule {
  distance: number;
  join: JoinStyle;
  segments: number;
  union: boolean;
}

/** Outlines at a distance: of the whole drawing as one region, or of each line by itself. */
export function offsetRegions(rule: OffsetRule, input: Polylines, out: LineWriter): void {
  const scale = scaleFor(input, Math.abs(rule.distance) * MITRE_LIMIT);
  const z = planeOf(input);
  if (rule.union) {
    writePaths(offsetPaths(rule, closedPaths(input, scale), openPaths(input, scale), scale), scale, z, out);
    return;
  }
  for (let line = 0; line < input.lines; line++) {
    const path = pathOf(input, line, scale);
    if (path.length === 0) continue;
    const isRegion = isRegionPath(input, line, path);
    writePaths(offsetPaths(rule, isRegion ? [path] : [], isRegion ? [] : [path], scale), scale, z, out);
  }
}

function offsetPaths(rule: OffsetRule, closed: Paths64, open: Paths64, scale: number): Paths64 {
  const distance = rule.distance * scale;
  const [ring] = closed;
  // By far the most rings are simple: nothing has to be found out about them.
  const apart = closed.length === 1 && areApart(closed) ? turned(withoutLevelPoints(ring), true) : null;
  if (apart !== null && distance < 0 && isConvex(apart)) return insetOf(apart, -distance);
  // A full circle has 4·segments corners: so far may its chords lie inside it.
  const arc = Math.abs(distance) * (1 - Math.cos(Math.PI / (4 * Math.max(1, rule.segments))));
  const offset = new ClipperOffset(MITRE_LIMIT, arc);
  // Holes must run against their outline, or they would grow with it.
  offset.addPaths(apart === null ? combine(ClipType.Union, closed, []) : [apart], JOINS[rule.join], EndType.Polygon);
  if (distance > 0) offset.addPaths(open, JOINS[rule.join], ENDS[rule.join]);
  const solution: Paths64 = [];
  offset.execute(distance, solution);
  return solution;
}

/** A convex outline only loses: edges move in, and the shortest vanish. */
function insetOf(ring: Path64, distance: number): Paths64 {
  const inset = insetScratch.take(ring.length * 4);
  const count = insetConvex(ring, distance, inset, otherScratch.take(ring.length * 4));
  const path: Path64 = [];
  for (let i = 0; i < count; i++) {
    const [x, y] = [Math.round(inset[i * 2]), Math.round(inset[i * 2 + 1])];
    const last = path[path.length - 1];
    if (last === undefined || last.x !== x || last.y !== y) path.push({ x, y });
  }
  const last = path[path.length - 1];
  if (path.length > 1 && last.x === path[0].x && last.y === path[0].y) path.pop();
  const level = withoutLevelPoints(path);
  return level.length > 2 && doubleArea(level) > 0 ? [level] : [];
}

/** By the even-odd rule. */
function combine(type: ClipType, subject: Paths64, clip: Paths64): Paths64 {
  const clipper = new Clipper64();
  // With it on, the library's default, it hangs on outlines that fold back along a level edge (0 of 250,000 without).
  clipper.preserveCollinear = false;
  clipper.addPaths(subject, PathType.Subject);
  clipper.addPaths(clip, PathType.Clip);
  const solution: Paths64 = [];
  clipper.execute(type, FillRule.EvenOdd, solution);
  return solution;
}

function closedPaths(lines: Polylines, scale: number): Paths64 {
  const paths: Paths64 = [];
  for (let line = 0; line < lines.lines; line++) {
    const path = pathOf(lines, line, scale);
    if (isRegionPath(lines, line, path)) paths.push(path);
  }
  return paths;
}

function openPaths(lines: Polylines, scale: number): Paths64 {
  const paths: Paths64 = [];
  for (let line = 0; line < lines.lines; line++) {
    const path = pathOf(lines, line, scale);
    if (path.length > 0 && !isRegionPath(lines, line, path)) paths.push(path);
  }
  return paths;
}

function isRegionPath({ coords, offsets }: Polylines, line: number, path: Path64): boolean {
  return path.length > 2 && isClosed(coords, offsets[line], offsets[line + 1]);
}

/** The points of a line, none twice in a row; of a closed one, not the last, which is the first. */
function pathOf({ coords, offsets }: Polylines, line: number, scale: number): Path64 {
  const first = offsets[line];
  const end = offsets[line + 1];
  const path: Path64 = [];
  for (let i = first; i < end; i++) {
    const x = Math.round(coords[i * 3] * scale);
    const y = Math.round(coords[i * 3 + 1] * scale);
    const last = path[path.length - 1];
    if (last === undefined || last.x !== x || last.y !== y) path.push({ x, y });
  }
  if (path.length > 1 && isClosed(coords, first, end)) path.pop();
  return path;
}

function writePaths(paths: Paths64, scale: number, z: number, out: LineWriter): void {
  for (const path of paths) {
    if (path.length < 3) continue;
    out.moveTo(path[0].x / scale, path[0].y / scale, z);
    for (let i = 1; i < path.length; i++) out.lineTo(path[i].x / scale, path[i].y / scale, z);
    out.lineTo(path[0].x / scale, path[0].y / scale, z);
  }
}

/** Integer steps per mm: 1000, or fewer for a drawing of more than a mile. */
function scaleFor({ coords, points }: Polylines, margin: number): number {
  let largest = 0;
  for (let at = 0; at < points * 3; at++) if (at % 3 < 2) largest = Math.max(largest, Math.abs(coords[at]));
  return Math.min(FINE, LARGEST / (largest + margin + 1));
}

/** Regions lie parallel to the sheet, as high as the first point. */
function planeOf({ coords, points }: Polylines): number {
  return points > 0 ? coords[2] : 0;
}
