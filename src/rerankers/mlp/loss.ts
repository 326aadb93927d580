import type { HeadBatch } from "./batches.ts";

/**
 * Listwise softmax cross-entropy of one batch, in f64: with scores x, offsets o and targets t (see HeadBatch),
 *
 *   loss = Σ_groups Σ_slots t · (ln Σ_slots′ e^(x′ + o′) − x − o)
 *   ∂loss/∂x = e^(x + o) / Σ_slots′ e^(x′ + o′) · Σ_slots′ t′ − t
 *
 * Writes the gradient into `gradient`, f32[B · S], and returns the loss. Source: Cao et al. 2007, ListNet, top one, with
 * the targets of a user's positives.
 */
export function listwiseLoss(scores: Float32Array, batch: HeadBatch, gradient: Float32Array): number {
  const { groupCount, slotCount, offsets, targets } = batch;
  let loss = 0;
  for (let start = 0; start < groupCount * slotCount; start += slotCount) {
    const end = start + slotCount;
    let highest = Number.NEGATIVE_INFINITY;
    for (let slot = start; slot < end; slot++) highest = Math.max(highest, scores[slot]! + offsets[slot]!);
    let [total, targetSum] = [0, 0];
    for (let slot = start; slot < end; slot++) {
      total += Math.exp(scores[slot]! + offsets[slot]! - highest);
      targetSum += targets[slot]!;
    }
    const logTotal = Math.log(total) + highest;
    for (let slot = start; slot < end; slot++) {
      const logShare = scores[slot]! + offsets[slot]! - logTotal;
      if (targets[slot]! > 0) loss -= targets[slot]! * logShare;
      gradient[slot] = Math.exp(logShare) * targetSum - targets[slot]!;
    }
  }
  return loss;
}
