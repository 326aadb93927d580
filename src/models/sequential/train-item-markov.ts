import { type Csr, csrFromCoordinates, rowSequence } from "../../data/csr.ts";
import { csrState, WEIGHTS } from "../state.ts";
import { trainable } from "../train-model.ts";
import { itemMarkov } from "./item-markov.ts";

/** Bytes of a step while steps are sorted: row, column and value, twice. */
const BYTES_PER_STEP = 24;

/** Counts the steps of a chain over items (item-markov.ts). O(interactions · window). */
export const trainItemMarkov = trainable(itemMarkov, {
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  memory: ({ window }, { interactions }) => ({
    kernelBytes: 0,
    heapBytes: interactions * window * BYTES_PER_STEP,
    remedy: `use a smaller window (now ${window})`,
  }),
  fit: ({ matrix }, options) => {
    return { options, state: csrState(WEIGHTS, shares(countSteps(matrix, options), options.shrinkage)) };
  },
});

interface Steps {
  readonly window: number;
  readonly decay: number;
}

/** n_ji: items × items, with the steps from j to i as an entry of row j. */
function countSteps(matrix: Csr, { window, decay }: Steps): Csr {
  const [items, users] = [matrix.columnCount, matrix.rowCount];
  const length = stepCount(matrix, window);
  const [from, to, counts] = [new Uint32Array(length), new Uint32Array(length), new Float32Array(length)];
  let step = 0;
  for (let user = 0; user < users; user++) {
    const sequence = rowSequence(matrix, user) ?? from.subarray(0, 0);
    for (let at = 0; at < sequence.length; at++) {
      const end = Math.min(sequence.length, at + window + 1);
      for (let later = at + 1, count = 1; later < end; later++, count *= decay, step++) {
        from[step] = sequence[at]!;
        to[step] = sequence[later]!;
        counts[step] = count;
      }
    }
  }
  return merged(csrFromCoordinates(items, items, from, to, counts));
}

/** How many pairs of places lie at most `window` apart in the rows of a matrix. */
function stepCount({ rowCount, offsets }: Csr, window: number): number {
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const length = offsets[row + 1]! - offsets[row]!;
    const whole = Math.max(0, length - window);
    const rest = length - whole;
    count += whole * window + (rest * (rest - 1)) / 2;
  }
  return count;
}

/** The matrix with entries of the same column, which are neighbours, added up in f64. */
function merged({ rowCount, columnCount, offsets, indices, values }: Csr): Csr {
  const ends = new Uint32Array(rowCount + 1);
  const [columns, sums] = [new Uint32Array(indices.length), new Float32Array(indices.length)];
  let last = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; last++) {
      const column = indices[entry]!;
      let sum = 0;
      for (; entry < offsets[row + 1]! && indices[entry] === column; entry++) sum += values[entry]!;
      columns[last] = column;
      sums[last] = sum;
    }
    ends[row + 1] = last;
  }
  return { rowCount, columnCount, offsets: ends, indices: columns.slice(0, last), values: sums.slice(0, last) };
}

/** n_ji / (n_j + λ). */
function shares({ offsets, values, ...matrix }: Csr, shrinkage: number): Csr {
  const divided = new Float32Array(values.length);
  for (let row = 0; row < matrix.rowCount; row++) {
    const own = values.subarray(offsets[row], offsets[row + 1]);
    const all = own.reduce((sum, count) => sum + count, 0) + shrinkage;
    divided.set(
      own.map((count) => count / all),
      offsets[row],
    );
  }
  return { ...matrix, offsets, values: divided };
}
