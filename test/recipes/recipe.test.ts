import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { WORKED_EXAMPLE } from "../../scripts/recipes/matrix-factorisation.ts";
import { temporaryFolder } from "../cli/nearedge.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/recipe.ts", import.meta.url));
const { folder } = temporaryFolder();

/** Runs the script as `npm run recipe --` does, with temporary files under a folder of its own. */
function recipe(
  args: readonly string[],
  temporary = tmpdir(),
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const { NEAREDGE_DATA: _, ...environment } = process.env;
    const child = spawn(process.execPath, [SCRIPT, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...environment, TMPDIR: temporary },
      timeout: 200_000,
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject).on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

/** A folder that looks like MovieLens 100K: twenty users, fifteen films. */
function tinyMovieLens(): string {
  const own = join(folder, "data", "ml-100k");
  mkdirSync(own, { recursive: true });
  const ratings: string[] = [];
  for (let user = 1; user <= 20; user++) {
    for (let item = 1; item <= 15; item++) {
      if ((user * item) % 3 > 0)
        ratings.push(`${user}\t${item}\t${1 + ((user + item) % 5)}\t${880_000_000 + user * 100 + item}`);
    }
  }
  const films = Array.from(
    { length: 15 },
    (_, at) => `${at + 1}|Film ${at + 1} (1990)|01-Jan-1990|||${"0|".repeat(18)}1`,
  );
  writeFileSync(join(own, "u.data"), `${ratings.join("\n")}\n`);
  writeFileSync(join(own, "u.item"), `${films.join("\n")}\n`);
  return join(folder, "data");
}

const figure = z.strictObject({
  protocol: z.string().min(1),
  metric: z.string().min(1),
  figure: z.number(),
  list: z.array(z.string()).optional(),
  model: z.string().optional(),
  beside: z.strictObject({ model: z.string(), figure: z.number() }).optional(),
});
const resultSchema = z.strictObject({
  recipe: z.string(),
  title: z.string(),
  data: z.string(),
  steps: z.array(
    z.strictObject({
      row: z.string(),
      what: z.string(),
      published: z.string().nullable(),
      same: figure.nullable(),
      right: figure.nullable(),
    }),
  ),
  missing: z.array(z.strictObject({ row: z.string(), model: z.string() })),
  networks: z.array(z.strictObject({ row: z.string(), there: z.string(), here: z.string() })),
  warnings: z.array(z.strictObject({ code: z.string(), protocol: z.string(), message: z.string() })),
  wentWrong: z.string(),
});

const NETWORKS = { E4: "neural-mf", E5: "ncf-mlp", E6: "residual-mf", E7: "autorec", E8: "rbm" };

describe("npm run recipe", () => {
  it("lists the recipes without a name", async () => {
    const { status, stdout } = await recipe([]);
    expect(status).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
      ...["cross-platform", "book-crossing", "netflix", "movielens-20m", "matrix-factorisation", ""],
    ]);
  });

  it("refuses an unknown name with status 2 and the nearest one", async () => {
    const { status, stdout, stderr } = await recipe(["netfix"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("did you mean netflix?");
  });

  it("says what to get from where when no data are there, with status 1", async () => {
    const { status, stdout, stderr } = await recipe(["movielens-20m", "--data", join(folder, "nowhere")]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/ml-latest-small.*GroupLens.*--data FOLDER.*\[no-data\]/);
  });

  it("says which of the document's own files it expected", async () => {
    const { status, stderr } = await recipe(["netflix", "--original", folder]);
    expect(status).toBe(1);
    expect(stderr).toContain("expected combined_data_1.txt and movie_titles.csv");
  });

  it.each([["matrix-factorisation"], ["all"]])(
    "refuses the original of %s, which has no folder of files",
    async (name) => {
      const { status } = await recipe([name, "--original", folder]);
      expect(status).toBe(2);
    },
  );

  it("runs a recipe end to end, prints one object, and leaves no files", async () => {
    const temporary = join(folder, "temporary");
    mkdirSync(temporary);
    const { status, stdout, stderr } = await recipe(
      ["matrix-factorisation", "--json", "--data", tinyMovieLens()],
      temporary,
    );
    expect(stderr).toContain("$ node bin/nearedge.js evaluate ");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    const { steps, warnings, missing, networks } = resultSchema.parse(JSON.parse(stdout));
    const known = WORKED_EXAMPLE.flat().filter((value) => value > 0).length;
    expect(steps[0]?.same).toEqual({ protocol: "no split", metric: "interactions", figure: known });
    for (const row of ["E1", "E2"]) {
      const reached = steps.find(({ row: own, same }) => own === row && same?.protocol === "given");
      expect(reached?.same).toMatchObject({ metric: "cells-within-0.05", model: "funk-mf", figure: known });
      expect(reached?.right).toMatchObject({ protocol: "kfold:5", metric: "rmse", model: "funk-mf" });
    }
    for (const [row, model] of Object.entries(NETWORKS)) {
      const trained = steps.find(({ row: own }) => own === row);
      expect(trained?.same).toMatchObject({ protocol: "random:0.2:covered", metric: "rmse", model });
      expect(trained?.right).toMatchObject({ protocol: "random:0.2", metric: "rmse", model });
    }
    expect(missing).toEqual([]);
    expect(networks.map(({ row }) => row)).toEqual(Object.keys(NETWORKS));
    const heldOut = steps.find(({ row }) => row === "E3");
    expect(heldOut?.same).toMatchObject({ protocol: "random:0.2:covered", metric: "test interactions", figure: 3 });
    expect(steps.some(({ right }) => right?.protocol === "kfold:5" && right.metric === "rmse")).toBe(true);
    expect(warnings.map(({ code }) => code)).toContain("few-test-users");
    expect(readdirSync(temporary)).toEqual([]);
  }, 240_000);
});
