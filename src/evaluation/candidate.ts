import type { Interactions } from "../data/interactions.ts";
import type { Fold } from "../data/splits.ts";
import type { Fitted } from "./evaluate-fitted.ts";
import type { EpochLosses } from "./losses.ts";

type Options = Readonly<Record<string, number | string | boolean>>;

/** A model to be fitted on each fold's train part, with the options that stand beside its figures. */
export interface Candidate {
  /** Name in tables: `implicit-als`. */
  readonly model: string;
  /** Of an option that is searched for, all values in one text: `50,100`. */
  readonly options: Options;
  /** Whether the fitted model predicts ratings: the baselines of ratings then stand beside it. */
  readonly predicts?: boolean | undefined;
  /** Whether its predictions are decisions only, so that the size of their error means nothing. */
  readonly decisionsOnly?: boolean | undefined;
  /** The search in every train part; absent where the options are given. */
  readonly search?: NestedSearchPlan | undefined;
  /**
   * Chooses options by a train part alone: what comes back is fitted to all of that part. Absent where nothing is
   * chosen.
   */
  choose?(train: Interactions): Promise<Choice>;
  /**
   * Chooses first, where there is something to choose. `onEpoch` hears of the epochs of a fit that is made with progress by
   * epochs; without it, a model may skip computing what it reports. `asks` is what the test part asks for; a model that can
   * tell takes it from the data where it is not given.
   */
  fit(train: Interactions, onEpoch?: (losses: EpochLosses) => void, asks?: Fold["asks"]): Fitted | Promise<Fitted>;
}

/** A search inside every train part, as it stands in reports. */
export interface NestedSearchPlan {
  /** The metric of the search: `rmse`, `ndcg@10`. */
  readonly metric: string;
  /** Share of each user's train rows that the figure is measured on. */
  readonly validation: number;
  /** How many settings are fitted in every train part, before the best one is fitted to all of it. */
  readonly settings: number;
  /** In the words of the command line: `factors=50,100`. */
  readonly space: readonly string[];
}

/** What was chosen by one train part. */
export interface Choice {
  readonly candidate: Candidate;
  /** As `--set` takes it: `factors=50`. */
  readonly set: readonly string[];
  /** Figures of the chosen setting on the rows that chose it. */
  readonly validation: Readonly<Record<string, number>>;
}
