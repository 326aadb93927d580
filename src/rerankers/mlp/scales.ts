import { TrainingError } from "../../errors.ts";
import { candidatesOf, type HeadExamples } from "../examples.ts";
import type { FeatureScales } from "./scalars.ts";

/**
 * Measures the constants that bring the head's inputs to unit scale, over the candidates of the training groups:
 * 1 / root mean square of u, v and u ∘ v, mean and deviation of ln(1 + popularity). 1 where the divisor would be 0.
 *
 * Throws TrainingError `head-not-finite` when factors or popularity hold a number that is not finite. O(groups · candidates · factors).
 */
export function measureScales(examples: HeadExamples): FeatureScales {
  const { factorCount, candidateCount, candidateItems, userFactors, itemFactors, popularity } = examples;
  const squares = { user: 0, item: 0, product: 0 };
  let [candidates, logSum, logSquareSum] = [0, 0, 0];
  for (const group of examples.groupsTrain) {
    const user = group * factorCount;
    for (let factor = 0; factor < factorCount; factor++) squares.user += userFactors[user + factor]! ** 2;
    const start = group * candidateCount;
    const end = start + candidatesOf(examples, group);
    for (let entry = start; entry < end; entry++) {
      const item = candidateItems[entry]! * factorCount;
      for (let factor = 0; factor < factorCount; factor++) {
        const value = itemFactors[item + factor]!;
        squares.item += value * value;
        squares.product += (value * userFactors[user + factor]!) ** 2;
      }
      const log = Math.log1p(popularity[candidateItems[entry]!]!);
      logSum += log;
      logSquareSum += log * log;
    }
    candidates += end - start;
  }
  const mean = logSum / candidates;
  const deviation = Math.sqrt(Math.max(0, logSquareSum / candidates - mean * mean));
  const scales = {
    user: inverseRoot(squares.user, examples.groupsTrain.length * factorCount),
    item: inverseRoot(squares.item, candidates * factorCount),
    product: inverseRoot(squares.product, candidates * factorCount),
    popularityMean: Math.fround(mean),
    // A spread this small is rounding: all candidates are equally popular.
    popularityDeviation: deviation > 1e-6 ? Math.fround(deviation) : 1,
  };
  const bad = Object.entries(scales).find(([, value]) => !Number.isFinite(value));
  if (bad !== undefined) {
    const [name, value] = bad;
    throw new TrainingError(
      "head-not-finite",
      `head features: scale of ${name} is ${value}; expected finite factors and popularity`,
    );
  }
  return scales;
}

/** 1 / root mean square in f32, as it is stored; 1 for 0, and where there is nothing to scale. */
function inverseRoot(squareSum: number, count: number): number {
  return squareSum === 0 ? 1 : Math.fround(1 / Math.sqrt(squareSum / count));
}
