import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../scripts/recipes/answers.ts";
import { layOutRecipe } from "../../scripts/recipes/layout.ts";
import { measured } from "../../scripts/recipes/readings.ts";
import type { Recipe } from "../../scripts/recipes/recipe.ts";
import { commandRunner, type RunCommand } from "../../scripts/recipes/run-command.ts";
import { runRecipe } from "../../scripts/recipes/run-recipe.ts";
import { temporaryFolder } from "../cli/nearedge.ts";

const { folder: data } = temporaryFolder();
mkdirSync(join(data, "ml-100k"));
writeFileSync(join(data, "ml-100k", "u.data"), "1\t1\t5\t881250949\n");
writeFileSync(join(data, "ml-100k", "u.item"), `1|A (1990)|01-Jan-1990|||${"0|".repeat(18)}1\n`);

/** A recipe of one row that reads `metric` of `model`. */
function oneStep(model: string, metric: string): Recipe {
  const command = ["evaluate", "{ratings}", "--threshold", "{mean}"];
  const step = { what: "error", published: "RMSE 1 (elsewhere)", same: null, right: measured(command, model, metric) };
  // Another figure of the same answer, under a protocol of its own.
  const other = { command, read: () => ({ protocol: "inner", metric: "spread", figure: 0 }) };
  return {
    name: "one",
    title: "One step",
    standIn: { data: "ml-100k", described: "tiny", write: async () => ({ ratings: "r.csv", format: "csv" }) },
    original: undefined,
    rows: [{ row: "Z1", steps: [step, { ...step, right: other }], missing: ["teapot"] }],
    wentWrong: "Nothing.",
  };
}

const PROFILE: Answer = {
  warnings: [],
  sizes: { users: 1, items: 1, interactions: 1 },
  values: { mean: 3.25 },
  reading: { uncataloguedItems: 0 },
};
const warning = { code: "few-test-users", message: "few" };
const REPORT: Answer = {
  warnings: [warning],
  protocol: "random:0.2",
  results: [
    { model: "good", metrics: { rmse: 0.5 }, warnings: [{ code: "constant", message: "of good" }] },
    { model: "global-mean", metrics: { rmse: 1.25 } },
  ],
};

/** Answers without running anything, and notes what was asked. */
function played(asked: string[][] = []): RunCommand {
  return async (command) => {
    asked.push([...command]);
    return command[0] === "explore" ? PROFILE : REPORT;
  };
}

describe("a recipe", () => {
  it("reads figures with their protocol and the trivial row beside, and each warning once", async () => {
    const asked: string[][] = [];
    const result = await runRecipe(oneStep("good", "rmse"), { data, run: played(asked) });
    const figure = { protocol: "random:0.2", metric: "rmse", model: "good", figure: 0.5 };
    expect(result.steps[0]?.right).toEqual({ ...figure, beside: { model: "global-mean", figure: 1.25 } });
    expect(result.warnings.map(({ code, protocol }) => `${code} ${protocol}`)).toEqual([
      ...["few-test-users random:0.2", "constant random:0.2"],
    ]);
    expect(result.missing).toEqual([{ row: "Z1", model: "teapot" }]);
    expect(asked.at(-1)).toEqual(["evaluate", "r.csv", "--threshold", "3.25"]);
  });

  it.each([
    ["a model", "absent", "rmse"],
    ["a metric", "good", "f1"],
  ])("fails where %s of it is not in the answer, instead of showing a dash", async (_, model, metric) => {
    const running = runRecipe(oneStep(model, metric), { data, run: played() });
    await expect(running).rejects.toMatchObject({ code: "missing-figure" });
  });

  it("prints no figure without its protocol, and what is missing with its row", async () => {
    const text = layOutRecipe(await runRecipe(oneStep("good", "rmse"), { data, run: played() }));
    expect(text).toContain("| RMSE 1 (elsewhere)");
    expect(text).toContain("| rmse 0.5000 good; global-mean 1.2500 (random:0.2) |");
    expect(text).toContain("- teapot, row Z1");
    expect(text).toContain("- few-test-users (random:0.2): few");
  });
});

describe("a command of a recipe", () => {
  it("that fails ends the recipe with the command in the message", async () => {
    const run = commandRunner(new AbortController().signal);
    await expect(run(["evaluate", "no such file.csv", "--protocol", "random:0.2"])).rejects.toThrow(
      /expected status 0, got 1 of: node bin\/nearedge\.js evaluate 'no such file\.csv' --protocol random:0\.2 --json/,
    );
  });

  it("runs once however often its figures are read", async () => {
    const run = commandRunner(new AbortController().signal);
    const command = ["evaluate", "builtin:catalogue", "--models", "popularity", "--protocol", "random:0.2"];
    expect(await run(command)).toBe(await run(command));
  });
});
