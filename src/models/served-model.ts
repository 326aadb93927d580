import type { Csr } from "../data/csr.ts";
import type { ItemFactors, ItemIndex } from "../kernels/item-index.ts";
import type { RatingPredictor } from "./rating-model.ts";
import type { HistoryReach, ReachesOf } from "./rating-signal.ts";
import type { Parts } from "./retrieval/parts.ts";
import type { FoldedUser } from "./retrieval/user-of-rows.ts";

/**
 * A model as it answers: restored from its state, with no data of training. What is evaluated and what is served are both
 * this. Histories are item indices, distinct and ascending (u32), with a weight beside each (f32).
 */
export interface ServedModel {
  /** How items are found for a history; serving looks at `by` and at nothing else. */
  readonly retrieve: Retrieve;
  /** The weights of a history by its values; an artefact keeps histories so. The values themselves by default. */
  readonly weigh?: ((values: Float32Array) => Float32Array) | undefined;
  /**
   * The weight of an item that a request names, with the value sent with it or with none; 1 by default. Throws RangeError for
   * a value that the model cannot take a weight from.
   */
  readonly sentWeight?: ((value: number | undefined) => number) | undefined;
  /** predictedRating by item of a user with this history, which may be empty; undefined for a model of rankings only. */
  readonly predict?: ((items: Uint32Array, weights: Float32Array) => RatingPredictor) | undefined;
  /** Of which items a prediction follows from a history; undefined for all of them. */
  readonly reaches?: ReachesOf | undefined;
  /** Whether items stand in the same order for every user, as by biases and means. */
  readonly isAlike?: boolean | undefined;
  /** Whether lists are ordered by predicted rating. */
  readonly ranksByRating?: boolean | undefined;
  /** How similar the items are to one, f32[items], 0 where not at all: for models whose retrieval does not say it. */
  readonly similarTo?: ((item: number) => Float32Array) | undefined;
}

/** The forms of retrieval. What a network or a sequence model computes is a query by factors; the scan stays the kernel's. */
export type Retrieve = ByFactors | ByWeights | ByScores | ByPopularity;

/** score(u, i) = query(u) · row(i): the scan kernel searches the rows. */
export type ByFactors = FactorRows &
  (
    | {
        /**
         * The factors of a user: f32[factorCount]. `index` holds the rows, and folds in by the kernel where there is a Gram matrix.
         * `sequence` as in WeighedHistory: a model that reads order gives zeros where there is none.
         */
        readonly query: (
          index: ItemIndex,
          items: Uint32Array,
          weights: Float32Array,
          sequence?: Uint32Array,
        ) => Float32Array;
        /** What `query` does, where the factors of a user follow from rows of items in closed form; undefined for other models. */
        readonly foldsIn?: FoldsIn | undefined;
      }
    /** The same with nothing but the closed form. */
    | { readonly query?: undefined; readonly foldsIn: FoldsIn }
  );

interface FactorRows {
  readonly by: "factors";
  /** items × factorCount. It is read once: the rows then lie in the kernels' memory. */
  readonly factors: ItemFactors;
  /** 1 to 512, lanes of biases among them. */
  readonly factorCount: number;
  /** Leading lanes in which similar items are similar; the others are biases. All by default. */
  readonly likenessLanes?: number | undefined;
  /** For fold-in by the kernel: f32[factorCount × factorCount]. */
  readonly gram?: Float32Array | undefined;
  /**
   * The user's side of the lanes behind `likenessLanes`, which is the same for every user: a vector that a request brings has
   * no such lanes. Without it, and with such lanes, no request can bring one.
   */
  readonly userBiases?: readonly number[] | undefined;
  /** Whether a vector that a request brings is scaled to length 1, as rows are. */
  readonly unitVectors?: boolean | undefined;
  /** Set where no history becomes factors: a request brings its own vector, or gets the popular items. */
  readonly needsVector?: boolean | undefined;
  /** The factors of a user without a history by attributes; undefined where none of them is known. */
  readonly queryOfAttributes?: ((given: GivenAttributes) => Float32Array | undefined) | undefined;
  /** What a history reaches, where scores alone cannot tell: predicted ratings of other items are a constant and biases. */
  readonly reach?: HistoryReach | undefined;
  /** Bytes of kernel memory that `query` holds beside the rows, such as those of an encoder; 0 by default. */
  readonly memoryBytes?: number | undefined;
}

/**
 * How the factors of a user follow from the rows of a history. With it a model takes likes and dislikes, says what a score is made
 * of, and can be drawn from.
 */
export type FoldsIn =
  /** One exact solve of the kernel (ItemIndex.foldIn). */
  | {
      readonly by: "equations";
      /** v, the weights of the right side, by observed weights, in equations of so many items. */
      readonly weightsOf: (weights: Float32Array, count: number) => Float32Array;
      /** What they are more than those of the left side, w = max(0, v − shift); 0 by default. */
      readonly shift?: number | undefined;
      /** λ of equations of so many items. */
      readonly regularizationOf: (count: number) => number;
      /** τ, −1 to 0: what a dislike is to be predicted as; 1 is what an item of the history is. */
      readonly dislikeTarget: number;
      /** The last lane of the user where that of the items is a bias, which is not solved for. */
      readonly biasLane?: number | undefined;
      /** Whether no factor may be below 0. There is then nothing to draw from. */
      readonly nonNegative?: boolean | undefined;
    }
  /** The sum of the rows, each times its weight. */
  | { readonly by: "sum"; readonly nonNegative?: undefined }
  /** Sums of the rows in a way of the model's own: dislikes count against items. */
  | { readonly by: "own"; readonly user: (index: ItemIndex) => FoldedUser; readonly nonNegative?: undefined };

/** score(u, i) = Σ_j w_j · weights[j, i]: the sparse kernel adds rows. */
export interface ByWeights {
  readonly by: "weights";
  /** items × items: row j is what item j of a history adds to each item. */
  readonly weights: Csr;
  /**
   * The weights of a history for the matrix, where it is kept with other values, such as ratings, or where they follow from the
   * order: `sequence` as in WeighedHistory. Items of weight 0 cost nothing.
   */
  readonly weigh?: ((weights: Float32Array, items: Uint32Array, sequence?: Uint32Array) => Float32Array) | undefined;
  /** Whether weights follow from the order alone: likes then count as items of the history, and dislikes for nothing. */
  readonly weighsByOrder?: boolean | undefined;
}

/** score(u, i) by a computation of the model's own over all items. */
export interface ByScores {
  readonly by: "scores";
  /**
   * The scores of all items for a history; `isOut` tells which of them cannot be listed. May be overwritten by the next call.
   * `sequence` as in WeighedHistory.
   */
  readonly scoresOf: (
    items: Uint32Array,
    weights: Float32Array,
    isOut: (item: number) => boolean,
    sequence?: Uint32Array,
  ) => ItemScores;
  /** The same for many histories at a time, where that costs less: `size` of them at most. */
  readonly together?: ScoresTogether | undefined;
  /** Items whose score one request computes, for the work counters; the catalogue by default. */
  readonly itemsScored?: number | undefined;
  /** Bytes of kernel memory that the computation holds; 0 by default. */
  readonly memoryBytes?: number | undefined;
  /** What the scores of wanted items are made of; undefined where that cannot be said. */
  readonly partsOf?: PartsOf | undefined;
}

/** What the scores of `wanted` are made of for a history; `sequence` as in WeighedHistory. */
export type PartsOf = (items: Uint32Array, weights: Float32Array, wanted: Uint32Array, sequence?: Uint32Array) => Parts;

/** Scores of many histories. */
export interface ScoresTogether {
  /** Histories that are taken at a time, at most. */
  readonly size: number;
  /** Gives the scores of all items by the place of a history. They may be overwritten by the next call of either function. */
  readonly scoresOf: (rows: readonly WeighedHistory[]) => (row: number) => ItemScores;
}

/** A history with its weights. */
export interface WeighedHistory {
  readonly history: Uint32Array;
  readonly weights: Float32Array;
  /**
   * Those of its items whose order is known, oldest first, each once; empty or absent where none is. Stored items without order
   * are in `history` alone.
   */
  readonly sequence?: Uint32Array | undefined;
}

/** The same list for every user, without what each has. */
export interface ByPopularity {
  readonly by: "popularity";
  /** f32[items], from 0: what they stand by; their interactions in train by default. */
  readonly popularity?: Float32Array | undefined;
}

/** Attributes of a user as a request has them, by column. */
export type GivenAttributes = Readonly<Record<string, string | readonly string[]>>;

/** Scores of all items. */
export interface ItemScores {
  /** f32[items]; 0 where nothing follows from the history. */
  readonly scores: Float32Array;
  /** u8[items]: 1 where nothing follows, for scores on a scale on which 0 does not say so. */
  readonly isSilent?: Uint8Array | undefined;
}
