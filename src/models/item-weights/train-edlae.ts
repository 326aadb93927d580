import { WEIGHTS } from "../state.ts";
import { trainable } from "../train-model.ts";
import { edlae } from "./edlae.ts";
import { closedFormMemory, fitClosedForm } from "./train-closed-form.ts";

/** Fits EDLAE (edlae.ts) by the inverse of a dense matrix, as ease: see train-closed-form.ts for memory, threads and errors. */
export const trainEdlae = trainable(edlae, {
  memory: closedFormMemory,
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  fit: async ({ matrix }, options, context) => {
    const { keep, regularization, dropout } = options;
    const odds = dropout / (1 - dropout);
    const how = { keep, regularization, penaltyOf: (users: number) => odds * users + regularization };
    return { options, state: await fitClosedForm(edlae, matrix, how, context) };
  },
});
