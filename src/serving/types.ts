import type { Manifest } from "../artefact/manifest.ts";
import type { GivenAttributes } from "../models/served-model.ts";
import type { Capabilities } from "./capabilities.ts";
import type { FieldValue } from "./item-fields.ts";
import type { AnyListOptions, PersonalListOptions } from "./list-options.ts";
import type { Strategy } from "./strategies.ts";

/**
 * Which items may be listed: conditions by column, or groups of clauses. A filter that has a key must, should or mustNot is a
 * group; a column of such a name is reached by a clause.
 */
export type Filter = ColumnConditions | FilterGroup;

/**
 * The short form: conditions on an item's attributes; all must hold. A category column takes a value, a list (any of them) or
 * `{not}`; a numeric column takes a number or a range with inclusive bounds. `itemId` is a column of texts.
 *
 *   {"domain": "book", "tags": ["crime", "mystery"], "year": {"min": 1950, "max": 1999}, "creator": {"not": ["…"]}}
 */
export type ColumnConditions = Readonly<Record<string, FilterCondition>>;
/** The condition on one column of the items; see ColumnConditions. Numbers are finite. */
export type FilterCondition =
  | string
  | number
  | readonly string[]
  | { readonly not: string | readonly string[] }
  | { readonly min?: number; readonly max?: number };

/**
 * The long form: items that pass all of `must`, at least one of `should` and none of `mustNot`. Lists have one clause or more;
 * groups are at most MAXIMUM_FILTER_DEPTH deep and have at most MAXIMUM_FILTER_CLAUSES clauses in all (limits.ts).
 *
 *   {"must": [{"column": "year", "min": 1950}, {"should": [{"column": "tags", "allOf": ["crime", "noir"]}, …]}]}
 */
export interface FilterGroup {
  readonly must?: readonly (FilterClause | FilterGroup)[];
  readonly should?: readonly (FilterClause | FilterGroup)[];
  readonly mustNot?: readonly (FilterClause | FilterGroup)[];
}

/**
 * A condition on one column, which is `itemId` or one of the catalogue's: texts on columns of texts, finite numbers on numeric
 * ones. An item without a value, or with NaN, passes `exists: false` alone. Lists have 1 to MAXIMUM_FILTER_VALUES values.
 */
export type FilterClause = { readonly column: string } & (
  | { readonly equals: string | number }
  | { readonly anyOf: readonly string[] | readonly number[] }
  /** Columns of texts: an item may have several. */
  | { readonly allOf: readonly string[] }
  /** Numeric columns: bounds that belong to the range. */
  | { readonly min: number; readonly max?: number }
  | { readonly min?: number; readonly max: number }
  /** Columns of texts: a value that begins so, letter case included. */
  | { readonly prefix: string }
  | { readonly exists: boolean }
);

/** An item of a history with what the person gave it: a rating, or how often or how long. Finite. */
export interface HistoryEntry {
  readonly itemId: string;
  /**
   * Without one, a model of ratings takes the highest rating there is: an item that is named counts as liked. One outside the
   * scale of the ratings counts as its nearer end.
   */
  readonly value?: number | undefined;
}

/** An item that a request names as liked or disliked. */
export interface Example {
  readonly itemId: string;
  /** How often it counts beside an item of the history: above 0, at most MAXIMUM_EXAMPLE_WEIGHT (limits.ts); default 1. */
  readonly weight?: number | undefined;
}

/** A request for recommendations: for a known user, or for a history. */
export interface RecommendRequest extends PersonalListOptions {
  readonly userId?: string | undefined;
  /**
   * External item ids, oldest first, with values or without; taken after the stored history when a userId is given as well. An item
   * that comes again counts at its last place. Models that read order look at the last ones above all, others at no order.
   */
  readonly history?: readonly (string | HistoryEntry)[] | undefined;
  /**
   * What is known of a user without history, by column: values such as `{"occupation": "student"}`. For models that learned
   * from attributes of users; a history says more and counts instead.
   */
  readonly attributes?: GivenAttributes | undefined;
  /**
   * The factors of the person, where the caller has them: `Capabilities.vector` finite numbers, without biases of items, which the
   * engine adds. It stands in place of what the history would be folded into, and no head orders its list anew; the history
   * still says what is not listed. Not beside likes, dislikes, attributes, another strategy, explanations, a draw, or `rerank:
   * true`.
   */
  readonly vector?: readonly number[] | undefined;
  /**
   * Items that the person likes, beside the history: at most MAXIMUM_EXAMPLES (limits.ts), each once. They join the history: the
   * weight of a like is added to what an item of the history counts, 1. A model of ratings takes them as rated highest, and one
   * that reads no weights as items of the history. Never returned.
   */
  readonly likes?: readonly (string | Example)[] | undefined;
  /**
   * Items that the person dislikes: as many, none of them among the likes. What else they do depends on the model; see
   * `Capabilities.dislikes`. An item of the history that is disliked is no longer of the history. Never returned.
   */
  readonly dislikes?: readonly (string | Example)[] | undefined;
  /**
   * How history, likes and dislikes make a list; default `fold-in`, the model's own way. The others are for models by factors, and
   * no head orders their lists anew. `average`: by cosine to twice the mean of what was chosen less the mean of the dislikes.
   * `best`: by the nearest of what was chosen, and behind that what is nearer to a dislike.
   */
  readonly strategy?: Strategy | undefined;
  /** Whether each item says what its score follows from; see RecommendedItem.because. */
  readonly explain?: boolean | undefined;
  /** Item ids never to be returned, beside the history. */
  readonly exclude?: readonly string[] | undefined;
  /** Whether the head orders the best candidates anew; default true where the artefact has a head. */
  readonly rerank?: boolean | undefined;
  readonly filter?: Filter | undefined;
  /** A second filter; both must hold: for defaults that a request narrows. */
  readonly alsoFilter?: Filter | undefined;
  /**
   * An expression over columns of the catalogue (docs/http.md) that gives a number from 0.001 to 1000 for every item: its score is
   * multiplied by it, or divided where it is below 0, before the best are chosen.
   */
  readonly boost?: string | undefined;
  /** The present, in seconds since 1970, UTC, that ages in `boost` are counted to; the newest of a column where there is none. */
  readonly now?: number | undefined;
}

/** A request for the order of certain items, for a known user or a history. */
export interface RankRequest extends RecommendRequest {
  /** External item ids, at most MAXIMUM_RANKED (limits.ts); one that comes twice is listed once. */
  readonly items: readonly string[];
  /** As many as there are items, by default. */
  readonly k?: number | undefined;
  /** Whether items of the history are left out; false by default: what is given is ordered. */
  readonly excludeSeen?: boolean | undefined;
}

/** An item of the history, a like or a dislike, that a score follows from; or what everybody chooses. */
export type Reason =
  | {
      readonly itemId: string;
      /** Its part of the score, divided by the size of the score: all shares of an item add up to 1, or −1 below a score of 0. */
      readonly share: number;
      /** Absent where the item has no title. */
      readonly title?: string;
    }
  | { readonly source: "popularity"; readonly share: number };
/** Where an item comes from that does not follow from the history. */
export type Source = "popular" | "similar";

/** One item of a list, as the caller sees it. */
export interface RecommendedItem {
  readonly itemId: string;
  /** Ranks only: higher is better, comparable within one answer. */
  readonly score: number;
  /**
   * `popular` where nothing follows from the history for the item, so that it is ordered by popularity behind all that do;
   * `similar` for an item that `fill` found by the newest of the history; absent where the item follows from the history.
   */
  readonly source?: Source;
  /** The probability that this item stands at this place; there with `explore`. */
  readonly propensity?: number;
  /** In a list of what was bought together: how many times as often users have both items as they would by chance. */
  readonly lift?: number;
  /** There: how many users have both. */
  readonly together?: number;
  /** In a list of the latest: when it was first interacted with, seconds since 1970, UTC. */
  readonly firstSeen?: number;
  /** Absent where the item has no title. */
  readonly title?: string;
  /** What it has in the columns that were asked for: a number, a text, or texts where an item can have several. */
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /**
   * Where an explanation was asked for: the largest parts of its score that are above 0, at most MAXIMUM_REASONS (limits.ts), the
   * largest first. Empty where nothing follows from the history.
   */
  readonly because?: readonly Reason[];
}

/**
 * Why an answer is not personal: nothing is known of the user, there is no history, none of its items is known, nothing
 * follows from those that are for what is left to recommend, the model knows no person, or it knows them by a vector alone, which
 * the request has not.
 */
export type Fallback =
  | "unknown-user"
  | "empty-history"
  | "no-known-items"
  | "no-signal"
  | "model-not-personal"
  | "no-vector";

/** What a request cost, in items: clocks stand still during CPU work on the production edge. */
export interface WorkCounters {
  /** Items whose score was computed. */
  readonly itemsScored: number;
  /** Items that the filter or the exclusions took out. */
  readonly itemsExcluded: number;
  readonly itemsReranked: number;
}

/** A list with what became of the request. */
export interface RecommendResponse {
  /**
   * Score descending, then item index ascending, unless `diversity` or `explore` orders them anew. Items for which nothing follows
   * (`source`) have a score of 0, or one below that of the last re-ranked item, and go by popularity; behind them is only what
   * the model advises against.
   */
  readonly items: readonly RecommendedItem[];
  /** undefined when the answer is personal; otherwise the popular items were given, for this reason. */
  readonly fallback: Fallback | undefined;
  /** Item ids of the request, of the history or excluded, that the model does not know; they had no effect. */
  readonly unknownItemIds: readonly string[];
  readonly reranked: boolean;
  /** What `because` explains: `retrieval` where a head ordered the list anew, `score` otherwise; absent where nothing is explained. */
  readonly explains?: "retrieval" | "score";
  readonly work: WorkCounters;
}

/** A request for what a person would make of certain items: predicted ratings, or scores where the model has no ratings. */
export interface PredictRequest {
  readonly userId?: string | undefined;
  /** As in RecommendRequest. */
  readonly history?: readonly (string | HistoryEntry)[] | undefined;
  /** External item ids, at most MAXIMUM_PREDICTIONS (limits.ts); those of the history too. */
  readonly items: readonly string[];
}

/** What is predicted of one item. */
export interface Prediction {
  readonly itemId: string;
  /** On the scale of the ratings that the model was trained on, within their range; from a model of ratings. */
  readonly predictedRating?: number;
  /** From any other model: ranks only, comparable within one answer; 0 where nothing follows from the history. */
  readonly score?: number;
  /** As in RecommendedItem, beside a score. */
  readonly source?: "popular";
  readonly title?: string;
}

/** Predictions in the order of the request, an item as often as it was asked for; unknown items are left out. */
export interface PredictResponse {
  readonly predictions: readonly Prediction[];
  /** undefined when the answer is personal; otherwise it is what the model says of everybody, or the item's popularity. */
  readonly fallback: Fallback | undefined;
  /** Item ids of the request, wanted or of the history, that the model does not know. */
  readonly unknownItemIds: readonly string[];
  readonly work: WorkCounters;
}

/** A request for the items that are most like one item. */
export interface SimilarRequest extends AnyListOptions {
  readonly itemId: string;
  /** Item ids never to be returned. */
  readonly exclude?: readonly string[] | undefined;
  readonly filter?: Filter | undefined;
  /** A second filter; both must hold: for defaults that a request narrows. */
  readonly alsoFilter?: Filter | undefined;
  /** As in RecommendRequest. */
  readonly boost?: string | undefined;
  readonly now?: number | undefined;
}

/** A request for the items with the most interactions. */
export interface PopularRequest extends AnyListOptions {
  /** Item ids never to be returned. */
  readonly exclude?: readonly string[] | undefined;
  readonly filter?: Filter | undefined;
  /** A second filter; both must hold: for defaults that a request narrows. */
  readonly alsoFilter?: Filter | undefined;
  /** As in RecommendRequest. */
  readonly boost?: string | undefined;
  readonly now?: number | undefined;
}

/** A request for the newest items. */
export interface LatestRequest extends Omit<PopularRequest, "boost" | "now"> {
  /** A column of numbers, the highest first; by default when each item was first interacted with, as training saw it. */
  readonly by?: string | undefined;
}

/** A request for users who are like one user. */
export interface SimilarUsersRequest {
  readonly userId: string;
  /** 1 to MAXIMUM_K (limits.ts); default 10. */
  readonly k?: number | undefined;
}

/** A user who has taken what another has. */
export interface SimilarUser {
  readonly userId: string;
  /** Above 0, at most 1: the cosine of the two histories as sets of items. */
  readonly similarity: number;
  /** Items that both have. */
  readonly common: number;
}

/** Users by similarity, descending, then by user index. */
export interface SimilarUsersResponse {
  readonly users: readonly SimilarUser[];
  readonly usersCompared: number;
}

/** One item with everything the artefact says about it. */
export interface ItemDetails {
  readonly itemId: string;
  readonly title: string;
  readonly popularity: number;
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly numbers: Readonly<Record<string, number>>;
  /** Prose and addresses that training kept; absent where it kept none. */
  readonly texts?: Readonly<Record<string, string>>;
  /**
   * The address of its picture, out of the column that holds pictures, whatever it is called: http, https, from the root or
   * data:image. Absent where it has none.
   */
  readonly image?: string;
  /** The address of its page likewise: http, https or from the root. */
  readonly link?: string;
}

/** What the requests of a batch have in common. */
export type CommonRequest = Omit<RecommendRequest, "userId" | "history" | "attributes" | "vector">;

/** An engine that also answers for many people at a time: for lists that are made ahead, not for a service. */
export interface BulkRecommender extends Recommender {
  /**
   * What `recommend` answers to each of them, one by one and in their order. Where the model has factors, the catalogue is
   * read once for all of them; memory grows with people × k. Throws as `recommend` does.
   */
  recommendMany(
    people: readonly Pick<RecommendRequest, "userId" | "history" | "vector">[],
    common: CommonRequest,
  ): RecommendResponse[];
}

/** The engine: load once, answer many. Synchronous; the same answers in Node, workerd and browsers. */
export interface Recommender {
  readonly manifest: Manifest;
  readonly itemCount: number;
  /** Which fields of a request this model honours, and how. */
  readonly capabilities: Capabilities;
  /**
   * Throws RangeError for a number beyond its limits, RequestError `unknown-field` for a field that requests do not have, as every
   * method does, `unsupported-diversity` and the like for a field that the model cannot honour, `unknown-limit-column` for a column
   * of `limits`, `unknown-field-column` for one of `fields`, `bad-explore` for one without `recommendationId`,
   * `unknown-filter-column` or `bad-filter` for a bad filter, `conflicting-examples` for an item among likes and dislikes and
   * `repeated-example` for one that is there twice, `unknown-boost-column` or `bad-boost` for a bad boost, `bad-history-value`
   * for a value that the model cannot take a weight from, `unsupported-vector`, `bad-vector` and `conflicting-vector` for a
   * vector, `unknown-attribute` for a column of attributes that the model did not learn from.
   */
  recommend(request: RecommendRequest): RecommendResponse;
  /** Orders certain items as `recommend` would order the catalogue; of the list only these are left. Throws as it does. */
  rank(request: RankRequest): RecommendResponse;
  /**
   * Items by cosine of their factors; by the weights of the item's own row in a model of weights between items; by places in
   * the members' lists in a mix. Only items with a likeness above 0, which may be fewer than k. Throws RequestError
   * `unknown-item`.
   */
  similar(request: SimilarRequest): RecommendResponse;
  popular(request: PopularRequest): RecommendResponse;
  /**
   * Items that stand beside one in the histories, by lift, as training counted it; the same whatever the model. Throws
   * RequestError `unknown-item`, `unsupported-bought-together` where they were not counted.
   */
  boughtTogether(request: Omit<SimilarRequest, "boost" | "now">): RecommendResponse;
  /**
   * The newest items; those whose age is not known are left out. Throws RequestError `unsupported-latest` where none is known,
   * `unknown-latest-column`.
   */
  latest(request: LatestRequest): RecommendResponse;
  /**
   * Users whose stored histories are most like that of one: personal data, for whoever may see it. Throws RequestError `unknown-user`,
   * and `unsupported-similar-users` without histories, as in a browser.
   */
  similarUsers(request: SimilarUsersRequest): SimilarUsersResponse;
  /**
   * What the model makes of these items: unlike in a list, those of the history are among them, no filter applies and the
   * head has no part. A score is the one that recommend gives the item without the head. Throws RangeError for too many
   * items or a value that is not finite, and RequestError `bad-history-value`.
   */
  predict(request: PredictRequest): PredictResponse;
  /** undefined for an unknown item. */
  item(itemId: string): ItemDetails | undefined;
  /** Item ids in dense order: for lists and search. */
  itemIds(): readonly string[];
  /**
   * A user with a stored history whose id can stand in a path: for examples, where users may be named. undefined without histories,
   * as in a browser.
   */
  someUserId(): string | undefined;
  /** Bytes and tensors held: constant between requests. */
  memory(): { readonly wasmBytes: number; readonly headTensors: number };
}
