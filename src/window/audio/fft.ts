// Magnitudes of a piece of sound by its frequencies: a Hann window and a radix-2 transform, in buffers made once.

export interface Spectrum {
  readonly size: number;
  /**
   * Amplitudes of the `size / 2` lowest frequencies of `samples[from … from + size]`, times `gain`: a sine of amplitude a
   * gives about a at its own. The array is the same each time.
   */
  of(samples: Float32Array, from: number, gain: number): Float32Array;
}

export function createSpectrum(size: number): Spectrum {
  if (size < 4 || (size & (size - 1)) !== 0) throw new RangeError(`size ${size}, expected a power of two from 4 on`);
  const re = new Float32Array(size);
  const im = new Float32Array(size);
  const magnitudes = new Float32Array(size / 2);
  const hann = new Float32Array(size);
  const cos = new Float32Array(size / 2);
  const sin = new Float32Array(size / 2);
  const reversed = new Uint32Array(size);
  const bits = Math.log2(size);
  for (let i = 0; i < size; i++) {
    hann[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size);
    for (let bit = 0; bit < bits; bit++) reversed[i] |= ((i >> bit) & 1) << (bits - 1 - bit);
  }
  for (let i = 0; i < size / 2; i++) {
    cos[i] = Math.cos((2 * Math.PI * i) / size);
    sin[i] = -Math.sin((2 * Math.PI * i) / size);
  }

  function transform(): void {
    for (let half = 1; half < size; half *= 2) {
      const step = size / (half * 2);
      for (let start = 0; start < size; start += half * 2) {
        for (let k = 0; k < half; k++) {
          const a = start + k;
          const b = a + half;
          const c = cos[k * step];
          const s = sin[k * step];
          const tr = re[b] * c - im[b] * s;
          const ti = re[b] * s + im[b] * c;
          re[b] = re[a] - tr;
          im[b] = im[a] - ti;
          re[a] += tr;
          im[a] += ti;
        }
      }
    }
  }

  return {
    size,
    of(samples, from, gain) {
      for (let i = 0; i < size; i++) {
        re[reversed[i]] = samples[from + i] * hann[i];
        im[i] = 0;
      }
      transform();
      // Half of the energy lies at negative frequencies, and the window lets half of the amplitude through.
      const scale = (4 * gain) / size;
      for (let i = 0; i < size / 2; i++) magnitudes[i] = Math.sqrt(re[i] * re[i] + im[i] * im[i]) * scale;
      return magnitudes;
    },
  };
}
