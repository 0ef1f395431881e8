// MIDI clock and its transport → moves of the anchor. Pulses give tempo and phase (pulse-clock.ts); start, continue, stop
// and song position say which beat a pulse is. Whoever joins a clock that runs already goes on from the beat he is at.
//
// A clock that falls silent without a stop (a cable, a crash) is coasted on at its last tempo, and said once; when it is
// back its pulses are counted from where they would have been.

import { beatAt, type TempoAnchor } from "../../protocol/tempo.ts";
import { createPulseClock, PULSES_PER_BEAT } from "./pulse-clock.ts";
import type { TempoStatus } from "./tempo-api.ts";

export interface MidiTransportParts {
  nowMs(): number;
  anchor(): TempoAnchor;
  /** Whether MIDI clock may govern. */
  isHeeded(): boolean;
  move(change: Partial<TempoAnchor>): void;
  /** Another take, at this beat. */
  jump(beat: number, change: Partial<TempoAnchor>): void;
  said(what: string): void;
  silent(): void;
}

export interface MidiTransport {
  pulse(atMs: number): void;
  start(atMs: number): void;
  continue(atMs: number): void;
  stop(atMs: number): void;
  songPosition(sixteenths: number): void;
  nudge(beats: number): void;
  moveTo(beat: number, atMs: number): void;
  /** Somebody else has the beat now: the next pulse that governs joins wherever it is. */
  letGo(): void;
  coasting(): boolean;
  /** Whether it is MIDI's to say how fast it goes: a clock runs, or held the beat just now. */
  governs(): boolean;
  health(): Pick<TempoStatus, "jitterMs" | "driftMs" | "pulses" | "dropped" | "doubled">;
  close(): void;
}

/** The window's anchor may be wrong by this much before it gets another. */
const TOLERANCE_MS = 0.4;
const TOLERANCE_TEMPO = 0.002;
const MIN_SEND_MS = 40;
const LOOK_MS = 50;
/** A clock is silent when so many pulses, and so long, did not come. */
const SILENT_PULSES = 12;
const SILENT_MS = 300;
/** A machine that stood still did not hear either: looks this far apart are no silence. */
const STALLED_MS = 4 * LOOK_MS;
/** After a start without a clock. */
const ARMED_MS = 1000;
/** A stop holds the clock for MIDI alone; when no pulse has come for so long, anybody may take it. */
const STOPPED_MS = 2000;
/** MIDI song positions have 14 bits. */
const MAX_SIXTEENTHS = 16_383;

/** `joined`: pulses govern. `armed`: the next pulse is `beat`. `stopped`: pulses count for the tempo only. */
type State =
  | { kind: "free" }
  | { kind: "armed"; beat: number; sinceMs: number }
  | { kind: "joined" }
  | { kind: "stopped" };

export function createMidiTransport(parts: MidiTransportParts): MidiTransport {
  const pulses = createPulseClock();
  let state: State = { kind: "free" };
  /** Beat of pulse 0, nudges included. */
  let origin = 0;
  let silent = false;
  let stoppedMs = 0;
  let sentMs = Number.NEGATIVE_INFINITY;
  let watch: NodeJS.Timeout | null = null;

  const beatOfPulses = (count: number) => origin + count / PULSES_PER_BEAT;

  function pulse(atMs: number): void {
    if (!Number.isFinite(atMs)) return;
    pulses.pulse(atMs);
    if (!parts.isHeeded() || state.kind === "stopped") return;
    look();
    if (state.kind === "armed") {
      origin = state.beat - pulses.count() / PULSES_PER_BEAT;
      return join(atMs, { beat: state.beat, playing: true });
    }
    if (!pulses.locked()) return;
    if (state.kind === "free") {
      origin = beatAt(parts.anchor(), atMs) - pulses.pulsesAt(atMs) / PULSES_PER_BEAT;
      parts.said(`following MIDI clock, ${bpmText()}`);
      return join(atMs, { playing: true });
    }
    if (silent) {
      silent = false;
      parts.said(`MIDI clock is back, ${bpmText()}`);
      return join(atMs, {});
    }
    follow(atMs);
  }

  function join(atMs: number, change: Partial<TempoAnchor>): void {
    state = { kind: "joined" };
    silent = false;
    sentMs = atMs;
    parts.move({ ...position(atMs), ...change });
  }

  const position = (atMs: number) => ({
    atMs,
    beat: beatOfPulses(pulses.pulsesAt(atMs)),
    bpm: pulses.bpm() ?? parts.anchor().bpm,
  });

  /** Tells the anchor where the pulses are, if it would be wrong otherwise. */
  function follow(atMs: number): void {
    if (atMs - sentMs < MIN_SEND_MS) return;
    const next = position(atMs);
    const anchor = parts.anchor();
    const offMs = (Math.abs(next.beat - beatAt(anchor, atMs)) * 60_000) / next.bpm;
    if (offMs < TOLERANCE_MS && Math.abs(next.bpm / anchor.bpm - 1) < TOLERANCE_TEMPO) return;
    sentMs = atMs;
    parts.move(next);
  }

  function look(): void {
    if (watch) return;
    let lookedMs = parts.nowMs();
    watch = setInterval(() => {
      const now = parts.nowMs();
      const stalled = now - lookedMs > STALLED_MS;
      lookedMs = now;
      if (stalled) return;
      if (state.kind === "armed") {
        if (now - state.sinceMs > ARMED_MS) fallSilent();
        return;
      }
      if (state.kind !== "joined" || silent) return endWatch();
      const bpm = pulses.bpm() ?? parts.anchor().bpm;
      const limit = Math.max(SILENT_MS, (SILENT_PULSES * 60_000) / bpm / PULSES_PER_BEAT);
      if (now - (pulses.lastMs() ?? now) > limit) fallSilent();
    }, LOOK_MS);
    watch.unref();
  }

  function endWatch(): void {
    if (watch) clearInterval(watch);
    watch = null;
  }

  function fallSilent(): void {
    silent = true;
    if (state.kind === "armed") parts.move({ atMs: parts.nowMs(), beat: state.beat, playing: true });
    state = state.kind === "armed" ? { kind: "free" } : { kind: "joined" };
    parts.said(`MIDI clock fell silent; going on at ${parts.anchor().bpm.toFixed(1)} bpm`);
    parts.silent();
  }

  const bpmText = () => `${(pulses.bpm() ?? 0).toFixed(1)} bpm`;

  function arm(beat: number, atMs: number): void {
    state = { kind: "armed", beat, sinceMs: atMs };
    look();
  }

  return {
    pulse,
    start(atMs) {
      if (!parts.isHeeded()) return;
      arm(0, atMs);
      parts.jump(0, { atMs, playing: false });
    },
    continue(atMs) {
      if (!parts.isHeeded() || state.kind === "joined" || state.kind === "armed") return;
      const { beat } = parts.anchor();
      arm(state.kind === "free" ? beatAt(parts.anchor(), atMs) : beat, atMs);
    },
    stop(atMs) {
      if (!parts.isHeeded() || state.kind === "stopped" || (state.kind === "free" && pulses.heard.pulses === 0)) return;
      const wasFree = state.kind === "free";
      state = { kind: "stopped" };
      stoppedMs = atMs;
      silent = false;
      const anchor = parts.anchor();
      if (!wasFree || anchor.playing) parts.move({ atMs, beat: beatAt(anchor, atMs), playing: false });
    },
    songPosition(sixteenths) {
      if (!parts.isHeeded() || !(sixteenths >= 0 && sixteenths <= MAX_SIXTEENTHS)) return;
      const beat = sixteenths / 4;
      const now = parts.nowMs();
      if (state.kind === "armed") state = { ...state, beat };
      else if (state.kind === "joined") origin += beat - beatOfPulses(pulses.pulsesAt(now));
      parts.jump(beat, { atMs: now });
    },
    nudge(beats) {
      origin += beats;
      if (state.kind === "armed") state = { ...state, beat: state.beat + beats };
    },
    moveTo(beat, atMs) {
      origin += beat - beatOfPulses(pulses.pulsesAt(atMs));
      if (state.kind === "armed") state = { ...state, beat };
    },
    letGo() {
      state = { kind: "free" };
      silent = false;
      endWatch();
    },
    coasting: () => silent,
    governs() {
      if (state.kind === "stopped") return parts.nowMs() - Math.max(stoppedMs, pulses.lastMs() ?? 0) < STOPPED_MS;
      return state.kind !== "free" && !silent;
    },
    health() {
      const residuals = pulses.residuals();
      return {
        jitterMs: residuals ? residuals.deviation : null,
        driftMs: residuals ? residuals.mean : null,
        ...pulses.heard,
      };
    },
    close: endWatch,
  };
}
