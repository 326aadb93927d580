import { describe, expect, it } from "vitest";
import { rowIndices, rowSequence } from "../../src/data/csr.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { createRandom } from "../../src/random.ts";
import { crossFit } from "../../src/rerankers/cross-fitting.ts";
import { featuresOf } from "../../src/rerankers/examples.ts";
import { pairsOf, recordingPlan } from "./recording-plan.ts";

const [USERS, ITEMS, PARTS] = [20, 25, 5];

function table(seed: number) {
  const random = createRandom(seed);
  const pairs = Array.from({ length: USERS * ITEMS }, (_, at) => ({
    userId: `u${Math.floor(at / ITEMS)}`,
    itemId: `i${at % ITEMS}`,
    timestamp: (at * 7919) % 5000,
  }));
  return interactionsFrom(
    pairs.filter(() => random.nextFloat() < 0.5),
    "implicit",
  );
}

const interactions = table(1);
/** With every item a candidate, what retrieval was not shown must all come back. */
async function collect(seed: number, data = interactions, candidateCount = ITEMS) {
  const plans = [recordingPlan("one"), recordingPlan("two")] as const;
  const settings = { seed, candidateCount, items: emptyItemTable(data.itemIds), itemTimes: false };
  const found = await crossFit(plans, data, settings);
  return { ...found, plans, asked: plans[0].fits.flatMap((fit) => fit.asked.map((one) => ({ ...one, fit }))) };
}
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const { examples, last, plans, asked } = await collect(7);
const groupCount = examples.positiveCounts.length;
const whole = toOrderedCsr(interactions);

describe("cross-fitted candidates for the head", () => {
  it("hold every interaction out once, and no more than once", () => {
    expect(groupCount).toBe(USERS * PARTS);
    expect(sum(examples.positiveCounts)).toBe(interactions.users.length);
    const shown = plans[0].fits.map(({ train }) => pairsOf(train));
    for (const pair of pairsOf(interactions)) expect(shown.filter((part) => !part.has(pair))).toHaveLength(1);
  });

  it("hide about a fifth of a history, as evenly as it goes", () => {
    for (const { train } of plans[0].fits) {
      for (let user = 0; user < USERS; user++) {
        const all = rowIndices(whole, user).length;
        const hidden = all - train.users.filter((one) => one === user).length;
        expect([Math.floor(all / PARTS), Math.ceil(all / PARTS)]).toContain(hidden);
      }
    }
  });

  it("hide as much of the data from one fit as from another, where histories do not go into fifths", async () => {
    const six = Array.from({ length: 60 }, (_, at) => {
      const user = Math.floor(at / 6);
      return { userId: `u${user}`, itemId: `i${(user + at) % 9}` };
    });
    const { plans: own } = await collect(3, interactionsFrom(six, "implicit"));
    // Ten users have one more than a fifth in some part, two users in each.
    expect(own[0].fits.map(({ train }) => train.users.length)).toEqual([48, 48, 48, 48, 48]);
  });

  it("make at most 6,000 lists, as many of each user", async () => {
    const rows = Array.from({ length: 9000 }, (_, at) => {
      return { userId: `u${Math.floor(at / 5)}`, itemId: `i${(at + Math.floor(at / 35)) % 7}` };
    });
    const many = await collect(3, interactionsFrom(rows, "implicit"), 2);
    // 1,800 users: three lists each.
    expect(many.examples.positiveCounts).toHaveLength(5400);
  });

  it("label exactly what was hidden from their fit, and leave out what it was shown", () => {
    expect(asked).toHaveLength(groupCount);
    for (const [group, { person, items, fit }] of asked.entries()) {
      const user = findUser([...person.items], fit.train);
      const own = new Set(rowIndices(toOrderedCsr(fit.train), user));
      expect([...person.items]).toEqual([...own]);
      const hidden = [...rowIndices(whole, user)].filter((item) => !own.has(item));
      expect(examples.counts[group]).toBe(items.length);
      const labels = examples.labels.subarray(group * ITEMS, group * ITEMS + items.length);
      expect(items.filter((_, place) => labels[place] === 1).sort((a, b) => a - b)).toEqual(hidden);
      expect(examples.positiveCounts[group]).toBe(hidden.length);
      expect(items.some((item) => own.has(item))).toBe(false);
    }
  });

  it("read facts of items that did not count what is hidden", () => {
    const at = examples.featureNames.indexOf("popularity");
    for (const [group, { items, fit }] of asked.entries()) {
      const features = featuresOf(examples, group);
      for (const [place, item] of items.entries()) {
        const count = fit.train.items.filter((one) => one === item).length;
        expect(features[place * examples.featureNames.length + at]).toBeCloseTo(Math.log1p(count), 5);
      }
    }
  });

  it("know the order of what is left, where there are times", () => {
    for (const { person, fit } of asked) {
      const user = findUser([...person.items], fit.train);
      expect(person.sequence).toEqual(rowSequence(toOrderedCsr(fit.train), user));
    }
  });

  it("are those of all retrievers together", () => {
    expect(plans[1].fits).toHaveLength(PARTS);
    for (const [part, fit] of plans[1].fits.entries()) expect(fit.train).toEqual(plans[0].fits[part]?.train);
    expect(examples.featureNames.filter((name) => name.endsWith(".score"))).toEqual(["one.score", "two.score"]);
    expect(last).toEqual([plans[0].fits.at(-1), plans[1].fits.at(-1)]);
  });

  it("fit again from the fit before, in silence", () => {
    for (const { fits } of plans) {
      expect(fits.map(({ start }) => start)).toEqual([undefined, ...fits.slice(0, -1)]);
      expect(fits.map(({ phase }) => phase)).toEqual(new Array(PARTS).fill(undefined));
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
    expect((await collect(7)).examples).toEqual(examples);
    expect((await collect(8)).examples.labels).not.toEqual(examples.labels);
  });

  it("are fewer where fewer are asked for; hidden items that were not found still count", async () => {
    const few = await collect(7, interactions, 3);
    expect(few.examples.candidateCount).toBe(3);
    expect(Math.max(...few.examples.counts)).toBe(3);
    expect(few.examples.positiveCounts).toEqual(examples.positiveCounts);
    expect(sum(few.examples.labels)).toBeLessThan(sum(examples.labels));
  });

  it("are refused where no two users have something for each part", async () => {
    const short = interactionsFrom(
      ["a", "b"].flatMap((userId) => ["x", "y", "z"].map((itemId) => ({ userId, itemId }))),
      "implicit",
    );
    await expect(collect(1, short)).rejects.toMatchObject({
      code: "too-little-history",
      message: "a head needs at least 2 users with 5 interactions, this data has 0; leave the head out (--head none)",
    });
  });

  it("are refused where every list has but hidden items", async () => {
    const full = interactionsFrom(
      ["a", "b", "c"].flatMap((userId) => [..."vwxyz"].map((itemId) => ({ userId, itemId }))),
      "implicit",
    );
    await expect(collect(1, full)).rejects.toMatchObject({
      code: "too-little-history",
      message:
        "a head needs lists with both hidden and other items to learn from, this data gives none; leave the head out (--head none)",
    });
  });
});

/** The user of a fit's data with these items; no two have the same here. */
function findUser(items: readonly number[], train: typeof interactions): number {
  const matrix = toOrderedCsr(train);
  const found = Array.from({ length: USERS }, (_, user) => user).filter(
    (user) => rowIndices(matrix, user).join() === items.join(),
  );
  expect(found).toHaveLength(1);
  return found[0] ?? -1;
}
