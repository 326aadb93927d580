import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { ascendingRows } from "../../src/data/csr-order.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { splitForValidation } from "../../src/data/splits.ts";
import { evaluateModel } from "../../src/evaluation/evaluate.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { cutRows } from "../../src/models/cut-rows.ts";
import { createPopularityModel } from "../../src/models/item-counts.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { packArtefact } from "../by-text.ts";
import { fitItemCosine, trainItemCosine } from "../models/item-cosine.ts";
import { createItemWeightsModel } from "../models/item-weights-model.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, manifestSchema } from "./schemas.ts";
import { tastes } from "./tables.ts";

const { folder, write } = temporaryFolder();
const dataset = await openDataset(write("tastes.csv", tastes().interactions));
const matrix = toCsr(dataset.interactions);
const module = await kernelModule();
const phases: string[] = [];
const control = {
  seed: 3,
  threads: 1,
  signal: new AbortController().signal,
  onPhase: (phase: string) => phases.push(phase),
  onEpoch: () => {},
};
function train(set: Readonly<Record<string, string>> = {}, head?: string) {
  return packArtefact(trainItemCosine, dataset, { model: "slim", set, head, name: "Tastes", users: true }, control);
}

async function decode(set: Readonly<Record<string, string>> = {}) {
  const { files } = await train(set);
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  return decodeArtefact(async (name) => byName.get(name) ?? new Uint8Array());
}

describe("packing a model of item weights", () => {
  it("cuts each row to its strongest entries, 200 unless told otherwise", async () => {
    const whole = fitItemCosine(matrix).weights;
    expect((await decode()).weights).toEqual(whole);
    const cut = await decode({ keep: "4" });
    expect(cut.weights).toEqual(cutRows(whole, 4));
    expect(cut.weights?.indices.length).toBeLessThan(whole.indices.length);
    const options = { ...trainItemCosine.model.readOptions({}), keep: 4 };
    expect(cut.manifest.model).toEqual({ kind: "slim", options, precision: "f32", factorCount: 0 });
    const { offsets, indices } = ascendingRows(cut.users?.histories ?? matrix);
    expect({ offsets, indices }).toEqual({ offsets: matrix.offsets, indices: matrix.indices });
    expect(cut.users?.histories.values.every((value) => value === 1)).toBe(true);
    expect(phases.at(-1)).toBe(`slim: ${cut.weights?.indices.length} of ${whole.indices.length} weights packed`);
  });

  it("measures the whole matrix and the cut one on held-out interactions, beside popularity", async () => {
    const { evaluations } = await train({ keep: "4" });
    const fold = splitForValidation(dataset.interactions, 0.1, control.seed);
    const fitted = fitItemCosine(toCsr(fold.train));
    const cut = createItemWeightsModel({ ...fitted, weights: cutRows(fitted.weights, 4) });
    const expected = [];
    for (const [subject, model] of [
      ["popularity", createPopularityModel(toCsr(fold.train))],
      ["retrieval", fitted],
      ["retrieval, cut", cut],
    ] as const) {
      const { users, metrics } = await evaluateModel(model, fold, [10], { seed: control.seed });
      const packed = Object.entries(metrics).filter(([name]) =>
        /^(recall|precision|ndcg|hit-rate|coverage)@/.test(name),
      );
      const about = { protocol: "hold-out per user:0.1", part: "validation", users } as const;
      expected.push({ subject, ...about, metrics: Object.fromEntries(packed) });
    }
    expect(evaluations).toEqual(expected);
    const [, whole, short] = evaluations;
    expect(whole?.metrics["ndcg@10"]).not.toBe(short?.metrics["ndcg@10"]);
  });

  it("measures the same twice where nothing is cut", async () => {
    const [, whole, cut] = (await train()).evaluations;
    expect(cut?.metrics).toEqual(whole?.metrics);
  });

  it("gives the same bytes for the same seed", async () => {
    expect(await train({ keep: "4" })).toEqual(await train({ keep: "4" }));
  });

  it("is served as it was fitted: same lists, same scores", async () => {
    const engine = createRecommender(await decode(), module);
    const { itemIds, userIds } = dataset.interactions;
    const { items, scores, popular } = fitItemCosine(matrix).recommendBatch(matrix, 12);
    for (let user = 0; user < matrix.rowCount; user++) {
      const answer = engine.recommend({ userId: userIds.idOf(user), k: 12 });
      const places = Array.from({ length: answer.items.length }, (_, place) => user * 12 + place);
      // What stands by popularity is said to score 0.
      const isPopular = (at: number): boolean => popular?.[at] === 1;
      expect(answer.items.map(({ itemId, score, source }) => [itemId, score, source])).toEqual(
        places.map((at) => [
          itemIds.idOf(items[at] ?? -1),
          isPopular(at) ? 0 : scores[at],
          isPopular(at) ? "popular" : undefined,
        ]),
      );
    }
  });

  it("leads to an artefact that the command line describes, and answers from", async () => {
    const { files } = await train({ keep: "4" });
    const out = `${folder}/packed`;
    await writeArtefact(out, files);
    const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(manifest.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval", "retrieval, cut"]);
    const { stdout } = await nearedge(["inspect", out]);
    expect(stdout).toContain("model    slim, f32, 120 weights between items\n");
    const { answer: list } = await nearedgeJson(answerSchema, ["recommend", out, "--history", "i0,i3", "--k", "4"]);
    expect(list.items.map(({ itemId }) => Number(itemId.slice(1)) % 3)).toEqual([0, 0, 0, 0]);
    const { answer: alike } = await nearedgeJson(answerSchema, ["similar", out, "--item", "i1", "--k", "10"]);
    expect(alike.items.map(({ itemId }) => Number(itemId.slice(1)) % 3)).toEqual([1, 1, 1, 1]);
  });

  it.each([
    ["keep 0", { keep: "0" }, undefined, "keep: expected an integer from 1 to 2147483647, got 0"],
    ["keep that is no number", { keep: "all" }, undefined, "keep: expected an integer"],
    ["an option that the model refuses", { strange: "1" }, undefined, "slim has no option strange"],
    ["an unknown head", {}, "cnn", "--head: expected one of blend, linear, mlp, auto, none"],
  ])("refuses %s before anything is fitted", async (_, set, head, message) => {
    phases.length = 0;
    await expect(train(set, head)).rejects.toThrow(message);
    expect(phases).toEqual([]);
  });
});
