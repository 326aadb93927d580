import type { Interactions } from "../data/interactions.ts";
import type { RankingModel } from "../models/model.ts";
import type { Retriever } from "./retriever.ts";

/** How a retrieval is fitted to any part of the data, so that re-rankers can be trained behind it. */
export interface RetrievalPlan<F extends FittedRetrieval = FittedRetrieval> {
  /** Of the model: `slim`. */
  readonly name: string;
  /**
   * Fits to `train`, which keeps the vocabularies of the whole. `phase` says what for; undefined for the fits behind examples,
   * which have one phase together. A plan whose fits can begin at another one begins at `start`; others ignore it.
   */
  fit(train: Interactions, phase?: string, start?: F): Promise<F>;
}

/** A retrieval that was fitted, as re-rankers see it. */
export interface FittedRetrieval {
  /** What is measured: the lists that will be served. */
  readonly model: RankingModel;
  readonly retriever: Retriever;
}

/** The plans behind a re-ranker: that of the model whose lists are ordered anew, and those that find more candidates. */
export type RetrievalPlans<F extends FittedRetrieval = FittedRetrieval> = readonly [
  RetrievalPlan<F>,
  ...RetrievalPlan<F>[],
];

/** Fits of the plans in their order. */
export type FittedRetrievals<F extends FittedRetrieval = FittedRetrieval> = readonly [F, ...F[]];

/** Fits all plans to the same data, one after the other, from the fits of `start` where they can. */
export async function fitAll<F extends FittedRetrieval>(
  [first, ...others]: RetrievalPlans<F>,
  train: Interactions,
  phase?: (name: string) => string,
  start?: FittedRetrievals<F>,
): Promise<FittedRetrievals<F>> {
  const fitted: [F, ...F[]] = [await first.fit(train, phase?.(first.name), start?.[0])];
  for (const [place, plan] of others.entries()) {
    fitted.push(await plan.fit(train, phase?.(plan.name), start?.[place + 1]));
  }
  return fitted;
}
