import { cosOfTurns, log } from "./elementary.ts";

/**
 * Seeded random numbers. Same seed, same stream, on every runtime: only 32-bit integer operations and exact divisions.
 *
 * Generator: sfc32 (Doty-Humphrey, PractRand), 128 bits of state, seeded from one integer through splitmix32.
 */
export interface Random {
  /** Uniform 32-bit unsigned integer. */
  nextUint32(): number;
  /** Uniform in [0, 1), 32 bits of resolution. */
  nextFloat(): number;
  /** Uniform integer in [0, bound); bound from 1 to 2^32. Unbiased (rejection). */
  nextInteger(bound: number): number;
  /** Standard normal deviate (Box-Muller). */
  nextGaussian(): number;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/** Makes a generator. `stream` separates independent uses of one seed (splits, initial factors, negatives). */
export function createRandom(seed: number, stream = 0): Random {
  const next = splitmix32((seed ^ Math.imul(stream, 0x85ebca6b)) | 0);
  let [a, b, c, counter] = [next(), next(), next(), 1];
  const nextUint32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) nextUint32();
  const nextFloat = (): number => nextUint32() / 0x1_0000_0000;
  const nextInteger = (bound: number): number => {
    const limit = Math.floor(0x1_0000_0000 / bound) * bound;
    let draw = nextUint32();
    while (draw >= limit) draw = nextUint32();
    return draw % bound;
  };
  const nextGaussian = (): number => {
    const radius = Math.sqrt(-2 * log(1 - nextFloat()));
    return radius * cosOfTurns(nextFloat());
  };
  return { nextUint32, nextFloat, nextInteger, nextGaussian };
}

/** Shuffles `values` in place (Fisher-Yates) and returns it. */
export function shuffle<T extends Uint32Array | Float32Array | unknown[]>(values: T, random: Random): T {
  const list = values as { length: number; [index: number]: unknown };
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.nextInteger(last + 1);
    [list[last], list[other]] = [list[other], list[last]];
  }
  return values;
}

/**
 * The finaliser of MurmurHash3: a bijection of 32-bit integers; each input bit flips half of the output bits on
 * average.
 */
function scatter(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A 32-bit hash of a text (FNV-1a over its UTF-16 units, scattered): similar texts get unrelated hashes. */
export function hashText(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return scatter(state);
}

/**
 * A 32-bit hash of two hashes, or of a seed and a hash; the order matters. For random draws that depend on ids and a
 * seed only: `mixHashes(seed, hashText(id))` gives ids a random order, independent of their spelling and numbering.
 */
export function mixHashes(first: number, second: number): number {
  return scatter((scatter(first ^ 0x9e3779b9) + second) | 0);
}
