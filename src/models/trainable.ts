import { trainGlobalMean } from "./means/train-global-mean.ts";
import { trainPopularity } from "./means/train-popularity.ts";
import { trainUserItemBaseline } from "./means/train-user-item-baseline.ts";
import { trainWeightedMean } from "./means/train-weighted-mean.ts";
import type { Trainable } from "./train-model.ts";

/** Models that Node trains, in the order of served.ts. */
export const TRAINABLE: readonly Trainable[] = [
  trainPopularity,
  trainGlobalMean,
  trainWeightedMean,
  trainUserItemBaseline,
];

/** A trainer by the name of its model; undefined for a name that no model has. */
export function trainableModel(name: string): Trainable | undefined {
  return TRAINABLE.find(({ model }) => model.name === name);
}
