import type { HeadBatch } from "./batches.ts";

/** Newton steps: the objective is convex in one variable, and five suffice from anywhere near. */
const STEPS = 12;

/**
 * The weight of z that makes retrieval's scores alone the best prediction of the positives: the minimum over skip of
 * listwiseLoss(skip · z), by Newton's method from 1. Any positive weight keeps retrieval's order; from this one the
 * network learns what retrieval does not know, instead of how steep its scores should be.
 *
 * Returns 1 where the minimum is not a positive finite number: retrieval then orders no better than chance.
 */
export function calibrateSkip(batches: readonly HeadBatch[]): number {
  let skip = 1;
  for (let step = 0; step < STEPS; step++) {
    let [slope, curvature] = [0, 0];
    for (const batch of batches) {
      const found = slopeAndCurvature(batch, skip);
      slope += found.slope;
      curvature += found.curvature;
    }
    if (!(curvature > 0)) return 1;
    // Half the distance to 0 at most, so that a step never jumps over it.
    skip = Math.max(skip / 2, skip - slope / curvature);
  }
  return Number.isFinite(skip) && skip > 1e-2 ? Math.fround(skip) : 1;
}

/** First and second derivative of the batch's loss by skip: Σ targets · (E z − z), Σ targets · Var z, under the softmax. */
function slopeAndCurvature(batch: HeadBatch, skip: number): { slope: number; curvature: number } {
  const { slotCount, offsets, targets, retrieval } = batch;
  let [slope, curvature] = [0, 0];
  for (let start = 0; start < retrieval.length; start += slotCount) {
    let [total, first, second, weight] = [0, 0, 0, 0];
    for (let slot = start; slot < start + slotCount; slot++) {
      const z = retrieval[slot]!;
      const share = Math.exp(skip * z + offsets[slot]!);
      total += share;
      first += share * z;
      second += share * z * z;
      weight += targets[slot]!;
      slope -= targets[slot]! * z;
    }
    const mean = first / total;
    slope += weight * mean;
    curvature += weight * (second / total - mean * mean);
  }
  return { slope, curvature };
}
