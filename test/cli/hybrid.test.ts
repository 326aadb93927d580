import { describe, expect, it } from "vitest";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { modelCandidate } from "../by-text.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, manifestSchema, reportSchema } from "./schemas.ts";
import { tastes } from "./tables.ts";

const { folder, write } = temporaryFolder();
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

describe("nearedge train with models of content", () => {
  const out = `${folder}/mix`;
  /** The catalogue with three items that nobody has. */
  const cold = write("cold.csv", `${items}i30,Item 30,t0,2020\ni31,Item 31,t1,2021\ni32,Item 32,t2,2022\n`);
  const train = (...args: string[]) => nearedge(["train", files[0] ?? "", "--items", cold, "--out", out, ...args]);

  it("packs a mix with its members, and recommends what nobody has", async () => {
    const members = [
      "models=implicit-als,tf-idf,popularity",
      "coldWeight=1",
      "implicit-als.factors=4",
      "tf-idf.columns=tags",
    ];
    const { stderr } = await train("--cold-items", "--model", "hybrid", ...members.flatMap((set) => ["--set", set]));
    expect(stderr).toContain("36 users, 33 items");
    expect(stderr).toContain("kept 3 items without interactions");
    const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(manifest.data.items).toBe(33);
    expect(manifest.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval", "retrieval, cut"]);
    const [, whole, cut] = manifest.evaluations;
    expect(cut?.metrics).toEqual(whole?.metrics);
    expect(manifest.model.options).toMatchObject({ task: "ranking", keep: 200, "tf-idf.columns": "tags" });
    const { answer } = await nearedgeJson(answerSchema, ["recommend", out, "--history", "i1,i4,i7", "--k", "33"]);
    const listed = answer.items.map(({ itemId }) => Number(itemId.slice(1)));
    expect(listed).toHaveLength(30);
    // Of the new items, the one of their taste comes before the others.
    expect(listed.filter((item) => item >= 30)[0]).toBe(31);
    const { answer: alike } = await nearedgeJson(answerSchema, ["similar", out, "--item", "i32", "--k", "30"]);
    expect(alike.items.map(({ itemId }) => Number(itemId.slice(1)) % 3)).toEqual(new Array(10).fill(2));
  });

  it("leaves such items out unless they are asked for, and asks for a catalogue", async () => {
    const { stderr } = await train("--model", "tf-idf");
    expect(stderr).toContain("left out 3 items without interactions");
    const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(manifest.data.items).toBe(30);
    const refused = await nearedge(["train", files[0] ?? "", "--out", out, "--cold-items"]);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("[no-catalogue]")]);
    const filtered = await train("--model", "tf-idf", "--cold-items", "--min-user-interactions", "2");
    expect(filtered.stderr).toContain("kept 3 items without interactions");
    const { answer: kept } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(kept.data.items).toBe(33);
  });

  it("refuses members that an artefact cannot keep before anything is fitted", async () => {
    const { stderr } = await train("--model", "hybrid", "--set", "models=popularity,implicit-als+head");
    expect(stderr).toContain("expected members that an artefact can keep, got implicit-als+head");
    expect(stderr).not.toContain("to be judged");
  });
});
