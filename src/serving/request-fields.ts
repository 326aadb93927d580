import { show } from "../check.ts";
import { RequestError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { AnyListOptions } from "./list-options.ts";
import type {
  CommonRequest,
  LatestRequest,
  PopularRequest,
  PredictRequest,
  RankRequest,
  RecommendRequest,
  SimilarRequest,
  SimilarUsersRequest,
} from "./types.ts";

/** The fields of a request by name. The type refuses a list that lacks one; a test compares them with the schemas of the service. */
type Fields<Request> = Readonly<Record<keyof Request, true>>;
type Plain<Request> = Fields<Omit<Request, "boost" | "now">>;

const anyList: Fields<AnyListOptions> = { k: true, offset: true, diversity: true, limits: true, fields: true };
const latest: Plain<LatestRequest> = { ...anyList, exclude: true, filter: true, alsoFilter: true, by: true };
const { by: _, ...plain } = latest;
const popular: Fields<PopularRequest> = { ...plain, boost: true, now: true };
const common: Fields<CommonRequest> = {
  ...popular,
  ...{ excludeSeen: true, rotation: true, shown: true, minScore: true, fill: true, explore: true, rerank: true },
  ...{ recommendationId: true, likes: true, dislikes: true, strategy: true, explain: true },
};
const person: Fields<Pick<RecommendRequest, "userId" | "history" | "vector">> = {
  ...{ userId: true, history: true, vector: true },
};
const recommend: Fields<RecommendRequest> = { ...common, ...person, attributes: true };
const rank: Fields<RankRequest> = { ...recommend, items: true };
const similar: Fields<SimilarRequest> = { ...popular, itemId: true };
const boughtTogether: Plain<SimilarRequest> = { ...plain, itemId: true };
const predict: Fields<PredictRequest> = { userId: true, history: true, items: true };
const similarUsers: Fields<SimilarUsersRequest> = { userId: true, k: true };

/** What each method of an engine takes: of `recommendMany` what the people have in common, and what each has (`person`). */
export const REQUEST_FIELDS = {
  ...{ recommend, rank, similar, popular, boughtTogether, latest, predict, similarUsers },
  ...{ recommendMany: common, person },
} as const;

/**
 * Returns a request that has no field but those of its method. A field that is undefined is none. Throws RequestError `unknown-field`:
 * in silence a misspelt history would be a list for somebody else.
 */
export function checkFields<Request extends object>(method: keyof typeof REQUEST_FIELDS, request: Request): Request {
  const known = REQUEST_FIELDS[method];
  for (const name in request) {
    if (Object.hasOwn(known, name) || request[name] === undefined) continue;
    const names = Object.keys(known);
    const expected = `${method}: expected the fields ${names.join(", ")}`;
    throw new RequestError("unknown-field", `${expected}; got ${show(name)}${didYouMean(name, names)}`);
  }
  return request;
}
