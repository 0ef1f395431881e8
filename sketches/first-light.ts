// First light: a solid breathes in the dark, shell within shell, the inmost ones warm.
// Every shell is the same thirty edges, one step smaller and one step further round.

import { E, G, L, lfo, sketch } from "hairline";

const breath = lfo({ period: 9, lo: 0.88, hi: 1 });
const winding = lfo({ period: 43, lo: 1.2, hi: 4.2 });

export default sketch({
  canvas: "A4",
  background: "#0b0e14",
  draw({ t, width, height, knob }) {
    const shells = Math.round(knob("shells", 30, { min: 4, max: 60, step: 1 }));
    const step = winding(t + 8) * knob("winding", 1, { min: -3, max: 3 });
    const turning = E.rotate(21, 9 + t * 4, 13);
    const inwards = { offset: 0, rotationStep: [step * 0.3, step, step * 0.5], autoCentre: false } as const;
    const place = E.translate(width / 2, height / 2);
    const edges = turning(G.polyhedron({ kind: "icosahedron" }).subdivide(4))
      .scale(190, 280, 190)
      .scale(breath(t));
    const outer = edges.repeat({ ...inwards, count: shells, scale: 0.95 });
    const core = edges.scale(0.34, 0.24, 0.34).repeat({ ...inwards, count: 12, scale: 0.86 });
    return [
      L(place(outer), { name: "shells", color: "#b9cbe6", opacity: 0.85, width: 0.2, pen: 1, blend: "screen" }),
      L(place(core), { name: "core", color: "#ff8a3c", width: 0.28, pen: 2, blend: "screen" }),
    ];
  },
});
