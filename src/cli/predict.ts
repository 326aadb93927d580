import { OptionsError } from "../errors.ts";
import { MAXIMUM_PREDICTIONS } from "../serving/limits.ts";
import { printPredictions } from "./answer.ts";
import { idList } from "./arguments.ts";
import { type PersonArguments, readPerson } from "./history.ts";

export interface PredictArguments extends PersonArguments {
  readonly items: string;
  readonly json?: boolean;
}

/** Prints what a person would make of certain items. */
export async function runPredict(folder: string, given: PredictArguments): Promise<void> {
  const person = readPerson(given);
  const items = idList(given.items);
  if (items.length === 0 || items.length > MAXIMUM_PREDICTIONS) {
    throw new OptionsError("bad-items", `--items: expected 1 to ${MAXIMUM_PREDICTIONS} ids, got ${items.length}`);
  }
  const { loadRecommender } = await import("../load-recommender.ts");
  const recommender = await loadRecommender(folder);
  printPredictions(recommender, recommender.predict({ ...person, items }), given.json);
}
