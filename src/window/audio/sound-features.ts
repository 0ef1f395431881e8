// Sound → the few numbers a sketch can draw with. Pure: samples in, numbers out, the same at 7 and at 60 display frames a
// second, because it steps through the sound in hops of its own and misses none.
//
//   level   RMS                    peak    highest amplitude, falling slowly
//   bands   eight, 40 Hz to 16 kHz, −60 dB is 0 and full scale is 1
//   onset   positive change of the spectrum (spectral flux) against its own recent mean

import { createSpectrum } from "./fft.ts";

export const BANDS = 8;
/** Samples of one look, and from look to look: 43 and 11 ms at 48 kHz. */
export const LOOK = 2048;
export const HOP = 512;

const LOWEST_HZ = 40;
const HIGHEST_HZ = 16_000;
const FLOOR_DB = -60;
const PEAK_FALL_S = 1.5;
const ONSET_FALL_S = 0.12;

/** Mean flux is taken over about half a second. */
const FLUX_HOPS = 48;
/** An onset exceeds the mean by this much, and by this share of it. */
const FLUX_LEAST = 0.02;
const FLUX_FACTOR = 2;
/** Closer than this, two onsets are one. */
const ONSET_GAP_S = 0.09;
/** Below this amplitude there is only the noise of the input. */
const SILENCE = 0.003;
/** Quiet partials count as much as loud ones: log(1 + amplitude × this). */
const COMPRESSION = 200;

/** Places of what is held from hop to hop. */
const LEVEL = 0;
const PEAK = 1;
const ONSET = 2;
const SINCE_ONSET = 3;
const FLUX = 4;
const AMPLITUDE = 5;

export interface SoundFeatures {
  readonly level: number;
  readonly peak: number;
  readonly onset: number;
  readonly onsets: number;
  readonly bands: Float32Array;
  /** The newest `fresh` samples at the end of `samples` are new; before them lies at least one look of what was there. */
  advance(samples: Float32Array, fresh: number): void;
  /** Amplification, and the time in which a value that fell has come down to a third, in seconds. */
  configure(gain: number, smoothing: number): void;
  reset(): void;
}

export function createSoundFeatures(sampleRate: number): SoundFeatures {
  const spectrum = createSpectrum(LOOK);
  const hopS = HOP / sampleRate;
  const edges = bandEdges(sampleRate);
  const bands = new Float32Array(BANDS);
  const before = new Float32Array(LOOK / 2);
  const fluxes = new Float32Array(FLUX_HOPS);
  const peakFall = Math.exp(-hopS / PEAK_FALL_S);
  const onsetFall = Math.exp(-hopS / ONSET_FALL_S);
  // In an array and not in variables: a fractional number in a variable of a closure is a new object with each change.
  const now = new Float64Array(6);
  let gain = 1;
  let fall = 0;
  let onsets = 0;
  let hops = 0;
  /** The flux was low: noise that goes on changes as much as noise that sets in. */
  let armed = false;
  /** New samples that do not fill a hop yet. */
  let rest = 0;

  function hop(samples: Float32Array, end: number): void {
    let squares = 0;
    let highest = 0;
    for (let i = end - HOP; i < end; i++) {
      const sample = Math.abs(samples[i]) * gain;
      squares += sample * sample;
      if (sample > highest) highest = sample;
    }
    now[AMPLITUDE] = highest;
    // Values rise at once and fall by their share.
    now[LEVEL] = Math.max(Math.min(1, Math.sqrt(squares / HOP)), now[LEVEL] * fall);
    now[PEAK] = Math.min(1, Math.max(highest, now[PEAK] * peakFall));
    const magnitudes = spectrum.of(samples, end - LOOK, gain);
    hearBands(magnitudes);
    hearFlux(magnitudes);
    listenForOnset();
  }

  function hearBands(magnitudes: Float32Array): void {
    for (let band = 0; band < BANDS; band++) {
      let power = 0;
      for (let i = edges[band]; i < edges[band + 1]; i++) power += magnitudes[i] * magnitudes[i];
      // The window spreads a sine over three lines, which together have 1.5 times its power.
      const db = 10 * Math.log10(power / 1.5 + 1e-12);
      bands[band] = Math.max(Math.min(1, Math.max(0, 1 - db / FLOOR_DB)), bands[band] * fall);
    }
  }

  /** How much louder the parts have become since the look before; keeps this look for the next. */
  function hearFlux(magnitudes: Float32Array): void {
    let sum = 0;
    for (let i = edges[0]; i < edges[BANDS]; i++) {
      const loud = Math.log(1 + magnitudes[i] * COMPRESSION);
      if (loud > before[i]) sum += loud - before[i];
      before[i] = loud;
    }
    now[FLUX] = sum / (edges[BANDS] - edges[0]);
  }

  function listenForOnset(): void {
    let mean = 0;
    for (let i = 0; i < FLUX_HOPS; i++) mean += fluxes[i];
    mean /= FLUX_HOPS;
    fluxes[hops % FLUX_HOPS] = now[FLUX];
    hops++;
    now[SINCE_ONSET] += hopS;
    now[ONSET] *= onsetFall;
    const above = now[FLUX] > mean * FLUX_FACTOR + FLUX_LEAST;
    // The first looks differ from the nothing before them.
    const known = hops > LOOK / HOP;
    if (known && above && armed && now[AMPLITUDE] > SILENCE && now[SINCE_ONSET] > ONSET_GAP_S) {
      now[ONSET] = 1;
      onsets++;
      now[SINCE_ONSET] = 0;
    }
    armed = !above;
  }

  return {
    get level() {
      return now[LEVEL];
    },
    get peak() {
      return now[PEAK];
    },
    get onset() {
      return now[ONSET];
    },
    get onsets() {
      return onsets;
    },
    bands,
    advance(samples, fresh) {
      // What is older than the buffer is lost; a display that slow has other troubles.
      let waiting = Math.min(rest + fresh, samples.length - LOOK + HOP);
      for (; waiting >= HOP; waiting -= HOP) hop(samples, samples.length - waiting + HOP);
      rest = waiting;
    },
    configure(amplification, smoothing) {
      gain = amplification;
      fall = smoothing > 0 ? Math.exp(-hopS / smoothing) : 0;
    },
    reset() {
      onsets = hops = rest = 0;
      armed = false;
      now.fill(0);
      bands.fill(0);
      before.fill(0);
      fluxes.fill(0);
    },
  };
}

/** First line of each band, and behind the last. Evenly in octaves; each band has one line at least. */
function bandEdges(sampleRate: number): Uint32Array {
  const edges = new Uint32Array(BANDS + 1);
  for (let i = 0; i <= BANDS; i++) {
    const hz = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (i / BANDS);
    const line = Math.round((hz * LOOK) / sampleRate);
    edges[i] = Math.min(LOOK / 2, i === 0 ? Math.max(1, line) : Math.max(edges[i - 1] + 1, line));
  }
  return edges;
}
