import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Reading, Step } from "../../scripts/recipes/recipe.ts";
import { findRecipes, RECIPES } from "../../scripts/recipes/registry.ts";
import { fillIn } from "../../scripts/recipes/run-command.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { MEASURED_NAMES } from "../../src/models/model-names.ts";
import { temporaryFolder } from "../cli/nearedge.ts";

/** How many rows the checklist of each document has. */
const ROWS = { A: 7, B: 7, C: 11, D: 2, E: 8 } as const;

const { folder } = temporaryFolder();
const steps = RECIPES.flatMap(({ rows }) => rows.flatMap((row) => row.steps));
const readingsOf = (own: readonly Step[]): Reading[] => {
  return own.flatMap(({ same, right }) => [same, right]).filter((reading): reading is Reading => reading !== null);
};

/** One rating that is liked, dated: enough for every form of the data. */
function tinyDataset(): Dataset {
  const interactions = interactionsFrom([{ userId: "1", itemId: "2", value: 5, timestamp: 1e9 }], "explicit");
  const items = { ...emptyItemTable(interactions.itemIds), titles: ["A film (1990)"] };
  const report = {
    rowsRead: 1,
    badRows: 0,
    badRowExamples: [],
    duplicatesMerged: 0,
    catalogueOnlyItems: 0,
    uncataloguedItems: 0,
  };
  return {
    name: "tiny",
    note: "",
    interactions,
    items,
    fingerprint: "",
    report: { ...report, implicitRowsDropped: 0 },
  };
}

const document = (name: string): string => {
  return readFileSync(fileURLToPath(new URL(`../../docs/recipes/${name}`, import.meta.url)), "utf8");
};

describe("the recipes", () => {
  it("have every row of the five documents exactly once, in order", () => {
    const expected = Object.entries(ROWS).flatMap(([letter, count]) => {
      return Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);
    });
    expect(RECIPES.flatMap(({ rows }) => rows.map(({ row }) => row))).toEqual(expected);
  });

  it("show something for every row, and name what is missing where a row has nothing to run", () => {
    for (const { row, steps: own, missing } of RECIPES.flatMap(({ rows }) => rows)) {
      expect(own.length, row).toBeGreaterThan(0);
      const runs = own.some(({ same, right }) => same !== null || right !== null);
      expect(runs || missing.length > 0, row).toBe(true);
    }
  });

  it("call nothing missing that can be measured", () => {
    const missing = RECIPES.flatMap(({ rows }) => rows.flatMap((row) => row.missing));
    expect(missing.filter((text) => MEASURED_NAMES.some((model) => text.startsWith(model)))).toEqual([]);
  });

  it("never show a published figure without its protocol", () => {
    const bare = steps.filter(({ published }) => published !== null && !/\([^()]+\)$|: it crashed$/.test(published));
    expect(bare).toEqual([]);
  });

  it.each(RECIPES)(
    "of $name: its commands exist and ask for values that its input gives",
    async ({ rows, standIn }) => {
      const values = {
        ...(await standIn.write(tinyDataset(), folder, {})),
        report: "report.html",
        mean: "3.5",
        texts: "t.csv",
        overviews: "o.jsonl",
      };
      for (const { command } of rows.flatMap((row) => readingsOf(row.steps))) {
        expect(["explore", "evaluate", "compare", "tune", "similar-texts"]).toContain(command[0]);
        expect(fillIn(command, values).filter((argument) => /[{}]/.test(argument))).toEqual([]);
      }
      expect(() => fillIn(["evaluate", "{nothing}"], values)).toThrow("expected a value for {nothing}");
    },
  );

  it.each(RECIPES.flatMap(({ name, standIn, original }) => (original ? [{ name, standIn, original }] : [])))(
    "of $name: the document's own files give the same values as what stands in for them",
    async ({ standIn, original }) => {
      const values = await standIn.write(tinyDataset(), folder, {});
      const own = await original.prepare([values.ratings ?? "", values.items ?? ""], folder, {});
      expect(Object.keys(own).sort()).toEqual(Object.keys(values).sort());
      expect(own.format).toBe(values.format);
    },
  );

  it("are found by name, all of them by all, and a name that is near is suggested", () => {
    expect(findRecipes("netflix").map(({ name }) => name)).toEqual(["netflix"]);
    expect(findRecipes("all")).toBe(RECIPES);
    expect(() => findRecipes("book-crosing")).toThrow(/did you mean book-crossing\?/);
  });
});

describe.each(RECIPES)("the page of $name", ({ name, rows }) => {
  it("has every row and every missing model, in at most 100 lines", () => {
    const page = document(`${name}.md`);
    for (const { row, missing } of rows) {
      expect(page).toContain(`| ${row} `);
      for (const model of missing) expect(page).toContain(model);
    }
    expect(page.split("\n").length).toBeLessThanOrEqual(101);
  });

  it("is in the index", () => {
    const index = document("README.md");
    expect(index).toContain(`(${name}.md)`);
  });
});
