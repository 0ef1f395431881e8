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
  private obstacles: ArrayLike<number> = [];

  /** `obstacles` holds x, y, radius of discs. `settings` are to be set beforehand. */
  aim(seed: number, obstacles: ArrayLike<number>): void {
    this.seed = seed;
    this.obstacles = obstacles;
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
    const { obstacles } = this;
    for (let i = 0; i + 2 < obstacles.length; i += 3) {
      if ((x - obstacles[i]) ** 2 + (y - obstacles[i + 1]) ** 2 < obstacles[i + 2] ** 2) return true;
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
    const { angle, spin } = this.settings;
    const { obstacles } = this;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    let u = 1;
    let v = 0;
    for (let i = 0; i + 2 < obstacles.length; i += 3) {
      const dx = io[0] - obstacles[i];
      const dy = io[1] - obstacles[i + 1];
      const x = dx * cos + dy * sin;
      const y = dy * cos - dx * sin;
      const square = Math.max(STILL, x * x + y * y);
      const radius = obstacles[i + 2];
      const ratio = (radius * radius) / square;
      u -= (ratio * (x * x - y * y)) / square - (spin * radius * -y) / square;
      v -= (ratio * 2 * x * y) / square - (spin * radius * x) / square;
    }
    io[2] = u * cos - v * sin;
    io[3] = u * sin + v * cos;
  }
}
