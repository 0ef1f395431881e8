// What does the panel cost the window, with 200 knobs?
//
// One sketch with 200 knobs, in the real program. Four situations, alternating in one run: the panel closed or open, and of
// the knobs one that moves 60 times a second or all of them (as under a morph). From the browser's own counters, in the
// thread's own time, per display frame: JavaScript, styles and layout on the page's thread; from heap sampling (collected
// objects included): bytes made in the page. What the panel costs is open minus closed of the same moves. Beside it: how
// long opening takes, what the host needs to find out what changed, that nothing at all crosses while it is closed, and
// that nothing stays of it.

import { bench } from "./support/bench.ts";
import { openShow } from "./support/show.ts";
import { pause } from "./support/statistics.ts";

const KNOBS = 200;
const SKETCH = `import { G, L, sketch } from "hairline";
export default sketch({
  canvas: [400, 400],
  draw({ knob, t }) {
    let sum = 0;
    for (let i = 0; i < ${KNOBS}; i++) sum += knob("knob " + i, 0.5, { min: 0, max: 1 });
    return L(G.sphere({ level: 2, style: "rings" }).scale(sum).rotate(t * 20).translate(200, 200), { width: 0.3 });
  },
});
`;

interface ProfileNode {
  selfSize: number;
  children: ProfileNode[];
}

interface Counters {
  frames: number;
  script: number;
  style: number;
  layout: number;
}

await bench("panel", async (b) => {
  const { show, tap } = await openShow(b, {
    "sketches/many.ts": SKETCH,
    "hairline.yaml": "window: { width: 1000, height: 800 }\nhud: { visible: false }\n",
  });
  // The thread's own time: what the machine does beside it does not count.
  await tap.page.send("Performance.enable", { timeDomain: "threadTicks" });
  const inPage = <T>(expression: string) => tap.page.evaluate<T>(expression);
  const rowCount = () =>
    inPage<number>(
      `[...document.body.children].reduce((sum, child) => sum + (child.shadowRoot?.querySelectorAll(".row").length ?? 0), 0)`,
    );
  const counters = async (): Promise<Counters> => {
    const { metrics } = await tap.page.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((each: { name: string }) => each.name === name)?.value * 1000;
    const { frames } = await inPage<{ frames: number }>("__hairline.stats()");
    return { frames, script: of("ScriptDuration"), style: of("RecalcStyleDuration"), layout: of("LayoutDuration") };
  };

  let turn = 0;
  /** Sixty turns a second for `ms`. */
  async function move(count: number, ms: number): Promise<void> {
    for (const until = performance.now() + ms; performance.now() < until; await pause(16)) {
      turn++;
      const moves: Promise<void>[] = [];
      for (let i = 0; i < count; i++)
        moves.push(show.controls.setKnob(`knob ${i}`, 0.5 + 0.4 * Math.sin(turn * 0.1 + i)));
      await Promise.all(moves);
    }
  }
  async function setOpen(on: boolean): Promise<void> {
    await show.desk.setPanel(on);
    const wanted = on ? KNOBS : 0;
    for (const deadline = performance.now() + 10_000; (await rowCount()) !== wanted; await pause(10))
      if (performance.now() > deadline) throw new Error(`${await rowCount()} rows, expected ${wanted}`);
  }

  // --- opening --------------------------------------------------------------------------------------------------------
  const opening: number[] = [];
  for (let i = 0; i < b.pick(20, 4); i++) {
    const from = performance.now();
    await setOpen(true);
    opening.push(performance.now() - from);
    await setOpen(false);
    await pause(50);
  }
  b.samples("open, until all rows are there", "ms", opening.slice(1));

  // --- situations, alternating ------------------------------------------------------------------------------------------
  const SITUATIONS = [
    { name: "closed, 1 moves", open: false, count: 1 },
    { name: "open, 1 moves", open: true, count: 1 },
    { name: `closed, ${KNOBS} move`, open: false, count: KNOBS },
    { name: `open, ${KNOBS} move`, open: true, count: KNOBS },
  ];
  const spanMs = b.pick(4000, 1200);
  const seen = new Map(
    SITUATIONS.map(({ name }) => [name, { script: [] as number[], rest: [] as number[], bytes: [] as number[] }]),
  );
  let crossed = 0;
  tap.onMessage(({ kind }) => {
    if (kind === "panel") crossed++;
  });
  let frames = 0;
  for (let round = 0; round < b.pick(6, 2); round++) {
    for (const { name, open, count } of SITUATIONS) {
      await setOpen(open);
      await move(count, 400); // warm-up of this situation
      const of = seen.get(name);
      const before = await counters();
      await move(count, spanMs);
      const after = await counters();
      const span = after.frames - before.frames;
      frames += span;
      of?.script.push((after.script - before.script) / span);
      of?.rest.push((after.style - before.style + after.layout - before.layout) / span);
      const { total, frames: counted } = await garbage(() => move(count, spanMs));
      of?.bytes.push(total / counted);
    }
  }
  await setOpen(false);
  b.check("display frames went by in every situation", frames > SITUATIONS.length * 10, `${frames}`);

  async function garbage(work: () => Promise<void>): Promise<{ total: number; frames: number }> {
    const before = (await counters()).frames;
    await tap.page.send("HeapProfiler.enable");
    await tap.page.send("HeapProfiler.startSampling", {
      samplingInterval: 512,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    await work();
    const { profile } = await tap.page.send("HeapProfiler.stopSampling");
    await tap.page.send("HeapProfiler.disable");
    const sum = (node: ProfileNode): number => node.selfSize + node.children.reduce((all, each) => all + sum(each), 0);
    return { total: sum(profile.head), frames: (await counters()).frames - before };
  }

  for (const { name } of SITUATIONS) {
    const { script, rest, bytes } = seen.get(name) ?? { script: [], rest: [], bytes: [] };
    b.samples(`${name}: JavaScript a frame`, "ms", script);
    b.samples(`${name}: styles and layout a frame`, "ms", rest);
    b.samples(`${name}: bytes made in the page a frame`, "B", bytes);
  }
  const middle = (values: readonly number[]) => [...values].sort((x, y) => x - y)[values.length >> 1];
  for (const count of [1, KNOBS]) {
    const moving = count === 1 ? "1 moves" : `${count} move`;
    const [open, closed] = [seen.get(`open, ${moving}`), seen.get(`closed, ${moving}`)];
    if (!open || !closed) continue;
    b.value(`the panel's own: JavaScript a frame, ${moving}`, "ms", middle(open.script) - middle(closed.script), {
      target: count === 1 ? "<= 0.1" : "<= 0.5",
    });
    b.value(`the panel's own: styles and layout a frame, ${moving}`, "ms", middle(open.rest) - middle(closed.rest));
    b.value(`the panel's own: bytes a frame, ${moving}`, "B", middle(open.bytes) - middle(closed.bytes));
  }

  // --- closed, it is nothing --------------------------------------------------------------------------------------------
  const elements = () => inPage<number>("document.body.children.length");
  const held = await elements();
  crossed = 0;
  await move(KNOBS, 500);
  b.check(
    "closed, the window says nothing of it and has no element of it",
    crossed === 0 && (await rowCount()) === 0,
    `${crossed} acts, ${await rowCount()} rows`,
  );
  await setOpen(true);
  await setOpen(false);
  b.check("nothing stays of an opening", (await elements()) === held, `${await elements()} elements, were ${held}`);

  // --- the host's side ------------------------------------------------------------------------------------------------
  await setOpen(true);
  const cpu = async (work: () => Promise<void>) => {
    const before = process.cpuUsage();
    const from = performance.now();
    await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / ((performance.now() - from) / 1000);
  };
  const shares = { open: [] as number[], closed: [] as number[] };
  for (let round = 0; round < b.pick(5, 2); round++) {
    shares.open.push(await cpu(() => move(KNOBS, spanMs / 2)));
    await setOpen(false);
    shares.closed.push(await cpu(() => move(KNOBS, spanMs / 2)));
    await setOpen(true);
  }
  b.value(
    `the host's own for the panel, ${KNOBS} move: CPU a second`,
    "ms",
    middle(shares.open) - middle(shares.closed),
  );
});
