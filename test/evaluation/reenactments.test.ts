import { describe, expect, it } from "vitest";
import { type Feedback, type Interactions, interactionsFrom } from "../../src/data/interactions.ts";
import { parseProtocol, split } from "../../src/data/splits.ts";
import { parseTransform } from "../../src/data/transforms.ts";
import type { Candidate } from "../../src/evaluation/candidate.ts";
import { type EvaluateFoldsOptions, evaluateFolds } from "../../src/evaluation/evaluate-folds.ts";
import type { Predicts } from "../../src/evaluation/predicts.ts";
import { createReport, datasetSize, type EvaluationReport } from "../../src/evaluation/report.ts";
import { createRandom } from "../../src/random.ts";

/**
 * A network as in the notebooks: the dot product of two embeddings, a dense layer of one unit behind it, squared error,
 * stochastic gradient descent. With dropout between the two, that share of the products is set to zero while it learns.
 */
function dotNetwork(dropout: number): Candidate {
  const fit = (train: Interactions): Predicts => {
    const random = createRandom(5);
    const small = (count: number) => Float64Array.from({ length: count }, () => 0.1 * random.nextGaussian());
    const [users, items] = [small(train.userIds.size), small(train.itemIds.size)];
    let [weight, bias] = [1, 0];
    for (let epoch = 0; epoch < 30; epoch++) {
      for (const [row, user] of train.users.entries()) {
        const item = train.items[row] ?? 0;
        const kept = random.nextFloat() < dropout ? 0 : 1 / (1 - dropout);
        const [p, q] = [users[user] ?? 0, items[item] ?? 0];
        const step = 0.02 * ((train.values[row] ?? 0) - bias - weight * kept * p * q);
        bias += step;
        weight += 0.1 * step * kept * p * q;
        users[user] = p + step * weight * kept * q;
        items[item] = q + step * weight * kept * p;
      }
    }
    return {
      kind: "dot-network",
      predictBatch: ({ users: asked, wanted }) =>
        Float64Array.from(wanted.indices, (item, entry) => {
          const row = wanted.offsets.findIndex((offset) => offset > entry) - 1;
          return bias + weight * (users[asked[row] ?? 0] ?? 0) * (items[item] ?? 0);
        }),
    };
  };
  return { model: "dot-network", options: { dropout }, predicts: true, fit };
}

/** Forty users and thirty items; `worth` says what a pair is worth, or that it was never seen. */
function table(worth: (user: number, item: number, draw: number) => number | undefined, feedback: Feedback) {
  const random = createRandom(9);
  const rows = Array.from({ length: 40 * 30 }, (_, pair) => {
    const [user, item] = [Math.floor(pair / 30), pair % 30];
    const value = worth(user, item, random.nextFloat());
    return value === undefined ? [] : { userId: `u${user}`, itemId: `i${item}`, value };
  });
  return interactionsFrom(rows.flat(), feedback);
}

async function measure(
  data: Interactions,
  candidate: Candidate,
  options: EvaluateFoldsOptions,
): Promise<EvaluationReport> {
  const folds = split(data, parseProtocol("random:0.2"), 1);
  const [fold] = folds;
  if (!fold) throw new Error("expected a fold");
  const evaluations = await evaluateFolds([candidate], folds, [5], options);
  return createReport(datasetSize(fold), "random:0.2", evaluations, { threshold: options.threshold });
}

const codesOf = ({ warnings, results }: EvaluationReport): string[] =>
  [...warnings, ...results.flatMap((result) => result.warnings ?? [])].map(({ code }) => code);
const metricsOf = ({ results }: EvaluationReport, name: string) =>
  results.find(({ model }) => model === name)?.metrics ?? {};

describe("a network that was trained and tested on positives alone", () => {
  const positives = table((_, __, draw) => (draw < 0.4 ? 1 : undefined), "implicit");

  it("reaches F1 1.0, and the guard says that recommending everything does too", async () => {
    const report = await measure(positives, dotNetwork(0), { threshold: 1, decideAt: 0.5 });
    expect(metricsOf(report, "dot-network")).toMatchObject({ f1: 1, precision: 1, recall: 1, accuracy: 1 });
    expect(metricsOf(report, "dot-network").rmse).toBeLessThan(0.05);
    expect(metricsOf(report, "everything")).toMatchObject({ f1: 1, precision: 1, recall: 1, accuracy: 1 });
    expect(metricsOf(report, "dot-network")["roc-auc"]).toBeUndefined();
    expect(codesOf(report)).toEqual(
      expect.arrayContaining(["single-class", "constant-decisions", "equals-trivial", "no-better-than-baseline"]),
    );
    const warning = report.warnings.find(({ code }) => code === "single-class");
    expect(warning?.message).toMatch(
      /^all of \d+ test interactions are positive: recommending everything is always right/,
    );
  });

  it("is no longer accused of a single class where both kinds are in test", async () => {
    const both = table((user, item, draw) => (draw < 0.6 ? (user % 2 === item % 2 ? 1 : 0) : undefined), "explicit");
    const report = await measure(both, dotNetwork(0), { threshold: 1, decideAt: 0.5 });
    expect(codesOf(report)).not.toContain("single-class");
  });
});

describe("a network that learned a constant under a dropout of .95", () => {
  const ratings = table((user, item, draw) => {
    if (draw > 0.6) return undefined;
    return user % 2 === item % 2 || draw < 0.1 ? 8 + Math.floor(draw * 5) : 5 + Math.floor(draw * 5);
  }, "explicit");
  const binary = { threshold: 8, decideAt: 0.5, transforms: [parseTransform("binarise:8")] };

  it("has exactly the F1 of recommending everything, and the guard names it", async () => {
    const report = await measure(ratings, dotNetwork(0.95), binary);
    const [network, everything] = [metricsOf(report, "dot-network"), metricsOf(report, "everything")];
    expect(everything.f1).toBeGreaterThan(0.5);
    expect(everything.f1).toBeLessThan(1);
    expect(network.f1).toBe(everything.f1);
    expect(codesOf(report)).toEqual(expect.arrayContaining(["constant-decisions", "equals-trivial"]));
    const messages = report.results.flatMap(({ warnings = [] }) => warnings.map(({ message }) => message));
    expect(messages.join("\n")).toContain("dot-network recommends every test interaction");
  });

  it("is not accused where it learned who likes what", async () => {
    const wise: Candidate = {
      ...dotNetwork(0),
      fit: ({ userIds, itemIds }) => ({
        kind: "wise",
        predictBatch: ({ users, wanted }) =>
          Float64Array.from(wanted.indices, (item, entry) => {
            const row = wanted.offsets.findIndex((offset) => offset > entry) - 1;
            const [user, work] = [userIds.ids[users[row] ?? 0], itemIds.ids[item]];
            return Number(user?.slice(1)) % 2 === Number(work?.slice(1)) % 2 ? 1 : 0;
          }),
      }),
    };
    const report = await measure(ratings, wise, binary);
    expect(metricsOf(report, "dot-network").f1).toBeGreaterThan(metricsOf(report, "everything").f1 ?? 1);
    expect(codesOf(report)).not.toContain("constant-decisions");
    expect(codesOf(report)).not.toContain("equals-trivial");
  });
});
