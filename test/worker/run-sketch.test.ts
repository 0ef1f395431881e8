import assert from "node:assert/strict";
import { test } from "node:test";
import { type AssetStore, NO_ASSETS, type Picture } from "../../src/core/assets.ts";
import type * as Hairline from "../../src/core/index.ts";
import { ALLOCATION_BYTES } from "../../src/protocol/allocations.ts";
import {
  controlTableBytes,
  createControlReader,
  createControlWriter,
  KNOB_COUNT,
} from "../../src/protocol/control-table.ts";
import { aimFrameView, checkFrame, createFrameView, type FrameView, HEAD, TIME } from "../../src/protocol/frame.ts";
import { createFrameReader, createFrameWriter, createSlotMemory } from "../../src/protocol/frame-slot.ts";
import type { LoadResult } from "../../src/protocol/link.ts";
import type { Birth, EngineLimits, KnobDeclaration, Trouble } from "../../src/protocol/port.ts";
import {
  BOARD_BYTES,
  CELL,
  createWorkerBoard,
  FLAG,
  OUTCOME,
  QUALITY,
  readLabel,
  writeLabel,
} from "../../src/protocol/worker-board.ts";
import { createEngine, describeError } from "../../src/worker/run-sketch.ts";

type Vocabulary = typeof Hairline;
type Context = Parameters<Hairline.SketchDefinition["draw"]>[0];
type Draw = (vocabulary: Vocabulary, context: Context) => unknown;
interface Sketch {
  draw: Draw;
  setup?(context: Context): unknown;
  canvas?: [number, number];
}

/** An engine with everything around it in plain sight; time stands still unless a sketch moves it. */
function stage(limits: Partial<EngineLimits> = {}, assets?: AssetStore) {
  const createMemory = (initial: number) => new WebAssembly.Memory({ initial, maximum: 1024, shared: true });
  const slot = createSlotMemory(2, 1, createMemory);
  const boardMemory = new SharedArrayBuffer(BOARD_BYTES);
  const controlMemory = new SharedArrayBuffer(controlTableBytes());
  const birth: Birth = {
    kind: "birth",
    id: 1,
    slot,
    writer: 0,
    board: boardMemory,
    controls: controlMemory,
    allocations: new SharedArrayBuffer(ALLOCATION_BYTES),
    stride: 3,
    canvas: [148, 210],
    background: "white",
    lineColor: null,
    lineWidth: 0.3,
    limits: { points: 10_000, lines: 1000, bytes: 1 << 22, cacheEntries: 100, cacheBytes: 1 << 20, ...limits },
  };
  const board = createWorkerBoard(boardMemory);
  const clock = { ms: 0 };
  const told: KnobDeclaration[][] = [];
  const engine = createEngine({
    birth,
    board,
    writer: createFrameWriter(slot, 0),
    controls: createControlReader(controlMemory),
    arena: createMemory(1),
    now: () => clock.ms,
    assets,
    onKnobs: (_generation, knobs) => told.push(structuredClone(knobs)),
  });
  const reader = createFrameReader(slot);
  const view = (): FrameView | null => {
    const bytes = reader.latest();
    if (bytes === null) return null;
    assert.equal(checkFrame(bytes), null);
    const seen = createFrameView(bytes);
    aimFrameView(seen);
    return seen;
  };
  let generation = 0;
  return {
    engine,
    clock,
    told,
    board,
    cells: board.cells,
    flags: board.flags,
    controls: createControlWriter(controlMemory),
    /** Loads as the next generation: three frames of audition, 50 ms each. */
    load(sketch: Draw | Sketch, auditionFrames = 3, enoughMs = 60_000): LoadResult {
      const { draw, ...rest } = typeof sketch === "function" ? { draw: sketch } : sketch;
      return engine.load(
        { generation: ++generation, auditionFrames, enoughMs, frameLimitMs: 50 },
        (require, module) => {
          const vocabulary = require("hairline") as Vocabulary;
          module.exports = { default: { ...rest, draw: (context: Context) => draw(vocabulary, context) } };
        },
      );
    },
    /** One tick at this time. */
    tick(seq: number, t = seq / 60): Trouble | null {
      board.cells[CELL.t] = t;
      return engine.frame(seq);
    },
    frame: view,
    /** Coordinates of the newest frame, or null when there is none. */
    picture(): number[] | null {
      const seen = view();
      return seen && [...seen.floats.subarray(seen.coordsWord + 3, seen.coordsWord + 3 + seen.points * 3)];
    },
  };
}

/** A line that lies at this point, all of it. */
const dot = (G: Vocabulary["G"], x: number, y: number) => G.line(0).translate(x, y);
const line: Draw = ({ G }) => dot(G, 10, 0);
const ok = (result: LoadResult) => {
  assert.ok(result.ok, JSON.stringify(result));
  return result;
};
const refused = (result: LoadResult) => {
  assert.ok(!result.ok, "was not refused");
  return result;
};
const trouble = (seen: Trouble | null): Trouble => {
  assert.ok(seen, "there was no trouble");
  return seen;
};

test("an audition draws its frames, publishes the last, and says what it saw", () => {
  const { load, frame, flags, cells } = stage();
  cells[CELL.t] = 7;
  Atomics.store(flags, FLAG.seq, 33);
  const times: number[] = [];
  const result = ok(
    load(({ G }, { t, frame }) => {
      times.push(t, frame);
      return dot(G, frame + 1, 0);
    }),
  );
  assert.deepEqual(times, [7, 0, 7 + 1 / 60, 1, 7 + 2 / 60, 2]);
  const { frames, points, lines, stateful, carriedState, knobs, notes } = result;
  assert.deepEqual([frames, points, lines, stateful, carriedState, knobs, notes], [3, 2, 1, false, false, [], []]);
  const shown = frame();
  assert.ok(shown);
  assert.deepEqual([shown.head[HEAD.generation], shown.head[HEAD.seq], shown.head[HEAD.epoch]], [1, 33, 2]);
  assert.equal(shown.time[TIME.t], 7 + 2 / 60);
  assert.equal(Atomics.load(flags, FLAG.generation), 1);
  assert.equal(frame(), null, "and nothing more");
});

test("a tick draws one frame at the board's time, beat and seed", () => {
  const { load, tick, frame, picture, cells } = stage();
  const seen: unknown[] = [];
  ok(
    load(({ G }, { t, beat, seed, frame, width, height }) => {
      seen.push([t, beat, seed, frame, width, height]);
      return dot(G, t, beat);
    }),
  );
  frame();
  seen.length = 0;
  cells[CELL.beat] = 5;
  cells[CELL.seed] = 2 ** 32 - 1;
  assert.equal(tick(2, 1.5), null);
  assert.deepEqual(seen, [[1.5, 5, 2 ** 32 - 1, 3, 148, 210]]);
  assert.deepEqual(picture()?.slice(3, 5), [1.5, 5]);
  assert.equal(cells[CELL.frames], 4);
});

test("an engine without a sketch draws nothing and minds nothing", () => {
  const { tick, frame } = stage();
  assert.equal(tick(1), null);
  assert.equal(frame(), null);
});

test("refusals name the phase, what came, what was expected and what to try", () => {
  const broken = () => {
    throw new TypeError("boom");
  };
  const rows: [what: string, sketch: Draw | Sketch, phase: string, frame: number, said: RegExp, expected?: RegExp][] = [
    ["throws in setup", { setup: broken, draw: line }, "setup", 0, /^TypeError: boom$/],
    ["throws at once", broken, "audition", 0, /^TypeError: boom$/],
    ["throws at frame 2", (v, c) => (c.frame === 2 ? broken() : line(v, c)), "audition", 2, /^TypeError: boom$/],
    [
      "returns nothing",
      () => undefined,
      "audition",
      0,
      /^draw\(\) returned undefined$/,
      /^a layer or a list of layers$/,
    ],
    ["returns text", () => "line", "audition", 0, /^draw\(\) returned text "line"$/],
    ["is async", async () => null, "audition", 0, /^draw\(\) returned a Promise$/],
    ["draws nothing", () => null, "audition", 2, /^the drawing is empty$/, /^at least one line$/],
    [
      "too many points",
      ({ G }) => G.line(9).repeat(100),
      "audition",
      0,
      /^effect "repeat" wants 202 points$/,
      /^at most 100 for /,
    ],
    [
      "throws a text",
      () => {
        throw "no";
      },
      "audition",
      0,
      /^the sketch threw no$/,
    ],
    [
      "throws null",
      () => {
        throw null;
      },
      "audition",
      0,
      /^the sketch threw null$/,
    ],
  ];
  for (const [what, sketch, phase, frame, said, expected] of rows) {
    const made = stage({ points: 100 });
    const result = refused(made.load(sketch));
    assert.match(result.what, said, what);
    assert.deepEqual([result.phase, result.frame], [phase, frame], what);
    if (expected) assert.match(result.expected ?? "", expected, what);
    assert.equal(made.frame(), null, `${what}: nothing is published`);
    assert.equal(made.tick(1), null, `${what}: nothing plays`);
  }
});

test("a top level that throws, and one that imports what is not there", () => {
  const { engine, frame } = stage();
  const request = { generation: 1, auditionFrames: 1, enoughMs: 60_000, frameLimitMs: 50 };
  const thrown = refused(
    engine.load(request, () => {
      throw new RangeError("top");
    }),
  );
  assert.deepEqual([thrown.phase, thrown.what], ["load", "RangeError: top"]);
  const imported = refused(engine.load(request, (require) => void require("node:fs")));
  assert.deepEqual([imported.phase, imported.what], ["contract", 'cannot import "node:fs"']);
  assert.equal(frame(), null);
});

test("the audition ends once enough time has passed, after one frame at least", () => {
  for (const [frameMs, drawn] of [
    [0, 3],
    [3, 3],
    [5, 2],
    [30, 1],
  ]) {
    const { load, clock } = stage();
    const draw: Draw = ({ G }) => {
      clock.ms += frameMs;
      return dot(G, 1, 0);
    };
    assert.equal(ok(load(draw, 3, 8)).frames, drawn, `${frameMs} ms a frame`);
  }
});

test("a sketch whose every frame is too slow is refused; a hiccup of the machine is not", () => {
  const slow =
    (isSlow: (at: number) => boolean): Draw =>
    (vocabulary, context) => {
      if (isSlow(context.frame)) clock.ms += 51 + context.frame;
      return line(vocabulary, context);
    };
  const { load, clock, frame } = stage();
  const result = refused(load(slow(() => true)));
  assert.deepEqual([result.what, result.expected, result.frame], ["a frame takes 51 ms", "at most 50 ms", 2]);
  assert.equal(frame(), null);
  for (const at of [0, 1, 2]) assert.equal(ok(load(slow((each) => each === at))).frames, 3);
});

test("points that are no numbers: a flood is refused, a few are dropped and noted", () => {
  const dots =
    (bad: number): Draw =>
    ({ defineShape }) =>
      defineShape({
        name: "dots",
        params: {},
        size(_p, size) {
          size.points = 4;
          size.lines = 1;
        },
        draw(_p, out) {
          for (let i = 0; i < 4; i++)
            i === 0 ? out.moveTo(bad > 0 ? Number.NaN : i, 0) : out.lineTo(i < bad ? Number.NaN : i, 0);
        },
      })();
  const { load, frame, tick, cells } = stage();
  const flood = refused(load(dots(4)));
  assert.equal(flood.what, "every point of the drawing is NaN or infinite");
  assert.equal(frame(), null);
  const few = ok(load(dots(1)));
  assert.equal(few.points, 3);
  assert.equal(few.notes.length, 1);
  tick(5);
  assert.ok(cells[CELL.nonFinite] > 0);
});

test("a flood on air is trouble, an empty frame is not", () => {
  const { load, tick, frame } = stage();
  ok(
    load(({ G }, { t }) =>
      t > 9
        ? null
        : G.line(1)
            .translate(t > 5 ? 3e38 : 0)
            .translate(t > 5 ? 3e38 : 0),
    ),
  );
  frame();
  const seen = trouble(tick(2, 6));
  assert.match(seen.what, /NaN|infinite|finite|too large/);
  assert.equal(frame(), null);
  assert.equal(tick(3, 10), null);
  assert.equal(frame()?.points, 0);
});

test("a throw on air: trouble with a streak, nothing published, and it heals by itself", () => {
  const { load, tick, frame, cells } = stage();
  ok(
    load((vocabulary, context) => {
      if (context.t >= 2 && context.t < 5) throw new Error(`at ${context.t}`);
      return line(vocabulary, context);
    }),
  );
  assert.ok(frame());
  const rows: [t: number, streak: number | null][] = [
    [1, null],
    [2, 1],
    [3, 2],
    [4, 3],
    [5, null],
    [2, 1],
  ];
  rows.forEach(([t, streak], index) => {
    const seen = tick(index + 2, t);
    assert.equal(seen?.streak ?? null, streak, `t ${t}`);
    if (seen) {
      assert.deepEqual([seen.kind, seen.generation, seen.seq, seen.severity], ["trouble", 1, index + 2, "error"]);
      assert.equal(seen.what, `Error: at ${t}`);
      assert.match(seen.stack, /run-sketch\.test/, "with the place it came from");
    }
    assert.equal(frame() !== null, streak === null, "a frame that fails publishes nothing");
  });
  assert.equal(cells[CELL.failed], 4);
});

test("a refusal of the evaluator names the line that asked for it, in its reminders too", () => {
  const { load, tick } = stage({ points: 100 });
  ok(load(({ G }, { t }) => G.line(9).repeat(t > 5 ? 100 : 2)));
  const stacks = [2, 3, 4].map((seq) => {
    const seen = trouble(tick(seq, 6));
    assert.deepEqual([seen.streak, /wants/.test(seen.what)], [seq - 1, true]);
    return seen.stack;
  });
  for (const stack of stacks) assert.match(stack, /run-sketch\.test/);
  const result = refused(stage({ points: 100 }).load(({ G }) => G.line(9).repeat(100)));
  assert.match(result.stack, /run-sketch\.test/);
});

test("knobs are declared once, resolved through the control table, and told again when the code's value changes", () => {
  const { load, tick, picture, engine, controls, told } = stage();
  const result = ok(
    load(({ G }, { t, knob }) =>
      dot(G, knob("reach", t > 5 ? 4 : 3, { min: 1, max: 9, step: 0.5, label: "Reach" }), knob("lift", -2)),
    ),
  );
  assert.deepEqual(result.knobs, [
    { name: "reach", value: 3, min: 1, max: 9, step: 0.5, label: "Reach" },
    { name: "lift", value: -2, min: -2, max: 1, step: 0, label: "lift" },
  ]);
  const end = () => picture()?.slice(3, 5);
  assert.deepEqual(end(), [3, -2]);
  engine.setKnobSlots({ reach: 7, lift: 0 });
  tick(2, 1);
  assert.deepEqual(end(), [3, -2], "a slot nobody moved holds the code's value");
  controls.setKnob(7, 8);
  tick(3, 1);
  assert.deepEqual(end(), [8, -2]);
  assert.equal(told.length, 0, "the load's result has told of them already");
  tick(4, 6);
  assert.deepEqual(
    told.at(-1)?.map(({ value }) => value),
    [4, -2],
  );
  tick(5, 6);
  assert.equal(told.length, 1, "once per change");
  controls.clearKnob(7);
  tick(6, 6);
  assert.deepEqual(end(), [4, -2]);
});

test("a knob that appears while playing is told", () => {
  const { load, tick, told } = stage();
  ok(load(({ G }, { t, knob }) => dot(G, 1 + (t > 5 ? knob("late", 1) : 0), 0)));
  told.length = 0;
  tick(2, 1);
  assert.equal(told.length, 0);
  tick(3, 6);
  assert.deepEqual(told, [[{ name: "late", value: 1, min: 0, max: 1, step: 0, label: "late" }]]);
});

test("knobs that cannot be", () => {
  const rows: [draw: (knob: Context["knob"], t: number) => unknown, said: string][] = [
    [(knob) => knob("", 1), 'knob has the name ""'],
    [(knob) => knob("x".repeat(65), 1), `knob has the name "${"x".repeat(65)}"`],
    [(knob) => knob(5 as never, 1), "knob has the name 5"],
    [(knob) => knob("a", Number.NaN), 'knob "a" has the value NaN'],
    [(knob) => knob("a", "1" as never), 'knob "a" has the value 1'],
    [(knob) => knob("a", undefined as never), 'knob "a" has the value undefined'],
    [(knob) => knob("a", 1, { max: Infinity }), 'knob "a" has the max Infinity'],
    [(knob) => knob("a", 1, { min: "0" as never }), 'knob "a" has the min 0'],
    [(knob) => knob("a", 1, { step: Number.NaN }), 'knob "a" has the step NaN'],
    [(knob, t) => knob("a", t === 0 ? 1 : Number.NaN), 'knob "a" has the value NaN'],
    [(knob) => Array.from({ length: KNOB_COUNT + 1 }, (_, i) => knob(`k${i}`, 0)), "more than 256 knobs"],
  ];
  for (const [draw, said] of rows) {
    const made = stage();
    const result = refused(
      made.load((vocabulary, context) => {
        draw(context.knob, context.t);
        return line(vocabulary, context);
      }),
    );
    assert.equal(result.what, said);
  }
});

test("a controller's fallback holds until it is moved; one frame sees one state of the table", () => {
  const { load, tick, picture, controls } = stage();
  ok(
    load(({ G }, { cc }) => {
      const first = cc(1, 0.25);
      controls.setCc(2, cc(2) + 0.125);
      return dot(G, 1 + first, 1 + cc(2));
    }),
  );
  picture();
  tick(2);
  assert.deepEqual(picture()?.slice(3, 5), [1.25, 1.125], "an audition is one job: its three frames saw nothing moved");
  controls.setCc(1, 0);
  tick(3);
  assert.deepEqual(picture()?.slice(3, 5), [1, 1.25]);
  controls.clearCc(1);
  tick(4);
  assert.equal(picture()?.[3], 1.25);
});

test("a job tells what it was drawn with and how it ended; done again with that, it is the same picture", () => {
  const shaken: Draw = ({ G, E }, { t, beat, seed, cc }) =>
    E.displace({ amplitude: 5 + cc(1), frequency: 0.05, t: t + beat, seed })(G.sphere({ level: 2 }).scale(50));
  const first = stage();
  first.cells[CELL.beat] = 3.5;
  first.cells[CELL.seed] = 9;
  first.controls.setCc(1, 0.5);
  const { inputs } = ok(first.load(shaken, 2));
  const moment = { t: 0, beat: 3.5, bar: 0, phase: 0, bpm: 0, beatsPerBar: 0, seed: 9 };
  assert.deepEqual({ ...inputs, hash: "" }, { seq: 1, ...moment, controlRevision: 1, hash: "" });
  const hashOf = ({ cells }: typeof first) => [cells[CELL.hashLow], cells[CELL.hashHigh]];
  first.tick(5, 1.25);
  assert.deepEqual(hashOf(first), [0, 0], "nobody asked");
  first.cells[CELL.wantHash] = 1;
  first.controls.setCc(1, 1);
  first.tick(6, 1.5);
  assert.equal(first.cells[CELL.outcome], OUTCOME.published);
  assert.equal(first.cells[CELL.controlRevision], 2);

  const again = stage();
  again.cells[CELL.beat] = 3.5;
  again.cells[CELL.seed] = 9;
  again.controls.setCc(1, 0.5);
  assert.deepEqual(ok(again.load(shaken, 2)).inputs, inputs);
  again.cells[CELL.wantHash] = 1;
  again.controls.setCc(1, 1);
  again.tick(6, 1.5);
  assert.notDeepEqual(hashOf(again), [0, 0]);
  assert.deepEqual(hashOf(again), hashOf(first));
  again.cells[CELL.seed] = 10;
  again.tick(7, 1.5);
  assert.notDeepEqual(hashOf(again), hashOf(first));

  ok(again.load(({ G }, { t }) => (t > 2 ? null : G.circle(1 / (t < 2 ? 1 : Number.NaN)))));
  again.tick(8, 2);
  assert.equal(again.cells[CELL.outcome], OUTCOME.failed);
  assert.deepEqual(hashOf(again), [0, 0]);
});

test("the same time, seed and controls give the same bytes on two engines", () => {
  const draw: Draw = ({ G, E, L, noise3 }, { t, seed, cc, random }) => {
    const dice = random(3);
    return [
      L(E.displace({ amplitude: cc(1, 0.5) * 9, frequency: 0.05, t, seed })(G.sphere({ level: 2 }).scale(50)), {
        width: 0.5,
      }),
      Array.from({ length: 20 }, (_, i) => G.circle(dice() * 9 + 1).translate(noise3(seed)(t, i, 0) * 50, i)),
    ];
  };
  const engines = [stage(), stage()];
  // Different pasts: the second has played something else, and this longer.
  ok(engines[1].load(line));
  for (let seq = 2; seq < 9; seq++) engines[1].tick(seq);
  const pictures = engines.map((each, index) => {
    each.cells[CELL.seed] = 1234;
    each.controls.setCc(1, 0.75);
    ok(each.load(draw, 1 + index * 2));
    each.tick(20 + index, 4.5);
    const view = each.frame();
    assert.ok(view);
    const { words, layersWord, coordsWord, points, head } = view;
    return {
      key: [head[HEAD.contentLow], head[HEAD.contentHigh]],
      bytes: words.slice(layersWord, coordsWord + (points + 1) * 3),
    };
  });
  assert.ok(pictures[0].bytes.length > 1000);
  assert.deepEqual(pictures[0], pictures[1]);
  engines[0].cells[CELL.seed] = 1235;
  engines[0].tick(30, 4.5);
  const other = engines[0].frame();
  assert.notDeepEqual(
    other?.words.slice(other.layersWord, other.coordsWord + (other.points + 1) * 3),
    pictures[0].bytes,
  );
});

test("state: made by setup, carried over where it fits, made afresh where it does not", () => {
  const walker = (setup: () => unknown): Sketch => ({
    setup,
    draw({ G }, { state }) {
      (state as { x: number }).x++;
      return dot(G, (state as { x: number }).x, 0);
    },
  });
  const from = stage();
  const first = ok(from.load(walker(() => ({ x: 100 }))));
  assert.deepEqual([first.stateful, first.carriedState], [true, false]);
  from.tick(2);
  const given = structuredClone(from.engine.state());
  assert.deepEqual(given, { x: 104 });
  const rows: [setup: () => unknown, carried: boolean, x: number][] = [
    [() => ({ x: 0 }), true, 107],
    [() => ({ x: 0, y: 0 }), false, 3],
    [() => ({ x: 0, trail: new Float32Array(4) }), false, 3],
  ];
  for (const [setup, carried, x] of rows) {
    const to = stage();
    to.engine.offerState(structuredClone(given));
    assert.equal(ok(to.load(walker(setup))).carriedState, carried);
    assert.equal((to.engine.state() as { x: number }).x, x);
    assert.equal(ok(to.load(walker(() => ({ x: 0 })))).carriedState, false, "an offer holds once");
  }
});

test("a refused version leaves nothing behind, not even where another one plays", () => {
  const { load, tick, frame, engine, told } = stage();
  ok(
    load({
      canvas: [100, 50],
      setup: () => ({ mine: 1 }),
      draw: ({ G }, { knob, width }) => dot(G, width, knob("mine", 1)),
    }),
  );
  frame();
  told.length = 0;
  const picture = () => {
    const view = frame();
    assert.ok(view);
    const { head, time } = view;
    return [
      head[HEAD.generation],
      time[TIME.canvasWidth],
      ...view.floats.subarray(view.coordsWord + 6, view.coordsWord + 8),
    ];
  };
  tick(2);
  const before = picture();
  assert.deepEqual(before, [1, 100, 100, 1]);
  refused(load({ canvas: [9, 9], setup: () => ({ other: 1 }), draw: (_v, { knob }) => knob("other", 1) && null }));
  assert.equal(tick(3), null);
  assert.deepEqual(picture(), before);
  assert.deepEqual(engine.state(), { mine: 1 });
  assert.deepEqual(told, []);
  assert.deepEqual(ok(load(line)).knobs, [], "nor with the next one");
  assert.equal(engine.state(), undefined);
});

test("costs and cache are the running version's", () => {
  const { load, tick, engine, cells } = stage();
  ok(load(({ G, E }) => E.wobble()(G.circle(9))));
  for (let seq = 2; seq < 20; seq++) tick(seq);
  assert.ok(cells[CELL.memoHits] > 0 && cells[CELL.memoEntries] > 0);
  assert.ok(engine.costs().length > 0);
  engine.clearCache();
  assert.equal(engine.costs().length, 0);
});

test("whatever is thrown can be told", () => {
  const hostile = Object.defineProperty(new Error("x"), "message", {
    get() {
      throw new Error("again");
    },
  });
  const rows: [thrown: unknown, what: string][] = [
    [new Error("plain"), "Error: plain"],
    [undefined, "the sketch threw undefined"],
    [{ toString: null, valueOf: null }, "the sketch threw something that cannot be described"],
    [Object.create(null), "the sketch threw something that cannot be described"],
    [hostile, "the sketch threw something that cannot be described"],
    [Symbol("s"), "the sketch threw Symbol(s)"],
  ];
  for (const [thrown, what] of rows) assert.equal(describeError(thrown).what, what);
  const { what, stack } = describeError(new Error("x".repeat(9000)));
  assert.deepEqual([what.length, stack.length], [4000, 4000]);
});

test("what a drawing lacks is said, when it is loaded and while it plays; loaded again, it has it and its state", () => {
  const pictures = new Map<string, Picture>();
  const { engine, load, tick } = stage(
    {},
    {
      ...NO_ASSETS,
      picture: (name) => pictures.get(name) ?? NO_ASSETS.picture(name),
    },
  );
  const sketch: Sketch = {
    setup: () => ({ played: 0 }),
    draw: ({ G }, { t }) => G.image({ source: t < 5 ? "face" : "hand", style: "contours" }),
  };
  engine.offerState({ played: 9 });
  const { needs, what } = refused(load(sketch));
  assert.deepEqual([needs, what], [{ kind: "picture", name: "face" }, 'there is no picture "face"']);
  pictures.set("face", { width: 2, height: 2, ink: Uint8Array.of(0, 255, 0, 255) });
  assert.equal(ok(load(sketch)).carriedState, true);
  assert.deepEqual(engine.state(), { played: 9 });
  assert.deepEqual(trouble(tick(1, 6)).needs, { kind: "picture", name: "hand" });
  pictures.set("hand", pictures.get("face") as Picture);
  assert.equal(tick(2, 7), null);
  assert.equal(refused(load(() => undefined)).needs, undefined, "other mistakes need nothing");
});

test("iterative ops: a draft in the audition and until told; progress on the board; stopped when nobody waits", () => {
  const seen: string[] = [];
  let stop = false;
  let label = "";
  const show = stage();
  const { engine, flags, cells } = show;
  const grow: Draw = ({ defineShape, int }, { t }) =>
    defineShape({
      name: "grow",
      params: { at: int(0, { range: [0, 1e9], help: "" }) },
      iterative: true,
      draw(_p, out, job) {
        seen.push(job.quality);
        for (let i = 1; i <= 4; i++) {
          if (stop && i === 3) Atomics.store(flags, FLAG.cancel, 1);
          job.progress(i / 4);
          label = `${readLabel(show.board)} ${cells[CELL.progress]}`;
        }
        out.moveTo(1, 1);
        out.lineTo(2, 2);
      },
    })({ at: t });
  assert.equal(show.load(grow).ok, true);
  assert.deepEqual(new Set(seen), new Set(["draft"]));
  assert.equal(label, "grow 1");
  assert.equal(cells[CELL.progress], 0, "at rest when the frame is done");
  assert.equal(engine.frame(5), null);
  assert.equal(cells[CELL.quality], QUALITY.draft);
  engine.setQuality("final");
  assert.equal(engine.frame(6), null);
  assert.equal(seen.at(-1), "final");
  assert.equal(cells[CELL.quality], QUALITY.final);

  const [frames, failed, steps] = [cells[CELL.frames], cells[CELL.failed], Atomics.load(flags, FLAG.steps)];
  stop = true;
  assert.equal(engine.frame(7), null, "no trouble");
  assert.deepEqual([cells[CELL.frames], cells[CELL.failed]], [frames, failed]);
  assert.equal(label, "grow 0.5");
  assert.equal(Atomics.load(flags, FLAG.steps), steps + 3);
  stop = false;
  Atomics.store(flags, FLAG.cancel, 0);
  assert.equal(engine.frame(8), null);
  assert.equal(cells[CELL.frames], frames + 1);
  assert.equal(show.load(grow).ok, true);
  assert.equal(seen.at(-1), "draft", "an audition is a draft, whatever is on air");
});

test("a label is cut, not spilled", () => {
  const show = stage();
  writeLabel(show.board, "x".repeat(100));
  assert.equal(readLabel(show.board), "x".repeat(31));
  writeLabel(show.board, "growth");
  assert.equal(readLabel(show.board), "growth");
});

test("a standby warms up in slices, and keeps nothing of it", () => {
  const { engine, load, clock, cells } = stage();
  let ms = 0;
  Object.defineProperty(clock, "ms", { get: () => ms++ });
  let slices = 1;
  while (engine.warmUp()) slices++;
  assert.ok(slices > 10 && slices < 100, `${slices} slices`);
  assert.deepEqual(engine.costs(), []);
  assert.equal(cells[CELL.progress], 0);
  assert.equal(load(({ G }) => G.line()).ok, true);
});

test("a warm-up ends when there is a sketch, and minds neither low limits nor a job that was called off", () => {
  const loaded = stage();
  loaded.load(({ G }) => G.line());
  assert.equal(loaded.engine.warmUp(), false);
  assert.ok(loaded.engine.costs().every(({ op }) => op === "line"));
  const poor = stage({ points: 10, lines: 3 });
  Atomics.store(poor.flags, FLAG.cancel, 1);
  assert.equal(poor.engine.warmUp(), false);
});
