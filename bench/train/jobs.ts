import { availableParallelism } from "node:os";
import type { SourceName } from "./prepare.ts";

/** Settings that both sides are given, under the names that they have here. */
export type JobSettings = Readonly<Record<string, number | string | boolean>>;

/** Models that predict ratings, that have factors for rankings, and that are fitted in one go. */
export const RATING_MODELS = [
  "biased-mf",
  "svdpp",
  "user-knn",
  "item-knn",
  "slope-one",
  "co-clustering",
  "nmf",
] as const;
export const FACTOR_MODELS = ["implicit-als", "bpr", "warp"] as const;
export const WHOLE_MODELS = ["pure-svd", "ease", "tf-idf"] as const;
export type RatingModelName = (typeof RATING_MODELS)[number];
export type FactorModelName = (typeof FACTOR_MODELS)[number];
export type WholeModelName = (typeof WHOLE_MODELS)[number];
export type ModelName = RatingModelName | FactorModelName | WholeModelName;

/** One model, fitted by both sides to the same data with the same settings on the same number of threads. */
export interface Job {
  /** Told apart from other jobs of the same model by it; --only takes it. */
  readonly name: string;
  readonly model: ModelName;
  readonly source: SourceName;
  readonly settings: JobSettings;
  readonly threads: number;
  /** The package of the other side. */
  readonly peer: "implicit" | "scikit-surprise" | "lightfm" | "scipy" | "scikit-learn" | "numpy";
  /** What one measured time is of. */
  readonly unit: "epoch" | "fit and test" | "fit";
}

export const isFactorModel = (model: ModelName): model is FactorModelName =>
  FACTOR_MODELS.some((name) => name === model);
export const isWholeModel = (model: ModelName): model is WholeModelName => WHOLE_MODELS.some((name) => name === model);

/** Settings that scikit-surprise has by default; what it does not name are those that mean the same here. */
const SURPRISE: Readonly<Record<RatingModelName, JobSettings>> = {
  "biased-mf": sgd({ factors: 100, learningRate: 0.005 }),
  svdpp: sgd({ factors: 20, learningRate: 0.007 }),
  "user-knn": { similarity: "msd", kind: "baseline", neighbours: 40 },
  "item-knn": { similarity: "msd", kind: "baseline", neighbours: 40, shrinkage: 0, keep: 10_000 },
  "slope-one": { weighting: "uniform" },
  "co-clustering": { userClusters: 3, itemClusters: 3, epochs: 20 },
  nmf: {
    factors: 15,
    epochs: 50,
    userRegularization: 0.06,
    itemRegularization: 0.06,
    biases: false,
    initialLow: 0,
    initialHigh: 1,
  },
};

function sgd(own: JobSettings): JobSettings {
  return {
    epochs: 20,
    regularization: 0.02,
    initialDeviation: 0.1,
    learningRateSchedule: "constant",
    frequencyRegularization: false,
    ...own,
  };
}

/** Predictions of ratings on the official folds, one thread, as scikit-surprise has one. */
export const RATING_JOBS: readonly Job[] = RATING_MODELS.map((model) => {
  const shared = { source: "ml-100k folds", threads: 1, peer: "scikit-surprise", unit: "fit and test" } as const;
  return { ...shared, name: model, model, settings: SURPRISE[model] };
});

/** λ stands alone and not with the counts, as in implicit. */
const ALS: JobSettings = {
  factors: 64,
  solver: "cg",
  cgSteps: 3,
  regularizationExponent: 0,
  weighting: "binary",
  unobservedWeight: 0.1,
  regularization: 1,
  epochs: 5,
};

/** Both draw the positive and the negative uniformly; initialDeviation is that of uniform numbers within ±1/(2·20). */
const BPR: JobSettings = {
  factors: 20,
  learningRate: 0.05,
  learningRateSchedule: "constant",
  sampling: "uniform",
  epochs: 10,
  regularization: 0.01,
  biasRegularization: 0.01,
  initialDeviation: 0.0144,
};

/** Neither side has a penalty. */
const LIGHTFM: JobSettings = { factors: 64, learningRate: 0.05, regularization: 0, epochs: 10 };

/** That of uniform numbers within ±1/(2·64), as LightFM begins. */
const LIGHTFM_DEVIATION = 0.0045;

/** LightFM draws the negative of bpr from the interactions, and has adagrad alone: the step of bpr is not the same. */
const LIGHTFM_BPR: JobSettings = {
  ...LIGHTFM,
  learningRateSchedule: "constant",
  sampling: "popularity",
  biasRegularization: 0,
  initialDeviation: LIGHTFM_DEVIATION,
};

/** initialScale of warp is divided by the root of the factors. */
const LIGHTFM_WARP: JobSettings = {
  ...LIGHTFM,
  learningRateSchedule: "adagrad",
  sampling: "uniform",
  maxSampled: 10,
  initialScale: 8 * LIGHTFM_DEVIATION,
};

/** Factors for rankings: ALS on two threads, the others on one. */
export function factorJobs(source: SourceName, epochs: number | undefined): readonly Job[] {
  const [implicit, lightfm] = [{ peer: "implicit" } as const, { peer: "lightfm" } as const];
  const jobs: readonly Omit<Job, "source" | "unit">[] = [
    { ...implicit, name: "implicit-als", model: "implicit-als", settings: ALS, threads: twoThreads() },
    { ...implicit, name: "bpr", model: "bpr", settings: BPR, threads: 1 },
    { ...lightfm, name: "bpr-lightfm", model: "bpr", settings: LIGHTFM_BPR, threads: 1 },
    { ...lightfm, name: "warp-lightfm", model: "warp", settings: LIGHTFM_WARP, threads: 1 },
  ];
  return jobs.map((job) => {
    const settings = epochs === undefined ? job.settings : { ...job.settings, epochs };
    return { ...job, settings, source, unit: "epoch" };
  });
}

/** What is fitted in one go. Quick data have fewer users than 64. */
export function wholeJobs(quick: boolean): readonly Job[] {
  const svd = { model: "pure-svd", source: "gowalla", unit: "fit" } as const;
  const factors = quick ? 16 : 64;
  return [
    {
      ...svd,
      name: "pure-svd-lanczos",
      peer: "scipy",
      threads: 1,
      settings: { factors, method: "lanczos" },
    },
    {
      ...svd,
      name: "pure-svd-randomised",
      peer: "scikit-learn",
      threads: twoThreads(),
      settings: { factors, method: "randomised", powerIterations: 6 },
    },
    {
      name: "ease",
      model: "ease",
      source: "ml-100k random",
      unit: "fit",
      peer: "numpy",
      threads: twoThreads(),
      settings: { regularization: 300, keep: 0 },
    },
    {
      name: "tf-idf",
      model: "tf-idf",
      source: "tmdb-5000",
      unit: "fit",
      peer: "scikit-learn",
      threads: 1,
      settings: { stopWords: "none" },
    },
  ];
}

function twoThreads(): number {
  return Math.min(2, availableParallelism());
}

/** The jobs named by --only, in their own order; all where nothing is named. */
export function selectJobs(jobs: readonly Job[], only: readonly string[] | undefined): readonly Job[] {
  return only === undefined ? jobs : jobs.filter(({ name }) => only.includes(name));
}

/** Passes over the interactions of one measured time; 1 where there are no epochs. */
export function passesOf({ unit, settings }: Pick<Job, "unit" | "settings">): number {
  return unit === "fit and test" && typeof settings.epochs === "number" ? settings.epochs : 1;
}
