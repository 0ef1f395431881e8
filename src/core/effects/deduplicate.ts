import type { LineWriter } from "../line-writer.ts";
import { PairSet } from "../math/pair-set.ts";
import { PointIds } from "../math/point-ids.ts";
import { effectOp, number } from "../op.ts";

const ids = new PointIds();
const drawn = new PairSet();

/**
 * Draws each segment once: where two segments have the same ends, within `tolerance` and in either direction, only the
 * first stays, and so does the first of several dots in one place. A line is parted where a piece of it goes; what
 * stays is not moved. Segments that merely overlap are not found. Follow it with `join` for long strokes. Up to some
 * 100,000 segments the time grows with their number, beyond that faster: a million took fifty times as long (measured).
 *
 * @example G.polygon(6).scale(30).translate(30, 55).repeat({ count: 3, offset: [30, 0, 0] }).repeat({ count: 4, offset: [0, 26, 0] }).deduplicate().join().dash(5, 1)
 */
export const deduplicate = effectOp({
  name: "deduplicate",
  help: "Draws each segment once.",
  params: {
    tolerance: number(0.01, { range: [0, 1], unit: "mm", help: "Ends no further apart than this are the same." }),
  },
  positional: (tolerance) => ({ tolerance }),
  size(_p, input, size) {
    size.points = input.points * 2;
    size.lines = input.points;
  },
  apply(p, input, out) {
    const { coords, offsets, lines, points } = input;
    ids.find(coords, points, Math.max(0, p.tolerance));
    drawn.begin(points);
    for (let line = 0; line < lines; line++) {
      const first = offsets[line];
      const end = offsets[line + 1];
      let isDot = first < end;
      for (let i = first + 1; i < end && isDot; i++) isDot = ids.of[i] === ids.of[first];
      if (isDot) {
        if (!drawn.add(ids.of[first], ids.of[first])) continue;
        for (let i = first; i < end; i++) writePoint(coords, i, i === first, out);
        continue;
      }
      let drawing = false;
      for (let i = first; i + 1 < end; i++) {
        // Shorter than the tolerance: part of the line while it is drawn, nothing on its own.
        const tiny = ids.of[i] === ids.of[i + 1];
        const stays: boolean = tiny ? drawing : drawn.add(ids.of[i], ids.of[i + 1]);
        if (stays && !drawing) writePoint(coords, i, true, out);
        if (stays) writePoint(coords, i + 1, false, out);
        drawing = stays;
      }
    }
    drawn.release();
    ids.release();
  },
});

function writePoint(coords: Float32Array, i: number, starts: boolean, out: LineWriter): void {
  if (starts) out.moveTo(coords[i * 3], coords[i * 3 + 1], coords[i * 3 + 2]);
  else out.lineTo(coords[i * 3], coords[i * 3 + 1], coords[i * 3 + 2]);
}
