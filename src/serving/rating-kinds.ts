import { restoreBiasedMf } from "../models/biased-mf.ts";
import { restoreExplicitAls } from "../models/explicit-als.ts";
import { restoreFunkMf } from "../models/funk-mf.ts";
import { restoreNmf } from "../models/nmf.ts";
import type { RestoreRatings } from "../models/served-ratings.ts";
import { restoreSvd } from "../models/svd.ts";
import { restoreSvdpp } from "../models/svdpp.ts";

/** How the models of ratings come back from what an artefact keeps of them, by kind. */
export const RATING_KINDS: ReadonlyMap<string, RestoreRatings> = new Map<string, RestoreRatings>([
  ["biased-mf", restoreBiasedMf],
  ["explicit-als", restoreExplicitAls],
  ["funk-mf", restoreFunkMf],
  ["nmf", restoreNmf],
  ["svd", restoreSvd],
  ["svdpp", restoreSvdpp],
]);
