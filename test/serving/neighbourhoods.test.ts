import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { type Interaction, interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { trainItemKnn } from "../../src/models/neighbourhoods/train-item-knn.ts";
import { trainUserKnn } from "../../src/models/neighbourhoods/train-user-knn.ts";
import { csrState, joinStates, readState, stateOf, WEIGHTS } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { fitModel } from "../../src/models/train-restored.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { trainArtefact } from "../by-text.ts";
import { someRatings } from "../models/rating-fixtures.ts";

const control = {
  ...{ seed: 3, threads: 1, signal: new AbortController().signal },
  ...{ onPhase: () => undefined, onEpoch: () => undefined },
};
const all = someRatings(8);

/** The ratings as a data set, or the interactions alone. */
function datasetOf(feedback: "explicit" | "implicit"): Dataset {
  const list: Interaction[] = [];
  for (let user = 0; user < all.rowCount; user++) {
    const values = rowValues(all, user);
    for (const [at, item] of rowIndices(all, user).entries()) {
      const value = feedback === "explicit" ? values[at]! : 1;
      list.push({ userId: `u${user}`, itemId: `i${item}`, value });
    }
  }
  const interactions = interactionsFrom(list, feedback);
  const items = emptyItemTable(interactions.itemIds);
  const report = {
    ...{ rowsRead: list.length, badRows: 0, badRowExamples: [] },
    ...{ duplicatesMerged: 0, catalogueOnlyItems: 0, uncataloguedItems: 0 },
  };
  return { name: "ratings", note: "", fingerprint: "0".repeat(64), interactions, items, report };
}

const explicit = datasetOf("explicit");
const implicit = datasetOf("implicit");

async function pack(model: string, dataset: Dataset, set: Record<string, string> = {}, users = true) {
  const request = { model, set, head: undefined, name: undefined, users };
  const { files, evaluations } = await trainArtefact(dataset, request, control);
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  return { artefact: await decodeArtefact(async (name) => byName.get(name) ?? new Uint8Array()), evaluations };
}

/** The model as training leaves it. */
function fitted(trainer: Trainable, { interactions, items }: Dataset, options: Readonly<Record<string, unknown>>) {
  const data = { interactions, matrix: toCsr(interactions), items };
  return fitModel(trainer, data, trainer.model.readOptions(options), control);
}

const engineOf = async (artefact: Parameters<typeof createRecommender>[0]) =>
  createRecommender(artefact, await kernelModule());

describe.each(["cosine", "jaccard", "tf-idf", "bm25"])("user-knn served (%s)", (similarity) => {
  it.each([
    ["ratings", explicit],
    ["behaviour", implicit],
  ])("ranks as the fitted model does: same lists, same scores (%s)", async (_, dataset) => {
    const set = {
      rankingSimilarity: similarity,
      rankingNeighbours: "7",
      rankingShrinkage: "0.5",
      rankingLocality: "1.5",
    };
    const { artefact } = await pack("user-knn", dataset, set);
    const engine = await engineOf(artefact);
    const matrix = toCsr(dataset.interactions);
    const options = {
      rankingSimilarity: similarity,
      rankingNeighbours: 7,
      rankingShrinkage: 0.5,
      rankingLocality: 1.5,
    };
    const { items, scores, popular } = (await fitted(trainUserKnn, dataset, options)).recommendBatch(matrix, 9);
    const { userIds, itemIds } = dataset.interactions;
    for (let user = 0; user < matrix.rowCount; user++) {
      const places = Array.from({ length: 9 }, (_, place) => user * 9 + place);
      const expected = places
        .filter((at) => items[at]! < matrix.columnCount)
        .map((at) => {
          const itemId = itemIds.idOf(items[at]!);
          return popular?.[at] === 1 ? { itemId, score: 0, source: "popular" } : { itemId, score: scores[at]! };
        });
      expect(engine.recommend({ userId: userIds.idOf(user), k: 9 }).items).toEqual(expected);
      const history = Array.from(rowIndices(matrix, user), (item) => itemIds.idOf(item));
      expect(engine.recommend({ history, k: 9 }).items).toEqual(expected);
    }
  });
});

describe("user-knn served", () => {
  it("predicts as the half that predicts does, from ratings that stand once in the artefact", async () => {
    const { artefact, evaluations } = await pack("user-knn", explicit, { kind: "zscore" });
    expect([...(artefact.state?.keys() ?? [])]).toEqual(["itemWeights", "scale", "spread", "itemCounts"]);
    const engine = await engineOf(artefact);
    const matrix = toCsr(explicit.interactions);
    const { predictBatch } = await fitted(trainUserKnn, explicit, { kind: "zscore" });
    const everyItem = Uint32Array.from({ length: matrix.columnCount }, (_, item) => item);
    const wanted = { ...matrix, rowCount: 1, offsets: Uint32Array.of(0, everyItem.length), indices: everyItem };
    const { itemIds, userIds } = explicit.interactions;
    for (const user of [0, 11, 30]) {
      const [indices, values] = [rowIndices(matrix, user), rowValues(matrix, user)];
      const histories = { ...matrix, rowCount: 1, offsets: Uint32Array.of(0, indices.length), indices, values };
      const expected = predictBatch?.({ users: Uint32Array.of(user), histories, wanted }) ?? [];
      expect(expected).toHaveLength(matrix.columnCount);
      const { predictions } = engine.predict({ userId: userIds.idOf(user), items: itemIds.ids });
      expect(predictions.map(({ predictedRating }) => predictedRating)).toEqual([...expected]);
    }
    const figures = new Map(evaluations.map(({ subject, metrics }) => [subject, metrics]));
    expect(figures.get("ratings, folded in")).toEqual(figures.get("ratings"));
    expect([...figures.keys()]).toEqual([
      ...["popularity", "retrieval", "user-item-baseline", "ratings", "ratings, folded in"],
    ]);
  });

  it("finds items alike that the same users have", async () => {
    const engine = await engineOf((await pack("user-knn", implicit)).artefact);
    const users = (item: number) => new Set(rowsWith(item));
    const rowsWith = (item: number) =>
      Array.from({ length: all.rowCount }, (_, user) => user).filter((user) => rowIndices(all, user).includes(item));
    const { items } = engine.similar({ itemId: "i3", k: 40 });
    expect(items.length).toBeGreaterThan(5);
    for (const { itemId, score } of items) {
      const [own, other] = [users(3), users(Number(itemId.slice(1)))];
      const shared = [...own].filter((user) => other.has(user)).length;
      expect(score).toBe(Math.fround(shared / Math.sqrt(own.size * other.size)));
    }
  });

  it("says of behaviour what it ranks by, and no more", async () => {
    const { artefact, evaluations } = await pack("user-knn", implicit, { similarity: "cosine" });
    expect(artefact.state).toBeUndefined();
    expect(artefact.manifest.model.options).toEqual({
      ...{ rankingSimilarity: "cosine", rankingNeighbours: 100, rankingShrinkage: 0 },
      ...{ rankingLocality: 2, rankingK1: 1.2, rankingB: 0.75 },
    });
    expect(evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval"]);
    const { predictions } = (await engineOf(artefact)).predict({ userId: "u1", items: ["i2"] });
    expect(predictions[0]).not.toHaveProperty("predictedRating");
  });

  it("is refused without users, before anything is fitted", async () => {
    await expect(pack("user-knn", explicit, {}, false)).rejects.toMatchObject({
      ...{ name: "OptionsError", code: "needs-users" },
    });
  });

  it("reads the copy of the ratings that a mix of an earlier version kept among the state", async () => {
    const { artefact } = await pack("user-knn", explicit);
    const matrix = toCsr(explicit.interactions);
    const copy = joinStates(
      artefact.state ?? new Map(),
      stateOf({ users: Uint32Array.of(matrix.rowCount) }),
      csrState("ratings", matrix),
    );
    const [engine, earlier] = [
      await engineOf(artefact),
      await engineOf({ ...artefact, state: copy, users: undefined }),
    ];
    const history = [{ itemId: "i2", value: 4 }, "i9"];
    const request = { history, items: explicit.interactions.itemIds.ids };
    expect(earlier.predict(request)).toEqual(engine.predict(request));
    expect(earlier.recommend({ history, k: 9 })).toEqual(engine.recommend({ history, k: 9 }));
    expect(engine.predict(request).predictions[0]).toHaveProperty("predictedRating");
  });

  it("refuses an artefact without users, or whose state lacks an array or has one too many", async () => {
    const { artefact } = await pack("user-knn", explicit);
    const state = artefact.state ?? new Map();
    const broken = [
      { ...artefact, users: undefined },
      ...[...state.keys()].map((name) => ({ ...artefact, state: new Map([...state].filter(([key]) => key !== name)) })),
      { ...artefact, state: new Map([...state, ["another", { shape: [1], values: Float32Array.of(1) }]]) },
    ];
    expect(broken).toHaveLength(6);
    for (const each of broken) {
      await expect(engineOf(each)).rejects.toMatchObject({ name: "ArtefactError", code: "model-state" });
    }
  });
});

describe("item-knn served with ratings", () => {
  it("ranks by the weights and predicts by the neighbours that are packed", async () => {
    const set = { keep: "6", rankingKeep: "5", similarity: "cosine" };
    const { artefact, evaluations } = await pack("item-knn", explicit, set);
    const matrix = toCsr(explicit.interactions);
    expect(artefact.manifest.model.options).toMatchObject({
      ...{ similarity: "cosine", rankingSimilarity: "cosine", keep: 6, rankingKeep: 5, rankingNeighbours: 200 },
    });
    const half = await fitted(trainItemKnn, explicit, { similarity: "cosine", keep: 6 });
    const weights = readState("item-knn", half.state()).csr(WEIGHTS, matrix.columnCount, matrix.columnCount);
    expect(artefact.weights?.indices.length).toBeLessThan(weights.indices.length);
    const rows = artefact.weights ?? weights;
    for (let row = 0; row < rows.rowCount; row++) expect(rowIndices(rows, row).length).toBeLessThanOrEqual(5);
    const predicts = [...half.state()].filter(([name]) => !name.startsWith(WEIGHTS));
    expect(artefact.state).toEqual(new Map(predicts));
    expect(artefact.users?.histories.values).toEqual(matrix.values);
    const engine = await engineOf(artefact);
    const { itemIds } = explicit.interactions;
    // What is liked and what is not counts alike in a ranking.
    const [item, other] = [itemIds.idOf(2), itemIds.idOf(9)];
    const lists = [1, 5].map((value) => engine.recommend({ history: [{ itemId: item, value }, other] }).items);
    expect(lists[0]).toEqual(lists[1]);
    expect(lists[0]?.[0]?.score).toBeGreaterThan(0);
    const predicted = [1, 5].map((value) => engine.predict({ history: [{ itemId: item, value }], items: [other] }));
    expect(predicted[0]?.predictions[0]?.predictedRating).toBeLessThan(
      predicted[1]?.predictions[0]?.predictedRating ?? Number.NaN,
    );
    expect(evaluations.map(({ subject }) => subject)).toEqual([
      ...["popularity", "retrieval", "retrieval, cut", "user-item-baseline", "ratings", "ratings, cut"],
    ]);
    const [rated, cut] = evaluations.slice(-2);
    expect(cut?.metrics.rmse).not.toBe(rated?.metrics.rmse);
  });

  it("packs weights alone where there are no ratings", async () => {
    for (const set of [{ rankingKeep: "5" }, { keep: "5" }]) {
      const { artefact } = await pack("item-knn", implicit, set);
      expect(artefact.state).toBeUndefined();
      expect(artefact.manifest.model.options).toEqual({
        ...{ rankingSimilarity: "bm25", rankingNeighbours: 200, rankingShrinkage: 0, rankingNormalize: false },
        ...{ rankingAsymmetry: 0.5, rankingLocality: 1, rankingK1: 1.2, rankingB: 0.3, rankingKeep: 5 },
      });
      const rows = artefact.weights ?? toCsr(implicit.interactions);
      expect(Math.max(...rows.offsets.subarray(1).map((end, row) => end - rows.offsets[row]!))).toBe(5);
    }
  });

  it("serves weights of a manifest with the plain names of earlier versions", async () => {
    const { artefact } = await pack("item-knn", implicit, { rankingKeep: "5" });
    const options = {
      ...{ similarity: "bm25", k: 200, shrinkage: 0, normalize: false, asymmetry: 0.5, locality: 1, K1: 1.2, B: 0.3 },
      keep: 5,
    };
    const manifest = { ...artefact.manifest, model: { ...artefact.manifest.model, options } };
    const [engine, earlier] = [await engineOf(artefact), await engineOf({ ...artefact, manifest })];
    for (const userId of ["u0", "u7"]) {
      expect(earlier.recommend({ userId, k: 9 }).items).toEqual(engine.recommend({ userId, k: 9 }).items);
    }
  });

  it("cuts the neighbours of a fit that has more of them, also above what it has by default", async () => {
    const { artefact } = await pack("item-knn", explicit, { keep: "5000" });
    expect(artefact.manifest.model.options).toMatchObject({ keep: 5000, rankingKeep: 5000 });
    const { state } = await fitted(trainItemKnn, explicit, {});
    expect(artefact.state?.get("neighbours.indices")).toEqual(state().get("neighbours.indices"));
    const { evaluations } = await pack("item-knn", explicit, {});
    expect(evaluations.map(({ subject }) => subject)).toContain("ratings, cut");
  });

  it.each([
    [{ keep: "0" }, "keep: expected an integer from 1"],
    [{ rankingKeep: "many" }, "rankingKeep: expected an integer"],
    [{ similarity: "manhattan" }, "similarity: expected one of"],
  ])("refuses %s", async (set, message) => {
    await expect(pack("item-knn", explicit, set)).rejects.toThrow(message);
  });

  it("refuses a state that another kind has kept", async () => {
    const { artefact } = await pack("item-knn", explicit);
    const manifest = { ...artefact.manifest, model: { ...artefact.manifest.model, kind: "slope-one" } };
    await expect(engineOf({ ...artefact, manifest })).rejects.toMatchObject({
      name: "ArtefactError",
      code: "model-options",
    });
  });
});
