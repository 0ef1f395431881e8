import { OutlineIndex } from "../math/outline-index.ts";
import { choice, effectOp, flag, number, sameSize } from "../op.ts";

/** A shear of more is no picture any more, in degrees. */
const STEEPEST = 80;

const outline = new OutlineIndex();

/**
 * Bends the drawing by an outline, the further input. Points move, none are added: `subdivide` before it, where segments
 * are long. z stays, and the outline is seen on the sheet.
 *
 * Lenses ("scale", "rotate", "shear", "swirl") act about the middle of the outline's bounding box. Their `profile`:
 * "ramp" is full inside and fades out over `band` mm, from the outline inward, or with `insideOnly` off from the outline
 * outward; "band" acts along the outline and fades over `band` mm to both sides (with `insideOnly`, inward only).
 * "swirl" turns more the nearer to the middle. Inside is even–odd over the closed lines of the outline.
 *
 * "attract" pulls points towards the nearest place of the outline, or to `bias` mm before it; "repel" pushes them away,
 * by `bias` + `falloff` mm at most. Both fade as a bell of width `falloff` and end at `snapBand` mm. `strength` weighs
 * all of it. What is out of reach stays exactly where it is.
 *
 * After grafix's warp.
 *
 * @example G.grid(34).scale(120).subdivide(6).translate(74, 105).warp({ mode: "swirl", angle: 160, band: 25 }, G.circle(48).translate(74, 105))
 */
export const warp = effectOp({
  name: "warp",
  help: "Bends lines by an outline: lens, attraction or repulsion.",
  params: {
    mode: choice(["scale", "rotate", "shear", "swirl", "attract", "repel"], "scale", {
      help: "What the outline does.",
    }),
    strength: number(1, { range: [0, 1], help: "Weight of the whole effect." }),
    profile: choice(["ramp", "band"], "ramp", { help: "A lens is full inside, or along the outline only." }),
    band: number(20, { range: [0, 100], unit: "mm", help: "Over how much a lens fades." }),
    insideOnly: flag(true, { help: "A lens leaves the outside as it is." }),
    scale: number(1.4, { range: [0, 4], help: "Magnification of the scale lens." }),
    angle: number(30, { range: [-360, 360], unit: "deg", help: "Turn of the rotate and swirl lens, or shear." }),
    snapBand: number(30, { range: [0, 200], unit: "mm", help: "How far attraction and repulsion reach." }),
    falloff: number(12, { range: [0.1, 100], unit: "mm", help: "Over how much they fade." }),
    bias: number(0, { range: [-20, 20], unit: "mm", help: "How far before the outline attracted points stop." }),
  },
  masks: { least: 1, most: 1, help: "the outline to bend by" },
  size: sameSize,
  apply(p, input, out, masks) {
    out.copyTopology(input);
    const { coords } = input;
    const to = out.coords;
    outline.aim(masks[0]);
    const { mode, strength, band, insideOnly, scale, falloff, snapBand, bias } = p;
    const lens = mode !== "attract" && mode !== "repel";
    const ramp = p.profile === "ramp";
    const angle = (p.angle * Math.PI) / 180;
    const slant = Math.tan((Math.min(STEEPEST, Math.max(-STEEPEST, p.angle)) * Math.PI) / 180);
    const { io, middleX, middleY, radius } = outline;
    for (let at = 0; at < input.points * 3; at += 3) {
      const x = coords[at];
      const y = coords[at + 1];
      to[at] = x;
      to[at + 1] = y;
      to[at + 2] = coords[at + 2];
      io[0] = x;
      io[1] = y;
      io[2] = Math.max(0, lens ? band : snapBand);
      if (!lens) {
        if (!outline.nearest() || io[5] === 0) continue;
        const d = io[5];
        const fade = Math.exp(-((d / falloff) ** 2)) * smoothStep(1 - d / snapBand) * strength;
        // The way along the line from the nearest place through the point: less than 0 pulls, more pushes.
        const way = (mode === "attract" ? bias - d : bias + falloff) * fade;
        to[at] = x + ((x - io[3]) / d) * way;
        to[at + 1] = y + ((y - io[4]) / d) * way;
        continue;
      }
      const inside = outline.inside();
      if (!inside && insideOnly) continue;
      const near = outline.nearest();
      if (!inside && !near) continue;
      const share = near ? io[5] / band : 1;
      // With a ramp to the outside, all of the inside is full.
      const full = ramp ? (insideOnly ? share : inside ? 1 : 1 - share) : 1 - share;
      const weight = smoothStep(full) * strength;
      if (weight === 0) continue;
      const dx = x - middleX;
      const dy = y - middleY;
      if (mode === "scale") {
        to[at] = x + dx * (scale - 1) * weight;
        to[at + 1] = y + dy * (scale - 1) * weight;
      } else if (mode === "shear") {
        to[at] = x + dy * slant * weight;
      } else {
        const rest = mode === "swirl" && radius > 0 ? Math.max(0, 1 - Math.sqrt(dx * dx + dy * dy) / radius) : 1;
        const cos = Math.cos(angle * weight * rest);
        const sin = Math.sin(angle * weight * rest);
        to[at] = middleX + dx * cos - dy * sin;
        to[at + 1] = middleY + dx * sin + dy * cos;
      }
    }
  },
});

/** 0 up to 0, 1 from 1 on, smooth between. */
function smoothStep(share: number): number {
  const s = share < 0 ? 0 : share > 1 ? 1 : share;
  return s * s * (3 - 2 * s);
}
