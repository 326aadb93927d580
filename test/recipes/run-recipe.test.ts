import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../scripts/recipes/answers.ts";
import { layOutMarkdown } from "../../scripts/recipes/markdown.ts";
import { listed, measured, reached } from "../../scripts/recipes/readings.ts";
import type { Recipe } from "../../scripts/recipes/recipe.ts";
import { commandRunner, type RunCommand } from "../../scripts/recipes/run-command.ts";
import { runRecipe } from "../../scripts/recipes/run-recipe.ts";
import { layOutForTerminal } from "../../scripts/recipes/terminal.ts";
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
    const text = layOutMarkdown(await runRecipe(oneStep("good", "rmse"), { data, run: played() }));
    expect(text).toContain("| RMSE 1 (elsewhere)");
    expect(text).toContain("| rmse 0.5000 good; global-mean 1.2500 (random:0.2) |");
    expect(text).toContain("- teapot, row Z1");
    expect(text).toContain("- few-test-users (random:0.2): few");
  });
});

describe("what a terminal shows", () => {
  const result = {
    ...{ recipe: "one", title: "One step", data: "tiny", wentWrong: `Nothing. ${"It goes on and on. ".repeat(20)}` },
    steps: [
      {
        ...{ row: "Z1", what: "error", published: "RMSE 1 (elsewhere)", same: null },
        right: {
          ...{ protocol: "random:0.2", metric: "rmse", model: "good", figure: 0.5 },
          beside: { model: "global-mean", figure: 1.25 },
        },
      },
      {
        row: "Z1",
        what: "rows",
        published: null,
        right: null,
        same: { protocol: "no split", metric: "rows", figure: 1234 },
      },
      { row: "Z2", what: "nothing", published: "none: it crashed", same: null, right: null },
    ],
    missing: [{ row: "Z2", model: "teapot" }],
    networks: [{ row: "Z1", there: "it guesses", here: "it learns" }],
    warnings: [{ code: "few-test-users", protocol: "random:0.2", message: "few | or #none" }],
  };

  it("is each row once with its figures in line below one another, without anything of Markdown", () => {
    const lines = layOutForTerminal(result, 80).split("\n");
    expect(lines.slice(4, 12)).toEqual([
      "Z1   error",
      "     the document    RMSE 1 (elsewhere)",
      "     ours, rightly   rmse 0.5000 good; global-mean 1.2500 (random:0.2)",
      "",
      "     rows",
      "     ours, as there  rows 1,234 (no split)",
      "",
      "Z2   nothing",
    ]);
    expect(lines).toContain("  Z1   it guesses. Here: it learns");
    expect(lines).toContain("  Z2   teapot");
    expect(lines).toContain("  few-test-users (random:0.2): few | or #none");
    expect(lines.filter((line) => /^[|#-]|\|$|\*\*|`/.test(line))).toEqual([]);
  });

  it.each([40, 80, 120])("is no wider than %i columns, and set in throughout", (width) => {
    const text = layOutForTerminal(result, width);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(text.replaceAll(/\s+/g, " ")).toContain("It goes on and on. It goes on and on.");
    expect(text).not.toMatch(/ $/m);
  });
});

/** A recipe whose row reads texts. */
function ofTexts(): Recipe {
  const same = listed(["similar-texts", "{texts}", "A"], "films");
  const steps = [{ what: "films like A", published: null, same, right: null }];
  return { ...oneStep("good", "rmse"), rows: [{ row: "Z2", steps, missing: [] }] };
}

describe("a row that reads further data", () => {
  it("is listed as missing where they are not there, and nothing is run for it", async () => {
    const asked: string[][] = [];
    const result = await runRecipe(ofTexts(), { data, run: played(asked) });
    expect(result.steps[0]?.same).toBeNull();
    expect(result.missing).toEqual([{ row: "Z2", model: expect.stringMatching(/^data: .*tmdb_5000_movies\.csv/) }]);
    expect(asked.map(([name]) => name)).toEqual(["explore"]);
  });

  it("shows the titles that were found where they are", async () => {
    const own = join(data, "with-texts");
    for (const name of ["ml-100k", "tmdb-5000"]) mkdirSync(join(own, name), { recursive: true });
    for (const name of ["u.data", "u.item"]) cpSync(join(data, "ml-100k", name), join(own, "ml-100k", name));
    const films = ["A,a ship sails home", "B,a ship sails away", "C,nothing of the kind", "D,a home without a garden"];
    writeFileSync(
      join(own, "tmdb-5000", "tmdb_5000_movies.csv"),
      `${["id,title,overview", ...films.map((film, at) => `${at},${film}`)].join("\n")}\n`,
    );
    const real = commandRunner(new AbortController().signal);
    const run: RunCommand = async (command) => (command[0] === "explore" ? PROFILE : real(command));
    const result = await runRecipe(ofTexts(), { data: own, run });
    expect(result.steps[0]?.same).toMatchObject({ protocol: "no split", metric: "films", list: ["B", "D"], figure: 2 });
    expect(result.missing).toEqual([]);
    expect(layOutMarkdown(result)).toContain("| films 2: B, D (no split)");
  });
});

describe("cells that are reached", () => {
  const read = (folds: readonly object[]) => {
    return reached([], "good", 0.05).read({ ...REPORT, results: [{ model: "good", metrics: {}, folds }] });
  };

  it("are those parts whose error is at most the bound", () => {
    const folds = [0.01, 0.05, 0.0501].map((rmse) => ({ metrics: { rmse } }));
    expect(read(folds)).toEqual({ protocol: "random:0.2", metric: "cells-within-0.05", model: "good", figure: 2 });
  });

  it("cannot be counted where a part has no error", () => {
    expect(() => read([{ metrics: {} }])).toThrow("rmse of good on each part");
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
