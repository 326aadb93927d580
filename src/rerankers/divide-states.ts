import type { ModelState } from "../models/state.ts";

/** What the names of arrays begin with that are of the models behind a head. */
export const RETRIEVER_PREFIX = "retrievers.";

/** The arrays of the artefact's own model, and those of each retriever beside it, under the names that their models gave them. */
export function divideStates(state: ModelState, retrieverCount: number) {
  const own = new Map([...state].filter(([name]) => !name.startsWith(RETRIEVER_PREFIX)));
  const beside = Array.from({ length: retrieverCount }, (_, place): ModelState => {
    const prefix = `${RETRIEVER_PREFIX}${place}.`;
    const arrays = [...state].filter(([name]) => name.startsWith(prefix));
    return new Map(arrays.map(([name, array]) => [name.slice(prefix.length), array]));
  });
  return { own, beside };
}
