// A mask of thread: a face cut out of flat regions, woven full, and only then pressed into relief.
// `boolean` cuts eyes and mouth out of the head, `weave` spans threads across what is left and draws them tight, `mirror`
// makes the face whole. All of this is kept from frame to frame, so that pressing and turning it costs next to nothing.
//
// Turn: "threads", how many are spanned; "tight", how long they are drawn tight; "relief", how far the face comes forward.
// Try: `mirror(2)`; other eyes; `step: 0.25` in the weave; no `mirror` at all.

import { defineEffect, E, G, L, lfo, number, sketch } from "hairline";

const glance = lfo({ period: 23, lo: -30, hi: 30, phase: 40 });
const nod = lfo({ period: 31, lo: -12, hi: 8 });

/** Presses a flat face around 0, 0 over a dome with a nose. */
const press = defineEffect({
  name: "press",
  params: { relief: number(60, { range: [0, 100], unit: "mm", help: "How far the middle comes forward." }) },
  size(_p, input, size) {
    size.points = input.points;
    size.lines = input.lines;
  },
  apply(p, input, out) {
    for (let line = 0; line < input.lines; line++) {
      for (let i = input.offsets[line]; i < input.offsets[line + 1]; i++) {
        const x = input.coords[i * 3];
        const y = input.coords[i * 3 + 1];
        const dome = Math.sqrt(Math.max(0, 1 - (x / 84) ** 2 - (y / 125) ** 2));
        const nose = Math.exp(-((x / 11) ** 2) - ((y - 6) / 24) ** 2);
        const z = p.relief * (dome + 0.35 * nose - 0.6);
        if (i === input.offsets[line]) out.moveTo(x, y, z);
        else out.lineTo(x, y, z);
      }
    }
  },
});

const oval = (wide: number, high: number) => G.circle(0.5, 120).scale(wide, high);
/** What two circles have in common: an eye, `wide` and `high` mm. */
function almond(wide: number, high: number) {
  const radius = (wide ** 2 + high ** 2) / (4 * high);
  const away = radius - high / 2;
  const upper = G.circle(radius, 240).translate(0, away);
  return upper.boolean({ mode: "intersection" }, G.circle(radius, 240).translate(0, -away));
}

export default sketch({
  canvas: "A4",
  background: "#14100e",
  draw({ t, width, height, knob, seed }) {
    const threads = Math.round(knob("threads", 170, { min: 20, max: 240, step: 1 }));
    const tight = Math.round(knob("tight", 24, { min: 0, max: 50, step: 1 }));
    const relief = knob("relief", 62, { min: 0, max: 90 });

    const head = oval(148, 170)
      .translate(0, -22)
      .boolean({ mode: "union" }, oval(112, 152).translate(0, 36))
      .offset(40)
      .offset(-40);
    const eye = almond(46, 19).rotate(9).translate(-35, -22);
    const mouth = almond(56, 15).translate(0, 66);
    const half = G.rect(120, 400).translate(-60, 0);
    const face = head.boolean({ mode: "difference" }, eye, mouth).boolean({ mode: "intersection" }, half);
    const wholeOf = { autoCentre: false, pivot: [0, 0, 0], source: 1 } as const;
    // Threads drawn tight cut across the corner of an eye: the clip takes that away.
    const net = face
      .weave({ threads, iterations: tight, seed, keepOutline: false })
      .clip({ keep: "outside" }, eye, mouth)
      .mirror(wholeOf);
    const rim = [head, mouth, eye.mirror(wholeOf)].map((line) => line.resample(1.5).bold(5, 0.7));
    const iris = G.circle(1, 60)
      .repeat({ count: 7, offset: 0, scale: 1.28, autoCentre: false })
      .translate(-35, -22)
      .mirror(wholeOf);
    const halo = head.isocontour({ side: "outside", spacing: 3, phase: 5, maxDistance: 21, pitch: 1 }).dash(0.2, 2.2);

    const turn = E.rotate(nod(t), glance(t), 0).translate(width / 2, height / 2 - 4);
    const place = (flat: typeof head) => turn(flat.pipe(press, { relief }));
    return [
      L(turn(halo), { name: "halo", color: "#b8452f", width: 0.5, pen: 3 }),
      L(place(net), { name: "threads", color: "#efe3cf", width: 0.2, pen: 1, opacity: 0.85, blend: "screen" }),
      L(rim.map(place), { name: "rim", color: "#d9a441", width: 0.3, pen: 2, blend: "screen" }),
      L(place(iris), { name: "iris", color: "#e5482d", width: 0.3, pen: 3, blend: "screen" }),
    ];
  },
});
