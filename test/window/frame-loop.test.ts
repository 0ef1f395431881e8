// The frame loop without a screen: display frames come when the test says so, at the time it says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createFrameView, frameBytes, HEAD, LAYER, layoutFrame, TIME } from "../../src/protocol/frame.ts";
import { createFrameReader, createFrameWriter, createSlotMemory } from "../../src/protocol/frame-slot.ts";
import type { TempoAnchor } from "../../src/protocol/tempo.ts";
import { createClock } from "../../src/window/clock.ts";
import { createFrameLoop } from "../../src/window/frame-loop.ts";
import { createMusicalClock } from "../../src/window/musical-clock.ts";
import type { Renderer } from "../../src/window/renderer/renderer.ts";
import { createCrossing } from "../../src/window/transition/crossing.ts";
import type { WorkerGroup } from "../../src/window/worker-group.ts";

/** A group whose worker draws when the test says so. */
function fakeGroup(epoch: number, writers = 1) {
  const slot = createSlotMemory(
    epoch,
    writers,
    (initial) => new WebAssembly.Memory({ initial, maximum: 64, shared: true }),
  );
  const sides = Array.from({ length: writers }, (_, index) => createFrameWriter(slot, index));
  const seen = { idle: true, ticks: [] as number[], clocks: [] as number[][] };
  const group: WorkerGroup = {
    epoch,
    members: [],
    reader: createFrameReader(slot),
    slot,
    send() {},
    cancel() {},
    tick(seq) {
      if (seen.idle) seen.ticks.push(seq);
      return seen.idle;
    },
    clock: ({ t, beat, seed, tickMs }, seq) => void seen.clocks.push([t, beat, seed, tickMs, seq]),
    end() {},
  };
  return {
    group,
    seen,
    publish(
      seq: number,
      { generation = 1, points = 2, width = 148, height = 210, tickMs = 0, drawUs = 0, writer = 0, content = seq } = {},
    ) {
      const bytes = sides[writer].buffer(frameBytes(points, 1, 1, 3));
      const view = createFrameView(bytes);
      layoutFrame(view, { points, lines: 1, layers: 1, stride: 3 });
      Object.assign(view.head, {
        [HEAD.seq]: seq,
        [HEAD.generation]: generation,
        [HEAD.epoch]: epoch,
        [HEAD.contentLow]: content,
      });
      Object.assign(view.time, {
        [TIME.canvasWidth]: width,
        [TIME.canvasHeight]: height,
        [TIME.tickMs]: tickMs,
        [TIME.drawUs]: drawUs,
      });
      view.ints[view.layersWord + LAYER.points] = points;
      return sides[writer].publish(seq);
    },
  };
}

const anchor: TempoAnchor = {
  ...{ bpm: 120, beat: 0, atMs: 1000, playing: true, beatsPerBar: 4, barBeat: 0, bar: 0, take: 1, revision: 1 },
};

function stage() {
  const log: string[] = [];
  let ms = 1000;
  let views = 0;
  let next: ((ms: number) => void) | null = null;
  let handles = 0;
  const groups: WorkerGroup[] = [];
  const shown: number[] = [];
  const clock = createClock(0, ms);
  const stats = { uploadBytes: 0 };
  let content = Number.NaN;
  const renderer = {
    stats,
    upload({ head }: { head: Int32Array }) {
      stats.uploadBytes = head[HEAD.contentLow] === content ? 0 : 100;
      content = head[HEAD.contentLow];
      log.push(`upload ${head[HEAD.seq]}`);
    },
    draw: (_transform: unknown, blackout: boolean) => void log.push(blackout ? "draw black" : "draw"),
  } as unknown as Renderer;
  const loop = createFrameLoop({
    now: () => ms,
    requestFrame(callback) {
      next = callback;
      return ++handles;
    },
    cancelFrame(handle) {
      if (handle === handles) next = null;
    },
    clock,
    crossing: createCrossing({ now: () => ms, memory: (bytes) => new SharedArrayBuffer(bytes) }),
    tempo: createMusicalClock(anchor, 0, ms),
    renderer: () => renderer,
    view: () => ({ scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0, pxPerMm: 1, pxPerScreenPx: 1, revision: views }),
    onPresented: (generation, epoch) => log.push(`presented ${generation}/${epoch}`),
    onShown: (view) => shown.push(view.head[HEAD.seq]),
    onSheet: (width, height) => log.push(`sheet ${width}x${height}`),
    onFrame: () => {},
    onQuarterSecond: () => log.push("quarter"),
    groups: () => groups,
  });
  return {
    loop,
    log,
    clock,
    groups,
    now: () => ms,
    moveView: () => void views++,
    /** The next display frame, this much later. Answers what happened in it, news of the quarter second left out. */
    frame(later = 16): string {
      log.length = 0;
      ms += later;
      const callback = next;
      next = null;
      callback?.(ms);
      return log.filter((line) => line !== "quarter").join(", ");
    },
    running: () => next !== null,
  };
}

function onAir(group = fakeGroup(1)) {
  const made = stage();
  made.groups.push(group.group);
  made.loop.setAir(group.group);
  return { ...made, ...group };
}

test("one tick a display frame, only while the worker is idle; the rest is skipped and counted", () => {
  const { frame, seen, loop } = onAir();
  frame();
  frame();
  seen.idle = false;
  for (let i = 0; i < 5; i++) frame();
  seen.idle = true;
  frame();
  assert.deepEqual(seen.ticks, [2, 3, 4], "a skipped tick leaves no hole and is not made up for");
  assert.deepEqual([loop.stats.ticksSent, loop.stats.ticksSkipped, loop.stats.displayFrames, loop.seq()], [3, 5, 8, 4]);
});

test("without anybody on air the show waits", () => {
  const { frame, loop, groups } = stage();
  const standby = fakeGroup(3);
  groups.push(standby.group);
  assert.equal(frame(), "draw", "the empty window is drawn once");
  assert.equal(frame(), "");
  assert.deepEqual([standby.seen.ticks, loop.shown(), loop.ageMs(), loop.air()], [[], null, null, null]);
  assert.equal(standby.seen.clocks.length, 2, "but standby workers know the time");
});

test("every group hears time, beat, seed and the tick before the next", () => {
  const { frame, loop, groups, seen } = onAir();
  const standby = fakeGroup(2);
  groups.push(standby.group);
  loop.setSeed(-1);
  frame(500);
  frame(500);
  const wanted = [
    [0.5, 1, 2 ** 32 - 1, 1500, 1],
    [1, 2, 2 ** 32 - 1, 2000, 2],
  ];
  assert.deepEqual([seen.clocks, standby.seen.clocks, seen.ticks], [wanted, wanted, [2, 3]]);
});

test("the rate of ticks is limited, whatever the display does", () => {
  const rows: [fps: number, displayMs: number, ticks: number][] = [
    [60, 1000 / 60, 60],
    [30, 1000 / 60, 30],
    [24, 1000 / 60, 24],
    [60, 1000 / 144, 60],
    [10, 1000 / 60, 10],
    [120, 1000 / 60, 60],
    [60, 100, 10],
  ];
  for (const [fps, displayMs, ticks] of rows) {
    const { frame, seen, loop } = onAir();
    loop.setFps(fps);
    for (let i = 0; i < 5 * (1000 / displayMs); i++) frame(displayMs);
    const perSecond = seen.ticks.length / 5;
    assert.ok(
      Math.abs(perSecond - ticks) <= Math.max(0.5, ticks * 0.04),
      `${fps} fps on ${displayMs} ms: ${perSecond} ticks a second`,
    );
  }
});

test("after a stall there is no burst", () => {
  const { frame, seen, loop } = onAir();
  loop.setFps(10);
  for (let i = 0; i < 10; i++) frame(20);
  const before = seen.ticks.length;
  frame(5000);
  for (let i = 0; i < 4; i++) frame(20);
  assert.ok(seen.ticks.length - before <= 2, `${seen.ticks.length - before} ticks`);
});

test("a frame is uploaded and drawn once; nothing is drawn while nothing changes", () => {
  const { frame, publish, loop, moveView } = onAir();
  frame();
  publish(2);
  assert.equal(frame(), "sheet 148x210, upload 2, draw, presented 1/1");
  assert.equal(frame(), "");
  publish(3);
  publish(4);
  assert.equal(frame(), "upload 4, draw", "only the newest");
  moveView();
  assert.equal(frame(), "draw");
  assert.equal(frame(), "");
  loop.setBlackout(true);
  assert.equal(frame(), "draw black");
  assert.equal(frame(), "");
  loop.setBlackout(false);
  assert.equal(frame(), "draw");
  loop.redraw();
  assert.equal(frame(), "draw");
  loop.reupload();
  assert.deepEqual([frame(), loop.stats.presented], ["draw", 2]);
});

test("a frame that shows the same picture is taken, but not drawn again", () => {
  const { frame, publish, loop } = onAir();
  publish(2, { content: 5 });
  frame();
  publish(3, { content: 5 });
  assert.equal(frame(), "upload 3");
  assert.deepEqual([loop.stats.presented, loop.shown()?.head[HEAD.seq]], [2, 3]);
  publish(4, { content: 5, generation: 2 });
  assert.equal(frame(), "upload 4, draw, presented 2/1", "another version may have another sheet");
  publish(5, { content: 6, generation: 2 });
  assert.equal(frame(), "upload 5, draw");
});

test("a new renderer gets the shown frame again", () => {
  const { frame, publish, loop, log } = onAir();
  loop.reupload();
  assert.deepEqual([...log], [], "before the first there is nothing");
  publish(2);
  frame();
  log.length = 0;
  loop.reupload();
  assert.deepEqual([...log], ["upload 2"]);
  assert.equal(frame(), "draw");
});

test("a generation or epoch is presented once, when it is really on the screen", () => {
  const { frame, publish, loop, groups } = onAir();
  const presented = () =>
    frame()
      .split(", ")
      .filter((line) => line.startsWith("presented"))
      .join();
  publish(2, { generation: 5 });
  assert.equal(presented(), "presented 5/1");
  publish(3, { generation: 5 });
  assert.equal(presented(), "");
  publish(4, { generation: 6 });
  assert.equal(presented(), "presented 6/1");
  const other = fakeGroup(2);
  groups.push(other.group);
  other.publish(4, { generation: 7 });
  assert.equal(presented(), "", "it is not on air");
  loop.setAir(other.group);
  assert.equal(presented(), "presented 7/2");
  const back = fakeGroup(3);
  loop.setAir(back.group);
  assert.equal(presented(), "", "on air, but without a frame yet: the last picture stays");
  assert.equal(loop.shown()?.head[HEAD.generation], 7);
  back.publish(5, { generation: 7 });
  assert.equal(presented(), "presented 7/3", "the same version by other workers is news, too");
});

test("the sheet is told when its size changes", () => {
  const { frame, publish } = onAir();
  const sheets = () =>
    frame()
      .split(", ")
      .filter((line) => line.startsWith("sheet"))
      .join();
  publish(2);
  assert.equal(sheets(), "sheet 148x210");
  publish(3);
  assert.equal(sheets(), "");
  publish(4, { height: 100 });
  assert.equal(sheets(), "sheet 148x100");
});

test("frozen, the performance's time stands and ticks go on; knobs still move the picture", () => {
  const { frame, seen, clock, now } = onAir();
  frame(1000);
  clock.setFrozen(true, now());
  frame(1000);
  frame(1000);
  clock.setFrozen(false, now());
  frame(1000);
  assert.deepEqual(
    seen.clocks.map(([t]) => t),
    [1, 1, 1, 2],
  );
  assert.deepEqual(seen.ticks, [2, 3, 4, 5]);
});

test("what evaluation takes is told of the group on air alone", () => {
  const { frame, publish, loop } = onAir();
  publish(2, { drawUs: 90_000 });
  frame(20);
  assert.equal(loop.stats.evaluateTimes.percentile(0.5), 90);
  const next = fakeGroup(2);
  loop.setAir(next.group);
  next.publish(3, { drawUs: 2000 });
  frame(20);
  assert.deepEqual([loop.stats.evaluateTimes.count(), loop.stats.evaluateTimes.percentile(0.5)], [1, 2]);
});

test("counters and times", () => {
  const { frame, publish, loop, now } = onAir();
  frame(20);
  publish(2, { points: 9, generation: 4, tickMs: now() - 5, drawUs: 3000 });
  frame(20);
  frame(30);
  const { stats } = loop;
  assert.deepEqual([stats.points, stats.lines, stats.generation, stats.presented], [9, 1, 4, 1]);
  assert.deepEqual(
    [stats.frameTimes.count(), stats.frameTimes.percentile(1), stats.evaluateTimes.percentile(0.5)],
    [2, 30, 3],
  );
  assert.equal(loop.ageMs(), 55);
  for (let i = 0; i < 100; i++) frame(20);
  assert.equal(Math.round(stats.fps), 50);
});

test("news a few times a second, not every frame", () => {
  const { frame, log } = onAir();
  let news = 0;
  for (let i = 0; i < 600; i++) {
    frame(1000 / 60);
    if (log.includes("quarter")) news++;
  }
  assert.ok(news >= 30 && news <= 41, `${news} in ten seconds`);
});

test("stopping ends it", () => {
  const { frame, loop, running, seen } = onAir();
  frame();
  assert.equal(running(), true);
  loop.stop();
  assert.equal(running(), false);
  assert.equal(frame(), "");
  assert.equal(seen.ticks.length, 1);
});

test("in the steady state a display frame makes no typed array, with as many buffers as a slot can have", () => {
  const made = fakeGroup(1, 14);
  const { frame } = onAir(made);
  let seq = 1;
  const turn = () => {
    seq++;
    made.publish(seq, { writer: (seq * 5) % 14 });
    // Views of the fake worker are not the loop's.
    const real = globalThis.Float64Array;
    let views = 0;
    globalThis.Float64Array = new Proxy(real, {
      construct(target, args) {
        views++;
        return Reflect.construct(target, args);
      },
    });
    try {
      frame();
    } finally {
      globalThis.Float64Array = real;
    }
    return views;
  };
  for (let i = 0; i < 100; i++) turn();
  let views = 0;
  for (let i = 0; i < 100; i++) views += turn();
  assert.equal(views, 0);
});

const FADE = { kind: "fade", length: 8, unit: "beats", on: "now" } as const;

test("in a transition both groups are ticked with one number, each with its own seed", () => {
  const { frame, publish, seen, loop, groups } = onAir();
  const coming = fakeGroup(2);
  groups.push(coming.group);
  loop.setSeed(3);
  frame();
  publish(2);
  frame();
  assert.equal(loop.setAir(coming.group, { ...FADE, seed: 9 }).leaving, 1);
  coming.publish(1, { generation: 2 });
  frame(100);
  frame(100);
  assert.deepEqual(seen.ticks.slice(-1), coming.seen.ticks.slice(-1));
  const seedOf = (clocks: number[][]) => clocks.at(-1)?.[2];
  assert.deepEqual([seedOf(seen.clocks), seedOf(coming.seen.clocks)], [3, 9]);
  assert.equal(loop.shown()?.points, 4, "the points of both");
});

test("a transition that is broken off does not leave its mix on the screen", () => {
  const { frame, publish, loop, groups } = onAir();
  const coming = fakeGroup(2);
  groups.push(coming.group);
  frame();
  publish(2);
  frame();
  loop.setAir(coming.group, FADE);
  coming.publish(1, { generation: 2 });
  frame(100);
  frame(100);
  assert.equal(loop.shown()?.points, 4);
  loop.setAir(coming.group, "cut");
  frame();
  assert.deepEqual([loop.shown()?.points, loop.shown()?.head[HEAD.generation]], [2, 2]);
});

test("of a group that has ended nothing is held but the picture", () => {
  const { frame, publish, loop, group } = onAir();
  frame();
  publish(2);
  frame();
  const shown = loop.shown();
  loop.setAir(null);
  loop.forget(group);
  assert.equal(loop.shown(), shown);
});
