import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeArtefact } from "../../../src/artefact/encode.ts";
import { readArtefact } from "../../../src/artefact/folder.ts";
import { evaluateModel } from "../../../src/evaluation/evaluate.ts";
import { evaluateRatings } from "../../../src/evaluation/evaluate-ratings.ts";
import { kernelModule } from "../../../src/kernels/module.node.ts";
import { quantiseFactors } from "../../../src/kernels/quantise.ts";
import { fittedModel } from "../../../src/models/fitted-model.ts";
import { trainImplicitAls } from "../../../src/models/implicit-als/train-implicit-als.ts";
import { createPopularityModel } from "../../../src/models/item-counts.ts";
import { trainExplicitAls } from "../../../src/models/linear-algebra/train-explicit-als.ts";
import { restoreModel } from "../../../src/models/restore-model.ts";
import { servedModel } from "../../../src/models/served.ts";
import { type ModelState, stateOf } from "../../../src/models/state.ts";
import { loadRecommender } from "../../../src/node-training.ts";
import { foldOf } from "../../../src/packing/imported/judge-stored.ts";
import { packImported } from "../../../src/packing/imported/pack-imported.ts";
import type { ImportedModel, JudgingSample } from "../../../src/packing/imported/types.ts";
import { judgement } from "../../../src/packing/judging.ts";
import { createRandom } from "../../../src/random.ts";
import { trainOn } from "../../models/train.ts";
import { dataOf, drawnMatrix, sampleOf, tableOf } from "./catalogue.ts";

const CONTROL = { seed: 7, threads: 1 };
const WEIGHT = 0.05;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-imported-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** α₀·YᵀY, as implicit-als keeps it. */
const gramOf = (products: Float64Array): Float32Array => Float32Array.from(products, (value) => WEIGHT * value);

const ALS_OPTIONS = {
  ...trainImplicitAls.model.readOptions({ factors: 8, regularization: 0.02, weighting: "log" }),
  unobservedWeight: WEIGHT,
};

function alsOf(values: Float32Array, precision: "f32" | "int8", blockRows?: number): ImportedModel {
  return {
    kind: "implicit-als",
    options: ALS_OPTIONS,
    precision,
    factors: tableOf(values, 8, blockRows),
    matrix: "factors",
    gramOf,
  };
}

/** What ordinary evaluation finds for the artefact in the folder, in memory. */
async function measuredInMemory(sample: JudgingSample, ratings: boolean) {
  const { manifest, items, popularity, factors, gram, state } = await readArtefact(join(folder, "out"));
  const { kind, options, precision } = manifest.model;
  const whole = new Map(state ?? []) as Map<string, { shape: number[]; values: Float32Array }>;
  if (factors) {
    whole.set("factors", { shape: [popularity.length, 8], values: factors.values as Float32Array });
    if (factors.precision === "int8")
      whole.set("factors.scales", { shape: [popularity.length], values: factors.scales });
  }
  if (gram) whole.set("gram", { shape: [gram.length], values: gram });
  const module = await kernelModule();
  const context = { popularity, explicit: ratings, kernelModule: module };
  const served = restoreModel(servedModel, kind, options, whole, context);
  const fitted = fittedModel({ kind, options, served }, context);
  const fold = foldOf(sample, items.itemIds, ratings ? "explicit" : "implicit");
  const subject = `${ratings ? "ratings" : "retrieval"}${precision === "int8" ? ", int8" : ""}`;
  const lists = await evaluateModel(fitted, fold, [10, 20], { seed: 7 });
  const { predictBatch } = fitted;
  const rated = predictBatch && (await evaluateRatings({ kind, predictBatch }, fold, undefined));
  return judgement(subject, rated ? [rated, lists] : [lists], sample);
}

async function popularityInMemory(sample: JudgingSample) {
  const { items } = await readArtefact(join(folder, "out"));
  const fold = foldOf(sample, items.itemIds, "implicit");
  const lists = await evaluateModel(createPopularityModel(sample.histories), fold, [10, 20], { seed: 7 });
  return judgement("popularity", [lists], sample);
}

function randomRows(itemCount: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: itemCount * 8 }, () => 0.3 * random.nextGaussian());
}

describe("packImported", () => {
  it.each(["f32", "int8"] as const)("writes what encodeArtefact makes of the same content: %s", async (precision) => {
    const values = randomRows(300, 1);
    const sample = sampleOf(drawnMatrix(40, 300, 15, 2), 500);
    const data = dataOf(sample.trainPopularity);
    const made = await packImported(join(folder, "out"), alsOf(values, precision, 64), data, sample, CONTROL);
    const rounded = quantiseFactors(await kernelModule(), values, 8).factors;
    const factors = precision === "int8" ? rounded : { precision, values };
    const rows = precision === "int8" ? values.map((_, at) => rounded.values[at]! * rounded.scales[at >> 3]!) : values;
    const products = new Float64Array(64);
    for (let at = 0; at < rows.length; at += 8) {
      for (let pair = 0; pair < 64; pair++) products[pair]! += rows[at + (pair >> 3)]! * rows[at + (pair & 7)]!;
    }
    const files = await encodeArtefact(
      { ...data, factors, gram: gramOf(products), weights: undefined, users: undefined, head: undefined },
      {
        ...{ name: data.name, seed: data.seed, origin: data.origin, data: data.data, head: null },
        model: { kind: "implicit-als", options: ALS_OPTIONS, precision, factorCount: 8 },
        evaluations: made.evaluations,
      },
    );
    expect((await readdir(join(folder, "out"))).sort()).toEqual(files.map(({ name }) => name).sort());
    for (const { name, bytes } of files) {
      expect(await readFile(join(folder, "out", name)), name).toEqual(Buffer.from(bytes));
    }
    expect(made.byteLength).toBe(files.reduce((sum, { bytes }) => sum + bytes.length, 0));
    expect(made).toMatchObject({
      fileCount: 2,
      itemCount: 300,
      factorCount: 8,
      userCount: 0,
      warnings: expect.any(Array),
    });
  });

  it.each(["f32", "int8"] as const)("measures what ordinary evaluation measures in memory: %s", async (precision) => {
    const matrix = drawnMatrix(60, 300, 20, 3);
    const sample = sampleOf(matrix, 500);
    const options = { factors: 8, epochs: 3 };
    const trained = await trainOn(trainImplicitAls, sample.histories, { feedback: "implicit", options });
    const values = trained.state().get("factors")?.values as Float32Array;
    const made = await packImported(
      join(folder, "out"),
      alsOf(values, precision),
      dataOf(sample.trainPopularity),
      sample,
      CONTROL,
    );
    const [popularity, retrieval] = made.evaluations;
    expect(retrieval).toEqual(await measuredInMemory(sample, false));
    expect(popularity).toEqual(await popularityInMemory(sample));
    expect(retrieval?.metrics["recall@20"]).toBeGreaterThan(0);
    expect(retrieval?.standardErrors?.["recall@10"]).toBeGreaterThan(0);
  });

  it("measures the same with items in two blocks", async () => {
    // Of 131,000 items every 131st is ever chosen, and is far from the origin.
    const narrow = drawnMatrix(60, 1000, 20, 3);
    const indices = narrow.indices.map((item) => item * 131);
    const sample = sampleOf({ ...narrow, columnCount: 131_000, indices }, 500);
    const values = randomRows(131_000, 4).map((value, at) => ((at >> 3) % 131 === 0 ? value : 0.01 * value));
    // Rows that tie across the blocks.
    for (const item of [131, 800 * 131, 801 * 131]) values.copyWithin(item * 8, 0, 8);
    await packImported(join(folder, "out"), alsOf(values, "int8"), dataOf(sample.trainPopularity), sample, CONTROL);
    const { evaluations } = (await readArtefact(join(folder, "out"))).manifest;
    expect(evaluations[1]).toEqual(await measuredInMemory(sample, false));
    expect(evaluations[1]?.metrics["recall@20"]).toBeGreaterThan(0);
  });

  it("measures items that tie, and items of which nothing follows, as in memory", async () => {
    const matrix = drawnMatrix(30, 400, 12, 5);
    const sample = sampleOf(matrix, 500);
    const values = randomRows(400, 6);
    // Forty copies of one row, and three hundred rows of zeros.
    for (let item = 20; item < 60; item++) values.copyWithin(item * 8, 0, 8);
    values.fill(0, 100 * 8);
    await packImported(join(folder, "out"), alsOf(values, "f32"), dataOf(sample.trainPopularity), sample, CONTROL);
    const { evaluations } = (await readArtefact(join(folder, "out"))).manifest;
    expect(evaluations[1]).toEqual(await measuredInMemory(sample, false));
  });

  it.each([
    ["f32", false],
    ["int8", false],
    ["f32", true],
    ["int8", true],
  ] as const)(
    "measures lists and ratings of factors in a state as in memory: %s, biases %s",
    async (precision, biases) => {
      const matrix = drawnMatrix(60, 300, 20, 8);
      const sample = sampleOf(matrix, 500);
      const options = { factors: 8, epochs: 4, biases };
      const trained = await trainOn(trainExplicitAls, sample.histories, { options });
      const state = new Map(trained.state());
      const values = state.get("itemFactors")?.values as Float32Array;
      state.delete("itemFactors");
      const model: ImportedModel = {
        kind: "explicit-als",
        options: trained.fitted.options,
        precision,
        factors: tableOf(values, 8, 50),
        matrix: "itemFactors",
        state,
      };
      const data = dataOf(sample.trainPopularity, "explicit");
      const made = await packImported(join(folder, "out"), model, data, sample, CONTROL);
      expect(made.evaluations.map(({ subject }) => subject)).toEqual([
        "popularity",
        "user-item-baseline",
        precision === "int8" ? "ratings, int8" : "ratings",
      ]);
      expect(made.evaluations[2]).toEqual(await measuredInMemory(sample, true));
      expect(made.evaluations[1]?.metrics.rmse).toBeGreaterThan(0);
      expect(made.evaluations[2]?.standardErrors?.rmse).toBeGreaterThan(0);
      const engine = await loadRecommender(join(folder, "out"));
      expect(engine.recommend({ history: [{ itemId: "i1", value: 5 }], k: 3 }).items).toHaveLength(3);
    },
  );

  it("measures the ratings alone of more factors than the search has lanes for", async () => {
    const sample = sampleOf(drawnMatrix(20, 60, 10, 8), 500);
    const random = createRandom(5);
    const values = Float32Array.from({ length: 60 * 512 }, () => random.nextGaussian() / 40);
    const state = stateOf({
      ...{ scale: Float64Array.of(3, 1, 5), itemBiases: new Float64Array(60), rated: Uint32Array.of(~0, ~0) },
    });
    const options = { factors: 512, biases: false, regularization: 0.1, regularizationExponent: 1 };
    const matrix = "itemFactors" as const;
    const model: ImportedModel = {
      kind: "explicit-als",
      options,
      precision: "f32",
      factors: tableOf(values, 512),
      matrix,
      state,
    };
    const data = dataOf(sample.trainPopularity, "explicit");
    const made = await packImported(join(folder, "out"), model, data, sample, CONTROL);
    expect(made.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "ratings"]);
    expect(Object.keys(made.evaluations[1]?.metrics ?? {})).toEqual(["rmse", "mae"]);
    const engine = await loadRecommender(join(folder, "out"));
    expect(engine.recommend({ history: [{ itemId: "i1", value: 5 }], k: 3 }).items).toHaveLength(3);
  });

  it("packs users with the weights that the model takes", async () => {
    const sample = sampleOf(drawnMatrix(3, 300, 6, 2), undefined);
    const data = dataOf(sample.trainPopularity);
    const users = { userIds: { ...data.items.itemIds, size: 3, ids: ["a", "b", "c"] }, histories: sample.histories };
    const counted = { ...data, users, data: { ...data.data, users: 3 } };
    const made = await packImported(join(folder, "out"), alsOf(randomRows(300, 1), "f32"), counted, undefined, CONTROL);
    expect([made.userCount, made.evaluations]).toEqual([3, []]);
    const read = await readArtefact(join(folder, "out"));
    const weights = sample.histories.values.map((value) => Math.fround(1 + Math.log1p(value)));
    expect(read.users?.userIds.ids).toEqual(["a", "b", "c"]);
    for (const [at, value] of (read.users?.histories.values ?? []).entries())
      expect(value).toBeCloseTo(weights[at] ?? 0, 6);
    expect(read.manifest).toMatchObject({ formatVersion: 6, origin: { kind: "spark-job", version: "4.3.0" } });
    const engine = await loadRecommender(join(folder, "out"));
    expect(engine.recommend({ userId: "b", k: 5 }).items).toHaveLength(5);
  });

  it("warns of lists that are worse than popularity, and says nothing of everybody's figures being a sample's", async () => {
    const sample = sampleOf(drawnMatrix(200, 300, 15, 2), 200);
    const made = await packImported(
      join(folder, "out"),
      alsOf(randomRows(300, 9), "f32"),
      dataOf(sample.trainPopularity),
      sample,
      CONTROL,
    );
    expect(made.warnings.map(({ code }) => code)).toEqual(["loses-to-popularity"]);
    expect(made.evaluations[0]).not.toHaveProperty("sampledFrom");
  });

  it("refuses options and a state that the model refuses, before it writes", async () => {
    const data = dataOf(new Float32Array(300).fill(1));
    const model = alsOf(randomRows(300, 1), "f32");
    const refused = (change: Partial<ImportedModel>) =>
      packImported(join(folder, "out"), { ...model, ...change }, data, undefined, CONTROL);
    await expect(refused({ options: { factors: 8, depth: 2 } })).rejects.toMatchObject({ code: "unknown-option" });
    const state: ModelState = stateOf({ more: Float32Array.of(1) });
    await expect(refused({ state })).rejects.toMatchObject({ code: "model-state" });
    await expect(refused({ kind: "nothing" })).rejects.toMatchObject({ code: "unknown-model" });
    expect(await readdir(folder)).toEqual([]);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const stop = new AbortController();
    let blocks = 0;
    const onStep = () => {
      blocks++;
      stop.abort();
    };
    const control = { ...CONTROL, signal: stop.signal, onStep };
    const data = dataOf(new Float32Array(300).fill(1));
    const packing = packImported(join(folder, "out"), alsOf(randomRows(300, 1), "int8", 64), data, undefined, control);
    await expect(packing).rejects.toMatchObject({ code: "interrupted" });
    expect(blocks).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});
