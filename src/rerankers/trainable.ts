import { checkOneOf } from "../check.ts";
import { trainMlp } from "./mlp/train-mlp.ts";
import type { TrainableReranker } from "./trainable-reranker.ts";

/** Every kind of re-ranker that can be trained, in the order of help texts. */
const TRAINABLE: readonly TrainableReranker[] = [trainMlp];

export const RERANKER_NAMES: readonly string[] = TRAINABLE.map(({ definition }) => definition.name);

/** The kind that is meant where none is named: behind `NAME+head`. */
export const DEFAULT_RERANKER = trainMlp;

/** A kind by its name; `option` is where the name came from. Throws RangeError for another name. */
export function trainableReranker(option: string, name: string): TrainableReranker {
  checkOneOf(option, name, RERANKER_NAMES);
  return TRAINABLE.find(({ definition }) => definition.name === name) ?? DEFAULT_RERANKER;
}
