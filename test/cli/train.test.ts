import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { privateFiles, publicFiles } from "../../src/artefact/manifest-files.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, manifestSchema, trainedSchema } from "./schemas.ts";
import { checkerboard, tastes, untimed } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const taste = tastes();
const [interactions, items] = [write("tastes.csv", untimed(taste.interactions)), write("items.csv", taste.items)];
/** One factor cannot tell three tastes apart: here the head wins. */
const WITH_HEAD = [interactions, "--items", items, "--head", "mlp", "--set", "factors=1"];

/** Every file of an artefact, as text that can be compared. */
function bytesOf(artefact: string): Record<string, string> {
  const names = readdirSync(artefact).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(artefact, name), "hex")]));
}

async function train(name: string, ...args: string[]): Promise<Record<string, string>> {
  const out = join(folder, name);
  const { status, stderr } = await nearedge(["train", ...args, "--out", out]);
  if (status !== 0) throw new Error(`training failed: ${stderr}`);
  return bytesOf(out);
}

describe("nearedge train", () => {
  it("packs implicit ALS with the options asked for, and says so as one JSON object", async () => {
    const out = join(folder, "deep", "er", "als");
    const set = ["--set", "precision=int8", "--set", "factors=8"];
    const args = ["train", board, "--out", out, "--head", "none", "--seed", "7", "--name", "Board", ...set];
    const { answer, stderr } = await nearedgeJson(trainedSchema, args);
    expect(answer).toMatchObject({ out, head: null, model: { name: "Board", kind: "implicit-als" } });
    expect(answer.model.options).toMatchObject({ factors: 8 });
    // Those of the fit to everything, and none of the one that is judged.
    expect(answer.losses?.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
    expect(answer.losses?.at(-1)?.objective).toBe(answer.objective);
    expect(answer.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval", "retrieval, int8"]);
    expect(stderr).toContain("12 users, 12 items, 60 interactions");

    const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(manifest).toMatchObject({
      name: "Board",
      version: answer.model.version,
      model: { kind: "implicit-als", precision: "int8", factorCount: 8 },
      seed: 7,
      data: { users: 12, items: 12, interactions: 60, feedback: "explicit" },
    });
    expect(stderr).toContain(
      "packs the ids and histories of 12 users in private shards, which the worker reads and no browser can fetch; --no-users leaves them out\n",
    );
    expect([...publicFiles(manifest), ...privateFiles(manifest)].sort()).toEqual(readdirSync(out).sort());
    expect(manifest.privateFiles).toHaveLength(1);
  });

  it("leaves users and their histories out on request, and still serves a user who brings a history", async () => {
    const out = join(folder, "no-users");
    const run = await nearedge(["train", board, "--out", out, "--head", "none", "--set", "factors=4", "--no-users"]);
    expect(run.stderr).toContain(
      "packs nothing of users: every request brings its own history, and userId gets the popular items\n",
    );
    const shards = readdirSync(out).filter((name) => name.endsWith(".safetensors"));
    expect(shards.map((name) => readFileSync(join(out, name), "latin1")).join("")).not.toContain("users.");
    const { answer: known } = await nearedgeJson(answerSchema, ["recommend", out, "--user", "u0"]);
    expect(known.fallback?.reason).toBe("unknown-user");
    const { answer: personal } = await nearedgeJson(answerSchema, ["recommend", out, "--history", "i0,i2"]);
    expect(personal.fallback).toBeUndefined();
  });

  it("packs a head when its gain on validation exceeds its standard error, and only then", async () => {
    const verdicts: boolean[] = [];
    // Four factors can tell three tastes apart: the head has little to add behind them alone.
    for (const factors of ["1", "4"]) {
      const retrievers = factors === "1" ? "implicit-als,slim" : "implicit-als";
      const head = ["--head", "mlp", "--retrievers", retrievers, "--set", `factors=${factors}`];
      const args = [interactions, "--items", items, ...head];
      const out = join(folder, `verdict-${factors}`);
      const { answer, stderr } = await nearedgeJson(trainedSchema, ["train", ...args, "--out", out]);
      const [, gain, error] = /gain (\S+) ± (\S+) on validation/.exec(stderr) ?? [];
      expect(Number.isFinite(Number(gain)) && Number(error) > 0).toBe(true);
      const packed = answer.head !== null;
      expect(packed).toBe(Number(gain) > Number(error));
      const ndcg = (subject: string) => answer.evaluations.find((one) => one.subject === subject)?.metrics["ndcg@10"];
      expect((ndcg("retrieval+head") ?? 0) - (ndcg("retrieval") ?? 0)).toBeCloseTo(Number(gain), 4);
      verdicts.push(packed);
    }
    expect(verdicts).toEqual([true, false]);
  });

  it("packs popularity, which answers everybody with what most users took", async () => {
    const out = join(folder, "popular");
    const { answer } = await nearedgeJson(trainedSchema, [
      "train",
      interactions,
      "--out",
      out,
      "--model",
      "popularity",
    ]);
    expect(answer).toMatchObject({ head: null, evaluations: [], model: { kind: "popularity", options: {} } });
    const { answer: list } = await nearedgeJson(answerSchema, ["recommend", out, "--history", "i0", "--k", "3"]);
    expect(list.fallback?.reason).toBe("model-not-personal");
    const scores = list.items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it("goes on without a head where there is too little history, and says so", async () => {
    const { answer, stderr } = await nearedgeJson(trainedSchema, ["train", board, "--out", join(folder, "headless")]);
    expect(answer.head).toBeNull();
    expect(stderr).toContain("no head: a head needs at least 2 users with 5 interactions, this data has 0");
    expect(stderr).not.toContain("--head none");
  });

  it("fails where a head was asked for by name and there is too little history", async () => {
    const out = join(folder, "no-head");
    const { status, stdout, stderr } = await nearedge(["train", board, "--out", out, "--head", "mlp", "--json"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("--head none) [too-little-history]");
    expect(readdirSync(folder)).not.toContain("no-head");
  });
});

describe("the artefact of one seed", () => {
  it("has the same bytes with one thread and with two, and other bytes with another seed", async () => {
    const args = [board, "--head", "none", "--set", "factors=8"];
    const one = await train("one-thread", ...args, "--threads", "1");
    expect(await train("two-threads", ...args, "--threads", "2")).toEqual(one);
    const other = await train("other-seed", ...args, "--seed", "43");
    expect(Object.keys(other)).not.toEqual(Object.keys(one));
  });

  it("has the same bytes with a head packed, which re-ranks unless told not to", async () => {
    const one = await train("head-1", ...WITH_HEAD, "--threads", "1");
    expect(await train("head-2", ...WITH_HEAD, "--threads", "2")).toEqual(one);
    const out = join(folder, "head-1");
    const { answer: manifest } = await nearedgeJson(manifestSchema, ["inspect", out]);
    expect(manifest.head?.kind).toBe("mlp");
    expect(manifest.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval", "retrieval+head"]);
    const ask = ["recommend", out, "--history", "i0,i3,i6", "--k", "5"];
    const [reranked, retrieved] = [
      await nearedgeJson(answerSchema, ask),
      await nearedgeJson(answerSchema, [...ask, "--no-rerank"]),
    ];
    expect([reranked.answer.reranked, retrieved.answer.reranked]).toEqual([true, false]);
    // i0, i3 and i6 are of one tag; so are the items that the head puts first.
    expect(reranked.answer.items.map(({ itemId }) => Number(itemId.slice(1)) % 3)).toEqual([0, 0, 0, 0, 0]);
    expect(reranked.answer.items).not.toEqual(retrieved.answer.items);
  });
});
