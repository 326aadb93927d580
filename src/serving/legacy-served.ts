import { ArtefactError } from "../errors.ts";
import { ones } from "../models/history-weights.ts";
import { HYBRID } from "../models/hybrid.ts";
import { rankingHalf } from "../models/neighbourhoods/two-halves.ts";
import { restoreUserKnnRanking, USER_KNN_RANKING_DEFAULTS } from "../models/neighbourhoods/user-knn-ranking.ts";
import { readRatings, restoreUserKnnFrom } from "../models/neighbourhoods/user-knn-rating.ts";
import { predictions, servedByRatings } from "../models/served-by-ratings.ts";
import type { ServedModel } from "../models/served-model.ts";
import { needsPrivateFiles, readState } from "../models/state.ts";
import { foldInOf } from "./fold-in.ts";
import { servedHybrid } from "./hybrid-retrieval.ts";
import { RATING_KINDS } from "./rating-kinds.ts";
import type { CreateRetrieval, RetrievalParts } from "./retrieval-parts.ts";

/** Models that are not in models/served.ts yet. */
export function legacyServed(artefact: RetrievalParts, create: CreateRetrieval): ServedModel {
  const { weights, factors, gram, state, manifest, popularity, publicPart } = artefact;
  const { kind, options, factorCount } = manifest.model;
  const itemCount = artefact.items.itemIds.size;
  if (kind === "user-knn") return servedUserKnn(artefact);
  if (state && kind === HYBRID && options.task === "ranking") {
    return servedHybrid(artefact, state, create);
  }
  const restore = state && RATING_KINDS.get(kind);
  if (state && restore) {
    const reader = readState(kind, state, publicPart);
    const ratings = restore(options, reader, itemCount);
    const served = servedByRatings(ratings, reader, { itemCount, popularity });
    reader.finish();
    if (!weights) return served;
    return { ...predictions(ratings), reaches: ratings.reachesOf, retrieve: { by: "weights", weights, weigh: ones } };
  }
  if (weights) return { retrieve: { by: "weights", weights } };
  const foldIn = foldInOf(manifest.model, itemCount);
  if (foldIn && factors && gram) {
    return {
      sentWeight: (value) => foldIn.sentWeight(value),
      retrieve: {
        by: "factors",
        factors,
        factorCount,
        gram,
        query: (index, items, given) => foldIn.userFactors(index, items, given),
      },
    };
  }
  if (kind === "popularity") return { retrieve: { by: "popularity" } };
  throw new ArtefactError(
    "unknown-model",
    `model.kind: expected a model that this version serves, with the tensors it needs; got ${kind}`,
  );
}

function servedUserKnn({ items, manifest, users, state = new Map(), publicPart }: RetrievalParts): ServedModel {
  const { kind, options } = manifest.model;
  const reader = readState(kind, state, publicPart);
  const histories = state.has("ratings.offsets") ? readRatings(reader, items.itemIds.size) : users?.histories;
  if (!histories && publicPart) throw needsPrivateFiles(kind);
  if (!histories) {
    throw new ArtefactError(
      "model-state",
      "user-knn: expected the histories of users, by which it ranks; the artefact was packed without: train it with them",
    );
  }
  const ranking = rankingHalf(options, Object.keys(USER_KNN_RANKING_DEFAULTS));
  const ranker = restoreUserKnnRanking(ranking, reader, histories);
  const ratings = state.has("scale") ? restoreUserKnnFrom(options, reader, histories) : undefined;
  reader.finish();
  return {
    ...(ratings ? { ...predictions(ratings), reaches: ratings.reachesOf } : {}),
    retrieve: { by: "scores", scoresOf: (own) => ({ scores: ranker.scoresFor(own) }) },
    similarTo: ranker.similarTo,
  };
}
