// Closed curves that grow where they can, as coral, lettuce and brains do: points push away whatever is near, hold on
// to their neighbours along the curve, and new ones appear between them. After Hoff, "Differential line" (2015). Points
// are looked up through a grid of cells that are at least as wide as the push reaches.

import type { LineWriter } from "../line-writer.ts";
import { hashToUnit } from "../random.ts";
import { float32Scratch, float64Scratch, int32Scratch, uint32Scratch } from "../scratch.ts";
import type { SampleGrid } from "./sample-grid.ts";

export interface GrowthSettings {
  /** From curve to curve, in mm. */
  spacing: number;
  /** How far from the edge it is felt, in spacings. */
  avoid: number;
  /** At the edge: thrown back from it, or sliding along it. */
  bounce: boolean;
  mostPoints: number;
  seed: number;
}

// Lengths in spacings. All of these were tried out together, until curves filled discs and stars evenly and did not cross.
/** Segments are halved by chance when longer than this … */
const ROOM = 0.32;
/** … and at once when they are stretched to this. */
const LONGEST = 0.7;
/** Reach of the push. */
const REACH = 1.7;
/** Longest way in a step. */
const STRIDE = 0.1;
/** Points of a seed, and its radius. */
const SEED_POINTS = 12;
const SEED_RADIUS = 0.6;

/** Way in a step under full push. */
const PUSH = 0.1;
/** The same at the edge, by how much stronger it is. */
const EDGE_PUSH = 1.5;
/** Share of the way to the middle between the neighbours along the curve. */
const HOLD = 0.4;
/** Chance of a segment to be halved in a step. */
const BIRTH = 0.08;
/** Sum of the pushes at which growth comes to rest: a free strand feels 4 by itself. */
const CROWDED = 6;
/** What the edge adds to that sum. */
const EDGE_CROWD = 3;
/** So many times is a place tried for a seed. */
const TRIES = 30;

const xyScratch = float64Scratch();
const moveScratch = float64Scratch();
const nextScratch = int32Scratch();
const beforeScratch = int32Scratch();
const headScratch = int32Scratch();
const chainScratch = int32Scratch();
const crowdingScratch = float32Scratch();
const placeScratch = uint32Scratch();
const gradient = new Float64Array(3);

export class DifferentialGrowth {
  points = 0;
  private curves = 0;
  private settings: GrowthSettings = { spacing: 1, avoid: 0, bounce: false, mostPoints: 0, seed: 0 };
  /** Distances from the edge, positive inside, and the grid they are on. */
  private field: Float32Array = new Float32Array(0);
  private readonly grid: SampleGrid;
  /** No point comes nearer to the edge: what a distance read between samples may be off by. */
  private margin = 0;
  private xy: Float64Array = new Float64Array(0);
  private move: Float64Array = this.xy;
  /** Neighbours along the curve. Point 12·i is the first of curve i. */
  private next: Int32Array = new Int32Array(0);
  private before: Int32Array = this.next;
  private head: Int32Array = this.next;
  private chain: Int32Array = this.next;
  /** Sum of the pushes a point felt. */
  private crowding: Float32Array = new Float32Array(0);
  private cell = 1;
  private columns = 0;
  private rows = 0;

  constructor(grid: SampleGrid) {
    this.grid = grid;
  }

  /** Sets small rings at random places at least a spacing inside, apart from each other while there is room. */
  begin(seeds: number, field: Float32Array, settings: GrowthSettings): void {
    const { mostPoints, spacing } = settings;
    this.settings = settings;
    this.field = field;
    this.margin = this.grid.pitch * 0.75;
    this.xy = xyScratch.take(mostPoints * 2);
    this.move = moveScratch.take(mostPoints * 2);
    this.next = nextScratch.take(mostPoints);
    this.before = beforeScratch.take(mostPoints);
    this.crowding = crowdingScratch.take(mostPoints);
    this.chain = chainScratch.take(mostPoints);
    this.points = 0;
    this.curves = 0;
    const { samples, width, originX, originY, pitch } = this.grid;
    const places = placeScratch.take(samples);
    let count = 0;
    const deep = this.margin + SEED_RADIUS * spacing;
    for (let i = 0; i < samples; i++) if (field[i] > deep) places[count++] = i;
    for (let seed = 0; seed < seeds && count > 0 && this.points + SEED_POINTS <= mostPoints; seed++) {
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const place = places[Math.floor(hashToUnit(settings.seed, seed * TRIES + attempt) * count)];
        const x = originX + (place % width) * pitch;
        const y = originY + Math.floor(place / width) * pitch;
        if (!this.isFree(x, y, 3 * spacing)) continue;
        this.addRing(x, y);
        break;
      }
    }
  }

  private isFree(x: number, y: number, distance: number): boolean {
    for (let i = 0; i < this.points; i++) {
      if ((this.xy[i * 2] - x) ** 2 + (this.xy[i * 2 + 1] - y) ** 2 < distance * distance) return false;
    }
    return true;
  }

  private addRing(x: number, y: number): void {
    const first = this.points;
    const radius = SEED_RADIUS * this.settings.spacing;
    for (let k = 0; k < SEED_POINTS; k++) {
      const angle = (k * 2 * Math.PI) / SEED_POINTS;
      this.xy[(first + k) * 2] = x + radius * Math.cos(angle);
      this.xy[(first + k) * 2 + 1] = y + radius * Math.sin(angle);
      this.next[first + k] = first + ((k + 1) % SEED_POINTS);
      this.before[first + k] = first + ((k + SEED_POINTS - 1) % SEED_POINTS);
    }
    this.points += SEED_POINTS;
    this.curves++;
  }

  /** One round. `round` makes its chances differ from those of the others. */
  step(round: number): void {
    this.sortIntoCells();
    this.gatherForces();
    this.travel();
    this.divide(round);
  }

  private sortIntoCells(): void {
    const { grid, xy, chain, points } = this;
    // Where the samples are too far apart for the spacing, cells that fine would be too many.
    const cell = Math.max(this.settings.spacing * REACH, grid.pitch * 4);
    this.cell = cell;
    this.columns = Math.ceil((grid.width * grid.pitch) / cell) + 1;
    this.rows = Math.ceil((grid.height * grid.pitch) / cell) + 1;
    const head = headScratch.take(this.columns * this.rows);
    head.fill(-1, 0, this.columns * this.rows);
    this.head = head;
    for (let i = 0; i < points; i++) {
      const column = Math.floor((xy[i * 2] - grid.originX) / cell);
      const row = Math.floor((xy[i * 2 + 1] - grid.originY) / cell);
      const at = row * this.columns + column;
      chain[i] = head[at];
      head[at] = i;
    }
  }

  private gatherForces(): void {
    const { grid, xy, move, next, before, head, chain, cell, columns, rows, points } = this;
    const { spacing, avoid } = this.settings;
    const reach = spacing * REACH;
    const push = spacing * PUSH;
    for (let i = 0; i < points; i++) {
      const x = xy[i * 2];
      const y = xy[i * 2 + 1];
      let fx = 0;
      let fy = 0;
      let crowd = 0;
      const column = Math.floor((x - grid.originX) / cell);
      const row = Math.floor((y - grid.originY) / cell);
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          for (let j = head[r * columns + c]; j >= 0; j = chain[j]) {
            const dx = x - xy[j * 2];
            const dy = y - xy[j * 2 + 1];
            const square = dx * dx + dy * dy;
            if (square >= reach * reach || square === 0) continue;
            const distance = Math.sqrt(square);
            const near = 1 - distance / reach;
            crowd += near;
            fx += (dx / distance) * near * push;
            fy += (dy / distance) * near * push;
          }
        }
      }
      if (avoid > 0) {
        this.lookAtEdge(x, y);
        const near = 1 - (gradient[0] - this.margin) / (avoid * spacing);
        if (near > 0) {
          crowd += near * EDGE_CROWD;
          fx += gradient[1] * push * near * EDGE_PUSH;
          fy += gradient[2] * push * near * EDGE_PUSH;
        }
      }
      this.crowding[i] = crowd;
      const a = next[i] * 2;
      const b = before[i] * 2;
      move[i * 2] = fx + HOLD * ((xy[a] + xy[b]) / 2 - x);
      move[i * 2 + 1] = fy + HOLD * ((xy[a + 1] + xy[b + 1]) / 2 - y);
    }
  }

  private travel(): void {
    const { xy, move, points, margin } = this;
    const { spacing, bounce } = this.settings;
    const stride = spacing * STRIDE;
    for (let i = 0; i < points; i++) {
      const dx = move[i * 2];
      const dy = move[i * 2 + 1];
      const length = Math.sqrt(dx * dx + dy * dy);
      const share = length > stride ? stride / length : 1;
      let x = xy[i * 2] + dx * share;
      let y = xy[i * 2 + 1] + dy * share;
      this.lookAtEdge(x, y);
      if (gradient[0] < margin) {
        const back = (margin - gradient[0]) * (bounce ? 2 : 1);
        x += gradient[1] * back;
        y += gradient[2] * back;
        this.lookAtEdge(x, y);
        // In a corner the way back may lead out on the other side: then it stays where it was.
        if (!(gradient[0] >= margin * 0.9)) continue;
      }
      xy[i * 2] = x;
      xy[i * 2 + 1] = y;
    }
  }

  private divide(round: number): void {
    const { xy, next, before } = this;
    const { spacing, mostPoints, seed } = this.settings;
    const longest = (spacing * LONGEST) ** 2;
    const room = (spacing * ROOM) ** 2;
    const { points } = this;
    for (let i = 0; i < points && this.points < mostPoints; i++) {
      const j = next[i];
      const dx = xy[j * 2] - xy[i * 2];
      const dy = xy[j * 2 + 1] - xy[i * 2 + 1];
      const square = dx * dx + dy * dy;
      if (square < room || (square < longest && (this.crowding[i] > CROWDED || hashToUnit(seed + round, i) >= BIRTH)))
        continue;
      const x = xy[i * 2] + dx / 2;
      const y = xy[i * 2 + 1] + dy / 2;
      // Round a corner of the edge the middle of a chord may lie outside.
      this.lookAtEdge(x, y);
      if (gradient[0] < this.margin * 0.9) continue;
      const made = this.points++;
      xy[made * 2] = x;
      xy[made * 2 + 1] = y;
      next[i] = made;
      before[made] = i;
      next[made] = j;
      before[j] = made;
    }
  }

  /** Writes distance from the edge and the direction away from it, read between samples. */
  private lookAtEdge(x: number, y: number): void {
    const { field } = this;
    const { width, height, originX, originY, pitch } = this.grid;
    const fx = (x - originX) / pitch;
    const fy = (y - originY) / pitch;
    const column = Math.min(width - 2, Math.max(0, Math.floor(fx)));
    const row = Math.min(height - 2, Math.max(0, Math.floor(fy)));
    const sx = Math.min(1, Math.max(0, fx - column));
    const sy = Math.min(1, Math.max(0, fy - row));
    const at = row * width + column;
    const a = field[at];
    const b = field[at + 1];
    const c = field[at + width];
    const d = field[at + width + 1];
    gradient[0] = (a + (b - a) * sx) * (1 - sy) + (c + (d - c) * sx) * sy;
    const gx = (b - a) * (1 - sy) + (d - c) * sy;
    const gy = (c - a) * (1 - sx) + (d - b) * sx;
    const length = Math.sqrt(gx * gx + gy * gy);
    gradient[1] = length > 0 ? gx / length : 0;
    gradient[2] = length > 0 ? gy / length : 0;
  }

  /** Each curve as a closed line. */
  write(out: LineWriter, z: number): void {
    const { xy, next } = this;
    for (let curve = 0; curve < this.curves; curve++) {
      const first = curve * SEED_POINTS;
      out.moveTo(xy[first * 2], xy[first * 2 + 1], z);
      for (let i = next[first]; i !== first; i = next[i]) out.lineTo(xy[i * 2], xy[i * 2 + 1], z);
      out.lineTo(xy[first * 2], xy[first * 2 + 1], z);
    }
  }
}
