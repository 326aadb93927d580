import * as z from "zod/mini";
import {
  batchAnswer,
  itemAnswer,
  liveAnswer,
  modelAnswer,
  predictionsAnswer,
  problemAnswer,
  readyAnswer,
  recommendationsAnswer,
  similarUsersAnswer,
} from "./answers.ts";
import { batchRequest } from "./batch.ts";
import { exampleSchema } from "./examples.ts";
import { columnConditions, filterSchema } from "./filter.ts";
import { filterClause, filterGroups } from "./filter-group.ts";
import { historyEntry } from "./history.ts";
import { rankRequest } from "./rank.ts";
import { predictionRequest, recommendationRequest } from "./requests.ts";

/** Schemas of the OpenAPI document by name: what the service takes, and what it gives. */
const REQUESTS = {
  Filter: filterSchema,
  ColumnConditions: columnConditions,
  FilterClause: filterClause,
  ...filterGroups,
  HistoryEntry: historyEntry,
  Example: exampleSchema,
  RecommendationRequest: recommendationRequest,
  RankRequest: rankRequest,
  PredictionRequest: predictionRequest,
  BatchRequest: batchRequest,
} as const;
const ANSWERS = {
  Recommendations: recommendationsAnswer,
  Predictions: predictionsAnswer,
  Batch: batchAnswer,
  Item: itemAnswer,
  SimilarUsers: similarUsersAnswer,
  Model: modelAnswer,
  Live: liveAnswer,
  Ready: readyAnswer,
  Problem: problemAnswer,
} as const;

export type ComponentName = keyof typeof REQUESTS | keyof typeof ANSWERS;

/** A JSON schema (draft 2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The reference to a schema of the document. */
export function reference(name: ComponentName): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/**
 * All schemas as JSON schemas. Requests are closed: a field that is not listed is refused. Answers are open, so that a
 * field can be added without breaking a caller that validates.
 */
export function componentSchemas(): Record<string, JsonSchema> {
  return { ...jsonSchemas(REQUESTS, "output"), ...jsonSchemas(ANSWERS, "input") };
}

/** The parameters of a query schema as JSON schemas by name. */
export function querySchemas(query: z.ZodMiniObject): Record<string, JsonSchema> {
  const properties = jsonSchemas({ Filter: filterSchema, Query: query }, "output").Query?.properties;
  return { ...(properties as Record<string, JsonSchema>) };
}

function jsonSchemas(schemas: Readonly<Record<string, z.core.$ZodType>>, io: "input" | "output") {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` }).schemas;
  return Object.fromEntries(Object.entries(made).map(([name, { $schema, $id, id, ...schema }]) => [name, schema]));
}
