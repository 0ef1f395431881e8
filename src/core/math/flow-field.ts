// Directions to follow across the sheet: the fields of `streamlines`. A field is aimed once and then asked for many
// points; numbers go in and out through an array, since functions that take and return doubles have them boxed.

import { sampleSlope } from "./simplex-slope.ts";

export const FLOWS = ["noise", "curl", "vortex", "dipole", "around"] as const;
export type Flow = (typeof FLOWS)[number];

export interface FlowSettings {
  field: Flow;
  /** Of the base direction, in radians. */
  angle: number;
  /** Of the noise, per mm. */
  frequency: number;
  strength: number;
  spin: number;
  /** Third coordinate of the noise. */
  phase: number;
  /** Half the distance between the poles of a dipole, in mm. */
  reach: number;
}

/** Shorter than this a direction is none. */
const STILL = 1e-9;
/** Numbers per disc. */
const DISC = 4;

const noise = new Float64Array(6);

export class FlowField {
  readonly settings: FlowSettings = {
    field: "curl",
    angle: 0,
    frequency: 0.01,
    strength: 1,
    spin: 0,
    phase: 0,
    reach: 30,
  };
  private seed = 0;
  private cos = 1;
  private sin = 0;
  /** x, y in the frame of the base direction, radius, square of the radius. */
  private discs = new Float64Array(0);
  private discCount = 0;

  /** `obstacles` holds x, y, radius of discs. `settings` are to be set beforehand. */
  aim(seed: number, obstacles: ArrayLike<number>): void {
    this.seed = seed;
    this.cos = Math.cos(this.settings.angle);
    this.sin = Math.sin(this.settings.angle);
    this.discCount = Math.floor(obstacles.length / 3);
    if (this.discs.length < this.discCount * DISC) this.discs = new Float64Array(this.discCount * DISC);
    const { discs, cos, sin } = this;
    for (let i = 0; i < this.discCount; i++) {
      const x = obstacles[i * 3];
      const y = obstacles[i * 3 + 1];
      const radius = obstacles[i * 3 + 2];
      discs[i * DISC] = x * cos + y * sin;
      discs[i * DISC + 1] = y * cos - x * sin;
      discs[i * DISC + 2] = radius;
      discs[i * DISC + 3] = radius * radius;
    }
  }

  /** Reads a point from `io[0..1]`, writes the direction there, of length 1, or 0, 0 where there is none, to `io[2..3]`. */
  sample(io: Float64Array): void {
    const { field, angle } = this.settings;
    switch (field) {
      case "noise":
        this.sampleNoise(io);
        break;
      case "curl":
        this.sampleCurl(io);
        break;
      case "vortex":
        // Round the middle; turned by 90° it is straight away from it, and between the two a logarithmic spiral.
        io[2] = -io[1] * Math.cos(angle) + io[0] * Math.sin(angle);
        io[3] = io[0] * Math.cos(angle) + io[1] * Math.sin(angle);
        break;
      case "dipole":
        this.sampleDipole(io);
        break;
      case "around":
        this.sampleAround(io);
        break;
    }
    const length = Math.sqrt(io[2] * io[2] + io[3] * io[3]);
    const scale = length > STILL ? 1 / length : 0;
    io[2] *= scale;
    io[3] *= scale;
  }

  /** Whether a point lies in an obstacle. */
  blocks(x: number, y: number): boolean {
    const { discs, discCount, cos, sin } = this;
    const along = x * cos + y * sin;
    const aside = y * cos - x * sin;
    for (let i = 0; i < discCount * DISC; i += DISC) {
      const dx = along - discs[i];
      const dy = aside - discs[i + 1];
      if (dx * dx + dy * dy < discs[i + 3]) return true;
    }
    return false;
  }

  private sampleNoise(io: Float64Array): void {
    const { angle, frequency, strength, phase } = this.settings;
    noise[0] = io[0] * frequency;
    noise[1] = io[1] * frequency;
    noise[2] = phase;
    sampleSlope(this.seed, noise);
    const turned = angle + Math.PI * strength * noise[3];
    io[2] = Math.cos(turned);
    io[3] = Math.sin(turned);
  }

  /** The noise as a height, followed along its contours; beside it a slope in one direction, which makes a current. */
  private sampleCurl(io: Float64Array): void {
    const { angle, frequency, strength, phase } = this.settings;
    noise[0] = io[0] * frequency;
    noise[1] = io[1] * frequency;
    noise[2] = phase;
    sampleSlope(this.seed, noise);
    io[2] = strength * noise[5] + (1 - strength) * Math.cos(angle);
    io[3] = -strength * noise[4] + (1 - strength) * Math.sin(angle);
  }

  /** From a source to a drain. */
  private sampleDipole(io: Float64Array): void {
    const { angle, strength, reach } = this.settings;
    const px = Math.cos(angle) * reach * strength;
    const py = Math.sin(angle) * reach * strength;
    const ax = io[0] + px;
    const ay = io[1] + py;
    const bx = io[0] - px;
    const by = io[1] - py;
    const a = Math.max(STILL, ax * ax + ay * ay);
    const b = Math.max(STILL, bx * bx + by * by);
    io[2] = ax / a - bx / b;
    io[3] = ay / a - by / b;
  }

  /**
   * Potential flow past discs: a uniform stream, a doublet in each disc that turns it aside, and a vortex where the disc
   * spins. Exact for one disc; several disturb one another, and where a line meets a disc for that it ends.
   */
  private sampleAround(io: Float64Array): void {
    const { spin } = this.settings;
    const { discs, discCount, cos, sin } = this;
    const along = io[0] * cos + io[1] * sin;
    const aside = io[1] * cos - io[0] * sin;
    let u = 1;
    let v = 0;
    for (let i = 0; i < discCount * DISC; i += DISC) {
      const x = along - discs[i];
      const y = aside - discs[i + 1];
      const square = x * x + y * y;
      const inverse = 1 / (square > STILL ? square : STILL);
      const doublet = discs[i + 3] * inverse * inverse;
      const vortex = spin * discs[i + 2] * inverse;
      u -= doublet * (x * x - y * y) + vortex * y;
      v -= doublet * 2 * x * y - vortex * x;
    }
    io[2] = u * cos - v * sin;
    io[3] = u * sin + v * cos;
  }
}
