import { describe, expect, it } from "vitest";
import { type Interaction, type Interactions, interactionsFrom } from "../../src/data/interactions.ts";
import { createCategoryColumn, emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { type Fold, givenFold, PROTOCOL_KINDS, parseProtocol, split } from "../../src/data/splits.ts";
import { evaluateFitted } from "../../src/evaluation/evaluate-fitted.ts";
import { createCandidate, MODEL_NAMES, type ModelOptions } from "../../src/model-registry.ts";
import { createRandom, shuffle } from "../../src/random.ts";

/**
 * No figure may depend on how users and items are numbered, or on the order of rows. Popular items have low numbers here, as
 * they often have, and everybody took several items at one moment: whatever prefers a number shows.
 */
const [USERS, ITEMS, TAKEN] = [60, 50, 9];
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);
/** Standard errors within which means must agree: about one comparison in 10,000 would miss it by luck, and seeds are fixed. */
const ERRORS = 5;

interface Row {
  readonly user: number;
  readonly item: number;
  readonly value: number;
  /** Place in the order in which the user took things. */
  readonly turn: number;
}

const rows = ((): Row[] => {
  const random = createRandom(1);
  return Array.from({ length: USERS }, (_, user) => {
    const items = Array.from({ length: ITEMS }, (_, item) => {
      const liked = item % 3 === user % 3 ? 3 : 1;
      return { item, rank: -Math.log(1 - random.nextFloat()) * ((item + 4) / liked) };
    });
    // A user's latest four are as popular as the others: only the number tells them apart.
    const taken = items.sort((a, b) => a.rank - b.rank).slice(0, TAKEN);
    return shuffle(taken, random).map(({ item }, turn): Row => {
      const value = 3 + (item % 3 === user % 3 ? 1 : -1) + random.nextFloat() - item / ITEMS;
      return { user, item, value, turn };
    });
  }).flat();
})();

/** How a table is numbered and ordered. */
interface Numbering {
  readonly userId: (user: number) => string;
  readonly itemId: (item: number) => string;
  readonly order: (list: Interaction[]) => Interaction[];
}

const byReader = (list: Interaction[]): Interaction[] =>
  list.toSorted(
    (a, b) =>
      Number(a.userId) - Number(b.userId) ||
      (a.timestamp ?? 0) - (b.timestamp ?? 0) ||
      Number(a.itemId) - Number(b.itemId),
  );

/** As readers number and order: ids ascend, rows go by user, time and item. */
const ASCENDING: Numbering = { userId: (user) => `${100 + user}`, itemId: (item) => `${100 + item}`, order: byReader };
/** The same data with other ids, ordered by them. */
const RENAMED: Numbering = { userId: (user) => `${900 - user}`, itemId: (item) => `${900 - item}`, order: byReader };
/** The same ids in another order: only what reads an index or a place in the table can tell. */
const SHUFFLED: Numbering = { ...ASCENDING, order: (list) => shuffle(list, createRandom(5)) };

function tableOf({ userId, itemId, order }: Numbering, timeOf: (row: Row) => number): Interactions {
  const list = rows.map((row) => ({
    userId: userId(row.user),
    itemId: itemId(row.item),
    value: row.value,
    timestamp: timeOf(row),
  }));
  const ordered = order(list);
  if (order !== byReader) return interactionsFrom(ordered, "explicit");
  // Items are numbered by their ids, not by who took them first.
  const first = ordered.toSorted((a, b) => Number(a.itemId) - Number(b.itemId));
  const { itemIds } = interactionsFrom(first, "explicit");
  const table = interactionsFrom(ordered, "explicit");
  return { ...table, itemIds, items: Uint32Array.from(ordered, (row) => itemIds.indexOf(row.itemId) ?? 0) };
}

const apart = ({ user, turn }: Row): number => turn * USERS + ((user * 7) % USERS);
const atOnce = ({ turn }: Row): number => (turn < TAKEN - 4 ? turn : TAKEN);

/** What is known of the items: two words that half of the items of a taste share. */
function catalogue(itemIds: ItemTable["itemIds"], { itemId }: Numbering): ItemTable {
  const numbers = new Map(Array.from({ length: ITEMS }, (_, item) => [itemId(item), item]));
  const words = itemIds.ids.map((id) => {
    const item = numbers.get(id) ?? 0;
    return [`taste${item % 3}`, `shelf${item % 7}`, `word${(item * item) % 11}`];
  });
  return { ...emptyItemTable(itemIds), categories: new Map([["tags", createCategoryColumn(words)]]) };
}

type Figures = Readonly<Record<string, number>>;

/** The values that a model learns from: rbm takes ratings of a short scale. */
function trainOf(model: string, { train }: Fold): Interactions {
  return model === "rbm" ? { ...train, values: train.values.map(Math.round) } : train;
}

async function measure(model: string, folds: readonly Fold[], numbering: Numbering, seed: number): Promise<Figures> {
  const figures: Figures[] = [];
  for (const fold of folds) {
    const dataset = { items: catalogue(fold.train.itemIds, numbering), users: undefined };
    const fitted = await createCandidate(model, OPTIONS[model] ?? {}, dataset, { seed }).fit(trainOf(model, fold));
    figures.push((await evaluateFitted(fitted, fold, [5], { seed })).metrics);
  }
  const names = Object.keys(figures[0] ?? {}).filter((name) => COMPARED.test(name));
  return Object.fromEntries(
    names.map((name) => [name, figures.reduce((sum, metrics) => sum + (metrics[name] ?? 0), 0) / figures.length]),
  );
}

const COMPARED = /^(ndcg|recall|coverage|novelty)@5$|^rmse$/;

async function overSeeds(make: (seed: number) => Promise<Figures>): Promise<Figures[]> {
  const all: Figures[] = [];
  for (const seed of SEEDS) all.push(await make(seed));
  return all;
}

/** Expects the mean of every figure to be the same but for luck. */
function expectEqualMeans(first: readonly Figures[], second: readonly Figures[]): void {
  for (const name of Object.keys(first[0] ?? {})) {
    const [a, b] = [first, second].map((all) => moments(all.map((figures) => figures[name] ?? Number.NaN)));
    const error = Math.sqrt((a?.variance ?? 0) / SEEDS.length + (b?.variance ?? 0) / SEEDS.length);
    const shown = `${name}: ${a?.mean.toFixed(4)} against ${b?.mean.toFixed(4)}, standard error ${error.toFixed(4)}`;
    expect(Math.abs((a?.mean ?? 0) - (b?.mean ?? 1)), shown).toBeLessThan(ERRORS * error + 1e-4);
  }
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

/** Cheap settings: what is compared is whether numbering matters, not how good a model is. */
const OPTIONS: Readonly<Record<string, ModelOptions>> = {
  hybrid: { models: "item-knn,popularity,tf-idf" },
  bpr: { factors: 4, epochs: 5 },
  svdpp: { factors: 4, epochs: 5 },
  "implicit-als": { factors: 4, epochs: 3 },
  "pure-svd": { factors: 4 },
};

/** A protocol of every kind, with its parameters. */
const PROTOCOLS = [
  "random:0.2",
  "random:0.2:covered",
  "kfold:3",
  "leave-last-out",
  "temporal:0.3",
  "stratified-by-item:0.3",
  "stratified-by-user:0.2",
  "strong:0.3",
  "negatives:10",
];

/** `given` divides nothing: the test part is that of a rule that reads no number. */
const given = (table: Interactions): Fold => {
  const { train, test } = split(table, parseProtocol("temporal:0.3"), 0)[0] ?? {};
  if (!train || !test) throw new Error("no fold");
  return givenFold(train, test);
};

const foldsOf = (table: Interactions, protocol: string, seed: number): Fold[] =>
  protocol === "given" ? [given(table)] : split(table, parseProtocol(protocol), seed);

describe("the numbering of users and items and the order of rows", () => {
  it("are tried under every protocol there is", () => {
    const kinds = new Set([...PROTOCOLS, "given"].map((protocol) => protocol.split(":")[0]));
    expect([...kinds].sort()).toEqual([...PROTOCOL_KINDS].sort());
  });

  it.each([...PROTOCOLS, "given"])("change nothing but luck under %s, also where times are tied", async (protocol) => {
    const measured = (numbering: Numbering, model: string) => {
      const table = tableOf(numbering, atOnce);
      return overSeeds((seed) => measure(model, foldsOf(table, protocol, seed), numbering, seed));
    };
    for (const model of ["popularity", "item-knn", "weighted-mean"]) {
      const expected = await measured(ASCENDING, model);
      expectEqualMeans(expected, await measured(RENAMED, model));
      expectEqualMeans(expected, await measured(SHUFFLED, model));
    }
  });

  it.each(["leave-last-out", "temporal:0.3"])("do not change what %s holds out, tied or not", (protocol) => {
    const heldOut = (numbering: Numbering, timeOf: (row: Row) => number) => {
      const [fold] = foldsOf(tableOf(numbering, timeOf), protocol, 3);
      const { test } = fold ?? {};
      return Array.from(
        test?.users ?? [],
        (user, row) => `${test?.userIds.idOf(user)} ${test?.itemIds.idOf(test.items[row]!)}`,
      ).sort();
    };
    for (const timeOf of [apart, atOnce]) expect(heldOut(SHUFFLED, timeOf)).toEqual(heldOut(ASCENDING, timeOf));
  });
});

/**
 * Models that draw nothing and give no two items the same score here: without ties in time their figures are the same to
 * rounding. The others are compared by means: factorisations and clusters start from draws, popularity and means have ties.
 */
const EXACT = [
  "weighted-mean",
  "user-item-baseline",
  "item-knn",
  "user-knn",
  "rp3beta",
  "slim",
  "ease",
  "gf-cf",
  "pure-svd",
  "svd",
];

/** Its lists are those of implicit-als in the order of a network; a fit takes seconds, and nothing of it reads a number. */
const TOO_SLOW = "implicit-als+head";

describe.each(MODEL_NAMES.filter((name) => name !== TOO_SLOW))("figures of %s", (model) => {
  it("do not depend on numbering where times are tied", async () => {
    const measured = (numbering: Numbering) => {
      const table = tableOf(numbering, atOnce);
      return overSeeds((seed) => measure(model, foldsOf(table, "leave-last-out", seed), numbering, seed));
    };
    expectEqualMeans(await measured(ASCENDING), await measured(RENAMED));
  });
});

describe.each(EXACT)("figures of %s, where nothing is tied", (model) => {
  it("are the same whatever the numbering", async () => {
    const measured = (numbering: Numbering) =>
      measure(model, foldsOf(tableOf(numbering, apart), "leave-last-out", 0), numbering, 0);
    const expected = await measured(ASCENDING);
    for (const numbering of [RENAMED, SHUFFLED]) {
      for (const [name, value] of Object.entries(await measured(numbering))) {
        expect(value, name).toBeCloseTo(expected[name] ?? Number.NaN, 5);
      }
    }
  });
});
