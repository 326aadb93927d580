import type { Csr } from "../../data/csr.ts";
import { checkInterrupted, nextTurn, SLICE_MS } from "../../training/steps.ts";
import { csrState, WEIGHTS } from "../state.ts";
import { trainable } from "../train-model.ts";
import { itemMarkov } from "./item-markov.ts";
import { createRowList } from "./row-list.ts";

/** Where an interaction stands, and where its history ends. */
const BYTES_PER_INTERACTION = 8;
/** Column and share. */
const BYTES_PER_ENTRY = 8;

/**
 * Counts the steps of a chain over items (item-markov.ts), item by item: O(interactions · window), and the memory of what comes
 * out. Throws TrainingError `interrupted`.
 */
export const trainItemMarkov = trainable(itemMarkov, {
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  memory: ({ window }, { interactions, items }) => ({
    kernelBytes: 0,
    // While it grows, a list of entries is there twice.
    heapBytes: interactions * BYTES_PER_INTERACTION + 2 * Math.min(interactions * window, items ** 2) * BYTES_PER_ENTRY,
    remedy: `use a smaller window (now ${window})`,
  }),
  fit: async ({ matrix }, options, { signal }) => {
    return { options, state: csrState(WEIGHTS, await transitions(matrix, options, signal)) };
  },
});

interface Counting {
  readonly window: number;
  readonly decay: number;
  readonly shrinkage: number;
}

/** n_ji / (n_j + λ): items × items, with the steps from j to i as an entry of row j. */
async function transitions(
  matrix: Csr,
  { window, decay, shrinkage }: Counting,
  signal: AbortSignal | undefined,
): Promise<Csr> {
  const { columnCount: items, sequence = new Uint32Array(0) } = matrix;
  const { offsets, places, ends } = placesByItem(matrix, sequence);
  const counts = new Float64Array(items);
  const found = createRowList(items, items);
  let sliceMs = performance.now();
  for (let item = 0; item < items; item++) {
    if (performance.now() - sliceMs > SLICE_MS) {
      await nextTurn();
      checkInterrupted(signal);
      sliceMs = performance.now();
    }
    const reached: number[] = [];
    let all = shrinkage;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const last = Math.min(ends[at]!, places[at]! + window + 1);
      for (let place = places[at]! + 1, count = 1; place < last; place++, count *= decay) {
        const later = sequence[place]!;
        if (counts[later] === 0) reached.push(later);
        counts[later]! += count;
        all += count;
      }
    }
    const columns = Uint32Array.from(reached).sort();
    found.add(
      columns,
      Float32Array.from(columns, (column) => counts[column]! / all),
    );
    for (const column of columns) counts[column] = 0;
  }
  return found.matrix();
}

/** Where each item stands in the histories laid end to end, and where those end: entries offsets[item] … offsets[item + 1]. */
function placesByItem({ columnCount, rowCount, offsets: rows }: Csr, sequence: Uint32Array) {
  const offsets = new Uint32Array(columnCount + 1);
  for (const item of sequence) offsets[item + 1]! += 1;
  for (let item = 0; item < columnCount; item++) offsets[item + 1]! += offsets[item]!;
  const next = offsets.slice(0, columnCount);
  const [places, ends] = [new Uint32Array(sequence.length), new Uint32Array(sequence.length)];
  for (let row = 0; row < rowCount; row++) {
    for (let place = rows[row]!; place < Math.min(rows[row + 1]!, sequence.length); place++) {
      const at = next[sequence[place]!]!++;
      places[at] = place;
      ends[at] = rows[row + 1]!;
    }
  }
  return { offsets, places, ends };
}
