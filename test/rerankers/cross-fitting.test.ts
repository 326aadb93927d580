import { describe, expect, it } from "vitest";
import { type Interactions, interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { createRandom } from "../../src/random.ts";
import { crossFit } from "../../src/rerankers/cross-fitting.ts";
import { candidatesOf } from "../../src/rerankers/examples.ts";
import { trainerPlan } from "../../src/rerankers/trainer-plan.ts";

const [USERS, ITEMS, PARTS] = [20, 25, 5];
const CONTROL = { threads: 1, signal: new AbortController().signal, onPhase: () => undefined };
const options = implicitAlsOptions({ factors: 4, epochs: 3 });

function table(seed: number) {
  const random = createRandom(seed);
  const pairs = Array.from({ length: USERS * ITEMS }, (_, at) => ({
    userId: `u${Math.floor(at / ITEMS)}`,
    itemId: `i${at % ITEMS}`,
  }));
  return interactionsFrom(
    pairs.filter(() => random.nextFloat() < 0.5),
    "implicit",
  );
}

const interactions = table(1);
/** With every item a candidate, what retrieval was not shown must all come back. */
const collect = (seed: number, data = interactions) =>
  crossFit(trainerPlan(trainImplicitAls, { options, dataOf }, { ...CONTROL, seed }), data, undefined, ITEMS, seed);
const dataOf = (train: Interactions) => ({
  interactions: train,
  matrix: toCsr(train),
  items: emptyItemTable(train.itemIds),
});
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const { examples, last } = await collect(7);
const groupCount = examples.positiveCounts.length;

describe("cross-fitted candidates for the head", () => {
  it("hold every interaction out once, and no more than once", () => {
    expect(groupCount).toBe(USERS * PARTS);
    expect(sum(examples.positiveCounts)).toBe(interactions.users.length);
  });

  it("label exactly what was held out, and leave out what retrieval was shown", () => {
    const historyLength = new Map<number, number>();
    for (const user of interactions.users) historyLength.set(user, (historyLength.get(user) ?? 0) + 1);
    const totals = [...historyLength.values()].sort((a, b) => a - b);
    const implied: number[] = [];
    for (let group = 0; group < groupCount; group++) {
      const labels = examples.labels.subarray(group * ITEMS, (group + 1) * ITEMS);
      expect(sum(labels)).toBe(examples.positiveCounts[group]);
      // items − candidates = what was shown; with what was held out, that is the user's whole history.
      implied.push(ITEMS - candidatesOf(examples, group) + examples.positiveCounts[group]!);
    }
    const expected = totals.flatMap((total) => Array.from({ length: PARTS }, () => total));
    expect(implied.sort((a, b) => a - b)).toEqual(expected);
  });

  it("come from fits that did not count what they hold out", () => {
    expect(examples.popularity).toHaveLength(ITEMS * PARTS);
    expect(sum(examples.popularity)).toBe(interactions.users.length * (PARTS - 1));
  });

  it("name the items of their own fit", () => {
    for (let group = 0; group < groupCount; group++) {
      const places = examples.candidateItems.subarray(group * ITEMS, (group + 1) * ITEMS);
      const fits = new Set([...places].filter((item) => item !== NO_ITEM).map((item) => Math.floor(item / ITEMS)));
      expect([...fits]).toEqual([Math.floor(group / USERS)]);
    }
  });

  it("keep a user on one side: who says when to stop is not learnt from", () => {
    // Lists stand fit by fit, with the users in the same order in each.
    const userOf = (group: number): number => group % USERS;
    const stopping = new Set([...examples.groupsValidation].map(userOf));
    expect(stopping.size).toBe(5);
    for (const group of examples.groupsTrain) expect(stopping).not.toContain(userOf(group));
    expect(examples.groupsTrain.length + examples.groupsValidation.length).toBe(groupCount);
  });

  it("are the same for the same seed and others for another", async () => {
    const again = await collect(7);
    expect(again.examples.labels).toEqual(examples.labels);
    expect(again.last.fitted.state).toEqual(last.fitted.state);
    expect((await collect(8)).examples.labels).not.toEqual(examples.labels);
  });

  it("are refused where no two users have something for each part", async () => {
    const short = interactionsFrom(
      ["a", "b"].flatMap((userId) => ["x", "y", "z"].map((itemId) => ({ userId, itemId }))),
      "implicit",
    );
    await expect(collect(1, short)).rejects.toMatchObject({ code: "too-little-history" });
  });
});
