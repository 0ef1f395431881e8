// Asemic ticker: writing that never says anything, and never stops. The lowest row is being written, word after word;
// when it is full the sheet moves up by a row, and what nears the top crumbles into dashes and is taken back.
//
// Teaches asemic, text (the numbers in the margin), trim, dash, wobble. Turn `reveal` (seconds to a row), `tremble`
// (mm), `line height` (mm) and `hand` (another alphabet).
// Try style: "line" with snap: 45, for runes; diacritics: 0.9; G.text with font: "script" in place of G.asemic.

import { E, G, type Geometry, L, random, sketch } from "hairline";

const ROWS = 19;
const EM = 8.5;
const ADVANCE = 0.74 * EM;
const LEFT = 40;
/** Letters to a row, at most. */
const FULL = 24;
const HAND = {
  nodes: 16,
  fewestStrokes: 1,
  mostStrokes: 3,
  shortestWalk: 3,
  longestWalk: 7,
  samples: 5,
  diacritics: 0.25,
  advance: ADVANCE / EM,
  align: "left",
  anchor: "baseline",
} as const;
const LETTERS = "etaoinshrdlucmfwypvbgkjqxz";

/** Words that no language has, the same for the same row: [first column, letters]. */
function wordsOf(row: number, seed: number): [number, string][] {
  const chance = random(seed, row);
  const full = FULL - Math.floor(chance() ** 2 * 9);
  const words: [number, string][] = [];
  for (let column = 0; column < full - 1; ) {
    const length = Math.min(full - column, 2 + Math.floor(chance() * 6));
    // Some letters are frequent, as in any language.
    const letters = Array.from({ length }, () => LETTERS[Math.floor(chance() ** 1.6 * LETTERS.length)]);
    words.push([column, letters.join("")]);
    column += length + 1;
  }
  return words;
}

const clamp = (x: number) => Math.min(1, Math.max(0, x));

export default sketch({
  canvas: "A4",
  background: "#f2eee3",
  draw({ t, height, knob, seed }) {
    const reveal = knob("reveal", 5, { min: 1, max: 20 });
    const tremble = knob("tremble", 0.25, { min: 0, max: 2 });
    const leading = knob("line height", 13.5, { min: 9, max: 14 });
    const hand = Math.round(knob("hand", 5, { min: 0, max: 99, step: 1 }));

    const rows = t / reveal + ROWS + 0.55;
    const newest = Math.floor(rows);
    const written = clamp((rows - newest) / 0.85) * FULL;
    // The last of a row's time moves the sheet up, gently at both ends.
    const push = clamp((rows - newest - 0.85) / 0.15);
    const lift = push * push * (3 - 2 * push);
    const shake = E.wobble({ amplitude: [tremble, tremble, 0], frequency: [0.06, 0.045, 0], phase: t * 70 });

    const ink: Geometry[] = [];
    const fresh: Geometry[] = [];
    const numbers = [];
    for (let row = newest - ROWS + 1; row <= newest; row++) {
      const age = newest - row + lift;
      const y = height / 2 + ((ROWS - 1) / 2 - age) * leading;
      const gone = clamp(age - (ROWS - 1));
      const worn = clamp((age - 8) / 8);
      for (const [column, text] of wordsOf(row, seed)) {
        const share = row === newest ? clamp((written - column) / text.length) : 1;
        if (share <= gone) continue;
        const word = G.asemic({ ...HAND, text, seed: hand, size: EM }).translate(LEFT + column * ADVANCE, y);
        const left = word.trim(gone, share);
        const strokes = worn > 0 ? left.dash(1.8 - worn * 1.5, worn * 1.3) : left;
        (row === newest ? fresh : ink).push(shake(strokes));
      }
      const number = G.text({ text: String(row), size: 3.2, align: "right", anchor: "baseline" });
      numbers.push(number.translate(LEFT - 12, y).trim(gone, 1));
    }
    return [
      L(ink, { name: "ink", color: "#1d2433", width: 0.4, pen: 1 }),
      L(fresh, { name: "fresh", color: "#c8321e", width: 0.5, pen: 2 }),
      L(numbers, { name: "numbers", color: "#9a8f7c", width: 0.25, pen: 3 }),
    ];
  },
});
