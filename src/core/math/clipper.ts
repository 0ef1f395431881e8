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
import { isClosed } from "./closed.ts";

/** Steps per millimetre. */
const FINE = 1000;
/** Largest integer coordinate: with it the products of the sweep stay well within a double. */
const LARGEST = 2 ** 31;
/** A mitre longer than this many distances is cut off. */
const MITRE_LIMIT = 4;

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
  let result = closedPaths(input, scale);
  for (const mask of masks) {
    result = combine(CLIP_TYPES[mode], result, closedPaths(mask, scale));
  }
  writePaths(result, scale, planeOf(input), out);
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
  // A full circle has 4·segments corners: so far may its chords lie inside it.
  const arc = Math.abs(distance) * (1 - Math.cos(Math.PI / (4 * Math.max(1, rule.segments))));
  const offset = new ClipperOffset(MITRE_LIMIT, arc);
  // Holes must run against their outline, or they would grow with it.
  offset.addPaths(combine(ClipType.Union, closed, []), JOINS[rule.join], EndType.Polygon);
  if (distance > 0) offset.addPaths(open, JOINS[rule.join], ENDS[rule.join]);
  const solution: Paths64 = [];
  offset.execute(distance, solution);
  return solution;
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
