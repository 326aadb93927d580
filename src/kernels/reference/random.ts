/** The twin of assembly/random.ts, on whole numbers of 64 bits. */
export interface Bits {
  /** u64 */
  state: bigint;
}

const U64 = (1n << 64n) - 1n;

/** Advances the state and returns its 64 bits as two u32: [high, low]. */
export function nextBits(bits: Bits): [number, number] {
  bits.state = (bits.state + 0x9e3779b97f4a7c15n) & U64;
  let z = bits.state;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & U64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & U64;
  z ^= z >> 31n;
  return [Number(z >> 32n), Number(z & 0xffff_ffffn)];
}

/** ⌊bits · bound / 2³²⌋ */
export function below(bits: number, bound: number): number {
  return Number((BigInt(bits) * BigInt(bound)) >> 32n);
}
