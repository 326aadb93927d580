import { describe, expect, it } from "vitest";
import { emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { modelCandidate } from "../by-text.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { reportSchema } from "./schemas.ts";
import { checkerboard } from "./tables.ts";

const { write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const clicks = write("clicks.csv", checkerboard().replaceAll(/^(\w+,\w+),.*$/gm, "$1"));

function optionsOf(model: string, set: Readonly<Record<string, string>>) {
  return modelCandidate(model, set, emptyItemTable(createVocabulary([])), {
    ...{ seed: 0, threads: 1, signal: new AbortController().signal },
    ...{ onPhase: () => undefined, onEpoch: () => undefined },
  }).options;
}

describe.each(["item-knn", "user-knn"])("%s", (model) => {
  it("gives an option to every half that knows it and its value", () => {
    expect(optionsOf(model, { neighbours: "7", similarity: "cosine" })).toMatchObject({
      ...{ neighbours: 7, rankingNeighbours: 7, similarity: "cosine", rankingSimilarity: "cosine" },
    });
    const defaults = optionsOf(model, {});
    expect(optionsOf(model, { similarity: "pearson" })).toMatchObject({
      ...{ similarity: "pearson", rankingSimilarity: defaults.rankingSimilarity },
    });
    expect(optionsOf(model, { similarity: "tf-idf" })).toEqual({ ...defaults, rankingSimilarity: "tf-idf" });
    expect(optionsOf(model, { k: "7", rankingNeighbours: "9" })).toMatchObject({ neighbours: 7, rankingNeighbours: 9 });
  });

  it("refuses what no half knows", () => {
    expect(() => optionsOf(model, { similarty: "cosine" })).toThrow("did you mean similarity?");
    // It is for rankings alone, which have their own.
    expect(() => optionsOf(model, { similarity: "bm25", rankingSimilarity: "cosine" })).toThrow(/similarity: .*"bm25"/);
    expect(() => optionsOf(model, { similarity: "manhattan" })).toThrow(/similarity: expected one of .*rating-jaccard/);
  });

  it("ranks and predicts with ratings, and ranks without", async () => {
    const args = ["evaluate", board, "--models", model, "--protocol", "random:0.2"];
    const [rated] = (await nearedgeJson(reportSchema, args)).answer.results;
    expect(rated?.metrics.rmse).toBeGreaterThan(0);
    expect(rated?.metrics["ndcg@10"]).toBeGreaterThan(0);
    const implicit = ["evaluate", clicks, "--models", model, "--protocol", "random:0.2"];
    const [ranked] = (await nearedgeJson(reportSchema, implicit)).answer.results;
    expect(ranked?.metrics.rmse).toBeUndefined();
    expect(ranked?.metrics["ndcg@10"]).toBeGreaterThan(0);
  });
});

describe("nearedge train", () => {
  it("refuses to pack user-knn without users", async () => {
    const run = await nearedge(["train", board, "--model", "user-knn", "--no-users", "--out", `${board}-none`]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("user-knn: expected users in the artefact");
  });

  it.each(["item-knn", "user-knn", "rp3beta", "slim", "ease", "bpr", "warp", "pure-svd"])(
    "packs %s, which then finds the user's own colour",
    async (model) => {
      const out = `${board}-${model}`;
      const settings = { slim: ["l1=0.01", "l2=0.1"], "pure-svd": ["factors=2"] }[model] ?? [];
      const set = settings.flatMap((each) => ["--set", each]);
      const trained = await nearedge(["train", board, "--model", model, "--out", out, ...set]);
      expect(trained.status).toBe(0);
      expect(trained.stderr.includes("the model is made of them, so that a page leaves it to the edge")).toBe(
        model === "user-knn",
      );
      const { stdout, status } = await nearedge(["recommend", out, "--history", "i0,i2,i4", "--k", "2", "--json"]);
      expect(status).toBe(0);
      const { items } = JSON.parse(stdout) as { items: { itemId: string }[] };
      for (const { itemId } of items) expect(Number(itemId.slice(1)) % 2, itemId).toBe(0);
      expect(items).toHaveLength(2);
    },
  );

  it.each(["bpr", "warp"])(
    "packs %s with one byte a factor, and the order of items is still the user's",
    async (model) => {
      const out = `${board}-${model}-int8`;
      const set = ["--set", "precision=int8", "--set", "factors=8"];
      expect(await nearedge(["train", board, "--model", model, "--out", out, ...set])).toMatchObject({ status: 0 });
      const { stdout: inspected } = await nearedge(["inspect", out, "--json"]);
      expect(JSON.parse(inspected)).toMatchObject({ model: { kind: model, precision: "int8", factorCount: 9 } });
      const { stdout } = await nearedge(["recommend", out, "--history", "i0,i2,i4", "--k", "2", "--json"]);
      const { items } = JSON.parse(stdout) as { items: { itemId: string }[] };
      expect(items.map(({ itemId }) => Number(itemId.slice(1)) % 2)).toEqual([0, 0]);
    },
  );

  it("refuses a precision that does not exist before it trains", async () => {
    const args = ["train", board, "--model", "bpr", "--out", `${board}-refused`, "--set", "precision=int4"];
    const { status, stderr } = await nearedge(args);
    expect(status).toBe(2);
    expect(stderr).toContain("precision: expected one of f32, int8");
  });
});
