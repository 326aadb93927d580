import { describe, expect, it } from "vitest";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { itemMarkov } from "../../src/models/sequential/item-markov.ts";
import { recentWeights } from "../../src/models/sequential/recent-weights.ts";
import { trainItemMarkov } from "../../src/models/sequential/train-item-markov.ts";
import { readState } from "../../src/models/state.ts";
import { trainModel } from "../../src/models/train-model.ts";
import { fitModel } from "../../src/models/train-restored.ts";
import { createRandom, shuffle } from "../../src/random.ts";

const CONTEXT = { seed: 1, threads: 1 };

/** Who took what, one after the other; rows of the table in another order. */
function dataOf(histories: readonly string[]) {
  const list = histories.flatMap((items, user): Interaction[] =>
    [...items].map((itemId, at) => ({ userId: `u${user}`, itemId, timestamp: 100 * at })),
  );
  const ids = [...new Set(list.map(({ itemId }) => itemId))].sort();
  const numbered = ids.map((itemId): Interaction => ({ userId: "first", itemId, timestamp: 0 }));
  const table = interactionsFrom([...numbered, ...shuffle(list, createRandom(3))], "implicit");
  // The user who only numbers the items has one: nothing follows in their history.
  const kept = [0, ...Array.from({ length: list.length }, (_, at) => ids.length + at)];
  const at = <T extends Uint32Array | Float32Array | Float64Array>(column: T) =>
    column.filter((_, row) => kept.includes(row)) as T;
  const interactions = {
    ...table,
    ...{ users: at(table.users), items: at(table.items), values: at(table.values) },
    timestamps: table.timestamps && at(table.timestamps),
  };
  return { interactions, matrix: toOrderedCsr(interactions), items: emptyItemTable(table.itemIds) };
}

async function rowsOf(histories: readonly string[], options: Readonly<Record<string, number>>) {
  const data = dataOf(histories);
  const { state } = await trainModel(trainItemMarkov, data, itemMarkov.readOptions(options), CONTEXT);
  const count = data.items.itemIds.size;
  const weights = readState("item-markov", state).csr("weights", count, count);
  const idOf = (item: number) => data.items.itemIds.idOf(item);
  return Object.fromEntries(
    data.items.itemIds.ids.map((id, item) => [
      id,
      Object.fromEntries(
        [...rowIndices(weights, item)].map((to, at) => [idOf(to), rowValues(weights, item)[at]] as const),
      ),
    ]),
  );
}

const first = (histories: readonly string[], options: Readonly<Record<string, number>> = { window: 1, shrinkage: 0 }) =>
  fitModel(trainItemMarkov, dataOf(histories), itemMarkov.readOptions(options), CONTEXT);

describe("item-markov", () => {
  it("counts what comes next, as a share of all that comes next", async () => {
    expect(await rowsOf(["abc", "abd", "acb"], { window: 1, shrinkage: 0 })).toEqual({
      a: { b: Math.fround(2 / 3), c: Math.fround(1 / 3) },
      b: { c: 0.5, d: 0.5 },
      c: { b: 1 },
      d: {},
    });
  });

  it("counts less what comes later, and draws few steps together", async () => {
    expect(await rowsOf(["abcd", "ad"], { window: 2, decay: 0.5, shrinkage: 1.5 })).toEqual({
      a: { b: 0.25, c: 0.125, d: 0.25 },
      b: { c: Math.fround(1 / 3), d: Math.fround(0.5 / 3) },
      c: { d: Math.fround(1 / 2.5) },
      d: {},
    });
  });

  it("lists what follows the last item first, whatever came before it", async () => {
    const model = await first(["ab", "ab", "cd", "cd", "ae"]);
    const ask = (sequence: readonly number[]) => {
      const indices = Uint32Array.from(sequence).sort();
      const offsets = Uint32Array.of(0, indices.length);
      const values = new Float32Array(indices.length).fill(1);
      const row = { rowCount: 1, columnCount: 5, offsets, indices, values, sequence: Uint32Array.from(sequence) };
      const { items, popular } = model.recommendBatch(row, 3);
      return { items: [...items], popular: [...(popular ?? [])] };
    };
    // a, b, c, d, e are 0 to 4. Behind what follows stands what is popular.
    expect(ask([2, 0])).toEqual({ items: [1, 4, 3], popular: [0, 0, 1] });
    expect(ask([0, 2])).toEqual({ items: [3, 1, 4], popular: [0, 1, 1] });
    // Nothing follows d.
    expect(ask([0, 3]).popular).toEqual([1, 1, 1]);
    expect(ask([0]).items[0]).toBe(1);
  });

  it("lists the popular items for a history without order", async () => {
    const model = await first(["ab", "ab", "cd", "cd", "ae"]);
    const row = { rowCount: 1, columnCount: 5, offsets: Uint32Array.of(0, 1), indices: Uint32Array.of(2) };
    const { items, popular } = model.recommendBatch({ ...row, values: Float32Array.of(1) }, 2);
    expect([[...items], [...(popular ?? [])]]).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it("takes a history of 10,000 items by the last of them", () => {
    const items = Uint32Array.from({ length: 10_000 }, (_, item) => item);
    const sequence = shuffle(items.slice(), createRandom(2));
    const weights = recentWeights(items, sequence, 3, 0.5);
    expect([...weights.keys()].filter((item) => weights[item]! > 0).length).toBe(3);
    expect(Array.from(sequence.subarray(-3), (item) => weights[item])).toEqual([0.25, 0.5, 1]);
  });

  it("weighs nothing without a sequence, and no more than there is", () => {
    expect([...recentWeights(Uint32Array.of(3, 5), undefined, 2, 0.5)]).toEqual([0, 0]);
    expect([...recentWeights(Uint32Array.of(3, 5), Uint32Array.of(5), 9, 0.5)]).toEqual([0, 1]);
  });

  it("is not trained where times do not tell the order", async () => {
    const data = dataOf(["ab", "ba"]);
    const { sequence: _, ...matrix } = data.matrix;
    const trainOn = (timestamps: Float64Array | undefined) =>
      trainModel(
        trainItemMarkov,
        { ...data, matrix, interactions: { ...data.interactions, timestamps } },
        itemMarkov.readOptions({}),
        CONTEXT,
      );
    const way = "name the column of times with --columns timestamp=NAME, or choose a model that reads no order";
    for (const [timestamps, found] of [
      [undefined, "the data has none"],
      [new Float64Array(5).fill(7), "all of them are the same"],
      [Float64Array.of(1, 2, Number.NaN, 4, 5), "1 of 5 have none"],
    ] as const) {
      const refused = trainOn(timestamps);
      await expect(refused).rejects.toMatchObject({ code: "missing-timestamps" });
      await expect(refused).rejects.toThrow(`but ${found}; ${way}`);
    }
  });
});
