import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random.ts";
import { featuresOf } from "../../../src/rerankers/examples.ts";
import { createBatchMaker } from "../../../src/rerankers/mlp/batches.ts";
import { measureScales, scaleRows } from "../../../src/rerankers/mlp/scales.ts";
import { FEATURE_NAMES, simulateExamples } from "./examples.ts";

const WIDTH = FEATURE_NAMES.length;

describe("a training batch", () => {
  const examples = simulateExamples({
    groupCount: 5,
    candidateCount: 30,
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

  it("has the scaled features of its positive, and the first one as it is", () => {
    const own = examples.features.subarray(7 * WIDTH, 8 * WIDTH);
    const row = batch.rows.subarray(0, WIDTH);
    for (const [feature, value] of own.entries()) {
      expect(row[feature]).toBeCloseTo((value - scales.means[feature]!) / scales.deviations[feature]!, 5);
    }
    expect(batch.retrieval[0]).toBe(own[0]);
  });

  it("draws no candidate from the empty places of a shorter list", () => {
    const counts = examples.counts.slice();
    counts[0] = 10;
    const short = createBatchMaker({ ...examples, counts }, scales, 50);
    const { retrieval, offsets, slotCount } = short.make(Uint32Array.of(0, 1), createRandom(6));
    expect(slotCount).toBe(30);
    expect(offsets.subarray(0, 30).filter((offset) => offset > -1e8)).toHaveLength(10);
    const scores = Array.from({ length: 10 }, (_, place) => examples.features[place * WIDTH]!);
    expect(Array.from(retrieval.subarray(0, 10)).sort()).toEqual(scores.sort());
  });
});

describe("the scales", () => {
  const examples = simulateExamples({
    groupCount: 5,
    candidateCount: 6,
    seed: 8,
    positives: 1,
    relevance: ({ score }) => -score,
  });

  it("are mean and deviation over the training groups, without what is not known", () => {
    const features = examples.features.map((value, at) => (at % WIDTH === 2 && at % 3 === 0 ? Number.NaN : value));
    const holed = { ...examples, features };
    const { means, deviations } = measureScales(holed);
    for (let feature = 0; feature < WIDTH; feature++) {
      const values = Array.from(holed.groupsTrain)
        .flatMap((group) => [...featuresOf(holed, group)].filter((_, at) => at % WIDTH === feature))
        .filter((value) => !Number.isNaN(value));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(values).toHaveLength(feature === 2 ? 16 : 24);
      expect(means[feature]! / mean).toBeCloseTo(1, 5);
      expect(deviations[feature]! / Math.sqrt(variance)).toBeCloseTo(1, 5);
    }
  });

  it("are 1 where there is no spread to divide by, and 0 and 1 where nothing is known", () => {
    const features = examples.features.map((value, at) => {
      if (at % WIDTH === 1) return 5;
      return at % WIDTH === 3 ? Number.NaN : value;
    });
    const { means, deviations } = measureScales({ ...examples, features });
    expect([means[1], deviations[1], means[3], deviations[3]]).toEqual([5, 1, 0, 1]);
    const target = new Float32Array(2 * WIDTH);
    scaleRows({ means, deviations }, features.subarray(0, 2 * WIDTH), target);
    expect([target[1], target[3], target[1 + WIDTH], target[3 + WIDTH]]).toEqual([0, 0, 0, 0]);
    expect(target[0]).toBeCloseTo((features[0]! - means[0]!) / deviations[0]!, 6);
  });
});
