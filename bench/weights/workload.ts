import { type Csr, rowIndices } from "../../src/data/csr.ts";
import { createRandom, type Random } from "../../src/random.ts";

/** What one measurement asks: histories of one length against a catalogue whose rows have one length. */
export interface Workload {
  readonly itemCount: number;
  /** Entries of each row of the matrix. */
  readonly keep: number;
  readonly historyLength: number;
  readonly seed: number;
}

export const HISTORY_COUNT = 64;

/** Distinct numbers below `count`, ascending; low ones come more often, as popular items do. */
function distinct(random: Random, length: number, count: number): Uint32Array {
  const chosen = new Set<number>();
  while (chosen.size < length) chosen.add(Math.floor(count * random.nextFloat() ** 2));
  return Uint32Array.from(chosen).sort();
}

function rowsOf(random: Random, rowCount: number, length: number, columnCount: number): Csr {
  const indices = new Uint32Array(rowCount * length);
  for (let row = 0; row < rowCount; row++) indices.set(distinct(random, length, columnCount), row * length);
  const values = Float32Array.from(indices, () => random.nextFloat());
  const offsets = Uint32Array.from({ length: rowCount + 1 }, (_, row) => row * length);
  return { rowCount, columnCount, offsets, indices, values };
}

/** The matrix and the histories, the same for the same seed. */
export function makeWorkload({ itemCount, keep, historyLength, seed }: Workload): { weights: Csr; histories: Csr } {
  const random = createRandom(seed);
  return {
    weights: rowsOf(random, itemCount, keep, itemCount),
    histories: rowsOf(random, HISTORY_COUNT, historyLength, itemCount),
  };
}

/** The best k items of one history in f64, by sorting all that it has not: slow, and little in it to get wrong. */
export function exactBest(weights: Csr, histories: Csr, row: number, k: number): { items: number[]; scores: number[] } {
  const own = rowIndices(histories, row);
  const scores = new Float64Array(weights.columnCount);
  for (const item of own) {
    for (let at = weights.offsets[item]!; at < weights.offsets[item + 1]!; at++) {
      scores[weights.indices[at]!]! += weights.values[at]!;
    }
  }
  const taken = new Set(own);
  const items = [...scores.keys()].filter((item) => !taken.has(item));
  items.sort((a, b) => scores[b]! - scores[a]! || a - b);
  return { items: items.slice(0, k), scores: items.slice(0, k).map((item) => scores[item]!) };
}
