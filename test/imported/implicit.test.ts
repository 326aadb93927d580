import { readFileSync } from "node:fs";
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
  evaluations: z.array(z.object({ subject: z.string(), metrics: z.record(z.string(), z.number()) })),
  warnings: z.array(z.object({ code: z.string() })),
});

const K = 20;
const { folder } = temporaryFolder();
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

  it("says alpha where its release does not write it, by an option that names it", async () => {
    const missing = await nearedge([
      ...["import", at("bpr.npz"), "--kind", "implicit-als", "--item-ids", at("items.txt"), "--out", at("none")],
    ]);
    expect(missing).toMatchObject({ status: 1, stdout: "" });
    expect(missing.stderr).toContain("use --kind implicit-bpr [not-an-implicit-model]");
  });
});
