import type { Csr } from "../../data/csr.ts";

/** Tells matrices apart: FNV-1a over sizes, indices and values, twice from different beginnings; 16 hexadecimal digits. */
export function matrixFingerprint({ rowCount, columnCount, offsets, indices, values }: Csr): string {
  return fingerprint([Uint32Array.of(rowCount, columnCount), offsets, indices, wordsOf(values)]);
}

/** Tells weights apart that have the same names in the same order. */
export const weightsFingerprint = (weights: ReadonlyMap<string, Float32Array>): string =>
  fingerprint([...weights.values()].flatMap((values) => [Uint32Array.of(values.length), wordsOf(values)]));

const fingerprint = (parts: readonly Uint32Array[]): string =>
  [0x811c9dc5, 0x01234567].map((start) => hex(parts.reduce(hashWords, start))).join("");

const wordsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);

function hashWords(start: number, words: Uint32Array): number {
  let hash = start;
  // Multiplication carries upwards only: the upper half is brought down in each step.
  for (let at = 0; at < words.length; at++) hash = Math.imul(hash ^ (hash >>> 15) ^ words[at]!, 0x01000193);
  return hash;
}

const hex = (hash: number): string => (hash >>> 0).toString(16).padStart(8, "0");
