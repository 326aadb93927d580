import type { Stage } from "./stage.ts";

/** Computes the boost of each item. Throws RequestError `bad-boost` or `unknown-boost-column`. */
export const resolveBoost: Stage = {
  run: (state, { compileBoost }) => {
    const { boost, now } = state.request;
    return boost === undefined ? state : { ...state, boost: compileBoost(boost, now) };
  },
};
