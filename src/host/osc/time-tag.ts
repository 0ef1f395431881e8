// OSC time tags: NTP, seconds since 1900 in the upper 32 bits and their fraction in the lower. As far as Date reaches.

const FROM_1900_TO_1970 = 2_208_988_800;
const FRACTION = 2 ** 32;

/** Milliseconds since 1970. */
export function msOfTimeTag(tag: bigint): number {
  const seconds = Number(tag >> 32n) - FROM_1900_TO_1970;
  return seconds * 1000 + (Number(tag & 0xffffffffn) / FRACTION) * 1000;
}

export function timeTagOfMs(ms: number): bigint {
  const seconds = Math.floor(ms / 1000);
  const fraction = Math.min(FRACTION - 1, Math.round(((ms - seconds * 1000) / 1000) * FRACTION));
  return (BigInt(seconds + FROM_1900_TO_1970) << 32n) | BigInt(fraction);
}
