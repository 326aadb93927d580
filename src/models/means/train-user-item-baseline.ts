import { checkInterrupted, nextTurn } from "../../training/steps.ts";
import { scaleState } from "../served-ratings.ts";
import { stateOf } from "../state.ts";
import { trainable } from "../train-model.ts";
import { biasEpochs, userItemBaseline } from "./user-item-baseline.ts";

/**
 * Fits the biases on this thread, which looks at the signal after each epoch. Throws DataError `no-ratings` or `bad-rating`,
 * TrainingError `diverged` or `interrupted`.
 */
export const trainUserItemBaseline = trainable(userItemBaseline, {
  fit: async ({ matrix }, options, { signal, onStep }) => {
    const epochs = biasEpochs(matrix, options);
    for (;;) {
      checkInterrupted(signal);
      const next = epochs.next();
      if (next.done) {
        const { scale, itemBiases } = next.value;
        return { options, state: stateOf({ scale: scaleState(scale), itemBiases }) };
      }
      onStep?.({ phase: "epochs", done: next.value, total: options.epochs });
      await nextTurn();
    }
  },
});
