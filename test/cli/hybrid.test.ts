import { describe, expect, it } from "vitest";
import { modelCandidate } from "../../src/cli/models.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { reportSchema } from "./schemas.ts";
import { tastes } from "./tables.ts";

const { write } = temporaryFolder();
const { interactions, items } = tastes();
const files = [write("tastes.csv", interactions), "--items", write("items.csv", items)];
const evaluate = ["evaluate", ...files, "--protocol", "random:0.2"];

describe("nearedge evaluate with models of content", () => {
  it("ranks by the texts of the catalogue, and mixes that with other models", async () => {
    const settings = ["hybrid.models=tf-idf,popularity", "hybrid.tf-idf.columns=tags", "hybrid.method=stacked"];
    const args = [...evaluate, "--models", "tf-idf,hybrid", ...settings.flatMap((setting) => ["--set", setting])];
    const { answer, stderr } = await nearedgeJson(reportSchema, args);
    const [content, mix, popularity] = answer.results;
    expect([content?.model, mix?.model, popularity?.model]).toEqual(["tf-idf", "hybrid", "popularity"]);
    expect(mix?.options).toMatchObject({ models: "tf-idf,popularity", method: "stacked", "tf-idf.columns": "tags" });
    expect(content?.metrics["ndcg@10"]).toBeGreaterThan(popularity?.metrics["ndcg@10"] ?? 1);
    expect(mix?.metrics["ndcg@10"]).toBeGreaterThan(popularity?.metrics["ndcg@10"] ?? 1);
    expect(stderr).toMatch(/hybrid: tf-idf [\d.]+, popularity -?[\d.]+; validation nDCG@10/);
  });
});

describe("the candidate of a mix", () => {
  const control = {
    ...{ seed: 1, threads: 1, signal: new AbortController().signal },
    ...{ onPhase: () => undefined, onEpoch: () => undefined },
  };
  const candidate = (set: Readonly<Record<string, string>>) =>
    modelCandidate("hybrid", set, emptyItemTable(createVocabulary([])), control);

  it.each([
    ["models", "tf-idf,nothing", 'got "nothing"'],
    ["models", "tf-idf", "expected two or more"],
    ["user-knn.k", "3", "expected an option of one of its models"],
    ["tf-idf.colums", "title", "did you mean columns?"],
    ["popularity.k", "3", "popularity has no option k"],
    ["task", "ratings", "implicit-als and tf-idf and popularity only rank"],
    ["depht", "100", "did you mean depth?"],
  ])("refuses %s = %s before anything is fitted", (key, value, message) => {
    expect(() => candidate({ [key]: value })).toThrow(message);
  });

  it("predicts ratings where all its models do, and says whose options are whose", () => {
    const models = "user-item-baseline,weighted-mean";
    const { predicts, options } = candidate({ models, "weighted-mean.m": "25" });
    expect(predicts).toBe(true);
    expect(options).toMatchObject({ models, "weighted-mean.m": 25, "user-item-baseline.method": "als" });
    expect(candidate({ models, task: "ranking" }).predicts).toBe(false);
    expect(candidate({}).predicts).toBe(false);
  });
});
