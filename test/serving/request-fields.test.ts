import { describe, expect, it } from "vitest";
import { RequestError } from "../../src/errors.ts";
import { REQUEST_FIELDS } from "../../src/serving/request-fields.ts";
import type { BulkRecommender } from "../../src/serving/types.ts";
import { rankRequest } from "../../worker/schemas/rank.ts";
import {
  latestQuery,
  listQuery,
  plainListQuery,
  predictionRequest,
  recommendationRequest,
  similarUsersQuery,
} from "../../worker/schemas/requests.ts";
import { engine } from "./fixture.ts";

const recommender: BulkRecommender = await engine();
/** What plain JavaScript could send. */
type Request = Parameters<BulkRecommender["rank"]>[0] & Parameters<BulkRecommender["similar"]>[0];
const METHODS = {
  recommend: (request: Request) => recommender.recommend(request),
  rank: (request: Request) => recommender.rank(request),
  similar: (request: Request) => recommender.similar(request),
  popular: (request: Request) => recommender.popular(request),
  boughtTogether: (request: Request) => recommender.boughtTogether(request),
  latest: (request: Request) => recommender.latest(request),
  predict: (request: Request) => recommender.predict(request),
  similarUsers: (request: Request) => recommender.similarUsers(request as unknown as { userId: string }),
  recommendMany: (request: Request) => recommender.recommendMany([{}], request),
  person: (request: Request) => recommender.recommendMany([request], {}),
};

const refusal = (method: keyof typeof METHODS, fields: object): unknown => {
  try {
    METHODS[method](fields as Request);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe("fields that a request does not have", () => {
  it.each<[keyof typeof METHODS, string, string]>([
    ["recommend", "histroy", "history"],
    ["rank", "itmes", "items"],
    ["similar", "itemID", "itemId"],
    ["popular", "filters", "filter"],
    ["boughtTogether", "excludes", "exclude"],
    ["latest", "ofset", "offset"],
    ["predict", "userID", "userId"],
    ["similarUsers", "user_id", "userId"],
    ["recommendMany", "diversty", "diversity"],
    ["person", "vectors", "vector"],
  ])("are refused by %s with the nearest name: %s", (method, given, meant) => {
    const error = refusal(method, { [given]: ["1"] });
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: "unknown-field" });
    const { message } = error as RequestError;
    expect(message).toMatch(
      new RegExp(`^${method}: expected the fields .*; got "${given}" \\(did you mean ${meant}\\?\\)$`),
    );
  });

  it("are refused where another method has them", () => {
    expect(refusal("similar", { itemId: "1", history: ["2"] })).toMatchObject({ code: "unknown-field" });
    expect(refusal("boughtTogether", { itemId: "1", boost: "2" })).toMatchObject({ code: "unknown-field" });
    expect(refusal("recommendMany", { history: ["2"] })).toMatchObject({ code: "unknown-field" });
    expect(refusal("recommend", { toString: "2" })).toMatchObject({ code: "unknown-field" });
  });

  it("say nothing where they are undefined", () => {
    const request = { history: ["0", "2"] };
    expect(recommender.recommend({ ...request, histroy: undefined } as typeof request)).toEqual(
      recommender.recommend(request),
    );
    const person = { ...request, k: undefined, histroy: undefined } as typeof request;
    expect(recommender.recommendMany([person], { k: 1 })).toEqual(recommender.recommendMany([request], { k: 1 }));
  });

  it("are named briefly, however long they are", () => {
    const { message } = refusal("recommend", { ["x".repeat(1e6)]: 1 }) as RequestError;
    expect(message.length).toBeLessThan(500);
  });
});

describe("the fields of an engine's requests", () => {
  /** What only a service understands, and what only an engine does. */
  const OF_SERVICE = ["scenario", "visitorId", "cursor"];
  const OF_ENGINE = ["alsoFilter", "recommendationId"];

  it.each<[keyof typeof REQUEST_FIELDS, { readonly shape: object }, readonly string[]]>([
    ["recommend", recommendationRequest, []],
    ["rank", rankRequest, []],
    ["similar", listQuery, ["itemId"]],
    ["popular", listQuery, []],
    ["boughtTogether", plainListQuery, ["itemId"]],
    ["latest", latestQuery, []],
    ["predict", predictionRequest, []],
    ["similarUsers", similarUsersQuery, ["userId"]],
  ])("are those of the service: %s", (method, { shape }, inPath) => {
    const ofService = [...Object.keys(shape), ...inPath].filter((field) => !OF_SERVICE.includes(field));
    const ofEngine = Object.keys(REQUEST_FIELDS[method]).filter((field) => !OF_ENGINE.includes(field));
    expect(ofEngine.sort()).toEqual(ofService.sort());
  });
});
