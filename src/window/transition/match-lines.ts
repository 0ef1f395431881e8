// Which line becomes which. Layers are paired in order, the side with fewer sharing each of its layers out among several
// of the other; within a pair of layers every line is matched at most once:
//
//   as many lines, nearly all with as many points   in order: two versions of one drawing
//   otherwise                                        the nearest by centre and length, found in a grid
//   what is left                                     in order, spread evenly; the surplus shrinks away, or grows
//
// Done once for a pair of drawings, and again when their counts change. The cost is bounded: at most CANDIDATES are looked
// at for a line, of which SAMPLES points are read, and beyond MAX_NEAR lines the order decides alone.

import { type FrameView, LAYER, LAYER_WORDS } from "../../protocol/frame.ts";

export interface Matches {
  /** Layers of the mix, and for each the layers it comes from, -1 for none. */
  layers: number;
  layerA: Int32Array;
  layerB: Int32Array;
  /** Entries in order of the mix's layers: a line of each side, -1 for none. */
  count: number;
  layer: Int32Array;
  a: Int32Array;
  b: Int32Array;
  /** 1: the line of `b` is taken from its end. */
  turned: Uint8Array;
}

export interface Matcher {
  readonly matches: Matches;
  /** Matches the lines of two frames, unless it has for frames of these counts. */
  match(a: FrameView, b: FrameView): void;
  /** The next pair of frames is another pair of drawings. */
  forget(): void;
  bytes(): number;
  /** Lets the memory go. */
  release(): void;
}

const MAX_NEAR = 8192;
const FIRST_LINES = 256;
const FIRST_LAYERS = 16;
const CANDIDATES = 32;
const SAMPLES = 12;
/** Share of lines with as many points from which on order is trusted. */
const ALIKE = 0.9;
/** What a difference in length weighs against a distance. */
const LENGTH_WEIGHT = 0.25;

export function createMatcher(): Matcher {
  let matches: Matches = emptyMatches(FIRST_LINES, FIRST_LAYERS);
  let scratch = emptyScratch(FIRST_LINES);
  const seen = new Int32Array(5).fill(-1);

  function roomFor(lines: number, layers: number): void {
    if (lines > matches.a.length || layers > matches.layerA.length) {
      matches = emptyMatches(Math.max(lines, matches.a.length * 2), Math.max(layers, matches.layerA.length * 2));
    }
    if (lines > scratch.cell.length) scratch = emptyScratch(Math.max(lines, scratch.cell.length * 2));
  }

  return {
    get matches() {
      return matches;
    },
    match(a, b) {
      const same =
        seen[0] === a.lines &&
        seen[1] === a.layers &&
        seen[2] === b.lines &&
        seen[3] === b.layers &&
        seen[4] === a.stride;
      if (same) return;
      seen[0] = a.lines;
      seen[1] = a.layers;
      seen[2] = b.lines;
      seen[3] = b.layers;
      seen[4] = a.stride;
      const layers = Math.max(a.layers, b.layers, 1);
      roomFor(Math.max(a.lines + b.lines, layers), layers);
      pairLayers(matches, a.layers, b.layers);
      scratch.pairs = 0;
      const few = Math.min(a.layers, b.layers);
      for (let s = 0; s < few; s++) matchGroup(scratch, a, b, s);
      // A side without any layer leaves all lines of the other alone.
      if (few === 0) for (let l = 0; l < matches.layers; l++) leaveAlone(scratch, a, b, l);
      sortByLayer(matches, scratch);
      for (let i = 0; i < matches.count; i++) {
        const both = matches.a[i] >= 0 && matches.b[i] >= 0;
        matches.turned[i] = both && isNearerTurned(a, matches.a[i], b, matches.b[i]) ? 1 : 0;
      }
    },
    forget: () => void seen.fill(-1),
    bytes: () => bytesOf(matches) + bytesOf(scratch),
    release() {
      seen.fill(-1);
      matches = emptyMatches(FIRST_LINES, FIRST_LAYERS);
      scratch = emptyScratch(FIRST_LINES);
    },
  };
}

/** Working memory, kept between matchings. */
interface Scratch {
  /** Pairs as they are found: layer of the mix, line of a, line of b. */
  pairs: number;
  pairLayer: Int32Array;
  pairA: Int32Array;
  pairB: Int32Array;
  /** Centre and length of lines: a's first, then b's. */
  x: Float32Array;
  y: Float32Array;
  size: Float32Array;
  /** b's lines sorted by cell of the grid. */
  cell: Int32Array;
  sorted: Int32Array;
  starts: Int32Array;
  taken: Uint8Array;
  leftA: Int32Array;
  leftB: Int32Array;
}

function emptyMatches(lines: number, layers: number): Matches {
  return {
    layers: 0,
    layerA: new Int32Array(layers),
    layerB: new Int32Array(layers),
    count: 0,
    layer: new Int32Array(lines),
    a: new Int32Array(lines),
    b: new Int32Array(lines),
    turned: new Uint8Array(lines),
  };
}

function emptyScratch(lines: number): Scratch {
  return {
    pairs: 0,
    pairLayer: new Int32Array(lines),
    pairA: new Int32Array(lines),
    pairB: new Int32Array(lines),
    x: new Float32Array(lines),
    y: new Float32Array(lines),
    size: new Float32Array(lines),
    cell: new Int32Array(lines),
    sorted: new Int32Array(lines),
    starts: new Int32Array(lines + 2),
    taken: new Uint8Array(lines),
    leftA: new Int32Array(lines),
    leftB: new Int32Array(lines),
  };
}

function bytesOf(record: object): number {
  let bytes = 0;
  for (const value of Object.values(record)) if (ArrayBuffer.isView(value)) bytes += value.byteLength;
  return bytes;
}

/** Layer `o` of the mix comes from these: the longer list in order, the shorter spread over it. */
function pairLayers(matches: Matches, layersA: number, layersB: number): void {
  const most = Math.max(layersA, layersB);
  matches.layers = most;
  for (let o = 0; o < most; o++) {
    matches.layerA[o] = layersA === 0 ? -1 : Math.floor((o * layersA) / most);
    matches.layerB[o] = layersB === 0 ? -1 : Math.floor((o * layersB) / most);
  }
}

const firstLine = (frame: FrameView, layer: number) =>
  layer >= frame.layers ? frame.lines : frame.ints[frame.layersWord + layer * LAYER_WORDS + LAYER.firstLine];
const pointsOf = ({ words, offsetsWord }: FrameView, line: number) =>
  words[offsetsWord + line + 1] - words[offsetsWord + line];

/** Layer `s` of the side with fewer, with all layers of the other that it is paired with. */
function matchGroup(scratch: Scratch, a: FrameView, b: FrameView, s: number): void {
  const few = Math.min(a.layers, b.layers);
  const many = Math.max(a.layers, b.layers);
  const from = Math.ceil((s * many) / few);
  const to = Math.ceil(((s + 1) * many) / few);
  const aIsFew = a.layers <= b.layers;
  const fromA = firstLine(a, aIsFew ? s : from);
  const toA = firstLine(a, aIsFew ? s + 1 : to);
  const fromB = firstLine(b, aIsFew ? from : s);
  const toB = firstLine(b, aIsFew ? to : s + 1);
  const first = scratch.pairs;
  if (isAlike(a, fromA, toA, b, fromB, toB)) {
    for (let i = 0; i < toA - fromA; i++) pair(scratch, fromA + i, fromB + i);
  } else if (toA - fromA > MAX_NEAR || toB - fromB > MAX_NEAR) {
    for (let i = fromA; i < toA; i++) scratch.leftA[i - fromA] = i;
    for (let i = fromB; i < toB; i++) scratch.leftB[i - fromB] = i;
    spread(scratch, toA - fromA, toB - fromB);
  } else matchNearest(scratch, a, fromA, toA, b, fromB, toB);
  // Which of the layers a pair belongs to is the line's on the side with more of them; a line alone on the other side
  // goes to the first.
  const manySide = aIsFew ? b : a;
  const line = aIsFew ? scratch.pairB : scratch.pairA;
  for (let i = first; i < scratch.pairs; i++) {
    let layer = from;
    if (line[i] >= 0) while (layer < to - 1 && line[i] >= firstLine(manySide, layer + 1)) layer++;
    scratch.pairLayer[i] = layer;
  }
}

function pair(scratch: Scratch, a: number, b: number): void {
  scratch.pairA[scratch.pairs] = a;
  scratch.pairB[scratch.pairs++] = b;
}

function leaveAlone(scratch: Scratch, a: FrameView, b: FrameView, layer: number): void {
  const side = a.layers > 0 ? a : b;
  for (let i = firstLine(side, layer); i < firstLine(side, layer + 1); i++) {
    scratch.pairLayer[scratch.pairs] = layer;
    pair(scratch, side === a ? i : -1, side === a ? -1 : i);
  }
}

function isAlike(a: FrameView, fromA: number, toA: number, b: FrameView, fromB: number, toB: number): boolean {
  const lines = toA - fromA;
  if (lines !== toB - fromB) return false;
  let alike = 0;
  for (let i = 0; i < lines; i++) if (pointsOf(a, fromA + i) === pointsOf(b, fromB + i)) alike++;
  return alike >= lines * ALIKE;
}

/** Pairs what is listed as left: in order, the shorter list spread over the longer, whose surplus stays alone. */
function spread(scratch: Scratch, countA: number, countB: number): void {
  const { leftA, leftB } = scratch;
  const most = Math.max(countA, countB);
  const fewest = Math.min(countA, countB);
  for (let i = 0, j = 0; i < most; i++) {
    // The i-th of the longer is the one for the j-th of the shorter when it is the first past its share.
    const meets = j < fewest && Math.floor((j * most) / fewest) === i;
    pair(
      scratch,
      countA >= countB ? leftA[i] : meets ? leftA[j] : -1,
      countA >= countB ? (meets ? leftB[j] : -1) : leftB[i],
    );
    if (meets) j++;
  }
}

function matchNearest(
  scratch: Scratch,
  a: FrameView,
  fromA: number,
  toA: number,
  b: FrameView,
  fromB: number,
  toB: number,
): void {
  const { x, y, size, sorted, starts, taken, leftA, leftB } = scratch;
  const countA = toA - fromA;
  const countB = toB - fromB;
  for (let i = 0; i < countA; i++) measure(scratch, i, a, fromA + i);
  for (let i = 0; i < countB; i++) measure(scratch, countA + i, b, fromB + i);
  const grid = layGrid(scratch, countA, countB);
  let restA = 0;
  for (let i = 0; i < countA; i++) {
    let best = -1;
    let bestScore = Infinity;
    let looked = 0;
    const column = grid.column(x[i]);
    const row = grid.row(y[i]);
    for (let ring = 0; ring <= 2 && looked < CANDIDATES && (best < 0 || ring < 2); ring++) {
      for (let r = Math.max(0, row - ring); r <= Math.min(grid.rows - 1, row + ring); r++) {
        for (let c = Math.max(0, column - ring); c <= Math.min(grid.columns - 1, column + ring); c++) {
          if (Math.max(Math.abs(r - row), Math.abs(c - column)) !== ring) continue;
          const cell = r * grid.columns + c;
          for (let k = starts[cell]; k < starts[cell + 1] && looked < CANDIDATES; k++) {
            const j = sorted[k];
            if (taken[j] === 1) continue;
            looked++;
            const dx = x[i] - x[countA + j];
            const dy = y[i] - y[countA + j];
            const ds = size[i] - size[countA + j];
            const score = dx * dx + dy * dy + LENGTH_WEIGHT * ds * ds;
            if (score < bestScore) {
              bestScore = score;
              best = j;
            }
          }
        }
      }
    }
    if (best < 0) leftA[restA++] = fromA + i;
    else {
      taken[best] = 1;
      pair(scratch, fromA + i, fromB + best);
    }
  }
  let restB = 0;
  for (let j = 0; j < countB; j++) if (taken[j] === 0) leftB[restB++] = fromB + j;
  spread(scratch, restA, restB);
}

/** Centre and length of a line from a few of its points. */
function measure({ x, y, size }: Scratch, to: number, frame: FrameView, line: number): void {
  const { floats, coordsWord, stride, words, offsetsWord } = frame;
  const begin = words[offsetsWord + line];
  const count = words[offsetsWord + line + 1] - begin;
  const step = Math.max(1, Math.floor(count / SAMPLES));
  let sumX = 0;
  let sumY = 0;
  let length = 0;
  let taken = 0;
  let beforeX = 0;
  let beforeY = 0;
  for (let i = 0; i < count; i += step) {
    const at = coordsWord + (begin + i + 1) * stride;
    if (taken > 0) length += Math.hypot(floats[at] - beforeX, floats[at + 1] - beforeY);
    beforeX = floats[at];
    beforeY = floats[at + 1];
    sumX += beforeX;
    sumY += beforeY;
    taken++;
  }
  x[to] = taken > 0 ? sumX / taken : 0;
  y[to] = taken > 0 ? sumY / taken : 0;
  size[to] = length;
}

/** Sorts b's lines into a grid of about as many cells as lines. */
function layGrid(scratch: Scratch, countA: number, countB: number) {
  const { x, y, cell, sorted, starts, taken } = scratch;
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let i = countA; i < countA + countB; i++) {
    minX = Math.min(minX, x[i]);
    maxX = Math.max(maxX, x[i]);
    minY = Math.min(minY, y[i]);
    maxY = Math.max(maxY, y[i]);
  }
  const side = Math.max(1, Math.floor(Math.sqrt(countB)));
  const pitch = Math.max(maxX - minX, maxY - minY, 1e-6) / side;
  const columns = Math.max(1, Math.min(side, Math.ceil((maxX - minX) / pitch)));
  const rows = Math.max(1, Math.min(side, Math.ceil((maxY - minY) / pitch)));
  const column = (at: number) => clampIndex((at - minX) / pitch, columns);
  const row = (at: number) => clampIndex((at - minY) / pitch, rows);
  starts.fill(0, 0, columns * rows + 1);
  taken.fill(0, 0, countB);
  for (let i = 0; i < countB; i++) {
    cell[i] = row(y[countA + i]) * columns + column(x[countA + i]);
    starts[cell[i] + 1]++;
  }
  for (let i = 0; i < columns * rows; i++) starts[i + 1] += starts[i];
  // `starts` is moved while sorting and moved back: each ends where the next began.
  for (let i = 0; i < countB; i++) sorted[starts[cell[i]]++] = i;
  for (let i = columns * rows; i > 0; i--) starts[i] = starts[i - 1];
  starts[0] = 0;
  return { columns, rows, column, row };
}

function clampIndex(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(at) || 0));
}

function sortByLayer(matches: Matches, scratch: Scratch): void {
  const { starts } = scratch;
  matches.count = scratch.pairs;
  starts.fill(0, 0, matches.layers + 1);
  for (let i = 0; i < scratch.pairs; i++) starts[scratch.pairLayer[i] + 1]++;
  for (let i = 0; i < matches.layers; i++) starts[i + 1] += starts[i];
  for (let i = 0; i < scratch.pairs; i++) {
    const to = starts[scratch.pairLayer[i]]++;
    matches.layer[to] = scratch.pairLayer[i];
    matches.a[to] = scratch.pairA[i];
    matches.b[to] = scratch.pairB[i];
  }
}

/** Whether the points of `b` lie nearer to those of `a` when it is walked backward. */
function isNearerTurned(a: FrameView, lineA: number, b: FrameView, lineB: number): boolean {
  let straight = 0;
  let turned = 0;
  for (let i = 0; i < 4; i++) {
    const share = i / 3;
    straight += gap(a, lineA, share, b, lineB, share);
    turned += gap(a, lineA, share, b, lineB, 1 - share);
  }
  return turned < straight * 0.999;
}

function gap(a: FrameView, lineA: number, shareA: number, b: FrameView, lineB: number, shareB: number): number {
  const atA = pointAt(a, lineA, shareA);
  const atB = pointAt(b, lineB, shareB);
  const dx = a.floats[atA] - b.floats[atB];
  const dy = a.floats[atA + 1] - b.floats[atB + 1];
  return dx * dx + dy * dy;
}

function pointAt({ words, offsetsWord, coordsWord, stride }: FrameView, line: number, share: number): number {
  const begin = words[offsetsWord + line];
  const last = Math.max(begin, words[offsetsWord + line + 1] - 1);
  return coordsWord + (Math.round(begin + (last - begin) * share) + 1) * stride;
}
