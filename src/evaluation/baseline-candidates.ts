import type { Interactions } from "../data/interactions.ts";
import { popularityBaseline, randomBaseline } from "./baselines.ts";
import type { Candidate } from "./candidate.ts";
import type { Fitted } from "./evaluate-fitted.ts";
import { constantBaselines, globalMeanBaseline, randomRatingBaseline } from "./rating-baselines.ts";

/** Which baselines an evaluation needs. */
export interface BaselineWishes {
  readonly seed: number;
  /** Whether lists are measured. */
  readonly withRankings: boolean;
  /** Whether predicted ratings are measured. */
  readonly withRatings: boolean;
  /** Whether decisions at a threshold are measured. */
  readonly withDecisions: boolean;
}

/** The baselines of a table, in its order. */
export function baselineCandidates(wishes: BaselineWishes): Candidate[] {
  const popularity: Candidate = { model: "popularity", options: {}, fit: popularityBaseline };
  const mean: Candidate = { model: "global-mean", options: {}, fit: globalMeanBaseline };
  const constant = (model: "everything" | "nothing"): Candidate => {
    return { model, options: {}, decisionsOnly: true, fit: () => constantBaselines()[model] };
  };
  return [
    ...(wishes.withRankings ? [popularity] : []),
    randomCandidate(wishes.seed, wishes.withRatings),
    ...(wishes.withRatings ? [mean] : []),
    ...(wishes.withDecisions ? [constant("everything"), constant("nothing")] : []),
  ];
}

/** Random rankings and, where ratings are measured, random ratings. */
export function randomCandidate(seed: number, withRatings: boolean): Candidate {
  const fit = (train: Interactions): Fitted => ({
    ...randomBaseline(train.itemIds.size, seed),
    ...(withRatings ? randomRatingBaseline(train, seed) : {}),
  });
  return { model: "random", options: { seed }, fit };
}
