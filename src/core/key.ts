// Content keys: 128 bits that stand for "this op, these parameters, those inputs". Two nodes with the same key are the
// same lines, so a key that collides draws the wrong picture in silence. Hence 128 bits, a tag for every type and a
// length before everything that has one: 1, "1", true and [1] differ, and ("a", "b") is not ("a,sb").
//
// Keys live in this process only. Each 32-bit word is spread over all four lanes, so that a difference in one bit
// (the sign of one number, say) cannot be cancelled by the same difference somewhere else.

const TAG = { number: 0x4e554d, text: 0x545854, flag: 0x464c47, numbers: 0x4c5354 } as const;

// A double, or a word of more than 31 bits, is boxed whenever it is handed to a function. So what is hashed is named by an
// array and an index, and these two pass single values on.
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const single = new Int32Array(1);

/** Feeds values into one running hash. Reused: `begin`, any number of values, `end`. Allocates nothing. */
export class KeyHasher {
  private readonly lanes = new Int32Array(4);
  private fed = 0;

  begin(): void {
    const { lanes } = this;
    lanes[0] = 0x2545f491;
    lanes[1] = 0x6c8e9cf5;
    lanes[2] = 0x3f84d5b5;
    lanes[3] = 0x71d67fff;
    this.fed = 0;
  }

  word(w: number): void {
    single[0] = w;
    this.mix(single, 0);
  }

  private mix(source: Int32Array, at: number): void {
    const { lanes } = this;
    const w = source[at];
    let a = lanes[0];
    let b = lanes[1];
    let c = lanes[2];
    let d = lanes[3];
    a ^= Math.imul(rotate(Math.imul(w, 0x85157af5), 15), 0x58f38ded);
    a = (Math.imul((rotate(a, 19) + b) | 0, 5) + 0x1b873593) | 0;
    b ^= Math.imul(rotate(Math.imul(w, 0x58f38ded), 16), 0x4cf5ad43);
    b = (Math.imul((rotate(b, 17) + c) | 0, 9) + 0x52dce729) | 0;
    c ^= Math.imul(rotate(Math.imul(w, 0x4cf5ad43), 17), 0x2745937f);
    c = (Math.imul((rotate(c, 15) + d) | 0, 3) + 0x38495ab5) | 0;
    d ^= Math.imul(rotate(Math.imul(w, 0x2745937f), 18), 0x85157af5);
    d = (Math.imul((rotate(d, 13) + a) | 0, 17) + 0x6ed9eba1) | 0;
    lanes[0] = a;
    lanes[1] = b;
    lanes[2] = c;
    lanes[3] = d;
    this.fed++;
  }

  number(value: number): void {
    double[0] = value;
    this.numberAt(double, 0);
  }

  numberAt(values: Float64Array, at: number): void {
    this.word(TAG.number);
    this.doubleAt(values, at);
  }

  flag(value: boolean): void {
    this.word(TAG.flag);
    this.word(value ? 1 : 0);
  }

  text(value: string): void {
    this.word(TAG.text);
    this.word(value.length);
    for (let i = 0; i < value.length; i += 2) {
      this.word(value.charCodeAt(i) | ((i + 1 < value.length ? value.charCodeAt(i + 1) : 0) << 16));
    }
  }

  numbers(values: ArrayLike<number>): void {
    this.word(TAG.numbers);
    this.word(values.length);
    for (let i = 0; i < values.length; i++) this.doubleAt(values, i);
  }

  /** Another key as an ingredient. */
  key(keys: Int32Array, at: number): void {
    for (let i = at; i < at + 4; i++) this.mix(keys, i);
  }

  /** Writes the four words of the key to `out[at…at + 3]`. */
  end(out: Int32Array, at: number): void {
    const { lanes } = this;
    let a = lanes[0] ^ this.fed;
    let b = lanes[1] ^ this.fed;
    let c = lanes[2] ^ this.fed;
    let d = lanes[3] ^ this.fed;
    a = (a + b + c + d) | 0;
    b = (b + a) | 0;
    c = (c + a) | 0;
    d = (d + a) | 0;
    a = avalanche(a);
    b = avalanche(b);
    c = avalanche(c);
    d = avalanche(d);
    a = (a + b + c + d) | 0;
    out[at] = a;
    out[at + 1] = b + a;
    out[at + 2] = c + a;
    out[at + 3] = d + a;
  }

  private doubleAt(values: ArrayLike<number>, at: number): void {
    double[0] = values[at] + 0; // -0 draws what 0 draws
    this.mix(words, 0);
    this.mix(words, 1);
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function avalanche(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b | 0);
  return word ^ (word >>> 16);
}
