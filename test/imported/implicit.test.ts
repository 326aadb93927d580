import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadRecommender } from "../../src/load-recommender.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "../cli/nearedge.ts";
import { IMPLICIT_PYTHON, runScript } from "./python.ts";

/** What a model of implicit recommends itself, beyond the twenty that are compared: for ties at their end. */
const listsSchema = z.array(
  z.object({ user: z.string(), items: z.array(z.string()), scores: z.array(z.number()), vector: z.array(z.number()) }),
);
const importSchema = z.object({
  model: z.object({ kind: z.string(), options: z.record(z.string(), z.unknown()) }),
  vectorScale: z.number().optional(),
  evaluations: z.array(
    z.object({ subject: z.string(), protocol: z.string(), metrics: z.record(z.string(), z.number()) }),
  ),
  warnings: z.array(z.object({ code: z.string() })),
});

const K = 20;
const { folder, write } = temporaryFolder();
const at = (name: string) => join(folder, name);

describe.skipIf(IMPLICIT_PYTHON === undefined)("a model of implicit", () => {
  beforeAll(() => runScript(IMPLICIT_PYTHON ?? "", "implicit_models.py", [folder]), 120_000);

  const listsOf = (name: string) => listsSchema.parse(JSON.parse(readFileSync(at(`${name}.json`), "utf8")));
  const importOf = (file: string, kind: string, ...more: string[]) =>
    nearedgeJson(importSchema, [
      ...["import", at(`${file}.npz`), "--kind", kind, "--item-ids", at("items.txt"), "--out", at(`${file}-out`)],
      ...["--interactions", at("plays.csv"), "--users", "--seed", "1", ...more],
    ]);

  it.each([
    ["als-counts", "als-counts", []],
    ["als-double", "als-double", []],
    ["als-binary", "als-binary", ["--set", "weighting=binary"]],
    ["packed", "als-counts", []],
  ])("of alternating least squares gives its own lists: %s", async (file, lists, more) => {
    const { answer } = await importOf(file, "implicit-als", ...more);
    expect(answer.model).toMatchObject({ kind: "implicit-als", options: { objective: "hkv", confidenceOffset: 0 } });
    const recommender = await loadRecommender(at(`${file}-out`));
    const compared = listsOf(lists);
    expect(compared.length).toBe(200);
    for (const { user, items, scores } of compared) {
      const list = recommender.recommend({ userId: user, k: K }).items;
      expect(list.length).toBe(K);
      const scoreOf = new Map(items.map((id, place) => [id, scores[place] ?? Number.NaN]));
      for (const [place, { itemId, score }] of list.entries()) {
        // Another item at a place only where the two are level: the lists are the same, ties aside.
        expect(scoreOf.get(itemId) ?? Number.NaN, `${user} ${place}`).toBeCloseTo(scores[place] ?? Number.NaN, 4);
        expect(score).toBeCloseTo(scores[place] ?? Number.NaN, 4);
      }
    }
  });

  it("is measured beside popularity, with a warning that it may have seen what is held out", async () => {
    const { answer, stderr } = await importOf("als-counts", "implicit-als", "--precision", "int8");
    expect(answer.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval, int8"]);
    expect(answer.warnings.map(({ code }) => code)).toEqual(["seen-in-training"]);
    expect(stderr).toContain("warning: the figures hold a tenth of --interactions out");
  });

  it("of pairs gives its own lists for the vectors of its users", async () => {
    const { answer, stderr } = await importOf("bpr", "implicit-bpr", "--user-ids", at("users.txt"));
    const scale = answer.vectorScale ?? Number.NaN;
    expect(answer.model).toMatchObject({ kind: "bpr", options: { factors: 16, epochs: 60, sampling: "popularity" } });
    expect(stderr).toMatch(/folded-in users explain 9\d % of the scores of bpr\.npz/);
    const recommender = await loadRecommender(at("bpr-out"));
    let agreed = 0;
    for (const { user, items, scores, vector } of listsOf("bpr")) {
      // The file's last lane of a user is 1, the partner of the bias.
      expect(vector.at(-1)).toBe(1);
      const own = vector.slice(0, -1).map((value) => value / scale);
      const list = recommender.recommend({ userId: user, vector: own, k: K }).items;
      expect(list.length).toBe(K);
      const scoreOf = new Map(items.map((id, place) => [id, scores[place] ?? Number.NaN]));
      for (const [place, { itemId, score }] of list.entries()) {
        expect(scoreOf.get(itemId) ?? Number.NaN, `${user} ${place}`).toBeCloseTo(scores[place] ?? Number.NaN, 4);
        expect(score * scale).toBeCloseTo(scores[place] ?? Number.NaN, 3);
      }
      const folded = recommender.recommend({ userId: user, k: K }).items;
      agreed += folded.filter(({ itemId }) => items.slice(0, K).includes(itemId)).length;
    }
    // Who is folded in gets most of the same items.
    expect(agreed / (200 * K)).toBeGreaterThan(0.7);
  });

  it("of pairs is refused with ids of other users, which its own factors tell", async () => {
    const users = readFileSync(at("users.txt"), "utf8").trim().split("\n").reverse();
    const { status, stderr } = await nearedge([
      ...["import", at("bpr.npz"), "--kind", "implicit-bpr", "--item-ids", at("items.txt"), "--out", at("none")],
      ...["--user-ids", write("other-users.txt", users.join("\n")), "--interactions", at("plays.csv")],
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain("[fold-in-fails]");
    expect(existsSync(at("none"))).toBe(false);
  });

  it("is measured on rows that it has not seen where there are some, without a warning", async () => {
    const { answer } = await importOf("als-counts", "implicit-als", "--test", write("test.csv", unseen()));
    expect(answer.warnings).toEqual([]);
    expect(answer.evaluations).toMatchObject([{ protocol: "given test" }, { protocol: "given test" }]);
  });

  /** Two rows of each listed user that are not among the plays. */
  function unseen(): string {
    const rows = listsOf("als-counts").flatMap(({ user, items }) =>
      items.slice(0, 2).map((item) => `${user},${item},1`),
    );
    return `user,item,count\n${rows.join("\n")}\n`;
  }

  it("of the other class is refused, by what only that one has", async () => {
    const other = await nearedge([
      ...["import", at("bpr.npz"), "--kind", "implicit-als", "--item-ids", at("items.txt"), "--out", at("none")],
    ]);
    expect(other).toMatchObject({ status: 1, stdout: "" });
    expect(other.stderr).toContain("use --kind implicit-bpr [not-an-implicit-model]");
  });
});
