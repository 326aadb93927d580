import { scanBatch } from "../../kernels/batch-scan.ts";
import { scanBest } from "../../kernels/best-scan.ts";
import { quietenFactors } from "../rating-signal.ts";
import { createLikenessLists } from "./by-likeness.ts";
import { nonNegativeUser } from "./non-negative.ts";
import { scanRows } from "./scan-rows.ts";
import { listWithin } from "./within-reach.ts";

/**
 * What retrieval by factors does beside finding items for one history: lists of other strategies, batches, users among
 * factors that are not negative, and models of ratings whose histories reach a part of the catalogue. A page that wants none of
 * it need not load it.
 */
export const FACTOR_EXTRAS = {
  searches: { scanBatch, scanBest },
  likenessLists: createLikenessLists,
  ...{ listWithin, nonNegativeUser, quietenFactors, scanRows },
};

export type FactorExtras = typeof FACTOR_EXTRAS;
