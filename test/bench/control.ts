// How long from a moved control to the first pixel that shows it?
//
// A sketch paints the middle of the sheet in a grey that a knob says. From just before the show is told (the call behind
// `.set`, `.cc` and a device's moves) until the middle pixel has been READ with that grey, in the page, after its frame was
// drawn; the page's clock is mapped to this process's by the quickest of forty pings. Moves come at seeded moments, so that
// none meets the display at a fixed phase. A lower bound goes with it: the time until the control has reached the page's
// table, read back by the same wire. What is between them is a tick, an evaluation and a display frame: at 60 fps a move
// waits half a frame for the tick on average, and a frame for its picture.
// The light from the screen comes later still, by what the display takes; a browser cannot tell.

import { bench } from "./support/bench.ts";
import { clockOffset } from "./support/clock.ts";
import { openShow } from "./support/show.ts";
import { pause } from "./support/statistics.ts";

const SKETCH = `import { G, L, sketch } from "hairline";
export default sketch({
  canvas: [400, 400],
  draw({ knob, cc, t }) {
    const grey = knob("grey", 0, { min: 0, max: 1 });
    const field = G.line(400).translate(200, 200);
    const shaken = G.sphere({ level: 3, style: "latlon" }).scale(120).rotate(t * 20).displace({ amplitude: cc(6, 0.2) * 20, frequency: 0.02, t }).translate(80, 80);
    return [L(shaken, { color: "#a33", width: 0.3 }), L(field, { color: [grey, grey, grey], width: 300 })];
  },
});
`;
/** Far enough apart to be told by eight bits, whatever the blending rounds. */
const TOLERANCE = 3;
const LIMIT_MS = 5000;

const WATCH = `(() => {
  const gl = document.querySelector("canvas").getContext("webgl2");
  const pixel = new Uint8Array(4);
  let wanted = null;
  requestAnimationFrame(function after() {
    requestAnimationFrame(after); // registered after the program's: it runs when the frame has been drawn
    if (!wanted) return;
    gl.readPixels(gl.drawingBufferWidth >> 1, gl.drawingBufferHeight >> 1, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    if (pixel[3] === 0 || Math.abs(pixel[0] - wanted.level) > ${TOLERANCE}) return;
    wanted.resolve(performance.now());
    wanted = null;
  });
  globalThis.__watch = { wait: (level) => new Promise((resolve) => { wanted = { level, resolve }; }) };
})()`;

await bench("control", async (b) => {
  const { show, tap } = await openShow(b, {
    "sketches/grey.ts": SKETCH,
    "hairline.yaml": "window: { width: 440, height: 440 }\n",
  });
  await tap.page.evaluate(WATCH);
  const offset = await clockOffset(tap.page);
  const wire: number[] = [];
  const drawn: number[] = [];
  let lost = 0;
  const moves = b.pick(200, 25);
  for (let i = 0; i < moves + 5; i++) {
    await pause(60 + b.random() * 60);
    // Steps that no two neighbours share: 0.2 … 0.8.
    const grey = 0.2 + ((i * 7) % 13) * 0.05;
    const seen = tap.page.evaluate<number>(`__watch.wait(${Math.round(grey * 255)})`);
    seen.catch(() => {});
    await pause(5); // the question is in the page before the control moves
    const from = performance.now();
    await show.controls.setKnob("grey", grey);
    const told = performance.now() - from;
    const at = await Promise.race([seen, pause(LIMIT_MS).then(() => Number.NaN)]);
    if (Number.isNaN(at)) {
      lost++;
      continue;
    }
    if (i < 5) continue; // warm-up
    wire.push(told);
    drawn.push(at + offset - from);
  }
  b.check("every move was read back as a pixel of its grey", lost === 0, `${lost} of ${moves} never came`);
  b.samples("moved → pixel read", "ms", drawn);
  b.samples("moved → in the page's table, and told so", "ms", wire);
  const { frame } = await show.perf();
  b.value("display, period between frames", "ms", frame.p50 ?? Number.NaN);
  b.value(
    "moved → pixel read, in display frames",
    "frames",
    drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length / (frame.p50 ?? Number.NaN),
  );
});
