import { layThreads, tighten, writeThreads } from "../math/weave-threads.ts";
import { effectOp, flag, int, number } from "../op.ts";

/** Moves of knots in draft quality. */
const DRAFT_MOVES = 1_000_000;

/**
 * Spans threads across closed lines: `threads` chords between random points of the outline, knotted wherever two meet,
 * and drawn tight in `iterations` steps. At each step a knot goes towards its four neighbours by the sum of the ways
 * there times `step`; above 0.25 it would swing, so no more counts. The ends stay on the outline.
 *
 * The region is even-odd over all lines, each closed by a straight piece; of a chord only what is inside is spanned, so
 * a bay or a hole makes several threads of it (2,048 at most). Tightened threads may be drawn across a bay. Lines of
 * fewer than three points enclose nothing; with `keepOutline` they are kept like all others. Threads lie at the z of the
 * first point. The number of knots, and the work, grows with the square of the threads. In draft quality the iterations
 * end after a million moves of knots: with 500 threads and more than about 23 iterations it is less tight than the final.
 * After pyxidraw's weave.
 *
 * @example G.polygon(5).scale(125).translate(74, 105).weave({ threads: 70, iterations: 30 })
 */
export const weave = effectOp({
  name: "weave",
  help: "Spans a net of threads across closed lines.",
  params: {
    threads: int(100, { range: [1, 500], hard: true, help: "Chords that are spanned." }),
    iterations: int(15, { range: [0, 50], hard: true, help: "Steps of drawing them tight." }),
    step: number(0.125, { range: [0, 0.25], help: "How far a knot goes towards each neighbour in a step." }),
    seed: int(0, { range: [0, 1000], help: "Other chords." }),
    keepOutline: flag(true, { help: "Draw the closed lines as well." }),
  },
  positional: (threads, iterations, step) => ({ threads, iterations, step }),
  iterative: true,
  apply(p, input, out, _masks, job) {
    if (p.keepOutline) out.copyLines(input, 0, input.lines);
    const knots = layThreads(input, p.threads, p.seed);
    const most = job.quality === "draft" ? Math.ceil(DRAFT_MOVES / (knots + 1)) : p.iterations;
    const iterations = Math.min(p.iterations, most);
    const pull = Math.min(0.25, Math.max(0, p.step));
    for (let i = 0; i < iterations; i++) {
      job.progress(i / iterations);
      tighten(pull);
    }
    writeThreads(out, input.points > 0 ? input.coords[2] : 0);
  },
});
