// Two gratings, two inks, and a third figure that nobody drew: it lives where the lines almost meet.
// Each grating is one circle repeated inwards; they drift apart and back by a few millimetres.

import { E, G, L, lfo, sketch } from "hairline";

const apart = lfo({ period: 40, lo: 2, hi: 9 });
const soft = lfo({ period: 27, lo: 0.6, hi: 1 });

export default sketch({
  canvas: [300, 300],
  background: "#f6f1e6",
  draw({ t, width, height, knob }) {
    const rings = Math.round(knob("rings", 72, { min: 20, max: 90, step: 1 }));
    const distance = apart(t + 12) * knob("apart", 1, { min: 0, max: 3 });
    const radius = 128;
    const angle = t * 0.06;
    const grating = (way: number) => {
      const inwards = [];
      for (let i = 0; i < rings; i++) inwards.push(G.circle(radius * (1 - i / rings), 120));
      const warp = E.displace({
        amplitude: 3.5 * soft(t),
        frequency: 0.011,
        t: way * 3 + t * 0.004,
        seed: 4,
      }).translate(width / 2 + way * distance * Math.cos(angle), height / 2 + way * distance * Math.sin(angle));
      return inwards.map((ring) => warp(ring));
    };
    return [
      L(grating(-1), { name: "blue", color: "#1c4fd6", width: 0.6, pen: 1, blend: "multiply" }),
      L(grating(1), { name: "red", color: "#ee4a2c", width: 0.6, pen: 2, blend: "multiply" }),
    ];
  },
});
