import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { splitForValidation } from "../../src/data/splits.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import type { Recommends } from "../../src/evaluation/recommends.ts";
import { type Contest, holdContest, isWin } from "../../src/rerankers/contest.ts";
import type { HeadExamples } from "../../src/rerankers/examples.ts";
import type { Head } from "../../src/rerankers/reranker.ts";
import type { RetrievalPlans } from "../../src/rerankers/retrieval-plan.ts";
import type { RerankerTrial, TrainableReranker } from "../../src/rerankers/trainable-reranker.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { pairsOf, recordingPlan } from "./recording-plan.ts";

const [USERS, ITEMS] = [30, 24];
/** Everybody has half of the items of their own parity. */
const interactions = interactionsFrom(
  Array.from({ length: USERS * ITEMS }, (_, at) => ({ user: Math.floor(at / ITEMS), item: at % ITEMS }))
    .filter(({ user, item }) => item % 2 === user % 2 && ((user * 7 + item * 5) * 2_654_435_761) % 100 < 60)
    .map(({ user, item }) => ({ userId: `u${user}`, itemId: `i${item}` })),
  "implicit",
);

/** Items have categories by parity. */
const codes = Uint32Array.from({ length: ITEMS }, (_, item) => Number(interactions.itemIds.ids[item]!.slice(1)) % 2);
const offsets = Uint32Array.from({ length: ITEMS + 1 }, (_, at) => at);
const items = {
  categories: new Map([["tags", { dictionary: ["even", "odd"], offsets, codes }]]),
  numbers: new Map(),
};
const FEATURES = ["poor.score", "poor.rank", "tags.history", "tags.last", "popularity", "novelty", "length"];

interface Oracle extends TrainableReranker {
  readonly seen: HeadExamples[];
  readonly disposed: () => number;
}

interface Settings {
  readonly name?: string;
  readonly reached?: number;
  readonly gains?: readonly number[];
}

/** A kind of re-ranker without a network: it knows the answer, or turns it round. */
function oracle(sign: number, { name = "oracle", reached = 0.5, gains = [reached, reached] }: Settings = {}): Oracle {
  const seen: HeadExamples[] = [];
  let disposed = 0;
  const metrics = { "ndcg@10": reached, "recall@10": 0 };
  return {
    seen,
    disposed: () => disposed,
    definition: {
      name,
      summary: "",
      options: {},
      restore: async (_, { features = [] }): Promise<Head> => ({
        score: ({ count, features: rows }) =>
          Float32Array.from({ length: count }, (_, row) => {
            const at = (feature: string): number => rows[row * features.length + features.indexOf(feature)]!;
            return sign * at("tags.history") + 1e-6 * at("poor.score");
          }),
        memory: () => ({ tensors: 0, bytes: 0 }),
        dispose: () => void disposed++,
      }),
    },
    trials: [
      {
        label: name,
        train: async (examples) => {
          seen.push(examples);
          const validation = { lists: 1, retrieval: { ...metrics, "ndcg@10": 0 }, head: metrics };
          const { featureNames: features } = examples;
          const manifest = { kind: name, options: {}, candidateCount: ITEMS, hidden: [], features, validation };
          return { manifest, weights: new Map(), gains: Float64Array.from(gains) };
        },
      },
    ],
    startBackend: async () => undefined,
  };
}

const fold = splitForValidation(interactions, 0.1, 1);
const plan = recordingPlan();
const contest = (
  kinds: readonly TrainableReranker[],
  changes: Partial<Contest> = {},
  context: Partial<TrainingContext> = {},
  plans: RetrievalPlans = [plan],
) =>
  holdContest(
    plans,
    fold,
    {
      kinds,
      wish: "required",
      items,
      question: "missing",
      itemTimes: false,
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
    const { winner } = await contest([oracle(1)], { measure }, { onPhase });
    // Gains 1, 0, 1, 0: the standard deviation is √(1/3), of the mean of four √(1/12).
    expect(phases.at(-1)).toBe("head: nDCG@10 gain 0.50000 ± 0.28868 on validation; packed");
    expect(winner).toBeDefined();
  });

  it.each([
    ["a gain of more than it", [0.4, 0.4, 0.4, 0.3], true],
    ["a gain of less", [0.4, -0.4, 0.1, 0], false],
    ["no gain at all", [0, 0, 0, 0], false],
    ["a loss that is sure", [-0.4, -0.4, -0.4, -0.3], false],
  ])("packs by one standard error: %s", async (_, gains, wins) => {
    const figures = [Float64Array.of(0.5, 0.5, 0.5, 0.5), Float64Array.from(gains, (gain) => 0.5 + gain)];
    const measure: Contest["measure"] = async (model) => {
      const result = await evaluateModel(model, fold, [10], { seed: 1 });
      const values = { "ndcg@10": figures.shift() ?? new Float64Array(4) };
      return { ...result, perUser: { ...result.perUser, values } };
    };
    const kind = oracle(1);
    const { winner, reranked } = await contest([kind], { measure });
    expect(winner !== undefined).toBe(wins);
    expect(reranked).toBeDefined();
    // What is not packed is given back.
    expect(kind.disposed()).toBe(wins ? 0 : 1);
  });

  it("is won by a re-ranker that knows better", async () => {
    const kind = oracle(1);
    const { winner, retrieval, reranked } = await contest([kind]);
    expect(winner).toMatchObject({ itemTimes: false, trained: { manifest: { kind: "oracle", features: FEATURES } } });
    expect(reranked!.metrics["ndcg@10"]).toBeGreaterThan(retrieval.metrics["ndcg@10"]!);
    expect(kind.seen[0]).toMatchObject({ featureNames: FEATURES, candidateCount: ITEMS });
  });

  it("is lost by one that knows worse, which is measured all the same", async () => {
    const { winner, retrieval, reranked } = await contest([oracle(-1)]);
    expect(winner).toBeUndefined();
    expect(reranked!.metrics["ndcg@10"]).toBeLessThan(retrieval.metrics["ndcg@10"]!);
  });

  it("enters the kind that validation prefers, the first of equals, all trained on the same lists", async () => {
    const kinds = [
      oracle(1, { name: "first", reached: 0.5 }),
      oracle(-1, { name: "second", reached: 0.7 }),
      oracle(1, { name: "third", reached: 0.7 }),
    ];
    const phases: string[] = [];
    const { winner, reranked, retrieval } = await contest(kinds, {}, { onPhase: (phase) => phases.push(phase) });
    expect(phases.slice(0, 4)).toEqual(["candidates for the head, by poor", "first", "second", "third"]);
    // Validation took the one that turns lists round: the judging part finds out.
    expect(reranked!.metrics["ndcg@10"]).toBeLessThan(retrieval.metrics["ndcg@10"]!);
    expect(winner).toBeUndefined();
    expect(kinds[1]?.seen[0]).toBe(kinds[0]?.seen[0]);
    const better = [oracle(-1, { name: "first", reached: 0.5 }), oracle(1, { name: "second", reached: 0.7 })];
    expect((await contest(better)).winner?.trained.manifest.kind).toBe("second");
  });

  it.each([
    // The gains of the later kind over the earlier are 0.1, 0.3, 0.1, 0.3: 0.2, 3.46 standard errors of √(1/300).
    ["by more than two standard errors", [0.1, 0.3, 0.1, 0.3], "second"],
    // 0, 0.2, 0, 0.2: 0.1, 1.73 standard errors.
    ["by less, though its mean is higher", [0, 0.2, 0, 0.2], "first"],
    ["in no list", [0, 0, 0, 0], "first"],
  ])("prefers a later kind that is better %s on validation lists: %j, %s", async (_, more, kept) => {
    const first = [0.1, 0, 0.2, 0.1];
    const kinds = [
      oracle(1, { name: "first", gains: first }),
      oracle(1, { name: "second", gains: first.map((gain, list) => gain + (more[list] ?? 0)) }),
    ];
    expect((await contest(kinds)).winner?.trained.manifest.kind).toBe(kept);
  });

  it.each([
    ["a part that is clearly better", [0.3, 0.1, 0.3, 0.1], "part"],
    ["a part that is better by chance", [0.2, 0, 0.2, 0], "whole"],
    ["a part that is worse", [-0.1, -0.2, -0.1, -0.1], "whole"],
  ])("trains the parts of a kind once, and takes it before them: %s", async (_, more, kept) => {
    const own = [0.1, 0, 0.2, 0.1];
    const part = oracle(1, { name: "part", gains: own.map((gain, list) => gain + (more[list] ?? 0)) });
    const whole = oracle(1, { name: "whole", gains: own });
    const trials = whole.trials.map(({ label, train }): RerankerTrial => {
      return {
        label,
        train: async (examples, context) => {
          for (const trial of part.trials) expect((await context.trained(trial)).manifest.kind).toBe("part");
          return train(examples, context);
        },
      };
    });
    const phases: string[] = [];
    const onPhase = (phase: string) => phases.push(phase);
    const { winner } = await contest([{ ...whole, trials }, part], {}, { onPhase });
    expect(winner?.trained.manifest.kind).toBe(kept);
    expect(part.seen).toHaveLength(1);
    expect(phases.slice(1, 3)).toEqual(["whole", "part"]);
  });

  it("shows no fit what judges: five fits to four fifths of the train part, and one to all of it", async () => {
    const own = recordingPlan();
    await contest([oracle(1)], {}, {}, [own]);
    const train = fold.train.users.length;
    expect(own.fits).toHaveLength(6);
    expect(own.fits.at(-1)!.train.users).toHaveLength(train);
    expect(own.fits.slice(0, 5).reduce((sum, fit) => sum + fit.train.users.length, 0)).toBe(4 * train);
    expect(own.fits.map(({ start }) => start)).toEqual([undefined, ...own.fits.slice(0, -1)]);
    expect(own.fits.at(-1)?.phase).toBe("poor, to be judged");
    const judging = pairsOf(fold.test);
    for (const fit of own.fits) for (const pair of pairsOf(fit.train)) expect(judging).not.toContain(pair);
  });

  it("fits each retriever once more to be judged; lists are measured against those of the first alone", async () => {
    const [one, two] = [recordingPlan("poor"), recordingPlan("other")];
    const measured: string[] = [];
    const measure: Contest["measure"] = (model) => {
      if ("kind" in model) measured.push(String(model.kind));
      return evaluateModel(model, fold, [10], { seed: 1 });
    };
    const kind = oracle(1);
    const { judged, winner } = await contest([kind], { measure }, {}, [one, two]);
    expect(judged).toEqual([one.fits.at(-1), two.fits.at(-1)]);
    expect(two.fits).toHaveLength(6);
    expect(measured).toEqual(["poor", "poor+head"]);
    expect(kind.seen[0]?.featureNames.slice(0, 4)).toEqual(["poor.score", "poor.rank", "other.score", "other.rank"]);
    expect(winner).toBeDefined();
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
    const rules = {
      kinds: [oracle(1)],
      items,
      question: "missing" as const,
      itemTimes: false,
      candidateCount: 5,
      metric: "ndcg@10",
    };
    const measure = (model: Recommends) => evaluateModel(model, short, [10], { seed: 1 });
    const context = { seed: 1, threads: 1, onPhase: (phase: string) => phases.push(phase) };
    const run = (wish: Contest["wish"]) => holdContest([recordingPlan()], short, { ...rules, measure, wish }, context);
    const result = await run("where-possible");
    expect(result).toMatchObject({ winner: undefined, reranked: undefined });
    expect(phases.join()).toContain("no head: a head needs at least 2 users");
    await expect(run("required")).rejects.toMatchObject({ code: "too-little-history" });
  });
});
