import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRandom } from "../../src/random.ts";
import { gaussians, SIZES, seeded } from "../kernels/samples.ts";
import { sparse } from "../kernels/sparse-samples.ts";
import { createItemWeightsModel } from "./item-weights-model.ts";

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
});
