import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { columnsOf, itemFacts } from "../../src/rerankers/item-facts.ts";
import { factsOfTensors, factTensors } from "../../src/rerankers/item-tensors.ts";

const DAY = 86_400;
const rows = [
  ...[0, 1, 2].map((user) => ({ userId: `u${user}`, itemId: "a", value: 1 + user, timestamp: user * DAY })),
  ...[0, 1, 2, 3, 4, 5].map((user) => ({ userId: `u${user}`, itemId: "b", value: 5, timestamp: (3 + user) * DAY })),
  { userId: "u0", itemId: "c", value: 2, timestamp: 20 * DAY },
];
const data = interactionsFrom(rows, "explicit");
const none = emptyItemTable(data.itemIds);

describe("facts of items", () => {
  it("count interactions, not values", () => {
    expect([...itemFacts(data, none, false).popularity]).toEqual([3, 6, 1]);
  });

  it("have mean values drawn to the mean of all by five interactions, for ratings only", () => {
    const all = (6 + 30 + 2) / 10;
    const expected = [(6 + 5 * all) / 8, (30 + 5 * all) / 11, (2 + 5 * all) / 6];
    const { meanValues } = itemFacts(data, none, false);
    for (const [item, mean] of expected.entries()) expect(meanValues?.[item]).toBeCloseTo(mean, 5);
    expect(itemFacts(interactionsFrom(rows, "implicit"), none, false).meanValues).toBeUndefined();
  });

  it("have times where they are asked for and known", () => {
    expect(itemFacts(data, none, false).times).toBeUndefined();
    const { times } = itemFacts(data, none, true);
    // As of day 20: a is 20 days old, b 17, c 0.
    for (const [item, days] of [20, 17, 0].entries()) expect(times?.age[item]).toBeCloseTo(Math.log1p(days), 5);
    // The newest tenth of ten interactions is that of c.
    const trend = [Math.log(1 / 1.3), Math.log(1 / 1.6), Math.log(2 / 1.1)];
    for (const [item, expected] of trend.entries()) expect(times?.trend[item]).toBeCloseTo(expected, 5);
    const undated = interactionsFrom(
      rows.map(({ timestamp, ...row }) => ({ ...row, value: timestamp >= 0 ? row.value : 0 })),
      "explicit",
    );
    expect(itemFacts(undated, none, true).times).toBeUndefined();
  });

  it("read categories that items share, and at most four columns of each kind", () => {
    const shared = createCategoryColumn([["x"], ["x"], ["x", "y"]]);
    const own = createCategoryColumn([["p"], ["q"], ["r"]]);
    const numbers = new Map(["n1", "n2", "n3", "n4", "n5"].map((name) => [name, new Float64Array(3)]));
    const columns = columnsOf({
      categories: new Map([["own", own], ...["s1", "s2", "s3", "s4", "s5"].map((name) => [name, shared] as const)]),
      numbers,
    });
    expect(columns.categories.map(({ name }) => name)).toEqual(["s1", "s2", "s3", "s4"]);
    expect(columns.numbers.map(({ name }) => name)).toEqual(["n1", "n2", "n3", "n4"]);
    expect(columnsOf(none)).toEqual({ categories: [], numbers: [] });
  });
});

describe("facts of items in an artefact", () => {
  it("are those of training", () => {
    for (const withTimes of [false, true]) {
      const facts = itemFacts(data, none, withTimes);
      const tensors = factTensors(facts);
      expect([...tensors.keys()]).toEqual(["items.mean-value", ...(withTimes ? ["items.age", "items.trend"] : [])]);
      expect(factsOfTensors(tensors, facts.popularity, none)).toEqual(facts);
    }
    const implicit = itemFacts(interactionsFrom(rows, "implicit"), none, false);
    expect([...factTensors(implicit).keys()]).toEqual([]);
  });

  it.each(["items.mean-value", "items.age", "items.trend"])("are refused where %s is no value an item", (name) => {
    const facts = itemFacts(data, none, true);
    const tensors = new Map(factTensors(facts)).set(name, { shape: [2], values: new Float32Array(2) });
    expect(() => factsOfTensors(tensors, facts.popularity, none)).toThrow(
      expect.objectContaining({
        code: "head-tensor",
        message: `head tensor ${name}: expected f32[3], one value an item, got 2; train the head again`,
      }),
    );
  });
});
