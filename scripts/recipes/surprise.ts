import { measured } from "./readings.ts";
import type { Step } from "./recipe.ts";
import { withOptions } from "./settings.ts";

/** What scikit-surprise takes for both of its factorisations where nothing is said. */
const STOCHASTIC = {
  epochs: 20,
  regularization: 0.02,
  learningRateSchedule: "constant",
  frequencyRegularization: false,
  initialDeviation: 0.1,
};

/** Models without variants, measured by one command: their name, what the library calls them, and its settings. */
const MODELS = [
  ["random", "random ratings", {}],
  ["user-item-baseline", "baseline of user and film", {}],
  ["slope-one", "slope one", {}],
  ["co-clustering", "co-clustering, 3 × 3 clusters", { userClusters: 3, itemClusters: 3, epochs: 20 }],
  ["biased-mf", "SVD: 100 factors and biases", { factors: 100, learningRate: 0.005, ...STOCHASTIC }],
  ["nmf", "NMF: 15 factors", { factors: 15, epochs: 50, userRegularization: 0.06, itemRegularization: 0.06 }],
  ["svdpp", "SVD++: 20 factors", { factors: 20, learningRate: 0.007, ...STOCHASTIC }],
] as const;

/** The kinds of neighbourhood; one model, so that each needs a command of its own. */
const NEIGHBOURS = [
  ["basic", "40 neighbours by MSD, plain"],
  ["means", "the same about the users' means"],
  ["zscore", "the same in z-scores"],
  ["baseline", "the same about the baseline"],
] as const;

const PUBLISHED = "a heat-map (5 folds; its numbers are in a picture)";

/**
 * The family of scikit-surprise at its own settings: errors over folds of the filtered ratings as the document did, and
 * on what came last for everybody. Gets the two commands without their models.
 */
export function surpriseSteps(there: readonly string[], later: readonly string[]): Step[] {
  const step = (what: string, model: string, options: readonly string[]): Step => ({
    what,
    published: PUBLISHED,
    same: measured([...there, ...options], model, "rmse"),
    right: measured([...later, ...options], model, "rmse"),
  });
  const together = [
    ...["--models", MODELS.map(([model]) => model).join(",")],
    ...MODELS.flatMap(([model, , options]) => withOptions(model, options)),
  ];
  const neighbours = NEIGHBOURS.map(([kind, what]) => {
    return step(what, "user-knn", [
      "--models",
      "user-knn",
      ...withOptions("user-knn", { kind, similarity: "msd", neighbours: 40 }),
    ]);
  });
  return [...MODELS.map(([model, what]) => step(what, model, together)), ...neighbours];
}
