import { log1p, log2OfRank } from "../../elementary.ts";

/**
 * What the head knows of a candidate: one definition for training and serving.
 *
 * Of candidate i at rank r = 0, 1, … of the retrieved list, with user factors u and item factors vᵢ:
 *
 *   û  = u · scales.user            v̂ᵢ = vᵢ · scales.item            p̂ᵢ = (u ∘ vᵢ) · scales.product
 *   zᵢ = (sᵢ − mean s) / deviation s   over the candidates of the request; 0 where the deviation is 0
 *   position   = log₂(r + 2) / 8
 *   popularity = (ln(1 + interactions of i) − scales.popularityMean) / scales.popularityDeviation
 *   tagOverlap as given, 0 … 1
 */
export const SCALAR_COUNT = 4;

/** Constants fixed in training and stored with the head, so that its inputs have about unit scale. */
export interface FeatureScales {
  readonly user: number;
  readonly item: number;
  readonly product: number;
  readonly popularityMean: number;
  readonly popularityDeviation: number;
}

/** Scalar columns of the candidates of one request, each f32[count or more]; best retrieved first. */
export interface ScalarColumns {
  readonly retrievalScores: Float32Array;
  readonly popularity: Float32Array;
  readonly tagOverlap: Float32Array;
}

/**
 * Writes z, position, popularity and tag overlap of each candidate into
 * `target[offset + row · stride] … target[offset + row · stride + 3]`. Mean and deviation (of the population) in f64.
 */
export function writeScalars(
  columns: ScalarColumns,
  count: number,
  scales: FeatureScales,
  target: Float32Array,
  offset: number,
  stride: number,
): void {
  const { retrievalScores, popularity, tagOverlap } = columns;
  let mean = 0;
  for (let row = 0; row < count; row++) mean += retrievalScores[row]!;
  mean /= count;
  let variance = 0;
  for (let row = 0; row < count; row++) variance += (retrievalScores[row]! - mean) ** 2;
  const inverseDeviation = variance > 0 ? 1 / Math.sqrt(variance / count) : 0;
  const inversePopularityDeviation = 1 / scales.popularityDeviation;
  for (let row = 0, at = offset; row < count; row++, at += stride) {
    target[at] = (retrievalScores[row]! - mean) * inverseDeviation;
    target[at + 1] = log2OfRank(row) / 8;
    target[at + 2] = (log1p(popularity[row]!) - scales.popularityMean) * inversePopularityDeviation;
    target[at + 3] = tagOverlap[row]!;
  }
}
