// Writes a WebAssembly module with one exported function over an imported shared memory: what a SIMD kernel needs and
// nothing else. An expression is the list of its bytes, so kernels read like formulas: `mul(get(x), splat(get(f)))`.
//
// Rejected: AssemblyScript. The kernels of this program are one loop each; its compiler is 94 MB for every `npm ci`, and
// what it makes would be a binary in the repository, or a build before the first start.

export type Code = readonly number[];
export type Type = keyof typeof TYPES;

/** Index of a parameter or a local variable. */
export type Local = number;

const TYPES = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;
const VECTOR = 0xfd;

const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
};

const signed = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
};

const littleEndian = (values: ArrayLike<number>, kind: typeof Float32Array | typeof Int32Array): number[] => [
  ...new Uint8Array(kind.from(values).buffer),
];

const vector =
  (opcode: number) =>
  (...operands: Code[]): Code => [...operands.flat(), VECTOR, ...unsigned(opcode)];
const scalar =
  (opcode: number) =>
  (...operands: Code[]): Code => [...operands.flat(), opcode];

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];
/** Sets, and is the value as well. */
export const tee = (local: Local, value: Code): Code => [...value, 0x22, ...unsigned(local)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: scalar(0x6a),
  mul: scalar(0x6c),
  lessUnsigned: scalar(0x49),
  load: (address: Code, offset = 0): Code => [...address, 0x28, 2, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x36, 2, ...unsigned(offset)],
};

/** Four 32-bit floats. `pmin` and `pmax` are `b < a ? b : a` and `a < b ? b : a`: one instruction each, NaN or not. */
export const f32x4 = {
  splat: vector(0x13),
  const: (value: number): Code => [VECTOR, 0x0c, ...littleEndian([value, value, value, value], Float32Array)],
  ge: vector(0x46),
  sqrt: vector(0xe3),
  add: vector(0xe4),
  sub: vector(0xe5),
  mul: vector(0xe6),
  pmin: vector(0xea),
  pmax: vector(0xeb),
};

/** Four 32-bit integers that wrap. */
export const i32x4 = {
  splat: vector(0x11),
  const: (value: number): Code => [VECTOR, 0x0c, ...littleEndian([value, value, value, value], Int32Array)],
  shiftLeft: (value: Code, bits: number): Code => vector(0xab)(value, i32.const(bits)),
  shiftRightUnsigned: (value: Code, bits: number): Code => vector(0xad)(value, i32.const(bits)),
  add: vector(0xae),
  mul: vector(0xb5),
};

export const v128 = {
  load: (address: Code, offset = 0): Code => [...address, VECTOR, 0x00, 4, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, VECTOR, 0x0b, 4, ...unsigned(offset)],
  and: vector(0x4e),
  /** a and not b. */
  andNot: vector(0x4f),
  or: vector(0x50),
  xor: vector(0x51),
  bytes: (values: readonly number[]): Code => [VECTOR, 0x0c, ...values],
  /** Bytes of `table` by the indices in `at`; 0 where an index is 16 or more. */
  swizzle: (table: Code, at: Code): Code => vector(0x0e)(table, at),
  /** Lanes 0–3 are those of `a`, 4–7 those of `b`. */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    ...a,
    ...b,
    VECTOR,
    0x0d,
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
  ],
};

/** Repeats `body` while the condition at its end holds; it runs once at least. */
export const repeatWhile = (condition: Code, body: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];
/** Runs `body` if the condition holds. */
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b];

/** One function without results: first its parameters, then its local variables, then its body. */
export class FunctionWriter {
  private readonly params: Type[] = [];
  private readonly locals: Type[] = [];
  private body: number[] = [];

  param(type: Type): Local {
    if (this.locals.length > 0) throw new RangeError("parameters come before local variables");
    return this.params.push(type) - 1;
  }

  local(type: Type): Local {
    return this.params.length + this.locals.push(type) - 1;
  }

  write(...code: Code[]): void {
    for (const part of code) this.body = this.body.concat(part);
  }

  /** A module that imports `env.memory` (shared) and exports the function under `name`. */
  module(name: string): Uint8Array<ArrayBuffer> {
    const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
    const text = (value: string): Code => [...unsigned(value.length), ...[...value].map((c) => c.charCodeAt(0))];
    const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
    const declared = this.locals.map((type) => [1, TYPES[type]]);
    const code = [...list(declared), ...this.body, 0x0b];
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, list([[0x60, ...list(this.params.map((type) => [TYPES[type]])), 0]])),
      // Shared, from 1 page on, up to all there can be: any memory of the program fits.
      ...section(2, list([[...text("env"), ...text("memory"), 0x02, 0x03, ...unsigned(1), ...unsigned(65_536)]])),
      ...section(3, list([[0]])),
      ...section(7, list([[...text(name), 0x00, 0]])),
      ...section(10, list([[...unsigned(code.length), ...code]])),
    ]);
  }
}
