import { TrainingError } from "../../errors.ts";
import { featuresOf, type HeadExamples } from "../examples.ts";

/** Constants that bring features to mean 0 and deviation 1, fixed in training and stored with the head; f32[F] each. */
export interface FeatureScales {
  readonly means: Float32Array;
  readonly deviations: Float32Array;
}

/** A spread this small is rounding: the feature is the same for all candidates. */
const LEAST_DEVIATION = 1e-6;

/**
 * Mean and deviation (of the population) of each feature over the candidates of the training groups, in f64, without those
 * that are not known. Deviation 1 where a feature does not vary. Throws TrainingError `head-not-finite`. O(G · C · F).
 */
export function measureScales(examples: HeadExamples): FeatureScales {
  const width = examples.featureNames.length;
  const [counts, sums, squares] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  for (const group of examples.groupsTrain) {
    const own = featuresOf(examples, group);
    for (let at = 0; at < own.length; at++) {
      const value = own[at]!;
      if (Number.isNaN(value)) continue;
      const feature = at % width;
      counts[feature]! += 1;
      sums[feature]! += value;
      squares[feature]! += value * value;
    }
  }
  const means = Float32Array.from(sums, (sum, feature) => sum / Math.max(1, counts[feature]!));
  const deviations = Float32Array.from(squares, (square, feature) => {
    const [count, mean] = [Math.max(1, counts[feature]!), sums[feature]! / Math.max(1, counts[feature]!)];
    const deviation = Math.sqrt(Math.max(0, square / count - mean * mean));
    return deviation > LEAST_DEVIATION ? deviation : 1;
  });
  const bad = [...means, ...deviations].findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { means, deviations };
  const name = examples.featureNames[bad % width];
  throw new TrainingError(
    "head-not-finite",
    `head feature ${name}: expected values whose mean and deviation are finite`,
  );
}

/** Writes rows of features as the network reads them: (value − mean) / deviation, 0 where a value is not known. */
export function scaleRows({ means, deviations }: FeatureScales, features: Float32Array, target: Float32Array): void {
  const width = means.length;
  for (let at = 0, feature = 0; at < features.length; at++, feature++) {
    if (feature === width) feature = 0;
    const value = (features[at]! - means[feature]!) / deviations[feature]!;
    target[at] = Number.isNaN(value) ? 0 : value;
  }
}
