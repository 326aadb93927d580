import type { Model } from "./define-model.ts";
import { trainUserItemBaseline } from "./means/train-user-item-baseline.ts";
import { itemKnn } from "./neighbourhoods/item-knn.ts";
import type { Trainable } from "./train-model.ts";

/** The baseline that predicted ratings are compared with before a model is packed. */
export const RATING_BASELINE: Trainable = trainUserItemBaseline;

/** The model to suggest where another has learned nothing, or cannot be packed: it learns from little data and keeps no users. */
export const SUGGESTED_MODEL: Model = itemKnn;
