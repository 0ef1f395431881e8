// Squares that lose their order, row by row, after Georg Nees' "Schotter" (1968): one rule, chance, and gravity.
// The top rows stand still; the further down, the wider each square swings. One of them is red, and knows it.

import { G, L, lfo, sketch } from "hairline";

const COLUMNS = 12;
const ROWS = 22;

const tide = lfo({ period: 24, lo: 0.55, hi: 1 });

export default sketch({
  canvas: "A4",
  background: "#f3efe4",
  draw({ t, width, height, knob, random }) {
    const disorder = knob("disorder", 1, { min: 0, max: 3 }) * tide(t + 9);
    const side = knob("side", 12, { min: 8, max: 13 });
    const chance = random();
    const squares = [];
    for (let row = 0; row < ROWS; row++) {
      const loss = disorder * (row / (ROWS - 1)) ** 1.9;
      for (let column = 0; column < COLUMNS; column++) {
        const [turn, right, down, swing] = [chance(), chance(), chance(), chance()];
        const drift = Math.sin(t * (0.15 + swing * 0.35) + swing * 40);
        squares.push(
          G.polygon(4)
            .scale(side * Math.SQRT2)
            .rotate(45 + loss * ((turn - 0.5) * 110 + drift * 22))
            .translate(
              width / 2 + (column - (COLUMNS - 1) / 2) * side + loss * ((right - 0.5) * 16 + drift * 2),
              height / 2 + (row - (ROWS - 1) / 2) * side * 0.985 - 4 + loss * (down - 0.35) * 15,
            ),
        );
      }
    }
    const [red] = squares.splice(15 * COLUMNS + 8, 1);
    return [
      L(squares, { name: "ink", color: "#1b1b1b", width: 0.35, pen: 1 }),
      L(red, { name: "the one", color: "#d8301f", width: 0.7, pen: 2 }),
    ];
  },
});
