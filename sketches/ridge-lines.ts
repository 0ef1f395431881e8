// A range of hills at night, drawn from the front: every line hides what is behind it and below its crest.
// The one shape here is the sketch's own, made with `defineShape`: its kernel keeps the skyline while it draws.

import { defineShape, int, L, noise3, number, sketch } from "hairline";

const COLUMNS = 300;
const skyline = new Float64Array(COLUMNS + 1);

const ridges = defineShape({
  name: "ridges",
  params: {
    rows: int(58, { range: [2, 120], hard: true, unit: "lines", help: "Ridges, one behind the other." }),
    width: number(150, { range: [10, 400], unit: "mm", help: "Width of a ridge." }),
    depth: number(190, { range: [10, 400], unit: "mm", help: "From the last ridge to the first." }),
    relief: number(34, { range: [0, 120], unit: "mm", help: "Height of the summits." }),
    t: number(0, { range: [0, 10], help: "Moves the land towards you." }),
    seed: int(0, { range: [0, 9999], help: "Another seed, another country." }),
  },
  size(p, size) {
    size.points = p.rows * (COLUMNS + 1);
    size.lines = p.rows * (COLUMNS / 2 + 1);
  },
  draw(p, out) {
    const land = noise3(p.seed);
    skyline.fill(Infinity);
    for (let row = 0; row < p.rows; row++) {
      const far = row / (p.rows - 1);
      let drawing = false;
      for (let i = 0; i <= COLUMNS; i++) {
        const u = i / COLUMNS - 0.5;
        const x = u * p.width;
        const middle = Math.exp(-((u * 3.6) ** 2));
        const distance = row + p.t * 4;
        const rough = 0.6 * land(x * 0.03, distance * 0.05, 0) + 0.4 * land(x * 0.09, distance * 0.11, 9) + 0.55;
        const fine = 0.035 * land(x * 0.5, distance * 0.7, 5);
        const y = (0.5 - far) * p.depth - p.relief * (middle * Math.max(0, rough) ** 1.6 + fine * (0.25 + middle));
        const seen = y < skyline[i];
        if (seen) skyline[i] = y;
        if (seen && drawing) out.lineTo(x, y);
        else if (seen) out.moveTo(x, y);
        drawing = seen;
      }
    }
  },
});

export default sketch({
  canvas: "A4",
  background: "#0b0b0d",
  draw({ t, width, height, knob, seed }) {
    const relief = knob("relief", 34, { min: 0, max: 90 });
    const land = ridges({ relief, rows: knob("rows", 58, { min: 10, max: 100 }), t: t * knob("pace", 0.25), seed });
    return L(land.translate(width / 2, height / 2 + 20), { color: "#f2f0ea", width: 0.35, pen: 1 });
  },
});
