import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PRESETS } from "../../src/cli/presets.ts";
import { createRandom } from "../../src/random.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { answerSchema, reportSchema } from "./schemas.ts";
import { rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const data = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const ml100k = join(data, "ml-100k");

/** Thirty people, each of whom rates two thirds of forty films, those of their own genre higher. */
function films(): { readonly ratings: string; readonly items: string } {
  const random = createRandom(5);
  const lines: string[] = [];
  for (let user = 0; user < 30; user++) {
    for (let item = 0; item < 40; item++) {
      const noise = random.nextInteger(2);
      if (random.nextFloat() < 2 / 3) lines.push(`u${user},i${item},${(item % 2 === user % 2 ? 4 : 1) + noise}`);
    }
  }
  const genres = ["a crime at night", "a song for spring"];
  const items = Array.from({ length: 40 }, (_, item) => `i${item},Film ${item},${genres[item % 2]}`);
  return { ratings: rows("user,item,rating", lines), items: rows("item,title,overview", items) };
}

/** One number of a pair, of which a step drops 95 %: after one epoch everybody is told the same, as in the notebook. */
const LEARNS_NOTHING = new Set(["B5"]);
const kindSchema = z.looseObject({ model: z.looseObject({ kind: z.string() }) });
const texts = films();
const [ratings, items] = [write("ratings.csv", texts.ratings), write("items.csv", texts.items)];

describe.each(PRESETS)("the preset $name", ({ name, model }) => {
  it("trains from the command line, is packed, and recommends", async () => {
    const out = join(folder, name);
    const args = ["train", ratings, "--items", items, "--preset", name, "--set", "epochs=1", "--out", out];
    const { status, stderr } = await nearedge(args);
    expect([status, stderr]).toEqual([0, expect.stringContaining(`${out}: `)]);
    const { answer: manifest } = await nearedgeJson(kindSchema, ["inspect", out]);
    expect(manifest.model.kind).toBe(model);
    const { answer } = await nearedgeJson(answerSchema, ["recommend", out, "--user", "u3", "--k", "5"]);
    expect(new Set(answer.items.map(({ itemId }) => itemId)).size).toBe(5);
    const known = new Set(
      texts.ratings
        .split("\n")
        .filter((line) => line.startsWith("u3,"))
        .map((line) => line.split(",")[1]),
    );
    expect(answer.items.filter(({ itemId }) => known.has(itemId))).toEqual([]);
    expect(answer.items.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(answer.fallback?.reason).toBe(LEARNS_NOTHING.has(name) ? "no-signal" : undefined);
  });
});

describe.skipIf(!existsSync(ml100k))("on ml-100k (skipped where the data set is absent)", () => {
  // Those that take seconds as they are; scripts/preset-table.ts measures all.
  it.each(["C8", "E8"])("the preset %s learns more than the mean", async (preset) => {
    const files = ["--train-file", join(ml100k, "u1.base"), "--test-file", join(ml100k, "u1.test")];
    const { answer } = await nearedgeJson(reportSchema, [
      "evaluate",
      ...files,
      "--preset",
      preset,
      "--only",
      "ratings",
    ]);
    const errorOf = (name: string) =>
      answer.results.find((result) => result.model === name)?.metrics.rmse ?? Number.NaN;
    const model = PRESETS.find(({ name }) => name === preset)?.model ?? "";
    expect(errorOf(model)).toBeLessThan(0.98 * errorOf("global-mean"));
  });
});
