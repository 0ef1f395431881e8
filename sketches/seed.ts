// The scene this instrument grew from: a ball of lines, turned and shaken twice, under nine knobs.
// Without a MIDI device the fallbacks below keep it alive; each knob takes over when it is first moved.
//
//   CC1 level   CC2 style   CC3–5 turn about x, y, z   CC6 strength   CC7 grain   CC8 size   CC9 speed of time

import { E, G, L, sketch } from "hairline";

const STYLES = ["latlon", "zigzag", "icosphere", "rings", "latlon"] as const;

export default sketch({
  canvas: [400, 400],
  background: "#f4f1ea",
  draw({ t, cc, width, height }) {
    const centre = [width / 2, height / 2, 0] as const;
    const time = t * cc(9, 0.02);
    const ball = G.sphere({ level: Math.round(cc(1, 0.6) * 5), style: STYLES[Math.floor(cc(2) * 4.999)] })
      .scale(400 * cc(8, 0.74))
      .translate(...centre);
    const shaken = E.rotate({
      angles: [cc(3, 0.07) * 360, cc(4, t / 60) * 360, cc(5, 0.06) * 360],
      pivot: centre,
    })
      .displace({ amplitude: cc(6, 0.5) * 50, frequency: cc(7, 0.35) * 0.01, t: time })
      .displace({ amplitude: cc(6, 0.5) * 20, frequency: cc(7, 0.35) * 0.05, t: time * 2 });
    return L(shaken(ball), { color: "#161616", width: 0.25, pen: 1 });
  },
});
