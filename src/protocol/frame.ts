// The binary layout of one frame, and nothing else. A worker encodes it, the window and the exporter view it.
// Bytes explain themselves: magic, version, counts, then a layer table, line offsets and points.
//
//   0          header   Int32[16] then Float64[22]                                   240 bytes
//   layersAt   layers   LAYER_WORDS words each: counts as Int32, width and colour as Float32
//   offsetsAt  offsets  Uint32[lines + 1], the polylines' offsets over all layers
//   coordsAt   coords   Float32, `stride` per point, after ONE padding point
//
// The padding point lets the line pass look at "the point before" without a branch. In stride 3 the polyline break is
// the lowest bit of z's bit pattern (1 = this point ends its line); in stride 4 the fourth float is
// `layer * 2 + break`, which a float texture can carry exactly.

export const FRAME_MAGIC = 0x5249_4148; // "HAIR"
export const FRAME_VERSION = 2;
export const HEADER_BYTES = 240;
export const LAYER_WORDS = 12;

export type Stride = 3 | 4;

/** Order in which layers meet what is below them. Neighbours with the same blend are one draw. */
export const BLENDS = ["normal", "add", "multiply", "screen"] as const;
export type Blend = (typeof BLENDS)[number];

/** Int32 words of the header. */
export const HEAD = {
  magic: 0,
  version: 1,
  epoch: 2,
  seq: 3,
  generation: 4,
  stride: 5,
  points: 6,
  lines: 7,
  layers: 8,
  controlRevision: 9,
  layersAt: 10,
  offsetsAt: 11,
  coordsAt: 12,
  byteLength: 13,
  contentLow: 14,
  contentHigh: 15,
} as const;

/** Float64 words of the header, counted from byte 64. Times are milliseconds on the window's clock, `t` is seconds. With the
 * control revision, `t` and `beat` to `seed` are all that a sketch was told. */
export const TIME = {
  t: 0,
  tickMs: 1,
  drawUs: 2,
  evaluateUs: 3,
  minX: 4,
  minY: 5,
  maxX: 6,
  maxY: 7,
  canvasWidth: 8,
  canvasHeight: 9,
  backgroundR: 10,
  backgroundG: 11,
  backgroundB: 12,
  backgroundA: 13,
  publishMs: 14,
  packUs: 15,
  beat: 16,
  bar: 17,
  phase: 18,
  bpm: 19,
  beatsPerBar: 20,
  seed: 21,
} as const;

/** Words of one layer record. The first six are Int32, the others Float32, in the same bytes. */
export const LAYER = {
  firstPoint: 0,
  points: 1,
  firstLine: 2,
  lines: 3,
  blend: 4,
  pen: 5,
  width: 6,
  /** 0: width is in mm; 1: in px of the screen. */
  widthInPx: 7,
  r: 8,
  g: 9,
  b: 10,
  a: 11,
} as const;

/** Bytes a frame needs, rounded up to 16. */
export function frameBytes(points: number, lines: number, layers: number, stride: Stride): number {
  const layersAt = HEADER_BYTES;
  const offsetsAt = layersAt + layers * LAYER_WORDS * 4;
  const coordsAt = align16(offsetsAt + (lines + 1) * 4);
  return align16(coordsAt + (points + 2) * stride * 4);
}

export interface FrameCounts {
  points: number;
  lines: number;
  layers: number;
  stride: Stride;
}

/**
 * Views over the bytes of one frame buffer. Made once per buffer size and re-aimed, because a view per frame would be
 * garbage at 60 Hz. `head`, `time`, `layerInts`, `layerFloats`, `offsets` and `coords` all cover the WHOLE buffer;
 * add `layersWord`, `offsetsWord` or `coordsWord` (in 4-byte words) to reach a section.
 */
export interface FrameView {
  bytes: ArrayBufferLike;
  head: Int32Array;
  time: Float64Array;
  ints: Int32Array;
  floats: Float32Array;
  words: Uint32Array;
  layersWord: number;
  offsetsWord: number;
  coordsWord: number;
  points: number;
  lines: number;
  layers: number;
  stride: Stride;
}

export function createFrameView(bytes: ArrayBufferLike): FrameView {
  return {
    bytes,
    head: new Int32Array(bytes, 0, 16),
    time: new Float64Array(bytes, 64, 22),
    ints: new Int32Array(bytes),
    floats: new Float32Array(bytes),
    words: new Uint32Array(bytes),
    layersWord: 0,
    offsetsWord: 0,
    coordsWord: 0,
    points: 0,
    lines: 0,
    layers: 0,
    stride: 3,
  };
}

/** Lays out a frame of these counts: writes the header's structural words and aims the view at the sections. */
export function layoutFrame(view: FrameView, counts: FrameCounts): void {
  const needed = frameBytes(counts.points, counts.lines, counts.layers, counts.stride);
  if (needed > view.bytes.byteLength) {
    throw new RangeError(`frame needs ${needed} bytes, buffer holds ${view.bytes.byteLength}`);
  }
  const { head } = view;
  const offsetsAt = HEADER_BYTES + counts.layers * LAYER_WORDS * 4;
  const coordsAt = align16(offsetsAt + (counts.lines + 1) * 4);
  head[HEAD.magic] = FRAME_MAGIC;
  head[HEAD.version] = FRAME_VERSION;
  head[HEAD.stride] = counts.stride;
  head[HEAD.points] = counts.points;
  head[HEAD.lines] = counts.lines;
  head[HEAD.layers] = counts.layers;
  head[HEAD.layersAt] = HEADER_BYTES;
  head[HEAD.offsetsAt] = offsetsAt;
  head[HEAD.coordsAt] = coordsAt;
  head[HEAD.byteLength] = needed;
  aimFrameView(view);
}

/** Re-reads the section offsets and counts from the header, after another thread wrote the buffer. */
export function aimFrameView(view: FrameView): void {
  const { head } = view;
  view.points = head[HEAD.points];
  view.lines = head[HEAD.lines];
  view.layers = head[HEAD.layers];
  view.stride = head[HEAD.stride] as Stride;
  view.layersWord = head[HEAD.layersAt] >> 2;
  view.offsetsWord = head[HEAD.offsetsAt] >> 2;
  view.coordsWord = head[HEAD.coordsAt] >> 2;
}

/**
 * Says what is wrong with a frame, or null. Proves that every section lies inside the buffer, and that line offsets and
 * layers only point at what is there, so that a reader may follow them even in bytes that came from elsewhere.
 */
export function checkFrame(bytes: ArrayBufferLike): string | null {
  if (bytes.byteLength < HEADER_BYTES) return `frame has ${bytes.byteLength} bytes, a header has ${HEADER_BYTES}`;
  const head = new Int32Array(bytes, 0, 16);
  if (head[HEAD.magic] !== FRAME_MAGIC)
    return `frame starts with ${hex(head[HEAD.magic])}, expected ${hex(FRAME_MAGIC)}`;
  if (head[HEAD.version] !== FRAME_VERSION)
    return `frame is v${head[HEAD.version]}, this build reads v${FRAME_VERSION}`;
  const stride = head[HEAD.stride];
  if (stride !== 3 && stride !== 4) return `frame stride is ${stride}, expected 3 or 4`;
  const points = head[HEAD.points];
  const lines = head[HEAD.lines];
  const layers = head[HEAD.layers];
  if (points < 0 || lines < 0 || layers < 0)
    return `frame counts are ${points} points, ${lines} lines, ${layers} layers`;
  const offsetsAt = HEADER_BYTES + layers * LAYER_WORDS * 4;
  const coordsAt = align16(offsetsAt + (lines + 1) * 4);
  if (head[HEAD.layersAt] !== HEADER_BYTES || head[HEAD.offsetsAt] !== offsetsAt || head[HEAD.coordsAt] !== coordsAt) {
    return `frame sections start at ${head[HEAD.layersAt]}, ${head[HEAD.offsetsAt]}, ${head[HEAD.coordsAt]}, expected ${HEADER_BYTES}, ${offsetsAt}, ${coordsAt}`;
  }
  const needed = frameBytes(points, lines, layers, stride);
  if (needed > bytes.byteLength) return `frame needs ${needed} bytes, buffer holds ${bytes.byteLength}`;
  if (head[HEAD.byteLength] !== needed)
    return `frame says it has ${head[HEAD.byteLength]} bytes, its counts need ${needed}`;
  return (
    checkOffsets(new Uint32Array(bytes, offsetsAt, lines + 1), points) ??
    checkLayers(new Int32Array(bytes, HEADER_BYTES, layers * LAYER_WORDS), head)
  );
}

function checkOffsets(offsets: Uint32Array, points: number): string | null {
  if (offsets[0] !== 0) return `frame offsets start at ${offsets[0]}, expected 0`;
  for (let i = 1; i < offsets.length; i++) {
    if (offsets[i] < offsets[i - 1]) return `frame offsets go from ${offsets[i - 1]} back to ${offsets[i]}`;
  }
  const end = offsets[offsets.length - 1];
  return end === points ? null : `frame offsets end at ${end}, expected ${points} points`;
}

function checkLayers(records: Int32Array, head: Int32Array): string | null {
  let point = 0;
  let line = 0;
  for (let at = 0; at < records.length; at += LAYER_WORDS) {
    const points = records[at + LAYER.points];
    const lines = records[at + LAYER.lines];
    const layer = at / LAYER_WORDS;
    if (points < 0 || lines < 0 || records[at + LAYER.firstPoint] !== point || records[at + LAYER.firstLine] !== line) {
      return `frame layer ${layer} does not begin where the one before it ends`;
    }
    if (BLENDS[records[at + LAYER.blend]] === undefined)
      return `frame layer ${layer} has the blend ${records[at + LAYER.blend]}`;
    point += points;
    line += lines;
  }
  if (point === head[HEAD.points] && line === head[HEAD.lines]) return null;
  return `frame layers hold ${point} points and ${line} lines, expected ${head[HEAD.points]} and ${head[HEAD.lines]}`;
}

function align16(bytes: number): number {
  // Not `& ~15`: that would wrap at 2 GiB, and a wrapped size passes every check.
  return Math.ceil(bytes / 16) * 16;
}

function hex(word: number): string {
  return `0x${(word >>> 0).toString(16)}`;
}
