// Schotter in time: squares lose their order row by row, from the ground up, and find it again in the last beat of the
// cycle, before the bar turns. After Georg Nees' "Schotter" (1968): one rule, chance, and gravity, and in each cycle
// another chance. One square is red, and knows it.
//
// Teaches rect, rotate, translate, musical time (`bar`, `phase`, `beat`) and seeded chance. Turn `disorder`, `bars` (to a
// cycle), `side`; set `.tempo`, or let it follow a MIDI clock. Try depth ** 4 for a calmer top, bars 1 for a dance, and the
// seed: every one is another fall.

import { G, L, sketch } from "hairline";

const COLUMNS = 12;
const ROWS = 22;
const THE_ONE = 15 * COLUMNS + 8;

/** 0 to 1, slow at both ends. */
function ease(x: number): number {
  const inside = Math.min(1, Math.max(0, x));
  return inside * inside * (3 - 2 * inside);
}

export default sketch({
  canvas: "A4",
  background: "#f3efe4",
  draw({ beat, bar, phase: ofBar, beatsPerBar, width, height, knob, random }) {
    const disorder = knob("disorder", 1, { min: 0, max: 1.4 });
    const bars = knob("bars", 4, { min: 1, max: 16, step: 1 });
    const side = knob("side", 12, { min: 8, max: 12 });
    // The clock starts in the third bar, so that the first picture is in the midst of it.
    const cycles = (bar + ofBar + 2) / bars;
    const cycle = Math.floor(cycles);
    const phase = cycles - cycle;
    const beatsLeft = (1 - phase) * bars * beatsPerBar;

    const chance = random(cycle);
    const squares = [];
    for (let row = 0; row < ROWS; row++) {
      const depth = row / (ROWS - 1);
      // Each row lets go a little after the one below it, and all come home within the last beat.
      const loose = ease(phase * 2.4 - (1 - depth) * 1.1) * ease(beatsLeft);
      const loss = disorder * loose * depth ** 1.9;
      for (let column = 0; column < COLUMNS; column++) {
        const [turn, right, down, swing] = [chance(), chance(), chance(), chance()];
        const drift = Math.sin(beat * (0.1 + swing * 0.2) + swing * 40);
        squares.push(
          G.rect(side)
            .rotate(loss * ((turn - 0.5) * 110 + drift * 22))
            .translate(
              width / 2 + (column - (COLUMNS - 1) / 2) * side + loss * ((right - 0.5) * 16 + drift * 2),
              height / 2 + (row - (ROWS - 1) / 2) * side * 0.985 - 4 + loss * (down - 0.35) * 15,
            ),
        );
      }
    }
    const [red] = squares.splice(THE_ONE, 1);
    return [
      L(squares, { name: "ink", color: "#1b1b1b", width: 0.35, pen: 1 }),
      L(red, { name: "the one", color: "#d8301f", width: 0.7, pen: 2 }),
    ];
  },
});
