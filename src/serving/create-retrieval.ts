import { restoreModel } from "../models/restore-model.ts";
import type { FindModel } from "../models/restore-with.ts";
import { createRetrieval } from "../models/retrieval/create-retrieval.ts";
import { popularityOf } from "../models/retrieval/popularity-of.ts";
import type { Retrieval } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";
import { stateOfArtefact, surroundingsOf } from "./artefact-state.ts";
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
  const { popularity, manifest } = artefact;
  const { kind, options } = manifest.model;
  const surroundings = surroundingsOf(artefact, kernelModule);
  const served = restoreModel(find, kind, options, stateOfArtefact(artefact), surroundings);
  return {
    served,
    retrieval: createRetrieval(served, { kernelModule, popularity }),
    popularity: popularityOf(served, popularity),
  };
}
