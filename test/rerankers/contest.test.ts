import { describe, expect, it } from "vitest";
import { type Interactions, interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { splitForValidation } from "../../src/data/splits.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { countInteractions, createPopularityModel } from "../../src/models/item-counts.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { type Contest, holdContest, isWin } from "../../src/rerankers/contest.ts";
import type { HeadExamples } from "../../src/rerankers/examples.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import { candidatesOfModel, type RetrievalPlan } from "../../src/rerankers/retrieval-plan.ts";
import type { TrainableReranker } from "../../src/rerankers/trainable-reranker.ts";
import type { TrainingContext } from "../../src/training/context.ts";

const [USERS, ITEMS] = [30, 24];
/** Everybody has half of the items of their own parity. */
const interactions = interactionsFrom(
  Array.from({ length: USERS * ITEMS }, (_, at) => ({ user: Math.floor(at / ITEMS), item: at % ITEMS }))
    .filter(({ user, item }) => item % 2 === user % 2 && ((user * 7 + item * 5) * 2_654_435_761) % 100 < 60)
    .map(({ user, item }) => ({ userId: `u${user}`, itemId: `i${item}` })),
  "implicit",
);

/** Ranks by popularity, but says that everything follows from the history: a poor retrieval without factors. */
function poorModel(train: Interactions): RankingModel {
  const model = createPopularityModel(toCsr(train));
  return {
    kind: "poor",
    options: {},
    itemCount: ITEMS,
    recommendBatch: (histories, k) => ({ ...model.recommendBatch(histories, k), popular: undefined }),
  };
}

const fits: { readonly interactions: number; readonly start: unknown }[] = [];
const plan: RetrievalPlan = {
  fit: async (train, _phase, start) => {
    fits.push({ interactions: train.users.length, start });
    const model = poorModel(train);
    return { model, popularity: countInteractions(toCsr(train)), candidates: candidatesOfModel(model) };
  },
};

/** A kind of re-ranker without a network: it knows the answer, or turns it round. */
function oracle(sign: number, seen: HeadExamples[] = []): TrainableReranker {
  const head: Head = {
    score: ({ tagOverlap, retrievalScores }) =>
      retrievalScores.map((score, place) => sign * tagOverlap[place]! + 1e-6 * score),
    memory: () => ({ tensors: 0, bytes: 0 }),
    dispose: () => undefined,
  };
  const metrics = { "ndcg@10": 0, "recall@10": 0 };
  return {
    definition: { name: "oracle", summary: "", options: {}, restore: async () => head },
    trials: [
      {
        label: "oracle",
        train: async (examples) => {
          seen.push(examples);
          const manifest = { kind: "oracle", options: {}, candidateCount: ITEMS, hidden: [] };
          return { manifest, weights: new Map(), validation: { users: 1, retrieval: metrics, head: metrics } };
        },
      },
    ],
    startBackend: async () => undefined,
  };
}

const fold = splitForValidation(interactions, 0.1, 1);
/** Items are tagged by parity. */
const codes = Uint32Array.from({ length: ITEMS }, (_, item) => Number(interactions.itemIds.ids[item]!.slice(1)) % 2);
const tags = {
  dictionary: ["even", "odd"],
  offsets: Uint32Array.from({ length: ITEMS + 1 }, (_, at) => at),
  codes,
};
const contest = (reranker: TrainableReranker, changes: Partial<Contest> = {}, context: Partial<TrainingContext> = {}) =>
  holdContest(
    plan,
    fold,
    {
      reranker,
      wish: "required",
      tags,
      candidateCount: ITEMS,
      metric: "ndcg@10",
      measure: (model: Recommends) => evaluateModel(model, fold, [10], { seed: 1 }),
      ...changes,
    },
    { seed: 1, threads: 1, ...context },
  );

describe("the contest", () => {
  it("wants a gain of more than its standard error", () => {
    expect(isWin(0.011, 0.01)).toBe(true);
    expect(isWin(0.01, 0.01)).toBe(false);
    expect(isWin(0, 0)).toBe(false);
    expect(isWin(-0.1, 0.01)).toBe(false);
  });

  it("takes the mean gain of users and its standard error, and says both", async () => {
    const figures = [Float64Array.of(0, 0.5, 0, 0.5), Float64Array.of(1, 0.5, 1, 0.5)];
    const measure: Contest["measure"] = async (model) => {
      const result = await evaluateModel(model, fold, [10], { seed: 1 });
      const values = { "ndcg@10": figures.shift() ?? new Float64Array(4) };
      return { ...result, perUser: { ...result.perUser, values } };
    };
    const phases: string[] = [];
    const onPhase = (phase: string) => phases.push(phase);
    const { winner } = await contest(oracle(1), { measure }, { onPhase });
    // Gains 1, 0, 1, 0: the standard deviation is √(1/3), of the mean of four √(1/12).
    expect(phases.at(-1)).toBe("head: nDCG@10 gain 0.50000 ± 0.28868 on validation; packed");
    expect(winner).toBeDefined();
  });

  it("is won by a re-ranker that knows better than a retrieval without factors", async () => {
    const seen: HeadExamples[] = [];
    const { winner, retrieval, reranked } = await contest(oracle(1, seen));
    expect(winner).toMatchObject({ factorCount: 0, trained: { manifest: { kind: "oracle" } } });
    expect(reranked!.metrics["ndcg@10"]).toBeGreaterThan(retrieval.metrics["ndcg@10"]!);
    expect(seen[0]).toMatchObject({ factorCount: 0, candidateCount: ITEMS });
    expect(seen[0]!.userFactors).toHaveLength(0);
  });

  it("is lost by one that knows worse, which is measured all the same", async () => {
    const { winner, retrieval, reranked } = await contest(oracle(-1));
    expect(winner).toBeUndefined();
    expect(reranked!.metrics["ndcg@10"]).toBeLessThan(retrieval.metrics["ndcg@10"]!);
  });

  it("shows no fit what judges: five fits to four fifths of the train part, and one to all of it", async () => {
    fits.length = 0;
    await contest(oracle(1));
    const train = fold.train.users.length;
    expect(fits).toHaveLength(6);
    expect(fits.at(-1)!.interactions).toBe(train);
    expect(fits.slice(0, 5).reduce((sum, fit) => sum + fit.interactions, 0)).toBe(4 * train);
    expect(fits[0]!.start).toBeUndefined();
    for (const { start } of fits.slice(1)) expect(start).toBeDefined();
  });

  it("goes on without one where there is too little history, unless one is required", async () => {
    const short = splitForValidation(
      interactionsFrom(
        [..."abcde"].map((itemId) => ({ userId: "u", itemId })),
        "implicit",
      ),
      0.1,
      1,
    );
    const phases: string[] = [];
    const rules = { reranker: oracle(1), tags: undefined, candidateCount: 5, metric: "ndcg@10" };
    const measure = (model: Recommends) => evaluateModel(model, short, [10], { seed: 1 });
    const context = { seed: 1, threads: 1, onPhase: (phase: string) => phases.push(phase) };
    const shortPlan: RetrievalPlan = {
      fit: async (train) => {
        const model = createPopularityModel(toCsr(train));
        return { model, popularity: countInteractions(toCsr(train)), candidates: candidatesOfModel(model) };
      },
    };
    const run = (wish: Contest["wish"]) => holdContest(shortPlan, short, { ...rules, measure, wish }, context);
    const result = await run("where-possible");
    expect(result).toMatchObject({ winner: undefined, reranked: undefined });
    expect(phases.join()).toContain("no head: a head needs at least 2 users");
    await expect(run("required")).rejects.toMatchObject({ code: "too-little-history" });
  });
});

describe("candidates by the lists of a model", () => {
  it("end where the signal does, and are none without a history", () => {
    const lists = {
      ...{ kind: "few", options: {}, itemCount: 4 },
      recommendBatch: () => ({
        ...{ queryCount: 2, k: 3 },
        items: Uint32Array.of(2, 1, 0, 3, 2, 1),
        scores: Float32Array.of(2, 1, 0, 3, 2, 1),
        popular: Uint8Array.of(0, 0, 1, 0, 0, 0),
      }),
    };
    const histories = {
      ...{ rowCount: 2, columnCount: 4 },
      offsets: Uint32Array.of(0, 1, 1),
      indices: Uint32Array.of(3),
      values: Float32Array.of(1),
    };
    const { items, scores } = candidatesOfModel(lists)(histories, 3);
    expect([...items]).toEqual([2, 1, NO_ITEM, NO_ITEM, NO_ITEM, NO_ITEM]);
    expect([...scores.subarray(0, 3)]).toEqual([2, 1, Number.NEGATIVE_INFINITY]);
  });
});
