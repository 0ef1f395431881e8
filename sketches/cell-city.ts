// Cell city: a rectangle falls into quarters, each quarter into lots, and what remains between them are streets. Some
// lots stay empty, the others are hatched by three pens, and the light goes round the city in three minutes.
//
// Teaches partition (twice), offset as an inset, drop by chance, fill. Turn `quarters`, `lots`, `street` (mm), `hatch`
// (mm between lines) and `angle`. Every seed is another city.
// Try style: "zigzag"; a polygon for the city wall; densitySlope turned about, for an old town in another corner.

import { G, L, sketch } from "hairline";

export default sketch({
  canvas: "A4",
  background: "#f4efe6",
  draw({ t, width, height, knob, seed }) {
    const quarters = Math.round(knob("quarters", 34, { min: 2, max: 80, step: 1 }));
    const lots = Math.round(knob("lots", 9, { min: 1, max: 20, step: 1 }));
    const street = knob("street", 1, { min: 0.2, max: 4 });
    const hatch = knob("hatch", 1.1, { min: 0.5, max: 5 });
    const angle = knob("angle", 20, { min: -90, max: 90 }) + t * 2;

    const blocks = G.rect(width - 36, height - 36)
      .translate(width / 2, height / 2)
      .partition({ sites: quarters, seed, densityBase: 0.5, densitySlope: [0.35, 0.4] })
      .offset({ distance: -street, union: false });
    const houses = blocks
      .partition({ sites: lots, seed: seed + 1, mode: "ring" })
      .offset({ distance: -street * 0.4, union: false });
    const some = (probability: number, key: number) => ({ interval: 0, probability, seed: seed + key });
    const built = houses.drop(some(0.12, 1));
    const dark = built.drop({ ...some(0.3, 2), mode: "keep" });
    const rest = built.drop(some(0.3, 2));
    const warm = rest.drop({ ...some(0.22, 3), mode: "keep" });
    const light = rest.drop(some(0.22, 3));
    const lines = { keepOutline: false } as const;
    return [
      L([houses, light.fill({ ...lines, spacing: hatch * 1.6, angle })], {
        name: "walls",
        color: "#22303f",
        width: 0.25,
        pen: 1,
      }),
      L(dark.fill({ ...lines, spacing: hatch * 0.7, angle: angle + 90 }), {
        name: "dark",
        color: "#22303f",
        width: 0.35,
        pen: 2,
      }),
      L(warm.fill({ ...lines, spacing: hatch, angle: angle + 45 }), {
        name: "warm",
        color: "#d9502f",
        width: 0.4,
        pen: 3,
      }),
    ];
  },
});
