import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { reportSchema } from "./schemas.ts";
import { checkerboard, rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const board = write("board.csv", checkerboard());
const lines = checkerboard().trim().split("\n").slice(1);
const values = lines.map((line) => Number(line.split(",")[2]));
const mean = Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(6));

const args = (...more: string[]) => [
  "--models",
  "user-item-baseline",
  "--protocol",
  "kfold:3",
  "--only",
  "ratings",
  ...more,
];

describe("--threshold", () => {
  it("alone, or as mean, is the mean of all ratings: the same for every fold, and said", async () => {
    const [alone, asked, given] = await Promise.all(
      [["--threshold"], ["--threshold", "mean"], ["--threshold", `${mean}`]].map((threshold) =>
        nearedgeJson(reportSchema, ["evaluate", board, ...args(...threshold)]),
      ),
    );
    expect(alone?.answer.threshold).toBe(mean);
    expect(alone?.stderr).toContain(`liked from ${mean}, the mean of all values\n`);
    const figuresOf = (run: typeof alone) =>
      run?.answer.results.map(({ metrics, confusion }) => ({ metrics, confusion }));
    expect(figuresOf(asked)).toEqual(figuresOf(alone));
    expect(figuresOf(given)).toEqual(figuresOf(alone));
    // Every rating is tested once in three folds.
    const everything = alone?.answer.results.find(({ model }) => model === "everything")?.confusion;
    const liked = values.filter((value) => value >= mean).length;
    expect(everything).toEqual({
      ...{ truePositives: liked, falsePositives: values.length - liked },
      ...{ falseNegatives: 0, trueNegatives: 0 },
    });
  });

  it("shows the cells of each model beside what constant decisions reach", async () => {
    const out = join(folder, "report.html");
    const { status, stderr } = await nearedge(["compare", board, ...args("--threshold"), "--out", out]);
    expect(status, stderr).toBe(0);
    const page = readFileSync(out, "utf8");
    expect(page).toContain(`Liked means a value of at least ${mean}, before any transform.`);
    expect(page).toMatch(
      />F1 0\.\d{4}, precision 0\.\d{4}, .* Recommending everything: F1 0\.\d{4}, precision 0\.\d{4}, /,
    );
    expect(page).toMatch(/>F1 0\.\d{4}, .*: a constant decision\.</);
  });

  it("warns where all test interactions are of one class", async () => {
    const same = write(
      "same.csv",
      rows(
        "userId,itemId,rating",
        lines.map((line) => `${line.split(",").slice(0, 2).join(",")},4`),
      ),
    );
    const { answer } = await nearedgeJson(reportSchema, ["evaluate", same, ...args("--threshold")]);
    expect(answer.threshold).toBe(4);
    expect(answer.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(["single-class", "one-test-value"]));
  });

  it.each(["often", "", "4 stars"])("refuses %j", async (value) => {
    const { status, stderr } = await nearedge(["evaluate", board, ...args("--threshold", value)]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("expected a number, or mean.")]);
  });
});
