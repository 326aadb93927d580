import { toCsr } from "../../data/interactions.ts";
import { countInteractions } from "../../models/popularity.ts";
import { createTfIdfModel, tfIdfOptions } from "../../models/tf-idf.ts";
import type { MakeCandidate } from "../make-candidate.ts";

const tfIdf: MakeCandidate = (model, set, items) => {
  const options = tfIdfOptions(set);
  return {
    model,
    options: { ...options },
    fit: (train) => {
      const popularity = countInteractions(toCsr(train));
      return createTfIdfModel(items, options, { popularity, explicit: train.feedback === "explicit" });
    },
  };
};

/** Models of what items say of themselves. */
export const CONTENT_MODELS: ReadonlyMap<string, MakeCandidate> = new Map([["tf-idf", tfIdf]]);
