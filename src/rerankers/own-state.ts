import type { ModelState } from "../models/state.ts";

/** What the names of arrays begin with that are of the models behind a head. */
export const RETRIEVER_PREFIX = "retrievers.";

/** The arrays of the artefact's own model. */
export function ownState(state: ModelState): ModelState {
  return new Map([...state].filter(([name]) => !name.startsWith(RETRIEVER_PREFIX)));
}
