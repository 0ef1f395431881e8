// Polylines as text, so that a case is one line: points "x,y" or "x,y,z", lines parted by "|".
// `"0,0 10,0 | 5,5"` is a line of two points and a dot; `""` is nothing at all.

import { createPolylines, type Polylines } from "../../src/core/polylines.ts";

export function parsePolylines(text: string): Polylines {
  const lines = text.trim() === "" ? [] : text.split("|").map((line) => line.trim().split(/\s+/).filter(Boolean));
  const out = createPolylines(lines.flat().length, lines.length);
  let point = 0;
  lines.forEach((line, i) => {
    for (const written of line) {
      const [x, y, z = 0] = written.split(",").map(Number);
      out.coords.set([x, y, z], point++ * 3);
    }
    out.offsets[i + 1] = point;
  });
  return out;
}

/** The other way round, rounded to `digits`; z is left out where it is 0. */
export function formatPolylines(lines: Polylines, digits = 3): string {
  const round = (value: number) => String(Number(value.toFixed(digits)) + 0);
  const written: string[] = [];
  for (let line = 0; line < lines.lines; line++) {
    const points: string[] = [];
    for (let i = lines.offsets[line]; i < lines.offsets[line + 1]; i++) {
      const [x, y, z] = Array.from(lines.coords.subarray(i * 3, i * 3 + 3), round);
      points.push(z === "0" ? `${x},${y}` : `${x},${y},${z}`);
    }
    written.push(points.join(" "));
  }
  return written.join(" | ");
}

/** Least and greatest x, y, z. */
export function extent(lines: Polylines): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < lines.points * 3; i++) {
    min[i % 3] = Math.min(min[i % 3], lines.coords[i]);
    max[i % 3] = Math.max(max[i % 3], lines.coords[i]);
  }
  return { min, max };
}
