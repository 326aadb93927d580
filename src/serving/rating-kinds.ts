import { restoreBiasedMf } from "../models/biased-mf.ts";
import { HYBRID } from "../models/hybrid.ts";
import { restoreHybridRating } from "../models/hybrid-rating.ts";
import type { RestoreRatings } from "../models/served-ratings.ts";

/** How the models of ratings come back from what an artefact keeps of them, by kind. */
export const RATING_KINDS: ReadonlyMap<string, RestoreRatings> = new Map<string, RestoreRatings>([
  ["biased-mf", restoreBiasedMf],
  [HYBRID, restoreHybridRating((kind) => RATING_KINDS.get(kind))],
]);
