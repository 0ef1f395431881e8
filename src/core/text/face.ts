// What text is set in, whatever it comes from: strokes of single-stroke letters, or flattened outlines of a font file.
// Everything is in em, y down, the baseline at 0.

/** One letter. Shared and kept: never written to. */
export interface Glyph {
  /** From its origin to the next letter's. */
  readonly advance: number;
  /** x, y in turn. */
  readonly coords: Float32Array;
  /** Where each stroke ends, as a count of points. */
  readonly ends: Uint32Array;
  /** It is the face's sign for a letter it does not have. */
  readonly isMissing: boolean;
}

/** What a layout asks. */
export interface Metrics {
  advance(codePoint: number): number;
  /** What to add between two neighbours. */
  kerning(left: number, right: number): number;
  /** Height of a capital above the baseline. */
  readonly capHeight: number;
}

export interface Face extends Metrics {
  /** The letter, or the face's sign for a missing one. Curves are off by at most `tolerance` em. */
  glyph(codePoint: number, tolerance: number): Glyph;
}
