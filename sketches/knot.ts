// A knot and its cage: one ribbon of a closed curve in space, in five inks, and around it the chain mail of a sphere.
// `lissajous` ties the knot, `repeat` and `twist` wind it; `mirror3d` makes the whole cage of one small circle; one
// `perspective` sees both, so that what is near is large.
//
// Turn: "twist", how far the ribbon is wound; "strands" in each ink; "order" of the cage: 0 tetra-, 1 octa-, 2 icosahedral;
// "camera", the distance of the eye.
// Try: other frequencies (no two with a common divisor); `reflection: false`; a G.polygon(3) in place of the circle.

import { E, G, L, lfo, sketch } from "hairline";

const INKS = ["#ff4d5e", "#ff9e3d", "#f7eedd", "#4fc9bd", "#4a7dff"];
/** The fewer the rings of a cage, the wider each of them, in mm. */
const CAGES = [
  { group: "tetrahedral", radius: 68 },
  { group: "octahedral", radius: 48 },
  { group: "icosahedral", radius: 31 },
] as const;
const winding = lfo({ period: 36, lo: -30, hi: 30 });

export default sketch({
  canvas: [300, 300],
  background: "#0f1117",
  draw({ t, width, height, knob }) {
    const strands = Math.round(knob("strands", 8, { min: 1, max: 12, step: 1 }));
    const twist = knob("twist", 1, { min: -3, max: 3 }) * winding(t);
    const { group, radius } = CAGES[Math.round(knob("order", 2, { min: 0, max: 2, step: 1 }))];
    const distance = knob("camera", 460, { min: 330, max: 1200 });
    const see = (turn: number, tilt: number) =>
      E.perspective({ rotation: [tilt, turn, 8], distance, autoCentre: false }).translate(width / 2, height / 2);

    const step = 9 / strands;
    const knot = INKS.map((color, i) => {
      const first = (i - INKS.length / 2) * strands;
      const ribbon = G.lissajous({ frequency: [3, 2, 7], phase: [90, 40, 60 + t * 4], points: 460 })
        .scale(150, 150, 100)
        .scale(0.994 ** first)
        .rotate(0, step * first, 0)
        .repeat({ count: strands - 1, offset: 0, rotationStep: [0, step, 0], scale: 0.994, autoCentre: false })
        .twist({ angle: twist, axis: "y" });
      return L(see(t * 5 + 20, 24)(ribbon), { name: `ink ${i + 1}`, color, width: 0.22, pen: i + 1, blend: "screen" });
    });
    const chain = G.circle(radius, 72)
      .translate(0, 0, 112)
      .rotate(13, 9, 0)
      .mirror3d({ group, reflection: false, cut: false, autoCentre: false });
    const cage = L(see(-t * 2, 12)(chain), { name: "cage", color: "#6f80ab", width: 0.18, pen: 6, blend: "screen" });
    return [cage, ...knot];
  },
});
