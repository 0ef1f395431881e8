// A word in lace: four letters, each filled by another way of growing, and the ripples that run away from all of them.
// `text` writes in single strokes, `offset` makes regions of them. Inside: `growth`, `reactionDiffusion`, `partition`
// and `pack`. Around: `isocontour`, with its phase on the clock. While it plays the fillings are drafts; `.save` and the
// plot take the time to grow them to the end.
//
// Turn: "feed", the chemistry of the A; "growth", how long the L has grown; "ripple", from ripple to ripple.
// Try: your own four letters; `font: "serif"`; `side: "both"` in the isocontour.

import { G, L, lfo, sketch } from "hairline";

const tide = lfo({ period: 29, lo: 0.7, hi: 1.5 });

export default sketch({
  canvas: [240, 240],
  background: "#f4efe6",
  draw({ t, width, height, knob, seed }) {
    const feed = knob("feed", 0.037, { min: 0.03, max: 0.045 });
    // In steps whoever turns it: what has grown to one of them is remembered.
    const iterations = Math.round(knob("growth", 260, { min: 20, max: 500, step: 20 }) / 20) * 20;
    const ripple = knob("ripple", 2.4, { min: 1.2, max: 8 });

    const letter = (text: string, x: number, y: number) =>
      G.text({ text, size: 84 })
        .offset(11)
        .resample(1)
        .relax({ iterations: 40, keepSize: true })
        .translate(width / 2 + x, height / 2 + y);
    const l = letter("L", -46, -50);
    const a = letter("A", 46, -50);
    const c = letter("C", -46, 50);
    const e = letter("E", 46, 50);
    const word = [l, a, c, e];
    const sheet = G.rect(width - 24, height - 24).translate(width / 2, height / 2);
    const ripples = l
      .boolean({ mode: "union" }, a, c, e)
      .isocontour(
        { side: "outside", spacing: ripple, phase: 1.5 + t * 0.6, maxDistance: 60, pitch: 1.8, gamma: tide(t) },
        sheet,
      )
      .clip(sheet);
    const grown = [
      l.growth({ seeds: 30, spacing: 2.4, iterations, seed }),
      a.reactionDiffusion({ feed, kill: 0.06, seeds: 40, seedRadius: 3, pitch: 0.35, seed }).relax(8),
      c.partition({ sites: 150, seed }).offset({ distance: -0.55, union: false }),
      e.pack({ minRadius: 0.5, maxRadius: 5, gap: 0.4, seed }),
    ];
    return [
      L(ripples, { name: "ripples", color: "#7d9aa6", width: 0.25, pen: 1, blend: "multiply" }),
      L(grown, { name: "lace", color: "#b3243b", width: 0.3, pen: 2 }),
      L(word, { name: "outline", color: "#b3243b", width: 0.6, pen: 3 }),
    ];
  },
});
