// Surfaces of revolution about the y axis, drawn as circles across and as profiles down. A profile is a list of radius
// and y in turn, from top to bottom; cylinder, cone and capsule are three profiles.

import type { LineWriter } from "../line-writer.ts";
import type { Size } from "../op.ts";

/** What `drawLathe` writes for a profile of so many points, of which `poles` have no circle. */
export function latheSize(points: number, poles: number, segments: number, size: Size): void {
  const circles = points - poles;
  size.lines = circles + segments;
  size.points = circles * (segments + 1) + segments * points;
}

/** A closed circle of `segments` chords at each point with a radius, then `segments` profiles, evenly round. */
export function drawLathe(profile: Float64Array, points: number, segments: number, out: LineWriter): void {
  const { coords } = out;
  const turn = (2 * Math.PI) / segments;
  let at = out.points * 3;
  for (let i = 0; i < points; i++) {
    const radius = profile[i * 2];
    if (radius === 0) continue;
    for (let j = 0; j <= segments; j++, at += 3) {
      const angle = (j % segments) * turn;
      coords[at] = radius * Math.cos(angle);
      coords[at + 1] = profile[i * 2 + 1];
      coords[at + 2] = radius * Math.sin(angle);
    }
    out.commitLine(segments + 1);
  }
  for (let j = 0; j < segments; j++) {
    const cos = Math.cos(j * turn);
    const sin = Math.sin(j * turn);
    for (let i = 0; i < points; i++, at += 3) {
      coords[at] = profile[i * 2] * cos;
      coords[at + 1] = profile[i * 2 + 1];
      coords[at + 2] = profile[i * 2] * sin;
    }
    out.commitLine(points);
  }
}
