// First light: a hollow solid turns in the dark, its faces hatched so that each has its own tone, and what burns within
// shines through twelve windows. It breathes: out, the faces part; in, they nearly close.
//
// Teaches polyhedron by faces, drop, explode, fill, occlude, clip, subdivide, displace, rotate. Turn `breath` (how far
// the faces part), `amp` and `frequency` (of the noise that ruffles them) and `spin` (degrees a second).
// Try another solid ("rhombicuboctahedron", without the drop), hatching in style: "zigzag", or no `.occlude`: glass.

import { E, G, L, lfo, sketch } from "hairline";

const SIZE = 160;
const breathing = lfo({ period: 11, lo: 0.25, hi: 1 });

export default sketch({
  canvas: "A4",
  background: "#0b0e14",
  draw({ t, width, height, knob }) {
    const breath = breathing(t + 3) * knob("breath", 1, { min: 0, max: 1.5 });
    const amp = knob("amp", 2.2, { min: 0, max: 5 });
    const frequency = knob("frequency", 0.022, { min: 0.005, max: 0.1 });
    const spin = t * knob("spin", 4, { min: -30, max: 30 });
    const place = E.translate(width / 2, height / 2);
    const turn = E.rotate(24, 20 + spin, 11);
    const ruffle = E.subdivide(3).displace({ amplitude: [amp, amp, 0], frequency, t: t * 0.02 });

    // The pentagons go, for they are the shorter way round, and leave twelve windows.
    const faces = turn(
      G.polyhedron({ kind: "truncatedIcosahedron", style: "faces" })
        .scale(SIZE)
        .drop({ interval: 0, minLength: SIZE * 1.1 })
        .explode({ distance: 9 * breath, by: "line" }),
    );
    const shell = faces.fill({ spacing: 1.7, angle: 30, spacingGradient: 1.5 }).occlude({ by: "depth" });
    // z rises towards us: what begins in the nearer half hides the core.
    const front = faces.drop({ interval: 0, probability: 0.5, probabilitySlope: [0, 0, -1000] });
    const core = G.polyhedron({ kind: "icosahedron" })
      .scale(SIZE * (0.5 + 0.2 * breath))
      .repeat({ count: 12, offset: 0, scale: 0.88, rotationStep: [3, 7, 5] })
      .rotate(24, 20 - spin * 2, 11)
      .clip({ keep: "outside" }, front);
    return [
      L(place(ruffle(core)), { name: "core", color: "#ff8a3c", width: 0.35, pen: 2, blend: "screen" }),
      L(place(ruffle(shell)), { name: "shell", color: "#b9cbe6", width: 0.25, pen: 1, blend: "screen" }),
    ];
  },
});
