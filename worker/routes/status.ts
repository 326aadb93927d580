import type { output } from "zod/mini";
import type { Evaluation, HeadManifest } from "../../src/artefact/manifest.ts";
import {
  MAXIMUM_BATCH,
  MAXIMUM_BODY_BYTES,
  MAXIMUM_EXAMPLE_WEIGHT,
  MAXIMUM_EXAMPLES,
  MAXIMUM_EXCLUDE,
  MAXIMUM_FIELDS,
  MAXIMUM_FILTER_CLAUSES,
  MAXIMUM_FILTER_COLUMNS,
  MAXIMUM_FILTER_DEPTH,
  MAXIMUM_FILTER_VALUES,
  MAXIMUM_HISTORY,
  MAXIMUM_K,
  MAXIMUM_LIMITS,
  MAXIMUM_LIST_BODY_BYTES,
  MAXIMUM_OFFSET,
  MAXIMUM_PREDICTIONS,
  MAXIMUM_RANKED,
  MAXIMUM_SHOWN,
} from "../../src/serving/limits.ts";
import type { Recommender } from "../../src/serving/types.ts";
import type { modelAnswer, readyAnswer } from "../schemas/answers.ts";
import { noQuery } from "../schemas/requests.ts";
import { jsonAnswer, loadedRecommender, plainExample, type Route } from "./route.ts";

const LIMITS = {
  k: MAXIMUM_K,
  offset: MAXIMUM_OFFSET,
  limits: MAXIMUM_LIMITS,
  fields: MAXIMUM_FIELDS,
  shown: MAXIMUM_SHOWN,
  history: MAXIMUM_HISTORY,
  exclude: MAXIMUM_EXCLUDE,
  examples: MAXIMUM_EXAMPLES,
  exampleWeight: MAXIMUM_EXAMPLE_WEIGHT,
  predictions: MAXIMUM_PREDICTIONS,
  ranked: MAXIMUM_RANKED,
  batch: MAXIMUM_BATCH,
  filterColumns: MAXIMUM_FILTER_COLUMNS,
  filterClauses: MAXIMUM_FILTER_CLAUSES,
  filterDepth: MAXIMUM_FILTER_DEPTH,
  filterValues: MAXIMUM_FILTER_VALUES,
  bodyBytes: MAXIMUM_BODY_BYTES,
  listBodyBytes: MAXIMUM_LIST_BODY_BYTES,
};

/** What the service serves: the model, the data it was made from, and how good it was found to be. */
export const model: Route = {
  method: "GET",
  path: "/v1/model",
  operationId: "model",
  summary: "Describes the model that answers, and the limits of a request.",
  parameters: {},
  query: noQuery,
  body: undefined,
  answer: { schema: "Model" },
  problems: ["invalid-request", "model-unavailable"],
  examples: plainExample,
  async handle(_context, ports) {
    return jsonAnswer(modelDescription(await loadedRecommender(ports)), "public, max-age=60");
  },
};

/** The process answers; says nothing of the model. */
export const live: Route = {
  method: "GET",
  path: "/health/live",
  operationId: "live",
  summary: "Says that the service runs.",
  parameters: {},
  query: noQuery,
  body: undefined,
  answer: { schema: "Live" },
  problems: ["invalid-request"],
  examples: plainExample,
  handle: () => jsonAnswer({ status: "live" }, "no-store"),
};

/** The model is loaded, or is now; the problem says why when it cannot be. */
export const ready: Route = {
  method: "GET",
  path: "/health/ready",
  operationId: "ready",
  summary: "Says that the model is loaded; loads it when it is not.",
  parameters: {},
  query: noQuery,
  body: undefined,
  answer: { schema: "Ready" },
  problems: ["invalid-request", "model-unavailable"],
  examples: plainExample,
  async handle(_context, ports) {
    const recommender = await loadedRecommender(ports);
    return jsonAnswer(readiness(recommender), "no-store");
  },
};

function readiness(recommender: Recommender): output<typeof readyAnswer> {
  const { name, version } = recommender.manifest;
  return { status: "ready", model: { name, version }, memory: recommender.memory() };
}

function evaluationAnswer({ metrics, sampledFrom, standardErrors, ...judged }: Evaluation) {
  const answer = { ...judged, metrics: { ...metrics } };
  return sampledFrom === undefined ? answer : { ...answer, sampledFrom, standardErrors: { ...standardErrors } };
}

function headAnswer({ features, retrievers, validation, ...head }: HeadManifest): output<typeof modelAnswer>["head"] {
  return {
    ...head,
    options: { ...head.options },
    hidden: [...head.hidden],
    features: features && [...features],
    retrievers: retrievers?.map(({ kind, options }) => ({ kind, options: { ...options } })),
    validation: validation && {
      lists: validation.lists,
      retrieval: { ...validation.retrieval },
      head: { ...validation.head },
    },
  };
}

function modelDescription({ manifest, capabilities }: Recommender): output<typeof modelAnswer> {
  const { name, version, head, seed, origin, data, evaluations, columns } = manifest;
  return {
    name,
    version,
    kind: manifest.model.kind,
    options: { ...manifest.model.options },
    precision: manifest.model.precision,
    factorCount: manifest.model.factorCount,
    head: head === null ? null : headAnswer(head),
    seed,
    ...(origin ? { origin: { ...origin } } : {}),
    data: { ...data },
    evaluations: evaluations.map(evaluationAnswer),
    columns: {
      categories: [...columns.categories],
      numbers: [...columns.numbers],
      ...(columns.texts ? { texts: [...columns.texts] } : {}),
    },
    capabilities: { ...capabilities, explore: [...capabilities.explore], strategies: [...capabilities.strategies] },
    limits: LIMITS,
  };
}
