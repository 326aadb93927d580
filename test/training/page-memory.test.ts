import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { trainModel } from "../../src/models/train-model.ts";
import { trainableModel } from "../../src/models/trainable.ts";
import { datasetFrom, PACKED_MODEL_NAMES, toCsr, trainArtefact } from "../../src/node-training.ts";
import { type Platform, platform, usePlatform } from "../../src/platform.ts";
import { ITEM_RECORDS, interactionsOf, JOBS } from "../chromium/training/data.ts";
import { digestsOf } from "../chromium/training/outcome.ts";

const node = platform();
const kernels = await WebAssembly.compile(
  await readFile(new URL("../../build/kernels-training.wasm", import.meta.url)),
);
const { startThread, startBackend, ...others } = node;
/** What a page has: kernels for a memory of one thread, no threads, no backend. */
const page: Platform = { ...others, sharesMemory: false, trainingKernels: async () => kernels };

/** Options that make a model's training short. Those of test/chromium/training are not here again. */
const MODELS = {
  ...{ rp3beta: {}, slim: {}, edlae: {}, "gf-cf": { factors: 8 }, "slope-one": {}, "co-clustering": { epochs: 2 } },
  ...{ svd: { factors: 8 }, "pure-svd": { factors: 8 }, "explicit-als": { epochs: 2 }, nmf: { epochs: 2 } },
  ...{ "funk-mf": { epochs: 2 }, svdpp: { epochs: 2 }, bpr: { epochs: 2 }, warp: { epochs: 2 } },
  ...{ popularity: {}, "global-mean": {}, "weighted-mean": {}, "user-item-baseline": {} },
  ...{ "residual-mf": { epochs: 2, factors: 8 }, "hybrid-mlp": { epochs: 2, factors: 8 } },
  hybrid: { models: "ease,popularity" },
};
/** Its network is read and trained by TensorFlow.js. */
const OF_NODE = "own-network";

async function digestsOn(where: Platform, model: string, options: Readonly<Record<string, number | string>>) {
  usePlatform(where);
  const dataset = await datasetFrom(interactionsOf("explicit"), "explicit", { items: ITEM_RECORDS });
  return digestsOf((await trainArtefact(dataset, { model, options, head: "none" })).files);
}

afterEach(() => usePlatform(node));

describe("training with what a page has", () => {
  it.each(Object.entries(MODELS))("gives the files of Node, byte for byte: %s", async (model, options) => {
    expect(await digestsOn(page, model, options)).toEqual(await digestsOn(node, model, options));
  });

  it("is compared for all models, here or in Chromium, but for one that a page cannot train", async () => {
    const compared = new Set([...Object.keys(MODELS), ...JOBS.map(({ model }) => model), OF_NODE]);
    expect([...compared].toSorted()).toEqual([...PACKED_MODEL_NAMES].toSorted());
  });

  it("cannot be shared by threads", async () => {
    usePlatform(page);
    const dataset = await datasetFrom(interactionsOf("implicit"), "implicit");
    const training = trainArtefact(dataset, { model: "slim", head: "none" }, { threads: 2 });
    await expect(training).rejects.toMatchObject({ name: "TrainingError", code: "no-threads" });
  });

  it("trains no re-ranker", async () => {
    usePlatform(page);
    const dataset = await datasetFrom(interactionsOf("implicit"), "implicit");
    const training = trainArtefact(dataset, { model: "implicit-als", options: { epochs: 1, factors: 4 }, head: "mlp" });
    await expect(training).rejects.toMatchObject({ name: "TrainingError", code: "no-backend" });
  });
});

describe("a limit of memory", () => {
  it("is told the bytes before each fit, and refuses more", async () => {
    const dataset = await datasetFrom(interactionsOf("implicit"), "implicit");
    const told: number[] = [];
    const fit = { onMemory: (bytes: number) => told.push(bytes) };
    const request = { model: "implicit-als", options: { epochs: 1, factors: 4 }, head: "none" } as const;
    await trainArtefact(dataset, request, fit);
    // To nine tenths, to be judged, and to everything.
    expect(told).toHaveLength(2);
    const [least = 0, most = 0] = told;
    expect(most).toBeGreaterThan(least);
    const refused = trainArtefact(dataset, request, { ...fit, memoryLimitBytes: most - 1 });
    await expect(refused).rejects.toMatchObject({ code: "memory-limit" });
    await expect(refused).rejects.toThrow(
      `needs ${most} bytes for these data, more than the limit of ${most - 1}; use`,
    );
    await expect(trainArtefact(dataset, request, { memoryLimitBytes: most })).resolves.toBeDefined();
  });

  it("can be answered by an interruption, before anything is computed", async () => {
    const { interactions, items } = await datasetFrom(interactionsOf("implicit"), "implicit");
    const trainer = trainableModel("implicit-als");
    if (trainer === undefined) throw new Error("implicit-als can be trained");
    const controller = new AbortController();
    const heard: string[] = [];
    const fit = () => {
      heard.push("fit");
      throw new Error("it was to end before");
    };
    const onMemory = () => {
      heard.push("memory");
      controller.abort();
    };
    const training = trainModel(
      { ...trainer, fit },
      { interactions, matrix: toCsr(interactions), items },
      trainer.model.readOptions({}),
      { seed: 42, threads: 1, signal: controller.signal, onMemory },
    );
    await expect(training).rejects.toMatchObject({ code: "interrupted" });
    expect(heard).toEqual(["memory"]);
  });
});
