import type { Csr } from "../data/csr.ts";
import {
  biasEpochs,
  createUserItemBaselineModel,
  type UserItemBaselineModel,
  type UserItemBaselineOptions,
} from "../models/user-item-baseline.ts";
import { checkInterrupted, nextTurn, type StepControl } from "./steps.ts";

/**
 * Fits user-item-baseline to ratings (users × items) on this thread, which looks at the signal after each epoch. Throws
 * what fitBiases throws, and TrainingError `interrupted`.
 */
export async function fitUserItemBaseline(
  ratings: Csr,
  options: UserItemBaselineOptions,
  { onStep, signal }: StepControl,
): Promise<UserItemBaselineModel> {
  const epochs = biasEpochs(ratings, options);
  for (;;) {
    checkInterrupted(signal);
    const next = epochs.next();
    if (next.done) return createUserItemBaselineModel(ratings, options, next.value);
    onStep?.({ phase: "epochs", done: next.value, total: options.epochs });
    await nextTurn();
  }
}
