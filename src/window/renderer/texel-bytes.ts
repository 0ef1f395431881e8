// How many bytes a texel takes: on the GPU, and on its way there. Drivers may pad; these are the figures of the
// specification.

const GL = WebGL2RenderingContext;

/** Sized formats that do not take four bytes, by bytes. */
const SIZED = new Map<number, number>();
const SIZES: [bytes: number, formats: number[]][] = [
  [1, [GL.R8, GL.R8_SNORM, GL.R8I, GL.R8UI, GL.STENCIL_INDEX8]],
  [2, [GL.RG8, GL.RG8_SNORM, GL.RG8I, GL.RG8UI, GL.R16F, GL.R16I, GL.R16UI]],
  [2, [GL.RGB565, GL.RGBA4, GL.RGB5_A1, GL.DEPTH_COMPONENT16]],
  [3, [GL.RGB8, GL.RGB8_SNORM, GL.RGB8I, GL.RGB8UI, GL.SRGB8]],
  [6, [GL.RGB16F, GL.RGB16I, GL.RGB16UI]],
  [8, [GL.RGBA16F, GL.RGBA16I, GL.RGBA16UI, GL.RG32F, GL.RG32I, GL.RG32UI, GL.DEPTH32F_STENCIL8]],
  [12, [GL.RGB32F, GL.RGB32I, GL.RGB32UI]],
  [16, [GL.RGBA32F, GL.RGBA32I, GL.RGBA32UI]],
];
for (const [bytes, formats] of SIZES) for (const format of formats) SIZED.set(format, bytes);

const CHANNELS = new Map<number, number>([
  [GL.ALPHA, 1],
  [GL.LUMINANCE, 1],
  [GL.LUMINANCE_ALPHA, 2],
  [GL.RED, 1],
  [GL.RED_INTEGER, 1],
  [GL.RG, 2],
  [GL.RG_INTEGER, 2],
  [GL.RGB, 3],
  [GL.RGB_INTEGER, 3],
  [GL.RGBA, 4],
  [GL.RGBA_INTEGER, 4],
  [GL.DEPTH_COMPONENT, 1],
]);

const HALF_FLOAT_OES = 0x8d61;
/** Bytes of one channel. */
const TYPES = new Map<number, number>([
  [GL.BYTE, 1],
  [GL.UNSIGNED_BYTE, 1],
  [GL.SHORT, 2],
  [GL.UNSIGNED_SHORT, 2],
  [GL.HALF_FLOAT, 2],
  [HALF_FLOAT_OES, 2],
  [GL.INT, 4],
  [GL.UNSIGNED_INT, 4],
  [GL.FLOAT, 4],
]);

/** Types that hold all channels in one number. */
const PACKED = new Map<number, number>([
  [GL.UNSIGNED_SHORT_5_6_5, 2],
  [GL.UNSIGNED_SHORT_4_4_4_4, 2],
  [GL.UNSIGNED_SHORT_5_5_5_1, 2],
  [GL.UNSIGNED_INT_2_10_10_10_REV, 4],
  [GL.UNSIGNED_INT_10F_11F_11F_REV, 4],
  [GL.UNSIGNED_INT_5_9_9_9_REV, 4],
  [GL.UNSIGNED_INT_24_8, 4],
  [GL.FLOAT_32_UNSIGNED_INT_24_8_REV, 8],
]);

/** Of the pixels handed over. Called for every upload: no object is made here. */
export function sentTexelBytes(format: number, type: number): number {
  return PACKED.get(type) ?? (CHANNELS.get(format) ?? 4) * (TYPES.get(type) ?? 1);
}

/** Of a texture or renderbuffer. `type` counts for the unsized formats only. */
export function storedTexelBytes(internalFormat: number, type: number = GL.UNSIGNED_BYTE): number {
  return SIZED.get(internalFormat) ?? (CHANNELS.has(internalFormat) ? sentTexelBytes(internalFormat, type) : 4);
}
