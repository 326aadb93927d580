import { WEIGHTS } from "../state.ts";
import { trainable } from "../train-model.ts";
import { ease } from "./ease.ts";
import { closedFormMemory, fitClosedForm } from "./train-closed-form.ts";

/** Fits EASE (ease.ts) by the inverse of a dense matrix: see train-closed-form.ts for memory, threads and errors. */
export const trainEase = trainable(ease, {
  memory: closedFormMemory,
  packing: { cuts: [{ array: WEIGHTS, option: "keep" }] },
  fit: async ({ matrix }, options, context) => {
    const { keep, regularization } = options;
    const how = { keep, regularization, penaltyOf: () => regularization };
    return { options, state: await fitClosedForm(ease, matrix, how, context) };
  },
});
