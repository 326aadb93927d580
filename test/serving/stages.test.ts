import { describe, expect, it } from "vitest";
import { RequestError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { servedModel } from "../../src/models/served.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import { answer } from "../../src/serving/answer.ts";
import { answerMany } from "../../src/serving/answer-many.ts";
import { restoreRetrieval } from "../../src/serving/create-retrieval.ts";
import { createBoostCompiler } from "../../src/serving/expressions/compile-boost.ts";
import { createFilterCompiler } from "../../src/serving/filter.ts";
import { likenessOf } from "../../src/serving/likeness/likeness-of.ts";
import { createReRanker } from "../../src/serving/re-ranker.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { EngineParts, Stage } from "../../src/serving/stages/stage.ts";
import { RECOMMEND } from "../../src/serving/stages.ts";
import { artefact, idsOf } from "./fixture.ts";

/** Puts the candidates in the opposite order. */
const REVERSING: Head = {
  score: ({ count }) => Float32Array.from({ length: count }, (_, place) => place),
  memory: () => ({ tensors: 0, bytes: 0 }),
  dispose: () => undefined,
};
const content = artefact({ candidateCount: 4 });
const module = await kernelModule();
const restored = restoreRetrieval(content, module, servedModel);
const { served, retrieval, popularity } = restored;
const parts: EngineParts = {
  artefact: content,
  served,
  retrieval,
  reRanker: createReRanker(content, restored, REVERSING, module, servedModel),
  popularity,
  compileFilter: createFilterCompiler(content.items),
  compileBoost: createBoostCompiler(content.items),
  likeness: likenessOf(served, retrieval?.vectors, content.items),
  unsupported: (field: string) => new RequestError(`unsupported-${field}`, field),
};
const REQUEST = { history: ["0", "2"], k: 6 };
const MANY = [REQUEST, { ...REQUEST, history: ["1"] }, { ...REQUEST, history: [] }];

/** The stages of recommend with one more behind the one at `place`. */
const withStage = (place: number, stage: Stage): Stage[] => RECOMMEND.toSpliced(place + 1, 0, stage);
const [HISTORY, RETRIEVAL, RE_RANKING, PRESENTATION] = [2, 5, 6, RECOMMEND.length - 1];

describe("stages of a request", () => {
  it("retrieve, and then order the candidates anew", () => {
    expect(idsOf(answer(RECOMMEND, REQUEST, parts))).toEqual([14, 16, 18, 20, 12, 10]);
    expect(idsOf(answer(RECOMMEND, { ...REQUEST, rerank: false }, parts))).toEqual([20, 18, 16, 14, 12, 10]);
  });

  it("answer many requests as one at a time", () => {
    const alone = MANY.map((request) => answer(RECOMMEND, request, parts));
    expect(answerMany(RECOMMEND, MANY, parts)).toEqual(alone);
    expect(alone.map(({ reranked }) => reranked)).toEqual([true, true, false]);
    const engine = createRecommender(content, module, REVERSING);
    const people = MANY.map(({ history }) => ({ history }));
    expect(engine.recommendMany(people, { k: REQUEST.k })).toEqual(alone);
  });
});

describe("one more stage", () => {
  it("leaves out what was shown before, ahead of retrieval", () => {
    const rotation: Stage = {
      run: (state) => ({ ...state, exclude: Uint32Array.from([...state.exclude, 20, 14]).sort() }),
    };
    const stages = withStage(HISTORY, rotation);
    expect(idsOf(answer(stages, REQUEST, parts))).toEqual([10, 12, 16, 18, 8, 6]);
    expect(answer(stages, REQUEST, parts).work.itemsExcluded).toBe(4);
    expect(answerMany(stages, MANY, parts)).toEqual(MANY.map((request) => answer(stages, request, parts)));
  });

  it("changes scores ahead of re-ranking", () => {
    const boost: Stage = {
      run: (state) => {
        const { ranking } = state.list;
        const scores = ranking.scores.map((score, place) => (ranking.items[place] === 12 ? 1 : score / 2));
        const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
        const items = Uint32Array.from(order, (place) => ranking.items[place]!);
        const sorted = { ...ranking, items, scores: scores.toSorted().reverse() };
        return { ...state, list: { ...state.list, ranking: sorted } };
      },
    };
    expect(idsOf(answer(withStage(RETRIEVAL, boost), REQUEST, parts))).toEqual([16, 18, 20, 12, 14, 10]);
  });

  it("chooses among more candidates than are listed", () => {
    const everySecond: Stage = {
      width: ({ k = 10 }) => 2 * k,
      run: (state) => {
        const { ranking } = state.list;
        const chosen = (_: number, place: number): boolean => place % 2 === 0;
        const items = ranking.items.filter(chosen);
        const scores = ranking.scores.filter(chosen);
        return { ...state, list: { ...state.list, ranking: { ...ranking, items, scores } } };
      },
    };
    const request = { ...REQUEST, k: 4, rerank: false };
    expect(idsOf(answer(withStage(RE_RANKING, everySecond), request, parts))).toEqual([20, 16, 12, 8]);
  });

  it("takes items out of a list, which is then sought among more, without resolving the request again", () => {
    let resolved = 0;
    const counting: Stage = {
      run: (state) => {
        resolved++;
        return state;
      },
    };
    const evenOnly: Stage = {
      run: (state) => {
        const { ranking } = state.list;
        const isKept = (_: number, place: number): boolean => ranking.items[place]! % 4 === 0;
        const [items, scores] = [ranking.items.filter(isKept), ranking.scores.filter(isKept)];
        return { ...state, list: { ...state.list, ranking: { items, scores } } };
      },
    };
    const stages = [counting, ...withStage(RE_RANKING, evenOnly)];
    const request = { ...REQUEST, k: 4, rerank: false };
    expect(idsOf(answer(stages, request, parts))).toEqual([20, 16, 12, 8]);
    expect(resolved).toBe(1);
    expect(answerMany(stages, [request], parts).map(idsOf)).toEqual([[20, 16, 12, 8]]);
    expect(resolved).toBe(2);
  });

  it("explains what is listed, behind presentation", () => {
    const explanation: Stage = {
      run: (state) => {
        const title = `${state.history.items.length} items`;
        return { ...state, items: state.items.map((item) => ({ ...item, title })) };
      },
    };
    const { items } = answer(withStage(PRESENTATION, explanation), { ...REQUEST, k: 1 }, parts);
    expect(items).toEqual([expect.objectContaining({ itemId: "14", title: "2 items" })]);
  });
});

describe("the re-ranker", () => {
  it("is none without a head, and where a model finds no items by a history", () => {
    expect(
      createReRanker(content, { ...restored, retrieval: undefined }, REVERSING, module, servedModel),
    ).toBeUndefined();
    const { manifest } = content;
    const without = { ...content, manifest: { ...manifest, head: null }, head: undefined };
    expect(createReRanker(without, restored, REVERSING, module, servedModel)).toBeUndefined();
  });

  it("holds no memory of its own behind one retriever", () => {
    expect(parts.reRanker?.memoryBytes).toBe(0);
    expect(parts.reRanker?.candidateCount).toBe(4);
  });
});
