// A chart of islands that nobody has sailed: fields, depths, and lights that turn.
// `displace` makes coasts of circles; `partition` parcels the land out with hedges between, `drop` deals the
// parcels to three hands, and `fill` and `stipple` work them. The sea is one `isocontour` that runs ashore with the clock.
//
// Turn: "coast", how rugged the coasts are; "parcels" of the largest island; "depths", from line to line.
// Try: another seed, another archipelago; `side: "both"` in the isocontour; a seventh island in ISLANDS.

import { G, L, sketch } from "hairline";

/** Middle and mean radius, in mm of the sheet. */
const ISLANDS = [
  { x: 92, y: 82, radius: 46 },
  { x: 205, y: 137, radius: 34 },
  { x: 232, y: 56, radius: 20 },
  { x: 122, y: 165, radius: 14 },
  { x: 48, y: 160, radius: 9 },
  { x: 168, y: 44, radius: 6 },
];
/** Who works the land: two plough, one plants. */
const HANDS = 3;
/** Width of a hedge between two fields, in mm. */
const HEDGE = 1.4;
/** What no field reaches, in mm. */
const BEACH = 0.9;
/** Where a light stands, and how fast it turns, in degrees a second. */
const LIGHTS = [
  { x: 122, y: 165, pace: 24 },
  { x: 168, y: 44, pace: -31 },
];

export default sketch({
  canvas: "A4 landscape",
  background: "#eef0e6",
  draw({ t, width, height, knob, seed }) {
    const coast = knob("coast", 1, { min: 0, max: 1.6 });
    const parcels = knob("parcels", 60, { min: 6, max: 160 });
    const depths = knob("depths", 3, { min: 1.6, max: 8 });

    /** All islands, so many mm within the coast: the same noise moves whatever lies on them. */
    const land = (within: number) =>
      ISLANDS.map(({ x, y, radius }, i) => {
        const swell = (share: number) => [share * radius * coast, share * radius * coast, 0] as const;
        return G.circle(radius - within, 40 + radius * 4)
          .scale(1, 0.82)
          .rotate(i * 50 - 30)
          .translate(x, y)
          .displace({ amplitude: swell(0.4), frequency: 0.6 / radius, seed: seed + i * 7 })
          .displace({ amplitude: swell(0.06), frequency: 3.2 / radius, seed: seed + i * 7 });
      });
    const islands = land(0);
    const [first, second, ...others] = islands;
    const sheet = G.rect(width - 20, height - 20).translate(width / 2, height / 2);
    const sea = first
      .boolean({ mode: "union" }, second, ...others)
      .isocontour({ side: "outside", spacing: depths, phase: -t * 0.35, maxDistance: 75, pitch: 2, gamma: 1.5 }, sheet)
      .clip(sheet);

    const hands = land(BEACH).map((arable, i) => {
      const sites = Math.ceil(parcels * (ISLANDS[i].radius / ISLANDS[0].radius) ** 2);
      const fields = arable.simplify(0.15).partition({ sites, gap: HEDGE, seed });
      const dealt = (hand: number) => fields.drop({ interval: HANDS, offset: -hand, mode: "keep" });
      return {
        ploughed: [dealt(0).fill({ spacing: 1, angle: 32 }), dealt(1).fill({ spacing: 1.4, angle: -50 })],
        orchards: dealt(2).stipple({ count: sites * 8, iterations: 8, seed }),
      };
    });
    const beam = G.line({ length: 38, anchor: "start" }).repeat({
      count: 7,
      offset: 0,
      rotationStep: [0, 0, 2.6],
      autoCentre: false,
    });
    const lights = LIGHTS.map(({ x, y, pace }) =>
      beam
        .rotate(t * pace + x)
        .translate(x, y)
        .clip(sheet),
    );
    return [
      L(sea, { name: "sea", color: "#1f6aa5", width: 0.28, pen: 1 }),
      L(
        hands.map((hand) => hand.ploughed),
        { name: "fields", color: "#66763a", width: 0.25, pen: 2 },
      ),
      L(
        hands.map((hand) => hand.orchards),
        { name: "orchards", color: "#66763a", width: 0.7, pen: 2 },
      ),
      L(lights, { name: "lights", color: "#d8452b", width: 0.3, pen: 3 }),
      L(
        islands.map((island) => island.bold(3, 0.25)),
        { name: "coast", color: "#1d2b3a", width: 0.45, pen: 4 },
      ),
    ];
  },
});
