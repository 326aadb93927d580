import { afterEach, describe, expect, it, vi } from "vitest";
import { type Interactions, interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainAlsFactors } from "../../src/models/implicit-als/train-als-factors.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { trainPopularity } from "../../src/models/means/train-popularity.ts";
import { trainBpr } from "../../src/models/pairwise/train-bpr.ts";
import { checkReRankable } from "../../src/models/re-rankable.ts";
import { trainPopularRecent } from "../../src/models/sequential/train-popular-recent.ts";
import { FACTORS, readState } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { TRAINABLE } from "../../src/models/trainable.ts";
import { modelCandidate } from "../../src/rerankers/model-candidate.ts";
import { personOf } from "../../src/rerankers/person.ts";
import { trainerPlan } from "../../src/rerankers/trainer-plan.ts";
import { tastes } from "../models/fixtures.ts";

const interactions = tastes(4);
const part = interactionsFrom(
  Array.from(interactions.users, (user, row) => ({ user, item: interactions.items[row] ?? 0, row }))
    .filter(({ row }) => row % 10 > 0)
    .map(({ user, item }) => ({ userId: `u${user}`, itemId: `i${item}` })),
  "implicit",
);
const context = { seed: 3, threads: 1 };
const dataOf = (train: Interactions) => ({
  interactions: train,
  matrix: toCsr(train),
  items: emptyItemTable(train.itemIds),
});
const planOf = (trainer: Trainable, given: Readonly<Record<string, unknown>>) => {
  const options = trainer.model.readOptions(given);
  return trainerPlan(trainer, { options, dataOf }, context);
};

describe("fits behind a re-ranker", () => {
  it("start from the factors of the fit before where the trainer can, and take fewer epochs", async () => {
    const given = { factors: 6, epochs: 12, unobservedWeight: 0.1 };
    const plan = planOf(trainImplicitAls, given);
    const first = await plan.fit(part);
    const second = await plan.fit(part, undefined, first);
    const factorsOf = ({ fitted }: typeof first) => readState("implicit-als", fitted.state).f32(FACTORS);
    const options = { ...implicitAlsOptions(given), epochs: 5 };
    const module = await threadedKernelModule();
    const expected = await trainAlsFactors(module, toCsr(part), options, context, factorsOf(first));
    expect(factorsOf(second)).toEqual(expected.itemFactors);
    expect(second.fitted.options).toEqual(first.fitted.options);
  });

  it("are retrievers under the name of the model, which know what is alike by factors", async () => {
    const plan = planOf(trainBpr, { factors: 6, epochs: 2 });
    const { retriever, model } = await plan.fit(part);
    expect([plan.name, retriever.name, retriever.knowsLikeness]).toEqual(["bpr", "bpr", true]);
    const person = personOf(Uint32Array.of(0, 1), Float32Array.of(1, 1), undefined);
    const options = { filter: undefined, exclude: person.items };
    const list = retriever.best(person, 5, options);
    expect(list.items).toEqual(model.retrieval?.scan(person.items, person.values, 5, options).ranking.items);
  });

  it("refuse a model that finds nothing by a history", async () => {
    await expect(planOf(trainPopularity, {}).fit(part)).rejects.toMatchObject({
      code: "no-head",
      message: "popularity: expected a model that finds items by a history, to be a retriever of a head",
    });
  });
});

describe("a model with a re-ranker behind it, as it is measured", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("settles what follows from the data once: all its fits have the same options", async () => {
    const settle = vi.spyOn(trainImplicitAls, "settle");
    const known = { items: emptyItemTable(interactions.itemIds) };
    const given = { factors: 4, epochs: 1 };
    await modelCandidate("implicit-als+head", given, known, { seed: 1, threads: 1 }).fit(interactions);
    const [first, ...others] = settle.mock.calls.map(([options]) => options.unobservedWeight);
    expect(first).toBe("auto");
    expect(others.length).toBeGreaterThan(2);
    expect(new Set(others).size).toBe(1);
    expect(others[0]).toBeTypeOf("number");
  });
});

describe("models behind which no re-ranker has anything to do", () => {
  it("are refused by name before there are data", () => {
    expect(() => checkReRankable(trainPopularity.model)).toThrow("popularity: every user gets the same list");
    for (const { model } of TRAINABLE) if (model.isPersonal) expect(() => checkReRankable(model)).not.toThrow();
  });

  it("are those that are not personal", () => {
    expect(TRAINABLE.filter((one) => !one.model.isPersonal)).toEqual([trainPopularity, trainPopularRecent]);
  });
});
