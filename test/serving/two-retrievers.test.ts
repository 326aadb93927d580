import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { RecommendRequest } from "../../src/serving/types.ts";
import { artefact, ITEM_COUNT, idsOf, POPULAR } from "./fixture.ts";
import { readingAll, recording, twoRetrievers } from "./two-retrievers-fixture.ts";
import { weightsArtefact } from "./weights-fixture.ts";

const kernels = await kernelModule();
const engineOf = (candidateCount: number) => createRecommender(twoRetrievers(candidateCount), kernels, readingAll);
const alone = createRecommender(artefact(), kernels);
const second = createRecommender(weightsArtefact(), kernels);
const marked = (request: RecommendRequest) => engineOf(6).recommend(request);

describe("a head behind two retrievers", () => {
  it("orders the best of both in turn", () => {
    const { head, inputs } = recording();
    const answer = createRecommender(twoRetrievers(6), kernels, head).recommend({ history: ["0", "2"], k: 6 });
    // Factors find 20, 18, 16 …, weights 3 (1), 1 (1), 4 (½).
    expect(idsOf(alone.recommend({ history: ["0", "2"], k: 3 }))).toEqual([20, 18, 16]);
    expect(idsOf(second.recommend({ history: ["0", "2"], k: 3 }))).toEqual([1, 3, 4]);
    expect(idsOf(answer).toSorted((a, b) => a - b)).toEqual([1, 3, 4, 16, 18, 20]);
    expect(answer).toMatchObject({ reranked: true, work: { itemsReranked: 6 } });
    expect(inputs.map(({ count }) => count)).toEqual([6]);
  });

  it("holds filter and exclusions for what the second one finds", () => {
    const request = { history: ["0", "2"], k: ITEM_COUNT };
    // 4 has no year, and 16, 18 and 20 are of later ones.
    const early = marked({ ...request, filter: { year: { max: 2003 } } });
    expect(idsOf(early).slice(0, 6)).toEqual(expect.arrayContaining([12, 10, 8, 1, 3]));
    expect(early.work.itemsReranked).toBe(6);
    expect(idsOf(early).some((item) => item > 13 || item % 5 === 4)).toBe(false);
    const without = marked({ ...request, filter: { year: { max: 2003 } }, exclude: ["3", "10"] });
    expect(idsOf(without).slice(0, 6)).toEqual(expect.arrayContaining([12, 8, 6, 1]));
    expect(idsOf(without).some((item) => item === 3 || item === 10 || item > 13 || item % 5 === 4)).toBe(false);
    for (const exclude of [["1"], ["1", "3"], ["1", "3", "4"]]) {
      const found = idsOf(marked({ ...request, exclude }));
      for (const item of [...exclude.map(Number), 0, 2]) expect(found).not.toContain(item);
      expect(new Set(found).size).toBe(found.length);
    }
  });

  it("boosts what the second one finds", () => {
    const request = { history: ["0", "2"], k: 2 };
    const found = (more: object) => idsOf(engineOf(2).recommend({ ...request, ...more })).toSorted((a, b) => a - b);
    expect(found({})).toEqual([1, 20]);
    // By weights 1 and 3 have 1 of 1991 and 1993, 4 has ½ and no year.
    expect(found({ boost: "if(year < 1994, 0.1, 1)" })).toEqual([4, 20]);
  });

  it("is not asked where nothing follows by the first: lists are then those of popularity", () => {
    // Nothing white follows from a black history by factors, though 1 and 3 do by weights.
    const request = { history: ["0", "2"], k: 5, filter: { colour: "white" } };
    expect(marked(request)).toEqual(alone.recommend(request));
    expect(marked(request)).toMatchObject({ fallback: "no-signal", reranked: false });
  });

  it("gives lists longer than the candidates, each item once, with falling scores", () => {
    const { items } = marked({ history: ["0", "2"], k: ITEM_COUNT });
    expect(items).toHaveLength(ITEM_COUNT - 2);
    expect(new Set(items.map(({ itemId }) => itemId)).size).toBe(items.length);
    const scores = items.map(({ score }) => score);
    for (const [at, score] of scores.slice(1).entries()) expect(score).toBeLessThanOrEqual(scores[at]!);
    const rest = idsOf({ items: items.slice(6) });
    const retrieved = idsOf(alone.recommend({ history: ["0", "2"], k: ITEM_COUNT }));
    expect(rest).toEqual(retrieved.filter((item) => rest.includes(item)));
  });

  it("answers one item more or fewer without changing what stands before it", () => {
    const whole = marked({ history: ["7", "4"], k: ITEM_COUNT }).items;
    for (const k of [1, 5, 6, 7, 12]) expect(marked({ history: ["7", "4"], k }).items).toEqual(whole.slice(0, k));
  });

  it("takes more candidates than there are", () => {
    const answer = engineOf(500).recommend({ history: ["0", "2"], k: 4 });
    expect(answer.items).toHaveLength(4);
    // Eight black ones and 1, 3 and 5, of which 5 has a negative weight: everything that either finds.
    expect(answer.work.itemsReranked).toBeGreaterThan(9);
    expect(answer.work.itemsReranked).toBeLessThan(ITEM_COUNT - 2);
  });

  it("has candidates where the second finds none", () => {
    // Nothing follows from 20 by weights.
    expect(second.recommend({ history: ["20"], k: 1 }).fallback).toBe("no-signal");
    const answer = marked({ history: ["20"], k: 3 });
    expect(answer).toMatchObject({ fallback: undefined, reranked: true });
    expect(answer.work.itemsReranked).toBe(6);
  });

  it("falls back on what is popular for a history of unknown items only, as one does without a head", () => {
    for (const request of [{ history: ["x", "y"] }, { history: [] }, { userId: "nobody" }, {}]) {
      const answer = marked({ ...request, k: 5 });
      expect(answer).toEqual(alone.recommend({ ...request, k: 5 }));
      expect(answer.reranked).toBe(false);
      expect(idsOf(answer)).toEqual(POPULAR.slice(0, 5));
    }
  });

  it("counts an item that comes again at its last place, and ignores unknown ones", () => {
    const plain = marked({ history: ["3", "9", "5"], k: 8 });
    expect(marked({ history: ["5", "3", "9", "3", "9", "5"], k: 8 }).items).toEqual(plain.items);
    const again = marked({ history: ["9", "3", "5", "9", "x", "5"], k: 8 });
    expect(again.items).toEqual(plain.items);
    expect(again.unknownItemIds).toEqual(["x"]);
    expect(marked({ history: ["5", "9", "3"], k: 8 }).items).not.toEqual(plain.items);
  });

  it("answers a history of one item, and of a thousand", () => {
    expect(marked({ history: ["7"], k: 5 })).toMatchObject({ reranked: true, fallback: undefined });
    const thousand = Array.from({ length: 1000 }, (_, at) => String(at % 25));
    const answer = marked({ history: thousand.filter((id) => id !== "4" && id !== "11"), k: 5 });
    expect(idsOf(answer).toSorted((a, b) => a - b)).toEqual([4, 11]);
    expect(answer.unknownItemIds).toEqual(["21", "22", "23", "24"]);
  });

  it("answers many as it answers each alone", () => {
    const engine = engineOf(6);
    const people = [
      { history: ["0", "2"] },
      { userId: "ann" },
      { userId: "cleo", history: ["7", { itemId: "2", value: 4 }] },
      { history: [] },
      { userId: "bob" },
      { history: ["20"] },
      { history: ["x"] },
    ];
    for (const common of [{ k: 3 }, { k: 12, filter: { colour: "black" } }, { k: 5, exclude: ["1", "3"] }]) {
      const each = people.map((person) => engine.recommend({ ...person, ...common }));
      expect(engine.recommendMany(people, common)).toEqual(each);
    }
  });

  it("is left out where a request says so, and predicts nothing else", () => {
    const request = { history: ["0", "2"], k: 6, rerank: false };
    expect(marked(request)).toEqual(alone.recommend(request));
    const engine = engineOf(6);
    const predictions = { history: ["0", "2"], items: ["20", "1"] };
    expect(engine.predict(predictions)).toEqual(alone.predict(predictions));
    expect(engine.similar({ itemId: "4" })).toEqual(alone.similar({ itemId: "4" }));
  });

  it("holds the memory of both", () => {
    const beside = second.memory().wasmBytes;
    expect(beside).toBeGreaterThan(0);
    expect(engineOf(6).memory().wasmBytes).toBe(createRecommender(artefact(), kernels).memory().wasmBytes + beside);
  });

  it("holds the same memory after many requests", () => {
    const engine = engineOf(6);
    engine.recommend({ history: ["1", "2", "3"], k: ITEM_COUNT, filter: { colour: "black" } });
    const before = engine.memory();
    expect(before.wasmBytes).toBeGreaterThanOrEqual(alone.memory().wasmBytes);
    for (let at = 0; at < 1000; at++) engine.recommend({ history: [String(at % ITEM_COUNT), "3"], k: 1 + (at % 20) });
    expect(engine.memory()).toEqual(before);
  });
});

describe("an artefact whose second retriever is not what its manifest says", () => {
  const { manifest, ...content } = twoRetrievers(6);
  const named = (kind: string, options = {}) => ({
    ...content,
    manifest: { ...manifest, head: manifest.head && { ...manifest.head, retrievers: [{ kind, options }] } },
  });

  it.each([
    ["a kind that is not known", named("forest"), "unknown-model"],
    ["a kind that finds nothing by a history", named("popularity"), "model-state"],
    ["a state of another kind", named("biased-mf"), "model-state"],
    ["options that it does not take", named("slim", { depth: 3 }), "model-options"],
    ["no state", { ...content, manifest, state: undefined }, "model-state"],
  ])("is refused: %s", (_, spoilt, code) => {
    expect(() => createRecommender(spoilt, kernels, readingAll)).toThrow(expect.objectContaining({ code }));
  });
});
