// A transition over time, with the clock turned by hand: when it begins, what is shown meanwhile, how it is broken off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type FrameView, HEAD } from "../../../src/protocol/frame.ts";
import type { Transition } from "../../../src/protocol/transition.ts";
import { type Crossing, createCrossing, type Moment } from "../../../src/window/transition/crossing.ts";
import type { WorkerGroup } from "../../../src/window/worker-group.ts";
import { encodeFrame } from "../scene.ts";

const group = (epoch: number) => ({ epoch }) as WorkerGroup;
function picture(epoch: number, lines = 2): FrameView {
  const view = encodeFrame(
    {
      size: [100, 100],
      paper: [1, 1, 1],
      layers: [
        {
          lines: Array.from({ length: lines }, (_, i) => [
            [0, i],
            [50 + epoch, i],
          ]),
          color: [0, 0, 0, 1],
          width: 1,
        },
      ],
    },
    3,
  );
  view.head[HEAD.epoch] = epoch;
  return view;
}

const FADE: Transition = { kind: "fade", length: 4, unit: "beats", on: "bar" };

function stand(bpm = 120) {
  const at: Moment = { t: 0, beat: 0, bpm, playing: true, beatsPerBar: 4, barBeat: 0, take: 0 };
  let made = 0;
  const crossing = createCrossing({
    now: () => at.t * 1000,
    memory(bytes) {
      made++;
      return new SharedArrayBuffer(bytes);
    },
  });
  return {
    at,
    crossing,
    made: () => made,
    /** The next display frame, so many beats later. */
    frame(beats: number, arriving: FrameView | null = null, leaving: FrameView | null = null) {
      at.beat += beats;
      at.t += (beats * 60) / at.bpm;
      crossing.take(arriving, leaving);
      return crossing.next(at);
    },
  };
}

const epochOf = (frame: FrameView | null) => (frame === null ? null : frame.head[HEAD.epoch]);

function begin(crossing: Crossing, how: Transition, at: Moment, from = 1) {
  const shown = picture(from);
  crossing.begin(how, group(from), shown, 7, at);
  return shown;
}

test("until the bar the leaving picture stays as it is, and from its first frame on both are mixed", () => {
  const { crossing, at, frame } = stand();
  at.beat = 1.5;
  const a = begin(crossing, FADE, at);
  const b = picture(2);
  assert.equal(frame(0.5, b), null, "nothing new of the one that is shown");
  const moved = picture(1);
  assert.equal(frame(0.5, picture(2), moved), moved, "it plays on");
  assert.ok(a !== moved);
  assert.equal(frame(1.49, b), null);
  const { startBeat, share } = crossing.stats();
  assert.deepEqual([startBeat, share], [4, 0]);
  const first = frame(0.03, b, picture(1));
  assert.equal(epochOf(first), 2, "a mix is told as the arriving one");
  assert.equal(first?.lines, 4);
  const { startedBeat, beatBefore } = crossing.stats();
  assert.ok(beatBefore < 4 && startedBeat >= 4 && startedBeat - beatBefore <= 0.03 + 1e-9);
  assert.ok(Math.abs(crossing.stats().share - 0.02 / 4) < 1e-9, "what is past the bar counts");
});

test("it lasts as long as was said, and its last picture is the arriving one's own", () => {
  const rows: [Transition, number][] = [
    [{ kind: "fade", length: 4, unit: "beats", on: "now" }, 4],
    [{ kind: "dash", length: 2, unit: "bars", on: "now" }, 8],
    [{ kind: "morph", length: 3, unit: "s", on: "now" }, 6],
  ];
  for (const [how, beats] of rows) {
    const { crossing, at, frame } = stand();
    begin(crossing, how, at);
    const b = picture(2);
    let seen = 0;
    frame(0, b);
    for (; crossing.running() && seen < 100; seen += 0.25) frame(0.25, b, picture(1));
    assert.equal(seen, beats, `${how.kind}`);
    assert.equal(crossing.leaving(), null);
  }
});

test("a cut on the bar shows one until then, and the other from its first frame on", () => {
  const { crossing, at, frame } = stand();
  at.beat = 0.5;
  begin(crossing, { ...FADE, kind: "cut" }, at);
  const [a, b] = [picture(1), picture(2)];
  assert.equal(frame(3.4, b, a), a);
  assert.equal(frame(0.2, null, a), b);
  assert.equal(crossing.running(), false);
  assert.equal(crossing.stats().mixed, 0);
});

test("the arriving group is ticked shortly before its bar, not all the time", () => {
  const { crossing, at, frame } = stand();
  at.beat = 0.5;
  begin(crossing, FADE, at);
  frame(0.5, picture(2));
  assert.equal(crossing.arriving(), false);
  frame(2.5);
  assert.equal(crossing.arriving(), true, "half a beat is a quarter of a second at 120");
});

test("while nothing of the arriving one has been drawn, the leaving one stays", () => {
  const { crossing, at, frame } = stand();
  begin(crossing, { ...FADE, on: "now" }, at);
  const a = picture(1);
  assert.equal(frame(1, null, a), a);
  assert.equal(frame(9, null, a), a);
  assert.equal(epochOf(frame(0, picture(2))), 2);
  assert.equal(crossing.running(), false, "its time was over");
});

test("a frozen show freezes its transition", () => {
  const { crossing, at, frame } = stand();
  begin(crossing, { ...FADE, on: "now" }, at);
  frame(1, picture(2));
  const { share } = crossing.stats();
  for (let i = 0; i < 20; i++) frame(0);
  assert.equal(crossing.stats().share, share);
});

test("after a thaw the beat is further on, the transition is not; one that waits takes the next bar", () => {
  const going = stand();
  begin(going.crossing, { ...FADE, on: "now" }, going.at);
  going.frame(1, picture(2));
  going.at.beat += 100;
  going.frame(0);
  assert.equal(going.crossing.stats().share, 0.25);
  const waiting = stand();
  waiting.at.beat = 1;
  begin(waiting.crossing, FADE, waiting.at);
  waiting.frame(0.5, picture(2));
  waiting.at.beat += 100;
  waiting.frame(0.01);
  assert.deepEqual([waiting.crossing.stats().share, waiting.crossing.stats().startBeat], [0, 104]);
});

test("a clock that stands still brings no bar: it begins at once and takes its time", () => {
  const { crossing, at } = stand();
  at.beat = 1;
  at.playing = false;
  begin(crossing, FADE, at);
  crossing.take(picture(2), null);
  crossing.next(at);
  at.t += 1;
  crossing.next(at);
  assert.equal(crossing.stats().share, 0.5);
});

test("a position that is moved on purpose does not jump a transition", () => {
  const { crossing, at, frame } = stand();
  begin(crossing, { ...FADE, on: "now" }, at);
  frame(1, picture(2));
  at.take++;
  at.beat = 400;
  frame(0);
  assert.equal(crossing.stats().share, 0.25);
  frame(1);
  assert.equal(crossing.stats().share, 0.5);
});

test("one that is interrupted goes on from the picture that stood there", () => {
  const { crossing, at, frame } = stand();
  begin(crossing, { ...FADE, on: "now" }, at);
  const stood = frame(2, picture(2)) as FrameView;
  crossing.begin({ ...FADE, on: "now" }, group(2), stood, 8, at);
  assert.equal(crossing.leaving(), null, "what stands there is no group's");
  const next = frame(1, picture(3)) as FrameView;
  assert.ok(next.bytes !== stood.bytes, "it is read while the other is written");
  assert.equal(next.lines, stood.lines + 2);
});

test("one that has not begun is replaced: the leaving one is still the same", () => {
  const { crossing, at, frame } = stand();
  at.beat = 1;
  begin(crossing, FADE, at);
  frame(0.5, picture(2));
  crossing.begin(FADE, group(2), picture(1), 8, at);
  assert.equal(crossing.leaving()?.epoch, 1);
  assert.equal(crossing.leavingSeed(), 7);
});

test("a transition that ended is not read by the next one from the memory it writes", () => {
  const { crossing, at, frame } = stand();
  begin(crossing, { ...FADE, on: "now" }, at);
  const stood = frame(2, picture(2)) as FrameView;
  crossing.stop();
  crossing.begin({ ...FADE, on: "now" }, group(2), stood, 8, at);
  const next = frame(1, picture(3)) as FrameView;
  assert.ok(next.bytes !== stood.bytes);
});

test("a leaving group that is gone ends it; the arriving one's does not", () => {
  const { crossing, at, frame } = stand();
  const from = group(1);
  crossing.begin({ ...FADE, on: "now" }, from, picture(1), 1, at);
  frame(1, picture(2));
  crossing.lost(group(9));
  assert.equal(crossing.running(), true);
  crossing.lost(from);
  assert.equal(crossing.running(), false);
});

test("drawings too large to be mixed change half-way, and the books say so", () => {
  const { crossing, at, frame, made } = stand();
  begin(crossing, { ...FADE, kind: "morph", on: "now" }, at);
  const huge = (epoch: number) => {
    const view = picture(epoch);
    view.points = 300_000;
    return view;
  };
  const [a, b] = [huge(1), huge(2)];
  assert.equal(frame(1, b, a), a);
  assert.equal(frame(2, b, a), b);
  assert.deepEqual([crossing.stats().tooLarge, made()], [true, 0]);
});

test("memory is taken once for a size, is on the books, and goes after ten seconds unused", () => {
  const { crossing, at, frame, made } = stand();
  for (let i = 0; i < 20; i++) {
    begin(crossing, { ...FADE, on: "now" }, at);
    frame(0, picture(2));
    while (crossing.running()) frame(0.5, picture(2), picture(1));
  }
  assert.equal(made(), 1);
  assert.ok(crossing.stats().bytes >= 65_536 && crossing.stats().bytes < crossing.stats().maxBytes);
  crossing.rest(at.t * 1000 + 9000, 3);
  const before = crossing.stats().bytes;
  crossing.rest(at.t * 1000 + 11_000, 3);
  assert.equal(before - crossing.stats().bytes, 65_536);
});
