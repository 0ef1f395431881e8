// Straight lines through a picture that show its tones: broken where it is lighter (hatching), or swinging as far as it
// is dark (waves).

import type { LineWriter } from "../line-writer.ts";
import { type Tones, toneAt } from "./tones.ts";

/** Directions of the layers of a hatching, in degrees from the first: later ones fall between earlier ones. */
const CROSSINGS = [0, 90, 45, 135, 22.5, 112.5];
/** Of four neighbouring lines, which begins first as it gets darker: those that share the space evenly. */
const TURNS = [0, 2, 1, 3];
/** The closest lines, in parts of the box: a thousand over the picture. */
const CLOSEST = 0.001;
/** Points per swing of a wave. */
const PER_WAVE = 12;

/** The line being drawn: its middle and direction, and the stretch of it that lies over the picture. */
const line = { x: 0, y: 0, dx: 0, dy: 0, from: 0, to: 0 };

/**
 * Hatching: `layers` families of parallel lines, each at another angle and for darker tones. Within a layer the lines
 * come in four turns, so that their density follows the tone and not only the number of layers.
 */
export function hatchTones(tones: Tones, spacing: number, angle: number, layers: number, out: LineWriter): void {
  const apart = Math.max(CLOSEST, spacing);
  for (let layer = 0; layer < layers; layer++) {
    const direction = angle + CROSSINGS[layer % CROSSINGS.length];
    const reach = Math.ceil(reachOf(tones) / apart);
    for (let k = -reach; k <= reach; k++) {
      if (!aim(tones, direction, k * apart)) continue;
      const turn = TURNS[((k % 4) + 4) % 4];
      hatchLine(tones, (layer + (turn + 0.5) / 4) / layers, out);
    }
  }
}

/** One line of every `spacing`, swinging to both sides as far as its neighbours where the picture is black. */
export function waveTones(tones: Tones, spacing: number, angle: number, lightest: number, out: LineWriter): void {
  const apart = Math.max(CLOSEST * 4, spacing);
  const reach = Math.ceil(reachOf(tones) / apart);
  const step = apart / PER_WAVE;
  for (let k = -reach; k <= reach; k++) {
    if (!aim(tones, angle, k * apart)) continue;
    const steps = Math.max(1, Math.ceil((line.to - line.from) / step));
    for (let i = 0; i <= steps; i++) {
      const along = line.from + ((line.to - line.from) * i) / steps;
      const x = line.x + line.dx * along;
      const y = line.y + line.dy * along;
      const tone = toneAt(tones, x, y);
      const swing = tone > lightest ? Math.sin((along / apart) * 2 * Math.PI) * tone * apart * 0.48 : 0;
      if (i === 0) out.moveTo(x - line.dy * swing, y + line.dx * swing);
      else out.lineTo(x - line.dy * swing, y + line.dx * swing);
    }
  }
}

/** Half the diagonal of the picture. */
function reachOf({ width, height, pitch }: Tones): number {
  return (Math.sqrt(width * width + height * height) * pitch) / 2;
}

/** Aims at the line in this direction, `aside` from the middle. False where it misses the picture. */
function aim({ width, height, pitch }: Tones, direction: number, aside: number): boolean {
  const radians = (direction * Math.PI) / 180;
  line.dx = Math.cos(radians);
  line.dy = Math.sin(radians);
  line.x = -line.dy * aside;
  line.y = line.dx * aside;
  line.from = -Infinity;
  line.to = Infinity;
  within(line.x, line.dx, (width * pitch) / 2);
  within(line.y, line.dy, (height * pitch) / 2);
  return line.to > line.from;
}

/** Narrows the stretch to where one coordinate lies in ± `half`. */
function within(at: number, slope: number, half: number): void {
  if (Math.abs(slope) < 1e-12) {
    if (Math.abs(at) > half) line.to = -Infinity;
    return;
  }
  const one = (-half - at) / slope;
  const other = (half - at) / slope;
  line.from = Math.max(line.from, Math.min(one, other));
  line.to = Math.min(line.to, Math.max(one, other));
}

/** Writes the stretches of the line that are at least this dark. */
function hatchLine(tones: Tones, threshold: number, out: LineWriter): void {
  const steps = Math.max(1, Math.ceil((line.to - line.from) / tones.pitch));
  const step = (line.to - line.from) / steps;
  let before = 0;
  let start = -1;
  for (let i = 0; i <= steps; i++) {
    const along = line.from + step * i;
    const tone = toneAt(tones, line.x + line.dx * along, line.y + line.dy * along);
    const dark = tone >= threshold;
    // Where it passes the threshold, between this sample and the one before.
    const crossing = i === 0 ? along : along - step * ((tone - threshold) / (tone - before));
    if (dark && start < 0) start = i === 0 ? 0 : (crossing - line.from) / step;
    if (start >= 0 && (!dark || i === steps)) {
      writeStretch(line.from + start * step, dark ? along : crossing, out);
      start = -1;
    }
    before = tone;
  }
}

function writeStretch(from: number, to: number, out: LineWriter): void {
  if (!(to > from)) return;
  out.moveTo(line.x + line.dx * from, line.y + line.dy * from);
  out.lineTo(line.x + line.dx * to, line.y + line.dy * to);
}
