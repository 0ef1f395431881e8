// One line's parallel as it comes: every segment moved aside, corners filled on the outer side, loops left in on the
// inner. Whoever wants it clean cuts the loops away.

import { float32Scratch, int32Scratch } from "../scratch.ts";

const NO_FLOATS = new Float32Array(0);
/** A mitre longer than this many distances is bevelled. */
const MITRE_LIMIT = 4;
/** How far the chords of a round corner may lie inside it: mm, and as a share of the distance. */
const ROUNDNESS = 0.02;
const ROUNDNESS_SHARE = 0.01;
/** Points nearer than this, in mm, are one. */
const NEAREST = 1e-6;
/** Radians between the corners of a round one, at least, however large it is. */
const FINEST_STEP = 0.02;
/** A turn of less than this, as sine, needs no join. */
const STRAIGHT = 1e-6;

export class ParallelPath {
  /** x, y, z per point; of a closed line, the first once more at the end. */
  points: Float32Array = NO_FLOATS;
  count = 0;
  /** How near to the line the segment from each point on may come: bevels come nearer than the rest. */
  leasts: Float32Array = NO_FLOATS;
  private least = 0;
  private step = 0;
  private readonly pointMemory = float32Scratch();
  private readonly leastMemory = float32Scratch();
  private readonly cornerMemory = int32Scratch();

  /** `distance` is positive to the left as one walks along the line on the sheet. */
  build(
    coords: Float32Array,
    first: number,
    end: number,
    closed: boolean,
    distance: number,
    join: "round" | "mitre" | "bevel",
  ): void {
    this.count = 0;
    this.setStep(Math.abs(distance));
    const corners = this.cornerMemory.take(end - first);
    let n = 0;
    for (let i = first; i < end; i++) if (n === 0 || !samePlace(coords, corners[n - 1], i)) corners[n++] = i;
    if (n < 2) return;
    // A closed line's last corner is its first, be it to a thousandth: it is left out, and the walk goes round.
    if (closed && n > 2) n--;
    const most = join === "round" ? Math.ceil(Math.PI / this.step) + 3 : 4;
    this.points = this.pointMemory.take((n + 1) * most * 3 + 6);
    this.leasts = this.leastMemory.take((n + 1) * most + 2);
    const segments = closed ? n : n - 1;
    for (let s = 0; s < segments; s++) {
      const a = corners[s];
      const b = corners[(s + 1) % n];
      this.putAside(coords, a, a, b, distance);
      if (s + 1 < segments || closed) this.turn(coords, a, b, corners[(s + 2) % n], distance, join);
      else this.putAside(coords, b, a, b, distance);
    }
    if (closed) this.put(this.points[0], this.points[1], this.points[2]);
  }

  /** Two circles, about the points `a` and `b`, in one path. */
  buildCircles(coords: Float32Array, a: number, b: number, radius: number): void {
    this.count = 0;
    this.setStep(radius);
    const pieces = Math.ceil((2 * Math.PI) / this.step);
    this.points = this.pointMemory.take((pieces + 1) * 6);
    this.leasts = this.leastMemory.take((pieces + 1) * 2);
    for (let side = 0; side < 2; side++) {
      const at = (side === 0 ? a : b) * 3;
      for (let k = 0; k <= pieces; k++) {
        const turn = (2 * Math.PI * k) / pieces;
        this.put(coords[at] + radius * Math.cos(turn), coords[at + 1] + radius * Math.sin(turn), coords[at + 2]);
      }
    }
  }

  release(): void {
    this.points = NO_FLOATS;
    this.leasts = NO_FLOATS;
  }

  private setStep(size: number): void {
    const sagitta = Math.min(ROUNDNESS / Math.max(size, ROUNDNESS), ROUNDNESS_SHARE);
    this.step = Math.max(FINEST_STEP, 2 * Math.acos(1 - sagitta));
    // Chords of round corners come a little nearer, and so does what is rounded to single precision.
    this.least = size * (2 * Math.cos(this.step / 2) - 1 - 1e-4);
  }

  /** Point i moved off the segment from a to b. */
  private putAside(coords: Float32Array, i: number, a: number, b: number, distance: number): void {
    const dx = coords[b * 3] - coords[a * 3];
    const dy = coords[b * 3 + 1] - coords[a * 3 + 1];
    const share = distance / Math.sqrt(dx * dx + dy * dy);
    this.put(coords[i * 3] + dy * share, coords[i * 3 + 1] - dx * share, coords[i * 3 + 2]);
  }

  /** From beside segment a b to beside segment b c. */
  private turn(
    coords: Float32Array,
    a: number,
    b: number,
    c: number,
    distance: number,
    join: "round" | "mitre" | "bevel",
  ): void {
    const x = coords[b * 3];
    const y = coords[b * 3 + 1];
    const z = coords[b * 3 + 2];
    const ux = x - coords[a * 3];
    const uy = y - coords[a * 3 + 1];
    const vx = coords[c * 3] - x;
    const vy = coords[c * 3 + 1] - y;
    const lengths = Math.sqrt((ux * ux + uy * uy) * (vx * vx + vy * vy));
    const sine = (ux * vy - uy * vx) / lengths;
    const cosine = (ux * vx + uy * vy) / lengths;
    if (Math.abs(sine) < STRAIGHT && cosine > 0) return;
    this.putAside(coords, b, a, b, distance);
    // Clockwise on the sheet, the left side is the outer one. A line that turns right back has two.
    const outer = sine * distance > 0 || (Math.abs(sine) < STRAIGHT && cosine < 0);
    if (!outer) return;
    const half = Math.sqrt(Math.max(0, (1 + cosine) / 2));
    if (join === "bevel" || (join === "mitre" && half * MITRE_LIMIT < 1)) {
      this.leasts[this.count - 1] = this.least * half;
      return;
    }
    const share = distance / Math.sqrt(ux * ux + uy * uy);
    const px = uy * share;
    const py = -ux * share;
    if (join === "mitre") {
      // Half way round, at distance / cos(half the turn).
      const tangent = sine / (1 + cosine);
      this.put(x + px - py * tangent, y + py + px * tangent, z);
      return;
    }
    const turned = Math.abs(Math.atan2(sine, cosine));
    const angle = distance > 0 ? turned : -turned;
    const pieces = Math.ceil(turned / this.step);
    for (let k = 1; k < pieces; k++) {
      const cos = Math.cos((angle * k) / pieces);
      const sin = Math.sin((angle * k) / pieces);
      this.put(x + px * cos - py * sin, y + py * cos + px * sin, z);
    }
  }

  private put(x: number, y: number, z: number): void {
    const at = this.count++ * 3;
    this.points[at] = x;
    this.points[at + 1] = y;
    this.points[at + 2] = z;
    this.leasts[this.count - 1] = this.least;
  }
}

/** Too near each other to tell a direction. */
function samePlace(coords: Float32Array, a: number, b: number): boolean {
  const x = coords[b * 3] - coords[a * 3];
  const y = coords[b * 3 + 1] - coords[a * 3 + 1];
  return x * x + y * y < NEAREST * NEAREST;
}
