import { describe, expect, it } from "vitest";
import { type Interaction, interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { trainArtefact } from "../../src/model-registry.ts";
import { popularRecent } from "../../src/models/sequential/popular-recent.ts";
import { trainPopularRecent } from "../../src/models/sequential/train-popular-recent.ts";
import { fitModel } from "../../src/models/train-restored.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { smallDataset } from "../pins/small-data.ts";

const DAY = 86_400;

const dataOf = (list: readonly Interaction[]) => {
  const interactions = interactionsFrom(list, "implicit");
  return { interactions, matrix: toOrderedCsr(interactions), items: emptyItemTable(interactions.itemIds) };
};

/** a: three long ago; b: one yesterday, one today; c: one yesterday; d: one, older than all. */
const data = dataOf([
  ...["u0", "u1", "u2"].map((userId) => ({ userId, itemId: "a", timestamp: 90 * DAY })),
  { userId: "u0", itemId: "b", timestamp: 99 * DAY },
  { userId: "u1", itemId: "b", timestamp: 100 * DAY },
  { userId: "u2", itemId: "c", timestamp: 99 * DAY },
  { userId: "u2", itemId: "d", timestamp: 0 },
]);
const fitOn = (options: Readonly<Record<string, unknown>>, of = data) =>
  fitModel(trainPopularRecent, of, popularRecent.readOptions(options), { seed: 1, threads: 1 });
const EMPTY = {
  ...{ rowCount: 1, columnCount: 4, offsets: Uint32Array.of(0, 0) },
  ...{ indices: new Uint32Array(0), values: new Float32Array(0) },
};

describe("popular-recent", () => {
  it("halves an interaction with every half-life", async () => {
    const { items, scores, popular } = (await fitOn({ halfLifeDays: 1 })).recommendBatch(EMPTY, 4);
    expect([...items]).toEqual([1, 2, 0, 3]);
    expect(scores[0]).toBeCloseTo(1.5, 6);
    expect(scores[1]).toBeCloseTo(0.5, 6);
    expect(scores[2]).toBeCloseTo(3 / 1024, 6);
    expect([...(popular ?? [])]).toEqual([1, 1, 1, 1]);
  });

  it("is popularity where the half-life is long, and without what a user has", async () => {
    const model = await fitOn({ halfLifeDays: 1e9 });
    expect([...model.recommendBatch(EMPTY, 4).items]).toEqual([0, 1, 2, 3]);
    const own = { ...EMPTY, offsets: Uint32Array.of(0, 1), indices: Uint32Array.of(0), values: Float32Array.of(1) };
    expect([...model.recommendBatch(own, 3).items]).toEqual([1, 2, 3]);
  });

  it("orders by number what is older than all that counts", async () => {
    const old = dataOf([
      { userId: "u0", itemId: "a", timestamp: 1 },
      ...["u0", "u1"].map((userId) => ({ userId, itemId: "b", timestamp: 0 })),
      { userId: "u1", itemId: "c", timestamp: 10_000 * DAY },
    ]);
    const { items } = (await fitOn({ halfLifeDays: 1 }, old)).recommendBatch({ ...EMPTY, columnCount: 3 }, 3);
    expect([...items]).toEqual([2, 1, 0]);
  });

  it("takes an eighth of the median age for the half-life, and any where all have the same time", async () => {
    // Ages, ascending: 0, 1, 1, 10, 10, 10, 100 days.
    expect((await fitOn({})).options).toEqual({ halfLifeDays: 10 / 8 });
    const level = dataOf(["a", "b"].map((itemId) => ({ userId: "u", itemId, timestamp: 5 })));
    expect((await fitOn({}, level)).options).toEqual({ halfLifeDays: 1 });
  });

  it("needs times, and says so", async () => {
    const { timestamps: _, ...untimed } = data.interactions;
    const refused = fitOn({}, { ...data, interactions: { ...untimed, timestamps: undefined } });
    await expect(refused).rejects.toMatchObject({ code: "missing-timestamps" });
    await expect(refused).rejects.toThrow(
      "popular-recent: expected a timestamp for every interaction, but the data has none",
    );
  });

  it("is measured beside popularity when it is packed, and serves its own order to everybody", async () => {
    const dataset = await smallDataset();
    const { files, evaluations } = await trainArtefact(dataset, {
      model: "popular-recent",
      options: { halfLifeDays: 0.001 },
    });
    expect(evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval"]);
    const recommender = await recommenderOf(await decodeFiles(files));
    const { interactions } = dataset;
    const { served } = await fitOn({ halfLifeDays: 0.001 }, { ...dataset, matrix: toOrderedCsr(interactions) });
    const { retrieve } = served;
    const scores = (retrieve.by === "popularity" ? retrieve.popularity : undefined) ?? new Float32Array(0);
    const best = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, 5);
    const expected = best.map((item) => [interactions.itemIds.idOf(item), scores[item]] as const);
    const unknown = recommender.recommend({ userId: "nobody", k: 5 });
    expect(unknown.items.map(({ itemId, score }) => [itemId, score])).toEqual(expected);
    expect(unknown.fallback).toBe("model-not-personal");
    expect(recommender.popular({ k: 5 }).items).toEqual(unknown.items);
    const [itemId, score] = expected[0] ?? ["", 0];
    expect(recommender.predict({ items: [itemId] }).predictions[0]).toMatchObject({ itemId, score });
  });
});
