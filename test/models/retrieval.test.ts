import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { Ranking } from "../../src/kernels/ranking.ts";
import { createScoresRetrieval } from "../../src/models/retrieval/by-scores.ts";
import { createWeightsRetrieval, fitsKernels, scoresOfWeights } from "../../src/models/retrieval/by-weights.ts";
import { createRetrieval } from "../../src/models/retrieval/create-retrieval.ts";
import { onlyItems } from "../../src/models/retrieval/item-mask.ts";
import type { RetrievalOptions } from "../../src/models/retrieval/retrieval.ts";
import type { ByScores, Retrieve } from "../../src/models/served-model.ts";
import { gaussians, SIZES, seeded } from "../kernels/samples.ts";
import { someItems, sparse } from "../kernels/sparse-samples.ts";

const module = await kernelModule();
const none = new Uint32Array(0);
const everything: RetrievalOptions = { filter: undefined, exclude: none };
/** −0 and +0 are one score: adding +0 to it makes them one number. */
const bitsOf = (scores: Float32Array) => [...new Uint32Array(scores.map((score) => score + 0).buffer)];

/**
 * The same list with the same marks, and the same scores to the last bit. Of a list that ends before the catalogue does, scores of
 * popular items are left out: how they are scaled depends on how many items were searched.
 */
function same(found: Ranking | undefined, expected: Ranking | undefined, isWhole: boolean): void {
  const scoresOf = ({ scores, popular }: Ranking) => scores.filter((_, place) => isWhole || popular?.[place] !== 1);
  expect(found?.items).toEqual(expected?.items);
  expect(found?.popular ?? []).toEqual(expected?.popular ?? []);
  expect(found && bitsOf(scoresOf(found))).toEqual(expected && bitsOf(scoresOf(expected)));
}

describe("retrieval by weights", () => {
  it.each(SIZES)("gives %i items the same scores by the kernel and without, to the last bit", (itemCount) => {
    seeded(31_000 + itemCount, (random) => {
      const weights = sparse(random, itemCount, itemCount, () => random.nextGaussian());
      const popularity = Float32Array.from({ length: itemCount }, () => random.nextInteger(9));
      const context = { kernelModule: module, popularity };
      for (const weigh of [undefined, (given: Float32Array) => given.map((value) => Math.log1p(Math.abs(value)))]) {
        const form = { by: "weights", weights, weigh } as const;
        const fast = createWeightsRetrieval(form, context);
        const plainForm = scoresOfWeights(form);
        const plain = createScoresRetrieval(plainForm, plainForm.similarTo, context);
        for (let attempt = 0; attempt < 4; attempt++) {
          const history = someItems(random, itemCount, 0.3);
          const given = gaussians(random, history.length);
          const passing = someItems(random, itemCount, 0.6);
          const choices = [everything, { filter: onlyItems(passing, itemCount), exclude: history }];
          for (const options of choices) {
            for (const k of [1, Math.ceil(itemCount / 2), itemCount, itemCount + 3]) {
              const [found, expected] = [fast, plain].map((lists) => lists.scan(history, given, k, options));
              same(found?.ranking, expected?.ranking, k >= itemCount);
            }
            const item = random.nextInteger(itemCount);
            const without = { ...options, exclude: Uint32Array.of(item) };
            const [found, expected] = [fast, plain].map((lists) => lists.similar?.(item, itemCount, without));
            same(found?.ranking, expected?.ranking, true);
          }
        }
      }
    });
  });

  it("copies a matrix into the kernels up to 1 GiB", () => {
    const ofEntries = (length: number) => ({
      rowCount: 1,
      columnCount: 1,
      offsets: Uint32Array.of(0, 0),
      indices: { length } as Uint32Array,
      values: new Float32Array(0),
    });
    expect(fitsKernels(ofEntries(2 ** 27))).toBe(true);
    expect(fitsKernels(ofEntries(2 ** 27 + 1))).toBe(false);
  });
});

describe("items like one", () => {
  it("by factors are those of a positive cosine that is no rounding error; blocks that pass the filter are scored", () => {
    // The cosine of items 0 and 1 is 3·10⁻⁸, of items 0 and 2 √0.9; the others are opposite or zeros.
    const values = Float32Array.of(1, 1, 1, -0.99999994, 1, 0.5, -1, 0, 0, 0, 0, 0);
    const retrieve: Retrieve = {
      by: "factors",
      factorCount: 2,
      factors: { precision: "f32", values },
      query: () => new Float32Array(2),
    };
    const context = { kernelModule: module, popularity: new Float32Array(6) };
    const retrieval = createRetrieval({ retrieve }, context);
    const similar = (filter: RetrievalOptions["filter"]) =>
      retrieval?.similar?.(0, 6, { filter, exclude: Uint32Array.of(0) });
    expect([...(similar(undefined)?.ranking.items ?? [])]).toEqual([2]);
    expect(similar(undefined)?.itemsScored).toBe(6);
    expect(similar(onlyItems(Uint32Array.of(2), 6))?.itemsScored).toBe(4);
  });

  it("by weights are those of the item's own row, which is what is scored", () => {
    const weights = {
      ...{ rowCount: 4, columnCount: 4 },
      offsets: Uint32Array.of(0, 3, 3, 3, 3),
      indices: Uint32Array.of(1, 2, 3),
      values: Float32Array.of(0.5, -1, 2),
    };
    const retrieval = createRetrieval(
      { retrieve: { by: "weights", weights } },
      { kernelModule: module, popularity: new Float32Array(4) },
    );
    const found = retrieval?.similar?.(0, 4, everything);
    expect([...(found?.ranking.items ?? [])]).toEqual([3, 1]);
    expect(found?.itemsScored).toBe(3);
  });
});

describe("retrieval by scores", () => {
  const popularity = Float32Array.of(1, 5, 3, 2, 4);
  const context = { kernelModule: module, popularity };
  const scanned = (form: Partial<ByScores>, k: number, options = everything) =>
    createScoresRetrieval(
      { by: "scores", scoresOf: () => ({ scores: new Float32Array(5) }), ...form },
      undefined,
      context,
    ).scan(none, new Float32Array(0), k, options);

  it("puts items with a score of 0 by popularity between those above and those below", () => {
    const scores = Float32Array.of(0, -1, 0, 2, 0);
    const { ranking, itemsScored } = scanned({ scoresOf: () => ({ scores }) }, 5);
    expect([...ranking.items]).toEqual([3, 4, 2, 0, 1]);
    expect([...(ranking.popular ?? [])]).toEqual([0, 1, 1, 1, 0]);
    expect(itemsScored).toBe(5);
  });

  it("with isSilent orders by score what has any, 0 and below it too, and by popularity what is silent", () => {
    const form = {
      scoresOf: () => ({ scores: Float32Array.of(0, -1, 7, -3, 9), isSilent: Uint8Array.of(0, 0, 1, 0, 1) }),
    };
    const { ranking } = scanned(form, 5);
    expect([...ranking.items]).toEqual([0, 1, 3, 4, 2]);
    expect([...ranking.scores.subarray(0, 3)]).toEqual([0, -1, -3]);
    expect([...(ranking.popular ?? [])]).toEqual([0, 0, 0, 1, 1]);
    expect([...ranking.scores]).toEqual([...ranking.scores].sort((a, b) => b - a));
    expect([...scanned(form, 2).ranking.items]).toEqual([0, 1]);
  });

  it("with isSilent of everything is popularity, and so is it where all scores are 0", () => {
    const isSilent = new Uint8Array(5).fill(1);
    for (const form of [{ scoresOf: () => ({ scores: new Float32Array(5), isSilent }) }, {}]) {
      const { ranking } = scanned(form, 5);
      expect([...ranking.items]).toEqual([1, 4, 2, 3, 0]);
      expect([...ranking.scores]).toEqual([5, 4, 3, 2, 1]);
      expect([...(ranking.popular ?? [])]).toEqual([1, 1, 1, 1, 1]);
    }
  });

  it("lists neither what is excluded nor what the filter takes out, silent or not, and tells the model", () => {
    const options = { filter: onlyItems(Uint32Array.of(0, 1, 2), 5), exclude: Uint32Array.of(1) };
    const told: boolean[][] = [];
    for (const isSilent of [undefined, Uint8Array.of(0, 0, 1, 1, 0)]) {
      const scoresOf: ByScores["scoresOf"] = (_, __, isOut) => {
        told.push([0, 1, 2, 3, 4].map(isOut));
        return { scores: Float32Array.of(3, 2, 0, 0, 9), isSilent };
      };
      expect([...scanned({ scoresOf }, 5, options).ranking.items]).toEqual([0, 2]);
    }
    expect(told[0]).toEqual([false, true, false, true, true]);
    expect(told[1]).toEqual(told[0]);
  });

  it("counts what the model says that it scores, and the memory that it holds", () => {
    expect(scanned({ itemsScored: 2 }, 3).itemsScored).toBe(2);
    const isSilent = new Uint8Array(5);
    const form = { itemsScored: 2, scoresOf: () => ({ scores: new Float32Array(5), isSilent }) };
    expect(scanned(form, 3).itemsScored).toBe(2);
    const scores = { by: "scores", scoresOf: form.scoresOf, memoryBytes: 64 } as const;
    expect(createRetrieval({ retrieve: scores }, context)?.memoryBytes).toBe(64);
  });

  it("finds similar items by what the model says, those above 0 alone", () => {
    const similarTo = () => Float32Array.of(0, 2, -1, 0, 3);
    const retrieve = { by: "scores", scoresOf: () => ({ scores: new Float32Array(5) }) } as const;
    const retrieval = createRetrieval({ retrieve, similarTo }, context);
    expect([...(retrieval?.similar?.(0, 5, everything).ranking.items ?? [])]).toEqual([4, 1]);
    expect(createRetrieval({ retrieve }, context)?.similar).toBeUndefined();
  });
});

describe("the retrieval of a model", () => {
  const context = { kernelModule: module, popularity: Float32Array.of(1, 2) };

  it("is none by popularity", () => {
    expect(createRetrieval({ retrieve: { by: "popularity" } }, context)).toBeUndefined();
  });

  it("weighs an item of a request as 1 unless the model says otherwise", () => {
    const retrieve = { by: "scores", scoresOf: () => ({ scores: new Float32Array(2) }) } as const;
    expect(createRetrieval({ retrieve }, context)?.sentWeight(4)).toBe(1);
    expect(createRetrieval({ retrieve, sentWeight: (value = 3) => 2 * value }, context)?.sentWeight(undefined)).toBe(6);
  });

  it("predicts the items that are wanted, in their order", () => {
    const retrieve = { by: "scores", scoresOf: () => ({ scores: new Float32Array(2) }) } as const;
    const predict = () => (item: number) => item + 0.5;
    const retrieval = createRetrieval({ retrieve, predict }, context);
    expect([...(retrieval?.predict?.(none, new Float32Array(0), Uint32Array.of(1, 0)) ?? [])]).toEqual([1.5, 0.5]);
    expect(createRetrieval({ retrieve }, context)?.predict).toBeUndefined();
  });
});
