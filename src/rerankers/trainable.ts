import { checkOneOf } from "../check.ts";
import { trainBlend } from "./mlp/train-blend.ts";
import { trainLinear } from "./mlp/train-linear.ts";
import { trainMlp } from "./mlp/train-mlp.ts";
import type { TrainableReranker } from "./trainable-reranker.ts";

/** Every kind of re-ranker that can be trained, the preferred one first: a later one must show that it is better (contest.ts). */
export const TRAINABLE: readonly TrainableReranker[] = [trainBlend, trainLinear, trainMlp];

/** Stands for all kinds: validation picks one of them. */
export const ANY_KIND = "auto";

/** What may be asked for by name. */
export const RERANKER_NAMES: readonly string[] = [...TRAINABLE.map(({ definition }) => definition.name), ANY_KIND];

/** The kinds of that name; `option` is where the name came from. Throws RangeError for another name. */
export function trainableRerankers(option: string, name: string): readonly TrainableReranker[] {
  checkOneOf(option, name, RERANKER_NAMES);
  return name === ANY_KIND ? TRAINABLE : TRAINABLE.filter(({ definition }) => definition.name === name);
}
