import type { Stage } from "./stage.ts";

/** Compiles the filter. Throws RequestError `unknown-filter-column` or `bad-filter`. */
export const resolveFilter: Stage = {
  run: (state, { compileFilter }) => {
    const { filter } = state.request;
    return filter ? { ...state, filter: compileFilter(filter) } : state;
  },
};
