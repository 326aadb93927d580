import type { ServedModel } from "./served-model.ts";

type Model = Pick<ServedModel, "retrieve">;

/** Whether no history says anything to the model: a request brings the vector of its user. */
export function needsVector({ retrieve }: Model): boolean {
  return retrieve.by === "factors" && retrieve.needsVector === true;
}

/** Length of the vector that a request can bring in place of a history; 0 for a model that does not score by factors. */
export function vectorLength({ retrieve }: Model): number {
  if (retrieve.by !== "factors") return 0;
  const { factorCount, likenessLanes = factorCount, userBiases = [] } = retrieve;
  return likenessLanes + userBiases.length === factorCount ? likenessLanes : 0;
}
