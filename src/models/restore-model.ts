import { ArtefactError } from "../errors.ts";
import type { Model, RestoreContext } from "./define-model.ts";
import { createRetrieval } from "./retrieval/create-retrieval.ts";
import type { RetrievalContext } from "./retrieval/retrieval.ts";
import type { ServedModel } from "./served-model.ts";
import { type ModelState, readState, type StateReader } from "./state.ts";

/** What is known of a catalogue and its users, wherever a model is restored. */
export type Surroundings = Omit<RestoreContext, "itemCount" | "restoreMember" | "retrievalOf">;

/** Finds a model by its name: served.ts at the edge. */
export type FindModel = (name: string) => Model | undefined;

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
  const reader = readState(name, state, surroundings.publicPart);
  const served = restoreFrom(find, name, options, reader, surroundings);
  reader.finish();
  return served;
}

function restoreFrom(
  find: FindModel,
  name: string,
  options: Readonly<Record<string, unknown>>,
  state: StateReader,
  surroundings: Surroundings,
): ServedModel {
  const model = find(name);
  if (!model) {
    throw new ArtefactError("unknown-model", `model.kind: expected a model that this version serves, got ${name}`);
  }
  const { kernelModule, popularity } = surroundings;
  const context: RetrievalContext = { kernelModule, popularity };
  return model.restore(options, state, {
    ...surroundings,
    itemCount: popularity.length,
    restoreMember: (member, own, ofMember) => restoreFrom(find, member, own, ofMember, surroundings),
    retrievalOf: (member) => createRetrieval(member, context),
  });
}
