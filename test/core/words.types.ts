// What an editor underlines. Nothing runs here: `npm run check` fails where a line below compiles that should not, or
// does not compile that should.

import { E, G, type Geometry, L, palette } from "../../src/core/index.ts";

const g: Geometry = G.sphere({ level: 2, style: "rings" })
  .displace({ amplitude: [1, 2], t: 3 })
  .dash(4, 2);
export const fine = [
  G.polygon(6).scale(40).translate(10, 20),
  g.clip(g),
  g.clip({ keep: "outside" }, g, g),
  g.boolean({ mode: "xor" }, g),
  E.clip({ keep: "inside" }, g).wobble()(g),
  G.polyline({ points: [0, 0, 10, 10] }),
  L(g, { color: palette({ hue: 30 })[0] }),
];

export const underlined = [
  // @ts-expect-error a parameter that is not there
  G.sphere({ levle: 1 }),
  // @ts-expect-error a choice that is not there
  G.sphere({ style: "ringz" }),
  // @ts-expect-error a text where a number belongs
  g.displace({ amplitude: "much" }),
  // @ts-expect-error an effect that is not there
  g.displce(),
  // @ts-expect-error a clip needs an outline
  g.clip({ keep: "inside" }),
  // @ts-expect-error nothing to clip by
  E.clip(),
  // @ts-expect-error no plain number stands for anything here
  g.affine(3),
  // @ts-expect-error this one takes no further geometry
  g.dash({ on: 3 }, g),
];
