import type { ModelState } from "../models/state.ts";
import { ownState, RETRIEVER_PREFIX } from "./own-state.ts";

/** The arrays of the artefact's own model, and those of each retriever beside it, under the names that their models gave them. */
export function divideStates(state: ModelState, retrieverCount: number) {
  const beside = Array.from({ length: retrieverCount }, (_, place): ModelState => {
    const prefix = `${RETRIEVER_PREFIX}${place}.`;
    const arrays = [...state].filter(([name]) => name.startsWith(prefix));
    return new Map(arrays.map(([name, array]) => [name.slice(prefix.length), array]));
  });
  return { own: ownState(state), beside };
}
