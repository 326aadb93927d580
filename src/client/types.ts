// Written by `node scripts/client-types.ts` from the schemas of the service: change those.

import type { CallOptions } from "./options.ts";

/** Every problem that the service answers with. */
export type ProblemKind =
  | "invalid-request"
  | "invalid-json"
  | "unknown-filter-column"
  | "bad-filter"
  | "unknown-boost-column"
  | "bad-boost"
  | "unknown-attribute"
  | "unsupported-vector"
  | "bad-vector"
  | "conflicting-vector"
  | "conflicting-examples"
  | "repeated-example"
  | "unsupported-strategy"
  | "unsupported-explain"
  | "unknown-limit-column"
  | "unknown-scenario"
  | "unknown-field-column"
  | "bad-rotation"
  | "bad-explore"
  | "unsupported-diversity"
  | "unsupported-explore"
  | "unsupported-fill"
  | "bad-cursor"
  | "cursor-gone"
  | "unsupported-bought-together"
  | "unsupported-latest"
  | "unknown-latest-column"
  | "unsupported-similar-users"
  | "similar-users-off"
  | "unknown-user"
  | "unknown-item"
  | "unknown-model-name"
  | "unknown-path"
  | "method-not-allowed"
  | "incomplete-body"
  | "body-too-large"
  | "unsupported-media-type"
  | "wrong-host"
  | "internal-error"
  | "model-unavailable";

/** The methods of a client: one for each route. */
export interface Client {
  /**
   * Recommends items to a user whose history the model holds.
   * GET /v1/users/{userId}/recommendations
   */
  recommendForUser(userId: string, request?: RecommendForUserQuery, options?: CallOptions): Promise<Recommendations>;
  /**
   * Recommends items to a user with the history in the body.
   * POST /v1/recommendations
   */
  recommend(request: RecommendationRequest, options?: CallOptions): Promise<Recommendations>;
  /**
   * Orders the items in the body for a user with the history in the body.
   * POST /v1/rank
   */
  rank(request: RankRequest, options?: CallOptions): Promise<Recommendations>;
  /**
   * Predicts what a person would make of the items in the body: ratings, or scores where the model has none.
   * POST /v1/predictions
   */
  predict(request: PredictionRequest, options?: CallOptions): Promise<Predictions>;
  /**
   * Describes one item: its title, its popularity and its attributes.
   * GET /v1/items/{itemId}
   */
  item(itemId: string, options?: CallOptions): Promise<Item>;
  /**
   * Lists the items that are most like one item.
   * GET /v1/items/{itemId}/similar
   */
  similar(itemId: string, request?: SimilarQuery, options?: CallOptions): Promise<Recommendations>;
  /**
   * Lists the items that users have together with one item more often than by chance.
   * GET /v1/items/{itemId}/bought-together
   */
  boughtTogether(itemId: string, request?: BoughtTogetherQuery, options?: CallOptions): Promise<Recommendations>;
  /**
   * Lists the items with the most interactions.
   * GET /v1/popular
   */
  popular(request?: PopularQuery, options?: CallOptions): Promise<Recommendations>;
  /**
   * Lists the newest items.
   * GET /v1/latest
   */
  latest(request?: LatestQuery, options?: CallOptions): Promise<Recommendations>;
  /**
   * Lists the users whose histories have most in common with one user's, where the deployment allows it.
   * GET /v1/users/{userId}/similar
   */
  similarUsers(userId: string, request?: SimilarUsersQuery, options?: CallOptions): Promise<SimilarUsers>;
  /**
   * Answers several requests for lists, each by itself and all by the same version of the model.
   * POST /v1/batch
   */
  batch(request: BatchRequest, options?: CallOptions): Promise<Batch>;
  /**
   * Describes the model that answers, and the limits of a request.
   * GET /v1/model
   */
  model(options?: CallOptions): Promise<Model>;
  /**
   * Says that the service runs.
   * GET /health/live
   */
  live(options?: CallOptions): Promise<Live>;
  /**
   * Says that the model is loaded; loads it when it is not.
   * GET /health/ready
   */
  ready(options?: CallOptions): Promise<Ready>;
  /**
   * This interface as an OpenAPI 3.1 document.
   * GET /openapi.json
   */
  openApiDocument(options?: CallOptions): Promise<unknown>;
}

/** The query of GET /v1/users/{userId}/recommendations. */
export interface RecommendForUserQuery {
  /** How many items to return; fewer come back when fewer are left. */
  readonly k?: number | undefined;
  /** How many items of the same order to pass over: where a page begins. */
  readonly offset?: number | undefined;
  /** Further item ids never to return. */
  readonly exclude?: readonly string[] | undefined;
  /** How much likeness to items higher up counts against an item; 0, the default, changes nothing. */
  readonly diversity?: number | undefined;
  /** At most so many items of one value of a column in the list, over all of its pages. */
  readonly limits?:
    | readonly {
        readonly column: string;
        /** How many items of one value. */
        readonly atMost: number;
      }[]
    | undefined;
  /** Named defaults of the service; a field of the request wins, filters must both hold. */
  readonly scenario?: string | undefined;
  /** Columns of the catalogue to return with each item; `image` and `link` find its addresses. */
  readonly fields?: readonly string[] | undefined;
  /** Whether the head orders the best candidates anew; true where the model has a head. */
  readonly rerank?: boolean | undefined;
  /** Whether items of the history are left out; true by default. */
  readonly excludeSeen?: boolean | undefined;
  /** The least relevance of an item, relative to the first of the list; items below are left out. */
  readonly minScore?: number | undefined;
  /** What stands behind the items that follow from the history. `popular`; `none` with a minScore. */
  readonly fill?: "none" | "popular" | "similar" | undefined;
  readonly explore?:
    | {
        /** The probability that a place shows another item than its own; the size of a draw. */
        readonly rate: number;
        readonly method?: "slots" | "thompson" | undefined;
        /** The first places, which stay as they are. */
        readonly keep?: number | undefined;
      }
    | undefined;
  /** `next` of an answer: the same request with it gives the next page. */
  readonly cursor?: string | undefined;
  readonly filter?: Filter | undefined;
  /**
   * An expression over columns of the items that gives a number from 0.001 to 1000 for each: its score is
   * multiplied by it, or divided where it is below 0, before the best are chosen.
   */
  readonly boost?: string | undefined;
  /** The present, in seconds since 1970, UTC. */
  readonly now?: number | undefined;
}

/** The query of GET /v1/items/{itemId}/similar. */
export interface SimilarQuery {
  /** How many items to return; fewer come back when fewer are left. */
  readonly k?: number | undefined;
  /** How many items of the same order to pass over: where a page begins. */
  readonly offset?: number | undefined;
  /** Further item ids never to return. */
  readonly exclude?: readonly string[] | undefined;
  /** How much likeness to items higher up counts against an item; 0, the default, changes nothing. */
  readonly diversity?: number | undefined;
  /** At most so many items of one value of a column in the list, over all of its pages. */
  readonly limits?:
    | readonly {
        readonly column: string;
        /** How many items of one value. */
        readonly atMost: number;
      }[]
    | undefined;
  /** Named defaults of the service; a field of the request wins, filters must both hold. */
  readonly scenario?: string | undefined;
  /** Columns of the catalogue to return with each item; `image` and `link` find its addresses. */
  readonly fields?: readonly string[] | undefined;
  readonly filter?: Filter | undefined;
  /**
   * An expression over columns of the items that gives a number from 0.001 to 1000 for each: its score is
   * multiplied by it, or divided where it is below 0, before the best are chosen.
   */
  readonly boost?: string | undefined;
  /** The present, in seconds since 1970, UTC. */
  readonly now?: number | undefined;
}

/** The query of GET /v1/items/{itemId}/bought-together. */
export interface BoughtTogetherQuery {
  /** How many items to return; fewer come back when fewer are left. */
  readonly k?: number | undefined;
  /** How many items of the same order to pass over: where a page begins. */
  readonly offset?: number | undefined;
  /** Further item ids never to return. */
  readonly exclude?: readonly string[] | undefined;
  /** How much likeness to items higher up counts against an item; 0, the default, changes nothing. */
  readonly diversity?: number | undefined;
  /** At most so many items of one value of a column in the list, over all of its pages. */
  readonly limits?:
    | readonly {
        readonly column: string;
        /** How many items of one value. */
        readonly atMost: number;
      }[]
    | undefined;
  /** Named defaults of the service; a field of the request wins, filters must both hold. */
  readonly scenario?: string | undefined;
  /** Columns of the catalogue to return with each item; `image` and `link` find its addresses. */
  readonly fields?: readonly string[] | undefined;
  readonly filter?: Filter | undefined;
}

/** The query of GET /v1/popular. */
export type PopularQuery = SimilarQuery;

/** The query of GET /v1/latest. */
export type LatestQuery = BoughtTogetherQuery & {
  /** A column of numbers, the highest first; by default when each item was first interacted with. */
  readonly by?: string | undefined;
};

/** The query of GET /v1/users/{userId}/similar. */
export interface SimilarUsersQuery {
  /** How many items to return; fewer come back when fewer are left. */
  readonly k?: number | undefined;
}

/**
 * Which items may be listed: conditions by column, or groups of at most 64 clauses in all, 4 deep. A filter with
 * a key must, should or mustNot is a group.
 */
export type Filter = ColumnConditions | FilterGroup;

/**
 * Conditions by column; all must hold. A text column takes a value, a list (any of them) or {not}; a numeric
 * column takes a number or a range with inclusive bounds. `itemId` is a text column.
 */
export type ColumnConditions = Readonly<
  Record<
    string,
    | string
    | number
    | readonly string[]
    | {
        readonly not: string | readonly string[];
      }
    | {
        readonly min?: number | undefined;
        readonly max?: number | undefined;
      }
  >
>;

/**
 * A condition on one column. Text columns take equals, anyOf, allOf, prefix and exists; numeric ones equals,
 * anyOf, min, max (bounds included) and exists; `itemId` takes equals, anyOf and prefix.
 */
export type FilterClause =
  | {
      /** A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name. */
      readonly column: string;
      readonly equals: string | number;
    }
  | {
      /** A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name. */
      readonly column: string;
      readonly anyOf: readonly string[] | readonly number[];
    }
  | {
      /** A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name. */
      readonly column: string;
      readonly allOf: readonly string[];
    }
  | {
      /** A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name. */
      readonly column: string;
      readonly min: number;
      readonly max?: number | undefined;
    }
  | {
      /** A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name. */
      readonly column: string;
      readonly max: number;
    }
  | {
      /** A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name. */
      readonly column: string;
      readonly prefix: string;
    }
  | {
      /** A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name. */
      readonly column: string;
      readonly exists: boolean;
    };

/** Items that pass all of must, at least one of should and none of mustNot. */
export interface FilterGroup {
  readonly must?: readonly (FilterClause | FilterGroup)[] | undefined;
  readonly should?: readonly (FilterClause | FilterGroup)[] | undefined;
  readonly mustNot?: readonly (FilterClause | FilterGroup)[] | undefined;
}

/** An item that the person chose, with what they gave it. */
export interface HistoryEntry {
  readonly itemId: string;
  /** A rating, or how often or how long; without one, the highest rating, or an interaction of value 1. */
  readonly value?: number | undefined;
}

/** An item that the person likes or dislikes, with how much. */
export interface Example {
  readonly itemId: string;
  /** How often it counts beside an item of the history. */
  readonly weight?: number | undefined;
}

/** What is sent to POST /v1/recommendations. */
export type RecommendationRequest = RecommendForUserQuery & {
  /** A user whose stored history is used, together with `history`. */
  readonly userId?: string | undefined;
  /**
   * What the person chose, oldest first, with values or without; not returned unless excludeSeen is false. An item
   * that comes again counts at its last place; with a userId, after the stored history.
   */
  readonly history?: readonly (string | HistoryEntry)[] | undefined;
  /** Who has a part in an experiment, where there is no userId; it means nothing else. */
  readonly visitorId?: string | undefined;
  /**
   * Items that the person likes, beside the history, which they join; each once, none of them a dislike. Never
   * returned.
   */
  readonly likes?: readonly (string | Example)[] | undefined;
  /**
   * Items that the person dislikes; each once. Items like them sink where the model can do that:
   * `capabilities.dislikes` of GET /v1/model says how. Never returned.
   */
  readonly dislikes?: readonly (string | Example)[] | undefined;
  /**
   * How history, likes and dislikes make a list: the model's own way, or for models by factors the cosine to the
   * average of the examples, or to the best of them.
   */
  readonly strategy?: "fold-in" | "average" | "best" | undefined;
  /** Whether each item says what its score follows from, in `because`. */
  readonly explain?: boolean | undefined;
  /**
   * What is known of a person without history, by column: for models that learned from attributes of users. With a
   * history it counts for nothing.
   */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /**
   * The person's factors, as many numbers as `capabilities.vector` says, in place of what the history would be
   * folded into. What is in the history is still not returned.
   */
  readonly vector?: readonly number[] | undefined;
  /** Lets items sink that were shown; needs `shown`. */
  readonly rotation?:
    | {
        /** The share of its score that an item loses which was shown just now. */
        readonly rate: number;
        /** Seconds after which half of that is left. */
        readonly halfLife: number;
      }
    | undefined;
  /** What was shown, and when. */
  readonly shown?:
    | readonly {
        readonly itemId: string;
        /** Seconds since 1970, UTC. */
        readonly at: number;
      }[]
    | undefined;
};

/** What is sent to POST /v1/rank. */
export interface RankRequest {
  /** A user whose stored history is used, together with `history`. */
  readonly userId?: string | undefined;
  /**
   * What the person chose, oldest first, with values or without; not returned unless excludeSeen is false. An item
   * that comes again counts at its last place; with a userId, after the stored history.
   */
  readonly history?: readonly (string | HistoryEntry)[] | undefined;
  /** Who has a part in an experiment, where there is no userId; it means nothing else. */
  readonly visitorId?: string | undefined;
  /**
   * Items that the person likes, beside the history, which they join; each once, none of them a dislike. Never
   * returned.
   */
  readonly likes?: readonly (string | Example)[] | undefined;
  /**
   * Items that the person dislikes; each once. Items like them sink where the model can do that:
   * `capabilities.dislikes` of GET /v1/model says how. Never returned.
   */
  readonly dislikes?: readonly (string | Example)[] | undefined;
  /**
   * How history, likes and dislikes make a list: the model's own way, or for models by factors the cosine to the
   * average of the examples, or to the best of them.
   */
  readonly strategy?: "fold-in" | "average" | "best" | undefined;
  /** Whether each item says what its score follows from, in `because`. */
  readonly explain?: boolean | undefined;
  /**
   * What is known of a person without history, by column: for models that learned from attributes of users. With a
   * history it counts for nothing.
   */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /**
   * The person's factors, as many numbers as `capabilities.vector` says, in place of what the history would be
   * folded into. What is in the history is still not returned.
   */
  readonly vector?: readonly number[] | undefined;
  /** How many of them to return; as many as there are `items` by default. */
  readonly k?: number | undefined;
  /** How many items of the same order to pass over: where a page begins. */
  readonly offset?: number | undefined;
  /** Further item ids never to return. */
  readonly exclude?: readonly string[] | undefined;
  /** How much likeness to items higher up counts against an item; 0, the default, changes nothing. */
  readonly diversity?: number | undefined;
  /** At most so many items of one value of a column in the list, over all of its pages. */
  readonly limits?:
    | readonly {
        readonly column: string;
        /** How many items of one value. */
        readonly atMost: number;
      }[]
    | undefined;
  /** Named defaults of the service; a field of the request wins, filters must both hold. */
  readonly scenario?: string | undefined;
  /** Columns of the catalogue to return with each item; `image` and `link` find its addresses. */
  readonly fields?: readonly string[] | undefined;
  /** Whether the head orders the best candidates anew; true where the model has a head. */
  readonly rerank?: boolean | undefined;
  /** Whether items of the history are left out; false by default: what is given is ordered. */
  readonly excludeSeen?: boolean | undefined;
  /** The least relevance of an item, relative to the first of the list; items below are left out. */
  readonly minScore?: number | undefined;
  /** What stands behind the items that follow from the history. `popular`; `none` with a minScore. */
  readonly fill?: "none" | "popular" | "similar" | undefined;
  readonly explore?:
    | {
        /** The probability that a place shows another item than its own; the size of a draw. */
        readonly rate: number;
        readonly method?: "slots" | "thompson" | undefined;
        /** The first places, which stay as they are. */
        readonly keep?: number | undefined;
      }
    | undefined;
  /** `next` of an answer: the same request with it gives the next page. */
  readonly cursor?: string | undefined;
  /** Lets items sink that were shown; needs `shown`. */
  readonly rotation?:
    | {
        /** The share of its score that an item loses which was shown just now. */
        readonly rate: number;
        /** Seconds after which half of that is left. */
        readonly halfLife: number;
      }
    | undefined;
  /** What was shown, and when. */
  readonly shown?:
    | readonly {
        readonly itemId: string;
        /** Seconds since 1970, UTC. */
        readonly at: number;
      }[]
    | undefined;
  /** The present, in seconds since 1970, UTC. */
  readonly now?: number | undefined;
  readonly filter?: Filter | undefined;
  /**
   * An expression over columns of the items that gives a number from 0.001 to 1000 for each: its score is
   * multiplied by it, or divided where it is below 0, before the best are chosen.
   */
  readonly boost?: string | undefined;
  /** The items to order; one that comes twice is listed once. */
  readonly items: readonly string[];
}

/** What is sent to POST /v1/predictions. */
export interface PredictionRequest {
  /** A user whose stored history is used, together with `history`. */
  readonly userId?: string | undefined;
  /** What the person chose, oldest first, with values or without. */
  readonly history?: readonly (string | HistoryEntry)[] | undefined;
  /** The items to predict, those of the history too. */
  readonly items: readonly string[];
}

/** What is sent to POST /v1/batch. */
export interface BatchRequest {
  /** Each is answered by itself, by the same version of the model. */
  readonly requests: readonly (
    | (RecommendationRequest & {
        readonly verb: "recommend";
      })
    | (RankRequest & {
        readonly verb: "rank";
      })
    | (SimilarQuery & {
        readonly verb: "similar";
        readonly itemId: string;
      })
    | (BoughtTogetherQuery & {
        readonly verb: "bought-together";
        readonly itemId: string;
      })
    | (SimilarQuery & {
        readonly verb: "popular";
      })
    | (LatestQuery & {
        readonly verb: "latest";
      })
  )[];
}

/**
 * The answer of GET /v1/users/{userId}/recommendations, POST /v1/recommendations, POST /v1/rank, GET
 * /v1/items/{itemId}/similar, GET /v1/items/{itemId}/bought-together, GET /v1/popular, GET /v1/latest.
 */
export interface Recommendations {
  model: {
    name: string;
    /** Changes whenever the artefact's content does. */
    version: string;
  };
  /** Names this answer, for feedback. */
  recommendationId: string;
  /** Best first. */
  items: {
    itemId: string;
    /** Ranks only: higher is better, comparable within one answer. */
    score: number;
    /**
     * Nothing follows from the history for this item: it is ordered by popularity, or similar to the newest of the
     * history (`fill`). Absent where it follows.
     */
    source?: "popular" | "similar" | undefined;
    /** The probability that this item stands at this place; there with `explore`. */
    propensity?: number | undefined;
    /** How many times as often users have both items as they would by chance; bought together only. */
    lift?: number | undefined;
    /** How many users have both items; bought together only. */
    together?: number | undefined;
    /** When it was first interacted with, seconds since 1970, UTC; latest items only. */
    firstSeen?: number | undefined;
    title?: string | undefined;
    /** What it has in the columns that were asked for. */
    fields?: Record<string, string | number | string[]> | undefined;
    /**
     * Where an explanation was asked for: items of the history and likes that the score follows from, the largest
     * part first, and what everybody chooses; empty where nothing follows from the history.
     */
    because?:
      | (
          | {
              itemId: string;
              /** Its part of the score, divided by the size of the score: the shares of all parts add up to 1, or −1. */
              share: number;
              title?: string | undefined;
            }
          | {
              source: "popularity";
              /** Its part of the score, divided by the size of the score: the shares of all parts add up to 1, or −1. */
              share: number;
            }
        )[]
      | undefined;
  }[];
  /** Present when the answer is not personal: the popular items, and why. */
  fallback?:
    | {
        reason: "unknown-user" | "empty-history" | "no-known-items" | "no-signal" | "model-not-personal" | "no-vector";
        message: string;
      }
    | undefined;
  /** The same request with it as `cursor` gives the next page; absent where this one is not full. */
  next?: string | undefined;
  /** The part that the user or visitor has in an experiment; there where one runs. */
  experiment?:
    | {
        name: string;
        variant: string;
      }
    | undefined;
  /** Whether the neural head ordered the best candidates anew. */
  reranked: boolean;
  /** What `because` explains: `retrieval` where the head ordered the list anew, which is not explained. */
  explains?: "retrieval" | "score" | undefined;
  /** Item ids of the request, excluded ones too, that the model does not know; they had no effect. */
  unknownItemIds: string[];
  /** What the request cost, in items. */
  work: {
    itemsScored: number;
    itemsExcluded: number;
    itemsReranked: number;
  };
  /** What must be said about the data, such as: simulated audience. */
  note?: string | undefined;
}

/** The answer of POST /v1/predictions. */
export interface Predictions {
  model: {
    name: string;
    /** Changes whenever the artefact's content does. */
    version: string;
  };
  /** In the order of the request, without unknown items. */
  items: {
    itemId: string;
    /** On the scale of the ratings in the data; from a model of ratings. */
    predictedRating?: number | undefined;
    /** From any other model: ranks only, comparable within one answer. */
    score?: number | undefined;
    /**
     * Nothing follows from the history for this item: it is ordered by popularity, or similar to the newest of the
     * history (`fill`). Absent where it follows.
     */
    source?: "popular" | "similar" | undefined;
    title?: string | undefined;
  }[];
  /** Present when the answer is not personal: what the model says of everybody, and why. */
  fallback?:
    | {
        reason: "unknown-user" | "empty-history" | "no-known-items" | "no-signal" | "model-not-personal" | "no-vector";
        message: string;
      }
    | undefined;
  /** Item ids of the request, excluded ones too, that the model does not know; they had no effect. */
  unknownItemIds: string[];
  /** What the request cost, in items. */
  work: {
    itemsScored: number;
    itemsExcluded: number;
    itemsReranked: number;
  };
  /** What must be said about the data, such as: simulated audience. */
  note?: string | undefined;
}

/** The answer of POST /v1/batch. */
export interface Batch {
  model: {
    name: string;
    /** Changes whenever the artefact's content does. */
    version: string;
  };
  /** One for each request, in their order: an answer, or the problem that the request has. */
  answers: (
    | {
        index: number;
        answer: Recommendations;
      }
    | {
        index: number;
        problem: Problem;
      }
  )[];
}

/** The answer of GET /v1/items/{itemId}. */
export interface Item {
  model: {
    name: string;
    /** Changes whenever the artefact's content does. */
    version: string;
  };
  item: {
    itemId: string;
    /** Empty where there is none. */
    title: string;
    /** Its interactions in the data. */
    popularity: number;
    categories: Record<string, string[]>;
    /** Without columns in which the item has none. */
    numbers: Record<string, number>;
    /** Prose and addresses that training kept. */
    texts?: Record<string, string> | undefined;
    /** The address of its picture, whatever the column is called. */
    image?: string | undefined;
    /** The address of its page. */
    link?: string | undefined;
  };
}

/** The answer of GET /v1/users/{userId}/similar. */
export interface SimilarUsers {
  model: {
    name: string;
    /** Changes whenever the artefact's content does. */
    version: string;
  };
  users: {
    userId: string;
    /** The cosine of the two histories as sets of items, above 0. */
    similarity: number;
    /** Items that both have. */
    common: number;
  }[];
  work: {
    usersCompared: number;
  };
}

/** The answer of GET /v1/model. */
export interface Model {
  name: string;
  version: string;
  kind: string;
  options: Record<string, number | string | boolean>;
  precision: "f32" | "int8";
  factorCount: number;
  head: {
    kind: string;
    options: Record<string, number | string | boolean>;
    candidateCount: number;
    hidden: number[];
    factorCount?: number | undefined;
    /** What it reads of a candidate. */
    features?: string[] | undefined;
    /** Models that find candidates beside that of the artefact. */
    retrievers?:
      | {
          kind: string;
          options: Record<string, number | string | boolean>;
        }[]
      | undefined;
    /** Its labels: what came next in histories, or hidden parts of them. */
    question?: "next" | "missing" | undefined;
    validation?:
      | {
          lists: number;
          retrieval: Record<string, number>;
          head: Record<string, number>;
        }
      | undefined;
    fittedTo?: string | undefined;
  } | null;
  seed: number;
  /** What made the item factors; absent where they were trained here. */
  origin?:
    | {
        kind: string;
        version?: string | undefined;
        nonNegative?: true | undefined;
      }
    | undefined;
  data: {
    name: string;
    fingerprint: string;
    fingerprintKind?: "row-sum" | "item-factors" | undefined;
    users: number;
    items: number;
    interactions: number;
    feedback: "explicit" | "implicit";
    note: string;
    historyOrder?: "oldest-first" | undefined;
    historyValues?: "given" | undefined;
  };
  evaluations: {
    subject: string;
    protocol: string;
    part: "validation" | "test";
    users: number;
    metrics: Record<string, number>;
    /** How many users could have been asked, where these were drawn from them. */
    sampledFrom?: number | undefined;
    /** How far chance in the choice of users moves each figure; there with sampledFrom. */
    standardErrors?: Record<string, number> | undefined;
  }[];
  /** The columns of the items; a filter can name categories and numbers, `fields` all of them. */
  columns: {
    categories: string[];
    numbers: string[];
    texts?: string[] | undefined;
  };
  /** Which fields of a request this model honours, and how. */
  capabilities: {
    history: boolean;
    rerank: boolean;
    similar: boolean;
    diversity: "factors" | "weights" | "categories" | "none";
    explore: ("slots" | "thompson")[];
    /** What dislikes do beside being left out; `exclusion`: nothing. */
    dislikes: "fold-in" | "weights" | "ratings" | "exclusion";
    strategies: ("fold-in" | "average" | "best")[];
    explain: boolean;
    attributes: boolean;
    /** Numbers in the `vector` of a request; 0 where it takes none. */
    vector: number;
    boughtTogether: boolean;
    latest: boolean;
  };
  /** The largest request that the service takes. */
  limits: Record<string, number>;
}

/** The answer of GET /health/live. */
export interface Live {
  status: "live";
}

/** The answer of GET /health/ready. */
export interface Ready {
  status: "ready";
  model: {
    name: string;
    /** Changes whenever the artefact's content does. */
    version: string;
  };
  /** What the model holds: kernel memory and tensors of the head. Requests leave both as they are. */
  memory: {
    wasmBytes: number;
    headTensors: number;
  };
}

/** What is wrong with a request, or with the service (RFC 9457). */
export interface Problem {
  /** Where the problem is explained; relative to the service. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable name, for programs. */
  code: string;
  errors?:
    | {
        path: string;
        message: string;
      }[]
    | undefined;
}
