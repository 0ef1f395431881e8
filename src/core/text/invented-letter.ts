// A letter nobody can read: a few strokes that walk through a sparse graph over chance points. Written in em, y down,
// within a box 0.7 wide, from 0.8 above the baseline to 0.1 below.

import type { LineWriter } from "../line-writer.ts";
import { hashToUnit } from "../random.ts";
import { float64Scratch, uint8Scratch, uint32Scratch } from "../scratch.ts";

export interface LetterRules {
  nodes: number;
  candidates: number;
  fewestStrokes: number;
  mostStrokes: number;
  shortestWalk: number;
  longestWalk: number;
  style: "line" | "curve";
  /** Chords per step of a curve. */
  samples: number;
  tension: number;
  /** Directions are turned to multiples of this, in degrees; 0 leaves them. */
  snap: number;
  /** Chance of a mark at the end of a stroke, 0..1. */
  diacritics: number;
  diacriticRadius: number;
}

const LEFT = 0.05;
const TOP = -0.8;
const WIDTH = 0.7;
const HEIGHT = 0.9;
const MARK_POINTS = 10;
/** Chance that a stroke starts on the one before. */
const TOGETHER = 0.8;

const xScratch = float64Scratch();
const yScratch = float64Scratch();
const edgeScratch = uint8Scratch();
const walkScratch = uint32Scratch();
const strokeXScratch = float64Scratch();
const strokeYScratch = float64Scratch();

/** The stream of chance of the letter being written. */
const chance = { seed: 0, drawn: 0 };

function next(): number {
  return hashToUnit(chance.seed, chance.drawn++);
}

function between(least: number, most: number): number {
  const [low, high] = least <= most ? [least, most] : [most, least];
  return low + Math.floor(next() * (high - low + 1));
}

/**
 * Writes the letter that belongs to `seed` and `codePoint`, `size` mm an em, its origin at x, y.
 *
 * Points are spread by best candidates (D. Mitchell, 1991) and joined as relative neighbours (G. Toussaint, 1980): two
 * are, unless a third is nearer to both. Strokes are walks along such edges that never turn straight back.
 */
export function writeLetter(
  codePoint: number,
  seed: number,
  rules: LetterRules,
  x: number,
  y: number,
  size: number,
  out: LineWriter,
): void {
  chance.seed = Math.floor(hashToUnit(seed, codePoint) * 0x1_0000_0000) | 0;
  chance.drawn = 0;
  spread(rules);
  connect(rules.nodes);
  const strokes = between(rules.fewestStrokes, rules.mostStrokes);
  let before = 0;
  for (let i = 0; i < strokes; i++) {
    const steps = walk(rules.nodes, before, between(rules.shortestWalk, rules.longestWalk));
    before = steps;
    if (steps === 0) continue;
    turnTo(rules.snap, steps);
    writeStroke(steps, rules, x, y, size, out);
    if (next() < rules.diacritics) writeMark(steps, rules.diacriticRadius, x, y, size, out);
  }
}

function spread({ nodes, candidates }: LetterRules): void {
  const px = xScratch.take(nodes);
  const py = yScratch.take(nodes);
  for (let i = 0; i < nodes; i++) {
    let furthest = -1;
    for (let c = 0; c < candidates; c++) {
      const cx = LEFT + next() * WIDTH;
      const cy = TOP + next() * HEIGHT;
      let nearest = Infinity;
      for (let k = 0; k < i; k++) nearest = Math.min(nearest, (px[k] - cx) ** 2 + (py[k] - cy) ** 2);
      if (nearest <= furthest) continue;
      furthest = nearest;
      px[i] = cx;
      py[i] = cy;
    }
  }
}

/** Fills the table of edges, `nodes` × `nodes`. */
function connect(nodes: number): void {
  const px = xScratch.take(nodes);
  const py = yScratch.take(nodes);
  const edges = edgeScratch.take(nodes * nodes);
  for (let a = 0; a < nodes; a++) {
    edges[a * nodes + a] = 0;
    for (let b = 0; b < a; b++) {
      const apart = (px[a] - px[b]) ** 2 + (py[a] - py[b]) ** 2;
      let related = 1;
      for (let c = 0; c < nodes && related === 1; c++) {
        if (c === a || c === b) continue;
        const toA = (px[a] - px[c]) ** 2 + (py[a] - py[c]) ** 2;
        const toB = (px[b] - px[c]) ** 2 + (py[b] - py[c]) ** 2;
        if (toA < apart && toB < apart) related = 0;
      }
      edges[a * nodes + b] = related;
      edges[b * nodes + a] = related;
    }
  }
}

/**
 * Walks at most `steps` edges and writes the places passed to the stroke. Most strokes start where the last one, of
 * `before` steps, has been, or a letter would fall apart. Returns the steps made.
 */
function walk(nodes: number, before: number, steps: number): number {
  const edges = edgeScratch.take(nodes * nodes);
  const path = walkScratch.take(Math.max(steps, before) + 1);
  const sx = strokeXScratch.take(steps + 1);
  const sy = strokeYScratch.take(steps + 1);
  const px = xScratch.take(nodes);
  const py = yScratch.take(nodes);
  const start = before > 0 && next() < TOGETHER ? path[Math.floor(next() * (before + 1))] : Math.floor(next() * nodes);
  path[0] = start;
  let made = 0;
  while (made < steps) {
    const here = path[made];
    const left = made > 0 ? path[made - 1] : here;
    // The k-th neighbour, the one just left not counted.
    let ways = 0;
    for (let i = 0; i < nodes; i++) if (edges[here * nodes + i] === 1 && i !== left) ways++;
    if (ways === 0) break;
    let pick = Math.floor(next() * ways);
    for (let i = 0; i < nodes; i++) {
      if (edges[here * nodes + i] !== 1 || i === left || pick-- > 0) continue;
      path[made + 1] = i;
      break;
    }
    made++;
  }
  for (let i = 0; i <= made; i++) {
    sx[i] = px[path[i]];
    sy[i] = py[path[i]];
  }
  return made;
}

/** Turns every step of the stroke to the nearest allowed direction; its length stays. */
function turnTo(snap: number, steps: number): void {
  if (!(snap > 0)) return;
  const sx = strokeXScratch.take(steps + 1);
  const sy = strokeYScratch.take(steps + 1);
  const unit = (snap * Math.PI) / 180;
  let fromX = sx[0];
  let fromY = sy[0];
  for (let i = 1; i <= steps; i++) {
    const dx = sx[i] - fromX;
    const dy = sy[i] - fromY;
    const length = Math.sqrt(dx * dx + dy * dy);
    const direction = Math.round(Math.atan2(dy, dx) / unit) * unit;
    fromX = sx[i];
    fromY = sy[i];
    sx[i] = sx[i - 1] + length * Math.cos(direction);
    sy[i] = sy[i - 1] + length * Math.sin(direction);
  }
}

function writeStroke(steps: number, rules: LetterRules, x: number, y: number, size: number, out: LineWriter): void {
  const sx = strokeXScratch.take(steps + 1);
  const sy = strokeYScratch.take(steps + 1);
  out.moveTo(x + sx[0] * size, y + sy[0] * size);
  if (rules.style === "line") {
    for (let i = 1; i <= steps; i++) out.lineTo(x + sx[i] * size, y + sy[i] * size);
    return;
  }
  // A cardinal spline: the tangent at a node is along its neighbours, the ends have none.
  const slack = (1 - rules.tension) / 2;
  for (let i = 0; i < steps; i++) {
    const before = Math.max(0, i - 1);
    const after = Math.min(steps, i + 2);
    const fromX = (sx[i + 1] - sx[before]) * slack;
    const fromY = (sy[i + 1] - sy[before]) * slack;
    const toX = (sx[after] - sx[i]) * slack;
    const toY = (sy[after] - sy[i]) * slack;
    for (let k = 1; k <= rules.samples; k++) {
      const t = k / rules.samples;
      const b = t * t * (3 - 2 * t);
      const c = t * (1 - t) * (1 - t);
      const d = t * t * (t - 1);
      out.lineTo(
        x + (sx[i] + (sx[i + 1] - sx[i]) * b + fromX * c + toX * d) * size,
        y + (sy[i] + (sy[i + 1] - sy[i]) * b + fromY * c + toY * d) * size,
      );
    }
  }
}

/** One of eight marks, above or below the end of the stroke: dot, ring, bar, tick, acute, grave, caret, two points. */
function writeMark(steps: number, radius: number, x: number, y: number, size: number, out: LineWriter): void {
  const kind = Math.floor(next() * 8);
  const side = next() < 0.7 ? -1 : 1;
  const mx = x + strokeXScratch.take(steps + 1)[steps] * size;
  const my = y + (strokeYScratch.take(steps + 1)[steps] + side * radius * 2.5) * size;
  const r = radius * size;
  switch (kind) {
    case 0:
      return out.moveTo(mx, my);
    case 1:
      out.moveTo(mx + r, my);
      for (let i = 1; i <= MARK_POINTS; i++) {
        const angle = ((i % MARK_POINTS) * 2 * Math.PI) / MARK_POINTS;
        out.lineTo(mx + Math.cos(angle) * r, my + Math.sin(angle) * r);
      }
      return;
    case 2:
      out.moveTo(mx - r, my);
      return out.lineTo(mx + r, my);
    case 3:
      out.moveTo(mx, my - r);
      return out.lineTo(mx, my + r);
    case 4:
      out.moveTo(mx - r, my + r);
      return out.lineTo(mx + r, my - r);
    case 5:
      out.moveTo(mx - r, my - r);
      return out.lineTo(mx + r, my + r);
    case 6:
      out.moveTo(mx - r, my + r / 2);
      out.lineTo(mx, my - r / 2);
      return out.lineTo(mx + r, my + r / 2);
    default:
      out.moveTo(mx - r, my);
      return out.moveTo(mx + r, my);
  }
}
