import { type FindModel, restoreWith, type Surroundings } from "./restore-with.ts";
import { createRetrieval } from "./retrieval/create-retrieval.ts";
import type { RetrievalContext } from "./retrieval/retrieval.ts";
import type { ServedModel } from "./served-model.ts";
import type { ModelState } from "./state.ts";

/**
 * Brings a model back from its state; every array of the state must be asked for. Throws ArtefactError `unknown-model`,
 * `model-state`, `needs-private-files`, and what the model's options are refused with.
 */
export function restoreModel(
  find: FindModel,
  name: string,
  options: Readonly<Record<string, unknown>>,
  state: ModelState,
  surroundings: Surroundings,
): ServedModel {
  const { kernelModule, popularity } = surroundings;
  const context: RetrievalContext = { kernelModule, popularity };
  return restoreWith(
    { find, retrievalOf: (member) => createRetrieval(member, context) },
    name,
    options,
    state,
    surroundings,
  );
}
