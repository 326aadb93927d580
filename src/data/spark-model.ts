import type { SparkJob } from "./spark-job.ts";

/** A model with the options by which it serves what Spark fitted. */
export interface SparkModel {
  readonly kind: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
}

/**
 * What Spark's parameters are called here; docs/models/implicit-als.md has the objectives. Ratings that were fitted with
 * nonnegative=True are served by nmf, which folds users in under the same constraint and penalty.
 */
export function sparkModel({ parameters }: Pick<SparkJob, "parameters">): SparkModel {
  const { implicitPrefs, rank, maxIter, regParam, alpha, nonnegative, weighting } = parameters;
  if (!implicitPrefs && nonnegative) {
    const penalties = { userRegularization: regParam, itemRegularization: regParam };
    return { kind: "nmf", options: { factors: rank, epochs: maxIter, ...penalties, biases: false } };
  }
  const shared = { factors: rank, regularization: regParam, regularizationExponent: 1, epochs: maxIter };
  if (!implicitPrefs) return { kind: "explicit-als", options: { ...shared, biases: false } };
  const objective = { objective: "hkv", weighting, confidence: alpha, confidenceOffset: 1 };
  return {
    kind: "implicit-als",
    options: { ...shared, ...objective, ...(nonnegative ? { nonNegative: true } : {}) },
  };
}
