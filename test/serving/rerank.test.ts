import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import type { Head, HeadInput } from "../../src/rerankers/reranker.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { RecommendRequest } from "../../src/serving/types.ts";
import { artefact, engine, FEATURES, ITEM_COUNT, idsOf, POPULARITY } from "./fixture.ts";

/** A head that scores a candidate by its place in retrieval and remembers what it was given. */
function fakeHead(scoreOf: (place: number, input: HeadInput) => number) {
  const inputs: HeadInput[] = [];
  const head: Head = {
    score: (input) => {
      inputs.push(input);
      return Float32Array.from({ length: input.count }, (_, place) => scoreOf(place, input));
    },
    memory: () => ({ tensors: 5, bytes: 100 }),
    dispose: () => undefined,
  };
  return { head, inputs };
}

const HISTORY: RecommendRequest = { history: ["0", "2"] };
const retrieval = await engine();
const retrieved = idsOf(retrieval.recommend({ ...HISTORY, k: ITEM_COUNT }));

async function rerank(
  scoreOf: (place: number, input: HeadInput) => number,
  request: RecommendRequest,
  candidateCount = 6,
) {
  const { head, inputs } = fakeHead(scoreOf);
  const answer = (await engine(head, { candidateCount })).recommend(request);
  return { answer, inputs };
}

describe("the head", () => {
  it("is given the candidates in the order of retrieval with what is known of each", async () => {
    const { inputs } = await rerank((place) => place, { ...HISTORY, k: 3 });
    expect(inputs).toHaveLength(1);
    const { count, features } = inputs[0]!;
    const candidates = retrieved.slice(0, 6);
    expect(candidates).toEqual([20, 18, 16, 14, 12, 10]);
    expect([count, features.length]).toEqual([6, 6 * FEATURES.length]);
    const column = (name: string): number[] => {
      const at = FEATURES.indexOf(name);
      return candidates.map((_, place) => features[place * FEATURES.length + at]!);
    };
    const scores = retrieval.recommend({ ...HISTORY, k: 6 }).items.map(({ score }) => score);
    const mean = scores.reduce((sum, score) => sum + score, 0) / 6;
    const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 6);
    for (const [place, score] of scores.entries()) {
      expect(column("implicit-als.score")[place]).toBeCloseTo((score - mean) / deviation, 4);
    }
    expect(column("implicit-als.rank")).toEqual([0, 1, 2, 3, 4, 5].map((rank) => Math.fround(Math.log2(rank + 2) / 8)));
    // All black items lie on one axis.
    for (const name of ["last-1", "last-3", "last-10", "nearest", "history"]) {
      for (const likeness of column(`implicit-als.${name}`)) expect(likeness).toBeCloseTo(1, 5);
    }
    expect(column("popularity")).toEqual(candidates.map((item) => Math.fround(Math.log1p(POPULARITY[item]!))));
    expect(column("length")).toEqual(candidates.map(() => Math.fround(Math.log1p(2))));
    // 14 has no year; 0 and 2 are of 1990 and 1992.
    expect(column("year.difference")).toEqual([20, 18, 16, Number.NaN, 12, 10].map((item) => item - 1));
    // Item 0 has no tag and item 2 only "two": half of the history has it.
    const share = (tag: number): number => {
      const total = POPULARITY.reduce((sum, own) => sum + own, 0);
      return (
        POPULARITY.reduce((sum, own, item) => sum + (item === 6 || (item > 0 && item % tag === 0) ? own : 0), 0) / total
      );
    };
    const [two, three, five] = [0.5 - share(2), -share(3), -share(5)];
    const expected = [(two + five) / 2, (two + three) / 2, two, two, (two + three) / 2, (two + five) / 2];
    for (const [place, value] of column("tags.history").entries()) expect(value).toBeCloseTo(expected[place]!, 5);
  });

  it("orders the candidates anew", async () => {
    const { answer } = await rerank((place) => place, { ...HISTORY, k: 6 });
    expect(idsOf(answer)).toEqual(retrieved.slice(0, 6).reverse());
    expect(answer.items.map(({ score }) => score)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(answer).toMatchObject({ reranked: true, work: { itemsReranked: 6 } });
  });

  it("reaches candidates beyond the end of the list", async () => {
    const { answer } = await rerank((place) => place, { ...HISTORY, k: 2 });
    expect(idsOf(answer)).toEqual([retrieved[5], retrieved[4]]);
  });

  it("leaves candidates of equal score in ascending index", async () => {
    const { answer } = await rerank((place) => (place === 3 ? 1 : 0), { ...HISTORY, k: 6 });
    expect(idsOf(answer)).toEqual([14, 10, 12, 16, 18, 20]);
  });

  it.each([
    ["high", 1000],
    ["low", -1000],
  ])("leaves the rest in its order below the candidates, with falling scores (%s scores)", async (_, level) => {
    const { answer } = await rerank((place) => level + place, { ...HISTORY, k: ITEM_COUNT });
    expect(idsOf(answer)).toEqual([...retrieved.slice(0, 6).reverse(), ...retrieved.slice(6)]);
    const scores = answer.items.map(({ score }) => score);
    expect(scores.slice(0, 6)).toEqual([5, 4, 3, 2, 1, 0].map((place) => level + place));
    for (const [at, score] of scores.slice(1).entries()) expect(score).toBeLessThanOrEqual(scores[at]!);
    expect(scores[6]).toBeLessThanOrEqual(scores[5]!);
    expect(scores[7]).toBeLessThan(scores[6]!);
  });

  it("sees no candidate that the filter or the exclusions took out", async () => {
    const request = { ...HISTORY, filter: { tags: "five" }, exclude: ["20"], k: 10 };
    const { answer, inputs } = await rerank((place) => place, request);
    expect(inputs[0]?.count).toBe(2);
    // Nothing follows for 15 and 5, of the other colour: they stay behind, by popularity.
    expect(idsOf(answer)).toEqual([6, 10, 5, 15]);
    expect(answer.items.map(({ source }) => source)).toEqual([undefined, undefined, "popular", "popular"]);
    expect(answer.work.itemsReranked).toBe(2);
  });

  it("is left alone where no candidate is left", async () => {
    const { answer, inputs } = await rerank((place) => place, { ...HISTORY, filter: { colour: "green" } });
    expect(inputs).toEqual([]);
    expect(answer.items).toEqual([]);
    expect(answer.work.itemsReranked).toBe(0);
  });

  it("takes more candidates than there are items", async () => {
    const { answer } = await rerank((place) => place, { ...HISTORY, k: 3 }, 500);
    expect(answer.work.itemsReranked).toBe((ITEM_COUNT - 1) / 2 - 1);
    expect(idsOf(answer)).toEqual([4, 6, 8]);
  });

  it.each<[string, RecommendRequest, string | undefined]>([
    ["the request says so", { ...HISTORY, rerank: false }, undefined],
    ["the answer is not personal", { userId: "zoe" }, "unknown-user"],
  ])("is not asked where %s", async (_, request, fallback) => {
    const { answer, inputs } = await rerank((place) => place, request);
    expect(inputs).toEqual([]);
    expect(answer).toEqual({ ...retrieval.recommend(request), reranked: false });
    expect(answer.fallback).toBe(fallback);
  });

  it("is not asked for similar or popular items", async () => {
    const { head, inputs } = fakeHead((place) => place);
    const recommender = await engine(head);
    expect(recommender.similar({ itemId: "4" })).toEqual(retrieval.similar({ itemId: "4" }));
    expect(recommender.popular({})).toEqual(retrieval.popular({}));
    expect(inputs).toEqual([]);
    expect(recommender.memory().headTensors).toBe(5);
  });

  it("is not asked where the artefact does not name one, and not missed where it was not loaded", async () => {
    const { head, inputs } = fakeHead((place) => place);
    const module = await kernelModule();
    expect(createRecommender(artefact(null), module, head).recommend(HISTORY)).toEqual(retrieval.recommend(HISTORY));
    expect(createRecommender(artefact({}), module).recommend(HISTORY)).toEqual(retrieval.recommend(HISTORY));
    expect(inputs).toEqual([]);
  });

  it("is refused where it reads other features than its artefact gives", async () => {
    const { head } = fakeHead((place) => place);
    const features = FEATURES.slice(1);
    await expect(engine(head, { features })).rejects.toMatchObject({
      code: "head-features",
      message: `head: expected features ${features.join(", ")}, but this artefact gives ${FEATURES.join(", ")}; train it anew`,
    });
  });
});
