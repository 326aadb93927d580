import { type Csr, transpose } from "../data/csr.ts";
import { countInteractions } from "../models/item-counts.ts";
import { createItemWeightsModel, type ItemWeightsModel } from "../models/item-weights.ts";
import type { SlimOptions } from "../models/slim.ts";
import type { TrainingContext } from "./context.ts";
import { placeLists, readLists } from "./linear-lists.ts";
import { withLinearThreads } from "./linear-threads.ts";
import { checkTrainingBytes } from "./memory-limit.ts";

/** A fitted SLIM, and the objective of models/slim.ts that its fit ended with. */
export interface FittedSlim {
  readonly model: ItemWeightsModel;
  readonly objective: number;
}

/**
 * Fits SLIM to a users × items matrix, threads over items. Throws TrainingError `memory-limit` before it starts, and
 * `interrupted`.
 */
export async function fitSlim(interactions: Csr, options: SlimOptions, context: TrainingContext): Promise<FittedSlim> {
  const { rowCount: userCount, columnCount: itemCount } = interactions;
  const capacity = Math.max(1, Math.min(options.k, itemCount - 1));
  const scratchBytes = (userCount + 4 * itemCount) * 4;
  const interactionBytes = 2 * interactions.indices.length * 8 + (userCount + itemCount) * 4;
  const bytes = interactionBytes + itemCount * (capacity * 8 + 12) + context.threads * scratchBytes;
  // The lists come out of the kernels once, and once more in order.
  checkTrainingBytes("slim", bytes, `use a smaller k (now ${options.k})`, 2 * itemCount * capacity * 8);
  return withLinearThreads(context, async (threads) => {
    const users = threads.place(interactions);
    const items = threads.place(transpose(interactions));
    const objectives = threads.allocate(itemCount * 8);
    const lists = placeLists(threads, itemCount, capacity, scratchBytes);
    const { l1, l2, epochs, tolerance } = options;
    await threads.run({ kind: "slim", users, items, l1, l2, epochs, tolerance, objectives, ...lists }, "items");
    let objective = 0;
    for (const part of threads.f64(objectives, itemCount)) objective += part;
    const model = createItemWeightsModel({
      kind: "slim",
      options: { ...options },
      weights: readLists(threads, lists, itemCount, true),
      popularity: countInteractions(interactions),
    });
    return { model, objective };
  });
}
