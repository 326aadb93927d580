import { describe, expect, it } from "vitest";
import { type Csr, rowIndices } from "../../src/data/csr.ts";
import { ncfMlp } from "../../src/models/networks/ncf-mlp.ts";
import { pairExamples } from "../../src/models/networks/train-pair-examples.ts";
import { createRandom } from "../../src/random.ts";
import { ratingsOf } from "./rating-fixtures.ts";

/** Five items; user 2 has all of them. */
const ratings = ratingsOf(3, 5, [
  [0, 0, 1],
  [0, 2, 3],
  [1, 1, 4],
  [2, 0, 5],
  [2, 1, 2],
  [2, 2, 3],
  [2, 3, 1],
  [2, 4, 5],
]);
const NO_SCALE = { shift: 0, size: 1 };

function examplesOf(given: Readonly<Record<string, unknown>>, matrix: Csr = ratings, scale = NO_SCALE) {
  const options = ncfMlp.readOptions(given);
  return pairExamples("sample", matrix, { ...options, threshold: Number(options.threshold) }, scale);
}

/** A batch of some examples as plain lists. */
function batchOf(given: Readonly<Record<string, unknown>>, rows: readonly number[], scale = NO_SCALE) {
  const { inputs, targets } = examplesOf(given, ratings, scale).batch(Uint32Array.from(rows), createRandom(1));
  const listOf = (values: unknown): number[] => (values === undefined ? [] : [...(values as Float32Array)]);
  const { values, weights } = (targets ?? {}) as { values?: Float32Array; weights?: Float32Array };
  return { users: listOf(inputs.user), items: listOf(inputs.item), targets: listOf(values), weights: listOf(weights) };
}

describe("examples of a network of pairs", () => {
  it("are the rows asked for, with ratings less the shift, in units of the size", () => {
    const options = { target: "rating", loss: "mse" };
    const found = batchOf(options, [3, 1, 2], { shift: 1, size: 4 });
    expect(found).toEqual({ users: [2, 0, 1], items: [0, 2, 1], targets: [1, 0.5, 0.75], weights: [] });
  });

  it("count a rating of the threshold itself as liked", () => {
    const options = { target: "binary", loss: "bce", threshold: 3 };
    expect(batchOf(options, [0, 1, 2]).targets).toEqual([0, 1, 1]);
  });

  it("draw negatives from all that the user does not have, and from nothing else", () => {
    const { users, items, targets, weights } = batchOf({ target: "implicit", loss: "bce", negatives: 40 }, [0, 2]);
    expect(users).toEqual([...new Array(41).fill(0), ...new Array(41).fill(1)]);
    expect([items[0], items[41]]).toEqual([0, 1]);
    expect(targets).toEqual(users.map((_, at) => Number(at % 41 === 0)));
    expect(new Set(items.slice(1, 41))).toEqual(new Set([1, 3, 4]));
    expect(new Set(items.slice(42))).toEqual(new Set([0, 2, 3, 4]));
    expect(new Set(weights)).toEqual(new Set([1]));
  });

  it("draw no item that nobody has where items have texts, for these shall speak for it", () => {
    const options = { ...ncfMlp.readOptions({ target: "implicit", loss: "bce", negatives: 40 }), threshold: 0 };
    const draws = (own: Parameters<typeof pairExamples>[4]): Set<number> => {
      // Item 4 is nobody's.
      const two = ratingsOf(2, 5, [...[0, 1].map((item) => [0, item, 1] as const), [1, 2, 1], [1, 3, 1]]);
      const { inputs } = pairExamples("sample", two, options, NO_SCALE, own).batch(Uint32Array.of(0), createRandom(1));
      return new Set([...((inputs.item ?? []) as Uint32Array)].slice(1));
    };
    expect(draws(undefined)).toEqual(new Set([2, 3, 4]));
    expect(draws({ terms: ratingsOf(5, 1, [[4, 0, 1]]) })).toEqual(new Set([2, 3]));
  });

  it("give no weight to negatives of a user who has everything", () => {
    expect(batchOf({ target: "implicit", loss: "bce", negatives: 2 }, [3, 0]).weights).toEqual([1, 0, 0, 1, 1, 1]);
  });

  it("of bpr are what a user has before what they do not have", () => {
    const { items } = batchOf({ target: "implicit", loss: "bpr", negatives: 20 }, [1]);
    expect(items.filter((_, at) => at % 2 === 0)).toEqual(new Array(20).fill(2));
    const own = new Set(rowIndices(ratings, 0));
    expect(items.some((item, at) => at % 2 === 1 && own.has(item))).toBe(false);
  });

  it("of bpr compare the item of a user who has everything with itself", () => {
    expect(batchOf({ target: "implicit", loss: "bpr", negatives: 2 }, [6]).items).toEqual([3, 3, 3, 3]);
  });

  it("have other fingerprints for other values, places, sizes and targets", () => {
    const options = { target: "binary", loss: "bce", threshold: 3 };
    const [values, indices] = [ratings.values.slice(), ratings.indices.slice()];
    values[7] = 4.5;
    indices[1] = 3;
    const found = [
      examplesOf(options),
      examplesOf(options, { ...ratings, values }),
      examplesOf(options, { ...ratings, indices }),
      examplesOf(options, { ...ratings, columnCount: 6 }),
      examplesOf({ ...options, threshold: 4 }),
      examplesOf({ target: "rating", loss: "mse" }),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(found).size).toBe(6);
    expect(examplesOf(options).fingerprint).toBe(found[0]);
  });
});
