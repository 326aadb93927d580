import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { jobPath } from "../../src/spark/job-arguments.ts";
import { temporaryFolder } from "../cli/nearedge.ts";
import { describeSpark, submitted } from "./spark.ts";

const { folder } = temporaryFolder();
const PLAIN = [-1, 2, 4, 3, 5, 1];
const scaled = (scale: number, ratings: readonly number[] = PLAIN): number[] =>
  ratings.map((rating) => Math.fround(rating * scale));

describeSpark("the baseline of ratings that are small, or lie near each other", () => {
  const found = new Map<string, { readonly mean: number; readonly biases: readonly number[] }>();
  const of = (name: string) => found.get(name) ?? { mean: Number.NaN, biases: [] };

  beforeAll(() => {
    const cases = {
      ...{ plain: PLAIN, small: scaled(1e-12), same: scaled(0.1, [1, 1, 1, 1, 1]) },
      near: scaled(2 ** -40, [1, 1 + 2 ** -23, 1, 1, 1, 1]),
    };
    const out = join(folder, "out.json");
    const script = fileURLToPath(new URL("extreme_ratings.py", import.meta.url));
    submitted(script, [dirname(jobPath()), JSON.stringify(cases), out]);
    const answers = z.record(z.string(), z.tuple([z.number(), z.array(z.number())]));
    const read = answers.parse(JSON.parse(readFileSync(out, "utf8")));
    for (const [name, [mean, biases]] of Object.entries(read)) found.set(name, { mean, biases });
  });

  it("is that of the same ratings in another unit", () => {
    const [small, plain] = [of("small"), of("plain")];
    expect(small.mean / 1e-12).toBeCloseTo(plain.mean, 6);
    expect(small.biases.length).toBe(plain.biases.length);
    for (const [item, bias] of small.biases.entries()) expect(bias / 1e-12).toBeCloseTo(plain.biases[item] ?? 0, 6);
    expect(Math.max(...plain.biases)).toBeGreaterThan(0.05);
  });

  it("is the mean alone where all ratings are the same", () => {
    expect(of("same")).toEqual({ mean: Math.fround(0.1), biases: [0, 0, 0] });
  });

  it("takes ratings that differ by their last bit", () => {
    expect(of("near").mean).toBeGreaterThan(2 ** -40);
    expect(of("near").mean).toBeLessThan(2 ** -40 * (1 + 2 ** -23));
    expect(Math.max(...of("near").biases)).toBeLessThan(2 ** -63);
  });
});
