/**
 * A counter-based generator: splitmix64 (Steele, Lea & Flood 2014). The state is one u64 that grows by a constant, so that
 * it stays in a register; 64 bits come out, of which the halves serve as two draws. src/kernels/reference/random.ts is
 * its twin, to the last bit.
 */
const GAMMA: u64 = 0x9e3779b97f4a7c15;

/** The state after the present one. */
// @ts-ignore: decorator
@inline
export function advance(state: u64): u64 {
  return state + GAMMA;
}

/** The 64 random bits of a state. */
// @ts-ignore: decorator
@inline
export function mix(state: u64): u64 {
  let z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/** A whole number below `bound` from 32 random bits: ⌊bits · bound / 2³²⌋. No value is favoured by more than bound/2³². */
// @ts-ignore: decorator
@inline
export function below(bits: u32, bound: u32): u32 {
  return <u32>((<u64>bits * <u64>bound) >> 32);
}
