import type { Model } from "./define-model.ts";
import { globalMean } from "./means/global-mean.ts";
import { popularity } from "./means/popularity.ts";
import { userItemBaseline } from "./means/user-item-baseline.ts";
import { weightedMean } from "./means/weighted-mean.ts";

/** Models that can be restored from an artefact, in the order of help texts. No trainer is reachable from here. */
export const SERVED: readonly Model[] = [popularity, globalMean, weightedMean, userItemBaseline];

/** A model by its name; undefined for a name that this version does not serve. */
export function servedModel(name: string): Model | undefined {
  return SERVED.find((model) => model.name === name);
}
