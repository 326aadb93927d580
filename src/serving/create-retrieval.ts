import { type FindModel, restoreModel } from "../models/restore-model.ts";
import { createRetrieval } from "../models/retrieval/create-retrieval.ts";
import { popularityOf } from "../models/retrieval/popularity-of.ts";
import type { Retrieval } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";
import { csrState, factorsState, GRAM, joinStates, type ModelState, stateOf, WEIGHTS } from "../models/state.ts";
import { divideStates } from "../rerankers/retriever-state.ts";
import type { RetrievalParts } from "./retrieval-parts.ts";

/** What an engine finds items by. */
export interface Restored {
  readonly served: ServedModel;
  /** By the form that the model names; undefined for a model that knows no user. */
  readonly retrieval: Retrieval | undefined;
  /** f32[items]: what the popular items stand by. */
  readonly popularity: Float32Array;
}

/**
 * Brings the model of an artefact back. Throws
 * ArtefactError `unknown-model`, `model-state` for a state that is not what the model keeps, or `needs-private-files` for a
 * model made of users where only the public files were read.
 */
export function restoreRetrieval(
  artefact: RetrievalParts,
  kernelModule: WebAssembly.Module,
  find: FindModel,
): Restored {
  const { popularity, manifest, users, publicPart } = artefact;
  const { kind, options } = manifest.model;
  const surroundings = {
    popularity,
    explicit: manifest.data.feedback === "explicit",
    histories: users?.histories,
    publicPart,
    kernelModule,
  };
  const served = restoreModel(find, kind, options, stateOfArtefact(artefact), surroundings);
  return {
    served,
    retrieval: createRetrieval(served, { kernelModule, popularity }),
    popularity: popularityOf(served, popularity),
  };
}

/** Everything that an artefact keeps of its model, as one state, without the retrievers of a head. */
export function stateOfArtefact({
  factors,
  gram,
  weights,
  state = new Map(),
  manifest,
}: Pick<RetrievalParts, "factors" | "gram" | "weights" | "state" | "manifest">): ModelState {
  return joinStates(
    factors ? factorsState(factors, manifest.model.factorCount) : new Map(),
    gram ? stateOf({ [GRAM]: gram }) : new Map(),
    weights ? csrState(WEIGHTS, weights) : new Map(),
    divideStates(state, 0).own,
  );
}
