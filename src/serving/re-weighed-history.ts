import type { ServedModel } from "../models/served-model.ts";
import { type History, weightOfSent } from "./history.ts";

/**
 * What a history weighs in another model than that of the artefact: by its values where they are known, as an item without a
 * value where not. Throws RequestError `bad-history-value`.
 */
export function weightsOfHistory(
  { values, isSent }: Pick<History, "values" | "isSent">,
  model: Pick<ServedModel, "weigh" | "sentWeight">,
): Float32Array {
  // What is not known weighs as an item that was sent without a value.
  const known = values.map((value) => (Number.isNaN(value) ? 1 : value));
  const stored = model.weigh ? model.weigh(known) : known;
  return stored.map((weight, place) => {
    const value = values[place]!;
    if (isSent[place] === 0 && !Number.isNaN(value)) return weight;
    return weightOfSent(Number.isNaN(value) ? undefined : value, model);
  });
}
