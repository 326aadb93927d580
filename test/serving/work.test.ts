import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { createItemIndex } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { implicitAlsOptions, rowRegularization } from "../../src/models/implicit-als/implicit-als.ts";
import { createRandom } from "../../src/random.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, engine, ITEM_COUNT, idsOf, passes, scoreOf } from "./fixture.ts";

const recommender = await engine();
const ALL = Array.from({ length: ITEM_COUNT }, (_, item) => item);

describe("any request", () => {
  const ids = fc.subarray(ALL, { maxLength: 8 });
  const requests = fc.record({
    history: ids.filter((list) => list.length > 0),
    exclude: ids,
    k: fc.integer({ min: 1, max: 25 }),
    filter: fc.constantFrom(
      {},
      { colour: "black" },
      { tags: { not: "two" } },
      { tags: ["three", "five"], year: { min: 1995 } },
      { year: 1999 },
    ),
  });

  it("is answered and accounted for as a brute-force count says", () => {
    fc.assert(
      fc.property(requests, ({ history, exclude, k, filter }) => {
        const answer = recommender.recommend({
          history: history.map(String),
          exclude: exclude.map(String),
          k,
          filter,
        });
        const out = ALL.filter((item) => history.includes(item) || exclude.includes(item) || !passes(filter, item));
        const blocks = new Set(ALL.filter((item) => passes(filter, item)).map((item) => item >> 2));
        expect(answer.work).toEqual({
          itemsScored: ALL.filter((item) => blocks.has(item >> 2)).length,
          itemsExcluded: out.length,
          itemsReranked: 0,
        });
        const weights = new Map(history.map((item) => [item, 1]));
        const expected = ALL.filter((item) => !out.includes(item)).sort(
          (a, b) => scoreOf(weights, b) - scoreOf(weights, a) || a - b,
        );
        expect(idsOf(answer)).toEqual(expected.slice(0, k));
      }),
    );
  });

  it("for similar or popular items is accounted for as well", () => {
    const filter = { tags: "five" };
    expect(recommender.similar({ itemId: "4" }).work).toEqual({
      itemsScored: ITEM_COUNT,
      itemsExcluded: 1,
      itemsReranked: 0,
    });
    expect(recommender.similar({ itemId: "6", filter }).work).toEqual({
      itemsScored: 13,
      itemsExcluded: ITEM_COUNT - 4,
      itemsReranked: 0,
    });
    expect(recommender.popular({ filter }).work).toEqual({
      itemsScored: 0,
      itemsExcluded: ITEM_COUNT - 5,
      itemsReranked: 0,
    });
  });
});

describe("the memory of the engine", () => {
  it("is the same after ten thousand requests of every kind, refused ones among them", async () => {
    const fresh = await engine();
    const before = fresh.memory();
    for (let request = 0; request < 10_000; request++) {
      const itemId = String(request % ITEM_COUNT);
      switch (request % 5) {
        case 0:
          fresh.recommend({ history: [itemId], filter: { year: { min: 1990 + (request % 30) } } });
          break;
        case 1:
          fresh.similar({ itemId, k: ITEM_COUNT });
          break;
        case 2:
          fresh.recommend({ userId: "ann", exclude: [itemId] });
          break;
        case 3:
          fresh.popular({ filter: { colour: "black" } });
          break;
        default:
          expect(() => fresh.recommend({ history: [itemId], filter: { year: { min: Number.NaN } } })).toThrow();
      }
    }
    expect(fresh.memory()).toEqual(before);
  });
});

describe("a catalogue so large that it is searched in two passes", () => {
  it("is answered as by one exact pass, with filter and exclusions", async () => {
    const { engine: twoPass, onePassBytes, user, factors } = await large(33_000, 8, [2, 17, 32_999]);
    const request = { history: ["17", "2", "32999"], exclude: ["40"], k: 1000, filter: { half: { max: 0 } } };
    const answer = twoPass.recommend(request);
    // The second copy, a byte a factor in rows of sixteen, is there.
    expect(twoPass.memory().wasmBytes - onePassBytes).toBeGreaterThan(33_000 * 16);
    expect(answer.items).toHaveLength(1000);
    const expected = Array.from({ length: 33_000 }, (_, item) => item)
      .filter((item) => item % 2 === 0 && !["2", "40"].includes(String(item)))
      .map((item) => [item, dot(user, factors, item)] as const)
      .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b)
      .slice(0, 1000);
    expect(idsOf(answer)).toEqual(expected.map(([item]) => item));
  });

  it("predicts the scores that the list shows", async () => {
    const { engine: twoPass } = await large(33_000, 8, [2, 17]);
    const { items } = twoPass.recommend({ history: ["2", "17"], k: 1000 });
    const { predictions } = twoPass.predict({ history: ["2", "17"], items: items.map(({ itemId }) => itemId) });
    expect(predictions).toEqual(items.map(({ itemId, score }) => ({ itemId, score })));
  });
});

/** An engine over random factors, and the factors of a user who has `history` by a one-pass index of the same. */
async function large(itemCount: number, factorCount: number, history: readonly number[]) {
  const random = createRandom(21);
  const factors = Float32Array.from({ length: itemCount * factorCount }, () => random.nextGaussian());
  const gram = new Float32Array(factorCount ** 2);
  for (let factor = 0; factor < factorCount; factor++) gram[factor * (factorCount + 1)] = itemCount / 10;
  const base = artefact();
  const options = { factors: factorCount };
  const itemIds = createVocabulary(Array.from({ length: itemCount }, (_, item) => String(item)));
  const content: Artefact = {
    ...base,
    manifest: { ...base.manifest, model: { ...base.manifest.model, factorCount, options } },
    items: {
      ...emptyItemTable(itemIds),
      numbers: new Map([["half", Float64Array.from({ length: itemCount }, (_, item) => item % 2)]]),
    },
    popularity: new Float32Array(itemCount),
    factors: { precision: "f32", values: factors },
    gram,
    users: undefined,
  };
  const module = await kernelModule();
  const onePass = createItemIndex(module, {
    itemCount,
    factorCount,
    factors: { precision: "f32", values: factors },
    gram,
  });
  const regularization = rowRegularization(implicitAlsOptions(options), history.length, itemCount);
  const user = onePass.foldIn(Uint32Array.from(history), new Float32Array(history.length).fill(1), regularization);
  return { engine: createRecommender(content, module), onePassBytes: onePass.memoryBytes, user, factors };
}

function dot(user: Float32Array, factors: Float32Array, item: number): number {
  let sum = 0;
  for (const [at, value] of user.entries()) sum += value * factors[item * user.length + at]!;
  return sum;
}
