import { describe, expect, it } from "vitest";
import { rowSequence } from "../../src/data/csr.ts";
import { type Interactions, interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { createRandom, shuffle } from "../../src/random.ts";
import { featuresOf } from "../../src/rerankers/examples.ts";
import { labelExamples } from "../../src/rerankers/labels.ts";
import { hideLast } from "../../src/rerankers/last-hidden.ts";
import { pairsOf, recordingPlan } from "./recording-plan.ts";

const ITEMS = 80;
/** User u has u + 3 items, each at a time of its own; of users with an odd number the last ten come at the same time. */
const USERS = 62;
const list = Array.from({ length: USERS }, (_, user) => {
  const count = Math.min(user + 3, ITEMS - 10);
  return Array.from({ length: count }, (_, place) => ({
    userId: `u${user}`,
    itemId: `i${(user * 11 + place * 7) % ITEMS}`,
    timestamp: user % 2 === 1 && place >= count - 10 ? 10_000 : 100 + place,
  }));
}).flat();
const interactions = interactionsFrom(list, "implicit");

async function collect(data: Interactions = interactions, seed = 3, candidateCount = ITEMS) {
  const plan = recordingPlan("one");
  const settings = { seed, candidateCount, items: emptyItemTable(data.itemIds), itemTimes: false };
  const { examples, last } = await hideLast([plan], data, settings);
  const [fit] = plan.fits;
  if (!fit) throw new Error("expected a fit");
  return { examples, last, plan, fit };
}

const { examples, last, plan, fit } = await collect();
const whole = toOrderedCsr(interactions);
const sequenceOf = (user: number): number[] => [...(rowSequence(whole, user) ?? [])];
const hiddenCount = (length: number): number => (length < 5 ? 0 : Math.min(10, Math.max(1, Math.floor(0.2 * length))));

describe("what a person takes next, as labels", () => {
  it("hides of everybody the last interactions: a fifth, at least one and at most ten", () => {
    expect(plan.fits).toHaveLength(1);
    expect(last).toEqual([fit]);
    const left = toOrderedCsr(fit.train);
    const counts = new Set<number>();
    for (let user = 0; user < USERS; user++) {
      const all = sequenceOf(user);
      const count = hiddenCount(all.length);
      counts.add(count);
      expect([...(rowSequence(left, user) ?? [])], `user ${user}`).toEqual(all.slice(0, all.length - count));
    }
    expect(Math.min(...counts)).toBe(0);
    expect(Math.max(...counts)).toBe(10);
  });

  it("makes a list of each, whose history is everything before it", () => {
    const expected = Array.from({ length: USERS }, (_, user) => {
      const all = sequenceOf(user);
      const first = all.length - hiddenCount(all.length);
      return all.slice(first).map((item, place) => ({ before: all.slice(0, first + place), item }));
    }).flat();
    const key = (before: readonly number[]): string => before.join();
    const labels = new Map(expected.map(({ before, item }) => [key(before), item]));
    expect(labels.size).toBe(expected.length);
    expect(fit.asked).toHaveLength(expected.length);
    expect(examples.positiveCounts).toEqual(new Uint32Array(expected.length).fill(1));
    for (const [group, { person, items }] of fit.asked.entries()) {
      const item = labels.get(key([...person.sequence]));
      expect(item).toBeDefined();
      expect([...person.items]).toEqual([...person.sequence].sort((a, b) => a - b));
      const own = examples.labels.subarray(group * ITEMS, (group + 1) * ITEMS);
      expect(items.filter((_, place) => own[place] === 1)).toEqual([item]);
      expect(items.some((one) => person.items.includes(one))).toBe(false);
    }
  });

  it("reads facts of items by what the retrievers were fitted to", () => {
    const at = examples.featureNames.indexOf("popularity");
    for (const [group, { items }] of fit.asked.entries()) {
      const features = featuresOf(examples, group);
      const [item] = items;
      const count = fit.train.items.filter((one) => one === item).length;
      expect(features[at]).toBeCloseTo(Math.log1p(count), 5);
    }
  });

  it("gives a person the values of the items before, each beside its own", async () => {
    const valued = interactionsFrom(
      list.map((row) => ({ ...row, value: 1 + (Number(row.itemId.slice(1)) % 5) })),
      "explicit",
    );
    const found = await collect(valued);
    for (const { person } of found.fit.asked) {
      const expected = Array.from(person.items, (item) => 1 + (Number(valued.itemIds.ids[item]!.slice(1)) % 5));
      expect([...person.values]).toEqual(expected);
    }
  });

  it("keeps a user on one side, and a quarter of them chooses", () => {
    const userOf = fit.asked.map(({ person }) => {
      const [first = -1] = person.sequence;
      return Array.from({ length: USERS }, (_, user) => user).filter(
        (user) =>
          sequenceOf(user)[0] === first &&
          sequenceOf(user).length > person.sequence.length &&
          sequenceOf(user).slice(0, person.sequence.length).join() === [...person.sequence].join(),
      );
    });
    expect(userOf.every(({ length }) => length === 1)).toBe(true);
    const of = (groups: Uint32Array) => new Set(Array.from(groups, (group) => userOf[group]?.[0]));
    const [learnt, choosing] = [of(examples.groupsTrain), of(examples.groupsValidation)];
    expect([learnt.size, choosing.size]).toEqual([45, 15]);
    expect([...choosing].filter((user) => learnt.has(user))).toEqual([]);
  });

  it("hides the same whatever the order of rows and the numbers of ids, also of the same time", async () => {
    const order = shuffle(Uint32Array.from(list.keys()), createRandom(5));
    const other = interactionsFrom(
      Array.from(order, (row) => list[row]!),
      "implicit",
    );
    expect(other.itemIds.ids).not.toEqual(interactions.itemIds.ids);
    const found = await collect(other);
    expect(pairsOf(found.fit.train)).toEqual(pairsOf(fit.train));
    const named = ({ fit: one }: typeof found, { itemIds }: Interactions): string[] =>
      one.asked.map(({ person }) => Array.from(person.sequence, (item) => itemIds.ids[item]).join()).sort();
    expect(named(found, other)).toEqual(named({ examples, last, plan, fit }, interactions));
  });

  it("is the same for the same seed; another lets others choose", async () => {
    expect((await collect()).examples).toEqual(examples);
    const other = await collect(interactions, 4);
    expect(pairsOf(other.fit.train)).toEqual(pairsOf(fit.train));
    expect(other.examples.groupsValidation).not.toEqual(examples.groupsValidation);
  });

  it("is what the question asks for; the other is answered by cross-fitting", async () => {
    const settings = { seed: 3, candidateCount: ITEMS, items: emptyItemTable(interactions.itemIds), itemTimes: false };
    const [next, missing] = [recordingPlan("one"), recordingPlan("one")];
    expect((await labelExamples("next", [next], interactions, settings)).examples).toEqual(examples);
    await labelExamples("missing", [missing], interactions, settings);
    expect([next.fits.length, missing.fits.length]).toEqual([1, 5]);
  });

  it("is refused where no two users have five interactions", async () => {
    const short = interactionsFrom(
      list.filter(({ userId }) => userId === "u0" || userId === "u40"),
      "implicit",
    );
    await expect(collect(short)).rejects.toMatchObject({
      code: "too-little-history",
      message: "a head needs at least 2 users with 5 interactions, this data has 1; leave the head out (--head none)",
    });
  });
});
