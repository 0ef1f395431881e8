import type { Picture } from "../assets.ts";
import type { LineWriter } from "../line-writer.ts";
import { traceContours } from "../math/contours.ts";
import { hatchTones, waveTones } from "../math/scan-lines.ts";
import { stipple, stippled } from "../math/stipple.ts";
import { readTones } from "../math/tones.ts";
import { choice, flag, int, number, shapeOp, text } from "../op.ts";

/** The built-in picture: a ball in the light, for trying out. */
const BALL = "ball";
const BALL_SIZE = 256;
/** While playing, relaxing stops after so many steps, and samples are at most so fine. */
const DRAFT_STEPS = 4;
const DRAFT_DETAIL = 160;
const DOT_SIDES = 8;

/**
 * A picture in lines. `source` is a picture beside the sketch, `import face from "./face.png"` (PNG, JPEG, WebP or GIF;
 * only its darkness counts, see-through is white), or "ball", which is built in. The longer side is 1.
 *
 * - "hatch": parallel lines `spacing` apart, crossed by further `layers` where it is darker.
 * - "waves": one line every `spacing` that swings the wider the darker.
 * - "stipple": `dots` dots, closer where it is darker (A. Secord, "Weighted Voronoi stippling", 2002). As circles of
 *   `dotSize`, or with 0 as points. While playing at most 4 `steps` on 160 samples across; all of them when saved.
 * - "contours": `levels` lines of equal tone.
 *
 * `detail` is how many samples the longer side has, `gamma` above 1 lightens the middle tones. A white picture draws
 * nothing (waves: straight lines). z is 0.
 *
 * @example G.image({ style: "hatch", spacing: 0.012, layers: 4 }).scale(130).translate(74, 105)
 */
export const image = shapeOp({
  name: "image",
  help: "A picture in hatching, waves, dots or contours.",
  params: {
    source: text(BALL, { help: 'An imported picture file, or "ball", which is built in.' }),
    style: choice(["hatch", "waves", "stipple", "contours"], "hatch", { help: "What shows the tones." }),
    spacing: number(0.015, { range: [0.004, 0.1], unit: "share", help: "Between lines of a hatching, or waves." }),
    angle: number(45, { range: [-90, 90], unit: "deg", help: "Direction of the hatching's first layer, or of waves." }),
    layers: int(3, { range: [1, 6], hard: true, help: "Directions of a hatching; the later, the darker." }),
    levels: int(8, { range: [1, 64], hard: true, help: "Contours between white and black." }),
    dots: int(2000, { range: [3, 20_000], hard: true, help: "Dots of a stippling." }),
    dotSize: number(0.006, { range: [0, 0.02], unit: "share", help: "Diameter of dots; 0 draws points." }),
    steps: int(30, { range: [0, 200], hard: true, help: "How often dots are moved apart." }),
    lightest: number(0.03, { range: [0, 0.5], unit: "share", help: "Lighter tones get no dots and no waves." }),
    gamma: number(1, { range: [0.2, 5], help: "Above 1 lightens, below 1 darkens the middle tones." }),
    invert: flag(false, { help: "Draws what is light: for white ink on a dark sheet." }),
    detail: int(256, { range: [8, 1024], hard: true, help: "Samples along the longer side." }),
    seed: int(1, { range: [0, 1000], help: "Where the dots begin." }),
  },
  iterative: true,
  positional: (spacing, angle) => ({ spacing, angle }),
  draw(p, out, job) {
    const picture = p.source === BALL ? ball() : job.assets.picture(p.source);
    const isDraft = job.quality === "draft";
    const detail = isDraft && p.style === "stipple" ? Math.min(DRAFT_DETAIL, p.detail) : p.detail;
    const tones = readTones(picture, detail, p.gamma, p.invert);
    switch (p.style) {
      case "hatch":
        return hatchTones(tones, p.spacing, p.angle, p.layers, out);
      case "waves":
        return waveTones(tones, p.spacing, p.angle, p.lightest, out);
      case "contours":
        for (let level = 1; level <= p.levels; level++) {
          const { field, width, height, originX, originY, pitch } = tones;
          traceContours(field, width, height, level / (p.levels + 1), originX, originY, pitch, out);
        }
        return;
      case "stipple": {
        const steps = isDraft ? Math.min(DRAFT_STEPS, p.steps) : p.steps;
        return writeDots(stipple(tones, p.dots, steps, p.lightest, p.seed, job), p.dotSize / 2, out);
      }
      default:
        return p.style satisfies never;
    }
  },
});

function writeDots(places: Float64Array, radius: number, out: LineWriter): void {
  for (let n = 0; n < stippled.placed; n++) {
    const x = places[n * 3];
    const y = places[n * 3 + 1];
    if (!(radius > 0)) {
      out.moveTo(x, y);
      continue;
    }
    out.moveTo(x + radius, y);
    for (let i = 1; i <= DOT_SIDES; i++) {
      const angle = ((i % DOT_SIDES) * 2 * Math.PI) / DOT_SIDES;
      out.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
  }
}

let drawnBall: Picture | null = null;

/** Lit from the upper left, with a little light from the ground, before white. 64 KB, made when first asked for. */
function ball(): Picture {
  if (drawnBall !== null) return drawnBall;
  const ink = new Uint8Array(BALL_SIZE * BALL_SIZE);
  for (let row = 0; row < BALL_SIZE; row++) {
    for (let column = 0; column < BALL_SIZE; column++) {
      const x = ((column + 0.5) / BALL_SIZE) * 2 - 1;
      const y = ((row + 0.5) / BALL_SIZE) * 2 - 1;
      const depth = 1 - (x * x + y * y) / 0.92;
      if (depth <= 0) continue;
      const light = Math.max(0, (-0.55 * x - 0.6 * y) / Math.sqrt(0.92) + 0.58 * Math.sqrt(depth));
      const ground = 0.12 * Math.max(0, y) * (1 - Math.sqrt(depth));
      ink[row * BALL_SIZE + column] = Math.round(255 * (1 - Math.min(1, light + ground)));
    }
  }
  drawnBall = { width: BALL_SIZE, height: BALL_SIZE, ink };
  return drawnBall;
}
