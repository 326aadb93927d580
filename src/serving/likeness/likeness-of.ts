import type { ItemTable } from "../../data/items.ts";
import type { Vectors } from "../../models/retrieval/retrieval.ts";
import type { ServedModel } from "../../models/served-model.ts";
import { byCategories } from "./by-categories.ts";
import { byFactors } from "./by-factors.ts";
import { byWeights } from "./by-weights.ts";
import type { Likeness } from "./likeness.ts";

/**
 * What tells that items are alike: the factors of the model, else its rows of weights, else the categories of the catalogue; undefined
 * where there is none of these.
 */
export function likenessOf(
  { retrieve }: ServedModel,
  vectors: Vectors | undefined,
  items: Pick<ItemTable, "categories">,
): Likeness | undefined {
  if (retrieve.by === "factors" && vectors) return byFactors(vectors, retrieve.likenessLanes ?? retrieve.factorCount);
  if (retrieve.by === "weights") return byWeights(retrieve.weights);
  return items.categories.size > 0 ? byCategories([...items.categories.values()]) : undefined;
}
