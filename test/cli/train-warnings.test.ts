import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { HeadManifest } from "../../src/artefact/manifest.ts";
import { figureWarnings } from "../../src/packing/quality.ts";
import { nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema } from "./schemas.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());

const warnedSchema = z.looseObject({ warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })) });

async function warningsOf(table: string, model: string, ...set: string[]) {
  const out = join(folder, `${model}-${set.join("-")}`);
  const options = set.flatMap((assignment) => ["--set", assignment]);
  const args = ["train", table, "--model", model, "--head", "none", ...options, "--out", out];
  const { answer, stderr } = await nearedgeJson(warnedSchema, args);
  for (const { message } of answer.warnings) expect(stderr).toContain(`warning: ${message}\n`);
  expect(stderr.match(/^warning: /gm)?.length ?? 0).toBe(answer.warnings.length);
  return {
    out,
    codes: answer.warnings.map(({ code }) => code),
    messages: answer.warnings.map(({ message }) => message),
  };
}

describe("nearedge train warns", () => {
  it("of a model that has learned nothing, packs it, and every answer says so", async () => {
    const collapsed = ["factors=4", "regularization=1000000", "solver=cg"];
    const { out, codes, messages } = await warningsOf(board, "implicit-als", ...collapsed);
    expect(codes[0]).toBe("nothing-learned");
    expect(messages[0]).toContain("nothing follows from the histories of 12 users");
    const { answer } = await nearedgeJson(answerSchema, ["recommend", out, "--user", "u0", "--k", "3"]);
    expect(answer.fallback?.reason).toBe("no-signal");
    expect(answer.items.map(({ source }) => source)).toEqual(["popular", "popular", "popular"]);
  });

  it("of as many factors as items, and fewer of them help", async () => {
    const table = write(
      "ranks.csv",
      rows(
        "user,item",
        Array.from({ length: 96 }, (_, row) => `u${row % 24},i${(row * row + row) % 11}`),
      ),
    );
    const { codes, messages } = await warningsOf(table, "pure-svd", "factors=50");
    expect(codes).toContain("nothing-learned");
    expect(messages.join()).toContain("Try fewer factors, or another model");
    expect((await warningsOf(table, "pure-svd", "factors=2")).codes).not.toContain("nothing-learned");
  });

  it("of a model that gives everybody the same list", async () => {
    const rated = Array.from({ length: 60 }, (_, row) => `u${row % 12},i${(row * 7) % 11},${1 + ((row * 7) % 5)}`);
    const table = write("rated.csv", rows("user,item,rating", rated));
    const { codes, messages } = await warningsOf(table, "weighted-mean");
    expect(codes).toContain("same-list-for-everybody");
    expect(messages.join()).toContain("weighted-mean gives everybody the same list (12 users compared");
    // What is advised helps a model without regularisation too.
    expect(messages.join()).toContain("another model such as item-knn");
    expect((await warningsOf(table, "item-knn")).codes).not.toContain("same-list-for-everybody");
  });

  it("of lists that find less than popularity on what was held out, with both figures", async () => {
    // Everybody has the same four items and a fifth of their own: neighbours know nothing that popularity does not.
    const common = Array.from({ length: 40 }, (_, user) =>
      ["a", "b", "c", "d", "e", "f"].map((item) => `u${user},${item}`),
    );
    const own = Array.from({ length: 40 }, (_, user) =>
      Array.from({ length: 6 }, (_, at) => `u${user},o${user}-${at}`),
    );
    const table = write("common.csv", rows("user,item", [...common.flat(), ...own.flat()]));
    const { codes, messages } = await warningsOf(table, "bpr", "factors=1", "epochs=1", "learningRate=0.000001");
    expect(codes).toContain("loses-to-popularity");
    expect(messages.join()).toMatch(/ndcg@10 0\.\d{4} against 0\.\d{4} \(40 users\)/);
  });

  it("of nothing where a model is personal and wins, nor of popularity, whose answers say what it is", async () => {
    expect((await warningsOf(board, "implicit-als", "factors=8")).codes).toEqual([]);
    expect((await warningsOf(board, "popularity")).codes).toEqual([]);
  });

  it("of predictions that are further off than the baseline's, judging what is packed", () => {
    const of = (subject: string, rmse: number, ndcg: number) => {
      const metrics = { rmse, "ndcg@10": ndcg };
      return { subject, protocol: "hold-out per user:0.1", part: "validation" as const, users: 7, metrics };
    };
    const judged = (...evaluations: ReturnType<typeof of>[]) =>
      figureWarnings("svd", { head: null, evaluations }).map(({ code }) => code);
    const [popularity, baseline] = [of("popularity", Number.NaN, 0.2), of("user-item-baseline", 0.9, 0.1)];
    expect(judged(popularity, baseline, of("ratings", 0.8, 0.3), of("ratings, folded in", 0.91, 0.25))).toEqual([
      "loses-to-baseline",
    ]);
    expect(judged(popularity, baseline, of("ratings", 1.2, 0.1), of("ratings, int8", 0.9, 0.2))).toEqual([]);
    const [warning] = figureWarnings("svd", { head: null, evaluations: [baseline, of("ratings", 1, 0.5)] });
    expect(warning?.message).toContain("rmse 1.0000 against 0.9000 (7 users)");
  });

  it("of lists that lose, whatever a head that was not packed would have made of them", () => {
    const of = (subject: string, ndcg: number) => {
      const metrics = { "ndcg@10": ndcg };
      return { subject, protocol: "hold-out per user:0.1", part: "validation" as const, users: 7, metrics };
    };
    const evaluations = [of("popularity", 0.2), of("retrieval", 0.1), of("retrieval+head", 0.3)];
    const codes = (head: HeadManifest | null) =>
      figureWarnings("implicit-als", { head, evaluations }).map(({ code }) => code);
    const head = { kind: "mlp" } as HeadManifest;
    expect(codes(null)).toEqual(["loses-to-popularity"]);
    expect(codes(head)).toEqual([]);
  });
});
