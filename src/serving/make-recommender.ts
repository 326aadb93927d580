import type { Artefact } from "../artefact/artefact.ts";
import type { FindModel } from "../models/restore-with.ts";
import type { Head } from "../rerankers/reranker.ts";
import { answer } from "./answer.ts";
import { answerMany } from "./answer-many.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { restoreRetrieval } from "./create-retrieval.ts";
import { drawnUser } from "./drawn-user.ts";
import { asArtefactErrors, unsupported } from "./engine-errors.ts";
import { createBoostCompiler } from "./expressions/compile-boost.ts";
import { createFilterCompiler } from "./filter.ts";
import { itemDetails } from "./item-catalogue.ts";
import { likenessOf } from "./likeness/likeness-of.ts";
import { MAXIMUM_RANKED } from "./limits.ts";
import { fitsPath } from "./path-ids.ts";
import { predict } from "./predict.ts";
import type { createReRanker } from "./re-ranker.ts";
import { checkFields, type REQUEST_FIELDS } from "./request-fields.ts";
import { similarUsers } from "./similar-users.ts";
import type { EngineParts, ListRequest, Stage } from "./stages/stage.ts";
import { LATEST, POPULAR, RANK, RECOMMEND, SIMILAR, TOGETHER } from "./stages.ts";
import type { BulkRecommender, RankRequest, RecommendResponse } from "./types.ts";

/** What an engine is made of beside its artefact, and what a page therefore fetches only for artefacts that need it. */
export interface RecommenderTools {
  /** Finds the models that the artefact names. */
  readonly find: FindModel;
  /** What re-ranks, and the code that puts it to work. */
  readonly reRanking?: { readonly head: Head; readonly createReRanker: typeof createReRanker } | undefined;
}

/** Makes the engine of createRecommender (recommender.ts) with these tools. */
export function makeRecommender(
  artefact: Artefact,
  kernelModule: WebAssembly.Module,
  { find, reRanking }: RecommenderTools,
): BulkRecommender {
  const restored = asArtefactErrors(artefact, () => restoreRetrieval(artefact, kernelModule, find));
  const { served, retrieval, popularity } = restored;
  const reRanker = asArtefactErrors(artefact, () =>
    reRanking?.createReRanker(artefact, restored, reRanking.head, kernelModule, find),
  );
  const parts: EngineParts = {
    artefact,
    served,
    retrieval,
    reRanker,
    popularity,
    compileFilter: createFilterCompiler(artefact.items),
    compileBoost: createBoostCompiler(artefact.items),
    drawUser: drawnUser,
    likeness: likenessOf(served, retrieval?.vectors, artefact.items),
    unsupported: (field, needs, remedy) => unsupported(artefact.manifest.model.kind, field, needs, remedy),
  };
  const { manifest, items } = artefact;
  const list =
    (method: keyof typeof REQUEST_FIELDS, way: readonly Stage[]) =>
    (request: ListRequest): RecommendResponse =>
      answer(way, checkFields(method, request), parts);
  return {
    manifest,
    itemCount: items.itemIds.size,
    capabilities: capabilitiesOf(parts),
    recommend: list("recommend", RECOMMEND),
    rank: (request) => {
      checkFields("rank", request);
      return answer(RANK, { ...request, k: lengthOf(request), excludeSeen: request.excludeSeen === true }, parts);
    },
    recommendMany: (people, common) => {
      checkFields("recommendMany", common);
      // By name: a field of theirs that is undefined would take the place of one that they have in common.
      const requests = people.map((person) => {
        const { userId, history, vector } = checkFields("person", person);
        return { ...common, userId, history, vector };
      });
      return answerMany(RECOMMEND, requests, parts);
    },
    predict: (request) => predict(checkFields("predict", request), parts),
    similar: list("similar", SIMILAR),
    popular: list("popular", POPULAR),
    boughtTogether: list("boughtTogether", TOGETHER),
    latest: list("latest", LATEST),
    similarUsers: (request) => similarUsers(checkFields("similarUsers", request), artefact),
    item: (itemId) => itemDetails(artefact, itemId),
    itemIds: () => items.itemIds.ids,
    someUserId: () => artefact.users?.userIds.ids.find(fitsPath),
    memory: () => ({
      wasmBytes: (retrieval?.memoryBytes ?? 0) + (reRanker?.memoryBytes ?? 0),
      headTensors: reRanking?.head.memory().tensors ?? 0,
    }),
  };
}

/** An empty list is asked for one item, and has none. */
function lengthOf({ k, items }: RankRequest): number {
  return k ?? Math.max(1, Math.min(items.length, MAXIMUM_RANKED));
}
