import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createCandidate, trainArtefact } from "../../src/model-registry.ts";
import { trainBiasedMf } from "../../src/models/gradient-descent/train-biased-mf.ts";
import { trainHybrid } from "../../src/models/hybrid/train-hybrid.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { packArtefact } from "../by-text.ts";
import { lookupOf, memberWith } from "../models/hybrid-members.ts";
import { temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { write } = temporaryFolder();
const dataset = await openDataset(write("board.csv", checkerboard()));
const control = {
  ...{ seed: 3, threads: 1, signal: new AbortController().signal },
  ...{ onPhase: () => undefined, onEpoch: () => undefined },
};
const factorisation = (factors: number) => memberWith(trainBiasedMf, { factors, epochs: 20, learningRate: 0.02 });
const trainer = trainHybrid(lookupOf({ "mf-2": factorisation(2), "mf-4": factorisation(4) }));
const set = { models: "mf-2,mf-4", method: "weighted", depth: "50" };

describe("packing a mix of ratings", () => {
  it("measures it as it was fitted and as it is served, and keeps what every member keeps", async () => {
    const request = { model: "hybrid", set, head: undefined, name: undefined, users: true };
    const { files, evaluations } = await packArtefact(trainer, dataset, request, control);
    const subjects = ["popularity", "user-item-baseline", "ratings", "ratings, folded in"];
    expect(evaluations.map(({ subject }) => subject)).toEqual(subjects);
    expect(evaluations[3]?.metrics.rmse).toBeCloseTo(evaluations[2]?.metrics.rmse ?? 0, 0);
    const bytesOf = new Map(files.map(({ name, bytes }) => [name, bytes]));
    const artefact = await decodeArtefact(async (name) => bytesOf.get(name) ?? new Uint8Array());
    expect(artefact.manifest.model.options).toMatchObject({ task: "ratings" });
    const names = [...(artefact.state ?? new Map()).keys()];
    expect(names).toEqual(expect.arrayContaining(["mix", "scale", "members.0.scale", "members.0.itemFactors"]));
    const engine = createRecommender(artefact, await kernelModule());
    const matrix = toCsr(dataset.interactions);
    const items = dataset.interactions.itemIds.ids;
    const history = Array.from(rowIndices(matrix, 3), (item, at) => ({
      itemId: items[item] ?? "",
      value: rowValues(matrix, 3)[at] ?? 0,
    }));
    const userId = dataset.interactions.userIds.idOf(3);
    expect(engine.predict({ userId, items })).toEqual(engine.predict({ history, items }));
    for (const { predictedRating } of engine.predict({ userId, items }).predictions) {
      expect(predictedRating).toBeGreaterThanOrEqual(3);
      expect(predictedRating).toBeLessThanOrEqual(5);
    }
    const alike = engine.similar({ itemId: items[0] ?? "", k: 5 });
    expect(alike.fallback).toBeUndefined();
    expect(alike.items.every(({ score }) => score > 0 && score <= 1)).toBe(true);
  });
});

describe("a mix of means", () => {
  it("is packed and served with what its members predict", async () => {
    const models = "user-item-baseline,weighted-mean,global-mean";
    const options = { models, method: "weighted", task: "ratings" };
    const { files, evaluations } = await trainArtefact(dataset, { model: "hybrid", options });
    expect(evaluations.map(({ subject }) => subject)).toContain("ratings, folded in");
    const bytesOf = new Map(files.map(({ name, bytes }) => [name, bytes]));
    const artefact = await decodeArtefact(async (name) => bytesOf.get(name) ?? new Uint8Array());
    const engine = createRecommender(artefact, await kernelModule());
    const fitted = await createCandidate("hybrid", options, dataset).fit(dataset.interactions);
    if (!("predictBatch" in fitted)) throw new Error("expected a mix that predicts");
    const matrix = toCsr(dataset.interactions);
    const expected = fitted.predictBatch({
      users: Uint32Array.of(0),
      histories: rowOf(matrix, 3),
      wanted: rowOf(matrix, 3),
    });
    const ids = Array.from(rowIndices(matrix, 3), (item) => dataset.interactions.itemIds.idOf(item));
    const { predictions } = engine.predict({ userId: dataset.interactions.userIds.idOf(3), items: ids });
    expect(predictions.map(({ predictedRating }) => predictedRating)).toEqual([...expected]);
  });
});

function rowOf(matrix: Csr, row: number): Csr {
  const indices = rowIndices(matrix, row);
  return {
    ...matrix,
    rowCount: 1,
    offsets: Uint32Array.of(0, indices.length),
    indices,
    values: rowValues(matrix, row),
  };
}
