// The microphone, or whatever sound card input was chosen. Opened when the host says so, which has the permission granted
// for that; nothing of the sound leaves this page, only a few numbers a frame, into the control table. A device that is
// unplugged is taken up again when it is back.

import type { AudioAnswer, AudioDevice, AudioRequest } from "../../protocol/audio.ts";
import { SOUND } from "../../protocol/control-table.ts";
import { BANDS, createSoundFeatures, type SoundFeatures } from "./sound-features.ts";

export interface AudioInput {
  /** Opens an input, instead of the one before, which goes on where that fails. Never rejects. */
  open(request: AudioRequest): Promise<AudioAnswer>;
  close(): void;
  devices(): Promise<AudioDevice[]>;
  /** Keeps back what is heard, for an experiment that needs inputs to stand still. */
  hold(on: boolean): void;
  /** Once per display frame: hears what has come since the last one, and writes it down. */
  frame(): void;
}

export interface AudioParts {
  setSound(word: number, value: number): void;
  /** As controls that can be linked, where they changed. */
  move(name: string, value: number): void;
  /** The device went away, or came back. */
  onState(state: "lost" | "back", device: string): void;
  /** For the books: buffers made here belong to the audio input. */
  own<T>(owner: string, make: () => T): T;
}

/** The analyser's memory: a third of a second, so that a slow display frame loses no sound. */
const HELD = 16_384;
/** So fine that a fall to zero ends, and so coarse that the noise of an input does not write on. */
const STEPS = 1024;
/** Controls are told so often, in steps of a 7-bit knob: what is linked to nothing is not worth more. */
const CONTROL_S = 0.05;
const CONTROL_STEPS = 127;
const CONTROLS: readonly [name: string, word: number][] = [
  ["audio/level", SOUND.level],
  ["audio/peak", SOUND.peak],
  ["audio/onset", SOUND.onset],
  ...Array.from({ length: BANDS }, (_, band): [string, number] => [`audio/band ${band}`, SOUND.bands + band]),
];

interface Open {
  context: AudioContext;
  stream: MediaStream;
  analyser: AnalyserNode;
  features: SoundFeatures;
  samples: Float32Array<ArrayBuffer>;
  heardS: number;
}

export function createAudioInput(parts: AudioParts): AudioInput {
  let opened: Open | null = null;
  let request: AudioRequest | null = null;
  let lost = "";
  let turn = 0;
  let held = false;
  let toldS = 0;
  const heard = new Float32Array(SOUND.bands + BANDS);
  const told = new Float32Array(CONTROLS.length);

  async function start(wanted: AudioRequest, mine: number): Promise<AudioAnswer> {
    const media = navigator.mediaDevices;
    if (!media) return { ok: false, why: "none", what: "this browser has no audio input" };
    const device = wanted.device === "" ? null : await find(wanted.device);
    if (device === undefined) return { ok: false, why: "missing", what: `there is no audio input "${wanted.device}"` };
    let stream: MediaStream;
    try {
      // What helps a telephone call ruins an onset.
      const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      stream = await media.getUserMedia({ audio: { ...raw, ...(device && { deviceId: { exact: device } }) } });
    } catch (error) {
      return refused(error as DOMException);
    }
    const context = createContext();
    if (context.state !== "running") await context.resume().catch(() => {});
    if (mine !== turn) {
      shut({ stream, context });
      return { ok: false, why: "none", what: "another input was asked for meanwhile" };
    }
    const analyser = context.createAnalyser();
    analyser.fftSize = HELD;
    context.createMediaStreamSource(stream).connect(analyser);
    const features = parts.own("audio input", () => createSoundFeatures(context.sampleRate));
    features.configure(wanted.gain, wanted.smoothing);
    const samples = parts.own("audio input", () => new Float32Array(HELD));
    const track = stream.getAudioTracks()[0];
    track.addEventListener("ended", () => {
      if (opened?.stream !== stream) return;
      lost = track.label;
      end();
      parts.onState("lost", track.label);
    });
    // Only now: a name that is wrong does not silence what is heard.
    end();
    opened = { context, stream, analyser, features, samples, heardS: context.currentTime };
    parts.setSound(SOUND.on, 1);
    return { ok: true, device: track.label, sampleRate: context.sampleRate };
  }

  async function find(name: string): Promise<string | undefined> {
    const all = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "audioinput");
    const wanted = name.toLowerCase();
    const found =
      all.find(({ label }) => label.toLowerCase() === wanted) ??
      all.find(({ label }) => label.toLowerCase().includes(wanted));
    return found?.deviceId;
  }

  function end(): void {
    if (opened) shut(opened);
    opened = null;
    for (let word = 0; word < SOUND.bands + BANDS; word++) {
      parts.setSound(word, 0);
      heard[word] = 0;
    }
    tellControls();
  }

  function tellControls(): void {
    for (let i = 0; i < CONTROLS.length; i++) {
      const [name, word] = CONTROLS[i];
      const value = Math.round(heard[word] * CONTROL_STEPS);
      if (value === told[i]) continue;
      told[i] = value;
      parts.move(name, value / CONTROL_STEPS);
    }
  }

  async function tryAgain(): Promise<void> {
    if (request === null || lost === "" || opened) return;
    const answer = await start(request, ++turn);
    if (!answer.ok) return;
    lost = "";
    parts.onState("back", answer.device);
  }
  let watching = false;
  /** From the first input on: watching for devices alone has the browser open the sound system. */
  function watchDevices(): void {
    if (watching) return;
    watching = true;
    navigator.mediaDevices?.addEventListener("devicechange", () => void tryAgain());
  }

  return {
    async open(wanted) {
      const answer = await start(wanted, ++turn);
      if (!answer.ok) return answer;
      request = wanted;
      lost = "";
      watchDevices();
      return answer;
    },
    close() {
      request = null;
      lost = "";
      turn++;
      end();
    },
    async devices() {
      const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
      return all.filter(({ kind, label }) => kind === "audioinput" && label !== "").map(({ label }) => ({ label }));
    },
    hold: (on) => {
      held = on;
    },
    frame() {
      if (opened === null) return;
      const { context, analyser, features, samples } = opened;
      const nowS = context.currentTime;
      const fresh = Math.round((nowS - opened.heardS) * context.sampleRate);
      opened.heardS = nowS;
      if (fresh > 0) {
        analyser.getFloatTimeDomainData(samples);
        features.advance(samples, fresh);
      }
      if (held) return;
      write(SOUND.level, features.level);
      write(SOUND.peak, features.peak);
      write(SOUND.onset, features.onset);
      parts.setSound(SOUND.onsets, features.onsets);
      for (let band = 0; band < BANDS; band++) write(SOUND.bands + band, features.bands[band]);
      if (Math.abs(nowS - toldS) < CONTROL_S) return;
      toldS = nowS;
      tellControls();
    },
  };

  function write(word: number, value: number): void {
    heard[word] = Math.round(value * STEPS) / STEPS;
    parts.setSound(word, heard[word]);
  }
}

/** Without a way out where the browser can: nobody is to hear the input, and no output device is needed. */
function createContext(): AudioContext {
  try {
    return new AudioContext({ latencyHint: "interactive", sinkId: { type: "none" } } as AudioContextOptions);
  } catch {
    return new AudioContext({ latencyHint: "interactive" });
  }
}

function shut({ stream, context }: Pick<Open, "stream" | "context">): void {
  for (const track of stream.getTracks()) track.stop();
  void context.close().catch(() => {});
}

function refused(error: DOMException): AudioAnswer {
  const what = `${error.name}: ${error.message}`.slice(0, 300);
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return { ok: false, why: "denied", what };
    case "NotFoundError":
    case "OverconstrainedError":
      return { ok: false, why: "none", what };
    default:
      return { ok: false, why: "failed", what };
  }
}
