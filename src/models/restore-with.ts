import { ArtefactError } from "../errors.ts";
import type { Model, RestoreContext } from "./define-model.ts";
import type { ServedModel } from "./served-model.ts";
import { type ModelState, readState, type StateReader } from "./state.ts";

/** What is known of a catalogue and its users, wherever a model is restored. */
export type Surroundings = Omit<RestoreContext, "itemCount" | "restoreMember" | "retrievalOf">;

/** Finds a model by its name: served.ts at the edge. */
export type FindModel = (name: string) => Model | undefined;

/** What a model is restored by: the models that are there, and the retrieval of members. */
export interface RestoreParts {
  readonly find: FindModel;
  readonly retrievalOf: RestoreContext["retrievalOf"];
}

/** restoreModel (restore-model.ts) with these parts, of which a page may have fewer. */
export function restoreWith(
  parts: RestoreParts,
  name: string,
  options: Readonly<Record<string, unknown>>,
  state: ModelState,
  surroundings: Surroundings,
): ServedModel {
  const reader = readState(name, state, surroundings.publicPart);
  const served = restoreFrom(parts, name, options, reader, surroundings);
  reader.finish();
  return served;
}

function restoreFrom(
  parts: RestoreParts,
  name: string,
  options: Readonly<Record<string, unknown>>,
  state: StateReader,
  surroundings: Surroundings,
): ServedModel {
  const model = parts.find(name);
  if (!model) {
    throw new ArtefactError("unknown-model", `model.kind: expected a model that this version serves, got ${name}`);
  }
  return model.restore(options, state, {
    ...surroundings,
    itemCount: surroundings.popularity.length,
    restoreMember: (member, own, ofMember) => restoreFrom(parts, member, own, ofMember, surroundings),
    retrievalOf: parts.retrievalOf,
  });
}
