import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createPopularityModel } from "../../src/models/item-counts.ts";
import { createItemWeightsModel, isItemWeightsModel, servedItemWeights } from "../../src/models/item-weights.ts";
import { createRandom } from "../../src/random.ts";
import { gaussians, SIZES, seeded } from "../kernels/samples.ts";
import { sparse } from "../kernels/sparse-samples.ts";
import { matrixOf } from "./fixtures.ts";
import { fitItemCosine } from "./item-cosine.ts";

const module = await kernelModule();
const bits = (scores: Float32Array) => new Uint32Array(scores.buffer, scores.byteOffset, scores.length);

/** Weighted histories, among them empty ones. */
function histories(itemCount: number, seed: number): Csr {
  const random = createRandom(seed);
  const rows = sparse(random, 12, itemCount, () => 1);
  return { ...rows, values: gaussians(random, rows.indices.length).map(Math.abs) };
}

describe("a model of item weights", () => {
  it.each(SIZES)("ranks %i items by the kernels as it does without, to the last bit of every score", (itemCount) => {
    seeded(21_000 + itemCount, (random) => {
      const weights = sparse(random, itemCount, itemCount, () => random.nextGaussian());
      const popularity = Float32Array.from({ length: itemCount }, () => random.nextInteger(9));
      for (const weightOf of [undefined, (value: number) => Math.log1p(value)]) {
        const parts = { kind: "weights", options: {}, weights, popularity, weightOf };
        const [plain, fast] = [createItemWeightsModel(parts), createItemWeightsModel(parts, module)];
        for (const k of [1, Math.ceil(itemCount / 2), itemCount, itemCount + 3]) {
          const [expected, found] = [plain, fast].map((model) => model.recommendBatch(histories(itemCount, 7), k));
          expect(found?.items).toEqual(expected?.items);
          // −0 and +0 are one score: adding +0 to it makes them one number.
          expect(bits(found!.scores.map((score) => score + 0))).toEqual(
            bits(expected!.scores.map((score) => score + 0)),
          );
        }
      }
    });
  });

  it("is told from other models by its matrix", () => {
    const interactions = matrixOf(3, [[0, 1], [2]]);
    expect(isItemWeightsModel(fitItemCosine(interactions))).toBe(true);
    expect(isItemWeightsModel(createPopularityModel(interactions))).toBe(false);
  });
});

describe("what serving needs of a model of item weights", () => {
  const train = csrFromCoordinates(
    2,
    3,
    Uint32Array.of(0, 0, 1, 1),
    Uint32Array.of(0, 1, 1, 2),
    Float32Array.of(1, 4, 2, 1),
  );

  it("is the matrix itself and the weights of the histories where a value of 1 weighs 1", () => {
    const model = fitItemCosine(train, undefined, Math.sqrt);
    const served = servedItemWeights(model, train);
    expect(served.weights).toBe(model.weights);
    expect([...served.histories.values]).toEqual([1, 2, Math.fround(Math.SQRT2), 1]);
    expect(served.histories.indices).toBe(train.indices);
  });

  it("is scaled so that a value of 1 weighs 1 where training weighed it otherwise", () => {
    const model = fitItemCosine(train, undefined, (value) => 3 * value);
    const { weights, histories } = servedItemWeights(model, train);
    expect([...histories.values]).toEqual([1, 4, 2, 1]);
    expect(weights.values).toEqual(model.weights.values.map((value) => 3 * value));
  });

  it.each([
    ["0", () => 0],
    ["negative", (value: number) => -value],
    ["not a number", () => Number.NaN],
  ])("is refused where a value of 1 weighs %s", (_, weightOf) => {
    expect(() => servedItemWeights(fitItemCosine(train, undefined, weightOf), train)).toThrow(
      "weight of the value 1: expected a number from",
    );
  });

  it("is refused where a history has a weight that is not finite", () => {
    const attempt = () =>
      servedItemWeights(
        fitItemCosine(train, undefined, (value) => 1 / (2 - value)),
        train,
      );
    expect(attempt).toThrow("history weights: expected finite ones, got Infinity for 2");
  });
});
