import type { Artefact } from "../../artefact/artefact.ts";
import type { RequestError } from "../../errors.ts";
import type { CompiledFilter } from "../../models/retrieval/item-mask.ts";
import type { Retrieval, Retrieved } from "../../models/retrieval/retrieval.ts";
import type { UserDraw } from "../../models/retrieval/user-of-rows.ts";
import type { ServedModel } from "../../models/served-model.ts";
import type { BoostCompiler } from "../expressions/compile-boost.ts";
import type { History } from "../history.ts";
import type { Likeness } from "../likeness/likeness.ts";
import type { ReRanker } from "../re-ranker.ts";
import type { Fallback, Filter, RecommendedItem, RecommendRequest } from "../types.ts";

/** What an engine is made of, as its stages see it. */
export interface EngineParts {
  readonly artefact: Artefact;
  readonly served: ServedModel;
  /** undefined for a model that knows no person. */
  readonly retrieval: Retrieval | undefined;
  readonly reRanker: ReRanker | undefined;
  /** f32[items]: what the popular items stand by. */
  readonly popularity: Float32Array;
  readonly compileFilter: (filter: Filter) => CompiledFilter;
  readonly compileBoost: BoostCompiler;
  /** How the user of a request is drawn (drawn-user.ts); absent where no request asks for it. */
  readonly drawUser?: (request: ListRequest, parts: EngineParts) => UserDraw | undefined;
  /** What tells that items are alike; undefined where nothing does. */
  readonly likeness: Likeness | undefined;
  /**
   * The error of a field, or of a kind of list, that this model cannot honour: it names the field, the model, what that would
   * need and what to do (`leave it out` by default).
   */
  readonly unsupported: (field: string, needs: string, remedy?: string) => RequestError;
}

/** A request for a list of any kind. */
export interface ListRequest extends RecommendRequest {
  /** The item that others are to be like. */
  readonly itemId?: string | undefined;
  /** The only items that may be listed. */
  readonly items?: readonly string[] | undefined;
  /** A column of numbers that says which items are the latest. */
  readonly by?: string | undefined;
}

/** A request on its way through the stages: as it came, and what is known of it by now. */
export interface ListState {
  readonly request: ListRequest;
  /** Length of the list that was asked for. */
  readonly k: number;
  /** How many items of the order are passed over before it. */
  readonly offset: number;
  /** offset + k: as far as the order must be known. */
  readonly depth: number;
  /** How many items are to be retrieved: `depth`, or more where a later stage chooses among them. */
  readonly width: number;
  /** How long the list must be at its end, where the catalogue has so many: `depth`, or more where a stage says so. */
  readonly least: number;
  readonly filter: CompiledFilter | undefined;
  /** What the scores of items are multiplied by (RetrievalOptions): f32[items]. */
  readonly boost: Float32Array | undefined;
  readonly history: History;
  /** Finds the best items for the vector of the request; undefined where it brings none. */
  readonly listByVector?: ((state: ListState) => Retrieved) | undefined;
  /** Index of the item that others are to be like. */
  readonly item: number | undefined;
  /** Item indices never to be returned, distinct and ascending. */
  readonly exclude: Uint32Array;
  readonly unknownItemIds: readonly string[];
  /** Why the list is not personal; undefined where it is. */
  readonly fallback: Fallback | undefined;
  /** What the list was found by. */
  readonly foundBy: "history" | "attributes" | "vector" | "item" | "popularity";
  /** The list, best first: `width` items or fewer. */
  readonly list: Retrieved;
  /** Whether a wider search would find items behind those of the list. */
  readonly goesOn: boolean;
  /** Items that fill the list up because they are similar to the newest of the history. */
  readonly similar: ReadonlySet<number>;
  /** How many users have each item together with the one that was asked for; undefined in other lists. */
  readonly together: ReadonlyMap<number, number> | undefined;
  /** f64[items]: the times that a list of the latest goes by; undefined in other lists. */
  readonly firstSeen: Float64Array | undefined;
  /** The probability of each item to stand where it stands; undefined where nothing is drawn. */
  readonly propensities: ReadonlyMap<number, number> | undefined;
  readonly reranked: boolean;
  readonly itemsReranked: number;
  /** The k items from `offset` on as the caller sees them; empty until they are presented. */
  readonly items: readonly RecommendedItem[];
}

/** One step from a request to its answer. A stage keeps nothing of a request. */
export interface Stage {
  /** Whether it looks for items: what stands before it is done once, even where a list is sought anew. */
  readonly searches?: boolean;
  /** How many items it wants to choose from, where the stages behind it choose among `wanted`: `depth` or more. */
  width?(request: ListRequest, parts: EngineParts, wanted: number): number;
  /** How many items must reach it though stages before it take some out: the search is widened until they do. */
  least?(request: ListRequest): number;
  /** The state with what the stage adds or changes. */
  run(state: ListState, parts: EngineParts): ListState;
  /** `run` for requests that differ only in their users, with the same results; absent where it would gain nothing. */
  runMany?(states: readonly ListState[], parts: EngineParts): ListState[];
}
