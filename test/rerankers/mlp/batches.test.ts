import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random.ts";
import { createBatchMaker } from "../../../src/rerankers/mlp/batches.ts";
import { SCALAR_COUNT } from "../../../src/rerankers/mlp/scalars.ts";
import { measureScales } from "../../../src/rerankers/mlp/scales.ts";
import { simulateExamples } from "./examples.ts";

describe("a training batch", () => {
  const examples = simulateExamples({
    groupCount: 5,
    candidateCount: 30,
    factorCount: 2,
    seed: 3,
    positives: 4,
    relevance: (_, random) => random.nextFloat(),
  });
  // Of the four training groups, the first keeps one positive and the last none.
  examples.labels.subarray(0, 30).fill(0);
  examples.labels[7] = 1;
  examples.labels.subarray(90, 120).fill(0);
  const scales = measureScales(examples);
  const batches = createBatchMaker(examples, scales, 10);
  const batch = batches.make(batches.groups, createRandom(4));
  const slots = Array.from({ length: 3 }, (_, group) => batch.offsets.subarray(group * 14, (group + 1) * 14));

  it("skips groups without a positive", () => {
    expect(Array.from(batches.groups)).toEqual([0, 1, 2]);
  });

  it("has room for all positives and the negatives asked for, and fills what is left with more negatives", () => {
    expect([batch.groupCount, batch.slotCount]).toEqual([3, 14]);
    expect(batch.offsets.every((offset) => offset > -1e8)).toBe(true);
  });

  it("lets the drawn negatives stand for all negatives", () => {
    expect(Array.from(slots[0]!)).toEqual([0, ...new Array(13).fill(Math.fround(Math.log(29 / 13)))]);
    expect(Array.from(slots[1]!)).toEqual([0, 0, 0, 0, ...new Array(10).fill(Math.fround(Math.log(26 / 10)))]);
  });

  it("shares one unit of target among the positives of the batch", () => {
    expect(Array.from(batch.targets.filter((target) => target > 0))).toEqual(new Array(9).fill(Math.fround(1 / 9)));
  });

  it("draws each negative at most once, and others the next time", () => {
    const drawnOf = (made: typeof batch): number[] => Array.from(made.retrieval.subarray(0, 14));
    expect(new Set(drawnOf(batch)).size).toBe(14);
    expect(drawnOf(batches.make(batches.groups, createRandom(5)))).not.toEqual(drawnOf(batch));
  });

  it("describes its positive by the definitions of the features", () => {
    const row = batch.rows.subarray(0, 4 + SCALAR_COUNT);
    const item = examples.candidateItems[7]!;
    const [userFactors, itemFactors] = [examples.userFactors, examples.itemFactors.subarray(item * 2)];
    const scores = Array.from(examples.retrievalScores.subarray(0, 30));
    const mean = scores.reduce((sum, score) => sum + score, 0) / 30;
    const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 30);
    const expected = [
      itemFactors[0]! * scales.item,
      itemFactors[1]! * scales.item,
      userFactors[0]! * itemFactors[0]! * scales.product,
      userFactors[1]! * itemFactors[1]! * scales.product,
      (scores[7]! - mean) / deviation,
      Math.log2(9) / 8,
      (Math.log(1 + examples.popularity[item]!) - scales.popularityMean) / scales.popularityDeviation,
      examples.tagOverlap[7]!,
    ];
    for (const [place, value] of expected.entries()) expect(row[place]).toBeCloseTo(value, 5);
  });
});

describe("the scales", () => {
  it("are 1 where there is no spread to divide by", () => {
    const examples = simulateExamples({
      groupCount: 4,
      candidateCount: 6,
      factorCount: 2,
      seed: 8,
      positives: 1,
      relevance: (candidate) => -candidate.place,
    });
    const flat = { ...examples, userFactors: new Float32Array(8), popularity: new Float32Array(18).fill(5) };
    const scales = measureScales(flat);
    expect([scales.user, scales.product, scales.popularityDeviation]).toEqual([1, 1, 1]);
    expect(scales.popularityMean).toBe(Math.fround(Math.log(6)));
  });
});
