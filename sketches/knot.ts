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
    const step = knob("spread", 9, { min: 1, max: 30 }) / strands;
    return INKS.map((color, i) => {
      const first = (i - INKS.length / 2) * strands;
      const ribbon = G.lissajous({ frequency: [3, 2, 7], phase: [90, 40, 60 + t * 4], points: 520 })
        .scale(182, 182, 110)
        .rotate(30, 0, 24)
        .scale(0.996 ** first)
        .rotate(0, step * first, 0)
        .repeat({ count: strands - 1, offset: 0, rotationStep: [0, step, 0], scale: 0.996, autoCentre: false })
        .twist({ angle: winding(t), axis: "y" })
        .rotate(8, t * 5, -20)
        .translate(width / 2, height / 2);
      return L(ribbon, { name: `ink ${i + 1}`, color, width: 0.22, pen: i + 1, blend: "screen" });
    });
  },
});
