import type { LineWriter } from "../line-writer.ts";
import { drawIcosphere, icosphereEdges } from "../math/icosphere.ts";
import { choice, int, shapeOp } from "../op.ts";

/** Points per circle of the rings style, the closing one included. */
const RING_POINTS = 65;
/** Points per turn of the zigzag style. */
const TURN_POINTS = 100;

const meridians = (level: number): number => 16 + 32 * level;
const parallels = (level: number): number => meridians(level) / 2 - 1;
const zigzagSegments = (level: number): number => (8 + 4 * level) * TURN_POINTS - 1;
const ringsPerAxis = (level: number): number => 5 + 12 * level;

/**
 * A sphere of diameter 1 around the origin, poles above and below. Points and lines at level L:
 *
 * - `latlon`: 16 + 32L meridians, half as many less one parallels; `mode` keeps one kind. L5: 31,063 / 263.
 * - `zigzag`: one spiral from pole to pole, 8 + 4L turns, as segments of two points. L5: 5,598 / 2,799.
 * - `icosphere`: the edges of an icosahedron halved L times, each once, 30·4^L segments. L5: 61,440 / 30,720.
 * - `rings`: slices across all three axes, 5 + 12L each. L5: 12,675 / 195.
 *
 * All points lie on the sphere; lines are chords between them. Counts are those of pyxidraw's sphere, whose shapes
 * these are; the icosphere is found by edge ids (`math/icosphere.ts`) where the original kept a set of tuples.
 *
 * @example G.sphere({ level: 3, style: "icosphere" }).scale(120).rotate({ angles: [25, 15, 0] }).translate(74, 105)
 */
export const sphere = shapeOp({
  name: "sphere",
  help: "Sphere of diameter 1, in four ways of drawing it.",
  params: {
    level: int(1, { range: [0, 7], hard: true, help: "Fineness; an icosphere quadruples with each level." }),
    style: choice(["latlon", "zigzag", "icosphere", "rings"], "latlon", { help: "Which lines stand for the surface." }),
    mode: choice(["both", "horizontal", "vertical"], "both", { help: "For latlon: parallels, meridians or both." }),
  },
  positional: (level) => ({ level }),
  size(p, size) {
    const { level, mode } = p;
    switch (p.style) {
      case "latlon": {
        const down = mode === "horizontal" ? 0 : meridians(level);
        const across = mode === "vertical" ? 0 : parallels(level);
        size.lines = down + across;
        size.points = down * (parallels(level) + 2) + across * (meridians(level) + 1);
        return;
      }
      case "zigzag":
        size.lines = zigzagSegments(level);
        size.points = size.lines * 2;
        return;
      case "icosphere":
        size.lines = icosphereEdges(level);
        size.points = size.lines * 2;
        return;
      case "rings":
        size.lines = ringsPerAxis(level) * 3;
        size.points = size.lines * RING_POINTS;
        return;
      default:
        p.style satisfies never;
    }
  },
  draw(p, out) {
    switch (p.style) {
      case "latlon":
        if (p.mode !== "horizontal") drawMeridians(p.level, out);
        if (p.mode !== "vertical") drawParallels(p.level, out);
        return;
      case "zigzag":
        return drawZigzag(p.level, out);
      case "icosphere":
        return drawIcosphere(p.level, out);
      case "rings":
        return drawRings(p.level, out);
      default:
        p.style satisfies never;
    }
  },
});

function drawMeridians(level: number, out: LineWriter): void {
  const { coords } = out;
  const count = meridians(level);
  const steps = parallels(level) + 1;
  let at = out.points * 3;
  for (let i = 0; i < count; i++) {
    const longitude = (i * 2 * Math.PI) / count;
    const cos = Math.cos(longitude) * 0.5;
    const sin = Math.sin(longitude) * 0.5;
    for (let j = 0; j <= steps; j++, at += 3) {
      const fromPole = (j * Math.PI) / steps;
      const reach = j === steps ? 0 : Math.sin(fromPole);
      coords[at] = reach * cos;
      coords[at + 1] = -Math.cos(fromPole) * 0.5;
      coords[at + 2] = reach * sin;
    }
    out.commitLine(steps + 1);
  }
}

function drawParallels(level: number, out: LineWriter): void {
  const { coords } = out;
  const count = parallels(level);
  const steps = meridians(level);
  let at = out.points * 3;
  for (let j = 1; j <= count; j++) {
    const fromPole = (j * Math.PI) / (count + 1);
    const reach = Math.sin(fromPole) * 0.5;
    const y = -Math.cos(fromPole) * 0.5;
    for (let i = 0; i <= steps; i++, at += 3) {
      const longitude = ((i % steps) * 2 * Math.PI) / steps;
      coords[at] = reach * Math.cos(longitude);
      coords[at + 1] = y;
      coords[at + 2] = reach * Math.sin(longitude);
    }
    out.commitLine(steps + 1);
  }
}

function drawZigzag(level: number, out: LineWriter): void {
  const { coords } = out;
  const segments = zigzagSegments(level);
  const turns = (segments + 1) / TURN_POINTS;
  let at = out.points * 3;
  for (let i = 0; i <= segments; i++) {
    const way = i / segments;
    const reach = Math.sin(way * Math.PI) * 0.5;
    const longitude = way * turns * 2 * Math.PI;
    const x = reach * Math.cos(longitude);
    const y = -Math.cos(way * Math.PI) * 0.5;
    const z = reach * Math.sin(longitude);
    // Each point ends one segment and starts the next; the first only starts, the last only ends.
    for (let twice = i === 0 || i === segments ? 1 : 2; twice > 0; twice--, at += 3) {
      coords[at] = x;
      coords[at + 1] = y;
      coords[at + 2] = z;
    }
  }
  for (let i = 0; i < segments; i++) out.commitLine(2);
}

function drawRings(level: number, out: LineWriter): void {
  const { coords } = out;
  const count = ringsPerAxis(level);
  let at = out.points * 3;
  for (let axis = 0; axis < 3; axis++) {
    for (let i = 1; i <= count; i++) {
      const fromPole = (i * Math.PI) / (count + 1);
      const reach = Math.sin(fromPole) * 0.5;
      const along = Math.cos(fromPole) * 0.5;
      for (let j = 0; j < RING_POINTS; j++, at += 3) {
        const around = ((j % (RING_POINTS - 1)) * 2 * Math.PI) / (RING_POINTS - 1);
        coords[at + axis] = along;
        coords[at + ((axis + 1) % 3)] = reach * Math.cos(around);
        coords[at + ((axis + 2) % 3)] = reach * Math.sin(around);
      }
      out.commitLine(RING_POINTS);
    }
  }
}
