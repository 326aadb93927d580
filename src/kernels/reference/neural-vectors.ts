import type { Reals } from "./neural-layout.ts";
import { type Bits, nextBits } from "./random.ts";

/** y ← y + factor · x. `count` is a multiple of 4, here and below; a matrix counts with its padding. */
export function addVector(count: number, factor: number, x: Reals, y: Reals): void {
  for (let at = 0; at < count; at++) y[at]! += factor * x[at]!;
}

/** y ← factor · x. y may be x. */
export function scaleVector(count: number, factor: number, x: Reals, y: Reals): void {
  for (let at = 0; at < count; at++) y[at] = factor * x[at]!;
}

/** Σ x², for the norm of a gradient. */
export function sumSquares(count: number, x: Reals): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += x[at]! ** 2;
  return sum;
}

/** The state of the generator that stands before pair `pair` of a stream. `seed` and `stream` are u32. */
function bitsAt(seed: number, stream: number, pair: number): Bits {
  const start: Bits = { state: (BigInt(seed) << 32n) | BigInt(stream) };
  const [high, low] = nextBits(start);
  const state = ((BigInt(high) << 32n) | BigInt(low)) + BigInt(pair) * 0x9e3779b97f4a7c15n;
  return { state: BigInt.asUintN(64, state) };
}

/**
 * y ← x / keep with probability `keep`, else 0. Element i draws number first + i of the stream, whoever computes it, so
 * that a part of a batch gives its first element (a multiple of 4) in its place. No mask is kept: the same call on the
 * gradient is the way back. y may be x.
 */
export function dropout(
  count: number,
  x: Reals,
  keep: number,
  seed: number,
  stream: number,
  first: number,
  y: Reals,
): void {
  const bits = bitsAt(seed, stream, first / 2);
  for (let at = 0; at < count; at += 2) {
    for (const [side, drawn] of nextBits(bits).entries()) {
      y[at + side] = drawn < keep * 2 ** 32 ? x[at + side]! * (1 / keep) : 0;
    }
  }
}

/** out ← standard normal numbers first … first + count of the stream, two of each pair of draws (Box & Muller 1958). */
export function gaussians(count: number, seed: number, stream: number, first: number, out: Reals): void {
  const bits = bitsAt(seed, stream, first / 2);
  for (let at = 0; at < count; at += 2) {
    const [high, low] = nextBits(bits);
    const radius = Math.sqrt(-2 * Math.log((high + 1) / 2 ** 32));
    const angle = (2 * Math.PI * low) / 2 ** 32;
    out[at] = radius * Math.cos(angle);
    out[at + 1] = radius * Math.sin(angle);
  }
}
