// A knot tied from one ribbon: a closed curve in space, copied sixty times, each copy a hair further round.
// Five inks share the strands in order, and the whole is wound about its upright axis and unwound again.

import { G, L, lfo, sketch } from "hairline";

const INKS = ["#ff4d5e", "#ff9e3d", "#f7eedd", "#4fc9bd", "#4a7dff"];
const winding = lfo({ period: 36, lo: -40, hi: 40 });

export default sketch({
  canvas: [300, 300],
  background: "#0f1117",
  draw({ t, width, height, knob }) {
    const strands = Math.round(knob("strands", 12, { min: 1, max: 16, step: 1 }));
    const spread = knob("spread", 7, { min: 1, max: 20 }) / strands;
    return INKS.map((color, i) => {
      const first = (i - INKS.length / 2) * strands;
      const step = [spread * 0.55, spread, spread * 0.3] as const;
      const ribbon = G.lissajous({ frequency: [3, 2, 7], phase: [90, 40, t * 4], points: 520 })
        .scale(236, 236, 150)
        .scale(0.995 ** first)
        .rotate(step[0] * first, step[1] * first, step[2] * first)
        .repeat({ count: strands - 1, offset: 0, rotationStep: step, scale: 0.995, autoCentre: false })
        .twist({ angle: winding(t), axis: "y" })
        .rotate(14, t * 5, 28)
        .translate(width / 2, height / 2);
      return L(ribbon, { name: `ink ${i + 1}`, color, width: 0.22, pen: i + 1, blend: "screen" });
    });
  },
});
