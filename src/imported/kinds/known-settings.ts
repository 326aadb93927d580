/** Settings of factors that were fitted to the objective of Hu, Koren and Volinsky. */
export const HKV_SETTINGS: readonly string[] = ["regularization", "confidence", "weighting", "dislikeTarget"];

/** Settings that say of ratings what no factors do. */
export const SCALE_SETTINGS = ["mean", "minimum", "maximum"] as const;
