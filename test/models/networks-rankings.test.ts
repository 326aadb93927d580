import { describe, expect, it } from "vitest";
import { trainNeuralMf } from "../../src/models/networks/train-neural-mf.ts";
import { createRandom } from "../../src/random.ts";
import { matrixOf } from "./fixtures.ts";
import { trainOn } from "./train.ts";

const [USERS, ITEMS, POPULAR] = [80, 20, 5];

/** Of items 0 to 4 each user has most, of the others hardly any: nobody has a taste. */
function withoutTastes() {
  const random = createRandom(4);
  const has = (item: number): boolean => random.nextFloat() < (item < POPULAR ? 0.7 : 0.15);
  const all = Array.from({ length: ITEMS }, (_, item) => item);
  return matrixOf(
    ITEMS,
    Array.from({ length: USERS }, () => all.filter(has)),
  );
}

describe("rankings of a network of pairs", () => {
  it.each(["bce", "bpr"])("put popular items first where nothing else is known: %s", async (loss) => {
    const options = {
      target: "implicit",
      loss,
      factors: 4,
      epochs: 20,
      batchSize: 32,
      learningRate: 0.01,
      regularization: 0.05,
    };
    const { recommendBatch } = await trainOn(trainNeuralMf, withoutTastes(), { options, feedback: "implicit" });
    const histories = matrixOf(ITEMS, [[5], [9], [19]]);
    const { items } = recommendBatch(histories, POPULAR);
    for (const [at, item] of items.entries()) expect(item, `place ${at}`).toBeLessThan(POPULAR);
  });
});
