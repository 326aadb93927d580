import { createRandom, type Random } from "../../../src/random.ts";
import type { HeadExamples } from "../../../src/rerankers/examples.ts";

export interface ExampleOptions {
  readonly groupCount: number;
  readonly candidateCount: number;
  readonly factorCount: number;
  readonly seed: number;
  /** What makes a candidate a positive; the highest `positives` of each group are. */
  readonly relevance: (candidate: Candidate, random: Random) => number;
  readonly positives: number;
}

export interface Candidate {
  readonly place: number;
  readonly item: number;
  readonly retrievalScore: number;
  readonly popularity: number;
  readonly tagOverlap: number;
  readonly dot: number;
}

/** Simulated groups whose labels follow a rule that the test knows; the last fifth of the groups is for validation. */
export function simulateExamples(options: ExampleOptions): HeadExamples {
  const { groupCount, candidateCount, factorCount, relevance, positives } = options;
  const random = createRandom(options.seed);
  const itemCount = candidateCount * 3;
  const entries = groupCount * candidateCount;
  const gaussians = (length: number): Float32Array => Float32Array.from({ length }, () => random.nextGaussian());
  const userFactors = gaussians(groupCount * factorCount);
  const itemFactors = gaussians(itemCount * factorCount);
  const popularity = Float32Array.from({ length: itemCount }, () => Math.floor(1000 * random.nextFloat() ** 3));
  const candidateItems = new Uint32Array(entries);
  const retrievalScores = gaussians(entries);
  const tagOverlap = Float32Array.from({ length: entries }, () => random.nextFloat());
  const labels = new Uint8Array(entries);
  for (let group = 0; group < groupCount; group++) {
    const start = group * candidateCount;
    retrievalScores
      .subarray(start, start + candidateCount)
      .sort()
      .reverse();
    const shift = random.nextInteger(itemCount);
    const relevances = Float64Array.from({ length: candidateCount }, (_, place) => {
      const item = (shift + place * 2) % itemCount;
      candidateItems[start + place] = item;
      let dot = 0;
      for (let factor = 0; factor < factorCount; factor++) {
        dot += userFactors[group * factorCount + factor]! * itemFactors[item * factorCount + factor]!;
      }
      const candidate: Candidate = {
        place,
        item,
        retrievalScore: retrievalScores[start + place]!,
        popularity: popularity[item]!,
        tagOverlap: tagOverlap[start + place]!,
        dot,
      };
      return relevance(candidate, random);
    });
    const order = Array.from(relevances.keys()).sort((a, b) => relevances[b]! - relevances[a]!);
    for (const place of order.slice(0, positives)) labels[start + place] = 1;
  }
  const groups = Uint32Array.from({ length: groupCount }, (_, group) => group);
  const firstValidation = Math.floor(groupCount * 0.8);
  return {
    factorCount,
    candidateCount,
    userFactors,
    itemFactors,
    candidateItems,
    retrievalScores,
    popularity,
    tagOverlap,
    labels,
    positiveCounts: new Uint32Array(groupCount).fill(positives),
    groupsTrain: groups.subarray(0, firstValidation),
    groupsValidation: groups.subarray(firstValidation),
  };
}
