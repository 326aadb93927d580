import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type * as z from "zod/mini";
import { clientTypes } from "../../scripts/client-types.ts";
import type * as client from "../../src/client/types.ts";
import type { Filter, RecommendRequest } from "../../src/index.ts";
import type { ProblemKind } from "../../worker/problems.ts";
import type * as answers from "../../worker/schemas/answers.ts";
import type { exampleSchema } from "../../worker/schemas/examples.ts";
import type { columnConditions, filterSchema } from "../../worker/schemas/filter.ts";
import type { filterClause, filterGroups } from "../../worker/schemas/filter-group.ts";
import type { historyEntry } from "../../worker/schemas/history.ts";
import type { rankRequest } from "../../worker/schemas/rank.ts";
import type * as requests from "../../worker/schemas/requests.ts";

/**
 * A type with all that is read-only or optional said in one way: an optional property may be undefined, too. A group of a filter is
 * only named: the schemas give it the type of the engine, which is written in another way.
 */
type Plain<T> = T extends readonly (infer Element)[]
  ? readonly Plain<Element>[]
  : T extends object
    ? "mustNot" extends keyof T
      ? "a group of a filter"
      : { readonly [Key in keyof T]: object extends Pick<T, Key> ? Plain<T[Key]> | undefined : Plain<T[Key]> }
    : T;

/** Whether two types are one; assignment both ways would not miss an optional property. */
type Same<A, B> = Identical<Plain<A>, Plain<B>>;
type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Assignable<A, B> = A extends B ? true : false;

/** Does not compile unless each of the pairs is the same. */
function holds<_Pairs extends Readonly<Record<string, true>>>(): void {}

type Output<Schema extends z.core.$ZodType> = z.output<Schema>;

/** The engine's own requests, which people have at hand: a client takes them as they are. */
const takesTheEngines = (client: client.Client, request: RecommendRequest, filter: Filter) => [
  client.recommend(request),
  client.popular({ filter }),
];

describe("the types of the client", () => {
  it("are what the script writes from the schemas, byte by byte", () => {
    const file = readFileSync(new URL("../../src/client/types.ts", import.meta.url), "utf8");
    expect(file).toBe(clientTypes());
  });

  it("refer to no package", () => {
    const file = readFileSync(new URL("../../src/client/types.ts", import.meta.url), "utf8");
    expect(file.match(/^import.*$/gm)).toEqual(['import type { CallOptions } from "./options.ts";']);
  });

  it("are those of the schemas, which the compiler sees", () => {
    holds<{
      ProblemKind: Same<client.ProblemKind, ProblemKind>;
      HistoryEntry: Same<client.HistoryEntry, Output<typeof historyEntry>>;
      Example: Same<client.Example, Output<typeof exampleSchema>>;
      Filter: Same<client.Filter, Output<typeof filterSchema>>;
      ColumnConditions: Same<client.ColumnConditions, Output<typeof columnConditions>>;
      FilterClause: Same<client.FilterClause, Output<typeof filterClause>>;
      FilterGroup: Assignable<Output<typeof filterGroups.FilterGroup>, client.FilterGroup>;
      FilterGroupNames: Identical<keyof client.FilterGroup, keyof Output<typeof filterGroups.FilterGroup>>;
      RecommendationRequest: Same<client.RecommendationRequest, Output<typeof requests.recommendationRequest>>;
      RankRequest: Same<client.RankRequest, Output<typeof rankRequest>>;
      PredictionRequest: Same<client.PredictionRequest, Output<typeof requests.predictionRequest>>;
      RecommendForUserQuery: Same<client.RecommendForUserQuery, Output<typeof requests.recommendationQuery>>;
      SimilarQuery: Same<client.SimilarQuery, Output<typeof requests.listQuery>>;
      BoughtTogetherQuery: Same<client.BoughtTogetherQuery, Output<typeof requests.plainListQuery>>;
      LatestQuery: Same<client.LatestQuery, Output<typeof requests.latestQuery>>;
      SimilarUsersQuery: Same<client.SimilarUsersQuery, Output<typeof requests.similarUsersQuery>>;
    }>();
    holds<{
      Recommendations: Same<client.Recommendations, Output<typeof answers.recommendationsAnswer>>;
      Predictions: Same<client.Predictions, Output<typeof answers.predictionsAnswer>>;
      Batch: Same<client.Batch, Output<typeof answers.batchAnswer>>;
      Item: Same<client.Item, Output<typeof answers.itemAnswer>>;
      SimilarUsers: Same<client.SimilarUsers, Output<typeof answers.similarUsersAnswer>>;
      Model: Same<client.Model, Output<typeof answers.modelAnswer>>;
      Live: Same<client.Live, Output<typeof answers.liveAnswer>>;
      Ready: Same<client.Ready, Output<typeof answers.readyAnswer>>;
      Problem: Same<client.Problem, Output<typeof answers.problemAnswer>>;
    }>();
  });

  it("take the requests of the engine", () => {
    expect(takesTheEngines).toBeTypeOf("function");
  });

  it("would not be the same with a property more, less or of another type", () => {
    type Two = { a: string; b?: number };
    holds<{
      readonly: Same<Two, { readonly a: string; readonly b?: number | undefined }>;
      both: Same<Two, { a: string } & { b?: number }>;
    }>();
    // @ts-expect-error An optional property is missing.
    holds<{ less: Same<Two, { a: string }> }>();
    // @ts-expect-error A property is of another type.
    holds<{ other: Same<Two, { a: string | number; b?: number }> }>();
    // @ts-expect-error An optional property is required.
    holds<{ required: Same<Two, { a: string; b: number }> }>();
  });
});
