import { transpose } from "../../data/csr.ts";
import { placeLists, readLists } from "../../training/linear-lists.ts";
import { withLinearThreads } from "../../training/linear-threads.ts";
import { csrState, WEIGHTS } from "../state.ts";
import { trainable } from "../train-model.ts";
import { type SlimOptions, slim } from "./slim.ts";

/** Fits SLIM, threads over items. Throws TrainingError `memory-limit` before it starts, and `interrupted`. */
export const trainSlim = trainable(slim, {
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  memory: (options, { users, items, interactions }, threads) => {
    const capacity = capacityOf(options, items);
    const interactionBytes = 2 * interactions * 8 + (users + items) * 4;
    return {
      kernelBytes: interactionBytes + items * (capacity * 8 + 12) + threads * scratchBytes(users, items),
      // The lists come out of the kernels once, and once more in order.
      heapBytes: 2 * items * capacity * 8,
      remedy: `use fewer neighbours (now ${options.neighbours})`,
    };
  },
  fit: ({ matrix }, options, context) =>
    withLinearThreads(context, async (threads) => {
      const itemCount = matrix.columnCount;
      const users = threads.place(matrix);
      const items = threads.place(transpose(matrix));
      const objectives = threads.allocate(itemCount * 8);
      const capacity = capacityOf(options, itemCount);
      const lists = placeLists(threads, itemCount, capacity, scratchBytes(matrix.rowCount, itemCount));
      const { l1, l2, epochs, tolerance } = options;
      await threads.run({ kind: "slim", users, items, l1, l2, epochs, tolerance, objectives, ...lists }, "items");
      let objective = 0;
      for (const part of threads.f64(objectives, itemCount)) objective += part;
      return { options, objective, state: csrState(WEIGHTS, readLists(threads, lists, itemCount, true)) };
    }),
});

/** Weights of an item that are kept. */
function capacityOf({ neighbours }: SlimOptions, itemCount: number): number {
  return Math.max(1, Math.min(neighbours, itemCount - 1));
}

/** Bytes that a thread needs. */
function scratchBytes(userCount: number, itemCount: number): number {
  return (userCount + 4 * itemCount) * 4;
}
