// Musical time of the show: who governs it, where it stands, who is told. One anchor holds the truth; MIDI pulses move it
// through the pulse clock, everything else at once. An anchor is sent to the window only when the one it has would be
// wrong by more than can be seen, so that a steady clock sends nothing.

import {
  BEATS_PER_BAR,
  BPM,
  barOf,
  beatAt,
  beatOfBar,
  createBeatFollower,
  msOfBeat,
  phaseOf,
  type TempoAnchor,
} from "../../protocol/tempo.ts";
import { CommandProblem } from "../show-api.ts";
import { createBeatSchedule, nextOn } from "./beat-schedule.ts";
import { createMidiTransport } from "./midi-transport.ts";
import { createQuantised } from "./quantised.ts";
import { createTapTempo } from "./tap-tempo.ts";
import type { TempoApi, TempoSource, TempoStatus } from "./tempo-api.ts";

export interface TempoSettings {
  bpm: number;
  beatsPerBar: number;
  source: TempoSource;
}

export interface TempoParts {
  settings: TempoSettings;
  /** Epoch ms. */
  nowMs(): number;
  /** To the window, if there is one. */
  send(anchor: TempoAnchor): void;
  say(line: string): void;
}

export interface Tempo extends TempoApi {
  /** Settings that changed in a file. */
  configure(settings: TempoSettings): void;
  /** Ends timers. */
  close(): void;
}

/** A nudge is a correction; who wants to be elsewhere says where. */
export const MAX_NUDGE = 16;

export function createTempo(parts: TempoParts): Tempo {
  const { nowMs } = parts;
  const taps = createTapTempo();
  const listeners = new Set<(anchor: TempoAnchor) => void>();
  let { source } = parts.settings;
  let following: TempoStatus["following"] = source === "osc" ? "osc" : "internal";
  let anchor: TempoAnchor = {
    bpm: parts.settings.bpm,
    beat: 0,
    atMs: nowMs(),
    playing: true,
    beatsPerBar: parts.settings.beatsPerBar,
    barBeat: 0,
    bar: 0,
    take: 1,
    revision: 1,
  };
  const follower = createBeatFollower(anchor);
  const beat = () => follower.beat(nowMs());
  const schedule = createBeatSchedule({
    anchor,
    nowMs,
    beat,
    onError: (error) => parts.say(`tempo: ${error instanceof Error ? error.message : String(error)}`),
  });

  function move(change: Partial<TempoAnchor>): void {
    beat(); // what the window has shown by now is not taken back, though nobody asked here
    anchor = { ...anchor, ...change, revision: anchor.revision + 1 };
    follower.aim(anchor);
    schedule.moved(anchor);
    parts.send(anchor);
    for (const listener of listeners) listener(anchor);
  }

  /** The same line of beats, told from this moment on. */
  const from = (atMs: number) => ({ atMs, beat: beatAt(anchor, atMs) });
  const newTake = (at: number) => ({ beat: at, take: anchor.take + 1, barBeat: 0, bar: 0 });

  const midi = createMidiTransport({
    nowMs,
    anchor: () => anchor,
    isHeeded: () => source === "midi" || source === "auto",
    move(change) {
      following = "midi";
      move(change);
    },
    jump(to, change) {
      following = "midi";
      move({ ...newTake(to), ...change });
    },
    said: (what) => parts.say(`tempo: ${what}`),
    silent() {
      if (source === "auto") following = "internal";
    },
  });

  /** Refuses what would fight with the clock that governs. */
  function mine(what: string): void {
    if (!midi.governs()) return midi.letGo();
    throw new CommandProblem({
      severity: "error",
      what: `${what}: the tempo follows MIDI clock`,
      expected: "the internal clock",
      try: "`.tempo internal` takes over; `.tempo nudge 0.1` moves the beat under MIDI clock too.",
    });
  }

  const schedules = {
    onBeat: schedule.at,
    onNext: schedule.next,
    nextBeat: (quantum: Parameters<TempoApi["nextBeat"]>[0], at = beat()) => nextOn(anchor, quantum, at),
  };
  const actions = createQuantised({ ...schedules, say: parts.say });

  const api: Tempo = {
    ...schedules,
    actions,
    beat,
    anchor: () => anchor,
    msOfBeat: (at) => msOfBeat(anchor, at),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status() {
      const now = beat();
      return {
        bpm: anchor.bpm,
        playing: anchor.playing,
        beat: now,
        bar: barOf(anchor, now),
        phase: phaseOf(anchor, now),
        beatsPerBar: anchor.beatsPerBar,
        source,
        following,
        coasting: midi.coasting(),
        ...midi.health(),
        waiting: actions.list().length,
      };
    },

    setBpm(bpm, atMs = nowMs()) {
      within("the tempo", bpm, BPM.min, BPM.max, "bpm");
      mine(`${bpm} bpm`);
      taps.clear();
      following = source === "osc" ? "osc" : "internal";
      move({ ...from(atMs), bpm });
    },
    tap(atMs = nowMs()) {
      mine("tap");
      const { taps: count, bpm, atMs: at } = taps.tap(atMs);
      if (count < 2) return count;
      following = "tap";
      const there = beatAt(anchor, at);
      // A tap is a beat: the nearest one.
      const tempo = bpm === null ? {} : { bpm: Math.min(BPM.max, Math.max(BPM.min, bpm)) };
      move({ ...tempo, beat: Math.round(there), atMs: at });
      return count;
    },
    nudge(beats) {
      within("the nudge", beats, -MAX_NUDGE, MAX_NUDGE, "beats");
      midi.nudge(beats);
      move({ beat: anchor.beat + beats });
    },
    setBeat(to, atMs = nowMs()) {
      within("the beat", to, 0, 1e9, "beats");
      midi.moveTo(to, atMs);
      move({ ...newTake(to), atMs });
    },
    setBeatsPerBar(beats) {
      within("beats to a bar", beats, BEATS_PER_BAR.min, BEATS_PER_BAR.max, "beats");
      const bar = barOf(anchor, beat());
      move({ beatsPerBar: beats, barBeat: beatOfBar(anchor, bar), bar });
    },
    setPlaying(on) {
      mine(on ? "play" : "stop");
      if (on !== anchor.playing) move({ ...from(nowMs()), playing: on });
    },
    setSource(next) {
      source = next;
      midi.letGo();
      if (next === "internal" || next === "osc") following = next;
      // A clock that a MIDI stop holds goes on when nobody will start it any more.
      if ((next === "internal" || next === "osc") && !anchor.playing) move({ ...from(nowMs()), playing: true });
    },

    pulse: midi.pulse,
    start: midi.start,
    continue: midi.continue,
    stop: midi.stop,
    songPosition: midi.songPosition,
    osc(told, atMs) {
      if (source !== "osc" && (source !== "auto" || following === "midi")) return;
      following = "osc";
      const bpm = told.bpm !== undefined && inside(told.bpm, BPM.min, BPM.max) ? told.bpm : anchor.bpm;
      const here = beatAt(anchor, atMs);
      const { beat: there = here } = told;
      if (!inside(there, 0, 1e9)) return;
      const off = there - here;
      if (Math.abs(off) > OSC_JUMP_BEATS) return move({ ...newTake(there), bpm, atMs });
      move({ bpm, beat: here + off * OSC_GAIN, atMs });
    },

    configure(settings) {
      if (settings.source !== source) api.setSource(settings.source);
      if (settings.beatsPerBar !== anchor.beatsPerBar) api.setBeatsPerBar(settings.beatsPerBar);
      if (following !== "midi" && settings.bpm !== anchor.bpm) move({ ...from(nowMs()), bpm: settings.bpm });
    },
    close() {
      midi.close();
      schedule.stop();
    },
  };
  return api;
}

/** A position this far off is another place, not a late message. */
const OSC_JUMP_BEATS = 0.5;
/** Messages come over a network: each is believed by a part. */
const OSC_GAIN = 0.3;

const inside = (value: number, min: number, max: number) => Number.isFinite(value) && value >= min && value <= max;

function within(what: string, value: number, min: number, max: number, unit: string): void {
  if (inside(value, min, max)) return;
  throw new CommandProblem({
    severity: "error",
    what: `${what} is ${value}`,
    expected: `${min} to ${max} ${unit}`,
  });
}
