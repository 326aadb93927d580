import { checkLength } from "../check.ts";
import { countByScore } from "./count-by-score.ts";

/** Decisions about interactions that were liked (positive) or not, counted by whether they were right. */
export interface ConfusionMatrix {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/**
 * Counts right and wrong decisions. In both arrays, u8[rows], 1 stands for positive and anything else for negative.
 *
 * Throws RangeError for different lengths.
 */
export function countConfusion(actual: Uint8Array, decided: Uint8Array): ConfusionMatrix {
  checkLength("decided", decided.length, actual.length);
  let [truePositives, falsePositives, falseNegatives, trueNegatives] = [0, 0, 0, 0];
  for (let row = 0; row < actual.length; row++) {
    if (decided[row] === 1) {
      if (actual[row] === 1) truePositives++;
      else falsePositives++;
    } else if (actual[row] === 1) falseNegatives++;
    else trueNegatives++;
  }
  return { truePositives, falsePositives, falseNegatives, trueNegatives };
}

/** The counts of two sets of rows together; figures of the sum are averages over rows, not over the two sets. */
export function addConfusion(first: ConfusionMatrix, second: ConfusionMatrix): ConfusionMatrix {
  return {
    truePositives: first.truePositives + second.truePositives,
    falsePositives: first.falsePositives + second.falsePositives,
    falseNegatives: first.falseNegatives + second.falseNegatives,
    trueNegatives: first.trueNegatives + second.trueNegatives,
  };
}

/** The same rows with everything decided positive, and with nothing: what a model without skill can always reach. */
export function constantDecisions(
  matrix: ConfusionMatrix,
): Readonly<Record<"everything" | "nothing", ConfusionMatrix>> {
  const positives = matrix.truePositives + matrix.falseNegatives;
  const negatives = matrix.falsePositives + matrix.trueNegatives;
  return {
    everything: { truePositives: positives, falsePositives: negatives, falseNegatives: 0, trueNegatives: 0 },
    nothing: { truePositives: 0, falsePositives: 0, falseNegatives: positives, trueNegatives: negatives },
  };
}

/**
 * Share of decisions that are right.
 *
 *   accuracy = (tp + tn) / (tp + fp + fn + tn)
 *
 * Every row counts once. From 0 to 1. Says little where one class is rare: deciding for the other every time scores
 * high. NaN without rows.
 */
export function accuracy(matrix: ConfusionMatrix): number {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = matrix;
  return (truePositives + trueNegatives) / (truePositives + falsePositives + falseNegatives + trueNegatives);
}

/**
 * Share of what was decided positive that is positive.
 *
 *   precision = tp / (tp + fp)
 *
 * Every row counts once. From 0 to 1. NaN where nothing was decided positive (scikit-learn: zero_division=nan; its
 * default says 0, as if the decisions had been wrong).
 */
export function precision({ truePositives, falsePositives }: ConfusionMatrix): number {
  return truePositives / (truePositives + falsePositives);
}

/**
 * Share of what is positive that was decided positive.
 *
 *   recall = tp / (tp + fn)
 *
 * Every row counts once. From 0 to 1. NaN where nothing is positive (scikit-learn: zero_division=nan; its default says
 * 0).
 */
export function recall({ truePositives, falseNegatives }: ConfusionMatrix): number {
  return truePositives / (truePositives + falseNegatives);
}

/**
 * Harmonic mean of precision and recall.
 *
 *   f1 = 2 tp / (2 tp + fp + fn)
 *
 * Every row counts once; true negatives count nothing. From 0 to 1; 0 where precision or recall has no value but there
 * was something to find or something decided. NaN where nothing is positive and nothing was decided positive
 * (scikit-learn: zero_division=nan). Source: van Rijsbergen 1979.
 */
export function f1({ truePositives, falsePositives, falseNegatives }: ConfusionMatrix): number {
  return (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives);
}

/**
 * Area under the receiver operating characteristic: the chance that a positive row has a higher score than a negative
 * one.
 *
 *   roc-auc = Σ_(positive i) Σ_(negative j) [score_i > score_j] + ½ [score_i = score_j]  /  (positives · negatives)
 *
 * Over all rows at once, not user by user, and independent of any threshold. 1 for a perfect order, ½ for an order
 * without skill. NaN with a single class or without rows.
 *
 * `actual` u8[rows], 1 for positive; `scores` f64[rows], higher for likelier positive. O(rows log rows). Throws
 * RangeError for different lengths and for a score that is NaN. Source: Hanley & McNeil 1982.
 */
export function rocAuc(actual: Uint8Array, scores: Float64Array): number {
  let pairs = 0;
  let positives = 0;
  let negatives = 0;
  for (const group of countByScore(actual, scores)) {
    pairs += group.negatives * (positives + group.positives / 2);
    positives += group.positives;
    negatives += group.negatives;
  }
  return pairs / (positives * negatives);
}

/**
 * Average precision: precision at each distinct score taken as threshold, weighted by the recall gained there.
 *
 *   average-precision = Σ_n (R_n − R_(n−1)) P_n,   n over distinct scores from the highest, R_0 = 0
 *
 * P_n and R_n are precision and recall of deciding positive from the nth score up. No interpolation, as in
 * scikit-learn. Over all rows at once. From 0 to 1; the share of positives for an order without skill. NaN without
 * positives.
 *
 * `actual` u8[rows], 1 for positive; `scores` f64[rows], higher for likelier positive. O(rows log rows). Throws
 * RangeError for different lengths and for a score that is NaN. Source: Su, Yuan & Zhu 2015.
 */
export function averagePrecision(actual: Uint8Array, scores: Float64Array): number {
  let sum = 0;
  let positives = 0;
  let decided = 0;
  for (const group of countByScore(actual, scores)) {
    positives += group.positives;
    decided += group.positives + group.negatives;
    sum += group.positives * (positives / decided);
  }
  return sum / positives;
}
