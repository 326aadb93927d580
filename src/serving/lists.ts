import type { Artefact } from "../artefact/artefact.ts";
import type { Manifest } from "../artefact/manifest.ts";
import { LIST_ARITIES } from "../kernels/abi.ts";
import { commonLists, commonModel } from "../models/common-models.ts";
import { restoreWith } from "../models/restore-with.ts";
import { popularityOf } from "../models/retrieval/popularity-of.ts";
import { retrievalOf } from "../models/retrieval/retrieval-of.ts";
import { answer } from "./answer.ts";
import { stateOfArtefact, surroundingsOf } from "./artefact-state.ts";
import { asArtefactErrors, unsupported } from "./engine-errors.ts";
import { type LateStage, lateDiversity, lateExplanation, lateFilter, lateSimilar, lateVector } from "./late-stages.ts";
import { present } from "./stages/present.ts";
import { resolveExclusions } from "./stages/resolve-exclusions.ts";
import { resolveHistory } from "./stages/resolve-history.ts";
import { retrieve } from "./stages/retrieve.ts";
import type { EngineParts, ListRequest, Stage } from "./stages/stage.ts";
import type { Recommender, RecommendRequest, RecommendResponse, SimilarRequest } from "./types.ts";

/** An engine whose code comes when it is needed: the same lists as a Recommender, later. */
export interface Lists {
  readonly manifest: Manifest;
  readonly itemCount: number;
  /** Rejects with what Recommender.recommend throws, and as loading does. */
  recommend(request: RecommendRequest): Promise<RecommendResponse>;
  /** Rejects with what Recommender.similar throws, and as loading does. */
  similar(request: SimilarRequest): Promise<RecommendResponse>;
}

/**
 * Fields that a page has the code for, or that leave lists as they are. Requests with others are for a whole engine, which refuses what
 * it does not know.
 */
const SIMILAR_FIELDS: readonly (keyof ListRequest)[] = ["k", "offset", "fields", "exclude", "now", "itemId"];
const RECOMMEND_FIELDS: readonly (keyof ListRequest)[] = [
  ...(["k", "offset", "fields", "exclude", "now"] as const),
  ...(["history", "userId", "likes", "dislikes", "excludeSeen", "rerank", "recommendationId"] as const),
];

type Way = readonly (Stage | LateStage | (() => Promise<Stage>))[];
/** The ways of requests by stages.ts, in its order, as far as they are here. */
export const RECOMMEND: Way = [
  ...[lateFilter, resolveHistory, lateVector, resolveExclusions, retrieve],
  ...[lateDiversity, present, lateExplanation],
];
export const SIMILAR: Way = [
  ...[lateSimilar.resolve, lateFilter, resolveExclusions, lateSimilar.retrieve],
  ...[lateDiversity, present],
];

/**
 * Makes lists of a decoded artefact. A common model without a head has an engine of its own, which loads stages by the fields of
 * requests; for any other artefact, and for a request with other fields, `loadWhole` makes a whole one, which then takes its place.
 */
export async function createLists(
  artefact: Artefact,
  kernelModule: WebAssembly.Module,
  loadWhole: () => Promise<Recommender>,
): Promise<Lists> {
  let whole: Promise<Recommender> | undefined;
  let engine = artefact.head ? undefined : await createEngine(artefact, kernelModule);
  const complete = (): Promise<Recommender> => {
    whole ??= loadWhole()
      .then((recommender) => {
        // Its rows would be in memory twice.
        engine = undefined;
        return recommender;
      })
      .catch((error: unknown) => {
        whole = undefined;
        throw error;
      });
    return whole;
  };
  if (!engine) await complete();
  const answered = async (
    way: Way,
    plain: readonly string[],
    request: ListRequest,
    by: (whole: Recommender) => RecommendResponse,
  ) => {
    const fields = Object.keys(request).filter((field) => request[field as keyof ListRequest] !== undefined);
    const late = way.filter((step): step is LateStage => "load" in step);
    const known = (field: string): boolean =>
      plain.includes(field) || late.some(({ fields }) => fields.includes(field as keyof ListRequest));
    if (!engine || whole || !fields.every(known)) return by(await complete());
    const parts: EngineParts = { ...engine };
    const stages: Stage[] = [];
    const loaded = await Promise.all(way.map((step) => loadStage(step, fields, artefact, parts)));
    for (const one of loaded.filter((one) => one !== undefined)) {
      stages.push(one.stage);
      Object.assign(parts, one.parts);
    }
    return answer(stages, request, parts);
  };
  return {
    manifest: artefact.manifest,
    itemCount: artefact.items.itemIds.size,
    recommend: (request) =>
      answered(RECOMMEND, RECOMMEND_FIELDS, request, (recommender) => recommender.recommend(request)),
    similar: (request) => answered(SIMILAR, SIMILAR_FIELDS, request, (recommender) => recommender.similar(request)),
  };
}

/** A stage that is there, or is loaded; undefined for one that the request has no field for. */
async function loadStage(step: Way[number], fields: readonly string[], artefact: Artefact, engine: EngineParts) {
  if (typeof step === "function") return { stage: await step() };
  if (!("load" in step)) return { stage: step };
  return step.fields.some((field) => fields.includes(field)) ? step.load(artefact, engine) : undefined;
}

/** The parts of an engine that every list needs; undefined for a model that is not common. Throws as createRecommender does. */
async function createEngine(artefact: Artefact, kernelModule: WebAssembly.Module): Promise<EngineParts | undefined> {
  const { manifest, popularity } = artefact;
  const { kind, options } = manifest.model;
  const model = await commonModel(kind);
  if (!model) return undefined;
  const surroundings = surroundingsOf(artefact, kernelModule);
  const parts = { find: () => model, retrievalOf: () => undefined };
  const served = asArtefactErrors(artefact, () =>
    restoreWith(parts, kind, options, stateOfArtefact(artefact), surroundings),
  );
  const lists = await commonLists(served.retrieve, { kernelModule, arities: LIST_ARITIES, popularity });
  if (!lists) return undefined;
  return {
    ...{ artefact, served, retrieval: retrievalOf(served, lists), reRanker: undefined, likeness: undefined },
    popularity: popularityOf(served, popularity),
    compileFilter: notLoaded,
    compileBoost: notLoaded,
    unsupported: (field, needs, remedy) => unsupported(kind, field, needs, remedy),
  };
}

/** What a stage works by that is loaded with the stage. */
function notLoaded(): never {
  throw new TypeError("expected a stage that brings this part along");
}
