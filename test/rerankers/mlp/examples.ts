import { createRandom, type Random } from "../../../src/random.ts";
import type { HeadExamples } from "../../../src/rerankers/examples.ts";

export interface ExampleOptions {
  readonly groupCount: number;
  readonly candidateCount: number;
  readonly seed: number;
  /** What makes a candidate a positive; the highest `positives` of each group are. */
  readonly relevance: (candidate: Candidate, random: Random) => number;
  readonly positives: number;
}

/** The features of a candidate, in their order. */
export interface Candidate {
  readonly score: number;
  readonly popularity: number;
  readonly overlap: number;
  readonly left: number;
  readonly right: number;
}

export const FEATURE_NAMES: readonly string[] = ["score", "popularity", "overlap", "left", "right"];

/** Simulated groups whose labels follow a rule that the test knows; the last fifth of the groups is for validation. */
export function simulateExamples(options: ExampleOptions): HeadExamples {
  const { groupCount, candidateCount, relevance, positives } = options;
  const random = createRandom(options.seed);
  const width = FEATURE_NAMES.length;
  const features = new Float32Array(groupCount * candidateCount * width);
  const labels = new Uint8Array(groupCount * candidateCount);
  for (let group = 0; group < groupCount; group++) {
    const scores = Float32Array.from({ length: candidateCount }, () => random.nextGaussian())
      .sort()
      .reverse();
    const relevances = Float64Array.from(scores, (score, place) => {
      const candidate: Candidate = {
        score,
        popularity: Math.floor(1000 * random.nextFloat() ** 3),
        overlap: random.nextFloat(),
        left: random.nextGaussian(),
        right: 5 + 2 * random.nextGaussian(),
      };
      features.set(Object.values(candidate), (group * candidateCount + place) * width);
      return relevance(candidate, random);
    });
    const order = Array.from(relevances.keys()).sort((a, b) => relevances[b]! - relevances[a]!);
    for (const place of order.slice(0, positives)) labels[group * candidateCount + place] = 1;
  }
  const groups = Uint32Array.from({ length: groupCount }, (_, group) => group);
  const firstValidation = Math.floor(groupCount * 0.8);
  return {
    featureNames: FEATURE_NAMES,
    candidateCount,
    counts: new Uint32Array(groupCount).fill(candidateCount),
    features,
    labels,
    positiveCounts: new Uint32Array(groupCount).fill(positives),
    groupsTrain: groups.subarray(0, firstValidation),
    groupsValidation: groups.subarray(firstValidation),
  };
}
