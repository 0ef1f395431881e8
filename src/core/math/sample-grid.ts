// A square grid of samples laid over a box on the sheet: what the field effects (contours, blobs, growth, reaction and
// diffusion) compute on.

/** So many samples at most; a wish for more gets a wider pitch. 8 MB for the arrays of the hungriest effect. */
export const MOST_SAMPLES = 1 << 19;

export class SampleGrid {
  width = 0;
  height = 0;
  /** Where sample 0, 0 lies, in mm. */
  originX = 0;
  originY = 0;
  /** mm from sample to sample. */
  pitch = 1;

  get samples(): number {
    return this.width * this.height;
  }

  /**
   * Covers a box (least x, y, z, then greatest, as `boundingBox` writes it) and `margin` around it. The grid begins at
   * the corner of the box, so that a drawing which moves takes its samples along and its contours do not shimmer.
   */
  cover(box: Float64Array, margin: number, pitch: number, most = MOST_SAMPLES): void {
    const spanX = box[3] - box[0] + 2 * margin;
    const spanY = box[4] - box[1] + 2 * margin;
    // One sample more than steps, and one for the rest: so a side has at most span / pitch + 2.
    const side = Math.sqrt(most);
    let step = Math.max(pitch, Math.max(spanX, spanY) / (most / 4 - 2), 1e-6);
    if ((spanX / step + 2) * (spanY / step + 2) > most) step = Math.max(step, Math.sqrt((spanX * spanY) / most));
    while ((spanX / step + 2) * (spanY / step + 2) > most) step *= 1 + 1 / side;
    this.pitch = step;
    this.width = Math.floor(spanX / step) + 2;
    this.height = Math.floor(spanY / step) + 2;
    this.originX = box[0] - margin;
    this.originY = box[1] - margin;
  }
}
