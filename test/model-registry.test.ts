import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createCandidate,
  createReport,
  datasetSize,
  evaluateFolds,
  loadRecommender,
  MODEL_NAMES,
  openDataset,
  PACKED_MODEL_NAMES,
  parseProtocol,
  split,
  trainArtefact,
  writeArtefact,
} from "../src/node-training.ts";
import { temporaryFolder } from "./cli/nearedge.ts";

const { folder, write } = temporaryFolder();

/** Even users like even items and odd users odd ones; everybody has rated three in four. */
const lines = Array.from({ length: 24 }, (_, user) =>
  Array.from({ length: 12 }, (_, item) => item)
    .filter((item) => (item + user * 3) % 4 !== 0)
    .map((item) => `u${user},i${item},${(item + user) % 2 === 0 ? 5 : 1}`),
).flat();
const dataset = await openDataset(write("taste.csv", ["userId,itemId,rating", ...lines].join("\n")), { format: "csv" });
const OPTIONS = { factors: 4, regularization: 0.1, initialDeviation: 0.2, frequencyRegularization: false };

describe("any model in a script", () => {
  it.each(MODEL_NAMES)("is made by its name, and refuses options that it does not have: %s", (name) => {
    const candidate = createCandidate(name, {}, dataset);
    expect(candidate.model).toBe(name);
    expect(() => createCandidate(name, { noSuchOption: 1 }, dataset)).toThrow(
      expect.objectContaining({ name: "OptionsError" }),
    );
  });

  it("has the options that it was given, as numbers, texts, and yes or no", () => {
    expect(createCandidate("biased-mf", OPTIONS, dataset).options).toMatchObject(OPTIONS);
    expect(() => createCandidate("biased-mf", { factors: 0 }, dataset)).toThrow("factors: expected an integer from 1");
    expect(() => createCandidate("biased-fm", {}, dataset)).toThrow("did you mean biased-mf?");
  });

  it("refuses columns that the tables do not have before anything is fitted", () => {
    expect(() => createCandidate("warp", { itemFeatures: "colour" }, dataset)).toThrow(
      expect.objectContaining({ name: "OptionsError" }),
    );
  });

  it("is measured beside others", async () => {
    const folds = split(dataset.interactions, parseProtocol("kfold:2"), 7);
    const candidates = [createCandidate("biased-mf", OPTIONS, dataset), createCandidate("global-mean", {}, dataset)];
    const report = createReport(datasetSize(folds[0]!), "kfold:2", await evaluateFolds(candidates, folds, [5]));
    const rmse = (name: string) => report.results.find(({ model }) => model === name)?.metrics.rmse ?? Number.NaN;
    expect(rmse("biased-mf")).toBeLessThan(rmse("global-mean") / 1.2);
  });

  it("is trained, packed, written, read and asked", async () => {
    const phases: string[] = [];
    const request = { model: "biased-mf", options: OPTIONS, name: "taste" };
    const { files, options } = await trainArtefact(dataset, request, {
      seed: 3,
      onPhase: (phase) => phases.push(phase),
    });
    expect(options).toMatchObject(OPTIONS);
    expect(phases.at(-1)).toBe("biased-mf, on everything");
    await writeArtefact(join(folder, "artefact"), files);
    const recommender = await loadRecommender(join(folder, "artefact"));
    expect(recommender.manifest).toMatchObject({ name: "taste", seed: 3, model: { kind: "biased-mf" } });
    const history = [
      { itemId: "i0", value: 5 },
      { itemId: "i1", value: 1 },
    ];
    const [even, odd] = recommender.predict({ history, items: ["i4", "i5"] }).predictions;
    expect(even?.predictedRating).toBeGreaterThan(3.5);
    expect(odd?.predictedRating).toBeLessThan(2.5);
  });

  it("gives the same files for the same seed, and others without users", async () => {
    const train = async (users: boolean) => {
      const { files } = await trainArtefact(dataset, { model: "popularity", users });
      return files.map(({ name }) => name);
    };
    expect(await train(true)).toEqual(await train(true));
    expect(await train(true)).not.toEqual(await train(false));
  });

  it("has a re-ranker behind it where its name ends in +head", async () => {
    const candidate = createCandidate("rp3beta+head", {}, dataset);
    expect(candidate.model).toBe("rp3beta+head");
    expect(() => createCandidate("rp3beta+head", { noSuchOption: 1 }, dataset)).toThrow("noSuchOption");
    expect(() => createCandidate("popularity+head", {}, dataset)).toThrow("every user gets the same list");
    expect(() => createCandidate("rp3alpha+head", {}, dataset)).toThrow("expected one of");
  });

  it("is packed only where it can be served", async () => {
    await expect(trainArtefact(dataset, { model: "implicit-als+head" })).rejects.toThrow(
      "expected one of implicit-als",
    );
    for (const name of PACKED_MODEL_NAMES) expect(MODEL_NAMES).toContain(name);
  });

  it("ends when it is told to", async () => {
    const signal = AbortSignal.abort();
    await expect(trainArtefact(dataset, { model: "biased-mf" }, { signal })).rejects.toThrow();
  });
});
