import { ArtefactError } from "../errors.ts";
import { HYBRID } from "../models/hybrid.ts";
import { servedByRatings } from "../models/served-by-ratings.ts";
import type { ServedModel } from "../models/served-model.ts";
import { readState } from "../models/state.ts";
import { servedHybrid } from "./hybrid-retrieval.ts";
import { RATING_KINDS } from "./rating-kinds.ts";
import type { CreateRetrieval, RetrievalParts } from "./retrieval-parts.ts";

/** Models that are not in models/served.ts yet. */
export function legacyServed(artefact: RetrievalParts, create: CreateRetrieval): ServedModel {
  const { weights, state, manifest, popularity, publicPart } = artefact;
  const { kind, options } = manifest.model;
  const itemCount = artefact.items.itemIds.size;
  if (state && kind === HYBRID && options.task === "ranking") {
    return servedHybrid(artefact, state, create);
  }
  const restore = state && RATING_KINDS.get(kind);
  if (state && restore) {
    const reader = readState(kind, state, publicPart);
    const ratings = restore(options, reader, itemCount, artefact.users?.histories);
    const served = servedByRatings(ratings, reader, { itemCount, popularity });
    reader.finish();
    return served;
  }
  if (weights) return { retrieve: { by: "weights", weights } };
  throw new ArtefactError(
    "unknown-model",
    `model.kind: expected a model that this version serves, with the tensors it needs; got ${kind}`,
  );
}
