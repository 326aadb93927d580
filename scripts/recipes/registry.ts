import { show } from "../../src/check.ts";
import { OptionsError } from "../../src/errors.ts";
import { didYouMean } from "../../src/nearest.ts";
import { bookCrossing } from "./book-crossing.ts";
import { crossPlatform } from "./cross-platform.ts";
import { matrixFactorisation } from "./matrix-factorisation.ts";
import { movielens20m } from "./movielens-20m.ts";
import { netflix } from "./netflix.ts";
import type { Recipe } from "./recipe.ts";

/** Every recipe, in the order of the documents. */
export const RECIPES: readonly Recipe[] = [crossPlatform, bookCrossing, netflix, movielens20m, matrixFactorisation];

/** Stands for every recipe. */
export const ALL = "all";

/** The recipes of a name. Throws OptionsError `unknown-recipe`. */
export function findRecipes(name: string): readonly Recipe[] {
  if (name === ALL) return RECIPES;
  const found = RECIPES.filter((recipe) => recipe.name === name);
  if (found.length > 0) return found;
  const known = [...RECIPES.map((recipe) => recipe.name), ALL];
  throw new OptionsError(
    "unknown-recipe",
    `recipe: expected one of ${known.join(", ")}; got ${show(name)}${didYouMean(name, known)}`,
  );
}
