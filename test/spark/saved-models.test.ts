import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadRecommender } from "../../src/load-recommender.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "../cli/nearedge.ts";
import { describeSpark, submitted } from "./spark.ts";

const listsSchema = z.array(z.object({ user: z.string(), items: z.array(z.string()), scores: z.array(z.number()) }));
const importSchema = z.object({
  model: z.object({ kind: z.string(), options: z.record(z.string(), z.unknown()) }),
  origin: z.object({ kind: z.string(), version: z.string().optional(), nonNegative: z.boolean().optional() }),
  evaluations: z.array(z.object({ subject: z.string() })),
});

const K = 20;
const { folder } = temporaryFolder();
const at = (name: string) => join(folder, name);

describeSpark("a saved ALSModel of Spark", () => {
  // All of them in one process of Spark.
  beforeAll(() => submitted(fileURLToPath(new URL("saved_models.py", import.meta.url)), [folder]), 300_000);

  const args = (name: string, more: readonly string[]) => [
    ...["import", at(name), "--kind", "spark-als", "--item-ids", at("items.csv"), "--out", at(`${name}-out`), ...more],
  ];
  const PLAYS = ["--set", "regularization=0.2", "--set", "confidence=8", "--interactions", at("plays.csv"), "--users"];

  const RATINGS = [
    ...["--set", "implicitPrefs=false", "--set", "regularization=0.15"],
    ...["--interactions", at("ratings.csv"), "--users"],
  ];

  it.each([
    ["implicit", "implicit-als", PLAYS],
    ["nonnegative", "implicit-als", [...PLAYS, "--set", "nonNegative=true"]],
    ["explicit", "explicit-als", RATINGS],
    ["explicit-nonnegative", "nmf", [...RATINGS, "--set", "nonNegative=true"]],
  ])("gives its own lists: %s", async (name, kind, more) => {
    const { answer } = await nearedgeJson(importSchema, args(name, more));
    expect(answer.model.kind).toBe(kind);
    expect(answer.origin).toMatchObject({ kind: "spark-als", version: expect.stringMatching(/^4\./) });
    expect(answer.origin.nonNegative).toBe(name.endsWith("nonnegative") ? true : undefined);
    const recommender = await loadRecommender(at(`${name}-out`));
    const lists = listsSchema.parse(JSON.parse(readFileSync(at(`${name}.json`), "utf8")));
    expect(lists.length).toBe(200);
    for (const { user, items, scores } of lists) {
      const list = recommender.recommend({ userId: user, k: K }).items;
      expect(list.length).toBe(K);
      // Spark leaves nothing out: what the user has stands among its items.
      const scoreOf = new Map(items.map((id, place) => [id, scores[place] ?? Number.NaN]));
      const own = list.map(({ itemId }) => scoreOf.get(itemId) ?? Number.NaN);
      const seen = new Set(list.map(({ itemId }) => itemId));
      const last = Math.min(...own);
      for (const [place, { itemId, score }] of list.entries()) {
        expect(score, `${user} ${itemId}`).toBeCloseTo(own[place] ?? Number.NaN, 4);
        expect(own[place]).toBeLessThanOrEqual((own[place - 1] ?? Number.POSITIVE_INFINITY) + 1e-4);
      }
      const better = items.filter((id, place) => (scores[place] ?? 0) > last + 1e-4 && !seen.has(id));
      expect(
        better.every((id) => historyOf(user).has(id)),
        user,
      ).toBe(true);
    }
  });

  it("keeps Spark's own numbers as ids where no list is given", async () => {
    const [command, model, ...others] = args("implicit", PLAYS.slice(0, 4));
    const withoutIds = others.filter((one, place) => one !== "--item-ids" && others[place - 1] !== "--item-ids");
    await nearedgeJson(importSchema, [command ?? "", model ?? "", ...withoutIds]);
    const recommender = await loadRecommender(at("implicit-out"));
    expect(
      recommender.recommend({ history: ["1000"], k: 3 }).items.every(({ itemId }) => /^1\d\d\d$/.test(itemId)),
    ).toBe(true);
  });

  describe("asks for what it does not keep", () => {
    it.each([
      ["implicit", [], "--set implicitPrefs=true|false: expected whether it was trained with implicitPrefs"],
      ["implicit", ["--set", "confidence=8"], "--set regularization=…: expected regParam"],
      ["implicit", ["--set", "implicitPrefs=true", "--set", "regularization=1"], "--set confidence=…: expected alpha"],
      [
        "explicit",
        ["--set", "implicitPrefs=false", "--set", "regularization=1"],
        "--interactions: expected the ratings",
      ],
      ["nonnegative", PLAYS.slice(0, 4), "--set nonNegative=true|false: expected whether"],
    ])("%s %j", async (name, more, message) => {
      const { status, stderr } = await nearedge(args(name, more));
      expect(status).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr).toContain("[missing-option]");
    });
  });

  const histories = new Map<string, Set<string>>();
  function historyOf(user: string): ReadonlySet<string> {
    if (histories.size === 0) {
      for (const line of readFileSync(at("plays.csv"), "utf8").trim().split("\n").slice(1)) {
        const [who = "", what = ""] = line.split(",");
        histories.set(who, (histories.get(who) ?? new Set()).add(what));
      }
    }
    return histories.get(user) ?? new Set();
  }
});
