import { availableParallelism } from "node:os";
import type { SourceName } from "./prepare.ts";

/** Settings that both sides are given, under the names that they have here. */
export type JobSettings = Readonly<Record<string, number | string | boolean>>;

/** Models that are compared. */
export const RATING_MODELS = ["biased-mf", "svdpp", "user-knn", "item-knn", "slope-one", "co-clustering"] as const;
export const FACTOR_MODELS = ["implicit-als", "bpr"] as const;
export type ModelName = (typeof RATING_MODELS)[number] | (typeof FACTOR_MODELS)[number];

/** One model, fitted by both sides to the same data with the same settings on the same number of threads. */
export interface Job {
  readonly model: ModelName;
  readonly source: SourceName;
  readonly settings: JobSettings;
  readonly threads: number;
  /** The package of the other side. */
  readonly peer: "implicit" | "scikit-surprise";
  /** What one measured time is of. */
  readonly unit: "epoch" | "fit and test";
}

export const isFactorModel = (model: ModelName): boolean => FACTOR_MODELS.some((name) => name === model);

/** Settings that scikit-surprise has by default; what it does not name are those that mean the same here. */
const SURPRISE: Readonly<Record<(typeof RATING_MODELS)[number], JobSettings>> = {
  "biased-mf": sgd({ factors: 100, learningRate: 0.005 }),
  svdpp: sgd({ factors: 20, learningRate: 0.007 }),
  "user-knn": { similarity: "msd", kind: "baseline", k: 40 },
  "item-knn": { similarity: "msd", kind: "baseline", k: 40, shrinkage: 0, keep: 10_000 },
  "slope-one": { weighting: "uniform" },
  "co-clustering": { userClusters: 3, itemClusters: 3, epochs: 20 },
};

function sgd(own: JobSettings): JobSettings {
  return {
    ...{ epochs: 20, regularization: 0.02, initialDeviation: 0.1 },
    ...{ learningRateSchedule: "constant", frequencyRegularization: false },
    ...own,
  };
}

/** Predictions of ratings on the official folds, one thread, as scikit-surprise has one. */
export const RATING_JOBS: readonly Job[] = RATING_MODELS.map((model) => {
  const shared = { source: "ml-100k folds", threads: 1, peer: "scikit-surprise", unit: "fit and test" } as const;
  return { ...shared, model, settings: SURPRISE[model] };
});

/** λ stands alone and not with the counts, as in implicit. */
const ALS: JobSettings = {
  ...{ factors: 64, solver: "cg", cgSteps: 3, regularizationExponent: 0, weighting: "binary" },
  ...{ unobservedWeight: 0.1, regularization: 1, epochs: 5 },
};

/** Both draw the positive and the negative uniformly; initialScale is that of uniform numbers within ±1/(2·20). */
const BPR: JobSettings = {
  ...{ factors: 20, learningRate: 0.05, schedule: "constant", sampling: "uniform", epochs: 10 },
  ...{ regularization: 0.01, regBias: 0.01, initialScale: 0.0144 },
};

/** Factors for rankings: ALS on two threads, BPR on one. */
export function factorJobs(source: SourceName, epochs: number | undefined): readonly Job[] {
  const shared = { source, peer: "implicit", unit: "epoch" } as const;
  const withEpochs = (settings: JobSettings): JobSettings =>
    epochs === undefined ? settings : { ...settings, epochs };
  return [
    { ...shared, model: "implicit-als", settings: withEpochs(ALS), threads: Math.min(2, availableParallelism()) },
    { ...shared, model: "bpr", settings: withEpochs(BPR), threads: 1 },
  ];
}

/** Passes over the interactions of one measured time; 1 where there are no epochs. */
export function passesOf({ unit, settings }: Pick<Job, "unit" | "settings">): number {
  return unit === "fit and test" && typeof settings.epochs === "number" ? settings.epochs : 1;
}
